package theme_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"earshot/ui/theme"
)

func TestPaintingChangesNoWidthAndEndsItself(t *testing.T) {
	for _, kind := range theme.Kinds() {
		th := theme.New(kind, false)
		for token := theme.Text; token <= theme.Bar3; token++ {
			got := th.Paint(token, "текст")
			if ansi.Strip(got) != "текст" {
				t.Fatalf("%s: token %d paints %q", kind, token, got)
			}
			if strings.Contains(got, "\x1b") && !strings.HasSuffix(got, "\x1b[m") {
				t.Fatalf("%s: token %d does not end its style: %q", kind, token, got)
			}
		}
		if th.Paint(theme.Bad, "") != "" {
			t.Errorf("%s: nothing is painted", kind)
		}
	}
}

func TestWithoutColourThereIsNone(t *testing.T) {
	th := theme.New(theme.Mono, false)
	for token := theme.Text; token <= theme.Bar3; token++ {
		for _, colour := range []string{"[3", ";3", "[9", ";9", "38"} {
			if got := th.Paint(token, "x"); strings.Contains(got, colour) {
				t.Fatalf("token %d has a colour: %q", token, got)
			}
		}
	}
}

func TestEveryMoodHasItsSign(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		th := theme.New(theme.Dark, ascii)
		seen := map[string]bool{}
		for _, mood := range []string{"negative", "neutral", "positive"} {
			token, sign := th.Mood(mood)
			if seen[sign] || ansi.StringWidthWc(sign) != 1 || th.Paint(token, sign) == sign {
				t.Errorf("%s is shown as %q", mood, sign)
			}
			seen[sign] = true
			if ascii && sign[0] >= 0x80 {
				t.Errorf("%s leaves ASCII: %q", mood, sign)
			}
		}
	}
}

func TestSignsTakeOneCell(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		s := theme.New(theme.Dark, ascii).Signs
		for _, sign := range []string{s.Focus, s.Select, s.Marked, s.New, s.Open, s.Snoozed, s.Done, s.Lead, s.Across, s.Down, s.More} {
			if ansi.StringWidthWc(sign) != 1 || ansi.StringWidth(sign) != 1 {
				t.Errorf("%q takes %d cells", sign, ansi.StringWidthWc(sign))
			}
		}
		if n := len([]rune(s.Bars)); n != 8 {
			t.Errorf("there are %d heights of bars", n)
		}
	}
}

func TestAnUnknownTokenIsPlain(t *testing.T) {
	if got := theme.New(theme.Dark, false).Paint(theme.Token(999), "x"); got != "x" {
		t.Errorf("got %q", got)
	}
}
