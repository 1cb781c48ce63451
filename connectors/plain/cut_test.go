package plain

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// A text is cut between letters, and never longer than it may be.
func TestCut(t *testing.T) {
	const text = "холодильник 🧊 ok"
	for n := range len(text) + 2 {
		got := Cut(text, n)
		if len(got) > n || !utf8.ValidString(got) || !strings.HasPrefix(text, got) || len(got) < min(n, len(text))-3 {
			t.Errorf("%d: %q", n, got)
		}
	}
	if Cut("\x80\x80\x80", 2) != "" {
		t.Error("what is no letter is cut away")
	}
}

// Only what leads to a page is taken for an address.
func TestAddress(t *testing.T) {
	for s, want := range map[string]string{
		"https://a.example/x": "https://a.example/x", "http://a.example": "http://a.example", "": "", "javascript:alert(1)": "", "a.example": "",
		"https://a.example/" + strings.Repeat("x", 3000): "",
	} {
		if got := Address(s); got != want {
			t.Errorf("%.40q becomes %q", s, got)
		}
	}
}
