package match_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/scoring/text"
	"earshot/store"
	"earshot/store/index"
	"earshot/store/match"
)

// show writes terms so that they can be read: / stands for the zero byte.
func show(d index.Document) string {
	return strings.ReplaceAll(strings.Join(d.Terms, " "), "\x00", "/")
}

func shown(list []index.Facet) string {
	var out []string
	for _, f := range list {
		out = append(out, fmt.Sprint(f.Field, "=", f.Value))
	}
	return strings.Join(out, " ")
}

// The terms of a text: whoever changes them has to build every index again.
func TestTermsOfAText(t *testing.T) {
	for s, want := range map[string]string{
		"Хочу пиццу":          "wпицц/пиццу wхоч/хочу",
		"happy run, #Running": "ihappy p# p, whappi/happy wrun/#running wrun/run",
		"don't a_b":           "aa_b adon at p' wa/a wb/b wdon't/don't",
		"12:30 :)":            "a12 a30 p) p: p:) w12:30/12:30 w:)/:)",
		"@ivan.petrov @ivan":  "aivan apetrov p. p@ w@ivan/@ivan w@ivan.petrov/@ivan.petrov",
		"a.com/x":             "aa acom ax p. p/ wa.com/x/a.com/x",
		"cafe\u0301 b":        "o wb/b wcafe\u0301/cafe\u0301",
		"":                    "",
	} {
		d := match.Document(said(s), 1)
		words := strings.Count(want, "/") // each stands behind its stem
		pairs := len(d.Terms)
		d.Terms = slices.DeleteFunc(d.Terms, func(t string) bool { return t[0] == 'q' })
		if pairs -= len(d.Terms); pairs != max(0, words-1) && s != "a.com/x" {
			t.Errorf("%q: %d pairs of %d words", s, pairs, words)
		}
		if got := show(d); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

// Pairs are kinds: those of one text are nearly always different ones, and the
// order of the words counts.
func TestPairsOfWords(t *testing.T) {
	pairs := func(s string) (out []string) {
		for _, term := range match.Document(said(s), 1).Terms {
			if term[0] == 'q' {
				out = append(out, term)
			}
		}
		return out
	}
	if a, b := pairs("горячая печь"), pairs("горячие печи"); len(a) != 1 || !slices.Equal(a, b) {
		t.Errorf("other forms make other pairs: %q, %q", a, b)
	}
	if slices.Equal(pairs("горячая печь"), pairs("печь горячая")) {
		t.Error("the order of a pair does not count")
	}
	seen := map[string]int{}
	for i := range 10_000 {
		for _, p := range pairs(fmt.Sprint("слово", i, " дом", i/7)) {
			seen[p]++
		}
	}
	for p, n := range seen {
		if n > 60 {
			t.Errorf("10,000 pairs fall %d times on %q, on average 10 times", n, p)
		}
	}
	if len(seen) < 1000 {
		t.Errorf("only %d kinds are used", len(seen))
	}
}

func TestDocumentOfAMention(t *testing.T) {
	m := said("see")
	m.URL, m.Body.Links = "https://News.Example.com/p", []string{"http://u@h.example:80/", "::", ""}
	m.Body.Geo, m.Author.Location = &store.Geo{Country: "RU", Place: "Казань"}, ""
	m.Work = store.Work{State: store.StateOpen, Assignee: "anna", Tags: []string{"b", "a"}, Answered: m.Created.Add(time.Hour), Notes: 2}
	m.Judgement = store.Judgement{Sentiment: "negative", Intent: "complaint", Lead: true, Priority: 71, Confidence: 0.9, Monitors: []string{"m"}}
	m.Counts, m.Place.Cluster = store.Counts{Likes: 3, Views: 1200}, 4
	d := match.Document(m, 9)
	if want := "H U gwru/ru gwказан/казань gy hcom.example.news hexample.h wsee/see"; show(d) != want {
		t.Errorf("terms %q", show(d))
	}
	if want := "1=mastodon 5=open 6=anna 7=negative 8=complaint 9=a 9=b 10=m 11=link 12=answered 12=dup 12=lead 12=note 13=4 15=7 18=32 19=143 20=37 21=21"; shown(d.Facets) != want {
		t.Errorf("facets %s", shown(d.Facets))
	}
	if d.Num != 7 || d.Person != 9 || d.Thread == 0 || d.Time != m.Created.UnixMicro() {
		t.Errorf("%+v", d)
	}
	m.Author = store.Author{}
	if !slices.Contains(match.Document(m, 0).Terms, "z") {
		t.Error("a mention of nobody is not marked")
	}
}

func TestDocumentOfAPerson(t *testing.T) {
	one := match.Described{Network: "vk", Author: store.Author{ID: "1", Handle: "Ёж", Bio: "ест", Followers: 3, URL: "http://a.example"}}
	two := one
	two.Author.Name, two.Author.Avatar = "Anna", "x"
	d := match.Person(5, []match.Described{one, one}, nil)
	if want := "Bwест/ест By Fеж Nwеж/еж Ny Qwеж/еж Qy Rwест/ест Ry fеж hexample.a m1 mvk:1 mёж n1 nvk:1 nёж"; show(d) != want {
		t.Errorf("terms %q, want %q", show(d), want)
	}
	if want := "1=vk 11=link"; shown(d.Facets) != want {
		t.Errorf("facets %q, want %q", shown(d.Facets), want)
	}
	d = match.Person(5, []match.Described{one, two}, &store.Identity{ID: "vk:1", VIP: true, Tags: []string{"gold"}})
	if want := "1=vk 9=gold 11=vip 14=1 24=00"; shown(d.Facets) != want {
		t.Errorf("facets %q, want %q", shown(d.Facets), want)
	}
	marks := func(d index.Document) string {
		return strings.Join(slices.DeleteFunc(slices.Clone(d.Terms), func(s string) bool { return s != "u" && s != "v" && s != "x" }), "")
	}
	three := two
	three.Author.Handle = strings.Repeat("x", 300)
	for want, d := range map[string]index.Document{
		"":    match.Person(1, []match.Described{two}, nil),
		"uv":  match.Person(1, []match.Described{one, two}, nil),
		"v":   match.Person(1, []match.Described{one, two}, &store.Identity{Author: one.Author}),
		"uvx": match.Person(1, []match.Described{one, three}, nil),
	} {
		if got := marks(d); got != want {
			t.Errorf("marks %q, want %q", got, want)
		}
	}
}

// TestSameTerms changes one thing after the other.
func TestSameTerms(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*store.Mention)
		same   bool
	}{
		"nothing":  {func(*store.Mention) {}, true},
		"work":     {func(m *store.Mention) { m.Work.State, m.Work.Tags = store.StateDone, []string{"x"} }, true},
		"likes":    {func(m *store.Mention) { m.Counts.Likes++ }, true},
		"text":     {func(m *store.Mention) { m.Body.Text += "!" }, false},
		"title":    {func(m *store.Mention) { m.Body.Title = "x" }, false},
		"warning":  {func(m *store.Mention) { m.Body.Warning = "x" }, false},
		"time":     {func(m *store.Mention) { m.Created = m.Created.Add(time.Microsecond) }, false},
		"thread":   {func(m *store.Mention) { m.Place.Thread = "x" }, false},
		"author":   {func(m *store.Mention) { m.Author.ID = "x" }, false},
		"place":    {func(m *store.Mention) { m.Body.Geo = &store.Geo{Place: "x"} }, false},
		"location": {func(m *store.Mention) { m.Author.Location = "x" }, false},
		"address":  {func(m *store.Mention) { m.URL = "http://x.example" }, false},
		"link":     {func(m *store.Mention) { m.Body.Links = []string{"http://x.example"} }, false},
		"position": {func(m *store.Mention) { m.Body.Geo = &store.Geo{Lat: 5} }, true},
	} {
		a, b := said("text"), said("text")
		c.change(b)
		if got := match.SameTerms(a, b); got != c.same {
			t.Errorf("%s: %v", name, got)
		}
		if da, db := match.Document(a, 1), match.Document(b, 1); match.SameTerms(a, b) && (!slices.Equal(da.Terms, db.Terms) || da.Thread != db.Thread) {
			t.Errorf("%s: the terms differ", name)
		}
	}
}

