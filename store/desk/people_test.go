package desk_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// TestAnIdentityAloneIsAContactOfItsOwnName: and somebody of whom nothing is
// known is nobody.
func TestAnIdentityAloneIsAContactOfItsOwnName(t *testing.T) {
	w := newWorld(t)
	w.hear("1")
	c, err := w.People.Contact(w.ctx, "mastodon:77")
	if err != nil || c.ID != "mastodon:77" || !slices.Equal(c.Members, []string{"mastodon:77"}) {
		t.Fatalf("%+v %v", c, err)
	}
	if _, err := w.People.Contact(w.ctx, "mastodon:nobody"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("%v", err)
	}
}

// TestAPairHasOneName: in whatever order it is told.
func TestAPairHasOneName(t *testing.T) {
	if store.PairID("b", "a") != store.PairID("a", "b") {
		t.Error("the order of a pair shows in its key")
	}
	if a, b := store.PairOf(store.PairID("mail:x@y", "mastodon:77")); a != "mail:x@y" || b != "mastodon:77" {
		t.Error(a, b)
	}
}

// strangers makes identities that have nothing in common.
func (w *world) strangers(ids ...string) {
	w.t.Helper()
	w.must(w.store.Update(w.ctx, func(tx store.Tx) error {
		for _, id := range ids {
			network, _, _ := strings.Cut(id, ":")
			if err := store.Identities(tx).Put(id, store.Identity{ID: id, Network: network, Author: store.Author{Handle: "h" + id}}); err != nil {
				return err
			}
		}
		return nil
	}))
}

// together gives the contacts of two and more, as text.
func (w *world) together() string {
	w.t.Helper()
	of := map[string][]string{}
	w.must(w.People.EachIdentity(w.ctx, func(k desk.Known) error {
		of[k.Contact] = append(of[k.Contact], k.ID)
		return nil
	}))
	var out []string
	for _, id := range slices.Sorted(maps.Keys(of)) {
		if len(of[id]) > 1 {
			out = append(out, strings.Join(of[id], "+"))
		}
	}
	return strings.Join(out, " ")
}

// TestOneKeyTakesBackWhatWasDecided: every verb about two people, its undo and
// redo, and what the journal calls it.
func TestOneKeyTakesBackWhatWasDecided(t *testing.T) {
	w := newWorld(t)
	w.strangers("a:1", "b:2", "c:3", "d:4", "row:9")
	say := func(out desk.Outcome, err error) func(want, title string) {
		return func(want, title string) {
			t.Helper()
			w.now = w.now.Add(time.Minute)
			if err != nil || w.together() != want || !strings.Contains(out.Title, title) {
				t.Fatalf("%q: %q, want %q; %v", out.Title, w.together(), want, err)
			}
			if out.Seq == 0 {
				return
			}
			before, undo := want, done(w.History.Undo(w.ctx, anna))(t)
			if !strings.Contains(undo.Title, title) || w.together() == before {
				t.Fatalf("undo of %q: %q", undo.Title, w.together())
			}
			done(w.History.Redo(w.ctx, anna))(t)
			if w.together() != want {
				t.Fatalf("redo of %q: %q", undo.Title, w.together())
			}
		}
	}
	say(w.People.Merge(w.ctx, anna, "a:1", "b:2"))("a:1+b:2", "merged ha:1 (a:1) with hb:2")
	say(w.People.Merge(w.ctx, anna, "b:2", "a:1"))("a:1+b:2", "one person already")
	say(w.People.Accept(w.ctx, anna, "9", "c:3"))("a:1+b:2 c:3+row:9", "accepted")
	say(w.People.Merge(w.ctx, anna, "c:3", "b:2"))("a:1+b:2+c:3+row:9", "merged")
	// What was merged last is parted again: both cards are what they were.
	say(w.People.Split(w.ctx, anna, "a:1"))("b:2+c:3+row:9", "split ha:1 (a:1) from hb:2")
	say(w.People.Unmerge(w.ctx, anna, "row:9", "b:2"))("c:3+row:9", "parted")
	say(w.People.Split(w.ctx, anna, "b:2"))("c:3+row:9", "stands alone")
	say(w.People.Unmerge(w.ctx, anna, "b:2", "a:1"))("c:3+row:9", "are not one person")
	// A merge by hand goes over what was said before.
	say(w.People.Merge(w.ctx, anna, "a:1", "b:2"))("a:1+b:2 c:3+row:9", "merged")
	edges := done(w.People.Edges(w.ctx, "b:2"))(t)
	if len(edges) != 1 || edges[0].Kind != "hand" || edges[0].By != "anna" || edges[0].At.IsZero() {
		t.Errorf("%+v", edges)
	}
}

