package desk

import (
	"fmt"
	"strings"
	"time"

	"earshot/store"
)

// ParseQuiet reads quiet hours: "22:00-08:00", "22-8", or "off". zone is an IANA
// name, empty = UTC. An error is an *Invalid.
func ParseQuiet(text, zone string) (store.Quiet, error) {
	if _, err := time.LoadLocation(zone); err != nil {
		return store.Quiet{}, &store.Invalid{Field: "zone", Why: fmt.Sprintf("there is no zone %q; use a name such as Europe/Moscow", zone)}
	}
	if text = strings.TrimSpace(text); text == "off" || text == "none" {
		return store.Quiet{Set: true}, nil
	}
	from, to, ok := strings.Cut(strings.ReplaceAll(text, "–", "-"), "-")
	q := store.Quiet{Zone: zone, Set: true}
	var good [2]bool
	q.From, good[0] = clock(from)
	q.To, good[1] = clock(to)
	if !ok || !good[0] || !good[1] || q.From == q.To {
		return store.Quiet{}, &store.Invalid{Field: "quiet", Why: fmt.Sprintf("%q are no quiet hours; use 22:00-08:00, or off", text)}
	}
	return q, nil
}

// clock reads a time of the day as its minute.
func clock(text string) (int, bool) {
	text = strings.TrimSpace(text)
	for _, layout := range []string{"15:04", "15"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Hour()*60 + t.Minute(), true
		}
	}
	return 0, false
}

// QuietText writes quiet hours as ParseQuiet reads them, with their zone.
func QuietText(q store.Quiet) string {
	if q.From == q.To {
		return "off"
	}
	text := fmt.Sprintf("%02d:%02d-%02d:%02d", q.From/60, q.From%60, q.To/60, q.To%60)
	if q.Zone != "" {
		text += " " + q.Zone
	}
	return text
}

// quietEnd is when the quiet hours ended last, zero if that is more than two hours
// ago.
func quietEnd(q store.Quiet, now time.Time) time.Time {
	for back := time.Minute; back <= 2*time.Hour; back += time.Minute {
		if _, end := quietAt(q, now.Add(-back)); !end.IsZero() && !end.After(now) {
			return end
		}
	}
	return time.Time{}
}

// quietAt gives the quiet hours that a moment lies in: their begin and end, both
// zero if it lies in none. Where a clock is changed the hours keep to the clock.
func quietAt(q store.Quiet, t time.Time) (from, to time.Time) {
	if q.From == q.To {
		return time.Time{}, time.Time{}
	}
	zone, err := time.LoadLocation(q.Zone)
	if err != nil {
		zone = time.UTC
	}
	y, m, d := t.In(zone).Date()
	for _, day := range []int{d - 1, d} { // those that began yesterday first
		from = time.Date(y, m, day, q.From/60, q.From%60, 0, 0, zone)
		to = time.Date(y, m, day, q.To/60, q.To%60, 0, 0, zone)
		if q.To < q.From {
			to = time.Date(y, m, day+1, q.To/60, q.To%60, 0, 0, zone)
		}
		if !t.Before(from) && t.Before(to) {
			return from, to
		}
	}
	return time.Time{}, time.Time{}
}
