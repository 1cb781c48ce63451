package feature

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"

	"earshot/scoring/linear"
	"earshot/scoring/text"

	"pgregory.net/rapid"
)

// all reads everything.
func all() *Set {
	s := &Set{Moods: NewMoods(2, []Entry{
		{Key: MoodKey(Word, "good"), Values: [MaxColumns]float32{0.8, 0.5}},
		{Key: MoodKey(Stem, text.Stem("плохой")), Values: [MaxColumns]float32{-0.9}},
		{Key: MoodPair(text.Stem("so"), text.Stem("what")), Values: [MaxColumns]float32{0, -0.4}},
		{Key: MoodKey(Face, "😡"), Values: [MaxColumns]float32{-1, -1}},
	})}
	for k := range s.Values {
		s.Values[k] = 1
	}
	return s
}

func read(s string) []linear.Feature { return all().Append(nil, s, text.Tokens(s)) }

// at gives the tokens that a feature of a text came from.
func at(s string, k Kind, name string) []int {
	var list []int
	for _, f := range read(s) {
		if f.Hash == Hash(k, name) {
			list = append(list, int(f.At))
		}
	}
	return list
}

func TestWhatIsSeenInAText(t *testing.T) {
	for _, e := range []struct {
		text string
		kind Kind
		name string
		want []int
	}{
		{"Пиццу привезли", Word, "пиццу", []int{0}},
		{"Пиццу привезли", Stem, text.Stem("пицца"), []int{0}},
		{"Пиццу привезли", Pair, "пицц привезл", []int{1}},
		{"Пиццу привезли", Pair, "^пицц", []int{0}},
		{"Пиццу привезли", Pair, "привезл $", []int{1}},
		{"a b c", Skip, "a c", []int{2}},
		{"#Пиццу @ivan 12 https://a.example", Word, "#пиццу", []int{0}},
		{"#Пиццу @ivan 12 https://a.example", Stem, "пицц", []int{0}},
		{"#Пиццу @ivan 12 https://a.example", Word, "@", []int{1}},
		{"#Пиццу @ivan 12 https://a.example", Word, "0", []int{2}},
		{"#Пиццу @ivan 12 https://a.example", Word, "/", []int{3}},
		{"#Пиццу @ivan", Pair, "пицц @", []int{1}},
		{"сыр", Letters, "<сы", []int{0}},
		{"сыр", Letters, "<сыр>", []int{0}},
		{"сыр", Letters, "сыр>", []int{0}},
		{"сыр", Letters, "ы", nil},
		{"ура! да!", Sign, "1!", []int{-1}},
		{"ура! да!", Sign, "2!", []int{-1}},
		{"ура! да!", Sign, "3!", nil},
		{"ну...", Sign, "...", []int{0}},
		{"ну… да", Sign, "...", []int{0}},
		{"это ПОЗОР", Sign, "CAPS", []int{1}},
		{"ЭТО ПОЗОР", Sign, "CAPS", nil}, // nobody speaks low beside it
		{"оооочень", Sign, "looong", []int{0}},
		{"www 1000", Sign, "looong", nil},
		{"ok 👍🏽 :-)", Face, "👍", []int{1}},
		{"ok 👍🏽 :-)", Face, ":)", []int{2}},
		{"ok)))))", Face, ":)+", []int{1}},
		{"ok)", Face, ":)+", nil},
	} {
		if got := at(e.text, e.kind, e.name); !slices.Equal(got, e.want) {
			t.Errorf("%q: %q is at %v, want %v", e.text, e.name, got, e.want)
		}
	}
}

func TestTheReachOfANegation(t *testing.T) {
	for _, e := range []struct {
		text, word string
		want       bool
	}{
		{"не работает", "работает", true},
		{"не то что я ждал", "ждал", false}, // too far
		{"нет, работает", "работает", false},
		{"не знаю. работает", "работает", false},
		{"не — работает", "работает", false},
		{"работает не", "работает", false},
		{"it doesn't really work", "work", true},
		{"it doesn’t work", "work", true},
		{"dont work", "work", true},
		{"ніколи не працює", "працює", true},
		{"cent works", "works", false},
	} {
		if got := len(at(e.text, Negated, text.Stem(e.word))) > 0; got != e.want {
			t.Errorf("%q: the negation reaches %q: %v", e.text, e.word, got)
		}
	}
}

