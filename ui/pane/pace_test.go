package pane_test

import (
	"testing"
	"time"

	"earshot/store"
	"earshot/ui/pane"
)

// TestOnesOwnActsShowSoonArrivalsLater: figures follow what the person does at
// once, and what comes by itself in its own time.
func TestOnesOwnActsShowSoonArrivalsLater(t *testing.T) {
	start := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	now := start
	h := &pane.Host{Env: store.Env{Now: func() time.Time { return now }}}
	p := pane.Pace{Soon: time.Second, Later: time.Minute}
	due := func(what string, want time.Duration) {
		t.Helper()
		if got := p.Due(h); !got.Equal(start.Add(want)) {
			t.Errorf("%s: due at %v", what, got)
		}
	}
	if p.Count(h); !p.Due(h).IsZero() {
		t.Error("nothing has changed, and it is due")
	}
	p.Spoil()
	due("an arrival", time.Minute)
	now = start.Add(10 * time.Second)
	h.Acted()
	due("an act", time.Second)
	p.Count(h) // for an arrival, before the verb has come to its end
	p.Spoil()
	due("what the act has changed", 11*time.Second)
	now = start.Add(13 * time.Second)
	p.Count(h)
	p.Spoil()
	due("an arrival again", 73*time.Second)
}
