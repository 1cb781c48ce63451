package bolt

import (
	"context"
	"errors"
	"strings"
	"testing"

	bbolt "go.etcd.io/bbolt"

	"earshot/store"
	"earshot/store/pack"
)

// TestRebuildMendsWhatCheckFinds, and throws nothing away.
func TestRebuildMendsWhatCheckFinds(t *testing.T) {
	first := func(b *bbolt.Bucket) []byte { k, _ := b.Cursor().First(); return append([]byte(nil), k...) }
	drop := func(b *bbolt.Bucket) error { return b.Delete(first(b)) }
	garble := func(b *bbolt.Bucket) error { return b.Put(first(b), []byte{0xff}) }
	for name, c := range map[string]struct {
		path     []string
		do       func(*bbolt.Bucket) error
		mentions int
		lost     string // its key, if something cannot be read
	}{
		"an index entry":    {[]string{"index", "mentions", "fresh"}, drop, 150, ""},
		"the way to a doc":  {[]string{"mentions", "keys"}, drop, 150, ""},
		"a stray entry":     {[]string{"index", "mentions", "facets"}, func(b *bbolt.Bucket) error { return b.Put([]byte("strange"), nil) }, 150, ""},
		"a lost mention":    {[]string{"mentions", "bodies"}, drop, 149, "work/0101"},
		"a garbled mention": {[]string{"mentions", "bodies"}, garble, 149, "mentions/0101"},
		"garbled work":      {[]string{"mentions", "work"}, garble, 150, "work/0101"},
		"one elsewhere":     {[]string{"mentions", "bodies"}, func(b *bbolt.Bucket) error { return b.Put([]byte("x"), nil) }, 150, "mentions/78"},
		"a double": {[]string{"mentions"}, func(b *bbolt.Bucket) error {
			m, err := openShelf(b.Tx(), new(tails)).load(2)
			m.Doc = 1
			return errors.Join(err, openShelf(b.Tx(), new(tails)).docs.Put(docKey(1), pack.AppendBody(nil, m, pack.Head{})))
		}, 149, "mentions/0102"},
		"an author's number": {[]string{"mentions", "people"}, drop, 150, ""},
		"a description":      {[]string{"mentions", "authors"}, drop, 150, ""},
		"a garbled one":      {[]string{"mentions", "authors"}, garble, 150, "authors/01010101"},
		"numbers":            {[]string{"mentions", "bodies"}, func(b *bbolt.Bucket) error { return b.SetSequence(10) }, 150, ""},
		"the queue":          {[]string{"records", store.KindJobsDue}, drop, 150, ""},
		"the answers":        {[]string{"records", store.KindPosts}, drop, 150, ""},
		"a garbled post":     {[]string{"records", store.KindPosts}, garble, 150, "posts/70"},
		"a whole lost part":  {[]string{"index"}, func(b *bbolt.Bucket) error { return b.DeleteBucket([]byte("people")) }, 150, ""},
	} {
		s := healthy(t)
		if err := s.db.Update(func(btx *bbolt.Tx) error { return c.do(must(btx, c.path...)) }); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if r, err := s.Check(context.Background(), nil); err == nil && r.Clean() {
			t.Errorf("%s: check finds nothing", name)
		}
		done, err := s.Rebuild(context.Background(), nil)
		if err != nil || done.Mentions != c.mentions || (done.Lost > 0) != (c.lost != "") {
			t.Errorf("%s: %+v, %v", name, done, err)
		}
		if r, err := s.Check(context.Background(), nil); err != nil || !r.Clean() || r.Mentions != c.mentions {
			t.Errorf("%s: check still says %v, %v", name, r.Problems, err)
		}
		if c.lost == "" {
			continue
		}
		err = s.View(context.Background(), func(tx store.Tx) error {
			_, err := tx.Records(store.KindLost).Get(c.lost)
			return err
		})
		if err != nil {
			t.Errorf("%s: what could not be read was thrown away: %v", name, err)
		}
	}
}

// TestARebuildingThatFailsChangesNothing.
func TestARebuildingThatFailsChangesNothing(t *testing.T) {
	s := healthy(t)
	ctx, cancel := context.WithCancel(context.Background())
	_, err := s.Rebuild(ctx, func(int, int) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	s.db.MaxSize = 1
	_, err = s.Rebuild(context.Background(), nil)
	if s.db.MaxSize = 0; err != nil && !strings.Contains(err.Error(), "disk is full") {
		t.Errorf("full: %v", err)
	}
	if r, err := s.Check(context.Background(), nil); err != nil || !r.Clean() || r.Mentions != 150 {
		t.Errorf("check: %+v, %v", r, err)
	}
	if err := s.Update(context.Background(), func(tx store.Tx) error { return tx.Mentions().Delete(1) }); err != nil {
		t.Errorf("writing afterwards: %v", err)
	}
	_ = s.Close()
	if _, err := s.Rebuild(context.Background(), nil); !errors.Is(err, store.ErrClosed) {
		t.Errorf("closed: %v", err)
	}
}
