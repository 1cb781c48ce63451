package enrich

import (
	"context"

	"earshot/connectors"
	"earshot/store"
	"earshot/store/desk"
)

// profiles asks the person's own network, through the first of our accounts
// there whose connector is a connectors.Profiler.
type profiles struct {
	desk *desk.Desk
	open func(context.Context, store.Account) (connectors.Connector, error)
}

// Name implements Source.
func (profiles) Name() string { return desk.SourceProfile }

// Look implements Source.
func (p profiles) Look(ctx context.Context, who store.Identity) (desk.Findings, error) {
	accounts, err := p.desk.Setup.Accounts(ctx)
	if err != nil {
		return desk.Findings{}, err
	}
	for _, a := range accounts {
		if a.Network != who.Network || p.open == nil {
			continue
		}
		c, err := p.open(ctx, a)
		if err != nil {
			return desk.Findings{}, err
		}
		if asked, ok := c.(connectors.Profiler); ok {
			f, known, err := asked.Profile(ctx, who)
			if err == nil && !known {
				err = nothing(who.Network + " does not know this account any more")
			}
			return f, err
		}
	}
	return desk.Findings{}, nothing("no account of ours can ask " + who.Network)
}
