package match_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"earshot/store"
	"earshot/store/match"
	"earshot/store/mem"
	"earshot/store/query"
)

// saved puts segments, and people of several accounts, into a store.
func saved(segments map[string]string, people ...store.Identity) func(store.Tx) error {
	return func(tx store.Tx) error {
		for name, q := range segments {
			if err := store.Segments(tx).Put(name, store.Segment{Name: name, Query: q}); err != nil {
				return err
			}
		}
		var members []string
		for _, p := range people {
			members = append(members, p.ID)
			if err := store.Identities(tx).Put(p.ID, p); err != nil {
				return err
			}
		}
		for _, id := range members {
			if err := tx.Records(store.KindContactOf).Put(id, []byte(members[0])); err != nil {
				return err
			}
		}
		if len(members) == 0 {
			return nil
		}
		return store.Contacts(tx).Put(members[0], store.Contact{ID: members[0], Members: members})
	}
}

// TestASegmentIsOfThePerson: what one account brings in counts for all of them.
func TestASegmentIsOfThePerson(t *testing.T) {
	m := said("x")
	big := store.Identity{ID: "vk:big", Author: store.Author{ID: "big", Followers: 50_000}}
	own := store.Identity{ID: m.Identity(), Author: store.Author{Location: "Казань"}}
	segments := map[string]string{"Big fish": "followers:>10k", "kazan": "geo:казань", "nobody": "bio:nothing"}
	holds(t, m, saved(segments, own, big), `segment:"big fish"`, "segment:big*", "segment:KAZAN", "!segment:nobody", "segment:nobody,kazan", "author:{segment:kazan}")
	holds(t, m, saved(segments, own), `!segment:"big fish"`, "segment:kazan")
	holds(t, m, saved(segments), "!segment:kazan", "!segment:big*")
}

// TestASegmentCannotAskForItself: in a segment the word means a tag, which every
// chain of segments ends at.
func TestASegmentCannotAskForItself(t *testing.T) {
	m := said("x")
	own := store.Identity{ID: m.Identity(), Tags: []string{"gold"}}
	segments := map[string]string{"a": "segment:a OR (-segment:b NOT segment:gold)", "b": "segment:gold", "bad": "is:done", "worse": "(("}
	holds(t, m, saved(segments, own), "!segment:a", "segment:b", "segment:gold")
	for _, q := range []string{"segment:bad", "segment:worse", "author:{segment:bad}"} {
		if _, err := ask(t, q, m, saved(segments, own)); err == nil || !strings.Contains(err.Error(), "segment") {
			t.Errorf("%s: %v", q, err)
		}
	}
	if x, err := match.SegmentExpr(""); err != nil || query.Print(query.Query{Expr: x}) != "*" {
		t.Errorf("the segment of everybody: %v, %v", x, err)
	}
}

// TestTheIndexKnowsSegments: an answer is sure where the account itself brings the
// person in, and asked where another one does.
func TestTheIndexKnowsSegments(t *testing.T) {
	one, two, three := said("one"), said("two"), said("three")
	two.Author = store.Author{ID: "big", Followers: 50_000}
	three.Author = store.Author{ID: "else"}
	people := saved(map[string]string{"big": "followers:>10k"}, store.Identity{ID: two.Identity(), Author: two.Author}, store.Identity{ID: one.Identity(), Author: one.Author})
	alone := func(tx store.Tx) error {
		return errors.Join(people(tx), store.Identities(tx).Put(three.Identity(), store.Identity{ID: three.Identity(), Author: three.Author}))
	}
	stock(t, []*store.Mention{one, two, three}, alone, func(l *library) {
		for q, want := range map[string]string{"segment:big": "2|1", "-segment:big": "3|1", "author:{segment:big}": "2|1"} {
			if got := l.finds(t, q); got != want {
				t.Errorf("%s: %s, want %s", q, got, want)
			}
		}
	})
}

// BenchmarkSegment is one mention asked for a segment of a person of two accounts
// among a dozen segments: what a rule pays. It takes microseconds.
func BenchmarkSegment(b *testing.B) {
	m := said("x")
	segments := map[string]string{"big": "followers:>10k"}
	for i := range 11 {
		segments[fmt.Sprint("s", i)] = "bio:nothing"
	}
	x, err := match.Compile(query.Field{Name: "segment", Value: query.One{Text: "big"}}, viewer())
	if err != nil {
		b.Fatal(err)
	}
	within(b, saved(segments, store.Identity{ID: m.Identity()}, store.Identity{ID: "vk:big", Author: store.Author{Followers: 50_000}}), func(tx store.Tx) {
		for b.Loop() {
			if ok, err := x.Match(tx, m); !ok || err != nil {
				b.Fatal(ok, err)
			}
		}
	})
}

// within lets f look at a store.
func within(b *testing.B, prepare func(store.Tx) error, f func(store.Tx)) {
	b.Helper()
	err := mem.New().Update(context.Background(), func(tx store.Tx) error {
		if err := prepare(tx); err != nil {
			return err
		}
		f(tx)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// TestAVIPIsAPerson: the mark, or the tag, on one account counts for all of them.
func TestAVIPIsAPerson(t *testing.T) {
	m := said("x")
	own := store.Identity{ID: m.Identity()}
	holds(t, m, saved(nil, own, store.Identity{ID: "vk:big", VIP: true}), "is:vip", "author:{is:vip}")
	holds(t, m, saved(nil, own, store.Identity{ID: "vk:big", Tags: []string{"VIP"}}), "is:vip")
	holds(t, m, saved(nil, own, store.Identity{ID: "vk:big"}), "!is:vip")
	one, two := said("one"), said("two")
	two.Author = store.Author{ID: "big"}
	people := saved(nil, store.Identity{ID: two.Identity(), Author: two.Author, VIP: true}, store.Identity{ID: one.Identity(), Author: one.Author})
	stock(t, []*store.Mention{one, two}, people, func(l *library) {
		for q, want := range map[string]string{"is:vip": "2|1", "-is:vip": "|1", "author:{is:vip}": "2|1"} {
			if got := l.finds(t, q); got != want {
				t.Errorf("%s: %s, want %s", q, got, want)
			}
		}
	})
}
