package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
)

// importing files rows in batches of two, as one step of undo.
func (w *world) importing(list string, rows ...store.Identity) {
	w.t.Helper()
	by := anna
	by.Group = w.Env().ID()
	for len(rows) > 0 {
		n := min(2, len(rows))
		var batch []desk.ContactRow
		for _, p := range rows[:n] {
			batch = append(batch, desk.ContactRow{Person: p})
		}
		rows = rows[n:]
		res, err := w.Lists.Import(w.ctx, by, desk.ContactBatch{Rows: batch, List: list, From: list + ".csv"})
		w.must(err)
		if len(res.Refused) > 0 {
			w.t.Fatalf("%+v", res.Refused)
		}
	}
}

func record(id, name string) store.Identity {
	return store.Identity{ID: desk.RowID(id), Row: id, Author: store.Author{Name: name}}
}

// everyone is all that is known of people, for comparing.
func (w *world) everyone() string {
	w.t.Helper()
	var out strings.Builder
	w.must(w.store.View(w.ctx, func(tx store.Tx) error {
		out.Reset()
		for p, err := range store.Identities(tx).All() {
			if err != nil {
				return err
			}
			p.Num = 0 // by which it is filed: a new one each time
			fmt.Fprintf(&out, "%+v\n", p)
		}
		for key := range tx.Records(store.KindListed).Scan("", "") {
			fmt.Fprintf(&out, "%q\n", key)
		}
		for key := range tx.Records(store.KindContacts).Scan("", "") {
			fmt.Fprintf(&out, "contact %q\n", key)
		}
		for s, err := range store.Suggestions(tx).All() {
			if err != nil {
				return err
			}
			fmt.Fprintf(&out, "asked %+v\n", s)
		}
		for e, err := range store.Edges(tx).All() {
			if err != nil {
				return err
			}
			fmt.Fprintf(&out, "edge %+v\n", e)
		}
		for l, err := range store.Lists(tx).All() {
			if err != nil {
				return err
			}
			fmt.Fprintf(&out, "list %s of %s\n", l.Name, l.From)
		}
		return nil
	}))
	return out.String()
}

// TestAnImportIsOneStepOfUndo: new ones go, known ones are as they were, the list
// is gone; who has written since stays.
func TestAnImportIsOneStepOfUndo(t *testing.T) {
	w := newWorld(t)
	w.importing("clients", record("1", "Anna"), record("2", "Boris"))
	before := w.everyone()
	grown := record("1", "Anna")
	grown.Author.Location = "Kazan"
	grown.Phone, grown.VIP, grown.Facts = "+7900", true, []store.Fact{{Name: "dob", Value: "1990", From: "guests.csv"}}
	w.importing("guests", grown, record("3", "Vera"), record("4", "Gleb"), record("2", "Boris"), record("5", "Dora"))
	if len(w.everyone()) <= len(before) {
		t.Fatal("nothing came in")
	}
	if words := w.undone(); words != "took back: imported contacts of guests.csv" {
		t.Error(words)
	}
	if got := w.everyone(); got != before {
		t.Errorf("after undo\n%s\nwant\n%s", got, before)
	}
	if _, err := w.History.Redo(w.ctx, anna); err == nil || !strings.Contains(err.Error(), "import it again") {
		t.Errorf("redo: %v", err)
	}
	w.importing("guests", grown, record("3", "Vera"))
	done(w.Advocates.Stage(w.ctx, boris, "3", store.StageFound, ""))(t)
	w.undone()
	if got := w.everyone(); !strings.Contains(got, "Vera") || strings.Contains(got, "guests") || strings.Contains(got, "+7900") {
		t.Errorf("Vera is an advocate of Boris's now:\n%s", got)
	}
}

// TestAnImportThatChangedNothingIsNoStep of undo.
func TestAnImportThatChangedNothingIsNoStep(t *testing.T) {
	w := newWorld(t)
	w.importing("clients", record("1", "Anna"))
	w.importing("clients", record("1", "Anna"))
	w.undone()
	if got := w.everyone(); got != "" {
		t.Errorf("left: %s", got)
	}
}

