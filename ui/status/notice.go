package status

import (
	"time"

	"earshot/ui/pane"
)

// life is how long a notice stays: longer when there is more to read.
func life(n pane.Notice) time.Duration {
	d := 4*time.Second + time.Duration(len(n.Text)/20)*time.Second
	if n.Level >= pane.Warning {
		d += 4 * time.Second
	}
	return min(d, 20*time.Second)
}
