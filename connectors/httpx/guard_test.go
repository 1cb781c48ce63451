package httpx_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"earshot/connectors/fault"
	"earshot/connectors/httpx"
)

func TestPrivate(t *testing.T) {
	for addr, want := range map[string]bool{
		"127.0.0.1": true, "10.1.2.3": true, "172.16.0.1": true, "192.168.1.1": true, "169.254.169.254": true,
		"100.64.0.1": true, "0.0.0.0": true, "0.1.2.3": true, "224.0.0.1": true, "255.255.255.255": true, "198.18.0.1": true,
		"192.0.2.1": true, "::1": true, "::": true, "fe80::1": true, "fe80::1%eth0": true, "fd00::1": true, "ff02::1": true,
		"::ffff:127.0.0.1": true, "::127.0.0.1": true, "64:ff9b::7f00:1": true, "64:ff9b::a9fe:a9fe": true, "2002:7f00:1::": true,
		"2001:db8::1": true, "64:ff9b:1::1": true, "fec0::1": true,
		"8.8.8.8": false, "93.184.216.34": false, "2606:4700::1": false, "64:ff9b::808:808": false, "2002:808:808::": false,
		"172.32.0.1": false, "100.128.0.1": false,
	} {
		if got := httpx.Private(netip.MustParseAddr(addr)); got != want {
			t.Errorf("Private(%s) = %v", addr, got)
		}
	}
}

// serveOn is a server on an address of the loopback net. In these tests
// 127.0.0.1 is a private address and 127.0.0.2 a public one.
func serveOn(t *testing.T, ip string, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	l, err := net.Listen("tcp", ip+":0")
	if err != nil {
		t.Skipf("NOT TESTED: this system has no address %s: %v", ip, err)
	}
	s := httptest.NewUnstartedServer(h)
	s.Listener.Close()
	s.Listener = l
	s.Start()
	t.Cleanup(s.Close)
	return s
}

func jump(to *string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, *to, http.StatusFound) }
}

func ok(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok") }

func pretend(t *testing.T, resolve *net.Resolver) *httpx.Client {
	t.Helper()
	c := httpx.Pretend(options(), resolve)
	t.Cleanup(c.Close)
	return c
}

func TestTheUserMayTypeAPrivateAddress(t *testing.T) {
	home := serveOn(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/old" {
			http.Redirect(w, r, "/new", http.StatusMovedPermanently)
			return
		}
		ok(w, r)
	})
	got, err := pretend(t, nil).Get(t.Context(), httpx.Request{URL: home.URL + "/old"})
	if err != nil || got.Moved != home.URL+"/new" {
		t.Fatalf("%+v, %v", got, err)
	}
}

func TestANetworkMayNotSendUsHome(t *testing.T) {
	var asked atomic.Int32
	home := serveOn(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) { asked.Add(1); ok(w, r) })
	to := home.URL + "/admin"
	public := serveOn(t, "127.0.0.2", jump(&to))
	other := serveOn(t, "127.0.0.3", ok)

	const refusal = "127.0.0.1 is a private address, and a network may not send us there"
	c := pretend(t, nil)
	_, err := c.Get(t.Context(), httpx.Request{URL: public.URL})
	wantFault(t, err, fault.Permanent, refusal)

	// An open connection to the private server changes nothing.
	if _, err := c.Get(t.Context(), httpx.Request{URL: home.URL}); err != nil {
		t.Fatal(err)
	}
	_, err = c.Get(t.Context(), httpx.Request{URL: public.URL})
	wantFault(t, err, fault.Permanent, refusal)
	_, err = c.Get(t.Context(), httpx.Request{URL: home.URL, Foreign: true})
	wantFault(t, err, fault.Permanent, refusal)

	// A library gets the same refusal.
	_, err = c.HTTP().Get(public.URL) //nolint:bodyclose,noctx // there is none
	wantFault(t, c.Fault("read", err), fault.Permanent, "read: "+refusal)

	// The private server may send us out, but not to another private one.
	out := other.URL
	typed := serveOn(t, "127.0.0.1", jump(&out))
	if _, err := c.Get(t.Context(), httpx.Request{URL: typed.URL}); err != nil {
		t.Error(err)
	}
	if asked.Load() != 1 {
		t.Errorf("the private server was asked %d times, want the one call that the user typed", asked.Load())
	}

	free := options()
	free.AllowPrivate = true
	if _, err := httpx.New(free).Get(t.Context(), httpx.Request{URL: public.URL}); err != nil {
		t.Errorf("AllowPrivate: %v", err)
	}
}

