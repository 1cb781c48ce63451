package mastodon

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/connectortest"
	"earshot/connectors/mastodon/mastodontest"
	"earshot/store"
)

// TestContract: what every connector promises, on every kind of server.
func TestContract(t *testing.T) {
	connectortest.Run(t,
		contract(mastodontest.Options{Dialect: mastodontest.Mastodon}),
		contract(mastodontest.Options{Dialect: mastodontest.GoToSocial}),
		contract(mastodontest.Options{Dialect: mastodontest.Pleroma, MinIDIsSince: true}),
	)
}

// contract describes a server to the suite.
func contract(o mastodontest.Options) connectortest.Harness {
	return connectortest.Harness{
		Name: string(o.Dialect), Network: Network, Brief: o.Dialect != mastodontest.Mastodon,
		Factory: func(c connectors.Config) (connectors.Connector, error) {
			conn, err := New(c)
			if m, ok := conn.(*Connector); ok {
				m.waits.poll = time.Millisecond
			}
			return conn, err
		},
		Start: func(_ *testing.T, clock *connectortest.Clock) *connectortest.Network {
			return contractNetwork(o, clock)
		},
		Simulate: func(sim *connectortest.Sim, clock *connectortest.Clock) *connectortest.Network {
			o := o
			o.Base = "http://fire.test"
			n := contractNetwork(o, clock)
			sim.Serve("fire.test", n.Handler)
			return n
		},
		Allowed: connectortest.Allowance{Requests: 300, Within: 5 * time.Minute},
	}
}

func contractNetwork(o mastodontest.Options, clock *connectortest.Clock) *connectortest.Network {
	var dated atomic.Pointer[time.Time] // what is said next
	o.RateLimit = 1 << 30
	o.Now = func() time.Time {
		if at := dated.Load(); at != nil {
			return *at
		}
		return clock.Now()
	}
	// Nothing is announced but the address that the account was connected with.
	o.Streaming = "none"
	s := mastodontest.New(o)
	return &connectortest.Network{
		URL: s.URL(), Handler: s,
		Account: func(at string) (store.Account, map[string]string) {
			return store.Account{Server: at, Watch: []string{"#fridge"}}, map[string]string{SecretToken: s.Token()}
		},
		Say: func(x connectortest.Said) string {
			p := mastodontest.Post{By: "ivan@far.example", Text: "@acme " + x.Text}
			if x.HTML != "" {
				p.HTML = x.HTML
			}
			if x.By != "" {
				s.SetBio(p.By, x.By, "<p>"+x.By+"</p>", "")
			}
			if !x.At.IsZero() {
				dated.Store(&x.At)
				defer dated.Store(nil)
			}
			return s.Say(p)
		},
		Edit:   func(id, text string) { s.Edit(id, "@acme "+text) },
		Delete: s.Delete,
		Sent: func() (texts []string) {
			for _, w := range s.By("acme") {
				texts = append(texts, strings.ReplaceAll(w.Text, "\n", " "))
			}
			return texts
		},
		Stop: s.Close,
	}
}
