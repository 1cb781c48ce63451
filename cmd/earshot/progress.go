package main

import (
	"fmt"
	"time"

	"charm.land/bubbles/v2/progress"
)

// progressBar draws a bar on standard error, in a terminal only and at most ten
// times a second.
type progressBar struct {
	call        *Call
	on          bool
	bar         progress.Model
	total, done int64
	unit        string // of the number behind the bar
	drawn       time.Time
	tell        func(n int) // is told instead of a terminal; nil = nobody
}

func (c *Call) newProgress() *progressBar {
	p := &progressBar{call: c, on: c.Terminal != nil}
	if p.on {
		p.bar = progress.New(progress.WithWidth(barCells), progress.WithFillCharacters('#', '.'), progress.WithColors(nil))
	}
	return p
}

func (p *progressBar) expect(bytes int64) { p.total += bytes }

func (p *progressBar) add(bytes int64) { p.done += bytes }

// barCells is the width of the bar with its percentage.
const barCells = 36

// show draws the bar with a number of things done.
func (p *progressBar) show(n int) {
	if p.tell != nil {
		p.tell(n)
	}
	if !p.on || time.Since(p.drawn) < 100*time.Millisecond {
		return
	}
	p.drawn = time.Now()
	if p.total == 0 {
		fmt.Fprintf(p.call.Err, "\r\x1b[K%d%s", n, p.unit)
		return
	}
	share := min(1, float64(p.done)/float64(p.total))
	fmt.Fprintf(p.call.Err, "\r\x1b[K%s  %d%s", p.bar.ViewAs(share), n, p.unit)
}

// clear takes the bar away, so that a line can be written in its place.
func (p *progressBar) clear() {
	if p.on && !p.drawn.IsZero() {
		fmt.Fprint(p.call.Err, "\r\x1b[K")
		p.drawn = time.Time{}
	}
}

// follow draws how far a count of a known total has come.
func (p *progressBar) follow(done, total int) {
	p.total, p.done, p.unit = int64(total), int64(done), ""
	p.show(done)
}

// bytes is follow for sizes.
func (p *progressBar) bytes(done, total int) {
	p.total, p.done, p.unit = int64(total), int64(done), " MiB"
	p.show(done >> 20)
}

// size tells a size as people read it.
func size(bytes int64) string {
	switch {
	case bytes >= 10<<20:
		return fmt.Sprintf("%.0f MiB", float64(bytes)/(1<<20))
	case bytes >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(bytes)/(1<<20))
	case bytes >= 1<<10:
		return fmt.Sprintf("%d KiB", bytes>>10)
	}
	return fmt.Sprintf("%d bytes", bytes)
}
