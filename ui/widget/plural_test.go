package widget_test

import (
	"testing"

	"earshot/ui/widget"
)

// TestCountsReadAsOneSaysThem: one thing is one thing.
func TestCountsReadAsOneSaysThem(t *testing.T) {
	for n, want := range map[int]string{0: "0 orders", 1: "1 order", 2: "2 orders", 1200: "1200 orders"} {
		if got := widget.Plural(n, "order", "orders"); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
}
