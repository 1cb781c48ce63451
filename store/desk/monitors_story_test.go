package desk_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/bolt"
	"earshot/store/desk"
	"earshot/store/mem"
)

// counted gives what the list of monitors says of one.
func (w *world) counted(name string) desk.MonitorState {
	w.t.Helper()
	list := done(w.Monitors.List(w.ctx, w.Lookup.Scope("anna", time.UTC)))(w.t)
	at := slices.IndexFunc(list, func(m desk.MonitorState) bool { return m.Name == name })
	if at < 0 {
		w.t.Fatalf("there is no %s in %+v", name, list)
	}
	return list[at]
}

// TestWhatAMonitorFoundTodayIsOldTomorrow: the counts of the list are of the
// viewer's day and of the last seven days, and move with the clock.
func TestWhatAMonitorFoundTodayIsOldTomorrow(t *testing.T) {
	w := newWorld(t)
	w.monitor("tea", "tea OR чай", "")
	w.says("1", "tea")
	w.says("2", "зелёный чай")
	for _, step := range []struct {
		later              time.Duration
		today, week, total int
		why                string
	}{
		{0, 2, 2, 2, "just now"},
		{13 * time.Hour, 0, 2, 2, "after midnight"},
		{6 * 24 * time.Hour, 0, 2, 2, "nearly a week"},
		{2 * 24 * time.Hour, 0, 0, 2, "more than a week"},
	} {
		w.now = w.now.Add(step.later)
		if m := w.counted("tea"); m.Today != step.today || m.Week != step.week || m.Total != step.total {
			t.Errorf("%s: %d today, %d in the week, %d in all", step.why, m.Today, m.Week, m.Total)
		}
	}
	// What is today's in London is yesterday's in Vladivostok already.
	w.says("3", "tea at night")
	east := time.FixedZone("east", 10*3600)
	w.now = w.now.Add(14 * time.Hour)
	list := done(w.Monitors.List(w.ctx, w.Lookup.Scope("anna", east)))(t)
	if list[0].Today != w.counted("tea").Today-1 {
		t.Errorf("in the east %d of today", list[0].Today)
	}
}

// TestAMonitorWithOnlyNamesFollowsItsNames: without a query the names are what
// it looks for, also after they have changed.
func TestAMonitorWithOnlyNamesFollowsItsNames(t *testing.T) {
	w := newWorld(t)
	w.says("1", "Спасибо, Акме")
	w.says("2", "Zernolla is closed")
	w.monitor("acme", "", store.MonitorBrand, "Acme", "Акме")
	if m := w.counted("acme"); m.Total != 1 {
		t.Fatalf("%+v", m)
	}
	names := []string{"Acme", "Zernolla"}
	done(w.Monitors.Change(w.ctx, anna, "acme", desk.MonitorChange{Names: &names}))(t)
	if m := w.counted("acme"); m.Total != 1 || len(w.find("monitor:acme zernolla")) != 1 || strings.Contains(m.Query, "Акме") {
		t.Errorf("the new names are not looked for: %+v", m)
	}
	if got := done(w.Monitors.Brand(w.ctx))(t); !slices.Equal(got, []string{"acme", "Acme", "Zernolla"}) {
		t.Errorf("@brand is %q", got)
	}
	// A query of its own stays when only the names change.
	q := "zernolla -closed"
	done(w.Monitors.Change(w.ctx, anna, "acme", desk.MonitorChange{Query: &q}))(t)
	names = []string{"Acme"}
	done(w.Monitors.Change(w.ctx, anna, "acme", desk.MonitorChange{Names: &names}))(t)
	if m := w.counted("acme"); m.Query != q || m.Total != 0 {
		t.Errorf("%+v", m)
	}
	// Taken back step by step it is what it was.
	for range 3 {
		w.undo(anna)
	}
	if m := w.counted("acme"); m.Total != 1 || len(m.Names) != 2 || m.Names[1] != "Акме" {
		t.Errorf("%+v", m)
	}
	none := []string{" ", "@", "#"}
	empty := ""
	if _, err := w.Monitors.Change(w.ctx, anna, "acme", desk.MonitorChange{Names: &none, Query: &empty}); err == nil {
		t.Error("a monitor of nothing")
	}
}

