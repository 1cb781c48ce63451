package query

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// must parses a query that the test relies on.
func must(t testing.TB, s string) Query {
	t.Helper()
	q, err := Parse(s)
	if err != nil {
		t.Fatalf("Parse(%q): %v", s, err)
	}
	return q
}

func word(s string) Word { return Word{Text: s} }

func field(name string, v Value) Field { return Field{Name: name, Value: v} }

func val(s string) One { return One{Text: s} }

func list(items ...string) List {
	var l List
	for _, s := range items {
		l.Items = append(l.Items, val(s))
	}
	return l
}

func and(list ...Expr) And { return And{List: list} }

func or(list ...Expr) Or { return Or{List: list} }

func not(e Expr) Not { return Not{Expr: e} }

// story is one construct: what is typed, what it means, how it prints.
type story struct {
	typed   string
	tree    Expr
	printed string // "" = as typed
}

func tell(t *testing.T, stories []story) {
	t.Helper()
	for _, s := range stories {
		t.Run(s.typed, func(t *testing.T) {
			q := must(t, s.typed)
			if diff := cmp.Diff(s.tree, q.Expr); diff != "" {
				t.Fatalf("tree (-want +got):\n%s", diff)
			}
			want := s.printed
			if want == "" && s.tree != nil {
				want = s.typed
			}
			printed := Print(q)
			if printed != want {
				t.Errorf("printed %q, want %q", printed, want)
			}
			if diff := cmp.Diff(q, must(t, printed)); diff != "" {
				t.Errorf("printing changed the meaning:\n%s", diff)
			}
		})
	}
}

func TestWordsAndPhrases(t *testing.T) {
	tell(t, []story{
		{"", nil, ""},
		{"  ", nil, ""},
		{"пицца", word("пицца"), ""},
		{"*", All{}, ""},
		{"=IT", Word{Text: "IT", Exact: true}, ""},
		{"холод*", Word{Text: "холод", Prefix: true}, ""},
		{"=холод*", Word{Text: "холод", Exact: true, Prefix: true}, ""},
		{"c++*", Word{Text: "c++", Prefix: true}, ""},
		{"e-mail", word("e-mail"), ""},
		{"24/7", word("24/7"), ""},
		{"or", word("or"), ""},
		{"=OR", Word{Text: "OR", Exact: true}, ""},
		{`"a b"`, phrase("a b"), ""},
		{`"  a   b "`, phrase("a b"), `"a b"`},
		{`"say \"hi\" \\ \n"`, phrase(`say "hi" \ \n`), `"say \"hi\" \\ \\n"`},
		{`"OR"`, phrase("OR"), ""},
		{`"@me"`, phrase("@me"), ""},
		{`"<<< no comment >>>"`, phrase("<<< no comment >>>"), ""},
		{"raw:IT", Raw{Text: "IT"}, ""},
		{"raw:C++,(x)", and(Raw{Text: "C++,"}, word("x")), "raw:C++, x"},
		{`raw:"Big Tree"`, Raw{Text: "Big Tree"}, ""},
		{`raw:"plain"`, Raw{Text: "plain"}, "raw:plain"},
		{"bad\x1b[2Jnews", and(word("bad"), word("[2Jnews")), "bad [2Jnews"},
	})
}

