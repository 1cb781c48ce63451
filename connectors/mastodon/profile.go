package mastodon

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	gomastodon "github.com/mattn/go-mastodon"

	"earshot/store"
	"earshot/store/desk"
)

// Profile tells what our server says of a person now (GET
// /api/v1/accounts/lookup, which needs the handle and asks no other server).
// Lines of the profile in which the server has found a link back to the account
// (verified_at) are pages of the same person.
func (c *Connector) Profile(ctx context.Context, who store.Identity) (f desk.Findings, known bool, err error) {
	if who.Author.Handle == "" {
		return f, false, nil
	}
	me, err := c.whoami(ctx)
	if err != nil {
		return f, false, err
	}
	acct := strings.TrimPrefix(who.Author.Handle, "@")
	if name, host, ok := strings.Cut(acct, "@"); ok && strings.EqualFold(host, me.domain) {
		acct = name // its own accounts are known by the bare name
	}
	var a gomastodon.Account
	resp, err := c.do(ctx, request{op: "look up profile", path: "/api/v1/accounts/lookup", query: url.Values{"acct": {acct}}}, &a)
	if resp != nil && unknown(resp.Status) {
		return f, false, nil
	}
	if err != nil {
		return f, false, err
	}
	if !strings.EqualFold(full(cmp.Or(a.Acct, a.Username), me.domain), full(acct, me.domain)) {
		return f, false, nil
	}
	now := author(me, &a)
	f.Author = &now
	for _, field := range a.Fields[:min(len(a.Fields), maxFields)] {
		links := text(field.Value).Links
		switch value := strings.TrimSpace(text(field.Value).Text); {
		case !field.VerifiedAt.IsZero() && len(links) > 0:
			f.Accounts = append(f.Accounts, desk.FoundAccount{URL: links[0]})
		case value != "":
			f.Facts = append(f.Facts, store.Fact{Name: strings.TrimSpace(field.Name), Value: value})
		}
	}
	f.Facts = slices.DeleteFunc(f.Facts, func(x store.Fact) bool { return x.Name == "" })
	return f, true, nil
}
