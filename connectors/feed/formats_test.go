package feed_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"earshot/connectors/feed"
	"earshot/store"
)

// one reads a document with one item.
func one(t *testing.T, document string) *store.Mention {
	t.Helper()
	return start(t, nil, serve(t, body(document)).URL).must(1)[0]
}

func TestFormats(t *testing.T) {
	created := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	for name, doc := range map[string]string{
		"RSS 2.0":  rss(item(9)),
		"RSS 0.91": strings.NewReplacer(`"2.0"`, `"0.91"`, "<guid>https://blog.example/9</guid>", "").Replace(rss(item(9))),
		"RSS 0.92 with a DOCTYPE": `<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd" [<!ENTITY x "y>">]>` +
			strings.TrimPrefix(rss(item(9)), `<?xml version="1.0" encoding="UTF-8"?>`),
		"RSS 1.0": `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
			<channel rdf:about="https://blog.example/"><title>Blog</title><link>https://blog.example/</link></channel>
			<item rdf:about="https://blog.example/9"><title>Article 9</title><link>https://blog.example/9</link><description>Text 9</description><dc:date>2026-11-20T12:00:00+03:00</dc:date></item></rdf:RDF>`,
		"Atom 1.0": `<feed xmlns="http://www.w3.org/2005/Atom"><title>Blog</title><link href="https://blog.example/"/><id>urn:x:1</id>
			<entry><title type="html">Article &lt;b&gt;9&lt;/b&gt;</title><link href="https://blog.example/9"/><id>tag:blog.example,2026:9</id>
			<published>2026-11-20T09:00:00Z</published><updated>2026-11-20T09:00:00Z</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Text 9</p></div></content></entry></feed>`,
		"Atom 0.3": `<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Blog</title><link rel="alternate" href="https://blog.example/"/>
			<entry><title>Article 9</title><link rel="alternate" href="https://blog.example/9"/><id>x:9</id><issued>2026-11-20T09:00:00Z</issued><content>Text 9</content></entry></feed>`,
		"JSON Feed 1": `{"version":"https://jsonfeed.org/version/1","title":"Blog","home_page_url":"https://blog.example/","items":[
			{"id":9,"url":"https://blog.example/9","title":"Article 9","content_html":"<p>Text 9</p>","date_published":"2026-11-20T12:00:00+03:00"}]}`,
		"JSON Feed 1.1": `{"version":"https://jsonfeed.org/version/1.1","title":"Blog","home_page_url":"https://blog.example/","items":[
			{"id":"https://blog.example/9","url":"https://blog.example/9","title":"Article 9","content_text":"Text 9","date_published":"2026-11-20T09:00:00Z"}]}`,
		"behind noise": "\n\nWarning: mysql_connect() in x.php\n" + rss(item(9)),
		"XML 1.1":      strings.Replace(rss(item(9)), `"1.0"`, `"1.1"`, 1),
		"a long head":  "<!-- " + strings.Repeat("license ", 2000) + "-->" + rss(item(9)),
	} {
		t.Run(name, func(t *testing.T) {
			m := one(t, doc)
			if m.Body.Title != "Article 9" || m.Body.Text != "Text 9" || m.URL != "https://blog.example/9" || !m.Created.Equal(created) ||
				m.Author.Name != "Blog" || m.Author.ID != "blog.example" || m.Kind != store.KindArticle {
				t.Errorf("%+v", m)
			}
		})
	}
}

