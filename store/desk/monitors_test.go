package desk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/scoring"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
	"earshot/store/query"
)

// says ingests one mention with a text.
func (w *world) says(id, text string) store.Doc {
	w.t.Helper()
	res, err := w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{{Mention: w.heard(id, text)}}})
	w.must(err)
	if len(res.Docs) == 0 {
		return 0
	}
	return res.Docs[0]
}

func (w *world) heard(id, text string) *store.Mention {
	return &store.Mention{
		Key: store.Key{Network: "mastodon", ID: id}, Created: w.now.Add(-time.Minute),
		Author: store.Author{ID: "u" + id, Handle: "ivan", Name: "Иван", Followers: 1840}, Body: store.Body{Text: text},
	}
}

func (w *world) monitor(name, q string, kind store.MonitorKind, names ...string) desk.Outcome {
	w.t.Helper()
	out, err := w.Monitors.Add(w.ctx, anna, store.Monitor{Name: name, Query: q, Kind: kind, Names: names})
	w.must(err)
	return out
}

func (w *world) monitors(doc store.Doc) string {
	w.t.Helper()
	return strings.Join(w.get(doc).Judgement.Monitors, ",")
}

func TestEveryMentionKnowsWhichMonitorsFoundIt(t *testing.T) {
	w := newWorld(t)
	before := w.says("1", "Где купить пиццу?")
	if out := w.monitor("pizza", "пицца OR pizza", ""); out.Title != "listens for pizza: 1 mention of history" {
		t.Error(out.Title)
	}
	w.monitor("ovens", "oven -ad", store.MonitorProduct)
	after := w.says("2", "Pizza needs a hot oven")
	if w.monitors(before) != "pizza" || w.monitors(after) != "ovens,pizza" {
		t.Fatalf("%q, %q", w.monitors(before), w.monitors(after))
	}
	if got := w.find("monitor:ovens"); !slices.Equal(got, []store.Doc{after}) {
		t.Errorf("monitor: finds %v", got)
	}
	// An edit is looked at anew.
	m := w.heard("2", "Only an ad for an oven now")
	m.Edited = w.now
	_, err := w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{{Mention: m}}})
	w.must(err)
	if w.monitors(after) != "" {
		t.Errorf("after the edit %q", w.monitors(after))
	}
	list := done(w.Monitors.List(w.ctx, w.Lookup.Scope("anna", time.UTC)))(t)
	if len(list) != 2 || list[1].Name != "pizza" || list[1].Total != 1 || list[1].Today != 1 || list[1].Week != 1 || list[0].Total != 0 {
		t.Errorf("%+v", list)
	}
}

func TestAMonitorGoesOverHistoryAndBack(t *testing.T) {
	w := newWorldOver(t, twice{mem.New()})
	small := desk.New(w.store, w.Env(), desk.Options{Lot: 3})
	var docs []store.Doc
	for i := range 10 {
		docs = append(docs, w.says(fmt.Sprint(i), map[bool]string{true: "tea", false: "coffee"}[i%2 == 0]+fmt.Sprint(" number ", i)))
	}
	var told []int
	ctx := desk.Watch(w.ctx, func(done, total int) { told = append(told, done) })
	if _, err := small.Monitors.Add(ctx, anna, store.Monitor{Name: "drinks", Query: "tea"}); err != nil {
		t.Fatal(err)
	}
	if len(w.find("monitor:drinks")) != 5 || !slices.Contains(told, 3) {
		t.Fatalf("%v, told %v", w.find("monitor:drinks"), told)
	}
	q := "coffee"
	name := "hot drinks"
	done(small.Monitors.Change(w.ctx, anna, "DRINKS", desk.MonitorChange{Query: &q, Name: &name}))(t)
	if len(w.find("monitor:drinks")) != 0 || len(w.find("monitor:\"hot drinks\" coffee")) != 5 || len(w.find("monitor:\"hot drinks\"")) != 5 {
		t.Fatal("changed:", w.find(`monitor:"hot drinks"`))
	}
	// Somebody's other work stays when all of it is taken back.
	done(w.Triage.Tag(w.ctx, boris, desk.On(docs...), []string{"seen"}, nil))(t)
	r := done(w.History.Undo(w.ctx, anna))(t)
	if len(w.find("monitor:drinks")) != 5 || len(w.find(`monitor:"hot drinks"`)) != 0 || len(w.find("tag:seen")) != 10 {
		t.Fatal(r.Words)
	}
	if got := w.says("later", "more tea"); w.monitors(got) != "drinks" {
		t.Error("arrivals are heard as before:", w.monitors(got))
	}
	done(w.History.Redo(w.ctx, anna))(t)
	done(small.Monitors.Remove(w.ctx, anna, "hot drinks"))(t)
	if len(w.find("monitor:*")) != 1 { // what came between undo and redo keeps what it was found by
		t.Error(w.find("monitor:*"))
	}
	done(w.History.Undo(w.ctx, anna))(t)
	if len(w.find(`monitor:"hot drinks"`)) != 5 {
		t.Error("the removal is not taken back")
	}
}

