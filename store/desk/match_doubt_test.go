package desk_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"earshot/store"
	"earshot/store/desk"
)

// rowOf is a row of a list: id, network, name, handle, address.
func rowOf(v ...string) store.Identity {
	return store.Identity{ID: desk.RowID(v[0]), Row: v[0], Network: v[1], Author: store.Author{Name: v[2], Handle: v[3], Email: v[4]}}
}

// TestACoupleWithOneMailboxIsTwo, in whatever order their rows come: an address
// without a name belongs to one of them, and a person is asked to whom.
func TestACoupleWithOneMailboxIsTwo(t *testing.T) {
	her, him := rowOf("1", "vk", "Анна Щёкина", "", "both@x.example"), rowOf("2", "telegram", "Борис Щёкин", "", "both@x.example")
	bare, hers := rowOf("3", "mail", "", "", "both@x.example"), rowOf("4", "mail", "Anna Shchekina", "", "both@x.example")
	for why, c := range map[string]struct {
		rows  []store.Identity
		pairs []string
		asked int // at least
	}{
		"the address first":   {[]store.Identity{bare, her, him}, []string{"1 3"}, 1},
		"the address last":    {[]store.Identity{her, him, bare}, nil, 1},
		"the address between": {[]store.Identity{him, bare, her}, []string{"2 3"}, 1},
		"one of them twice":   {[]store.Identity{her, bare, hers}, []string{"1 3 4"}, 0},
		"all four":            {[]store.Identity{her, hers, bare, him}, []string{"1 3 4"}, 1},
	} {
		w := newWorld(t)
		for _, row := range c.rows { // each by itself
			w.must(w.PutPeople(w.ctx, row))
		}
		if d := cmp.Diff(c.pairs, w.groups()); d != "" {
			t.Errorf("%s (-want +got)\n%s", why, d)
		}
		if n := len(done(w.People.Suggestions(w.ctx, "", 0))(t)); n < c.asked {
			t.Errorf("%s: %d questions", why, n)
		}
		consistent(t, w.store)
	}
}

// TestTwoAccountsOfOneImpostorAreNotJoined where it is seen after whom they are
// made; the same two names, taken by somebody of whom there is no other, are one.
func TestTwoAccountsOfOneImpostorAreNotJoined(t *testing.T) {
	victim := rowOf("1", "vk", "Тит Щёкин", "zvezdochet", "")
	fakes := []store.Identity{rowOf("2", "telegram", "Тит Щёкин", "zvezdochet_", ""), rowOf("3", "mastodon", "Тит Щёкин", "zvezdochet_", "")}
	own := rowOf("4", "bluesky", "Тит Щёкин", "zvezdochet", "")
	for why, c := range map[string]struct {
		rows  []store.Identity
		pairs []string
	}{
		"with their victim":                {append([]store.Identity{victim}, fakes...), nil},
		"alone":                            {fakes, []string{"2 3"}},
		"the victim is joined as ever":     {append([]store.Identity{victim}, fakes[0], own), []string{"1 4"}},
		"the victim comes between":         {[]store.Identity{fakes[0], victim, fakes[1], own}, []string{"1 4"}},
		"with one mailbox they are joined": {[]store.Identity{victim, rowOf("2", "telegram", "Тит Щёкин", "zvezdochet_", "t@x.example"), rowOf("3", "mastodon", "Тит Щёкин", "zvezdochet_", "t@x.example")}, []string{"2 3"}},
	} {
		w := newWorld(t)
		for _, row := range c.rows {
			w.must(w.PutPeople(w.ctx, row))
		}
		if d := cmp.Diff(c.pairs, w.groups()); d != "" {
			t.Errorf("%s (-want +got)\n%s", why, d)
		}
	}
}