// An alert of Google: Atom with redirect links and bold words.
func TestAlerts(t *testing.T) {
	m := one(t, `<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:idx="urn:atom-extension:indexing">
	<id>tag:google.com,2005:reader/user/1/state/com.google/alerts/2</id><title>Google Alert - холодильник</title><link href="https://www.google.com/alerts/feeds/1/2" rel="self"/>
	<entry><id>tag:google.com,2013:googlealerts/feed:1234567890</id><title type="html">Новый &lt;b&gt;холодильник&lt;/b&gt; ACME</title>
	<link href="https://www.google.com/url?rct=j&amp;sa=t&amp;url=https://www.news.example/a%3Fid%3D1&amp;ct=ga&amp;cd=x&amp;usg=y"/>
	<published>2026-11-20T06:00:00Z</published><updated>2026-11-20T06:00:00Z</updated>
	<content type="html">… говорят про &lt;b&gt;холодильник&lt;/b&gt;&amp;nbsp;ACME &lt;a href=&quot;https://www.google.com/url?url=https://b.example/&amp;amp;x=y&quot;&gt;тут&lt;/a&gt;</content><author><name></name></author></entry></feed>`)
	if m.URL != "https://www.news.example/a?id=1" || m.Body.Title != "Новый холодильник ACME" || m.Body.Text != "… говорят про холодильник ACME тут" ||
		m.Author.ID != "news.example" || m.Author.Name != "news.example" || m.Key.ID != "tag:google.com,2013:googlealerts/feed:1234567890" {
		t.Errorf("%+v", m)
	}
	if d := cmp.Diff([]string{"https://b.example/"}, m.Body.Links); d != "" {
		t.Error(d)
	}
	for in, want := range map[string]string{
		"https://www.google.ru/url?q=http://a.example/":                                "http://a.example/",
		"http://www.bing.com/news/apiclick.aspx?ref=x&url=https%3a%2f%2fa.example%2fb": "https://a.example/b",
		"https://www.google.com/url?url=javascript:alert(1)":                           "https://www.google.com/url?url=javascript:alert(1)",
		"https://google.evil.example/url?url=https://a.example/":                       "https://a.example/",
		"https://evil.example/url?url=https://a.example/":                              "https://evil.example/url?url=https://a.example/",
		"://": "://",
	} {
		if got := feed.Unwrap(in); got != want {
			t.Errorf("%s leads to %s, want %s", in, got, want)
		}
	}
}

func TestComments(t *testing.T) {
	for name, tt := range map[string]struct{ doc, parent string }{
		"WordPress": {rss(`<item><title>By: Ivan</title><link>https://blog.example/a/#comment-5</link><guid isPermaLink="false">https://blog.example/?p=7#comment-5</guid><description>agreed</description></item>`), "https://blog.example/?p=7"},
		"Blogger":   {rss(`<item><title>x</title><link>https://blog.example/a.html?showComment=1#c12345678</link><guid isPermaLink="false">12</guid></item>`), "https://blog.example/a.html?showComment=1"},
		"Atom threading": {`<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"><title>B</title><entry><id>tag:b.example,2026:2</id>
			<title>re</title><thr:in-reply-to ref="tag:b.example,2026:1" href="https://b.example/1"/><content>yes</content></entry></feed>`, "tag:b.example,2026:1"},
	} {
		t.Run(name, func(t *testing.T) {
			m := one(t, tt.doc)
			if m.Kind != store.KindComment || m.Place.Parent != tt.parent {
				t.Errorf("%s answers %q", m.Kind, m.Place.Parent)
			}
		})
	}
	m := one(t, rss(`<item><title>x</title><link>https://blog.example/a#comments</link><guid>https://blog.example/a#chapter2</guid></item>`))
	if m.Kind != store.KindArticle || m.Place.Parent != "" {
		t.Errorf("an article with a fragment is a %s", m.Kind)
	}
}

func TestItemsThatLackSomething(t *testing.T) {
	s := serve(t, body(rss(
		`<item><title>Only a title</title></item>`,
		`<item><description>Only text</description></item>`,
		`<item><link>https://blog.example/only-link</link></item>`,
		`<item></item>`, `<item><title> </title><description><![CDATA[<img src="x">]]></description></item>`,
		`<item><guid>42</guid><title>A guid of the feed's own</title></item>`,
		`<item><guid>https://blog.example/</guid><title>The site as a guid</title></item>`,
	)))
	w := start(t, nil, s.URL+"/feed")
	got := w.must(5)
	for i, want := range []string{"Only a title", "Only text", "https://blog.example/only-link", "A guid of the feed's own", "The site as a guid"} {
		if got[i].Body.Text != want || got[i].Key.ID == "" || len(got[i].Key.ID) > 512 {
			t.Errorf("item %d says %q, id %q", i, got[i].Body.Text, got[i].Key.ID)
		}
		if d := noon().Sub(got[i].Created); d < 0 || d > time.Second || i > 0 && !got[i].Created.Before(got[i-1].Created) {
			t.Errorf("item %d without a date is of %v", i, got[i].Created)
		}
	}
	// They stay the same mentions, of the moment we first saw them.
	w.now = w.now.Add(time.Hour)
	s.set(body(rss(`<item><title>Only a title</title><author>anna@blog.example (Anna)</author></item>`)))
	again := w.must(1)[0]
	if again.Key != got[0].Key || !again.Created.Equal(got[0].Created) || again.Author.ID != "anna@blog.example" || again.Author.Name != "Anna" {
		t.Errorf("%+v", again)
	}
}

