package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
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

// nextJob finds the account's first job. One that cannot be read must not stop
// the others; it is told when there is nothing else to do.
func nextJob(tx store.Tx, account string) (*store.Job, error) {
	var broken error
	for job, err := range store.QueuedJobs(tx) {
		switch {
		case err != nil:
			broken = cmp.Or(broken, err)
		case job.Account == account:
			return &job, nil
		}
	}
	return nil, broken
}

// Claim takes the account's next due job and marks it as being tried; nil when
// none is due.
func (o *Outbox) Claim(ctx context.Context, account string) (*Task, error) {
	// Every change of any job wakes every account, so finding nothing must cost
	// no commit.
	due, err := o.Due(ctx, account)
	if err != nil || due.IsZero() || due.After(o.env.Now()) {
		return nil, err
	}
	var task *Task
	err = o.store.Update(ctx, func(tx store.Tx) error {
		task = nil
		for {
			job, err := nextJob(tx, account)
			if err != nil || job == nil || job.Due.After(o.env.Now()) {
				return err
			}
			task, err = o.load(tx, *job)
			if err == nil {
				if err := o.begin(tx, &task.Job); err != nil {
					return err
				}
				return o.repeat(tx, task.Job.Post)
			}
			if !errors.Is(err, store.ErrNotFound) {
				return err
			}
			// Its post or mention is gone: nothing to do, on to the next.
			if err := store.DropJob(tx, job.ID); err != nil {
				return err
			}
			task = nil
		}
	})
	return task, err
}

// begin marks a job as being tried.
func (o *Outbox) begin(tx store.Tx, job *store.Job) error {
	job.State = store.JobTrying
	if job.Began.IsZero() {
		job.Began = o.env.Now()
	}
	job.Attempts++
	if err := store.PutJob(tx, *job); err != nil {
		return err
	}
	return o.deliver(tx, *job, func(d *store.Delivery) { d.State, d.Error = store.DeliverySending, "" })
}

func (o *Outbox) load(tx store.Tx, job store.Job) (*Task, error) {
	t := &Task{Job: job}
	var err error
	if job.Kind == store.JobThread {
		if len(job.Docs) == 0 {
			return nil, store.ErrNotFound
		}
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
			err := o.deliver(tx, job, func(d *store.Delivery) {
				d.State, d.Error, d.At = store.DeliveryScheduled, "earshot stopped in the middle of sending; it looks whether this arrived", job.Due
			})
			if err != nil {
				return err
			}
		}
		n = len(left)
		return nil
	})
	return n, err
}

// Delivered settles a send: the post stands on the network.
func (o *Outbox) Delivered(ctx context.Context, job store.Job, remoteID, url string, at time.Time) error {
	if at.IsZero() {
		at = o.env.Now()
	}
	return o.store.Update(ctx, func(tx store.Tx) error {
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
		echo, err := o.markSent(tx, job, post, remoteID)
		if err != nil {
			return err
		}
		return o.answered(tx, post, at, echo)
	})
}

// markSent remembers the network's id of what we sent, so that reading our own
// timeline does not make a mention of it. One that came first, the echo, goes;
// what others said to it belongs to the discussion that we answered in.
func (o *Outbox) markSent(tx store.Tx, job store.Job, post store.Post, remoteID string) (echo *store.Mention, err error) {
	a, err := store.Accounts(tx).Get(job.Account)
	if err != nil || remoteID == "" {
		return nil, ignoreMissing(err)
	}
	key := store.Key{Network: a.Network, ID: remoteID}
	doc, err := tx.Mentions().Find(key)
	if err == nil {
		if echo, err = tx.Mentions().Get(doc); err != nil {
			return nil, err
		}
		a := &arrival{core: o.core, tx: tx, like: &alike{core: o.core, tx: tx}, sway: newSway(o.core, tx)}
		if err := errors.Join(a.forget(echo), a.sums.write(tx), a.like.flush(), a.sway.flush(), carried(a)); err != nil {
			return nil, err
		}
	} else if !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	if err := tx.Records(store.KindPostsSent).Put(key.String(), []byte(post.ID)); err != nil {
		return nil, err
	}
	thread, err := sentThread(tx, post, key)
	if err != nil {
		return nil, err
	}
	return echo, moveThread(tx, key, thread)
}

// answered notes the first answer of a mention and adds its response time to
// the day's sum, in the same transaction. Where the echo of this very answer
// was taken for an answer given elsewhere, only who gave it is put right.
func (o *Outbox) answered(tx store.Tx, post store.Post, at time.Time, echo *store.Mention) error {
	if post.About == 0 {
		return nil
	}
	m, err := tx.Mentions().Get(post.About)
	if err != nil {
		return ignoreMissing(err)
	}
	first := m.Work.Answered.IsZero()
	if !first && (echo == nil || m.Work.Answerer != echo.Account || !m.Work.Answered.Equal(echo.Created)) {
		return nil
	}
	r := o.record(tx, By{User: post.By, Door: "runner"}, "answered")
	r.entry.Fixed = true
	_, err = r.work(m, func(w *store.Work) {
		w.Answerer = post.By
		if first {
			w.Answered = store.Stamp(at)
		}
	})
	if err != nil {
		return err
	}
	if first {
		if err := moveResponse(tx, o.zone, m.Created, time.Time{}, m.Work.Answered); err != nil {
			return err
		}
	}
	_, err = r.commit("answered")
	return err
}

// Retry puts a job back for another attempt after a wait; job.Doubt goes with
// it. No why says that the attempt was stopped by us and nothing has failed.
func (o *Outbox) Retry(ctx context.Context, job store.Job, after time.Duration, why string) error {
	return o.store.Update(ctx, func(tx store.Tx) error {
		if _, err := store.Jobs(tx).Get(job.ID); err != nil {
			return ignoreMissing(err) // its account was disconnected meanwhile
		}
		job.State, job.Due, job.Error = store.JobQueued, o.env.Now().Add(after), why
		if err := store.PutJob(tx, job); err != nil {
			return err
		}
		return o.deliver(tx, job, func(d *store.Delivery) {
			d.State, d.Error, d.At = store.DeliveryScheduled, "", job.Due
			if why != "" {
				d.Error = fmt.Sprintf("%s; next try (%d) follows", why, job.Attempts+1)
			}
		})
	})
}

// Park hands a job to a person: it failed for good, or nobody knows whether it
// arrived (unsure).
func (o *Outbox) Park(ctx context.Context, job store.Job, why string, unsure bool) error {
	return o.store.Update(ctx, func(tx store.Tx) error {
		job.State, job.Error = store.JobParked, why
		if _, err := store.Jobs(tx).Get(job.ID); err == nil { // else its account was disconnected meanwhile
			if err := store.PutJob(tx, job); err != nil {
				return err
			}
		}
		state := store.DeliveryFailed
		if unsure {
			state = store.DeliveryUnsure
		}
		return o.deliver(tx, job, func(d *store.Delivery) { d.State, d.Error, d.At = state, why, o.env.Now() }, func(post store.Post, d store.Delivery) error {
			return undelivered(tx, o.core, post, d, "")
		})
	})
}

// deliver changes a delivery; then does what follows of it.
func (o *Outbox) deliver(tx store.Tx, job store.Job, change func(*store.Delivery), then ...func(store.Post, store.Delivery) error) error {
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
	if err := store.Posts(tx).Put(post.ID, post); err != nil {
		return err
	}
	for _, fn := range then {
		if err := fn(post, *d); err != nil {
			return err
		}
	}
	return nil
}
