package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"earshot/connectors"
	"earshot/store"
)

func connectCommand(c *Call) *cobra.Command {
	all := networks()
	cmd := &cobra.Command{
		Use:   "connect KIND [ADDRESS...]",
		Short: "Add an account: " + strings.Join(all.Names(), ", "),
		Long:  "Add an account. It is checked at once, and what it can do is said. A dead or\nrefusing address saves nothing, unless --no-check.\n\n" + listNetworks(all),
		Example: `  earshot connect mastodon --server https://mastodon.social
  earshot connect mastodon --server https://m.example --token-file - --name acme < token
  earshot connect feed https://example.org/feed.xml https://example.org/blog
  earshot connect mastodon --server https://m.example --watch '#acme,acme fridge'`,
		Args: cobra.MinimumNArgs(1),
	}
	flags := newConnectFlags(cmd.Flags(), all)
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, args []string) error {
		o, err := flags.order(c, all, args[0], args[1:])
		if err != nil {
			return err
		}
		return o.run(c, ctx, ws)
	})
	return cmd
}

// order is an account that somebody wants to connect.
type order struct {
	kind    string
	network connectors.Network
	given   connectors.Given
	noCheck bool
}

// run connects the account as the command line does: a page of the server is
// told, and its code is read from standard input.
func (o order) run(c *Call, ctx context.Context, ws *Workspace) error {
	a, secrets, err := o.describe()
	if err != nil {
		return err
	}
	if len(secrets) == 0 && o.network.Consent != nil {
		if secrets, err = o.ask(c, ctx, ws, a); err != nil {
			return err
		}
	}
	a, notes, err := o.add(c, ctx, ws, a, secrets)
	if err != nil {
		return err
	}
	tellAbilities(c, a, o.noCheck)
	for _, note := range notes {
		c.say("  %s", note)
	}
	if secret := o.reveal(secrets); secret != "" {
		c.say("the secret follows on standard output; it is shown this once, so keep it:")
		_, err = fmt.Fprintln(c.Out, secret)
	}
	return err
}

// describe makes the account from what was given.
func (o order) describe() (store.Account, map[string]string, error) {
	if err := o.network.Fill(o.kind, o.given); err != nil {
		return store.Account{}, nil, usageError{err}
	}
	a, secrets, err := o.network.Describe(o.given)
	if err != nil {
		return a, nil, usageError{err}
	}
	a.Name, a.Network = o.given.One("name"), o.kind
	if a.Settings == nil {
		a.Settings = map[string]string{}
	}
	if api := o.given.One("api"); api != "" {
		a.Server = connectors.WithScheme(api)
	}
	if interval := o.given.One("interval"); interval != "" {
		a.Settings["interval"] = interval
	}
	return a, secrets, nil
}

// reveal is a secret that was made here, to be shown once.
func (o order) reveal(secrets map[string]string) string {
	if o.network.Reveal == nil {
		return ""
	}
	return o.network.Reveal(o.given, secrets)
}

// config is what the network needs to make a connector of the account.
func (o order) config(ws *Workspace, a store.Account, secrets map[string]string) connectors.Config {
	env := ws.Desk.Env()
	return connectors.Config{Account: a, Secrets: secrets, HTTP: httpClient(a, env, ws.Log), Env: env, Log: ws.Log}
}

// add checks and saves the account. The notes are what the check found beside it.
func (o order) add(c *Call, ctx context.Context, ws *Workspace, a store.Account, secrets map[string]string) (store.Account, []string, error) {
	conn, err := o.network.New(o.config(ws, a, secrets))
	if err != nil {
		return a, nil, err
	}
	var profile connectors.Profile
	if !o.noCheck {
		check, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		if profile, err = conn.Check(check); err != nil {
			return a, nil, fmt.Errorf("nothing was saved: %w", err)
		}
	}
	a = connectors.Describe(a, conn, profile)
	if a.Name == "" {
		a.Name = defaultName(a)
	}
	notes := profile.Notes
	if _, err := ws.Desk.Setup.Account(ctx, a.Name); err == nil && o.reveal(secrets) != "" {
		notes = append(notes, a.Name+" was connected before; the secret of then no longer counts, only this new one does")
	}
	return a, notes, ws.Desk.Setup.Connect(ctx, c.by(), a, secrets)
}

// consent gets the page that asks a person.
func (o order) consent(ctx context.Context, ws *Workspace, a store.Account) (connectors.Consent, error) {
	page, err := o.network.Consent(ctx, o.config(ws, a, nil))
	if err != nil {
		return page, fmt.Errorf("nothing was saved: %w", err)
	}
	return page, nil
}

// ask tells the page and reads the code that it shows.
func (o order) ask(c *Call, ctx context.Context, ws *Workspace, a store.Account) (map[string]string, error) {
	page, err := o.consent(ctx, ws, a)
	if err != nil {
		return nil, err
	}
	c.say("Open this page in a browser, allow earshot, and paste the code it shows:\n\n  %s\n", page.Page)
	fmt.Fprint(c.Err, "code: ")
	line, err := bufio.NewReader(c.In).ReadString('\n')
	code := strings.TrimSpace(line)
	if code == "" {
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		return nil, errors.New("no code was given; nothing was saved")
	}
	secrets, err := page.Redeem(ctx, code)
	if err != nil {
		return nil, fmt.Errorf("nothing was saved: %w", err)
	}
	return secrets, nil
}

// defaultName makes a name from the handle, else from the host.
func defaultName(a store.Account) string {
	name := a.Handle
	if name == "" {
		address, _, _ := strings.Cut(a.Settings["urls"], "\n")
		if address == "" {
			address = a.Server
		}
		if u, err := url.Parse(address); err == nil {
			name = u.Hostname()
		}
	}
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(" ,:/\x00", r) {
			return '-'
		}
		return r
	}, name)
	if name == "" {
		name = a.Network
	}
	return name
}

func tellAbilities(c *Call, a store.Account, unchecked bool) {
	who := a.Name
	if a.Handle != "" && a.Handle != a.Name {
		who += " (" + a.Handle + ")"
	}
	c.say("connected %s on %s", who, a.Network)
	if unchecked {
		c.say("  not checked: the first earshot sync will tell")
	}
	if len(a.Can) > 0 {
		c.say("  can: %s", strings.Join(a.Can, ", "))
	}
	for _, ability := range slices.Sorted(maps.Keys(a.Lacks)) {
		c.say("  no %s: %s", ability, a.Lacks[ability])
	}
}