// TestTheJournalHoldsNoFile: an entry about new rows is a fraction of the rows.
func TestTheJournalHoldsNoFile(t *testing.T) {
	w := newWorld(t)
	p := record("1", "Anna")
	p.Author.Bio = strings.Repeat("I write. ", 400)
	w.importing("clients", p, record("2", "Boris"))
	p.Phone = "+7900"
	w.importing("clients", p)
	size := 0
	w.must(w.store.View(w.ctx, func(tx store.Tx) error {
		for _, raw := range tx.Records(store.KindJournal).Scan("", "") {
			size += len(raw)
		}
		return nil
	}))
	if size > 1500 {
		t.Errorf("the journal has %d bytes of a file of %d", size, len(p.Author.Bio))
	}
}

// anybody draws a row of somebody; each is one of four.
func anybody(rt *rapid.T) store.Identity {
	pick := func(what string, from ...string) string { return rapid.SampledFrom(from).Draw(rt, what) }
	p := record(pick("id", "1", "2", "3", "4"), pick("name", "", "Anna Petrova", "Boris"))
	p.Author.Email, p.Author.Location, p.Phone = pick("mail", "", "a@x.example", "b@x.example"), pick("place", "", "Kazan"), pick("phone", "", "+79001112233")
	p.Network, p.Author.Handle, p.Class = pick("net", "", "vk"), pick("handle", "", "anna_p"), pick("class", "", "customer", "advocate")
	p.Author.Followers, p.VIP = rapid.IntRange(0, 2).Draw(rt, "followers"), rapid.Bool().Draw(rt, "vip")
	if tag := pick("tag", "", "press", "old"); tag != "" {
		p.Tags = []string{tag}
	}
	if dob := pick("dob", "", "1990", "1991"); dob != "" {
		p.Facts = []store.Fact{{Name: "dob", Value: dob, From: pick("from", "a.csv", "b.csv")}}
	}
	return p
}

// files imports some files about anybody and gives the states between the steps of
// undo. A file that says one thing and takes it back is a step, too, after which all
// is as it was.
func (w *world) files(rt *rapid.T, n int) (states []string) {
	for range n {
		w.now = w.now.Add(time.Minute)
		before, steps := w.everyone(), w.lastStep()
		var rows []store.Identity
		for range rapid.IntRange(1, 3).Draw(rt, "rows") {
			rows = append(rows, anybody(rt))
		}
		w.importing("same", rows...) // rows of two lists with one id are refused where they differ
		if w.lastStep() != steps {
			states = append(states, before)
		}
	}
	return append(states, w.everyone())
}

// lastStep is the number of the newest entry of the journal.
func (w *world) lastStep() (seq uint64) {
	w.t.Helper()
	for _, e := range done(w.History.Last(w.ctx, 1))(w.t) {
		seq = e.Seq
	}
	return seq
}

// TestAFileThatTakesItsOwnWordBackIsAStep of undo, after which all is as it was.
func TestAFileThatTakesItsOwnWordBackIsAStep(t *testing.T) {
	w := newWorld(t)
	with := func(followers int) store.Identity {
		p := record("1", "Anna")
		p.Author.Followers = followers
		return p
	}
	w.importing("same", with(1))
	one, step := w.everyone(), w.lastStep()
	w.importing("same", with(2), with(1))
	if w.everyone() != one || w.lastStep() == step {
		t.Fatalf("step %d after %d:\n%s", w.lastStep(), step, w.everyone())
	}
	w.undone()
	if got := w.everyone(); got != one {
		t.Errorf("its undo leaves\n%s", got)
	}
	w.undone()
	if got := w.everyone(); got != "" {
		t.Errorf("the file before it leaves\n%s", got)
	}
}

// TestAnyImportGoesBack, whatever the file says of whom.
func TestAnyImportGoesBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		states := w.files(rt, 3)
		for i := len(states) - 2; i >= 0; i-- {
			w.undone()
			if got := w.everyone(); sorted(got) != sorted(states[i]) {
				rt.Fatalf("after undo\n%s\nwant\n%s", got, states[i])
			}
		}
	})
}

