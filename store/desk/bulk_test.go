package desk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// inLots makes a world whose verbs change few mentions at a time, with so many.
func inLots(t *testing.T, st store.Store, lot, mentions int) (*world, []store.Doc) {
	t.Helper()
	w := newWorldOver(t, st)
	w.Desk = desk.New(st, w.Env(), desk.Options{Vault: plainVault{}, Lot: lot})
	var ids []string
	for i := range mentions {
		ids = append(ids, fmt.Sprint("m", i))
	}
	return w, w.hear(ids...)
}

// stopAt makes a context that ends once so many are through, and counts what it
// was told.
func stopAt(ctx context.Context, n int) context.Context {
	ctx, stop := context.WithCancel(ctx)
	return desk.Watch(ctx, func(done, _ int) {
		if done >= n {
			stop()
		}
	})
}

func TestManyMentionsAreOneUndo(t *testing.T) {
	w, docs := inLots(t, twice{mem.New()}, 5, 23)
	on := desk.On(docs...)
	before := done(w.History.Last(w.ctx, 0))(t)
	for verb, act := range map[string]func() (desk.Outcome, error){
		"tagged 23 mentions +vip":         func() (desk.Outcome, error) { return w.Triage.Tag(w.ctx, anna, on, []string{"vip"}, nil) },
		"closed 23 mentions":              func() (desk.Outcome, error) { return w.Triage.Done(w.ctx, anna, on) },
		"assigned 23 mentions to boris":   func() (desk.Outcome, error) { return w.Triage.Assign(w.ctx, anna, on, "boris") },
		"marked 23 mentions as praise":    func() (desk.Outcome, error) { return w.Triage.Mark(w.ctx, anna, on, "praise") },
		"marked 23 mentions as vip":       func() (desk.Outcome, error) { return w.Triage.Mark(w.ctx, anna, on, "vip") },
		"opened 23 mentions again":        func() (desk.Outcome, error) { return w.Triage.Reopen(w.ctx, anna, on) },
		"snoozed 23 mentions until Sun 2": func() (desk.Outcome, error) { return w.Triage.Snooze(w.ctx, anna, on, w.now.Add(time.Hour)) },
	} {
		out := done(act())(t)
		if !strings.HasPrefix(out.Title, verb) || out.Changed != 23 || out.Seq == 0 || out.Stopped {
			t.Fatalf("%s: %+v", verb, out)
		}
		if r := w.undo(anna); !strings.HasPrefix(r.Words, "took back: "+verb) || r.Kept != 0 {
			t.Fatalf("%q", r.Words)
		}
		if m := w.get(docs[22]); m.Work.State != store.StateNew || len(m.Work.Tags) != 0 || m.Work.Assignee != "" || len(m.Judgement.Taught) != 0 {
			t.Fatalf("after %s: %+v", verb, m)
		}
		if r := w.redo(anna); !strings.HasPrefix(r.Words, "did again: "+verb) {
			t.Fatalf("%q", r.Words)
		}
		w.undo(anna)
	}
	if after := done(w.History.Last(w.ctx, 0))(t); len(after) == len(before) {
		t.Fatal("nothing was noted")
	}
}

// TestWholeDiscussionsInLots: a discussion named twice is worked on once, and
// what the network took away stops nobody.
func TestWholeDiscussionsInLots(t *testing.T) {
	w, docs := inLots(t, twice{mem.New()}, 2, 4)
	more := w.hear("a<m0", "b<a", "c<m3")
	gone := desk.Batch{Account: "acme", Events: []desk.Event{{Deleted: w.get(docs[1]).Key}}}
	done(w.Inbox.Ingest(w.ctx, gone))(t)
	all := slices.Concat(docs, more)
	out := done(w.Triage.Mark(w.ctx, anna, desk.Around(all...), "praise"))(t)
	if out.Changed != 6 || len(done(w.History.Of(w.ctx, more[1]))(t)) != 1 {
		t.Fatalf("%+v", out)
	}
	if w.undo(anna); len(w.get(more[2]).Judgement.Taught) != 0 {
		t.Fatal("not taken back")
	}
	var missing error
	if _, missing = w.Triage.Done(w.ctx, anna, desk.On(900, 901, 902)); !errors.Is(missing, store.ErrNotFound) {
		t.Fatal(missing)
	}
}

