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

// quietHours are quiet hours whose zone has been read, which costs a file.
type quietHours struct {
	store.Quiet
	zone *time.Location
}

func quietOf(q store.Quiet) quietHours {
	zone, err := time.LoadLocation(q.Zone)
	if err != nil {
		zone = time.UTC
	}
	return quietHours{q, zone}
}

// around gives the quiet hours that begin on the day before a moment and on its own
// day. Where a clock is changed the hours keep to the clock.
func (q quietHours) around(t time.Time) (out [2][2]time.Time) {
	if q.From == q.To {
		return out
	}
	y, m, d := t.In(q.zone).Date()
	for i, day := range []int{d - 1, d} {
		last := day
		if q.To < q.From {
			last++
		}
		out[i] = [2]time.Time{
			time.Date(y, m, day, q.From/60, q.From%60, 0, 0, q.zone),
			time.Date(y, m, last, q.To/60, q.To%60, 0, 0, q.zone),
		}
	}
	return out
}

// end is when those end that a moment lies in; zero = it lies in none.
func (q quietHours) end(t time.Time) time.Time {
	for _, span := range q.around(t) { // those that began yesterday first
		if !t.Before(span[0]) && t.Before(span[1]) {
			return span[1]
		}
	}
	return time.Time{}
}

// ended is when they ended last, zero if that is more than two hours ago.
func (q quietHours) ended(now time.Time) time.Time {
	for _, span := range q.around(now) {
		if end := span[1]; !end.After(now) && now.Sub(end) < 2*time.Hour {
			return end
		}
	}
	return time.Time{}
}
