package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
)

func (w *world) promises(by desk.By, p desk.Promise) string {
	w.t.Helper()
	before := map[string]bool{}
	for _, o := range w.owed("") {
		before[o.ID] = true
	}
	_, err := w.Tasks.Add(w.ctx, by, p)
	w.must(err)
	for _, o := range w.owed("") {
		if !before[o.ID] {
			return o.ID
		}
	}
	w.t.Fatal("nothing was promised")
	return ""
}

func (w *world) owed(user string) []desk.Owed {
	w.t.Helper()
	list, err := w.Tasks.Open(w.ctx, user)
	w.must(err)
	return list
}

func texts(list []desk.Owed) (out []string) {
	for _, o := range list {
		out = append(out, o.Text)
	}
	return out
}

// TestAPromiseIsKept: from the mention to the list, ticked off, and all of it
// taken back step by step.
func TestAPromiseIsKept(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("1")
	out, err := w.Tasks.Add(w.ctx, anna, desk.Promise{Doc: docs[0], Text: " call  back\n", Due: w.now.Add(21 * time.Hour)})
	w.must(err)
	if out.Title != "promised to Иван: call back, by Mon 23 Nov 09:00" || out.Seq == 0 {
		t.Fatalf("%+v", out)
	}
	list := w.owed("anna")
	if len(list) != 1 || list[0].Identity != "mastodon:77" || list[0].Name != "Иван" || list[0].By != "anna" || list[0].Doc != docs[0] {
		t.Fatalf("%+v", list)
	}
	if len(w.owed("boris")) != 0 {
		t.Error("boris is told of what anna promised")
	}
	if past, err := w.History.Of(w.ctx, docs[0]); err != nil || len(past) != 1 || past[0].Verb != "task" {
		t.Errorf("the mention does not tell of it: %+v %v", past, err)
	}
	id := list[0].ID
	if out, err := w.Tasks.Done(w.ctx, boris, id, true); err != nil || out.Title != "kept: call back" {
		t.Fatal(out, err)
	}
	if out, err := w.Tasks.Done(w.ctx, boris, id, true); err != nil || out.Seq != 0 || out.Title != "nothing to change" {
		t.Fatal(out, err)
	}
	if len(w.owed("")) != 0 || w.card("mastodon:77", 1).Tasks[0].Open() {
		t.Error("what was kept is owed still")
	}
	done[desk.Reversal](w.History.Undo(w.ctx, boris))(t)
	if len(w.owed("anna")) != 1 {
		t.Error("undo does not open it again")
	}
	done[desk.Outcome](w.Tasks.Done(w.ctx, anna, id, true))(t)
	done[desk.Outcome](w.Tasks.Done(w.ctx, anna, id, false))(t)
	for range 3 {
		done[desk.Reversal](w.History.Undo(w.ctx, anna))(t)
	}
	if tasks := w.card("mastodon:77", 1).Tasks; len(tasks) != 0 || len(w.owed("")) != 0 {
		t.Errorf("undo leaves %+v", tasks)
	}
	done[desk.Reversal](w.History.Redo(w.ctx, anna))(t)
	if list := w.owed("anna"); len(list) != 1 || list[0].ID != id {
		t.Errorf("%+v", list)
	}
}

// TestWhatIsDueFirstStandsFirst: for everybody, for one user, for one person with
// all accounts.
func TestWhatIsDueFirstStandsFirst(t *testing.T) {
	w := newWorld(t)
	onMastodon, onVK, _ := authors()
	w.spoke("mastodon", "1", onMastodon, time.Hour, "neutral")
	doc := w.spoke("vk", "2", onVK, time.Hour, "neutral")
	w.joins("mastodon:77", "vk:501")
	w.promises(anna, desk.Promise{Identity: "mastodon:77", Text: "some day"})
	w.promises(anna, desk.Promise{Doc: doc, Text: "next week", Due: w.now.AddDate(0, 0, 7)})
	w.promises(boris, desk.Promise{Doc: doc, Text: "today", Due: w.now.Add(time.Hour)})
	late := w.promises(anna, desk.Promise{Identity: "mastodon:77", Text: "yesterday", Due: w.now.Add(-24 * time.Hour)})

	if got := texts(w.owed("")); !slices.Equal(got, []string{"yesterday", "today", "next week", "some day"}) {
		t.Errorf("%q", got)
	}
	if got := texts(w.owed("anna")); !slices.Equal(got, []string{"yesterday", "next week", "some day"}) {
		t.Errorf("%q", got)
	}
	due, err := w.Tasks.Due(w.ctx, "anna")
	if err != nil || len(due) != 2 || !due[0].Equal(w.now.Add(-24*time.Hour)) {
		t.Errorf("%v %v", due, err)
	}
	done[desk.Outcome](w.Tasks.Done(w.ctx, anna, late, true))(t)
	list, err := w.Tasks.List(w.ctx, "vk:501")
	w.must(err)
	var got []string
	for _, task := range list {
		got = append(got, task.Text)
	}
	if !slices.Equal(got, []string{"today", "next week", "some day", "yesterday"}) || list[0].Late(w.now) || !list[0].Late(w.now.Add(time.Hour)) || list[3].Late(w.now) {
		t.Errorf("%q", got)
	}
}