func TestLiterals(t *testing.T) {
	lit := func(s string) Literal { return Literal{Text: s} }
	tell(t, []story{
		{"#пицца", lit("#пицца"), ""},
		{"@ivan@m.example", lit("@ivan@m.example"), ""},
		{"@ivan:m.example", lit("@ivan:m.example"), ""},
		{"@me @team @brand", and(lit("@me"), lit("@team"), lit("@brand")), ""},
		{"https://a.example/x?y=1,2*#z", lit("https://a.example/x?y=1,2*#z"), ""},
		{"HTTP://A.example", lit("HTTP://A.example"), ""},
		{"(see https://a.example/x_(y)) now", and(and(word("see"), lit("https://a.example/x_(y)")), word("now")), ""},
		{"https://a.example/x|count", lit("https://a.example/x"), "https://a.example/x | count"},
		{"12:30", lit("12:30"), ""},
		{"at 12:30:15 16:9", and(word("at"), lit("12:30:15"), lit("16:9")), ""},
		{":) :-( :D ;-) <3 :| -_-", and(lit(":)"), lit(":-("), lit(":D"), lit(";-)"), lit("<3"), lit(":|"), lit("-_-")), ""},
		{":)))) спасибо", and(lit(":)"), word("спасибо")), ":) спасибо"},
		{"ну :(((", and(word("ну"), lit(":(")), "ну :("},
		{"(a OR :))", or(word("a"), lit(":)")), "a OR :)"},
		{"-(a OR :))", not(or(word("a"), lit(":)"))), ""},
		{"-:)", not(lit(":)")), ""},
		{"<3(a OR b):D", and(lit("<3"), or(word("a"), word("b")), lit(":D")), "<3 (a OR b) :D"},
		{"-(a ; )", not(and(word("a"), word(";"))), ""},
		{"-(a ;)b", and(not(and(word("a"), word(";"))), word("b")), "-(a ; ) b"},
		{"=) =(", and(lit("=)"), lit("=(")), ""},
		{":D|count", lit(":D"), ":D | count"},
	})
}

func TestBooleans(t *testing.T) {
	a, b, c, d := word("a"), word("b"), word("c"), word("d")
	tell(t, []story{
		{"a b", and(a, b), ""},
		{"a AND b", and(a, b), "a b"},
		{"a OR b", or(a, b), ""},
		{"a b OR c d", or(and(a, b), and(c, d)), ""},
		{"a (b OR c) d", and(a, or(b, c), d), ""},
		{"a OR b c", or(a, and(b, c)), ""},
		{"a OR (b OR c)", or(a, or(b, c)), ""},
		{"(a b) c", and(and(a, b), c), ""},
		{"((a))", a, "a"},
		{"-a", not(a), ""},
		{"NOT a", not(a), "-a"},
		{"NOT(a b)c", and(not(and(a, b)), c), "-(a b) c"},
		{"-a b", and(not(a), b), ""},
		{"-a OR -b", or(not(a), not(b)), ""},
		{"-(-a)", not(not(a)), ""},
		{`-"a b"`, not(phrase("a b")), ""},
		{"-net:vk", not(field("net", val("vk"))), ""},
		{"a AND -b", and(a, not(b)), "a -b"},
		{`a"b"c`, and(a, phrase("b"), c), `a "b" c`},
		{"a(b)c", and(a, b, c), "a b c"},
		{"a <<< why: a and b >>> b", and(a, b), "a b"},
		{"a<<<x>>>b", and(a, b), "a b"},
		{"<<< all >>>", nil, ""},
	})
}

func TestNear(t *testing.T) {
	a, b, c := word("a"), word("b"), word("c")
	near := func(x, y Expr, n int, ordered bool) Near { return Near{A: x, B: y, Distance: n, Ordered: ordered} }
	tell(t, []story{
		{"a NEAR/3 b", near(a, b, 3, false), ""},
		{"a NEAR/3f b", near(a, b, 3, true), ""},
		{"a /3 b", near(a, b, 3, false), "a NEAR/3 b"},
		{"-a NEAR/2 b", not(near(a, b, 2, false)), ""},
		{"a NEAR/2 b c", and(near(a, b, 2, false), c), ""},
		{"a b NEAR/2 c", and(a, near(b, c, 2, false)), ""},
		{"a OR b NEAR/2 c", or(a, near(b, c, 2, false)), ""},
		{"(a OR b) NEAR/2 c", near(or(a, b), c, 2, false), ""},
		{"(a b) NEAR/2 c", near(and(a, b), c, 2, false), ""},
		{"(a NEAR/2 b) NEAR/4f c", near(near(a, b, 2, false), c, 4, true), ""},
		{`"a b" /2 "c"`, near(phrase("a b"), phrase("c"), 2, false), `"a b" NEAR/2 "c"`},
		{"a NEAR/2(b OR c)", near(a, or(b, c), 2, false), "a NEAR/2 (b OR c)"},
		{"raw:IT NEAR/2 :)", near(Raw{Text: "IT"}, Literal{Text: ":)"}, 2, false), ""},
		{"a/3 b", and(word("a/3"), b), ""},
	})
}

