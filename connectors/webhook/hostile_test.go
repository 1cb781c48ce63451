package webhook

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// signedHead is the head of a signed request for a body, without its length.
func (s *site) signedHead(version, target, body string) string {
	h := http.Header{}
	Put(h, secret, s.now(), []byte(body))
	return fmt.Sprintf("POST %s HTTP/%s\r\nHost: x\r\nContent-Type: application/json\r\n%s: %s\r\n%s: %s\r\n",
		target, version, HeaderTime, h.Get(HeaderTime), HeaderSignature, h.Get(HeaderSignature))
}

// answer reads what comes back on a connection.
func answer(t *testing.T, c net.Conn) (code int, body string) {
	t.Helper()
	if err := c.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatalf("no answer: %v", err)
	}
	defer resp.Body.Close()
	raw, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(raw)
}

// TestHostileRequestsOverTheWire: each has its answer, stores nothing, and leaves
// the door open for the next.
func TestHostileRequestsOverTheWire(t *testing.T) {
	s := newSite(t)
	at, stop := s.open()
	good := line("1", "hello")
	length := func(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n", len(body)) }
	for _, x := range []struct {
		name, words string
		code        int
	}{
		{"a gigabyte that is announced", s.signedHead("1.1", "/webhook/site", "") + "Content-Length: 1073741824\r\n\r\n{", 413},
		{"a length that is none", s.signedHead("1.1", "/webhook/site", "") + "Content-Length: -5\r\n\r\n", 400},
		{"two lengths", s.signedHead("1.1", "/webhook/site", "") + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}", 400},
		{"a length and chunks", s.signedHead("1.1", "/webhook/site", "{}") + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 400},
		{"chunks that are none", s.signedHead("1.1", "/webhook/site", "{}") + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}", 400},
		{"another encoding", s.signedHead("1.1", "/webhook/site", "{}") + "Transfer-Encoding: gzip\r\n\r\n", 501},
		{"HTTP/1.0 without a length", s.signedHead("1.0", "/webhook/site", good) + "\r\n", 401},
		{"HTTP/3.0", s.signedHead("3.0", "/webhook/site", good) + length(good) + good, 505},
		{"no Host", strings.Replace(s.signedHead("1.1", "/webhook/site", good), "Host: x\r\n", "", 1) + length(good) + good, 400},
		{"no HTTP", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400},
		{"a path that goes up", s.signedHead("1.1", "/webhook/../../etc/passwd", good) + length(good) + good, 307},
		{"a path that goes up, packed", s.signedHead("1.1", "/webhook/..%2f..%2fetc%2fpasswd", good) + length(good) + good, 401},
		{"a name with an end", s.signedHead("1.1", "/webhook/site%00", good) + length(good) + good, 401},
		{"a name that is no text", s.signedHead("1.1", "/webhook/%ff%fe", good) + length(good) + good, 401},
		{"a longer path", s.signedHead("1.1", "/webhook/site/more", good) + length(good) + good, 404},
		{"no name", s.signedHead("1.1", "/webhook/", good) + length(good) + good, 404},
		{"a name of 10 kB", s.signedHead("1.1", "/webhook/"+strings.Repeat("x", 10<<10), good) + length(good) + good, 401},
		{"an address of 1 MB", s.signedHead("1.1", "/webhook/"+strings.Repeat("x", 1<<20), good), 431},
		{"a broken escape", s.signedHead("1.1", "/webhook/%zz", good) + length(good) + good, 400},
		{"a tunnel", "CONNECT /webhook/site HTTP/1.1\r\nHost: x\r\n\r\n", 405},
		{"a method of its own", strings.Replace(s.signedHead("1.1", "/webhook/site", good), "POST", "PWN", 1) + length(good) + good, 405},
		{"two times", s.signedHead("1.1", "/webhook/site", good) + HeaderTime + ": 5\r\n" + length(good) + "not what was signed" + good, 401},
		{"a crowd of headers", s.signedHead("1.1", "/webhook/site", good) + strings.Repeat("X: y\r\n", 20_000), 431},
	} {
		c := dial(t, at, "")
		go func() { _, _ = io.WriteString(c, x.words) }() // the answer may come before its end
		if code, body := answer(t, c); code != x.code {
			t.Errorf("%s: %d %s, want %d", x.name, code, body, x.code)
		}
		_ = c.Close()
		s.pass(budgetTime)
	}
	if s.count() != 0 {
		t.Errorf("%d mentions were stored", s.count())
	}
	for _, version := range []string{"1.0", "1.1"} { // and as a proxy would ask
		for _, target := range []string{"/webhook/site", "http://elsewhere.test/webhook/site?x=1"} {
			c := dial(t, at, s.signedHead(version, target, good)+length(good)+good)
			if code, body := answer(t, c); code != http.StatusAccepted {
				t.Errorf("HTTP/%s %s: %d %s", version, target, code, body)
			}
			_ = c.Close()
		}
	}
	stop()
	if s.count() != 1 {
		t.Errorf("%d mentions", s.count())
	}
}

// endless is a body without an end.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	e.read += len(p)
	return len(p), nil
}

// maxAsked is how much memory one request may ask for in all, in bytes, freed or
// not: sixteen times the longest body, which is copied as it grows and as it is parsed.
const maxAsked = 64 << 20

