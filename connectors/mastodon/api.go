package mastodon

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/connectors/lenient"
	"earshot/store/clean"
)

// api makes the calls of one account.
type api struct {
	http  *httpx.Client
	base  *url.URL // without a slash at the end of the path
	token string
}

// baseURL reads the server's address as people write it: "m.example",
// "https://m.example/", "http://127.0.0.1:3000".
func baseURL(server string) (*url.URL, error) {
	const example = "https://example.social"
	if strings.TrimSpace(server) == "" {
		return nil, fault.New(fault.Permanent, "", "the address of the server is missing; give it as %s", example)
	}
	return connectors.BaseURL(server, example)
}

// at gives the address of a path of the API; path may hold escapes.
func (a *api) at(path string, query url.Values) string {
	u := a.base.JoinPath(path)
	u.RawQuery = query.Encode()
	return u.String()
}

// request is one call of the API.
type request struct {
	op     string
	method string
	path   string
	query  url.Values
	form   url.Values // sent as a form body
	header http.Header
	write  bool // a refusal is about this one thing, not about the account
}

// do makes a call and decodes the answer into v (nil = not of interest).
func (a *api) do(ctx context.Context, r request, v any) (*httpx.Response, error) {
	h := http.Header{"Accept": {"application/json"}}
	if a.token != "" {
		h.Set("Authorization", "Bearer "+a.token)
	}
	for k, x := range r.header {
		h[k] = x
	}
	q := httpx.Request{Op: r.op, Method: r.method, URL: a.at(r.path, r.query), Header: h}
	if r.form != nil {
		h.Set("Content-Type", "application/x-www-form-urlencoded")
		q.Body = []byte(r.form.Encode())
	}
	resp, err := a.http.Do(ctx, q)
	if err != nil {
		if resp != nil {
			err = a.refusal(r, resp.Status, resp.Body, err)
		}
		return resp, err
	}
	if v == nil {
		return resp, nil
	}
	if err := lenient.Decode(resp.Body, v); err != nil {
		return resp, a.alien(r.op, err)
	}
	return resp, nil
}

// submit makes a call whose body is sent once and never again: servers differ in how
// long they know an Idempotency-Key, and some do not at all.
func (a *api) submit(ctx context.Context, r request, body io.Reader, size int64, v any) (status int, err error) {
	h := http.Header{"Accept": {"application/json"}, "Authorization": {"Bearer " + a.token}}
	for k, x := range r.header {
		h[k] = x
	}
	resp, err := a.http.Once(ctx, httpx.Once{Op: r.op, Method: r.method, URL: a.at(r.path, r.query), Header: h, Body: body, Size: size})
	if resp == nil {
		return 0, err
	}
	if err != nil {
		if resp.Status >= 400 {
			err = a.refusal(r, resp.Status, resp.Body, err)
		}
		return resp.Status, err
	}
	if err := lenient.Decode(resp.Body, v); err != nil {
		return resp.Status, a.alien(r.op, err)
	}
	return resp.Status, nil
}

// alien is the fault of an answer that is not the API's.
func (a *api) alien(op string, err error) error {
	return &fault.Fault{
		Kind: fault.Transient, Op: op, Err: err,
		What: a.base.Hostname() + " answers in something that is not the Mastodon API; check the address of the server",
	}
}

// get reads.
func (a *api) get(ctx context.Context, op, path string, query url.Values, v any) error {
	_, err := a.do(ctx, request{op: op, method: http.MethodGet, path: path, query: query}, v)
	return err
}

// refusal refines the fault of an answer with what the server itself says
// about it: {"error": "..."} in every dialect.
func (a *api) refusal(r request, status int, body []byte, err error) error {
	f := fault.Of(err)
	if f == nil || errors.Is(err, context.Canceled) {
		return err
	}
	g := *f
	words := a.serverWords(body)
	low := strings.ToLower(words)
	switch {
	case status == http.StatusConflict: // GoToSocial: the first try is under way
		g.Kind, g.RetryAfter = fault.Transient, conflictWait
	case status == http.StatusUnprocessableEntity && strings.Contains(low, "requires an authenticated user"):
		g.Kind = fault.Unauthorized
	case status == http.StatusForbidden && strings.Contains(low, "scope"):
		g.What = "the token may not do this; connect the account again with a token that has the scopes read and write"
		if r.write {
			g.Kind = fault.Permanent
		}
	case r.write && g.Kind != fault.Limited && (status == http.StatusForbidden || status == http.StatusGone):
		g.Kind = fault.Permanent
	}
	if words != "" && g.Kind == fault.Permanent && !strings.Contains(low, "scope") {
		g.What = a.base.Hostname() + " refuses: " + words
	}
	// Below 500 the server has judged the request and done nothing.
	g.Unsent = g.Unsent || status < 500 && status != http.StatusConflict && status != http.StatusRequestTimeout
	return &g
}

// conflictWait is how long to leave a request alone that is under way already.
const conflictWait = 5 * time.Second

// maxWords caps what is shown of a server's own words, in bytes.
const maxWords = 400

// serverWords finds the explanation in an error body, as one clean line.
func (a *api) serverWords(body []byte) string {
	var e struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	if lenient.Decode(body, &e) != nil {
		return ""
	}
	if e.Description != "" {
		e.Error = e.Description
	}
	return clean.Line(a.http.Redact(e.Error), maxWords)
}

// absent tells whether the server answers in a way that will be the same the next
// time: it refuses, does not know the call, or shows a page for people (as the front
// ends of Pleroma and Akkoma do at any address that they do not know).
func absent(resp *httpx.Response, err error) bool {
	return err != nil && resp != nil && (resp.Status >= 400 && fault.Is(err, fault.Permanent) || errors.Is(err, lenient.ErrShape))
}

// unknown tells whether an answer says that the server has no such call; Friendica
// answers 501 there.
func unknown(status int) bool {
	return status == http.StatusNotFound || status == http.StatusMethodNotAllowed || status == http.StatusNotImplemented
}

// notThere tells whether an error is the answer "there is no such thing".
func notThere(resp *httpx.Response) bool {
	return resp != nil && (resp.Status == http.StatusNotFound || resp.Status == http.StatusGone)
}
