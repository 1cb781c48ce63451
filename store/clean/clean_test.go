package clean

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
	"unsafe"

	"pgregory.net/rapid"
)

type example struct{ name, in, want string }

func check(t *testing.T, clean func(string, int) string, limit int, list []example) {
	t.Helper()
	for _, e := range list {
		t.Run(e.name, func(t *testing.T) {
			if got := clean(e.in, limit); got != e.want {
				t.Errorf("%q\n got %q\nwant %q", e.in, got, e.want)
			}
		})
	}
}

func TestTextKeepsWhatPeopleWrite(t *testing.T) {
	for _, s := range []string{
		"",
		" ",
		"Холодильник опять не морозит, третий день жду мастера",
		"The fridge died — again. 30° in here :-(",
		"Съешь ещё этих мягких французских булок, да выпей чаю",
		"naïve café, Zażółć gęślą jaźń, Đặng Thị, iŞık",
		"и\u0306 е\u0308: letters in two parts",
		"日本語のテキスト、中文、한국어",
		"שָׁלוֹם עולם, مرحبا بالعالم",
		"می\u200cخواهم", // Persian needs ZWNJ inside a word
		"क्\u200dष",     // Hindi needs ZWJ for the half form
		"👩\u200d💻 👨\u200d👩\u200d👧\u200d👦 👩🏽\u200d🚀 ❤️\u200d🔥 🏳️\u200d🌈",
		"🇷🇺 🇬🇧 1️⃣ #️⃣ ☀️ ☀︎ ©️",
		"🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f is Scotland",
		"one\n\ntwo\n\n\nthree",
		"¯\\_(ツ)_/¯ <b>not our business</b> &amp;",
		"\ufffd stays",
	} {
		if got := Text(s, 0); got != s {
			t.Errorf("changed\n%q to\n%q", s, got)
		}
	}
}

func TestTextRemovesControls(t *testing.T) {
	check(t, Text, 0, []example{
		{"NUL and bell", "a\x00b\ac\x7f", "abc"},
		{"upper controls", "a\u0085b\u0080c", "abc"},
		{"tab", "имя\tцена", "имя цена"},
		{"Windows line ends", "раз\r\nдва\r\n", "раз\nдва\n"},
		{"old Mac line ends", "раз\rдва", "раз\nдва"},
		{"Unicode line ends", "раз\u2028два\u2029три", "раз\nдва\nтри"},
		{"many line ends", "верх" + strings.Repeat("\n", 40) + "низ", "верх\n\n\nниз"},
		{"line ends between spaces", "a\n \n \n \n \nb", "a\n \n \n  b"},
		{"line ends of all kinds", "a\r\n\r\r\n\n\nb", "a\n\n\nb"},
	})
}

func TestTextRemovesEscapeSequences(t *testing.T) {
	check(t, Text, 0, []example{
		{"colour", "\x1b[31mкрасный\x1b[0m", "красный"},
		{"clear the screen", "до\x1b[2J\x1b[Hпосле", "допосле"},
		{"private mode", "\x1b[?1049hx", "x"},
		{"broken off by Cyrillic", "\x1b[31привет", "привет"},
		{"broken off at the end", "x\x1b[31", "x"},
		{"lone ESC", "x\x1b", "x"},
		{"ESC before Cyrillic", "\x1bпривет", "привет"},
		{"charset", "\x1b(Bx\x1b%Gy", "xy"},
		{"reset", "\x1bcx", "x"},
		{"title, ended by BEL", "a\x1b]0;ваш компьютер\ab", "ab"},
		{"title, ended by ST", "a\x1b]0;x\x1b\\b", "ab"},
		{"clipboard", "\x1b]52;c;ZWNobyBoaQ==\ax", "x"},
		{"link", "\x1b]8;;http://evil.example\x1b\\bank.example\x1b]8;;\x1b\\", "bank.example"},
		{"string without end", "a\x1b]0;hidden\nstill here", "a\nstill here"},
		{"string without end or line", "a\x1b]0;hidden", "a"},
		{"string cut by another", "a\x1b]0;x\x1b[1mb", "ab"},
		{"payload over lines", "a\x1bPq#0\n#1\x1b\\b", "ab"},
		{"APC", "a\x1b_Gf=100;AAAA\x1b\\b", "ab"},
		{"PM and SOS", "a\x1b^x\x1b\\b\x1bXy\x1b\\c", "abc"},
		{"screen title", "\x1bkname\x1b\\x", "x"},
		{"wrapped for tmux", "\x1bPtmux;\x1b\x1b]52;c;aGk=\a\x1b\\x", "x"},
		{"cancelled", "\x1b]0;abc\x18x", "x"},
		{"made of what removal leaves", "\x1b\x1b[31m[31mx", "[31mx"},
	})
}

