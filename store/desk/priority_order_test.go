package desk_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/scoring/priority"
	"earshot/store"
	"earshot/store/bolt"
	"earshot/store/desk"
	"earshot/store/mem"
)

// TestTheMostUrgentFirstIsAPlainSort of what w says of each, over either store: some
// are answered, some put off, some of VIPs, many equal; page by page as in one go, and
// an hour later, when promises have run out, anew.
func TestTheMostUrgentFirstIsAPlainSort(t *testing.T) {
	file, err := bolt.Open(filepath.Join(t.TempDir(), "earshot.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for name, st := range map[string]store.Store{"memory": mem.New(), "file": file} {
		t.Run(name, func(t *testing.T) {
			w := newWorldOver(t, st)
			w.crowd(120)
			for range 3 {
				w.sorted("* | sort:-score", func(*store.Mention) bool { return true })
				w.sorted("is:open | sort:-score", func(m *store.Mention) bool { return m.Work.UnhandledAt(w.now) })
				w.sorted("text | sort:-score", func(m *store.Mention) bool { return strings.Contains(m.Body.Text, "text") })
				w.now = w.now.Add(time.Hour)
			}
		})
	}
}

// crowd lets n mentions of many kinds arrive over a day and has some worked on.
func (w *world) crowd(n int) {
	w.t.Helper()
	chance := rand.New(rand.NewPCG(5, 22))
	said := []string{"всё сломалось, верните деньги", "сколько стоит доставка?", "спасибо, вы лучшие", "text of nothing", "ищу мастера по холодильникам", "text: it broke, I want a refund"}
	for i := range n {
		id := fmt.Sprint("c", i)
		w.wrote(id, fmt.Sprint("u", chance.IntN(30)), chance.IntN(3)*1000, func(m *store.Mention) {
			m.Body.Text = said[chance.IntN(len(said))] + strings.Repeat(" "+id, chance.IntN(2))
			m.Created = w.now.Add(-time.Duration(chance.IntN(24*60)) * time.Minute)
		})
	}
	for _, doc := range w.find("*") {
		on := desk.On(doc)
		switch chance.IntN(8) {
		case 0:
			done(w.Triage.Done(w.ctx, anna, on))(w.t)
		case 1:
			done(w.Triage.Snooze(w.ctx, anna, on, w.now.Add(time.Duration(1+chance.IntN(120))*time.Minute)))(w.t)
		case 2:
			done(w.Triage.Mark(w.ctx, anna, on, []string{"vip", "lead", "spam"}[chance.IntN(3)]))(w.t)
		}
	}
}

// sorted holds a query against a plain sort of what w says.
func (w *world) sorted(q string, in func(*store.Mention) bool) {
	w.t.Helper()
	type row struct {
		m *store.Mention
		n int
	}
	var rows []row
	for _, doc := range w.find("*") {
		if why := done(w.Lookup.Why(w.ctx, doc))(w.t); in(why.Mention) {
			rows = append(rows, row{why.Mention, why.Priority})
		}
	}
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(b.n, a.n), b.m.Created.Compare(a.m.Created), cmp.Compare(b.m.Doc, a.m.Doc))
	})
	var want []store.Doc
	for _, r := range rows {
		want = append(want, r.m.Doc)
	}
	if got := w.find(q); !slices.Equal(got, want) {
		w.t.Fatalf("%s at %s: %v, want %v", q, w.now.Format("15:04"), got, want)
	}
}

