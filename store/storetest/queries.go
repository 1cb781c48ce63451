package storetest

import (
	"maps"
	"strings"
	"testing"
	"time"

	"earshot/store"
)

// queries asks every kind of question of a small world. What a query means in
// detail is tested in store/match; here it matters that an engine's indexes
// find the same.
func queries(t *testing.T, open Open) {
	s := start(t, open)
	s.update(func(tx store.Tx) error { return world(tx) })
	expected := textAnswers()
	maps.Copy(expected, fieldAnswers())
	maps.Copy(expected, flagAnswers())
	for q, want := range expected {
		if got := ids(s.find(store.Search{Expr: parse(s, q)})); got != want {
			s.Errorf("%s\n found: %s\n  want: %s", q, got, want)
		}
		n := 0
		s.view(func(tx store.Tx) (err error) {
			n, err = tx.Mentions().Count(t.Context(), store.Search{Expr: parse(s, q), Scope: scope()})
			return err
		})
		if n != len(strings.Fields(want)) {
			s.Errorf("%s counts %d, want %s", q, n, want)
		}
	}
}

// world is nine mentions, a to i from the oldest to the newest, an hour apart,
// on Tuesday 2026-11-17 in the viewer's zone (UTC+3), where it is 15:00.
func world(tx store.Tx) error {
	list := make([]*store.Mention, 9)
	for i := range list {
		m := mention(i)
		m.Key = store.Key{Network: "demo", ID: string(rune('a' + i))}
		m.Created = noon().Add(time.Duration(i-8) * time.Hour) // 07:00 to 15:00 there
		m.Author = store.Author{ID: "u" + m.Key.ID, Handle: "user_" + m.Key.ID, Name: "User " + strings.ToUpper(m.Key.ID)}
		list[i] = m
	}
	a, b, c, d, e, f, g, h, i := list[0], list[1], list[2], list[3], list[4], list[5], list[6], list[7], list[8]
	a.Body = store.Body{Text: "Хочу пиццу, прямо сейчас! :)", Lang: "ru"}
	a.Judgement = store.Judgement{Sentiment: "positive", Intent: "need", Lead: true, Priority: 60, Confidence: 0.9, Occasions: []string{"hungry", "moving"}}
	a.Author.Followers, a.Work.Tags = 12_000, []string{"food", "lead"}
	b.Body = store.Body{Text: "Pizzas are great, running to the oven #PizzaTime", Lang: "en", Media: []store.Media{{Type: "image"}}}
	b.Judgement, b.Work.State = store.Judgement{Sentiment: "positive", Intent: "praise", Monitors: []string{"food"}, Review: true, Occasions: []string{"hungry"}}, store.StateOpen
	c.Body, c.Key.Network, c.Work = store.Body{Text: "Всё пропало, ёлка упала в 12:30", Lang: "ru"}, "vk", store.Work{State: store.StateDone, Assignee: "anna"}
	d.Body, d.Place, d.Kind = store.Body{Text: "@acme answer me", Lang: "en"}, store.Place{Thread: "b", Parent: "b"}, store.KindReply
	d.Work = store.Work{State: store.StateOpen, Assignee: "boris", Answered: d.Created.Add(30 * time.Minute), Answerer: "boris"}
	e.Body = store.Body{Title: "Oven broken", Text: "The IT department bought a new oven https://shop.example/x", Links: []string{"https://shop.example/x"}}
	e.Key.Network, e.Kind, e.URL, e.Author.Email = "mail", store.KindMail, "https://news.example.org/e", "eve@mail.example"
	f.Work, f.Author = store.Work{State: store.StateSnoozed, Until: noon().Add(time.Hour)}, a.Author
	g.Work, g.Counts = store.Work{State: store.StateSnoozed, Until: noon().Add(-time.Hour)}, store.Counts{Likes: 5, Shares: 1, Replies: 2, Views: 1000}
	h.Place.Cluster, i.Place.Cluster, c.Place.Cluster = 3, 3, 3 // the numbers count from a = 1
	h.Author.Bio, h.Author.Location, h.Work.Notes = "Pizza baker, call +7 843 555-12-34", "Kazan", 1
	h.Body.Text, i.Body.Text = "nothing to see", "the acme oven"
	h.Body.Geo = &store.Geo{Country: "RU", Place: "Казань"}
	for _, m := range list {
		if err := tx.Mentions().Put(m); err != nil {
			return err
		}
	}
	return worldAround(tx, a, b, i)
}

