package widget_test

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"earshot/ui/theme"
	"earshot/ui/widget"
)

// hostile are texts that have broken columns of terminal programs.
func hostile() []string {
	return []string{
		"", "plain", "Холодильник «Полюс» № 5 — ок", "新しい冷蔵庫", "هل الثلاجة متوفرة", "שלום עולם abc",
		"👩‍👩‍👧 family", "👍🏽 skin", "❤️ heart", "1️⃣ keycap", "🇷🇺🇩🇪 flags", "e\u0301\u0302\u0303\u0304\u0305\u0306 marks",
		"\x1b[31mred\x1b[0m", "a\tb\rc\nd", "\u202eevil\u202c", "zero\u200bwidth\u200djoin", "\xff\xfe bytes", "क्षि हिन्दी", "ไทย ก็",
		"한국어 조선말", strings.Repeat("я", 500), strings.Repeat("\u0301", 500), "🏴󠁧󠁢󠁥󠁮󠁧󠁿 England", "｡ｶﾀｶﾅ", "\u00ad soft \ufe0f",
	}
}

func policies() map[string]widget.Policy {
	return map[string]widget.Policy{
		"full": {}, "brief": widget.Policy{}.Brief(), "graphemes": {Graphemes: true}, "ascii": {ASCII: true},
	}
}

func width(p widget.Policy, s string) int {
	if p.Graphemes {
		return ansi.StringWidth(s)
	}
	return ansi.StringWidthWc(s)
}

func TestCellsAreExactWhateverAStrangerWrote(t *testing.T) {
	for name, p := range policies() {
		for _, s := range hostile() {
			for n := range 24 {
				if got := p.Cells(s, n); width(p, got) != n {
					t.Fatalf("%s: %q in %d cells takes %d: %q", name, s, n, width(p, got), got)
				}
				if got := p.Right(s, n); width(p, got) != n {
					t.Fatalf("%s: %q at the right of %d cells takes %d", name, s, n, width(p, got))
				}
			}
		}
	}
}

func TestCellsAreExactForAnyBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOfN(rapid.Byte(), 0, 64).Draw(t, "bytes")) + rapid.String().Draw(t, "text")
		n := rapid.IntRange(0, 40).Draw(t, "width")
		for name, p := range policies() {
			got := p.Cells(s, n)
			if width(p, got) != n {
				t.Fatalf("%s: %q in %d cells takes %d: %q", name, s, n, width(p, got), got)
			}
			if strings.ContainsAny(got, "\x1b\n\r\t\a\b\u202e\u009b") {
				t.Fatalf("%s: %q lets a control through", name, got)
			}
			for _, line := range p.Wrap(s, max(2, n), 0) {
				if w := width(p, line); w > max(2, n) {
					t.Fatalf("%s: a wrapped line of %q takes %d of %d cells", name, s, w, n)
				}
			}
		}
	})
}

func TestWhatIsCutSaysSo(t *testing.T) {
	p := widget.Policy{}
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"abcdef", 6, "abcdef"}, {"abcdef", 4, "abc…"}, {"Привет", 4, "При…"}, {"新しい冷蔵庫", 5, "新し…"}, {"新しい", 4, "新… "}, {"a", 0, ""},
	} {
		if got := p.Cells(c.text, c.n); got != c.want {
			t.Errorf("%q in %d cells is %q, want %q", c.text, c.n, got, c.want)
		}
	}
	if got := (widget.Policy{ASCII: true}).Cells("abcdef", 4); got != "abc~" {
		t.Errorf("in ASCII it is %q", got)
	}
}

func TestListsShowEmojiNarrow(t *testing.T) {
	brief := widget.Policy{}.Brief()
	for text, want := range map[string]string{
		"nice 👍🏽": "nice +1", "love ❤️": "love <3", "🔥🔥": ":fire::fire:", "go 🇩🇪": "go DE", "eat 🫙": "eat *", "no 😡": "no >:(", "№ ✓ ▶ ─": "№ ✓ ▶ ─",
	} {
		if got, _ := brief.Cut(text, 40); got != want {
			t.Errorf("%q is %q in a list, want %q", text, got, want)
		}
	}
	full := widget.Policy{Lists: widget.EmojiFull}
	if got, _ := full.Brief().Cut("nice 🥦", 40); got != "nice 🥦" {
		t.Errorf("with emoji switched on a list shows %q", got)
	}
}

