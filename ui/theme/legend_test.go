package theme_test

import (
	"slices"
	"testing"

	"earshot/ui/theme"
)

// TestTheLegendExplainsEverySign: what the lists draw stands in it, in ASCII where
// the screen is plain.
func TestTheLegendExplainsEverySign(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		th := theme.New(theme.Dark, ascii)
		s, legend := th.Signs, th.Legend()
		for _, sign := range []string{s.Select, s.Unread(), s.Marked, s.New, s.Open, s.Snoozed, s.Done, s.Answered(), s.Negative, s.Neutral, s.Positive, s.Lead} {
			if !slices.ContainsFunc(legend, func(m theme.Meaning) bool { return m.Sign == sign }) {
				t.Errorf("nothing explains %q (ASCII: %v)", sign, ascii)
			}
		}
		for _, m := range legend {
			if m.Text == "" {
				t.Errorf("%q says nothing", m.Sign)
			}
			for _, r := range m.Sign + m.Text {
				if ascii && r > 0x7e {
					t.Errorf("%q is not ASCII", m.Sign+" "+m.Text)
				}
			}
		}
	}
}