func TestFieldValues(t *testing.T) {
	tell(t, []story{
		{"net:vk", field("net", val("vk")), ""},
		{"Network:VK", field("net", val("vk")), "net:vk"},
		{"net:email,rss,matrix_2", field("net", list("mail", "feed", "matrix_2")), "net:mail,feed,matrix_2"},
		{"sentiment:negative,pos", field("sent", list("neg", "pos")), "sent:neg,pos"},
		{`sent:"NEU"`, field("sent", val("neu")), "sent:neu"},
		{"lang:ru lang:pt-BR", field("lang", list("ru", "pt-br")), "lang:ru,pt-br"},
		{"is:open has:link kind:review", and(field("is", val("open")), field("has", val("link")), field("kind", val("review"))), ""},
		{"is:open is:lead", and(field("is", val("open")), field("is", val("lead"))), ""},
		{"intent:complaint,concern", field("intent", list("complaint", "concern")), ""},
		{`tag:"two words"`, field("tag", One{Text: "two words", Quoted: true}), ""},
		{`tag:a,"b,c",d`, field("tag", List{Items: []One{val("a"), {Text: "b,c", Quoted: true}, val("d")}}), ""},
		{"tag:v*", field("tag", val("v*")), ""},
		{"tag:*", field("tag", val("*")), ""},
		{"from:@me", field("from", val("@me")), ""},
		{`from:"@me"`, field("from", One{Text: "@me", Quoted: true}), ""},
		{"bio:=CEO", field("bio", val("=CEO")), ""},
		{"id:mastodon:1138", field("id", val("mastodon:1138")), ""},
		{"url:https://a.example/x", field("url", val("https://a.example/x")), ""},
		{"url:/a\\/b.*c/", field("url", Regex{Source: "a/b.*c"}), ""},
		{`bio:/\d+ (и|and) \/ "x"/`, field("bio", Regex{Source: `\d+ (и|and) / "x"`}), ""},
		{"bio:/ceo/i", field("bio", Regex{Source: "(?i)ceo"}), "bio:/(?i)ceo/"},
		{`bio:/a\\/`, field("bio", Regex{Source: `a\\`}), ""},
		{"followers:>10K", field("followers", Compare{Op: ">", Text: "10k"}), "followers:>10k"},
		{"score:>=-0.5", field("score", Compare{Op: ">=", Text: "-0.5"}), ""},
		{"score:-1..1", field("score", Range{From: "-1", To: "1"}), ""},
		{"likes:5", field("likes", val("5")), ""},
		{"likes:5..", field("likes", Range{From: "5"}), ""},
		{"likes:..5", field("likes", Range{To: "5"}), ""},
		{"likes:1,2,3", field("likes", list("1", "2", "3")), ""},
		{"conf:<.5", field("conf", Compare{Op: "<", Text: ".5"}), ""},
		{"assignee:@me", field("assignee", val("@me")), ""},
	})
}

