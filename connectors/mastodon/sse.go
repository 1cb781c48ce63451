package mastodon

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"

	"earshot/connectors/fault"
	"earshot/connectors/httpx"
)

// openSSE opens a stream of server-sent events.
func (e ear) openSSE(ctx context.Context, base *url.URL, want wanted) (line, error) {
	u := base.JoinPath("/api/v1/streaming", want.kind)
	if want.tag != "" {
		u.RawQuery = url.Values{"tag": {want.tag}}.Encode()
	}
	req, err := http.NewRequestWithContext(httpx.WithStream(ctx, e.waits.quiet), http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, errNoStream
	}
	req.Header.Set("Authorization", "Bearer "+e.token)
	req.Header.Set("Accept", "text/event-stream")
	req.Header.Set("Cache-Control", "no-cache")
	resp, err := e.http.HTTP().Do(req)
	if err != nil {
		return nil, e.refused(ctx, err)
	}
	if media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); resp.StatusCode != http.StatusOK || media != "text/event-stream" {
		err := e.judge(resp)
		_ = resp.Body.Close() // it was not what we came for
		return nil, err
	}
	return &sseLine{c: e.Connector, body: resp.Body, events: newSSE(resp.Body)}, nil
}

// sseLine is a stream of server-sent events.
type sseLine struct {
	c      *Connector
	body   io.Closer
	events *sse
}

func (l *sseLine) next() (name, payload string, err error) {
	name, payload, err = l.events.next()
	switch {
	case err == nil:
		return name, payload, nil
	case errors.Is(err, io.EOF):
		return "", "", fault.New(fault.Transient, streamOp, "%s ended the stream", l.c.base.Hostname())
	}
	return "", "", l.c.http.Fault(streamOp, err)
}

func (l *sseLine) close() { _ = l.body.Close() } // nothing of it is wanted any more

// sse reads server-sent events (HTML standard, 9.2.6), with caps.
type sse struct {
	r  *bufio.Reader
	cr bool // the last line ended with CR: an LF that follows belongs to it
}

func newSSE(r io.Reader) *sse {
	s := &sse{r: bufio.NewReaderSize(r, 16<<10)}
	if head, _ := s.r.Peek(3); bytes.Equal(head, []byte("\xef\xbb\xbf")) {
		_, _ = s.r.Discard(3) // the bytes are there: they were peeked at
	}
	return s
}

// next gives the next event that has data; io.EOF at the end, and whatever the
// reader fails with.
func (s *sse) next() (name, data string, err error) {
	var payload bytes.Buffer
	name, some := "message", false
	for {
		l, err := s.line()
		if err != nil {
			return "", "", err // an event without its empty line is dropped
		}
		if len(l) == 0 {
			if some {
				return name, payload.String(), nil
			}
			name = "message"
			continue
		}
		field, value, _ := bytes.Cut(l, []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch string(field) { // "" is a comment: the server's sign of life
		case "event":
			name = string(value)
		case "data":
			if some {
				payload.WriteByte('\n')
			}
			some = true
			payload.Write(value)
			if payload.Len() > maxEvent {
				return "", "", errTooLong()
			}
		}
	}
}

func errTooLong() error {
	return fault.New(fault.Transient, streamOp, "the server sent an event longer than 1 MiB")
}

// line reads up to LF, CR or CRLF. It never waits for the byte behind a CR.
func (s *sse) line() ([]byte, error) {
	var out []byte
	for {
		b, err := s.r.ReadByte()
		if err != nil {
			return nil, err
		}
		again := s.cr && b == '\n'
		s.cr = b == '\r'
		switch {
		case again:
		case b == '\n' || b == '\r':
			return out, nil
		case len(out) >= maxEvent:
			return nil, errTooLong()
		default:
			out = append(out, b)
		}
	}
}
