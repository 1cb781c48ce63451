package atprototest

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Person is somebody with an account on the network.
type Person struct {
	Handle, DID string
	// AppPassword is what programs log in with.
	AppPassword string
	n           *Network
	token       string
}

// Join makes an account; name.test is its handle.
func (n *Network) Join(name string) *Person {
	n.t.Helper()
	p := &Person{n: n, Handle: name + ".test"}
	var a struct{ DID, AccessJwt string }
	n.call("", http.MethodPost, "com.atproto.server.createAccount", nil, map[string]any{
		"email": name + "@mail.test", "handle": p.Handle, "password": "the-password-of-" + name,
	}, &a)
	p.DID, p.token = a.DID, a.AccessJwt
	var made struct{ Password string }
	p.Post("com.atproto.server.createAppPassword", map[string]any{"name": "earshot"}, &made)
	p.AppPassword = made.Password
	return p
}

// Ref names a record and its version.
type Ref struct {
	URI string `json:"uri"`
	CID string `json:"cid"`
}

// Get makes a query as this person.
func (p *Person) Get(nsid string, query url.Values, into any) {
	p.n.t.Helper()
	p.n.call(p.token, http.MethodGet, nsid, query, nil, into)
}

// Post calls a procedure as this person.
func (p *Person) Post(nsid string, body, into any) {
	p.n.t.Helper()
	p.n.call(p.token, http.MethodPost, nsid, nil, body, into)
}

// Put writes a record of any kind.
func (p *Person) Put(collection string, record map[string]any) Ref {
	p.n.t.Helper()
	record["$type"] = collection
	if record["createdAt"] == nil {
		record["createdAt"] = time.Now().UTC().Format("2006-01-02T15:04:05.000Z")
	}
	var made Ref
	p.Post("com.atproto.repo.createRecord", map[string]any{"repo": p.DID, "collection": collection, "record": record}, &made)
	return made
}

// Say posts a text that addresses people, and gives where it stands. More are
// further fields of the record.
func (p *Person) Say(text string, more map[string]any, to ...*Person) Ref {
	p.n.t.Helper()
	record := map[string]any{"text": text}
	for k, v := range more {
		record[k] = v
	}
	var facets []any
	for _, one := range to {
		if i := strings.Index(text, "@"+one.Handle); i >= 0 {
			facets = append(facets, map[string]any{
				"index":    map[string]any{"byteStart": i, "byteEnd": i + 1 + len(one.Handle)},
				"features": []any{map[string]any{"$type": "app.bsky.richtext.facet#mention", "did": one.DID}},
			})
		}
	}
	if facets != nil {
		record["facets"] = facets
	}
	return p.Put("app.bsky.feed.post", record)
}

// Reply is the part of a record that answers a post at the root of a discussion.
func Reply(root, parent Ref) map[string]any {
	return map[string]any{"reply": map[string]any{"root": root, "parent": parent}}
}

// Delete takes a record away.
func (p *Person) Delete(r Ref) {
	p.n.t.Helper()
	parts := strings.Split(r.URI, "/")
	p.Post("com.atproto.repo.deleteRecord", map[string]any{"repo": p.DID, "collection": parts[3], "rkey": parts[4]}, nil)
}
