package match

import (
	"time"

	"earshot/store"
	"earshot/store/query"
)

// clock compiles the fields of time.
type clock struct{ *compiler }

// when compiles the fields of time.
func (c clock) when(f query.Field) (pred, error) {
	zone, now := c.scope.Zone, c.scope.Now
	switch f.Name {
	case "wait":
		return c.number(f, func(e *eval) float64 { return seconds(waited(e.m, now)) }, lengthRange)
	case "hour":
		set, err := query.HourSet(f.Value)
		return plain(func(e *eval) bool { return set[e.m.Created.In(zone).Hour()] }), named(f.Name, err)
	case "dow":
		set, err := query.WeekdaySet(f.Value)
		return plain(func(e *eval) bool { return set[e.m.Created.In(zone).Weekday()] }), named(f.Name, err)
	}
	list, err := c.stretches(f)
	if err != nil {
		return nil, err
	}
	return plain(func(e *eval) bool {
		for _, s := range list {
			if s.holds(e.m.Created) {
				return true
			}
		}
		return false
	}), nil
}

// stretch is a time from its start up to, but not including, its end; a zero
// side is open.
type stretch struct{ from, to time.Time }

func (s stretch) holds(t time.Time) bool {
	return (s.from.IsZero() || !t.Before(s.from)) && (s.to.IsZero() || t.Before(s.to))
}

// stretches reads the value of date: or age:.
func (c clock) stretches(f query.Field) ([]stretch, error) {
	resolve := query.ResolveRange
	if f.Name == "age" {
		resolve = query.ResolveAge
	}
	var out []stretch
	for _, v := range singles(f.Value) {
		from, to, err := resolve(v, c.scope.Now, c.scope.Zone)
		if err != nil {
			return nil, named(f.Name, err)
		}
		out = append(out, stretch{from, to})
	}
	return out, nil
}

// waited is how long the author has waited or did wait for us, if at all.
func waited(m *store.Mention, now time.Time) (time.Duration, bool) {
	if !m.Work.Answered.IsZero() {
		return m.Work.Answered.Sub(m.Created), true
	}
	return m.Waits(now)
}

// unhandled tells whether somebody has to look after the mention now; a snooze
// whose end has passed is over.
func unhandled(m *store.Mention, now time.Time) bool { return m.Work.UnhandledAt(now) }

func woken(m *store.Mention, now time.Time) bool {
	return m.Work.State == store.StateSnoozed && !m.Work.Until.IsZero() && !m.Work.Until.After(now)
}
