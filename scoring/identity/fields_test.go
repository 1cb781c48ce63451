package identity_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"earshot/scoring/identity"
)

// evidence gives what two records say of one kind, and whether they say anything.
func evidence(m *identity.Matcher, a, b identity.Record, kind identity.Kind) (identity.Evidence, bool) {
	a.ID, b.ID = "a", "b"
	list := m.Explain(m.Prepare(a), m.Prepare(b))
	i := slices.IndexFunc(list, func(e identity.Evidence) bool { return e.Kind == kind })
	if i < 0 {
		return identity.Evidence{}, false
	}
	return list[i], true
}

// TestAddressesAsTheyAreTypedIntoLists: an operator's list has them from forms,
// cards and mail programs.
func TestAddressesAsTheyAreTypedIntoLists(t *testing.T) {
	for _, c := range []struct{ why, in, want string }{
		{"a mail program adds the name", "\"Щёкин, Иван\" <shchekin@acme.example>", "shchekin@acme.example"},
		{"and a remark", "Ann <ann@lee.example> (work)", "ann@lee.example"},
		{"a link that a phone has made into capitals", "Mailto:Ann@Lee.example", "ann@lee.example"},
		{"a link in capitals", "MAILTO:ANN@LEE.EXAMPLE", "ann@lee.example"},
		{"spaces around", "\t ann@lee.example \n", "ann@lee.example"},
		{"the final dot of DNS", "ann@lee.example.", "ann@lee.example"},
		{"dots at Gmail do not count", "a.n.n@gmail.com", "ann@gmail.com"},
		{"nor does what follows a plus there", "a.nn+x+y@gmail.com", "ann@gmail.com"},
		{"Gmail's other name", "ann@googlemail.com", "ann@gmail.com"},
		{"dots elsewhere do", "a.n.n@lee.example", "a.n.n@lee.example"},
		{"Yandex in Kazakhstan is Yandex", "ann@yandex.kz", "ann@yandex.ru"},
		{"and so is its short name, with a dot", "ann.lee@ya.ru", "ann-lee@yandex.ru"},
		{"Proton by its first name", "ann@protonmail.com", "ann@proton.me"},
		{"Apple by its old one", "ann@mac.com", "ann@icloud.com"},
		{"Fastmail by its short one", "ann@fastmail.fm", "ann@fastmail.com"},
		{"a Russian mailbox", "Иван@Почта.РФ", "иван@почта.рф"},
		{"an account is no address", "@ivan@m.example", ""},
		{"two signs are a slip", "ivan@@m.example", ""},
		{"two addresses are not one", "a@x.example, b@x.example", ""},
		{"nor with a semicolon", "a@x.example;b@x.example", ""},
		{"a header that was slipped in", "a@x.example\r\nBcc: b@x.example", ""},
		{"broken letters", "a\xff@x.example", ""},
		{"a dot is no domain", "a@.", ""},
		{"brackets without an address", "<>", ""},
		{"nothing", "", ""},
	} {
		if got := identity.Mail(c.in).String(); got != c.want {
			t.Errorf("%s: %q gives %q, want %q", c.why, c.in, got, c.want)
		}
	}
}

// TestDesksAreNobody: what hundreds write from joins nobody, in both languages.
func TestDesksAreNobody(t *testing.T) {
	m := town()
	for _, desk := range []string{"info", "Support", "SALES", "zakaz", "buh", "kadry", "otdel", "pochta", "no-reply", "donotreply", "info2", "hr", "press"} {
		mail := desk + "@acme.example"
		if !identity.Mail(mail).Role {
			t.Errorf("%s is a desk", mail)
		}
		a := identity.Record{ID: "1", Network: "mail", Name: "Тит Щёкин", Mail: mail}
		b := identity.Record{ID: "2", Network: "mail", Name: "Olga Zander", Mail: mail}
		if e, told := evidence(m, a, b, "mail"); told {
			t.Errorf("%s told %+v", mail, e)
		}
		if d := m.Decide(m.Prepare(a), m.Prepare(b), identity.Standard()); d.Action == identity.Merge {
			t.Errorf("%s joined two: %+v", mail, d)
		}
		if shareKey(m.Prepare(identity.Record{ID: "1", Mail: mail}), m.Prepare(identity.Record{ID: "2", Mail: mail})) {
			t.Errorf("%s brings people up", mail)
		}
	}
	for _, person := range []string{"inform@x.example", "salesman@x.example", "иван@x.example", "2024@x.example", "it.petrov@x.example"} {
		if identity.Mail(person).Role {
			t.Errorf("%s is a person", person)
		}
	}
}

