package desk

import (
	"context"
	"slices"
	"time"

	"earshot/store"
)

// AbilityInsights is that a network tells what it counts of our own account.
const AbilityInsights = "statistics"

// maxInsightDays caps what is kept of an account.
const maxInsightDays = 62

// maxCount caps what a network may say that it has counted of one day.
const maxCount = 1 << 40

// SetInsights keeps what a network counts of an account of ours, instead of what
// was kept before. Days that make no sense are left out.
func (s *Setup) SetInsights(ctx context.Context, in store.Insights) error {
	in.At = store.Stamp(in.At)
	var days []store.InsightDay
	for _, d := range in.Days {
		d.From, d.To = store.Stamp(d.From), store.Stamp(d.To)
		if length := d.To.Sub(d.From); length <= 0 || length > 25*time.Hour || d.To.After(in.At.Add(25*time.Hour)) {
			continue
		}
		for _, n := range []*int{&d.Visitors, &d.Views, &d.Reach, &d.ReachFollowers, &d.Likes, &d.Comments, &d.Shares, &d.Joined, &d.Left} {
			*n = min(max(0, *n), maxCount)
		}
		days = append(days, d)
	}
	slices.SortFunc(days, func(a, b store.InsightDay) int { return a.From.Compare(b.From) })
	days = slices.CompactFunc(days, func(a, b store.InsightDay) bool { return a.From.Equal(b.From) })
	in.Days = days[max(0, len(days)-maxInsightDays):]
	return s.store.Update(ctx, func(tx store.Tx) error {
		if _, err := store.Accounts(tx).Get(in.Account); err != nil {
			return ignoreMissing(err) // disconnected meanwhile
		}
		tx.Touch(store.TopicHealth, in.Account)
		return store.InsightsOf(tx).Put(in.Account, in)
	})
}

// Insights gives what the networks count of our accounts, by account; those that
// count nothing are not in it.
func (s *Setup) Insights(ctx context.Context) (map[string]store.Insights, error) {
	var out map[string]store.Insights
	err := s.store.View(ctx, func(tx store.Tx) error {
		out = map[string]store.Insights{}
		for in, err := range store.InsightsOf(tx).All() {
			if err != nil {
				return err
			}
			out[in.Account] = in
		}
		return nil
	})
	return out, err
}
