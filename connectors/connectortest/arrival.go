package connectortest

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"earshot/connectors"
	"earshot/connectors/wiretest"
	"earshot/store/desk"
)

// The measures of arrival.
const (
	// withinStream is how soon what is said has to be in the inbox where the
	// network tells of it by itself; where it is asked from time to time, the
	// interval comes on top.
	withinStream = 2 * time.Second
	// spoken is how many mentions the story measures, one by one and in bursts.
	spoken, burst = 60, 10
)

// arrival measures, in simulated time and over a line with a delay of 60 ms each
// way, how long a mention takes from being said to standing in the inbox.
func arrival(t *testing.T, h Harness) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(began()))
		b := ignite(t, h, 3)
		defer func() { b.stop() }()
		most, how := withinStream, "live"
		every := b.interval()
		if h.Lacks[Live] != "" {
			most, how = every+withinStream, fmt.Sprintf("read every %v", every)
		}
		wires, _ := b.sim.all()
		for _, w := range wires {
			w.Break(wiretest.Latency(50*time.Millisecond, 10*time.Millisecond))
		}
		b.well(ours)
		time.Sleep(every + time.Minute) // the beginning is over
		at := map[string]time.Time{}
		for len(at) < spoken {
			n := 1
			if b.one(10) {
				n = burst
			}
			for range n {
				at[b.say(Said{Text: fmt.Sprintf("how soon, number-%d-", len(at))})] = time.Now()
			}
			time.Sleep(b.between(time.Second, 20*time.Second))
		}
		time.Sleep(2*every + time.Minute)
		b.whole("after an hour of talk")
		var took []time.Duration
		for id, m := range b.stored() {
			if said, ok := at[id]; ok {
				took = append(took, m.Arrived.Sub(said))
			}
		}
		if len(took) == 0 {
			t.Fatal("nothing has arrived")
		}
		d := spread(took)
		t.Logf("%d mentions, %s: %v", len(took), how, d)
		if d.max > most {
			t.Errorf("%s, a mention takes %v, promised are %v", how, d.max, most)
		}
		if d.min < 0 {
			t.Errorf("a mention arrived %v before it was said", -d.min)
		}
	})
}

// interval is what the connector says of the time between two readings.
func (s *station) interval() time.Duration {
	s.Helper()
	accounts, err := s.desk.Setup.Accounts(s.Context())
	s.must(err)
	for _, a := range accounts {
		if a.Name != ours {
			continue
		}
		secrets, err := s.desk.Setup.Secrets(s.Context(), ours)
		s.must(err)
		conn, client := s.open(a, secrets)
		defer client.Close()
		source, ok := conn.(connectors.Source)
		if !ok {
			s.Fatalf("%T lacks %q", conn, desk.AbilityRead)
		}
		return source.Interval()
	}
	s.Fatal("there is no account")
	return 0
}

// delays are some times in short.
type delays struct{ min, mean, p95, max time.Duration }

func spread(all []time.Duration) delays {
	slices.Sort(all)
	var sum time.Duration
	for _, d := range all {
		sum += d
	}
	return delays{all[0], sum / time.Duration(len(all)), all[(len(all)*95-1)/100], all[len(all)-1]}
}

// String implements fmt.Stringer.
func (d delays) String() string {
	r := func(x time.Duration) time.Duration { return x.Round(time.Millisecond) }
	return fmt.Sprintf("arrives after min %v, mean %v, p95 %v, max %v", r(d.min), r(d.mean), r(d.p95), r(d.max))
}
