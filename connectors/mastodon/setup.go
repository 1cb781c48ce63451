package mastodon

import (
	"context"
	"errors"

	"earshot/connectors"
	"earshot/store"
)

// Setup tells how an account of this network is asked for. Without a token the
// server's own page gives one.
func Setup() connectors.Network {
	return connectors.Network{
		Title: "Mastodon", Key: "m",
		About: "and its kin: GoToSocial, Pleroma, Akkoma; listens and answers",
		Needs: []string{
			"Without a token a page opens in your browser and shows a code; it asks for the scopes read and write. Words to watch may stay empty: then you hear what is addressed to you.",
		},
		Fields: []connectors.Field{
			{Name: "server", Label: "server", Hint: "mastodon.social", Doc: "base `URL` of the server", Rest: true, Optional: true},
			{Name: "token", Label: "access token", Hint: "empty: by the browser", Doc: "access `TOKEN`", Secret: true, Optional: true},
			{Name: "watch", Label: "watch", Hint: "#acme, acme fridge", Doc: "hashtags (#tag) and `WORDS` to monitor on the network", Many: true, Optional: true},
		},
		Describe: describe, Consent: consent, New: New,
	}
}

func describe(g connectors.Given) (store.Account, map[string]string, error) {
	server := g.One("server")
	if server == "" {
		server = g.One("api")
	}
	if server == "" {
		return store.Account{}, nil, errors.New("name the server: earshot connect mastodon --server URL")
	}
	a := store.Account{Server: connectors.WithScheme(server), Watch: g.All("watch")}
	if token := g.One("token"); token != "" {
		return a, map[string]string{SecretToken: token}, nil
	}
	return a, nil, nil
}

// consent registers earshot with the server, whose page gives a code.
func consent(ctx context.Context, c connectors.Config) (connectors.Consent, error) {
	app, err := Register(ctx, c.HTTP, c.Account.Server, "earshot")
	if err != nil {
		return connectors.Consent{}, err
	}
	redeem := func(ctx context.Context, code string) (map[string]string, error) {
		token, err := app.Exchange(ctx, code)
		if err != nil {
			return nil, err
		}
		return map[string]string{SecretToken: token, SecretClientID: app.ClientID, SecretClientSecret: app.ClientSecret}, nil
	}
	return connectors.Consent{Page: app.AuthURL(), Redeem: redeem}, nil
}
