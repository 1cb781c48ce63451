package desk_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"earshot/scoring"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
	"earshot/store/query"
)

// schooled is a judge that remembers by which names its corrections were read.
type schooled struct {
	mu       sync.Mutex
	log      []scoring.Correction // in force
	relearnt int                  // how often all was learnt anew
}

func (s *schooled) Judge(in scoring.Input) scoring.Verdict { return scoring.New(nil).Judge(in) }

func (s *schooled) Learn(c scoring.Correction) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = append(s.log, c)
}

func (s *schooled) Relearn(log []scoring.Correction) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log, s.relearnt = slices.Clone(log), s.relearnt+1
}

// brands gives the names of brands of every correction in force.
func (s *schooled) brands() (all [][]string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.log {
		if c.Catalog == nil {
			return append(all, []string{"no catalogue"})
		}
		all = append(all, c.Catalog.Brands)
	}
	return all
}

// TestCorrectionsKnowTheNamesOfMonitors: a correction is read by the names that
// are listened for when it is made; when they change, by those of then, also
// after undo, redo and a restart.
func TestCorrectionsKnowTheNamesOfMonitors(t *testing.T) {
	w := newWorld(t)
	pupil := &schooled{}
	w.Desk = desk.New(w.store, w.Env(), desk.Options{Judge: pupil})
	check := func(when string, want ...string) {
		t.Helper()
		w.mood("что угодно") // whoever judges next has it in force
		got := pupil.brands()
		if len(got) == 0 {
			t.Errorf("%s: nothing is in force", when)
		}
		for _, names := range got {
			if !slices.Equal(names, want) {
				t.Errorf("%s: a correction is read by %q, want %q", when, names, want)
			}
		}
	}
	w.monitor("kashnik", "кашник", store.MonitorBrand, "кашник")
	doc := w.told("кашник опять не греет")[0]
	w.mark(doc, "negative")
	check("made", "кашник")
	done(w.Teach.Text(w.ctx, anna, "кашник греет", "ru", "positive"))(t)
	check("made of a bare text", "кашник")

	w.monitor("polar", "полюс", store.MonitorBrand, "полюс")
	check("another brand", "кашник", "полюс")
	w.undo(anna)
	check("the brand taken back", "кашник")
	w.redo(anna)
	check("the brand listened for again", "кашник", "полюс")
	done(w.Monitors.Change(w.ctx, anna, "kashnik", desk.MonitorChange{Names: &[]string{"кашник", "кашничек"}}))(t)
	check("another name of the same", "кашник", "кашничек", "полюс")

	before := pupil.relearnt
	w.monitor("tea", "чай", store.MonitorTopic)
	w.rule("calm", "when чай do tag tea")
	check("names nobody changed", "кашник", "кашничек", "полюс")
	if pupil.relearnt != before {
		t.Errorf("all was learnt anew %d times though no name had changed", pupil.relearnt-before)
	}
	done(w.Monitors.Remove(w.ctx, anna, "polar"))(t)
	check("a brand nobody listens for any more", "кашник", "кашничек")

	pupil = &schooled{}
	w.Desk = desk.New(w.store, w.Env(), desk.Options{Judge: pupil})
	check("after a restart", "кашник", "кашничек")
}

// TestABrandIsNotLearntWithItsComplaint: three complaints about a brand in small
// letters do not turn the next mention of it sour, whether the monitor was there
// before them or came later.
func TestABrandIsNotLearntWithItsComplaint(t *testing.T) {
	const plain = "зернолла на столе"
	for _, late := range []bool{false, true} {
		w := newWorld(t)
		fair := w.mood(plain)
		if !late {
			w.monitor("zernolla", "зернолла", store.MonitorBrand, "зернолла")
		}
		for _, s := range []string{"зернолла и пенка", "зернолла и сахар", "зернолла и лёд"} {
			w.mark(w.told(s)[0], "negative")
		}
		if late {
			if got := w.mood(plain); got != "negative" {
				t.Fatalf("a word that nobody listens for is %s after three corrections: this test shows nothing", got)
			}
			w.monitor("zernolla", "зернолла", store.MonitorBrand, "зернолла")
		}
		if got := w.mood(plain); got != fair {
			t.Errorf("late %v: the brand is %s, before any complaint %s", late, got, fair)
		}
		w.restarted()
		if got := w.mood(plain); got != fair {
			t.Errorf("late %v: after a restart the brand is %s, before any complaint %s", late, got, fair)
		}
	}
}

