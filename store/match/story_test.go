package match_test

import (
	"errors"
	"testing"
	"time"

	"earshot/store"
)

// chapter is one line of the contract of the query language: what was said,
// and queries of which those that begin with "!" must not find it.
type chapter struct {
	rule    string
	text    string
	queries []string
}

// TestTheContractOfWords goes through the contract line by line, in both
// languages.
func TestTheContractOfWords(t *testing.T) {
	for _, c := range []chapter{
		{"a space means AND", "привезли холодную пиццу", []string{"пицца холодная", "холодная AND пицца", "!пицца горячая", "(пицца)", "пицца (холодная привезли)"}},
		{"a minus works at the start too", "the fridge is broken", []string{"-pizza", "NOT pizza", "!-fridge", "-pizza fridge", "!-pizza -fridge", "fridge -pizza", "fridge AND NOT pizza", "!NOT fridge", "-(pizza OR oven)", "!-(pizza OR fridge)"}},
		{"OR binds less than AND", "the fridge is broken", []string{"pizza oven OR fridge broken", "fridge broken OR pizza oven", "!pizza OR fridge oven", "!(pizza OR fridge) oven", "(pizza OR fridge) broken", "!oven OR pizza"}},
		{"or in small letters is a word", "pizza", []string{"pizza OR oven", "!pizza and oven"}},
		{"comments say nothing", "the fridge", []string{"fridge <<< pizza -fridge >>>", "<<< all of it >>> fridge", "!oven <<< fridge >>>"}},
		{"a star is everything", "x", []string{"*", "!-*", "* x", "!y *"}},

		{"stems in Russian", "Заказывали пиццу с грибами", []string{"пицца", "пиццы", "пиццей", "ПИЦЦА", "гриб", "грибы", "!пирог", "!пиццерия"}},
		{"stems in English", "My fridges were repaired yesterday", []string{"fridge", "FRIDGES", "repair", "repairs", "repairing", "!refrigerator", "!pair"}},
		{"ё is е in the text", "Купили зелёную ёлку", []string{"ёлка", "елка", "зеленая", "зелёная", "=ёлку", "=елку", "елк*", "ёлк*", `"зеленую елку"`}},
		{"ё is е in the query", "Купили зеленую елку", []string{"ёлка", "елка", "зелёная", "=ёлку", "ёлк*", `"зелёную ёлку"`}},
		{"exactly this word", "Хочу пиццу, running late", []string{"=пиццу", "=ПИЦЦУ", "!=пицца", "!=пицц", "=running", "!=run", "run"}},
		{"a beginning", "холодильники и running", []string{"холод*", "ХОЛОД*", "холодильники*", "!холодильниками*", "runn*", "!unning*", "run*"}},
		{"a beginning is no stem", "пиццу", []string{"пиц*", "!пицца*", "пиццу*"}},
		{"a phrase stands side by side", "the pizza was cold, the pizza box was wet", []string{`"pizza box"`, `"pizza boxes"`, `!"box pizza"`, `!"pizza cold"`, `"cold the pizza"`, `"PIZZA BOX"`, `!"wet pizza"`}},
		{"a phrase has stems", "в холодильнике нет света", []string{`"холодильник нету света" OR "холодильниках нет свет"`, `!"нет холодильник"`}},
		{"an exclusion by a phrase", "cold pizza", []string{`!-"cold pizza"`, `-"hot pizza"`, `pizza -"hot pizza"`}},
		{"raw counts case", "The IT department", []string{"raw:IT", "!raw:It", "!raw:it", "raw:epart", `raw:"IT department"`, `!raw:"it department"`, "!-raw:IT"}},

		{"a hashtag", "Устал. #Пицца_дома #sale2026", []string{"#пицца_дома", "#ПИЦЦА_ДОМА", "!#пицца", "!#дома", "#sale2026", "!#sale"}},
		{"a word finds its hashtag", "#sale now", []string{"sale", "=sale", "#sale", "sal*", "!@sale"}},
		{"a hashtag is not its word", "sale now", []string{"sale", "!#sale"}},
		{"a handle", "Привет @Anna_K и @boris@m.example!", []string{"@anna_k", "!@anna", "@boris", "@boris@m.example", "!@boris@x.example", "!@m.example"}},
		{"a handle is not a name", "Anna_K wrote", []string{"!@anna_k"}},
		{"an address", "see http://shop.example/a?b=1 and https://other.example", []string{"http://shop.example/a?b=1", "HTTP://SHOP.example/a?b=1", "!http://shop.example/z", "https://other.example", "!https://shop.example/a?b=1"}},
		{"a time of day", "Courier came at 12:30, not at 9:05", []string{"12:30", "9:05", "!2:30", "!12:3", "!12:31", "courier 12:30", "!-12:30"}},
		{"a smiley", "so cold :( but fine", []string{":(", "!:)", "-:)", "cold :(", ":( OR :)"}},
		{"a smiley in its other shapes", "fine :-) thanks", []string{":)", ":-)", "!:("}},
		{"a smiley with many mouths", "fine :))))", []string{":)", "!:("}},
	} {
		t.Run(c.rule, func(t *testing.T) { holds(t, said(c.text), nil, c.queries...) })
	}
}

