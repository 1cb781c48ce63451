package desk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"earshot/scoring"
	"earshot/store"
	"earshot/store/query"
)

// How what has been heard is judged anew: what is open in the background, once
// people have stopped correcting for a moment; anything else on request.

const (
	// againNewest is how many of the newest open mentions are judged anew by
	// themselves: what anybody will look at today.
	againNewest = 2000
	// againLot is how many of them are written in one transaction: everybody else
	// who writes waits so long at most, a few milliseconds.
	againLot = 100
	// againPause lets others write between two lots.
	againPause = 20 * time.Millisecond
	// againAfter is how long nobody must have corrected anything.
	againAfter = time.Second
	// judgedKey is the record that says what was in force when the open mentions
	// were last judged anew; see school.state.
	judgedKey = "judged"
)

// Run judges open mentions anew whenever people have taught something, also
// what was taught while nobody ran this, until ctx ends. It leaves alone what
// people have set by hand. At the start it also brings numbers up to new weights.
func (t *Teach) Run(ctx context.Context) {
	wait := time.NewTimer(againAfter) // not on the way to the first frame
	defer wait.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.judge.stirred:
			wait.Reset(againAfter)
		case <-wait.C:
			if err := errors.Join(t.Rescale(ctx), t.Settle(ctx)); err != nil && ctx.Err() == nil {
				wait.Reset(time.Minute)
			}
		}
	}
}

// Settle judges the newest open mentions anew if something was taught or taken
// back since that was last done. It stops when somebody teaches something more:
// then the next call begins afresh.
func (t *Teach) Settle(ctx context.Context) error {
	select {
	case <-t.judge.stirred: // up to here
	default:
	}
	state := t.judge.state()
	docs, err := t.unsettled(ctx, state)
	if err != nil || docs == nil {
		return err
	}
	for part := range slices.Chunk(docs, againLot) {
		if len(t.judge.stirred) > 0 {
			return nil
		}
		changed, err := t.judgeLot(ctx, part, nil, false)
		if err != nil {
			return err
		}
		if len(changed) > 0 && !store.Sleep(ctx, againPause) {
			return ctx.Err()
		}
	}
	return t.store.Update(ctx, func(tx store.Tx) error {
		return tx.Records(store.KindMeta).Put(judgedKey, []byte(state))
	})
}

// unsettled gives the mentions to judge anew, nil if that has been done.
func (t *Teach) unsettled(ctx context.Context, state string) (docs []store.Doc, err error) {
	err = t.store.View(ctx, func(tx store.Tx) error {
		docs = nil
		done, err := tx.Records(store.KindMeta).Get(judgedKey)
		if ignoreMissing(err) != nil || string(done) == state {
			return ignoreMissing(err)
		}
		docs = []store.Doc{}
		for m, err := range tx.Mentions().Search(ctx, store.Search{Expr: fieldExpr("is", "open"), Scope: store.Scope{Now: t.env.Now()}, Limit: againNewest}) {
			if err != nil {
				return err
			}
			docs = append(docs, m.Doc)
		}
		return nil
	})
	return docs, err
}

// change is a mention before and after it was judged anew.
type change struct{ before, after *store.Mention }

// trial is what judging anew has found.
type trial struct {
	changes  []change
	verdicts []scoring.Verdict // of the changes
	same     []*store.Mention  // those of which another judge had said the same
	model    string            // the name of the judge, "" for none
}

