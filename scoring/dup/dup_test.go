package dup_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"earshot/scoring/dup"
)

// readers gives the reader of all tests: what it remembers changes nothing.
var readers = sync.OnceValue(dup.NewReader)

// pair is one labelled pair of testdata/pairs.txt.
type pair struct {
	kind string
	same bool
	a, b string
	line int
}

func readText(s string) dup.Text {
	if title, body, ok := strings.Cut(s, " | "); ok {
		return readers().Read(title, body)
	}
	return readers().Read("", s)
}

// pairs reads the labelled pairs, and the first texts of the groups, each of
// which differs from all others.
func pairs(t testing.TB) (out []pair, firsts []string) {
	t.Helper()
	raw, err := os.ReadFile("testdata/pairs.txt")
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(string(raw), "\n") {
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '=':
			firsts = append(firsts, strings.TrimSpace(line[1:]))
		default:
			kind, text, _ := strings.Cut(line[1:], " ")
			out = append(out, pair{kind, line[0] == '+', firsts[len(firsts)-1], text, i + 1})
		}
	}
	return out, firsts
}

// meet tells whether a table finds b when it looks for a.
func meet(a, b dup.Text) bool {
	table := dup.NewTable(10, 10)
	table.Add(1, b.Print())
	return len(table.Find(a.Print(), 5)) == 1
}

// TestWhatIsAlikeIsFoundAndNothingElse takes the measure on the written pairs:
// found is what a table brings together and Compare confirms.
func TestWhatIsAlikeIsFoundAndNothingElse(t *testing.T) {
	list, firsts := pairs(t)
	var hit, wrong, missed int
	kinds := map[string][2]int{}
	for _, p := range list {
		a, b := readText(p.a), readText(p.b)
		m := dup.Compare(a, b)
		found := m.Alike && meet(a, b)
		switch {
		case found && p.same:
			hit++
		case found:
			wrong++
		case p.same:
			missed++
		}
		k := kinds[p.kind]
		if k[1]++; found == p.same {
			k[0]++
		}
		kinds[p.kind] = k
		if found != p.same {
			t.Logf("line %d: %s: shared %.2f, inside %v, %d and %d words", p.line, p.kind, m.Shared, m.Inside, a.Words(), b.Words())
		}
	}
	for i, a := range firsts {
		for _, b := range firsts[i+1:] {
			if dup.Compare(readText(a), readText(b)).Alike {
				t.Errorf("two groups are alike: %q and %q", a, b)
			}
		}
	}
	precision, recall := float64(hit)/float64(hit+wrong), float64(hit)/float64(hit+missed)
	t.Logf("%d pairs, %d of them alike, and %d pairs of groups: precision %.3f, recall %.3f", len(list), hit+missed, len(firsts)*(len(firsts)-1)/2, precision, recall)
	for _, kind := range slices.Sorted(func(yield func(string) bool) {
		for k := range kinds {
			if !yield(k) {
				return
			}
		}
	}) {
		t.Logf("  %-10s %d of %d right", kind, kinds[kind][0], kinds[kind][1])
	}
	if len(list) < 150 || precision < 0.98 || recall < 0.9 {
		t.Errorf("%d pairs, precision %.3f, recall %.3f: want 150, .98 and .9", len(list), precision, recall)
	}
}

func TestShortTextsMustBeEqual(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"заявка номер 15 не закрыта", "Заявка номер 15 не закрыта!", true},
		{"заявка номер 15 не закрыта", "заявка номер 16 не закрыта", false},
		{"the app is down again", "The app is down again 😡", true},
		{"the app is down", "the app is down", false},
		{"", "", false},
		{"🙂🙂🙂 https://a.example @ivan", "🙂🙂🙂 https://a.example @ivan", false},
		{"#one #two #three #four #five #six", "#one #two #three #four #five #six", false},
	} {
		if got := dup.Compare(readers().Read("", c.a), readers().Read("", c.b)).Alike; got != c.same {
			t.Errorf("%q and %q: alike is %v", c.a, c.b, got)
		}
	}
	if a, b := readers().Read("Fridges for flats", "How much are they now?"), readers().Read("", "How much are they now?"); dup.Compare(a, b).Alike {
		t.Error("a short text counts with its title")
	}
}

// words draws a text of so many words.
func words(rt *rapid.T, lo, hi int) []string {
	return rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 400), func(n int) string { return fmt.Sprintf("слово%c%c", 'а'+n%20, 'а'+n/20) }), lo, hi).Draw(rt, "words")
}

// TestComparingIsFair: symmetric, at its best with itself, blind to what posts
// add, and equal texts always meet.
func TestComparingIsFair(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		row := words(rt, 0, 60)
		other := slices.Clone(row)
		for range rapid.IntRange(0, 4).Draw(rt, "edits") {
			if len(other) > 0 {
				other[rapid.IntRange(0, len(other)-1).Draw(rt, "at")] = "другое"
			}
		}
		s := strings.Join(row, " ")
		a, b := readers().Read("", s), readers().Read("", strings.Join(other, " "))
		if x, y := dup.Compare(a, b), dup.Compare(b, a); x != y {
			rt.Fatalf("%+v is not %+v", x, y)
		}
		if m := dup.Compare(a, b); m.Shared > dup.Compare(a, a).Shared {
			rt.Fatalf("more alike than itself: %+v", m)
		}
		dressed := readers().Read("", "RT @ivan: "+strings.ToUpper(s)+" 😀 https://a.example #hash #тег")
		if a.Comparable() && (!dup.Compare(a, dressed).Alike || !meet(a, dressed)) {
			rt.Fatalf("%q is not found again", s)
		}
	})
}

// FuzzRead: no text is too strange.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "a b c d e f g h i j", "\xff\xfe", "RT RT RT", "1 2 3 4 5 6 7 8 9", "# # #", "冷蔵庫冷蔵庫冷蔵庫"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, title, body string) {
		a := readers().Read(title, body)
		if m := dup.Compare(a, a); m.Alike != a.Comparable() || m.Shared < 0 || m.Shared > 1 {
			t.Fatalf("%+v of %+v", m, a)
		}
		if n := len(a.Print()); n > dup.Bands || n > 0 != a.Comparable() {
			t.Fatalf("%d values", n)
		}
	})
}

func TestQuote(t *testing.T) {
	if got := dup.Quote("раз\n два  три", 7); got != "раз дв…" {
		t.Errorf("%q", got)
	}
	if got := dup.Quote("раз", 3); got != "раз" || dup.Share(0.999) != 99 {
		t.Errorf("%q", got)
	}
}

func BenchmarkPrint(b *testing.B) {
	list, _ := pairs(b)
	n := 0
	for b.Loop() {
		p := list[n%len(list)]
		n++
		readText(p.b).Print()
	}
}

func BenchmarkCompare(b *testing.B) {
	list, _ := pairs(b)
	x, y := readText(list[0].a), readText(list[0].b)
	for b.Loop() {
		dup.Compare(x, y)
	}
}
