package identitytest

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"

	"earshot/scoring/identity"
)

// Sizes of a crowd's vocabulary. How often a name occurs falls with its rank as
// it does in registers (Zipf's law): the first of the last names has one in
// twenty, thousands have one alone.
const (
	crowdFirst  = 400
	crowdLast   = 80_000
	crowdCities = 1_000
)

// Crowd makes the accounts and addresses of very many people who do not exist,
// without end, one after the other, so that a million need no memory. Beside
// People it has more names, as frequent as names are, and more cities.
func Crowd(seed uint64) iter.Seq[Labelled] {
	return func(yield func(Labelled) bool) {
		c := rand.New(rand.NewPCG(seed, 29))
		v := newVocabulary(c)
		next := 0
		for p := 0; ; p++ {
			list := accounts(c, v.person(c, p), p, next)
			next += len(list)
			for _, r := range list {
				if !yield(r) {
					return
				}
			}
		}
	}
}

// vocabulary is what a crowd is called, each in both scripts.
type vocabulary struct {
	first, last, city [][2]string
	zipf              *rand.Zipf
}

func newVocabulary(c *rand.Rand) *vocabulary {
	latin := strings.Fields("ba ro ne li ka mu to shi za ve do gra kor zhu pel min dar fo lu ste a o ig al khe tsa yu er dri na")
	cyrillic := strings.Fields("ба ро не ли ка му то ши за ве до гра кор жу пел мин дар фо лу сте а о иг ал хе ца ю эр дри на")
	words := func(n, syllables int, ends ...[2]string) (list [][2]string) {
		seen := map[string]bool{}
		for len(list) < n {
			var w [2]string
			for range syllables + c.IntN(2) {
				s := c.IntN(len(latin))
				w[0], w[1] = w[0]+latin[s], w[1]+cyrillic[s]
			}
			end := ends[c.IntN(len(ends))]
			w[0], w[1] = w[0]+end[0], w[1]+end[1]
			if !seen[w[0]] {
				seen[w[0]] = true
				list = append(list, w)
			}
		}
		return list
	}
	return &vocabulary{
		first: words(crowdFirst, 2, [2]string{"n", "н"}, [2]string{"ya", "я"}, [2]string{"r", "р"}, [2]string{"", ""}),
		last:  words(crowdLast, 2, [2]string{"nov", "нов"}, [2]string{"skiy", "ский"}, [2]string{"enko", "енко"}, [2]string{"yan", "ян"}, [2]string{"r", "р"}),
		city:  words(crowdCities, 1, [2]string{"sk", "ск"}, [2]string{"grad", "град"}, [2]string{"burg", "бург"}),
		zipf:  rand.NewZipf(c, 1.05, 12, crowdLast-1),
	}
}

func (v *vocabulary) person(c *rand.Rand, p int) identity.Record {
	script := c.IntN(2)
	first, last := v.first[int(v.zipf.Uint64())%len(v.first)], v.last[v.zipf.Uint64()]
	title := func(s string) string { r := []rune(s); return strings.ToUpper(string(r[:1])) + string(r[1:]) }
	r := identity.Record{
		Name:   title(first[script]) + " " + title(last[script]),
		City:   title(v.city[int(v.zipf.Uint64())%len(v.city)][script]),
		Avatar: fmt.Sprintf("%016x", c.Uint64()),
	}
	a, b := first[0], last[0]
	r.Handle = []string{b, a[:1] + b, a + "." + b, b + "_" + a[:1], a + b, b + fmt.Sprint(p%90+10), a + fmt.Sprint(1950+c.IntN(60))}[c.IntN(7)]
	r.Mail = r.Handle + "@" + []string{"mail.ru", "gmail.com", "yandex.ru", "acme.example"}[c.IntN(4)]
	if c.IntN(10) == 0 {
		r.Phone = fmt.Sprintf("+79%09d", c.IntN(1_000_000_000))
	}
	return r
}

// Take gives the first n of a sequence.
func Take(n int, from iter.Seq[Labelled]) []Labelled {
	list := make([]Labelled, 0, n)
	for r := range from {
		if list = append(list, r); len(list) >= n {
			break
		}
	}
	return slices.Clip(list)
}
