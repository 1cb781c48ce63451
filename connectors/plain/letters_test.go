package plain_test

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earshot/connectors/plain"
	"earshot/store"
)

// Whole texts as people get them, one of each sort, written in the dialect of
// the program that makes them.
func TestWholeTexts(t *testing.T) {
	for _, tt := range []struct {
		name, base, in string
		want           plain.Text
	}{
		{
			"a Mastodon answer with a list, a custom emoji and a quoted post", "",
			`<p class="quote-inline">RE: <a href="https://m.example/@shop/11" target="_blank" rel="nofollow noopener" translate="no"><span class="invisible">https://</span><span class="">m.example/@shop/11</span><span class="invisible"></span></a></p>` +
				`<p><span class="h-card" translate="no"><a href="https://m.example/@shop" class="u-url mention">@<span>shop</span></a></span> <span class="h-card" translate="no"><a href="https://o.example/@olga" class="u-url mention">@<span>olga</span></a></span> не приехали:</p>` +
				`<ul><li>диван</li><li>кресло &amp; пуф</li></ul><p>жду <img class="custom-emoji" alt=":sad:" src="https://m.example/sad.png"></p>`,
			plain.Text{
				Text: "RE: m.example/@shop/11\n\n@shop @olga не приехали:\n\n- диван\n- кресло & пуф\n\nжду :sad:", Links: []string{"https://m.example/@shop/11"},
				Mentions: []plain.Mention{{Handle: "shop", URL: "https://m.example/@shop"}, {Handle: "olga", URL: "https://o.example/@olga"}},
			},
		},
		{
			"a Pleroma post in markdown", "",
			`<h3>Update</h3><p>see <a href="https://a.example/x">the <strong>list</strong></a>:</p><ol><li>first<ul><li>inner<ul><li>innermost</li></ul></li></ul></li><li>second</li></ol><blockquote><p>quoted<br>twice</p></blockquote><p><code>ls -l</code></p>`,
			plain.Text{
				Text:  "Update\n\nsee the list:\n\n1. first\n  - inner\n    - innermost\n2. second\n\n> quoted\n> twice\n\nls -l",
				Links: []string{"https://a.example/x"},
			},
		},
		{
			"a WordPress article with blocks", "https://blog.example/2026/11/post/",
			`<!-- wp:heading --><h2 class="wp-block-heading">Why it&#8217;s cold</h2><!-- /wp:heading -->

<p class="wp-block-paragraph">Read <a href="../other/">the other</a>, <a href="#more">more</a> &#038; <a href="/about?a=1&#038;b=2">about</a>.</p>
<blockquote class="wp-block-quote"><p>It was late.</p><cite>Anna</cite></blockquote>
<figure class="wp-block-table"><table><thead><tr><th>Day</th><th>Cups</th></tr></thead><tbody><tr><td>Mon</td><td>2</td></tr></tbody></table><figcaption>Coffee</figcaption></figure>
<figure class="wp-block-image"><a href="/big.jpg"><img decoding="async" src="small.jpg" alt="Cup" class="wp-image-5"/></a></figure>
<p>Bye <img src="https://s.example/smile.png" alt="&#x1f642;" class="wp-smiley" /></p><script>track()</script>`,
			plain.Text{
				Text: "Why it’s cold\n\nRead the other, more & about.\n\n> It was late.\n>\n> Anna\n\nDay Cups\nMon 2\n\nCoffee\n\nBye 🙂",
				Links: []string{
					"https://blog.example/2026/11/other/", "https://blog.example/2026/11/post/#more", "https://blog.example/about?a=1&b=2", "https://blog.example/big.jpg",
				},
				Media: []store.Media{{Type: "image", URL: "https://blog.example/2026/11/post/small.jpg", Alt: "Cup"}},
			},
		},
		{
			"a newsletter in nested tables", "",
			`<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><html xmlns:v="urn:x"><head><meta charset="utf-8"><title>News</title><style>@media{a{b:c}}</style></head>
<body style="margin:0"><span class="pre" style="display:none !important;visibility:hidden">Hidden teaser &#847;&zwnj;&nbsp;</span>
<!--[if mso]><table><tr><td>Only Outlook<![endif]-->
<center><table role="presentation"><tr><td><img src="https://n.example/logo.png" width="120" alt="Shop"></td></tr>
<tr><td><p>Dear Иван,</p><p>your order <b>№&nbsp;5</b> is late.</p></td></tr>
<tr><td><table><tr><td>Sofa</td><td align=right>1&times;</td><td>€&thinsp;300</td></tr><tr><td>Chair</td><td>2&times;</td><td>&euro;80</td></tr></table></td></tr>
<tr><td><a href="https://n.example/track?u=1&amp;id=5">Track it</a> | <a href="mailto:help@n.example">Write</a> | <a href="tel:+78435551234">Call</a></td></tr></table></center>
<hr><p style="font-size:10px"><a href="https://n.example/unsubscribe">Unsubscribe</a></p><img src="https://n.example/open.gif" height="1" width="1" alt=""></body></html>`,
			plain.Text{
				Text:  "Dear Иван,\n\nyour order № 5 is late.\n\nSofa 1× €\u2009300\nChair 2× €80\n\nTrack it | Write | Call\n\nUnsubscribe",
				Links: []string{"https://n.example/track?u=1&id=5", "https://n.example/unsubscribe"},
				Media: []store.Media{{Type: "image", URL: "https://n.example/logo.png", Alt: "Shop"}},
			},
		},
		{
			"an answer to a mail with two levels of quotes", "",
			`<div dir="ltr">Thanks!<div>Ivan</div></div><br><div class="gmail_quote"><div class="gmail_attr">On Tue, Anna &lt;<a href="mailto:anna@shop.example">anna@shop.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0"><div>Is it fixed?</div><blockquote><div>It is broken.</div></blockquote></blockquote></div>`,
			plain.Text{Text: "Thanks!\nIvan\n\nOn Tue, Anna <anna@shop.example> wrote:\n\n> Is it fixed?\n>\n> > It is broken."},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var base *url.URL
			if tt.base != "" {
				base, _ = url.Parse(tt.base)
			}
			if d := cmp.Diff(tt.want, plain.FromHTMLAt(tt.in, base)); d != "" {
				t.Error(d)
			}
		})
	}
}

