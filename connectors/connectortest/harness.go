// Package connectortest is the contract of a connector, told as stories: what
// every network's connector must do through the real connectors.Runner, over a
// store and a desk, against a server on loopback that fails in every way that
// servers fail.
//
// A connector's own test describes its network in a Harness and calls Run. The
// network is reached through a Line, which stands between the two and breaks
// on demand: refusals, limits, silence, cuts, resets, garbage, giants. So each
// connector meets the same troubles, at every request that it makes.
//
// Time is a clock that the stories move; only where a socket has to wait for
// real, the waits are cut down to fractions of a second.
package connectortest

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"go.uber.org/goleak"

	"earshot/connectors"
	"earshot/store"
)

// Ability is something that a network under test may be unable to do.
type Ability string

// The abilities. Those that are absent are named in Harness.Lacks with their
// reason, and the stories that need them are skipped aloud.
const (
	Words   Ability = "words"   // Say says what it is told to
	Dates   Ability = "dates"   // Say can be dated
	Edit    Ability = "edit"    // what was said can be changed
	Delete  Ability = "delete"  // and taken back, and we are told so
	Live    Ability = "live"    // mentions come by a stream
	Send    Ability = "send"    // we can post and answer
	Server  Ability = "server"  // there is a server that can break
	Threads Ability = "threads" // whole discussions can be fetched
	// Settle: after a send whose answer was lost the network can tell whether it
	// arrived, or drops a second one. Where it cannot, a person has to be asked,
	// and nothing may be sent again.
	Settle Ability = "settle"
	// Post: something new can be said, beside answers.
	Post Ability = "post"
)

// Harness is one network under test.
type Harness struct {
	Name string // of this kind of server, for the tests
	// Network is the name of the network in accounts and keys.
	Network string
	Factory connectors.Factory
	// Start starts a server of the network, empty, for one story.
	Start func(t *testing.T, clock *Clock) *Network
	// Simulate starts an empty server in memory, for a day of faults in simulated
	// time: by Sim.Serve where it speaks HTTP, else by Sim.Listen. It must not
	// use the machine's network, nor goroutines that do not end with Stop. The
	// account is reached at the Network's URL; a connector that does not go
	// through Config.HTTP is given Sim.Dial by its Factory. Where the window of
	// what can be read is short, make it long enough for a day.
	Simulate func(sim *Sim, clock *Clock) *Network
	// Allowed is what one account may ask of the network, by what the network or
	// we ourselves state.
	Allowed Allowance
	// Lacks names the absent abilities with their reason.
	Lacks map[Ability]string
	// GoneIsFinal says that a 410 ends the account until a person connects it
	// anew.
	GoneIsFinal bool
	// Writes are the ends of the paths by which something is sent, where a POST
	// alone does not tell it from other calls; empty = every POST.
	Writes []string
	// Brief is for further dialects of a network: the troubles that meet the
	// HTTP client alone are told to one of them, and a few of each sort to all.
	Brief bool
}

// Allowance is so many requests in every window of so long.
type Allowance struct {
	Requests int
	Within   time.Duration
}

// Said is one thing that somebody says on the network. Fields that a network
// has no place for are left out by it.
type Said struct {
	Text string    // plain
	HTML string    // instead of Text, as it goes over the wire
	By   string    // name of the author; the network picks one if empty
	At   time.Time // when; zero = now
}

// Network is a running server of a network and one account of ours on it.
type Network struct {
	// URL is the base address of the server; empty where there is none.
	URL string
	// Handler is the server without its port, if it speaks HTTP: for Simulate.
	Handler http.Handler
	// Account is the account, reached at another base address, and its secrets.
	Account func(at string) (store.Account, map[string]string)
	// Hidden are further words that must never be shown or logged.
	Hidden []string
	// Say says something that concerns us, and gives the remote id it has.
	Say func(s Said) string
	// Told overrides what the suite remembers of Say: the remote ids of all
	// that should have arrived by now.
	Told   func() []string
	Edit   func(id, text string)
	Delete func(id string)
	// Sent gives the texts of what stands in our name on the network.
	Sent func() []string
	// Stop ends the server.
	Stop func()
}

// Run tells every story to every network, to all of them at the same time, and
// holds that in the end nothing is left running.
func Run(t *testing.T, all ...Harness) {
	t.Helper()
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() {
		if err := goleak.Find(before); err != nil {
			t.Errorf("goroutines are left: %v", err)
		}
	})
	for _, h := range all {
		switch {
		case h.Simulate == nil && h.Lacks[Server] != "":
			t.Logf("a day of faults: not told, because this network lacks %q: %s", Server, h.Lacks[Server])
			continue
		case h.Simulate == nil:
			t.Logf("a day of faults: NOT TOLD, because the harness of %s has no Simulate", h.Name)
			continue
		}
		t.Run(h.Name+" in a day of faults", func(t *testing.T) { fire(t, h) })
		if h.Lacks[Words] == "" {
			t.Run(h.Name+" is heard soon", func(t *testing.T) { arrival(t, h) })
		}
	}
	for _, h := range all {
		t.Run(h.Name, func(t *testing.T) {
			t.Parallel()
			for _, s := range stories() {
				if why := s.absent(h); why != "" {
					t.Logf("%s: not told, because this network %s", s.name, why)
					continue
				}
				t.Run(s.name, func(t *testing.T) { s.tell(newStation(t, h)) })
			}
		})
	}
}

// story is one part of the contract.
type story struct {
	name  string
	needs []Ability
	tell  func(s *station)
}

// absent gives the reason why a network cannot tell the story; "" = it can. An
// ability that a network does not have is no skipped test.
func (s story) absent(h Harness) string {
	for _, a := range s.needs {
		if why := h.Lacks[a]; why != "" {
			return fmt.Sprintf("lacks %q: %s", a, why)
		}
	}
	return ""
}

func stories() []story {
	var all []story
	for _, part := range [][]story{readingStories(), troubleStories(), sendingStories(), runningStories(), oddStories()} {
		all = append(all, part...)
	}
	return all
}
