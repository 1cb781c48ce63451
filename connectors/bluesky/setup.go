package bluesky

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/store"
	"earshot/store/desk"
)

// Setup tells how an account of this network is asked for.
func Setup() connectors.Network {
	return connectors.Network{
		Title: "Bluesky", Key: "b",
		About: "and every AT Protocol server with its apps; listens and answers",
		Needs: []string{
			"An app password, not your own: bsky.app, Settings, Privacy and security, App passwords. Your server is found by the handle.",
		},
		Fields: []connectors.Field{
			{Name: "user", Label: "handle", Hint: "acme.bsky.social", Doc: "`HANDLE`, DID or e-mail address of the account", Rest: true},
			{Name: "password", Label: "app password", Hint: "xxxx-xxxx-xxxx-xxxx", Doc: "`FILE` with an app password", Secret: true},
			{Name: "server", Label: "server", Hint: "empty: found by the handle", Doc: "base `URL` of the personal data server, where it cannot be found by the handle", Optional: true, Hidden: true},
			{Name: "watch", Label: "watch", Hint: "#acme, acme fridge", Doc: "hashtags (#tag) and `WORDS` to monitor on the network", Many: true, Optional: true},
		},
		Describe: describe, New: New,
	}
}

func describe(g connectors.Given) (store.Account, map[string]string, error) {
	user := g.One("user")
	if page, ok := strings.CutPrefix(user, app+"/profile/"); ok {
		user, _, _ = strings.Cut(page, "/")
	}
	user = strings.TrimPrefix(strings.TrimPrefix(user, "at://"), "@")
	switch {
	case strings.HasPrefix(user, "did:") && !validDID(user),
		!strings.HasPrefix(user, "did:") && !strings.Contains(user, "@") && !validHandle(user):
		return store.Account{}, nil, errors.New("the handle is a name with dots, such as acme.bsky.social or your own domain: earshot connect bluesky --user HANDLE --password-file FILE")
	}
	if !strings.HasPrefix(user, "did:") {
		user = strings.ToLower(user)
	}
	password := g.One("password")
	if password == "" {
		return store.Account{}, nil, errors.New("the app password is missing: earshot connect bluesky --user " + user + " --password-file FILE")
	}
	a := store.Account{Settings: map[string]string{"user": user}, Watch: g.All("watch")}
	if server := g.One("server"); server != "" {
		a.Server = connectors.WithScheme(server)
	}
	return a, map[string]string{SecretPassword: password}, nil
}

// The abilities beside those of the desk.
const (
	// AbilitySearch is finding posts by words; every Watch needs it.
	AbilitySearch = "search"
	// AbilityMessages is reading direct messages, which earshot does not.
	AbilityMessages = "messages"
	// AbilityFilms is sending films.
	AbilityFilms = "films"
)

// Check logs in and finds out what account and server can do.
func (c *Connector) Check(ctx context.Context) (connectors.Profile, error) {
	did, handle, err := c.whoami(ctx)
	if err != nil {
		return connectors.Profile{}, err
	}
	base, err := c.door.server(ctx)
	if err != nil {
		return connectors.Profile{}, err
	}
	p := connectors.Profile{
		RemoteID: did, Handle: handle, Title: handle, Server: base.String(),
		Can: []string{desk.AbilityRead, desk.AbilitySend, desk.AbilityThreads},
		Lacks: map[string]string{
			desk.AbilityLive: "Bluesky tells nobody alone what is addressed to them; it is read every " + c.Interval().Round(time.Second).String(),
			AbilityMessages:  "direct messages stay in the app",
			AbilityFilms:     "films pass through a service that takes them from Bluesky's own apps only; pictures go out",
		},
		Notes:  []string{fmt.Sprintf("Bluesky lets an account put down %d posts an hour and %d a day; what is more waits for its turn", hourPoints/createPoints, dayPoints/createPoints)},
		Limits: store.Limits{Chars: maxGraphemes, Media: maxPictures, MediaBytes: maxPicture},
	}
	if _, _, err := (pull{Connector: c, us: did}).notifications(ctx, ""); err != nil {
		return connectors.Profile{}, err
	}
	switch found, err := c.profiles(ctx, []string{did}); {
	case err != nil:
		return connectors.Profile{}, err
	case len(found) > 0 && found[0].Name != "":
		p.Title = found[0].Name
	}
	q := call{op: "check the search", nsid: "app.bsky.feed.searchPosts", query: url.Values{"q": {handle}, "limit": {"1"}}}
	switch _, _, err := c.posted(ctx, q); {
	case fault.Is(err, fault.Permanent):
		p.Lacks[AbilitySearch] = "the server does not let us search; only what is addressed to us is heard"
	case err != nil:
		return connectors.Profile{}, err
	default:
		p.Can = append(p.Can, AbilitySearch)
	}
	return p, nil
}
