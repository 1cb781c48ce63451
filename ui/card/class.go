package card

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/scoring/influence"
	"earshot/store/desk"
	"earshot/ui/keys"
)

// class is the command that says what a person is for the team.
func (a acts) class() keys.Command {
	return keys.Command{
		ID: "class", Title: "What they are for us", Scope: keys.Card, When: a.anyone,
		Doc: "Says what the person is: influencer, amplifier, advocate, detractor or customer; it goes before what is reckoned, none takes it away.",
		Arg: &keys.Arg{Ask: "class", Hint: strings.Join(classes(""), ", "), Complete: func(typed string) []keys.Choice {
			var out []keys.Choice
			for _, c := range classes(typed) {
				out = append(out, keys.Choice{Text: c})
			}
			return out
		}},
		Run: func(arg string) tea.Cmd {
			members := a.p.who.Members
			return a.p.h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) {
				if arg = strings.ToLower(strings.TrimSpace(arg)); arg == "none" {
					arg = ""
				}
				ids := make([]string, len(members))
				for i, m := range members {
					ids[i] = m.ID
				}
				return a.p.h.Desk.Influence.SetClass(ctx, by, arg, ids...)
			})
		},
	}
}

// classes are the words that begin so.
func classes(begin string) []string {
	var out []string
	for _, c := range influence.Classes() {
		out = append(out, string(c))
	}
	return slices.DeleteFunc(append(out, "none"), func(c string) bool { return !strings.HasPrefix(c, strings.ToLower(begin)) })
}
