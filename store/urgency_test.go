package store

import (
	"testing"
	"time"
)

// TestANumberGrowsByStepsWhileSomebodyWaits: not after an answer, not while it is
// put off, and by what the first demand that fits says.
func TestANumberGrowsByStepsWhileSomebodyWaits(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	u := &Urgency{Demands: []Demand{
		{Intents: []string{"spam"}},
		{Lead: true, Due: time.Hour, Steps: []time.Duration{0, time.Hour, time.Hour}},
		{Due: 24 * time.Hour, Steps: []time.Duration{2 * time.Hour}},
	}}
	m := &Mention{Created: now.Add(-time.Hour), Judgement: Judgement{Priority: 40}, Work: Work{State: StateNew}}
	expect := func(what string, number int, grows, due time.Time) {
		t.Helper()
		if got := u.Number(m, now); got != number {
			t.Errorf("%s: %d, want %d", what, got, number)
		}
		if got := u.Grows(m, now); !got.Equal(grows) {
			t.Errorf("%s grows at %v, want %v", what, got, grows)
		}
		if got := u.Due(m, now); !got.Equal(due) {
			t.Errorf("%s is due at %v, want %v", what, got, due)
		}
	}
	never := time.Time{}
	expect("anything", 40, now.Add(time.Hour), now.Add(23*time.Hour))
	m.Judgement.Lead = true
	expect("a lead", 43, never, now)
	m.Judgement.Intent = "spam"
	expect("spam", 40, never, never)
	m.Judgement.Intent, m.Work.Answered = "", now
	expect("an answered lead", 40, never, never)
	m.Work = Work{State: StateSnoozed, Until: now.Add(time.Second)}
	expect("a lead that is put off", 40, never, never)
	m.Work.Until = now
	expect("a lead whose time has come", 43, never, now)
	m.Work.State = StateDone
	expect("a lead that is done", 40, never, never)
	u = nil
	expect("without promises", 40, never, never)
}
