package widget_test

import (
	"testing"

	"earshot/ui/widget"
)

// The first letters of old Korean, which no keyboard has, would join what is drawn
// behind them: alone they are left out, and nothing breaks.
func TestOldKoreanLettersAloneAreLeftOut(t *testing.T) {
	for r := rune(0x1113); r <= 0x115f; r++ {
		if got := (widget.Policy{}).Clean("a" + string(r) + "b"); got != "ab" {
			t.Errorf("%U gives %q", r, got)
		}
	}
}
