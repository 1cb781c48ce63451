package desk_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"earshot/scoring"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// say ingests mentions by their texts, each by another person.
func (w *world) told(texts ...string) []store.Doc {
	w.t.Helper()
	var events []desk.Event
	for i, text := range texts {
		w.ids++
		id := w.Env().ID()
		events = append(events, desk.Event{Mention: &store.Mention{
			Key: store.Key{Network: "mastodon", ID: id}, Created: w.now.Add(time.Duration(i-len(texts)) * time.Minute),
			Author: store.Author{ID: id, Handle: id}, Body: store.Body{Text: text, Lang: "ru"},
		}})
	}
	res, err := w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: events})
	w.must(err)
	return res.Docs
}

func (w *world) mood(text string) string {
	return w.Teach.Judge(scoring.Input{Text: text, Lang: "ru"}).Sentiment
}

func (w *world) mark(doc store.Doc, label string) {
	w.t.Helper()
	_, err := w.Triage.Mark(w.ctx, anna, desk.On(doc), label)
	w.must(err)
}

const slang = "этот вайб просто вайб"

// TestACorrectionIsInForceAtOnce: what is marked is known when the verb has
// returned; undo forgets it, redo knows it again, and so it is after a restart.
func TestACorrectionIsInForceAtOnce(t *testing.T) {
	w := newWorld(t)
	doc := w.told(slang)[0]
	if got := w.mood(slang); got != "neutral" {
		t.Fatalf("before anything was taught it is %s", got)
	}
	w.mark(doc, "positive")
	if got := w.mood(slang); got != "positive" {
		t.Fatalf("taught, it is %s", got)
	}
	later := w.told(slang + " !")[0]
	if m := w.get(later); m.Judgement.Sentiment != "positive" || len(m.Judgement.Taught) != 0 {
		t.Fatalf("what comes next is %+v", m.Judgement)
	}
	again := newWorldOver(t, w.store)
	if got := again.mood(slang); got != "positive" {
		t.Fatalf("after a restart it is %s", got)
	}
	again.undo(anna)
	if got := again.mood(slang); got != "neutral" {
		t.Fatalf("taken back after a restart, it is %s", got)
	}
	again.redo(anna)
	if got := again.mood(slang); got != "positive" {
		t.Fatalf("done again, it is %s", got)
	}
	if list := done(again.Teach.List(w.ctx))(t); len(list) != 1 || list[0].Was != "neutral" || list[0].Lang != "ru" || list[0].Doc != doc || list[0].Mention == "" {
		t.Fatalf("%+v", list)
	}
}

// TestWhatFailsTeachesNothing: a transaction that was rolled back leaves no trace
// in the judge, nor does a rule that marks.
func TestWhatFailsTeachesNothing(t *testing.T) {
	st := &broken{Store: twice{mem.New()}}
	w := newWorldOver(t, st)
	doc := w.told(slang)[0]
	w.mood(slang)
	st.fails.Store(true)
	if _, err := w.Triage.Mark(w.ctx, anna, desk.On(doc), "positive"); err == nil {
		t.Fatal("it did not fail")
	}
	if _, err := w.Teach.Text(w.ctx, anna, slang, "ru", "positive"); err == nil {
		t.Fatal("it did not fail")
	}
	if got := w.mood(slang); got != "neutral" {
		t.Fatalf("it learnt %s from what never happened", got)
	}
}

// broken is a store whose Updates fail at their end.
type broken struct {
	store.Store
	fails atomic.Bool
}

func (b *broken) Update(ctx context.Context, fn func(store.Tx) error) error {
	return b.Store.Update(ctx, func(tx store.Tx) error {
		if err := fn(tx); err != nil || !b.fails.Load() {
			return err
		}
		return errors.New("the disk is full")
	})
}

// TestManyThatSayTheSameTeachOnce: whoever marks forty reposts has corrected one
// text.
func TestManyThatSayTheSameTeachOnce(t *testing.T) {
	w := newWorld(t)
	docs := w.told(slang, slang, slang, "другой вайб")
	out := done(w.Triage.Mark(w.ctx, anna, desk.On(docs...), "positive"))(t)
	if list := done(w.Teach.List(w.ctx))(t); out.Changed != 4 || len(list) != 2 {
		t.Fatalf("%d marked, %d corrections", out.Changed, len(list))
	}
	w.undo(anna)
	if list := done(w.Teach.List(w.ctx))(t); len(list) != 0 {
		t.Fatalf("%+v", list)
	}
}

