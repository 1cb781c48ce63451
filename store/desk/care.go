package desk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"earshot/store"
	"earshot/store/query"
)

// Care looks after the data as a whole: what grows too old, and what comes
// back from a backup.
type Care struct{ *core }

// pruneBatch is how many mentions go in one transaction: others write in
// between, and wait some ten milliseconds at most.
const pruneBatch = 250

// Pruning says what shall go.
type Pruning struct {
	Query    string // as typed, for the journal
	Expr     query.Expr
	Scope    store.Scope
	Progress func(done, total int) // may be nil
}

// Pruned is what went, or would go.
type Pruned struct {
	Matched int
	Removed int
	Kept    int // they match, but an answer to them is on its way or being written
	Notes   int // internal notes that went with them
	People  int // of whom nothing is left, who went with them
}

// Prune removes for good all mentions that match when it begins, in batches,
// each durable on its own. With a mention go its notes and its place in the
// histories; the numbers of who wrote it are put right, and a person of whom
// nothing is left goes, too. What stays: our own posts, what was taught, the
// sums of response times, the journal (what was done, by whom), and the mere
// id, so that a source that still shows the mention does not bring it back; an
// import does. It cannot be undone. The journal says when it began and what it
// did.
func (c *Care) Prune(ctx context.Context, by By, p Pruning) (Pruned, error) {
	docs, err := c.matches(ctx, p)
	if err != nil || len(docs) == 0 {
		return Pruned{}, err
	}
	if err := c.tell(ctx, by, fmt.Sprintf("began to remove %s for good: %s", Mentions(len(docs)), p.name())); err != nil {
		return Pruned{}, err
	}
	all := Pruned{Matched: len(docs)}
	for done := 0; done < len(docs) && err == nil; done += pruneBatch {
		if p.Progress != nil {
			p.Progress(done, len(docs))
		}
		var part Pruned
		err = c.store.Update(ctx, func(tx store.Tx) error {
			b := &pruner{arrival: arrival{core: c.core, tx: tx, like: &alike{core: c.core, tx: tx}, sway: newSway(c.core, tx)}}
			err := b.run(docs[done:min(done+pruneBatch, len(docs))])
			part = b.Pruned
			return err
		})
		_ = c.ranks.settle(err)
		if err == nil {
			all.add(part)
		}
	}
	end := fmt.Sprintf("removed %s for good: %s", Mentions(all.Removed), p.name())
	if err != nil {
		end = fmt.Sprintf("stopped after removing %s for good: %s", Mentions(all.Removed), p.name())
	}
	return all, errors.Join(err, c.tell(context.WithoutCancel(ctx), by, end))
}

// DryPrune counts what Prune would remove.
func (c *Care) DryPrune(ctx context.Context, p Pruning) (Pruned, error) {
	docs, err := c.matches(ctx, p)
	if err != nil {
		return Pruned{}, err
	}
	out := Pruned{Matched: len(docs)}
	err = c.store.View(ctx, func(tx store.Tx) error {
		out.Removed, out.Kept, out.Notes = 0, 0, 0
		held, err := held(tx)
		if err != nil {
			return err
		}
		for _, doc := range docs {
			if held[doc] {
				out.Kept++
				continue
			}
			out.Removed++
			out.Notes += len(keysOf(tx, store.KindNotes, doc))
		}
		return nil
	})
	return out, err
}

// matches lists what matches now. It is found before anything is removed,
// because a query about discussions or people would find something else when
// half of them are gone.
func (c *Care) matches(ctx context.Context, p Pruning) ([]store.Doc, error) {
	var docs []store.Doc
	err := c.store.View(ctx, func(tx store.Tx) error {
		docs = nil
		for m, err := range tx.Mentions().Search(ctx, store.Search{Expr: p.Expr, Scope: p.Scope, Oldest: true}) {
			if err != nil {
				return err
			}
			docs = append(docs, m.Doc)
		}
		return nil
	})
	return docs, err
}

func (p Pruning) name() string {
	if p.Query == "" {
		return "everything"
	}
	return p.Query
}

func (p *Pruned) add(o Pruned) {
	p.Removed += o.Removed
	p.Kept += o.Kept
	p.Notes += o.Notes
	p.People += o.People
}

// tell writes a line into the journal that nobody can undo.
func (c *Care) tell(ctx context.Context, by By, title string) error {
	return c.store.Update(ctx, func(tx store.Tx) error {
		r := c.record(tx, by, "care")
		r.entry.Fixed = true
		_, err := r.write(title)
		return err
	})
}

