package httpx_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/store"
)

// now is the time of every test.
func now() time.Time { return time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC) }

func options() httpx.Options {
	return httpx.Options{NoProxy: true, Env: store.Env{Now: now}, UserAgent: "earshot-test"}
}

func client(t *testing.T) *httpx.Client {
	t.Helper()
	c := httpx.New(options())
	t.Cleanup(c.Close)
	return c
}

func serve(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

func wantFault(t *testing.T, err error, kind fault.Kind, what string) *fault.Fault {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) {
		t.Fatalf("error is %T %v, want a fault", err, err)
	}
	if f.Kind != kind {
		t.Errorf("kind is %v, want %v (%v)", f.Kind, kind, f)
	}
	if got := f.Error(); got != what {
		t.Errorf("the message is\n  %q, want\n  %q", got, what)
	}
	return f
}

func TestAPlainCall(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if ua := r.Header.Get("User-Agent"); ua != "earshot-test" {
			t.Errorf("User-Agent is %q", ua)
		}
		if r.Header.Get("Accept-Language") != "ru" {
			t.Error("the header of the request is missing")
		}
		io.WriteString(w, "привет")
	})
	got, err := client(t).Get(t.Context(), httpx.Request{URL: s.URL + "/x", Header: http.Header{"Accept-Language": {"ru"}}})
	if err != nil || string(got.Body) != "привет" || got.Status != 200 || got.URL != s.URL+"/x" || got.Moved != "" {
		t.Fatalf("%+v, %v", got, err)
	}
}

func TestABodyMakesAPost(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Write(append([]byte(r.Method+" "), body...))
	})
	got, err := client(t).Do(t.Context(), httpx.Request{URL: s.URL, Body: []byte("a=1")})
	if err != nil || string(got.Body) != "POST a=1" {
		t.Fatalf("%q, %v", got.Body, err)
	}
}

func TestGzipIsUnpackedOnce(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "gzip" {
			t.Errorf("Accept-Encoding is %q", r.Header.Get("Accept-Encoding"))
		}
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(pack([]byte("packed")))
	})
	// A library that asks for gzip itself must not be given packed bytes: it
	// would unpack them without a cap.
	req, _ := http.NewRequestWithContext(t.Context(), "GET", s.URL, nil)
	req.Header.Set("Accept-Encoding", "gzip, zstd")
	resp, err := client(t).HTTP().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || string(body) != "packed" || resp.Header.Get("Content-Encoding") != "" {
		t.Fatalf("%q, %v, %v", body, err, resp.Header)
	}
}

func pack(b []byte) []byte {
	var out bytes.Buffer
	gz := gzip.NewWriter(&out)
	gz.Write(b)
	gz.Close()
	return out.Bytes()
}

func TestAnswersWithoutABodyThatClaimAnEncoding(t *testing.T) {
	for name, status := range map[string]int{"304": 304, "204": 204, "200 and nothing": 200} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", "gzip")
				w.WriteHeader(status)
			})
			got, err := client(t).Get(t.Context(), httpx.Request{URL: s.URL})
			if err != nil || len(got.Body) != 0 || got.Status != status {
				t.Fatalf("%+v, %v", got, err)
			}
		})
	}
}

func TestStatuses(t *testing.T) {
	tests := []struct {
		status int
		header http.Header
		kind   fault.Kind
		what   string
		wait   time.Duration
	}{
		{400, nil, fault.Permanent, "127.0.0.1 refuses this (400)", 0},
		{401, nil, fault.Unauthorized, "127.0.0.1 does not accept our token or password (401); connect the account again", 0},
		{403, nil, fault.Unauthorized, "127.0.0.1 does not allow us this (403); the account may lack a permission, connect it again", 0},
		{403, http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {"1795165260"}}, fault.Limited, "127.0.0.1 asks us to slow down (403), again in 60 s", time.Minute},
		{404, nil, fault.Permanent, "127.0.0.1 has nothing at this address (404); check the address", 0},
		{408, nil, fault.Transient, "127.0.0.1 is in trouble (408)", 0},
		{410, nil, fault.Gone, "127.0.0.1 has taken this away for good (410)", 0},
		{413, nil, fault.Permanent, "what we send is too large for 127.0.0.1 (413)", 0},
		{422, nil, fault.Permanent, "127.0.0.1 refuses this (422)", 0},
		{429, http.Header{"Retry-After": {"300"}}, fault.Limited, "127.0.0.1 asks us to slow down (429), again in 5 min", 5 * time.Minute},
		{429, http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {"2026-11-20T09:05:00.123Z"}}, fault.Limited, "127.0.0.1 asks us to slow down (429), again in 5 min", 5*time.Minute + 123*time.Millisecond},
		{429, nil, fault.Limited, "127.0.0.1 asks us to slow down (429)", 0},
		{451, nil, fault.Permanent, "127.0.0.1 withholds this for legal reasons (451)", 0},
		{500, nil, fault.Transient, "127.0.0.1 is in trouble (500)", 0},
		{503, http.Header{"Retry-After": {"Fri, 20 Nov 2026 11:00:00 GMT"}}, fault.Transient, "127.0.0.1 is in trouble (503), again in 2 h", 2 * time.Hour},
		{300, nil, fault.Permanent, "127.0.0.1 refuses this (300)", 0},
	}
	for _, tt := range tests {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			for k, v := range tt.header {
				w.Header()[k] = v
			}
			w.WriteHeader(tt.status)
			io.WriteString(w, `{"error":"why"}`)
		})
		got, err := client(t).Get(t.Context(), httpx.Request{URL: s.URL})
		f := wantFault(t, err, tt.kind, tt.what)
		if f.RetryAfter != tt.wait {
			t.Errorf("%d: wait %v, want %v", tt.status, f.RetryAfter, tt.wait)
		}
		if got == nil || string(got.Body) != `{"error":"why"}` {
			t.Errorf("%d: the network's explanation is lost", tt.status)
		}
		if f.Unsent {
			t.Errorf("%d: an answer came, so it was sent", tt.status)
		}
	}
}

