package verb

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/when"
	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// PromiseArg asks for a promise and, behind a ";", by when: call back; tomorrow
// 9:00.
func PromiseArg(h *pane.Host) *keys.Arg {
	return &keys.Arg{
		Ask: "promise", Hint: "call back; tomorrow 9:00",
		Check: func(typed string) string {
			if _, _, err := promise(typed, h.Now(), h.Zone); err != nil {
				return err.Error()
			}
			return ""
		},
		Complete: func(typed string) []keys.Choice {
			text, at, ok := strings.Cut(typed, ";")
			if !ok {
				return nil
			}
			list := pane.Times(strings.TrimSpace(at), h.Now(), h.Zone)
			for i := range list {
				list[i].Text = strings.TrimSpace(text) + "; " + list[i].Text
			}
			return list
		},
	}
}

// promise parts a line into what was promised and by when; zero = some day.
func promise(line string, now time.Time, zone *time.Location) (text string, due time.Time, err error) {
	text, at, _ := strings.Cut(line, ";")
	if text = strings.TrimSpace(text); text == "" {
		return "", due, &store.Invalid{Field: "promise", Why: "say what, and behind a ; by when"}
	}
	if at = strings.TrimSpace(at); at == "" {
		return text, due, nil
	}
	due, err = when.Parse(at, now, zone)
	return text, due, err
}

// Promise keeps what was typed as a promise about a mention or to an identity.
func Promise(h *pane.Host, arg string, p desk.Promise) tea.Cmd {
	var err error
	if p.Text, p.Due, err = promise(arg, h.Now(), h.Zone); err != nil {
		return pane.Send(h.Fail(err))
	}
	return h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) { return h.Desk.Tasks.Add(ctx, by, p) })
}

// owed shows what the person at the screen has promised to anybody, the first
// due first; a letter shows the card.
func owed(h *pane.Host) tea.Cmd {
	user, now, zone := h.User, h.Now(), h.Zone
	return func() tea.Msg {
		list, err := h.Desk.Tasks.Open(h.Context, user)
		if err != nil {
			return h.Fail(err)
		}
		if len(list) == 0 {
			return pane.Push{Overlay: overlay.NewPage(h, "Owed", []overlay.Row{
				{Text: "You owe nobody anything. P on the card of a person keeps a promise.", Token: theme.Dim},
			})}
		}
		var items []overlay.Item
		for i, key := range overlay.Letters(len(list)) {
			items = append(items, overlay.Item{Key: key, Title: list[i].Text, Doc: Whose(list[i], now, zone), Run: func() tea.Cmd {
				return tea.Batch(
					pane.Send(pane.To{Pane: keys.Card, Msg: pane.Peek{Identity: list[i].Identity}}),
					pane.Send(pane.Focus{Pane: keys.Card}))
			}})
		}
		return pane.Push{Overlay: overlay.NewMenu(h, "Owed", "A letter shows the person; p there ticks it off.", items)}
	}
}

// Whose says to whom something is owed, and when it is due.
func Whose(t desk.Owed, now time.Time, zone *time.Location) string {
	text := t.Name
	switch {
	case t.Late(now):
		text += ", late since " + widget.Ago(now, t.Due, zone)
	case !t.Due.IsZero():
		text += ", due " + t.Due.In(zone).Format("Mon 2 Jan 15:04")
	}
	return text
}