func TestOutAndHomeAgainIsRefused(t *testing.T) {
	var back string
	public := serveOn(t, "127.0.0.2", jump(&back))
	home := serveOn(t, "127.0.0.1", jump(&public.URL))
	back = strings.Replace(home.URL, "127.0.0.1", "localhost", 1)
	_, err := pretend(t, nil).Get(t.Context(), httpx.Request{URL: home.URL})
	wantFault(t, err, fault.Permanent, "localhost is a private address, and a network may not send us there")
}

// A name that was public when the redirect was looked at and is private when
// the connection is made (DNS rebinding).
func TestANameThatChangesItsMind(t *testing.T) {
	var asked atomic.Int32
	home := serveOn(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) { asked.Add(1); ok(w, r) })
	_, port, _ := net.SplitHostPort(home.Listener.Addr().String())
	l, err := net.Listen("tcp", "127.0.0.2:"+port)
	if err != nil {
		t.Skipf("NOT TESTED: the port is taken: %v", err)
	}
	var rebound atomic.Bool
	s := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rebound.Store(true)
		w.Header().Set("Connection", "close")
		http.Redirect(w, r, "/inside", http.StatusFound)
	})}
	go s.Serve(l)
	t.Cleanup(func() { s.Close() })

	names := nameServer(t, func() [4]byte {
		if rebound.Load() {
			return [4]byte{127, 0, 0, 1}
		}
		return [4]byte{127, 0, 0, 2}
	})
	_, err = pretend(t, names).Get(t.Context(), httpx.Request{URL: "http://evil.example:" + port})
	wantFault(t, err, fault.Permanent, "evil.example leads to the private address 127.0.0.1, and a network may not send us there")
	if asked.Load() != 0 {
		t.Error("the private server was asked")
	}
}

// Where cloud machines keep their keys no server of a user's stands.
func TestATypedNameMayNotLeadToLinkLocal(t *testing.T) {
	names := nameServer(t, func() [4]byte { return [4]byte{169, 254, 169, 254} })
	_, err := pretend(t, names).Get(t.Context(), httpx.Request{URL: "http://metadata.example/latest"})
	f := wantFault(t, err, fault.Permanent, "metadata.example leads to the private address 169.254.169.254, and a network may not send us there")
	if !f.Unsent {
		t.Error("nothing was sent")
	}
}

// nameServer answers every question with one IPv4 address.
func nameServer(t *testing.T, answer func() [4]byte) *net.Resolver {
	t.Helper()
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pc.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := pc.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) == 0 {
				continue
			}
			m.Response, m.Additionals = true, nil
			if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
				m.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
					Body:   &dnsmessage.AResource{A: answer()},
				}}
			}
			if out, err := m.Pack(); err == nil {
				pc.WriteTo(out, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", pc.LocalAddr().String())
	}}
}

func TestRedirects(t *testing.T) {
	var elsewhere string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/perm":
			http.Redirect(w, r, "/perm2", http.StatusMovedPermanently)
		case "/perm2":
			http.Redirect(w, r, "/temp", http.StatusPermanentRedirect)
		case "/temp":
			http.Redirect(w, r, "/end", http.StatusFound)
		case "/loop":
			http.Redirect(w, r, "/loop?x=1", http.StatusFound)
		case "/file":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		case "/post":
			http.Redirect(w, r, elsewhere, http.StatusTemporaryRedirect)
		default:
			if r.Referer() != "" {
				t.Errorf("Referer tells where we came from: %s", r.Referer())
			}
			ok(w, r)
		}
	})
	elsewhere = strings.Replace(s.URL, "127.0.0.1", "localhost", 1) + "/take"
	o := options()
	o.AllowPrivate = true
	c := httpx.New(o)
	t.Cleanup(c.Close)
	got, err := c.Get(t.Context(), httpx.Request{URL: s.URL + "/perm?token=x"})
	if err != nil || got.Moved != s.URL+"/temp" || got.URL != s.URL+"/end" {
		t.Errorf("%+v, %v", got, err)
	}
	_, err = c.Get(t.Context(), httpx.Request{URL: s.URL + "/loop"})
	wantFault(t, err, fault.Permanent, "127.0.0.1 sends us on more than 10 times; check the address")
	_, err = c.Get(t.Context(), httpx.Request{URL: s.URL + "/file"})
	wantFault(t, err, fault.Permanent, "127.0.0.1 sends us to an address that is not of the web")
	_, err = c.Do(t.Context(), httpx.Request{URL: s.URL + "/post", Body: []byte("access_token=x")})
	wantFault(t, err, fault.Permanent, "127.0.0.1 wants what we send to go to another server, localhost; check the address of the account")
}

