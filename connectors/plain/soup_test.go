package plain_test

import (
	"html"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"earshot/connectors/plain"
)

// soup draws HTML as no editor writes it: tags that cross, attributes that
// end in the middle, entities cut in two, bytes that are no UTF-8.
func soup(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.OneOf(
		rapid.SampledFrom([]string{
			"<p>", "</p>", "<br>", "<ul>", "<ol>", "<li>", "</ol>", "<blockquote>", "</blockquote>", "<pre>", "</pre>", "<div hidden>", "</div>",
			`<a href="https://x.example/a?b=c">`, `<a href="javascript:alert(1)">`, `<a href="//y.example">`, `<a class="mention" href="https://x.example/@ann">@<span>ann`,
			`<a class="hashtag" href="https://x.example/t">#tag`, "</a>", `<span class="invisible">`, `<span class="ellipsis">`, "</span>", `<img alt="al`, `" src="data:x">`,
			`<img src="https://x.example/i.png" alt="a cat">`, "<script>", "</script>", "<style>", "<!--", "-->", "<![CDATA[", "]]>", "<table><tr><td>", "&#", "27;", "&lt", ";", "&#x202e;", "\xff", "\xe2\x80", "<", ">", "</",
		}),
		rapid.StringN(0, 8, -1),
	), 0, 60).Draw(t, "parts"), "")
}

// TestSoup: whatever comes, the text is text, within its caps, and nothing is
// linked that a browser would run.
func TestSoup(t *testing.T) {
	base := &url.URL{Scheme: "https", Host: "home.example", Path: "/page"}
	rapid.Check(t, func(t *rapid.T) {
		in := soup(t)
		got := plain.FromHTMLAt(in, base)
		if len(got.Text) > plain.MaxText || got.Text != strings.Trim(got.Text, " \n") {
			t.Fatalf("%q becomes %q", in, got.Text)
		}
		if utf8.ValidString(in) && !utf8.ValidString(got.Text) {
			t.Fatalf("%q was UTF-8 and %q is not", in, got.Text)
		}
		if len(got.Links) > plain.MaxLinks || len(got.Tags) > plain.MaxLinks || len(got.Mentions) > plain.MaxLinks || len(got.Media) > plain.MaxLinks {
			t.Fatalf("%q yields too much", in)
		}
		addresses := got.Links
		for _, m := range got.Media {
			addresses = append(addresses, m.URL)
		}
		for _, m := range got.Mentions {
			addresses = append(addresses, m.URL)
		}
		for _, at := range addresses {
			if u, err := url.Parse(at); at != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "") {
				t.Fatalf("%q leads to %q", in, at)
			}
		}
	})
}

// TestEscapedTextComesBack: what a person wrote and a server escaped is read
// as it was written, but for white space.
func TestEscapedTextComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[\pL\pN<>&"'#@;/=!-]{1,12}`), 1, 20).Draw(t, "words")
		want := strings.Join(words, " ")
		if got := plain.FromHTML("<p>" + html.EscapeString(want) + "</p>").Text; got != want {
			t.Fatalf("%q comes back as %q", want, got)
		}
	})
}

// TestCutInTwo: a text that breaks off anywhere gives the beginning of what the
// whole gives, and never what was hidden.
func TestCutInTwo(t *testing.T) {
	whole := `<p>Hello <a href="https://x.example/a">link</a></p><div hidden>secret</div><ul><li>one</li><li>two</li></ul><script>secret</script>end`
	for i := range len(whole) {
		if got := plain.FromHTML(whole[:i]); strings.Contains(got.Text, "secret") {
			t.Errorf("cut at %d, %q shows what is hidden", i, got.Text)
		}
	}
}
