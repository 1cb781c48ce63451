package connectortest

import (
	"runtime"
	"time"

	"earshot/store"
)

// judge holds what was promised.
func (b *blaze) judge() {
	defer func() {
		if b.Failed() {
			b.Logf("what happened: %v", b.trail)
		}
	}()
	if wrong := b.complete(); wrong != "" {
		b.Errorf("after the fire: %s\nhealth: %+v\nlog: %s", wrong, b.health(ours), b.log.tail())
	}
	if h := b.health(ours); h.State != store.HealthOK {
		b.Errorf("the account has stopped: %+v", h)
	}
	b.sentOnce()
	b.notDelayed()
	b.withinLimits()
	wires, _ := b.sim.all()
	for _, w := range wires {
		if n := w.Open(); n > connections {
			b.Errorf("%d connections are open", n)
		}
	}
	if now := heap(); now > b.heap+grown {
		b.Errorf("memory has grown from %d to %d MiB", b.heap>>20, now>>20)
	}
	b.Logf("%d heard, %d sent, %d beside; %d faults, %d times kill -9; memory %d MiB, then %d MiB", len(b.expected()), len(b.posts), len(b.calm.at), len(b.trail), b.killed, b.heap>>20, heap()>>20)
	b.stop()
}

// sentOnce: what we say of each post is so on the network.
func (b *blaze) sentOnce() {
	for i, id := range b.posts {
		d, n := b.delivery(id), b.standing(postText(i))
		switch {
		case d.State == store.DeliverySent && n == 1 && d.RemoteID != "":
		case d.State == store.DeliveryUnsure && n <= 1 && b.h.Lacks[Settle] != "":
		default:
			b.Errorf("post %d stands %d times, and we say %+v", i, n, d)
		}
	}
}

// notDelayed: the account beside the fire heard and sent as if there were none.
func (b *blaze) notDelayed() {
	const most = calmInterval + time.Second
	b.calm.mu.Lock()
	defer b.calm.mu.Unlock()
	have := b.stored()
	for id, at := range b.calm.at {
		if m := have[id]; m == nil || m.Arrived.Sub(at) > most {
			b.Errorf("beside the fire %s arrived late or not: %+v", id, m)
		}
	}
	if len(b.calm.at) == 0 {
		b.Error("nothing was said beside the fire")
	}
}

// withinLimits: in no window of time more was asked of the server than it
// allows.
func (b *blaze) withinLimits() {
	_, lines := b.sim.all()
	for _, l := range lines {
		if b.h.Allowed.Requests <= 0 {
			b.Error("the harness does not say how many requests the network allows")
			return
		}
		seen := l.Trail(0)
		most, at := busiest(seen, b.h.Allowed.Within)
		if most > b.h.Allowed.Requests {
			kinds := map[string]int{}
			for _, one := range seen[at+1-most : at+1] {
				kinds[one.What]++
			}
			b.Errorf("%d requests in the %v before %s, allowed are %d: %v", most, b.h.Allowed.Within, seen[at].At.Format("15:04:05"), b.h.Allowed.Requests, kinds)
		}
		minute, _ := busiest(seen, time.Minute)
		b.Logf("%d requests to %s, at most %d in %v, %d in a minute", len(seen), l.URL, most, b.h.Allowed.Within, minute)
	}
}

// busiest is the most requests in any window of so long, and the last of them.
func busiest(seen []Seen, within time.Duration) (most, at int) {
	from := 0
	for i := range seen {
		for seen[i].At.Sub(seen[from].At) >= within {
			from++
		}
		if n := i - from + 1; n > most {
			most, at = n, i
		}
	}
	return most, at
}

// heap is the memory that is in use.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // finalizers have run
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
