package match_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"earshot/scoring/text"
	"earshot/store"
	"earshot/store/match"
	"earshot/store/mem"
	"earshot/store/query"
)

// now is a Tuesday, 15:00 in the viewer's zone.
func now() time.Time { return time.Date(2026, 11, 17, 12, 0, 0, 0, time.UTC) }

func viewer() store.Scope {
	return store.Scope{
		Now: now(), Zone: time.FixedZone("UTC+3", 3*3600), Me: "Anna", Team: []string{"Anna", "Boris"}, Brand: []string{"acme", "@acme_help"},
	}
}

func said(text string) *store.Mention {
	return &store.Mention{
		Doc: 7, Key: store.Key{Network: "mastodon", ID: "1138"}, Created: now().Add(-time.Hour),
		Author: store.Author{ID: "77", Handle: "ivan@m.example", Name: "Иван Петров"},
		Body:   store.Body{Text: text}, Work: store.Work{State: store.StateNew},
	}
}

func parse(t interface {
	Helper()
	Fatalf(string, ...any)
}, s string,
) query.Expr {
	t.Helper()
	q, err := query.Parse(s)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return q.Expr
}

// ask puts one query to one mention in a store that prepare has filled.
func ask(t testing.TB, q string, m *store.Mention, prepare func(store.Tx) error) (bool, error) {
	t.Helper()
	x, err := match.Compile(parse(t, q), viewer())
	if err != nil {
		return false, err
	}
	var ok bool
	var asked error
	err = mem.New().Update(context.Background(), func(tx store.Tx) error {
		if prepare != nil {
			if err := prepare(tx); err != nil {
				return err
			}
		}
		ok, asked = x.Match(tx, m)
		return nil
	})
	return ok, errors.Join(err, asked)
}

// holds checks queries of which those that begin with "!" must not match.
func holds(t *testing.T, m *store.Mention, prepare func(store.Tx) error, queries ...string) {
	t.Helper()
	for _, q := range queries {
		q, wrong := strings.CutPrefix(q, "!")
		got, err := ask(t, q, m, prepare)
		if err != nil || got == wrong {
			t.Errorf("%q on %q: %v, %v", q, m.Body.Text, got, err)
		}
		opposite, err := ask(t, "-("+q+")", m, prepare)
		if err != nil || opposite == got {
			t.Errorf("%q and its opposite both give %v, %v", q, got, err)
		}
	}
}

func TestWords(t *testing.T) {
	holds(t, said("Хочу пиццу, прямо сейчас! Ёлки."), nil,
		"пицца", "ПИЦЦЫ", "елка", "ёлками", "хотел OR хочу", "!пирог", "=пиццу", "!=пицца", "пиц*", "!ицц*", "пицца сейчас", "!пицца завтра")
	holds(t, said("Running shoes, don't run away: #CheapShoes @acme wi-fi"), nil,
		"run", "shoe", "!=shoe", "=shoes", "don't", "wi-fi", "wi", "@acme", "!@acm", "!acme", "#cheapshoes", "!#cheap", "sho*", "cheapsh*")
	holds(t, said(""), nil, "*", "!word", `!"a b"`, "!:)")
	m := said("body")
	m.Body.Title, m.Body.Warning = "The title", "a warning"
	holds(t, m, nil, "title", "warn", "body", `"the title"`, `!"title body"`, "!title NEAR/900 body", "!Иван")
}

func TestPhrasesAndNear(t *testing.T) {
	m := said("the quick brown fox jumps over the lazy dog and the quick cat")
	holds(t, m, nil,
		`"quick brown"`, `"brown foxes"`, `!"brown quick"`, `"lazy"`, `!"quick fox"`,
		"fox NEAR/2 quick", "!fox NEAR/1 quick", "quick /2 fox", "!fox NEAR/3f quick", "quick NEAR/3f fox",
		`"lazy dog" NEAR/2 cat OR dog NEAR/4 cat`, `!"lazy dog" NEAR/2 fox`, `"lazy dog" NEAR/4 fox`,
		"(fox OR bear) NEAR/2 quick", "!(bear OR wolf) NEAR/9 quick", "dog NEAR/4 (cat and)", "!dog NEAR/2 (cat and)",
		"(dog cat) NEAR/9 quick", "(quick NEAR/1 brown) NEAR/1 fox", "!(quick NEAR/1 brown) NEAR/1 jumps", "quick NEAR/10 quick", "!fox NEAR/5 fox")
	holds(t, said("call @acme at 12:30 :) about IT now"), nil,
		"call NEAR/1 @acme", "at NEAR/1 12:30", "!call NEAR/1 12:30", "about NEAR/1 raw:IT", "!about NEAR/1 raw:it",
		`call NEAR/2 raw:"at 12:30" OR @acme NEAR/1 raw:"at 12:30"`, "call NEAR/1 @brand", ":) NEAR/3 call OR :) NEAR/3 about")
}

