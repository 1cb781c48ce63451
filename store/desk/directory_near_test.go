package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"earshot/store"
	"earshot/store/desk"
)

// atlas is a world of people who say where they are, each named after that.
func atlas(t *testing.T, places ...string) *world {
	w := newWorld(t)
	var list []*store.Mention
	for i, place := range places {
		m := w.postBy(fmt.Sprint("m", i), fmt.Sprint("p", i), 1)
		m.Author.Location, m.Author.Name, m.Author.Followers = place, "Dweller", 1000-i
		m.Body.Text = "Продаю гараж"
		list = append(list, m)
	}
	w.ingest(list...)
	return w
}

// near tells who is found at a place, by where they are.
func (w *world) near(a desk.Ask) []string {
	w.t.Helper()
	a.Scope = store.Scope{Now: w.now}
	var out []string
	for _, f := range done(w.Directory.Look(w.ctx, a))(w.t) {
		out = append(out, f.Place)
	}
	return out
}

// TestAPlaceIsFoundByItsNameInEitherLanguage: whether it sounds alike or not, by the
// topic and by the name, the heaviest first; what only begins like the other name of
// a place is another place.
func TestAPlaceIsFoundByItsNameInEitherLanguage(t *testing.T) {
	w := atlas(t, "Москва", "Moscow, Russia", "г. Москва", "Romania", "Рим", "Rome", "Kazan", "Казань", "Санкт-Петербург", "St. Petersburg", "Питер", "Нью-Йорк", "New York, USA", "")
	for _, c := range []struct{ near, want string }{
		{"moscow", "Москва|Moscow, Russia|г. Москва"},
		{"Москва", "Москва|Moscow, Russia|г. Москва"},
		{"moskva", "Москва|Moscow, Russia|г. Москва"},
		{"rome", "Рим|Rome"},
		{"рим", "Рим|Rome"},
		{"roma", "Romania|Рим|Rome"}, // typed, it may be a beginning
		{"kazan", "Kazan|Казань"},
		{"КАЗАНЬ", "Kazan|Казань"},
		{"питер", "Санкт-Петербург|St. Petersburg|Питер"},
		{"saint petersburg", "Санкт-Петербург|St. Petersburg|Питер"},
		{"New York", "Нью-Йорк|New York, USA"},
		{"нью-йорк", "Нью-Йорк|New York, USA"},
		{"usa", "New York, USA"},
		{"nowhere", ""},
	} {
		for _, a := range []desk.Ask{{Near: c.near}, {Near: c.near, Text: "dweller"}, {Near: c.near, Topic: "гараж"}} {
			got := w.near(a)
			if a.Topic != "" { // everybody spoke once
				want := strings.Split(c.want, "|")
				slices.Sort(got)
				if slices.Sort(want); strings.Join(got, "|") != strings.Join(want, "|") {
					t.Errorf("%+v finds %q, want %q", a, got, want)
				}
				continue
			}
			if strings.Join(got, "|") != c.want {
				t.Errorf("%+v finds %q, want %s", a, got, c.want)
			}
		}
	}
	if got := w.near(desk.Ask{Near: "moscow", Limit: 2}); strings.Join(got, "|") != "Москва|Moscow, Russia" {
		t.Errorf("of two: %q", got)
	}
}

// TestAPersonAtAPlaceIsOneLine: who says Moscow on one account and Москва on the other
// is found once.
func TestAPersonAtAPlaceIsOneLine(t *testing.T) {
	w := atlas(t, "Москва", "Moscow")
	done(w.People.Merge(w.ctx, anna, "mastodon:p0", "mastodon:p1"))(t)
	if got := w.near(desk.Ask{Near: "moscow"}); len(got) != 1 {
		t.Errorf("one person is found as %q", got)
	}
}