func TestTimeValues(t *testing.T) {
	tell(t, []story{
		{"date:2d..", field("date", Range{From: "2d"}), ""},
		{"date:1w1d..", field("date", Range{From: "1w1d"}), ""},
		{"date:Monday..wed", field("date", Range{From: "mon", To: "wed"}), "date:mon..wed"},
		{"date:2026-11-01..2026-11-07", field("date", Range{From: "2026-11-01", To: "2026-11-07"}), ""},
		{"date:2026,2027-01", field("date", list("2026", "2027-01")), ""},
		{"date:>=2026-11-01T12:30", field("date", Compare{Op: ">=", Text: "2026-11-01T12:30"}), ""},
		{`date:"2026-11-01 12:30"`, field("date", val("2026-11-01T12:30")), "date:2026-11-01T12:30"},
		{"date:2026-11-01t12:30:00z", field("date", val("2026-11-01T12:30:00Z")), "date:2026-11-01T12:30:00Z"},
		{"date:Yesterday", field("date", val("yesterday")), "date:yesterday"},
		{"age:<1d", field("age", Compare{Op: "<", Text: "1d"}), ""},
		{"age:1D", field("age", Compare{Op: "<=", Text: "1d"}), "age:<=1d"},
		{"age:1w..1mo", field("age", Range{From: "1w", To: "1mo"}), ""},
		{"wait:2h", field("wait", Compare{Op: ">=", Text: "2h"}), "wait:>=2h"},
		{"wait:>30min", field("wait", Compare{Op: ">", Text: "30min"}), ""},
		{"hour:9..18", field("hour", Range{From: "9", To: "18"}), ""},
		{"hour:09", field("hour", val("9")), "hour:9"},
		{"hour:22..6", field("hour", Range{From: "22", To: "6"}), ""},
		{"hour:18..24", field("hour", Range{From: "18", To: "23"}), "hour:18..23"},
		{"dow:sat,sun", field("dow", list("sat", "sun")), ""},
		{"dow:fri..mon", field("dow", Range{From: "fri", To: "mon"}), ""},
	})
}

func TestGroupsAndSubQueries(t *testing.T) {
	group := func(name string, e Expr) Field { return field(name, Group{Expr: e}) }
	tell(t, []story{
		{"tag:(a OR b)", group("tag", or(word("a"), word("b"))), ""},
		{`tag:(a -"b c")`, group("tag", and(word("a"), not(phrase("b c")))), ""},
		{"tag:(v*)", group("tag", Word{Text: "v", Prefix: true}), ""},
		{"tag:(*)", group("tag", All{}), ""},
		{"from:(@me OR #x)", group("from", or(word("@me"), word("#x"))), ""},
		{`from:("@me")`, group("from", phrase("@me")), ""},
		{"bio:(ceo NEAR/3 shop)", group("bio", Near{A: word("ceo"), B: word("shop"), Distance: 3}), ""},
		{"bio:(:) OR https://x.example/,)", group("bio", or(word(":)"), word("https://x.example/,"))), ""},
		{"sent:(negative OR pos)", group("sent", or(word("neg"), word("pos"))), "sent:(neg OR pos)"},
		{"score:(<3 OR >5)", group("score", or(word("<3"), word(">5"))), ""},
		{`score:("-5" OR 1..2)`, group("score", or(word("-5"), word("1..2"))), ""},
		{"age:(1d)", group("age", word("<=1d")), "age:(<=1d)"},
		{"net:(vk ((mail)))", group("net", and(word("vk"), word("mail"))), "net:(vk mail)"},
		{"net:(=vk OR mast*)", group("net", or(Word{Text: "vk", Exact: true}, Word{Text: "mast", Prefix: true})), ""},
		{
			"author:{followers:>10k is:vip}",
			Sub{Name: "author", Query: and(field("followers", Compare{Op: ">", Text: "10k"}), field("is", val("vip")))},
			"",
		},
		{"-thread:{ is:open OR author:{bio:ceo} }", not(Sub{Name: "thread", Query: or(field("is", val("open")), Sub{Name: "author", Query: field("bio", val("ceo"))})}), "-thread:{is:open OR author:{bio:ceo}}"},
		{"(author:{a :))} OR b)", or(Sub{Name: "author", Query: and(word("a"), Literal{Text: ":)"})}, word("b")), "author:{a :)} OR b"},
	})
}

