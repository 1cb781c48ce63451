package connectors_test

import (
	"testing"
	"testing/synctest"
	"time"

	"earshot/connectors"
)

// A long poll that is answered at once and with nothing is asked less and less
// often; news, and an answer that was held, cost no pause and begin anew.
func TestUnheld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var u connectors.Unheld
		after := func(held time.Duration, news bool) time.Duration {
			began := time.Now()
			time.Sleep(held)
			u.Rest(t.Context(), began, news)
			return time.Since(began)
		}
		for i, x := range []struct {
			held time.Duration
			news bool
			want time.Duration
		}{
			{0, false, time.Second},
			{0, false, 2 * time.Second},
			{0, false, 4 * time.Second},
			{300 * time.Millisecond, false, 5 * time.Second},
			{0, false, 5 * time.Second},
			{0, true, 0},
			{0, false, time.Second},
			{25 * time.Second, false, 25 * time.Second},
			{400 * time.Millisecond, true, 400 * time.Millisecond},
			{300 * time.Millisecond, false, time.Second},
		} {
			if took := after(x.held, x.news); took != x.want {
				t.Errorf("%d: the next is asked for %v after the last, want %v", i, took, x.want)
			}
		}
	})
}