// compare judges mentions anew and tells of which the judge says something else
// now. It writes nothing. What the same judge has judged is passed
// over, unless all is set; without asked, what is not known to be judged by any, too:
// somebody brought it along.
func (t *Teach) compare(ctx context.Context, docs []store.Doc, asked, all bool) (out trial, err error) {
	hears, err := t.ears(ctx)
	if err != nil {
		return out, err
	}
	t.judge.attend()
	var list []*store.Mention
	err = t.store.View(ctx, func(tx store.Tx) error {
		list = nil
		for _, doc := range docs {
			m, err := tx.Mentions().Get(doc)
			if ignoreMissing(err) != nil {
				return err
			}
			if err == nil {
				list = append(list, m)
			}
		}
		return nil
	})
	name := t.judge.model(hears.catalog)
	out.model = name
	for _, m := range list {
		if j := m.Judgement; name != "" && !all && (j.Model == name || j.Model == "" && !asked) {
			continue
		}
		v, after := t.judge.Judge(heard(m, hears.catalog)), *m
		if pronounce(&after, v); !sameJudgement(m.Judgement, after.Judgement) {
			out.changes, out.verdicts = append(out.changes, change{m, &after}), append(out.verdicts, v)
		} else if name != "" && m.Judgement.Model != name {
			out.same = append(out.same, m)
		}
	}
	return out, err
}

// judgeLot judges mentions anew, in one transaction, and gives those that have
// changed. by is who wants it and may take it back; nil = nobody, it is part of
// a correction. all is that of compare.
func (t *Teach) judgeLot(ctx context.Context, docs []store.Doc, by *By, all bool) (changed []change, err error) {
	found, err := t.compare(ctx, docs, by != nil, all)
	if by == nil {
		found.same = nil // a correction is learnt every minute: a new name for each would cost more than it saves
	}
	if err != nil || len(found.changes)+len(found.same) == 0 {
		return nil, err
	}
	err = t.store.Update(ctx, func(tx store.Tx) error {
		changed = nil
		if err := stamp(tx, found.same, found.model); err != nil {
			return err
		}
		r := t.record(tx, Runner(), "judge")
		if by != nil {
			r = t.record(tx, *by, "judge")
		}
		for i, c := range found.changes {
			m, err := unedited(tx, c.before)
			if err != nil {
				return err
			}
			if m == nil {
				continue
			}
			if err := t.rejudge(r, m, found.verdicts[i]); err != nil {
				return err
			}
			changed = append(changed, c)
		}
		if by == nil || len(changed) == 0 {
			return nil
		}
		_, err := r.commit("judged " + Mentions(len(changed)) + " anew")
		return err
	})
	return changed, err
}

// unedited reads a mention again; nil where it is gone, or says something else than
// before: then it was judged meanwhile.
func unedited(tx store.Tx, before *store.Mention) (*store.Mention, error) {
	m, err := tx.Mentions().Get(before.Doc)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	case spoken(m.Body) != spoken(before.Body):
		return nil, nil
	}
	return m, nil
}

// stamp names the judge who would say the same of these mentions, so that the next
// time they are passed over. It is no change of theirs: nothing that a person sees
// moves, no journal tells of it, and an undo has nothing to take back.
func stamp(tx store.Tx, list []*store.Mention, model string) error {
	for _, before := range list {
		m, err := unedited(tx, before)
		if err != nil {
			return err
		}
		if m == nil || !sameJudgement(m.Judgement, before.Judgement) {
			continue
		}
		m.Judgement.Model = model
		if err := tx.Mentions().Put(m); err != nil {
			return err
		}
	}
	return nil
}

func (t *Teach) rejudge(r *recorder, m *store.Mention, v scoring.Verdict) error {
	vip, err := isVIP(r.tx, m)
	if err != nil {
		return err
	}
	return r.judgement(m, func(*store.Judgement) {
		pronounce(m, v)
		m.Judgement.Priority = t.scale.fixed(m, vip)
	})
}

// sameJudgement tells whether two judgements look the same to a person.
func sameJudgement(a, b store.Judgement) bool {
	near := func(x, y float64) bool { return x-y < 0.005 && y-x < 0.005 }
	return a.Sentiment == b.Sentiment && a.Intent == b.Intent && a.Lead == b.Lead &&
		a.Review == b.Review && slices.Equal(a.Occasions, b.Occasions) &&
		near(a.Score, b.Score) && near(a.Confidence, b.Confidence)
}

