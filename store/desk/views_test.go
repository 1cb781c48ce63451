package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

func (w *world) viewNames() string {
	var names []string
	for _, v := range done(w.Setup.Views(w.ctx))(w.t) {
		names = append(names, v.Letter+":"+v.Name)
	}
	return strings.Join(names, " ")
}

const starters = "i:Inbox u:Urgent l:Leads q:Questions v:VIP m:Mine s:Unsure f:Failed a:All"

// TestViewsAreSavedChangedMovedAndRemoved, each one step that undo takes back.
func TestViewsAreSavedChangedMovedAndRemoved(t *testing.T) {
	w := newWorld(t)
	if got := w.viewNames(); got != starters {
		t.Fatal(got)
	}
	place := 2
	name, letter, text := "Returns", "ж", "raw:refund"
	steps := []struct {
		do          func() (desk.Outcome, error)
		says, after string
	}{
		{func() (desk.Outcome, error) {
			return w.Setup.AddView(w.ctx, anna, store.View{Name: " Refunds ", Query: "refund is:open"})
		}, "saved the view Refunds: ' r shows it", starters + " r:Refunds"},
		{func() (desk.Outcome, error) {
			return w.Setup.ChangeView(w.ctx, anna, "r", desk.ViewChange{Place: &place})
		}, "is number 2", "i:Inbox r:Refunds u:Urgent l:Leads q:Questions v:VIP m:Mine s:Unsure f:Failed a:All"},
		{func() (desk.Outcome, error) {
			return w.Setup.ChangeView(w.ctx, anna, "refunds", desk.ViewChange{Name: &name, Letter: &letter, Query: &text})
		}, "is called Returns, has the letter ж, shows raw:refund", "i:Inbox ж:Returns u:Urgent l:Leads q:Questions v:VIP m:Mine s:Unsure f:Failed a:All"},
		{func() (desk.Outcome, error) { return w.Setup.RemoveView(w.ctx, anna, "Inbox") }, "removed the view Inbox", "ж:Returns u:Urgent l:Leads q:Questions v:VIP m:Mine s:Unsure f:Failed a:All"},
	}
	was := []string{starters}
	for _, s := range steps {
		out := done(s.do())(t)
		if !strings.Contains(out.Title, s.says) || w.viewNames() != s.after {
			t.Fatalf("%q: %s", out.Title, w.viewNames())
		}
		was = append(was, s.after)
	}
	for i := len(steps) - 1; i >= 0; i-- {
		done(w.History.Undo(w.ctx, anna))(t)
		if got := w.viewNames(); got != was[i] {
			t.Fatalf("after undo: %s, not %s", got, was[i])
		}
	}
	for range steps {
		done(w.History.Redo(w.ctx, anna))(t)
	}
	if got := w.viewNames(); got != was[len(steps)] {
		t.Fatalf("after redo: %s", got)
	}
}

// TestBorisAndAnnaEachTakeBackTheirOwnView: the list is shared, undo is not.
func TestBorisAndAnnaEachTakeBackTheirOwnView(t *testing.T) {
	w := newWorld(t)
	done(w.Setup.AddView(w.ctx, anna, store.View{Name: "One"}))(t)
	done(w.Setup.AddView(w.ctx, boris, store.View{Name: "Two"}))(t)
	done(w.History.Undo(w.ctx, anna))(t)
	if got := w.viewNames(); got != starters+" t:Two" {
		t.Fatal(got)
	}
}

func TestAViewThatCannotWorkIsRefusedWithWhatToDo(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		view store.View
		why  string
	}{
		{store.View{Name: "  "}, "needs a name"},
		{store.View{Name: "it's"}, "without the sign '"},
		{store.View{Name: "inbox"}, "there is a view Inbox already"},
		{store.View{Name: "Refunds", Letter: "i"}, "the letter i belongs to Inbox; r is free"},
		{store.View{Name: "Refunds", Letter: "ab"}, "give one letter or digit"},
		{store.View{Name: "Refunds", Letter: "]"}, "give one letter or digit"},
		{store.View{Name: "Refunds", Query: "nett:vk"}, "net"},
		{store.View{Name: "Refunds", Query: "* | group:author"}, "not groups or a count"},
	} {
		_, err := w.Setup.AddView(w.ctx, anna, c.view)
		if err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%+v: %v", c.view, err)
		}
	}
	if _, err := w.Setup.RemoveView(w.ctx, anna, "nope"); err == nil || !strings.Contains(err.Error(), "there are Inbox, Urgent") {
		t.Error(err)
	}
	if got := w.viewNames(); got != starters {
		t.Fatalf("a refused view left %s", got)
	}
	if out := done(w.Setup.ChangeView(w.ctx, anna, "i", desk.ViewChange{}))(t); out.Title != "nothing to change" || out.Seq != 0 {
		t.Fatalf("%+v", out)
	}
}

// TestEveryListedViewCanBeAskedForByName, in any case: before anybody has changed
// a view as after, and one that is removed no longer.
func TestEveryListedViewCanBeAskedForByName(t *testing.T) {
	w := newWorld(t)
	w.hear("1", "2")
	for range 2 {
		views, err := w.Setup.Views(w.ctx)
		w.must(err)
		for _, v := range views {
			if got, want := w.find("view:"+strings.ToUpper(v.Name)), w.find(v.Query); !slices.Equal(got, want) {
				t.Errorf("view:%s finds %v, its query %v", v.Name, got, want)
			}
		}
		done(w.Setup.AddView(w.ctx, anna, store.View{Name: "Refunds", Query: "view:inbox refund"}))(t)
		done(w.Setup.RemoveView(w.ctx, anna, "refunds"))(t)
	}
	done(w.Setup.RemoveView(w.ctx, anna, "Leads"))(t)
	q, err := w.Lookup.Parse("view:leads")
	w.must(err)
	err = w.Lookup.Find(w.ctx, q, w.Lookup.Scope("anna", time.UTC), 0, func(*store.Mention) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "no saved view") {
		t.Error(err)
	}
}

// TestEveryLetterCanBeTaken: then a view is reached by its name.
func TestEveryLetterCanBeTaken(t *testing.T) {
	w := newWorld(t)
	var letters []string
	for _, r := range "abcdefghijklmnopqrstuvwxyz" {
		out, err := w.Setup.AddView(w.ctx, anna, store.View{Name: "No " + string(r) + "."})
		if err != nil {
			t.Fatal(err, out)
		}
	}
	for _, v := range done(w.Setup.Views(w.ctx))(t) {
		if v.Letter != "" && slices.Contains(letters, v.Letter) {
			t.Errorf("%s stands twice", v.Letter)
		}
		letters = append(letters, v.Letter)
	}
	if letters[len(letters)-1] != "" {
		t.Fatal("the last view has no letter left")
	}
}

// TestViewsAreCountedTogether: a view that cannot be answered stops no other.
func TestViewsAreCountedTogether(t *testing.T) {
	w := newWorld(t)
	docs := w.say(1, "the oven", "the oven again", "thanks")
	w.must(w.Triage.Look(w.ctx, anna, desk.On(docs[0])))
	views := []store.View{{Query: "oven"}, {Query: "nett:vk"}, {Query: ""}}
	got := done(w.Setup.ViewCounts(w.ctx, views, store.Scope{Now: w.now}))(t)
	if got[0] != (desk.ViewCount{Total: 2, New: 1}) || got[1].Err == nil || got[2] != (desk.ViewCount{Total: 3, New: 2}) {
		t.Fatalf("%+v", got)
	}
}
