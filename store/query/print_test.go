package query

import "testing"

// TestPrintOfTreesMadeByHand: other parts of the program build trees, for
// instance from a click on a facet. They print to what they mean, in the
// fewest parentheses.
func TestPrintOfTreesMadeByHand(t *testing.T) {
	a, b, c := word("a"), word("b"), word("c")
	near := func(x, y Expr) Near { return Near{A: x, B: y, Distance: 3} }
	for _, s := range []struct {
		tree Expr
		want string
	}{
		{nil, ""},
		{All{}, "*"},
		{and(a, b, c), "a b c"},
		{and(a, or(b, c)), "a (b OR c)"},
		{or(a, and(b, c)), "a OR b c"},
		{or(or(a, b), c), "(a OR b) OR c"},
		{and(and(a, b), c), "(a b) c"},
		{not(a), "-a"},
		{not(not(a)), "-(-a)"},
		{not(and(a, b)), "-(a b)"},
		{not(near(a, b)), "-a NEAR/3 b"},
		{and(near(a, b), c), "a NEAR/3 b c"},
		{near(near(a, b), or(b, c)), "(a NEAR/3 b) NEAR/3 (b OR c)"},
		{and(nil, a, nil), "a"},
		{or(nil), "-*"},
		{and(), "*"},
		{and(a, and()), "a *"},
		{near(a, and()), "a NEAR/3 *"},
		{not(or()), "-(-*)"},

		// Words that the language would read otherwise.
		{word("AND"), `"AND"`},
		{word("/3"), `"/3"`},
		{word("two words"), `"two words"`},
		{word("-a"), `"-a"`},
		{word("#a"), `"#a"`},
		{word("a:b"), `"a:b"`},
		{word("(a)"), `"(a)"`},
		{word("a*"), `"a*"`},
		{word("*"), `"*"`},
		{word(`say "x"`), `"say \"x\""`},
		{word(":)"), `":)"`},
		{word("<<<x>>>"), `"<<<x>>>"`},
		{word("http://a.example"), `"http://a.example"`},
		{Word{Text: "ab", Prefix: true}, `"ab"`},
		{Word{Text: "a", Exact: true}, "=a"},
		{Raw{Text: "A B"}, `raw:"A B"`},
		{Raw{Text: `"`}, `raw:"\""`},

		// Values.
		{field("tag", val("a b")), `tag:"a b"`},
		{field("tag", val("a,b")), `tag:"a,b"`},
		{field("tag", val("/a/")), `tag:"/a/"`},
		{field("tag", val("-a")), `tag:"-a"`},
		{field("tag", val(">a")), `tag:">a"`},
		{field("tag", val("a..b")), `tag:"a..b"`},
		{field("tag", val("v*")), "tag:v*"},
		{field("tag", One{Text: "v*", Quoted: true}), `tag:"v*"`},
		{field("tag", list("a", "b c")), `tag:a,"b c"`},
		{field("score", val("-1")), "score:-1"},
		{field("score", Group{Expr: or(word("-1"), word(">5"))}), `score:("-1" OR >5)`},
		{field("likes", Range{From: "1"}), "likes:1.."},
		{field("likes", Compare{Op: ">=", Text: "5"}), "likes:>=5"},
		{field("url", Regex{Source: `a/b\/c[/]`}), `url:/a\/b\/c[\/]/`},
		{field("tag", Group{Expr: not(and(a, b))}), "tag:(-(a b))"},
		{Sub{Name: "author", Query: or(a, b)}, "author:{a OR b}"},
		{not(Sub{Name: "thread", Query: a}), "-thread:{a}"},
	} {
		got := Print(Query{Expr: s.tree})
		if got != s.want {
			t.Errorf("%#v prints %s, want %s", s.tree, got, s.want)
		}
		if _, ok := s.tree.(Near); ok && s.want == "a NEAR/3 *" {
			continue // NEAR of everything means nothing; Parse says so
		}
		q, err := Parse(got)
		if err != nil {
			t.Errorf("%s: %v", got, err)
		} else if again := Print(q); again != got {
			t.Errorf("%s prints as %s the second time", got, again)
		}
	}
}

func TestPrintOfTails(t *testing.T) {
	for _, s := range []struct {
		tail Tail
		want string
	}{
		{Tail{}, "a"},
		{Tail{Count: true}, "a | count"},
		{Tail{Limit: 5}, "a | limit:5"},
		{Tail{Limit: -5}, "a"},
		{Tail{Group: "net"}, "a | group:net"},
		{Tail{Sort: []SortKey{{Field: "date", Desc: true}}}, "a | sort:-date"},
		{Tail{Sort: []SortKey{{Field: "date"}, {Field: "likes"}}, Limit: 1, Group: "net", Count: true}, "a | sort:date,likes limit:1 group:net count"},
	} {
		if got := Print(Query{Expr: word("a"), Tail: s.tail}); got != s.want {
			t.Errorf("%+v prints %q, want %q", s.tail, got, s.want)
		}
	}
}
