package storetest

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"earshot/store"
)

func mentions(t *testing.T, open Open) {
	t.Run("what is put is got", func(t *testing.T) { mentionRoundTrip(start(t, open)) })
	t.Run("numbers rise and never come back", func(t *testing.T) { mentionNumbers(start(t, open)) })
	t.Run("one key, one mention", func(t *testing.T) { mentionKeys(start(t, open)) })
	t.Run("edit and delete", func(t *testing.T) { mentionEdits(start(t, open)) })
	t.Run("read only", func(t *testing.T) { mentionReadOnly(start(t, open)) })
}

func mentionRoundTrip(s *suite) {
	m := full()
	m.Created = m.Created.Add(1234567).In(time.FixedZone("x", 3600)) // 1.234567 ms
	m.Body.Text += " \xff"                                           // no UTF-8
	s.update(func(tx store.Tx) error { return tx.Mentions().Put(m) })
	if m.Doc != 1 {
		s.Errorf("the first number is %d", m.Doc)
	}
	want := *m
	want.Created = store.Stamp(m.Created)
	s.view(func(tx store.Tx) error {
		got, err := tx.Mentions().Get(1)
		s.must(err)
		if d := cmp.Diff(&want, got); d != "" {
			s.Errorf("a mention came back changed (-put +got):\n%s", d)
		}
		got.Work.Tags[0] = "changed"
		again, err := tx.Mentions().Get(1)
		s.must(err)
		if d := cmp.Diff(&want, again); d != "" {
			s.Errorf("the caller's change reached the store:\n%s", d)
		}
		doc, err := tx.Mentions().Find(m.Key)
		if err != nil || doc != 1 {
			s.Errorf("Find = %d, %v", doc, err)
		}
		_, err = tx.Mentions().Find(store.Key{Network: "vk", ID: m.Key.ID})
		s.wants(err, store.ErrNotFound)
		_, err = tx.Mentions().Get(2)
		s.wants(err, store.ErrNotFound)
		return nil
	})
}

func mentionNumbers(s *suite) {
	add := func(i int, doc, want store.Doc) {
		s.Helper()
		m := mention(i)
		m.Doc = doc
		s.update(func(tx store.Tx) error { return tx.Mentions().Put(m) })
		if m.Doc != want {
			s.Errorf("mention %d got the number %d, want %d", i, m.Doc, want)
		}
	}
	add(1, 0, 1)
	add(2, 0, 2)
	s.update(func(tx store.Tx) error { return tx.Mentions().Delete(2) })
	add(3, 0, 3)
	add(4, 10, 10) // restored from elsewhere
	add(5, 0, 11)
	add(2, 2, 2) // the deletion undone
	add(6, 0, 12)
}

func mentionKeys(s *suite) {
	a, b := mention(1), mention(2)
	s.update(func(tx store.Tx) error {
		s.must(tx.Mentions().Put(a))
		return tx.Mentions().Put(b)
	})
	s.update(func(tx store.Tx) error {
		s.invalid(tx.Mentions().Put(mention(1)))
		thief := mention(1)
		thief.Doc = b.Doc
		s.invalid(tx.Mentions().Put(thief))
		other := mention(3)
		other.Doc = b.Doc
		s.invalid(tx.Mentions().Put(other))
		for _, key := range []store.Key{{}, {Network: "demo"}, {Network: "Demo!", ID: "1"}, {Network: "demo", ID: strings.Repeat("x", 20_000)}} {
			m := mention(9)
			m.Key = key
			s.invalid(tx.Mentions().Put(m))
			if m.Doc != 0 {
				s.Errorf("a refused mention got the number %d", m.Doc)
			}
		}
		return nil
	})
	s.view(func(tx store.Tx) error {
		got, err := tx.Mentions().Get(b.Doc)
		s.must(err)
		if d := cmp.Diff(b, got); d != "" {
			s.Errorf("a refused change was kept:\n%s", d)
		}
		return nil
	})
}

func mentionEdits(s *suite) {
	m := full()
	s.update(func(tx store.Tx) error { return tx.Mentions().Put(m) })
	m.Created = m.Created.Add(-48 * time.Hour)
	m.Place, m.Author.ID, m.Author.Handle = store.Place{}, "78", "petr"
	m.Work.State, m.Work.Assignee = store.StateDone, "boris"
	s.update(func(tx store.Tx) error { return tx.Mentions().Put(m) })
	found := map[string]bool{
		"": true, "id:1": true, "id:mastodon:1138:x": true, "is:done": true, "is:snoozed": false, "assignee:boris": true,
		"assignee:anna": false, "is:mine": false, "from:petr": true, "from:ivan@m.example": false, "from:mastodon:78": true,
		"from:mastodon:77": false, "thread:1138:x": true, "thread:mastodon:1136": false, "date:2026-11-15": true, "date:2026-11-17": false,
	}
	for q, want := range found {
		if got := s.find(store.Search{Expr: parse(s, q)}); (len(got) == 1) != want {
			s.Errorf("after the edit %q found %d", q, len(got))
		}
	}
	s.update(func(tx store.Tx) error {
		s.must(tx.Mentions().Delete(m.Doc))
		return tx.Mentions().Delete(m.Doc)
	})
	for q := range found {
		if got := s.find(store.Search{Expr: parse(s, q)}); len(got) != 0 {
			s.Errorf("after the deletion %q found %d", q, len(got))
		}
	}
	s.view(func(tx store.Tx) error {
		_, err := tx.Mentions().Get(m.Doc)
		s.wants(err, store.ErrNotFound)
		_, err = tx.Mentions().Find(m.Key)
		s.wants(err, store.ErrNotFound)
		return nil
	})
}

func mentionReadOnly(s *suite) {
	m := mention(1)
	s.view(func(tx store.Tx) error {
		s.wants(tx.Mentions().Put(m), store.ErrReadOnly)
		s.wants(tx.Mentions().Delete(1), store.ErrReadOnly)
		return nil
	})
	if m.Doc != 0 {
		s.Errorf("a refused mention got the number %d", m.Doc)
	}
}