func TestStatusForLibraries(t *testing.T) {
	c := client(t)
	ok := &http.Response{StatusCode: 204}
	if err := c.Status("post", ok); err != nil {
		t.Fatal(err)
	}
	wantFault(t, c.Status("post", &http.Response{StatusCode: 502}), fault.Transient, "post: the server is in trouble (502)")
}

func TestRetryAfter(t *testing.T) {
	for v, want := range map[string]time.Duration{
		"":                               0,
		"120":                            2 * time.Minute,
		" 1.5 ":                          1500 * time.Millisecond,
		"-5":                             0,
		"NaN":                            0,
		"soon":                           0,
		"99999999999999999999":           24 * time.Hour,
		"Inf":                            24 * time.Hour,
		"Fri, 20 Nov 2026 09:10:00 GMT":  10 * time.Minute,
		"Friday, 20-Nov-26 09:10:00 GMT": 10 * time.Minute,
		"Fri, 20 Nov 2020 09:10:00 GMT":  0,
		"Fri, 20 Nov 2099 09:10:00 GMT":  24 * time.Hour,
	} {
		if got := httpx.RetryAfter(http.Header{"Retry-After": {v}}, now()); got != want {
			t.Errorf("Retry-After %q: %v, want %v", v, got, want)
		}
	}
}

func TestLimits(t *testing.T) {
	at := func(d time.Duration) time.Time { return now().Add(d) }
	tests := []struct {
		name   string
		header http.Header
		left   int
		reset  time.Time
	}{
		{"Mastodon", http.Header{"X-Ratelimit-Limit": {"300"}, "X-Ratelimit-Remaining": {"287"}, "X-Ratelimit-Reset": {"2026-11-20T09:05:00.000000Z"}}, 287, at(5 * time.Minute)},
		{"Bluesky", http.Header{"Ratelimit-Limit": {"3000"}, "Ratelimit-Remaining": {"2999"}, "Ratelimit-Reset": {"1795165260"}, "Ratelimit-Policy": {"3000;w=300"}}, 2999, at(time.Minute)},
		{"delta seconds", http.Header{"Ratelimit-Remaining": {"0"}, "Ratelimit-Reset": {"30"}}, 0, at(30 * time.Second)},
		{"milliseconds", http.Header{"X-Rate-Limit-Remaining": {"1"}, "X-Rate-Limit-Reset": {"1795165260000"}}, 1, at(time.Minute)},
		{"structured", http.Header{"Ratelimit": {`"hour";r=50;t=3000, "burst";r=3;t=10`}}, 3, at(10 * time.Second)},
		{"no reset", http.Header{"X-Ratelimit-Remaining": {"12"}}, 12, time.Time{}},
		{"a clock gone wrong", http.Header{"X-Ratelimit-Remaining": {"12"}, "X-Ratelimit-Reset": {"2099-01-01T00:00:00Z"}}, 12, at(24 * time.Hour)},
		{"a window that is over", http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {"2026-11-20T08:00:00Z"}}, -1, time.Time{}},
		{"nonsense", http.Header{"X-Ratelimit-Remaining": {"many"}, "Ratelimit": {"r=x"}}, -1, time.Time{}},
		{"nothing", nil, -1, time.Time{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				for k, v := range tt.header {
					w.Header()[k] = v
				}
			})
			shared := client(t)
			c := shared.For("acme", nil)
			if _, err := c.Get(t.Context(), httpx.Request{URL: s.URL}); err != nil {
				t.Fatal(err)
			}
			if left, reset := c.Limits(); left != tt.left || !reset.Equal(tt.reset) {
				t.Errorf("%d until %v, want %d until %v", left, reset, tt.left, tt.reset)
			}
			if told := len(tt.header["Ratelimit-Policy"]) > 0; told != (c.Window() == 5*time.Minute) || !told && c.Window() != 0 {
				t.Errorf("a window of %v", c.Window())
			}
			if left, _ := shared.Limits(); left != -1 {
				t.Error("one account's limits are another's")
			}
		})
	}
}