func TestSecretsStayOnTheirServer(t *testing.T) {
	var back string
	var seen []string
	note := func(r *http.Request) {
		seen = append(seen, fmt.Sprintf("%s auth=%t cookie=%t key=%t idem=%t lang=%t", r.URL.Path, r.Header.Get("Authorization") != "",
			r.Header.Get("Cookie") != "", r.Header.Get("X-Api-Key") != "", r.Header.Get("Idempotency-Key") != "", r.Header.Get("Accept-Language") != ""))
	}
	other := serve(t, func(w http.ResponseWriter, r *http.Request) { note(r); http.Redirect(w, r, back, http.StatusFound) })
	home := serve(t, func(w http.ResponseWriter, r *http.Request) {
		note(r)
		switch r.URL.Path {
		case "/a":
			http.Redirect(w, r, "/b", http.StatusFound)
		case "/b":
			http.Redirect(w, r, other.URL+"/other", http.StatusFound)
		}
	})
	back = home.URL + "/back"
	o := options()
	o.AllowPrivate = true
	c := httpx.New(o)
	t.Cleanup(c.Close)
	ctx := httpx.WithHeader(t.Context(), "Idempotency-Key", "01J")
	_, err := c.Get(ctx, httpx.Request{URL: home.URL + "/a", Header: http.Header{
		"Authorization": {"Bearer x"}, "Cookie": {"a=b"}, "X-Api-Key": {"k"}, "Accept-Language": {"ru"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	want := "/a auth=true cookie=true key=true idem=true lang=true\n/b auth=true cookie=true key=true idem=true lang=true\n" +
		"/other auth=false cookie=false key=false idem=false lang=true\n/back auth=false cookie=false key=false idem=false lang=true"
	if got := strings.Join(seen, "\n"); got != want {
		t.Errorf("seen:\n%s\nwant:\n%s", got, want)
	}
}

func TestATokenDoesNotTravelInTheOpen(t *testing.T) {
	plain := serve(t, ok)
	secure := httptest.NewTLSServer(jump(&plain.URL))
	t.Cleanup(secure.Close)
	o := options()
	o.AllowPrivate = true
	o.Base = secure.Client().Transport.(*http.Transport)
	c := httpx.New(o)
	t.Cleanup(c.Close)
	got, err := c.Get(t.Context(), httpx.Request{URL: secure.URL})
	if err != nil || got.Moved != "" {
		t.Errorf("without a secret it is the reader's choice: %v", err)
	}
	const refusal = "127.0.0.1 sends us to an unencrypted address; our token does not go there"
	_, err = c.Get(t.Context(), httpx.Request{URL: secure.URL, Header: http.Header{"Authorization": {"Bearer x"}}})
	wantFault(t, err, fault.Permanent, refusal)
	_, err = c.Get(httpx.WithHeader(t.Context(), "X-Auth-Token", "x"), httpx.Request{URL: secure.URL})
	wantFault(t, err, fault.Permanent, refusal)
	_, err = c.Get(t.Context(), httpx.Request{URL: strings.Replace(secure.URL, "//", "//u:p@", 1)})
	wantFault(t, err, fault.Permanent, refusal)
}

func TestLongAnswers(t *testing.T) {
	zeros := make([]byte, 64<<10)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/declared":
			w.Header().Set("Content-Length", "1000000000000")
		case "/bomb": // 16 MiB of zeros in 16 KiB
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(pack(make([]byte, 16<<20)))
		case "/exact":
			w.Write(make([]byte, 8<<20))
		case "/endless":
			for {
				if _, err := w.Write(zeros); err != nil {
					return
				}
			}
		case "/broken":
			w.Header().Set("Content-Encoding", "gzip")
			io.WriteString(w, "this is no gzip")
		case "/garbled":
			w.Header().Set("Content-Encoding", "gzip")
			b := pack([]byte(strings.Repeat("abcdefg", 100)))
			b[12] ^= 0xff
			w.Write(b)
		case "/brotli":
			w.Header().Set("Content-Encoding", "br")
			io.WriteString(w, "xxxx")
		}
	})
	c := client(t)
	for path, what := range map[string]string{
		"/declared": "feed: the answer of 127.0.0.1 is longer than 8 MiB",
		"/bomb":     "feed: the answer of 127.0.0.1 unpacks to more than 8 MiB",
		"/endless":  "feed: the answer of 127.0.0.1 is longer than 8 MiB",
		"/broken":   "feed: the answer of 127.0.0.1 is broken: it cannot be unpacked as gzip",
		"/garbled":  "feed: the answer of 127.0.0.1 is broken: it cannot be unpacked as gzip",
		"/brotli":   "feed: the answer of 127.0.0.1 is broken: it cannot be unpacked as br",
	} {
		_, err := c.Get(t.Context(), httpx.Request{Op: "feed", URL: s.URL + path})
		wantFault(t, err, fault.Permanent, what)
		if long := strings.Contains(what, "8 MiB"); httpx.IsTooLong(err) != long {
			t.Errorf("%s: IsTooLong is %v", path, !long)
		}
	}
	got, err := c.Get(t.Context(), httpx.Request{URL: s.URL + "/exact"})
	if err != nil || len(got.Body) != 8<<20 {
		t.Errorf("an answer of exactly the cap: %d bytes, %v", len(got.Body), err)
	}
	_, err = c.Get(t.Context(), httpx.Request{URL: s.URL + "/exact", MaxBody: 1000})
	wantFault(t, err, fault.Permanent, "the answer of 127.0.0.1 is longer than 1000 bytes")
	_, err = c.Get(httpx.WithMaxBody(t.Context(), 2048), httpx.Request{URL: s.URL + "/exact"})
	wantFault(t, err, fault.Permanent, "the answer of 127.0.0.1 is longer than 2 KiB")
}

func TestSlowAnswers(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/stream":
			w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
			io.WriteString(w, "data: 1\n\n")
		case "/drip":
			for r.Context().Err() == nil {
				io.WriteString(w, ".")
				w.(http.Flusher).Flush()
			}
			return
		case "/start":
			io.WriteString(w, "start")
		case "/silent":
			<-r.Context().Done()
			return
		}
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	c := client(t)
	short := httpx.WithTimeout(t.Context(), 50*time.Millisecond)

	_, err := c.Get(short, httpx.Request{Op: "read", URL: s.URL + "/silent"})
	wantFault(t, err, fault.Transient, "read: 127.0.0.1 did not answer within 50 ms")
	_, err = c.Get(short, httpx.Request{URL: s.URL + "/drip", MaxBody: 1 << 40})
	wantFault(t, err, fault.Transient, "127.0.0.1 did not finish its answer within 50 ms")

	// The deadline of a library's call covers the body too.
	req, _ := http.NewRequestWithContext(short, "GET", s.URL+"/start", nil)
	resp, err := c.HTTP().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.ReadAll(resp.Body)
	wantFault(t, err, fault.Transient, "127.0.0.1 did not finish its answer within 50 ms")
	resp.Body.Close()

	// The caller's own deadline and wish to stop.
	soon, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err = c.Get(soon, httpx.Request{URL: s.URL + "/silent"})
	if f := fault.Of(err); f.Kind != fault.Transient || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the caller's deadline: %v", err)
	}
	stop, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = c.Get(stop, httpx.Request{URL: s.URL + "/silent"}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	stop, cancel = context.WithCancel(t.Context())
	req, _ = http.NewRequestWithContext(stop, "GET", s.URL+"/start", nil)
	if resp, err = c.HTTP().Do(req); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err = io.ReadAll(resp.Body); err != context.Canceled { //nolint:errorlint // it must be the very thing
		t.Errorf("cancelled while reading: %v", err)
	}
	resp.Body.Close()
}

