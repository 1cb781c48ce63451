package connectors

import (
	"context"
	"errors"
	"fmt"
	"time"

	"earshot/connectors/fault"
	"earshot/store"
	"earshot/store/desk"
)

const (
	// sendTimeout bounds one attempt, uploadTimeout one with files: 50 MB over a
	// line of a megabit a second take seven minutes.
	sendTimeout   = 2 * time.Minute
	uploadTimeout = 12 * time.Minute
	// giveUp is how long a send is tried again before a person is asked.
	giveUp = 24 * time.Hour
)

// outbox moves the account's jobs until ctx ends.
func (w *worker) outbox(ctx context.Context) {
	sub := w.r.desk.Bus().Subscribe(store.TopicJobs)
	defer sub.Close()
	for {
		if err := w.flush(ctx); err != nil && ctx.Err() == nil {
			w.log.Error("the outbox cannot be read", "error", err)
			if !store.Sleep(ctx, firstWait) {
				return
			}
		}
		if !waitDue(ctx, w.r.desk, w.account.Name, sub) {
			return
		}
	}
}

// flush does every job of the account that is due now.
func (w *worker) flush(ctx context.Context) error {
	for {
		task, err := w.r.desk.Outbox.Claim(ctx, w.account.Name)
		if err != nil || task == nil {
			return err
		}
		if err := w.do(ctx, task); err != nil {
			return err
		}
	}
}

func (w *worker) do(ctx context.Context, t *desk.Task) error {
	if t.Job.Kind == store.JobThread {
		return w.thread(ctx, t)
	}
	sender, ok := w.conn.(Sender)
	if !ok {
		return w.r.desk.Outbox.Park(context.WithoutCancel(ctx), t.Job, w.account.Network+" accounts only listen", false)
	}
	out := w.outgoing(ctx, t)
	try, cancel := context.WithTimeout(ctx, patience(sender, out))
	defer cancel()
	receipt, sent, err := w.resolve(try, t, out)
	if err == nil && !sent {
		err = w.send(try, sender, t, out, &receipt)
	}
	return w.record(ctx, t, receipt, err)
}

// patience is how long one attempt may take.
func patience(s Sender, out Outgoing) time.Duration {
	usual := sendTimeout
	if len(out.Message.Media) > 0 {
		usual = uploadTimeout
	}
	if p, ok := s.(Patient); ok {
		return max(usual, p.Patience(out))
	}
	return usual
}

// send makes one attempt. An answer to something that is gone must not go out
// as a post of its own.
func (w *worker) send(ctx context.Context, sender Sender, t *desk.Task, out Outgoing, receipt *Receipt) error {
	if t.Post.About != 0 && t.About == nil {
		return fault.New(fault.Permanent, "", "what this answers has been deleted meanwhile; stop it, or send the text as a new post")
	}
	return w.safely(func() (err error) { *receipt, err = sender.Send(ctx, out); return err })
}

// record writes what became of an attempt, even when ctx has ended meanwhile:
// what is known now must not turn into a doubt. While it cannot be written (the
// disk is full), nothing else of this account is sent.
func (w *worker) record(ctx context.Context, t *desk.Task, receipt Receipt, err error) error {
	always := context.WithoutCancel(ctx)
	write := func() error { return w.settle(always, t, receipt, err) }
	if err != nil && ctx.Err() != nil && fault.Is(err, fault.Transient) {
		write = func() error { return w.interrupted(always, t, err) }
	}
	back := backoff{rand: w.r.desk.Env().Rand}
	for {
		failure := write()
		if failure == nil {
			return nil
		}
		w.log.Error("what became of a send cannot be written down", "job", t.Job.ID, "error", failure)
		if !store.Sleep(ctx, back.next(fault.Of(failure))) {
			return failure
		}
	}
}

// interrupted puts back a job that was stopped in the middle of an attempt, in
// doubt: the account may have been connected anew, or a person pressed ctrl+c
// in one of several calls of this process, which lives on and has recovered its
// jobs long ago.
func (w *worker) interrupted(ctx context.Context, t *desk.Task, err error) error {
	t.Job.Doubt = t.Job.Doubt || !fault.Of(err).Unsent
	return w.r.desk.Outbox.Retry(ctx, t.Job, 0, "")
}

