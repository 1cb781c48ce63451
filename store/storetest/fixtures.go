package storetest

import (
	"encoding/json"
	"fmt"
	"time"

	"earshot/store"
)

// mention is a plain mention; i tells it from others and orders it in time.
func mention(i int) *store.Mention {
	return &store.Mention{
		Key: store.Key{Network: "demo", ID: fmt.Sprintf("m%d", i)}, Account: "acme", Kind: store.KindPost,
		Created: noon().Add(time.Duration(i) * time.Minute), Arrived: noon(),
		Author: store.Author{ID: fmt.Sprintf("u%d", i%7), Handle: fmt.Sprintf("user%d", i%7), Name: "User"},
		Body:   store.Body{Text: fmt.Sprintf("number %d says hello", i), Lang: "en"},
		Work:   store.Work{State: store.StateNew},
	}
}

// full is a mention with every field set.
func full() *store.Mention {
	return &store.Mention{
		Key: store.Key{Network: "mastodon", ID: "1138:x"}, Account: "acme", URL: "https://m.example/@ivan/1138",
		Kind: store.KindReply, Created: noon(), Edited: noon().Add(time.Second), Arrived: noon().Add(time.Minute),
		Place: store.Place{Thread: "1136", Parent: "1136"},
		Author: store.Author{
			ID: "77", Handle: "ivan@m.example", Name: "Иван Петров", Email: "ivan@petrov.example", URL: "https://petrov.example",
			Bio: "Люблю пиццу, +7 (843) 555-12-34", Avatar: "https://m.example/a.png",
			Followers: 18400, Following: 210, Posts: 900, Verified: true, Location: "Казань",
		},
		Body: store.Body{
			Title: "Жалоба", Text: "Холодильник опять не морозит, третий день жду мастера https://a.example/x #ремонт :(",
			Warning: "грустно", Lang: "ru", Media: []store.Media{{Type: "image", URL: "https://m.example/1.jpg", Alt: "лужа"}},
			Links: []string{"https://a.example/x"}, Geo: &store.Geo{Country: "RU", Place: "Казань", Lat: 55.8, Lon: 49.1},
		},
		Counts: store.Counts{Likes: 3, Shares: 1, Replies: 2, Views: 400},
		Judgement: store.Judgement{
			Sentiment: "negative", Score: -0.8, Confidence: 0.9, Intent: "complaint", Lead: true, Priority: 71,
			Monitors: []string{"service"}, Why: []store.Reason{{What: "не морозит", Weight: -1.5}}, Taught: []string{"complaint"},
		},
		Work: store.Work{
			State: store.StateSnoozed, Assignee: "anna", Until: noon().Add(time.Hour), Tags: []string{"repair", "vip"},
			Notes: 2, Opened: noon().Add(time.Minute), Answered: noon().Add(2 * time.Minute), Answerer: "boris",
			Closed: noon().Add(3 * time.Minute),
		},
		Extra: map[string]json.RawMessage{"odd": json.RawMessage(`{"a":[1,2]}`)},
	}
}

// ids names mentions by their network's ids, in the order given.
func ids(list []*store.Mention) string {
	s := ""
	for i, m := range list {
		if i > 0 {
			s += " "
		}
		s += m.Key.ID
	}
	return s
}