func TestTextRemovesEightBitSequences(t *testing.T) {
	check(t, Text, 0, []example{
		{"CSI as a rune", "a\u009b31mb", "ab"},
		{"CSI as a byte", "a\x9b31mb\x9bK", "ab"},
		{"OSC as a rune", "a\u009d0;title\u009cb", "ab"},
		{"OSC as a byte", "a\x9d0;title\x9cb", "ab"},
		{"OSC without end", "a\x9d0;title", "a"},
		{"DCS", "a\u0090q~\x1b\\b", "ab"},
		{"half a letter at the start", "\x9dадо же", "\ufffdадо же"},
		{"half letters", "\xd0 и \xd0", "\ufffd и \ufffd"},
		{"wrong encoding", "\xcf\xf0\xe8\xe2\xe5\xf2", "\ufffd"},
		{"opener without sequence", "\u009bпривет \u0090мир", "привет мир"},
		{"encoded twice", "Ð\u009dÐµÑ\u0082", "ÐÐµÑ"},
	})
}

func TestTextRemovesTheInvisible(t *testing.T) {
	check(t, Text, 0, []example{
		{"override", "cod\u202egpj.exe\u202c", "codgpj.exe"},
		{"isolates", "\u2066a\u2069\u2067b\u2068", "ab"},
		{"marks", "a\u200e\u200f\u061cb", "ab"},
		{"zero width", "п\u200bр\u2060и\ufeffв\u00adет", "привет"},
		{"ZWJ between Cyrillic", "к\u200dа\u200cз\u200dино", "казино"},
		{"ZWJ at the end", "👩\u200d", "👩"},
		{"ZWJ before a letter", "👩\u200dx", "👩x"},
		{"doubled ZWJ", "👩\u200d\u200d💻", "👩\u200d💻"},
		{"selector on a letter", "a\ufe0f\ufe0eб\ufe0f", "aб"},
		{"selector on a digit", "1\ufe0f 2\ufe0f\u20e3", "1 2️⃣"},
		{"data in selectors", "😀\U000e0148\U000e0155", "😀"},
		{"data in tags", "hi\U000e0068\U000e0069\U000e007f", "hi"},
		{"flag with data", "🏴\U000e0067\U000e0062", "🏴"},
		{"fillers", "\u3164\u115f\uffa0x", "x"},
		{"annotation", "\ufff9a\ufffab\ufffb", "ab"},
	})
}

func TestTextCapsMarks(t *testing.T) {
	zalgo := "H" + strings.Repeat("\u0336\u0489", 50) + "i"
	if got := Text(zalgo, 0); got != "H\u0336\u0489\u0336\u0489i" {
		t.Errorf("got %q", got)
	}
	if got := Text("\u200bа\u0301\u0301\u0301\u0301\u0301\u200b\u0301", 0); got != "а\u0301\u0301\u0301\u0301" {
		t.Errorf("an invisible character must not start the count again: %q", got)
	}
	long := "👩" + strings.Repeat("\u200d👩", 1000)
	if got := strings.Count(Text(long, 0), "\u200d"); got < maxJoins || got > 1000*maxJoins/(maxJoins+1)+1 {
		t.Errorf("%d joiners left", got)
	}
}

func TestTextCuts(t *testing.T) {
	for _, e := range []struct {
		in    string
		limit int
		want  string
	}{
		{"короткий", 100, "короткий"},
		{"abcdef", 6, "abcdef"},
		{"abcdefg", 6, "abc…"},
		{"слово дело", 14, "слово…"},
		{"раз\n\nдва", 11, "раз…"},
		{"ab", 1, "a"},
		{"яб", 1, ""},
		{"яблоко", 3, "…"},
		{"aaa👩\u200d👩\u200d👧 b", 10, "aaa…"},
		{"aaa🇷🇺🇬🇧🇫🇷", 18, "aaa🇷🇺…"},
		{"aaaи\u0306\u0301bbb", 9, "aaa…"},
		{"a\x1b[31m\x1b[0mb", 2, "ab"},
		{"क्\u200dषक्\u200dष", 14, "क्…"},
		{"1\ufe0f\u20e3\ufe0f", 6, "…"},
	} {
		if got := Text(e.in, e.limit); got != e.want {
			t.Errorf("Text(%q, %d) = %q, want %q", e.in, e.limit, got, e.want)
		}
	}
	if got := Text(strings.Repeat("𝄞\u0301", 1<<16), 1<<10); len(got) > 1<<10 || len(got) < 1000 {
		t.Errorf("%d bytes", len(got))
	}
}

