package connectortest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/wiretest"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// The measures of a day of faults.
const (
	shortFire = 4 * time.Hour
	longFire  = 24 * time.Hour
	// warm is when memory is looked at first: caches are full by then.
	warm = 2 * time.Hour
	// grown is how much memory may have been added since, in bytes. All that was
	// said meanwhile is kept, by the store, the desk and the fake server; the
	// trail of requests too.
	grown = 48 << 20
	// connections may be kept open when all is well.
	connections = 24
	// healed is how long after the last fault everything has been heard: who was
	// refused asks again within an hour.
	healed = 2*time.Hour + 5*time.Minute
)

// began is when the stories in simulated time begin.
func began() time.Time { return time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC) }

// fire tells a network's day of faults: a few hours of it with one seed, the
// whole day with several where EARSHOT_LONG=1 says that there is time.
func fire(t *testing.T, h Harness) {
	seeds, length := []uint64{1}, shortFire
	if os.Getenv("EARSHOT_LONG") == "1" {
		seeds, length = []uint64{1, 2, 3, 4}, longFire
		if h.Brief {
			seeds = seeds[:1]
		}
	}
	for _, seed := range seeds {
		t.Run(fmt.Sprintf("%v of faults, seed %d", length, seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Until(began()))
				b := ignite(t, h, seed)
				b.burn(length)
				b.settleAll()
				b.judge()
			})
		})
	}
}

// blaze is a day of faults: an account on fire, and another beside it that is
// well.
type blaze struct {
	*station
	sim    *Sim
	rng    *rand.Rand
	calm   *calm
	stop   func()
	posts  []string // ids; the text is that of post
	over   time.Time
	struck string // the fault in force, "" = none
	trail  []string
	heap   uint64 // when it was warm
	killed int    // processes
}

// ignite connects both accounts and starts a runner.
func ignite(t *testing.T, h Harness, seed uint64) *blaze {
	clock := &Clock{}
	b := &blaze{sim: newSim(t), rng: rand.New(rand.NewPCG(seed, 7)), calm: &calm{clock: clock}}
	s := &station{T: t, h: h, clock: clock, log: &journal{limit: 1 << 20}, told: map[string]string{}, dial: b.sim.Dial}
	b.station = s
	s.patience.Store(int64(30 * time.Second))
	s.beside = connectors.Registry{calmNetwork: b.calm.open}
	s.net = h.Simulate(b.sim, clock)
	s.disk = &disk{Store: mem.New()}
	env := clock.env()
	var mu sync.Mutex
	chance := rand.New(rand.NewPCG(seed, 8))
	env.Rand = func() float64 { mu.Lock(); defer mu.Unlock(); return chance.Float64() }
	s.desk = desk.New(s.disk, env, desk.Options{Hold: -1, Vault: openVault{}})
	t.Cleanup(func() {
		s.nothingShown()
		if s.net.Stop != nil {
			s.net.Stop()
		}
	})
	s.connect(ours, s.net, s.net.URL)
	s.must(s.desk.Setup.Connect(s.Context(), desk.By{User: "anna"}, store.Account{Name: "calm", Network: calmNetwork, Can: []string{desk.AbilityRead, desk.AbilitySend}}, nil))
	b.stop = s.start()
	b.over = time.Now().Add(b.between(time.Minute, 10*time.Minute))
	return b
}

// between draws a time.
func (b *blaze) between(least, most time.Duration) time.Duration {
	return least + time.Duration(b.rng.Int64N(int64(most-least)))
}

// one is true once in n times.
func (b *blaze) one(n int) bool { return b.rng.IntN(n) == 0 }

// burn lets people talk, colleagues write, things break and processes die.
func (b *blaze) burn(length time.Duration) {
	end := time.Now().Add(length)
	half := time.Now().Add(min(warm, length/2))
	for time.Now().Before(end) {
		time.Sleep(b.between(5*time.Second, 2*time.Minute))
		if b.heap == 0 && time.Now().After(half) {
			b.heap = heap()
		}
		if b.one(4) {
			b.say(Said{Text: fmt.Sprintf("said on fire, number-%d-", len(b.told))})
		}
		if b.one(4) {
			b.calm.say(b.rng.IntN(2) == 0)
		}
		if b.h.Lacks[Send] == "" && b.one(8) && (b.h.Lacks[Post] == "" || b.about() != 0) {
			b.posts = append(b.posts, b.write(postText(len(b.posts)), b.about()))
		}
		if time.Now().After(b.over) {
			b.turn()
		}
		if b.one(150) {
			b.restart(b.one(2))
		}
		if b.one(60) {
			b.nothingShown()
		}
	}
}

// postText is what the post of a number says.
func postText(n int) string { return fmt.Sprintf("ours in the fire, number-%d-", n) }

// about picks something to answer, or nothing.
func (b *blaze) about() store.Doc {
	if b.one(2) && b.h.Lacks[Post] == "" {
		return 0
	}
	for id, m := range b.stored() {
		if _, ok := b.told[id]; ok {
			return m.Doc
		}
	}
	return 0
}

