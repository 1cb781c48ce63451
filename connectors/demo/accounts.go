package demo

import (
	"context"
	"math"
	"slices"
	"strconv"
	"time"

	"earshot/connectors"
	"earshot/store"
)

// Network is the name of this network among the connectors.
const Network = "demo"

// Accounts are those that a demo workspace connects: the brand's account on
// every network that the demo plays. They share one world: the same seed,
// moment and rate (mentions a minute over all of them; out of bounds it is
// brought within).
//
// Their Network is that of the connector. A workspace of the demo alone puts
// the setting "as" there instead and makes New the factory of all these names:
// then the desk knows what our accounts wrote for ours, because account and
// mention name the same network.
func Accounts(seed uint64, at time.Time, rate float64) []store.Account {
	if math.IsNaN(rate) {
		rate = defaultRate
	}
	rate = min(maxRate, max(0, rate))
	var out []store.Account
	for _, n := range networks() {
		if n.weight == 0 {
			continue
		}
		a := store.Account{
			Name: "zernolla@" + n.name, Network: Network, Server: n.server, Added: store.Stamp(at),
			Settings: map[string]string{
				"as": n.name, "seed": strconv.FormatUint(seed, 10), "at": at.UTC().Format(time.RFC3339),
				"rate": strconv.FormatFloat(rate, 'f', -1, 64),
			},
		}
		if n.name != "mail" && n.name != "feed" {
			a.Watch = []string{"#zernolla", "#зернолла"}
		}
		if described, err := describe(a); err == nil {
			a = described
		}
		out = append(out, a)
	}
	return slices.Clip(out)
}

// describe fills in what a check finds; of the demo it needs no network.
func describe(a store.Account) (store.Account, error) {
	c, err := New(connectors.Config{Account: a, Env: store.Env{Now: func() time.Time { return a.Added }}})
	if err != nil {
		return a, err
	}
	p, err := c.Check(context.Background())
	if err != nil {
		return a, err
	}
	return connectors.Describe(a, c, p), nil
}