// TestAnyImportOfKnownPeopleIsDoneAgain: whatever files say of those who are known,
// redo brings back all that undo took, who is one person with whom included.
func TestAnyImportOfKnownPeopleIsDoneAgain(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		w.importing("same", record("1", "Anna Petrova"), record("2", "Boris"), record("3", ""), record("4", "Anna Petrova"))
		states := w.files(rt, 2)
		for i := len(states) - 2; i >= 0; i-- {
			w.undone()
			if got := w.everyone(); sorted(got) != sorted(states[i]) {
				rt.Fatalf("after undo\n%s\nwant\n%s", got, states[i])
			}
		}
		for _, want := range states[1:] {
			done(w.History.Redo(w.ctx, anna))(t)
			if got := w.everyone(); sorted(got) != sorted(want) {
				rt.Fatalf("after redo\n%s\nwant\n%s", got, want)
			}
		}
	})
}

// sorted leaves out what undo need not keep: the order of tags and facts.
func sorted(s string) string {
	r := strings.Split(s, "")
	slices.Sort(r)
	return strings.Join(r, "")
}

// TestAnImportTakesItsQuestionsWithIt: who was known and was told more about by a
// file is asked about what was asked before, after undo, no more and no less.
func TestAnImportTakesItsQuestionsWithIt(t *testing.T) {
	w := newWorld(t)
	one, other := record("1", "Ivan Petrov"), record("2", "Ivan Petrov")
	one.Author.Location, other.Author.Location = "Kazan", "Kazan"
	w.importing("clients", one, other, record("3", "Boris Smirnov"))
	before := w.everyone()
	if !strings.Contains(before, "asked {A:row:1 B:row:2") {
		t.Fatalf("nobody asks about the two Petrovs:\n%s", before)
	}
	renamed := record("1", "Boris Smirnov")
	renamed.Author.Location = "Perm"
	fourth := record("4", "Boris Smirnov")
	w.importing("clients", renamed, fourth)
	if got := w.everyone(); strings.Contains(got, "A:row:1 B:row:2") || !strings.Contains(got, "asked {A:row:1 B:row:3") || !strings.Contains(got, "B:row:4") {
		t.Fatalf("the file did not change who is asked about:\n%s", got)
	}
	w.undone()
	if got := w.everyone(); got != before {
		t.Errorf("after undo\n%s\nwant\n%s", got, before)
	}
	w.undone()
	if got := w.everyone(); got != "" {
		t.Errorf("left: %s", got)
	}
}

// TestWhatWasAnsweredSinceStaysAnswered: undo of an import asks nothing anew that
// somebody has decided meanwhile, and takes no question of others away.
func TestWhatWasAnsweredSinceStaysAnswered(t *testing.T) {
	w := newWorld(t)
	w.importing("clients", record("1", "Ivan Petrov"), record("2", "Ivan Petrov"))
	w.importing("clients", record("1", "Boris Smirnov"), record("3", "Boris Smirnov"))
	done(w.People.Reject(w.ctx, boris, "1", "2"))(t) // they are asked about no more: the file took that away
	done(w.People.Reject(w.ctx, boris, "1", "3"))(t)
	w.undone()
	if got := w.everyone(); strings.Contains(got, "asked") || !strings.Contains(got, "Ivan Petrov") {
		t.Errorf("asked again:\n%s", got)
	}
}

// TestAnImportOfKnownPeopleIsDoneAgain with what it made somebody ask.
func TestAnImportOfKnownPeopleIsDoneAgain(t *testing.T) {
	w := newWorld(t)
	w.importing("clients", record("1", "Ivan Petrov"), record("2", "Ivan Petrov"), record("3", "Boris Smirnov"))
	w.importing("clients", record("1", "Boris Smirnov"))
	after := w.everyone()
	w.undone()
	if got := w.everyone(); got == after || !strings.Contains(got, "A:row:1 B:row:2") {
		t.Fatalf("not undone:\n%s", got)
	}
	done(w.History.Redo(w.ctx, anna))(t)
	if got := w.everyone(); got != after {
		t.Errorf("done again\n%s\nwant\n%s", got, after)
	}
}