// TestWhatIsNoPair is refused in plain words.
func TestWhatIsNoPair(t *testing.T) {
	w := newWorld(t)
	w.strangers("a:1")
	if _, err := w.People.Merge(w.ctx, anna, "a:1", "a:1"); err == nil || !strings.Contains(err.Error(), "two names of one") {
		t.Error(err)
	}
	if _, err := w.People.Merge(w.ctx, anna, "a:1", "zz"); !errors.Is(err, store.ErrNotFound) || !strings.Contains(err.Error(), `"zz"`) {
		t.Error(err)
	}
	long := "a:" + strings.Repeat("x", 9000)
	w.strangers(long)
	if _, err := w.People.Merge(w.ctx, anna, long, "a:1"); err == nil {
		t.Error("a key that is too long was written")
	}
	if _, err := w.People.Split(w.ctx, anna, "nobody"); !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
}

// TestAnotherPersonsDecisionStays: undo of a merge that a colleague has taken
// apart meanwhile changes nothing and says why; so does undo of a parting over
// which a colleague has merged.
func TestAnotherPersonsDecisionStays(t *testing.T) {
	w := newWorld(t)
	w.strangers("a:1", "b:2", "c:3")
	done(w.People.Merge(w.ctx, anna, "a:1", "b:2"))(t)
	done(w.People.Split(w.ctx, boris, "b:2"))(t)
	var late *store.Conflict
	if _, err := w.History.Undo(w.ctx, anna); !errors.As(err, &late) || w.together() != "" {
		t.Errorf("%v, %q", err, w.together())
	}
	done(w.People.Reject(w.ctx, anna, "a:1", "c:3"))(t)
	done(w.People.Merge(w.ctx, boris, "a:1", "c:3"))(t)
	if _, err := w.History.Undo(w.ctx, anna); !errors.As(err, &late) || w.together() != "a:1+c:3" {
		t.Errorf("%v, %q", err, w.together())
	}
	done(w.History.Undo(w.ctx, boris))(t)
	if w.together() != "" {
		t.Error(w.together())
	}
}

// TestPartingTwoWhomOthersJoin cuts between them and nowhere else.
func TestPartingTwoWhomOthersJoin(t *testing.T) {
	w := newWorld(t)
	w.strangers("a:1", "b:2", "c:3", "d:4")
	for _, pair := range [][2]string{{"a:1", "b:2"}, {"c:3", "d:4"}, {"b:2", "c:3"}} {
		done(w.People.Merge(w.ctx, anna, pair[0], pair[1]))(t)
	}
	done(w.People.Reject(w.ctx, anna, "a:1", "d:4"))(t)
	c := done(w.People.Contact(w.ctx, "a:1"))(t)
	d := done(w.People.Contact(w.ctx, "d:4"))(t)
	if c.ID == d.ID || len(c.Members)+len(d.Members) != 4 {
		t.Errorf("%+v and %+v", c, d)
	}
	done(w.History.Undo(w.ctx, anna))(t)
	if w.together() != "a:1+b:2+c:3+d:4" {
		t.Error(w.together())
	}
}

