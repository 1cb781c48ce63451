package status

import (
	"time"
	"unicode/utf8"

	"earshot/ui/pane"
)

// life is how long a notice stays: longer when there is more to read, in letters, for
// a Russian one takes twice the bytes.
func life(n pane.Notice) time.Duration {
	d := 4*time.Second + time.Duration(utf8.RuneCountInString(n.Text)/20)*time.Second
	if n.Level >= pane.Warning {
		d += 4 * time.Second
	}
	return min(d, 20*time.Second)
}
