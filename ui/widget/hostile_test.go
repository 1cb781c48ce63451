package widget_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"earshot/store/clean"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// bits are what hostile and foreign texts are made of: anything can stand beside
// anything.
func bits() []string {
	return append(hostile(),
		" ", "a", "я", "漢", "가", "ᄀ", "ᅡ", "ᆨ", "e\u0301", "\u0301", "\u0489", "\u20e3", "\u200d", "\u200c", "\u200b", "\u00ad", "\u034f", "\ufe0f", "\ufe0e", "\u2060",
		"👩", "👩🏽‍💻", "🏽", "🇷", "🇷🇺", "1️⃣", "#️⃣", "☺️", "☺", "❤️‍🔥", "🏳️‍🌈", "🏴", "\U000e0067", "\U000e007f", "🫨", "\U0001fbf0",
		"نحن", "\u0600", "\u06dd", "\u070f", "\U000110bd", "12", "שלום", "\u05b0", "\u202e", "\u2066", "\u2069", "\u200f", "\u061c",
		"क्षि", "कि", "को", "का\u0903", "\u0903", "กำ", "ເຂົ້າ", "ຳ", "ก็", "မြန်မာ", "ཨོཾ", "தமிழ்", "ക്ഷ", "ៃ", "\u0d4e",
		"\t", "\n", "\r", "\x1b[2J", "\x1b]8;;https://x\x07", "\x9b31m", "\x00", "\x7f", "\xed\xa0\x80", "\xff", "\ue000", "\U0002fffe", "\u0378", "\U0010fffd", "\u2028", "\ufdfd", "𒐫", "⸻", "㎢", "｡", "\u3164",
	)
}

func strange(t *rapid.T) string {
	parts := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(bits()), rapid.StringN(0, 4, -1)), 0, 14).Draw(t, "parts")
	return strings.Join(parts, "")
}

// every is each policy there is.
func every() map[string]widget.Policy {
	out := policies()
	for _, e := range widget.Emojis() {
		for _, ascii := range []bool{false, true} {
			name := string(e)
			if ascii {
				name += " ascii"
			}
			out[name] = widget.Shown(e, ascii)
			p := widget.Shown(e, ascii).Brief()
			out[name+" list"] = p
			p.Graphemes = true
			out[name+" list graphemes"] = p
		}
	}
	return out
}

func TestNoTextBreaksAColumn(t *testing.T) {
	th := theme.New(theme.Mono, false)
	rapid.Check(t, func(t *rapid.T) {
		s, other := strange(t), strange(t)
		n := rapid.IntRange(0, 30).Draw(t, "width")
		for name, p := range every() {
			exactly(t, name, p, s, other, n, th)
		}
	})
}

func FuzzNoTextBreaksAColumn(f *testing.F) {
	for i, s := range bits() {
		f.Add(s, "beside "+s, i%20)
	}
	th := theme.New(theme.Mono, false)
	f.Fuzz(func(t *testing.T, s, other string, n int) {
		for name, p := range every() {
			exactly(t, name, p, s, other, max(0, n%40), th)
		}
	})
}

type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// exactly holds every function of widget that takes a width to it.
func exactly(t failer, name string, p widget.Policy, s, other string, n int, th *theme.Theme) {
	t.Helper()
	check := func(what, got string, want int) {
		t.Helper()
		if w := width(p, got); w != want {
			t.Fatalf("%s, %s: %q and %q in %d cells take %d: %q", name, what, s, other, want, w, got)
		}
		if strings.ContainsAny(ansi.Strip(got), "\x1b\n\r\t\a\b\u202e\u2066\u009b") {
			t.Fatalf("%s, %s: %q lets a control through: %q", name, what, s, got)
		}
	}
	cut, w := p.Cut(s, n)
	check("Cut", cut, w)
	if w > n {
		t.Fatalf("%s: %q cut to %d takes %d", name, s, n, w)
	}
	check("Cells", p.Cells(s, n), n)
	check("Right", p.Right(s, n), n)
	// Pieces beside each other do not run together.
	check("Line", widget.NewLine(th, p, n).Put(theme.Text, s).Put(theme.Text, other).String(), n)
	check("Fixed", widget.NewLine(th, p, n).Fixed(theme.Dim, s, n/2).Right(theme.Text, other, n/3).Put(theme.Dim, s).String(), n)
	check("End", widget.NewLine(th, p, n).Max(theme.Text, s, n/2).End(theme.Text, other).String(), n)
	for _, lines := range [][]string{p.Wrap(s+other, max(2, n), 3), p.Flow(s+other, max(2, n), 3), p.Wrap(s, max(2, n), 0)} {
		for _, line := range lines {
			if w := width(p, line); w > max(2, n) {
				t.Fatalf("%s: a line of %q takes %d of %d cells: %q", name, s, w, n, line)
			}
			check("a wrapped line", p.Cells(line, max(2, n)), max(2, n))
		}
	}
	var f widget.Field
	f.Set(other)
	f.Insert(s)
	view, x := f.View(th, p, n, "hint")
	check("Field", view, n)
	if n > 0 && (x < 0 || x >= n) {
		t.Fatalf("%s: the cursor in a field of %d stands at %d", name, n, x)
	}
	once := p.Clean(clean.Text(s, 0))
	if again := p.Clean(once); again != once {
		t.Fatalf("%s: cleaning %q twice gives %q, then %q", name, s, once, again)
	}
	for _, r := range once {
		if !unicode.IsPrint(r) && r != '\n' && unicode.Is(unicode.Cc, r) {
			t.Fatalf("%s: %q keeps %U", name, s, r)
		}
	}
}

