package desk

import (
	"context"
	"time"

	"earshot/scoring/priority"
	"earshot/store"
)

// priorityInput is what the priority of a mention is made of at a moment.
func priorityInput(m *store.Mention, vip bool, now time.Time) priority.Input {
	in := priority.Input{
		Score: m.Judgement.Score, Intent: m.Judgement.Intent, Lead: m.Judgement.Lead,
		Followers: m.Author.Followers, VIP: vip,
	}
	if m.Work.Answered.IsZero() && m.Work.Unhandled() {
		in.Waiting = max(0, now.Sub(m.Created))
	}
	return in
}

// priorityOf is the priority that is stored: as it was on arrival, or when the
// judgement was corrected. Time goes on, so Why shows today's.
func priorityOf(m *store.Mention, vip bool, now time.Time) int {
	return priority.Score(priorityInput(m, vip, now))
}

// Why explains a mention: its priority now with the parts that make it, and
// the words behind its judgement.
type Why struct {
	Mention  *store.Mention
	VIP      bool
	Priority int
	Parts    []priority.Part
	Alike    Alikes // at most one other mention
	Rules    []RuleTrace
}

// Why explains a mention.
func (l *Lookup) Why(ctx context.Context, doc store.Doc) (Why, error) {
	var w Why
	err := l.store.View(ctx, func(tx store.Tx) error {
		m, err := tx.Mentions().Get(doc)
		if err != nil {
			return err
		}
		w = Why{Mention: m}
		person, err := store.Identities(tx).Get(m.Identity())
		w.VIP = person.VIP
		if ignoreMissing(err) != nil {
			return err
		}
		if w.Rules, err = rulesOn(tx, doc); err != nil {
			return err
		}
		for _, did := range w.Rules {
			m.Judgement.Why = append(m.Judgement.Why, store.Reason{What: did.Title, About: "rule"})
		}
		w.Alike, err = l.alikes(tx, m, 1)
		return err
	})
	if err == nil {
		w.Priority, w.Parts = priority.Of(priorityInput(w.Mention, w.VIP, l.env.Now()))
	}
	return w, err
}
