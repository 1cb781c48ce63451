package match_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/index"
	"earshot/store/match"
	"earshot/store/mem"
	"earshot/store/query"
)

// The iron law: what the index finds for sure matches, and what matches the
// index may find; a mention of which the matcher has an error is in between.

// scraps are what hostile texts are glued of.
func scraps() []string {
	return []string{
		"пицца", "Пиццу", "пицц", "ёлки", "елка", "happy", "Happier", "happi", "run", "Running", "running", "IT", "it", "dying", "die", "x", "b", "a", "a", "1", "12", "30", "2.5",
		"#", "@", "#Пицца", "#run", "@ivan", "@ivan@m.example", "ivan", "@ivan.petrov", "@acme", "acme_help", "_", "'", "’", "ʼ", ".", ",", ":", "-", "/", "//", "!", "(", ")", ")))", ":)", ":-D", "xD", "T_T", "^^",
		" ", " ", " ", " ", "  ", "\n", "12:30", "http://", "https://Shop.example/x", "shop.example", "a@b.example", "👍", "👍🏽", "❤️", "👩‍💻", "冰", "日本", "и\u0306", "é", "e\u0301", "\u0301", "²", "½", "Ⅷ", "\xff", "\u200d",
		"don't", "об’ява", "wi-fi", "İ", "ſ", "K", "ﬁ", "كتاب", "का", "한국", strings.Repeat("ы", 70), strings.Repeat("z", 127), strings.Repeat("z", 130), ".com", "\u00a0", "ё", "Ё", "--", "=)", "#1_2", "#²", "@_x",
	}
}

func scrawl(max int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(scraps()), 0, max).Draw(t, "scraps"), "")
	})
}

func drawAuthor(t *rapid.T) store.Author {
	pick := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(t, name) }
	return store.Author{
		ID: pick("author id", "", "", "1", "2", "Ёж", "vk:u"), Handle: pick("handle", "", "Ann@x.example", "bob", "ivan", "ёж_1", "a"+strings.Repeat("b", 300)),
		Name: pick("name", "", "Анна Петрова", "Bob", "acme", "Running @acme_help 12:30 happy"), Email: pick("email", "", "", "Ivan@M.example"),
		URL: pick("author url", "", "https://Ivan.example/x", "http://a.b.example"), Location: pick("location", "", "Казань", "Казани, Россия", "Happy Valley"),
		Bio:       pick("bio", "", "", "Пекарь, +7 843 555 12 34", "baker ivan@x.example run a b", "see shop.example #run"),
		Followers: rapid.SampledFrom([]int{-5, 0, 0, 4, 1500, 9_999, 10_000, 12_345}).Draw(t, "followers"),
	}
}

