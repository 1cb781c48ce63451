package desk

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"earshot/store"
	"earshot/store/clean"
)

// Files fetches what hangs on mentions and lies with their networks until
// somebody wants it.
type Files struct {
	*core
	saver Saver
}

// Saver fetches the n-th file of a mention, counted from 1, or all where n is 0,
// and puts them into a folder under safe names, never over others. It gives their
// paths.
type Saver func(ctx context.Context, m *store.Mention, n int, folder string) ([]string, error)

// Use sets who does it: the desk knows neither networks nor disks. It must be
// called before anything else of Files.
func (f *Files) Use(s Saver) { f.saver = s }

// Save puts the n-th file of a mention, or all where n is 0, into a folder. It
// changes no data.
func (f *Files) Save(ctx context.Context, doc store.Doc, n int, folder string) (Outcome, error) {
	if f.saver == nil {
		return Outcome{}, errors.New("nothing can be fetched here")
	}
	var m *store.Mention
	err := f.store.View(ctx, func(tx store.Tx) (err error) {
		m, err = tx.Mentions().Get(doc)
		return err
	})
	if err != nil {
		return Outcome{}, err
	}
	paths, err := f.saver(ctx, m, n, folder)
	if err != nil {
		return Outcome{}, err
	}
	names := make([]string, len(paths))
	for i, p := range paths {
		names[i] = clean.Line(path.Base(p), 200)
	}
	return Outcome{Changed: len(paths), Title: fmt.Sprintf("saved %s in %s", strings.Join(names, ", "), clean.Line(folder, 300))}, nil
}
