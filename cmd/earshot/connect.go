package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"earshot/connectors"
	"earshot/connectors/feed"
	"earshot/connectors/mastodon"
	"earshot/store"
)

// connectFlags are the flags of connect.
type connectFlags struct {
	kind              string
	name, server, api string
	token, tokenFile  string
	watch             []string
	interval          time.Duration
	noCheck           bool
	seed              uint64
	rate              float64
}

func connectCommand(c *Call) *cobra.Command {
	var f connectFlags
	cmd := &cobra.Command{
		Use:   "connect KIND [URL...]",
		Short: "Add an account: mastodon, feed or demo",
		Long: `Add an account. It is checked at once, and what it can do is said. A dead or
refusing address saves nothing, unless --no-check.

mastodon  a Mastodon-compatible server (Mastodon, GoToSocial, Pleroma, ...): --server URL,
          and a token by --token-file; without one the browser-code flow begins.
feed      RSS, Atom, JSON Feed and alert feeds, by their addresses or that of their page.
demo      a simulated network that sends nothing anywhere.`,
		Example: `  earshot connect mastodon --server https://mastodon.social
  earshot connect mastodon --server https://m.example --token-file - --name acme < token
  earshot connect feed https://example.org/feed.xml https://example.org/blog
  earshot connect mastodon --server https://m.example --watch '#acme,acme fridge'`,
		Args: cobra.MinimumNArgs(1),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.name, "name", "", "`NAME` of the account (default from its handle or address)")
	flags.StringVar(&f.server, "server", "", "base `URL` of the server")
	flags.StringVar(&f.api, "api", "", "another base `URL` of the API, for tests and proxies")
	flags.StringVar(&f.token, "token", "", "access `TOKEN`; it shows in the process list, so prefer --token-file")
	flags.StringVar(&f.tokenFile, "token-file", "", "`FILE` that holds the access token; - is standard input")
	flags.StringSliceVar(&f.watch, "watch", nil, "hashtags (#tag) and `WORDS` to monitor on the network")
	flags.DurationVar(&f.interval, "interval", 0, "time between two readings, for feeds (default 10m)")
	flags.BoolVar(&f.noCheck, "no-check", false, "save without checking")
	flags.Uint64Var(&f.seed, "seed", 1, "seed of the demo")
	flags.Float64Var(&f.rate, "rate", 6, "mentions a minute of the demo")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, args []string) error {
		f.kind = args[0]
		return connectAccount(c, ctx, ws, f, args[1:])
	})
	return cmd
}

func connectAccount(c *Call, ctx context.Context, ws *Workspace, f connectFlags, urls []string) error {
	a, err := addAccount(c, ctx, ws, f, nil, urls)
	if err != nil {
		return err
	}
	tellAbilities(c, a, f.noCheck)
	return nil
}

// addAccount describes, checks and saves an account. secrets may be nil: then
// they come from the flags.
func addAccount(c *Call, ctx context.Context, ws *Workspace, f connectFlags, secrets map[string]string, urls []string) (store.Account, error) {
	var a store.Account
	if _, ok := registry()[f.kind]; !ok {
		return a, usageError{fmt.Errorf("%q is no network this earshot speaks; use %s", f.kind, strings.Join(networks(), ", "))}
	}
	a, own, err := describeAccount(c, ctx, ws, f, urls, secrets)
	if err != nil {
		return a, err
	}
	conn, err := registry()[f.kind](connectors.Config{
		Account: a, Secrets: own, HTTP: httpClient(a, ws.Desk.Env(), ws.Log), Env: ws.Desk.Env(), Log: ws.Log,
	})
	if err != nil {
		return a, err
	}
	var profile connectors.Profile
	if !f.noCheck {
		check, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		if profile, err = conn.Check(check); err != nil {
			return a, fmt.Errorf("nothing was saved: %w", err)
		}
	}
	a = connectors.Describe(a, conn, profile)
	if a.Name == "" {
		a.Name = defaultName(a)
	}
	return a, ws.Desk.Setup.Connect(ctx, c.by(), a, own)
}

