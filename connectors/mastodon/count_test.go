package mastodon

import (
	"slices"
	"strings"
	"testing"

	"earshot/connectors"
	"earshot/connectors/mastodon/mastodontest"
	"earshot/store"
)

// Length as Mastodon counts it.
func TestCount(t *testing.T) {
	long := "https://example.org/" + strings.Repeat("x", 200)
	for text, want := range map[string]int{
		"": 0, "hello": 5, "привет": 6, "👩‍👩‍👧": 1, "e\u0301": 1, "a\nb": 3,
		"http://a.b": 23, long: 23, long + ".": 24, "(" + long + ")": 25, long + " " + long: 47, "see " + long + ", ok": 31,
		"https://en.wikipedia.org/wiki/A_(b)": 23, "example.org/page": 16, "xhttps://a.b/c": 14, "HTTPS://A.B/C": 23, "https://": 8,
		"@ivan": 5, "@ivan@far.example": 5, "@ivan@far.example.": 6, "hi @ivan@far.example!": 9, "@ivan@far.example @olga@b.c": 11,
		"ivan@far.example": 16, "https://far.example/@ivan@other.example": 23, "@": 1, "@@": 2, "#fridge": 7, "@ivan@localhost:3000": 5,
	} {
		if got := Count(text); got != want {
			t.Errorf("%q counts %d, want %d", text, got, want)
		}
	}
	if got := countWith(long, 0); got != 220 {
		t.Errorf("a server that names no length for links: %d", got)
	}
}

// Our count and the server's agree: what we let through is taken.
func TestCountAgrees(t *testing.T) {
	s := serve(t, mastodontest.Options{MaxChars: 500})
	c := join(t, s)
	for i, text := range []string{
		"@ivan@far.example see https://a.example/" + strings.Repeat("y", 300) + " #tag", "👩‍👩‍👧 " + strings.Repeat("я", 400),
		"(https://a.example/b) and @olga, https://c.example.", "mail ivan@far.example", "a/@ivan@far.example",
	} {
		n := Count(text)
		filler := strings.Repeat("z", 500-n-1)
		if _, err := c.Send(t.Context(), out(string(rune('a'+i)), text+" "+filler)); err != nil {
			t.Errorf("%q counts %d: %v", text, n, err)
		}
	}
	if len(s.By("acme")) != 5 {
		t.Errorf("%d posts", len(s.By("acme")))
	}
}

// Who is named in a text.
func TestNamed(t *testing.T) {
	for text, want := range map[string][]string{
		"@Ivan hi":                 {"ivan"},
		"hi @ivan@Far.example, ok": {"ivan@far.example"},
		"@a @b@c.d":                {"a", "b@c.d"},
		"x@y.z":                    nil,
		"/@ivan":                   nil,
		"(@ivan)":                  {"ivan"},
		"@ivan.petrov":             {"ivan.petrov"},
	} {
		if got := named(text); !slices.Equal(got, want) {
			t.Errorf("%q names %q, want %q", text, got, want)
		}
	}
}

// The widest that an answer may be.
func TestNarrower(t *testing.T) {
	for _, x := range []struct{ wish, parent, usual, want string }{
		{"", "", "public", ""},
		{"", "public", "", ""},
		{"", "public", "unlisted", "unlisted"},
		{"public", "direct", "", "direct"},
		{"direct", "public", "", "direct"},
		{"", "private", "public", "private"},
		{"private", "unlisted", "public", "private"},
		{"", "odd", "public", "public"},
		{"local", "unlisted", "", "unlisted"},
	} {
		got := narrower(x.wish, x.parent, x.usual)
		if x.parent == "public" && x.usual == "" && got == "public" {
			got = "" // the default and public are the same here
		}
		if got != x.want {
			t.Errorf("%+v: %q", x, got)
		}
	}
}

// The essence of a text outlives what servers do to it.
func TestEssence(t *testing.T) {
	for a, b := range map[string]string{
		"Hello, @ivan@far.example!": "hello", "See https://a.example/x": "see a.example/x", "a  b\nc": "abc", "👍": " 👍 ", ":)": ": )",
		"*bold* words": "bold words",
	} {
		if essence(a) != essence(b) {
			t.Errorf("%q and %q: %q, %q", a, b, essence(a), essence(b))
		}
	}
	if essence("yes") == essence("no") || essence(":)") == essence(":(") {
		t.Error("different texts are one")
	}
	if got := flat(`<p>See <a href="x"><span class="invisible">https://</span>a.example<span class="invisible">/rest</span></a> &amp; more`); got != "See https://a.example/rest & more" {
		t.Errorf("flat: %q", got)
	}
}

// The id of a boost leads to the boosted status.
func TestStatusOf(t *testing.T) {
	if statusOf("12"+shareMark+"9") != "12" || statusOf("12") != "12" {
		t.Error("wrong status")
	}
	if parentOf(connectors.Outgoing{}) != "" || parentOf(connectors.Outgoing{ReplyTo: &store.Mention{Key: store.Key{ID: "5" + shareMark + "6"}}}) != "5" {
		t.Error("wrong parent")
	}
}
