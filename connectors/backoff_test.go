package connectors

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/connectors/fault"
)

func TestWaitsGrowAndAreBounded(t *testing.T) {
	for name, chance := range map[string]float64{"least": 0, "most": 0.999999} {
		b := backoff{rand: func() float64 { return chance }}
		last := time.Duration(0)
		for i := range 40 {
			wait := b.next(&fault.Fault{})
			if wait < last || wait < firstWait/2 || wait > maxWait {
				t.Fatalf("%s: failure %d waits %v after %v", name, i+1, wait, last)
			}
			last = wait
		}
		if last < maxWait/2 {
			t.Errorf("%s: after 40 failures it waits %v only", name, last)
		}
		b.reset()
		if wait := b.next(&fault.Fault{}); wait > firstWait {
			t.Errorf("%s: after a success it waits %v", name, wait)
		}
	}
}

func TestAWaitIsNeverShorterThanTheNetworkAsks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		chance := rapid.Float64Range(0, 0.99).Draw(t, "chance")
		b := backoff{rand: func() float64 { return chance }, fails: rapid.IntRange(-5, 100).Draw(t, "fails")}
		f := &fault.Fault{
			Kind:       rapid.SampledFrom([]fault.Kind{fault.Transient, fault.Limited}).Draw(t, "kind"),
			RetryAfter: time.Duration(rapid.Int64Range(0, int64(24*time.Hour)).Draw(t, "asked")),
		}
		wait := b.next(f)
		if wait < f.RetryAfter || wait < firstWait/2 || wait > max(maxWait, f.RetryAfter) {
			t.Fatalf("waits %v, asked for %v", wait, f.RetryAfter)
		}
	})
}

func TestWhatNeedsAPersonIsSeldomTried(t *testing.T) {
	b := backoff{rand: func() float64 { return 0 }}
	for _, kind := range []fault.Kind{fault.Unauthorized, fault.Gone, fault.Permanent} {
		if wait := b.next(&fault.Fault{Kind: kind}); wait != askWait {
			t.Errorf("%v waits %v", kind, wait)
		}
	}
	if b.fails != 0 {
		t.Error("such a fault makes later waits longer")
	}
}
