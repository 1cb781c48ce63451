package card

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/theme"
)

// advocate are the commands about somebody who speaks for us, and what they were
// given.
func (a acts) advocate() []keys.Command {
	return []keys.Command{
		{
			Group: keys.Triage, ID: "advocate", Title: "Advocate", Keys: []string{"A"}, Scope: keys.Card, When: a.anyone,
			Doc: "Says how far the person has come as an advocate: found, approached, agreed, active, ended, with a remark behind it; none takes them off. g v lists all.",
			Arg: &keys.Arg{Ask: "stage", Hint: "approached asked by mail", Check: func(typed string) string {
				_, _, err := desk.ReadStage(typed)
				return told(err)
			}, Complete: func(typed string) []keys.Choice { return beginning(typed, append(words(store.Stages()), "none")) }},
			Run: func(arg string) tea.Cmd {
				id := a.p.who.Identity.ID
				return a.p.h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) {
					stage, note, err := desk.ReadStage(arg)
					if err != nil {
						return desk.Outcome{}, err
					}
					return a.p.h.Desk.Advocates.Stage(ctx, by, id, stage, note)
				})
			},
		},
		{
			Group: keys.Triage, ID: "reward", Title: "Reward", Keys: []string{"W"}, Scope: keys.Card, When: a.anyone,
			Doc: "Writes down what the person was given, its kind first, its cost behind a semicolon: gift a mug; 500 RUB. Kinds are information, status, access and gift.",
			Arg: &keys.Arg{Ask: "reward", Hint: "gift a mug; 500 RUB", Check: func(typed string) string {
				_, err := desk.ReadGift(typed)
				return told(err)
			}, Complete: func(typed string) []keys.Choice { return beginning(typed, words(store.RewardKinds())) }},
			Run: func(arg string) tea.Cmd {
				id := a.p.who.Identity.ID
				return a.p.h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) {
					g, err := desk.ReadGift(arg)
					if err != nil {
						return desk.Outcome{}, err
					}
					g.Identity = id
					return a.p.h.Desk.Advocates.Reward(ctx, by, g)
				})
			},
		},
	}
}

func told(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func words[T ~string](list []T) (out []string) {
	for _, s := range list {
		out = append(out, string(s))
	}
	return out
}

// beginning are the words that what was typed begins.
func beginning(typed string, list []string) (out []keys.Choice) {
	for _, s := range list {
		if strings.HasPrefix(s, strings.ToLower(strings.TrimSpace(typed))) {
			out = append(out, keys.Choice{Text: s})
		}
	}
	return out
}

// advocacy is how far the person has come, and what they were given last; D shows
// the rest.
func (s ledger) advocacy(limit int) (out []fact) {
	a := s.who.Advocacy
	if a.Stage != "" {
		out = append(out, fact{rankSame, func(width int) string {
			l := s.label(width, "Advocate").Put(theme.Strong, string(a.Stage))
			return l.Put(theme.Dim, " since "+s.day(a.At)).Put(theme.Text, lead(a.Note)).String()
		}})
	}
	if len(a.Rewards) == 0 {
		return out
	}
	rank := rankOrders
	if limit < 16 {
		rank = rankKnown
	}
	return append(out, s.fact(rank, count(len(a.Rewards), "Given", "Given"), theme.Text, s.reward(a.Rewards[0])))
}

// lead writes a remark behind something else.
func lead(note string) string {
	if note == "" {
		return ""
	}
	return ": " + note
}

// reward is one thing that was given.
func (s ledger) reward(r store.Reward) string {
	text := s.day(r.At) + ", " + r.What + " (" + string(r.Kind) + ")"
	if r.Cost > 0 {
		text += ", " + Money(r.Cost, r.Currency)
	}
	return text
}

// given are the rewards in full.
func (s ledger) given() (rows []overlay.Row) {
	a := s.who.Advocacy
	if a.Stage != "" {
		rows = append(rows, overlay.Row{Label: "advocate", Text: fmt.Sprintf("%s since %s, by %s, found %s%s", a.Stage, s.day(a.At), a.By, s.day(a.Since), lead(a.Note)), Token: theme.Strong})
	}
	for _, r := range a.Rewards {
		rows = append(rows, overlay.Row{Label: "given", Text: s.reward(r) + ", by " + r.By, Token: theme.Text})
	}
	if sums := a.Spent(); len(a.Rewards) > 1 && len(sums) > 0 {
		var parts []string
		for _, m := range sums {
			parts = append(parts, Money(m.Sum, m.Currency))
		}
		rows = append(rows, overlay.Row{Text: "all together " + strings.Join(parts, ", "), Token: theme.Dim})
	}
	return rows
}
