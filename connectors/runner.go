package connectors

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"time"

	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/store"
	"earshot/store/desk"
)

// Runner keeps every account's connector alive: it reads sources, holds
// streams, moves the outbox, wakes snoozes and tells the health of each. Each
// account has goroutines of its own, so that one that fails or hangs never
// delays another.
type Runner struct {
	desk     *desk.Desk
	registry Registry
	http     func(store.Account) *httpx.Client
	log      *slog.Logger

	recovery  sync.Mutex
	recovered bool // guarded by recovery
}

// RunnerOptions are what a Runner needs.
type RunnerOptions struct {
	Desk     *desk.Desk
	Registry Registry
	// HTTP makes the client of one account: each has limits of its own.
	HTTP func(store.Account) *httpx.Client
	Log  *slog.Logger
}

// NewRunner makes a Runner; Run or Once sets it to work.
func NewRunner(o RunnerOptions) *Runner {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Runner{desk: o.Desk, registry: o.Registry, http: o.HTTP, log: o.Log}
}

// Run works until ctx ends. Accounts that are added, changed or removed
// meanwhile are started, restarted or stopped.
func (r *Runner) Run(ctx context.Context) error {
	if err := r.recover(ctx); err != nil {
		return err
	}
	sub := r.desk.Bus().Subscribe(store.TopicAccounts)
	defer sub.Close()
	var all sync.WaitGroup
	defer all.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	all.Go(func() { r.wakes(ctx) })
	running := map[string]*running{}
	for {
		if err := r.reconcile(ctx, &all, running); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-sub.Wake():
			sub.Take()
		}
	}
}

// running is one account at work, or one that was removed and may still be
// ending its work.
type running struct {
	added time.Time
	watch string
	gone  bool
	stop  context.CancelFunc
	done  chan struct{}
}

func (run *running) is(a store.Account) bool {
	return !run.gone && a.Added.Equal(run.added) && fmt.Sprint(a.Watch) == run.watch
}

// reconcile brings what runs in line with the accounts there are.
func (r *Runner) reconcile(ctx context.Context, all *sync.WaitGroup, now map[string]*running) error {
	accounts, err := r.desk.Setup.Accounts(ctx)
	if err != nil {
		return stopped(ctx, err)
	}
	want := map[string]bool{}
	for _, a := range accounts {
		want[a.Name] = true
		before := now[a.Name]
		if before != nil && before.is(a) {
			continue
		}
		now[a.Name] = r.start(ctx, all, a, before)
	}
	for name, run := range now {
		if !want[name] && !run.gone {
			run.gone = true
			run.stop()
		}
	}
	return nil
}

// start sets an account to work, once the work on what it was before has
// ended: there are never two workers on one cursor. Others do not wait for it.
func (r *Runner) start(ctx context.Context, all *sync.WaitGroup, a store.Account, before *running) *running {
	wctx, stop := context.WithCancel(ctx)
	run := &running{added: a.Added, watch: fmt.Sprint(a.Watch), stop: stop, done: make(chan struct{})}
	all.Go(func() {
		defer close(run.done)
		defer stop()
		if before != nil {
			before.stop()
			<-before.done
		}
		r.worker(wctx, a).run(wctx)
	})
	return run
}

// Once reads every source until it is up to date and sends what is due, all
// accounts at the same time. The errors name their accounts; one that fails
// does not stop the others.
func (r *Runner) Once(ctx context.Context) error {
	if err := r.recover(ctx); err != nil {
		return err
	}
	if err := r.desk.Outbox.Wake(ctx); err != nil {
		return err
	}
	return r.each(ctx, (*worker).once)
}

// Deliver sends what is due now and reads nothing.
func (r *Runner) Deliver(ctx context.Context) error {
	if err := r.recover(ctx); err != nil {
		return err
	}
	return r.each(ctx, (*worker).deliver)
}

