package main

import (
	"fmt"
	"strings"
	"time"
)

// progress draws a bar on standard error, in a terminal only and at most ten
// times a second.
type progress struct {
	call        *Call
	on          bool
	total, done int64
	drawn       time.Time
}

func (c *Call) newProgress() *progress { return &progress{call: c, on: c.Terminal != nil} }

func (p *progress) expect(bytes int64) { p.total += bytes }

func (p *progress) add(bytes int64) { p.done += bytes }

const barCells = 30

// show draws the bar with a number of things done.
func (p *progress) show(n int) {
	if !p.on || time.Since(p.drawn) < 100*time.Millisecond {
		return
	}
	p.drawn = time.Now()
	if p.total == 0 {
		fmt.Fprintf(p.call.Err, "\r\x1b[K%d", n)
		return
	}
	share := min(1, float64(p.done)/float64(p.total))
	full := int(share * barCells)
	fmt.Fprintf(p.call.Err, "\r\x1b[K[%s%s] %3.0f%%  %d", strings.Repeat("#", full), strings.Repeat(".", barCells-full), share*100, n)
}

// clear takes the bar away, so that a line can be written in its place.
func (p *progress) clear() {
	if p.on && !p.drawn.IsZero() {
		fmt.Fprint(p.call.Err, "\r\x1b[K")
		p.drawn = time.Time{}
	}
}
