package identitytest

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"earshot/scoring/identity"
)

// Variant is a way in which other data may differ from the ones at hand.
type Variant struct {
	Name string
	// Poor says that evidence was taken away: less can be found then, but no more
	// may be wrong.
	Poor bool
	Make func(c *rand.Rand, list []Labelled) []Labelled
}

// Variants are the ways in which a set of contacts is varied, to see that what
// holds of it holds of others.
func Variants() []Variant {
	each := func(change func(c *rand.Rand, r *Labelled)) func(*rand.Rand, []Labelled) []Labelled {
		return func(c *rand.Rand, list []Labelled) []Labelled {
			for i := range list {
				change(c, &list[i])
			}
			return list
		}
	}
	return []Variant{
		{"as it is", false, func(_ *rand.Rand, list []Labelled) []Labelled { return list }},
		{"rows shuffled", false, shuffle},
		{"no phone, no picture", true, each(func(_ *rand.Rand, r *Labelled) { r.Phone, r.Avatar = "", "" })},
		{"no city, no site", true, each(func(_ *rand.Rand, r *Labelled) { r.City, r.Site = "", "" })},
		{"no address", true, each(func(_ *rand.Rand, r *Labelled) { r.Mail = "" })},
		{"slips in names and handles", true, each(slips)},
		{"capitals, signs and spaces", false, each(untidy)},
		{"names turned", false, each(turned)},
		{"everything in Latin", false, each(func(_ *rand.Rand, r *Labelled) { r.Name, r.City = latinName(r.Name), latinName(r.City) })},
		{"every second name in Cyrillic", true, each(func(c *rand.Rand, r *Labelled) {
			if c.IntN(2) == 0 {
				r.Name = cyrillicName(r.Name)
			}
		})},
		{"every row twice", true, twice},
		{"many impostors", false, impostors},
		{"one phone a household", false, households},
	}
}