// TestNamesOfMonitorsThatLookLikeQueries: whatever may be a name is found by
// monitor:"NAME", renamed and removed, and is never read as a range or a list.
func TestNamesOfMonitorsThatLookLikeQueries(t *testing.T) {
	w := newWorld(t)
	doc := w.says("1", "tea")
	for _, name := range []string{"a..b", "OR", "-", "2026-11-01", "5d", "пицца и чай", "ПИЦЦА", "!", "it's", "NEAR", "a.b", "💡", "new", strings.Repeat("ж", 48)} {
		if strings.HasPrefix(name, "-") {
			if _, err := w.Monitors.Add(w.ctx, anna, store.Monitor{Name: name, Query: "tea"}); err == nil {
				t.Errorf("%q is taken", name)
			}
			continue
		}
		w.monitor(name, "tea", "")
		if got := w.find(fmt.Sprintf("monitor:%q", name)); !slices.Equal(got, []store.Doc{doc}) {
			t.Errorf("monitor:%q finds %v; it has %q", name, got, w.monitors(doc))
		}
		done(w.Monitors.Remove(w.ctx, boris, strings.ToUpper(name)))(t)
		if w.monitors(doc) != "" {
			t.Fatalf("%q leaves %q", name, w.monitors(doc))
		}
	}
	// Only the case of a name changes: it is no other monitor, and finds the same.
	w.monitor("tea", "tea", "")
	big := "Tea"
	done(w.Monitors.Change(w.ctx, anna, "tea", desk.MonitorChange{Name: &big}))(t)
	if w.monitors(doc) != "Tea" || w.counted("Tea").Total != 1 {
		t.Errorf("%q", w.monitors(doc))
	}
	w.undo(anna)
	if w.monitors(doc) != "tea" {
		t.Errorf("taken back it is %q", w.monitors(doc))
	}
	// A name that another has is refused, in any case of it.
	w.monitor("milk", "milk", "")
	if _, err := w.Monitors.Change(w.ctx, anna, "milk", desk.MonitorChange{Name: &big}); err == nil || !strings.Contains(err.Error(), "already") {
		t.Error(err)
	}
}

// TestChangingNothingIsNoChange: it writes nothing into the journal.
func TestChangingNothingIsNoChange(t *testing.T) {
	w := newWorld(t)
	w.monitor("tea", "tea OR  чай", store.MonitorProduct, "Tea")
	q, kind, names := "tea   OR чай", store.MonitorProduct, []string{"@Tea", "#Tea", " "}
	out := done(w.Monitors.Change(w.ctx, boris, "tea", desk.MonitorChange{Query: &q, Kind: &kind, Names: &names}))(t)
	if out.Title != "nothing to change" || out.Seq != 0 {
		t.Errorf("%+v", out)
	}
	if _, err := w.History.Undo(w.ctx, boris); !errors.Is(err, desk.ErrNothing) {
		t.Error("boris has changed nothing:", err)
	}
}

// TestHostileWordsInAMonitor: names and queries come from a config somebody sent.
func TestHostileWordsInAMonitor(t *testing.T) {
	w := newWorld(t)
	w.says("1", "Acme said \x1b[31mred\x1b[0m \u202egnp.exe")
	for _, m := range []store.Monitor{
		{Name: "a\x1b[2Jb", Query: "acme"},
		{Name: "c", Query: "acme", Names: []string{"\x1b]0;x\x07Acme", "a\u202eb", strings.Repeat("x", 5000)}},
		{Name: "d", Query: strings.Repeat("acme OR ", 2000) + "acme"},
		{Name: "e", Query: strings.Repeat("-", 500) + "acme"},
		{Name: "f", Query: "\"" + strings.Repeat("acme ", 200) + "\""},
		{Name: "g", Query: "raw:/(a+)+$/"},
	} {
		_, err := w.Monitors.Add(w.ctx, anna, m)
		if err != nil && (strings.ContainsAny(err.Error(), "\x1b\x07\u202e") || len(err.Error()) > 2000) {
			t.Errorf("%.20q: %.300q", m.Name, err)
		}
	}
	for _, m := range done(w.Monitors.List(w.ctx, store.Scope{Now: w.now}))(t) {
		if strings.ContainsAny(m.Name+m.Query+strings.Join(m.Names, ""), "\x1b\x07\u202e") || m.Err != nil {
			t.Errorf("%q %.80q %q %v", m.Name, m.Query, m.Names, m.Err)
		}
	}
	if doc := w.says("2", strings.Repeat("acme ", 20000)); doc == 0 || !strings.Contains(w.monitors(doc), "c") {
		t.Error("a long text is not heard")
	}
}