func TestNearIsBounded(t *testing.T) {
	m := said(strings.Repeat("word ", 20_000))
	began := time.Now()
	holds(t, m, nil, "word NEAR/1000 word", "!word NEAR/1000 other", "(word NEAR/1000 word) NEAR/1000 word")
	if d := time.Since(began); d > 20*time.Second {
		t.Errorf("NEAR over one word took %v", d)
	}
}

func TestLiterals(t *testing.T) {
	holds(t, said("See HTTPS://Shop.example/x?a=1, or mail me@shop.example at 12:30 :-) #Ремонт_дома"), nil,
		"https://shop.example/x?a=1", "!https://shop.example/y", "12:30", "!2:30", "!12:3", ":)", "!:(", "#ремонт_дома", "!#ремонт", "!@shop")
	holds(t, said("Ask @ivan@m.example, не @petr"), nil, "@ivan@m.example", "@ivan", "!@iva", "@petr", "!@m.example2")
	holds(t, said("IT and it"), nil, "raw:IT", "raw:it", "!raw:It", `raw:"IT and"`, `!raw:"IT it"`)
}

func TestTheViewersNames(t *testing.T) {
	holds(t, said("Спасибо, Анна и @Anna из Acme"), nil, "@me", "@team", "@brand", `"@me" OR @anna`)
	holds(t, said("Nothing here"), nil, "!@me", "!@team", "!@brand")
	holds(t, said("the handle @me itself"), nil, "!@me", `"@me"`)
	holds(t, said("@acme_help please"), nil, "@brand")
	m := said("x")
	m.Work.Assignee = "anna"
	holds(t, m, nil, "assignee:@me", "assignee:@team", `!assignee:"@me"`, "assignee:Anna", "assignee:@anna", "!is:mine", "!is:unassigned")
	m.Work.Assignee, m.Author.Handle = "Anna", "Acme_Help"
	holds(t, m, nil, "is:mine", "from:@brand", "!from:@team")
	m.Work.Assignee = ""
	holds(t, m, nil, "is:unassigned", "!assignee:@team", "!assignee:*", "-assignee:*")
}

func TestSourceFields(t *testing.T) {
	m := said("look at https://www.habr.com/x")
	m.Account, m.Kind, m.URL = "Acme Main", store.KindComment, "https://m.example/@ivan/1138"
	m.Body.Lang, m.Body.Links, m.Body.Geo = "ru", []string{"https://www.habr.com/x"}, &store.Geo{Country: "RU", Place: "Нижний Новгород"}
	m.Place.Thread = "at://did:plc:x/1"
	holds(t, m, nil,
		"net:mastodon", "!net:vk", "net:vk,mastodon", "net:mast*", `account:"acme main"`, "account:acme*", "!account:acme", "kind:comment",
		"lang:ru", "!lang:en", "lang:*", "geo:RU", "geo:новгород", `geo:"нижний новгород"`, "!geo:москва", "geo:*", "geo:/^Ниж/", "geo:(москва OR новгород)",
		"site:habr.com", "site:www.habr.com", "!site:abr.com", "site:m.example", "site:/example$/", "url:habr", "!url:vc.ru", "url:(habr OR vc)",
		"id:7", "id:mastodon:1138", "!id:mastodon:113", "!id:8", "id:8,7", "cluster:7",
		`thread:"at://did:plc:x/1"`, `thread:"mastodon:at://did:plc:x/1"`, "!thread:1138", "thread:at*")
	holds(t, said("alone"), nil, "thread:1138", "thread:mastodon:1138", "!site:*", "!lang:*", "!geo:*", "!url:*", "!site:x")
}

func TestPeopleFields(t *testing.T) {
	m := said("x")
	m.Author.Email, m.Author.Bio, m.Author.Followers = "Ivan@Petrov.example", "Люблю пиццу и котов", 12_000
	holds(t, m, nil,
		"from:ivan", "from:@ivan", "from:IVAN@m.example", "from:ivan@petrov.example", "from:77", "from:mastodon:77", "!from:mastodon:78", "!from:петров",
		"!from:iva", "from:iva*", "from:/^ivan@/", "from:(petr OR ivan)", "author:Петров", `author:"иван петров"`, "author:ivan", "!author:сидоров",
		"author:(петров NEAR/1 иван)", "bio:кот", "bio:(пицца NEAR/2 кот)", "!bio:(пицца NEAR/1 кот)", "bio:/котов$/", "!bio:пес",
		"followers:12000", "followers:12k", "followers:>10k", "!followers:>12k", "followers:>=12k", "followers:..20k", "!followers:<12k", "followers:1,12k")
	nameless := said("x")
	nameless.Author = store.Author{Name: "Редакция"}
	holds(t, nameless, nil, "from:редакция", `from:"mastodon:Редакция"`, "from:*", "!from:петров")
}