func drawMention(t *rapid.T, id int) *store.Mention {
	pick := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(t, name) }
	number := func(name string) int {
		return rapid.SampledFrom([]int{0, 0, 1, 2, 4, 7, 999, 1000, 1500, 1e9, 7e9, -1}).Draw(t, name)
	}
	created := now().Add(-time.Duration(rapid.IntRange(-3, 14*24*4).Draw(t, "quarters")) * 15 * time.Minute).Add(time.Duration(rapid.IntRange(-1, 1).Draw(t, "µs")) * time.Microsecond)
	m := &store.Mention{
		Key:     store.Key{Network: pick("net", "vk", "mail", "demo"), ID: fmt.Sprint(rapid.IntRange(0, 2).Draw(t, "id")*10 + id)},
		Account: pick("account", "", "Shop", "help"), Created: created, URL: pick("url", "", "https://News.example/p", "http://go.example/?u=//shop.example/x", "::bad"),
		Kind:   store.Kind(pick("kind", "", "post", "reply", "share")),
		Place:  store.Place{Thread: pick("thread", "", "t", "vk:t", "1"), Parent: pick("parent", "", "", "9"), Cluster: store.Doc(rapid.IntRange(0, 3).Draw(t, "cluster"))},
		Author: drawAuthor(t),
		Body: store.Body{
			Title: scrawl(4).Draw(t, "title"), Text: scrawl(14).Draw(t, "text"), Warning: scrawl(2).Draw(t, "warning"), Lang: pick("lang", "", "ru", "en"),
			Links: rapid.SampledFrom([][]string{nil, nil, {"https://shop.example/x"}, {"https://sub.shop.example:80/y", "http://u@h.example"}}).Draw(t, "links"),
			Media: rapid.SampledFrom([][]store.Media{nil, {{Type: "image"}}, {{Type: "gifv"}, {Type: "video"}}}).Draw(t, "media"),
		},
		Counts: store.Counts{Likes: number("likes"), Shares: number("shares"), Replies: number("replies"), Views: number("views")},
		Judgement: store.Judgement{
			Sentiment: pick("sent", "", "negative", "neutral", "positive"), Intent: pick("intent", "", "need", "complaint"), Lead: rapid.Bool().Draw(t, "lead"),
			Priority: rapid.IntRange(-1, 102).Draw(t, "score"), Confidence: rapid.SampledFrom([]float64{0, 0.1, 0.3, 0.77, 0.9, 1, 1.2}).Draw(t, "conf"),
			Review: rapid.Bool().Draw(t, "review"), Occasions: rapid.SampledFrom([][]string{nil, {"hungry"}, {"hungry", "moving"}}).Draw(t, "occasions"),
			Monitors: rapid.SampledFrom([][]string{nil, {"food"}, {"Food", "ёж"}}).Draw(t, "monitors"),
		},
		Work: store.Work{
			State: store.State(pick("state", "new", "open", "done", "snoozed")), Assignee: pick("assignee", "", "Anna", "anna", "Boris"),
			Tags: rapid.SampledFrom([][]string{nil, nil, {"Late"}, {"VIP", "cold"}}).Draw(t, "tags"), Notes: rapid.IntRange(0, 1).Draw(t, "notes"),
			Until: now().Add(time.Duration(rapid.IntRange(-1, 1).Draw(t, "until")) * time.Hour),
		},
	}
	if pick("geo", "no", "yes") == "yes" {
		m.Body.Geo = &store.Geo{Country: pick("country", "RU", ""), Place: pick("place", "Казань", "")}
	}
	if d := rapid.IntRange(-2, 40).Draw(t, "answered"); d < 20 {
		m.Work.Answered = created.Add(time.Duration(d)*15*time.Minute + time.Duration(d%2)*time.Second)
	}
	return m.Stamped()
}

