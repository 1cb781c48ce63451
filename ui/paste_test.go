package ui_test

import (
	"strings"
	"testing"

	"earshot/ui/uitest"
)

// TestWhatIsPastedIsNeverKeys pastes a letter full of key names everywhere.
func TestWhatIsPastedIsNeverKeys(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	letter := "e e e s h z\r\nqqq\tE\x03\x1b[A :quit\n"
	for _, where := range []string{"", "g", "s", "enter", "2", "4", "?", "esc", "g s"} {
		d.Press(where)
		before := len(d.Ran)
		d.Paste(letter)
		d.Exact()
		if d.Quit || len(d.Ran) != before {
			t.Fatalf("after %q a paste ran a command: %v", where, d.Ran)
		}
		d.Not("closed")
	}
	d.See("nothing here takes a paste")
	d.Press("esc", "1", "/", "ctrl+u")
	d.Paste("жалоба\r\nдоставка")
	d.See("жалоба доставка")
	d.Press("esc", "t")
	d.Paste("+vip\n")
	d.See("+vip")
	d.Press("enter")
	d.See("tagged 1 mention +vip")
}

func TestAPasteThatIsTooLongIsRefusedInWords(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	huge := strings.Repeat("five megabytes of it\r\n", 5<<20/22)
	for where, want := range map[string]string{
		"":  "nothing here takes a paste",
		"/": "not pasted: 5.0 MB is too long for one line", ":": "too long for one line", "ctrl+f": "too long for one line",
		"c": "not pasted: 5.0 MB is too long for a message",
	} {
		d.Press(where)
		d.Paste(huge)
		d.See(want)
		d.Exact()
		d.Press("esc", "esc", "1")
	}
	d.Press("c")
	d.Press("esc", "1", "r")
	d.Paste(strings.Repeat("x", 300<<10))
	d.Exact()
	d.Not("xxxx")
	d.Paste("Dear all,\r\n\tthe fridge\x1b[2J\x07 is back\rin stock\u202e")
	d.See("the fridge is back")
	d.See("in stock")
	d.Exact()
}