func TestTwoPlainValuesMeanEither(t *testing.T) {
	vk, big := val("vk"), Compare{Op: ">", Text: "10"}
	tell(t, []story{
		{"net:vk net:mail", field("net", list("vk", "mail")), "net:vk,mail"},
		{"net:vk AND network:rss AND net:vk", field("net", list("vk", "feed")), "net:vk,feed"},
		{"net:vk net:vk", field("net", vk), "net:vk"},
		{"net:vk a net:mail b", and(field("net", list("vk", "mail")), word("a"), word("b")), "net:vk,mail a b"},
		{"net:vk,mail net:(feed OR demo)", field("net", list("vk", "mail", "feed", "demo")), "net:vk,mail,feed,demo"},
		{`assignee:@me assignee:"@me"`, field("assignee", List{Items: []One{val("@me"), {Text: "@me", Quoted: true}}}), `assignee:@me,"@me"`},
		{"account:a account:b kind:post kind:mail", and(field("account", list("a", "b")), field("kind", list("post", "mail"))), "account:a,b kind:post,mail"},
		{"net:vk -net:mail", and(field("net", vk), not(field("net", val("mail")))), ""},
		{"net:vk (net:mail a)", and(field("net", vk), and(field("net", val("mail")), word("a"))), ""},
		{"net:vk OR net:mail", or(field("net", vk), field("net", val("mail"))), ""},
		{"account:/a/ account:b account:/c/", and(field("account", Regex{Source: "a"}), field("account", val("b")), field("account", Regex{Source: "c"})), ""},
		{"net:(-vk) net:mail", and(field("net", Group{Expr: not(word("vk"))}), field("net", val("mail"))), ""},
		{"tag:a tag:b", and(field("tag", val("a")), field("tag", val("b"))), ""},
		{"likes:>10 likes:5", and(field("likes", big), field("likes", val("5"))), ""},
	})
}

func TestTail(t *testing.T) {
	for typed, want := range map[string]struct {
		tail    Tail
		printed string
	}{
		"a | sort:-score,date": {Tail{Sort: []SortKey{{"score", true}, {"date", false}}}, "a | sort:-score,date"},
		"a|limit:50":           {Tail{Limit: 50}, "a | limit:50"},
		"| group:name":         {Tail{Group: "author"}, "| group:author"},
		"|count":               {Tail{Count: true}, "| count"},
		"a | count | limit:3 <<<x>>> group:cluster sort:created": {
			Tail{Sort: []SortKey{{Field: "date"}}, Limit: 3, Group: "cluster", Count: true},
			"a | sort:date limit:3 group:cluster count",
		},
	} {
		q := must(t, typed)
		if diff := cmp.Diff(want.tail, q.Tail); diff != "" {
			t.Errorf("%q (-want +got):\n%s", typed, diff)
		}
		if got := Print(q); got != want.printed {
			t.Errorf("%q prints %q, want %q", typed, got, want.printed)
		}
	}
}

func TestLimits(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("(", n) + "a" + strings.Repeat(")", n) }
	must(t, deep(MaxDepth))
	for _, bad := range []string{
		deep(MaxDepth + 1),
		strings.Repeat("author:{", 5000),
		strings.Repeat("a ", MaxLength),
		strings.Repeat(`a"b"`, MaxLength/4), // longer when printed
		"bio:/" + strings.Repeat("a", MaxRegex+1) + "/",
	} {
		if _, err := Parse(bad); err == nil {
			t.Errorf("%.20q... is accepted", bad)
		}
	}
	must(t, strings.Repeat("слово ", MaxLength/11))
}

// TestHostileInputEnds: each of these took seconds, and together hours,
// with a careless algorithm; the tests are given minutes.
func TestHostileInputEnds(t *testing.T) {
	for _, piece := range []string{
		"http://a((((", "http://(", "net:a net:b ", "-", "(", "\"", "a OR ", "tag:a,", ":(", "a<<<", "bio:/", "author:{", "NEAR/", "*", "#",
		"net:(a OR b) ", "a /2 b ", "\\", "x:", "date:1d", ":) ", "(a) ", "9.", "1d",
	} {
		for _, start := range []string{"", "a ", "http://", "\"", "net:(", "bio:/", "date:", "likes:", "a | sort:"} {
			s := start + strings.Repeat(piece, (MaxLength-20)/len(piece))
			if q, err := Parse(s); err == nil {
				Print(q)
			}
			Complete(s, len(s))
		}
	}
}
