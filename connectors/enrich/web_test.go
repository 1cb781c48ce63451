package enrich

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/store"
	"earshot/store/desk"
)

const activity = "application/activity+json"

// TestPagesThatNameEachOtherAreOnePerson: one way is a fact, both ways is a
// proof.
func TestPagesThatNameEachOtherAreOnePerson(t *testing.T) {
	in := newInternet(t)
	in.html("m.example/@ann", "http://ann.example/", "http://other.example/u/ann", "http://vip.example", "http://gone.example", "http://m.example/@ann#top")
	in.html("ann.example/", "http://m.example/@Ann/")
	in.html("other.example/u/ann", "http://elsewhere.example", "http://m.example/@ann")
	in.html("vip.example/", "http://m.example/@vip")
	f, err := relMe{webOf(t)}.Look(t.Context(), ann())
	if err != nil {
		t.Fatal(err)
	}
	if got := said(f); got != "=   http://ann.example/; =  ann http://other.example/u/ann; link: http://vip.example; link: http://gone.example" {
		t.Errorf("%s", got)
	}
	for _, r := range in.heard {
		if r.Header.Get("Cookie")+r.Header.Get("Referer") != "" || !strings.Contains(r.Header.Get("Accept"), activity) {
			t.Errorf("%v", r.Header)
		}
	}
}

// TestServersOfTheFediverseAnswerWithActors: alsoKnownAs both ways, links in the
// lines of the profile, and the page that people see.
func TestServersOfTheFediverseAnswerWithActors(t *testing.T) {
	in := newInternet(t)
	me := `{"id":"http://m.example/users/ann","type":"Person","url":"http://m.example/@ann","alsoKnownAs":["http://n.example/users/anna"],` +
		`"attachment":[{"type":"PropertyValue","name":"Site","value":"<a href=\"http://ann.example\" rel=\"me nofollow\">ann</a>"}]}`
	in.put("m.example/@ann", activity, me)
	in.put("m.example/users/ann", activity+"; charset=utf-8", me)
	other := `{"id":"http://n.example/users/anna","name":"Anna","url":["http://n.example/@anna"],"alsoKnownAs":"http://m.example/users/ann"}`
	in.put("n.example/users/anna", `application/ld+json; profile="https://www.w3.org/ns/activitystreams"`, other)
	in.put("n.example/@anna", activity, other)
	in.html("ann.example", "http://m.example/users/ann")
	in.html("ann.example/", "http://m.example/users/ann")
	f, err := relMe{webOf(t)}.Look(t.Context(), ann())
	if err != nil {
		t.Fatal(err)
	}
	if got := said(f); got != "= mastodon anna@n.example http://n.example/@anna; =   http://ann.example" {
		t.Errorf("%s", got)
	}
	if f.Accounts[0].Name != "Anna" {
		t.Errorf("%+v", f.Accounts)
	}
}

// TestNobodyBecomesSomebodyElse: by claiming their address, by redirecting to
// them, by writing their page into a profile, by copying their page.
func TestNobodyBecomesSomebodyElse(t *testing.T) {
	const site = "http://vip.example/"
	evil := store.Identity{ID: "mastodon:6", Network: "mastodon", Author: store.Author{ID: "6", Handle: "evil@e.example", URL: "http://e.example/@evil"}}
	for _, c := range []struct {
		why string
		who store.Identity
		set func(in *internet)
	}{
		{"an actor that calls itself the VIP", evil, func(in *internet) {
			in.put("e.example/@evil", activity, `{"id":"http://m.example/@vip","url":"http://m.example/@vip","alsoKnownAs":["`+site+`"]}`)
		}},
		{"a page that leads to the VIP's", evil, func(in *internet) {
			in.on("e.example/@evil", func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "http://m.example/@vip", http.StatusFound)
			})
		}},
		{"a copy of the VIP's page", evil, func(in *internet) { in.html("e.example/@evil", site) }},
		{"a base address that is not its own", evil, func(in *internet) {
			in.put("e.example/@evil", "text/html", `<base href="http://m.example/@vip"><a rel=me href="`+site+`">x</a><a rel=me href="/@vip">y</a>`)
		}},
		{"a mail with the VIP's page in it", store.Identity{ID: "mail:e@e.example", Network: "mail", Author: store.Author{Email: "e@e.example", URL: "http://m.example/@vip"}}, func(*internet) {}},
		{"a feed with the VIP's site in it", store.Identity{ID: "feed:x", Network: "feed", Author: store.Author{Handle: "vip", URL: site}}, func(*internet) {}},
	} {
		in := newInternet(t)
		in.html("m.example/@vip", site)
		in.html("vip.example/", "http://m.example/@vip")
		c.set(in)
		f, err := relMe{webOf(t)}.Look(t.Context(), c.who)
		if len(f.Accounts) != 0 {
			t.Errorf("%s: %s %v", c.why, said(f), err)
		}
	}
}

