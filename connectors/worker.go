package connectors

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"earshot/connectors/fault"
	"earshot/store"
	"earshot/store/desk"
)

// worker runs one account.
type worker struct {
	r       *Runner
	account store.Account
	conn    Connector
	log     *slog.Logger
	nudge   chan struct{} // read the source now
	begun   chan struct{} // holds one once the source was read
	health  *health
}

func (r *Runner) worker(ctx context.Context, a store.Account) *worker {
	return &worker{
		r: r, account: a, log: r.log.With("account", a.Name), nudge: make(chan struct{}, 1), begun: make(chan struct{}, 1),
		health: newHealth(ctx, r.desk, a.Name),
	}
}

// run works until ctx ends.
func (w *worker) run(ctx context.Context) {
	defer w.health.flush(context.WithoutCancel(ctx))
	back := backoff{rand: w.r.desk.Env().Rand}
	var ear sync.WaitGroup
	defer ear.Wait()
	ear.Go(func() { w.asked(ctx) })
	for {
		err := w.open(ctx)
		if err == nil {
			break
		}
		if !w.failed(ctx, &back, err, w.nudge) {
			return
		}
	}
	var parts sync.WaitGroup
	if s, ok := w.conn.(Source); ok {
		parts.Go(func() { w.guarded(ctx, w.nudge, func(ctx context.Context) error { return w.read(ctx, s) }) })
	}
	if s, ok := w.conn.(Streamer); ok && w.account.Lacks[desk.AbilityLive] == "" {
		parts.Go(func() { w.guarded(ctx, nil, func(ctx context.Context) error { return w.stream(ctx, s) }) })
	}
	if f, ok := figuresOf(w); ok {
		parts.Go(func() { f.keep(ctx) })
	}
	parts.Go(func() { w.outbox(ctx) })
	parts.Wait()
}

// asked reads the source when a person asks for it.
func (w *worker) asked(ctx context.Context) {
	sub := w.r.desk.Bus().Subscribe(store.TopicRead)
	defer sub.Close()
	for {
		select {
		case <-ctx.Done():
			return
		case <-sub.Wake():
		}
		if sub.Take()[store.TopicRead].Has(w.account.Name) {
			w.now()
		}
	}
}

// now lets the source be read at once; one reading that waits is enough.
func (w *worker) now() {
	select {
	case w.nudge <- struct{}{}:
	default:
	}
}

func (w *worker) open(ctx context.Context) error {
	return w.safely(func() (err error) {
		w.conn, err = w.r.Open(ctx, w.account)
		return err
	})
}

// once reads the source until it is up to date and sends what is due.
func (w *worker) once(ctx context.Context) error {
	defer w.health.flush(context.WithoutCancel(ctx))
	if err := w.open(ctx); err != nil {
		w.health.fail(ctx, fault.Of(err), time.Time{})
		return err
	}
	var err error
	if s, ok := w.conn.(Source); ok {
		if err = w.safely(func() error { return w.pull(ctx, s) }); err != nil {
			w.health.fail(ctx, fault.Of(err), time.Time{})
		} else {
			w.health.ok(ctx, w.conn)
		}
	}
	if f, ok := figuresOf(w); ok && err == nil {
		f.ask(ctx)
	}
	return errors.Join(err, w.flush(ctx))
}

// deliver sends what is due.
func (w *worker) deliver(ctx context.Context) error {
	due, err := w.r.desk.Outbox.Due(ctx, w.account.Name)
	if err != nil || due.IsZero() || due.After(w.r.desk.Env().Now()) {
		return err
	}
	if err := w.open(ctx); err != nil {
		w.health.fail(ctx, fault.Of(err), time.Time{})
		return err
	}
	return w.flush(ctx)
}

// guarded repeats a part of the work for ever: after a fault it waits, after a
// clean end it goes on at once.
func (w *worker) guarded(ctx context.Context, sooner <-chan struct{}, part func(context.Context) error) {
	back := backoff{rand: w.r.desk.Env().Rand}
	for ctx.Err() == nil {
		began := time.Now()
		err := w.safely(func() error { return part(ctx) })
		if err == nil || time.Since(began) > steady {
			back.reset()
		}
		if err != nil && !w.failed(ctx, &back, err, sooner) {
			return
		}
	}
}

const insideError = "an error inside earshot; the log has the details (earshot doctor says where)"

