package feature

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
	"slices"
	"strings"
	"testing"

	"earshot/scoring/linear"
	"earshot/scoring/text"

	"pgregory.net/rapid"
)

// hashes are the features of a text that a set with one kind alone reads, in
// order.
func hashes(s string, kind Kind, plain bool) []uint32 {
	set := &Set{Plain: plain}
	set.Values[kind] = 1
	var list []uint32
	for _, f := range set.Append(nil, s, text.Tokens(s)) {
		list = append(list, f.Hash)
	}
	return list
}

// Who has no Kazakh or Tatar keyboard types the nearest letters. With Plain both
// have the same letters, and the same stems where the stemmer cuts both alike;
// as a word each stays what was written.
func TestPlainLetters(t *testing.T) {
	for _, e := range []struct {
		typed, plain string
		alike        bool // to the stemmer
	}{
		{"өте жақсы", "оте жаксы", false}, // it takes the second for Russian
		{"қоңыр ғой", "коныр гой", false},
		{"җиләк һәм", "жилак хам", true},
		{"ұл үн", "ул ун", true},
		{"не ім", "не им", true},
	} {
		for kind := range Kinds {
			same := slices.Equal(hashes(e.typed, kind, true), hashes(e.plain, kind, true))
			switch kind {
			case Word:
				if same {
					t.Errorf("%q and %q are one word", e.typed, e.plain)
				}
			case Letters:
				if !same {
					t.Errorf("%q and %q have other letters", e.typed, e.plain)
				}
			case Stem, Pair, Skip, Negated:
				if e.alike && !same {
					t.Errorf("%q and %q are not the same in kind %d", e.typed, e.plain, kind)
				}
			}
		}
		if slices.Equal(hashes(e.typed, Letters, false), hashes(e.plain, Letters, false)) {
			t.Errorf("%q and %q are the same though nobody asked for it", e.typed, e.plain)
		}
	}
	if plain('ж') != 'ж' || plain('q') != 'q' {
		t.Error("a letter of every keyboard has changed")
	}
}

// The longer a text, the more of it is said, in steps: nobody is told apart by
// one word more.
func TestTheLengthOfATextInSteps(t *testing.T) {
	for words, want := range map[int]int{0: 0, 4: 0, 5: 1, 11: 1, 12: 2, 24: 2, 25: 3, 1000: 3} {
		got := 0
		for i := range 3 {
			got += len(at(strings.TrimSpace(strings.Repeat("сыр ", words)), Sign, string(byte('1'+i))+"n"))
		}
		if got != want {
			t.Errorf("%d words have the length %d, want %d", words, got, want)
		}
	}
}

// What stands between words is heard where it is heard by people: once for each
// sentence end that shouts, and a pause ends what was denied.
func TestMarksBetweenWords(t *testing.T) {
	for _, e := range []struct {
		text, name string
		want       int
		why        string
	}{
		{"\"сыр\"", "\"", 2, "quotes on both sides"},
		{"это «сыр»", "\"", 1, "the opening quote is enough"},
		{"сыр..... да", "...", 1, "many points are one pause"},
		{"сыр.да", "...", 0, "one point is none"},
		{"сыр… — да", "...", 1, "a pause and a dash"},
		{"ЙОД 12 АТС", "1A", 0, "all of it is loud"},
		{"вот ЙОД, АТС и ГАЗ, ещё МЕЛ", "3A", 1, "four shout, three are counted"},
		{"вот Йод", "1A", 0, "a name does not shout"},
		{"вот ОК", "1A", 0, "two letters are too few"},
		{"вот ÄÖÜ", "1A", 1, "capitals of others"},
		{"вот ÄÖü", "1A", 0, "not all of them"},
		{"ко-ко-ко", "looong", 0, "drawn out by hyphens is not drawn out"},
		{"10000 000", "looong", 0, "zeros are a number"},
	} {
		if got := len(at(e.text, Sign, e.name)); got != e.want {
			t.Errorf("%s: %q has %q %d times, want %d", e.why, e.text, e.name, got, e.want)
		}
	}
}

// A word of a thousand letters, a base64 blob, costs no more than its beginning.
func TestLongWordsAreReadInPart(t *testing.T) {
	long := len(hashes(strings.Repeat("абвгд", 1000), Letters, false))
	if short := len(hashes(strings.Repeat("абвгд", 20), Letters, false)); long != short || long > 64*3 {
		t.Errorf("%d features of 5,000 letters, %d of a hundred", long, short)
	}
}

// Bytes that are no lists, with a checksum that is right: as somebody would write
// them who wants to be read.
func TestListsThatLie(t *testing.T) {
	signed := func(body string) []byte {
		return binary.LittleEndian.AppendUint32([]byte(body), crc32.ChecksumIEEE([]byte(body)))
	}
	for why, body := range map[string]string{
		"no column":         moodMagic + "\x00",
		"too many columns":  moodMagic + "\x05",
		"half an entry":     moodMagic + "\x01abc",
		"of another kind":   "EARM\x01\x01",
		"nothing":           "",
		"cut in the middle": moodMagic,
	} {
		if _, err := ReadMoods(signed(body)); !errors.Is(err, ErrMoods) {
			t.Errorf("%s: %v", why, err)
		}
	}
	empty, err := ReadMoods(signed(moodMagic + "\x02"))
	if err != nil || empty.find(MoodKey(Word, "good")) != nil {
		t.Errorf("lists of nothing: %v", err)
	}
}

