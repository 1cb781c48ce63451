package bluesky

import (
	"strings"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/bluesky/blueskytest"
	"earshot/connectors/connectortest"
	"earshot/connectors/plain"
	"earshot/store"
)

// ourHandle is the account under test, appPassword what it logs in with.
const (
	ourHandle   = "acme.test"
	appPassword = "uvh5-f4e3-vk66-3hqi"
)

// TestContract: what every connector promises.
func TestContract(t *testing.T) {
	connectortest.Run(t, contract("reference", blueskytest.Options{}, false), contract("older", blueskytest.Options{NoReasons: true}, true))
}

func contract(name string, o blueskytest.Options, brief bool) connectortest.Harness {
	return connectortest.Harness{
		Name: name, Network: Network, Factory: New, Brief: brief,
		Lacks: map[connectortest.Ability]string{
			connectortest.Live: "is read every 15 seconds",
			connectortest.Edit: "has no edits",
		},
		Start: func(_ *testing.T, clock *connectortest.Clock) *connectortest.Network {
			o := o
			o.Now = clock.Now
			return contractNetwork(o, "1s")
		},
		Simulate: func(sim *connectortest.Sim, clock *connectortest.Clock) *connectortest.Network {
			o := o
			o.Now, o.Base = clock.Now, "http://fire.test"
			n := contractNetwork(o, "")
			sim.Serve("fire.test", n.Handler)
			return n
		},
		// What a server allows from one address, and a tenth of it is ours.
		Allowed: connectortest.Allowance{Requests: 300, Within: 5 * time.Minute},
	}
}

func contractNetwork(o blueskytest.Options, interval string) *connectortest.Network {
	s := blueskytest.New(o)
	s.Join(ourHandle, func(a *blueskytest.Account) { a.Password = appPassword })
	return &connectortest.Network{
		URL: s.URL(), Handler: s,
		Account: func(at string) (store.Account, map[string]string) {
			return store.Account{Server: at, Settings: map[string]string{"user": ourHandle, "interval": interval}, Watch: []string{"#fridge"}},
				map[string]string{SecretPassword: appPassword}
		},
		Say: func(x connectortest.Said) string {
			p := blueskytest.Post{By: "ivan.test", Text: "@" + ourHandle + " " + x.Text, At: x.At}
			if x.HTML != "" { // the network knows no HTML: this is what a person sees of it
				p.Text += plain.FromHTML(x.HTML).Text
			}
			s.Join(p.By, func(a *blueskytest.Account) {
				if x.By != "" {
					a.Name, a.Bio = x.By, x.By
				}
			})
			return s.Say(p)
		},
		Delete: s.Delete,
		Sent: func() (texts []string) {
			for _, r := range s.By(ourHandle) {
				text, _ := r["text"].(string)
				texts = append(texts, strings.ReplaceAll(text, "\n", " "))
			}
			return texts
		},
		Stop: s.Close,
	}
}

var _ connectors.Connector = (*Connector)(nil)