func TestABareTextTeaches(t *testing.T) {
	w := newWorld(t)
	done(w.Teach.Text(w.ctx, anna, slang, "ru", " Positive "))(t)
	if got := w.mood(slang); got != "positive" {
		t.Fatalf("it is %s", got)
	}
	if r := w.undo(anna); r.Words != "took back: learnt that this is positive" || w.mood(slang) != "neutral" {
		t.Fatalf("%s; it is %s", r.Words, w.mood(slang))
	}
	for _, wrong := range [][2]string{{" ", "positive"}, {slang, "wonderful"}, {slang, "vip"}} {
		if _, err := w.Teach.Text(w.ctx, anna, wrong[0], "", wrong[1]); err == nil {
			t.Errorf("%q was learnt as %s", wrong[0], wrong[1])
		}
	}
}

// TestACorrectionOfLongAgoIsRemoved: it is forgotten, and its mention is what the
// judge had said, unless somebody has set it to something else since.
func TestACorrectionOfLongAgoIsRemoved(t *testing.T) {
	w := newWorld(t)
	doc := w.told(slang)[0]
	w.mark(doc, "positive")
	w.mark(doc, "complaint")
	list := done(w.Teach.List(w.ctx))(t)
	done(w.Teach.Remove(w.ctx, boris, list[0].ID))(t)
	if m := w.get(doc); m.Judgement.Sentiment != "neutral" || !slices.Equal(m.Judgement.Taught, []string{"complaint"}) || w.mood(slang) != "neutral" {
		t.Fatalf("%+v", m.Judgement)
	}
	w.undo(boris)
	if m := w.get(doc); m.Judgement.Sentiment != "positive" || !slices.Contains(m.Judgement.Taught, "positive") || w.mood(slang) != "positive" {
		t.Fatalf("%+v", m.Judgement)
	}
	if _, err := w.Teach.Remove(w.ctx, anna, "nobody"); !errors.Is(err, store.ErrNotFound) {
		t.Fatal(err)
	}
}

// TestWhatIsOpenIsJudgedAnew: after corrections stop for a second, open mentions
// follow; what is done, and what somebody set by hand, stays.
func TestWhatIsOpenIsJudgedAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		docs := w.told(slang, slang+" да", slang+" нет", slang+" всё")
		done(w.Triage.Done(w.ctx, anna, desk.On(docs[2])))(t)
		w.mark(docs[3], "negative")
		w.undo(anna)
		ctx, cancel := context.WithCancel(w.ctx)
		defer cancel()
		go w.Teach.Run(ctx)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		w.mark(docs[3], "negative")
		w.mark(docs[0], "positive")
		time.Sleep(900 * time.Millisecond)
		synctest.Wait()
		before := w.get(docs[1]).Judgement
		time.Sleep(time.Second)
		synctest.Wait()
		if after := w.get(docs[1]).Judgement; after.Score <= before.Score {
			t.Errorf("what is open stayed %+v", after)
		}
		if j := w.get(docs[2]).Judgement; j.Sentiment != "neutral" {
			t.Errorf("what is done became %+v", j)
		}
		if j := w.get(docs[3]).Judgement; j.Sentiment != "negative" || j.Confidence != 1 {
			t.Errorf("what was set by hand became %+v", j)
		}
	})
}

// TestWhatWasTaughtWhileNobodyLookedIsNotForgotten: a command taught and ended;
// the next who runs judges anew, once.
func TestWhatWasTaughtWhileNobodyLookedIsNotForgotten(t *testing.T) {
	counted := &reads{Store: twice{mem.New()}}
	w := newWorldOver(t, counted)
	docs := w.told(slang, slang+" да")
	w.mark(docs[0], "positive")
	later := newWorldOver(t, counted)
	before := later.get(docs[1]).Judgement
	w.must(later.Teach.Settle(w.ctx))
	if after := later.get(docs[1]).Judgement; after.Score <= before.Score {
		t.Fatalf("%+v", after)
	}
	counted.updates = 0
	w.must(newWorldQuiet(t, counted).Teach.Settle(w.ctx))
	if counted.updates != 0 {
		t.Fatalf("it was judged anew again, in %d transactions", counted.updates)
	}
}

// newWorldQuiet is another desk over a store, which writes nothing by itself.
func newWorldQuiet(t *testing.T, st store.Store) *desk.Desk {
	t.Helper()
	return desk.New(st, store.SeededEnv(1, time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)), desk.Options{})
}