func shuffle(c *rand.Rand, list []Labelled) []Labelled {
	c.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// slips changes a letter of every tenth name and of every twentieth handle.
func slips(c *rand.Rand, r *Labelled) {
	if c.IntN(10) == 0 {
		r.Name = slip(c, r.Name)
	}
	if c.IntN(20) == 0 {
		r.Handle = slip(c, r.Handle)
	}
}

// slip leaves a letter out, doubles it, or swaps it with the next.
func slip(c *rand.Rand, s string) string {
	r := []rune(s)
	if len(r) < 4 {
		return s
	}
	i := 1 + c.IntN(len(r)-2)
	switch c.IntN(3) {
	case 0:
		r = append(r[:i], r[i+1:]...)
	case 1:
		r = append(r[:i+1], r[i:]...)
	default:
		r[i], r[i+1] = r[i+1], r[i]
	}
	return string(r)
}

// untidy writes values as people type them.
func untidy(c *rand.Rand, r *Labelled) {
	switch c.IntN(4) {
	case 0:
		r.Name = strings.ToUpper(r.Name)
	case 1:
		r.Name = "  " + strings.ToLower(r.Name) + " "
	case 2:
		r.Name = strings.ReplaceAll(r.Name, " ", ", ")
	}
	if r.Handle != "" && c.IntN(2) == 0 {
		r.Handle = "@" + r.Handle
	}
	if r.Mail != "" && c.IntN(2) == 0 {
		r.Mail = strings.ToUpper(r.Mail[:1]) + r.Mail[1:]
	}
	if n := len(r.Phone); n > 5 && c.IntN(2) == 0 {
		r.Phone = r.Phone[:n-4] + " " + r.Phone[n-4:n-2] + "-" + r.Phone[n-2:]
	}
}

func turned(c *rand.Rand, r *Labelled) {
	if f := strings.Fields(r.Name); len(f) == 2 && c.IntN(2) == 0 {
		r.Name = f[1] + " " + f[0]
	}
}

// twice gives every row once more, as a second export of the same list does.
func twice(_ *rand.Rand, list []Labelled) []Labelled {
	out := make([]Labelled, 0, 2*len(list))
	for _, r := range list {
		again := r
		again.ID += "again"
		out = append(out, r, again)
	}
	return out
}

// impostors adds many: name and picture are somebody's, the handle looks like
// theirs, on another network; every second one copies the city.
func impostors(c *rand.Rand, list []Labelled) []Labelled {
	for _, r := range list[:len(list):len(list)] {
		if r.Handle == "" || r.Avatar == "" || r.Impostor || c.IntN(8) > 0 {
			continue
		}
		fake := r
		fake.ID, fake.Impostor, fake.Person = "fake"+r.ID, true, "fake of "+r.ID
		fake.Mail, fake.Phone, fake.Site = "", "", ""
		for fake.Network == r.Network {
			fake.Network = []string{"vk", "telegram", "mastodon", "bluesky"}[c.IntN(4)]
		}
		if c.IntN(2) == 0 {
			fake.City = ""
		}
		fake.Handle = copied(c, r.Handle)
		list = append(list, fake)
	}
	return list
}

// copied is a handle made to be taken for another.
func copied(c *rand.Rand, h string) string {
	swap := func(pairs ...string) string {
		if s := strings.NewReplacer(pairs...).Replace(h); s != h {
			return s
		}
		return h + "_"
	}
	switch c.IntN(7) {
	case 0:
		return h + []string{"_official", "_real", "real", "_fan", "0", "_", "1"}[c.IntN(7)]
	case 1:
		return []string{"real_", "the_", "official"}[c.IntN(3)] + h
	case 2:
		return swap("o", "0")
	case 3:
		return swap("l", "1", "i", "l")
	case 4:
		return swap("a", "а") // Cyrillic
	case 5:
		return swap("m", "rn")
	}
	return h + h[len(h)-1:]
}

// households gives every fifth person the phone of the one before, as couples
// and families have one.
func households(c *rand.Rand, list []Labelled) []Labelled {
	last, of, shared := "", "", map[string]string{}
	for i := range list {
		r := &list[i]
		if n, known := shared[r.Person]; known {
			r.Phone = n
		} else if last != "" && r.Person != of && c.IntN(5) == 0 && !r.Impostor {
			shared[r.Person], r.Phone, last = last, last, "" // two have it
		} else if r.Phone != "" {
			last, of = r.Phone, r.Person
		}
	}
	return list
}

// letters of Russian in the spelling of passports.
func letters() [][2]string {
	var out [][2]string
	for pair := range strings.FieldsSeq("а=a б=b в=v г=g д=d е=e ё=e ж=zh з=z и=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh щ=shch ъ=ie ы=y ь= э=e ю=iu я=ia") {
		a, b, _ := strings.Cut(pair, "=")
		out = append(out, [2]string{a, b})
	}
	return out
}

// latinName writes Cyrillic letters in Latin.
func latinName(s string) string {
	var pairs []string
	for _, p := range letters() {
		up := p[1]
		if up != "" {
			up = strings.ToUpper(up[:1]) + up[1:]
		}
		pairs = append(pairs, p[0], p[1], strings.ToUpper(p[0]), up)
	}
	return strings.NewReplacer(pairs...).Replace(s)
}

// cyrillicName writes Latin letters in Cyrillic, as well as letters one by one
// can; other signs stay.
func cyrillicName(s string) string {
	pairs := []string{"shch", "щ", "zh", "ж", "kh", "х", "ts", "ц", "ch", "ч", "sh", "ш", "yu", "ю", "ya", "я", "y", "и", "c", "к", "h", "х", "j", "дж", "q", "к", "w", "в", "x", "кс"}
	for _, p := range letters() {
		if len(p[1]) == 1 && p[0] != "й" && p[0] != "ё" && p[0] != "ы" && p[0] != "э" {
			pairs = append(pairs, p[1], p[0])
		}
	}
	words := strings.Fields(s)
	for i, w := range words {
		r := []rune(strings.NewReplacer(pairs...).Replace(strings.ToLower(w)))
		words[i] = strings.ToUpper(string(r[:1])) + string(r[1:])
	}
	return strings.Join(words, " ")
}

// Russians makes people with patronymics, in the forms in which they are written:
// whole, without the patronymic, with initials, in Latin letters; some of their
// last names end as patronymics do. The same seed gives the same people.
func Russians(n int, seed uint64) []Labelled {
	c := rand.New(rand.NewPCG(seed, 31))
	men := strings.Fields("Иван Пётр Сергей Алексей Дмитрий Андрей Николай Павел Михаил Виктор Юрий Олег Игорь Лев Илья Никита Фома")
	fathers := strings.Fields("Иванович Петрович Сергеевич Алексеевич Дмитриевич Андреевич Николаевич Павлович Михайлович Викторович Юрьевич Олегович Игоревич Львович Ильич Никитич Фомич")
	daughters := strings.Fields("Ивановна Петровна Сергеевна Алексеевна Дмитриевна Андреевна Николаевна Павловна Михайловна Викторовна Юрьевна Олеговна Игоревна Львовна Ильинична Никитична Фоминична")
	women := strings.Fields("Анна Мария Ольга Елена Ирина Наталья Татьяна Светлана Юлия Екатерина Полина Дарья Вера Софья Глафира")
	stems := strings.Fields("Кузн Соб Мор Вол Лебед Коз Нов Зай Пав Сем Голуб Вин Богд Вор Фёд Мих Бел Тар Кис Мак Анд Кова Иль Гус Тит Крыл Марк Абрам Бород Жук Щук Хар Цвет Чай Шуб Эрд Юр Яков Рож Сух")
	var list []Labelled
	for p := range n {
		woman := c.IntN(2) == 0
		stem := stems[c.IntN(len(stems))] + []string{"", "ал", "ен", "ор", "ин", "аш", "ук", "ерт", "ом"}[c.IntN(9)]
		end := c.IntN(8)
		last := stem + []string{"ов", "ев", "ин", "ский", "ович", "евич", "енко", "ук"}[end]
		father := c.IntN(len(fathers))
		first, middle := men[c.IntN(len(men))], fathers[father]
		if woman {
			first, middle = women[c.IntN(len(women))], daughters[father]
			last = stem + []string{"ова", "ева", "ина", "ская", "ович", "евич", "енко", "ук"}[end]
		}
		list = append(list, russian(c, len(list), p, first, middle, last)...)
	}
	return list
}

// russian makes the accounts of one.
func russian(c *rand.Rand, next, p int, first, middle, last string) (list []Labelled) {
	low := func(s string) string { return strings.ToLower(latinName(s)) }
	f, m, l := low(first), low(middle), low(last)
	year := 1950 + c.IntN(55)
	number := fmt.Sprint(p % 1000)
	handle := []string{
		l + "." + f, f[:1] + l + number, l + f[:1] + m[:1], f + "." + m[:1] + "." + l, l + fmt.Sprint(year%100), f + "_" + l, m + fmt.Sprint(year%100), "fox_" + f + number, l + number,
	}[c.IntN(9)]
	mail := handle + "." + fmt.Sprint(p) + "@" + []string{"mail.ru", "yandex.ru", "gmail.com"}[c.IntN(3)]
	phone := fmt.Sprintf("+79%09d", c.IntN(1e9))
	initial := func(s string) string { return string([]rune(s)[:1]) + "." }
	for k := range 1 + c.IntN(4) {
		r := identity.Record{ID: fmt.Sprint(next + k)}
		r.Name = []string{
			last + " " + first + " " + middle, first + " " + last, first + " " + middle + " " + last, first + " " + middle,
			last + " " + initial(first) + initial(middle), last + " " + first, latinName(first + " " + last), latinName(last + " " + first + " " + middle), first,
		}[c.IntN(9)]
		if k == 0 && c.IntN(2) == 0 {
			r.Network, r.Mail = "mail", mail
		} else {
			r.Network, r.Handle = []string{"vk", "telegram", "mastodon", "bluesky"}[c.IntN(4)], handle
			if c.IntN(4) == 0 {
				r.Handle += fmt.Sprint(c.IntN(99))
			}
		}
		if c.IntN(8) == 0 {
			r.Phone = phone
		}
		if c.IntN(8) == 0 {
			r.Mail = mail
		}
		list = append(list, Labelled{r, fmt.Sprint(p), false})
	}
	return list
}
