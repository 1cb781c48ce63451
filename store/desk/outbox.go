package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"earshot/store"
)

// Outbox is the runner's side of the durable queue. A job is "trying" on disk
// before the network hears of it, so that after a crash we know to look
// instead of sending twice.
type Outbox struct{ *core }

// Task is a claimed job with all that is needed to do it.
type Task struct {
	Job   store.Job
	Post  store.Post
	About *store.Mention // nil for a new post
}

// Due tells when the next queued job of an account is due; zero = none. An
// empty account means the jobs without one (snoozes).
func (o *Outbox) Due(ctx context.Context, account string) (time.Time, error) {
	var due time.Time
	err := o.store.View(ctx, func(tx store.Tx) error {
		due = time.Time{}
		job, err := nextJob(tx, account)
		if job != nil {
			due = job.Due
		}
		return err
	})
	return due, err
}

func nextJob(tx store.Tx, account string) (*store.Job, error) {
	for job, err := range store.QueuedJobs(tx) {
		if err != nil {
			return nil, err
		}
		if job.Account == account {
			return &job, nil
		}
	}
	return nil, nil
}

// Claim takes the account's next due job and marks it as being tried; nil when
// none is due.
func (o *Outbox) Claim(ctx context.Context, account string) (*Task, error) {
	var task *Task
	err := o.store.Update(ctx, func(tx store.Tx) error {
		task = nil
		job, err := nextJob(tx, account)
		if err != nil || job == nil || job.Due.After(o.env.Now()) {
			return err
		}
		t, err := o.load(tx, *job)
		if errors.Is(err, store.ErrNotFound) {
			return store.DropJob(tx, job.ID) // its post is gone: nothing to do
		}
		if err != nil {
			return err
		}
		t.Job.State = store.JobTrying
		if t.Job.Began.IsZero() {
			t.Job.Began = o.env.Now()
		}
		t.Job.Attempts++
		task = t
		if err := store.PutJob(tx, t.Job); err != nil {
			return err
		}
		return o.deliver(tx, t.Job, func(d *store.Delivery) { d.State = store.DeliverySending })
	})
	return task, err
}

func (o *Outbox) load(tx store.Tx, job store.Job) (*Task, error) {
	t := &Task{Job: job}
	var err error
	if job.Kind == store.JobThread {
		t.About, err = tx.Mentions().Get(job.Docs[0])
		return t, err
	}
	if job.Kind != store.JobSend {
		return t, nil
	}
	if t.Post, err = store.Posts(tx).Get(job.Post); err != nil {
		return nil, err
	}
	if t.Post.About == 0 {
		return t, nil
	}
	t.About, err = tx.Mentions().Get(t.Post.About)
	return t, ignoreMissing(err)
}

// Recover puts back the jobs that a crash left in the middle, in doubt: the
// runner looks whether they arrived before it sends again. It must run before
// any Claim of this process.
func (o *Outbox) Recover(ctx context.Context) (int, error) {
	n := 0
	err := o.store.Update(ctx, func(tx store.Tx) error {
		n = 0
		var left []store.Job
		for job, err := range store.Jobs(tx).All() {
			if err != nil {
				return err
			}
			if job.State == store.JobTrying {
				left = append(left, job)
			}
		}
		for _, job := range left {
			job.State, job.Doubt, job.Due = store.JobQueued, true, o.env.Now()
			if err := store.PutJob(tx, job); err != nil {
				return err
			}
		}
		n = len(left)
		return nil
	})
	return n, err
}

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

// Delivered settles a send: the post stands on the network.
func (o *Outbox) Delivered(ctx context.Context, job store.Job, remoteID, url string, at time.Time) error {
	return o.store.Update(ctx, func(tx store.Tx) error {
		if at.IsZero() {
			at = o.env.Now()
		}
		err := o.deliver(tx, job, func(d *store.Delivery) {
			d.State, d.RemoteID, d.URL, d.At, d.Error = store.DeliverySent, remoteID, url, store.Stamp(at), ""
		})
		if err != nil {
			return err
		}
		if err := store.DropJob(tx, job.ID); err != nil {
			return err
		}
		post, err := store.Posts(tx).Get(job.Post)
		if err != nil {
			return ignoreMissing(err)
		}
		if err := o.markSent(tx, job, post, remoteID); err != nil {
			return err
		}
		return o.answered(tx, post, at)
	})
}