// outgoing is the delivery as the Sender sees it. An answer on another network
// than the mention's, or on another server of it, is a post of its own there:
// the mention's id means nothing there, or another mention.
func (w *worker) outgoing(ctx context.Context, t *desk.Task) Outgoing {
	m := t.Post.Message
	m.Text = m.TextFor(t.Job.Account)
	m.Variants = nil
	out := Outgoing{Key: t.Job.ID, Message: m, Made: t.Job.Began}
	if about := t.About; about != nil && (about.Account == w.account.Name || w.shares(ctx, about)) {
		out.ReplyTo = about
	}
	return out
}

// shares tells whether our account knows a mention by the same id as the
// account through which it came. One that came from a file may have come from
// our server; on some networks every server knows the same ids.
func (w *worker) shares(ctx context.Context, about *store.Mention) bool {
	if about.Key.Network != w.account.Network {
		return false
	}
	if _, ok := w.conn.(Worldwide); ok {
		return true
	}
	theirs, err := w.r.desk.Setup.Account(ctx, about.Account)
	return errors.Is(err, store.ErrNotFound) || err == nil && theirs.Server == w.account.Server
}

// ErrUnsure says that only a person can tell whether a post arrived. A Finder
// gives it where even the network's own records do not tell.
var ErrUnsure = errors.New("earshot stopped in the middle of sending, and this network cannot tell whether it arrived; look there, then retry it or mark it as arrived")

// resolve settles a doubt before anything is sent again: it looks in our own
// timeline; where that is impossible it relies on the network's idempotency
// key; where there is neither, a person is asked. Never twice, never silently
// stuck.
func (w *worker) resolve(ctx context.Context, t *desk.Task, out Outgoing) (Receipt, bool, error) {
	if !t.Job.Doubt {
		return Receipt{}, false, nil
	}
	if f, ok := w.conn.(Finder); ok {
		var receipt Receipt
		var found bool
		err := w.safely(func() (err error) { receipt, found, err = f.Find(ctx, out); return err })
		return receipt, found, err
	}
	if i, ok := w.conn.(Idempotent); ok && w.r.desk.Env().Now().Sub(t.Job.Began) < i.IdempotentFor() {
		return Receipt{}, false, nil
	}
	return Receipt{}, false, ErrUnsure
}

// settle writes what became of an attempt.
func (w *worker) settle(ctx context.Context, t *desk.Task, receipt Receipt, err error) error {
	box := w.r.desk.Outbox
	if err == nil {
		w.health.ok(ctx, w.conn)
		return box.Delivered(ctx, t.Job, receipt.RemoteID, receipt.URL, receipt.At)
	}
	if errors.Is(err, ErrUnsure) {
		return box.Park(ctx, t.Job, err.Error(), true)
	}
	f := fault.Of(err)
	w.log.Warn("a send failed", "job", t.Job.ID, "kind", f.Kind, "error", err)
	switch f.Kind {
	case fault.Unauthorized:
		w.health.fail(ctx, f, time.Time{})
		return box.Park(ctx, t.Job, again(f.Error())+", then retry this", false)
	case fault.Permanent, fault.Gone:
		return box.Park(ctx, t.Job, f.Error(), false)
	}
	// A request that may have reached the network leaves a doubt; being told
	// to slow down does not.
	t.Job.Doubt = t.Job.Doubt || (f.Kind == fault.Transient && !f.Unsent)
	now := w.r.desk.Env().Now()
	if now.Sub(t.Job.Began) > giveUp {
		return box.Park(ctx, t.Job, fmt.Sprintf("given up after %d tries: %s", t.Job.Attempts, f.Error()), t.Job.Doubt)
	}
	back := backoff{rand: w.r.desk.Env().Rand, fails: t.Job.Attempts - 1}
	return box.Retry(ctx, t.Job, back.next(f), f.Error())
}

// thread fetches the discussion around a mention that somebody opened. It is a
// convenience: when it fails, the log tells and nothing else is lost.
func (w *worker) thread(ctx context.Context, t *desk.Task) error {
	th, ok := w.conn.(Threader)
	if ok && t.About != nil {
		try, cancel := context.WithTimeout(ctx, sendTimeout)
		defer cancel()
		var mentions []*store.Mention
		err := w.safely(func() (err error) { mentions, err = th.Thread(try, t.About.Key.ID); return err })
		if err == nil {
			b := desk.Batch{Backfill: true}
			for _, m := range mentions {
				b.Events = append(b.Events, desk.Event{Mention: m})
			}
			err = w.emit(ctx, b)
		}
		if err != nil && ctx.Err() == nil {
			w.log.Warn("a discussion cannot be fetched", "mention", t.About.Key, "error", err)
		}
	}
	return w.r.desk.Outbox.Drop(context.WithoutCancel(ctx), t.Job.ID)
}
