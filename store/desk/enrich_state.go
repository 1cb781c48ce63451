package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"earshot/store"
)

// answer writes what came of an enquiry and how long that holds.
func (c *core) answer(tx store.Tx, source, id string, state store.EnquiryState, holds time.Duration, why string) error {
	e, err := store.Enquiries(tx).Get(store.EnquiryID(source, id))
	if ignoreMissing(err) != nil {
		return err
	}
	now := c.env.Now()
	e.Source, e.ID, e.State, e.Due, e.Tries, e.Error = source, id, state, time.Time{}, 0, why
	e.Done, e.Until = now, now.Add(holds)
	tx.Touch(store.TopicSought, source)
	return store.PutEnquiry(tx, e)
}

// Missed notes that a source has nothing about a person; that holds for a week.
// What it said before is kept.
func (e *Enrich) Missed(ctx context.Context, source, id, why string) error {
	return e.store.Update(ctx, func(tx store.Tx) error {
		return e.answer(tx, source, id, store.EnquiryMissed, missFor, why)
	})
}

// Later puts a question off that could not be answered now. After six failures
// in a row it counts as missed; a wait that the source asked for (failed is
// false) is no failure.
func (e *Enrich) Later(ctx context.Context, source, id string, until time.Time, why string, failed bool) error {
	return e.store.Update(ctx, func(tx store.Tx) error {
		q, err := store.Enquiries(tx).Get(store.EnquiryID(source, id))
		if err != nil {
			return ignoreMissing(err) // they were erased meanwhile
		}
		if failed {
			q.Tries++
		}
		if q.Tries >= maxTries {
			return e.answer(tx, source, id, store.EnquiryMissed, missFor, fmt.Sprintf("given up after %d tries: %s", q.Tries, why))
		}
		q.State, q.Due, q.Error = store.EnquiryWaiting, store.Stamp(until), why
		tx.Touch(store.TopicSought, source)
		return store.PutEnquiry(tx, q)
	})
}

// Heard notes how a source is: how many calls it leaves us, when it lets us ask
// again, what went wrong.
func (e *Enrich) Heard(ctx context.Context, s store.SourceState) error {
	return e.store.Update(ctx, func(tx store.Tx) error {
		tx.Touch(store.TopicSought, s.Source)
		return store.Sources(tx).Put(s.Source, s)
	})
}

// State is how a source is, as it was heard last.
func (e *Enrich) State(ctx context.Context, source string) (store.SourceState, error) {
	out := store.SourceState{Source: source, Left: -1}
	err := e.store.View(ctx, func(tx store.Tx) error {
		s, err := store.Sources(tx).Get(source)
		if err == nil {
			out = s
		}
		return ignoreMissing(err)
	})
	return out, err
}

// Waiting is the queue of one source.
type Waiting struct {
	store.SourceState
	On    bool // it is asked by itself
	Ready int  // can be asked now
	Later int  // wait for a time
	Held  int  // answers that still hold, misses too
}

// Queue tells what waits for each source, in the order of SourceNames.
func (e *Enrich) Queue(ctx context.Context) ([]Waiting, error) {
	var out []Waiting
	err := e.store.View(ctx, func(tx store.Tx) error {
		out = nil
		now := e.env.Now()
		for _, source := range SourceNames() {
			w := Waiting{SourceState: store.SourceState{Source: source, Left: -1}, On: e.seek.on(source)}
			if s, err := store.Sources(tx).Get(source); err == nil {
				w.SourceState = s
			} else if ignoreMissing(err) != nil {
				return err
			}
			for q, err := range store.Enquiries(tx).Range(source+"/", source+"0") {
				switch {
				case err != nil:
				case q.State != store.EnquiryWaiting:
					if now.Before(q.Until) {
						w.Held++
					}
				case q.Due.After(now):
					w.Later++
				default:
					w.Ready++
				}
			}
			out = append(out, w)
		}
		return nil
	})
	return out, err
}

// Asked is what became of asking for a person.
type Asked struct {
	Queued []string // "source/identity", each to be asked now
	Known  int      // were asked lately, and the answer still holds
	Never  bool     // nothing may be looked up about this person
}