func TestClustersOnWhichTerminalsDisagreeAreReduced(t *testing.T) {
	p := widget.Policy{}
	if got, n := p.Cut("👩‍👩‍👧!", 10); got != "👩!" || n != 3 {
		t.Errorf("a family is %q of %d cells", got, n)
	}
	p.Graphemes = true
	if got, n := p.Cut("👩‍👩‍👧!", 10); got != "👩‍👩‍👧!" || n != 3 {
		t.Errorf("with mode 2027 a family is %q of %d cells", got, n)
	}
}

func TestRightToLeftTextKeepsToItself(t *testing.T) {
	p := widget.Policy{}
	if got, n := p.Cut("שלום", 10); got != "\u200eשלום\u200e" || n != 4 {
		t.Errorf("got %q of %d cells", got, n)
	}
	if got, _ := p.Cut("abc", 10); got != "abc" {
		t.Errorf("got %q", got)
	}
}

func TestWrapBreaksAtSpaces(t *testing.T) {
	p := widget.Policy{}
	got := strings.Join(p.Wrap("three weeks with the Polar\n\nand overlongwordthatmustbreak", 12, 0), "|")
	if want := "three weeks|with the|Polar||and|overlongword|thatmustbrea|k"; got != want {
		t.Errorf("wrapped as %s, want %s", got, want)
	}
	short := p.Wrap("one two three four five", 9, 2)
	if len(short) != 2 || !strings.HasSuffix(short[1], "…") {
		t.Errorf("two lines of it are %q", short)
	}
	if p.Wrap("x", 0, 0) != nil {
		t.Error("no width gives lines")
	}
}

func TestALineIsFilledCutAndEnded(t *testing.T) {
	th := theme.New(theme.Mono, false)
	l := widget.NewLine(th, widget.Policy{}, 20)
	l.Fixed(theme.Text, "name", 6).Right(theme.Text, "7", 3).Gap(1).Put(theme.Text, "words that are too long")
	if got := l.String(); got != "name    7 words tha…" {
		t.Errorf("the row is %q", got)
	}
	l = widget.NewLine(th, widget.Policy{}, 12).Put(theme.Strong, "left").End(theme.Strong, "right")
	if got := ansi.Strip(l.String()); got != "left   right" {
		t.Errorf("the row is %q", got)
	}
	l = widget.NewLine(th, widget.Policy{}, 9).Put(theme.Text, "left").End(theme.Text, "right")
	if got := l.String(); got != "left     " {
		t.Errorf("what does not fit whole at the end is left out: %q", got)
	}
	if got := widget.Block([]string{"ab", "cd", "ef"}, 2, 2); got != "ab\ncd" {
		t.Errorf("the block is %q", got)
	}
	if got := widget.Block(nil, 2, 2); got != "  \n  " {
		t.Errorf("the empty block is %q", got)
	}
}

func TestTheSelectionStaysOnItsItem(t *testing.T) {
	var l widget.List[int]
	l.Resize(3)
	l.Set([]int{5, 4, 3, 2, 1})
	l.Move(2)
	l.Set([]int{7, 6, 5, 4, 3, 2, 1}) // two arrive above
	if id, _ := l.Selected(); id != 3 {
		t.Fatalf("the selection went to %d", id)
	}
	if from, to := l.Window(); from != 2 || to != 5 {
		t.Fatalf("the window moved to %d..%d", from, to)
	}
	l.Set([]int{7, 6, 5, 4, 2, 1}) // the selected one goes
	if id, _ := l.Selected(); id != 2 {
		t.Fatalf("its neighbour below is not selected but %d", id)
	}
	l.Set([]int{7, 6}) // all below it go as well
	if id, _ := l.Selected(); id != 6 {
		t.Fatalf("the neighbour above is not selected but %d", id)
	}
	l.Set(nil)
	if _, ok := l.Selected(); ok {
		t.Fatal("an empty list has a selection")
	}
}

