package compose

import (
	"testing"

	"earshot/store"
)

// drafted is an editor whose message goes to these of three accounts.
func drafted(to ...string) *editor {
	return &editor{all: []store.Account{
		{Name: "masto", Network: "mastodon", Can: []string{"send"}},
		{Name: "vk", Network: "vk", Can: []string{"send"}},
		{Name: "sky", Network: "bluesky", Can: []string{"send"}},
		{Name: "played", Network: "demo", Settings: map[string]string{"as": "telegram"}, Can: []string{"send"}},
		{Name: "demo", Network: "demo", Can: []string{"send"}},
	}, draft: store.Draft{To: to}}
}

// TestALineIsThereWhereANetworkHasIt: a warning, the choice of readers and a language
// are asked for where one of the accounts can make something of them.
func TestALineIsThereWhereANetworkHasIt(t *testing.T) {
	all := []part{partWarning, partVisibility, partLang}
	for _, c := range []struct {
		to   []string
		want [3]bool
	}{
		{[]string{"vk"}, [3]bool{}},
		{[]string{"played"}, [3]bool{}},
		{[]string{"gone"}, [3]bool{}},
		{[]string{"vk", "masto"}, [3]bool{true, true, true}},
		{[]string{"vk", "sky"}, [3]bool{true, false, true}},
		{[]string{"demo"}, [3]bool{true, true, true}},
		{nil, [3]bool{true, true, true}}, // as long as nobody is chosen
	} {
		e := drafted(c.to...)
		for i, p := range all {
			if got := e.shows(p); got != c.want[i] {
				t.Errorf("to %v part %d is there: %v", c.to, p, got)
			}
		}
		if !e.shows(partWhen) || !e.shows(partTo) || !e.shows(partText) {
			t.Errorf("to %v: text, accounts and time are always there", c.to)
		}
	}
	none := &editor{}
	if !none.shows(partWarning) {
		t.Error("before an account is known, nothing is hidden")
	}
}

// TestWhatWasSetStaysInSight: a warning written while Mastodon was to get it is seen,
// and can be taken out, when VK alone gets the message.
func TestWhatWasSetStaysInSight(t *testing.T) {
	e := drafted("vk")
	e.draft.Message = store.Message{Warning: "Ремонт", Visibility: "direct", Lang: "ru"}
	for _, p := range []part{partWarning, partVisibility} {
		if !e.shows(p) {
			t.Errorf("part %d is set and not shown", p)
		}
	}
	if e.shows(partLang) {
		t.Error("a language sets itself with every answer, and VK has none")
	}
}

// TestTabPassesOverWhatIsNotThere, in both directions, and always comes round.
func TestTabPassesOverWhatIsNotThere(t *testing.T) {
	for _, c := range []struct {
		to   string
		want []part
	}{
		{"vk", []part{partTo, partWhen, partText}},
		{"sky", []part{partTo, partWarning, partLang, partWhen, partText}},
		{"masto", []part{partTo, partWarning, partVisibility, partLang, partWhen, partText}},
	} {
		e := drafted(c.to)
		for _, want := range c.want {
			if e.turnPart(1); e.head.part != want {
				t.Fatalf("to %s: tab comes to part %d, want %d", c.to, e.head.part, want)
			}
		}
		for i := len(c.want) - 2; i >= 0; i-- {
			if e.turnPart(-1); e.head.part != c.want[i] {
				t.Fatalf("to %s: shift+tab comes to part %d, want %d", c.to, e.head.part, c.want[i])
			}
		}
	}
}
