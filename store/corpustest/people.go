package corpustest

import (
	"strconv"
	"strings"

	"earshot/store"
)

// network is one of the five places where people talk.
type network struct {
	name, account, host string
	weight              float64
	first               int // number of its first mention
	roots, answers      []store.Kind
}

func networks() [5]network {
	post, reply := store.KindPost, store.KindReply
	return [5]network{
		{"mastodon", "acme", "m.example", 0.34, 110_000_000, []store.Kind{post, post, post, store.KindShare}, []store.Kind{reply}},
		{"vk", "acme-club", "vk.example", 0.30, 20_000_000, []store.Kind{post, post, store.KindReview}, []store.Kind{store.KindComment}},
		{"telegram", "acme-help", "t.example", 0.22, 3_000_000, []store.Kind{store.KindMessage}, []store.Kind{store.KindMessage}},
		{"mail", "support", "mail.example", 0.06, 400_000, []store.Kind{store.KindMail}, []store.Kind{store.KindMail}},
		{"feed", "press", "news.example", 0.08, 50_000_000, []store.Kind{store.KindArticle}, []store.Kind{store.KindComment}},
	}
}

// names of people, and the letters of their handles.
type names struct{ first, last, handles, cities, bios []string }

func russians() names {
	return names{
		first:   strings.Fields("Анна Мария Ольга Елена Ирина Наталья Юлия Дарья Светлана Вера"),
		last:    strings.Fields("Ким Черных Коваленко Бондаренко Шевчук Гринберг Долгих Ремез Сайко Вовк Белых Седых Мельник Ткач Кравец Бойко"),
		handles: strings.Fields("anna masha olga lena ira natasha yulia dasha sveta vera"),
		cities:  strings.Fields("Москва Казань Самара Пермь Омск Тула Уфа Томск Рязань Сочи Воронеж Екатеринбург Новосибирск"),
		bios: []string{
			"", "", "мама двоих детей", "люблю кошек и книги", "повар, пекарь, фотограф", "пишу о технике и доме",
			"всё о ремонте", "просто человек", "инженер, бегаю по утрам", "новости и обзоры, почта в профиле",
		},
	}
}

func englishmen() names {
	return names{
		first:   strings.Fields("Alice Ben Carol Dan Erin Frank Grace Henry Iris Jack"),
		last:    strings.Fields("Smith Brown Clark Davies Evans Green Hill Jones Lewis Moore Parker Reed Stone Turner Ward Young"),
		handles: strings.Fields("alice ben carol dan erin frank grace henry iris jack"),
		cities:  []string{"London", "Leeds", "Dublin", "Berlin", "New York", "Austin", "Toronto", "Sydney", "Glasgow", "Bristol"},
		bios: []string{
			"", "", "dad, baker, cyclist", "coffee first", "writes about kitchens and gadgets", "news and reviews",
			"engineer by day, cook by night", "cats, books, long walks", "opinions are my own", "deals and discounts every day",
		},
	}
}

// tongue tells whether a person writes Russian, English or both.
func (c *Corpus) tongue(person int) string {
	d := c.roll(forPerson, person)
	switch u := d.float(); {
	case u < 0.60:
		return "ru"
	case u < 0.95:
		return "en"
	}
	return "mixed"
}

// person is who wrote their first mention under that number.
func (c *Corpus) person(first int) store.Author {
	d := c.roll(forPerson, first)
	who := c.english
	if d.float() < 0.60 || d.chance(0.5) && c.tongue(first) == "mixed" {
		who = c.russian
	}
	net := &c.networks[c.network(first)]
	number := strconv.Itoa((first + 1_000_000_000) % 1_000_000_000) // founders are 999,999,600 and on
	k := d.below(len(who.first))
	handle := who.handles[k] + number
	a := store.Author{
		ID: number, Handle: handle, Name: who.first[k] + " " + pick(&d, who.last), Bio: pick(&d, who.bios),
		URL:       "https://" + net.host + "/" + handle,
		Followers: d.pareto(60, 0.95, 5e6) - 60, Following: d.pareto(20, 1.3, 5000), Posts: d.pareto(15, 0.9, 2e5),
		Verified: d.chance(0.01),
	}
	if d.chance(0.6) {
		a.Location = pick(&d, who.cities)
	}
	switch net.name {
	case "mastodon":
		a.Handle += "@" + net.host
	case "mail":
		a.Email, a.Handle, a.URL = handle+"@"+net.host, "", ""
	}
	return a
}