func shareKey(a, b *identity.Profile) bool {
	ids := map[uint64]bool{}
	for _, k := range identity.Keys(a) {
		ids[k.ID] = true
	}
	return slices.ContainsFunc(identity.Keys(b), func(k identity.Key) bool { return ids[k.ID] })
}

func TestNumbersAsTheyAreTypedIntoLists(t *testing.T) {
	for _, c := range []struct{ why, in, want string }{
		{"the Russian way", "8 (916) 123-45-67", "79161234567"},
		{"without the eight", "(916) 123-45-67", "79161234567"},
		{"with the country", "7 916 123 45 67", "79161234567"},
		{"a free line", "8-800-555-35-35", "78005553535"},
		{"an extension in Russian", "8 495 123-45-67 доб. 12", "74951234567"},
		{"an extension in English", "+1 212 555 0100 ext 5", "12125550100"},
		{"a second number after a comma", "+7 916 123-45-67, +7 495 765-43-21", "79161234567"},
		{"a second number after a semicolon", "+7 916 123-45-67; 8 495 765-43-21", "79161234567"},
		{"the plus in brackets", "(+7) 916 123-45-67", "79161234567"},
		{"the prefix of abroad", "00 7 916 123 45 67", "79161234567"},
		{"a number of a town", "123-45-67", "1234567"},
		{"a sign that is not seen", "+7\u200b9161234567", "79161234567"},
		{"zeroes only", "+0000000", ""},
		{"nines only, as forms get that want a number", "99999999999", ""},
		{"too long", strings.Repeat("12", 40), ""},
		{"too short", "+7 916", ""},
		{"words", "call me", ""},
		{"an extension without a number", "x12", ""},
		{"much text", "+7 916 123 45 67" + strings.Repeat(" or so", 5000), "79161234567"},
	} {
		if got := identity.Phone(c.in); got != c.want {
			t.Errorf("%s: %q gives %q, want %q", c.why, c.in, got, c.want)
		}
	}
}

func TestPagesAsTheyAreTypedIntoLists(t *testing.T) {
	for _, c := range []struct{ why, in, want string }{
		{"scheme and www", "HTTPS://WWW.Shchekin.Example/", "shchekin.example"},
		{"no scheme", "shchekin.example/about/", "shchekin.example/about"},
		{"where the visitor came from", "shchekin.example?utm_source=x", "shchekin.example"},
		{"a place in the page", "shchekin.example/#top", "shchekin.example"},
		{"a Russian name", "https://Щёкин.РФ/", "щёкин.рф"},
		{"an account", "https://m.example/@ivan", "m.example/@ivan"},
		{"a sentence", "see my page at x.example", ""},
		{"a word", "homepage", ""},
		{"nothing but a scheme", "https://", ""},
		{"dots", "...", ""},
	} {
		if got := identity.Site(c.in); got != c.want {
			t.Errorf("%s: %q gives %q, want %q", c.why, c.in, got, c.want)
		}
	}
}

