package httpx

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"
)

// maxErrorBody is how much of the body of a refusal is read, in bytes: enough
// for any network's explanation.
const maxErrorBody = 64 << 10

// Request is one call. Only URL is needed.
type Request struct {
	Op      string // what we are doing, for the fault: "read feed"
	Method  string // default GET, or POST when there is a body
	URL     string
	Header  http.Header
	Body    []byte
	Timeout time.Duration // default Options.Timeout
	MaxBody int64         // bytes; default Options.MaxBody
	Foreign bool          // see WithForeign
}

// Response is a whole answer.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
	URL    string // where the answer came from, after redirects
	// Moved is the new address when the server said that the old one has moved
	// for good (301, 308); empty otherwise. A move from https to http is never
	// one.
	Moved string
}

// Get is Do with the method GET.
func (c *Client) Get(ctx context.Context, r Request) (*Response, error) {
	r.Method = http.MethodGet
	return c.Do(ctx, r)
}

// Do makes a call and reads the whole answer. A status of 400 and more, and a
// redirect that cannot be followed, is a fault, and the Response comes with it
// so that the network's own explanation can be read. 304 is no fault. Every
// error is a *fault.Fault or context.Canceled.
func (c *Client) Do(ctx context.Context, r Request) (*Response, error) {
	if r.Method == "" {
		r.Method = http.MethodGet
		if r.Body != nil {
			r.Method = http.MethodPost
		}
	}
	k := callOf(ctx)
	if r.Timeout <= 0 {
		r.Timeout = c.timeout(k)
	}
	ctx = with(ctx, func(k *call) {
		k.timeout, k.foreign = r.Timeout, k.foreign || r.Foreign
		if r.Op != "" {
			k.op = r.Op
		}
		if r.MaxBody > 0 {
			k.maxBody = r.MaxBody
		}
	})
	ctx, cancel := context.WithTimeoutCause(ctx, r.Timeout, errSlow)
	defer cancel()
	req, err := newRequest(ctx, r)
	if err != nil {
		return nil, c.fault(r.Op, "", &addressError{"the address cannot be read; it should look like https://example.org/page"}, true)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, c.Fault(callOf(ctx).op, err)
	}
	defer resp.Body.Close() //nolint:errcheck // all that mattered has been read
	return c.finish(callOf(ctx).op, resp)
}

func newRequest(ctx context.Context, r Request) (*http.Request, error) {
	var body io.Reader
	if r.Body != nil {
		body = bytes.NewReader(r.Body)
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, r.URL, body)
	if err != nil {
		return nil, err
	}
	for name, v := range r.Header {
		req.Header[http.CanonicalHeaderKey(name)] = v
	}
	return req, nil
}

// finish reads the body and judges the status.
func (c *Client) finish(op string, resp *http.Response) (*Response, error) {
	out := &Response{
		Status: resp.StatusCode, Header: resp.Header,
		URL: resp.Request.URL.String(), Moved: moved(resp.Request),
	}
	if resp.StatusCode >= 400 {
		// A body that fails to come does not change what the status says.
		out.Body, _ = io.ReadAll(io.LimitReader(resp.Body, maxErrorBody))
		return out, c.statusFault(op, resp.Request.URL.Hostname(), resp.StatusCode, resp.Header)
	}
	var err error
	if out.Body, err = io.ReadAll(resp.Body); err != nil {
		return out, err
	}
	if resp.StatusCode >= 300 && resp.StatusCode != http.StatusNotModified {
		return out, c.statusFault(op, resp.Request.URL.Hostname(), resp.StatusCode, resp.Header)
	}
	return out, nil
}

// moved follows the chain of redirects from its beginning as far as they are
// for good.
func moved(last *http.Request) string {
	var chain []*http.Request // newest first
	for r := last; ; r = r.Response.Request {
		chain = append(chain, r)
		if r.Response == nil || r.Response.Request == nil {
			break
		}
	}
	var at *url.URL
	for i := len(chain) - 2; i >= 0; i-- {
		from, to := chain[i+1].URL, chain[i].URL
		status := chain[i].Response.StatusCode
		if status != http.StatusMovedPermanently && status != http.StatusPermanentRedirect ||
			from.Scheme == "https" && to.Scheme == "http" {
			break
		}
		at = to
	}
	if at == nil {
		return ""
	}
	return at.String()
}

// IsTooLong tells whether an answer was longer than the cap.
func IsTooLong(err error) bool {
	_, ok := errors.AsType[*TooLong](err)
	return ok
}