// held are the mentions that must stay: an answer to them waits for its time,
// for the network or for a person, or is being written.
func held(tx store.Tx) (map[store.Doc]bool, error) {
	out := map[store.Doc]bool{}
	for job, err := range store.Jobs(tx).All() {
		if err != nil {
			return nil, err
		}
		if job.Kind != store.JobSend {
			continue
		}
		post, err := store.Posts(tx).Get(job.Post)
		if ignoreMissing(err) != nil {
			return nil, err
		}
		out[post.About] = true
	}
	for draft, err := range store.Drafts(tx).All() {
		if err != nil {
			return nil, err
		}
		out[draft.About] = true
	}
	return out, nil
}

// pruner removes one batch in one transaction.
type pruner struct {
	Pruned
	arrival
}

func (b *pruner) run(docs []store.Doc) error {
	held, err := held(b.tx)
	if err != nil {
		return err
	}
	for _, doc := range docs {
		if held[doc] {
			b.Kept++
			continue
		}
		if err := b.remove(doc); err != nil {
			return err
		}
	}
	return errors.Join(b.sway.flush(), b.farewell(), carried(&b.arrival), b.sums.write(b.tx), b.like.flush())
}

// remove takes one mention away with all that hangs on it.
func (b *pruner) remove(doc store.Doc) error {
	m, err := b.tx.Mentions().Get(doc)
	if err != nil {
		return ignoreMissing(err) // its author was faster
	}
	if err := b.tx.Records(store.KindGone).Put(m.Key.String(), nil); err != nil {
		return err
	}
	notes := keysOf(b.tx, store.KindNotes, doc)
	b.tx.Touch(store.TopicNotes, notes...)
	for kind, keys := range map[string][]string{store.KindNotes: notes, store.KindJournalDoc: keysOf(b.tx, store.KindJournalDoc, doc)} {
		for _, key := range keys {
			if err := b.tx.Records(kind).Delete(key); err != nil {
				return err
			}
		}
	}
	if err := store.Aparts(b.tx).Delete(store.Number(uint64(doc))); err != nil {
		return err
	}
	b.Removed++
	b.Notes += len(notes)
	return b.forget(m)
}

// keysOf lists the records of a kind that stand under a mention.
func keysOf(tx store.Tx, kind string, doc store.Doc) []string {
	var out []string
	prefix := store.Number(uint64(doc))
	for key := range tx.Records(kind).Scan(prefix+"/", prefix+"0") {
		out = append(out, key)
	}
	return out
}

// farewell writes who was met, and lets those go of whom nothing is left: no
// mention, and nothing that we noted about them.
func (b *pruner) farewell() error {
	if err := b.writePeople(); err != nil {
		return err
	}
	f, err := newFiler(b.core, b.tx)
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(b.arrival.people)) {
		p := b.arrival.people[id]
		linked, err := linkedByHand(b.tx, id)
		if err != nil {
			return err
		}
		noted, err := noted(b.tx, id)
		if err != nil {
			return err
		}
		if linked || noted || p.Mentions > 0 || p.VIP || len(p.Tags) > 0 || len(p.Lists) > 0 || p.Row != "" || p.Class != "" {
			continue
		}
		b.People++
		if err := errors.Join(forgetSought(b.tx, id), f.forgetPerson(*p), store.Identities(b.tx).Delete(id)); err != nil {
			return err
		}
	}
	return f.settle()
}

// Restored notes that the data come from a backup, and puts in doubt every send
// whose time has passed since it was made: it may have gone out back then, so
// the runner looks before it sends. It gives their number. It must run before
// the runner does.
func (c *Care) Restored(ctx context.Context, by By, from string) (int, error) {
	n := 0
	err := c.store.Update(ctx, func(tx store.Tx) error {
		n = 0
		var late []store.Job
		for job, err := range store.Jobs(tx).All() {
			if err != nil {
				return err
			}
			if job.Kind == store.JobSend && job.State == store.JobQueued && !job.Due.After(c.env.Now()) {
				late = append(late, job)
			}
		}
		for _, job := range late {
			if job.Doubt = true; job.Began.IsZero() {
				job.Began = job.Due // when it would have gone out: from there on is looked for it
			}
			if err := store.PutJob(tx, job); err != nil {
				return err
			}
		}
		n = len(late)
		r := c.record(tx, by, "care")
		r.entry.Fixed = true
		_, err := r.write("restored the data from the backup " + from)
		return err
	})
	return n, err
}
