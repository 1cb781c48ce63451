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

// insighter gives the account's connector if it may be asked for figures.
func (w *worker) insighter() (Insighter, bool) {
	from, ok := w.conn.(Insighter)
	return from, ok && w.account.Lacks[desk.AbilityInsights] == ""
}

// count keeps the figures of the account fresh until ctx ends, once it has been
// read: nothing is less urgent. Trouble with them is no trouble of the account,
// which hears and sends all the same.
func (w *worker) count(ctx context.Context, from Insighter) {
	select {
	case <-w.begun:
	case <-ctx.Done():
		return
	}
	for store.Sleep(ctx, w.counted(ctx, from)) {
	}
}

// counted asks for the figures, unless that was done lately, and gives how long
// they will do.
func (w *worker) counted(ctx context.Context, from Insighter) time.Duration {
	now := w.r.desk.Env().Now()
	have, err := w.r.desk.Setup.Insights(ctx)
	if err == nil {
		if wait := insightsEvery - now.Sub(have[w.account.Name].At); wait > 0 && wait <= insightsEvery {
			return wait
		}
	}
	var days []store.InsightDay
	err = w.safely(func() (err error) {
		days, err = from.Insights(ctx, now.Add(-insightsBack), now)
		return err
	})
	if err == nil {
		err = w.r.desk.Setup.SetInsights(ctx, store.Insights{Account: w.account.Name, At: now, Days: days})
	}
	if err == nil || ctx.Err() != nil {
		return insightsEvery
	}
	f := fault.Of(err)
	w.log.Info("the statistics of the account cannot be read", "kind", f.Kind, "error", err)
	if f.Kind == fault.Limited || f.Kind == fault.Transient {
		return max(insightsAfter, f.RetryAfter)
	}
	return insightsRefused
}
