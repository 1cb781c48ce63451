package stream

import (
	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
)

// folds is how mentions that say the same are shown: one row for all of them,
// the first in the list's order, with how many they are; or each by itself.
//
// A folded row is known by the head of its cluster, so that the cursor and the
// marks stay on it while one more repost becomes the mention that it shows.
type folds struct {
	open  bool // in the list, every mention has its row
	want  bool // what open will be with the next answer
	sizes map[store.Doc]int
}

// id is what the row of a mention is known by.
func (f *folds) id(m *store.Mention) store.Doc {
	if f.open {
		return m.Doc
	}
	return desk.Row{Mention: m}.ID()
}

// take gives the rows of an answer, in order and by id, and keeps their sizes.
func (f *folds) take(a page) ([]store.Doc, map[store.Doc]*store.Mention) {
	ids, rows := make([]store.Doc, len(a.rows)), make(map[store.Doc]*store.Mention, len(a.rows))
	f.open, f.sizes = a.open, make(map[store.Doc]int)
	for i, row := range a.rows {
		ids[i] = f.id(row.Mention)
		rows[ids[i]] = row.Mention
		if row.Size > 1 {
			f.sizes[ids[i]] = row.Size
		}
	}
	return ids, rows
}

func foldCommand(p *Pane) keys.Command {
	return keys.Command{
		ID: "fold", Title: "Duplicates in one row", Keys: []string{"D"}, Scope: keys.Stream,
		Doc: "Shows those that say the same in one row, with their number, or each by itself.",
		Run: func(string) tea.Cmd {
			// Begins anew: marks and the cursor stand on rows that are others now.
			p.folds.want = !p.folds.open
			return p.reload(p.show.filter())
		},
	}
}
