package webhook

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// creep begins a request whose signature could be right, and stops in the middle of its
// body once the server reads it.
func (s *site) creep(at, from string) net.Conn {
	s.Helper()
	c := dial(s.T, at, fmt.Sprintf("POST /webhook/site HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n"+
		"X-Forwarded-For: %s\r\nExpect: 100-continue\r\n%s: %d\r\n%s: %s\r\n\r\n", from, HeaderTime, s.now().Unix(), HeaderSignature, Sign("nobody's", "1", nil)))
	said := bufio.NewReader(c)
	if words, err := said.ReadString('\n'); err != nil || !strings.Contains(words, "100 Continue") {
		s.Fatalf("%q, %v", words, err)
	}
	if _, err := said.ReadString('\n'); err != nil {
		s.Fatal(err)
	}
	if _, err := c.Write([]byte("{")); err != nil {
		s.Fatal(err)
	}
	return c
}

// TestWhoeverIsSlowMakesWay: all places are taken by bodies that do not come, and
// whoever signs is answered at once. It is one of the crowd that goes, the first of it,
// not a slow one of elsewhere.
func TestWhoeverIsSlowMakesWay(t *testing.T) {
	s := newSite(t)
	at, stop := s.open()
	alone := s.creep(at, "192.0.2.1")
	var crowd []net.Conn
	for range atOnce - 1 {
		crowd = append(crowd, s.creep(at, "10.0.0.1, 192.0.2.2"))
	}
	for i := range 3 {
		body := line(fmt.Sprint(i), "hello")
		c := dial(t, at, s.signedHead("1.1", "/webhook/site", body)+fmt.Sprintf("Connection: close\r\nContent-Length: %d\r\n\r\n%s", len(body), body))
		if code, said := answer(t, c); code != http.StatusAccepted {
			t.Fatalf("%d %s", code, said)
		}
		if i == 0 { // one has gone, so there is room for the next two
			if code, said := answer(t, crowd[0]); code != http.StatusTooManyRequests || !strings.Contains(said, "the slowest make way") {
				t.Errorf("%d %s", code, said)
			}
		}
	}
	from := s.places()
	if from["192.0.2.1"] != 1 || from["192.0.2.2"] != atOnce-2 {
		t.Errorf("there are %v", from)
	}
	for _, c := range append(crowd, alone) {
		_ = c.Close()
	}
	stop()
	if left := s.places(); len(left) != 0 {
		t.Errorf("places are still taken: %v", left)
	}
}

// places counts those that are taken, by address.
func (s *site) places() map[string]int {
	s.in.rooms.mu.Lock()
	defer s.in.rooms.mu.Unlock()
	from := map[string]int{}
	for _, one := range s.in.rooms.taken {
		from[one.from]++
	}
	return from
}

// TestWhoMakesWay: of the address that has most places the one that has had its place
// for longest; never one whose body is whole.
func TestWhoMakesWay(t *testing.T) {
	r, gone := &rooms{}, ""
	enter := func(from, name string) *room { return r.enter(from, func() { gone = name }) }
	first := enter("a", "a1")
	enter("a", "a2")
	for i := range atOnce - 5 {
		enter(fmt.Sprint("other ", i), "another")
	}
	for _, name := range []string{"b1", "b2", "b3"} {
		enter("b", name)
	}
	for i, want := range []string{"b1", "a1", "b2", "a2"} {
		if enter(fmt.Sprint("new ", i), "new") == nil || gone != want {
			t.Errorf("%d: %s went, want %s", i, gone, want)
		}
	}
	if r.whole(first) {
		t.Error("it has lost its place, and keeps it")
	}
	for _, one := range r.taken {
		r.whole(one)
	}
	if enter("late", "l") != nil {
		t.Error("one that is whole has lost its place")
	}
	r.leave(r.taken[0])
	if enter("late", "l") == nil || len(r.taken) != atOnce {
		t.Errorf("%d places are taken", len(r.taken))
	}
}

// TestFromWhom: the address of the line, or what a proxy of this machine says last.
func TestFromWhom(t *testing.T) {
	for _, x := range []struct {
		line string
		says []string
		want string
	}{
		{"192.0.2.9:55", nil, "192.0.2.9"},
		{"192.0.2.9:55", []string{"198.51.100.7"}, "192.0.2.9"}, // anybody can say that
		{"127.0.0.1:55", []string{"198.51.100.7"}, "198.51.100.7"},
		{"127.0.0.1:55", []string{"10.1.1.1, 198.51.100.7"}, "198.51.100.7"},
		{"127.0.0.1:55", []string{"10.1.1.1", "198.51.100.8"}, "198.51.100.8"},
		{"[::1]:55", []string{"2001:db8::1"}, "2001:db8::1"},
		{"127.0.0.1:55", []string{"unknown"}, "127.0.0.1"},
		{"127.0.0.1:55", nil, "127.0.0.1"},
		{"elsewhere", nil, "elsewhere"},
	} {
		r := httptest.NewRequest(http.MethodPost, "/webhook/site", nil)
		r.RemoteAddr, r.Header["X-Forwarded-For"] = x.line, x.says
		if got := remote(r); got != x.want {
			t.Errorf("%s, %q: %s, want %s", x.line, x.says, got, x.want)
		}
	}
}

// TestWhatCannotBeRightIsNotRead: a signature of another form is refused before its
// body comes.
func TestWhatCannotBeRightIsNotRead(t *testing.T) {
	s := newSite(t)
	for _, signature := range []string{"v1=", "v1=00", "sha256=" + strings.Repeat("0", 64), "v1=" + strings.Repeat("z", 64), "v2=" + strings.Repeat("0", 64), ","} {
		body := &endless{}
		r := httptest.NewRequest(http.MethodPost, "/webhook/site", body)
		r.Header.Set("Content-Type", "application/json")
		Put(r.Header, secret, s.now(), nil)
		r.Header.Set(HeaderSignature, signature)
		w := httptest.NewRecorder()
		s.in.ServeHTTP(w, r)
		if w.Code != http.StatusUnauthorized || body.read != 0 {
			t.Errorf("%q: %d, %d bytes were read", signature, w.Code, body.read)
		}
	}
}
