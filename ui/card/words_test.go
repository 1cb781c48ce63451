package card

import (
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

// TestMoneyIsWrittenAsPeopleReadIt: thousands parted, hundredths only where there
// are some.
func TestMoneyIsWrittenAsPeopleReadIt(t *testing.T) {
	for _, c := range []struct {
		sum            int64
		currency, want string
	}{
		{0, "RUB", "0 RUB"},
		{100, "RUB", "1 RUB"},
		{1550, "EUR", "15.50 EUR"},
		{1505, "EUR", "15.05 EUR"},
		{4999000, "RUB", "49,990 RUB"},
		{123456789, "USD", "1,234,567.89 USD"},
		{-250000, "RUB", "-2,500 RUB"},
		{100, "", "1"},
	} {
		if got := Money(c.sum, c.currency); got != c.want {
			t.Errorf("%d: %q, not %q", c.sum, got, c.want)
		}
	}
}

// TestDueIsAsShortAsItCanBe: the time alone on this day, the day of the week
// within one, else the date; the year only where it is another.
func TestDueIsAsShortAsItCanBe(t *testing.T) {
	h := host()
	for _, c := range []struct {
		in   time.Duration
		want string
	}{
		{-time.Hour, "08:31"},
		{10 * time.Hour, "19:31"},
		{24 * time.Hour, "Sat 09:31"},
		{6 * 24 * time.Hour, "Thu 09:31"},
		{7 * 24 * time.Hour, "27 Nov"},
		{-24 * time.Hour, "19 Nov"},
		{60 * 24 * time.Hour, "19 Jan 2027"},
	} {
		if got := due(h, morning.Add(c.in)); got != c.want {
			t.Errorf("in %v: %q, not %q", c.in, got, c.want)
		}
	}
}

// TestFewAreNamed: and of the others it is said how many they are.
func TestFewAreNamed(t *testing.T) {
	list := strings.Split("abcde", "")
	for n, want := range map[int]string{5: "a, b, c, d, e", 6: "a, b, c, d, e", 4: "a, b, c, d and 1 more", 2: "a, b and 3 more"} {
		if got := few(list, n); got != want {
			t.Errorf("%d: %q, not %q", n, got, want)
		}
	}
	if few(nil, 3) != "" || some(0, "a", "b") != "" {
		t.Error("nothing is told of as something")
	}
}

// TestEvidenceIsNamedByItsStrongest: once each, and only what speaks for it.
func TestEvidenceIsNamedByItsStrongest(t *testing.T) {
	got := Kinds([]store.Evidence{{Kind: "name", Bits: 2}, {Kind: "network", Bits: -3}, {Kind: "handle", Bits: 8}, {Kind: "name", Bits: 1}, {Kind: "city"}})
	if !slices.Equal(got, []string{"handle", "name"}) {
		t.Errorf("%q", got)
	}
}

// TestAnAccountHasAnAddress: whatever there is of it.
func TestAnAccountHasAnAddress(t *testing.T) {
	for want, m := range map[string]store.Identity{
		"@ivan":      {ID: "vk:7", Author: store.Author{Handle: "ivan", Email: "a@b", Name: "Ivan"}},
		"a@b":        {ID: "vk:7", Phone: "+7", Author: store.Author{Email: "a@b", Name: "Ivan"}},
		"+7":         {ID: "vk:7", Phone: "+7", Author: store.Author{Name: "Ivan"}},
		"Ivan":       {ID: "vk:7", Row: "12", Author: store.Author{Name: "Ivan"}},
		"12":         {ID: "row:12", Row: "12"},
		"vk:7":       {ID: "vk:7"},
		"@два слова": {Author: store.Author{Handle: "два слова"}},
	} {
		if got := address(m); got != want {
			t.Errorf("%+v: %q, not %q", m, got, want)
		}
	}
}

// TestASuggestionIsNoWarning: and a warning no suggestion; on the card of a VIP
// those who look like them are counted.
func TestASuggestionIsNoWarning(t *testing.T) {
	a := known()
	other := store.Identity{ID: "vk:8", Network: "vk", Author: store.Author{Name: "Ivan P"}}
	a.Waiting = []desk.Likeness{{Other: other, Suggestion: store.Suggestion{Bits: 7}}}
	all := strings.Join(rows(a, 60, 30), "\n")
	if !strings.Contains(all, "Same as?  Ivan P (vk), 7.0 bits") || strings.Contains(all, "! ") {
		t.Error(all)
	}
	a.Waiting[0].LooksLike = true
	if all = strings.Join(rows(a, 60, 30), "\n"); strings.Contains(all, "Same as?") || !strings.Contains(all, "! 1 account looks like this person") {
		t.Error(all)
	}
	a.Waiting = append(a.Waiting, a.Waiting[0])
	if all = strings.Join(rows(a, 60, 30), "\n"); !strings.Contains(all, "! 2 accounts look like this person") {
		t.Error(all)
	}
	told := known() // by a person: it is warned of, and not asked
	told.Impostors = []desk.Likeness{{Other: other, VIP: true, Suggestion: store.Suggestion{LooksLike: true}}}
	if all = strings.Join(rows(told, 60, 30), "\n"); strings.Contains(all, "Same as?") || !strings.Contains(all, "! looks like Ivan P (VIP), but is another account") {
		t.Error(all)
	}
	a.Waiting[0].VIP = true
	if all = strings.Join(rows(a, 60, 30), "\n"); !strings.Contains(all, "! looks like Ivan P (VIP), but is another account") {
		t.Error(all)
	}
}
