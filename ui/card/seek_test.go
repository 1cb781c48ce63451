package card

import (
	"strings"
	"testing"

	"earshot/store/desk"
)

// TestWhatBecomesOfAskingIsTold in words, for one question and several.
func TestWhatBecomesOfAskingIsTold(t *testing.T) {
	for want, asked := range map[string]desk.Asked{
		"looking up, 1 question":  {Queued: []string{"gravatar/mail:a@x.example"}},
		"looking up, 2 questions": {Queued: []string{"gravatar/mail:a@x.example", "avatar/vk:1"}, Known: 3},
		"nothing is to be looked": {Never: true, Known: 1},
		"no source could know":    {},
	} {
		if got := sought(asked); !strings.HasPrefix(got, want) {
			t.Errorf("%+v: %q", asked, got)
		}
	}
}
