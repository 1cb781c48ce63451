package desk

import (
	"context"
	"time"

	"earshot/store"
)

// DefaultSlots are the times of day at which a queue publishes, from midnight.
func DefaultSlots() []time.Duration {
	return []time.Duration{9 * time.Hour, 13 * time.Hour, 18 * time.Hour}
}

// queueDays bounds how far ahead a free slot is looked for.
const queueDays = 366

// FreeSlot gives the next time of day among slots, in a zone, at which nothing
// is planned yet on any of the accounts: where a queued post goes.
func (p *Publish) FreeSlot(ctx context.Context, accounts []string, slots []time.Duration, zone *time.Location) (time.Time, error) {
	waiting, err := p.Waiting(ctx)
	if err != nil {
		return time.Time{}, err
	}
	taken := map[int64]bool{}
	for _, post := range waiting {
		for _, account := range accounts {
			if d := post.Delivery(account); d != nil && d.State == store.DeliveryScheduled {
				taken[post.At.Unix()] = true
			}
		}
	}
	now := p.env.Now().In(zone)
	y, m, d := now.Date()
	for day := range queueDays {
		for _, slot := range slots {
			at := time.Date(y, m, d+day, 0, int(slot.Minutes()), 0, 0, zone)
			if at.After(now) && !taken[at.Unix()] {
				return at.UTC(), nil
			}
		}
	}
	return time.Time{}, &store.Invalid{Field: "queue", Why: "no slot is free within a year"}
}
