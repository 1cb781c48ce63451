package bolt

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"earshot/store"
)

// TestARebuildingOfWhatIsSoundLosesNothing: bodies refer to what their author's
// description says already, so they cannot be read without it.
func TestARebuildingOfWhatIsSoundLosesNothing(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), "earshot.db"), Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var said []*store.Mention
	err = s.Update(context.Background(), func(tx store.Tx) error {
		for i := range 50 {
			id, who := store.Number(uint64(1000+i)), []string{"ivan", "maria", "пётр"}[i%3]
			m := &store.Mention{
				Key: store.Key{Network: "mastodon", ID: id}, Kind: store.KindPost, URL: "https://m.example/@" + who + "/" + id,
				Created: time.Date(2026, 11, 1, 0, i, 0, 0, time.UTC),
				Author: store.Author{
					ID: "77" + who, Handle: who + "@m.example", Name: who, URL: "https://m.example/@" + who,
					Avatar: "https://m.example/avatars/" + who + ".png",
				},
				Body: store.Body{Text: "Холодильник не морозит", Links: []string{"https://m.example/@" + who + "/about"}},
				Work: store.Work{State: store.StateNew},
			}
			if err := tx.Mentions().Put(m); err != nil {
				return err
			}
			said = append(said, m)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	done, err := s.Rebuild(context.Background(), nil)
	if err != nil || done != (Rebuilt{Mentions: len(said)}) {
		t.Errorf("%+v, %v", done, err)
	}
	err = s.View(context.Background(), func(tx store.Tx) (err error) {
		for _, m := range said {
			got, getErr := tx.Mentions().Get(m.Doc)
			if err = errors.Join(err, getErr); getErr == nil && !cmp.Equal(m, got) {
				t.Error(cmp.Diff(m, got))
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