// consistent holds the laws of contacts: they are the components of the active
// edges, nothing else is kept, and no contact holds two that are parted.
func consistent(t interface {
	Helper()
	Fatalf(string, ...any)
}, st store.Store,
) {
	t.Helper()
	err := st.View(context.Background(), func(tx store.Tx) error {
		next := map[string][]string{}
		for e, err := range store.Edges(tx).All() {
			if err != nil {
				return err
			}
			if e.A >= e.B {
				return fmt.Errorf("edge %s - %s", e.A, e.B)
			}
			if e.Active {
				next[e.A], next[e.B] = append(next[e.A], e.B), append(next[e.B], e.A)
			}
		}
		want := map[string]string{}
		for _, id := range slices.Sorted(maps.Keys(next)) {
			for queue := []string{id}; len(queue) > 0; queue = queue[1:] {
				if _, seen := want[queue[0]]; !seen {
					want[queue[0]] = id
					queue = append(queue, next[queue[0]]...)
				}
			}
		}
		have := map[string]string{}
		for id, contact := range tx.Records(store.KindContactOf).Scan("", "") {
			have[id] = string(contact)
		}
		if !maps.Equal(have, want) {
			return fmt.Errorf("contacts are %v, edges say %v", have, want)
		}
		n := 0
		for c, err := range store.Contacts(tx).All() {
			if err != nil {
				return err
			}
			n += len(c.Members)
			for _, m := range c.Members {
				if want[m] != c.ID {
					return fmt.Errorf("%s is not of %+v", m, c)
				}
			}
		}
		if n != len(want) {
			return fmt.Errorf("%d members of %d", n, len(want))
		}
		for _, kind := range []string{store.KindPartings, store.KindSuggestions} {
			for key := range tx.Records(kind).Scan("", "") {
				if a, b := store.PairOf(key); want[a] != "" && want[a] == want[b] {
					return fmt.Errorf("%s and %s are in %s, and one person", a, b, kind)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("%v", err)
	}
}

// TestHistoriesOfDecisions: whatever two people decide about eight identities,
// and take back, contacts follow from the edges; undoing everything leaves
// nothing behind.
func TestHistoriesOfDecisions(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorldOver(t, mem.New())
		ids := []string{"a:1", "a:2", "b:3", "b:4", "c:5", "c:6", "d:7", "row:8"}
		w.strangers(ids...)
		for range rapid.IntRange(1, 25).Draw(rt, "n") {
			by := rapid.SampledFrom([]desk.By{anna, boris}).Draw(rt, "by")
			a, b := rapid.SampledFrom(ids).Draw(rt, "a"), rapid.SampledFrom(ids).Draw(rt, "b")
			var err error
			switch rapid.IntRange(0, 7).Draw(rt, "verb") {
			case 0, 1:
				_, err = w.People.Merge(w.ctx, by, a, b)
			case 2:
				_, err = w.People.Unmerge(w.ctx, by, a, b)
			case 3:
				_, err = w.People.Split(w.ctx, by, a)
			case 4:
				_, err = w.People.Reject(w.ctx, by, a, b)
			case 5, 6:
				_, err = w.History.Undo(w.ctx, by)
			default:
				_, err = w.History.Redo(w.ctx, by)
			}
			var late *store.Conflict
			var invalid *store.Invalid
			if err != nil && !errors.As(err, &late) && !errors.As(err, &invalid) && !errors.Is(err, desk.ErrNothing) {
				rt.Fatal(err)
			}
			consistent(rt, w.store)
		}
	})
}

// TestMergeAndUnmergeGiveBothBack: after a merge is taken back by whatever way,
// both contacts are what they were.
func TestMergeAndUnmergeGiveBothBack(t *testing.T) {
	ids := []string{"a:1", "a:2", "b:3", "b:4", "c:5", "c:6"}
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorldOver(t, mem.New())
		w.strangers(ids...)
		for range rapid.IntRange(0, 4).Draw(rt, "n") {
			_, _ = w.People.Merge(w.ctx, boris, rapid.SampledFrom(ids).Draw(rt, "a"), rapid.SampledFrom(ids).Draw(rt, "b"))
		}
		a, b := rapid.SampledFrom(ids).Draw(rt, "x"), rapid.SampledFrom(ids).Draw(rt, "y")
		before := w.together()
		out, err := w.People.Merge(w.ctx, anna, a, b)
		if err != nil || out.Seq == 0 {
			return
		}
		if rapid.Bool().Draw(rt, "undo") {
			done(w.History.Undo(w.ctx, anna))(t)
		} else {
			done(w.People.Unmerge(w.ctx, anna, a, b))(t)
		}
		if after := w.together(); after != before {
			rt.Fatalf("%q became %q", before, after)
		}
	})
}

// TestARedoneMergeAnswersWhatWasAskedMeanwhile: somebody arrived between the undo
// and the redo, and was one person with the one and asked about with the other.
func TestARedoneMergeAnswersWhatWasAskedMeanwhile(t *testing.T) {
	w := newWorld(t)
	a := w.meet("telegram", store.Author{ID: "1", Name: "Ольга Щёкина", Email: "olga@x.example"})
	b := w.meet("mastodon", store.Author{ID: "2", Name: "Somebody Else"})
	done(w.People.Merge(w.ctx, boris, a, b))(t)
	done(w.History.Undo(w.ctx, boris))(t)
	c := w.meet("vk", store.Author{ID: "0", Name: "Ольга Щёкина", Email: "olga@x.example"})
	w.suggests(store.Suggestion{A: b, B: c, Bits: 4})
	asked := func() (n int) {
		w.must(w.People.EachSuggestion(w.ctx, func(store.Suggestion) error { n++; return nil }))
		return n
	}
	before := asked()
	done(w.History.Redo(w.ctx, boris))(t)
	if p := done(w.People.Contact(w.ctx, b))(t); len(p.Members) != 3 {
		t.Fatalf("%q", p.Members)
	}
	if asked() != before-1 {
		t.Errorf("%d questions, %d before", asked(), before)
	}
}