// fixed are questions to all fields in all forms.
func fixed() []string {
	return strings.Fields(`* net:vk net:v* -net:v* net:=VK account:shop account:/^$/ kind:reply lang:ru lang:* -lang:* sent:neg sent:pos,neu intent:need
		assignee:anna assignee:@team assignee:* tag:late tag:#vip tag:co* tag:/a/ tag:* occasion:hungry -occasion:moving,hungry occasion:* is:review is:occasion monitor:food monitor:=ЕЖ from:bob from:@ann from:Ann@x.example from:ёж from:=еж
		from:=vk:еж from:е* from:vk:* from:vk:1 from:* from:/n/ from:/^$/ from:@me from:@brand from:1,bob author:ann author:петровой author:анна author:acme author:@brand author:=bob author:bob* author:"анна_петрова" author:"12:30"
		author:/o/ author:* bio:пекарем bio:* bio:bak* bio:"a_b" bio:/b/ bio:ivan@x.example bio:(a_NEAR/2_b) author:(петрова_NEAR/1_анна) followers:0 followers:>1k followers:..9k followers:1500 followers:<0 followers:3..6 followers:>=10k
		score:50 score:>60 score:0 score:101.. score:<0 conf:>=0.9 conf:0.77 conf:.3 conf:..0.75 conf:0 geo:казань geo:ru geo:* geo:каз* geo:(казань_NEAR/2_россия) geo:/а/ geo:valley site:shop.example site:example
		site:news.* site:* site:=shop.example site:/shop/ site:/News/ site:xample url:shop url:https://shop.example/x url:https* url:/x$/ url:"//shop.example/x" url:* url:=https://news.example/p campaign:autumn
		segment:gold segment:g* -segment:gold segment:/o/ segment:fans -segment:fans segment:FAN* segment:* segment:own segment:broken segment:broken,fans author:{segment:fans} author:{-segment:own} thread:t thread:vk:t thread:1 thread:"t" thread:t* thread:* thread:=T thread:/t/ cluster:1 cluster:2 cluster:0 cluster:003 cluster:vk:0 cluster:demo:10 cluster:mail:2 likes:0 likes:>2 likes:3..8 likes:..1k shares:>=1000 replies:-1 replies:5..
		views:1k..2k views:>5m views:* wait:>1h wait:<1h wait:15min..30min wait:..2d wait:30min.. wait:* wait:>90y wait:<99y hour:9..18 hour:22..3 dow:sat,sun dow:tue age:<1d age:>1w age:1d..3d age:15min date:today date:mon..wed date:2d..
		date:2026-11-16,2026-11-12 date:2026-11-16T13:15..2026-11-16T16 date:now date:* id:1 id:2,vk:11 id:demo:100 view:Pizza view:nested view:missing view:loop view:bad view:strange view:missing,pizza
		is:new is:open is:done is:snoozed is:mine is:unassigned is:lead is:question is:complaint is:praise is:spam is:dup is:reply is:share is:vip is:influencer is:overdue is:answered is:scheduled is:failed
		has:link has:image has:video has:email has:phone has:note from:(bob_OR_-ann) tag:(late_-vip) is:(new_OR_done) author:{is:vip} author:{is:influencer} author:{has:link} author:{has:email} author:{has:phone} author:{bob_OR_пекарь} author:{-bob}
		author:{from:ann} author:{from:b*} author:{author:анна} author:{bio:run} author:{geo:казань} author:{net:vk_-tag:gold} author:{segment:gold} author:{site:example} author:{url:ivan} author:{followers:>1k} author:{followers:0} author:{*}
		author:{"a_b"} author:{raw:Bob} author:{@brand} author:{12:30} author:{run_NEAR/2_b} author:{=run} author:{hap*} author:{sex:f} author:{sex:ж,male} author:{years:30..46} author:{years:46} author:{-years:>20} author:{years:*} author:{fact:company} author:{fact:comp*} author:{fact:company=acme} author:{fact:=company=ACME}
		author:{fact:company=a*} author:{fact:/me$/} author:{fact:*} author:{-fact:company,пол} author:{fact:a=b} author:{fact:"a=≠"} author:{bio:*} author:{site:*} thread:{is:done} thread:{пицца} thread:{author:{bob}} thread:{view:loop} thread:{-#run} -thread:{run}
		@me @team @brand #run #пицца @ivan @ivan@m.example :) 12:30 https://shop.example/x "!!" "!_!" "→" "a_b" "run_it" happy happi =happy =happi hap* run* =run die "=#run" raw:IT raw:#run raw:"a_b" raw:":)" raw:http://S
		(run_NEAR/3_пицца) (#run_NEAR/2_raw:IT) (@brand_NEAR/4f_(a_OR_b)) ((a_b)_NEAR/3_raw:"it_a") (raw:"x_IT"_NEAR/5_:)) ("a_b"_NEAR/2_12)`)
}

// ask draws a question; scraps of a text become words, phrases, literals and
// pieces with their case.
func drawQuestion(t *rapid.T, depth int) query.Expr {
	kind := rapid.IntRange(0, 14).Draw(t, "question")
	sub := func() query.Expr { return drawQuestion(t, depth-1) }
	switch {
	case depth > 0 && kind == 0:
		return query.And{List: []query.Expr{sub(), sub()}}
	case depth > 0 && kind == 1:
		return query.Or{List: []query.Expr{sub(), sub(), sub()}}
	case depth > 0 && kind == 2:
		return query.Not{Expr: sub()}
	case depth > 0 && kind == 3:
		return query.Sub{Name: "thread", Query: sub()}
	case kind < 9:
		return drawWords(t, 1)
	}
	text := strings.ReplaceAll(rapid.SampledFrom(fixed()).Draw(t, "fixed"), "_", " ")
	if strings.Contains(text, "acme help") || strings.Contains(text, "1 2") {
		text = "*"
	}
	return parse(t, text)
}

func drawWords(t *rapid.T, depth int) query.Expr {
	s := scrawl(3).Draw(t, "words")
	if s == "" {
		s = "run"
	}
	switch rapid.IntRange(0, 8).Draw(t, "kind of word") {
	case 0:
		return query.Word{Text: s, Exact: true}
	case 1, 2:
		return query.Word{Text: s, Prefix: true}
	case 3:
		return query.Phrase{Text: s}
	case 4:
		return query.Raw{Text: s}
	case 5, 6:
		return query.Literal{Text: s}
	case 7:
		if depth > 0 {
			near := query.Near{A: drawWords(t, 0), B: drawWords(t, 0), Distance: rapid.IntRange(1, 5).Draw(t, "distance"), Ordered: rapid.Bool().Draw(t, "ordered")}
			return near
		}
	}
	return query.Word{Text: s}
}

