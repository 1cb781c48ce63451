package store

import (
	"slices"
	"sort"
	"time"
)

// Urgency says how the number by which mentions are ordered (Judgement.Priority)
// grows while nobody answers: a point with each step of time. It is data, so that
// an index can order by it; desk makes it of what a team has agreed on.
type Urgency struct {
	// Demands say what mentions ask for; the first that fits one counts.
	Demands []Demand
}

// Demand is what one kind of mentions asks for.
type Demand struct {
	Intents []string // its intent is one of these; none = any
	Lead    bool     // leads only
	// Due is when the first answer is overdue, counted from the creation; 0 = never.
	Due time.Duration
	// Steps add a point each to a mention that has waited so long, sorted.
	Steps []time.Duration
}

// Fits tells whether a demand is that of a mention.
func (d *Demand) Fits(m *Mention) bool {
	return (!d.Lead || m.Judgement.Lead) && (len(d.Intents) == 0 || slices.Contains(d.Intents, m.Judgement.Intent))
}

// Demand gives what a mention asks for; a demand of nothing where none fits.
func (u *Urgency) Demand(m *Mention) Demand {
	if u != nil {
		for i := range u.Demands {
			if u.Demands[i].Fits(m) {
				return u.Demands[i]
			}
		}
	}
	return Demand{}
}

// Number is the number of a mention at a moment; without an Urgency it does not
// grow.
func (u *Urgency) Number(m *Mention, now time.Time) int {
	n := m.Judgement.Priority
	if u == nil {
		return n
	}
	waited, waits := m.Waits(now)
	if !waits {
		return n
	}
	steps := u.Demand(m).Steps
	return n + sort.Search(len(steps), func(i int) bool { return steps[i] > waited })
}

// Grows is when the number of a mention grows next; zero = not by itself.
func (u *Urgency) Grows(m *Mention, now time.Time) time.Time {
	waited, waits := m.Waits(now)
	if !waits {
		return time.Time{}
	}
	for _, step := range u.Demand(m).Steps {
		if step > waited {
			return m.Created.Add(step)
		}
	}
	return time.Time{}
}

// Due is when the first answer to a mention is due that waits for one; zero = at
// no time.
func (u *Urgency) Due(m *Mention, now time.Time) time.Time {
	if _, waits := m.Waits(now); waits {
		if due := u.Demand(m).Due; due > 0 {
			return m.Created.Add(due)
		}
	}
	return time.Time{}
}

// Waits tells whether the author waits for our first answer, and since when: for
// as long as the mention is new or open, which a snooze is when its time is over.
func (m *Mention) Waits(now time.Time) (time.Duration, bool) {
	if !m.Work.Answered.IsZero() || !m.Work.UnhandledAt(now) {
		return 0, false
	}
	return now.Sub(m.Created), true
}

// UnhandledAt is Unhandled for a moment: a snooze whose end has passed is over.
func (w Work) UnhandledAt(now time.Time) bool {
	return w.Unhandled() || w.State == StateSnoozed && !w.Until.IsZero() && !w.Until.After(now)
}
