package identity_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"earshot/scoring/identity"
)

// TestWhoPoses goes through what impersonators do, and what namesakes do honestly.
func TestWhoPoses(t *testing.T) {
	type r = identity.Record
	anna := r{Name: "Анна Петрова", Handle: "anna_petrova"}
	latin := r{Name: "Anna Petrova", Handle: "@anna_petrova@m.example"}
	for _, c := range []struct {
		why           string
		victim, other r
		poses         bool
	}{
		{"a Cyrillic letter in the handle", anna, r{Name: "Анна Петрова", Handle: "@аnna_petrova"}, true},
		{"official at the end", anna, r{Name: "Анна Петрова", Handle: "anna.petrova.official"}, true},
		{"official at the end, and no name", anna, r{Handle: "anna.petrova.official"}, true},
		{"official without a sign", anna, r{Name: "Анна Петрова", Handle: "annapetrovaofficial"}, true},
		{"the official without a sign", anna, r{Name: "Анна Петрова", Handle: "annapetrovatheofficial"}, true},
		{"real in front", anna, r{Name: "Анна Петрова", Handle: "real_anna_petrova"}, true},
		{"several letters and a digit", anna, r{Name: "Somebody Else", Handle: "annа_petrоva1"}, true},
		{"a digit", anna, r{Name: "Петрова Анна", Handle: "anna_petrova1"}, true},
		{"a nought for an o", anna, r{Name: "Petrova", Handle: "anna_petr0va"}, true},
		{"rn for m", r{Name: "Tim Marsh", Handle: "timmarsh"}, r{Name: "Tim Marsh", Handle: "tirnmarsh"}, true},
		{"a letter twice", anna, r{Name: "Анна Петрова", Handle: "anna_petrovaa"}, true},
		{"a sign at the end", anna, r{Name: "Анна Петрова", Handle: "anna_petrova_"}, true},
		{"an invisible sign", anna, r{Name: "Анна Петрова", Handle: "anna_\u200bpetrova"}, true},
		{"all of it in Cyrillic that looks Latin", r{Handle: "coca_copec"}, r{Handle: "соса_сорес"}, true},
		{"a name in two scripts", anna, r{Name: "Aннa Пeтpoва", Handle: "qwerty77"}, true},
		{"the same in another order", anna, r{Name: "Пeтpoва Aнна", Handle: "qwerty77"}, true},
		{"a Latin name with a Cyrillic letter", latin, r{Name: "Аnna Petrova", Handle: "qwerty77"}, true},
		{"a Latin name with a Cyrillic letter, of a Cyrillic one", anna, r{Name: "Аnna Petrova", Handle: "qwerty77"}, true},
		{"official in the name", anna, r{Name: "Анна Петрова | Official", Handle: "qwerty77"}, true},
		{"in Russian", anna, r{Name: "Анна Петрова (официальная)", Handle: "qwerty77"}, true},
		{"in an address", anna, r{Mail: "anna.petrova.official@x.example"}, true},

		{"a namesake", anna, r{Name: "Анна Петрова", Handle: "petrova85"}, false},
		{"a namesake with the same handle elsewhere", anna, r{Name: "Анна Петрова", Handle: "anna_petrova"}, false},
		{"and another server", latin, r{Name: "Anna Petrova", Handle: "@Anna_Petrova@other.example"}, false},
		{"another sign", anna, r{Name: "Анна Петрова", Handle: "anna.petrova"}, false},
		{"a year", anna, r{Name: "Анна Петрова", Handle: "anna_petrova85"}, false},
		{"a digit of somebody else", anna, r{Name: "Ольга Зандер", Handle: "anna_petrova1"}, false},
		{"a name in the other script", anna, r{Name: "Anna Petrova", Handle: "qwerty77"}, false},
		{"somebody else's name in two scripts", anna, r{Name: "Aннa Пeтpoв", Handle: "qwerty77"}, false},
		{"half a name in two scripts", anna, r{Name: "Aннa", Handle: "qwerty77"}, false},
		{"a short handle of somebody else, and news", r{Name: "Anna", Handle: "moscow"}, r{Name: "Vesti", Handle: "moscow_news"}, false},
		{"nothing", anna, r{}, false},
		{"nobody", r{}, r{}, false},
	} {
		if got := identity.Poses(c.victim, c.other); (got != "") != c.poses {
			t.Errorf("%s: %q", c.why, got)
		}
		shared := slices.ContainsFunc(identity.Forms(c.victim), func(f string) bool { return slices.Contains(identity.Posing(c.other), f) })
		if c.poses && !shared {
			t.Errorf("%s: nothing in common of %q and %q", c.why, identity.Forms(c.victim), identity.Posing(c.other))
		}
	}
}

// TestFormsAreFew and bounded, whatever a name holds; nobody poses as himself.
func TestFormsAreFew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("annаpеt0_1. -\u200b\u0301@оfficialЖ李")), 0, 40, -1)
		r := identity.Record{Name: text.Draw(t, "name"), Handle: text.Draw(t, "handle")}
		if n := len(identity.Forms(r)); n > 3 {
			t.Fatalf("%d forms", n)
		}
		if why := identity.Poses(r, r); why != "" {
			t.Fatalf("%+v poses as himself: %s", r, why)
		}
	})
	for _, s := range []string{strings.Repeat("а1_", 5000), strings.Repeat("official ", 3000), strings.Repeat("\u0301", 9000), "\xff\xfe"} {
		for _, f := range identity.Forms(identity.Record{Name: s + " " + s, Handle: s}) {
			if len(f) > 1100 {
				t.Errorf("%.20q: a form of %d bytes", s, len(f))
			}
		}
	}
}

// BenchmarkPosing is what everybody pays who arrives: the goal is 10 µs, and nothing where
// nobody is watched over.
func BenchmarkPosing(b *testing.B) {
	r := identity.Record{Name: "Анна Петрова", Handle: "anna.petrova.official"}
	for b.Loop() {
		identity.Posing(r)
	}
}