// TestTwoAtOneMonitor: two people add the same name at the same moment, others
// add their own while mentions arrive; one gets the name, and nothing is missed.
func TestTwoAtOneMonitor(t *testing.T) {
	st := mem.New()
	w := newWorldOver(t, st)
	var ids sync.Mutex
	n := 0
	env := store.Env{Now: func() time.Time { return w.now }, Rand: w.Env().Rand, ID: func() string {
		ids.Lock()
		defer ids.Unlock()
		n++
		return fmt.Sprint("many", n)
	}}
	d := desk.New(st, env, desk.Options{Vault: plainVault{}, Lot: 3})
	var all sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for i := range 6 {
		all.Go(func() {
			_, err := d.Monitors.Add(t.Context(), desk.By{User: fmt.Sprint("u", i)}, store.Monitor{Name: []string{"tea", "TEA"}[i%2], Query: "tea"})
			mu.Lock()
			defer mu.Unlock()
			var taken *store.Invalid
			if err == nil {
				won++
			} else if !errors.As(err, &taken) {
				t.Error(err)
			}
		})
		all.Go(func() {
			if _, err := d.Monitors.Add(t.Context(), anna, store.Monitor{Name: fmt.Sprint("m", i), Query: "tea OR чай"}); err != nil {
				t.Error(err)
			}
		})
		all.Go(func() {
			for k := range 10 {
				_, err := d.Inbox.Ingest(t.Context(), desk.Batch{Account: "acme", Events: []desk.Event{{Mention: w.heard(fmt.Sprintf("%d-%d", i, k), fmt.Sprintf("tea %d %d", i, k))}}})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if won != 1 {
		t.Errorf("%d have the name", won)
	}
	for _, m := range done(d.Monitors.List(t.Context(), store.Scope{Now: w.now}))(t) {
		if m.Total != 60 {
			t.Errorf("%s has found %d of 60", m.Name, m.Total)
		}
	}
}

// TestMonitorsAreAlwaysWhatTheirQueriesFind: whatever is added, renamed, changed,
// removed, taken back and done again, by whom, and whatever arrives meanwhile:
// each mention carries the monitors whose queries find it.
func TestMonitorsAreAlwaysWhatTheirQueriesFind(t *testing.T) {
	queries := []string{"tea", "чай", "tea OR coffee", "-tea", "author:ivan", "\"green tea\"", "lang:ru", "coffee -tea"}
	texts := []string{"green tea", "чай", "coffee and tea", "кофе", "tea green", "milk"}
	rapid.Check(t, func(r *rapid.T) {
		w := newWorldOver(t, mem.New())
		w.Desk = desk.New(w.store, w.Env(), desk.Options{Vault: plainVault{}, Lot: 2})
		name, q := rapid.SampledFrom([]string{"a", "b", "C", "c d"}), rapid.SampledFrom(queries)
		for i := range rapid.IntRange(1, 14).Draw(r, "steps") {
			var err error
			switch rapid.IntRange(0, 6).Draw(r, "step") {
			case 0, 1:
				w.says(fmt.Sprint(i), rapid.SampledFrom(texts).Draw(r, "text"))
			case 2:
				_, err = w.Monitors.Add(w.ctx, anna, store.Monitor{Name: name.Draw(r, "name"), Query: q.Draw(r, "query")})
			case 3:
				query := q.Draw(r, "query")
				_, err = w.Monitors.Change(w.ctx, anna, name.Draw(r, "name"), desk.MonitorChange{Query: &query})
			case 4:
				to := name.Draw(r, "to")
				_, err = w.Monitors.Change(w.ctx, anna, name.Draw(r, "name"), desk.MonitorChange{Name: &to})
			case 5:
				_, err = w.Monitors.Remove(w.ctx, anna, name.Draw(r, "name"))
			case 6:
				m := w.heard("edited", rapid.SampledFrom(texts).Draw(r, "text"))
				m.Edited = w.now.Add(time.Duration(i) * time.Second)
				_, err = w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{{Mention: m}}})
			}
			var no *store.Invalid
			if err != nil && !errors.As(err, &no) {
				r.Fatal(err)
			}
		}
		w.agreeOnMonitors(r)
	})
}

// agreeOnMonitors compares what mentions carry with what the queries find now.
func (w *world) agreeOnMonitors(r *rapid.T) {
	list := done(w.Monitors.List(w.ctx, store.Scope{Now: w.now}))(w.t)
	want := map[store.Doc][]string{}
	for _, m := range list {
		for _, doc := range w.find(m.Query) {
			want[doc] = append(want[doc], m.Name)
		}
	}
	for _, doc := range w.find("") {
		if got := w.get(doc).Judgement.Monitors; !slices.Equal(got, want[doc]) {
			r.Fatalf("%q carries %q, though %q find it", w.get(doc).Body.Text, got, want[doc])
		}
	}
}

// TestAMonitorWhoseWayIsCutSaysHowFarItIs: a monitor whose way over history fails in
// the middle says how far it is, and undo takes that back.
func TestAMonitorWhoseWayIsCutSaysHowFarItIs(t *testing.T) {
	path := t.TempDir() + "/x.db"
	st, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	w := newWorldOver(t, st)
	for i := range 9 {
		w.says(fmt.Sprint(i), fmt.Sprint("tea ", i))
	}
	small := desk.New(&brittle{st, 3}, // the record and two lots
		w.Env(), desk.Options{Vault: plainVault{}, Lot: 2})
	_, err = small.Monitors.Add(w.ctx, anna, store.Monitor{Name: "tea", Query: "tea"})
	if !errors.Is(err, errDied) || !strings.Contains(err.Error(), "4 of 9 are done, undo takes that back") {
		t.Fatal(err)
	}
	if n := len(w.find("monitor:tea")); n != 4 {
		t.Errorf("%d carry its name", n)
	}
	w.undo(anna)
	if n := len(w.find("monitor:tea")); n != 0 {
		t.Errorf("after undo %d carry its name", n)
	}
	if list := done(w.Monitors.List(w.ctx, store.Scope{Now: w.now}))(t); len(list) != 0 {
		t.Errorf("%+v", list)
	}
}
