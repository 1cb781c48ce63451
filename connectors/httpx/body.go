package httpx

import (
	"compress/flate"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
)

// TooLong says that an answer is longer than the cap.
type TooLong struct {
	Host   string
	Max    int64 // bytes
	Packed bool  // it went over the cap while being unpacked
}

// Error gives the cap in plain words.
func (e *TooLong) Error() string {
	if e.Packed {
		return fmt.Sprintf("the answer of %s unpacks to more than %s", e.Host, spellBytes(e.Max))
	}
	return fmt.Sprintf("the answer of %s is longer than %s", e.Host, spellBytes(e.Max))
}

// packedError says that an answer cannot be unpacked.
type packedError struct {
	host, encoding string
	err            error
}

// Error names the encoding.
func (e *packedError) Error() string {
	return fmt.Sprintf("the answer of %s is broken: it cannot be unpacked as %s", e.host, e.encoding)
}

// Unwrap gives the cause.
func (e *packedError) Unwrap() error { return e.err }

// body is an answer under caps and deadline.
type body struct {
	c      *Client
	ctx    context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
	raw    io.ReadCloser
	from   io.Reader // raw or unpacked, under the cap
	host   string
	op     string
	wait   time.Duration
	idle   time.Duration // > 0: the timer begins anew with each read
}

// wrapBody puts an answer under the caps and unpacks it.
func (c *Client) wrapBody(ctx context.Context, cancel context.CancelCauseFunc, timer *time.Timer, resp *http.Response, k call, wait time.Duration) {
	if resp.StatusCode == http.StatusSwitchingProtocols {
		timer.Stop() // the body is the connection itself
		return
	}
	host := resp.Request.URL.Hostname()
	b := &body{c: c, ctx: ctx, cancel: cancel, timer: timer, raw: resp.Body, host: host, op: k.op, wait: wait}
	limit := c.core.opts.MaxBody
	if k.maxBody > 0 {
		limit = k.maxBody
	}
	stream := k.stream || mediaType(resp.Header) == "text/event-stream"
	if stream && resp.StatusCode < 300 {
		limit = 0
		timer.Stop()
		if b.idle = k.idle; b.idle > 0 {
			b.wait = b.idle
			timer.Reset(b.idle)
		}
	}
	b.from = capped(resp.Body, host, limit, false)
	if resp.ContentLength > limit && limit > 0 && resp.Request.Method != http.MethodHead {
		b.from = failing{&TooLong{Host: host, Max: limit}}
	}
	b.unpack(resp, limit)
	resp.Body = b
}

// unpack undoes the Content-Encoding.
func (b *body) unpack(resp *http.Response, limit int64) {
	enc := strings.ToLower(strings.TrimSpace(resp.Header.Get("Content-Encoding")))
	hasBody := resp.Request.Method != http.MethodHead && resp.ContentLength != 0 &&
		resp.StatusCode != http.StatusNoContent && resp.StatusCode != http.StatusNotModified
	if enc == "" || enc == "identity" || !hasBody {
		return
	}
	if enc == "gzip" || enc == "x-gzip" {
		b.from = capped(&lazyGzip{src: b.from, host: b.host}, b.host, limit, true)
	} else {
		b.from = failing{&packedError{b.host, enc, errors.ErrUnsupported}}
	}
	resp.Header.Del("Content-Encoding")
	resp.Header.Del("Content-Length")
	resp.ContentLength = -1
	resp.Uncompressed = true
}

// Read implements io.Reader; errors are faults.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.from.Read(p)
	if b.idle > 0 && n > 0 {
		b.timer.Reset(b.idle)
	}
	if err == nil || errors.Is(err, io.EOF) {
		return n, err
	}
	switch cause := context.Cause(b.ctx); {
	case errors.Is(cause, errSlow) && b.idle > 0:
		err = &slowError{b.host, b.wait}
	case errors.Is(cause, errSlow):
		err = &trickleError{slowError{b.host, b.wait}}
	case errors.Is(cause, context.Canceled):
		return n, context.Canceled
	case errors.Is(cause, context.DeadlineExceeded):
		err = context.DeadlineExceeded
	}
	return n, b.c.fault(b.op, b.host, err, false)
}

// Close ends the call.
func (b *body) Close() error {
	b.timer.Stop()
	err := b.raw.Close()
	b.cancel(nil)
	if err != nil {
		return b.c.fault(b.op, b.host, err, false)
	}
	return nil
}

// trickleError says that an answer began in time and did not end in time.
type trickleError struct{ slowError }

// Error gives the wait in plain words.
func (e *trickleError) Error() string {
	return e.host + " did not finish its answer within " + spell(e.wait)
}

// capped reads up to limit bytes and then fails; 0 = no cap.
func capped(r io.Reader, host string, limit int64, packed bool) io.Reader {
	if limit <= 0 {
		return r
	}
	return &capReader{r: r, left: limit, err: &TooLong{Host: host, Max: limit, Packed: packed}}
}

type capReader struct {
	r    io.Reader
	left int64
	err  error
}

// Read implements io.Reader.
func (c *capReader) Read(p []byte) (int, error) {
	if c.left < 0 {
		return 0, c.err
	}
	if int64(len(p)) > c.left+1 {
		p = p[:c.left+1] // one more, to see whether there is more
	}
	n, err := c.r.Read(p)
	c.left -= int64(n)
	if c.left < 0 {
		return n - 1, c.err
	}
	return n, err
}

// lazyGzip reads the gzip header with the first bytes, so that a broken one is
// an error of reading and not of the call.
type lazyGzip struct {
	src  io.Reader
	host string
	gz   *gzip.Reader
}

// Read implements io.Reader.
func (l *lazyGzip) Read(p []byte) (int, error) {
	if l.gz == nil {
		gz, err := gzip.NewReader(l.src)
		if err != nil {
			return 0, l.broken(err)
		}
		l.gz = gz
	}
	n, err := l.gz.Read(p)
	return n, l.broken(err)
}

func (l *lazyGzip) broken(err error) error {
	var corrupt flate.CorruptInputError
	if errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || errors.As(err, &corrupt) {
		return &packedError{l.host, "gzip", err}
	}
	return err
}

// failing is a body that only fails.
type failing struct{ err error }

// Read implements io.Reader.
func (f failing) Read([]byte) (int, error) { return 0, f.err }

func mediaType(h http.Header) string {
	t, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		t, _, _ = strings.Cut(h.Get("Content-Type"), ";")
	}
	return strings.ToLower(strings.TrimSpace(t))
}
