package enrich

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"earshot/connectors/fault"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// asking is a source that notes whom it was asked about and when.
type asking struct {
	began time.Time
	who   []string
	at    []time.Duration
	say   func(n int) (desk.Findings, error)
}

func (a *asking) source(s served) *served {
	a.began = time.Now()
	s.Source = source{desk.SourceGravatar, func(_ context.Context, who store.Identity) (desk.Findings, error) {
		a.who = append(a.who, strings.TrimPrefix(who.ID, "mail:"))
		a.at = append(a.at, time.Since(a.began))
		if a.say == nil {
			return desk.Findings{}, nil
		}
		return a.say(len(a.who))
	}}
	return &s
}

func people(n int) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf("p%03d@x.example", i))
	}
	return out
}

// TestAnHourHasSoManyQuestions: without a word of the source we count
// ourselves, and a restart forgets nothing of it.
func TestAnHourHasSoManyQuestions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := mem.New()
		silent := served{gap: time.Second, limit: 10, left: func() (int, time.Time) { return -1, time.Time{} }}
		a := &asking{}
		o := newOffice(t, st, a.source(silent))
		o.mails(people(25)...)
		o.run(30 * time.Minute)
		if len(a.who) != 10 || a.who[0] != "p024@x.example" {
			t.Fatalf("%d were asked about in half an hour: %v", len(a.who), a.who)
		}
		if q := o.queue(desk.SourceGravatar); q.Left != 0 || q.Ready != 15 || q.Closed.IsZero() {
			t.Errorf("%+v", q)
		}
		b := &asking{}
		o = newOffice(t, st, b.source(silent))
		o.run(25 * time.Minute)
		if len(b.who) != 0 {
			t.Errorf("after a restart %d more were asked about within the hour", len(b.who))
		}
		o.run(10 * time.Minute)
		if len(b.who) != 10 {
			t.Errorf("%d were asked about when the hour was over", len(b.who))
		}
	})
}

// TestTheWordOfTheSourceCounts: what others use of the same address is not ours
// to know.
func TestTheWordOfTheSourceCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		left, reset := 3, time.Now().Add(20*time.Minute)
		a := &asking{say: func(int) (desk.Findings, error) { left--; return desk.Findings{}, nil }}
		o := newOffice(t, nil, a.source(served{gap: time.Second, limit: 100, left: func() (int, time.Time) { return max(0, left), reset }}))
		o.mails(people(10)...)
		o.run(15 * time.Minute)
		if len(a.who) != 3 {
			t.Errorf("%d were asked about", len(a.who))
		}
	})
}

// TestToldToSlowDown: whoever was asked about comes first when the wait is over,
// and that is no failure of theirs.
func TestToldToSlowDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &asking{say: func(n int) (desk.Findings, error) {
			if n%2 == 1 {
				return desk.Findings{}, &fault.Fault{Kind: fault.Limited, What: "too many", RetryAfter: 10 * time.Minute}
			}
			return desk.Findings{}, nil
		}}
		o := newOffice(t, nil, a.source(served{gap: time.Second, limit: 100, central: true, left: func() (int, time.Time) { return -1, time.Time{} }}))
		o.mails(people(2)...)
		o.run(9 * time.Minute)
		if len(a.who) != 1 {
			t.Fatalf("%v", a.who)
		}
		if q := o.queue(desk.SourceGravatar); !strings.Contains(q.Error, "too many") {
			t.Errorf("%+v", q)
		}
		o.run(time.Hour)
		if q := o.queue(desk.SourceGravatar); q.Held != 2 || len(a.who) != 4 || q.Error != "" {
			t.Errorf("%v %+v", a.who, q)
		}
	})
}

// TestWhatFailsIsTriedAgainAtLongerTimes, and given up at last.
func TestWhatFailsIsTriedAgainAtLongerTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &asking{say: func(int) (desk.Findings, error) { return desk.Findings{}, errors.New("the line was cut") }}
		o := newOffice(t, nil, a.source(served{gap: time.Second}))
		o.mails("ann@x.example")
		o.run(72 * time.Hour)
		if len(a.who) != 6 {
			t.Fatalf("tried %d times", len(a.who))
		}
		for i := 2; i < len(a.at); i++ {
			if a.at[i]-a.at[i-1] <= a.at[i-1]-a.at[i-2] {
				t.Errorf("the waits do not grow: %v", a.at)
			}
		}
		told, err := o.Enrich.Told(t.Context(), "mail:ann@x.example")
		if err != nil || len(told) != 1 || told[0].State != store.EnquiryMissed {
			t.Errorf("%+v %v", told, err)
		}
	})
}

// TestOneServerThatIsDownCostsNobodyTheirTurn: a day without network gives up
// nobody.
func TestOneServerThatIsDownCostsNobodyTheirTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := true
		a := &asking{say: func(int) (desk.Findings, error) {
			if down {
				return desk.Findings{}, errors.New("the line was cut")
			}
			return desk.Findings{}, nil
		}}
		o := newOffice(t, nil, a.source(served{gap: time.Second, central: true}))
		o.mails(people(5)...)
		o.run(24 * time.Hour)
		down = false
		o.run(2 * time.Hour)
		if q := o.queue(desk.SourceGravatar); q.Held != 5 || q.Ready+q.Later != 0 {
			t.Errorf("%+v", q)
		}
	})
}

