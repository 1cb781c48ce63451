package bolt

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	bbolt "go.etcd.io/bbolt"

	"earshot/store"
)

// healthy is a store with something of everything in it.
func healthy(t *testing.T) *Store {
	t.Helper()
	s := temporary(t, Options{NoSync: true})
	err := s.Update(context.Background(), func(tx store.Tx) error {
		for i := range 150 {
			m := old(i)
			m.Doc, m.Key.ID = 0, store.Number(uint64(i))
			if i == 100 {
				m.Author.Name = "Ivan the Second"
			}
			if err := tx.Mentions().Put(m); err != nil {
				return err
			}
		}
		return errors.Join(
			store.PutJob(tx, store.Job{ID: "j1", State: store.JobQueued, Due: old(1).Created}),
			store.PutJob(tx, store.Job{ID: "j2", State: store.JobParked, Due: old(1).Created}),
			store.Posts(tx).Put("p", store.Post{ID: "p", About: 3}),
			tx.Records(store.KindPostsAbout).Put(store.NoteID(3, "p"), nil),
			store.Cursors(tx).Put("acme", []byte("42")),
			tx.Records(store.KindMeta).Put("own", []byte("not CBOR \xff")),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestCheckOfAHealthyFile(t *testing.T) {
	s := healthy(t)
	last, calls := 0, 0
	r, err := s.Check(context.Background(), func(done, total int) {
		if calls++; done < last || done > total {
			t.Errorf("progress went from %d to %d of %d", last, done, total)
		}
		last = done
	})
	if err != nil || !r.Clean() || r.Mentions != 150 || r.Records != 7 || r.Bytes == 0 {
		t.Errorf("%+v, %v", r, err)
	}
	if last != 150 || calls < 3 {
		t.Errorf("progress ended at %d after %d calls", last, calls)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Check(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	_ = s.Close()
	if _, err := s.Check(context.Background(), nil); !errors.Is(err, store.ErrClosed) {
		t.Errorf("closed: %v", err)
	}
}

func TestCheckFinds(t *testing.T) {
	at := func(path ...string) func(*bbolt.Tx) *bbolt.Bucket {
		return func(btx *bbolt.Tx) *bbolt.Bucket { return must(btx, path...) }
	}
	first := func(b *bbolt.Bucket) []byte { k, _ := b.Cursor().First(); return append([]byte(nil), k...) }
	drop := func(b *bbolt.Bucket) error { return b.Delete(first(b)) }
	extra := func(b *bbolt.Bucket) error { return b.Put(append(first(b), 0, 0, 0, 0, 0, 0, 0, 1), docKey(1)) }
	garble := func(b *bbolt.Bucket) error { return b.Put(first(b), []byte{0xff}) }
	other := func(b *bbolt.Bucket) error { // what belongs to the second now stands at the first, too
		c := b.Cursor()
		k, _ := c.First()
		_, v := c.Next()
		return b.Put(append([]byte(nil), k...), append([]byte(nil), v...))
	}
	cases := []struct {
		want  string
		where func(*bbolt.Tx) *bbolt.Bucket
		do    func(*bbolt.Bucket) error
	}{
		{"is not found as vk:", at("mentions", "keys"), drop},
		{"leads to no mention", at("mentions", "keys"), extra},
		{"the index holds document 1, which does not exist", at("mentions", "bodies"), drop},
		{"the index holds 149 of 150 mentions", at("index", "mentions", "fresh"), drop},
		{"the index is damaged: a part is cut off", at("index", "mentions", "fresh"), garble},
		{"stands in the wrong place of the index", at("index", "mentions", "fresh"), func(b *bbolt.Bucket) error {
			k := first(b)
			return errors.Join(b.Put([]byte{0xff, 0, 0, 0, 0, 0, 0, 1}, append([]byte(nil), b.Get(k)...)), b.Delete(k))
		}},
		{"document 1 is not indexed as it is written", at("index", "mentions", "fresh"), func(b *bbolt.Bucket) error {
			raw := append([]byte(nil), b.Get(first(b))...)
			raw[len(raw)-1] ^= 1
			return b.Put(first(b), raw)
		}},
		{"people", at("index", "people", "fresh"), drop},
		{"people: the index holds document 1, which does not exist", at("index", "persons"), drop},
		{"mention 1: the data file is damaged: a mention cannot be read", at("mentions", "bodies"), garble},
		{"no proper number", at("mentions", "bodies"), func(b *bbolt.Bucket) error { return b.Put([]byte("x"), nil) }},
		{"work on 151 mentions, of which 150 are there", at("mentions", "work"), func(b *bbolt.Bucket) error { return b.Put(docKey(900), []byte{8, 0}) }},
		{"the work on a mention cannot be read", at("mentions", "work"), garble},
		{"the author of mention 1 has no number", at("mentions", "people"), drop},
		{"is of nobody", at("mentions", "people"), drop},
		{"author 000176 has no proper number", at("mentions", "people"), func(b *bbolt.Bucket) error { return b.Put([]byte{0, 1, 'v'}, nil) }},
		{"two authors have the number 1", at("mentions", "people"), func(b *bbolt.Bucket) error { return b.Put([]byte{0, 1, 'v'}, docKey(1)) }},
		{"the checksum of the description of an author is wrong", at("mentions", "authors"), other},
		{"description 1 of person 1 is missing", at("mentions", "authors"), drop},
		{"the description of an author cannot be read", at("mentions", "authors"), garble},
		{"not given out yet", at("mentions", "bodies"), func(b *bbolt.Bucket) error { return b.SetSequence(10) }},
		{`"p" of posts cannot be read`, at("records", store.KindPosts), garble},
		{"has no place in the queue", at("records", store.KindJobsDue), drop},
		{"2 places for 1 jobs", at("records", store.KindJobsDue), extra},
		{"which is missing", at("records", store.KindPosts), drop},
		{`the checksum of a mention is wrong`, at("mentions", "bodies"), func(b *bbolt.Bucket) error {
			return b.Put(docKey(1), append([]byte(nil), b.Get(docKey(2))...))
		}},
	}
	for _, c := range cases {
		s := healthy(t)
		if err := s.db.Update(func(btx *bbolt.Tx) error { return c.do(c.where(btx)) }); err != nil {
			t.Fatalf("%s: %v", c.want, err)
		}
		r, err := s.Check(context.Background(), nil)
		if err != nil || r.Clean() || !strings.Contains(strings.Join(r.Problems, "\n"), c.want) {
			t.Errorf("want %q, got %v, %v", c.want, r.Problems, err)
		}
	}
}

func TestCheckKeepsItsReportShort(t *testing.T) {
	s := healthy(t)
	err := s.db.Update(func(btx *bbolt.Tx) error {
		return errors.Join(must(btx, "mentions").DeleteBucket([]byte("keys")), ignore(must(btx, "mentions").CreateBucket([]byte("keys"))))
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Check(context.Background(), nil)
	if err != nil || len(r.Problems) != maxProblems || r.More < 50 {
		t.Errorf("%d problems, %d more, %v", len(r.Problems), r.More, err)
	}
}

// TestEveryKindIsLookedInto: what is no CBOR is named here, so that a new kind of
// records is forgotten by neither; and one whose name has changed by a bit is told.
func TestEveryKindIsLookedInto(t *testing.T) {
	plain := append(store.InfluenceKinds(), store.KindPostsAbout, store.KindPostsSent, store.KindAwaited, store.KindGone, store.KindJobsDue, store.KindJournalDoc,
		store.KindJournalUser, store.KindMeta, store.KindLost, store.KindAlike, store.KindPrints, store.KindAlertOpen, store.KindAlertState, store.KindHookMark,
		store.KindEdgesOf, store.KindPartingsOf, store.KindSuggestionsOf, store.KindContactOf, store.KindIdentityNum, store.KindListed, store.KindRewardsOf, store.KindInvitationsOf,
		store.KindFiled, store.KindFiledLately, store.KindCounted, store.KindCountedLately, store.KindWatched, store.KindTasksOf, store.KindTasksDue,
		store.KindOrdersByID, store.KindAvatars, store.KindEnquiriesReady, store.KindEnquiriesDue, store.KindPages)
	for _, kind := range store.RecordKinds() {
		if _, shaped := shapes()[kind]; shaped == slices.Contains(plain, kind) {
			t.Errorf("%s: looked into %v, and named as what is no CBOR %v", kind, shaped, !shaped)
		}
		name := []byte(kind)
		name[len(name)-1] ^= 2
		if got := misspelt(string(name)); got == "" {
			t.Errorf("%q is taken for a kind of its own, not for %s", name, kind)
		}
		if got := misspelt(kind); got != "" {
			t.Errorf("%s is taken for %s", kind, got)
		}
	}
	s := healthy(t)
	for _, kind := range []string{store.KindInvitations, store.KindSegments, store.KindAdvocates, store.KindRewards} {
		err := s.Update(context.Background(), func(tx store.Tx) error { return tx.Records(kind).Put("x", []byte{0xff}) })
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.Check(context.Background(), nil)
		if want := `the record "x" of ` + kind + " cannot be read"; err != nil || !strings.Contains(strings.Join(r.Problems, "\n"), want) {
			t.Errorf("%s: %v, %v", kind, r.Problems, err)
		}
	}
}
