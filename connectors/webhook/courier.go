package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/store"
	"earshot/store/desk"
)

const (
	// callTime is how long the other side has for its answer.
	callTime = 15 * time.Second
	// restTime bounds the wait for work, so that a clock that jumps delays
	// nothing by more than this.
	restTime = 30 * time.Second
	// lookEvery is how often is looked for what has become overdue.
	lookEvery = time.Minute
	maxAnswer = 64 << 10 // bytes of an answer, which nobody reads
)

// Courier brings hooks what they are to be told. Each hook has a goroutine of
// its own, so that one that is slow delays no other.
type Courier struct {
	desk *desk.Desk
	http *httpx.Client
	log  *slog.Logger
}

// NewCourier makes a courier; its calls are those of the client.
func NewCourier(d *desk.Desk, client *httpx.Client, log *slog.Logger) *Courier {
	return &Courier{d, client, log}
}

// Run works until ctx ends.
func (c *Courier) Run(ctx context.Context) {
	sub := c.desk.Bus().Subscribe(store.TopicHooks)
	defer sub.Close()
	var all sync.WaitGroup
	defer all.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	all.Go(func() { c.look(ctx) })
	working := map[string]context.CancelFunc{}
	for ctx.Err() == nil {
		hooks, err := c.desk.Hooks.List(ctx)
		if err != nil && ctx.Err() == nil {
			c.log.Error("the hooks cannot be read", "error", err)
		}
		have := map[string]bool{}
		for _, h := range hooks {
			have[h.Name] = true
			if working[h.Name] == nil {
				hctx, end := context.WithCancel(ctx)
				working[h.Name] = end
				all.Go(func() { c.serve(hctx, h.Name) })
			}
		}
		for name, end := range working {
			if err == nil && !have[name] {
				end()
				delete(working, name)
			}
		}
		again := time.NewTimer(restTime) // a list that could not be read is read anew
		select {
		case <-ctx.Done():
		case <-sub.Wake():
			sub.Take()
		case <-again.C:
		}
		again.Stop()
	}
}

// look finds what has become overdue, once a minute.
func (c *Courier) look(ctx context.Context) {
	for {
		if err := c.desk.Hooks.Look(ctx); err != nil && ctx.Err() == nil {
			c.log.Error("what is overdue cannot be looked for", "error", err)
		}
		if !store.Sleep(ctx, lookEvery) {
			return
		}
	}
}