// around are the records beside the mentions: posts, people, views.
func around(tx store.Tx, t *rapid.T, list []*store.Mention) error {
	views := map[string]string{"Pizza": "пицца is:open", "nested": "view:Pizza OR -view:missing", "loop": "run view:again", "again": "a OR thread:{view:loop}", "bad": "((", "strange": "author:{is:new}"}
	for name, q := range views {
		if err := store.Views(tx).Put(name, store.View{Name: name, Query: q}); err != nil {
			return err
		}
	}
	for name, q := range map[string]string{"Fans": "followers:>1k", "broken": "((", "own": "segment:own OR segment:gold"} {
		if err := store.Segments(tx).Put(name, store.Segment{Name: name, Query: q}); err != nil {
			return err
		}
	}
	if err := joined(tx, t, list); err != nil {
		return err
	}
	for i, m := range list {
		if id := m.Identity(); id != "" && rapid.Bool().Draw(t, "record") {
			who := store.Identity{ID: id, Author: m.Author, VIP: rapid.Bool().Draw(t, "vip"), Reckoned: store.Reckoned{Influencer: rapid.Bool().Draw(t, "influencer")}, Tags: rapid.SampledFrom([][]string{nil, {"gold"}, {"Vip"}}).Draw(t, "segment")}
			who.Facts = drawFacts(t)
			if rapid.Bool().Draw(t, "renamed") {
				who.Author = drawAuthor(t)
			}
			if err := store.Identities(tx).Put(id, who); err != nil {
				return err
			}
		}
		if rapid.Bool().Draw(t, "post") {
			id := fmt.Sprint("p", i)
			p := store.Post{ID: id, About: m.Doc, Campaign: "autumn", To: []store.Delivery{{State: store.DeliveryFailed}}}
			if err := errors.Join(store.Posts(tx).Put(id, p), tx.Records(store.KindPostsAbout).Put(store.NoteID(m.Doc, id), nil)); err != nil {
				return err
			}
		}
	}
	return nil
}

// joined makes one person of some of the authors, of whom a record may be missing.
func joined(tx store.Tx, t *rapid.T, list []*store.Mention) error {
	var members []string
	for _, m := range list {
		if id := m.Identity(); id != "" && !slices.Contains(members, id) && rapid.Bool().Draw(t, "joined") {
			members = append(members, id)
		}
	}
	if len(members) < 2 {
		return nil
	}
	slices.Sort(members)
	for _, id := range members {
		if err := tx.Records(store.KindContactOf).Put(id, []byte(members[0])); err != nil {
			return err
		}
	}
	return store.Contacts(tx).Put(members[0], store.Contact{ID: members[0], Members: members})
}

func TestTheIronLaw(t *testing.T) {
	var said tally
	rapid.Check(t, func(rt *rapid.T) {
		list := make([]*store.Mention, rapid.IntRange(1, 4).Draw(rt, "mentions"))
		for i := range list {
			list[i] = drawMention(rt, i)
		}
		err := mem.New().Update(context.Background(), func(tx store.Tx) error {
			for _, m := range list {
				if err := tx.Mentions().Put(m); err != nil {
					return err
				}
			}
			if err := around(tx, rt, list); err != nil {
				return err
			}
			s, err := fill(tx, list)
			if err != nil {
				return err
			}
			for range 12 {
				said.lawful(rt, s, tx, list, drawQuestion(rt, 3))
			}
			return nil
		})
		if err != nil {
			rt.Fatal(err)
		}
	})
	said.busy(t)
}

// TestTheIronLawForPiecesOfTheText asks a text for pieces of itself.
func TestTheIronLawForPiecesOfTheText(t *testing.T) {
	var counts tally
	signs := rapid.StringOfN(rapid.SampledFrom([]rune("аиёabx12 _#@.:'’ʼ-/!)\u0306\u0301²冰👍\ufe0f\u0e31")), 1, 24, -1)
	rapid.Check(t, func(rt *rapid.T) {
		m := said(rapid.OneOf(signs, scrawl(8)).Draw(rt, "text"))
		m.Doc = 0
		m.Author.Name, m.Author.Bio, m.Author.Location = m.Body.Text, m.Body.Text, m.Body.Text
		err := mem.New().Update(context.Background(), func(tx store.Tx) error {
			if err := tx.Mentions().Put(m); err != nil {
				return err
			}
			list := []*store.Mention{m}
			s, err := fill(tx, list)
			for range 12 {
				counts.lawful(rt, s, tx, list, drawPiece(rt, m.Body.Text))
			}
			return err
		})
		if err != nil {
			rt.Fatal(err)
		}
	})
	counts.busy(t)
}

