package plain_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"earshot/connectors/plain"
	"earshot/store"
)

func TestText(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"plain", "just words", "just words"},
		{"white space", " a \n\t b&nbsp;c ", "a b c"},
		{"paragraphs", "<p>one</p>\n<p>two<br>three<br />four</p>", "one\n\ntwo\nthree\nfour"},
		{"breaks", "a<br><br><br><br>b", "a\n\nb"},
		{"divisions", "<div>a</div><div><div>b</div></div>", "a\nb"},
		{"headings", "<h1>Title</h1>text", "Title\n\ntext"},
		{"bullets", "<p>see</p><ul><li>a</li><li>b<ul><li>c</li></ul></li><li><p>d</p></li></ul>end", "see\n\n- a\n- b\n  - c\n- d\n\nend"},
		{"numbers", "<ol><li>a<li>b</ol>", "1. a\n2. b"},
		{"an item outside a list", "<li>a", "- a"},
		{"an empty item", "<ul><li></li></ul><p>a</p>", "a"},
		{"quote", "<blockquote><p>one</p><p>two</p></blockquote><p>me</p>", "> one\n>\n> two\n\nme"},
		{"quote in a quote", "<blockquote>a<blockquote>b<br>c</blockquote></blockquote>", "> a\n>\n> > b\n> > c"},
		{"short quote", "he said <q>no</q>", "he said “no”"},
		{"entities", "&lt;b&gt; &amp;amp; &#1055;&eacute; &hellip; &unknown; &", "<b> &amp; Пé … &unknown; &"},
		{"no tag at all", "I <3 you, 2 < 3", "I <3 you, 2 < 3"},
		{"scripts", "a<script>if (1<2) alert('</p>')</script><style>p{}</style><template><p>x</p></template>b", "ab"},
		{"nested unseen", "a<div style='DISPLAY: none'>x<div>y</div>z</div>b<span hidden>c</span>", "ab"},
		{"page", "<!doctype html><html><head><title>T</title></head><body>text<noscript><p>js</p></noscript></body></html>", "text"},
		{"comments", "a<!-- x --><!--[if mso]>y<![endif]-->b", "ab"},
		{"table", "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", "a b\n1 2"},
		{"pre", "<pre>a\n  b\tc\n\n\nd</pre>e", "a\n  b    c\n\nd\n\ne"},
		{"broken", "<p>a<b>b<i>c</p>d</x></blockquote></ul></pre></li>e <a href='x", "abc\n\nd\n\ne"},
		{"emoji", `so <img class="emoji" alt=":cat:" src="https://m.example/c.png"> nice`, "so :cat: nice"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := plain.FromHTML(tt.in).Text; got != tt.want {
				t.Errorf("%q\ngives %q\n want %q", tt.in, got, tt.want)
			}
		})
	}
}