// serve brings one hook what is due, until ctx ends.
func (c *Courier) serve(ctx context.Context, name string) {
	sub := c.desk.Bus().Subscribe(store.TopicHooks)
	defer sub.Close()
	for ctx.Err() == nil {
		due, err := c.flush(ctx, name)
		wait := restTime
		if err != nil {
			c.log.Error("a hook cannot be served", "hook", name, "error", err)
		} else if !due.IsZero() {
			wait = min(wait, max(0, due.Sub(c.desk.Env().Now())))
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

// flush brings a hook all that is due now, and says when the next is.
func (c *Courier) flush(ctx context.Context, name string) (due time.Time, err error) {
	for ctx.Err() == nil {
		p, due, err := c.desk.Hooks.Next(ctx, name)
		if err != nil || p == nil {
			return due, stopped(ctx, err)
		}
		status, f := c.deliver(ctx, p)
		if f != nil && ctx.Err() != nil {
			return due, nil // stopped in the middle: it is told again
		}
		// What is known now must not be forgotten because we are asked to stop.
		always := context.WithoutCancel(ctx)
		if f == nil {
			err = c.desk.Hooks.Taken(always, p.Notice, status)
		} else {
			c.log.Warn("a hook did not take a notice", "hook", name, "event", p.Notice.Event, "why", f.Why)
			err = c.desk.Hooks.Refused(always, p.Notice, *f)
		}
		if err != nil {
			return due, err
		}
	}
	return due, nil
}

func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// Once looks for what is overdue and brings every hook what is due now, each at
// most once.
func (c *Courier) Once(ctx context.Context) error {
	if err := c.desk.Hooks.Look(ctx); err != nil {
		return err
	}
	hooks, err := c.desk.Hooks.List(ctx)
	if err != nil {
		return err
	}
	errs := make([]error, len(hooks))
	var all sync.WaitGroup
	for i, h := range hooks {
		if h.State.Queued == 0 {
			continue
		}
		all.Go(func() { _, errs[i] = c.flush(ctx, h.Name) })
	}
	all.Wait()
	return errors.Join(errs...)
}

// Test tells a hook that somebody tries it out, and gives the status of its
// answer. Nothing is tried again.
func (c *Courier) Test(ctx context.Context, name string) (status int, err error) {
	p, err := c.desk.Hooks.Parcel(ctx, name)
	if err != nil {
		return 0, err
	}
	status, f := c.deliver(ctx, p)
	if f != nil {
		return status, errors.New(f.Why)
	}
	return status, nil
}

// deliver makes one try.
func (c *Courier) deliver(ctx context.Context, p *desk.Parcel) (status int, f *desk.Failure) {
	const op = "call the hook"
	ctx = httpx.WithMaxBody(httpx.WithTimeout(httpx.WithOp(ctx, op), callTime), maxAnswer)
	client := c.http.For(p.Hook.Name, map[string]string{desk.SecretOfHook: p.Secret})
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.Hook.URL, io.NopCloser(bytes.NewReader(p.Notice.Body)))
	if err != nil {
		return 0, &desk.Failure{Why: "the address of the hook cannot be read", Final: true}
	}
	if !typedPrivate(r.URL) {
		// Whatever a name leads to, only an address that a person has typed as
		// one may be in their own network.
		r = r.WithContext(httpx.WithForeign(r.Context()))
	}
	r.ContentLength, r.GetBody = int64(len(p.Notice.Body)), nil // never repeated behind our back
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(HeaderID, p.Notice.ID)
	r.Header.Set(HeaderEvent, p.Notice.Event)
	Put(r.Header, p.Secret, c.desk.Env().Now(), p.Notice.Body)
	resp, err := client.HTTP().Do(r)
	if err != nil {
		return 0, failure(client.Fault(op, err), 0)
	}
	defer func() { _ = resp.Body.Close() }()                // the answer itself tells nothing
	_, _ = io.Copy(io.Discard, resp.Body)                   // so that the connection can be used again
	if refused := client.Status(op, resp); refused != nil { // 4xx, 5xx
		return resp.StatusCode, failure(refused, resp.StatusCode)
	}
	if resp.StatusCode >= 300 || resp.Request.Method != http.MethodPost {
		return resp.StatusCode, &desk.Failure{Status: resp.StatusCode, Why: "its address sends us elsewhere, and that is not followed; give it the new one with hooks change --url"}
	}
	return resp.StatusCode, nil
}

// failure says what a fault means for a hook.
func failure(err error, status int) *desk.Failure {
	f := fault.Of(err)
	out := &desk.Failure{Status: status, Why: f.What, After: f.RetryAfter}
	switch {
	case out.Why == "" && f.Err != nil:
		out.Why = f.Err.Error()
	case f.Kind == fault.Gone:
		out.Final = true
		out.Why = "the other side has taken this address away (410); remove the hook, or give it another with hooks change --url"
	case status >= 400 && status < 500 && f.Kind != fault.Limited:
		out.Why = fmt.Sprintf("the other side refuses this (%d)", status) + map[int]string{
			http.StatusUnauthorized: "; does it check with the secret of this hook? hooks change --new-secret makes another",
			http.StatusForbidden:    "; does it check with the secret of this hook? hooks change --new-secret makes another",
			http.StatusNotFound:     "; is its address right? hooks change --url gives it another",
		}[status]
	}
	out.Down = f.Kind == fault.Transient || f.Kind == fault.Limited || status == 0
	return out
}

// typedPrivate tells whether an address names its own network by its look.
func typedPrivate(u *url.URL) bool {
	host := u.Hostname()
	if a, err := netip.ParseAddr(host); err == nil {
		return httpx.Private(a)
	}
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}
