package desk_test

import (
	"context"
	"testing"

	"earshot/store"
	"earshot/store/mem"
)

// reading is a store that counts which mentions are read by a change.
type reading struct {
	store.Store
	read map[string]int
}

func (s *reading) Update(ctx context.Context, fn func(store.Tx) error) error {
	return s.Store.Update(ctx, func(tx store.Tx) error { return fn(readingTx{tx, s}) })
}

type readingTx struct {
	store.Tx
	s *reading
}

func (t readingTx) Mentions() store.Mentions { return readingMentions{t.Tx.Mentions(), t.s} }

type readingMentions struct {
	store.Mentions
	s *reading
}

func (r readingMentions) Get(doc store.Doc) (*store.Mention, error) {
	m, err := r.Mentions.Get(doc)
	if err == nil {
		r.s.read[m.Key.ID]++
	}
	return m, err
}

// TestAReshareReadsItsPostOnce: its discussion and its author's influence come from one
// reading, whatever comes in between.
func TestAReshareReadsItsPostOnce(t *testing.T) {
	st := &reading{Store: mem.New(), read: map[string]int{}}
	w := newWorldOver(t, st)
	w.ingest(w.postBy("1", "olga", 9), w.postBy("2", "olga", 8))
	w.ingest(w.reshared("3", "petr", "1", 7), w.reshared("4", "vera", "2", 6))
	if st.read["1"] != 1 || st.read["2"] != 1 {
		t.Errorf("read: %v", st.read)
	}
	want := w.sum("olga")
	again := newWorld(t)
	again.ingest(w.reshared("3", "petr", "1", 7), w.reshared("4", "vera", "2", 6), w.postBy("1", "olga", 9), w.postBy("2", "olga", 8))
	if got := again.sum("olga"); got != want {
		t.Errorf("in another order\n%s\nwant\n%s", got, want)
	}
	// What is read before it changes in the same batch does not count as it was.
	changed := w.postBy("1", "olga", 9)
	changed.Counts.Shares = 40
	w.ingest(w.reshared("5", "nina", "1", 5), changed, w.reshared("6", "nora", "1", 4))
	again.ingest(changed)
	again.ingest(w.reshared("5", "nina", "1", 5), w.reshared("6", "nora", "1", 4))
	if got, want := w.sum("olga"), again.sum("olga"); got != want {
		t.Errorf("changed on the way\n%s\nwant\n%s", got, want)
	}
}