func TestLine(t *testing.T) {
	check(t, Line, 40, []example{
		{"name", "Иван Петров", "Иван Петров"},
		{"two lines", " Иван\r\n\r\n  Петров\n", "Иван Петров"},
		{"odd spaces", "\u3000Anna\u00a0\u2003 Lee\u2800", "Anna Lee"},
		{"nothing but emptiness", " \u3164\u200b\u2800\t ", ""},
		{"emptiness before a space", "\u200b a", "a"},
		{"turned round", "\u202eyrraB\u202c 🦊\ufe0f", "yrraB 🦊\ufe0f"},
		{"colour", "\x1b[1;31madmin\x1b[0m", "admin"},
		{"long", strings.Repeat("имя ", 20), "имя имя имя имя имя и…"},
		{"spaces at the limit", strings.Repeat("a", 40) + strings.Repeat(" ", 500), strings.Repeat("a", 40)},
	})
}

func TestURL(t *testing.T) {
	for _, s := range []string{
		"https://m.example/@ivan/1138", "http://[::1]:8080/?q=a%20b#c", "HTTPS://EXAMPLE.COM",
		"https://пример.рф/новость?а=б", "mailto:help@acme.example?subject=x", "https://a.example/(x);y,'z'",
	} {
		if got := URL(s); got != s {
			t.Errorf("URL(%q) = %q", s, got)
		}
	}
	if got := URL(" https://a.example\n"); got != "https://a.example" {
		t.Errorf("white space around: %q", got)
	}
	for _, s := range []string{
		"", "a.example", "/path", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://a.example",
		"https://", "https:///x", "https://:80/", "mailto:", "http:a.example",
		"https://a.example/a b", "https://a.example/\x1b]8;;", "https://a.example/\x07", "https://a.example/\u202etxt.exe",
		"https://a.example/\u200b", "https://a.example/\u200d", "https://a.example/\u00a0b", "https://a.example/\xff", "https://a.example/\"><b>",
		"https://a.example\\@b.example", "https://a.example/\u009b", "https://a.example/%zz", "https://" + strings.Repeat("a", maxURL),
	} {
		if got := URL(s); got != "" {
			t.Errorf("URL(%q) = %q, want nothing", s, got)
		}
	}
}

// dirt draws text made of what causes trouble, glued together at random.
func dirt() *rapid.Generator[string] {
	part := rapid.OneOf(
		rapid.SampledFrom([]string{
			"a", "я", "ж", " ", "  ", "\n", "\r", "\r\n", "\t", "1", "#", "日", "ك", "ي", "क", "्", "ा", "ক", "র", "ក", "\u17b4", "\u180b", "ᠠ",
			"\u200d", "\u200c", "\ufe0f", "\ufe0e", "\u20e3", "\u0301", "\u0489", "👩", "💻", "🏽", "❤", "🏴", "🇷", "🇺",
			"\U000e0067", "\U000e0062", "\U000e0073", "\U000e007f", "\U000e0101", "\x1b", "[", "]", "31m", "0;", "\\", "\a", "\x1b\\", "\x1b]0;", "\x1bP",
			"\u009b", "\u009d", "\u009c", "\x9b", "\x9d", "\x9c", "\x90", "\xff", "\xd0", "\x00", "\x18", "\u202e", "\u2066", "\u200b", "\u2028", "\u3000",
			"\ufffd", "…", "\u1100", "\u1161", "\u0600", "\u2800", "\u00a0", "\u00ad",
		}),
		rapid.String(),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 8), func(b []byte) string { return string(b) }),
	)
	return rapid.Map(rapid.SliceOfN(part, 0, 60), func(s []string) string { return strings.Join(s, "") })
}

