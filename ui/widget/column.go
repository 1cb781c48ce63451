package widget

import (
	"time"

	"earshot/ui/theme"
)

// WhenWidth is how many cells the column of times takes: one that stands off
// what is left of it, and five for the longest time, a date.
const WhenWidth = 6

// When adds the column of times that lists share: how long t is past, at the
// right end of WhenWidth cells. Where fewer are left the time is cut.
func (l *Line) When(token theme.Token, now, t time.Time, zone *time.Location) *Line {
	return l.Gap(1).Right(token, Ago(now, t, zone), WhenWidth-1)
}