// A round number has a bucket of its own, so that asking for it is sure.
func TestRoundNumbersAreSure(t *testing.T) {
	list := texts("a", "b", "c")
	list[0].Counts.Likes, list[1].Counts.Likes, list[2].Counts.Likes = 1000, 999, 1001
	list[0].Judgement.Priority, list[1].Judgement.Priority, list[2].Judgement.Priority = 42, 43, 41
	list[0].Judgement.Confidence, list[1].Judgement.Confidence, list[2].Judgement.Confidence = 0.85, 0.86, math.NaN()
	list[0].Author.Followers, list[1].Author.Followers = 15_000, 70_000
	stock(t, list, nil, func(l *library) {
		l.expect(t, map[string]string{
			"likes:1k": "1", "likes:>=1k": "1 3", "likes:<1k": "2", "likes:>1k": "3", "likes:1000..1500": "1 3", "likes:<=1k": "1 2", "likes:1001": "|3", "score:42": "1", "score:>41": "1 2", "score:40..42": "1 3",
			"conf:0.85": "1", "conf:>0.85": "2", "conf:*": "1 2", "conf:>=0.85": "1 2", "conf:<0.85": "", "likes:*": "1 2 3", "followers:15k": "1", "followers:60k..": "|2", "-followers:>15k": "1 3",
		})
	})
}

