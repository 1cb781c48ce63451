package bluesky

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/connectors/lenient"
	"earshot/store/clean"
)

// call is one call of XRPC: a query (GET) or a procedure (POST).
type call struct {
	op    string
	nsid  string // "app.bsky.feed.getPosts"
	post  bool
	query url.Values
	body  any    // of a procedure; nil = none
	raw   []byte // instead of body: a file
	kind  string // media type of raw
	write bool   // puts something down: a refusal is about this one thing
}

// do makes a call with our session and decodes the answer into v (nil = not of
// interest). A session that the server no longer takes is renewed once.
func (c *api) do(ctx context.Context, q call, v any) (*httpx.Response, error) {
	s, err := c.door.open(ctx)
	if err != nil {
		return nil, err
	}
	resp, err := c.with(ctx, s, q)
	if stale(resp, err) {
		if s, err = c.door.renew(ctx, s); err != nil {
			return nil, err
		}
		resp, err = c.with(ctx, s, q)
	}
	if err != nil || v == nil {
		return resp, err
	}
	if lenient.Decode(resp.Body, v) != nil {
		return resp, c.strange(q)
	}
	return resp, nil
}

func (c *api) with(ctx context.Context, s *session, q call) (*httpx.Response, error) {
	base, err := c.door.server(ctx)
	if err != nil {
		return nil, err
	}
	return exchange(c.door.fence(ctx), s.client(q.write), base, q, s.access)
}

// strange is the fault of an answer that is not the protocol's.
func (c *api) strange(q call) error {
	base, err := c.door.server(context.Background()) // it has been found before
	if err != nil {
		return err
	}
	return alien(q.op, base)
}

// stale tells whether the server no longer takes our session: by the name of the
// error (a 400), or by a bare 401.
func stale(resp *httpx.Response, err error) bool {
	if err == nil || resp == nil {
		return false
	}
	return resp.Status == http.StatusUnauthorized ||
		resp.Status == http.StatusBadRequest && slices.Contains([]string{"ExpiredToken", "InvalidToken"}, nameOf(resp.Body))
}

// exchange makes one call at one server.
func exchange(ctx context.Context, client *httpx.Client, base *url.URL, q call, token string) (*httpx.Response, error) {
	u := base.JoinPath("xrpc", q.nsid)
	u.RawQuery = q.query.Encode()
	r := httpx.Request{Op: q.op, Method: http.MethodGet, URL: u.String(), Header: header(token)}
	if q.post {
		r.Method = http.MethodPost
	}
	switch {
	case q.raw != nil:
		r.Body = q.raw
		r.Header.Set("Content-Type", q.kind)
		r.Timeout = uploadTime
	case q.body != nil:
		raw, err := json.Marshal(q.body)
		if err != nil {
			return nil, &fault.Fault{Kind: fault.Permanent, Op: q.op, What: "the post cannot be written down", Unsent: true, Err: err}
		}
		r.Body = raw
		r.Header.Set("Content-Type", "application/json")
	}
	resp, err := client.Do(ctx, r)
	if err == nil {
		return resp, nil
	}
	if errors.Is(err, context.Canceled) {
		return nil, err
	}
	f := *fault.Of(err)
	if resp != nil && resp.Status >= 400 {
		refusal(&f, client, base, q, resp)
	} else if q.write && f.Kind == fault.Permanent && !f.Unsent {
		f.Kind = fault.Transient // what was asked for may have been done: nobody may be told that it failed
	}
	return resp, &f
}

// uploadTime caps the upload of a picture.
const uploadTime = 5 * time.Minute

// alien is the fault of an answer that is not the protocol's.
func alien(op string, base *url.URL) error {
	return fault.New(fault.Transient, op, "%s answers in something that is not the AT Protocol; check the address of the server", base.Hostname())
}

// told is the body of a refusal.
type told struct {
	Name    string `json:"error"`
	Message string `json:"message"`
}

