package bluesky

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"earshot/connectors/bluesky/blueskytest"
	"earshot/connectors/fault"
)

func enc(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

// found is the server that is found for a user, in a network on loopback.
func (w *town) found(user string, at places) (string, error) {
	w.Helper()
	w.set["user"] = user
	c := w.config()
	c.Account.Server = ""
	conn, err := open(c, at)
	if err != nil {
		return "", err
	}
	p, err := conn.Check(w.Context())
	return p.Server, err
}

// TestTheServerIsFound by handle, by DID, by e-mail address.
func TestTheServerIsFound(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	at := places{names: w.URL(), plc: w.URL(), entry: w.URL(), lax: true}
	for _, user := range []string{ourHandle, w.did(ourHandle)} {
		if server, err := w.found(user, at); err != nil || server != w.URL() {
			t.Errorf("%s: %s, %v", user, server, err)
		}
	}
	w.Join("mail", func(a *blueskytest.Account) { a.Handle, a.Password = "anna@brand.test", appPassword })
	if server, err := w.found("anna@brand.test", at); err != nil || server != w.URL() {
		t.Errorf("by mail: %s, %v", server, err)
	}
	_, err := w.found("nobody.invalid", at)
	wantFault(t, err, fault.Permanent, "nobody on Bluesky is called nobody.invalid; check the handle, or name the server with --server")
	_, err = w.found("not-a-handle", at)
	wantFault(t, err, fault.Permanent, "is no handle")
	_, err = w.found("did:plc:nobody", at)
	wantFault(t, err, fault.Permanent, "there is no account did:plc:nobody")
	_, err = w.found("did:key:zQ3sh", at)
	wantFault(t, err, fault.Permanent, "no account of Bluesky")
	delete(w.set, "user")
	c := w.config()
	c.Account.Server = ""
	conn, _ := open(c, at)
	_, err = conn.Check(t.Context())
	wantFault(t, err, fault.Permanent, "no user name")
}

// TestAHostTellsItsOwnAccount: a handle that the network's directory of names does
// not know, and an account whose document lies on its own site.
func TestAHostTellsItsOwnAccount(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	var did string
	site := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/.well-known/atproto-did":
			_, _ = rw.Write([]byte(" " + did + "\n"))
		case "/.well-known/did.json":
			_, _ = rw.Write([]byte(`{"id":"` + did + `","alsoKnownAs":["at://other.test"],"service":[{"id":"` + did + `#atproto_pds","type":"AtprotoPersonalDataServer","serviceEndpoint":"` + w.URL() + `"}]}`))
		default:
			rw.WriteHeader(http.StatusNotFound)
		}
	}))
	defer site.Close()
	host := strings.TrimPrefix(site.URL, "http://")
	at := places{names: site.URL, plc: site.URL, entry: site.URL, lax: true}
	did = "did:web:" + strings.Replace(host, ":", "%3A", 1)
	w.Join(ourHandle, func(a *blueskytest.Account) { a.DID = did })
	if server, err := w.found(did, at); err != nil || server != w.URL() {
		t.Errorf("%s: %s, %v", did, server, err)
	}
	d := w.start().door
	d.at = at
	if got, err := d.resolve(t.Context(), host); err != nil || got != did {
		t.Errorf("%s is %s, %v", host, got, err)
	}
	// The account calls itself other.test: nobody else is it.
	_, err := d.home(t.Context(), did, "acme.test")
	wantFault(t, err, fault.Permanent, "says that it is called otherwise")
	if _, err := d.home(t.Context(), did, "OTHER.test"); err != nil {
		t.Error(err)
	}
	_, err = d.home(t.Context(), "did:plc:x", "")
	wantFault(t, err, fault.Permanent, "there is no account")
}

// TestAServerInTheHouse: a document that leads a password into the user's own
// network, or out in the clear, is not followed.
func TestAServerInTheHouse(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	d := w.start().door
	for endpoint, fine := range map[string]bool{
		"https://pds.example.org": true, "https://morel.us-east.host.bsky.network/": true, "http://pds.example.org": false,
		"https://127.0.0.1": false, "https://[::1]:443": false, "https://10.0.0.1:8443": false, "https://localhost": false, "https://router": false,
		"": false, "ftp://pds.example.org": false, "https://93.184.216.34": false,
	} {
		base, err := d.safe(endpoint)
		if (err == nil) != fine {
			t.Errorf("%q: %v, %v", endpoint, base, err)
		}
		if err != nil {
			wantFault(t, err, fault.Permanent, "name it with --server")
		}
	}
	if _, err := baseURL("http://"); err == nil {
		t.Error("no host is taken for a server")
	}
	// Where the network's own names lead to this machine, nothing is asked.
	at := places{names: w.URL(), plc: w.URL(), entry: w.URL()}
	if _, err := w.found(ourHandle, at); err == nil {
		t.Error("a server on loopback was trusted with a password")
	}
	w.logins("in the house", 0, 0)
}
