package pane

import (
	"strings"
	"time"

	"earshot/store/when"
	"earshot/ui/keys"
)

// Times completes a time that a person types, with the moment each proposal means:
// first what was typed itself, if it is a time in the future.
func Times(typed string, now time.Time, zone *time.Location) []keys.Choice {
	typed = strings.ToLower(strings.TrimLeft(typed, " "))
	var out []keys.Choice
	add := func(text string) {
		at, err := when.Parse(text, now, zone)
		if err != nil || !at.After(now) {
			return
		}
		for _, have := range out {
			if have.Text == text {
				return
			}
		}
		out = append(out, keys.Choice{Text: text, Doc: Moment(at, now, zone)})
	}
	if typed != "" {
		add(typed)
	}
	for _, text := range []string{"+1h", "+2h", "+4h", "tonight", "tomorrow", "tomorrow 14:00", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "+1w", "+2w", "+1mo"} {
		if strings.HasPrefix(text, typed) || strings.HasPrefix(text, "+"+typed) {
			add(text)
		}
	}
	return out
}

// Moment writes a time to come with its day of the week, and the year if it is
// another one.
func Moment(at, now time.Time, zone *time.Location) string {
	if zone == nil {
		zone = time.UTC
	}
	at, now = at.In(zone), now.In(zone)
	if at.Year() != now.Year() {
		return at.Format("Mon 2 Jan 2006, 15:04")
	}
	return at.Format("Mon 2 Jan, 15:04")
}