func TestJudgementFields(t *testing.T) {
	m := said("x")
	m.Judgement = store.Judgement{
		Sentiment: "negative", Score: -0.5, Confidence: 0.75, Intent: "complaint", Lead: true, Priority: 60, Monitors: []string{"Service"},
	}
	m.Counts, m.Work.Tags = store.Counts{Likes: 3, Shares: 2, Replies: 1, Views: 1500}, []string{"Repair", "vip"}
	holds(t, m, nil,
		"sent:neg", "sent:negative", "!sent:pos", "sent:pos,neg", "sent:pos sent:neg", "conf:>0.7", "!conf:0.7", "score:60", "score:50..60", "!score:>60",
		"intent:complaint", "!intent:need", "is:complaint", "!is:praise", "!is:spam", "!is:question", "is:lead", "tag:repair", "tag:#vip", "!tag:rep",
		"tag:rep*", "!tag:repair tag:other", "tag:(repair vip)", "monitor:service", "!monitor:sales", "likes:3", "shares:>1", "replies:<2", "views:1.5k")
	holds(t, said("x"), nil, "!sent:neu", "!tag:*", "!monitor:*", "conf:0", "score:0")
}

func TestTimes(t *testing.T) {
	m := said("x") // 14:00 on Tuesday, there
	holds(t, m, nil,
		"date:today", "!date:yesterday", "date:tue", "date:2026-11-17", "date:2026-11", "!date:..2026-11-16", "date:2d..", "date:mon..wed", "date:2026-11-10,2026-11-17",
		"age:<2h", "age:1h", "!age:<59min", "age:>=59min", "age:30min..90min", "!age:>1d", "hour:14", "hour:9..18", "!hour:15", "hour:22..14", "hour:>13",
		"dow:tue", "dow:mon..wed", "!dow:sat,sun", "dow:sun..tue", "wait:1h", "wait:>30min", "!wait:>1h", "wait:1h..2h", "wait:<2h")
	m.Created = time.Date(2026, 11, 16, 21, 0, 0, 0, time.UTC) // midnight there
	holds(t, m, nil, "date:2026-11-17", "!date:2026-11-16", "hour:0", "dow:tue")
	m.Created = m.Created.Add(-time.Microsecond)
	holds(t, m, nil, "!date:2026-11-17", "date:2026-11-16", "hour:23", "dow:mon")
}

func TestWork(t *testing.T) {
	m := said("x")
	holds(t, m, nil, "is:new", "is:open", "!is:done", "!is:snoozed", "!is:answered", "!is:overdue")
	m.Created = now().Add(-4 * time.Hour)
	holds(t, m, nil, "!is:overdue")
	m.Created = m.Created.Add(-time.Second)
	holds(t, m, nil, "is:overdue")
	m.Work.State = store.StateOpen
	holds(t, m, nil, "!is:new", "is:open", "is:overdue")
	m.Work.Answered = m.Created.Add(time.Hour)
	holds(t, m, nil, "is:answered", "!is:overdue", "wait:1h..1h", "!wait:>1h")
	m.Work = store.Work{State: store.StateDone, Notes: 2}
	holds(t, m, nil, "is:done", "!is:open", "!is:overdue", "!wait:>0min", "!wait:<99d", "has:note")
	m.Work = store.Work{State: store.StateSnoozed, Until: now().Add(time.Second)}
	holds(t, m, nil, "is:snoozed", "!is:open", "!is:overdue", "!wait:>0min")
	m.Work.Until = now()
	holds(t, m, nil, "!is:snoozed", "is:open", "!is:new", "is:overdue", "wait:>4h")
	m.Work.Until = time.Time{}
	holds(t, m, nil, "is:snoozed", "!is:open")
}

