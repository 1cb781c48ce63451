package httpx_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"earshot/connectors/fault"
	"earshot/connectors/httpx"
)

// TestForeignAddressesStayOnThePortsOfTheWeb: what listens elsewhere may take a
// request for orders. Where the user typed the address, any port will do.
func TestForeignAddressesStayOnThePortsOfTheWeb(t *testing.T) {
	var to string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			http.Redirect(w, r, to, http.StatusFound)
			return
		}
		ok(w, r)
	}))
	t.Cleanup(s.Close)
	port := s.URL[strings.LastIndexByte(s.URL, ':')+1:]
	get := func(ports []string, r httpx.Request) error {
		o := options()
		o.AllowPrivate, o.Ports = true, ports
		c := httpx.New(o)
		defer c.Close()
		_, err := c.Get(t.Context(), r)
		return err
	}
	if err := get([]string{}, httpx.Request{URL: s.URL}); err != nil {
		t.Errorf("an address that the user typed: %v", err)
	}
	err := get([]string{}, httpx.Request{URL: s.URL, Foreign: true})
	wantFault(t, err, fault.Permanent, "127.0.0.1:"+port+" is not on a port of the web, and a network may not send us there")
	for _, ports := range [][]string{nil, {"1", port}} {
		if err := get(ports, httpx.Request{URL: s.URL, Foreign: true}); err != nil {
			t.Errorf("%v: %v", ports, err)
		}
	}
	to = strings.Replace(s.URL, "127.0.0.1", "localhost", 1)
	err = get([]string{}, httpx.Request{URL: s.URL + "/away"})
	wantFault(t, err, fault.Permanent, "localhost:"+port+" is not on a port of the web, and a network may not send us there")
	to = s.URL + "/here"
	if err := get([]string{}, httpx.Request{URL: s.URL + "/away"}); err != nil {
		t.Errorf("a redirect within the server: %v", err)
	}
	for at, usual := range map[string]bool{
		"http://127.0.0.1:80/": true, "https://127.0.0.1:443/": true, "http://127.0.0.1:443/": false, "https://127.0.0.1:80/": false, "http://127.0.0.1/": true,
	} {
		err := get([]string{}, httpx.Request{URL: at, Foreign: true})
		if refused := err != nil && strings.Contains(err.Error(), "port of the web"); refused == usual {
			t.Errorf("%s: %v", at, err)
		}
	}
}

// TestRedirectsMayBeFewer than ten.
func TestRedirectsMayBeFewer(t *testing.T) {
	hops := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hops++
		http.Redirect(w, r, "/again", http.StatusFound)
	}))
	t.Cleanup(s.Close)
	o := options()
	o.MaxRedirects = 3
	c := httpx.New(o)
	t.Cleanup(c.Close)
	_, err := c.Get(t.Context(), httpx.Request{URL: s.URL})
	wantFault(t, err, fault.Permanent, "127.0.0.1 sends us on more than 3 times; check the address")
	if hops != 4 {
		t.Errorf("%d requests", hops)
	}
}
