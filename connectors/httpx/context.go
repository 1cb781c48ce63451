package httpx

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"time"
)

// callKey is the context key of call.
type callKey struct{}

// call is what a context says about the calls made under it.
type call struct {
	headers http.Header
	timeout time.Duration
	maxBody int64
	stream  bool
	idle    time.Duration
	foreign bool
	op      string
}

func callOf(ctx context.Context) call {
	c, _ := ctx.Value(callKey{}).(call)
	return c
}

func with(ctx context.Context, change func(*call)) context.Context {
	c := callOf(ctx)
	change(&c)
	return context.WithValue(ctx, callKey{}, c)
}

// WithHeader adds a header to the calls made under the context, for libraries
// that give no way to: an Idempotency-Key, say. It is not sent on to another
// host by a redirect.
func WithHeader(ctx context.Context, name, value string) context.Context {
	return with(ctx, func(c *call) {
		h := make(http.Header, len(c.headers)+1)
		for k, v := range maps.All(c.headers) {
			h[k] = slices.Clone(v)
		}
		h.Set(name, value)
		c.headers = h
	})
}

// WithTimeout gives calls another deadline than Options.Timeout: a long poll,
// an upload.
func WithTimeout(ctx context.Context, d time.Duration) context.Context {
	return with(ctx, func(c *call) { c.timeout = d })
}

// WithMaxBody gives calls another cap on the answer, in bytes.
func WithMaxBody(ctx context.Context, n int64) context.Context {
	return with(ctx, func(c *call) { c.maxBody = n })
}

// WithStream marks calls whose answer has no end: neither the size nor the
// whole time is capped. A silence longer than idle ends it (0 = never). Until
// the headers have come the usual deadline holds.
func WithStream(ctx context.Context, idle time.Duration) context.Context {
	return with(ctx, func(c *call) { c.stream, c.idle = true, idle })
}

// WithForeign marks addresses that the user did not type: a picture in a post,
// a link in a feed, a server named by another server. They never lead to
// private addresses.
func WithForeign(ctx context.Context) context.Context {
	return with(ctx, func(c *call) { c.foreign = true })
}

// WithOp names what is being done, for the faults of the calls under the
// context: "read feed", "send reply".
func WithOp(ctx context.Context, op string) context.Context {
	return with(ctx, func(c *call) { c.op = op })
}