// TestHistoryIsJudgedAgainOnRequest: counted first, then done, told, taken back.
func TestHistoryIsJudgedAgainOnRequest(t *testing.T) {
	w := newWorld(t)
	docs := w.told(slang, slang, "привет всем", slang)
	done(w.Triage.Done(w.ctx, anna, desk.On(docs...)))(t)
	done(w.Teach.Text(w.ctx, anna, slang, "ru", "positive"))(t)
	w.mark(docs[3], "negative")
	done(w.Teach.Text(w.ctx, anna, slang, "ru", "positive"))(t)
	all, scope := done(w.Lookup.Parse(""))(t), w.Lookup.Scope("anna", time.UTC)
	dry := done(w.Teach.Again(w.ctx, anna, all, scope, desk.Rejudging{Dry: true}))(t)
	if dry.Seen != 4 || dry.Labels["neutral > positive"] != 2 || len(dry.Examples) < 2 || !strings.HasPrefix(dry.Title, "would judge 4 mentions anew: ") || !strings.Contains(dry.Title, "2 neutral > positive") {
		t.Fatalf("%+v", dry)
	}
	if w.get(docs[0]).Judgement.Sentiment != "neutral" {
		t.Fatal("counting has changed it")
	}
	heard := 0
	wet := done(w.Teach.Again(desk.Watch(w.ctx, func(done, total int) { heard = done*10 + total }), anna, all, scope, desk.Rejudging{}))(t)
	if wet.Labels["neutral > positive"] != 2 || w.get(docs[0]).Judgement.Sentiment != "positive" || w.get(docs[3]).Judgement.Sentiment != "negative" || heard != 44 {
		t.Fatalf("%+v, heard %d", wet, heard)
	}
	w.undo(anna)
	if j := w.get(docs[1]).Judgement; j.Sentiment != "neutral" {
		t.Fatalf("taken back it is %+v", j)
	}
	if got := w.mood(slang); got != "positive" {
		t.Fatalf("the judge forgot what it was taught: %s", got)
	}
}

// TestWhatIsInForceIsWhatTheLogSays: whatever people mark, take back and do
// again, somebody who reads the log anew judges alike; an export brings all of
// it to another workspace.
func TestWhatIsInForceIsWhatTheLogSays(t *testing.T) {
	texts := []string{slang, "ну и жесть", "тот ещё кринж", "бомба ракета", "где купить такое"}
	labels := []string{"positive", "negative", "neutral", "complaint", "lead", "not-lead", "irrelevant", "lang:tt"}
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(t)
		docs := w.told(texts...)
		for range rapid.IntRange(1, 12).Draw(r, "steps") {
			doc := rapid.SampledFrom(docs).Draw(r, "doc")
			switch rapid.IntRange(0, 5).Draw(r, "act") {
			case 0:
				_, _ = w.History.Undo(w.ctx, anna)
			case 1:
				_, _ = w.History.Redo(w.ctx, anna)
			case 2:
				done(w.Teach.Text(w.ctx, boris, rapid.SampledFrom(texts).Draw(r, "text"), "ru", rapid.SampledFrom(labels).Draw(r, "label")))(t)
			case 3:
				if list := done(w.Teach.List(w.ctx))(t); len(list) > 0 {
					done(w.Teach.Remove(w.ctx, boris, rapid.SampledFrom(list).Draw(r, "which").ID))(t)
				}
			default:
				w.mark(doc, rapid.SampledFrom(labels).Draw(r, "label"))
			}
			w.mood(slang)
		}
		fresh, other := newWorldQuiet(t, w.store), newWorld(t)
		list := done(w.Teach.List(w.ctx))(t)
		for range 2 {
			took, _, err := other.Teach.Import(w.ctx, anna, list)
			if err != nil || took.New+took.Known != len(list) {
				r.Fatalf("%+v, %v", took, err)
			}
		}
		for _, text := range append(texts, "вайб и жесть") {
			in := scoring.Input{Text: text, Lang: "ru"}
			now := w.Teach.Judge(in)
			for name, got := range map[string]scoring.Verdict{"replayed": fresh.Teach.Judge(in), "imported": other.Teach.Judge(in)} {
				if got.Sentiment != now.Sentiment || got.Intent != now.Intent || got.Lead != now.Lead || got.Lang != now.Lang || got.Score != now.Score {
					r.Fatalf("%q: %+v, %s %+v", text, now, name, got)
				}
			}
		}
	})
}
