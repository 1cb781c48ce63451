package identity_test

import (
	"testing"

	"earshot/scoring/identity"
)

// decided is what follows for two records among many, by name.
func decided(a, b identity.Record) identity.Decision {
	a.ID, b.ID = "1", "2"
	m := identity.NewMatcher(identity.NewWeights(1000), nil)
	return m.Decide(m.Prepare(a), m.Prepare(b), identity.Standard())
}

// TestWhatIsCopiedMergesNobody: name, picture and city are what everybody can
// copy, and a handle that is taken is taken once more with something added.
func TestWhatIsCopiedMergesNobody(t *testing.T) {
	star := identity.Record{Network: "vk", Name: "Глафира Щёкина", Handle: "shchekina_g", City: "Казань", Avatar: "b855c31e109e6ad2"}
	for why, handle := range map[string]string{
		"a sign at the end": "shchekina_g_", "a sign in front": "_shchekina_g", "two signs": "shchekina__g", "the last letter twice": "shchekina_gg",
		"a Cyrillic letter": "shchekinа_g", "an invisible sign": "shche\u200bkina_g", "official": "shchekina_g_official", "the": "the_shchekina_g",
		"one digit": "shchekina_g0", "another of theirs": "glafira.dark_",
	} {
		fake := star
		fake.Network, fake.Handle = "telegram", handle
		if d := decided(star, fake); d.Action != identity.Suggest || why != "another of theirs" && !d.LooksLike {
			t.Errorf("%s: %+v", why, d)
		}
	}
	honest := star
	honest.Network = "telegram"
	if d := decided(star, honest); d.Action != identity.Merge || d.LooksLike {
		t.Errorf("the same everywhere: %+v", d)
	}
	// A nickname that stands where a name should is copied like one.
	nick := identity.Record{Network: "vk", Name: "zenlunar98", Handle: "carlo.magnier", Avatar: "b855c31e109e6ad2"}
	fake := identity.Record{Network: "telegram", Name: "zenlunar98", Handle: "carlo.rnagnier", Avatar: "b855c31e109e6ad2"}
	if d := decided(nick, fake); d.Action == identity.Merge {
		t.Errorf("%+v", d)
	}
}

// TestAHouseholdHasOnePhone: of two who have no name in common it does not make
// one person; of two who are called alike it does.
func TestAHouseholdHasOnePhone(t *testing.T) {
	a := identity.Record{Network: "vk", Handle: "iamada.ketrin", Phone: "+79059168693"}
	b := identity.Record{Network: "bluesky", Name: "Маи Хироо", Handle: "hirotom", Phone: "89059168693"}
	if d := decided(a, b); d.Action != identity.Suggest {
		t.Errorf("%+v", d)
	}
	a.Name = "Mai Hiroo"
	if d := decided(a, b); d.Action != identity.Merge || d.Rule != "the same phone" {
		t.Errorf("%+v", d)
	}
}

// TestFathersAndLastNamesThatEndLikeThem: a patronymic that is left out stands
// against nothing, two that differ do; beside one, another word is a last name,
// and alone with a first name it is no whole name.
func TestFathersAndLastNamesThatEndLikeThem(t *testing.T) {
	for _, c := range []struct {
		why, a, b string
		merges    bool
	}{
		{"left out", "Иван Петрович Щёкин", "Щёкин Иван", true},
		{"in Latin letters", "Иван Петрович Щёкин", "Ivan Petrovich Shchekin", true},
		{"another father", "Щёкин Иван Петрович", "Щёкин Иван Ильич", true}, // Ильич is none of the usual forms
		{"another father of a usual form", "Щёкин Иван Петрович", "Щёкин Иван Павлович", false},
		{"another last name that ends so", "Полина Николаевна Ильялович", "Полина Николаевна Бороденская", false},
		{"another last name that ends so, of a man", "Иван Петрович Маркович", "Иван Петрович Щёкин", false},
		{"the same in another order", "Маркович Иван Петрович", "Иван Петрович Маркович", true},
		{"no last name", "Полина Николаевна", "Полина Николаевна Щёкина", false},
	} {
		a := identity.Record{Network: "vk", Name: c.a, Handle: "qwerty_zx71"}
		b := identity.Record{Network: "telegram", Name: c.b, Handle: "qwerty.zx71"}
		if d := decided(a, b); (d.Action == identity.Merge) != c.merges {
			t.Errorf("%s: %q and %q: %+v", c.why, c.a, c.b, d)
		}
	}
}
