package widget_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"earshot/ui/theme"
	"earshot/ui/widget"
)

// chord is a key with ctrl or alt.
func chord(mod tea.KeyMod, r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Mod: mod} }

func TestAFieldKillsAndYanksLikeAShell(t *testing.T) {
	ctrl, alt := tea.ModCtrl, tea.ModAlt
	for _, c := range []struct {
		text string
		keys []tea.KeyPressMsg
		want string // | is the cursor
	}{
		{"tag +vip -spam", []tea.KeyPressMsg{chord(ctrl, 'w')}, "tag +vip |"},
		{"tag +vip -spam", []tea.KeyPressMsg{chord(alt, 'b')}, "tag +vip -|spam"},
		{"net:vk,мастер", []tea.KeyPressMsg{chord(alt, 'b'), chord(alt, 'b')}, "net:|vk,мастер"},
		{"net:vk,мастер", []tea.KeyPressMsg{chord(ctrl, 'a'), chord(alt, 'f')}, "net|:vk,мастер"},
		{"one two", []tea.KeyPressMsg{chord(ctrl, 'a'), chord(alt, 'd'), chord(ctrl, 'e'), chord(ctrl, 'y')}, " twoone|"},
		{"one two", []tea.KeyPressMsg{chord(alt, 'b'), chord(ctrl, 'k'), chord(ctrl, 'a'), chord(ctrl, 'y')}, "two|one "},
		{"one two", []tea.KeyPressMsg{chord(ctrl, 'u'), chord(ctrl, 'y'), chord(ctrl, 'y')}, "one twoone two|"},
		{"one ", []tea.KeyPressMsg{chord(ctrl, 'u'), chord(ctrl, 'y')}, "one |"},
		{"one", []tea.KeyPressMsg{chord(ctrl, 'y'), chord(ctrl, 'k'), chord(alt, 'f')}, "one|"},
		{"a-b", []tea.KeyPressMsg{{Code: tea.KeyBackspace, Mod: alt}}, "a-|"},
		{"新しい 冷蔵庫", []tea.KeyPressMsg{{Code: tea.KeyLeft, Mod: alt}, {Code: tea.KeyLeft, Mod: ctrl}}, "|新しい 冷蔵庫"},
	} {
		var f widget.Field
		f.Set(c.text)
		press(&f, c.keys...)
		if got := f.Before() + "|" + f.Text()[len(f.Before()):]; got != c.want {
			t.Errorf("%q with %v became %q, want %q", c.text, c.keys, got, c.want)
		}
	}
}

func TestAPasteOfManyLinesIsOneLine(t *testing.T) {
	var f widget.Field
	f.Insert("one\r\ntwo\n\n\tthree\n")
	if f.Text() != "one two three" {
		t.Fatalf("the field holds %q", f.Text())
	}
	f.Insert(strings.Repeat("long line\n", 100_000))
	if n := len([]rune(f.Text())); n > 8<<10 {
		t.Fatalf("a heap of text fills the field with %d letters", n)
	}
}

// TestTheCursorStandsInTheCellOfItsLetter: in any text, scrolled or not, the
// letter at the cursor is drawn in the cursor's cell.
func TestTheCursorStandsInTheCellOfItsLetter(t *testing.T) {
	th := theme.New(theme.Mono, false)
	letters := []string{"a", "ж", "新", "し", "👍", "é", " ", "-"}
	rapid.Check(t, func(r *rapid.T) {
		var f widget.Field
		f.Insert(strings.Join(rapid.SliceOfN(rapid.SampledFrom(letters), 0, 60).Draw(r, "text"), ""))
		keys := []tea.KeyPressMsg{{Code: tea.KeyLeft}, {Code: tea.KeyRight}, {Code: tea.KeyHome}, {Code: tea.KeyEnd}, chord(tea.ModAlt, 'b'), {Code: tea.KeyBackspace}, {Code: 'x', Text: "x"}, {Code: '新', Text: "新"}}
		for range rapid.IntRange(0, 30).Draw(r, "keys") {
			press(&f, rapid.SampledFrom(keys).Draw(r, "key"))
			width := rapid.IntRange(3, 20).Draw(r, "width")
			text, x := f.View(th, widget.Policy{}, width, "")
			row := ansi.Strip(text)
			if w := ansi.StringWidthWc(row); w != width || x < 0 || x >= width || x != f.Cell() {
				r.Fatalf("%q takes %d cells of %d, the cursor stands in %d", row, w, width, x)
			}
			before, behind := ansi.TruncateWc(row, x, ""), strings.TrimLeft(f.Text()[len(f.Before()):], " ")
			if f.Text() != "" && (ansi.StringWidthWc(before) != x || !strings.HasSuffix(f.Before(), before)) {
				r.Fatalf("before the cursor stands %q, which does not end %q", before, f.Before())
			}
			if rest := strings.Trim(row[len(before):], " "); !strings.HasPrefix(behind, rest) {
				r.Fatalf("behind the cursor stands %q, not %q", rest, behind)
			}
		}
	})
}

func TestAFieldMovesItsTextAsLittleAsItCan(t *testing.T) {
	th := theme.New(theme.Mono, false)
	var f widget.Field
	f.Set("新しい冷蔵庫を探しています")
	if text, x := f.View(th, widget.Policy{}, 10, ""); ansi.Strip(text) != "ています  " || x != 8 {
		t.Fatalf("the field shows %q, cursor %d", ansi.Strip(text), x)
	}
	press(&f, tea.KeyPressMsg{Code: tea.KeyLeft}, tea.KeyPressMsg{Code: tea.KeyLeft})
	if text, x := f.View(th, widget.Policy{}, 10, ""); ansi.Strip(text) != "ています  " || x != 4 {
		t.Fatalf("two letters back it shows %q, cursor %d", ansi.Strip(text), x)
	}
	press(&f, tea.KeyPressMsg{Code: tea.KeyHome})
	if text, x := f.View(th, widget.Policy{}, 10, ""); ansi.Strip(text) != "新しい冷蔵" || x != 0 {
		t.Fatalf("at its beginning it shows %q, cursor %d", ansi.Strip(text), x)
	}
}
