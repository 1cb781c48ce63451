package mastodon

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"earshot/connectors/fault"
)

// all reads every event.
func all(r io.Reader) (events [][2]string, err error) {
	s := newSSE(r)
	for {
		name, data, err := s.next()
		if err != nil {
			return events, err
		}
		events = append(events, [2]string{name, data})
	}
}

// Server-sent events as the standard has them: comments, all line ends, several
// data lines, an optional space, a byte order mark, names that last for one
// event only.
func TestSSE(t *testing.T) {
	for in, want := range map[string]string{
		":)\n:thump\nevent: update\ndata: {\"a\":1}\n\n": "update={\"a\":1}",
		"event:delete\r\ndata:17\r\n\r\n":                "delete=17",
		"event: a\rdata: 1\r\revent: b\rdata: 2\r\r":     "a=1 b=2",
		"\xef\xbb\xbfdata: x\n\ndata: y\n\n":             "message=x message=y",
		"event: a\ndata: 1\ndata: 2\n\n":                 "a=1\n2",
		"event: gone\n\ndata: next\n\n":                  "message=next",
		"data\n\n":                                       "message=",
		"data:  two\nid: 7\nretry: 10\nnonsense\n\n":     "message= two",
		"event: cut\ndata: never finished":               "",
		"":                                               "",
		"\n\n\n":                                         "",
		"event: a\ndata: one: two\n\n":                   "a=one: two",
	} {
		for name, r := range map[string]io.Reader{
			"whole": strings.NewReader(in), "by bytes": iotest.OneByteReader(strings.NewReader(in)),
		} {
			events, err := all(r)
			var got []string
			for _, e := range events {
				got = append(got, e[0]+"="+e[1])
			}
			if strings.Join(got, " ") != want || !errors.Is(err, io.EOF) {
				t.Errorf("%q %s: %q, %v; want %q", in, name, got, err, want)
			}
		}
	}
}

// An event or a line without end is cut off at the cap.
func TestSSETooLong(t *testing.T) {
	for name, in := range map[string]io.Reader{
		"one line":   io.MultiReader(strings.NewReader("data: "), endless("x")),
		"many lines": endless("data: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n"),
		"a comment":  endless(":"),
	} {
		if _, err := all(in); !fault.Is(err, fault.Transient) || !strings.Contains(err.Error(), "longer than") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// endless repeats a text for ever.
func endless(s string) io.Reader { return &repeat{s: s} }

type repeat struct {
	s string
	n int
}

func (r *repeat) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = r.s[r.n%len(r.s)]
		r.n++
	}
	return len(p), nil
}

// The bytes of a stream are a stranger's: reading them ends.
func FuzzSSE(f *testing.F) {
	f.Add("event: a\ndata: b\n\n")
	f.Add("\r\r\n\ndata:\r:")
	f.Fuzz(func(t *testing.T, in string) {
		events, err := all(strings.NewReader(in))
		if err == nil || len(events) > strings.Count(in, "data") {
			t.Errorf("%d events, %v", len(events), err)
		}
	})
}

// A websocket can carry the token only if it is made of the right signs.
func TestIsToken(t *testing.T) {
	for s, want := range map[string]bool{
		"abc-DEF_123.~": true, "": false, "with space": false, "a=b": false, "a/b": false, "токен": false, "a\nb": false,
	} {
		if isToken(s) != want {
			t.Errorf("%q: %v", s, !want)
		}
	}
}

// The bridge is a connection only as far as the library needs one.
func TestBridge(t *testing.T) {
	b := &bridge{}
	if _, err := b.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("read before the handshake: %v", err)
	}
	if _, err := b.Write([]byte("GARBAGE\r\n\r\n")); err == nil {
		t.Error("a handshake that is no request passes")
	}
	if b.LocalAddr() == nil || b.RemoteAddr() == nil || b.Close() != nil {
		t.Error("not a connection")
	}
	e := &statusError{&http.Response{Status: "404 Not Found"}}
	if !strings.Contains(e.Error(), "404") {
		t.Errorf("says %q", e)
	}
}