func TestAStoppedVerbKeepsWhatIsDoneAsOneUndo(t *testing.T) {
	w, docs := inLots(t, twice{mem.New()}, 5, 23)
	out := done(w.Triage.Tag(stopAt(w.ctx, 10), anna, desk.On(docs...), []string{"vip"}, nil))(t)
	if out.Title != "stopped: 10 of 23 tagged" || !out.Stopped || out.Changed != 10 || out.Seq == 0 {
		t.Fatalf("%+v", out)
	}
	if a, b := w.get(docs[9]).Work.Tags, w.get(docs[10]).Work.Tags; len(a) != 1 || len(b) != 0 {
		t.Fatalf("%v %v", a, b)
	}
	if r := w.undo(anna); r.Words != "took back: tagged 10 mentions +vip" {
		t.Fatalf("%q", r.Words)
	}
	if out := done(w.Triage.Done(stopAt(w.ctx, 0), anna, desk.On(docs...)))(t); out.Title != "stopped: nothing was closed" || out.Seq != 0 {
		t.Fatalf("%+v", out)
	}
}

// brittle is a store that takes some changes and then dies, as a process does.
type brittle struct {
	store.Store
	left int
}

var errDied = errors.New("the disk is full")

func (s *brittle) Update(ctx context.Context, fn func(store.Tx) error) error {
	if s.left == 0 {
		return errDied
	}
	s.left--
	return s.Store.Update(ctx, fn)
}

// TestWhatWasDoneBeforeACrashIsOneUndo: every lot is in the journal with its
// group, so that nothing has to be finished for undo to find all of it.
func TestWhatWasDoneBeforeACrashIsOneUndo(t *testing.T) {
	st := &brittle{mem.New(), -1}
	w, docs := inLots(t, st, 5, 23)
	st.left = 3
	_, err := w.Triage.Tag(w.ctx, anna, desk.On(docs...), []string{"vip"}, nil)
	if !errors.Is(err, errDied) || !strings.Contains(err.Error(), "15 of 23 tagged, undo takes that back") {
		t.Fatal(err)
	}
	w = newWorldOver(t, st.Store) // the next process
	if r := w.undo(anna); r.Words != "took back: tagged 15 mentions +vip" {
		t.Fatalf("%q", r.Words)
	}
	for _, doc := range docs {
		if tags := w.get(doc).Work.Tags; len(tags) != 0 {
			t.Fatal(tags)
		}
	}
}

// bulkModel is what people did with many mentions: acts in lots, each of which
// stands or not.
type bulkModel struct {
	acts   []*bulkAct
	undone map[string][]*bulkAct // the last taken back at the end
}

type bulkAct struct {
	by, tag string
	add     bool
	lots    []bulkLot // those that changed something
}

type bulkLot struct {
	docs []store.Doc
	off  bool
}

// tags replays the lots that stand.
func (m *bulkModel) tags(doc store.Doc) []string {
	set := map[string]bool{}
	for _, a := range m.acts {
		for _, l := range a.lots {
			if !l.off && slices.Contains(l.docs, doc) {
				set[a.tag] = a.add
			}
		}
	}
	var out []string
	for tag, in := range set {
		if in {
			out = append(out, tag)
		}
	}
	slices.Sort(out)
	return out
}

