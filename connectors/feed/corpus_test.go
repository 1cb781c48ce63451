package feed_test

import (
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"earshot/connectors/feed"
	"earshot/store"
)

// hostile is a document that somebody made, or broke, so that it hurts.
type hostile struct {
	name, doc, kind string
	// says is the text of an item that is read all the same; empty = anything goes,
	// also nothing.
	says string
}

// atom writes a feed of the other kind.
func atom(entries ...string) string {
	return `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>B</title><id>tag:b.example,2026:feed</id>` + strings.Join(entries, "") + `</feed>`
}

// jsonFeed writes one in JSON.
func jsonFeed(items ...string) string {
	return `{"version":"https://jsonfeed.org/version/1.1","title":"B","items":[` + strings.Join(items, ",") + `]}`
}

// corpus are feeds that hurt readers: our own, after what real sites and attackers
// serve.
func corpus() (all []hostile) {
	for _, list := range [][]hostile{deepFeeds(), giantFeeds(), oddLetters(), oddItems(), otherThings(), oddJSON()} {
		all = append(all, list...)
	}
	return all
}

func deepFeeds() []hostile {
	cdata := strings.Repeat("<![CDATA[", 10_000)
	bomb := `<!DOCTYPE rss [<!ENTITY a "haha">` + func() (s string) {
		for c := 'b'; c <= 'z'; c++ {
			s += fmt.Sprintf(`<!ENTITY %c "%s">`, c, strings.Repeat("&"+string(c-1)+";", 10))
		}
		return s
	}() + "]>"
	return []hostile{
		{"elements 50,000 deep", rss(`<item><title>T</title><description>` + strings.Repeat("<b>", 50_000)), "", ""},
		{"elements 1,900 deep", rss(`<item><title>T</title><description>x</description><x:y xmlns:x="urn:x">` + strings.Repeat("<x:y>", 1900) + strings.Repeat("</x:y>", 1901) + `</item>`), "", ""},
		{"HTML 20,000 deep in the text", rss(item(1), `<item><title>T</title><description><![CDATA[`+strings.Repeat("<div><ul><li>", 20_000)+`hello]]></description></item>`), "", "hello"},
		{"quotes 20,000 deep in the text", rss(`<item><title>T</title><description><![CDATA[` + strings.Repeat("<blockquote>", 20_000) + `hello]]></description></item>`), "", ""},
		{"CDATA in CDATA", rss(`<item><title>T</title><description><![CDATA[a <![CDATA[ b ]]></description></item>`), "", ""},
		{"CDATA that ends twice", rss(`<item><title>T</title><description><![CDATA[a ]]> b ]]></description></item>`), "", ""},
		{"CDATA 10,000 times open", rss(`<item><title>T</title><description>` + cdata + `a`), "", ""},
		{"CDATA without an end", rss(item(1), `<item><title>T</title><description><![CDATA[a`), "", ""},
		{"a billion laughs", bomb + rss(`<item><title>T</title><description>ha &z;</description></item>`), "", "ha"},
		{"an entity of itself", `<!DOCTYPE rss [<!ENTITY a "&a;">]>` + rss(`<item><title>T</title><description>ha &a;</description></item>`), "", "ha"},
		{"an entity from a file", `<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "http://169.254.169.254/"> %p;]>` + rss(`<item><title>T</title><description>ha &f;</description></item>`), "", "ha"},
		{"a DOCTYPE without an end", `<!DOCTYPE rss [` + strings.Repeat(`<!ENTITY a "b">`, 10_000) + rss(item(1)), "", ""},
		{"comments in comments", rss(`<!-- <!-- -- --> ` + item(1)), "", ""},
		{"100,000 comments", rss(strings.Repeat("<!-- x -->", 100_000), item(1)), "", ""},
		{"100,000 instructions", rss(strings.Repeat("<?php x ?>", 100_000), item(1)), "", ""},
	}
}

