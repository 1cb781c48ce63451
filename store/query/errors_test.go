package query

import (
	"errors"
	"strings"
	"testing"
)

func TestErrorsPointAndSuggest(t *testing.T) {
	for _, c := range []struct {
		typed      string
		column     int
		message    string // a part of it
		suggestion string
	}{
		// Unknown fields are never text.
		{"ne:vk", 1, `unknown field "ne"`, "net"},
		{"nett:vk", 1, `unknown field "nett"`, "net"},
		{"пицца sentimant:neg", 7, "unknown field", "sent"},
		{"folowers:>5", 1, "unknown field", "followers"},
		{"a -(b OR autor:x)", 10, "unknown field", "author"},
		{"xyzzyqwerty:1", 1, "unknown field", ""},
		{"foo:D", 1, "unknown field", ""},
		{"поле:1", 1, "unknown field", ""},
		{"=net:vk", 1, "unknown field", "net"},
		{":vk", 1, "field name is missing", ""},
		{"mailto:a@b.example", 1, "unknown field", ""},

		// Values.
		{"net:", 5, "a value is missing after net:", ""},
		{"net: vk", 5, "a value is missing", ""},
		{"(net:)", 6, "a value is missing", ""},
		{"raw: x", 5, "a value is missing after raw:", ""},
		{"is:opne", 4, `"opne" is no value of is:`, "open"},
		{"is:open,dnoe", 9, "no value of is:", "done"},
		{"is:concern", 4, "no value of is:", "intent:concern"},
		{"intent:lead", 8, "no value of intent:", "is:lead"},
		{"sent:negativ", 6, "no value of sent:", "neg"},
		{"has:pictures", 5, "no value of has:", "image"},
		{"is:*", 4, "no value of is:", ""},
		{"kind:postt", 6, "no value of kind:", "post"},
		{"net:v!k", 5, "no value of net:", "vk"},
		{"lang:russan", 6, "no value of lang:", "ru"},
		{"tag:-vip", 5, `cannot begin with "-"`, "-tag:vip"},
		{"tag:,a", 5, "a value is missing", ""},
		{"tag:a,", 7, "a value is missing", ""},
		{"tag:a(b)", 6, "put a space", ""},
		{`tag:a"b"`, 6, "put a space", ""},
		{`tag:""`, 5, "quotes are empty", ""},
		{"tag:>a", 5, "cannot be compared", `">a"`},
		{"tag:a..b", 5, "takes no range", `"a..b"`},
		{"is:new..done", 4, "takes no range", ""},
		{"tag:a*b", 6, `"*" may stand only at the end`, ""},
		{"bio:ab*", 5, "at least 3 letters", ""},

		// Numbers.
		{"likes:many", 7, `"many" is no number`, ""},
		{"likes:>", 8, "a value is missing after >", ""},
		{"likes:>=1O", 9, `"1O" is no number`, ""},
		{"likes:1..x", 10, `"x" is no number`, ""},
		{"likes:..", 7, "at least one end", ""},
		{"likes:9..1", 7, "runs backwards", "1..9"},
		{"likes:1,2..3", 9, "only single values", "likes:(... OR ...)"},
		{"likes:/1/", 7, "takes no regular expression", ""},
		{"conf:>80", 7, "between 0 and 1", "0.8"},
		{"hour:25", 6, "no hour", ""},
		{"hour:9..30", 9, "no hour", ""},
		{"dow:frday", 5, "no value of dow:", "fri"},

		// Dates and spans.
		{"date:tomorow", 6, "is no date", ""},
		{"date:yesterdya", 6, "is no date", "yesterday"},
		{"date:2026-02-30", 6, "is no date", ""},
		{"date:01.11.2026..", 6, "year-month-day", "2026-11-01"},
		{"date:2026-11-07..2026-11-01", 6, "runs backwards", "2026-11-01..2026-11-07"},
		{"date:1d..3d", 6, "runs backwards", "3d..1d"},
		{"date:..2x", 9, "no unit of time", ""},
		{"age:3d..1d", 5, "runs backwards", "1d..3d"},
		{"age:<5m", 7, "minutes or months", "5mo or 5min"},
		{"age:<5", 7, "unit of time is missing", "5d"},
		{"age:<5days", 7, "no unit of time", "5d"},
		{"age:1w2q", 8, "no unit of time", ""},
		{"age:99999y", 5, "100 years", ""},
		{"age:*..1d", 5, `"*" cannot stand here`, ""},

		// Groups, sub-queries, regular expressions.
		{"is:(open OR dnoe)", 13, "no value of is:", "done"},
		{"tag:(a net:vk)", 8, "cannot stand inside tag:", ""},
		{"tag:(a,b)", 6, "list cannot stand inside", "a OR b"},
		{"tag:(a NEAR/3 b)", 8, "NEAR works only in text", ""},
		{"tag:()", 5, "empty", ""},
		{"tag:(a", 5, "never closed", ")"},
		{"net:{a}", 5, "only author: and thread:", ""},
		{"author:{folowers:>1}", 9, "unknown field", "followers"},
		{"author:{}", 8, "empty", ""},
		{"author:{a", 8, "never closed", "}"},
		{"author:{a | count}", 11, "inside brackets", ""},
		{"{a}", 1, "braces belong to", "author:{"},
		{"url:/path/to", 11, "only the flag i", `\/`},
		{"url:/path x", 5, "never closed", `"/path"`},
		{"bio:/(/", 5, "bad regular expression", ""},
		{"bio:/a{1001}/", 5, "bad regular expression", ""},
		{"bio:a,/b/", 7, "stands alone", `"/b/"`},
		{"bio:(/b/ OR c)", 6, "stands alone", `"/b/"`},
		{"bio://", 5, "empty", ""},

		// Grammar.
		{"a OR", 5, "missing here", ""},
		{"OR a", 1, "OR needs something before it", ""},
		{"a AND OR b", 7, "OR needs", ""},
		{"a AND", 6, "missing here", ""},
		{"NOT", 4, "missing here", ""},
		{"-", 1, "right after it", ""},
		{"pizza - fast", 7, "right after it", ""},
		{"--a", 2, "negated twice", ""},
		{"NOT -a", 5, "negated twice", ""},
		{"()", 1, "empty", ""},
		{"(a", 1, "never closed", ")"},
		{"a)", 2, "closes nothing", ""},
		{"(a}", 3, "does not close the bracket of column 1", ")"},
		{"(a | count)", 4, "inside brackets", ""},
		{`a "b`, 3, "quote is never closed", `"`},
		{`" "`, 1, "quotes are empty", ""},
		{"a <<< b", 3, "comment is never closed", ">>>"},
		{"ab*", 1, "at least 3 letters", ""},
		{"*ab", 1, `"*" may stand only at the end`, ""},
		{"=", 1, "needs a word", ""},
		{"#", 1, "needs a name", ""},
		{"#tag*", 5, "literally", ""},
		{"http://", 1, "not complete", ""},
		{"a NEAR b", 3, "needs a distance", "NEAR/5"},
		{"a NEAR/x b", 3, "is no distance", "NEAR/5"},
		{"a NEAR/0 b", 3, "between 1 and", ""},
		{"a NEAR/99999999999999999999 b", 3, "between 1 and", ""},
		{"a /3f b", 3, "no forward form", "NEAR/3f"},
		{"a NEAR/2", 9, "missing here", ""},
		{"NEAR/2 a", 1, "needs something before it", ""},
		{"a NEAR/2 b NEAR/2 c", 12, "NEAR joins two", ""},
		{"a NEAR/2 net:vk", 10, "words and phrases only", ""},
		{"a NEAR/2 -b", 10, "words and phrases only", ""},
		{"(a OR -b) NEAR/2 c", 1, "words and phrases only", ""},

		// Tail.
		{"a |", 4, "expected sort:", ""},
		{"a | srot:date", 5, "unknown", "sort:"},
		{"a | sort:tag", 10, `cannot sort by "tag"`, ""},
		{"a | sort:-dat", 11, "cannot sort by", "date"},
		{"a | sort:date,-scor", 16, "cannot sort by", "score"},
		{"a | sort:date,created", 15, "stands twice", ""},
		{"a | limit:0", 11, "limit: needs a number", ""},
		{"a | limit:x", 11, "limit: needs a number", ""},
		{"a | count count", 11, "stands twice", ""},
		{"a | group:athor", 11, "cannot group by", "author"},
		{"a | group:likes", 11, "cannot group by", ""},
		{"a | limit:5 (b)", 13, "expected sort:", ""},
	} {
		_, err := Parse(c.typed)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%q: got %v, want an *Error", c.typed, err)
			continue
		}
		if e.Column != c.column || !strings.Contains(e.Message, c.message) || e.Suggestion != c.suggestion {
			t.Errorf("%q:\n got %d %q %q\nwant %d %q %q", c.typed, e.Column, e.Message, e.Suggestion, c.column, c.message, c.suggestion)
		}
	}
}

func TestErrorText(t *testing.T) {
	_, err := Parse("net:vk ist:new")
	if got, want := err.Error(), `column 8: unknown field "ist", did you mean intent?`; !strings.HasPrefix(got, `column 8: unknown field "ist"`) {
		t.Errorf("got %q, want like %q", got, want)
	}
	_, err = Parse(strings.Repeat("x", 500) + ":1")
	if len(err.Error()) > 120 {
		t.Errorf("a long name makes a long message: %q", err)
	}
}

func TestEditDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"abc", "abc", 0}, {"", "ab", 2}, {"opne", "open", 1}, {"kitten", "sitting", 3}, {"тег", "тек", 1}} {
		if got := Distance(c.a, c.b); got != c.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
