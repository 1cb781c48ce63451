package card

import (
	"fmt"
	"strings"

	"earshot/store"
	"earshot/ui/pane"
)

// public is sex and age of a person, as profiles and lists say them, in words;
// rest are the other facts.
func public(h *pane.Host, a *answer) (words []string, rest []store.Fact) {
	var all []store.Fact
	for _, k := range a.Sum.Facts {
		all = append(all, store.Fact{Name: k.Name, Value: k.Value})
	}
	if sex := store.Sex(all); sex != "" {
		words = append(words, sex)
	}
	born, _ := store.BirthOf(all)
	years, aged := born.Age(h.Now().In(h.Zone))
	if aged {
		words = append(words, fmt.Sprintf("%d years", years))
	}
	for _, f := range all {
		one := []store.Fact{f}
		if _, ok := store.BirthOf(one); store.Sex(one) == "" && (!ok || !aged) {
			rest = append(rest, f)
		}
	}
	return words, rest
}

// person is what public says, in one cell.
func person(h *pane.Host, a *answer) string {
	words, _ := public(h, a)
	return strings.Join(words, ", ")
}