// TestAMailboxThatASiteNames: the site that stands in a mail is its writer's if it
// names the mailbox.
func TestAMailboxThatASiteNames(t *testing.T) {
	in := newInternet(t)
	in.html("ann.example/", "MAILTO:Ann@x.example", "http://m.example/@ann")
	in.html("m.example/@ann", "http://ann.example")
	who := letter("ann@x.example")
	who.Author.URL = "http://ann.example/"
	f, err := relMe{webOf(t)}.Look(t.Context(), who)
	if err != nil || said(f) != "=   http://ann.example/; =  ann@m.example http://m.example/@ann" {
		t.Errorf("%s %v", said(f), err)
	}
}

// TestRequestsStayOnThePublicWeb: private addresses, other ports, other schemes,
// and long chains are refused, as an address and as a redirect.
func TestRequestsStayOnThePublicWeb(t *testing.T) {
	in := newInternet(t)
	_, port, _ := strings.Cut(strings.TrimPrefix(in.URL, "http://"), ":")
	in.on("loop.example/", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://loop.example/", http.StatusFound)
	})
	for i, to := range []string{
		in.URL, "http://localhost:" + port + "/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://192.168.1.1/",
		"http://224.0.0.1/", "http://0.0.0.0/", "http://[fe80::1]/", "http://[::ffff:127.0.0.1]/", "http://x.example:25/", "http://x.example:6379/",
		"ftp://x.example/", "file:///etc/passwd", "gopher://x.example/", "http://loop.example/",
	} {
		for _, at := range []string{to, fmt.Sprintf("http://r%d.example/", i)} {
			in.on(fmt.Sprintf("r%d.example/", i), func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) })
			_, err := webOf(t).get(t.Context(), at)
			if _, none := isNothing(err); err == nil || none {
				t.Errorf("%s leads somewhere: %v", at, err)
			}
		}
	}
	hops := 0
	for _, s := range in.asked() {
		if strings.Contains(s, "loop.example") {
			hops++
		} else if !strings.HasPrefix(s, "http://r") {
			t.Errorf("%s was asked for", s)
		}
	}
	if hops > 3*(maxRedirects+1) {
		t.Errorf("%d hops", hops)
	}
	// What an intranet needs can be allowed.
	in.html("127.0.0.1/", "http://a.example")
	free := httpx.New(httpx.Options{AllowPrivate: true, Ports: []string{port}, MaxBody: maxPage, MaxRedirects: maxRedirects})
	defer free.Close()
	if _, err := (&web{http: free}).get(t.Context(), in.URL); err != nil && !strings.Contains(err.Error(), "404") {
		t.Errorf("%v", err)
	}
}