func TestAnAnswerThatOvertakesAnotherDoesNotRaiseTheLimit(t *testing.T) {
	left := []string{"5", "7"}
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-RateLimit-Remaining", left[0])
		w.Header().Set("X-RateLimit-Reset", "2026-11-20T09:05:00Z")
		left = left[1:]
	})
	c := client(t)
	for range 2 {
		if _, err := c.Get(t.Context(), httpx.Request{URL: s.URL}); err != nil {
			t.Fatal(err)
		}
	}
	if got, _ := c.Limits(); got != 5 {
		t.Errorf("%d left, want 5", got)
	}
}

func TestFailuresOfTheLine(t *testing.T) {
	closed := httptest.NewServer(nil)
	refused := closed.URL
	closed.Close()
	cut := listen(t, func(c net.Conn) { c.Close() })
	half := listen(t, func(c net.Conn) {
		readHead(c)
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
		c.Close()
	})
	noise := listen(t, func(c net.Conn) {
		readHead(c)
		io.WriteString(c, "* OK IMAP4rev1 ready\r\n")
		c.Close()
	})
	headers := listen(t, func(c net.Conn) {
		readHead(c)
		io.WriteString(c, "HTTP/1.1 200 OK\r\n")
		for range 400 {
			if _, err := io.WriteString(c, "X-Long: "+strings.Repeat("x", 1000)+"\r\n"); err != nil {
				return
			}
		}
		c.Close()
	})
	plain := serve(t, func(http.ResponseWriter, *http.Request) {})
	tls := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	tls.Config.ErrorLog = log.New(io.Discard, "", 0)
	tls.StartTLS()
	t.Cleanup(tls.Close)
	tests := []struct {
		name, url string
		kind      fault.Kind
		what      string
		unsent    bool
	}{
		{"refused", refused, fault.Transient, "read: " + strings.TrimPrefix(refused, "http://") + " refuses the connection; is the server running, and the port right?", true},
		{"cut", "http://" + cut, fault.Transient, "read: " + cut + " cut the line", false},
		{"cut in the middle", "http://" + half, fault.Transient, "read: 127.0.0.1 cut the line", false},
		{"not HTTP", "http://" + noise, fault.Transient, "read: " + noise + " answers in something that is not HTTP", false},
		{"endless headers", "http://" + headers, fault.Transient, "read: " + headers + " sends more than 256 KiB of headers", false},
		{"no TLS there", strings.Replace(plain.URL, "http", "https", 1), fault.Transient, "read: " + strings.TrimPrefix(plain.URL, "http://") + " does not speak TLS there; does the address begin with http:// instead?", true},
		{"own certificate", tls.URL, fault.Transient, "read: the certificate of " + strings.TrimPrefix(tls.URL, "https://") + " is signed by nobody this machine trusts", true},
		{"no web address", "ftp://example.org/x", fault.Permanent, "read: only http and https addresses can be read", true},
		{"no server", "http:///x", fault.Permanent, "read: the address names no server", true},
		{"no address", "http://a b/%zz", fault.Permanent, "read: the address cannot be read; it should look like https://example.org/page", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := client(t).Get(t.Context(), httpx.Request{Op: "read", URL: tt.url})
			if f := wantFault(t, err, tt.kind, tt.what); f.Unsent != tt.unsent {
				t.Errorf("Unsent is %v", f.Unsent)
			}
		})
	}
}

// listen is a server below HTTP.
func listen(t *testing.T, talk func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go talk(c)
		}
	}()
	return l.Addr().String()
}

func readHead(c net.Conn) {
	buf := make([]byte, 4096)
	c.Read(buf) // a request of ours fits
}