func nameOf(body []byte) string {
	var t told
	_ = lenient.Decode(body, &t) // without a body there is no name
	return t.Name
}

// refused tells whether an answer is the refusal of that name.
func refused(resp *httpx.Response, names ...string) bool {
	return resp != nil && resp.Status >= 400 && slices.Contains(names, nameOf(resp.Body))
}

// verdict is what an error of the protocol means.
type verdict struct {
	kind fault.Kind
	what string // %s is the server
}

const makeOne = "make an app password (bsky.app: Settings, Privacy and security, App passwords) and connect the account with it"

// verdictOf are the errors of the lexicons and of the reference servers that have
// better words than their status.
func verdictOf(name string) (verdict, bool) {
	v, ok := map[string]verdict{
		"AuthFactorTokenRequired": {fault.Unauthorized, "%s asks for a code sent by mail, as it does for the account's own password; " + makeOne},
		"AccountTakedown":         {fault.Unauthorized, inactive("takendown")},
		"RepoTakendown":           {fault.Unauthorized, inactive("takendown")},
		"AccountDeactivated":      {fault.Unauthorized, inactive("deactivated")},
		"RepoDeactivated":         {fault.Unauthorized, inactive("deactivated")},
		"ExpiredToken":            {fault.Unauthorized, "%s has ended our session; connect the account again"},
		"InvalidToken":            {fault.Unauthorized, "%s does not take our session; connect the account again"},
		"RateLimitExceeded":       {fault.Limited, "%s asks us to slow down"},
		"UpstreamFailure":         {fault.Transient, "%s cannot reach the rest of Bluesky"},
		"UpstreamTimeout":         {fault.Transient, "the rest of Bluesky does not answer %s in time"},
		"NotEnoughResources":      {fault.Transient, "%s is too busy"},
		"BlockedActor":            {fault.Permanent, "our account blocks this person; unblock them in the app first"},
		"BlockedByActor":          {fault.Permanent, "this person has blocked our account"},
		"BlobTooLarge":            {fault.Permanent, "the file is too large for %s"},
		"InvalidMimeType":         {fault.Permanent, "%s does not take files of this kind"},
		"MethodNotImplemented":    {fault.Permanent, "%s does not know this call; is it a Bluesky server?"},
		"XRPCNotSupported":        {fault.Permanent, "%s does not know this call; is it a Bluesky server?"},
	}[name]
	return v, ok
}

// refusal refines the fault of a refusal by what the server says about it.
func refusal(f *fault.Fault, client *httpx.Client, base *url.URL, q call, resp *httpx.Response) {
	var t told
	_ = lenient.Decode(resp.Body, &t) // without a body the status speaks
	host := base.Hostname()
	v, known := verdictOf(t.Name)
	switch {
	case q.op == loginOp && resp.Status == http.StatusUnauthorized && (t.Name == "AuthenticationRequired" || t.Name == "AuthRequired"):
		f.Kind, f.What = fault.Unauthorized, host+" does not take the user name with this password; "+makeOne
	case known && (v.kind != fault.Unauthorized || resp.Status < 500):
		if f.Kind != v.kind {
			f.Kind, f.RetryAfter = v.kind, 0
		}
		if f.RetryAfter == 0 {
			f.What = strings.ReplaceAll(v.what, "%s", host)
		}
	case q.write && (f.Kind == fault.Gone || resp.Status == http.StatusForbidden && f.Kind != fault.Limited):
		f.Kind = fault.Permanent
	}
	if words := clean.Line(client.Redact(t.Message), maxWords); words != "" && f.Kind == fault.Permanent && !known {
		f.What = host + " refuses: " + words
	}
	// Below 500 the server has judged the call and done nothing.
	f.Unsent = f.Unsent || resp.Status < 500 && resp.Status != http.StatusRequestTimeout
}

// maxWords caps what is shown of a server's own words, in bytes.
const maxWords = 300
