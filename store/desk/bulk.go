package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"earshot/store"
)

// DefaultLot is how many mentions a verb changes in one transaction. Everybody
// else who writes waits so long at most: tens of milliseconds.
const DefaultLot = 500

// deed is a verb on mentions, as the loop over many of them needs it.
type deed struct {
	verb  string // of the journal
	title string // "tagged %s +vip"; %s is how many mentions
	past  string // "tagged", for one that was stopped
	idle  string // why there may be nothing to change: "tagged so already"; "" = nothing is known
	// each changes a mention and reports whether it did.
	each func(r *recorder, m *store.Mention) (bool, error)
	// work is the change of each, where it changes nothing but the Work.
	work func(*store.Work)
	// then adds what hangs on the change of these mentions; nil = nothing does.
	then func(tx store.Tx, docs []store.Doc) error
}

// run does a deed on its target. Up to a lot of mentions are named in one transaction;
// more are done lot by lot under one group, so that one Undo takes back all of
// it, also after a crash between two lots. Watch hears how many of the mentions
// named are through. When the context ends, what is done stays.
func (t *Triage) run(ctx context.Context, by By, target Target, d deed) (Outcome, error) {
	if len(target.Docs) <= t.lot {
		return t.atOnce(ctx, by, target, d)
	}
	if by.Group == "" {
		by.Group = t.env.ID()
	}
	var sum Outcome
	var missing error
	met, total, seen := false, len(target.Docs), map[store.Doc]struct{}{}
	whole := context.WithoutCancel(ctx) // a lot is done or not
	for done := 0; done < total; {
		Tell(ctx, done, total)
		if ctx.Err() != nil {
			sum.Stopped, sum.Title = true, stoppedAt(done, total, d)
			return sum, nil
		}
		part := target.Docs[done:min(done+t.lot, total)]
		docs, err := t.widened(whole, Target{Docs: part, Alike: target.Alike, Dialogue: target.Dialogue}, seen)
		for some := range slices.Chunk(docs, t.lot) {
			var out Outcome
			if out, err = t.atOnce(whole, by, On(some...), d); errors.Is(err, store.ErrNotFound) {
				missing, err = err, nil
				continue
			}
			if err != nil {
				break
			}
			met = true
			if sum.Changed += out.Changed; out.Seq != 0 {
				sum.Seq = out.Seq
			}
		}
		if err != nil {
			return sum, fmt.Errorf("%w; %s, undo takes that back", err, stoppedAt(done, total, d))
		}
		done += len(part)
	}
	Tell(ctx, total, total)
	if !met {
		return sum, missing
	}
	sum.Title = said(d, sum.Changed)
	return sum, nil
}

// stoppedAt says how far a deed has come.
func stoppedAt(done, total int, d deed) string {
	if done == 0 {
		return "stopped: nothing was " + d.past
	}
	return fmt.Sprintf("stopped: %s of %s %s", Thousands(done), Thousands(total), d.past)
}

// said is what a deed has done, in plain words.
func said(d deed, changed int) string {
	switch {
	case changed > 0:
		return fmt.Sprintf(d.title, Mentions(changed))
	case d.idle != "":
		return "nothing to change: " + d.idle
	}
	return "nothing to change"
}

// atOnce does a deed in one transaction, as one entry of the journal.
func (t *Triage) atOnce(ctx context.Context, by By, target Target, d deed) (Outcome, error) {
	var out Outcome
	err := t.store.Update(ctx, func(tx store.Tx) error {
		out = Outcome{}
		r := t.record(tx, by, d.verb)
		var docs []store.Doc
		err := t.each(tx, target, func(m *store.Mention) error {
			changed, err := d.each(r, m)
			if changed {
				docs = append(docs, m.Doc)
			}
			return err
		})
		if len(target.Docs) == 0 {
			d.idle = "" // of nothing, nothing is known
		}
		out.Changed, out.Title = len(docs), said(d, len(docs))
		if err != nil || len(docs) == 0 {
			return err
		}
		if d.then != nil {
			if err := d.then(tx, docs); err != nil {
				return err
			}
		}
		out.Seq, err = r.write(out.Title)
		return err
	})
	return out, err
}

// widened gives the mentions of a target that were not seen yet. Ids are all
// that is kept of them.
func (t *Triage) widened(ctx context.Context, target Target, seen map[store.Doc]struct{}) ([]store.Doc, error) {
	if !target.Alike && !target.Dialogue {
		return target.Docs, nil
	}
	var docs []store.Doc
	err := t.store.View(ctx, func(tx store.Tx) error {
		var err error
		docs, err = wide(tx, target)
		return err
	})
	docs = slices.DeleteFunc(slices.Clone(docs), func(doc store.Doc) bool {
		_, known := seen[doc]
		seen[doc] = struct{}{}
		return known
	})
	return docs, err
}

// wide gives all mentions that a target means.
func wide(tx store.Tx, target Target) ([]store.Doc, error) {
	docs, err := target.Docs, error(nil)
	if target.Alike {
		if docs, err = alikeDocs(tx, docs); err != nil {
			return nil, err
		}
	}
	if target.Dialogue {
		docs, err = dialogueDocs(tx, docs)
	}
	return docs, err
}