// The small things that decide how a text reads.
func TestHowATextReads(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"a quote between words", "a<blockquote>b</blockquote>c", "a\n\n> b\n\nc"},
		{"a list in a quote", "<blockquote><ul><li>a<li>b</ul></blockquote>c", "> - a\n> - b\n\nc"},
		{"a quote in a list", "<ul><li>a<blockquote>b</blockquote></li><li>c</li></ul>", "- a\n> b\n- c"},
		{"two lists", "<ul><li>a</ul><ol><li>b</ol><ul><li>c</ul>", "- a\n\n1. b\n\n- c"},
		{"numbers go on behind an inner list", "<ol><li>a<ol><li>x<li>y</ol><li>b</ol>", "1. a\n  1. x\n  2. y\n2. b"},
		{"an item of two paragraphs", "<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\nb\n- c"},
		{"terms", "<dl><dt>Size</dt><dd>L</dd><dt>Colour</dt><dd>red</dd></dl>after", "Size\nL\nColour\nred\n\nafter"},
		{"cells without spaces between", "<table><tr><td>a</td><td></td><td>c</td></tr></table>", "a c"},
		{"a row without a table", "<tr><td>a<td>b</tr>c", "a b\nc"},
		{"inline marks leave no space", "un<b>believ</b>able<i>!</i>", "unbelievable!"},
		{"a space inside a mark", "a<b> b </b>c", "a b c"},
		{"entities without their end", "AT&ampT &lt3 &copy2026", "AT&T <3 ©2026"},
		{"numbers of letters", "&#x41;&#66;&#1071;&#128512;", "ABЯ😀"},
		{"a letter that is none", "a&#0;b&#xD800;c", "a\ufffdb\ufffdc"},
		{"entities are read once", "&amp;lt;b&amp;gt;", "&lt;b&gt;"},
		{"breaks at both ends", "<br><br>a<br><br>", "a"},
		{"a rule parts", "a<hr>b", "a\n\nb"},
		{"a tag in capitals", "<P>a</P><P>b<BR>c</P>", "a\n\nb\nc"},
		{"a tag nobody knows", "<o:p>a</o:p><blink>b</blink>", "ab"},
		{"a tag that never ends", "a <b", "a"},
		{"a comment that looks like a tag", "a<!--><p>b</p>", "a\n\nb"},
		{"a pre keeps its lines", "<pre>if x {\n  y\n}</pre>", "if x {\n  y\n}"},
	} {
		if got := plain.FromHTML(tt.in).Text; got != tt.want {
			t.Errorf("%s: %q\ngives %q\n want %q", tt.name, tt.in, got, tt.want)
		}
	}
}
