package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	bbolt "go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"earshot/store"
)

func TestNumbersAreShortAndInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Uint64().Draw(t, "a"), rapid.Uint64().Draw(t, "b")
		ka, kb := appendNumber(nil, a), appendNumber(nil, b)
		if bytes.Compare(ka, kb) < 0 != (a < b) {
			t.Fatalf("%d %x, %d %x", a, ka, b, kb)
		}
		n, rest, ok := number(append(ka, "rest"...))
		if n != a || string(rest) != "rest" || !ok {
			t.Fatalf("%d came back as %d", a, n)
		}
		junk := rapid.SliceOfN(rapid.Byte(), 0, 10).Draw(t, "bytes")
		if n, rest, ok := number(junk); ok && !bytes.Equal(append(appendNumber(nil, n), rest...), junk) {
			t.Fatalf("%x is read as %d", junk, n)
		}
	})
	if docAt([]byte{1, 5, 0}) != 0 || docAt(nil) != 0 || docAt(docKey(7)) != 7 {
		t.Error("docAt takes anything")
	}
}

// inside runs fn on the shelf of a write transaction.
func inside(t *testing.T, s *Store, fn func(*shelf, store.Mentions) error) {
	t.Helper()
	err := s.Update(context.Background(), func(port store.Tx) error { return fn(port.(*tx).shelf(), port.Mentions()) })
	if err != nil {
		t.Fatal(err)
	}
}

// said is a mention of one person, numbered by i.
func said(i int, name string) *store.Mention {
	m := old(i)
	m.Doc, m.Key.ID, m.Author.Name = 0, fmt.Sprint(i), name
	m.Author.Followers = i
	m.Work = store.Work{}
	return m
}

// TestADescriptionStandsOnce: Ivan writes much and marries once.
func TestADescriptionStandsOnce(t *testing.T) {
	s := temporary(t, Options{NoSync: true})
	inside(t, s, func(shelf *shelf, c store.Mentions) error {
		for i := range 20 {
			name := "Ivan"
			if i >= 10 {
				name = "Ivan Married"
			}
			if err := c.Put(said(i, name)); err != nil {
				return err
			}
		}
		return nil
	})
	inside(t, s, func(shelf *shelf, c store.Mentions) error {
		ivan := shelf.personOf("vk:7")
		list, err := shelf.versionsOf(ivan)
		if err != nil || len(list) != 2 || list[0].Name != "Ivan" || list[1].Name != "Ivan Married" {
			t.Errorf("person %d: %+v, %v", ivan, list, err)
		}
		m, err := c.Get(3) // work on an early one does not make the early name the newest
		if err != nil || m.Author.Name != "Ivan" || m.Author.Followers != 2 {
			t.Fatalf("%+v, %v", m, err)
		}
		m.Work.Tags = []string{"vip"}
		if err := c.Put(m); err != nil {
			return err
		}
		again, err := c.Get(3)
		if err != nil || again.Author != m.Author {
			t.Errorf("%+v, %v", again, err)
		}
		if n := entriesOf(shelf.versions); n != 2 {
			t.Errorf("%d descriptions", n)
		}
		return nil
	})
}

// TestNobodyIsLeftBehind: with the last mention goes the person.
func TestNobodyIsLeftBehind(t *testing.T) {
	s := temporary(t, Options{NoSync: true})
	inside(t, s, func(_ *shelf, c store.Mentions) error {
		other := said(9, "Ivan")
		other.Key.Network = "mastodon" // another person of the same name
		return errors.Join(c.Put(said(1, "Ivan")), c.Put(said(2, "Ivan Married")), c.Put(other))
	})
	count := func(people, descriptions int) {
		t.Helper()
		inside(t, s, func(shelf *shelf, _ store.Mentions) error {
			if p, d := entriesOf(shelf.people), entriesOf(shelf.versions); p != people || d != descriptions {
				t.Errorf("%d people and %d descriptions, want %d and %d", p, d, people, descriptions)
			}
			return nil
		})
	}
	count(2, 3)
	inside(t, s, func(_ *shelf, c store.Mentions) error { return c.Delete(1) })
	count(2, 3)
	inside(t, s, func(_ *shelf, c store.Mentions) error { return c.Delete(2) })
	count(1, 1)
	inside(t, s, func(_ *shelf, c store.Mentions) error { // the network says it was somebody else
		m, err := c.Get(3)
		if err != nil {
			return err
		}
		m.Author = store.Author{ID: "8", Name: "Pyotr"}
		return c.Put(m)
	})
	count(1, 1)
	inside(t, s, func(shelf *shelf, c store.Mentions) error {
		if shelf.personOf("mastodon:7") != 0 || shelf.personOf("mastodon:8") == 0 {
			t.Error("Ivan is still there")
		}
		return c.Delete(3)
	})
	count(0, 0)
	if r, err := s.Check(context.Background(), nil); err != nil || !r.Clean() {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestOnlyWhatChangesIsWritten: done is a matter of a few bytes.
func TestOnlyWhatChangesIsWritten(t *testing.T) {
	s := temporary(t, Options{NoSync: true})
	inside(t, s, func(_ *shelf, c store.Mentions) error { return c.Put(said(1, "Ivan")) })
	bytesOf := func(pick func(*shelf) *bbolt.Bucket) string {
		var v string
		inside(t, s, func(shelf *shelf, _ store.Mentions) error {
			v = string(pick(shelf).Get(docKey(1)))
			return nil
		})
		return v
	}
	body := func(s *shelf) *bbolt.Bucket { return s.docs }
	work := func(s *shelf) *bbolt.Bucket { return s.work }
	before := bytesOf(body)
	if bytesOf(work) != "" {
		t.Error("there is work on a new mention")
	}
	for _, state := range []store.State{store.StateDone, store.StateNew} {
		inside(t, s, func(shelf *shelf, c store.Mentions) error {
			m, err := c.Get(1)
			if err != nil {
				return err
			}
			m.Work.State = state
			return c.Put(m)
		})
		if n := len(bytesOf(work)); n > 0 != (state == store.StateDone) || n > 2 {
			t.Errorf("%s takes %d bytes", state, n)
		}
	}
	if bytesOf(body) != before {
		t.Error("the body has changed")
	}
	inside(t, s, func(shelf *shelf, c store.Mentions) error { // an edit is laid into the index anew
		m, err := c.Get(1)
		if err != nil {
			return err
		}
		m.Body.Text = "edited"
		if err := c.Put(m); err != nil {
			return err
		}
		b, ok, err := shelf.body(1)
		if err != nil || !ok || b.Slot == 1 || b.Person != shelf.personOf(m.Identity()) || b.Created != m.Created.UnixMicro() {
			t.Errorf("%+v, %v, %v", b.Head, ok, err)
		}
		return nil
	})
}