// A stream outlives every deadline and every cap, and a silent one can be told
// from a living one. The clock is a bubble's: hours pass at once.
func TestStreams(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := options()
		o.MaxBody = 100
		near, far := net.Pipe()
		c := httpx.Dialled(o, func() net.Conn { return near })
		go func() {
			readHead(far)
			io.WriteString(far, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
			for range 20 {
				time.Sleep(time.Hour)
				io.WriteString(far, ": still here\n")
			}
		}()
		ctx := httpx.WithStream(t.Context(), 2*time.Hour)
		req, _ := http.NewRequestWithContext(ctx, "GET", "http://stream.example/", nil)
		resp, err := c.HTTP().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		wantFault(t, err, fault.Transient, "stream.example did not answer within 2 h")
		if len(body) != 20*len(": still here\n") {
			t.Errorf("%d bytes came", len(body))
		}
		resp.Body.Close()
		far.Close()
		c.Close()
		synctest.Wait()
	})
}

func TestSocketsThatChangeProtocolAreLeftAlone(t *testing.T) {
	addr := listen(t, func(c net.Conn) {
		readHead(c)
		io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")
		io.Copy(c, c)
	})
	req, _ := http.NewRequestWithContext(t.Context(), "GET", "http://"+addr, nil)
	req.Header.Set("Connection", "Upgrade")
	req.Header.Set("Upgrade", "x")
	resp, err := client(t).HTTP().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	line, ok := resp.Body.(io.ReadWriter)
	if !ok {
		t.Fatal("the body of a 101 must be the connection")
	}
	io.WriteString(line, "ping")
	buf := make([]byte, 4)
	if _, err := io.ReadFull(line, buf); err != nil || string(buf) != "ping" {
		t.Errorf("%q, %v", buf, err)
	}
}