// each lets every account do something, all at the same time.
func (r *Runner) each(ctx context.Context, do func(*worker, context.Context) error) error {
	accounts, err := r.desk.Setup.Accounts(ctx)
	if err != nil {
		return err
	}
	errs := make([]error, len(accounts))
	var all sync.WaitGroup
	for i, a := range accounts {
		all.Go(func() {
			if err := do(r.worker(ctx, a), ctx); err != nil {
				errs[i] = fmt.Errorf("%s: %w", a.Name, err)
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// recover puts back, before the first job of this process is tried, what a
// crash left in the middle of sending.
func (r *Runner) recover(ctx context.Context) error {
	r.recovery.Lock()
	defer r.recovery.Unlock()
	if r.recovered {
		return nil
	}
	n, err := r.desk.Outbox.Recover(ctx)
	if err != nil {
		return stopped(ctx, err) // the next call tries again
	}
	r.recovered = true
	if n > 0 {
		r.log.Warn("jobs were being sent when earshot stopped; looking whether they arrived", "jobs", n)
	}
	return nil
}

// wakes ends snoozes when they are due.
func (r *Runner) wakes(ctx context.Context) {
	sub := r.desk.Bus().Subscribe(store.TopicJobs)
	defer sub.Close()
	for {
		if err := r.desk.Outbox.Wake(ctx); err != nil && ctx.Err() == nil {
			r.log.Error("ending snoozes failed", "error", err)
		}
		if !waitDue(ctx, r.desk, "", sub) {
			return
		}
	}
}

// idleWait bounds the wait for work, so that a clock that jumps (a laptop that
// slept) delays nothing by more than this.
const idleWait = 30 * time.Second

// waitDue waits until the account's next job may be due, jobs change, or ctx
// ends (then it returns false).
func waitDue(ctx context.Context, d *desk.Desk, account string, sub *store.Sub) bool {
	wait := idleWait
	due, err := d.Outbox.Due(ctx, account)
	if err == nil && !due.IsZero() {
		wait = min(wait, max(0, due.Sub(d.Env().Now())))
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-sub.Wake():
		sub.Take()
	case <-timer.C:
	}
	return ctx.Err() == nil
}

// stopped hides the errors that are only the end of ctx.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// Abilities brings what a connector is and what its network lacks together:
// the ids of Account.Can, and the reasons of Account.Lacks.
func Abilities(c Connector, p Profile) (can []string, lacks map[string]string) {
	_, source := c.(Source)
	_, stream := c.(Streamer)
	_, send := c.(Sender)
	_, threads := c.(Threader)
	lacks = maps.Clone(p.Lacks) // a network may lack more than the four
	if lacks == nil {
		lacks = map[string]string{}
	}
	for _, a := range []struct {
		id  string
		has bool
		why string
	}{
		{desk.AbilityRead, source, "nothing can be read from this network"},
		{desk.AbilityLive, stream, "this network is read from time to time"},
		{desk.AbilitySend, send, "this network only listens"},
		{desk.AbilityThreads, threads, "this network does not give whole discussions"},
	} {
		if _, absent := lacks[a.id]; absent {
			continue
		}
		if a.has {
			can = append(can, a.id)
		} else {
			lacks[a.id] = a.why
		}
	}
	if _, ok := c.(Insighter); ok && lacks[desk.AbilityInsights] == "" {
		can = append(can, desk.AbilityInsights)
	}
	return can, lacks
}

// Describe fills an account with what Check found.
func Describe(a store.Account, c Connector, p Profile) store.Account {
	a.RemoteID, a.Handle, a.Title, a.Limits = p.RemoteID, p.Handle, p.Title, p.Limits
	if p.Server != "" {
		a.Server = p.Server
	}
	a.Can, a.Lacks = Abilities(c, p)
	return a
}

// Open makes the connector of an account.
func (r *Runner) Open(ctx context.Context, a store.Account) (Connector, error) {
	factory, ok := r.registry[a.Network]
	if !ok {
		return nil, fault.New(fault.Gone, "open", "this earshot does not speak %s; look for a newer one, or remove the account: earshot disconnect %s", a.Network, a.Name)
	}
	secrets, err := r.desk.Setup.Secrets(ctx, a.Name)
	if err != nil {
		return nil, &fault.Fault{Kind: fault.Unauthorized, Op: "open", What: err.Error(), Err: err}
	}
	return factory(Config{
		Account: a, Secrets: secrets, HTTP: r.http(a), Env: r.desk.Env(), Log: r.log,
		Renew: func(ctx context.Context, given map[string]string) error {
			return r.desk.Setup.Renew(ctx, a.Name, a.Added, given)
		},
	})
}