func giantFeeds() []hostile {
	giant := strings.Repeat("щ", 2<<20)
	many := func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(item(i))
		}
		return b.String()
	}
	return []hostile{
		{"an entry of 4 MB", rss(`<item><title>T</title><description>begins ` + giant + `</description></item>`), "", "begins"},
		{"a title of 4 MB", rss(`<item><title>` + giant + `</title><description>x</description></item>`), "", "x"},
		{"a link of 4 MB", rss(`<item><title>T</title><description>x</description><link>https://b.example/` + strings.Repeat("a", 4<<20) + `</link></item>`), "", ""},
		{"a guid of 4 MB", rss(`<item><title>T</title><description>x</description><guid>` + strings.Repeat("a", 4<<20) + `</guid></item>`), "", "x"},
		{"an attribute of 4 MB", rss(`<item x="` + strings.Repeat("a", 4<<20) + `"><title>T</title><description>x</description></item>`), "", "x"},
		{"a name of 4 MB", rss(`<item><` + strings.Repeat("a", 4<<20) + `/><title>T</title><description>x</description></item>`), "", ""},
		{"20,000 items", rss(many(20_000)), "", ""},
		{"10,000 categories", rss(`<item><title>T</title><description>x</description>` + strings.Repeat("<category>c</category>", 10_000) + `</item>`), "", "x"},
		{"10,000 enclosures", rss(`<item><title>T</title><description>x</description>` + strings.Repeat(`<enclosure url="https://b.example/a.mp3" type="audio/mpeg" length="1"/>`, 10_000) + `</item>`), "", "x"},
		{"10,000 authors", atom(`<entry><id>1</id><title>T</title><content>x</content>` + strings.Repeat("<author><name>n</name></author>", 10_000) + `</entry>`), "", "x"},
		{"50,000 tags of HTML", rss(`<item><title>T</title><description><![CDATA[` + strings.Repeat(`<a href="https://b.example/">x</a> `, 50_000) + `]]></description></item>`), "", "x"},
		{"a style of 4 MB", rss(`<item><title>T</title><description><![CDATA[<style>` + giant + `</style>hello]]></description></item>`), "", ""},
		{"one tag without an end", rss(`<item><title>T</title><description><![CDATA[hello <a href="` + giant + `]]></description></item>`), "", "hello"},
		{"4 MB of ampersands", rss(`<item><title>T</title><description>a ` + strings.Repeat("&", 4<<20) + `</description></item>`), "", ""},
		{"4 MB of brackets", strings.Repeat("<", 4<<20), "", ""},
		{"4 MB of nothing", strings.Repeat("\x00", 4<<20), "", ""},
	}
}

func oddLetters() []hostile {
	koi := "\xf0\xf2\xe9\xf7\xe5\xf4, \xd7 \xd0\xcf\xd2\xd1\xc4\xcb\xc5 \xcc\xc9 \xda\xc1\xcb\xc1\xda"
	of := func(charset, text string) string {
		return `<?xml version="1.0" encoding="` + charset + `"?>` + strings.TrimPrefix(rss(`<item><title>T</title><description>`+text+`</description></item>`), `<?xml version="1.0"?>`)
	}
	return []hostile{
		{"KOI8-R that says so", of("koi8-r", koi), "", "в порядке ли заказ"},
		{"KOI8-R behind the wrong header", of("koi8-r", koi), "text/xml; charset=utf-8", ""},
		{"UTF-8 that claims windows-1251", of("windows-1251", "Где мой заказ?"), "", "Где мой заказ?"},
		{"UTF-8 behind the wrong header", of("utf-8", "Где мой заказ?"), "text/xml; charset=windows-1251", "Где мой заказ?"},
		{"a charset that nobody knows", of("x-martian", "Где мой заказ?"), "", "Где мой заказ?"},
		{"a charset that is none", of("'><script>", "Где мой заказ?"), "", ""},
		{"UTF-16 that claims UTF-8", "\xff\xfe<\x00r\x00s\x00s\x00/\x00>\x00", "text/xml; charset=utf-8", ""},
		{"half a letter at the end", of("utf-8", "hello \xd0"), "", "hello"},
		{"zero bytes", of("utf-8", "he\x00llo"), "", "hello"},
		{"numbers that are no letters", of("utf-8", "hello &#0;&#xFFFFFFFF;&#xD800;&#1114112;"), "", "hello"},
		{"marks that turn the line", of("utf-8", "hello \u202egnp.exe\u202c"), "", "hello"},
		{"1,000 accents on a letter", of("utf-8", "hello a"+strings.Repeat("\u0301", 1000)), "", "hello"},
		{"codes of a terminal", of("utf-8", "hello \x1b]0;pwned\x07\x1b[2J"), "", "hello"},
		{"two marks of order", "\ufeff\ufeff" + of("utf-8", "hello"), "", ""},
	}
}