func TestAMonitorCanBeStoppedAndTakenBack(t *testing.T) {
	w := newWorld(t)
	small := desk.New(w.store, w.Env(), desk.Options{Lot: 2})
	for i := range 9 {
		w.says(fmt.Sprint(i), fmt.Sprint("tea ", i))
	}
	ctx, cancel := context.WithCancel(w.ctx)
	ctx = desk.Watch(ctx, func(done, total int) {
		if done == 4 {
			cancel()
		}
	})
	out, err := small.Monitors.Add(ctx, anna, store.Monitor{Name: "tea", Query: "tea"})
	w.must(err)
	if !out.Stopped || !strings.Contains(out.Title, "stopped") || len(w.find("monitor:tea")) != 4 {
		t.Fatalf("%+v, %d", out, len(w.find("monitor:tea")))
	}
	done(w.History.Undo(w.ctx, anna))(t)
	if list := done(w.Monitors.List(w.ctx, store.Scope{Now: w.now}))(t); len(list) != 0 || len(w.find("monitor:tea")) != 0 {
		t.Error("undo leaves", list, w.find("monitor:tea"))
	}
}

func TestWhatIsNoMonitorIsRefused(t *testing.T) {
	w := newWorld(t)
	w.monitor("tea", "tea", "")
	for want, m := range map[string]store.Monitor{
		"already":             {Name: "TEA", Query: "x"},
		"cannot be a name":    {Name: "a,b", Query: "x"},
		"needs a name":        {Query: "x"},
		"no kind":             {Name: "a", Query: "x", Kind: "thing"},
		"what it listens for": {Name: "a"},
		"leave out is:open":   {Name: "a", Query: "tea is:open"},
		"leave out age:":      {Name: "a", Query: "tea age:<1d"},
		"leave out @brand":    {Name: "a", Query: "@brand tea"},
		"leave out monitor:":  {Name: "a", Query: "-(tea OR monitor:tea)"},
		"leave out thread":    {Name: "a", Query: "thread:{tea}"},
		"leave out has:note":  {Name: "a", Query: "tea has:note"},
		"stands behind |":     {Name: "a", Query: "tea | sort:date"},
	} {
		_, err := w.Monitors.Add(w.ctx, anna, m)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %s", m, err, want)
		}
	}
	var bad *query.Error
	if _, err := w.Monitors.Add(w.ctx, anna, store.Monitor{Name: "a", Query: "nett:vk"}); !errors.As(err, &bad) || bad.Column != 1 {
		t.Error(err)
	}
	if _, err := w.Monitors.Remove(w.ctx, anna, "milk"); err == nil || !strings.Contains(err.Error(), "there are tea") {
		t.Error(err)
	}
}

// hearing is a judge that remembers which names it was given.
type hearing struct{ got *scoring.Catalog }

func (h *hearing) Judge(in scoring.Input) scoring.Verdict {
	h.got = in.Catalog
	return scoring.New(nil).Judge(in)
}