// TestPagesThatAreTooMuch: bombs, floods, trickles, wrong kinds.
func TestPagesThatAreTooMuch(t *testing.T) {
	in := newInternet(t)
	var bomb bytes.Buffer
	zip := gzip.NewWriter(&bomb)
	_, _ = io.CopyN(zip, zeros{}, 64<<20)
	_ = zip.Close()
	in.on("bomb.example/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bomb.Bytes())
	})
	in.put("long.example/", "text/html", strings.Repeat("x", maxPage+1))
	in.put("picture.example/", "image/png", "x")
	in.put("bad.example/", activity, "<html>")
	in.on("slow.example/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	w := webOf(t)
	for at, want := range map[string]string{
		"http://bomb.example/": "unpacks to more", "http://long.example/": "longer than", "http://picture.example/": "neither a page",
		"http://bad.example/": "cannot be read", "http://gone.example/": "404",
	} {
		if _, err := w.get(t.Context(), at); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", at, err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := w.get(ctx, "http://slow.example/"); !fault.Is(err, fault.Transient) {
		t.Errorf("slow: %v", err)
	}
	links := make([]string, 10_000)
	for i := range links {
		links[i] = fmt.Sprintf("http://h%d.example/", i)
	}
	in.html("m.example/@ann", links...)
	f, err := relMe{w}.Look(t.Context(), ann())
	if err != nil || len(f.Facts) != maxLinks {
		t.Errorf("%d facts %v", len(f.Facts), err)
	}
	n := 0
	for _, s := range in.asked() {
		if strings.HasPrefix(s, "http://h") {
			n++
		}
	}
	if n >= maxFetches {
		t.Errorf("%d pages were read", n)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// TestAHostSpeaksForItsUsers: what it says are facts, until a page that it names
// says the same.
func TestAHostSpeaksForItsUsers(t *testing.T) {
	in := newInternet(t)
	finger := func(who, answer string) {
		host := who[strings.IndexByte(who, '@')+1:]
		in.on(host+"/.well-known/webfinger", func(w http.ResponseWriter, r *http.Request) {
			if got := r.URL.Query().Get("resource"); got != "acct:"+who {
				t.Errorf("asked for %q", got)
			}
			w.Header().Set("Content-Type", "application/jrd+json")
			fmt.Fprint(w, answer)
		})
	}
	look := func(who store.Identity) string {
		t.Helper()
		f, err := webFinger{webOf(t)}.Look(t.Context(), who)
		if err != nil {
			return err.Error()
		}
		if f.Author != nil {
			return said(f) + "; picture " + f.Author.Avatar
		}
		return said(f)
	}
	finger("ann@x.example", `{"subject":"acct:ann@x.example","aliases":["http://x.example/ann"],"links":[{"rel":"http://webfinger.net/rel/profile-page","href":"http://ann.example"},
		{"rel":"self","type":"application/activity+json","href":"http://x.example/users/ann"},{"rel":"http://webfinger.net/rel/avatar","href":"http://x.example/a.png"},
		{"rel":"http://ostatus.org/schema/1.0/subscribe","template":"http://x.example/s?uri={uri}"},{"rel":"self","href":"javascript:alert(1)"}]}`)
	in.html("x.example/ann", "mailto:ann@x.example")
	in.html("ann.example/", "http://nobody.example")
	if got := look(letter("ann@x.example")); got != "=  ann http://x.example/ann; profile: http://ann.example; profile: http://x.example/users/ann; picture http://x.example/a.png" {
		t.Errorf("%s", got)
	}
	finger("ann@m.example", `{"subject":"acct:Ann@M.example","aliases":["http://m.example/@ann","http://blog.example/ann"]}`)
	in.html("blog.example/ann", "http://m.example/@ann")
	if got := look(ann()); got != "=  ann http://blog.example/ann" {
		t.Errorf("%s", got)
	}
	for answer, want := range map[string]string{
		`{"subject":"acct:ann@m.example"}`: "says nothing but", `{}`: "says nothing but", `[]`: "cannot be read", `<html>`: "cannot be read",
		`{"subject":"acct:other@n.example"}`: "account of the host: acct:other@n.example", `{"aliases":3}`: "cannot be read",
	} {
		finger("ann@m.example", answer)
		if got := look(ann()); !strings.Contains(got, want) {
			t.Errorf("%s: %s", answer, got)
		}
	}
	if got := look(letter("ann@nothing.example")); !strings.Contains(got, "says nothing of this account") {
		t.Errorf("%s", got)
	}
	if got := look(letter("ann@gmail.com")); !strings.Contains(got, "no address of the form") {
		t.Errorf("%s", got)
	}
}

// FuzzHTML: whatever a page holds, its links are addresses, and few.
func FuzzHTML(f *testing.F) {
	f.Add([]byte(`<a rel="me" href="/x">`), "http://m.example/@ann")
	f.Add([]byte(`<base href="//["><link rel=me href="mailto:a@b.c">`), "http://m.example/")
	f.Add([]byte("<a rel=me href=http://\x00x"), "::")
	f.Fuzz(func(t *testing.T, body []byte, at string) {
		for _, p := range []*page{readHTML(body, at)} {
			if len(p.links) > maxLinks {
				t.Errorf("%d links", len(p.links))
			}
			for _, l := range p.links {
				if desk.PageOf(l) == "" && strings.HasPrefix(l, "javascript") {
					t.Errorf("%q", l)
				}
			}
		}
	})
}

// FuzzActor and FuzzJRD: whatever stands there, it ends.
func FuzzActor(f *testing.F) {
	f.Add([]byte(`{"id":"a","url":[],"alsoKnownAs":[1],"icon":{"url":"x"},"attachment":[{"value":"<a rel=me href=http://a.b>"}]}`))
	f.Add([]byte(`{"alsoKnownAs":"http://x.example","attachment":{}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if p, err := readActor(body); err == nil && len(p.links) > maxLinks {
			t.Errorf("%d links", len(p.links))
		}
	})
}

// FuzzJRD: an answer of a host.
func FuzzJRD(f *testing.F) {
	f.Add([]byte(`{"subject":"acct:a@b.c","aliases":["x"],"links":[{"rel":"self","href":null}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if d, err := readJRD(body); err == nil && (len(d.Aliases) > maxLinks || len(d.Links) > maxLinks) {
			t.Errorf("%d %d", len(d.Aliases), len(d.Links))
		}
	})
}
