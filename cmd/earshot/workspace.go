package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"earshot/connectors"
	"earshot/connectors/enrich"
	"earshot/connectors/webhook"
	"earshot/store"
	"earshot/store/bolt"
	"earshot/store/desk"
)

// Workspace is an opened data folder: the store, the desk over it, the runner,
// and the socket through which other processes reach them. Exactly one process
// has it at a time.
type Workspace struct {
	Desk   *desk.Desk
	Runner *connectors.Runner
	// Enricher looks people up.
	Enricher *enrich.Worker
	// Courier tells other programs.
	Courier *webhook.Courier
	Store   store.Store
	Log     *slog.Logger
	Dir     string

	server *server
	closer []io.Closer
	parts  sync.WaitGroup
	leave  context.CancelCauseFunc
	live   context.Context
	runs   atomic.Bool
}

// onceSought is how many people at most are looked up at each source by a sync
// that ends.
const onceSought = 50

// dataFile is the name of the one file that holds everything.
const dataFile = "earshot.db"

// lockWait is how long a process tries to take the data over or to reach its
// owner before it gives up: an owner that starts or ends needs a moment.
const lockWait = 10 * time.Second

// errOwnerLeft ends the calls that a leaving owner still serves: their clients
// repeat them elsewhere.
var errOwnerLeft = errors.New("the process that owned the data is leaving")

// enter opens the workspace of a call: as its owner (Workspace), or, when
// another process has it, as a guest through its socket (net.Conn).
func enter(ctx context.Context, c *Call) (*Workspace, net.Conn, error) {
	dir := c.DataDir()
	deadline := time.Now().Add(lockWait)
	for {
		ws, err := own(ctx, c, dir)
		if err == nil {
			return ws, nil, nil
		}
		if !errors.Is(err, store.ErrLocked) {
			return nil, nil, err
		}
		conn, dialErr := dialOwner(ctx, dir)
		if dialErr == nil {
			return nil, conn, nil
		}
		if time.Now().After(deadline) {
			return nil, nil, fmt.Errorf("another process holds %s and does not answer (%w); end it, or try again", filepath.Join(dir, dataFile), dialErr)
		}
		if !store.Sleep(ctx, 30*time.Millisecond) {
			return nil, nil, context.Cause(ctx)
		}
	}
}

// own takes the lock and opens everything.
func own(ctx context.Context, c *Call, dir string) (*Workspace, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the data folder cannot be made: %w", err)
	}
	st, err := bolt.Open(filepath.Join(dir, dataFile), bolt.Options{})
	if errors.Is(err, fs.ErrPermission) {
		return nil, fmt.Errorf("%w; earshot doctor says what to do", err)
	}
	if err != nil {
		return nil, err
	}
	conf, err := loadConfig(c)
	if err != nil {
		return nil, errors.Join(err, st.Close())
	}
	log, logFile := c.openLog()
	ws := assemble(c, conf, st, store.RealEnv(), log, networks().Registry())
	ws.Dir = dir
	ws.closer = append(ws.closer, logFile)
	if ws.server, err = serve(ws, dir); err != nil {
		return nil, errors.Join(err, ws.Close())
	}
	return ws, nil
}

// Run starts the connectors, the outbox, the scheduler, the watch for alerts, what
// judges anew after corrections and what tells the hooks, once.
func (w *Workspace) Run() {
	if w.runs.Swap(true) {
		return
	}
	w.parts.Go(func() {
		if err := w.Runner.Run(w.live); err != nil {
			w.Log.Error("the runner stopped", "error", err)
		}
	})
	w.parts.Go(func() {
		w.Desk.Alerts.Run(w.live, func(err error) { w.Log.Error("alerts cannot be looked for", "error", err) })
	})
	w.parts.Go(func() { w.Desk.Teach.Run(w.live) })
	w.parts.Go(func() { w.Enricher.Run(w.live) })
	w.parts.Go(func() { w.Courier.Run(w.live) })
	w.parts.Go(w.older)
}

// older brings a workspace of an earlier earshot up to date: who is who, then how
// far their words carry. Where that is done, it costs next to nothing.
func (w *Workspace) older() {
	said := func(what string, err error) {
		if err != nil && w.live.Err() == nil {
			w.Log.Error(what+" is not found out to the end; the next start goes on", "error", err)
		}
	}
	said("who is who", w.Desk.People.Settle(w.live))
	said("influence", w.Desk.Influence.Run(w.live))
	for more := true; more; more = store.Sleep(w.live, settlePause) {
		said("influence", w.Desk.Influence.Settle(w.live))
	}
}

// settlePause is between two looks at who has become an influencer, or is none any
// more, without their doing.
const settlePause = 24 * time.Hour

// Once reads every source until it is up to date, sends what is due, catches up as
// older does, looks once for alerts, judges anew after corrections, looks up some
// people, and tells the hooks.
func (w *Workspace) Once(ctx context.Context) error {
	if err := w.Runner.Once(ctx); err != nil {
		return err
	}
	return errors.Join(w.Desk.People.Settle(ctx), w.Desk.Influence.CatchUp(ctx, nil), w.Desk.Influence.Settle(ctx),
		w.Desk.Alerts.Look(ctx), w.Desk.Teach.Settle(ctx), w.Enricher.Once(ctx, onceSought), w.Courier.Once(ctx))
}

// Deliver sends what is due now, in the background, and gives what became of
// it as a whole; where the runner runs, it does so by itself and for ever.
func (w *Workspace) Deliver() <-chan error {
	done := make(chan error, 1)
	if w.runs.Load() {
		return done
	}
	w.parts.Go(func() {
		err := w.Runner.Deliver(w.live)
		if err != nil {
			w.Log.Error("what is due cannot be sent", "error", err)
		}
		done <- err
	})
	return done
}

// Close ends everything in order: no new guests, guests told to go elsewhere,
// connectors stopped, the store closed and its lock released.
func (w *Workspace) Close() error {
	if w.server != nil {
		w.server.stopAccepting()
	}
	w.leave(errOwnerLeft)
	if w.server != nil {
		w.server.wait()
	}
	w.parts.Wait()
	err := w.Store.Close()
	for _, c := range w.closer {
		err = errors.Join(err, c.Close())
	}
	return err
}
