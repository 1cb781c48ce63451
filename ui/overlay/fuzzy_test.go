package overlay_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"earshot/ui/keys"
	"earshot/ui/overlay"
)

func TestTheBetterMatchComesFirst(t *testing.T) {
	for typed, texts := range map[string][2]string{ // the better first
		"sn":          {"snooze until", "assign note"},
		"dn":          {"done-next", "abandoned"},
		"tag":         {"tag", "t-a-g"},
		"am":          {"assign to me", "sample"},
		"week snooze": {"Snooze a week", "weak snoozer, key"},
		"елка":        {"Ёлка", "ее лампа, кот на"},
	} {
		better, ok1 := overlay.Fuzzy(typed, texts[0])
		worse, ok2 := overlay.Fuzzy(typed, texts[1])
		if !ok1 || ok2 && better <= worse {
			t.Errorf("%q: %q has %d, %q has %d", typed, texts[0], better, texts[1], worse)
		}
	}
	if _, ok := overlay.Fuzzy("xyz", "done"); ok {
		t.Error("xyz is found in done")
	}
	if score, ok := overlay.Fuzzy("", "done"); !ok || score != 0 {
		t.Error("nothing typed finds everything")
	}
}

// TestFuzzyFindsExactlyWhatHoldsTheLetters: found is what holds the letters in
// their order, and no way to find them is worth more in a text without them.
func TestFuzzyFindsExactlyWhatHoldsTheLetters(t *testing.T) {
	letter := rapid.SampledFrom([]rune("abж -"))
	rapid.Check(t, func(r *rapid.T) {
		text := string(rapid.SliceOfN(letter, 0, 12).Draw(r, "text"))
		typed := strings.ReplaceAll(string(rapid.SliceOfN(letter, 0, 4).Draw(r, "typed")), " ", "")
		score, ok := overlay.Fuzzy(typed, text)
		if ok != holds([]rune(typed), []rune(text)) {
			r.Fatalf("%q in %q: found is %v", typed, text, ok)
		}
		if more, _ := overlay.Fuzzy(typed, text+"zz"); ok && more != score {
			r.Fatalf("%q in %q is worth %d, with letters behind it %d", typed, text, score, more)
		}
		if whole, _ := overlay.Fuzzy(typed, typed); ok && score > whole {
			r.Fatalf("%q is worth more in %q (%d) than by itself (%d)", typed, text, score, whole)
		}
	})
}

func holds(letters, text []rune) bool {
	for _, r := range text {
		if len(letters) > 0 && letters[0] == r {
			letters = letters[1:]
		}
	}
	return len(letters) == 0
}

func palette(typed string, recent ...string) []string {
	var list []overlay.Entry
	for _, c := range []keys.Command{
		{ID: "go-outbox", Title: "Go to the outbox", Keys: []string{"g o"}, Scope: keys.Global},
		{ID: "undo", Title: "Undo", Keys: []string{"z"}, Scope: keys.Global, Footer: 20},
		{ID: "done", Title: "Done and stay", Keys: []string{"E"}, Scope: keys.Stream},
		{ID: "done-next", Title: "Done and next", Keys: []string{"e"}, Scope: keys.Stream, Footer: 80},
	} {
		list = append(list, overlay.Entry{Command: &c})
	}
	view := &keys.Command{ID: "view", Title: "Saved view", Keys: []string{"' *"}, Scope: keys.Global}
	list = append(list, overlay.Entry{Command: view, Arg: "Жалобы", Label: "Жалобы"}, overlay.Entry{Command: list[2].Command, Reason: "not now", Arg: "no"})
	var out []string
	for _, e := range overlay.Rank(list, typed, recent) {
		out = append(out, e.ID())
	}
	return out
}

func TestThePaletteRanks(t *testing.T) {
	for typed, want := range map[string]string{
		"outbox": "global.go-outbox", "щгещч": "global.go-outbox", "гтвщ": "global.undo",
		"жалоб": "global.view Жалобы", ";fkj,s": "global.view Жалобы", "view жал": "global.view Жалобы",
		"z": "global.undo", "done": "stream.done", "don": "stream.done-next", "dn": "stream.done-next", "": "stream.done-next",
	} {
		if got := palette(typed); len(got) == 0 || got[0] != want {
			t.Errorf("%q finds %v, want %s first", typed, got, want)
		}
	}
	if got := palette("done"); got[len(got)-1] != "stream.done no" {
		t.Errorf("what cannot run is not last: %v", got)
	}
	if got := palette("don", "stream.done"); got[0] != "stream.done" {
		t.Errorf("what was used lately is not first: %v", got)
	}
	if got := palette("", "global.view Жалобы"); got[0] != "global.view Жалобы" {
		t.Errorf("what was used lately is not first of all: %v", got)
	}
	if got := palette("", "global.nothing"); got[0] != "stream.done-next" || len(got) != 4 {
		t.Errorf("without a word the commands alone are shown: %v", got)
	}
}

// What a key in the palette costs with all commands of the screen: it stays far
// below a frame of 8 ms.
func BenchmarkRank(b *testing.B) {
	var list []overlay.Entry
	for i := range 300 {
		if i%10 > 0 {
			list = append(list, overlay.Entry{Command: &keys.Command{ID: "assign-nobody", Title: "Assign to nobody", Doc: "Gives the dialogue back to all.", Scope: keys.Stream}})
			continue
		}
		list = append(list, overlay.Entry{Command: &keys.Command{ID: "snooze-tomorrow", Title: "Snooze until tomorrow", Doc: "Puts the dialogue away until a time you type.", Scope: keys.Stream}})
	}
	for b.Loop() {
		overlay.Rank(list, "snoz tom", nil)
	}
}