// restart ends the process, politely or by kill -9, and starts the next one.
func (b *blaze) restart(politely bool) {
	before := time.Now()
	if !politely {
		b.killed++
	}
	b.disk.dead.Store(!politely)
	b.stop()
	b.disk.dead.Store(false)
	if took := time.Since(before); took > time.Second {
		b.Errorf("during %s stopping took %v", b.struck, took)
	}
	b.stop = b.start()
}

// turn ends a fault, or begins one.
func (b *blaze) turn() {
	if b.struck != "" {
		b.heal()
		b.over = time.Now().Add(b.between(time.Minute, 10*time.Minute))
		return
	}
	length := b.between(time.Minute, 10*time.Minute)
	switch {
	case b.one(20):
		length = b.between(time.Hour, 3*time.Hour)
	case b.one(4):
		length = b.between(10*time.Minute, time.Hour)
	}
	b.over = time.Now().Add(length)
	wires, lines := b.sim.all()
	if len(lines) > 0 && b.one(2) {
		b.breakHTTP(lines)
	} else {
		b.breakWires(wires)
	}
	b.trail = append(b.trail, fmt.Sprintf("%s %s for %v", time.Now().Format("15:04"), b.struck, length.Round(time.Minute)))
}

func (b *blaze) heal() {
	wires, lines := b.sim.all()
	for _, w := range wires {
		w.Heal()
		w.Offline(false)
	}
	for _, l := range lines {
		l.Heal()
	}
	b.struck = ""
}

// breakHTTP lets the server answer badly: everywhere, or at some requests.
func (b *blaze) breakHTTP(lines []*Line) {
	all := slices.DeleteFunc(everything(b.clock.Now()), func(f Fault) bool {
		return b.h.GoneIsFinal && slices.Contains(f.Kinds, fault.Gone)
	})
	f := all[b.rng.IntN(len(all))]
	skip, times := 0, -1
	if b.one(2) {
		skip, times = b.rng.IntN(4), 1+b.rng.IntN(5)
	}
	b.struck = f.Name
	for _, l := range lines {
		l.Break(f, skip, times)
	}
}

// breakWires lets the way to the server break.
func (b *blaze) breakWires(wires []*wiretest.Wire) {
	toxics := []struct {
		name string
		list []wiretest.Toxic
	}{
		{"latency", []wiretest.Toxic{wiretest.Latency(b.between(100*time.Millisecond, 20*time.Second), 50*time.Millisecond)}},
		{"a slow line in slices", []wiretest.Toxic{wiretest.Bandwidth(1 + b.rng.IntN(4)), wiretest.Slices(64, 10*time.Millisecond)}},
		{"a cut after some bytes", []wiretest.Toxic{wiretest.Limit(b.rng.IntN(4000))}},
		{"silence", []wiretest.Toxic{wiretest.Silence(0)}},
		{"silence, then a cut", []wiretest.Toxic{wiretest.Silence(b.between(time.Second, time.Minute))}},
		{"requests that are lost", []wiretest.Toxic{wiretest.Silence(0).Up()}},
		{"resets", []wiretest.Toxic{wiretest.ResetPeer(b.between(0, time.Second))}},
		{"answers lost in resets", []wiretest.Toxic{wiretest.Limit(b.rng.IntN(200)), wiretest.ResetPeer(0)}},
	}
	kind := b.rng.IntN(len(toxics) + 3)
	for _, w := range wires {
		switch {
		case kind < len(toxics):
			b.struck = toxics[kind].name
			w.Break(toxics[kind].list...)
		case kind == len(toxics):
			b.struck = "a reset of every connection"
			w.Reset()
		case kind == len(toxics)+1:
			b.struck = "a cut of every connection"
			w.Cut()
		default:
			b.struck = "no network"
			w.Reset()
			w.Offline(true)
		}
	}
}

// settleAll ends the fire and waits until everything has been heard and sent.
func (b *blaze) settleAll() {
	b.heal()
	late := time.Now().Add(healed)
	for time.Now().Before(late) && (b.complete() != "" || b.pending() != "") {
		time.Sleep(time.Minute)
	}
	for _, id := range b.posts { // what was refused a person sends again
		if b.delivery(id).State == store.DeliveryFailed {
			_, err := b.desk.Publish.Retry(b.Context(), desk.By{User: "anna"}, id)
			b.must(err)
			time.Sleep(10 * time.Second)
		}
	}
	late = time.Now().Add(healed)
	for time.Now().Before(late) && b.pending() != "" {
		time.Sleep(time.Minute)
	}
	time.Sleep(5 * time.Minute) // connections that nobody needs are let go
}

// pending tells what has not come to an end.
func (b *blaze) pending() string {
	for _, id := range b.posts {
		switch d := b.delivery(id); d.State {
		case store.DeliverySent, store.DeliveryFailed, store.DeliveryUnsure:
		default:
			return fmt.Sprintf("%s: %+v", id, d)
		}
	}
	return ""
}
