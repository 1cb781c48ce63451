package plain_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earshot/connectors/plain"
	"earshot/store"
)

// HTML as the networks really send it.
func TestInTheWild(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		want     plain.Text
	}{
		{
			"Pleroma",
			`<span class="h-card"><a class="u-url mention" data-user="9x" href="https://pl.example/users/anna" rel="ugc">@<span>anna@pl.example</span></a></span> hi<br/>` +
				`<a class="hashtag" data-tag="go" href="https://pl.example/tag/go" rel="tag ugc">#Go</a>`,
			plain.Text{
				Text: "@anna@pl.example hi\n#Go", Tags: []string{"Go"},
				Mentions: []plain.Mention{{Handle: "anna@pl.example", URL: "https://pl.example/users/anna"}},
			},
		},
		{
			"Misskey",
			`<p><span>quote me<br>RE: </span><a href="https://mk.example/notes/1">https://mk.example/notes/1</a> <a href="https://mk.example/tags/x" rel="tag">#x</a></p>`,
			plain.Text{Text: "quote me\nRE: https://mk.example/notes/1 #x", Links: []string{"https://mk.example/notes/1"}, Tags: []string{"x"}},
		},
		{
			"Friendica",
			`<p>one</p><blockquote class="shared_content"><p><a href="https://fr.example/u">U</a> wrote:</p><p>said</p></blockquote>`,
			plain.Text{Text: "one\n\n> U wrote:\n>\n> said", Links: []string{"https://fr.example/u"}},
		},
		{
			"WordPress",
			`<p>First&#8230; [<a class="more" href="https://wp.example/p/">&#8230;]</a></p>
<figure class="wp-block-image"><img loading="lazy" width="800" height="600" src="https://wp.example/a.jpg" alt="A &quot;cat&quot;" /><figcaption>The cat</figcaption></figure>
<ol class="wp-block-list"><li>one</li>
<li>two<ul><li>deep</li></ul></li></ol>
<p>The post <a href="https://wp.example/p/">T</a> appeared first.</p>`,
			plain.Text{
				Text:  "First… […]\n\nThe cat\n\n1. one\n2. two\n  - deep\n\nThe post T appeared first.",
				Links: []string{"https://wp.example/p/"}, Media: []store.Media{{Type: "image", URL: "https://wp.example/a.jpg", Alt: `A "cat"`}},
			},
		},
		{
			"a newsletter",
			`<html><head><style>.x{}</style></head><body><div style="display:none;max-height:0">Preheader&zwnj;</div>
<table width="100%"><tbody><tr><td><table><tr><td><h1>Sale</h1></td></tr><tr><td>Buy <b>now</b></td><td><a href="https://shop.example/?utm=1">here</a></td></tr></table></td></tr></tbody></table>
<img src="https://track.example/o.gif" width="1" height="1"></body></html>`,
			plain.Text{Text: "Sale\n\nBuy now here", Links: []string{"https://shop.example/?utm=1"}},
		},
		{
			"Outlook's paragraphs",
			"<p class=MsoNormal>Hello,<o:p></o:p></p>\r\n<p class=MsoNormal><o:p>&nbsp;</o:p></p>\r\n<p class=MsoNormal>the fridge is broken.<o:p></o:p></p>",
			plain.Text{Text: "Hello,\n\nthe fridge is broken."},
		},
		{
			"code",
			"<p>run:</p><pre><code>go test ./...\n\tok\n</code></pre><p>done</p>",
			plain.Text{Text: "run:\n\ngo test ./...\n    ok\n\ndone"},
		},
		{
			"right to left and joined emoji",
			"<p>שלום <b>עולם</b></p><p>👩‍👩‍👧 e\u0301</p>",
			plain.Text{Text: "שלום עולם\n\n👩‍👩‍👧 e\u0301"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, plain.FromHTML(tt.in)); d != "" {
				t.Error(d)
			}
		})
	}
}

// Reading twice what was read once changes nothing, as long as there is no
// markup left: texts pass through here more than once on their way.
func TestPlainTextStaysPlain(t *testing.T) {
	for _, s := range []string{"one two", "Привет, мир", "2 < 3 and 4 > 3", "a & b", "“quoted”", "- item", "1. item"} {
		if got := plain.FromHTML(s).Text; got != s {
			t.Errorf("%q becomes %q", s, got)
		}
	}
}

// What hides stays hidden, and what follows it does not.
func TestHiddenParts(t *testing.T) {
	for name, in := range map[string]string{
		"display":          `a<span style="display : none">x</span>b`,
		"visibility":       `a<span style="VISIBILITY:hidden">x</span>b`,
		"attribute":        `a<b hidden>x</b>b`,
		"nested same":      `a<div hidden><div>x</div>x</div>b`,
		"invisible span":   `a<span class="invisible">x<b>x</b></span>b`,
		"invisible nested": `a<span class="invisible">x<span>x</span>x</span>b`,
		"form parts":       `a<select><option>x</option></select><textarea>x</textarea>b`,
		"drawing":          `a<svg><text>x</text></svg>b`,
		"raw":              `a<iframe>x</iframe><noembed>x</noembed>b`,
	} {
		got := strings.Join(strings.Fields(plain.FromHTML(in).Text), "")
		if got != "ab" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// A hostile name or address is dropped, the text stays.
func TestTooLongNames(t *testing.T) {
	long := strings.Repeat("a", 5000)
	got := plain.FromHTML(`<a class="hashtag" href="https://x.example/t">#` + long + `</a> <a class="mention" href="https://x.example/m">@` + long +
		`</a> <a href="https://x.example/` + long + `">x</a> <img src="https://x.example/i" alt="` + long + `">`)
	if len(got.Tags) != 0 || len(got.Mentions) != 0 || len(got.Media[0].Alt) > 4096 || !strings.Contains(got.Text, long) {
		t.Errorf("%d tags, %d mentions", len(got.Tags), len(got.Mentions))
	}
	if d := cmp.Diff([]string{"https://x.example/t", "https://x.example/m"}, got.Links); d != "" {
		t.Error(d)
	}
}