// Anew is what judging anew has changed, or would.
type Anew struct {
	Seen, Changed int            // mentions
	Labels        map[string]int // "neutral > negative" and so on: how many
	Examples      []Example      // a few of those whose label changed
	Title         string         // plain words
	Stopped       bool           // the context ended before all of it was done; what was done stays
}

// Example is a mention whose label changed.
type Example struct {
	Doc     store.Doc
	Text    string
	Changes []string // "neutral > negative"
}

// maxExamples is how many examples are given.
const maxExamples = 5

// Rejudging says how history is judged anew. The zero value does it.
type Rejudging struct {
	Dry bool // only count
	All bool // also what was judged by the very same judge, see JudgedBy
}

// Again judges anew what matches a query. It is done in lots under one group of the
// journal, so that one undo takes it back; what people set by hand stays, and so does
// what was judged by the same models and corrections. Watch hears how far it is.
func (t *Teach) Again(ctx context.Context, by By, q query.Query, scope store.Scope, how Rejudging) (Anew, error) {
	out := Anew{Labels: map[string]int{}}
	if by.Group == "" {
		by.Group = t.env.ID()
	}
	search := store.Search{Expr: q.Expr, Scope: scope, Limit: t.lot}
	total, err := (&Lookup{t.core}).Count(ctx, search)
	if err != nil {
		return out, err
	}
	look := &Lookup{t.core}
	more := true
	for more && ctx.Err() == nil {
		page, err := look.Page(ctx, search)
		if err != nil && ctx.Err() != nil {
			break
		}
		if err != nil {
			return out, err
		}
		docs := make([]store.Doc, len(page.Mentions))
		for i, m := range page.Mentions {
			docs[i] = m.Doc
			at := m.Position()
			search.After = &at
		}
		var changed []change
		if how.Dry {
			var would trial
			would, err = t.compare(ctx, docs, true, how.All)
			changed = would.changes
		} else {
			changed, err = t.judgeLot(context.WithoutCancel(ctx), docs, &by, how.All)
		}
		if err != nil && ctx.Err() != nil {
			break
		}
		if err != nil {
			return out, err
		}
		out.add(changed)
		out.Seen += len(docs)
		more = page.More
		Tell(ctx, out.Seen, total)
	}
	out.tell(how.Dry, more, total)
	return out, nil
}

func (a *Anew) add(changed []change) {
	for _, c := range changed {
		a.Changed++
		labels := moves(c.before.Judgement, c.after.Judgement)
		for _, move := range labels {
			a.Labels[move]++
		}
		if len(labels) > 0 && len(a.Examples) < maxExamples {
			a.Examples = append(a.Examples, Example{c.before.Doc, spoken(c.before.Body), labels})
		}
	}
}

// moves lists the labels that two judgements do not share.
func moves(before, after store.Judgement) (list []string) {
	lead := map[bool]string{true: "lead", false: "not-lead"}
	for _, pair := range [][2]string{
		{before.Sentiment, after.Sentiment}, {before.Intent, after.Intent}, {lead[before.Lead], lead[after.Lead]},
	} {
		if pair[0] != pair[1] {
			list = append(list, pair[0]+" > "+pair[1])
		}
	}
	return list
}

// tell puts it into words.
func (a *Anew) tell(dry, stop bool, total int) {
	a.Stopped = stop
	did := "judged %s anew: %s"
	if dry {
		did = "would judge %s anew: %s"
	}
	var parts []string
	for _, move := range slices.SortedFunc(maps.Keys(a.Labels), func(x, y string) int {
		if d := a.Labels[y] - a.Labels[x]; d != 0 {
			return d
		}
		return strings.Compare(x, y)
	}) {
		parts = append(parts, fmt.Sprintf("%s %s", Thousands(a.Labels[move]), move))
	}
	what := strings.Join(parts, ", ")
	if what == "" {
		what = "no label changes"
	}
	a.Title = fmt.Sprintf(did, Mentions(a.Seen), what)
	if stop {
		a.Title = fmt.Sprintf("stopped: %s of %s; %s", Thousands(a.Seen), Thousands(total), what)
	}
}