func TestProxies(t *testing.T) {
	var via atomic.Int32
	proxy := serve(t, func(w http.ResponseWriter, r *http.Request) {
		via.Add(1)
		if r.URL.Host == "inside.example" {
			http.Redirect(w, r, "http://10.0.0.1/", http.StatusFound)
			return
		}
		io.WriteString(w, "through "+r.URL.Host)
	})
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"} {
		t.Setenv(name, "")
	}
	t.Setenv("ALL_PROXY", proxy.URL)
	o := options()
	o.NoProxy = false
	c := httpx.New(o)
	t.Cleanup(c.Close)
	got, err := c.Get(t.Context(), httpx.Request{URL: "http://far.example/", Foreign: true})
	if err != nil || string(got.Body) != "through far.example" || via.Load() != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	_, err = c.Get(t.Context(), httpx.Request{URL: "http://inside.example/"})
	wantFault(t, err, fault.Permanent, "10.0.0.1 is a private address, and a network may not send us there")

	proxy.Close()
	_, err = c.Get(t.Context(), httpx.Request{URL: "http://far.example/"})
	if f := wantFault(t, err, fault.Transient, "the proxy did not let us through to far.example; check HTTPS_PROXY, HTTP_PROXY and ALL_PROXY"); !f.Unsent {
		t.Error("nothing was sent")
	}
}

// A SOCKS 5 proxy (RFC 1928) that lets everything through to one server.
func TestSocks(t *testing.T) {
	far := serve(t, ok)
	addr := listen(t, func(c net.Conn) {
		defer c.Close()
		buf := make([]byte, 300)
		io.ReadFull(c, buf[:2])
		io.ReadFull(c, buf[:buf[1]]) // methods
		c.Write([]byte{5, 0})
		io.ReadFull(c, buf[:5])
		io.ReadFull(c, buf[:buf[4]+2])
		c.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
		out, err := net.Dial("tcp", far.Listener.Addr().String())
		if err != nil {
			return
		}
		go io.Copy(out, c)
		io.Copy(c, out)
	})
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "all_proxy"} {
		t.Setenv(name, "")
	}
	t.Setenv("ALL_PROXY", "socks://"+addr)
	o := options()
	o.NoProxy = false
	c := httpx.New(o)
	t.Cleanup(c.Close)
	got, err := c.Get(t.Context(), httpx.Request{URL: "http://far.example/"})
	if err != nil || string(got.Body) != "ok" {
		t.Fatalf("%+v, %v", got, err)
	}
}

func FuzzRedact(f *testing.F) {
	f.Add("https://u:p@h/?token=", "hunter22")
	f.Add("\x00&=", "%3d%26")
	f.Fuzz(func(t *testing.T, before, secret string) {
		if len(secret) < 5 || strings.ContainsAny(secret, " &\"'<>\t\n\v\f\r") || strings.Contains("***", secret) {
			return
		}
		text := before + " https://h/?access_token=" + secret
		if got := httpx.Redact(text); strings.HasSuffix(got, "access_token="+secret) && secret != "***" {
			t.Errorf("%q tells %q: %q", text, secret, got)
		}
	})
}
