package main

import (
	"context"
	"log/slog"

	"earshot/connectors"
	"earshot/connectors/bluesky"
	"earshot/connectors/demo"
	"earshot/connectors/feed"
	"earshot/connectors/httpx"
	"earshot/connectors/mail"
	"earshot/connectors/mastodon"
	"earshot/connectors/telegram"
	"earshot/connectors/vk"
	"earshot/connectors/webhook"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/vault"
)

// networks are all that this earshot speaks. Adding one is one line here.
func networks() connectors.Networks {
	return connectors.Networks{
		"bluesky":  bluesky.Setup(),
		"demo":     demo.Setup(),
		"feed":     feed.Setup(),
		"mail":     mail.Setup(),
		"mastodon": mastodon.Setup(),
		"telegram": telegram.Setup(),
		"vk":       vk.Setup(),
		"webhook":  webhook.Setup(),
	}
}

// assemble puts the rooms of the house together over a store. This file is the
// only place that sees them all.
func assemble(c *Call, conf Config, st store.Store, env store.Env, log *slog.Logger, spoken connectors.Registry) *Workspace {
	ws := &Workspace{Store: st, Log: log}
	ws.live, ws.leave = context.WithCancelCause(context.Background())
	ws.Desk = desk.New(st, env, desk.Options{Zone: c.Zone(), Vault: vault.At(c.KeyFile()), Hold: conf.Hold, Scale: conf.Scale, Seek: conf.Enrich.seek()})
	ws.Runner = connectors.NewRunner(connectors.RunnerOptions{
		Desk: ws.Desk, Registry: spoken, Log: log,
		HTTP: func(a store.Account) *httpx.Client { return httpClient(a, env, log) },
	})
	ws.Courier = webhook.NewCourier(ws.Desk, httpx.New(httpx.Options{Env: env, Log: log}), log)
	ws.Desk.Files.Use(ws.Runner.Save)
	ws.Enricher = newEnricher(conf.Enrich, ws.Desk, ws.Runner, log)
	return ws
}

// httpClient makes the client of one account, which has limits of its own. An
// address that the user typed may be private.
func httpClient(a store.Account, env store.Env, log *slog.Logger) *httpx.Client {
	return httpx.New(httpx.Options{Env: env, Log: log.With("account", a.Name)})
}
