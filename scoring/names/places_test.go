package names_test

import (
	"slices"
	"strings"
	"testing"

	"earshot/scoring/names"
)

// TestAPlaceHasItsNamesInBothLanguages, however it is written; what sounds alike is
// not asked for twice, and what is no place of the table stays as it is.
func TestAPlaceHasItsNamesInBothLanguages(t *testing.T) {
	for typed, want := range map[string]string{
		"Moscow":          "москва",
		"МОСКВА":          "moscow",
		"мск":             "moscow",
		"st. Petersburg":  "питер",
		"Питер":           "saint petersburg",
		"New York":        "нью йорк",
		"нью йорк":        "new york",
		"Париж":           "paris",
		"germany":         "германия",
		"США":             "usa",
		"United  Kingdom": "великобритания",
		"moskva":          "moscow",
	} {
		got := names.Places(typed)
		if got[0] != typed || !slices.Contains(got, want) {
			t.Errorf("%q is called %q, want %q among them", typed, got, want)
		}
	}
	for _, typed := range []string{"kazan", "Казань", "", "!", "Moscow Road", "Upper Moscow", "x"} {
		if got := names.Places(typed); len(got) != 1 || got[0] != typed {
			t.Errorf("%q is called %q", typed, got)
		}
	}
}

// TestNoPlaceIsCalledLikeAnother, and each name leads to all others of its place.
func TestNoPlaceIsCalledLikeAnother(t *testing.T) {
	for _, pair := range [][2]string{{"Вена", "Vienna"}, {"Рим", "Rome"}, {"Грузия", "Georgia"}, {"Стамбул", "Istanbul"}, {"Пекин", "Beijing"}, {"Чехия", "Czechia"}} {
		there, back := names.Places(pair[0]), names.Places(pair[1])
		meets := func(list []string, name string) bool {
			return slices.ContainsFunc(list, func(s string) bool { return slices.Equal(names.Query(s), names.Query(name)) })
		}
		if !meets(there, pair[1]) || !meets(back, pair[0]) {
			t.Errorf("%q leads to %q, %q to %q", pair[0], there, pair[1], back)
		}
		if strings.Contains(strings.Join(there, ","), "\n") {
			t.Errorf("%q runs over its line: %q", pair[0], there)
		}
	}
}

// BenchmarkPlaces: it is asked with every letter of "near:" that somebody types.
func BenchmarkPlaces(b *testing.B) {
	for b.Loop() {
		if len(names.Places("эстония")) < 1 {
			b.Fatal("none")
		}
	}
}
