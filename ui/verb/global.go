package verb

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/pane"
)

// Global makes the commands that work anywhere and belong to no pane: undo and
// redo, what opens the composer, the look-ups.
func Global(h *pane.Host) []keys.Command {
	ask := func(group keys.Group, id, title, doc string, kind pane.Writing, key string) keys.Command {
		return keys.Command{Group: group, ID: id, Title: title, Doc: doc, Keys: []string{key}, Scope: keys.Global, Run: func(string) tea.Cmd {
			return pane.Send(pane.Compose{Kind: kind})
		}}
	}
	return []keys.Command{
		{
			ID: "undo", Title: "Undo", Keys: []string{"z"}, Scope: keys.Global, Footer: 20,
			Doc:  "Takes back your last change, and stops a send that is still held.",
			When: func() string { return busy(h) },
			Run:  func(string) tea.Cmd { return journal(h, "taking back", h.Desk.History.Undo) },
		},
		{
			ID: "redo", Title: "Redo", Keys: []string{"Z"}, Scope: keys.Global,
			Doc:  "Does again what undo took back.",
			When: func() string { return busy(h) },
			Run:  func(string) tea.Cmd { return journal(h, "doing again", h.Desk.History.Redo) },
		},
		ask(keys.Write, "compose", "New post", "Writes a post of your own.", pane.NewPost, "c"),
		ask(keys.Views, "go-outbox", "Go to the outbox", "What is held, scheduled, sent and failed.", pane.Outbox, "g o"),
		ask(keys.Views, "go-calendar", "Go to the calendar", "What is planned, by day.", pane.Planned, "g c"),
		{
			Group: keys.Views, ID: "go-owed", Title: "Go to what you owe", Keys: []string{"g d"}, Scope: keys.Global,
			Doc: "What you have promised to people, the first due first.", Run: func(string) tea.Cmd { return owed(h) },
		},
	}
}

// busy is the reason why nothing can be taken back while much is being changed.
func busy(h *pane.Host) string { return h.Working() }

// journal goes a step through what was done, says whose it was, and goes there.
func journal(h *pane.Host, doing string, step func(context.Context, desk.By) (desk.Reversal, error)) tea.Cmd {
	return h.Long(doing, func(ctx context.Context, by desk.By) tea.Msg {
		r, err := step(ctx, by)
		if err != nil {
			return h.Fail(err)
		}
		return tea.BatchMsg{
			pane.Send(pane.Notice{Text: Reverted(h, r), Level: pane.Done}),
			pane.Send(pane.To{Pane: keys.Stream, Msg: pane.Returned{Docs: r.Docs}}),
		}
	})
}

// Reverted says what undo has taken back or redo done again, and whose it was. It
// reads.
func Reverted(h *pane.Host, r desk.Reversal) string {
	if strings.Contains(r.Words, ";") { // it goes on about others
		return r.Words
	}
	return r.Words + people(h, r.Docs)
}

// people names the author of the mentions, where it is one.
func people(h *pane.Host, docs []store.Doc) string {
	const few = 12 // of more, nobody asks whose they were
	name := ""
	if len(docs) > few {
		return ""
	}
	for _, doc := range docs {
		m, err := h.Desk.Lookup.Get(h.Context, doc)
		switch {
		case err != nil: // it has gone since
		case name == "":
			name = ": " + called(m.Author)
		case name != ": "+called(m.Author):
			return name + " and others"
		}
	}
	return name
}
