package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"earshot/scoring/intent"
	"earshot/scoring/priority"
	"earshot/store"
)

// scale is what the team has agreed on about priorities, ready for use. What is
// stored of a mention's number is the part that stays; the rest depends on the
// time, and everybody works it out with grow: the index, queries, the screen.
type scale struct {
	priority.Scale
	grow *store.Urgency
}

func newScale(s priority.Scale) scale {
	if s.Targets == nil && s.Weights == (priority.Weights{}) {
		s = priority.Default()
	}
	spam := store.Demand{Intents: []string{intent.Spam}}
	out := scale{s, &store.Urgency{Demands: []store.Demand{spam}}}
	var rest []store.Demand
	for name, due := range s.Targets {
		d := store.Demand{Due: due, Steps: s.Steps(due)}
		switch {
		case due <= 0: // no promise
			continue
		case name == priority.LeadTarget:
			d.Lead = true
		case name != priority.AnyTarget:
			d.Intents = []string{name}
		}
		rest = append(rest, d)
	}
	if s.Targets[priority.AnyTarget] <= 0 {
		rest = append(rest, store.Demand{Steps: s.Steps(0)})
	}
	// The shortest promise that holds counts: it has to come first.
	slices.SortFunc(rest, func(a, b store.Demand) int {
		far := func(d time.Duration) time.Duration { return cmp.Or(d, 1<<62) }
		return cmp.Or(cmp.Compare(far(a.Due), far(b.Due)), cmp.Compare(strings.Join(a.Intents, ""), strings.Join(b.Intents, "")))
	})
	out.grow.Demands = append(out.grow.Demands, rest...)
	return out
}

// priorityInput is what the priority of a mention is made of at a moment.
func priorityInput(m *store.Mention, vip bool, now time.Time) priority.Input {
	in := priority.Input{
		Score: m.Judgement.Score, Intent: m.Judgement.Intent, Lead: m.Judgement.Lead,
		Influence: float64(m.Judgement.Influence), VIP: vip,
	}
	for _, r := range m.Judgement.Raised {
		in.Raised = append(in.Raised, priority.Raise(r))
	}
	in.Waiting, in.Waits = m.Waits(now)
	return in
}

// fixed is the part of the priority that is stored. It must be fast: every
// mention gets one on its way in.
func (s scale) fixed(m *store.Mention, vip bool) int {
	return s.Fixed(priorityInput(m, vip, time.Time{}))
}

// Urgency is how the numbers of priority grow with time.
func (d *Desk) Urgency() *store.Urgency { return d.Inbox.scale.grow }

// Why explains a mention: its priority now with the parts that make it, and
// the words behind its judgement.
type Why struct {
	Mention  *store.Mention
	VIP      bool
	Priority int
	Parts    []priority.Part
	Alike    Alikes // at most one other mention
	Rules    []RuleTrace
	Author   Standing // of the person behind it
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
		if w.VIP, err = isVIP(tx, m); err != nil {
			return err
		}
		if w.Rules, err = rulesOn(tx, doc); err != nil {
			return err
		}
		for _, did := range w.Rules {
			m.Judgement.Why = append(m.Judgement.Why, store.Reason{What: did.Title, About: "rule"})
		}
		names, err := calledNow(tx)
		if err != nil {
			return err
		}
		for i, r := range m.Judgement.Raised {
			m.Judgement.Raised[i].Rule = cmp.Or(names[r.Rule], r.Rule)
		}
		if w.Alike, err = l.alikes(tx, m, 1); err != nil || m.Identity() == "" {
			return err
		}
		w.Author, err = (&Influence{l.core}).standingOf(ctx, tx, m.Identity())
		return err
	})
	if err == nil {
		w.Priority, w.Parts = l.scale.Of(priorityInput(w.Mention, w.VIP, l.env.Now()))
	}
	return w, err
}

// scaledKey is the record that says by which weights open mentions have their
// numbers.
const scaledKey = "scaled"

// Rescale brings the numbers of all open mentions up to the weights in force, in
// lots, if these have changed since that was last done.
func (t *Teach) Rescale(ctx context.Context) error {
	state := t.scale.Fingerprint()
	open := store.Search{Expr: fieldExpr("is", "open"), Scope: store.Scope{Now: t.env.Now()}, Limit: againLot}
	done := false
	err := t.store.View(ctx, func(tx store.Tx) error {
		raw, err := tx.Records(store.KindMeta).Get(scaledKey)
		done = string(raw) == state
		return ignoreMissing(err)
	})
	for more := true; more && !done && err == nil; {
		var page Page
		if page, err = (&Lookup{t.core}).Page(ctx, open); err != nil {
			break
		}
		for _, m := range page.Mentions {
			at := m.Position()
			open.After = &at
		}
		if more = page.More; t.stale(page.Mentions) {
			err = t.store.Update(ctx, func(tx store.Tx) error { return t.rescale(tx, page.Mentions) })
			if err == nil && !store.Sleep(ctx, againPause) {
				err = ctx.Err()
			}
		}
	}
	if done || err != nil {
		return err
	}
	return t.store.Update(ctx, func(tx store.Tx) error { return tx.Records(store.KindMeta).Put(scaledKey, []byte(state)) })
}

// stale tells whether some numbers may be others, VIP or not.
func (t *Teach) stale(list []*store.Mention) bool {
	return slices.ContainsFunc(list, func(m *store.Mention) bool { return m.Judgement.Priority != t.scale.fixed(m, false) })
}

func (t *Teach) rescale(tx store.Tx, list []*store.Mention) error {
	for _, old := range list {
		m, err := tx.Mentions().Get(old.Doc)
		if ignoreMissing(err) != nil {
			return err
		}
		if err != nil {
			continue
		}
		vip, err := isVIP(tx, m)
		if err != nil {
			return err
		}
		who, err := store.Identities(tx).Get(m.Identity())
		if ignoreMissing(err) != nil {
			return err
		}
		m.Judgement.Influence = who.Influence
		if n := t.scale.fixed(m, vip); n != m.Judgement.Priority {
			m.Judgement.Priority = n
			if err := tx.Mentions().Put(m); err != nil {
				return err
			}
		}
	}
	return nil
}