// TestOneFieldOfTwo tells for each field what is said, in words and with the
// right sign.
func TestOneFieldOfTwo(t *testing.T) {
	m := town()
	type r = identity.Record
	for _, c := range []struct {
		kind identity.Kind
		a, b r
		why  string
		good bool
	}{
		{"mail", r{Mail: "ann.lee@gmail.com"}, r{Mail: "annlee+shop@googlemail.com"}, "one mailbox", true},
		{"mail", r{Mail: "shchekin@acme.example"}, r{Mail: "schekin@acme.example"}, "a slip", true},
		{"mail", r{Mail: "shchekin@acme.example"}, r{Mail: "boris@north.example"}, "different", false},
		{"phone", r{Phone: "8 916 123 45 67"}, r{Phone: "+79161234567"}, "one number", true},
		{"phone", r{Phone: "8 916 123 45 67"}, r{Phone: "+79161234568"}, "different", false},
		{"link", r{Proofs: []string{"https://M.example/@ivan"}}, r{Proofs: []string{"x.example", "m.example/@ivan/"}}, "both ways", true},
		{"handle", r{Handle: "@Shchekin"}, r{Handle: "shchekin@m.example"}, "the same handle", true},
		{"handle", r{Handle: "shchekin.bsky.social"}, r{Handle: "shchekin"}, "the same handle", true},
		{"handle", r{Handle: "shchekin_77"}, r{Handle: "shchekin.1977"}, "same letters", true},
		{"handle", r{Handle: "щёкин77"}, r{Handle: "щекин"}, "same letters", true},
		{"handle", r{Handle: "shchekin"}, r{Handle: "tit_shchekin"}, "holds the other", true},
		{"handle", r{Handle: "zhukovskiy"}, r{Handle: "zhukowskiy"}, "like each other", true},
		{"handle", r{Handle: "shchekin"}, r{Handle: "zander"}, "different", false},
		{"handle", r{Handle: "as1"}, r{Handle: "as2"}, "different", false},
		{"handle", r{Handle: "юа1"}, r{Handle: "юа2"}, "different", false},
		{"handle", r{Handle: "лев"}, r{Handle: "левша"}, "different", false},
		{"handle", r{Handle: "shchekin_tit"}, r{Mail: "shchekin_tit@acme.example"}, "the same handle", true},
		{"handle and name", r{Handle: "ivan_zander"}, r{Name: "Ivan Zander"}, "spells the name", true},
		{"handle and name", r{Handle: "zander"}, r{Name: "Иван Зандер"}, "", true},
		{"city", r{City: "г. Санкт-Петербург"}, r{City: "St. Petersburg, Russia"}, "the same city", true},
		{"city", r{City: "Москва"}, r{City: "moscow"}, "the same city", true},
		{"city", r{City: "Novokuznetsk"}, r{City: "Новокузнецк"}, "the same city", true},
		{"city", r{City: "Chelyabinsk"}, r{City: "Челябинск"}, "the same city", true},
		{"city", r{City: "Chelabinsk"}, r{City: "Челябинск"}, "like each other", true},
		{"city", r{City: "Казань"}, r{City: "Riga"}, "different", false},
		{"site", r{Site: "https://shchekin.example/"}, r{Site: "www.shchekin.example"}, "the same site", true},
		{"site", r{Site: "shchekin.example"}, r{Site: "zander.example"}, "different", false},
		{"avatar", r{Avatar: "b855c31e109e6ad2"}, r{Avatar: "B855C31E109E6AD2"}, "the same picture", true},
		{"avatar", r{Avatar: "b855c31e109e6ad2"}, r{Avatar: "b855c31e109e6ad3"}, "the same picture", true},
		{"avatar", r{Avatar: "b855c31e109e6ad2"}, r{Avatar: "b855c31e109e6a2d"}, "like each other", true},
		{"avatar", r{Avatar: "b855c31e109e6ad2"}, r{Avatar: "47aa3ce1ef61952d"}, "different", false},
		{"avatar", r{Avatar: "https://m.example/1.png"}, r{Avatar: "https://m.example/1.png"}, "the same picture", true},
		{"network", r{Network: "vk"}, r{Network: "VK "}, "on one network", false},
		{"network", r{Network: "vk"}, r{Network: "telegram"}, "different networks", true},
	} {
		e, told := evidence(m, c.a, c.b, c.kind)
		if !told {
			if c.why != "" {
				t.Errorf("%s: nothing of %+v and %+v", c.kind, c.a, c.b)
			}
			continue
		}
		if !strings.Contains(e.Why, c.why) || (e.Bits > 0) != c.good {
			t.Errorf("%s: %+v and %+v: %+v, want %q", c.kind, c.a, c.b, e, c.why)
		}
	}
}

// TestWhatCannotBeComparedTellsNothing: it would stand against people whom we
// merely know from two places.
func TestWhatCannotBeComparedTellsNothing(t *testing.T) {
	m := town()
	type r = identity.Record
	for _, c := range []struct {
		why  string
		kind identity.Kind
		a, b r
	}{
		{"each network keeps its own copy of a picture", "avatar", r{Avatar: "https://vk.example/1.png"}, r{Avatar: "https://m.example/2.png"}},
		{"a hash is no address", "avatar", r{Avatar: "https://vk.example/1.png"}, r{Avatar: "b855c31e109e6ad2"}},
		{"one has no picture", "avatar", r{}, r{Avatar: "b855c31e109e6ad2"}},
		{"one has no city", "city", r{City: "  "}, r{City: "Казань"}},
		{"a city of signs", "city", r{City: "🌍🌍"}, r{City: "Казань"}},
		{"a number that is none", "phone", r{Phone: "on request"}, r{Phone: "+79161234567"}},
		{"a desk is no mailbox", "mail", r{Mail: "info@x.example"}, r{Mail: "ann@x.example"}},
		{"a page that is none", "site", r{Site: "soon"}, r{Site: "x.example"}},
		{"a link one way", "link", r{Proofs: []string{"x.example/a"}}, r{Site: "x.example/a"}},
		{"a name of signs", "name", r{Name: "🦊🦊"}, r{Name: "Ann Lee"}},
		{"the father's name, which many leave out", "name", r{Name: "Петрович"}, r{Name: "Иван"}},
		{"no network", "network", r{}, r{Network: "vk"}},
		{"columns that only one has", "column:dob", r{Facts: []identity.Fact{{Column: "dob", Value: "1971-06-24"}}}, r{Facts: []identity.Fact{{Column: "zip", Value: "420000"}}}},
		{"a column that is empty", "column:dob", r{Facts: []identity.Fact{{Column: "dob", Value: "1971-06-24"}}}, r{Facts: []identity.Fact{{Column: "dob", Value: " "}}}},
	} {
		if e, told := evidence(m, c.a, c.b, c.kind); told {
			t.Errorf("%s: %+v", c.why, e)
		}
	}
}