func TestDatesThatCannotBeTrue(t *testing.T) {
	date := func(s string) string {
		return rss(`<item><title>` + s + `</title><guid>https://b.example/1</guid><pubDate>` + s + `</pubDate></item>`)
	}
	for _, s := range []string{"Fri, 20 Nov 2099 10:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "yesterday", "Fri, 20 Nov 2026 12:00:01 GMT"} {
		if m := one(t, date(s)); !m.Created.Equal(noon()) {
			t.Errorf("%s is taken for %v", s, m.Created)
		}
	}
	m := one(t, `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>tag:b.example,2026:1</id><title>x</title><published>2026-11-19T09:00:00Z</published><updated>2026-11-20T09:00:00Z</updated></entry></feed>`)
	if m.Created.Day() != 19 || m.Edited.Day() != 20 {
		t.Errorf("created %v, edited %v", m.Created, m.Edited)
	}
}

// Some software gives all items one guid. They are different items all the
// same, and stay so when only one of them is left.
func TestDoubleGuids(t *testing.T) {
	it := func(n int) string {
		return fmt.Sprintf(`<item><title>T%d</title><link>https://b.example/%d</link><guid isPermaLink="false">https://b.example/rss</guid></item>`, n, n)
	}
	s := serve(t, body(rss(it(2), it(1), it(1))))
	w := start(t, nil, s.URL)
	got := w.must(2)
	if got[0].Key == got[1].Key {
		t.Fatal("two items have one key")
	}
	w.now = w.now.Add(time.Hour)
	s.set(body(rss(it(1))))
	w.must(0)
	w.now = w.now.Add(time.Hour)
	s.set(body(rss(it(3), it(2))))
	if m := w.must(1)[0]; m.Body.Title != "T3" {
		t.Errorf("arrived %q", m.Body.Title)
	}
}

func TestIDs(t *testing.T) {
	a, b := "https://a.example/feed", "https://b.example/feed"
	id := func(f, guid, link, title string) string { return feed.RemoteID(f, guid, link, title, "", false) }
	for _, guid := range []string{"https://x.example/1", "tag:x.example,2026:1", "urn:uuid:1-2", "http://x.example/?p=1"} {
		if got := id(a, guid, "", ""); got != guid {
			t.Errorf("%s becomes %s", guid, got)
		}
	}
	for _, guid := range []string{"1", "https://x.example/", "tag:1", "urn:", "https://x.example/a b", "post/1", "https:///x"} {
		if got := id(a, guid, "", ""); got == guid || got == id(b, guid, "", "") || got != id(a, guid, "other", "other") {
			t.Errorf("%s becomes %s", guid, got)
		}
	}
	long := "https://x.example/" + strings.Repeat("a", 600)
	if got := id(a, long, "", ""); len(got) != 32 || got != id(b, long, "", "") {
		t.Errorf("a long guid becomes %s", got)
	}
	if id(a, "", "https://x.example/1", "t") != id(b, "", "https://x.example/1", "other") {
		t.Error("without a guid the link names the item")
	}
	if id(a, "", "", "t") == id(b, "", "", "t") {
		t.Error("a title is of its feed")
	}
}

func TestOtherModules(t *testing.T) {
	m := one(t, `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xmlns:yt="http://www.youtube.com/xml/schemas/2015"><title>Channel</title>
		<entry><id>yt:video:abc</id><title>Video</title><link rel="alternate" href="https://video.example/watch?v=abc"/><author><name>ACME</name><uri>https://video.example/channel/1</uri></author>
		<published>2026-11-20T09:00:00+00:00</published><media:group><media:content url="https://video.example/v/abc" type="video/mp4"><media:description>alt</media:description></media:content><media:description>What it is about
over two lines</media:description></media:group></entry></feed>`)
	if m.Body.Text != "What it is about\nover two lines" || m.Author.ID != "https://video.example/channel/1" || m.Author.Name != "ACME" ||
		len(m.Body.Media) != 1 || m.Body.Media[0] != (store.Media{Type: "video", URL: "https://video.example/v/abc", Alt: "alt"}) {
		t.Errorf("%+v", m)
	}
	m = one(t, `{"version":"https://jsonfeed.org/version/1.1","title":"B","authors":[{"name":"Site"}],"items":[{"id":"1","content_text":"a\n\n\n b < c","external_url":"https://x.example/",
		"authors":[{"name":"Anna","url":"https://anna.example/","avatar":"https://anna.example/a.png"}],"image":"https://b.example/i.png","attachments":[{"url":"https://b.example/a.pdf","mime_type":"application/pdf"}]}]}`)
	if m.Body.Text != "a\n\nb < c" || m.Author.Avatar != "https://anna.example/a.png" || m.Body.Links[0] != "https://x.example/" || m.Body.Media[0].Type != "file" || m.Body.Media[1].Type != "image" {
		t.Errorf("%+v", m)
	}
	m = one(t, rss(`<item xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><title>x</title><link>https://feeds.example/~r/1</link><feedburner:origLink>https://blog.example/real</feedburner:origLink></item>`))
	if m.URL != "https://blog.example/real" {
		t.Errorf("URL is %s", m.URL)
	}
	for in, want := range map[string]string{"ru-RU": "ru", "de_AT": "de", "en-us": "", "russian": "", "": "", "1x": ""} {
		if got := feed.Language(in); got != want {
			t.Errorf("%q is %q", in, got)
		}
	}
}

