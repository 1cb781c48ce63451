package bluesky

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/connectors/lenient"
)

const findOp = "find the server"

// server gives the address of the account's personal data server, which the user
// named, or which is found as the protocol has it: handle, DID, DID document.
func (d *door) server(ctx context.Context) (*url.URL, error) {
	d.mu.Lock()
	base := d.base
	d.mu.Unlock()
	if base != nil {
		return base, nil
	}
	base, err := d.find(ctx)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.base, d.found = base, true
	return base, nil
}

func (d *door) find(ctx context.Context) (*url.URL, error) {
	user := userOf(d.config.Account)
	switch {
	case user == "":
		return nil, fault.New(fault.Permanent, findOp, "the account has no user name; connect it again")
	case strings.Contains(user, "@"): // an e-mail address: only the server that everybody uses may know it
		return baseURL(d.at.entry)
	}
	did, handle := user, ""
	if !strings.HasPrefix(user, "did:") {
		var err error
		if handle = user; !validHandle(handle) {
			return nil, fault.New(fault.Permanent, findOp, "%q is no handle; give it as name.bsky.social, or as your own domain", handle)
		}
		if did, err = d.resolve(ctx, handle); err != nil {
			return nil, err
		}
	}
	return d.home(ctx, did, handle)
}

// resolve turns a handle into a DID: an AppView knows those that stand in the DNS
// as well; else the host of that name is asked itself (atproto.com/specs/handle).
func (d *door) resolve(ctx context.Context, handle string) (string, error) {
	names, err := baseURL(d.at.names)
	if err != nil {
		return "", err
	}
	q := call{op: findOp, nsid: "com.atproto.identity.resolveHandle", query: url.Values{"handle": {handle}}}
	resp, err := exchange(ctx, d.http, names, q, "")
	var found struct {
		DID string `json:"did"`
	}
	if err == nil && lenient.Decode(resp.Body, &found) == nil && validDID(found.DID) {
		return found.DID, nil
	}
	if errors.Is(err, context.Canceled) {
		return "", err
	}
	page, perr := d.http.Get(d.outside(ctx), httpx.Request{Op: findOp, URL: d.scheme() + handle + "/.well-known/atproto-did", MaxBody: 4 << 10})
	if perr == nil {
		if did := strings.TrimSpace(string(page.Body)); validDID(did) {
			return did, nil
		}
	}
	if err != nil && !fault.Is(err, fault.Permanent) {
		return "", err
	}
	return "", fault.New(fault.Permanent, findOp, "nobody on Bluesky is called %s; check the handle, or name the server with --server", handle)
}

// document is what matters of a DID document (atproto.com/specs/did).
type document struct {
	ID      string   `json:"id"`
	Known   []string `json:"alsoKnownAs"`
	Service []struct {
		ID       string `json:"id"`
		Type     string `json:"type"`
		Endpoint string `json:"serviceEndpoint"`
	} `json:"service"`
}

// home reads the DID document for the personal data server. It must name the
// handle in its turn: whoever only points a name at another's account is not it.
func (d *door) home(ctx context.Context, did, handle string) (*url.URL, error) {
	at, err := d.documentAt(did)
	if err != nil {
		return nil, err
	}
	resp, err := d.http.Get(d.outside(ctx), httpx.Request{Op: findOp, URL: at, MaxBody: 256 << 10})
	if resp != nil && (resp.Status == http.StatusNotFound || resp.Status == http.StatusGone) {
		return nil, fault.New(fault.Permanent, findOp, "there is no account %s; check the handle, or name the server with --server", did)
	}
	if err != nil {
		return nil, err
	}
	var doc document
	if lenient.Decode(resp.Body, &doc) != nil || doc.ID != did {
		return nil, fault.New(fault.Transient, findOp, "the directory of accounts answers in something else; name the server with --server")
	}
	if handle != "" && !slices.ContainsFunc(doc.Known, func(s string) bool { return strings.EqualFold(s, "at://"+handle) }) {
		return nil, fault.New(fault.Permanent, findOp, "the account behind %s says that it is called otherwise; check the handle", handle)
	}
	for _, s := range doc.Service {
		if (s.ID == "#atproto_pds" || s.ID == did+"#atproto_pds") && s.Type == "AtprotoPersonalDataServer" {
			return d.safe(s.Endpoint)
		}
	}
	return nil, fault.New(fault.Permanent, findOp, "the account %s has no server; name it with --server", did)
}

// documentAt is where the document of a DID stands.
func (d *door) documentAt(did string) (string, error) {
	if host, ok := strings.CutPrefix(did, "did:web:"); ok {
		host, err := url.PathUnescape(host)
		if err != nil || strings.ContainsAny(host, "/?#@\\ ") {
			return "", fault.New(fault.Permanent, findOp, "%s is no account of Bluesky", did)
		}
		return d.scheme() + host + "/.well-known/did.json", nil
	}
	if !strings.HasPrefix(did, "did:plc:") || !validDID(did) {
		return "", fault.New(fault.Permanent, findOp, "%s is no account of Bluesky", did)
	}
	return strings.TrimRight(d.at.plc, "/") + "/" + did, nil
}

// safe takes the address of a server that a document names: a password goes
// there, so it has to be a public one over TLS.
func (d *door) safe(endpoint string) (*url.URL, error) {
	base, err := baseURL(endpoint)
	if err == nil && !d.at.lax {
		host := base.Hostname()
		_, numeric := netip.ParseAddr(host)
		if base.Scheme != "https" || numeric == nil || !strings.Contains(host, ".") {
			err = errors.New("no public address")
		}
	}
	if err != nil {
		return nil, fault.New(fault.Permanent, findOp, "the account names a server that we cannot trust with a password; name it with --server")
	}
	return base, nil
}

// outside marks calls to hosts that others named.
func (d *door) outside(ctx context.Context) context.Context {
	if d.at.lax {
		return ctx
	}
	return httpx.WithForeign(ctx)
}

func (d *door) scheme() string {
	if d.at.lax {
		return "http://"
	}
	return "https://"
}