// worldAround adds what stands beside the mentions.
func worldAround(tx store.Tx, a, b, i *store.Mention) error {
	if err := store.Identities(tx).Put(a.Identity(), store.Identity{ID: a.Identity(), Author: a.Author, VIP: true, Tags: []string{"gold"}, Reckoned: store.Reckoned{Influence: 97, Influencer: true}}); err != nil {
		return err
	}
	for id, p := range map[string]store.Post{
		"p1": {About: b.Doc, Campaign: "autumn", To: []store.Delivery{{State: store.DeliveryScheduled}}},
		"p2": {About: i.Doc, To: []store.Delivery{{State: store.DeliveryFailed}}},
	} {
		p.ID = id
		if err := store.Posts(tx).Put(id, p); err != nil {
			return err
		}
		if err := tx.Records(store.KindPostsAbout).Put(store.NoteID(p.About, id), nil); err != nil {
			return err
		}
	}
	if err := store.Views(tx).Put("Ovens", store.View{Name: "Ovens", Query: "oven is:open"}); err != nil {
		return err
	}
	return store.Views(tx).Put("loop", store.View{Name: "loop", Query: "view:Ovens OR nowhere"})
}

func textAnswers() map[string]string {
	return map[string]string{
		"":                       "i h g f e d c b a",
		"пицца":                  "a",
		"pizza":                  "b",
		"pizza OR пицца":         "b a",
		"ОВЕН OR oven":           "i e b",
		"oven -acme":             "e b",
		"елка":                   "c",
		"=oven":                  "i e b",
		"=pizza":                 "",
		"piz*":                   "b",
		`"new oven"`:             "e",
		`"broken the"`:           "", // not over the end of a title
		"oven NEAR/2 acme":       "i",
		"oven NEAR/2f acme":      "",
		"raw:IT":                 "e",
		"raw:It":                 "",
		"#pizzatime":             "b",
		"@acme":                  "d",
		"@brand":                 "i d",
		"12:30":                  "c",
		":)":                     "a",
		"https://shop.example/x": "e",
	}
}

func fieldAnswers() map[string]string {
	return map[string]string{
		"net:vk":                      "c",
		"net:vk net:mail":             "e c",
		"-net:demo":                   "e c",
		"account:acme kind:reply":     "d",
		"from:user_b":                 "b",
		"from:@user_b":                "b",
		"from:demo:ub":                "b",
		"from:UB":                     "b",
		"from:user_a":                 "f a",
		"from:eve@mail.example":       "e",
		`author:"user d"`:             "d",
		"bio:baker":                   "h",
		"followers:>10k":              "f a",
		"followers:1..":               "f a",
		"score:60":                    "a",
		"conf:>=0.9":                  "a",
		"sent:pos":                    "b a",
		"sent:pos intent:praise":      "b",
		"intent:need,praise":          "b a",
		"tag:food":                    "a",
		"occasion:hungry":             "b a",
		"occasion:moving,holiday":     "a",
		"occasion:* -occasion:moving": "b",
		"tag:#lead":                   "a",
		"lang:ru":                     "c a",
		"geo:казань":                  "h",
		"geo:ru":                      "h",
		"site:shop.example":           "e",
		"site:example.org":            "e",
		"url:news":                    "e",
		"campaign:autumn":             "b",
		"monitor:food":                "b",
		"assignee:boris":              "d",
		"assignee:@team":              "d c",
		"segment:gold":                "f a",
		"thread:b":                    "d b",
		"thread:demo:b":               "d b",
		"cluster:3":                   "i h c",
		"cluster:vk:c is:open":        "i h",
		"cluster:4,demo:i,vk:none":    "i d",
		"-cluster:3 date:mon..":       "g f e d b a",
		"likes:5":                     "g",
		"shares:1 replies:2 views:1k": "g",
		"wait:30min..1h is:answered":  "d",
		"wait:>6h":                    "b a",
		"id:3":                        "c",
		"id:vk:c":                     "c",
		"id:3,demo:a":                 "c a",
		"view:ovens":                  "i e b",
		"view:loop":                   "i e b",
		"date:today hour:7..8":        "b a",
		"dow:tue age:<=2h":            "i h g",
		"date:2026-11-17T09..":        "i h g f e d c",
		"date:mon":                    "",
	}
}

func flagAnswers() map[string]string {
	return map[string]string{
		"is:new":                         "i h e a",
		"is:open":                        "i h g e d b a",
		"is:done":                        "c",
		"is:snoozed":                     "f",
		"is:mine":                        "c",
		"is:unassigned is:new":           "i h e a",
		"is:lead":                        "a",
		"is:praise":                      "b",
		"is:review":                      "b",
		"is:occasion -is:review":         "a",
		"is:dup":                         "i h",
		"is:reply":                       "d",
		"is:vip":                         "f a",
		"is:influencer":                  "f a",
		"is:overdue":                     "e b a", // older than 2 h; g is just 2 h old
		"is:answered":                    "d",
		"is:scheduled":                   "b",
		"is:failed":                      "i",
		"has:link":                       "e",
		"has:image":                      "b",
		"has:email":                      "e",
		"has:phone":                      "h",
		"has:note":                       "h",
		"author:{followers:>10k is:vip}": "f a",
		"author:{baker}":                 "h",
		"thread:{@acme} is:open":         "d b",
		"is:new OR (is:done net:vk)":     "i h e c a",
		"*":                              "i h g f e d c b a",
	}
}
