package uitest

import (
	"strings"
	"testing"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// views are the places of the screen and the keys that lead there.
func views() []struct{ name, keys string } {
	return []struct{ name, keys string }{
		{"stream", ""},
		{"thread", "enter f"},
		{"contact", "2 f"},
		{"composer", "r"},
		{"analytics", "g a f"},
	}
}

// The texts that break terminal programs, in each pane, as they come out of the
// Inbox: no column is broken, nobody's words are lost.
func TestStrangeFrames(t *testing.T) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"120x40", 120, 40}, {"40x12", 40, 12}} {
		for _, v := range views() {
			t.Run(v.name+"-"+size.name, func(t *testing.T) {
				d := New(t, Options{Strange: true, Width: size.w, Height: size.h})
				d.Press(strings.Fields(v.keys)...)
				if v.name == "composer" {
					for _, s := range Strange()[:11] {
						d.Paste(s.Text + " ")
					}
				}
				d.Golden("strange-" + v.name + "-" + size.name)
			})
		}
	}
}

// Whoever is selected, whatever the size, whether the terminal knows clusters or
// not: each row has its width, each pane its place.
func TestStrangeTextsMoveNothing(t *testing.T) {
	for _, graphemes := range []bool{false, true} {
		d := New(t, Options{Strange: true})
		if graphemes {
			d.Send(tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: ansi.ModeSet})
			if !d.Host.Policy.Graphemes {
				t.Fatal("mode 2027 was not heard")
			}
		}
		for _, size := range [][2]int{{120, 40}, {80, 24}, {61, 17}, {40, 12}} {
			d.Size(size[0], size[1])
			d.Press("1", "gg")
			for range Strange() {
				d.Press("j")
				d.Exact()
				d.Press("enter")
				d.Exact()
				d.Press("esc", "1")
			}
		}
	}
}

// In plain mode the screen's own signs are ASCII, in every pane and overlay; the
// fixture's people write what they write.
func TestPlainIsASCII(t *testing.T) {
	theirs := " "
	for _, e := range Mentions(Start()) {
		theirs += e.Mention.Author.Name + e.Mention.Body.Text
	}
	for _, size := range [][2]int{{200, 60}, {120, 40}, {80, 24}, {40, 12}} {
		for _, name := range []string{
			"", "f", "j enter f", "2", "2 f", "r", "r hello ctrl+x ctrl+x", "c", "g o", "g c", "g a", "g a f", "g a j enter", "g n", "g p", "g s", "?", "ctrl+k", ":", "/", "s", "a",
			"t", "w", "x", "o", "M", "m", "ctrl+f", "space j space", "v j j", "V", "'", "i", "e", "F", "q", "| |", ",",
		} {
			d := New(t, Options{Plain: true, Width: size[0], Height: size[1]})
			d.Press(strings.Fields(name)...)
			d.Exact()
			for i, r := range d.Frame() {
				// Direction marks take no cells; they hold columns in their place.
				if r > '~' && r != '\u200e' && !strings.ContainsRune(theirs, r) {
					t.Errorf("after %q at %v the plain screen shows %q (byte %d):\n%s", name, size, r, i, d.Frame())
					break
				}
			}
		}
	}
}

// And what people wrote can still be read there: letters stay, emoji have names.
func TestPlainKeepsWhatPeopleWrote(t *testing.T) {
	d := New(t, Options{Plain: true, Strange: true, Width: 200, Height: 60})
	d.See("דנה כהן")
	d.See("عمر حداد")
	d.See("新しい冷蔵庫")
	d.See("+1 <3 :fire::fire:")
	d.See("Nguyễn Thị Ánh")
	for _, r := range d.Frame() {
		if r >= 0x1f000 && r < 0x1fb00 || unicode.Is(unicode.Co, r) && r != 0xe000 {
			t.Errorf("the plain screen shows %q:\n%s", r, d.Frame())
		}
	}
}
