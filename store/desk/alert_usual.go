package desk

import (
	"context"
	"fmt"
	"time"

	"earshot/scoring/trend"
	"earshot/store"
)

// weeksBack is how much history tells what is usual.
const weeksBack = 8

// usual gives what is usual for a subscription, learnt once an hour, and the full
// hour at which that history ends.
func (c ringer) usual(ctx context.Context, tx store.Tx, s store.AlertSub, now time.Time) (*trend.Baseline, time.Time, error) {
	hour := now.Truncate(time.Hour)
	key := s.Name + "\x00" + s.Query
	c.look.mu.Lock()
	if !c.look.hour.Equal(hour) {
		c.look.hour, c.look.base = hour, map[string]*trend.Baseline{}
	}
	base := c.look.base[key]
	c.look.mu.Unlock()
	if base != nil {
		return base, hour, nil
	}
	hours, err := c.hours(ctx, tx, s, hour)
	if err != nil {
		return nil, hour, err
	}
	base = trend.Learn(hours)
	c.look.mu.Lock()
	defer c.look.mu.Unlock()
	if c.look.hour.Equal(hour) {
		c.look.base[key] = base
	}
	return base, hour, nil
}

// hours counts a subscription hour by hour over the past weeks, the oldest first:
// one question to the index a week, because a week has each of its hours once.
func (c ringer) hours(ctx context.Context, tx store.Tx, s store.AlertSub, end time.Time) ([]int, error) {
	begin, err := c.begin(ctx, tx, end)
	if err != nil || begin.IsZero() {
		return nil, err
	}
	n := int(end.Sub(begin) / time.Hour)
	out := make([]int, n)
	for week := 0; week*trend.Week < n; week++ {
		to := end.Add(-time.Duration(week*trend.Week) * time.Hour)
		from := to.Add(-trend.Week * time.Hour)
		if from.Before(begin) {
			from = begin
		}
		search, err := c.between(tx, s, from, to)
		if err != nil {
			return nil, err
		}
		search.Scope.Zone = time.UTC
		counts, err := tx.Mentions().Tally(ctx, search, store.By{Facet: store.FacetHour})
		if err != nil {
			return nil, err
		}
		for at := from; at.Before(to); at = at.Add(time.Hour) {
			out[int(at.Sub(begin)/time.Hour)] = counts[0][fmt.Sprintf("%d-%02d", (at.Weekday()+6)%7+1, at.Hour())]
		}
	}
	return out, nil
}

// begin is when this workspace's history begins, at most eight weeks back: the
// first day that has at least a twentieth of a mean day's mentions. A lone old
// article is no history. Zero = there is none.
func (c ringer) begin(ctx context.Context, tx store.Tx, end time.Time) (time.Time, error) {
	from := end.Add(-weeksBack * trend.Week * time.Hour)
	search := store.Search{Expr: within(nil, from, end), Scope: store.Scope{Now: end, Zone: time.UTC}}
	counts, err := tx.Mentions().Tally(ctx, search, store.By{Facet: store.FacetDay}, store.By{Facet: store.FacetHour})
	if err != nil {
		return time.Time{}, err
	}
	sum := 0
	for _, n := range counts[0] {
		sum += n
	}
	for day := from.Truncate(trend.Day * time.Hour); day.Before(end); day = day.Add(trend.Day * time.Hour) {
		if n := counts[0][day.Format(time.DateOnly)]; n > 0 && 20*n*len(counts[0]) >= sum {
			if day.Before(from) {
				day = from
			}
			return c.firstHour(ctx, tx, day, end)
		}
	}
	return time.Time{}, nil
}

// firstHour is the first hour of a day in which anything was said.
func (c ringer) firstHour(ctx context.Context, tx store.Tx, day, end time.Time) (time.Time, error) {
	search := store.Search{Expr: within(nil, day, end), Scope: store.Scope{Now: end}, Oldest: true, Limit: 1}
	for m, err := range tx.Mentions().Search(ctx, search) {
		if err != nil {
			return time.Time{}, err
		}
		return m.Created.Truncate(time.Hour), nil
	}
	return day, nil
}