// TestARequestCostsBoundedMemory, whatever its body is.
func TestARequestCostsBoundedMemory(t *testing.T) {
	s := newSite(t)
	many := strings.Repeat(`{"network":"s","id":"1","text":"x","created":"2026-01-02T03:04:05Z"}`+"\n", 100_000)
	deep := strings.Repeat(`{"x":`, MaxBody/5)
	fields := `{"network":"s","id":"1","text":"x"` + strings.Repeat(`,"a":1`, MaxBody/6-20) + "}"
	tags := `{"network":"s","id":"1","text":"x","tags":[1` + strings.Repeat(`,1`, MaxBody/2-40) + "]}"
	for _, x := range []struct {
		name, body string
		code       int
	}{
		{"a crowd of tags", tags, 400},
		{"a body without an end", "", 413},
		{"a hundred thousand mentions", many, 413},
		{"nested without an end", deep, 400},
		{"one number", strings.Repeat("9", MaxBody-1), 400},
		{"one field of all there is", `{"network":"s","id":"1","text":"` + strings.Repeat("x", MaxBody-100) + `"}`, 400},
		{"a crowd of fields", fields, 400},
		{"empty lines", strings.Repeat("\n", MaxBody), 400},
		{"nothing but wrong lines", strings.Repeat("x\n", MaxBody/2), 400},
	} {
		var from runtime.MemStats
		r := httptest.NewRequest(http.MethodPost, "/webhook/site", strings.NewReader(x.body))
		endlessly := &endless{}
		if x.body == "" {
			r.Body, r.ContentLength = io.NopCloser(endlessly), -1
		}
		r.Header.Set("Content-Type", "application/json")
		Put(r.Header, secret, s.now(), []byte(x.body))
		runtime.ReadMemStats(&from)
		w := httptest.NewRecorder()
		s.in.ServeHTTP(w, r)
		var to runtime.MemStats
		runtime.ReadMemStats(&to)
		if w.Code != x.code || w.Body.Len() > 16<<10 {
			t.Errorf("%s: %d %.300s, want %d", x.name, w.Code, w.Body, x.code)
		}
		if asked := to.TotalAlloc - from.TotalAlloc; asked > maxAsked {
			t.Errorf("%s: asks for %d MB", x.name, asked>>20)
		}
		if endlessly.read > 2*MaxBody {
			t.Errorf("%s: %d bytes were read", x.name, endlessly.read)
		}
		s.pass(budgetTime)
	}
	if s.count() != 0 {
		t.Errorf("%d mentions were stored", s.count())
	}
}

// TestWrongTypes: each field as something else than it should be.
func TestWrongTypes(t *testing.T) {
	s := newSite(t)
	for _, value := range []string{`7`, `-1e400`, `true`, `null`, `[]`, `["x"]`, `{}`, `{"id":{"id":{}}}`, `""`, `"\ud800"`} {
		for _, field := range []string{"network", "id", "text", "created", "author", "kind", "counts", "media", "links", "geo", "tags", "url", "thread", "in_reply_to", "edited", "account", "lang"} {
			body := fmt.Sprintf(`{"network":"s","id":"%s","text":"x","created":"2026-01-02T03:04:05Z","%s":%s}`, field, field, value)
			if code, answer := s.post(body, nil); code != http.StatusBadRequest && code != http.StatusAccepted {
				t.Errorf("%s: %d %s", body, code, answer)
			}
		}
		s.pass(budgetTime)
	}
	for body, code := range map[string]int{
		`{"network":7,"id":"1","text":"x"}`: 400, `{"network":"s","id":"1","text":["x"]}`: 400, `{"network":"s","id":"1","text":"x","author":"Ivan"}`: 400,
		`{"network":"s","id":"1","text":"x","created":1700000000}`: 400, `{"network":"../s","id":"1","text":"x"}`: 400, `7`: 400, `null`: 400, `"x"`: 400,
	} {
		if got, answer := s.post(body, nil); got != code || !strings.Contains(answer, `"line":1,"reason":"`) {
			t.Errorf("%s: %d %s", body, got, answer)
		}
	}
}

// TestManyConnectionsAtOnce: most of them say nothing; whoever signs is answered, and
// once all have gone nothing is left of them.
func TestManyConnectionsAtOnce(t *testing.T) {
	s := newSite(t)
	at, stop := s.open()
	var silent []net.Conn
	for range maxConns - 40 {
		silent = append(silent, dial(t, at, "POST /webhook/site HT"))
	}
	var all sync.WaitGroup
	codes := make(chan int, 200)
	for n := range 200 {
		all.Go(func() {
			body := line(fmt.Sprint(n), "hello")
			c, err := net.Dial("tcp", at)
			if err != nil {
				codes <- 0
				return
			}
			defer c.Close()
			fmt.Fprintf(c, "%sConnection: close\r\nContent-Length: %d\r\n\r\n%s", s.signedHead("1.1", "/webhook/site", body), len(body), body)
			resp, err := http.ReadResponse(bufio.NewReader(c), nil)
			if err != nil {
				codes <- 0
				return
			}
			_ = resp.Body.Close()
			codes <- resp.StatusCode
		})
	}
	all.Wait()
	close(codes)
	taken := 0
	for code := range codes {
		switch code {
		case http.StatusAccepted:
			taken++
		case http.StatusTooManyRequests: // too many at the same time: come again
		default:
			t.Errorf("%d", code)
		}
	}
	if taken == 0 || s.count() != taken {
		t.Errorf("%d were taken, %d are there", taken, s.count())
	}
	for _, c := range silent {
		_ = c.Close()
	}
	stop()
}