func TestTheContractOfNear(t *testing.T) {
	for _, c := range []chapter{
		{"within so many words", "заказал вчера вечером большую пиццу", []string{
			"заказать NEAR/4 пицца", "!заказать NEAR/3 пицца", "пицца NEAR/4 заказать", "пицца /4 заказать", "!вчера NEAR/2 пицца", "вчера NEAR/3 пицца",
		}},
		{"in this order", "cancel my order", []string{"cancel NEAR/2f order", "!order NEAR/2f cancel", "order NEAR/2 cancel"}},
		{"with a phrase", "the washing machine does not spin", []string{`"washing machine" NEAR/3 spin`, `!"washing machine" NEAR/2 spin`, `spin NEAR/3 "washing machine"`}},
		{"with exact words and beginnings", "the washing machine", []string{"=washing NEAR/1 mach*", "!=wash NEAR/1 machine"}},
		{"with choices", "battery dies fast", []string{"(battery OR charger) NEAR/2 (dead OR fast)", "!(screen OR charger) NEAR/2 fast"}},
		{"with literals", "call @acme before 12:30", []string{"call NEAR/1 @acme", "@acme NEAR/2 12:30", "!call NEAR/2 12:30"}},
		{"not across the text's end", "the end", []string{"the NEAR/1 end", "!end NEAR/9 title"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			m := said(c.text)
			m.Body.Title = "title"
			holds(t, m, nil, c.queries...)
		})
	}
}

// TestTheContractOfTime asks on Tuesday 17 November 2026 at 15:00 in the
// viewer's zone, three hours east of UTC.
func TestTheContractOfTime(t *testing.T) {
	zone := viewer().Zone
	at := func(month, day, hour, minute int) time.Time {
		return time.Date(2026, time.Month(month), day, hour, minute, 0, 0, zone)
	}
	for _, c := range []struct {
		rule    string
		created time.Time
		queries []string
	}{
		{"two days ago", at(11, 15, 15, 1), []string{"date:2d..", "!date:1d..", "date:2d", "date:..1d", "!date:..2d", "date:2d..1d", "age:<2d", "!age:<1d", "age:1d..2d", "age:<1d23h60min"}},
		{"just before two days ago", at(11, 15, 14, 59), []string{"!date:2d..", "date:..2d", "date:49h..", "age:>2d", "!age:<2d"}},
		{"chained units", at(11, 9, 15, 1), []string{"age:<1w1d", "!age:<1w", "date:1w1d..", "!date:1w..", "age:>1w", "age:<8d", "age:1w..1mo", "age:<1y"}},
		{"a month of days", at(10, 17, 16, 0), []string{"age:<1mo", "age:>30d", "date:1mo..", "date:2026-10", "!date:2026-11", "date:2026"}},
		{"a year", time.Date(2025, 11, 17, 16, 0, 0, 0, zone), []string{"age:<1y", "age:>364d", "date:2025", "!date:2026", "date:1y.."}},
		{"a stretch of this week", at(11, 16, 0, 0), []string{"date:mon..wed", "date:mon", "!date:tue", "!date:yesterday..2026-11-15", "date:yesterday"}},
		{"before this week", at(11, 15, 23, 59), []string{"!date:mon..wed", "date:sun", "!date:yesterday", "dow:sun", "dow:sat,sun", "dow:sat..sun", "!dow:mon..fri"}},
		{"a stretch of days, its first moment", at(11, 1, 0, 0), []string{"date:2026-11-01..2026-11-07", "!date:..2026-10-31", "date:>=2026-11-01", "!date:>2026-11-01", "date:<=2026-11-01", "!date:<2026-11-01"}},
		{"a stretch of days, its last minute", at(11, 7, 23, 59), []string{"date:2026-11-01..2026-11-07", "!date:2026-11-08..", "date:..2026-11-07"}},
		{"after a stretch of days", at(11, 8, 0, 0), []string{"!date:2026-11-01..2026-11-07", "date:2026-11-08", "-date:2026-11-01..2026-11-07"}},
		{"hours", at(11, 17, 9, 0), []string{"hour:9..18", "hour:9", "!hour:10..18", "hour:<10", "hour:<=9", "!hour:>9", "hour:22..9", "hour:8,9,10", "!hour:6"}},
		{"the last hour of a stretch lasts", at(11, 16, 18, 59), []string{"hour:9..18", "!hour:9..17"}},
		{"the zone moves the hour and the day", at(11, 14, 0, 30), []string{"hour:0", "dow:sat", "!dow:fri", "date:2026-11-14", "!date:2026-11-13", "dow:sat,sun"}}, // Friday in UTC
		{"the week ends on Sunday", at(11, 15, 12, 0), []string{"dow:sun", "dow:fri..", "!dow:..sat", "dow:sat..mon"}},
		{"minutes of a day", at(11, 17, 12, 30), []string{"date:2026-11-17T12:30", "!date:2026-11-17T12:31", "date:2026-11-17T12", "date:2026-11-17T12:30..", `date:"2026-11-17 12:30"`, "age:<3h", "age:>2h", "!age:>3h"}},
		{"to come", at(11, 17, 16, 0), []string{"date:today", "age:<1d", "!age:>0min", "!date:..now", "date:now.."}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			m := said("x")
			m.Created = c.created.UTC()
			holds(t, m, nil, c.queries...)
		})
	}
}

