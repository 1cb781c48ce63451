package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"earshot/store"
)

// What a person does to a post that was accepted.

// Stop takes back what has not left yet, on every account where it has not.
// What is being sent at this moment cannot be stopped.
func (p *Publish) Stop(ctx context.Context, by By, id string) (Outcome, error) {
	return p.change(ctx, by, "stop", id, func(r *recorder, post *store.Post, d *store.Delivery) (bool, error) {
		switch d.State {
		case store.DeliveryHeld, store.DeliveryScheduled, store.DeliveryFailed, store.DeliveryUnsure:
		default:
			return false, nil
		}
		job, err := jobOf(r.tx, post, d)
		if err != nil {
			return false, err
		}
		unsure := d.State == store.DeliveryUnsure || job.Doubt
		if d.State, d.Error = store.DeliveryStopped, ""; unsure {
			d.Error = "stopped; an earlier try may have arrived"
		}
		return true, r.put(store.KindJobs, d.Job, nil)
	}, "nothing to stop: it has already left")
}

// Retry sends again what failed for good, or what nobody knows to have arrived
// and a person has looked after.
func (p *Publish) Retry(ctx context.Context, by By, id string) (Outcome, error) {
	return p.change(ctx, by, "retry", id, func(r *recorder, post *store.Post, d *store.Delivery) (bool, error) {
		if d.State != store.DeliveryFailed && d.State != store.DeliveryUnsure {
			return false, nil
		}
		if err := canSend(r.tx, d.Account); err != nil {
			return false, err
		}
		old, err := jobOf(r.tx, post, d)
		if err != nil {
			return false, err
		}
		job := store.Job{ID: d.Job, Kind: store.JobSend, State: store.JobQueued, Account: d.Account, Post: post.ID, Due: p.env.Now()}
		if old.Doubt && d.State == store.DeliveryFailed {
			// Nobody was asked to look yet: an earlier try may have arrived.
			job.Doubt, job.Began = true, old.Began
		}
		d.State, d.Error, d.At = store.DeliveryHeld, "", job.Due
		return true, r.put(store.KindJobs, job.ID, job)
	}, "nothing to retry: no delivery has failed")
}

// Arrived says that an unsure delivery did arrive: a person has looked.
func (p *Publish) Arrived(ctx context.Context, by By, id string) (Outcome, error) {
	return p.change(ctx, by, "arrived", id, func(r *recorder, post *store.Post, d *store.Delivery) (bool, error) {
		if d.State != store.DeliveryUnsure {
			return false, nil
		}
		job, err := jobOf(r.tx, post, d)
		if err != nil {
			return false, err
		}
		d.State, d.Error, d.At = store.DeliverySent, "", p.env.Now()
		if !job.Began.IsZero() {
			d.At = job.Began
		}
		if err := p.arrivedAt(r, post, d.At); err != nil {
			return false, err
		}
		return true, r.put(store.KindJobs, d.Job, nil)
	}, "no delivery is in doubt")
}

// arrivedAt notes the first answer of a mention, as Outbox.Delivered does.
func (p *Publish) arrivedAt(r *recorder, post *store.Post, at time.Time) error {
	if post.About == 0 {
		return nil
	}
	m, err := r.tx.Mentions().Get(post.About)
	if err != nil {
		return ignoreMissing(err)
	}
	if !m.Work.Answered.IsZero() {
		return nil
	}
	if _, err := r.work(m, func(w *store.Work) { w.Answered, w.Answerer = at, post.By }); err != nil {
		return err
	}
	return moveResponse(r.tx, p.zone, m.Created, time.Time{}, at)
}

// Move gives a scheduled post another time.
func (p *Publish) Move(ctx context.Context, by By, id string, at time.Time) (Outcome, error) {
	at = store.Stamp(at)
	if !at.After(p.env.Now()) {
		return Outcome{}, &store.Invalid{Field: "at", Why: "the time has already passed; give one in the future"}
	}
	return p.change(ctx, by, "move", id, func(r *recorder, post *store.Post, d *store.Delivery) (bool, error) {
		if d.State != store.DeliveryHeld && d.State != store.DeliveryScheduled {
			return false, nil
		}
		job, err := jobOf(r.tx, post, d) // with its tries and its doubt, if it has any
		if err != nil {
			return false, err
		}
		job.State, job.Due, job.Error = store.JobQueued, at, ""
		post.At, d.At, d.State, d.Error = at, at, store.DeliveryScheduled, ""
		return true, r.put(store.KindJobs, job.ID, job)
	}, "nothing to move: it has already left")
}

// jobOf reads the job behind a delivery; a new one if it has none any more.
func jobOf(tx store.Tx, post *store.Post, d *store.Delivery) (store.Job, error) {
	job, err := store.Jobs(tx).Get(d.Job)
	if ignoreMissing(err) != nil {
		return job, err
	}
	if err != nil {
		job = store.Job{ID: d.Job, Kind: store.JobSend, Account: d.Account, Post: post.ID}
	}
	return job, nil
}

func (p *Publish) change(ctx context.Context, by By, verb, id string,
	change func(*recorder, *store.Post, *store.Delivery) (bool, error), refusal string,
) (Outcome, error) {
	var out Outcome
	err := p.store.Update(ctx, func(tx store.Tx) error {
		out = Outcome{}
		post, err := store.Posts(tx).Get(id)
		if err != nil {
			return fmt.Errorf("there is no such post: %w", err)
		}
		r := p.record(tx, by, verb)
		post.To = slices.Clone(post.To)
		for i := range post.To {
			changed, err := change(r, &post, &post.To[i])
			if err != nil {
				return err
			}
			if changed {
				out.Changed++
			}
		}
		if out.Changed == 0 {
			return &store.Invalid{Why: refusal}
		}
		if err := r.put(store.KindPosts, id, post); err != nil {
			return err
		}
		r.about(post.About)
		out.Title = verb + ": " + sendTitle(post)
		out.Seq, err = r.commit(out.Title)
		return err
	})
	return out, err
}
