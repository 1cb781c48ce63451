package desk

import (
	"context"
	"time"

	"earshot/store"
)

// profileFor is how long what was looked up about somebody is new enough for who reads
// a mail of theirs.
const profileFor = 24 * time.Hour

// Opened says that somebody reads a mention. Is it a mail, then what is known of its
// author is looked up again, all accounts of theirs, unless it is no older than a
// day, before everybody else in the queue. Only sources that are on are asked, and
// nobody of whom nothing may be looked up. It costs some reads, and nothing at all
// where no source is on.
func (e *Enrich) Opened(ctx context.Context, doc store.Doc) error {
	if len(e.seek.Sources) == 0 || doc == 0 {
		return nil
	}
	any := false
	err := e.store.View(ctx, func(tx store.Tx) error {
		any = false
		return e.opened(tx, doc, func(string, *store.Identity) error {
			any = true
			return nil
		})
	})
	if err != nil || !any {
		return err
	}
	return e.store.Update(ctx, func(tx store.Tx) error {
		return e.opened(tx, doc, func(source string, p *store.Identity) error {
			_, err := e.enquire(tx, source, p, true)
			return err
		})
	})
}

// opened calls ask for each source that should be asked about each account of whoever
// wrote a mail.
func (e *Enrich) opened(tx store.Tx, doc store.Doc, ask func(source string, p *store.Identity) error) error {
	m, err := tx.Mentions().Get(doc)
	if err != nil {
		return ignoreMissing(err)
	}
	if m.Kind != store.KindMail && m.Key.Network != "mail" || m.Identity() == "" {
		return nil
	}
	c, err := contactOf(tx, m.Identity())
	if err != nil {
		return err
	}
	if never, err := unsought(tx, m.Identity()); never || err != nil {
		return err
	}
	for _, id := range c.Members {
		p, err := store.Identities(tx).Get(id)
		if ignoreMissing(err) != nil {
			return err
		}
		if err != nil {
			continue // our own letter, or one who was erased
		}
		for _, source := range e.seek.Sources {
			if !e.seek.wants(source, &p) {
				continue
			}
			old, err := store.Enquiries(tx).Get(store.EnquiryID(source, id))
			if ignoreMissing(err) != nil {
				return err
			}
			waits := old.State == store.EnquiryWaiting && (old.Rank == 0 || !old.Due.IsZero())
			if waits || !old.Done.IsZero() && e.env.Now().Sub(old.Done) < profileFor {
				continue
			}
			if err := ask(source, &p); err != nil {
				return err
			}
		}
	}
	return nil
}

// checked is when a source last said something of any of some identities, that it has
// nothing included; zero = none was ever asked.
func checked(tx store.Tx, members []string) (at time.Time, err error) {
	for _, id := range members {
		for _, source := range SourceNames() {
			q, err := store.Enquiries(tx).Get(store.EnquiryID(source, id))
			if ignoreMissing(err) != nil {
				return at, err
			}
			if q.Done.After(at) {
				at = q.Done
			}
		}
	}
	return at, nil
}

// rerank puts a person who waits in the queue where they belong now.
func rerank(c *core, tx store.Tx, p *store.Identity) error {
	for _, source := range c.seek.Sources {
		q, err := store.Enquiries(tx).Get(store.EnquiryID(source, p.ID))
		if ignoreMissing(err) != nil {
			return err
		}
		rank := rankOf(p)
		if err != nil || q.State != store.EnquiryWaiting || q.Rank == 0 || q.Rank == rank {
			continue
		}
		q.Rank = rank
		if err := store.PutEnquiry(tx, q); err != nil {
			return err
		}
	}
	return nil
}
