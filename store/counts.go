package store

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// How engines count and how they keep the port's promises while they read.

// Cut leaves of the counts those that By asks for. The cost is one pass: facets
// of a million values are cut to the few that a screen shows.
func (b By) Cut(counts map[string]int) map[string]int {
	if b.Top <= 0 || len(counts) <= b.Top {
		return counts
	}
	none, some := counts[""]
	larger := func(x, y string) int { return cmp.Or(cmp.Compare(counts[y], counts[x]), cmp.Compare(x, y)) }
	best := make([]string, 0, b.Top+1)
	for name := range counts {
		if name == "" || len(best) == b.Top && larger(best[b.Top-1], name) < 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(best, name, larger)
		best = slices.Insert(best, at, name)
		best = best[:min(len(best), b.Top)]
	}
	out := make(map[string]int, len(best)+1)
	for _, name := range best {
		out[name] = counts[name]
	}
	if some {
		out[""] = none
	}
	return out
}

// ResponseSteps are the upper ends of the steps of FacetResponse; what takes
// longer than the last is one step more.
func ResponseSteps() [4]time.Duration {
	return [4]time.Duration{15 * time.Minute, time.Hour, 4 * time.Hour, 24 * time.Hour}
}

// ResponseStep is the step of ResponseSteps that an answer after so long falls
// into, from 0.
func ResponseStep(took time.Duration) int {
	step := 0
	for _, end := range ResponseSteps() {
		if took > end {
			step++
		}
	}
	return step
}

// Pace tells a search's context and Progress as the port asks for: Step before
// every mention that an evaluation reads, End when there is nothing left.
type Pace struct {
	Progress func(done, total int) // of the Search; nil = nobody listens
	Total    int                   // mentions to be looked at, at most
	done     int
}

// Step counts one mention; the error is that of an ended context.
func (p *Pace) Step(ctx context.Context) error {
	if p.done%Patience == 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		p.tell(min(p.done, p.Total))
	}
	p.done++
	return nil
}

// End says that nothing is left to read; an evaluation that read nothing at
// all is not worth a word.
func (p *Pace) End() {
	if p.done > 0 {
		p.tell(p.Total)
	}
}

func (p *Pace) tell(done int) {
	if p.Progress != nil {
		p.Progress(done, p.Total)
	}
}
