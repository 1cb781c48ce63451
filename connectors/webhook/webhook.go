// Package webhook lets anything feed the inbox that can make an HTTP request:
// the form of a site, a shop, a script; and tells other programs what happens
// here.
//
// In: mentions come by POST to /webhook/NAME in the exchange format (one JSON
// object, or JSON Lines), signed with the secret of the account NAME. See Sign
// for the signature, and Intake for what is answered.
//
// Out: a Courier brings what desk.Hooks has queued to the addresses that were
// given, signed the same way, until each has been taken once.
package webhook

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"earshot/connectors"
	"earshot/store"
	"earshot/store/desk"
)

// Network is the name of this network in accounts.
const Network = "webhook"

// SecretKey is the name of the account's secret.
const SecretKey = "secret"

// minSecret is the shortest secret that is taken, in bytes.
const minSecret = 16

// Setup says how a webhook is asked for.
func Setup() connectors.Network {
	return connectors.Network{
		Title: "Webhook",
		About: "anything that can make an HTTP request: site forms, shops, scripts; listens",
		Key:   "w",
		Needs: []string{
			"What is sent has to be signed with a secret, which is made now and shown once. Leave the field empty for that, or give a secret that the other side has already.",
			"earshot serve --http ADDR takes what is sent, at /webhook/NAME. The README has an example.",
		},
		Fields: []connectors.Field{
			{Name: SecretKey, Label: "secret", Hint: "empty = made for you, shown once", Doc: "a `secret` that the sender has already; without it one is made, and shown once", Secret: true, Optional: true},
		},
		Describe: describe,
		Reveal: func(g connectors.Given, secrets map[string]string) string {
			if g.One(SecretKey) != "" {
				return ""
			}
			return secrets[SecretKey]
		},
		New: New,
	}
}

func describe(g connectors.Given) (store.Account, map[string]string, error) {
	a := store.Account{Network: Network, Name: g.One("name"), Server: "earshot serve"}
	if g.One("api") != "" {
		return a, nil, errors.New("a webhook is called, it calls nobody: it takes no --api")
	}
	secret := g.One(SecretKey)
	if secret == "" {
		secret = NewSecret()
	}
	if err := CheckSecret(secret); err != nil {
		return a, nil, err
	}
	return a, map[string]string{SecretKey: secret}, nil
}

// NewSecret makes a secret of 256 bits.
func NewSecret() string {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // it never fails
	return base64.RawURLEncoding.EncodeToString(raw)
}

// CheckSecret refuses a secret that can be guessed.
func CheckSecret(secret string) error {
	if len(secret) < minSecret {
		return fmt.Errorf("the secret has %d characters; it needs %d or more, for example those of: openssl rand -hex 32", len(secret), minSecret)
	}
	if strings.ContainsAny(secret, "\r\n\x00") {
		return errors.New("the secret has more than one line")
	}
	return nil
}

// connector is the account of a webhook: everything comes by Intake.
type connector struct{ account store.Account }

// New makes the connector of an account.
func New(c connectors.Config) (connectors.Connector, error) {
	return connector{c.Account}, nil
}

// Check has nobody to ask.
func (c connector) Check(context.Context) (connectors.Profile, error) {
	return connectors.Profile{
		RemoteID: "earshot-webhook", Server: c.account.Server,
		Lacks: map[string]string{
			desk.AbilityRead:    "what is sent is taken by earshot serve --http ADDR, while it runs",
			desk.AbilityLive:    "what is sent arrives at once, nothing is asked for",
			desk.AbilitySend:    "a webhook only listens; earshot hooks tells other programs what happens here",
			desk.AbilityThreads: "whoever sends names the discussion, or does not",
		},
	}, nil
}
