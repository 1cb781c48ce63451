package uitest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

// Fill puts the fixture into a desk: "Polar Home", who sell refrigerators and
// exist nowhere, with four accounts and two dozen mentions.
func Fill(t testing.TB, d *desk.Desk) {
	t.Helper()
	ctx, by, now := context.Background(), desk.By{User: "anna", Door: "cli"}, d.Env().Now()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	d.Files.Use(func(_ context.Context, _ *store.Mention, _ int, folder string) ([]string, error) {
		return []string{folder + "/plan.pdf"}, nil // nothing is written
	})
	for _, a := range accounts() {
		must(d.Setup.Connect(ctx, by, a, nil))
	}
	for _, h := range []store.Health{
		{Account: "polar", State: store.HealthOK, LastOK: now, Live: true, Left: -1},
		{Account: "polar-vk", State: store.HealthOK, LastOK: now, Left: -1},
		{Account: "support", State: store.HealthOK, LastOK: now, Left: -1},
		{Account: "press", State: store.HealthWaiting, Message: "the feed answers slowly; trying again in 2 minutes", Left: -1},
	} {
		must(d.Setup.SetHealth(ctx, h))
	}
	_, err := d.Inbox.Ingest(ctx, desk.Batch{Account: "polar", Events: Mentions(now)})
	must(err)
	work(ctx, t, d)
}

func accounts() []store.Account {
	limits := store.Limits{Chars: 500, LinkChars: 23, Media: 4}
	return []store.Account{
		{Name: "polar", Network: "mastodon", Server: "https://social.example", Handle: "polar", Title: "Polar Home", Can: []string{desk.AbilitySend}, Limits: limits},
		{Name: "polar-vk", Network: "vk", Handle: "polar_home", Title: "Polar Home VK", Can: []string{desk.AbilitySend}, Limits: store.Limits{Chars: 16384, Media: 10}},
		{Name: "support", Network: "mail", Handle: "help@polar.example", Title: "Polar Support", Can: []string{desk.AbilitySend}},
		{Name: "press", Network: "feed", Title: "Appliance news", Lacks: map[string]string{desk.AbilitySend: "feeds can only be read"}},
	}
}