func TestFlags(t *testing.T) {
	m := said("x")
	holds(t, m, nil, "!is:reply", "!is:share", "!is:dup", "!is:vip", "!is:influencer", "!has:link", "!has:image", "!has:video", "!has:email", "!has:phone", "!has:note")
	m.Place.Parent = "1"
	holds(t, m, nil, "is:reply")
	m = said("x")
	m.Kind = store.KindShare
	holds(t, m, nil, "is:share", "!is:reply")
	m.Kind, m.Author.Followers, m.Work.Tags = store.KindReply, 1_000_000, []string{"VIP"}
	holds(t, m, nil, "is:reply", "!is:influencer", "is:vip", "!is:(vip influencer)", "!is:(vip done)")
	for _, p := range []store.Identity{{Reckoned: store.Reckoned{Influencer: true}}, {Class: "influencer"}} {
		holds(t, m, func(tx store.Tx) error { return store.Identities(tx).Put("mastodon:77", p) }, "is:influencer", "is:(vip influencer)", "author:{is:influencer}")
	}
	m.Body.Media = []store.Media{{Type: "video"}}
	holds(t, m, nil, "has:video", "!has:image", "has:(image OR video)")
	m.Body.Media = []store.Media{{Type: "image"}}
	holds(t, m, nil, "has:image")
	m = said("go to https://a.example/x")
	holds(t, m, nil, "has:link")
	m = said("write to ivan@petrov.example")
	holds(t, m, nil, "!has:link", "!has:email")
	m.Author.Bio = "ivan@petrov.example"
	holds(t, m, nil, "has:email")
	m.Author.Bio, m.Author.Email = "", "a@b.example"
	holds(t, m, nil, "has:email")
}

func TestPhones(t *testing.T) {
	for text, want := range map[string]bool{
		"+7 (843) 555-12-34": true, "88435551234": true, "звоните 8 843 555 12 34!": true, "+49.30.1234567": true,
		"555-12-34": false, "2026-11-17": false, "order 1234567890123456": false, "1,234,567,890": false, "12345 — 67890": false, "": false,
		"17.11.2026 12:30": false, "2026-11-17 12:30 +7 843 555 12 34": true, "2026.11.17 и 8 843 5551234": true, "99.99.2026 12": true, "2026-11-17 2026-11-18 10:00": false,
	} {
		if got, err := ask(t, "has:phone", said(text), nil); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

func TestBeside(t *testing.T) {
	post := func(id, campaign string, state store.DeliveryState) func(store.Tx) error {
		return func(tx store.Tx) error {
			p := store.Post{ID: id, About: 7, Campaign: campaign, To: []store.Delivery{{State: state}}}
			return errors.Join(store.Posts(tx).Put(id, p), tx.Records(store.KindPostsAbout).Put(store.NoteID(7, id), nil))
		}
	}
	holds(t, said("x"), post("p", "Autumn", store.DeliveryScheduled), "is:scheduled", "!is:failed", "campaign:autumn", "!campaign:spring", "campaign:aut*")
	holds(t, said("x"), post("p", "", store.DeliveryFailed), "is:failed", "!is:scheduled", "!campaign:*")
	holds(t, said("x"), post("p", "", store.DeliveryUnsure), "is:failed")
	holds(t, said("x"), post("p", "", store.DeliverySent), "!is:failed", "!is:scheduled")
	holds(t, said("x"), func(tx store.Tx) error { // of another mention, and one that is gone
		return errors.Join(
			tx.Records(store.KindPostsAbout).Put(store.NoteID(7, "gone"), nil),
			tx.Records(store.KindPostsAbout).Put(store.NoteID(8, "p"), nil),
			store.Posts(tx).Put("p", store.Post{ID: "p", To: []store.Delivery{{State: store.DeliveryFailed}}}))
	}, "!is:failed", "!is:scheduled")

	person := func(id store.Identity) func(store.Tx) error {
		return func(tx store.Tx) error { return store.Identities(tx).Put("mastodon:77", id) }
	}
	holds(t, said("x"), person(store.Identity{VIP: true}), "is:vip", "!segment:*")
	holds(t, said("x"), person(store.Identity{Tags: []string{"Vip", "gold"}}), "is:vip", "segment:GOLD", "segment:#vip", "!tag:gold")
	holds(t, said("x"), person(store.Identity{Author: store.Author{Name: "x"}}), "!is:vip")
}

// One matcher serves many goroutines, and what it keeps of one text is never
// seen in another.
func TestAMatcherIsShared(t *testing.T) {
	cutter := text.NewCutter()
	queries := []string{"пицца", `"quick brown"`, "raw:IT", "#tag", "quick NEAR/3 fox", "-пицца fox", "author:{петров}", "bio:baker OR @acme", "*"}
	mentions := texts("хочу пиццу", "the quick brown fox", "IT #tag @acme", "", "brown quick")
	mentions[3].Author.Bio = "a baker"
	for _, q := range queries {
		x, err := match.Compile(parse(t, q), viewer())
		if err != nil {
			t.Fatal(err)
		}
		x.With(cutter)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 20 {
					for _, m := range mentions {
						want, err := ask(t, q, m, nil) // a matcher of its own
						if err != nil {
							t.Error(err)
						}
						err = mem.New().View(context.Background(), func(tx store.Tx) error {
							got, err := x.Match(tx, m)
							if got != want {
								t.Errorf("%s on %q: %v, alone %v", q, m.Body.Text, got, want)
							}
							return err
						})
						if err != nil {
							t.Error(err)
						}
					}
				}
			})
		}
		wg.Wait()
	}
}
