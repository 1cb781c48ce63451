package identity

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed forms.txt
var formsTable string

// forms knows which first names are forms of one, as numbers of the lines of
// the table, by folded form.
var forms = sync.OnceValue(func() map[string][]uint16 {
	table := map[string][]uint16{}
	n := uint16(0)
	for line := range strings.SplitSeq(formsTable, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		n++
		for _, w := range strings.Fields(line) {
			w = fold(w)
			if !slices.Contains(table[w], n) {
				table[w] = append(table[w], n)
			}
		}
	}
	return table
})

const (
	maxTokens = 4  // of a name
	maxLetter = 24 // of a token; longer ones are cut
)

// token is one word of a name, prepared for comparing.
type token struct {
	text       string // folded
	runes      []rune // the same
	sounds     uint32 // the letters of sound, as bits
	consonants []rune // the letters of sound
	sound      string // in the common alphabet of both scripts, see sound
	script     alphabet
	forms      []uint16 // lines of the table of first names
	pieces     []int16
	known      frequency // among names
	knownSound frequency // of names that sound like it
	initial    bool      // one letter stands for the word
	father     bool      // a patronymic
}

// tokens cuts a name into its words: order-free later, hyphens part, titles and
// what stands in brackets or is no letter goes.
func tokens(name string) []token {
	var list []token
	for _, w := range nameWords(name) {
		list = append(list, newToken(w))
	}
	oneFather(list)
	return list
}

// oneFather leaves one patronymic in a name: last names that end like one are
// none beside it. A daughter's form is surely one; else it is what follows a
// first name, else the last.
func oneFather(list []token) {
	best, most := -1, 0
	for i := range list {
		if !list[i].father {
			continue
		}
		worth := 1
		switch {
		case daughter(list[i].text):
			worth = 3
		case i > 0 && list[i-1].forms != nil:
			worth = 2
		}
		if worth >= most {
			best, most = i, worth
		}
	}
	for i := range list {
		list[i].father = i == best
	}
}

// daughter tells of a patronymic of women.
func daughter(w string) bool { return strings.HasSuffix(w, "на") || strings.HasSuffix(w, "na") }

// nameWords gives the folded words of a name, at most maxTokens: the first ones
// and the last.
func nameWords(name string) []string {
	name = fold(name)
	words := wordsOf(name, false)
	if len(words) == 0 { // all of it stands in brackets, or one was never closed
		words = wordsOf(name, true)
	}
	if len(words) > maxTokens {
		words = append(words[:maxTokens-1:maxTokens-1], words[len(words)-1])
	}
	return words
}

// wordsOf cuts a folded name into words, titles left out, those in brackets only
// where inside says so.
func wordsOf(name string, inside bool) []string {
	var words []string
	depth := 0
	start := -1
	end := func(i int) {
		if start >= 0 && (inside || depth == 0) {
			if w := strings.Trim(name[start:i], "'"); w != "" && !title(w) {
				words = append(words, strings.ReplaceAll(w, "'", ""))
			}
		}
		start = -1
	}
	for i, r := range name {
		if alphabetOf(r) != noLetter || r == '\'' {
			if start < 0 {
				start = i
			}
			continue
		}
		end(i)
		switch r {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth = max(0, depth-1)
		}
	}
	end(len(name))
	return words
}

// title tells of words that stand with a name without being part of it.
func title(w string) bool {
	switch w {
	case "mr", "mrs", "ms", "dr", "prof", "sir", "jr", "sr", "phd", "md", "ii", "iii", "г", "гн", "гжа", "др", "проф":
		return true
	}
	return false
}

func newToken(w string) token {
	for utf8.RuneCountInString(w) > maxLetter {
		_, n := utf8.DecodeLastRuneInString(w)
		w = w[:len(w)-n]
	}
	t := token{text: w, runes: []rune(w), forms: forms()[w]}
	t.script = alphabetOf(t.runes[0])
	t.initial = len(t.runes) == 1
	t.father = patronymic(w)
	t.sound = sound(w)
	t.consonants = []rune(t.sound)
	for i := range len(t.sound) {
		if c := t.sound[i] - 'a'; c > 0 && c < 32 {
			t.sounds |= 1 << c
		}
	}
	return t
}

