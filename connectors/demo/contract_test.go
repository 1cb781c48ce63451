package demo

import (
	"sync"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/connectortest"
	"earshot/store"
)

// TestContract: what every connector promises, as far as it can be asked of a
// network without a server.
func TestContract(t *testing.T) {
	const played = "it is played inside the program: "
	var all []connectortest.Harness
	for _, as := range []string{"mastodon", "feed"} {
		lacks := map[connectortest.Ability]string{
			connectortest.Words:  played + "its people say what the script has",
			connectortest.Dates:  played + "what is said is said now",
			connectortest.Edit:   played + "nobody edits",
			connectortest.Delete: played + "nobody takes anything back",
			connectortest.Server: played + "there is no server to break",
		}
		if as == "feed" {
			lacks[connectortest.Send] = "feeds can be read but not answered"
		}
		s := &showing{as: as}
		all = append(all, connectortest.Harness{Name: as, Network: as, Factory: s.open, Start: s.start, Lacks: lacks})
	}
	connectortest.Run(t, all...)
}

// showing is the demo as a network under test: to say something is to let time
// pass until somebody has.
type showing struct {
	as    string
	clock *connectortest.Clock
	began time.Time

	mu   sync.Mutex
	last *speaker // made last
}

func (s *showing) open(c connectors.Config) (connectors.Connector, error) {
	conn, err := New(c)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last, _ = conn.(*speaker)
	return conn, err
}

func (s *showing) start(t *testing.T, clock *connectortest.Clock) *connectortest.Network {
	clock.Stand()
	s.clock, s.began = clock, clock.Now()
	return &connectortest.Network{
		Account: func(string) (store.Account, map[string]string) { return s.account(), nil },
		Say: func(connectortest.Said) string {
			clock.Pass(time.Second)
			return ""
		},
		Told: func() []string { return s.told(t) },
		Sent: s.sent,
	}
}

func (s *showing) account() store.Account {
	return store.Account{Name: "acme", Settings: map[string]string{
		"as": s.as, "rate": "60", "at": s.began.Format(time.RFC3339),
	}}
}

// told asks a second player of the same script.
func (s *showing) told(t *testing.T) (ids []string) {
	t.Helper()
	now := s.clock.Now()
	c, err := New(connectors.Config{Account: s.account(), Env: store.Env{Now: func() time.Time { return now }}})
	if err != nil {
		t.Fatal(err)
	}
	var d diary
	pull(t, c, &d)
	for _, m := range d.mentions {
		ids = append(ids, m.Key.ID)
	}
	return ids
}

// sent is what the player that was made last says in our name.
func (s *showing) sent() (texts []string) {
	s.mu.Lock()
	c := s.last
	s.mu.Unlock()
	if c == nil {
		return nil
	}
	c.mind.mu.Lock()
	defer c.mind.mu.Unlock()
	for _, x := range c.mind.sent {
		texts = append(texts, x.out.Message.Text)
	}
	return texts
}
