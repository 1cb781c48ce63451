package identitytest

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"earshot/scoring/identity"
)

// People makes accounts and addresses of people who do not exist, one to four
// each, in both scripts, some with a slip, and for every hundredth person an
// impostor with the name, the picture and a handle like his. The same seed gives
// the same people; names are made of syllables, so that none is a real set.
func People(n int, seed uint64) []Labelled {
	c := rand.New(rand.NewPCG(seed, 23))
	var list []Labelled
	for p := range n {
		list = append(list, accounts(c, person(c, p), p, len(list))...)
	}
	return list
}

// accounts makes what a person has on the networks, and perhaps an impostor; ids
// are numbers from next on.
func accounts(c *rand.Rand, one identity.Record, p, next int) (list []Labelled) {
	for k := range 1 + c.IntN(4) {
		r := one
		r.ID = fmt.Sprint(next + len(list))
		if k == 0 && c.IntN(2) == 0 {
			r.Network, r.Handle = "mail", ""
		} else {
			r.Network, r.Mail = []string{"vk", "telegram", "mastodon", "bluesky"}[c.IntN(4)], ""
			if c.IntN(3) == 0 {
				r.Handle += fmt.Sprint(10 + c.IntN(89))
			}
		}
		switch c.IntN(8) {
		case 0:
			r.Name = strings.Fields(r.Name)[0]
		case 1:
			f := strings.Fields(r.Name)
			r.Name = f[1] + " " + f[0]
		case 2:
			r.Name = ""
		}
		if c.IntN(3) > 0 {
			r.City = ""
		}
		if c.IntN(2) > 0 {
			r.Avatar = []string{"", "ffff000000000000", "8181818181818181"}[c.IntN(3)]
		}
		list = append(list, Labelled{r, fmt.Sprint(p), false})
	}
	if p%100 == 0 {
		r := one
		r.ID, r.Network, r.Mail, r.City = fmt.Sprint(next+len(list)), "telegram", "", ""
		r.Handle += []string{"real", "_official", "_fan", "0"}[c.IntN(4)]
		list = append(list, Labelled{r, fmt.Sprint("not ", p), true})
	}
	return list
}

// person is what all identities of somebody are taken from.
func person(c *rand.Rand, p int) identity.Record {
	firstLatin := strings.Fields("ivan maria olga pavel anna boris elena sergei dmitri natalia robert john david susan peter martin")
	firstCyrillic := strings.Fields("иван мария ольга павел анна борис елена сергей дмитрий наталья роберт джон дэвид сьюзен питер мартин")
	latin := strings.Fields("ba ro ne li ka mu to shi za ve do gra kor zhu pel min dar fo lu ste")
	cyrillic := strings.Fields("ба ро не ли ка му то ши за ве до гра кор жу пел мин дар фо лу сте")
	one := c.IntN(len(firstLatin))
	var a, b string
	for range 2 + c.IntN(2) {
		s := c.IntN(len(latin))
		a, b = a+latin[s], b+cyrillic[s]
	}
	last := c.IntN(3)
	a, b = a+[]string{"nov", "ski", "r"}[last], b+[]string{"нов", "ский", "р"}[last]
	title := func(s string) string { r := []rune(s); return strings.ToUpper(string(r[:1])) + string(r[1:]) }
	r := identity.Record{Name: title(firstLatin[one]) + " " + title(a), City: []string{"Moscow", "Казань", "Minsk", "Riga"}[c.IntN(4)], Avatar: fmt.Sprintf("%016x", c.Uint64())}
	if c.IntN(2) == 0 {
		r.Name = title(firstCyrillic[one]) + " " + title(b)
	}
	switch c.IntN(4) {
	case 0:
		r.Handle = a
	case 1:
		r.Handle = firstLatin[one][:1] + a
	case 2:
		r.Handle = firstLatin[one] + "." + a
	default:
		r.Handle = a + fmt.Sprint(p%90+10)
	}
	r.Mail = r.Handle + "@" + []string{"mail.ru", "gmail.com", "acme.example"}[c.IntN(3)]
	return r
}