func TestTitles(t *testing.T) {
	for in, want := range map[string]string{
		"List<T> in <b>Go</b> &amp; x < y": "List<T> in Go & x < y", "  two\n lines ": "two lines", "<EM>a</EM>": "a", "a <script>x</script>b": "a b", "<": "<", "</>": "</>",
	} {
		if got := feed.TitleText(in); got != want {
			t.Errorf("%q gives %q, want %q", in, got, want)
		}
	}
}

func TestDates(t *testing.T) {
	t.Setenv("TZ", "Europe/Moscow") // the machine's own zone must not matter
	for in, want := range map[string]string{
		"Fri, 20 Nov 2026 10:00:00 MSK":                            "07:00",
		"Fri, 20 Nov 2026 10:00:00 МСК":                            "07:00",
		"Fri, 20 Nov 2026 10:00:00 EST":                            "15:00",
		"Fri, 20 Nov 2026 10:00:00 PDT":                            "17:00",
		"Fri, 20 Nov 2026 10:00:00 YEKT":                           "05:00",
		"Fri, 20 Nov 2026 14:30:00 IST":                            "09:00",
		"Fri, 20 Nov 2026 10:00:00 GMT":                            "10:00",
		"Fri, 20 Nov 2026 10:00:00 XYZ":                            "10:00",
		"Fri, 20 Nov 2026 10:00:00 A":                              "10:00",
		"Fri, 20 Nov 2026 10:00:00 +0300":                          "07:00",
		"Fri, 20 Nov 2026 10:00:00 +0300 (MSK)":                    "07:00",
		"Fri, 20 Nov 2026 10:00:00 -0500 EST":                      "15:00",
		"Fri, 20 Nov 2026 10:00:00 GMT+3":                          "07:00",
		"Fri, 20 Nov 2026 10:00:00 MSK+2":                          "05:00",
		"Fri, 20 Nov 2026 10:00:00 MST-07:00":                      "17:00",
		"Fri Nov 20 2026 10:00:00 GMT+0300 (Moscow Standard Time)": "07:00",
		"20 Nov 26 10:00 UT":                                       "10:00",
		"Friday, 20-Nov-26 10:00:00 GMT":                           "10:00",
		"Fri Nov 20 10:00:00 2026":                                 "10:00",
		"Fri Nov 20 10:00:00 MSK 2026":                             "07:00",
		"Пт, 20 ноя 2026 10:00:00 +0300":                           "07:00",
		"20 ноября 2026 г. в 10:00":                                "10:00",
		"20 мая 2026, 10:00 MSK":                                   "07:00",
		"mardi, 20 Nov 2026 10:00:00 CET":                          "09:00",
		"2026-11-20T10:00:00Z":                                     "10:00",
		"2026-11-20t10:00:00z":                                     "10:00",
		"2026-11-20T10:00:00.123456+03:00":                         "07:00",
		"2026-11-20T10:00:00+0300":                                 "07:00",
		"2026-11-20T10:00:00 MSK":                                  "07:00",
		"2026-11-20T10:00:00MSK":                                   "07:00",
		"2026-11-20 10:00":                                         "10:00",
		"2026-11-20T10:00-08:00":                                   "18:00",
		"20.11.2026 10:00":                                         "10:00",
		"20.11.2026, 10:00:00 MSK":                                 "07:00",
		"11/20/2026 10:00:00 PM":                                   "22:00",
		"Nov 20, 2026 10:00PM EST":                                 "03:00",
		"November 20, 2026 at 10:00 am":                            "10:00",
		"20261120T100000Z":                                         "10:00",
		"2026/11/20":                                               "00:00",
		"Sept 20, 2026":                                            "00:00",
	} {
		got, ok := feed.ParseDate(in)
		if !ok || got.Format("15:04") != want || got.Year() != 2026 {
			t.Errorf("%q is %v (%v), want %s", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "soon", "32 Nov 2026", "2026", strings.Repeat("20 Nov 2026 ", 50), "99:99", "+", "-0500"} {
		if got, ok := feed.ParseDate(in); ok {
			t.Errorf("%q is taken for %v", in, got)
		}
	}
}

func TestCharacterSets(t *testing.T) {
	const words = "Съешь ещё этих мягких французских булок, да выпей чаю"
	doc := func(declared string) string {
		d := rss(`<item><title>` + words + `</title><guid>1</guid></item>`)
		if declared == "" {
			return strings.TrimPrefix(d, `<?xml version="1.0" encoding="UTF-8"?>`)
		}
		return strings.Replace(d, "UTF-8", declared, 1)
	}
	utf16 := func(e unicode.Endianness, bom unicode.BOMPolicy) encoding.Encoding { return unicode.UTF16(e, bom) }
	for _, tt := range []struct {
		name, declared, header string
		real                   encoding.Encoding
	}{
		{"windows-1251", "windows-1251", "", charmap.Windows1251},
		{"koi8-r", "koi8-r", "", charmap.KOI8R},
		{"cp866", "cp866", "", charmap.CodePage866},
		{"iso-8859-5 in the header", "", "iso-8859-5", charmap.ISO8859_5},
		{"the header corrects the document", "UTF-8", "windows-1251", charmap.Windows1251},
		{"the header is a server's default", "windows-1251", "iso-8859-1", charmap.Windows1251},
		{"the header claims UTF-8", "koi8-r", "utf-8", charmap.KOI8R},
		{"nobody declares windows-1251", "", "", charmap.Windows1251},
		{"nobody declares koi8-r", "", "", charmap.KOI8R},
		{"UTF-8 is claimed for koi8-r", "UTF-8", "utf-8", charmap.KOI8R},
		{"windows-1251 is claimed for UTF-8", "windows-1251", "windows-1251", unicode.UTF8},
		{"UTF-8 with a mark", "UTF-8", "", unicode.UTF8BOM},
		{"UTF-16 with a mark", "UTF-16", "", utf16(unicode.LittleEndian, unicode.UseBOM)},
		{"UTF-16 BE with a mark", "UTF-16", "", utf16(unicode.BigEndian, unicode.UseBOM)},
		{"UTF-16 without a mark", "UTF-16", "", utf16(unicode.LittleEndian, unicode.IgnoreBOM)},
		{"UTF-16 BE, declared as UTF-8", "UTF-8", "", utf16(unicode.BigEndian, unicode.IgnoreBOM)},
		{"no such set", "x-none", "x-none", unicode.UTF8},
	} {
		t.Run(tt.name, func(t *testing.T) {
			raw, err := tt.real.NewEncoder().String(doc(tt.declared))
			if err != nil {
				t.Fatal(err)
			}
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/rss+xml")
				if tt.header != "" {
					w.Header().Set("Content-Type", "application/rss+xml; charset="+tt.header)
				}
				w.Write([]byte(raw))
			})
			if m := start(t, nil, s.URL).must(1)[0]; m.Body.Title != words {
				t.Errorf("read %q", m.Body.Title)
			}
		})
	}
	for _, tt := range []struct {
		name, header, in, want string
	}{
		{"a broken letter", "utf-8", "Привет, мир\xd0 и все", "Привет, мир\ufffd и все"},
		{"Western letters", "", "caf\xe9 au lait, cr\xe8me br\xfbl\xe9e", "café au lait, crème brûlée"},
		{"seven bits", "iso-2022-jp", mustEncode(t, japanese.ISO2022JP, "日本語"), "日本語"},
		{"controls", "utf-8", "a\x00b\x08c\x1b[31m\td\ufffe", "abc[31m\td"},
		{"written controls", "utf-8", "a&#0;b&#x1B;c&#27;&#65;&#x1F600;&#;&#x;&#99999999;&", "abc&#65;&#x1F600;&#;&"},
	} {
		if got := feed.Decode([]byte(tt.in), "text/xml; charset="+tt.header); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func mustEncode(t *testing.T, e encoding.Encoding, s string) string {
	t.Helper()
	out, err := e.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