// markSent remembers the network's id of what we sent, so that reading our own
// timeline does not make a mention of it; one that came first goes.
func (o *Outbox) markSent(tx store.Tx, job store.Job, post store.Post, remoteID string) error {
	a, err := store.Accounts(tx).Get(job.Account)
	if err != nil || remoteID == "" {
		return ignoreMissing(err)
	}
	key := store.Key{Network: a.Network, ID: remoteID}
	doc, err := tx.Mentions().Find(key)
	if err == nil {
		if err := tx.Mentions().Delete(doc); err != nil {
			return err
		}
		tx.Touch(store.TopicMentions, docID(doc))
	} else if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return tx.Records(store.KindPostsSent).Put(key.String(), []byte(post.ID))
}

// answered notes the first answer of a mention and adds its response time to
// the day's sum, in the same transaction.
func (o *Outbox) answered(tx store.Tx, post store.Post, at time.Time) error {
	if post.About == 0 {
		return nil
	}
	m, err := tx.Mentions().Get(post.About)
	if err != nil {
		return ignoreMissing(err)
	}
	if !m.Work.Answered.IsZero() {
		return nil
	}
	r := o.record(tx, By{User: post.By, Door: "runner"}, "answered")
	r.entry.Fixed = true
	if _, err := r.work(m, func(w *store.Work) { w.Answered, w.Answerer = store.Stamp(at), post.By }); err != nil {
		return err
	}
	if err := addResponse(tx, at.In(o.zone), at.Sub(m.Created)); err != nil {
		return err
	}
	_, err = r.commit("answered")
	return err
}

// Retry puts a job back for another attempt after a wait; job.Doubt goes with it.
func (o *Outbox) Retry(ctx context.Context, job store.Job, after time.Duration, why string) error {
	return o.store.Update(ctx, func(tx store.Tx) error {
		job.State, job.Due, job.Error = store.JobQueued, o.env.Now().Add(after), why
		if err := store.PutJob(tx, job); err != nil {
			return err
		}
		return o.deliver(tx, job, func(d *store.Delivery) {
			d.State, d.Error, d.At = store.DeliveryScheduled, fmt.Sprintf("%s; next try (%d) follows", why, job.Attempts+1), job.Due
		})
	})
}

// Park hands a job to a person: it failed for good, or nobody knows whether it
// arrived (unsure).
func (o *Outbox) Park(ctx context.Context, job store.Job, why string, unsure bool) error {
	return o.store.Update(ctx, func(tx store.Tx) error {
		job.State, job.Error = store.JobParked, why
		if err := store.PutJob(tx, job); err != nil {
			return err
		}
		state := store.DeliveryFailed
		if unsure {
			state = store.DeliveryUnsure
		}
		return o.deliver(tx, job, func(d *store.Delivery) { d.State, d.Error, d.At = state, why, o.env.Now() })
	})
}

func (o *Outbox) deliver(tx store.Tx, job store.Job, change func(*store.Delivery)) error {
	if job.Kind != store.JobSend {
		return nil
	}
	post, err := store.Posts(tx).Get(job.Post)
	if err != nil {
		return ignoreMissing(err)
	}
	d := post.Delivery(job.Account)
	if d == nil {
		return nil
	}
	change(d)
	tx.Touch(store.TopicPosts, post.ID)
	if post.About != 0 {
		tx.Touch(store.TopicMentions, docID(post.About))
	}
	return store.Posts(tx).Put(post.ID, post)
}

// Wake ends the snoozes that are due. It is safe to call at any time.
func (o *Outbox) Wake(ctx context.Context) error {
	for {
		task, err := o.Claim(ctx, "")
		if err != nil || task == nil {
			return err
		}
		// What is claimed is finished, or it would wait for the next start.
		if err := o.wake(context.WithoutCancel(ctx), task.Job); err != nil {
			return err
		}
	}
}

func (o *Outbox) wake(ctx context.Context, job store.Job) error {
	return o.store.Update(ctx, func(tx store.Tx) error {
		for _, doc := range job.Docs {
			m, err := tx.Mentions().Get(doc)
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			if m.Work.State != store.StateSnoozed || m.Work.Until.After(o.env.Now()) {
				continue
			}
			m.Work.State, m.Work.Until = store.StateOpen, time.Time{}
			if err := tx.Mentions().Put(m); err != nil {
				return err
			}
			tx.Touch(store.TopicMentions, docID(doc))
		}
		return store.DropJob(tx, job.ID)
	})
}