// work is what has been done before the session begins.
func work(ctx context.Context, t testing.TB, d *desk.Desk) {
	t.Helper()
	do := func(_ desk.Outcome, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	find := func(id string) store.Doc {
		t.Helper()
		doc, err := d.Lookup.Resolve(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		return doc
	}
	anna, boris := desk.By{User: "anna", Door: "key"}, desk.By{User: "boris", Door: "key"}
	do(d.Triage.Assign(ctx, anna, desk.Around(find("mastodon:104")), "boris"))
	do(d.Triage.Tag(ctx, boris, desk.On(find("mastodon:104")), []string{"delivery"}, nil))
	do(d.Triage.Note(ctx, boris, find("mastodon:104"), "The courier says he rang twice. Asked the depot."))
	do(d.Triage.Tag(ctx, anna, desk.On(find("vk:201")), []string{"repair", "warranty"}, nil))
	do(d.Triage.Assign(ctx, anna, desk.Around(find("vk:203")), "anna"))
	do(d.Triage.Done(ctx, anna, desk.Around(find("mastodon:107"))))
}

// Mentions are the fixture's mentions, the newest a minute before now.
func Mentions(now time.Time) []desk.Event {
	ivan := store.Author{ID: "77", Handle: "ivan@m.example", Name: "Иван Петров", Followers: 1840, Following: 210, Posts: 900, Location: "Казань"}
	mia := store.Author{ID: "12", Handle: "mia", Name: "Mia Laurent", Followers: 52_300, Verified: true, Bio: "Kitchens, slow food, loud opinions", URL: "https://mia.example"}
	lena := store.Author{ID: "501", Handle: "lena_k", Name: "Елена Кузнецова", Followers: 312}
	tom := store.Author{ID: "tom@mail.example", Email: "tom@mail.example", Name: "Tom Okafor"}
	yuki := store.Author{ID: "31", Handle: "yuki", Name: "雪 田中", Followers: 910}
	omar := store.Author{ID: "32", Handle: "omar", Name: "عمر حداد", Followers: 120}
	fam := store.Author{ID: "33", Handle: "five", Name: "The Fives 👩‍👩‍👧", Followers: 64}
	desk1 := store.Author{ID: "news", Name: "Appliance News", URL: "https://news.example"}
	list := []struct {
		network, id, parent string
		kind                store.Kind
		ago                 time.Duration
		author              store.Author
		text                string
		sent, intent        string
		lead                bool
	}{
		{"mastodon", "101", "", store.KindPost, time.Minute, ivan, "Холодильник опять не морозит, третий день жду мастера. Это вообще нормально?", "negative", "complaint", false},
		{"mastodon", "102", "", store.KindPost, 4 * time.Minute, mia, "Three weeks with the Polar N5 and I have to say: the quietest fridge I have ever tested ❤️ Full review tomorrow.", "positive", "praise", false},
		{"vk", "201", "", store.KindComment, 9 * time.Minute, lena, "Подскажите, действует ли гарантия, если чинили не в вашем сервисе?", "neutral", "question", false},
		{"mastodon", "103", "", store.KindPost, 12 * time.Minute, yuki, "新しい冷蔵庫を探しています。おすすめはありますか？", "neutral", "need", true},
		{"mastodon", "104", "", store.KindPost, 26 * time.Minute, fam, "Courier never came, nobody calls back 😡😡 @polar this is the second time!!", "negative", "complaint", false},
		{"mastodon", "105", "104", store.KindReply, 21 * time.Minute, mia, "Same here last month. They did fix it in the end, though.", "neutral", "insight", false},
		{"mastodon", "106", "", store.KindPost, 31 * time.Minute, omar, "هل الثلاجة الجديدة متوفرة في دبي؟", "neutral", "question", true},
		{"mail", "m1", "", store.KindMail, 47 * time.Minute, tom, "Hello,\n\nwe are furnishing 14 holiday flats and need the same fridge for each. Could you make us an offer, delivery in January?\n\nTom Okafor", "neutral", "need", true},
		{"vk", "202", "", store.KindReview, 70 * time.Minute, lena, "Брала год назад, ни одной поломки. Спасибо!", "positive", "praise", false},
		{"feed", "f1", "", store.KindArticle, 95 * time.Minute, desk1, "Regulators will ask makers of refrigerators to keep spare parts for ten years from 2027 on. Polar Home said it already does.", "neutral", "insight", false},
		{"vk", "203", "", store.KindMessage, 2 * time.Hour, ivan, "Номер заявки 48-113, когда приедет мастер?", "negative", "question", false},
		{"mastodon", "107", "", store.KindPost, 3 * time.Hour, yuki, "Thanks @polar, the spare shelf arrived today 🎉", "positive", "praise", false},
	}
	var out []desk.Event
	for _, m := range list {
		out = append(out, event(now, m.network, m.id, m.parent, m.kind, m.ago, m.author, m.text, m.sent, m.intent, m.lead))
	}
	for i := range 12 {
		a := store.Author{ID: fmt.Sprint(900 + i), Handle: fmt.Sprintf("guest%d", i), Name: fmt.Sprintf("Guest %d", i), Followers: 10 * i * i}
		out = append(out, event(now, "mastodon", fmt.Sprint(300+i), "", store.KindPost, time.Duration(5+9*i)*time.Hour, a,
			fmt.Sprintf("Is the Polar N%d worth its price? Looking for a fridge for a small kitchen.", i+1), "neutral", "question", i%3 == 0))
	}
	return out
}

func event(now time.Time, network, id, parent string, kind store.Kind, ago time.Duration, a store.Author, text, sent, intent string, lead bool) desk.Event {
	account := map[string]string{"mastodon": "polar", "vk": "polar-vk", "mail": "support", "feed": "press"}[network]
	m := &store.Mention{
		Key: store.Key{Network: network, ID: id}, Account: account, Kind: kind, Created: now.Add(-ago), Author: a,
		URL: "https://" + network + ".example/" + id, Body: store.Body{Text: text}, Place: store.Place{Parent: parent},
		Judgement: store.Judgement{Sentiment: sent, Intent: intent, Lead: lead},
	}
	if network == "mail" {
		m.Body.Title = "Fridges for 14 flats"
		m.Body.Media = []store.Media{{Type: "file", URL: "attachment:plan.pdf?size=20480&type=application%2Fpdf", Alt: "plan.pdf"}}
	}
	if network == "feed" {
		m.Body.Title = "Spare parts for ten years"
	}
	return desk.Event{Mention: m}
}

// Arrive lets a mention come in, as a connector would.
func (d *Driver) Arrive(id, text string) {
	d.T.Helper()
	a := store.Author{ID: "late" + id, Handle: "late" + id, Name: "Late " + id, Followers: 40}
	e := event(d.clock.now, "mastodon", id, "", store.KindPost, 0, a, text, "neutral", "question", false)
	if _, err := d.Desk.Inbox.Ingest(context.Background(), desk.Batch{Account: "polar", Events: []desk.Event{e}}); err != nil {
		d.T.Fatal(err)
	}
	d.settle()
}

// Reply answers a mention as the driver's user, as the composer would.
func (d *Driver) Reply(doc store.Doc, text string) {
	d.T.Helper()
	out := desk.Outgoing{Message: store.Message{Text: text}, About: doc}
	if _, err := d.Desk.Publish.Send(context.Background(), desk.By{User: d.Host.User, Door: "key"}, out); err != nil {
		d.T.Fatal(err)
	}
	d.settle()
}
