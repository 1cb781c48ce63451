package status

import (
	"strings"
	"testing"
	"time"

	"earshot/ui/pane"
)

// TestANoticeStaysAsLongAsItTakesToRead, in whichever alphabet, and a warning longer.
func TestANoticeStaysAsLongAsItTakesToRead(t *testing.T) {
	for _, c := range []struct {
		n    pane.Notice
		want time.Duration
	}{
		{pane.Notice{Text: "done"}, 4 * time.Second},
		{pane.Notice{Text: strings.Repeat("word ", 20)}, 9 * time.Second},
		{pane.Notice{Text: strings.Repeat("слог ", 20)}, 9 * time.Second},
		{pane.Notice{Text: strings.Repeat("слог ", 20), Level: pane.Failure}, 13 * time.Second},
		{pane.Notice{Text: strings.Repeat("word ", 900)}, 20 * time.Second},
	} {
		if got := life(c.n); got != c.want {
			t.Errorf("%.20q stays for %v, not %v", c.n.Text, got, c.want)
		}
	}
}