func TestResponseStepsEndWhereBucketsEnd(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		took := time.Duration(rapid.Int64Range(-1e9, 4e15).Draw(rt, "µs")) * time.Microsecond / 1000
		if rapid.Bool().Draw(rt, "at the end") {
			took = rapid.SampledFrom([]time.Duration{15 * time.Minute, time.Hour, 4 * time.Hour, 24 * time.Hour}).Draw(rt, "step") + time.Duration(rapid.IntRange(-1, 1).Draw(rt, "beside"))*time.Microsecond
		}
		m := said("x")
		m.Work.Answered = m.Created.Add(took)
		value := ""
		for _, f := range match.Facets(m) {
			if f.Field == match.FieldTook {
				value = f.Value
			}
		}
		if got, want := match.ResponseStep(value), fmt.Sprint(store.ResponseStep(took)); got != want {
			rt.Fatalf("%v: %s, want %s", took, got, want)
		}
	})
	if match.ResponseStep("") != "" {
		t.Error("no answer has a step")
	}
}

// BenchmarkDocument lays a mention of 150 letters, as an engine does for every
// one that comes in.
func BenchmarkDocument(b *testing.B) {
	long := "Третий день жду мастера, холодильник опять не морозит! Звонил в сервис @acme_help в 12:30, обещали перезвонить... #ремонт https://shop.example/x :("
	plain := "Хочу купить новый холодильник взамен старого, посоветуйте хорошую модель, которая не шумит ночью и служит долго, а то соседи уже ругаются на нас"
	cutter := text.NewCutter()
	for name, s := range map[string]string{"busy": long, "plain": plain} {
		m := said(s)
		m.URL, m.Author.Location = "https://m.example/@ivan/1138", "Казань"
		m.Judgement = store.Judgement{Sentiment: "negative", Intent: "complaint", Priority: 71, Confidence: 0.87}
		m.Author.Followers, m.Counts.Likes = 1840, 3
		tokens := make([]text.Token, 0, 64)
		b.Run(name+"/tokens", func(b *testing.B) {
			for b.Loop() {
				tokens = cutter.Tokens(tokens[:0], s)
			}
		})
		b.Run(name+"/document", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				match.DocumentBy(cutter, m, 5)
			}
		})
		b.Run(name+"/facets", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				match.Facets(m)
			}
		})
	}
}

func TestDocumentOfARecord(t *testing.T) {
	row := &store.Identity{
		ID: "row:7", Network: "vk", Author: store.Author{Name: "Щук Я", Email: "a.b@c.example", Followers: 900}, Mentions: 10,
		Lists: []string{"news"}, Class: "advocate", Phone: "+7",
	}
	d := match.Person(5, nil, row)
	if want := "1=vk 11=email 11=phone 14=30 24=19 25=news 26=advocate"; shown(d.Facets) != want {
		t.Errorf("facets %q, want %q", shown(d.Facets), want)
	}
	looked := strings.Join(slices.DeleteFunc(slices.Clone(d.Terms), func(s string) bool { return s[0] != 's' && s[0] != 'S' && s[0] != 'k' }), " ")
	if want := "Sa Sab Sb Sc Se Sek Si Sia Ss Ssu k sa sab sb sc seksample sia ssuk"; looked != want {
		t.Errorf("looked up by %q, want %q", looked, want)
	}
}