// drawPiece draws a question for a piece of a text, in some case.
func drawPiece(t *rapid.T, s string) query.Expr {
	runes := []rune(s)
	from := rapid.IntRange(0, len(runes)).Draw(t, "from")
	to := rapid.IntRange(from, min(from+6, len(runes))).Draw(t, "to")
	piece := string(runes[from:to])
	switch rapid.IntRange(0, 5).Draw(t, "case") {
	case 0:
		piece = strings.ToUpper(piece)
	case 1:
		piece = strings.ToLower(piece)
	}
	field := func(name, text string, quoted bool) query.Expr {
		return query.Field{Name: name, Value: query.One{Text: text, Quoted: quoted}}
	}
	list := []query.Expr{
		query.Literal{Text: piece},
		query.Literal{Text: piece},
		query.Raw{Text: piece},
		query.Raw{Text: piece},
		query.Word{Text: piece},
		query.Word{Text: piece, Exact: true},
		query.Word{Text: piece, Prefix: true},
		query.Phrase{Text: piece},
		field("bio", piece, true),
		field("geo", piece+"*", false), field("author", "="+piece, false),
		query.Near{A: query.Raw{Text: piece}, B: query.Word{Text: "b"}, Distance: 3},
		query.Near{A: query.Literal{Text: piece}, B: query.Word{Text: "x"}, Distance: 3},
		field("from", piece+"*", false), field("from", piece, true),
		query.Sub{Name: "author", Query: query.Raw{Text: piece}},
		query.Sub{Name: "author", Query: query.Literal{Text: piece}},
	}
	return rapid.SampledFrom(list).Draw(t, "question")
}

// tally counts what the law was tried on.
type tally struct{ hits, sure, doubts, misses int }

// busy wants a test that has tried enough of everything, however many cases
// were drawn: parts of what was asked, not numbers.
func (c tally) busy(t *testing.T) {
	t.Helper()
	asked := c.hits + c.doubts + c.misses
	if !t.Failed() && (asked < 100 || c.hits < asked/10 || c.misses < asked/10 || c.sure < c.hits/5 || c.doubts > asked/2) {
		t.Errorf("the questions do not ask enough, or the plans do not tell enough: %+v", c)
	}
}

type failer interface {
	Helper()
	Fatalf(string, ...any)
}

// lawful checks the law for one question.
func (c *tally) lawful(t failer, s *shelf, tx store.Tx, list []*store.Mention, q query.Expr) {
	t.Helper()
	x, err := match.Compile(q, viewer())
	if err != nil {
		return
	}
	world := networks(list)
	world.tx = tx
	n, err := x.Plan(world)
	if err != nil {
		t.Fatalf("%s: %v", query.Print(query.Query{Expr: q}), err)
	}
	for i, m := range list {
		ok, err := x.Match(tx, m)
		f := s.of(n, &s.docs[i])
		switch {
		case ok && f.sure:
			c.hits, c.sure = c.hits+1, c.sure+1
		case ok:
			c.hits++
		case f.maybe:
			c.doubts++
		default:
			c.misses++
		}
		if err != nil && (f.sure || !f.maybe) || err == nil && (f.sure && !ok || ok && !f.maybe) {
			t.Fatalf("%s\nthe matcher: %v (%v), the index: %+v\nof %+v\nterms %q\nplan %+v", query.Print(query.Query{Expr: q}), ok, err, f, m, s.docs[i].Terms, n)
		}
	}
}

// TestFacetsAreThoseOfTheDocument holds for any text.
func TestFacetsAreThoseOfTheDocument(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := drawMention(rt, 0)
		d := match.Document(m, 5)
		if f := match.Facets(m); !slices.Equal(f, d.Facets) {
			rt.Fatalf("facets %v, those of the document %v", f, d.Facets)
		}
		if !slices.IsSorted(d.Terms) || !slices.IsSortedFunc(d.Facets, func(a, b index.Facet) int {
			return strings.Compare(fmt.Sprintf("%03d%s", a.Field, a.Value), fmt.Sprintf("%03d%s", b.Field, b.Value))
		}) {
			rt.Fatalf("not in order: %q, %v", d.Terms, d.Facets)
		}
	})
}
