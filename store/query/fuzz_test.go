package query

import (
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"", "пицца =IT холод* *", `"a \"b\" \\" raw:"X y" raw:X`, "#a @b @me https://a.b/c_(d) 12:30 :) :((( <3 -_-",
		"a OR -b (c AND NOT d)", "a NEAR/3f (b OR c) /2 d", "net:vk,mail net:rss tag:(a -\"b\") bio:/a\\/b/i",
		"author:{followers:>10k is:vip} thread:{x}", "date:2d.. date:mon..wed,tue age:1w1d hour:22..6 dow:sat,sun",
		"score:(-5 OR <3 OR 1..2) conf:.5 likes:5..", "a <<< b >>> c | sort:-score,date limit:50 group:author count",
		"nett:x", "((((", "tag:a,", "bio:(:) OR =) OR <3)", "is:(\"open\")", "date:\"2026-11-01 12:30\"..", "a|", "wait:(2h)",
		"\x00\xff\u202e", "lang:(=ru*) net:(vk mail) net:x", "url:https://a/*,b", "raw:*\\", "-(:))", "(:| | count", "url:0,/", "<3(=00)", "0 /1 -", "(0 ;)00",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		Complete(s, utf8.RuneCountInString(s))
		q, err := Parse(s)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Message == "" || e.Column < 1 || e.Column > utf8.RuneCountInString(s)+1 {
				t.Fatalf("Parse(%q): bad error %#v", s, err)
			}
			return
		}
		printed := Print(q)
		again, err := Parse(printed)
		if err != nil {
			t.Fatalf("%q prints %q, which fails: %v", s, printed, err)
		}
		if diff := cmp.Diff(q, again); diff != "" {
			t.Fatalf("%q prints %q, which means something else:\n%s", s, printed, diff)
		}
		if second := Print(again); second != printed {
			t.Fatalf("%q prints %q, then %q", s, printed, second)
		}
		expandAll(q.Expr)
	})
}

// expandAll looks for panics in every field of a tree.
func expandAll(e Expr) {
	switch e := e.(type) {
	case And:
		for _, m := range e.List {
			expandAll(m)
		}
	case Or:
		for _, m := range e.List {
			expandAll(m)
		}
	case Not:
		expandAll(e.Expr)
	case Sub:
		expandAll(e.Query)
	case Field:
		Print(Query{Expr: Expand(e)})
	}
}

func BenchmarkParse(b *testing.B) {
	const s = `net:vk,mail (холодильник OR "не морозит" NEAR/5 мастер) -is:done author:{followers:>10k is:vip} date:2d.. | sort:-score limit:50`
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(s); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPrint(b *testing.B) {
	q := must(b, `net:vk,mail (холодильник OR "не морозит" NEAR/5 мастер) -is:done author:{followers:>10k is:vip} date:2d..`)
	b.ReportAllocs()
	for b.Loop() {
		Print(q)
	}
}

func BenchmarkComplete(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Complete("net:vk is:(new OR o", 19)
	}
}