// verify checks what must hold for any input.
func verify(t interface{ Fatalf(string, ...any) }, in string, limit int) {
	for name, clean := range map[string]func(string, int) string{"Text": Text, "Line": Line} {
		got := clean(in, limit)
		if again := clean(got, limit); again != got {
			t.Fatalf("%s(%q, %d) = %q, and again %q", name, in, limit, got, again)
		}
		if again := clean(got, 0); again != got {
			t.Fatalf("%s(%q, %d) = %q, and without limit %q", name, in, limit, got, again)
		}
		if limit > 0 && len(got) > limit {
			t.Fatalf("%s(%q, %d) = %q of %d bytes", name, in, limit, got, len(got))
		}
		if !utf8.ValidString(got) {
			t.Fatalf("%s(%q, %d) = %q is no UTF-8", name, in, limit, got)
		}
		for _, r := range got {
			if unicode.IsControl(r) && (r != '\n' || name == "Line") || unicode.Is(unicode.Bidi_Control, r) {
				t.Fatalf("%s(%q, %d) = %q keeps %U", name, in, limit, got, r)
			}
		}
		if name == "Line" && (strings.TrimSpace(got) != got || strings.Contains(got, "  ")) {
			t.Fatalf("Line(%q, %d) = %q", in, limit, got)
		}
	}
}

func TestHoldsForAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		verify(t, dirt().Draw(t, "text"), rapid.IntRange(0, 80).Draw(t, "limit"))
	})
}

// A cut only takes away: what comes before the ellipsis also starts the whole.
func TestCutIsAPrefix(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, limit := dirt().Draw(t, "text"), rapid.IntRange(4, 80).Draw(t, "limit")
		whole, short := Text(in, 0), Text(in, limit)
		if !strings.HasPrefix(whole, strings.TrimSuffix(short, ellipsis)) {
			t.Fatalf("%q is not the start of %q", short, whole)
		}
		if len(whole) <= limit && short != whole {
			t.Fatalf("%q fits into %d and became %q", whole, limit, short)
		}
	})
}

func TestURLIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		got := URL("https://a.example/" + dirt().Draw(t, "path"))
		if got != URL(got) || got != "" && (Line(got, 0) != got || strings.ContainsAny(got, " \n\x1b")) {
			t.Fatalf("%q", got)
		}
	})
}

func TestCleanTextIsReturnedAsItIs(t *testing.T) {
	s := strings.Repeat("Чистый текст, 👩\u200d💻 and more.\n", 100)
	if n := testing.AllocsPerRun(10, func() { Text(s, 1<<20) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if got := Text(s, 0); unsafe.StringData(got) != unsafe.StringData(s) {
		t.Error("a copy")
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "привет\x1b[31m", "👩\u200d💻\ufe0f", "\x9d0;x\n\x1b]", "क्\u200dष", "a\u0301\u0301\u0301\u0301\u0301", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"} {
		f.Add(s, 20)
	}
	f.Fuzz(func(t *testing.T, s string, limit int) {
		verify(t, s, limit)
		if got := URL(s); got != URL(got) {
			t.Fatalf("URL(%q) = %q", s, got)
		}
	})
}

func BenchmarkText(b *testing.B) {
	for _, bench := range []struct{ name, unit string }{
		{"russian", "Холодильник опять не морозит, третий день жду мастера. "},
		{"english", "The fridge died again, waiting for the engineer. "},
		{"chinese", "冰箱又坏了，我等了三天。"},
		{"emoji", "👩\u200d💻 ❤️ 🔥🇷🇺 "},
		{"hebrew", "שָׁלוֹם עולם "},
		{"coloured", "\x1b[31mкрасный\x1b[0m текст\r\n"},
		{"zalgo", "H" + strings.Repeat("\u0336", 40)},
		{"openers", "\x1b]\u0090\x9d0;"},
		{"broken", "\xff\xd0a"},
	} {
		s := strings.Repeat(bench.unit, 1<<20/len(bench.unit))
		b.Run(bench.name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			b.ReportAllocs()
			for b.Loop() {
				Text(s, 0)
			}
		})
	}
}

func BenchmarkShortLimit(b *testing.B) {
	s := strings.Repeat("Холодильник опять не морозит. ", 1<<20/50)
	for b.Loop() {
		Text(s, 2000)
	}
}
