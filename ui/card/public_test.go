package card

import (
	"strings"
	"testing"

	"earshot/store"
	"earshot/store/desk"
)

// saying adds what a list says of somebody.
func saying(a *answer, facts ...string) *answer {
	for _, f := range facts {
		name, value, _ := strings.Cut(f, "=")
		a.Sum.Facts = append(a.Sum.Facts, desk.Saying{Name: name, Value: value, From: "import clients.csv"})
	}
	return a
}

// Sex and age stand in words, once, before what else a list says; what is not
// known of them is not made up.
func TestTheCardTellsSexAndAge(t *testing.T) {
	for want, facts := range map[string][]string{
		"female, 46 years, company Acme; D":    {"company=Acme", "пол=ж", "born=1.2.1980", "gender=F"},
		"male, company Acme; D":                {"company=Acme", "sex=m"},
		"26 years; D":                          {"dob=2000"},
		"born 1.2, plan gold; D":               {"born=1.2", "plan=gold"},
		"gender agender, born later; D":        {"gender=agender", "born=later"},
		"female, plan gold, a 1 and 1 more; D": {"sex=f", "plan=gold", "a=1", "b=2"},
	} {
		got := strings.Join(rows(saying(known(), facts...), 90, 30), "\n")
		if !strings.Contains(got, "Known     "+want+"\n") {
			t.Errorf("%v: no %q in\n%s", facts, want, got)
		}
	}
	c := &pair{h: host(), both: [2]answer{*saying(known(), "sex=f", "born=1980"), *known()}}
	if got := c.View(90, 30); !strings.Contains(got, "female, 46 years") {
		t.Errorf("the comparison:\n%s", got)
	}
}

// A row of a list and the account that it names are one place to meet somebody,
// on the card and in the comparison.
func TestAnAccountStandsOnceOnTheCard(t *testing.T) {
	a := known()
	row := store.Identity{ID: "row:9", Row: "9", Network: "mastodon", Author: store.Author{Handle: "Ivan"}}
	a.Members = append(a.Members, row)
	if got := strings.Join(rows(a, 60, 30), "\n"); strings.Contains(got, "mastodon  @") || !strings.Contains(got, "@ivan · ") {
		t.Errorf("two rows of one account:\n%s", got)
	}
	a.Members = append(a.Members, store.Identity{ID: "vk:5", Network: "vk", Author: store.Author{Handle: "ivan"}})
	if got := strings.Join(rows(a, 60, 30), "\n"); strings.Count(got, "mastodon  @") != 1 || strings.Count(got, "vk        @") != 1 {
		t.Errorf("%s", got)
	}
	c := &pair{h: host(), both: [2]answer{*a, *known()}}
	if got := c.View(90, 30); strings.Count(got, "mastodon ") != 2 {
		t.Errorf("%s", got)
	}
}
