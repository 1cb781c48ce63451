package feed_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"earshot/connectors/fault"
	"earshot/connectors/feed"
	"earshot/connectors/httpx"
	"earshot/store"
)

// What cannot be read, and the words for it.
func TestHostileFeeds(t *testing.T) {
	deep := strings.Repeat("<a:x>", 50_000)
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		what   string
	}{
		{"nothing", body(" \n"), "the answer is empty"},
		{"a page", body("<!doctype html><title>x</title>"), "this is a web page and names no feed; look for one on it and give its address"},
		{"another XML", body(`<?xml version="1.0"?><svg/>`), "this is neither RSS nor Atom nor JSON Feed"},
		{"another JSON", body(`{"error":"no"}`), "this is neither RSS nor Atom nor JSON Feed"},
		{"text", body(`hello`), "this is neither RSS nor Atom nor JSON Feed"},
		{"broken JSON", body(`{"version":`), "the JSON of the feed is broken: it ends too soon"},
		{"items that are no list", body(`{"version":"https://jsonfeed.org/version/1","items":7}`), "the JSON of the feed is broken: the items are no list"},
		{"another type", body(`{"version":"https://jsonfeed.org/version/1","items":[{"title":7}]}`), "the JSON of the feed is broken: number is no value for title"},
		{"a crowd of elements", body(`<rss xmlns:a="urn:a"><channel><item>` + strings.Repeat("<a:b/>", 300_000)), "the feed holds more than 250000 elements"},
		{"a crowd of attributes", body(`<rss><channel><item ` + strings.Repeat(`a="" `, 300_000) + ">"), "the feed holds more than 250000 elements"},
		{"cut before the first item", body(`<rss><channel><title>x`), "the XML of the feed is broken: it ends too soon"},
		{"nested extensions", body(`<rss xmlns:a="urn:a"><channel>` + deep), "the elements of the feed are nested too deeply"},
		{"nested items", body(`<rss><channel>` + strings.Repeat("<item>", 10_000)), "the elements of the feed are nested too deeply"},
		{"nested JSON", body(`{"version":"https://jsonfeed.org/version/1","items":` + strings.Repeat("[", 100_000)), "the JSON of the feed is broken: invalid character '[' exceeded max depth"},
		{"endless", func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, `<rss><channel>`)
			for chunk := strings.Repeat(item(1), 100); ; {
				if _, err := io.WriteString(w, chunk); err != nil {
					return
				}
			}
		}, "the answer of 127.0.0.1 is longer than 8 MiB"},
		{"a gzip bomb", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(gzipped(`<rss><channel>` + strings.Repeat(" ", 9<<20)))
		}, "the answer of 127.0.0.1 unpacks to more than 8 MiB"},
		{"a trickle", func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				io.WriteString(w, " ")
				w.(http.Flusher).Flush()
			}
		}, "127.0.0.1 did not finish its answer within 200 ms"},
		{"inside", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://169.254.169.254/latest/meta-data", http.StatusMovedPermanently)
		}, "169.254.169.254 is a private address, and a network may not send us there"},
		{"round and round", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path+"x", http.StatusFound) }, "127.0.0.1 sends us on more than 10 times; check the address"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := serve(t, tt.answer)
			w := start(t, nil, s.URL+"/f")
			if tt.name == "a trickle" {
				w.config.HTTP = httpx.New(httpx.Options{NoProxy: true, Env: w.config.Env, Timeout: 200 * time.Millisecond})
				w.restart()
			} else {
				w.config.HTTP = httpx.New(httpx.Options{NoProxy: true, Env: w.config.Env})
				w.restart()
			}
			w.wantFault(fault.Transient, "read feed: "+s.URL+"/f: "+tt.what)
		})
	}
}

