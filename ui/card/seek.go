package card

import (
	"context"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"earshot/store/desk"
	"earshot/ui/keys"
)

// seeking are the commands about what is looked up of a person elsewhere.
func (a acts) seeking() []keys.Command {
	return []keys.Command{
		{
			ID: "enrich", Title: "Look this person up", Scope: keys.Card, When: a.seekable,
			Doc: "Asks the sources that are on in [enrich] of the configuration about all accounts of the person, before everybody else, even where an answer still holds. What they say appears on the card.",
			Run: func(string) tea.Cmd {
				id := a.p.show.identity
				return a.p.h.Do(func(ctx context.Context, _ desk.By) (desk.Outcome, error) {
					asked, err := a.p.h.Desk.Enrich.Ask(ctx, id, true)
					return desk.Outcome{Title: sought(asked)}, err
				})
			},
		},
		{
			ID: "enrich-never", Title: "Look nothing up, or again", Scope: keys.Card, When: a.anyone,
			Doc: "Marks the person, so that nothing is looked up about any account of theirs; the second time takes the mark away.",
			Run: func(string) tea.Cmd {
				id := a.p.show.identity
				return a.p.h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) {
					never, err := a.p.h.Desk.Enrich.Unsought(ctx, id)
					if err != nil {
						return desk.Outcome{}, err
					}
					return a.p.h.Desk.Enrich.Never(ctx, by, id, !never)
				})
			},
		},
	}
}

func (a acts) seekable() string {
	if why := a.anyone(); why != "" {
		return why
	}
	if len(a.p.h.Desk.Enrich.On()) == 0 {
		return "no source is on; [enrich] in the configuration turns them on, see the README"
	}
	return ""
}

// sought says what became of asking.
func sought(asked desk.Asked) string {
	switch n := len(asked.Queued); {
	case asked.Never:
		return "nothing is to be looked up about this person; :enrich-never takes that mark away"
	case n == 0:
		return "no source could know anything about this person: there is no address, page or picture"
	default:
		return "looking up, " + strconv.Itoa(n) + " " + map[bool]string{true: "question", false: "questions"}[n == 1]
	}
}
