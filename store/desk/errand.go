package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"earshot/store"
)

// Drop forgets a job that is not worth another attempt.
func (o *Outbox) Drop(ctx context.Context, id string) error {
	return o.store.Update(ctx, func(tx store.Tx) error { return store.DropJob(tx, id) })
}

// FetchThread asks for the whole discussion around a mention from its network,
// if its account is connected and can tell.
func (o *Outbox) FetchThread(ctx context.Context, doc store.Doc) error {
	return o.store.Update(ctx, func(tx store.Tx) error {
		m, err := tx.Mentions().Get(doc)
		if err != nil {
			return err
		}
		a, err := store.Accounts(tx).Get(m.Account)
		if err != nil || !slices.Contains(a.Can, AbilityThreads) {
			return ignoreMissing(err)
		}
		return store.PutJob(tx, store.Job{
			ID: "thread:" + docID(doc), Kind: store.JobThread, State: store.JobQueued,
			Account: m.Account, Docs: []store.Doc{doc}, Due: o.env.Now(),
		})
	})
}

// Wake ends the snoozes that are due. It is safe to call at any time.
func (o *Outbox) Wake(ctx context.Context) error {
	for {
		due, err := o.Due(ctx, "")
		if err != nil || due.IsZero() || due.After(o.env.Now()) {
			return err
		}
		if err := o.store.Update(ctx, o.wakeNext); err != nil {
			return err
		}
	}
}

func (o *Outbox) wakeNext(tx store.Tx) error {
	job, err := nextJob(tx, "")
	if err != nil || job == nil || job.Due.After(o.env.Now()) {
		return err
	}
	for _, doc := range job.Docs {
		m, err := tx.Mentions().Get(doc)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if m.Work.State != store.StateSnoozed || m.Work.Until.After(o.env.Now()) {
			continue // somebody acted meanwhile, or put it away for longer
		}
		m.Work.State, m.Work.Until = store.StateOpen, time.Time{}
		if err := tx.Mentions().SetWork(doc, m.Work); err != nil {
			return err
		}
	}
	return store.DropJob(tx, job.ID)
}