// Whatever stands in lists comes out of their file: each key with the last of
// its values, in steps of an eighth bit; a key that is in none stays unknown,
// also where the table is as full as it gets.
func TestAnyListsAreKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns := rapid.IntRange(1, MaxColumns).Draw(t, "columns")
		entries := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Entry {
			e := Entry{Key: rapid.OneOf(rapid.Uint32Range(1, 40), rapid.Uint32Min(1)).Draw(t, "key")}
			for c := range columns {
				e.Values[c] = rapid.Float32Range(-2, 2).Draw(t, "value")
			}
			return e
		}), 0, 100).Draw(t, "entries")
		made := NewMoods(columns, entries)
		m, err := ReadMoods(made.Append(nil))
		if err != nil {
			t.Fatal(err)
		}
		want := map[uint32]Entry{}
		for _, e := range entries {
			want[e.Key] = e
		}
		for key, e := range want {
			got := m.find(key)
			if got == nil {
				t.Fatalf("key %d is gone", key)
			}
			for c, v := range got {
				if x := float64(min(1, max(-1, e.Values[c]))); math.Abs(float64(v)/127-x) > 0.5/127+1e-6 {
					t.Fatalf("key %d, column %d: %v, want %v", key, c, float64(v)/127, x)
				}
			}
		}
		for key := range uint32(60) {
			if _, known := want[max(1, key)]; !known && m.find(key) != nil {
				t.Fatalf("key %d is in no list and was found", key)
			}
		}
	})
}

// mooded gives the features of the kind Mood that a text has, by token.
func mooded(s string) map[int]int {
	set := &Set{Moods: all().Moods}
	set.Values[Mood] = 1
	by := map[int]int{}
	for _, f := range set.Append(nil, s, text.Tokens(s)) {
		by[int(f.At)]++
	}
	return by
}

// What the lists say of a text comes from the tokens that say it, so that a
// screen can show them; where they say nothing, from none.
func TestMoodsNameTheirWords(t *testing.T) {
	for _, e := range []struct {
		text string
		from int // the token that says something; -1: none
	}{
		{"сыр и вино", -1},
		{"сыр плохой", 1},
		{"good сыр", 0},
		{"сыр 😡", 1},
		{"so what", 1},
	} {
		by := mooded(e.text)
		if e.from >= 0 && by[e.from] < 2 {
			t.Errorf("%q: token %d says nothing: %v", e.text, e.from, by)
		}
		for at := range by {
			if at != -1 && at != e.from {
				t.Errorf("%q: token %d says something: %v", e.text, at, by)
			}
		}
	}
	if len(mooded("")) != 1 {
		t.Errorf("an empty text: %v", mooded(""))
	}
	if list := (&Set{Values: [Kinds]float32{Mood: 1}}).Append(nil, "good", text.Tokens("good")); len(list) != 0 {
		t.Errorf("no lists, and %d features of them", len(list))
	}
}

// Ranges of a difference: from -4 to 4, each of its own, none beyond.
func TestRangesOfDifferences(t *testing.T) {
	seen := map[byte]float32{}
	for _, x := range []float32{-9, -1.5, -0.7, -0.2, 0, 0.2, 0.7, 1.5, 9} {
		b := net(x)
		if was, twice := seen[b]; twice {
			t.Errorf("%v is in the range of %v", x, was)
		}
		seen[b] = x
	}
	if net(2) != net(1000) || net(-2) != net(float32(math.Inf(-1))) || net(0.49) != net(0.01) {
		t.Error("a range more than nine")
	}
}

// Features come in kinds, and each kind can be left out by itself: what is left
// is the same as if all were read and the others thrown away.
func TestKindsAreIndependent(t *testing.T) {
	const s = "Не работает ПРИЛОЖЕНИЕ!! #позор @bank :( оооочень плохой... 12 https://a.example"
	var whole []linear.Feature
	for kind := range Kinds {
		set := &Set{Moods: all().Moods}
		set.Values[kind] = 1
		whole = append(whole, set.Append(nil, s, text.Tokens(s))...)
	}
	count := func(list []linear.Feature) map[linear.Feature]int {
		n := map[linear.Feature]int{}
		for _, f := range list {
			n[f]++
		}
		return n
	}
	got, want := count(whole), count(read(s))
	for f, n := range want {
		if got[f] != n {
			t.Errorf("%+v stands %d times by itself, %d times among all", f, got[f], n)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d features by themselves, %d together", len(got), len(want))
	}
}

// Words that negate, in three languages, with the apostrophe and without; not
// those that only look like it.
func TestWordsThatNegate(t *testing.T) {
	for word, want := range map[string]bool{
		"не": true, "никогда": true, "немає": true, "hardly": true, "don't": true, "dont": true, "mustn't": true,
		"n't": false, "нет-нет": false, "небо": false, "knot": false, "want": false, "": false,
	} {
		if Negates(word) != want {
			t.Errorf("%q negates: %v", word, !want)
		}
	}
}
