package thread

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/folders"
	"earshot/ui/keys"
	"earshot/ui/pane"
)

// saving is the command that fetches what hangs on a message.
func (p acts) saving() keys.Command {
	return keys.Command{
		ID: "save-files", Title: "Save files", Keys: []string{"S"}, Scope: keys.Thread, When: p.saveable,
		Doc: "Fetches the files that hang on the selected message and saves them in a folder that you name; nothing is overwritten.",
		Arg: &keys.Arg{
			Ask: "save in folder", Hint: "~/Downloads", Complete: folders.Complete, Check: folders.Missing,
			Start: func() string { return p.folder },
		},
		Run: func(arg string) tea.Cmd {
			doc, folder := p.turn().Mention.Doc, folders.Path(arg)
			p.folder = strings.TrimSpace(arg)
			return tea.Batch(
				pane.Send(pane.Notice{Text: "fetching the files", Level: pane.Plain}),
				p.h.Do(func(ctx context.Context, _ desk.By) (desk.Outcome, error) {
					return p.h.Desk.Files.Save(ctx, doc, 0, folder)
				}),
			)
		},
	}
}

func (p acts) saveable() string {
	t := p.turn()
	switch {
	case t == nil || t.Mention == nil || len(files(t.Mention)) == 0:
		return "no file hangs on this message"
	case !p.h.Local:
		return "files are saved only at the machine where earshot runs; use earshot attachments there"
	}
	return ""
}

// files are what of a mention can be fetched.
func files(m *store.Mention) (out []store.Attached) {
	for _, x := range m.Body.Media {
		if a, ok := x.Attached(); ok {
			out = append(out, a)
		}
	}
	return out
}

// attached describes a file that can be fetched: name, type, size.
func attached(a store.Attached) string {
	text := a.Name
	if a.Type != "" && a.Type != a.Name {
		text += ", " + a.Type
	}
	switch {
	case a.Size <= 0:
	case a.Size < 1<<10:
		text += fmt.Sprintf(", %d B", a.Size)
	case a.Size < 1<<20:
		text += fmt.Sprintf(", %.0f kB", float64(a.Size)/(1<<10))
	default:
		text += fmt.Sprintf(", %.1f MB", float64(a.Size)/(1<<20))
	}
	return text
}
