package desk_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/query"
)

// clientele is a workspace of three people, one of whom has two accounts.
func clientele(t *testing.T) *world {
	w := newWorld(t)
	w.file("clients", "1 Anna", "2 Boris", "3 Vera", "4 Gleb")
	done(w.People.Merge(w.ctx, anna, "1", "2"))(t)
	return w
}

func (w *world) segments() (out []string) {
	w.t.Helper()
	list, err := w.Segments.List(w.ctx, store.Scope{Now: w.now})
	w.must(err)
	for _, s := range list {
		line := fmt.Sprintf("%s=%s %d/%d", s.Name, s.Query, s.People, s.Identities)
		if s.Err != nil {
			line += " broken"
		}
		out = append(out, line)
	}
	return out
}

func (w *world) undone() string {
	w.t.Helper()
	r, err := w.History.Undo(w.ctx, anna)
	w.must(err)
	return r.Words
}

// TestASegmentIsMadeChangedAndTakenBack: its people are reckoned at each look.
func TestASegmentIsMadeChangedAndTakenBack(t *testing.T) {
	w := clientele(t)
	want := func(list ...string) {
		t.Helper()
		if got := w.segments(); !slices.Equal(got, list) {
			t.Fatalf("segments %q, want %q", got, list)
		}
	}
	out := done(w.Segments.Add(w.ctx, anna, " on it ", "  list:clients "))(t)
	if out.Title != `made the segment on it; segment:"on it" finds what its people say` {
		t.Error(out.Title)
	}
	want("on it=list:clients 3/4")
	done(w.Segments.Change(w.ctx, anna, "ON IT", "anna OR boris"))(t)
	want("on it=anna OR boris 1/2")
	done(w.Segments.Rename(w.ctx, anna, "on it", "pair"))(t)
	want("pair=anna OR boris 1/2")
	done(w.Segments.Remove(w.ctx, anna, "pair"))(t)
	want()
	for _, back := range []string{"pair=anna OR boris 1/2", "on it=anna OR boris 1/2", "on it=list:clients 3/4"} {
		w.undone()
		want(back)
	}
	w.undone()
	want()
	out, err := w.Segments.Rename(w.ctx, anna, "nobody", "x")
	if err == nil || out.Seq != 0 || !strings.Contains(err.Error(), "there is no segment") {
		t.Error(err)
	}
}

// TestWhatIsNoSegment: the error says what to write.
func TestWhatIsNoSegment(t *testing.T) {
	w := clientele(t)
	done(w.Segments.Add(w.ctx, anna, "fish", "followers:>10k"))(t)
	for _, c := range []struct{ name, query, why string }{
		{"", "x", "needs a name"},
		{"a:b", "x", "cannot be a name"},
		{"Fish", "x", "there is a segment fish already"},
		{"a", "", "say who is in it"},
		{"a", "x | limit:3", "takes no order, limit or group"},
		{"a", "segment:fish", "cannot ask for a segment"},
		{"a", "-(x OR segment:(fish OR b))", "cannot ask for a segment"},
		{"a", "is:done", "nothing a person can be"},
		{"a", "date:2d..", "says something of a mention"},
		{"a", "((", "column"},
	} {
		if _, err := w.Segments.Add(w.ctx, anna, c.name, c.query); err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%q %q: %v, want %q", c.name, c.query, err, c.why)
		}
	}
	if desk.CheckSegment("is:done") == "" || desk.CheckSegment("bio:press") != "" {
		t.Error("what is typed is not checked")
	}
	var bad *query.Error
	if _, err := w.Segments.Change(w.ctx, anna, "fish", "nosuch:x"); !errors.As(err, &bad) {
		t.Errorf("%v", err)
	}
	if out, err := w.Segments.Change(w.ctx, anna, "fish", "followers:>10k"); err != nil || out.Seq != 0 || out.Title != "nothing to change" {
		t.Errorf("%+v %v", out, err)
	}
}

// TestASegmentIsSeenEverywhere: on the card, in mentions, among people.
func TestASegmentIsSeenEverywhere(t *testing.T) {
	w := newWorld(t)
	w.hear("1")
	w.file("clients", "1 Anna")
	done(w.People.Merge(w.ctx, anna, "1", "mastodon:77"))(t)
	done(w.Segments.Add(w.ctx, anna, "clients only", "list:clients"))(t)
	done(w.Segments.Add(w.ctx, anna, "nobody", "bio:nothing"))(t)
	scope := store.Scope{Now: w.now}
	p, err := w.Lookup.Person(w.ctx, "mastodon:77", 5, scope)
	w.must(err)
	of, err := w.Segments.Of(w.ctx, "row:1", scope)
	w.must(err)
	if !slices.Equal(p.Sum.Segments, []string{"clients only"}) || !slices.Equal(of, p.Sum.Segments) {
		t.Errorf("the card has %q, the person is in %q", p.Sum.Segments, of)
	}
	for q, want := range map[string]int{`segment:"clients only"`: 1, "segment:nobody": 0, `-segment:"clients only"`: 0} {
		x, err := query.Parse(q)
		w.must(err)
		n, err := w.Lookup.Count(w.ctx, store.Search{Expr: x.Expr, Scope: scope})
		w.must(err)
		if n != want {
			t.Errorf("%s finds %d", q, n)
		}
	}
	found, err := w.Segments.Members(w.ctx, "CLIENTS only", scope, 1)
	w.must(err)
	if len(found) != 1 || found[0].Contact.ID != p.Contact.ID || found[0].Why != "in clients only" {
		t.Errorf("%+v", found)
	}
}

// TestASegmentOfAnotherVersion: one that cannot be read has nobody in it, says so,
// and stands in nobody's way.
func TestASegmentOfAnotherVersion(t *testing.T) {
	w := clientele(t)
	w.must(w.store.Update(w.ctx, func(tx store.Tx) error {
		return errors.Join(
			store.Segments(tx).Put("new", store.Segment{Name: "new", Query: "is:asleep"}),
			store.Segments(tx).Put("odd", store.Segment{Name: "odd", Query: "(("}))
	}))
	done(w.Segments.Add(w.ctx, anna, "all", "*"))(t)
	if got, want := w.segments(), []string{"all=* 3/4", "new=is:asleep 0/0 broken", "odd=(( 0/0 broken"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if of, err := w.Segments.Of(w.ctx, "row:1", store.Scope{Now: w.now}); err != nil || !slices.Equal(of, []string{"all"}) {
		t.Errorf("%q %v", of, err)
	}
	some, err := w.Segments.Members(w.ctx, "all", store.Scope{Now: w.now}, 2)
	if err != nil || len(some) != 2 {
		t.Errorf("%d people, %v", len(some), err)
	}
}
