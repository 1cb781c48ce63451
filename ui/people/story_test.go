package people_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/panetest"
	"earshot/ui/people"
)

func newScene(t *testing.T, o panetest.Options) *panetest.Stage {
	t.Helper()
	if o.Width == 0 {
		o.Width, o.Height = 90, 20
	}
	s := panetest.New(t, o)
	s.Connect()
	for i, a := range []store.Author{
		{ID: "77", Handle: "ivan", Name: "Пётр Иванов", Followers: 1840},
		{ID: "12", Handle: "mia_l", Name: "Mia Laurent", Followers: 52_300},
		{ID: "13", Handle: "miamore", Name: "Anna Mia", Followers: 5},
		{ID: "t", Email: "tom@mail.example", Name: "Tom"},
		{ID: "31", Handle: "yuki", Name: "雪 田中"},
		{ID: "nameless"},
	} {
		s.Hear(s.Said(a.ID, time.Duration(i)*time.Hour, a, "neutral", "hello"))
	}
	s.Put(people.New(s.Host))
	return s
}

// first is the row under the field.
func first(s *panetest.Stage) string {
	_, sheet, _ := strings.Cut(s.Frame(), "-- People\n")
	return strings.Split(sheet, "\n")[1]
}

func TestPeopleByNameHandleAndAddress(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.Press("ctrl+f")
	s.See("-- People", "a name, a handle, an address", "Mia Laurent", "enter card")
	if !strings.Contains(first(s), "Mia Laurent") || !strings.Contains(first(s), "52k") {
		t.Fatalf("at first those with the most followers: %q", first(s))
	}
	for text, want := range map[string]string{
		"laurent": "Mia Laurent", "MIA_L": "Mia Laurent", "@miam": "Anna Mia", "tom@mail": "Tom", "петр": "Пётр Иванов", "田": "雪 田中", "ivan": "Пётр Иванов", "nameless": "mastodon:nameless",
	} {
		s.Press("ctrl+u")
		s.Type(text)
		if row := first(s); !strings.HasPrefix(row, "▌ "+want) {
			t.Errorf("%s finds first %q", text, row)
		}
	}
	s.See("mastodon")
}

func TestEveryLetterNarrowsDown(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.Press("ctrl+f")
	s.Type("mia")
	s.See("Mia Laurent", "Anna Mia")
	s.Not("Tom")
	s.Type(" l")
	s.See("Mia Laurent")
	s.Not("Anna Mia")
	s.Type("zz")
	s.See("nobody is called that")
	s.Press("enter")
	s.See("-- People")
	s.Press("backspace", "backspace")
	s.See("Mia Laurent")
	s.Paste("\nx")
	s.See("nobody is called that")
}

func TestEnterShowsTheCard(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.Press("ctrl+f")
	s.Type("mia")
	s.Press("down", "down", "up", "down", "enter")
	s.Not("-- People")
	if got := panetest.Last[pane.To](s); got.Pane != keys.Card || got.Msg != (pane.Peek{Identity: "mastodon:13"}) {
		t.Fatalf("the card is told %v", got)
	}
	if got := panetest.Last[pane.Focus](s); got.Pane != keys.Card {
		t.Fatalf("the keys go to %v", got)
	}
	s.Press("ctrl+f")
	s.See("> mia")
	s.Type("tom")
	s.See("> tom\n")
	s.Press("esc", "ctrl+f", "end")
	s.Type("@")
	s.See("> tom@", "tom@mail.example")
}

// TestEnterWaitsForTheAnswer: what is under the cursor must answer what was
// typed, not what was typed before it.
func TestEnterWaitsForTheAnswer(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.Press("ctrl+f")
	s.Stuck = true
	s.Type("tom")
	s.Press("enter")
	s.Flow()
	for _, msg := range s.Told {
		if to, ok := msg.(pane.To); ok && to.Msg == (pane.Peek{Identity: "mastodon:12"}) {
			t.Fatal("enter showed somebody who is not called so")
		}
	}
	s.See("> tom", "Tom")
}

func TestAnySizeAndNameIsExact(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := newScene(t, panetest.Options{Plain: rapid.Bool().Draw(r, "plain")})
		name := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"新", "é", "\x1b[2J", "👩\u200d👩", "w ", "\u202e", "Z\u0337", "عمر"}), 0, 40).Draw(r, "name"), "")
		s.Hear(s.Said("h", 0, store.Author{ID: "h", Name: name, Handle: name, Email: name, Followers: 1 << 40}, "neutral", "x"))
		s.Press("ctrl+f")
		s.Type(strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"新", "é", "a", " "}), 0, 30).Draw(r, "typed"), ""))
		for range 6 {
			s.Size(rapid.IntRange(1, 200).Draw(r, "width"), rapid.IntRange(1, 20).Draw(r, "height"))
			s.Frame()
		}
	})
}

func TestOtherLayoutsScriptsAndSlipsAreForgiven(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 120, Height: 20})
	s.Press("ctrl+f")
	for typed, want := range map[string]string{
		"gtnh": "read on the other layout: петр", "ьшф": "read on the other layout: mia", "petr": "Пётр Иванов", "лаурент": "Mia Laurent",
		"laurnet": "like Laurent",
	} {
		s.Press("ctrl+u")
		s.Type(typed)
		s.See(want)
	}
	s.Press("ctrl+u")
	s.Type("mia_l")
	s.See("name", "mastodon · @mia_l")
	s.Press("ctrl+u")
	s.Type("tom")
	s.See("mastodon · tom@mail.example")
	s.Press("ctrl+u")
	s.See("reach", "mastodon · @mia_l")
	s.Press("ctrl+u")
	s.Type("yuki")
	s.See("handle of mastodon")
	s.Size(200, 20)
	s.Press("ctrl+u")
	s.Type("laurnet")
	s.See("typing error forgiven: laurnet -> Laurent")
	s.Size(80, 20)
	s.Press("ctrl+u")
	s.Type("yuki")
	s.See("handle ")
	s.Not("handle of")
}

// TestTopicsAndPlacesAreAskedFor: "#" and "topic:" ask who spoke about something,
// "near:" where somebody is.
func TestTopicsAndPlacesAreAskedFor(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 120, Height: 20})
	s.Hear(s.Said("pie", 0, store.Author{ID: "50", Name: "Zoe Baker", Location: "Казань"}, "neutral", "apple pie for all"))
	s.Press("ctrl+f")
	s.Type("#pie")
	s.See("Zoe Baker", "1 mention  ", "mastodon · Казань")
	s.Not("Mia Laurent")
	s.Press("ctrl+u")
	s.Type("topic:nothing of the kind")
	s.See("nobody has spoken about that")
	s.Press("ctrl+u")
	s.Type("near:kazan zo")
	s.See("Zoe Baker")
	s.Not("Mia Laurent")
	s.Press("ctrl+u")
	s.Type("#(")
	s.Not("Zoe Baker") // an unfinished query is told, and nothing found
	s.Press("backspace", "backspace")
	s.See("Zoe Baker")
}