// TestStoppedInTheMiddleItIsAskedAgain: nothing is lost, nothing counts as a
// failure.
func TestStoppedInTheMiddleItIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := mem.New()
		hang := &served{gap: time.Second, Source: source{desk.SourceGravatar, func(ctx context.Context, _ store.Identity) (desk.Findings, error) {
			<-ctx.Done()
			return desk.Findings{}, ctx.Err()
		}}}
		o := newOffice(t, st, hang)
		o.mails("ann@x.example")
		o.run(10 * time.Second)
		a := &asking{}
		o = newOffice(t, st, a.source(served{gap: time.Second}))
		o.run(time.Second)
		if len(a.who) != 1 {
			t.Fatalf("%v", a.who)
		}
		if q := o.queue(desk.SourceGravatar); q.Held != 1 {
			t.Errorf("%+v", q)
		}
	})
}

// TestASourceThatHangsEndsAtItsDeadlineAndOneThatPanicsIsSurvived.
func TestASourceThatHangsEndsAtItsDeadlineAndOneThatPanicsIsSurvived(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		o := newOffice(t, nil, &served{gap: time.Second, Source: source{desk.SourceGravatar, func(ctx context.Context, _ store.Identity) (desk.Findings, error) {
			if n++; n == 1 {
				panic("a profile of a kind that nobody has seen")
			}
			<-ctx.Done()
			return desk.Findings{}, ctx.Err()
		}}})
		o.mails(people(2)...)
		o.run(5 * time.Minute)
		if q := o.queue(desk.SourceGravatar); n < 3 || q.Held != 1 || q.Later+q.Ready != 1 {
			t.Errorf("%d %+v", n, q)
		}
	})
}

// TestAWorkerWakesForWhatIsPutIn: nobody waits for a look at the clock.
func TestAWorkerWakesForWhatIsPutIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &asking{}
		o := newOffice(t, nil, a.source(served{gap: time.Second}))
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); o.w.Run(ctx) }()
		synctest.Wait()
		o.mails("ann@x.example")
		synctest.Wait()
		if len(a.who) != 1 {
			t.Errorf("%v", a.who)
		}
		cancel()
		<-done
	})
}

// TestOnceAsksSoManyAndLeavesTheRest in the queue.
func TestOnceAsksSoManyAndLeavesTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &asking{}
		o := newOffice(t, nil, a.source(served{gap: time.Second}), &served{Source: source{desk.SourceAvatar, nil}})
		o.mails(people(7)...)
		o.must(o.w.Once(t.Context(), 3))
		if q := o.queue(desk.SourceGravatar); len(a.who) != 3 || q.Ready != 4 {
			t.Errorf("%v %+v", a.who, q)
		}
	})
}

// TestNowAsksAboutOnePerson, though others wait, unless the source is closed or
// the person shall not be sought.
func TestNowAsksAboutOnePerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &asking{say: func(n int) (desk.Findings, error) {
			if n == 2 {
				return desk.Findings{}, nothing("nobody of that name")
			}
			return desk.Findings{}, nil
		}}
		o := newOffice(t, nil, a.source(served{gap: time.Second}))
		o.mails(people(3)...)
		o.must(o.w.Now(t.Context(), desk.SourceGravatar, "mail:p001@x.example"))
		err := o.w.Now(t.Context(), desk.SourceGravatar, "mail:p000@x.example")
		if n, ok := isNothing(err); !ok || n.Why != "nobody of that name" {
			t.Errorf("%v", err)
		}
		if fmt.Sprint(a.who) != "[p001@x.example p000@x.example]" || o.queue(desk.SourceGravatar).Held != 2 {
			t.Errorf("%v %+v", a.who, o.queue(desk.SourceGravatar))
		}
		if err := o.w.Now(t.Context(), "fortune-teller", "mail:p000@x.example"); err == nil || !strings.Contains(err.Error(), "no source") {
			t.Errorf("%v", err)
		}
		_, err = o.Enrich.Never(t.Context(), desk.By{User: "anna"}, "mail:p002@x.example", true)
		o.must(err)
		if err := o.w.Now(t.Context(), desk.SourceGravatar, "mail:p002@x.example"); err == nil || !strings.Contains(err.Error(), "nothing is to be looked up") {
			t.Errorf("%v", err)
		}
		o.must(o.Enrich.Heard(t.Context(), store.SourceState{Source: desk.SourceGravatar, Closed: o.Env().Now().Add(time.Hour)}))
		if err := o.w.Now(t.Context(), desk.SourceGravatar, "mail:p000@x.example"); !fault.Is(err, fault.Limited) {
			t.Errorf("%v", err)
		}
		if len(a.who) != 2 {
			t.Errorf("%v", a.who)
		}
	})
}
