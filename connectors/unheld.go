package connectors

import (
	"context"
	"time"

	"earshot/store"
)

// The pause after an answer that a long poll was given at once and without news.
const (
	firstPause = time.Second
	maxPause   = 5 * time.Second
)

// Unheld keeps a long poll from turning in a hot loop where something on the way,
// a proxy say, does not hold the call open: each empty answer that comes at once is
// followed by a pause. An answer with news, or one that was held, is followed by
// none. The zero value is ready.
type Unheld struct{ pause time.Duration }

// Rest is called after each answer; began is when it was asked for.
func (u *Unheld) Rest(ctx context.Context, began time.Time, news bool) {
	took := time.Since(began)
	if news || took >= firstPause {
		u.pause = 0
		return
	}
	u.pause = min(max(firstPause, 2*u.pause), maxPause)
	store.Sleep(ctx, u.pause-took)
}