// TestAPromiseIsKeptOrBroken to the second, by the shortest that holds: a team's own
// promises, one taken away, and none at all.
func TestAPromiseIsKeptOrBroken(t *testing.T) {
	const complaint, question, idle = "всё сломалось, ужас, верните деньги", "во сколько вы закрываетесь?", "просто так"
	day := 24 * time.Hour
	for _, c := range []struct {
		why     string
		targets map[string]time.Duration
		text    string
		due     time.Duration // 0 = never
	}{
		{"as agreed by default", nil, complaint, time.Hour},
		{"a team that is quicker", map[string]time.Duration{"complaint": 10 * time.Minute}, complaint, 10 * time.Minute},
		{"any is shorter than its own", map[string]time.Duration{"any": 5 * time.Minute}, question, 5 * time.Minute},
		{"its own taken away: that for any holds", map[string]time.Duration{"question": 0}, question, day},
		{"nothing promised for the rest", map[string]time.Duration{"any": 0}, idle, 0},
		{"nothing promised for the rest, but for questions", map[string]time.Duration{"any": 0}, question, 4 * time.Hour},
		{"no promise at all", map[string]time.Duration{"any": 0, "complaint": 0, "question": 0, "lead": 0}, complaint, 0},
		{"the longest there is", map[string]time.Duration{"any": 90 * day}, idle, 90 * day},
	} {
		t.Run(c.why, func(t *testing.T) {
			w := newWorld(t)
			scale, err := priority.Default().With(nil, c.targets)
			w.must(err)
			w.Desk = desk.New(w.store, w.Env(), desk.Options{Vault: plainVault{}, Scale: scale})
			doc := w.says("1", c.text) // made a minute ago
			made := w.get(doc).Created
			w.now = made.Add(max(c.due, time.Second))
			if got := w.find("is:overdue"); len(got) != 0 && c.due == 0 {
				t.Fatalf("nothing was promised, and it is overdue")
			}
			if due := w.Urgency().Due(w.get(doc), w.now); c.due == 0 && !due.IsZero() || c.due > 0 && !due.Equal(made.Add(c.due)) {
				t.Errorf("due at %s, made at %s", due, made)
			}
			w.now = made.Add(c.due + time.Second)
			if c.due == 0 {
				w.now = made.AddDate(1, 0, 0)
			}
			if got := w.find("is:overdue"); (len(got) == 1) != (c.due > 0) {
				t.Errorf("after %s overdue: %v", w.now.Sub(made), got)
			}
			why := done(w.Lookup.Why(w.ctx, doc))(t)
			if n := w.Urgency().Number(why.Mention, w.now); n != why.Priority || n > 100 || n < 0 {
				t.Errorf("the list says %d, w %d", n, why.Priority)
			}
			done(w.Triage.Done(w.ctx, anna, desk.On(doc)))(t)
			if got := w.find("is:overdue"); len(got) != 0 {
				t.Errorf("it is done, and overdue")
			}
		})
	}
}

// TestWaitingOnlyEverAdds: no mention becomes less urgent by waiting, at most 100, and
// stands still while it is put off.
func TestWaitingOnlyEverAdds(t *testing.T) {
	w := newWorld(t)
	docs := w.told("всё сломалось, ужас, верните деньги", "сколько стоит доставка?", "просто так", "заработок без вложений жми https://a.example")
	last := map[store.Doc]int{}
	for range 60 {
		for _, doc := range docs {
			n := done(w.Lookup.Why(w.ctx, doc))(t).Priority
			if n < last[doc] || n > 100 {
				t.Fatalf("%q was %d, is %d", w.get(doc).Body.Text, last[doc], n)
			}
			last[doc] = n
		}
		w.now = w.now.Add(37 * time.Minute)
	}
	done(w.Triage.Snooze(w.ctx, anna, desk.On(docs[0]), w.now.Add(time.Hour)))(t)
	if n := done(w.Lookup.Why(w.ctx, docs[0]))(t).Priority; n >= last[docs[0]] {
		t.Errorf("put off, it still asks for %d of %d", n, last[docs[0]])
	}
	w.now = w.now.Add(time.Hour)
	if n := done(w.Lookup.Why(w.ctx, docs[0]))(t).Priority; n < last[docs[0]] {
		t.Errorf("its time has come: %d of %d", n, last[docs[0]])
	}
}

// TestAVIPRaisesWhatIsOpenAndUndoLowersIt.
func TestAVIPRaisesWhatIsOpenAndUndoLowersIt(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("1", "2", "3")
	done(w.Triage.Done(w.ctx, anna, desk.On(docs[2])))(t)
	before, closed := w.get(docs[0]).Judgement.Priority, w.get(docs[2]).Judgement.Priority
	done(w.Triage.Mark(w.ctx, anna, desk.On(docs[1]), "vip"))(t)
	if got := w.get(docs[0]).Judgement.Priority; got != before+priority.Default().Weights.VIP || w.get(docs[2]).Judgement.Priority != closed {
		t.Errorf("open: %d, was %d; done: %d, was %d", got, before, w.get(docs[2]).Judgement.Priority, closed)
	}
	done(w.History.Undo(w.ctx, anna))(t)
	if got := w.get(docs[0]).Judgement.Priority; got != before {
		t.Errorf("after undo %d, was %d", got, before)
	}
}
