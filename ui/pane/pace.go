package pane

import "time"

// effect is for how long after an act, and after it has been told, changes are
// taken for what it has done.
const effect = 2 * time.Second

// Acted notes that the person changes something now. By calls it, and whoever
// hears that something has been done; on the program's loop.
func (h *Host) Acted() {
	if h.Env.Now != nil {
		h.acted = h.Now()
	}
}

// Pace is how often figures are counted anew that nearly every mention changes.
// A number that ticks cannot be read, each drawing costs bytes on a slow line,
// and each count a question; but what a person does himself shows at once.
type Pace struct {
	// Soon is the least time between two counts after the person's own act,
	// Later after what came by itself.
	Soon, Later time.Duration
	stale       bool
	read        time.Time
}

// Spoil says that what is counted has changed.
func (p *Pace) Spoil() { p.stale = true }

// Count notes that it is counted now.
func (p *Pace) Count(h *Host) { p.stale, p.read = false, h.Now() }

// Due is when to count again; zero = what was counted last is right.
func (p *Pace) Due(h *Host) time.Time {
	switch {
	case !p.stale:
		return time.Time{}
	case p.read.Before(h.acted.Add(effect)):
		return p.read.Add(p.Soon)
	}
	return p.read.Add(p.Later)
}