func oddItems() []hostile {
	of := func(fields string) string {
		return rss(`<item><title>T</title><description>hello</description>` + fields + `</item>`)
	}
	return []hostile{
		{"no id, no link, no date", of(""), "", "hello"},
		{"empty fields", of("<guid></guid><link/><pubDate> </pubDate><author/>"), "", "hello"},
		{"every field twice", of("<guid>1</guid><guid>2</guid><link>https://a.example</link><link>https://b.example</link><title>U</title>"), "", ""},
		{"one id for all", rss(of("<guid>1</guid>"), item(1), strings.Repeat(`<item><guid>1</guid><title>T</title><description>hello</description></item>`, 500)), "", ""},
		{"an id that is a bomb", of("<guid>" + strings.Repeat("\u202e%00../", 100) + "</guid>"), "", "hello"},
		{"a date of the year 0", of("<pubDate>Mon, 01 Jan 0000 00:00:00 GMT</pubDate>"), "", "hello"},
		{"a date of the year 9999", of("<pubDate>Fri, 31 Dec 9999 23:59:59 GMT</pubDate>"), "", "hello"},
		{"a date that is none", of("<pubDate>" + strings.Repeat("tomorrow ", 10_000) + "</pubDate>"), "", "hello"},
		{"the 31st of February", of("<pubDate>Sun, 31 Feb 2026 25:61:61 +9999</pubDate>"), "", "hello"},
		{"a relative link", of("<link>/news/1</link>"), "", "hello"},
		{"a link without a scheme", of("<link>//b.example/1</link>"), "", "hello"},
		{"a link that runs", of("<link>javascript:alert(1)</link>"), "", "hello"},
		{"a link of data", of("<link>data:text/html;base64,AAAA</link>"), "", "hello"},
		{"a link of a file", of("<link>file:///etc/passwd</link>"), "", "hello"},
		{"a link with a password", of("<link>https://me:secret@b.example/</link>"), "", "hello"},
		{"a link that is none", of("<link>https://[::1%25/%zz\x7f</link>"), "", "hello"},
		{"a base that is none", atom(`<entry xml:base="http://[%zz"><id>1</id><title>T</title><link href="../x"/><content>hello</content></entry>`), "", "hello"},
		{"bases in bases", atom(strings.Repeat(`<entry xml:base="../../..">`, 1) + `<id>1</id><title>T</title><link href="../../../../x" xml:base="javascript:"/><content>hello</content></entry>`), "", "hello"},
		{"content of another type", atom(`<entry><id>1</id><title>T</title><content type="application/octet-stream">AAAA</content><summary>hello</summary></entry>`), "", "hello"},
		{"content that is elsewhere", atom(`<entry><id>1</id><title>T</title><content src="http://169.254.169.254/" type="text/html"/><summary>hello</summary></entry>`), "", "hello"},
		{"pictures that spy", rss(`<item><title>T</title><description><![CDATA[hello<img src="http://spy.example/1.gif" width=1><iframe src="http://169.254.169.254/"></iframe>]]></description></item>`), "", "hello"},
		{"an enclosure that is none", of(`<enclosure url="file:///etc/passwd" length="-1" type="../../x"/><enclosure/>`), "", "hello"},
		{"an enclosure of many bytes", of(`<enclosure url="https://b.example/a.mp3" length="99999999999999999999999" type="audio/mpeg"/>`), "", "hello"},
	}
}