// Ask puts a person, all accounts of theirs, into the queue of sources, in front
// of everybody; with force even if the last answer still holds. Sources that
// could know nothing are left out. No sources stands for those that are on.
func (e *Enrich) Ask(ctx context.Context, id string, force bool, sources ...string) (Asked, error) {
	if len(sources) == 0 {
		sources = e.seek.Sources
	}
	var out Asked
	err := e.store.Update(ctx, func(tx store.Tx) error {
		out = Asked{}
		never, err := unsought(tx, id)
		if out.Never = never; never || err != nil {
			return err
		}
		c, err := contactOf(tx, id)
		if err != nil {
			return err
		}
		for _, member := range c.Members {
			p, err := store.Identities(tx).Get(member)
			if err != nil {
				return err
			}
			for _, source := range sources {
				if !e.seek.wants(source, &p) {
					continue
				}
				queued, err := e.enquire(tx, source, &p, force)
				if err != nil {
					return err
				}
				if queued {
					out.Queued = append(out.Queued, store.EnquiryID(source, member))
				} else {
					out.Known++
				}
			}
		}
		return nil
	})
	return out, err
}

// On are the sources that are asked by themselves.
func (e *Enrich) On() []string { return e.seek.Sources }

// Told is what the sources have said of one identity so far.
func (e *Enrich) Told(ctx context.Context, id string) ([]store.Enquiry, error) {
	var out []store.Enquiry
	err := e.store.View(ctx, func(tx store.Tx) error {
		out = nil
		for _, source := range SourceNames() {
			q, err := store.Enquiries(tx).Get(store.EnquiryID(source, id))
			if err == nil {
				out = append(out, q)
			} else if ignoreMissing(err) != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// Unsought tells whether nothing may be looked up about a person.
func (e *Enrich) Unsought(ctx context.Context, id string) (never bool, err error) {
	err = e.store.View(ctx, func(tx store.Tx) error {
		never, err = unsought(tx, id)
		return err
	})
	return never, err
}

// Never marks a person, so that nothing is looked up about them any more, or
// takes the mark away. It stands in the journal. What is known stays.
func (e *Enrich) Never(ctx context.Context, by By, id string, on bool) (Outcome, error) {
	var out Outcome
	err := e.store.Update(ctx, func(tx store.Tx) error {
		out = Outcome{Title: "that person is looked up already"}
		if on {
			out.Title = "nothing is looked up about that person already"
		}
		if _, err := store.Identities(tx).Get(id); err != nil {
			return err
		}
		was, err := unsought(tx, id)
		if err != nil || was == on {
			return err
		}
		out.Changed, out.Title = 1, "look that person up again"
		if on {
			out.Title = "look nothing up about that person"
		}
		c, err := contactOf(tx, id)
		if err != nil {
			return err
		}
		r := e.record(tx, by, "unsought")
		for _, member := range c.Members {
			var mark any
			if on {
				mark = store.Unsought{By: by.User, At: e.env.Now()}
			}
			if err := r.put(store.KindUnsought, member, mark); err != nil {
				return err
			}
		}
		out.Seq, err = r.commit(out.Title)
		return err
	})
	return out, err
}

// Question is what a source would be asked about a person, whoever else waits.
// It is an error if nothing may be looked up about them.
func (e *Enrich) Question(ctx context.Context, source, id string) (*Question, error) {
	q := &Question{Source: source}
	err := e.store.View(ctx, func(tx store.Tx) error {
		if never, err := unsought(tx, id); err != nil || never {
			return errors.Join(err, &store.Invalid{Field: "person", Why: "nothing is to be looked up about this person"})
		}
		var err error
		if q.Identity, err = store.Identities(tx).Get(id); err != nil {
			return err
		}
		old, err := store.Enquiries(tx).Get(store.EnquiryID(source, id))
		q.Tries = old.Tries
		return ignoreMissing(err)
	})
	return q, err
}

// Facts are those of one identity, with where they come from.
func (e *Enrich) Facts(ctx context.Context, id string) ([]store.Fact, error) {
	var out []store.Fact
	err := e.store.View(ctx, func(tx store.Tx) error {
		p, err := store.Identities(tx).Get(id)
		out = p.Facts
		return err
	})
	return out, err
}