func TestBrandMeansTheMonitorsOfBrands(t *testing.T) {
	w := newWorld(t)
	ear := &hearing{}
	w.Desk = desk.New(w.store, w.Env(), desk.Options{Judge: ear})
	w.monitor("zernolla", "zernolla OR зернолла OR кофейня", store.MonitorBrand, "@Zernolla", "Зернолла", "zernolla")
	w.monitor("N5", "", store.MonitorProduct, "Polar N5")
	w.monitor("rival", "rival", store.MonitorCompetitor)
	named, found, other := w.says("1", "Я люблю Зерноллу"), w.says("2", "Хорошая кофейня"), w.says("3", "Polar N5 against rival")
	if got := w.find("@brand"); !slices.Equal(got, []store.Doc{found, named}) && !slices.Equal(got, []store.Doc{named, found}) {
		t.Errorf("@brand finds %v", got)
	}
	if got := w.find("monitor:@brand"); len(got) != 2 {
		t.Errorf("monitor:@brand finds %v", got)
	}
	if w.monitors(other) != "N5,rival" {
		t.Error(w.monitors(other))
	}
	cat := done(w.Monitors.Catalog(w.ctx))(t)
	if said := fmt.Sprint(cat.Brands, cat.Products, cat.Competitors); said != "[Zernolla Зернолла zernolla] [Polar N5] [rival]" || ear.got != cat {
		t.Errorf("%v; the judge was given %v", said, ear.got)
	}
	brand := done(w.Monitors.Brand(w.ctx))(t)
	if !slices.Contains(brand, "zernolla") {
		t.Error(brand)
	}
}

// TestABrokenMonitorStopsNothing: a newer earshot may have written what this one
// cannot read.
func TestABrokenMonitorStopsNothing(t *testing.T) {
	w := newWorld(t)
	w.monitor("tea", "tea", "")
	w.must(w.store.Update(w.ctx, func(tx store.Tx) error {
		if err := store.Rules(tx).Put("odd", store.Rule{Name: "odd", Text: "when x do fly"}); err != nil {
			return err
		}
		return store.Monitors(tx).Put("bad", store.Monitor{Name: "bad", Query: "nett:vk"})
	}))
	w.Desk = desk.New(w.store, w.Env(), desk.Options{}) // as the next program reads it
	if w.monitors(w.says("1", "tea")) != "tea" {
		t.Error("the others are not heard")
	}
	list := done(w.Monitors.List(w.ctx, store.Scope{Now: w.now}))(t)
	rules := done(w.Rules.List(w.ctx))(t)
	if list[0].Err == nil || list[1].Err != nil || rules[0].Err == nil {
		t.Errorf("%+v %+v", list, rules)
	}
}

// BenchmarkIngestMonitors takes in batches of 100 new mentions, with none, one
// and a hundred monitors: what these cost is the difference.
func BenchmarkIngestMonitors(b *testing.B) {
	for _, n := range []int{0, 1, 100} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			st, w := mem.New(), &world{now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
			ids := 0
			w.Desk = desk.New(st, store.Env{Now: func() time.Time { return w.now }, ID: func() string { ids++; return fmt.Sprint(ids) }}, desk.Options{})
			for i := range n {
				_, err := w.Monitors.Add(context.Background(), anna, store.Monitor{Name: fmt.Sprint("m", i), Query: fmt.Sprintf(`brand%d OR "марка %d" -spam`, i, i)})
				if err != nil {
					b.Fatal(err)
				}
			}
			at := 0
			for b.Loop() {
				var events []desk.Event
				for range 100 {
					at++
					events = append(events, desk.Event{Mention: w.heard(fmt.Sprint(at), fmt.Sprintf("Холодильник опять не морозит, третий день жду мастера, заявка %d. Почему никто не отвечает? brand7", at))})
				}
				if _, err := w.Inbox.Ingest(context.Background(), desk.Batch{Account: "acme", Events: events}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(at), "us/mention")
		})
	}
}