// TestWhatCannotBePromised: nothing, to nobody, and what is not there cannot be
// ticked off.
func TestWhatCannotBePromised(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("1")
	for _, p := range []desk.Promise{{Doc: docs[0], Text: " \n"}, {Text: "to nobody"}, {Identity: "vk:none", Text: "to nobody"}} {
		var bad *store.Invalid
		if _, err := w.Tasks.Add(w.ctx, anna, p); !errors.As(err, &bad) {
			t.Errorf("%+v: %v", p, err)
		}
	}
	if _, err := w.Tasks.Add(w.ctx, anna, desk.Promise{Doc: 99, Text: "x"}); !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
	if _, err := w.Tasks.Done(w.ctx, anna, "none", true); !errors.Is(err, store.ErrNotFound) || !strings.Contains(err.Error(), "earshot tasks") {
		t.Error(err)
	}
	long := strings.Repeat("я", 5000) + "\x1b[31m"
	if _, err := w.Tasks.Add(w.ctx, anna, desk.Promise{Doc: docs[0], Text: long}); err != nil || len(w.owed("")[0].Text) > 1<<10 {
		t.Error("a text of any length is kept", err)
	}
}

// TestHistoriesOfPromises: whatever is promised, kept, opened again and taken
// back, the list of what is owed holds just what a simple count of it says, and
// taking everything back leaves nothing.
func TestHistoriesOfPromises(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		docs := w.hear("1", "2", "3")
		open, ids, acts := map[string]bool{}, []string{}, 0
		for range rapid.IntRange(1, 15).Draw(rt, "steps") {
			switch rapid.IntRange(0, 2).Draw(rt, "act") {
			case 0:
				p := desk.Promise{Doc: rapid.SampledFrom(docs).Draw(rt, "doc"), Text: "x"}
				if rapid.Bool().Draw(rt, "due") {
					p.Due = w.now.Add(time.Duration(rapid.IntRange(-2, 2).Draw(rt, "hours")) * time.Hour)
				}
				id := w.promises(anna, p)
				open[id], ids, acts = true, append(ids, id), acts+1
			default:
				if len(ids) == 0 {
					continue
				}
				id, on := rapid.SampledFrom(ids).Draw(rt, "task"), rapid.Bool().Draw(rt, "done")
				out, err := w.Tasks.Done(w.ctx, anna, id, on)
				if err != nil || (out.Seq != 0) != (open[id] == on) {
					rt.Fatalf("%+v %v", out, err)
				}
				if out.Seq != 0 {
					acts++
				}
				open[id] = !on
			}
			n := 0
			for _, o := range w.owed("anna") {
				if n++; !open[o.ID] {
					rt.Fatalf("%s is owed although it is kept", o.ID)
				}
			}
			want := 0
			for _, is := range open {
				if is {
					want++
				}
			}
			if n != want {
				rt.Fatalf("%d are owed, not %d", n, want)
			}
		}
		for range acts {
			if _, err := w.History.Undo(w.ctx, anna); err != nil {
				rt.Fatal(err)
			}
		}
		if list, err := w.Tasks.List(w.ctx, "mastodon:77"); err != nil || len(list) != 0 {
			rt.Fatalf("undo leaves %+v %v", list, err)
		}
	})
}