func TestMoodsOfAText(t *testing.T) {
	moods := func(s string) float32 {
		sum := float32(0)
		for _, f := range read(s) {
			for _, side := range []byte{0, 1, 2, 3} {
				if f.Hash == linear.Mix(linear.Step(linear.Step(seed(Mood), 0), side)) {
					sum += f.Value * [4]float32{1, -1, -1, 1}[side]
				}
			}
		}
		return sum
	}
	for _, e := range [][2]string{
		{"плохая", "nothing"}, {"not good", "nothing"}, {"nothing", "good"}, {"😡", "nothing"}, {"nothing", "не плохой"},
	} {
		if a, b := moods(e[0]), moods(e[1]); a >= b {
			t.Errorf("%q has %v, %q has %v", e[0], a, e[1], b)
		}
	}
	if found := all().Moods.find(MoodPair("so", "what")); len(found) != 2 || found[1] >= 0 {
		t.Errorf("so what: %v", found)
	}
}

func TestMoodsAreKeptInFiles(t *testing.T) {
	m := all().Moods
	data := m.Append(nil)
	same, err := ReadMoods(data)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(same.Append(nil), data) {
		t.Error("lists change when they are read and written")
	}
	if got, want := same.find(MoodKey(Word, "good")), m.find(MoodKey(Word, "good")); !slices.Equal(got, want) || len(got) != 2 {
		t.Errorf("%v, want %v", got, want)
	}
	for i := range data {
		bad := bytes.Clone(data)
		bad[i] ^= 4
		if _, err := ReadMoods(bad); err == nil {
			t.Fatalf("byte %d is another and nobody noticed", i)
		}
		if _, err := ReadMoods(data[:i]); err == nil {
			t.Fatalf("%d bytes of %d are lists", i, len(data))
		}
	}
}

// A word is known by the same hash in every version: models depend on it.
func TestHashesStay(t *testing.T) {
	for _, e := range []struct {
		kind Kind
		name string
		want uint32
	}{{Word, "не", 0xeb7338f8}, {Pair, "не работа", 0x16187483}, {Letters, "<ab", 0x31f0e304}} {
		if got := Hash(e.kind, e.name); got != e.want {
			t.Errorf("%q: %#x, want %#x", e.name, got, e.want)
		}
	}
	if Hash(Word, "a") == Hash(Stem, "a") {
		t.Error("two kinds share a name")
	}
}

// For any text: features are finite and belong to its tokens, the same text has
// the same, and what is left out is left out.
func TestHoldsForAnyText(t *testing.T) {
	part := rapid.OneOf(rapid.SampledFrom(strings.Fields("не good плохо 😡 ))) !!! … — « #a @b http://a.example 12 ЙОД оооо")), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(part, 0, 20).Draw(t, "words"), rapid.SampledFrom([]string{" ", "", "\n"}).Draw(t, "gap"))
		tokens := text.Tokens(s)
		set := all()
		list := set.Append(nil, s, tokens)
		for _, f := range list {
			if f.At < -1 || int(f.At) >= len(tokens) || f.Value <= 0 || math.IsInf(float64(f.Value), 0) {
				t.Fatalf("%+v of %d tokens", f, len(tokens))
			}
		}
		if !slices.Equal(set.Append(nil, s, tokens), list) {
			t.Fatal("the same text has other features")
		}
		if none := (&Set{}).Append(nil, s, tokens); len(none) != 0 {
			t.Fatalf("%d features of no kind", len(none))
		}
	})
}

func TestReadingTakesNoMemory(t *testing.T) {
	s := "Холодильник опять НЕ морозит, третий день жду мастера. Сколько можно?! 😡 #позор"
	set, tokens := all(), text.Tokens(s)
	list := set.Append(nil, s, tokens)
	if n := testing.AllocsPerRun(20, func() { list = set.Append(list[:0], s, tokens) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkAppend(b *testing.B) {
	s := "Холодильник опять не морозит, третий день жду мастера. Сколько можно ждать, верните деньги!! (плохо)"
	set, tokens := all(), text.Tokens(s)
	list := set.Append(nil, s, tokens)
	b.ReportAllocs()
	for b.Loop() {
		list = set.Append(list[:0], s, tokens)
	}
	b.ReportMetric(float64(len(list)), "features")
}