// do notes an act on the first n of docs.
func (m *bulkModel) do(by, tag string, add bool, docs []store.Doc, lot, n int) {
	a := &bulkAct{by: by, tag: tag, add: add}
	for part := range slices.Chunk(docs[:n], lot) {
		changed := slices.DeleteFunc(slices.Clone(part), func(d store.Doc) bool { return slices.Contains(m.tags(d), tag) == add })
		if len(changed) > 0 {
			a.lots = append(a.lots, bulkLot{docs: changed})
		}
	}
	if len(a.lots) > 0 {
		m.acts = append(m.acts, a)
		m.undone[by] = nil
	}
}

// undo takes back the last act of a user that stands, at most so many mentions
// and the rest of their lot; it reports whether there was one.
func (m *bulkModel) undo(by string, most int) bool {
	for _, a := range slices.Backward(m.acts) {
		if a.by != by || !slices.ContainsFunc(a.lots, func(l bulkLot) bool { return !l.off }) {
			continue
		}
		for i := len(a.lots) - 1; i >= 0 && most > 0; i-- {
			if l := &a.lots[i]; !l.off {
				l.off = true
				most -= len(l.docs)
			}
		}
		m.undone[by] = append(slices.DeleteFunc(m.undone[by], func(b *bulkAct) bool { return b == a }), a)
		return true
	}
	return false
}

func (m *bulkModel) redo(by string) bool {
	list := m.undone[by]
	if len(list) == 0 {
		return false
	}
	a := list[len(list)-1]
	for i := range a.lots {
		a.lots[i].off = false
	}
	m.undone[by] = list[:len(list)-1]
	return true
}

// TestBulkAgainstAModel compares random verbs on many, stopped anywhere, with
// undos (stopped as well) and redos of two people, with the model. Each has tags
// of their own, so that what the other does never matters.
func TestBulkAgainstAModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		lot := rapid.IntRange(1, 4).Draw(rt, "lot")
		w, docs := inLots(t, twice{mem.New()}, lot, 9)
		m := &bulkModel{undone: map[string][]*bulkAct{}}
		for step := range rapid.IntRange(1, 20).Draw(rt, "steps") {
			by := rapid.SampledFrom([]desk.By{anna, boris}).Draw(rt, "who")
			w.now = w.now.Add(time.Second)
			switch rapid.IntRange(0, 4).Draw(rt, "what") {
			case 0, 1:
				on := rapid.SliceOfNDistinct(rapid.SampledFrom(docs), 1, 9, rapid.ID[store.Doc]).Draw(rt, "docs")
				tag, add := by.User+fmt.Sprint(rapid.IntRange(0, 1).Draw(rt, "tag")), rapid.Bool().Draw(rt, "add")
				stop := rapid.IntRange(1, 20).Draw(rt, "stop")
				plus, minus := []string{tag}, []string(nil)
				if !add {
					plus, minus = minus, plus
				}
				done(w.Triage.Tag(stopAt(w.ctx, stop), by, desk.On(on...), plus, minus))(t)
				m.do(by.User, tag, add, on, lot, min(len(on), (stop+lot-1)/lot*lot))
			case 2:
				w.agree(rt, step, m.undo(by.User, 1000), func() error { return second(w.History.Undo(w.ctx, by)) })
			case 3:
				most := rapid.IntRange(1, 5).Draw(rt, "stop")
				w.agree(rt, step, m.undo(by.User, most), func() error { return second(w.History.Undo(stopAt(w.ctx, most), by)) })
			case 4:
				w.agree(rt, step, m.redo(by.User), func() error { return second(w.History.Redo(w.ctx, by)) })
			}
			for _, doc := range docs {
				if got, want := w.get(doc).Work.Tags, m.tags(doc); !slices.Equal(got, want) {
					rt.Fatalf("step %d: mention %d has %v, want %v", step, doc, got, want)
				}
			}
		}
	})
}

// agree lets a step happen, which finds something to do or not.
func (w *world) agree(rt *rapid.T, step int, something bool, do func() error) {
	if err := do(); something == errors.Is(err, desk.ErrNothing) || err != nil && !errors.Is(err, desk.ErrNothing) {
		rt.Fatalf("step %d: %v, something to do: %v", step, err, something)
	}
}