// A status as Mastodon sends it: people see a short link, we keep all of it.
func TestMastodon(t *testing.T) {
	got := plain.FromHTML(`<p><span class="h-card" translate="no"><a href="https://m.example/@ivan" class="u-url mention">@<span>ivan</span></a></span> ` +
		`смотрите <a href="https://example.com/a/very/long/path?x=1&amp;y=2" rel="nofollow noopener" target="_blank">` +
		`<span class="invisible">https://</span><span class="ellipsis">example.com/a/very/long</span><span class="invisible">/path?x=1&amp;y=2</span></a> ` +
		`<a href="https://m.example/tags/%D0%9F%D0%B8%D1%86%D1%86%D0%B0" class="mention hashtag" rel="tag">#<span>Пицца</span></a></p>`)
	want := plain.Text{
		Text:     "@ivan смотрите example.com/a/very/long… #Пицца",
		Links:    []string{"https://example.com/a/very/long/path?x=1&y=2"},
		Tags:     []string{"Пицца"},
		Mentions: []plain.Mention{{Handle: "ivan", URL: "https://m.example/@ivan"}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestLinks(t *testing.T) {
	base, _ := url.Parse("https://blog.example/2026/post")
	got := plain.FromHTMLAt(`<a href="/a">a</a> <a href="b?c">b</a> <a href="/a">again</a> <a href="//cdn.example/x">x</a>
		<a href="javascript:alert(1)">no</a> <a href="mailto:a@b.c">no</a> <a href="data:text/html,x">no</a> <a href="http://[::1">no</a>
		<a>no</a> <a href="#top">top</a> <a class="mention" href="https://m.example/x">not an at</a> <iframe src="https://video.example/e/1">x</iframe>`, base)
	want := []string{
		"https://blog.example/a", "https://blog.example/2026/b?c", "https://cdn.example/x", "https://blog.example/2026/post#top",
		"https://m.example/x", "https://video.example/e/1",
	}
	if d := cmp.Diff(want, got.Links); d != "" {
		t.Error(d)
	}
	if got := plain.FromHTML(`<a href="/a">a</a><a href="http:///x">b</a>`).Links; got != nil {
		t.Errorf("an address without a server: %v", got)
	}
}

func TestMedia(t *testing.T) {
	got := plain.FromHTML(`<img src="https://i.example/a.jpg" alt=" A  cat
 "><img src="https://i.example/a.jpg"><img src="https://t.example/pixel" width=1 height="1"><img src="data:image/png;base64,xx">
		<video src="https://i.example/v.mp4">old browser</video><audio><source src="https://i.example/s.ogg" type="audio/ogg"></audio>
		<picture><source src="https://i.example/z.webp" type="image/webp"></picture>`)
	want := []store.Media{
		{Type: "image", URL: "https://i.example/a.jpg", Alt: "A cat"},
		{Type: "video", URL: "https://i.example/v.mp4"},
		{Type: "audio", URL: "https://i.example/s.ogg"},
	}
	if d := cmp.Diff(want, got.Media); d != "" {
		t.Error(d)
	}
}

// Nothing that a stranger writes takes more than a moment.
func TestHostileHTML(t *testing.T) {
	for name, in := range map[string]string{
		"depth":        strings.Repeat("<div>", 100_000) + "deep" + strings.Repeat("</div>", 100_000),
		"quotes":       strings.Repeat("<blockquote>", 80_000) + "deep",
		"lists":        strings.Repeat("<ul><li>", 100_000) + "deep",
		"spans":        strings.Repeat("<span class=ellipsis>", 50_000) + "deep" + strings.Repeat("</span>", 50_000),
		"links":        strings.Repeat(`<a href="https://x.example/y">`, 30_000) + "deep",
		"many links":   strings.Repeat(`<a href="https://x.example/`+strings.Repeat("y", 50)+`">a</a>`, 10_000) + "deep",
		"attributes":   "<a " + strings.Repeat("x=1 ", 250_000) + ">deep",
		"one word":     strings.Repeat("a", 1<<20) + "deep",
		"white space":  strings.Repeat(" \n", 1<<19) + "deep",
		"line breaks":  strings.Repeat("<blockquote>", 8) + strings.Repeat("a<br>", 200_000) + "deep",
		"open tags":    strings.Repeat("<", 1<<20) + "deep",
		"entities":     strings.Repeat("&amp", 1<<18) + "deep",
		"ampersands":   strings.Repeat("&", 1<<20) + "deep",
		"unseen":       strings.Repeat("<svg>", 200_000) + strings.Repeat("</svg>", 200_000) + "deep",
		"styles":       strings.Repeat(`<p style="`+strings.Repeat("a:b;", 1000)+`">`, 250) + "deep",
		"open comment": "deep<!--" + strings.Repeat("-", 1<<20),
		"pre":          "<pre>" + strings.Repeat("\n\n \n", 1<<18) + "deep",
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			got := plain.FromHTML(in)
			if took := time.Since(start); took > 30*time.Second { // 0.1 s on an idle machine; what grows with the square takes hours
				t.Errorf("%d bytes took %v", len(in), took)
			}
			if len(got.Text) > plain.MaxText || len(got.Links) > plain.MaxLinks {
				t.Errorf("%d bytes, %d links", len(got.Text), len(got.Links))
			}
			if len(got.Text) < plain.MaxText-16 && !strings.Contains(got.Text, "deep") {
				t.Errorf("the text is lost: %.100q", got.Text)
			}
		})
	}
}

func TestTheCutIsBetweenLetters(t *testing.T) {
	got := plain.FromHTML("a" + strings.Repeat("щ", plain.MaxText)).Text
	if len(got) != plain.MaxText-1 || !utf8.ValidString(got) {
		t.Errorf("%d bytes, valid: %v", len(got), utf8.ValidString(got))
	}
}

func FuzzFromHTML(f *testing.F) {
	for _, s := range []string{
		"<p>a<br>b</p>", "<blockquote><ul><li>x</blockquote>", `<a href="https://x.y" class="mention">@<span class="invisible">x</a>`,
		"<pre>\n a </pre>", "<q><q></q>", `<img alt="x" src="https://x.y">`, "\x00<a\xff", "<svg><svg></svg>a",
	} {
		f.Add(s)
	}
	base := &url.URL{Scheme: "https", Host: "h.example"}
	f.Fuzz(func(t *testing.T, s string) {
		got := plain.FromHTMLAt(s, base)
		if utf8.ValidString(s) && !utf8.ValidString(got.Text) {
			t.Error("valid text became invalid")
		}
		if strings.Contains(got.Text, "\n\n\n") {
			t.Errorf("two empty lines in %q", got.Text)
		}
		for _, l := range got.Links {
			if u, err := url.Parse(l); err != nil || u.Scheme != "http" && u.Scheme != "https" {
				t.Errorf("link %q", l)
			}
		}
		if slices.Contains(got.Tags, "") {
			t.Error("an empty tag")
		}
	})
}

func BenchmarkFromHTML(b *testing.B) {
	in := strings.Repeat(`<p>Some <b>words</b> and a <a href="https://x.example/y">link</a>.</p>`, 1<<20/70)
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		plain.FromHTML(in)
	}
}
