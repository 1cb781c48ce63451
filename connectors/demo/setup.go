package demo

import (
	"earshot/connectors"
	"earshot/store"
)

// Setup tells how a simulated network is asked for.
func Setup() connectors.Network {
	return connectors.Network{
		Title: "Demo", Key: "d", About: "a simulated network; sends nothing anywhere",
		Needs: []string{"A simulated network among your real ones. It sends nothing anywhere; earshot disconnect takes it out again."},
		Fields: []connectors.Field{
			{Name: "rate", Label: "mentions a minute", Doc: "`NUMBER` of mentions a minute", Default: "6"},
			{Name: "seed", Label: "seed", Doc: "`NUMBER` from which the demo grows", Default: "1", Hidden: true},
		},
		Describe: fromGiven, New: New,
	}
}

func fromGiven(g connectors.Given) (store.Account, map[string]string, error) {
	a := store.Account{Settings: map[string]string{"seed": g.One("seed"), "rate": g.One("rate")}}
	if _, err := parseSeed(g.One("seed")); err != nil {
		return a, nil, err
	}
	_, err := parseRate(g.One("rate"))
	return a, nil, err
}