// TestTwoValuesOfOneField: a mention has one network only, so two plain values
// mean either; a range, a comparison and a minus keep their AND.
func TestTwoValuesOfOneField(t *testing.T) {
	m := said("x")
	m.Account, m.Kind, m.Body.Lang = "shop", store.KindPost, "ru"
	m.Judgement.Sentiment, m.Judgement.Intent = "negative", "complaint"
	m.Work.Assignee, m.Work.Tags = "Boris", []string{"cold", "late"}
	m.Counts.Likes = 5
	holds(t, m, nil,
		"net:vk net:mastodon", "net:mastodon net:vk", "net:vk net:mastodon x", "!net:vk net:mail", "!net:vk net:mastodon y", "!net:mastodon -net:mastodon", "net:mastodon -net:vk", "!net:vk -net:mastodon",
		"account:shop account:help", "lang:en lang:ru", "sent:pos sent:neg", "intent:praise intent:complaint", "kind:reply kind:post", "assignee:Anna assignee:Boris", "!assignee:Anna assignee:Vera",
		"!net:vk lang:ru", "!net:mastodon lang:en", "net:vk net:mastodon lang:en lang:ru",
		"tag:cold tag:late", "!tag:cold tag:hot", "tag:cold,hot", "tag:(cold OR hot)", "!tag:(cold hot)", "likes:>1 likes:<9", "!likes:>1 likes:>9", "!likes:4 likes:5", "is:new is:complaint", "!is:new is:done",
		"net:vk,mastodon", "!net:vk,mail", "-net:vk,mail", "net:(vk OR mastodon)")
}

