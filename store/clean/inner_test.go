package clean

import (
	"strings"
	"testing"
)

func TestAddressesWithinAMessage(t *testing.T) {
	for _, good := range []string{"attachment:a.pdf?size=3&type=application%2Fpdf", "cid:logo@x", "attachment:%D1%8B"} {
		if Inner(" "+good+" ") != good || URL(good) != "" {
			t.Errorf("%q is %q, and can be opened: %q", good, Inner(good), URL(good))
		}
	}
	for _, bad := range []string{"", "attachment:", "cid:", "https://x.test", "javascript:alert(1)", "attachment:a b", "attachment:\x1b[31m", "cid:<a>", "attachment:\u202egpj", "attachment:" + strings.Repeat("a", 9000), "Attachment:a"} {
		if got := Inner(bad); got != "" {
			t.Errorf("%q is taken as %q", bad, got)
		}
	}
}