// TestColumnsOfLists: days, codes and words, with the slips that clerks make.
func TestColumnsOfLists(t *testing.T) {
	m := town()
	for _, c := range []struct{ why, a, b, want string }{
		{"the same day, written in two countries", "1971-06-24", "24.06.1971", "the same"},
		{"the American way", "06/24/1971", "1971-06-24", "the same"},
		{"as computers write it", "19710624", "1971-06-24T00:00:00Z", "the same"},
		{"as people type it", "4.6.1971", "1971-06-04", "the same"},
		{"day for month", "1971-06-04", "1971-04-06", "one slip"},
		{"another day", "1971-06-24", "1971-06-25", "one slip"},
		{"another year", "1971-06-24", "1973-06-24", "one slip"},
		{"another month", "1971-06-24", "1971-08-24", "one slip"},
		{"some weeks", "1971-06-24", "1971-07-05", "like each other"},
		{"nearly a year", "1971-06-24", "1972-03-02", "not far apart"},
		{"another person", "1971-06-24", "1938-11-02", "different"},
		{"a day that there is not, as text", "1971-13-45", "1971-06-24", "like each other"},
		{"a postcode", "420111", "420111", "the same"},
		{"capitals and spaces", "Main  Street 5", "main street 5", "the same"},
		{"a letter", "politician", "politican", "one slip"},
		{"neighbours swapped", "writer", "wirter", "one slip"},
		{"two letters", "engineer", "enginner", ""},
		{"another word", "painter", "bishop", "different"},
		{"one letter is too little to be like another", "m", "f", "different"},
		{"Russian is read like English", "инженер", "инжинер", "one slip"},
		{"ё is е", "Щёлково", "щелково", "the same"},
	} {
		e, told := evidence(m, identity.Record{Facts: []identity.Fact{{Column: "x", Value: c.a}}}, identity.Record{Facts: []identity.Fact{{Column: "X", Value: c.b}}}, "column:x")
		if !told || !strings.HasPrefix(e.Why, c.want) {
			t.Errorf("%s: %q, %q: %+v", c.why, c.a, c.b, e)
		}
	}
}

// TestFrequentValuesSayLittle: what many have is no sign of one person. The more
// have it, the less it says, and never more than a value that nobody has.
func TestFrequentValuesSayLittle(t *testing.T) {
	for _, c := range []struct {
		kind identity.Kind
		with func(v string) identity.Record
		vary func(i int) string
		one  string
	}{
		{"mail", func(v string) identity.Record { return identity.Record{Mail: v} }, func(i int) string { return fmt.Sprintf("u%d@x.example", i) }, "ann@lee.example"},
		{"phone", func(v string) identity.Record { return identity.Record{Phone: v} }, func(i int) string { return fmt.Sprintf("+7916%07d", i) }, "+74951234567"},
		{"city", func(v string) identity.Record { return identity.Record{City: v} }, func(i int) string { return "t" + strings.Repeat("a", i%40) }, "Казань"},
		{"site", func(v string) identity.Record { return identity.Record{Site: v} }, func(i int) string { return fmt.Sprintf("u%d.example", i) }, "blogs.example"},
		{"avatar", func(v string) identity.Record { return identity.Record{Avatar: v} }, func(i int) string { return fmt.Sprintf("%016x", uint64(i+1)*0x9e3779b97f4a7c15) }, "b855c31e109e6ad2"},
		{"name", func(v string) identity.Record { return identity.Record{Name: v} }, func(i int) string { return strings.Repeat("q", 1+i%20) + "a" }, "Щёкин"},
	} {
		counts := &identity.Counts{}
		last := 100.0
		for step := range 4 {
			for i := range 1000 {
				r := c.with(c.vary(step*1000 + i))
				if i < step*300 {
					r = c.with(c.one)
				}
				counts.Add(r)
			}
			m := identity.NewMatcher(identity.NewWeights(1000), counts)
			e, told := evidence(m, c.with(c.one), c.with(c.one), c.kind)
			if !told || e.Bits >= last && step > 0 {
				t.Errorf("%s, step %d: %.2f bits after %.2f", c.kind, step, e.Bits, last)
			}
			last = e.Bits
		}
		if last > 8 {
			t.Errorf("%s: what every second one has says %.1f bits", c.kind, last)
		}
	}
}