func networks() []string {
	var names []string
	for name := range registry() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// describeAccount makes the account from the flags; where secrets are known
// already, nobody is asked for them.
func describeAccount(c *Call, ctx context.Context, ws *Workspace, f connectFlags, urls []string, secrets map[string]string) (store.Account, map[string]string, error) {
	a := store.Account{Name: f.name, Network: f.kind, Server: f.server, Watch: f.watch, Settings: map[string]string{}}
	if f.api != "" {
		a.Server = f.api
	}
	if f.interval > 0 {
		a.Settings["interval"] = f.interval.String()
	}
	switch f.kind {
	case "feed":
		if len(urls) == 0 {
			return a, nil, usageError{errors.New("name at least one feed: earshot connect feed URL")}
		}
		shown, secrets, err := feed.Seal(urls)
		if err != nil {
			return a, nil, usageError{err}
		}
		a.Settings["urls"] = strings.Join(shown, "\n")
		return a, secrets, nil
	case "demo":
		a.Settings["seed"] = fmt.Sprint(f.seed)
		a.Settings["rate"] = fmt.Sprint(f.rate)
		return a, nil, nil
	}
	if a.Server == "" && len(urls) > 0 {
		a.Server = urls[0]
	}
	if a.Server == "" {
		return a, nil, usageError{fmt.Errorf("name the server: earshot connect %s --server URL", f.kind)}
	}
	a.Server = withScheme(a.Server)
	if secrets != nil {
		return a, secrets, nil
	}
	secrets, err := mastodonSecrets(c, ctx, ws, a, f)
	return a, secrets, err
}

func withScheme(address string) string {
	if strings.Contains(address, "://") {
		return address
	}
	return "https://" + address
}

// mastodonSecrets reads the token, or gets one by the browser-code flow.
func mastodonSecrets(c *Call, ctx context.Context, ws *Workspace, a store.Account, f connectFlags) (map[string]string, error) {
	token, err := readToken(c, f)
	if err != nil {
		return nil, err
	}
	if token != "" {
		return map[string]string{mastodon.SecretToken: token}, nil
	}
	app, err := mastodon.Register(ctx, httpClient(a, ws.Desk.Env(), ws.Log), a.Server, "earshot")
	if err != nil {
		return nil, fmt.Errorf("nothing was saved: %w", err)
	}
	c.say("Open this page in a browser, allow earshot, and paste the code it shows:\n\n  %s\n", app.AuthURL())
	fmt.Fprint(c.Err, "code: ")
	line, err := bufio.NewReader(c.In).ReadString('\n')
	code := strings.TrimSpace(line)
	if code == "" {
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		return nil, errors.New("no code was given; nothing was saved")
	}
	if token, err = app.Exchange(ctx, code); err != nil {
		return nil, fmt.Errorf("nothing was saved: %w", err)
	}
	return map[string]string{
		mastodon.SecretToken: token, mastodon.SecretClientID: app.ClientID, mastodon.SecretClientSecret: app.ClientSecret,
	}, nil
}

// maxToken bounds what is read as a token.
const maxToken = 16 << 10

func readToken(c *Call, f connectFlags) (string, error) {
	if f.tokenFile == "" {
		return strings.TrimSpace(f.token), nil
	}
	in := c.In
	if f.tokenFile != "-" {
		file, err := os.Open(c.Path(f.tokenFile))
		if err != nil {
			return "", err
		}
		defer file.Close()
		in = file
	}
	raw, err := io.ReadAll(io.LimitReader(in, maxToken))
	if err != nil {
		return "", fmt.Errorf("the token cannot be read: %w", err)
	}
	token := strings.TrimSpace(string(raw))
	if token == "" {
		return "", fmt.Errorf("%s holds no token", f.tokenFile)
	}
	return token, nil
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
	c.say("  can: %s", strings.Join(a.Can, ", "))
	for _, ability := range slices.Sorted(maps.Keys(a.Lacks)) {
		c.say("  cannot %s: %s", ability, a.Lacks[ability])
	}
}
