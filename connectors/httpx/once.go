package httpx

import (
	"context"
	"io"
	"net/http"

	"earshot/connectors/fault"
)

// maxAnswer caps the answer to a call that is made once, in bytes.
const maxAnswer = 1 << 20

// Once is a call that leaves something behind and must not be made twice.
type Once struct {
	Op     string
	Method string
	URL    string
	Header http.Header
	Body   io.Reader // read once; it is not kept in memory
	Size   int64     // of Body, in bytes
}

// Once makes a call whose body is sent once and never again: net/http by itself
// repeats a request when a kept connection breaks, if its body can be had again or it
// carries an Idempotency-Key. A status of 400 and more is a fault, and the Response
// comes with it. An answer that began well and cannot be read, and a redirect to where
// the body did not follow, leave open what was done: they are never permanent.
func (c *Client) Once(ctx context.Context, r Once) (*Response, error) {
	ctx = WithMaxBody(WithOp(ctx, r.Op), maxAnswer)
	req, err := http.NewRequestWithContext(ctx, r.Method, r.URL, io.NopCloser(r.Body))
	if err != nil {
		return nil, c.Fault(r.Op, err)
	}
	for name, v := range r.Header {
		req.Header[http.CanonicalHeaderKey(name)] = v
	}
	req.ContentLength, req.GetBody = r.Size, nil
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, c.Fault(r.Op, err)
	}
	defer func() { _ = resp.Body.Close() }() // all that mattered has been read
	out := &Response{Status: resp.StatusCode, Header: resp.Header, URL: resp.Request.URL.String()}
	out.Body, err = io.ReadAll(resp.Body)
	host := resp.Request.URL.Hostname()
	switch {
	case resp.StatusCode >= 400:
		return out, c.statusFault(r.Op, host, resp.StatusCode, resp.Header)
	case err != nil:
		return out, c.open(r.Op, err)
	case resp.StatusCode >= 300, resp.Request.Method != r.Method:
		return out, fault.New(fault.Transient, r.Op, "%s sends us on to another address, where what we send does not follow; check the address of the server", host)
	}
	return out, nil
}

// open is the fault of an answer that began well and cannot be read: too long, packed
// in some other way, cut. What was asked for has been done, so it is no refusal, and
// nobody may be told that it failed.
func (c *Client) open(op string, err error) error {
	err = c.Fault(op, err)
	f := fault.Of(err)
	if f.Kind != fault.Permanent {
		return err
	}
	g := *f
	g.Kind = fault.Transient
	return &g
}