func otherThings() []hostile {
	return []hostile{
		{"a page", "<!doctype html><html><head><title>x</title></head><body>" + strings.Repeat("<p>x", 100_000), "text/html", ""},
		{"a page that claims to be a feed", "<!doctype html><html><body>no", "application/rss+xml", ""},
		{"a page with a feed in it", "<html><body>" + rss(item(1)) + "</body></html>", "text/html", ""},
		{"a picture", "\x89PNG\r\n\x1a\n" + strings.Repeat("\x00\xff", 1<<20), "application/rss+xml", ""},
		{"a gzip file", string(gzipped(rss(item(1)))), "application/rss+xml", ""},
		{"another XML", `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>`, "", ""},
		{"an error in words", "Fatal error: Uncaught Exception in /var/www/feed.php on line 1", "text/xml", ""},
		{"an error before the feed", "Warning: x in <b>feed.php</b><br />\n" + rss(item(1)), "text/xml", ""},
		{"two feeds", rss(item(1)) + rss(item(2)), "", ""},
		{"a feed in a feed", rss(`<item><title>T</title><description>hello</description>` + atom(`<entry><id>1</id><title>in</title></entry>`) + `</item>`), "", ""},
		{"an unknown version", strings.Replace(rss(item(1)), `version="2.0"`, `version="`+strings.Repeat("9", 10_000)+`"`, 1), "", ""},
		{"names of another space", `<x:rss xmlns:x="urn:x"><x:channel><x:item><x:title>T</x:title></x:item></x:channel></x:rss>`, "", ""},
	}
}

func oddJSON() []hostile {
	giant := strings.Repeat("щ", 1<<20)
	return []hostile{
		{"JSON: an item", jsonFeed(`{"id":"1","content_text":"hello"}`), "", "hello"},
		{"JSON: no id", jsonFeed(`{"content_text":"hello"}`), "", ""},
		{"JSON: a number for an id", jsonFeed(`{"id":7,"content_text":"hello"}`), "", ""},
		{"JSON: a number that is none", jsonFeed(`{"id":1e999999,"content_text":"hello"}`), "", ""},
		{"JSON: a list for a text", jsonFeed(`{"id":"1","content_text":["hello"]}`), "", ""},
		{"JSON: nothing for everything", jsonFeed(`{"id":null,"content_text":null,"url":null,"authors":null}`), "", ""},
		{"JSON: half a pair", jsonFeed(`{"id":"1","content_text":"hello \ud83d"}`), "", "hello"},
		{"JSON: one key 100,000 times", jsonFeed(`{"id":"1"` + strings.Repeat(`,"content_text":"hello"`, 100_000) + `}`), "", ""},
		{"JSON: 100,000 keys of nobody", jsonFeed(`{"id":"1","content_text":"hello","_x":{` + strings.Repeat(`"a":1,`, 100_000) + `"b":1}}`), "", "hello"},
		{"JSON: 100,000 deep", jsonFeed(`{"id":"1","content_text":"hello","_x":` + strings.Repeat(`{"a":`, 100_000)), "", ""},
		{"JSON: an item of 2 MB", jsonFeed(`{"id":"1","content_text":"hello ` + giant + `"}`), "", "hello"},
		{"JSON: 100,000 empty items", jsonFeed(strings.Repeat(`{},`, 100_000) + `{"id":"1","content_text":"hello"}`), "", ""},
		{"JSON: cut", strings.TrimSuffix(jsonFeed(`{"id":"1","content_text":"hello"}`), "]}"), "", ""},
		{"JSON: something behind it", jsonFeed(`{"id":"1","content_text":"hello"}`) + `<rss>`, "", ""},
		{"JSON: another version", strings.Replace(jsonFeed(`{"id":"1","content_text":"hello"}`), "1.1", "99", 1), "", ""},
		{"JSON: a date that is none", jsonFeed(`{"id":"1","content_text":"hello","date_published":"31.02.2026"}`), "", "hello"},
		{"JSON: dates as numbers", jsonFeed(`{"id":"1","content_text":"hello","date_published":1700000000}`), "", ""},
	}
}