// safely turns a panic of a connector into a fault: no network may bring the
// program down.
func (w *worker) safely(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			w.log.Error("a connector panicked", "panic", p, "stack", string(debug.Stack()))
			err = fault.New(fault.Transient, "", insideError)
		}
	}()
	return fn()
}

// failed notes a fault, waits as long as it asks for or until a person does not
// want to wait (sooner; nil = never), and says whether to go on.
func (w *worker) failed(ctx context.Context, back *backoff, err error, sooner <-chan struct{}) bool {
	if ctx.Err() != nil {
		return false
	}
	f := fault.Of(err)
	wait := back.next(f)
	w.log.Warn("waiting after a fault", "kind", f.Kind, "error", err, "wait", wait.Round(time.Second))
	w.health.fail(ctx, f, w.r.desk.Env().Now().Add(wait))
	if f.Kind == fault.Limited || f.RetryAfter > 0 {
		sooner = nil // the network said when
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-sooner:
	case <-timer.C:
	}
	return ctx.Err() == nil
}

// read pulls once, then waits for the interval or a nudge.
func (w *worker) read(ctx context.Context, s Source) error {
	if wait := w.limitWait(); wait > 0 {
		store.Sleep(ctx, wait)
		return nil // and look again: the window may be closed for longer than we wait at once
	}
	began := time.Now()
	if err := w.pull(ctx, s); err != nil {
		return err
	}
	w.health.ok(ctx, w.conn)
	select {
	case w.begun <- struct{}{}:
	default:
	}
	timer := time.NewTimer(max(leastInterval, s.Interval()))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-w.nudge:
		store.Sleep(ctx, leastInterval-time.Since(began)) // whoever keeps a key down hammers nobody
	case <-timer.C:
	}
	return nil
}

// limitWait is how long the network's window is still closed.
func (w *worker) limitWait() time.Duration {
	l, ok := w.conn.(Limiter)
	if !ok {
		return 0
	}
	left, reset := l.Limits()
	if left != 0 {
		return 0
	}
	return min(maxWait, max(0, reset.Sub(w.r.desk.Env().Now())))
}

func (w *worker) stream(ctx context.Context, s Streamer) error {
	err := s.Stream(ctx, func() {
		w.health.live(ctx, true)
		w.now()
	}, w.emit)
	w.health.live(ctx, false)
	if fault.Is(err, fault.Permanent) {
		// A server without streaming is read from time to time, and well.
		w.log.Info("no live stream", "reason", err)
		store.Sleep(ctx, askWait)
		return nil
	}
	if err == nil && ctx.Err() == nil {
		err = fault.New(fault.Transient, "stream", "the server ended the stream")
	}
	return err
}

// pull reads a source once. A cursor that cannot be read is not one that is
// missing: the connector would begin anew and store a cursor behind what it has
// never read. So from then on nothing of this reading is stored.
func (w *worker) pull(ctx context.Context, s Source) error {
	var unread atomic.Pointer[error]
	at := func(stream string) []byte {
		cursor, err := w.r.desk.Setup.Cursor(ctx, w.account.Name, stream)
		if err != nil {
			err = fmt.Errorf("read how far %q was read: %w", stream, err)
			unread.CompareAndSwap(nil, &err)
		}
		return cursor
	}
	err := s.Pull(ctx, at, func(ctx context.Context, b desk.Batch) error {
		if bad := unread.Load(); bad != nil {
			return *bad
		}
		return w.emit(ctx, b)
	})
	if bad := unread.Load(); bad != nil {
		return *bad
	}
	return err
}

// emit stores a batch; it is what connectors call.
func (w *worker) emit(ctx context.Context, b desk.Batch) error {
	b.Account = w.account.Name
	res, err := w.r.desk.Inbox.Ingest(ctx, b)
	if err != nil {
		return fmt.Errorf("store what arrived: %w", err)
	}
	for _, refused := range res.Refused {
		w.log.Warn("a mention was refused", "error", refused)
	}
	if res.New+res.Edited+res.Deleted > 0 {
		w.health.event(ctx, w.conn, newest(b))
	}
	return nil
}

// newest is when the youngest mention of a batch was written.
func newest(b desk.Batch) (at time.Time) {
	for _, e := range b.Events {
		if m := e.Mention; m != nil && m.Created.After(at) {
			at = m.Created
		}
	}
	return at
}
