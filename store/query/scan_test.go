package query

import (
	"errors"
	"strings"
	"testing"
)

func TestSmileysAtTheScanner(t *testing.T) {
	for _, c := range []struct {
		text     string
		inParens bool
		want     string
		rest     string
	}{
		{":)", false, ":)", ""},
		{":) x", false, ":)", " x"},
		{":)))", false, ":)", ""},
		{":)))", true, ":)", "))"},
		{":(((", false, ":(", ""},
		{":((( x", true, ":(", " x"},
		{":(a", false, "", ":(a"},
		{":((a", true, "", ":((a"},
		{":()", true, ":(", ")"},
		{":-D|", false, ":-D", "|"},
		{":Dx", false, "", ":Dx"},
		{":D,", false, "", ":D,"},
		{":'(", false, ":'(", ""},
		{":'-(((", false, ":'-(", ""},
		{`:\`, false, `:\`, ""},
		{":*", false, ":*", ""},
		{":/", false, ":/", ""},
		{"<3", false, "<3", ""},
		{"<3}", false, "<3", "}"},
		{"<33", false, "", "<33"},
		{"</3", false, "</3", ""},
		{"-_-", false, "-_-", ""},
		{"-_-x", false, "", "-_-x"},
		{"=)", false, "=)", ""},
		{"=x", false, "", "=x"},
		{";)<<<", false, ";)", "<<<"},
		{"x:)", false, "", "x:)"},
		{"", false, "", ""},
	} {
		s := newScanner(c.text)
		got := s.smiley(c.inParens)
		if rest := string(s.src[s.pos:]); got != c.want || rest != c.rest {
			t.Errorf("smiley(%q, %v) = %q before %q, want %q before %q", c.text, c.inParens, got, rest, c.want, c.rest)
		}
	}
}

func TestAddressesAtTheScanner(t *testing.T) {
	for text, want := range map[string]string{
		"http://a.example":              "http://a.example",
		"https://a.example/x y":         "https://a.example/x",
		"https://a.example/x)":          "https://a.example/x",
		"https://a.example/(x)":         "https://a.example/(x)",
		"https://a.example/(x))":        "https://a.example/(x)",
		"https://a.example/((x)(y))z)":  "https://a.example/((x)(y))z",
		"https://a.example/(x y)":       "https://a.example/",
		"https://a.example/a(b)c(d":     "https://a.example/a(b)c",
		"https://a.example/a((b)":       "https://a.example/a",
		`https://a.example/"x"`:         "https://a.example/",
		"https://a.example/{x}":         "https://a.example/",
		"https://a.example/x<<<why>>>":  "https://a.example/x",
		"https://a.example/x|count":     "https://a.example/x",
		"https://пример.рф/путь?q=a,b*": "https://пример.рф/путь?q=a,b*",
	} {
		s := newScanner(text)
		if !s.isURL() {
			t.Errorf("%q does not begin like an address", text)
		}
		if got := s.url(); got != want {
			t.Errorf("url(%q) = %q, want %q", text, got, want)
		}
	}
	for _, text := range []string{"", "http:", "http:/x", "xhttp://a", "ftp://a", "https"} {
		if s := newScanner(text); s.isURL() {
			t.Errorf("%q passes for an address", text)
		}
	}
}

func TestTimesAndOperatorsAtTheScanner(t *testing.T) {
	for word, want := range map[string]bool{
		"12:30": true, "9:05": true, "12:30:15": true, "16:9": true, "12:": false, ":30": false, "12": false,
		"12:3a": false, "123:45": false, "1:2:3:4": false, "ч:30": false, "": false,
	} {
		if got := isTime(word); got != want {
			t.Errorf("isTime(%q) = %v", word, got)
		}
	}
	for word, want := range map[string]bool{
		"AND": true, "OR": true, "NOT": true, "NEAR": true, "NEAR/3": true, "NEAR/x": true, "/3": true, "/12f": true,
		"and": false, "Or": false, "near/3": false, "/": false, "/f": false, "/x": false, "3/4": false, "NEARBY": false, "": false,
	} {
		if got := isOperator(word); got != want {
			t.Errorf("isOperator(%q) = %v", word, got)
		}
	}
}

func TestQuotesAtTheScanner(t *testing.T) {
	for text, want := range map[string]string{
		`"a"`:          "a",
		`" a  b	c "x`:  "a b c",
		`"a \" b"`:     `a " b`,
		`"a \\"`:       `a \`,
		`"a \n \( b"`:  `a \n \( b`,
		"\"a\nb\x1b\"": "a b",
		`"<<<"`:        "<<<",
	} {
		s := newScanner(text)
		if got, err := s.quoted(); err != nil || got != want {
			t.Errorf("quoted(%s) = %q, %v, want %q", text, got, err, want)
		}
	}
	for _, text := range []string{`"`, `"a`, `"a\"`, `""`, `"  "`, "\"\x00\""} {
		s := newScanner(text)
		if got, err := s.quoted(); err == nil {
			t.Errorf("quoted(%s) = %q, want an error", text, got)
		}
	}
}

// TestColumnsCountCharacters: a column is what a person would count, whatever
// the script, and comments and spaces count too.
func TestColumnsCountCharacters(t *testing.T) {
	for _, before := range []string{
		"", "a ", "пицца ", "日本語 ", "👍🏽 ", "e\u0301 ", "\xff\xfe ", "<<< пояснение >>> ", `"фраза тут" `, "tag:ярлык,\"ё ж\" ",
		"bio:/щ+/ ", "-(а OR б) ", "https://пример.рф/(ы) ", "\t \n", "raw:Ы ", "имя* ", ":( ", "is:new|",
	} {
		for _, bad := range []struct {
			text   string
			offset int
		}{{"nett:x", 0}, {"is:opne", 3}, {"likes:1..x", 9}, {"tag:a,", 6}, {"\"x", 0}, {"ёж:(a", 0}, {"sort:dat", 5}} {
			inTail := strings.HasSuffix(before, "|")
			if inTail != (bad.text == "sort:dat") {
				continue
			}
			_, err := Parse(before + bad.text)
			var e *Error
			if want := len([]rune(before)) + bad.offset + 1; !errors.As(err, &e) || e.Column != want {
				t.Errorf("%q: %v, want column %d", before+bad.text, err, want)
			}
		}
	}
}
