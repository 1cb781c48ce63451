package desk_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/scoring/priority"
	"earshot/store"
	"earshot/store/desk"
)

// TestThePriorityOfThisMomentIsOneNumber: what w explains, what the list is
// ordered by, what a query compares and what the row shows is the same sum,
// whatever the weights and however long people have waited.
func TestThePriorityOfThisMomentIsOneNumber(t *testing.T) {
	said := []string{"всё сломалось, ужас, верните деньги", "сколько стоит доставка?", "спасибо, вы лучшие", "заработок без вложений жми https://a.example", "просто так", "ищу мастера по холодильникам"}
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(t)
		docs := w.told(said...)
		for _, doc := range docs {
			switch rapid.IntRange(0, 5).Draw(r, "what happens") {
			case 0:
				done(w.Triage.Done(w.ctx, anna, desk.On(doc)))(t)
			case 1:
				done(w.Triage.Mark(w.ctx, anna, desk.On(doc), "vip"))(t)
			case 2:
				done(w.Triage.Mark(w.ctx, anna, desk.On(doc), rapid.SampledFrom([]string{"lead", "spam", "complaint", "positive"}).Draw(r, "label")))(t)
			case 3:
				done(w.Triage.Snooze(w.ctx, anna, desk.On(doc), w.now.Add(time.Hour)))(t)
			}
			w.now = w.now.Add(time.Duration(rapid.IntRange(0, 90).Draw(r, "minutes")) * time.Minute)
		}
		number := map[store.Doc]int{}
		for _, doc := range docs {
			why := done(w.Lookup.Why(w.ctx, doc))(t)
			sum := 0
			for _, p := range why.Parts {
				sum += p.Points
			}
			if number[doc] = why.Priority; sum != why.Priority || w.Urgency().Number(why.Mention, w.now) != sum {
				r.Fatalf("%q: the parts %+v are %d, w says %d, the list %d", why.Mention.Body.Text, why.Parts, sum, why.Priority, w.Urgency().Number(why.Mention, w.now))
			}
		}
		want := slices.Clone(docs)
		slices.Reverse(want) // the newest first where numbers are equal
		slices.SortStableFunc(want, func(a, b store.Doc) int { return number[b] - number[a] })
		if got := w.find("* | sort:-score"); !slices.Equal(got, want) {
			r.Fatalf("in the order %v, want %v of %v", got, want, number)
		}
		if got := w.find("* | sort:-score,date"); len(got) != len(want) || number[got[0]] != number[want[0]] {
			r.Fatalf("with date: %v", got)
		}
		if got := w.find("score:>=30"); len(got) != len(slices.DeleteFunc(slices.Clone(docs), func(d store.Doc) bool { return number[d] < 30 })) {
			r.Fatalf("score:>=30 finds %v of %v", got, number)
		}
	})
}

// TestAnAnswerIsOverdueWhenItWasPromised, not at one time for all.
func TestAnAnswerIsOverdueWhenItWasPromised(t *testing.T) {
	w := newWorld(t)
	docs := w.told("всё сломалось, ужас, верните деньги", "во сколько вы закрываетесь?", "просто так")
	w.now = w.now.Add(2 * time.Hour)
	if got := w.find("is:overdue"); !slices.Equal(got, docs[:1]) {
		t.Fatalf("after two hours %v of %v", got, docs)
	}
	w.now = w.now.Add(3 * time.Hour)
	if got := w.find("is:overdue"); !slices.Equal(got, []store.Doc{docs[1], docs[0]}) {
		t.Fatalf("after five hours %v", got)
	}
	done(w.Triage.Done(w.ctx, anna, desk.On(docs[0])))(t)
	w.now = w.now.Add(24 * time.Hour)
	if got := w.find("is:overdue"); !slices.Equal(got, []store.Doc{docs[2], docs[1]}) {
		t.Fatalf("after a day %v", got)
	}
}

// TestNewWeightsReachWhatIsOpen when earshot next runs, once.
func TestNewWeightsReachWhatIsOpen(t *testing.T) {
	w := newWorld(t)
	docs := w.told("всё сломалось, ужас, верните деньги", "всё сломалось, ужас, верните деньги!")
	done(w.Triage.Done(w.ctx, anna, desk.On(docs[1])))(t)
	before, closed := w.get(docs[0]).Judgement.Priority, w.get(docs[1]).Judgement.Priority
	heavy, err := priority.Default().With(map[string]int{"intent": 50, "vip": 0}, nil)
	w.must(err)
	env := w.Env()
	later := desk.New(w.store, env, desk.Options{Scale: heavy})
	w.must(later.Teach.Rescale(w.ctx))
	now := w.get(docs[0]).Judgement.Priority
	if now <= before || now != done(later.Lookup.Why(w.ctx, docs[0]))(t).Priority {
		t.Fatalf("it was %d, is %d", before, now)
	}
	if w.get(docs[1]).Judgement.Priority != closed {
		t.Fatal("what is done has a new number, too")
	}
}