func TestAListScrolls(t *testing.T) {
	var l widget.List[int]
	l.Set([]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
	l.Resize(4)
	l.Scroll(2)
	if from, to := l.Window(); from != 2 || to != 6 || l.At() != 2 {
		t.Fatalf("half a page shows %d..%d at %d", from, to, l.At())
	}
	l.Bottom()
	if from, _ := l.Window(); from != 6 || l.At() != 9 {
		t.Fatalf("the bottom is at %d, window from %d", l.At(), from)
	}
	l.Move(99)
	l.Scroll(-2)
	l.Reveal()
	if from, _ := l.Window(); from != 4 {
		t.Fatalf("revealing shows from %d", from)
	}
	l.Top()
	l.Move(-1)
	if !l.Select(7) || l.Select(70) || l.At() != 7 || l.Len() != 10 || l.Rows() != 4 {
		t.Fatal("selecting by id fails")
	}
}

func TestTimesAndNumbersAreShort(t *testing.T) {
	now := time.Date(2026, 11, 20, 9, 31, 0, 0, time.UTC)
	for ago, want := range map[time.Duration]string{
		0: "now", 59 * time.Second: "now", 3 * time.Minute: "3m", 2 * time.Hour: "2h", 26 * time.Hour: "Thu",
		8 * 24 * time.Hour: "12Nov", 400 * 24 * time.Hour: "2025", -30 * time.Second: "+30s", -5 * time.Minute: "+5m",
	} {
		if got := widget.Ago(now, now.Add(-ago), time.UTC); got != want {
			t.Errorf("%v ago is %q, want %q", ago, got, want)
		}
	}
	if got := widget.Ago(now, time.Time{}, time.UTC); got != "" {
		t.Errorf("no time is %q", got)
	}
	for n, want := range map[int]string{0: "0", 999: "999", 1840: "1.8k", 52_300: "52k", 999_400: "999k", 999_600: "1.0M", 3_400_000: "3.4M", 25_000_000: "25M", 8_000_000_000: "8G", -1500: "-1.5k"} {
		if got := widget.Number(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
	for d, want := range map[time.Duration]string{-1: "0s", 40 * time.Second: "40s", 12 * time.Minute: "12m", 3 * time.Hour: "3h", 120 * time.Hour: "5d"} {
		if got := widget.Short(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}

func TestChartsKeepTheirSize(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		th := theme.New(theme.Dark, ascii)
		values := []int{0, 1, 5, 3, 9, 2, 0, 7}
		for n := range 20 {
			if w := ansi.StringWidthWc(widget.Spark(th, theme.Bar1, values, n)); w != n {
				t.Errorf("a sparkline of %d cells takes %d", n, w)
			}
			if w := ansi.StringWidthWc(widget.Bar(th, theme.Bar1, 3, 9, n)); w != n {
				t.Errorf("a bar of %d cells takes %d", n, w)
			}
			if w := ansi.StringWidthWc(widget.Stack(th, []widget.Part{{Token: theme.Negative, N: 3}, {Token: theme.Positive, N: 4}}, n)); w != n {
				t.Errorf("a stack of %d cells takes %d", n, w)
			}
		}
		columns := [][]widget.Part{{{Token: theme.Negative, N: 1}, {Token: theme.Positive, N: 3}}, nil, {{Token: theme.Neutral, N: 8}}}
		for _, row := range widget.Columns(th, columns, 0, 5, 3) {
			if w := ansi.StringWidthWc(row); w != 5 {
				t.Errorf("a row of columns takes %d of 5 cells: %q", w, row)
			}
		}
		if token, sign := widget.Heat(th, 0, 9); token != theme.Faint || ansi.StringWidthWc(sign) != 1 {
			t.Errorf("an empty cell of a heat map is %q", sign)
		}
		if _, sign := widget.Heat(th, 9, 9); ansi.StringWidthWc(sign) != 1 {
			t.Errorf("the hottest cell is %q", sign)
		}
	}
	th := theme.New(theme.Mono, false)
	if got := widget.Spark(th, theme.Text, []int{1, 8, 0, 4}, 4); got != "▁█ ▄" {
		t.Errorf("the sparkline is %q", got)
	}
	if got := strings.Join(widget.Columns(th, [][]widget.Part{{{N: 16}}, {{N: 4}}}, 0, 2, 2), "|"); got != "█ |█▄" {
		t.Errorf("the columns are %q", got)
	}
}

func press(f *widget.Field, names ...tea.KeyPressMsg) {
	for _, k := range names {
		f.Key(k)
	}
}

func TestAFieldEditsByWhatIsSeen(t *testing.T) {
	var f widget.Field
	f.Insert("is:open 👩‍👩‍👧")
	press(&f, tea.KeyPressMsg{Code: tea.KeyBackspace})
	if f.Text() != "is:open " {
		t.Fatalf("backspace left %q of a family", f.Text())
	}
	f.Insert("net:vk\nsent:neg")
	if f.Text() != "is:open net:vk sent:neg" {
		t.Fatalf("a pasted line end became %q", f.Text())
	}
	press(&f, tea.KeyPressMsg{Code: 'w', Mod: tea.ModCtrl}, tea.KeyPressMsg{Code: tea.KeyLeft, Mod: tea.ModCtrl}, tea.KeyPressMsg{Code: 'X', Text: "X"})
	if f.Text() != "is:open Xnet:vk " || f.Before() != "is:open X" {
		t.Fatalf("got %q with %q before the cursor", f.Text(), f.Before())
	}
	press(&f, tea.KeyPressMsg{Code: tea.KeyHome}, tea.KeyPressMsg{Code: tea.KeyDelete}, tea.KeyPressMsg{Code: tea.KeyRight}, tea.KeyPressMsg{Code: tea.KeyRight, Mod: tea.ModCtrl}, tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl})
	if f.Text() != " Xnet:vk " {
		t.Fatalf("got %q", f.Text())
	}
	press(&f, tea.KeyPressMsg{Code: tea.KeyEnd}, tea.KeyPressMsg{Code: tea.KeyLeft})
	if f.Key(tea.KeyPressMsg{Code: tea.KeyF1}) {
		t.Fatal("a field takes F1")
	}
	f.Set("done ")
	if f.Text() != "done " {
		t.Fatalf("a completion lost its space: %q", f.Text())
	}
	f.Insert("\x1b[31mred\x1b[0m")
	if f.Text() != "done red" {
		t.Fatalf("a pasted escape sequence became %q", f.Text())
	}
}

func TestAFieldScrollsToItsCursor(t *testing.T) {
	th := theme.New(theme.Mono, false)
	var f widget.Field
	if text, x := f.View(th, widget.Policy{}, 10, "type"); ansi.Strip(text) != "type      " || x != 0 {
		t.Fatalf("an empty field shows %q, cursor %d", text, x)
	}
	f.Insert("abcdefghijklmnop")
	text, x := f.View(th, widget.Policy{}, 10, "")
	if ansi.Strip(text) != "hijklmnop " || x != 9 {
		t.Fatalf("the field shows %q, cursor %d", text, x)
	}
	f.Insert("新しい")
	for n := 1; n < 30; n++ {
		if text, x := f.View(th, widget.Policy{}, n, ""); ansi.StringWidthWc(text) != n || x >= n {
			t.Fatalf("in %d cells the field takes %d, cursor %d", n, ansi.StringWidthWc(text), x)
		}
	}
}

func BenchmarkCellsCyrillic(b *testing.B) {
	p := widget.Policy{}.Brief()
	for b.Loop() {
		p.Cells("Холодильник опять не морозит, третий день жду мастера", 60)
	}
}

// TestAChartsTopIsARoundNumber: never below its largest value, never twice of it,
// and the same for values that are near.
func TestAChartsTopIsARoundNumber(t *testing.T) {
	for n, want := range map[int]int{-1: 1, 0: 1, 1: 1, 2: 2, 7: 8, 9: 10, 11: 15, 16: 20, 100: 100, 101: 150, 1234: 1500, 81_000: 100_000} {
		if got := widget.Round(n); got != want {
			t.Errorf("%d is rounded to %d, not to %d", n, got, want)
		}
	}
	for n := 1; n < 5000; n++ {
		if got := widget.Round(n); got < n || got >= 2*n && n > 1 {
			t.Fatalf("%d is rounded to %d", n, got)
		}
	}
}
