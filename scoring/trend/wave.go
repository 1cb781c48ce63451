package trend

import "time"

// The borders of a wave.
const (
	surprise  = 1e-5 // probability at which a wave begins
	usual     = 0.05 // probability from which a count is usual again
	leastLift = 1.5  // times the mean: of very much, a little more is certain and still no news
	growth    = 1.5  // times what was told last: the wave has grown
	// Calm is how long the count has to be usual before a wave ends.
	Calm = 30 * time.Minute
	// LeastCount is how many mentions a wave needs, unless more are asked for.
	LeastCount = 5
)

// Windows are the stretches that are looked at, the shortest first: a steep wave
// shows in the first, a slow one in the last. The last decides when it ends.
func Windows() []time.Duration { return []time.Duration{15 * time.Minute, time.Hour} }

// Reading is one look at a window: how many came in it, and what is usual.
type Reading struct {
	Count int
	Usual Forecast
}

// Unusual tells whether so much comes by chance less than once in 100,000 looks,
// and is half as much again as usual. least is the smallest count that matters;
// 0 = LeastCount.
func (r Reading) Unusual(least int) bool {
	if least <= 0 {
		least = LeastCount
	}
	return r.Count >= least && float64(r.Count) >= leastLift*r.Usual.Mean && r.Usual.Tail(r.Count) < surprise
}

// Event is what a look has shown.
type Event uint8

// The events.
const (
	Nothing Event = iota
	Began         // a wave begins: raise an alert
	Grew          // the wave has half as much again in a window as was told last
	Ended         // it is usual again
)

// Wave is what is remembered between two looks; it is small, and kept on the
// disk: a restart raises nothing twice. The zero value is no wave.
type Wave struct {
	Open  bool      `cbor:"1,keyasint,omitzero"`
	Since time.Time `cbor:"2,keyasint,omitzero"` // the beginning of the window that showed it
	Told  int       `cbor:"3,keyasint,omitzero"` // the largest count of a window that was told
	Peak  int       `cbor:"4,keyasint,omitzero"` // the largest count of the longest window
	Calm  time.Time `cbor:"5,keyasint,omitzero"` // since when it is usual again
}

// Look takes the readings of the Windows at a moment, in their order.
func (w *Wave) Look(now time.Time, least int, readings ...Reading) Event {
	if len(readings) == 0 {
		return Nothing
	}
	last := readings[len(readings)-1]
	if !w.Open {
		for i, r := range readings {
			if r.Unusual(least) {
				*w = Wave{Open: true, Since: now.Add(-Windows()[min(i, len(Windows())-1)]), Told: last.Count, Peak: last.Count}
				return Began
			}
		}
		return Nothing
	}
	return w.goOn(now, last.Count, last.Usual.Tail(last.Count) > usual)
}

// Over is Look for a fixed border: a wave begins when a count is above it, and
// ends when it has been at most half of it for as long as Calm.
func (w *Wave) Over(now time.Time, window time.Duration, count, border int) Event {
	if !w.Open {
		if count <= border {
			return Nothing
		}
		*w = Wave{Open: true, Since: now.Add(-window), Told: count, Peak: count}
		return Began
	}
	return w.goOn(now, count, count <= border/2)
}

// goOn looks at a wave that is open.
func (w *Wave) goOn(now time.Time, count int, calm bool) Event {
	w.Peak = max(w.Peak, count)
	switch {
	case !calm:
		w.Calm = time.Time{}
	case w.Calm.IsZero():
		w.Calm = now
	}
	switch {
	case calm && now.Sub(w.Calm) >= Calm:
		*w = Wave{}
		return Ended
	case float64(count) >= growth*float64(w.Told):
		w.Told = count
		return Grew
	}
	return Nothing
}
