package connectors

import (
	"context"
	"time"

	"earshot/connectors/fault"
	"earshot/store"
	"earshot/store/desk"
)

// Insighter tells what its network counts of the account itself: its visitors,
// whom it reaches, who joins.
type Insighter interface {
	// Insights gives the days within a time.
	Insights(ctx context.Context, from, to time.Time) ([]store.InsightDay, error)
}

const (
	// insightsEvery is how old the figures may become, insightsBack how far back
	// they go: a month, so that a week can be compared with the one before.
	insightsEvery = 6 * time.Hour
	insightsBack  = 30 * 24 * time.Hour
	// insightsAfter is the pause after trouble, insightsRefused that after a no.
	insightsAfter   = time.Hour
	insightsRefused = 24 * time.Hour
)

// figures keeps the figures of one account.
type figures struct {
	w    *worker
	from Insighter
}

// figuresOf gives those of an account whose network may be asked for them.
func figuresOf(w *worker) (figures, bool) {
	from, ok := w.conn.(Insighter)
	return figures{w, from}, ok && w.account.Lacks[desk.AbilityInsights] == ""
}

// keep keeps them fresh until ctx ends, once the account has been read: nothing is
// less urgent. Trouble with them is no trouble of the account, which hears and
// sends all the same.
func (f figures) keep(ctx context.Context) {
	select {
	case <-f.w.begun:
	case <-ctx.Done():
		return
	}
	for store.Sleep(ctx, f.ask(ctx)) {
	}
}

// ask asks for the figures, unless that was done lately, and gives how long they
// will do.
func (f figures) ask(ctx context.Context) time.Duration {
	w := f.w
	now := w.r.desk.Env().Now()
	have, err := w.r.desk.Setup.Insights(ctx)
	if err == nil {
		if wait := insightsEvery - now.Sub(have[w.account.Name].At); wait > 0 && wait <= insightsEvery {
			return wait
		}
	}
	var days []store.InsightDay
	err = w.safely(func() (err error) {
		days, err = f.from.Insights(ctx, now.Add(-insightsBack), now)
		return err
	})
	if err == nil {
		err = w.r.desk.Setup.SetInsights(ctx, store.Insights{Account: w.account.Name, At: now, Days: days})
	}
	if err == nil || ctx.Err() != nil {
		return insightsEvery
	}
	bad := fault.Of(err)
	w.log.Info("the statistics of the account cannot be read", "kind", bad.Kind, "error", err)
	if bad.Kind == fault.Limited || bad.Kind == fault.Transient {
		return max(insightsAfter, bad.RetryAfter)
	}
	return insightsRefused
}