// TestANameChangedElsewhereIsHeard: another program, over the same store, adds a
// brand; whoever has it open judges anew what is open.
func TestANameChangedElsewhereIsHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		for _, s := range []string{"зернолла и пенка", "зернолла и сахар", "зернолла и лёд"} {
			w.mark(w.told(s)[0], "negative")
		}
		open := w.told("зернолла на столе")[0]
		ctx, cancel := context.WithCancel(w.ctx)
		defer cancel()
		go w.Teach.Run(ctx)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		if got := w.get(open).Judgement.Sentiment; got != "negative" {
			t.Fatalf("it is %s", got)
		}
		elsewhere := newWorldOver(t, w.store)
		elsewhere.ids = 1000
		elsewhere.monitor("zernolla", "зернолла", store.MonitorBrand, "зернолла")
		w.find("is:open")
		done(w.Monitors.Brand(w.ctx))(t) // anything that asks what is listened for
		time.Sleep(5 * time.Second)
		synctest.Wait()
		if got := w.get(open).Judgement.Sentiment; got == "negative" {
			t.Error("an open mention still has the mood of what was learnt about its brand")
		}
	})
}

// namesFail is a store that cannot say, for a while, what is listened for.
type namesFail struct {
	store.Store
	fails bool
}

func (n *namesFail) View(ctx context.Context, fn func(store.Tx) error) error {
	if n.fails {
		return errors.New("the disk cannot be read")
	}
	return n.Store.View(ctx, fn)
}

// TestTheJudgeGoesOnWithoutItsLog: where the log cannot be read, mentions are
// judged by what is known, and nothing is forgotten once it can be read again.
func TestTheJudgeGoesOnWithoutItsLog(t *testing.T) {
	st := &namesFail{Store: twice{mem.New()}}
	w := newWorldOver(t, st)
	doc := w.told(slang)[0]
	fair := w.mood(slang)
	w.mark(doc, "positive")
	again := newWorldOver(t, st)
	st.fails = true
	if got := again.mood(slang); got != fair {
		t.Errorf("without a log it is %s, want %s", got, fair)
	}
	if got := w.mood(slang); got != "positive" {
		t.Errorf("what was known is %s now", got)
	}
	st.fails = false
	if got := again.mood(slang); got != "positive" {
		t.Errorf("the log can be read again, and it is %s", got)
	}
}

// TestManyJudgeWhileNamesChange: monitors come and go while mentions are judged
// and taught; in the end all is learnt by the names of then.
func TestManyJudgeWhileNamesChange(t *testing.T) {
	w := newWorld(t)
	pupil := &schooled{}
	w.Desk = desk.New(w.store, w.Env(), desk.Options{Judge: pupil})
	w.mark(w.told("кашник опять не греет")[0], "negative")
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			for range 50 {
				w.mood("кашник на столе")
			}
		})
	}
	for range 5 {
		w.monitor("kashnik", "кашник", store.MonitorBrand, "кашник")
		done(w.Monitors.Remove(w.ctx, anna, "kashnik"))(t)
	}
	w.monitor("polar", "полюс", store.MonitorBrand, "полюс")
	group.Wait()
	w.mood("кашник на столе")
	if got := pupil.brands(); len(got) != 1 || !slices.Equal(got[0], []string{"полюс"}) {
		t.Errorf("in force by the names %q", got)
	}
}

// TestAMarkedPictureTeachesNothing: two pictures without a word; one is marked,
// and the other, and the next to come, stay what they were.
func TestAMarkedPictureTeachesNothing(t *testing.T) {
	w := newWorld(t)
	picture := func(id string) store.Doc {
		m := w.heard(id, "")
		m.Body.Media = []store.Media{{URL: "https://a.example/" + id + ".png", Type: "image/png"}}
		return w.ingest(m).Docs[0]
	}
	docs := []store.Doc{picture("1"), picture("2")}
	before := w.get(docs[1]).Judgement
	w.mark(docs[0], "negative")
	w.mark(docs[0], "complaint")
	if got := w.get(docs[0]).Judgement; got.Sentiment != "negative" || got.Intent != "complaint" {
		t.Errorf("what was marked is %+v", got)
	}
	for _, doc := range []store.Doc{picture("3"), docs[1]} {
		if got := w.get(doc).Judgement; got.Sentiment != before.Sentiment || got.Intent != before.Intent {
			t.Errorf("another picture became %s, %s", got.Sentiment, got.Intent)
		}
	}
	if anew := done(w.Teach.Again(w.ctx, anna, query.Query{}, store.Scope{Now: w.now}, desk.Rejudging{Dry: true}))(t); anew.Changed != 0 {
		t.Errorf("judged anew, %d would change: %v", anew.Changed, anew.Labels)
	}
}