// What can be read all the same, and what is made of it.
func TestIllFormedFeeds(t *testing.T) {
	laugh := `<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY x SYSTEM "file:///etc/passwd">]>`
	huge := strings.Repeat("щ", 1<<19)
	for _, tt := range []struct {
		name, doc, title, text string
	}{
		{"bare ampersands", rss(`<item><title>AT&T & me &nbsp; &copy;</title></item>`), "AT&T & me ©", "AT&T & me ©"},
		{"open tags of HTML", rss(`<item><title>T</title><description>a<br>b<p>c</description></item>`), "T", "a\nb\n\nc"},
		{"an entity bomb", laugh + rss(`<item><title>T</title><description>&c;&x;</description></item>`), "T", "&c;&x;"},
		{"control characters", rss("<item><title>a\x00\x07b&#8;</title></item>"), "ab", "ab"},
		{"bytes that are no letters", rss("<item><title>Заголовок статьи \xff</title></item>"), "Заголовок статьи \ufffd", "Заголовок статьи \ufffd"},
		{"scripts", rss(`<item><title>T</title><description><![CDATA[<script>alert(1)</script><p onclick="x">text</p><style>p{}</style>]]></description></item>`), "T", "text"},
		{"a title of a megabyte", rss(`<item><title>` + huge + `</title><description>text</description></item>`), strings.Repeat("щ", 500), "text"},
		{"a text of a megabyte", rss(`<item><title>T</title><description>` + huge + `</description></item>`), "T", strings.Repeat("щ", 30<<10)},
		{"a declaration in the middle", rss(`<item><?xml version="1.0" encoding="koi8-r"?><title>T</title></item>`), "T", "T"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := one(t, tt.doc)
			if m.Body.Title != tt.title || m.Body.Text != tt.text {
				t.Errorf("title %.80q, text %.80q", m.Body.Title, m.Body.Text)
			}
		})
	}
}

func TestGoodItemsAreSavedFromABrokenFeed(t *testing.T) {
	for name, tt := range map[string]struct {
		doc  string
		want int
	}{
		"cut in an item":   {strings.TrimSuffix(rss(item(1), item(2), item(3)), "3</description></item></channel></rss>"), 2},
		"a broken item":    {rss(item(1), `<item><title>x</titel <<></item>`, item(3)), 2},
		"a broken comment": {rss(item(1), item(2)) + "<!-- ", 2},
		"an Atom feed cut": {`<feed xmlns="http://www.w3.org/2005/Atom"><title>B</title><entry><id>tag:b.example,2026:1</id><title>a</title></entry><entry><id>tag:b`, 1},
		"RDF cut": {`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>B</title></channel>
			<item><title>a</title><link>https://b.example/1</link></item><item>`, 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t, nil, serve(t, body(tt.doc)).URL)
			w.must(tt.want)
		})
	}
}

func TestTooManyItems(t *testing.T) {
	var all []string
	for range 3000 {
		all = append(all, item(1))
	}
	s := serve(t, body(rss(all...)))
	w := start(t, nil, s.URL)
	w.must(1)
	if !strings.Contains(w.log.String(), "a feed is too long") {
		t.Errorf("nobody is told: %s", w.log.String())
	}
	if n := len(w.cursors[s.URL]); n > 1000 {
		t.Errorf("the cursor takes %d bytes", n)
	}
	// Nothing but items, as many as fit.
	for name, doc := range map[string]string{
		"RSS":  item(1) + strings.Repeat("<item/>", 200_000),
		"JSON": `{"version":"https://jsonfeed.org/version/1","items":[null,{"id":"1","content_text":"x"}` + strings.Repeat(",{}", 200_000) + "]}",
	} {
		if name == "RSS" {
			doc = rss(doc)
		}
		if m := one(t, doc); m.Key.ID == "" {
			t.Errorf("%s: %+v", name, m)
		}
	}
}

