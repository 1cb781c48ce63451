package identity

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// cheapest writes a handle in words, letters and digits in every way there is.
func cheapest(m *Matcher, s string) float64 {
	if s == "" {
		return 0
	}
	first := letterBits
	switch c := s[0]; {
	case c >= '0' && c <= '9':
		first = digitBits
	case !letterOrDigit(rune(c)):
		first = 1
	}
	least := first + cheapest(m, s[1:])
	for n := shortestWord; n <= min(longestWord, len(s)); n++ {
		if m.count(countWord, s[:n]) > 2 {
			least = min(least, wordBits+surprise(m.share(countWord, s[:n], 0))+cheapest(m, s[n:]))
		}
	}
	return least
}

// TestAHandleIsWrittenInTheCheapestWay, whatever words are known.
func TestAHandleIsWrittenInTheCheapestWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := &Counts{}
		word := rapid.StringMatching(`[abc]{2,5}`)
		var known []string
		for range rapid.IntRange(0, 6).Draw(t, "words") {
			w := word.Draw(t, "word")
			known = append(known, w)
			for range rapid.IntRange(1, 9).Draw(t, "n") {
				c.Add(Record{Name: w})
			}
		}
		m := NewMatcher(NewWeights(100), c)
		parts := append(known, "7", "_", "b")
		s := ""
		for range rapid.IntRange(0, 4).Draw(t, "parts") {
			s += rapid.SampledFrom(parts).Draw(t, "part")
		}
		if got, want := m.surprise(s), cheapest(m, s); math.Abs(got-want) > 1e-9 {
			t.Fatalf("%q in words of %q: %.3f bits, at best %.3f", s, known, got, want)
		}
	})
}

// TestKeysOfWordsStandInTheirOrder, so that those which begin alike are read
// together; two words of nine letters have two keys all the same.
func TestKeysOfWordsStandInTheirOrder(t *testing.T) {
	words := []string{"iv", "iva", "ivan", "ivanov", "ivanova", "ivanovsk", "petr"}
	for i, w := range words[1:] {
		if keyOf(countWord, words[i])>>24 >= keyOf(countWord, w)>>24 {
			t.Errorf("%s does not stand before %s", words[i], w)
		}
	}
	seen := map[uint64]bool{}
	for i := range 200 {
		seen[keyOf(countWord, "aleksandr"+strings.Repeat("o", i))>>16] = true
	}
	if len(seen) < 100 {
		t.Errorf("200 words have %d keys of six bytes", len(seen))
	}
	if keyOf(countName, "ivan") == keyOf(countSound, "ivan") || keyOf(countName, "iv")>>40 == keyOf(countName, "iva")>>40 {
		t.Error("what is no word is spread")
	}
}

// TestASketchSaysWhatAPreparedProfileSays: to ask late how rare a value is changes
// no decision and no evidence.
func TestASketchSaysWhatAPreparedProfileSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pick := func(what string, from ...string) string { return rapid.SampledFrom(from).Draw(t, what) }
		draw := func(id string) Record {
			return Record{
				ID: id, Network: pick("network", "vk", "telegram", "mail"), Name: pick("name", "", "Тит Щёкин", "Tit Shchekin", "Саша Зандер", "Sasha Zander", "zander7"),
				Handle: pick("handle", "", "shchekin", "tit.shchekin", "zander7", "zander_sasha"), Mail: pick("mail", "", "tit@x.example", "zander@x.example"),
				Phone: pick("phone", "", "+79161234567"), City: pick("city", "", "Riga", "Казань"), Site: pick("site", "", "zander.example", "shchekin.example/me"),
				Avatar: pick("avatar", "", "b855c31e109e6ad2", "b855c31e109e6ad0", "ffff000000000000"),
				Facts:  []Fact{{"dob", pick("dob", "", "1971-06-24", "1971-06-25")}},
			}
		}
		c := &Counts{}
		for i := range rapid.IntRange(0, 12).Draw(t, "others") {
			c.Add(draw(string(rune('a' + i))))
		}
		a, b := draw("1"), draw("2")
		m := NewMatcher(NewWeights(1000), c)
		opt := Standard()
		early := m.Decide(m.Prepare(a), m.Prepare(b), opt)
		x := Read(a)
		x.Keys()
		x.Values()
		p, q := m.Ready(x), m.Sketch(b)
		if late := m.Decide(p, q, opt); late != early {
			t.Fatalf("%+v, prepared %+v", late, early)
		}
		one, two := m.Explain(p, q), m.Explain(m.Prepare(a), m.Prepare(b))
		for i := range two {
			if one[i] != two[i] {
				t.Fatalf("%+v, prepared %+v", one[i], two[i])
			}
		}
	})
}
