package enrich

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/store"
	"earshot/store/desk"
)

// webFinger asks the host of user@host what it says of the user (RFC 7033), and
// looks which of the pages that it names say the same.
type webFinger struct{ web *web }

// Name implements Source.
func (webFinger) Name() string { return desk.SourceWebFinger }

// The link relations that are read.
const (
	relSelf    = "self"
	relPage    = "http://webfinger.net/rel/profile-page"
	relPicture = "http://webfinger.net/rel/avatar"
)

// jrd is a JSON Resource Descriptor (RFC 7033, section 4.4).
type jrd struct {
	Subject string   `json:"subject"`
	Aliases []string `json:"aliases"`
	Links   []struct {
		Rel  string `json:"rel"`
		Type string `json:"type"`
		Href string `json:"href"`
	} `json:"links"`
}

// Look implements Source.
func (w webFinger) Look(ctx context.Context, who store.Identity) (desk.Findings, error) {
	account := desk.AccountOf(&who)
	_, host, _ := strings.Cut(account, "@")
	if host == "" {
		return desk.Findings{}, nothing("there is no address of the form user@host")
	}
	at := url.URL{Scheme: "https", Host: host, Path: "/.well-known/webfinger", RawQuery: url.Values{"resource": {"acct:" + account}}.Encode()}
	if w.web.plain {
		at.Scheme = "http"
	}
	resp, err := w.web.http.Get(ctx, httpx.Request{
		Op: "ask " + host, URL: at.String(), Header: http.Header{"Accept": {"application/jrd+json, application/json;q=0.9"}},
		MaxBody: maxPage, Timeout: pageTimeout, Foreign: true,
	})
	if resp != nil && (resp.Status == http.StatusNotFound || resp.Status == http.StatusGone || resp.Status == http.StatusBadRequest) {
		return desk.Findings{}, nothing(host + " says nothing of this account")
	}
	if err != nil {
		return desk.Findings{}, err
	}
	d, err := readJRD(resp.Body)
	if err != nil {
		return desk.Findings{}, err
	}
	return w.read(ctx, who, account, d)
}

// readJRD reads an answer.
func readJRD(body []byte) (*jrd, error) {
	var d jrd
	if err := json.Unmarshal(body, &d); err != nil {
		return nil, fault.New(fault.Permanent, "", "the answer of the host cannot be read")
	}
	d.Aliases = d.Aliases[:min(len(d.Aliases), maxLinks)]
	d.Links = d.Links[:min(len(d.Links), maxLinks)]
	return &d, nil
}

// read makes facts of what a host says. It speaks for its own users only: what
// it names is the same person if that names in return the mailbox, or the page
// of the account, that was asked about.
func (w webFinger) read(ctx context.Context, who store.Identity, account string, d *jrd) (desk.Findings, error) {
	var f desk.Findings
	if !strings.EqualFold(strings.TrimPrefix(d.Subject, "acct:"), account) && d.Subject != "" {
		f.Facts = append(f.Facts, store.Fact{Name: "account of the host", Value: d.Subject})
	}
	addresses := d.Aliases
	for _, l := range d.Links {
		switch l.Rel {
		case relSelf, relPage:
			addresses = append(addresses, l.Href)
		case relPicture:
			f.Author = &store.Author{Avatar: l.Href}
		}
	}
	var mine []string // not what anybody may write into a profile
	if page := desk.OwnPage(&who); page != "" {
		mine = []string{page}
	}
	c := &circle{web: w.web}
	seen := map[string]bool{}
	for _, s := range addresses {
		name := desk.PageOf(s)
		if name == "" || seen[name] || len(mine) > 0 && name == mine[0] || !strings.HasPrefix(s, "http") {
			continue
		}
		seen[name] = true
		p, err := c.get(ctx, s)
		if ctx.Err() != nil {
			return f, ctx.Err()
		}
		if err == nil && (names(p.links, mine) || mailed(p.links, who.Author.Email)) {
			f.Accounts = append(f.Accounts, c.account(ctx, s, p))
			continue
		}
		f.Facts = append(f.Facts, store.Fact{Name: "profile", Value: s})
	}
	if len(f.Facts)+len(f.Accounts) == 0 && f.Author == nil {
		return f, nothing("the host says nothing but that the account is there")
	}
	return f, nil
}

// mailed tells whether a page names a mailbox as its own.
func mailed(links []string, mail string) bool {
	for _, l := range links {
		if to, ok := strings.CutPrefix(l, "mailto:"); ok && mail != "" && strings.EqualFold(to, mail) {
			return true
		}
	}
	return false
}