// TestEveryIsAndHas turns one thing at a time in an otherwise quiet mention
// and asks for every value: those named hold, all others do not.
func TestEveryIsAndHas(t *testing.T) {
	all := []string{
		"is:new", "is:open", "is:done", "is:snoozed", "is:mine", "is:unassigned", "is:lead", "is:question", "is:complaint", "is:praise", "is:spam", "is:dup", "is:reply", "is:share", "is:vip",
		"is:influencer", "is:overdue", "is:answered", "is:scheduled", "is:failed", "has:link", "has:image", "has:video", "has:email", "has:phone", "has:note",
	}
	hung := func(kind string) func(*store.Mention) {
		return func(m *store.Mention) { m.Body.Media = []store.Media{{Type: kind, URL: "https://i.example/1"}} }
	}
	meant := func(s string) func(*store.Mention) { return func(m *store.Mention) { m.Judgement.Intent = s } }
	for _, c := range []struct {
		turn func(*store.Mention)
		want []string // besides is:unassigned and the states
		gone []string
	}{
		{func(*store.Mention) {}, nil, nil},
		{func(m *store.Mention) { m.Work.State = store.StateOpen }, nil, []string{"is:new"}},
		{func(m *store.Mention) { m.Work.State = store.StateDone }, []string{"is:done"}, []string{"is:new", "is:open"}},
		{func(m *store.Mention) { m.Work.State = store.StateSnoozed }, []string{"is:snoozed"}, []string{"is:new", "is:open"}},
		{func(m *store.Mention) { m.Work.Assignee = "Anna" }, []string{"is:mine"}, []string{"is:unassigned"}},
		{func(m *store.Mention) { m.Work.Assignee = "Boris" }, nil, []string{"is:unassigned"}},
		{func(m *store.Mention) { m.Judgement.Lead = true }, []string{"is:lead"}, nil},
		{meant("question"), []string{"is:question"}, nil},
		{meant("complaint"), []string{"is:complaint"}, nil},
		{meant("praise"), []string{"is:praise"}, nil},
		{meant("spam"), []string{"is:spam"}, nil},
		{meant("need"), nil, nil},
		{func(m *store.Mention) { m.Place.Parent = "9" }, []string{"is:reply"}, nil},
		{func(m *store.Mention) { m.Kind = store.KindReply }, []string{"is:reply"}, nil},
		{func(m *store.Mention) { m.Kind = store.KindShare }, []string{"is:share"}, nil},
		{func(m *store.Mention) { m.Work.Tags = []string{"vip"} }, []string{"is:vip"}, nil},
		{func(m *store.Mention) { m.Author.Followers = 10_000_000 }, nil, nil},
		{func(m *store.Mention) { m.Created = now().Add(-4*time.Hour - 1) }, []string{"is:overdue"}, nil},
		{func(m *store.Mention) { m.Work.Answered = now() }, []string{"is:answered"}, nil},
		{func(m *store.Mention) { m.Body.Links = []string{"https://a.example"} }, []string{"has:link"}, nil},
		{func(m *store.Mention) { m.Body.Text = "http://a.example/b" }, []string{"has:link"}, nil},
		{func(m *store.Mention) { m.URL = "https://m.example/1" }, nil, nil},
		{hung("image"), []string{"has:image"}, nil},
		{hung("video"), []string{"has:video"}, nil},
		{hung("audio"), nil, nil},
		{func(m *store.Mention) { m.Author.Email = "i@x.example" }, []string{"has:email"}, nil},
		{func(m *store.Mention) { m.Body.Text = "+7 843 555-12-34" }, []string{"has:phone"}, nil},
		{func(m *store.Mention) { m.Author.Bio = "8 (843) 555-12-34" }, []string{"has:phone"}, nil},
		{func(m *store.Mention) { m.Body.Text = "since 2026-11-17 12:30 no answer" }, nil, nil},
		{func(m *store.Mention) { m.Work.Notes = 1 }, []string{"has:note"}, nil},
	} {
		want := map[string]bool{"is:new": true, "is:open": true, "is:unassigned": true}
		for _, q := range c.want {
			want[q] = true
		}
		for _, q := range c.gone {
			delete(want, q)
		}
		m := said("quiet")
		c.turn(m)
		for _, q := range all {
			if !want[q] {
				q = "!" + q
			}
			holds(t, m, nil, q)
		}
	}
}

// TestAboutPeopleAndDiscussions: the braces change who is asked.
func TestAboutPeopleAndDiscussions(t *testing.T) {
	m := said("где мой заказ")
	m.Author.Followers = 15_000
	m.Place.Thread = "t1"
	crowd := func(tx store.Tx) error {
		answer := said("курьер уже едет")
		answer.Doc, answer.Key.ID, answer.Place.Thread, answer.Author = 0, "2", "t1", store.Author{ID: "5", Handle: "shop"}
		stranger := said("курьер опоздал")
		stranger.Doc, stranger.Key.ID, stranger.Place.Thread = 0, "3", "t2"
		return errors.Join(tx.Mentions().Put(answer), tx.Mentions().Put(stranger))
	}
	holds(t, m, crowd,
		"author:{followers:>10k}", "!author:{followers:>20k}", "!author:{followers:>10k is:vip}", "author:{followers:>10k -is:vip}", "author:{-is:vip} заказ", "-author:{is:vip}",
		"author:{петров}", "!author:{заказ}", "!петров", "!author:{is:influencer OR is:vip}",
		"thread:{курьер}", "!курьер", "thread:{курьер едет}", "!thread:{курьер опоздал}", "thread:{курьер} thread:{заказ}", "!thread:{курьер заказ}", "thread:{from:shop}", "!from:shop",
		"thread:{author:{from:shop}}", "thread:{-from:shop}", "!-thread:{курьер}", "thread:{is:new -курьер}", "!thread:{author:{followers:>20k}}")
	vip := func(tx store.Tx) error {
		return errors.Join(crowd(tx), store.Identities(tx).Put("mastodon:77", store.Identity{VIP: true, Author: m.Author}))
	}
	holds(t, m, vip, "author:{followers:>10k is:vip}", "is:vip", "!author:{followers:<10k is:vip}")
}