func TestUnknownNamesAndOtherErrorsOfLibraries(t *testing.T) {
	c := client(t).For("acme", map[string]string{"token": "s3cr3t-token"})
	secret := "https://api.example/x?access_token=abcdef&q=s3cr3t-token"
	wrap := func(err error) error { return &url.Error{Op: "Get", URL: secret, Err: err} }
	for _, tt := range []struct {
		err  error
		what string
	}{
		{&net.DNSError{Name: "nosuch.example", IsNotFound: true}, "read: there is no server called nosuch.example; check the address"},
		{&net.DNSError{Name: "m.example", IsTemporary: true}, "read: the name m.example could not be looked up; is this machine online?"},
		{errors.New("odd thing at " + secret), "read: the connection with api.example failed: odd thing at https://api.example/x?access_token=***&q=***"},
		{fault.New(fault.Transient, "", "seen s3cr3t-token"), "read: seen ***"},
		{context.DeadlineExceeded, "read: api.example did not answer in time"},
		{&net.OpError{Op: "proxyconnect", Err: errors.New("no")}, "read: the proxy did not let us through to api.example; check HTTPS_PROXY, HTTP_PROXY and ALL_PROXY"},
	} {
		f := wantFault(t, c.Fault("read", wrap(tt.err)), fault.Transient, tt.what)
		if f.Err != nil && strings.Contains(f.Err.Error(), "abcdef") {
			t.Errorf("the cause tells the secret: %v", f.Err)
		}
	}
	if c.Fault("read", nil) != nil || !errors.Is(c.Fault("read", wrap(context.Canceled)), context.Canceled) {
		t.Error("nil and cancelled must stay what they are")
	}
}

func TestNoSecretInErrorsAndLogs(t *testing.T) {
	var lines bytes.Buffer
	o := options()
	o.Log = slog.New(slog.NewTextHandler(&lines, &slog.HandlerOptions{Level: slog.LevelDebug}))
	base := httpx.New(o)
	t.Cleanup(base.Close)
	c := base.For("acme", map[string]string{"password": "корова-7"})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/ok" {
			return
		}
		panic(http.ErrAbortHandler)
	})
	var said string
	for _, path := range []string{"/ok", "/cut"} {
		_, err := c.Get(t.Context(), httpx.Request{
			URL:    strings.Replace(s.URL, "http://", "http://anna:hunter22@", 1) + path + "?access_token=tok-1&q=" + url.QueryEscape("корова-7"),
			Header: http.Header{"Authorization": {"Bearer tok-2"}},
		})
		if err != nil {
			said += err.Error()
			for e := err; e != nil; e = errors.Unwrap(e) {
				said += e.Error()
			}
		}
	}
	said += lines.String()
	if !strings.Contains(said, "/ok") || !strings.Contains(said, "account=acme") || !strings.Contains(said, "cut the line") {
		t.Fatalf("the log tells too little: %s", said)
	}
	for _, secret := range []string{"hunter22", "tok-1", "tok-2", "корова-7", url.QueryEscape("корова-7")} {
		if strings.Contains(said, secret) {
			t.Errorf("%q is told: %s", secret, said)
		}
	}
}

func TestRedact(t *testing.T) {
	for in, want := range map[string]string{
		"https://u:p@ss@h/x":                                  "https://***@h/x",
		"https://h/x?a=1&access_token=abc&b=2":                "https://h/x?a=1&access_token=***&b=2",
		"https://h/x?key=abc#frag":                            "https://h/x?key=***",
		"https://h/p?X-Amz-Signature=abc&keyword=tea":         "https://h/p?X-Amz-Signature=***&keyword=tea",
		"https://h/?url=https%3A%2F%2Fi%2F%3Ftoken%3Dabc%26b": "https://h/?url=https%3A%2F%2Fi%2F%3Ftoken%3D***",
		"password=abc&user=anna":                              "password=***&user=anna",
		`{"refresh_token":"abc","ok":1}`:                      `{"refresh_token":"***","ok":1}`,
		"Authorization: Basic YTpi\r\nAccept: x":              "Authorization: ***\r\nAccept: x",
		"sent Bearer abcdefgh to h":                           "sent Bearer *** to h",
		"https://api.telegram.org/bot12345:AA-bb_cc/getMe":    "https://api.telegram.org/bot***/getMe",
		"the password is wrong: connect again":                "the password is wrong: connect again",
		"invalid token":                                       "invalid token",
		"anna@example.org wrote 2=1+1":                        "anna@example.org wrote 2=1+1",
		"https://h/x?monkey=1":                                "https://h/x?monkey=1",
	} {
		if got := httpx.Redact(in); got != want {
			t.Errorf("%q\n gives %q\n  want %q", in, got, want)
		}
	}
}

func TestSpell(t *testing.T) {
	for d, want := range map[time.Duration]string{
		1500 * time.Millisecond: "1500 ms", 30 * time.Second: "30 s", 5 * time.Minute: "5 min", 26 * time.Hour: "26 h",
	} {
		if got := httpx.Spell(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}
