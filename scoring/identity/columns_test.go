package identity_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"earshot/scoring/identity"
)

// TestWhatIsSaidAgainIsNoEvidence: columns that repeat the name, the year of the
// day of birth, an address written twice; and what only now and then is the same.
func TestWhatIsSaidAgainIsNoEvidence(t *testing.T) {
	first, last := []string{"Anna", "Jürgen", "Оксана", "Қайрат"}, []string{"Orlova", "Müller", "Шевченко", "Бекова", "Stone"}
	var list []identity.Record
	for i := range 120 {
		a, b, year := first[i%4], last[i%5], fmt.Sprint(1950+i%50)
		street := fmt.Sprintf("Lenina %d", i)
		r := identity.Record{ID: fmt.Sprint(i), Name: a + " " + b, City: "Kazan"}
		add := func(column, value string) { r.Facts = append(r.Facts, identity.Fact{Column: column, Value: value}) }
		add("first_and_surname", b+", "+a)
		add("dob", year+"-02-03")
		add("year", year)
		add("street", street)
		add("address", street)
		add("state", []string{"Kazan", "Perm", "Omsk"}[i%3])
		add("note", "")
		if i < 10 {
			add("rare", a)
		}
		if i%10 == 0 { // a slip here and there changes nothing
			r.Facts[0].Value, r.Facts[2].Value = "Shchekin", "19"
		}
		list = append(list, r)
	}
	if got := identity.Repeated(list); !slices.Equal(got, []string{"first_and_surname", "year", "address"}) {
		t.Errorf("%q", got)
	}
	if got := identity.Repeated(list[:10]); len(got) != 0 {
		t.Errorf("ten records tell nothing: %q", got)
	}
}

// TestTheOrderFollowsFromWhatIsSaid, whoever stood where and whatever their ids.
func TestTheOrderFollowsFromWhatIsSaid(t *testing.T) {
	var list []identity.Record
	for i := range 50 {
		list = append(list, identity.Record{ID: fmt.Sprint(i), Name: fmt.Sprint("Anna ", i/2), Facts: []identity.Fact{{Column: "dob", Value: fmt.Sprint(i % 7)}}})
	}
	said := func(list []identity.Record) (out []string) {
		for _, r := range list {
			out = append(out, r.Name+r.Facts[0].Value)
		}
		return out
	}
	identity.Arrange(list)
	want := said(list)
	if slices.IsSorted(want) {
		t.Error("who is called alike stand side by side: the first of them are no sample")
	}
	for seed := range uint64(5) {
		c := rand.New(rand.NewPCG(seed, 3))
		c.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		for i := range list {
			list[i].ID = fmt.Sprint(seed, i)
		}
		if identity.Arrange(list); !slices.Equal(want, said(list)) {
			t.Fatalf("seed %d: %v", seed, said(list))
		}
	}
}
