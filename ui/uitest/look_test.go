package uitest

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"earshot/ui/theme"
)

// painted writes a screen with its colours as text: below every row the letters
// of the styles of its cells, and at the end what the letters are.
func painted(screen string) string {
	sgr := regexp.MustCompile("\x1b\\[([0-9;:]*)m|\x1b\\][^\x1b\a]*(?:\x1b\\\\|\a)")
	letters := map[string]byte{"": ' '}
	var legend []string
	var b strings.Builder
	for _, row := range strings.Split(screen, "\n") {
		var styles strings.Builder
		on := ""
		put := func(text string) {
			if _, ok := letters[on]; !ok {
				letters[on] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[len(legend)]
				legend = append(legend, fmt.Sprintf("%c %s", letters[on], on))
			}
			styles.WriteString(strings.Repeat(string(letters[on]), ansi.StringWidthWc(text)))
		}
		at := 0
		for _, m := range sgr.FindAllStringSubmatchIndex(row, -1) {
			put(row[at:m[0]])
			at = m[1]
			if m[2] >= 0 {
				if code := row[m[2]:m[3]]; code == "" || code == "0" {
					on = ""
				} else {
					on = strings.TrimPrefix(on+" "+code, " ")
				}
			}
		}
		put(row[at:])
		b.WriteString(strings.TrimRight(ansi.Strip(row), " ") + "\n" + strings.TrimRight(styles.String(), " ") + "\n")
	}
	return strings.ReplaceAll(b.String(), "\u200e", "") + strings.Join(legend, "\n") + "\n"
}

// TestThemes compares the screen in every theme, with its colours.
func TestThemes(t *testing.T) {
	for _, kind := range theme.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			d := New(t, Options{Theme: kind, Width: 120, Height: 32})
			d.golden("look-"+string(kind), painted(d.Styled()))
		})
	}
}

// TestEveryThemeShowsTheSame: panes and overlays differ by theme in nothing but
// colour, charts and the rule of titles apart.
func TestEveryThemeShowsTheSame(t *testing.T) {
	for _, keys := range []string{"f", "j j j j enter f", "j 2 f", "3 f", "?", "ctrl+k", ":", "/", "s", "w", "g s", "ctrl+f", "|"} {
		frames := map[string][]string{}
		for _, kind := range theme.Kinds() {
			d := New(t, Options{Theme: kind})
			d.Press(strings.Fields(keys)...)
			d.Exact()
			rows := strings.Split(d.Frame(), "\n")
			var text []string
			for _, row := range rows {
				if plain := strings.Trim(row, " ─▶"); !strings.ContainsAny(plain, "▁▂▃▄▅▆▇█─") {
					text = append(text, strings.TrimRight(plain, "│ "))
				}
			}
			banded := fmt.Sprint(theme.New(kind, false).Banded())
			frames[banded] = append(frames[banded], strings.Join(text, "\n"))
		}
		for banded, list := range frames {
			for _, frame := range list[1:] {
				if banded == "true" && frame != list[0] {
					t.Errorf("%q: themes show different things:\n%s", keys, difference(list[0], frame))
				}
			}
		}
	}
}
