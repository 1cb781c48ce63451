package enrich

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"earshot/connectors/fault"
	"earshot/store"
	"earshot/store/desk"
)

// Worker asks the sources. Each has a goroutine of its own, so that one that
// hangs delays no other.
type Worker struct {
	desk    *desk.Desk
	log     *slog.Logger
	sources []*served
}

// served is a source with how it may be asked.
type served struct {
	Source
	gap     time.Duration // between two questions
	limit   int           // calls an hour; 0 = as many as there are
	central bool          // one server: when it fails it fails for all
	left    func() (int, time.Time)
}

// window is the time to which limits belong.
const window = time.Hour

// The waits of the worker.
const (
	idleWait  = 30 * time.Second // a clock that jumps delays nothing by more
	firstWait = time.Minute      // after a first failure; four times that after each more
	maxWait   = 8 * time.Hour
	askWait   = time.Hour // where a source refuses us, a person may have mended it
)

// Run asks the sources that are on until ctx ends.
func (w *Worker) Run(ctx context.Context) {
	var all sync.WaitGroup
	on := w.desk.Enrich.On()
	for _, s := range w.sources {
		if slices.Contains(on, s.Name()) {
			all.Go(func() { w.serve(ctx, s) })
		}
	}
	all.Wait()
}

// Once asks what can be asked now, up to n questions of each source, and leaves
// the rest in the queue.
func (w *Worker) Once(ctx context.Context, n int) error {
	var all sync.WaitGroup
	on := w.desk.Enrich.On()
	errs := make([]error, len(w.sources))
	for i, s := range w.sources {
		if !slices.Contains(on, s.Name()) {
			continue
		}
		all.Go(func() {
			for range n {
				if did, _, err := w.step(ctx, s); !did || err != nil {
					errs[i] = err
					return
				}
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// serve asks one source until ctx ends.
func (w *Worker) serve(ctx context.Context, s *served) {
	sub := w.desk.Bus().Subscribe(store.TopicSought)
	defer sub.Close()
	for ctx.Err() == nil {
		did, until, err := w.step(ctx, s)
		if err != nil && ctx.Err() == nil {
			w.log.Error("what was looked up cannot be written down", "source", s.Name(), "error", err)
			store.Sleep(ctx, idleWait)
			continue
		}
		if did {
			store.Sleep(ctx, s.gap)
			continue
		}
		wait := idleWait
		if !until.IsZero() {
			wait = min(wait, max(0, until.Sub(w.desk.Env().Now())))
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-sub.Wake():
			sub.Take()
		case <-timer.C:
		}
		timer.Stop()
	}
}

// step asks one question; until says when to come again where there is none to
// be asked now, zero = when one is put in.
func (w *Worker) step(ctx context.Context, s *served) (did bool, until time.Time, err error) {
	state, err := w.desk.Enrich.State(ctx, s.Name())
	if err != nil {
		return false, until, err
	}
	if state.Closed.After(w.desk.Env().Now()) {
		return false, state.Closed, nil
	}
	q, err := w.desk.Enrich.Next(ctx, s.Name())
	if err != nil {
		return false, until, err
	}
	if q == nil {
		until, err = w.desk.Enrich.Due(ctx, s.Name())
		return false, until, err
	}
	return true, until, w.ask(ctx, s, q, state)
}

// Now asks a source about one person at once, whoever else is in its queue, and
// whether it is on or not. The error says why nothing could be learnt; that the
// source has nothing is one, too (Nothing).
func (w *Worker) Now(ctx context.Context, source, identity string) error {
	i := slices.IndexFunc(w.sources, func(s *served) bool { return s.Name() == source })
	if i < 0 {
		return &store.Invalid{Field: "source", Why: fmt.Sprintf("there is no source %q", source)}
	}
	s := w.sources[i]
	state, err := w.desk.Enrich.State(ctx, source)
	if err != nil {
		return err
	}
	if now := w.desk.Env().Now(); state.Closed.After(now) {
		return fault.New(fault.Limited, source, "it lets us ask again at %s", state.Closed.Format("15:04 UTC"))
	}
	q, err := w.desk.Enrich.Question(ctx, source, identity)
	if err != nil {
		return err
	}
	var failed error
	err = w.asked(ctx, s, q, state, &failed)
	return errors.Join(failed, err)
}

func (w *Worker) ask(ctx context.Context, s *served, q *desk.Question, state store.SourceState) error {
	var failed error
	return w.asked(ctx, s, q, state, &failed)
}

// asked puts a question and writes what came of it, even when ctx has ended
// meanwhile; an answer that was cut off by that is asked again. failed is why
// nothing was found.
func (w *Worker) asked(ctx context.Context, s *served, q *desk.Question, state store.SourceState, failed *error) error {
	look, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	found, err := w.safely(look, s, q.Identity)
	*failed = err
	if err != nil && ctx.Err() != nil {
		return nil // it stands in the queue
	}
	always := context.WithoutCancel(ctx)
	if err := w.hear(always, s, state, err); err != nil {
		return err
	}
	return w.settle(always, s, q, found, err)
}

// safely turns a panic into a fault: no profile may bring the program down.
func (w *Worker) safely(ctx context.Context, s *served, who store.Identity) (f desk.Findings, err error) {
	defer func() {
		if p := recover(); p != nil {
			w.log.Error("a look-up panicked", "source", s.Name(), "panic", p, "stack", string(debug.Stack()))
			err = fault.New(fault.Permanent, s.Name(), "an error inside earshot; the log has the details (earshot doctor says where)")
		}
	}()
	return s.Look(ctx, who)
}

// settle writes what came of a question.
func (w *Worker) settle(ctx context.Context, s *served, q *desk.Question, found desk.Findings, err error) error {
	box, id := w.desk.Enrich, q.Identity.ID
	if err == nil {
		return box.Found(ctx, s.Name(), id, found)
	}
	if n, ok := isNothing(err); ok {
		return box.Missed(ctx, s.Name(), id, n.Why)
	}
	f := fault.Of(err)
	w.log.Info("a look-up failed", "source", s.Name(), "kind", f.Kind, "error", err)
	now := w.desk.Env().Now()
	switch f.Kind {
	case fault.Gone, fault.Permanent:
		return box.Missed(ctx, s.Name(), id, f.Error())
	case fault.Limited, fault.Unauthorized:
		return box.Later(ctx, s.Name(), id, now.Add(w.closed(s, f)), f.Error(), false)
	}
	return box.Later(ctx, s.Name(), id, now.Add(retry(q.Tries, f)), f.Error(), !s.central)
}

// retry is the wait after a failure: a minute, then four times as long each.
func retry(tries int, f *fault.Fault) time.Duration {
	return max(f.RetryAfter, min(maxWait, firstWait<<min(2*tries, 20)))
}

// closed is how long a source that refuses us is left alone: as long as it
// says, else to the end of its window.
func (w *Worker) closed(s *served, f *fault.Fault) time.Duration {
	if f.RetryAfter > 0 {
		return f.RetryAfter
	}
	if s.left != nil {
		if _, reset := s.left(); reset.After(w.desk.Env().Now()) {
			return reset.Sub(w.desk.Env().Now())
		}
	}
	return askWait
}

// hear keeps count of the calls that a source leaves us, by its own word or by
// ours where it says nothing, and closes it when there are none left.
func (w *Worker) hear(ctx context.Context, s *served, state store.SourceState, err error) error {
	now, before := w.desk.Env().Now(), state
	state.Source, state.Error = s.Name(), ""
	if s.limit > 0 {
		if !state.Reset.After(now) {
			state.Left, state.Reset = s.limit, now.Add(window)
		}
		state.Left = max(0, state.Left-1)
		if left, reset := s.left(); left >= 0 {
			state.Left = left
			if reset.After(now) {
				state.Reset = reset
			}
		}
		if state.Left == 0 {
			state.Closed = state.Reset
		}
	}
	if _, none := isNothing(err); err == nil || none {
		state.LastOK = now
	} else if f := fault.Of(err); f.Kind == fault.Limited || f.Kind == fault.Unauthorized || f.Kind == fault.Transient && s.central {
		state.Error = f.Error()
		if f.Kind == fault.Transient {
			state.Closed = now.Add(max(firstWait, f.RetryAfter))
		} else if s.central {
			state.Closed = now.Add(w.closed(s, f))
		}
	}
	// A mere time of the last answer is not worth a write to the disk each time.
	if s.limit == 0 && state.Error == before.Error && now.Sub(before.LastOK) < window {
		return nil
	}
	return w.desk.Enrich.Heard(ctx, state)
}