// TestEveryHostileFeedIsSurvived: what can be read of it is read, is whole and
// clean, and comes once; whatever it is, the feed beside it arrives.
func TestEveryHostileFeedIsSurvived(t *testing.T) {
	for _, x := range corpus() {
		t.Run(x.name, func(t *testing.T) {
			kind := x.kind
			if kind == "" {
				kind = "text/xml"
			}
			bad := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", kind)
				_, _ = w.Write([]byte(x.doc)) // whoever reads may have had enough
			})
			good := serve(t, body(rss(`<item><guid>good</guid><title>the good one</title></item>`)))
			w := start(t, nil, bad.URL+"/bad", good.URL+"/good")
			ms, _ := w.pull() // one of the two may be in trouble
			found, says := false, false
			for _, m := range ms {
				found = found || m.Body.Title == "the good one" || m.Body.Text == "the good one"
				says = says || x.says != "" && strings.Contains(m.Body.Text, x.says)
				whole(t, m)
			}
			if !found {
				t.Fatalf("the feed beside it is lost: %d mentions", len(ms))
			}
			if x.says != "" && !says {
				t.Errorf("nothing says %q: %.300q", x.says, titles(ms))
			}
			if again, _ := w.pull(); len(again) > 0 {
				t.Errorf("read again, %d more came", len(again))
			}
		})
	}
}

// whole holds what every item of a feed has, whatever it was like.
func whole(t *testing.T, m *store.Mention) {
	t.Helper()
	if m.Key.ID == "" || m.Body.Text == "" || m.Created.IsZero() || m.Created.After(noon()) || len(m.Key.ID) > 512 || len(m.Body.Text) > 64<<10 || len(m.Body.Title) > 1000 {
		t.Errorf("not whole: %.300q, %.300q of %v", m.Key, m.Body.Text, m.Created)
	}
	for _, address := range append([]string{m.URL, m.Author.URL, m.Author.Avatar}, m.Body.Links...) {
		if address != "" && !strings.HasPrefix(address, "http://") && !strings.HasPrefix(address, "https://") || strings.Contains(address, "secret@") {
			t.Errorf("an address is %.300q", address)
		}
	}
	for _, f := range m.Body.Media {
		if !strings.HasPrefix(f.URL, "http://") && !strings.HasPrefix(f.URL, "https://") {
			t.Errorf("a medium is %.300q", f.URL)
		}
	}
	if strings.ContainsAny(m.Body.Text+m.Body.Title, "\x00\x1b") {
		t.Errorf("not clean: %.300q", m.Body.Text)
	}
}

// maxFeedWork is how much memory the reading of one hostile feed may ask for in all,
// in bytes, freed or not: twenty times the longest answer that is taken. The dearest
// are 20,000 ordinary items, with 138 MB.
const maxFeedWork = 160 << 20

func TestAHostileFeedCostsBoundedMemory(t *testing.T) {
	for _, x := range corpus() {
		doc := []byte(x.doc)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _ = feed.Items(doc, x.kind, noon())
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > maxFeedWork {
			t.Errorf("%s: %d MB for %d kB", x.name, used>>20, len(doc)>>10)
		}
	}
}

// BenchmarkHostileFeed reads each document of the corpus; the slowest is to stay
// below half a second (four megabytes of ampersands take a quarter), and an ordinary
// feed of fifty articles below 5 ms, of the processor's time.
func BenchmarkHostileFeed(b *testing.B) {
	var fifty []string
	for i := range 50 {
		fifty = append(fifty, `<item><guid>`+fmt.Sprint(i)+`</guid><title>T</title><description>`+strings.Repeat("The fridge hums again. ", 40)+`</description></item>`)
	}
	for _, x := range append(corpus(), hostile{name: "an ordinary feed", doc: rss(fifty...)}) {
		b.Run(x.name, func(b *testing.B) {
			b.SetBytes(int64(len(x.doc)))
			b.ReportAllocs()
			for b.Loop() {
				_, _ = feed.Items([]byte(x.doc), x.kind, noon())
			}
		})
	}
}