// patronymic tells of the father's name in a Russian full name, which many
// leave out.
func patronymic(w string) bool {
	for _, end := range []string{"ович", "евич", "овна", "евна", "ична", "ovich", "evich", "ovna", "evna", "ichna"} {
		if strings.HasSuffix(w, end) && len(w) > len(end)+2 {
			return true
		}
	}
	return false
}

// sound reduces a word of either script to a rough common spelling: sounds that
// transliterations write in several ways are one letter, vowels after the first
// letter are gone. Words that are the same name mostly have the same sound.
func sound(w string) string { return squeeze(romanize(w), false) }

// romanize writes a Cyrillic word in Latin letters, the plainest scheme.
func romanize(w string) string {
	if ascii(w) {
		return w
	}
	var b strings.Builder
	for _, r := range w {
		if i := strings.IndexRune(cyrillicLetters, r); i >= 0 && r >= 0x80 {
			b.WriteString(latinOf[utf8.RuneCountInString(cyrillicLetters[:i])])
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

const cyrillicLetters = "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґў"

var latinOf = [...]string{
	"a", "b", "v", "g", "d", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch",
	"", "y", "", "e", "iu", "ia", "i", "i", "e", "g", "u",
}

// squeeze writes a Latin word in rough sounds. With vowels kept, all of them are
// kept as they are; without, only one at the beginning stands, as "a".
func squeeze(w string, vowels bool) string {
	out := make([]byte, 0, 16)
	put := func(c byte) {
		if n := len(out); n == 0 || out[n-1] != c {
			out = append(out, c)
		}
	}
	for i := 0; i < len(w); {
		c, n := unit(w[i:], i == 0)
		i += n
		switch {
		case c == 'a' && !vowels:
			if len(out) == 0 && i == n {
				put('a')
			}
		case c != 0:
			put(c)
		}
	}
	return string(out)
}

// units are pieces of Latin spelling and the sounds they stand for, longest first.
var units = [...]struct{ from, to string }{
	{"shch", "s"},
	{"sch", "s"},
	{"tsch", "c"},
	{"tch", "c"},
	{"dzh", "j"},
	{"zh", "j"},
	{"kh", "h"},
	{"sh", "s"},
	{"ch", "c"},
	{"ts", "c"},
	{"tz", "c"},
	{"cz", "c"},
	{"sz", "s"},
	{"ph", "f"},
	{"th", "t"},
	{"ck", "k"},
	{"qu", "k"},
	{"x", "k"},
	{"q", "k"},
	{"w", "v"},
	{"j", "j"},
	{"z", "s"},
	{"g", "g"},
	{"dj", "j"},
}

// unit reads one sound of a Latin spelling: the sound, 0 for none, and its length.
func unit(w string, first bool) (byte, int) {
	for _, u := range units {
		if strings.HasPrefix(w, u.from) {
			return u.to[0], len(u.from)
		}
	}
	switch c := w[0]; c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return 'a', 1
	case 'c':
		if len(w) > 1 && strings.IndexByte("eiy", w[1]) >= 0 {
			return 's', 1
		}
		return 'k', 1
	case 'h':
		if first {
			return 'h', 1
		}
		return 0, 1
	default:
		if c >= 0x80 || !letterOrDigit(rune(c)) {
			return 0, 1
		}
		return c, 1
	}
}

// keyOf is the number under which a value of a kind is counted or filed. Numbers
// of words stand in the order of their first eight letters, so that all words
// which may begin at a place of a handle are found side by side.
func keyOf(kind, value string) uint64 {
	h := hash(kind, value)
	if kind != countWord {
		return h
	}
	first := uint64(0)
	for i := range 8 {
		first <<= 5
		switch {
		case i >= len(value):
		case value[i] >= 'a' && value[i] <= 'z':
			first |= uint64(value[i]-'a') + 1
		default:
			first |= 27
		}
	}
	return first<<24 | h>>40
}

// hash is FNV-1a (Fowler, Noll and Vo) over both, mixed by the finalizer of
// SplitMix64 (Steele, Lea and Flood, 2014), because its first bits decide where a
// value is filed.
func hash(kind, value string) uint64 {
	const prime = 1099511628211
	h := uint64(14695981039346656037)
	for i := range len(kind) {
		h = (h ^ uint64(kind[i])) * prime
	}
	h *= prime // as of a zero byte
	for i := range len(value) {
		h = (h ^ uint64(value[i])) * prime
	}
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