// Whatever ends a piece of a row and begins the next, the two do not become one.
func TestNoTwoPiecesRunTogether(t *testing.T) {
	th := theme.New(theme.Mono, false)
	for _, p := range []widget.Policy{{}, {Graphemes: true}} {
		for _, a := range bits() {
			for _, b := range bits() {
				row := widget.NewLine(th, p, 12).Max(theme.Text, a, 5).Max(theme.Text, b, 5).String()
				if w := width(p, row); w != 12 {
					t.Fatalf("%+v: %q before %q takes %d of 12 cells: %q", p, a, b, w, row)
				}
			}
		}
	}
}

// A heap of marks before a sign that comes apart into a mark and a letter: what
// one cleaning lets stand, the next must not count as one mark too many.
func TestAHeapOfMarksIsLightenedOnce(t *testing.T) {
	p := widget.Policy{}
	for _, am := range []string{"ຳ", "ำ"} {
		once := p.Clean("ʲ" + strings.Repeat("\u0301", 200) + am)
		if again := p.Clean(once); again != once {
			t.Errorf("%q becomes %q, then %q", am, once, again)
		}
	}
}

// No sign that Unicode has becomes one with what is drawn before it.
func TestNoSignAloneJoinsWhatStandsBeforeIt(t *testing.T) {
	for _, p := range []widget.Policy{{}, {Graphemes: true}} {
		for r := rune(0x80); r <= unicode.MaxRune; r++ {
			alone := p.Clean(string(r))
			if first, _ := ansi.FirstGraphemeCluster("a"+alone, ansi.GraphemeWidth); alone != "" && first != "a" {
				t.Errorf("%U comes out as %q, which joins an a", r, alone)
			}
		}
	}
}

// Writing systems keep what makes them words; heaps of marks fall.
func TestWordsOfEveryScriptStayWhole(t *testing.T) {
	for _, p := range []widget.Policy{{}, {Graphemes: true}} {
		for _, s := range []string{
			"Tiếng Việt", "שָׁלוֹם", "مُحَمَّد", "ภาษาไทย ก็ ที่", "हिन्दी क्षमा", "தமிழ்", "한국어", "မြန်မာ", "ქართული", "ያማርኛ", "й ё ї",
		} {
			if got := p.Clean(s); got != s {
				t.Errorf("%q became %q", s, got)
			}
		}
		if got := p.Clean("e\u0301\u0302\u0303\u0304\u0305"); got != "e\u0301\u0302\u0303" {
			t.Errorf("a heap of marks is %q", got)
		}
		if got := p.Clean("นำ"); got != "นํา" {
			t.Errorf("the vowel AM is %q", got)
		}
	}
	if got := (widget.Policy{}).Clean("\u1112\u1161\u11ab\u1100\u116e\u11a8\u110b\u1165"); got != "한국어" {
		t.Errorf("Korean in pieces is %q", got)
	}
	if got := (widget.Policy{}).Brief().Clean("🇷🇺🇩🇪 🇯🇵"); got != "RU DE JP" {
		t.Errorf("flags are %q", got)
	}
	// Cut and wrapped, such words lose no letter on the way.
	p := widget.Policy{}
	if got := strings.Join(p.Wrap("नमस्ते दुनिया क्षत्रिय", 4, 0), ""); strings.ReplaceAll(got, " ", "") != "नमस्तेदुनियाक्षत्रिय" {
		t.Errorf("wrapped it is %q", got)
	}
}

// The mark at the edge of a column ends what a terminal reorders: no figure and
// no sign of the next column belongs to the name any more, and a row that begins
// with such a name still runs from the left.
func TestRightToLeftTextReordersNoNeighbour(t *testing.T) {
	th := theme.New(theme.Mono, false)
	for _, p := range []widget.Policy{{}, {ASCII: true}, widget.Policy{}.Brief()} {
		row := widget.NewLine(th, p, 40).Fixed(theme.Text, "עמר חדד", 10).Gap(1).Put(theme.Text, "12 (3m)").String()
		if !strings.HasPrefix(row, "\u200eעמר חדד\u200e ") || ansi.StringWidthWc(row) != 40 {
			t.Errorf("the row is %q", row)
		}
		if got := p.Cells("עמר חדד שלום עולם", 8); !strings.HasPrefix(got, "\u200e") || !strings.HasSuffix(got, "\u200e") {
			t.Errorf("cut it is %q", got)
		}
		var f widget.Field
		f.Set("from:עמר 12")
		if got, _ := f.View(th, p, 20, ""); !strings.HasPrefix(got, "\u200efrom:עמר 12\u200e") {
			t.Errorf("in a field it is %q", got)
		}
	}
	if got, _ := (widget.Policy{}).Cut("abc", 10); got != "abc" {
		t.Errorf("other text gets marks: %q", got)
	}
	// What a stranger brings along does not count.
	if got, _ := (widget.Policy{}).Cut("\u202eabc\u2067\u200f", 10); got != "abc" {
		t.Errorf("foreign marks: %q", got)
	}
}