func TestOPML(t *testing.T) {
	got, err := feed.OPML(strings.NewReader(`<?xml version="1.0" encoding="UTF-8"?><opml version="2.0"><head><title>mine</title></head><body>
		<outline text="News"><outline text="Local &amp; near" title="Local"><outline type="rss" text="A" xmlUrl="https://a.example/feed" htmlUrl="https://a.example/"/></outline>
		<outline text="B" XMLURL="feed://b.example/rss"/></outline>
		<outline text="again" xmlUrl="https://a.example/feed"/><outline text="no" xmlUrl="javascript:alert(1)"/><outline text="no" xmlUrl=""/>
		<outline text="C" xmlUrl="c.example/atom"/></body></opml>`))
	want := []feed.Outline{
		{Title: "A", URL: "https://a.example/feed", Site: "https://a.example/", Folder: "News/Local"},
		{Title: "B", URL: "http://b.example/rss", Folder: "News"},
		{Title: "C", URL: "https://c.example/atom"},
	}
	if err != nil || len(got) != len(want) {
		t.Fatalf("%+v, %v", got, err)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%+v, want %+v", got[i], want[i])
		}
	}
	half, err := feed.OPML(strings.NewReader(`<opml><body><outline text="A" xmlUrl="https://a.example/"/><outline text="B`))
	if err != nil || len(half) != 1 {
		t.Errorf("a list that is cut short: %v, %v", half, err)
	}
	for name, tt := range map[string]struct{ in, what string }{
		"a feed":  {rss(), "OPML: this is no list of feeds; export one as OPML from your feed reader"},
		"nothing": {"", "OPML: this is no list of feeds; export one as OPML from your feed reader"},
		"broken":  {"<opml><body><outline", "OPML: the list is broken: it ends too soon"},
		"deep":    {"<opml>" + strings.Repeat("<outline>", 10_000), "OPML: the folders are nested too deeply"},
		"long":    {"<opml>" + strings.Repeat(" ", 9<<20), "OPML: the list is longer than 8 MiB; split it"},
		"many":    {"<opml>" + manyOutlines(10_001) + "</opml>", "OPML: the list holds more than 10000 feeds; split it"},
	} {
		if _, err := feed.OPML(strings.NewReader(tt.in)); err == nil || err.Error() != tt.what {
			t.Errorf("%s: %v, want %s", name, err, tt.what)
		}
	}
	if _, err := feed.OPML(io.MultiReader(strings.NewReader("<opml>"), brokenReader{})); err == nil || err.Error() != "read the list of feeds: unexpected EOF" {
		t.Errorf("%v", err)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func manyOutlines(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(`<outline xmlUrl="https://x.example/` + strings.Repeat("a", i%100) + "/" + time.Duration(i).String() + `"/>`)
	}
	return b.String()
}

func FuzzFeed(f *testing.F) {
	for _, s := range []string{
		rss(item(1), item(2)), `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><title type="xhtml"><div>x</div></title></entry></feed>`,
		`{"version":"https://jsonfeed.org/version/1","items":[{"id":1}]}`, `<rdf:RDF xmlns:rdf="r"><item/></rdf:RDF>`, "\xff\xfe<\x00r\x00",
		`<rss><channel><item><guid>1</guid></item><item>`, `<!DOCTYPE x [<!ENTITY "`, `<html><link rel=alternate type=application/rss+xml href=/x>`,
	} {
		f.Add([]byte(s), "text/xml; charset=windows-1251")
	}
	f.Fuzz(func(t *testing.T, doc []byte, contentType string) {
		now := noon()
		first, err := feed.Items(doc, contentType, now)
		if err != nil {
			return
		}
		again, _ := feed.Items(doc, contentType, now)
		for i, m := range first {
			if m.Key.ID == "" || m.Body.Text == "" || m.Created.IsZero() || m.Created.After(now) || m.Author.ID == "" {
				t.Errorf("item %d is not whole: %+v", i, m)
			}
			if len(m.Key.ID) > 512 || len(m.Body.Title) > 1000 || len(m.Body.Text) > 64<<10 || len(m.Body.Media) > 64 {
				t.Errorf("item %d is too large", i)
			}
			if again[i].Key != m.Key {
				t.Errorf("item %d has another key each time", i)
			}
			if _, err := store.ParseKey(m.Key.String()); err != nil {
				t.Error(err)
			}
		}
	})
}

func FuzzDate(f *testing.F) {
	f.Add("Fri, 20 Nov 2026 10:00:00 MSK")
	f.Add("2026-11-20T10:00:00+03:00")
	f.Fuzz(func(t *testing.T, s string) {
		if at, ok := feed.ParseDate(s); ok && at.Location() != time.UTC {
			t.Errorf("%q is not in UTC", s)
		}
	})
}

func FuzzOPML(f *testing.F) {
	f.Add(`<opml><outline text="a"><outline xmlUrl="https://x.example"/></outline></opml>`)
	f.Fuzz(func(t *testing.T, s string) {
		list, err := feed.OPML(strings.NewReader(s))
		for _, o := range list {
			if again, aerr := feed.Address(o.URL); err != nil || aerr != nil || again != o.URL {
				t.Errorf("%q is no address: %v", o.URL, aerr)
			}
		}
	})
}
