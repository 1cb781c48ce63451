package clean

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/rivo/uniseg"
	"pgregory.net/rapid"
)

func TestEscapeLen(t *testing.T) {
	for s, want := range map[string]int{
		"\x1b":                 1,
		"\x1b[":                2,
		"\x1b[m...":            3,
		"\x1b[1;31m...":        7,
		"\x1b[?25 q...":        7,
		"\x1b[31\n...":         4,
		"\x1b]0;title\a...":    10,
		"\x1b]0;title\x1b\\..": 11,
		"\x1b]0;title":         9,
		"\x1b]0;ti\ntle":       6,
		"\x1b]0;ti\ntle\a...":  11,
		"\x1b]0;я\u009c...":    8,
		"\x1b]0;М\a...":        7, // the second byte of М is that of ST
		"\x1b]0;\x9c...":       5,
		"\x1bPq\x1b\\...":      5,
		"\x1b_x\x1b[m":         3,
		"\x1b^x\x18...":        4,
		"\x1bXx\u0090...":      3,
		"\x1bkx\x1b\\...":      5,
		"\x1bkx":               2,
		"\x1b(B...":            3,
		"\x1b#8...":            3,
		"\x1b  ":               3,
		"\x1b7...":             2,
		"\x1bя":                1,
		"\x1b\x1b":             1,
	} {
		if got := escapeLen(s); got != want {
			t.Errorf("%q: %d, want %d", s, got, want)
		}
	}
}

// What a terminal library takes for sequences, well formed, we remove too, and
// nothing besides.
func TestAgreesWithTheTerminalLibrary(t *testing.T) {
	part := rapid.SampledFrom([]string{
		"текст", "text ", "日本", "👩", "\n", "\x1b[31m", "\x1b[?1049h", "\x1b[38;2;1;2;3m", "\x1b[2 q", "\x1b]0;заголовок\a", "\x1b]8;;https://a.example\x1b\\",
		"\x1bPq#0\x1b\\", "\x1b_Gf=1\x1b\\", "\x1b^pm\x1b\\", "\x1bXsos\x1b\\", "\x1b7", "\x1bc", "\x1b(B", "\x1b=",
	})
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(part, 0, 20).Draw(t, "parts"), "")
		want := ansi.Strip(s)
		for strings.Contains(want, "\n\n\n\n") {
			want = strings.ReplaceAll(want, "\n\n\n\n", "\n\n\n")
		}
		if got := Text(s, 0); got != want {
			t.Fatalf("%q\n got %q\nwant %q", s, got, want)
		}
	})
}

// Where nothing had to be removed, a cut falls on a boundary of Unicode
// annex 29, and is the last one with room for the ellipsis.
func TestCutsBetweenCharacters(t *testing.T) {
	part := rapid.SampledFrom([]string{
		"a", "я", " ", "日", "é", "e\u0301", "и\u0306", "👩\u200d💻", "👍🏽", "🇷🇺", "1️⃣", "❤️", "한", "שָׁ", "नि", "ไก่", "\n", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
	})
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(part, 1, 40).Draw(t, "parts"), "")
		if Text(s, 0) != s {
			t.Skip("not clean")
		}
		limit := rapid.IntRange(3, len(s)+3).Draw(t, "limit")
		want := s
		if len(s) > limit {
			end, state, rest := 0, -1, s
			for rest != "" {
				var cluster string
				cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
				if end+len(cluster) > limit-len(ellipsis) {
					break
				}
				end += len(cluster)
			}
			want = strings.TrimRight(s[:end], " \n") + ellipsis
		}
		if got := Text(s, limit); got != want {
			t.Fatalf("%q to %d\n got %q\nwant %q", s, limit, got, want)
		}
	})
}

func TestBoundary(t *testing.T) {
	for _, e := range []struct {
		s     string
		limit int
		want  int
	}{
		{"", 0, 0},
		{"abc", -1, 0},
		{"abc", 2, 2},
		{"abc", 9, 3},
		{"яб", 3, 2},
		{"ae\u0301", 2, 1},
		{"👩\u200d💻x", 8, 0},
		{"x👩\u200d💻x", 12, 12},
		{strings.Repeat("я", 600), 1101, 1100},
		{strings.Repeat("👩\u200d", 400) + "👩", 2001, 1491}, // one monster: parted somewhere near
	} {
		got := boundary(e.s, e.limit)
		if got != e.want {
			t.Errorf("%.20q to %d: %d, want %d", e.s, e.limit, got, e.want)
		}
		if got < len(e.s) && !utf8.RuneStart(e.s[got]) {
			t.Errorf("%.20q to %d: inside a rune", e.s, e.limit)
		}
	}
}

// Texts made to look for the slow spot. Each takes milliseconds, and would take
// far more than the limit if some part searched the rest of the text at every step.
func TestLinearTime(t *testing.T) {
	for _, unit := range []string{
		"\x1b]", "\x1b]\n", "\x1bk", "\x1bP", "\u009d0;", "\x9d0;", "\u0090", "\x90", "\x1b[", "\x1b", "\u009b", "\x9b1", "\xff", "\u200d", "👩\u200d", "🏴", "🏴\U000e0067\U000e0062",
		"\u0301", "\n", "\r", " ", "\t", "🇷", "\u1100", "\ufe0f", "1\ufe0f", "\u202e", "क\u094d\u200d",
	} {
		start := time.Now()
		s := strings.Repeat(unit, 1<<16/len(unit))
		for _, limit := range []int{0, 1000, 1 << 15} {
			Text(s, limit)
			Line(s, limit)
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Fatalf("%q: %v", unit, took)
		}
	}
}

// A short limit on a long text reads the start only.
func TestLimitBoundsTheWork(t *testing.T) {
	s := strings.Repeat("\u202eдлинное письмо\x1b[0m\r\n", 1<<16)
	if n := testing.AllocsPerRun(5, func() { Text(s, 500) }); n > 8 {
		t.Errorf("%v allocations", n)
	}
	start := time.Now()
	for range 1000 {
		Text(s, 500)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("%v for a thousand", took)
	}
}
