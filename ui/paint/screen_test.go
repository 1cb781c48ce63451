package paint_test

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"earshot/ui/paint"
)

// sheet is a frame of lines.
func sheet(lines ...string) paint.Frame {
	return paint.Frame{View: tea.View{Content: strings.Join(lines, "\n")}, Width: 60, Height: 6, Profile: colorprofile.TrueColor}
}

// after gives what is written for the last frame.
func after(frames ...paint.Frame) string {
	s := paint.NewScreen()
	var out []byte
	for _, f := range frames {
		out = s.Draw(nil, f)
	}
	return string(out)
}

func TestOnlyWhatChangesIsWritten(t *testing.T) {
	emoji := strings.Repeat("🍕👩‍👩‍👧 ", 10)
	for _, c := range []struct{ name, from, to, want string }{
		{"a letter", "Search: pizz", "Search: pizza", "a"},
		{"a letter beside emoji", "- " + emoji, "> " + emoji, "\x1b[H>"},
		{"a style", "\x1b[1mHello\x1b[m", "Hello", "\r\x1b[mHello"},
		{"a colour more", "\x1b[1mHello\x1b[m", "\x1b[1;31mHello\x1b[m", "\r\x1b[31mHello"},
		{"the end", "Hello world, this is long", "Hello", "\x1b[7G\x1b[K"},
		{"a gap", "one two three", "on_ two thr_e", "\x1b[3G_\x1b[8C_"},
		{"a short gap", "abcdef", "aXcYef", "\x1b[2GXcY"},
		{"the middle", "a" + strings.Repeat("x", 30) + "b", "a" + strings.Repeat(" ", 30) + "b", "\x1b[2G\x1b[30X"},
		{"nothing", "a\x1b[1m \x1b[mb", "a b", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := after(sheet(c.from, ""), sheet(), sheet(c.from), sheet(c.to)); got != c.want {
				t.Errorf("writes %q, want %q", got, c.want)
			}
		})
	}
}

func TestAJoinedEmojiIsDrawnSoThatNoTerminalBreaksTheRow(t *testing.T) {
	f, to := sheet("ab"), sheet("👍🏽b")
	f.Graphemes, to.Graphemes = true, true
	// Blank first, for terminals that draw it narrow; then the next cells by
	// their column, for those that take it for two.
	if got := after(f, to); got != "\r  \b\b👍🏽\x1b[3Gb " {
		t.Errorf("writes %q", got)
	}
}

func TestTheTerminalIsGivenBackOnceAndInOrder(t *testing.T) {
	s := paint.NewScreen()
	f := sheet("hello")
	f.View.WindowTitle = "ear\x07shot"
	f.View.MouseMode, f.View.ReportFocus, f.Graphemes = tea.MouseModeCellMotion, true, true
	f.View.Cursor = tea.NewCursor(2, 0)
	f.View.Cursor.Shape, f.View.Cursor.Blink = tea.CursorBar, true
	in := string(s.Draw(nil, f))
	for _, want := range []string{
		ansi.SetModeAltScreenSaveCursor, ansi.ResetModeAutoWrap, ansi.ResetModeBiDirectionalSupport, ansi.SetModeBracketedPaste, ansi.SetModeMouseButtonEvent,
		ansi.SetModeFocusEvent, ansi.SetModeUnicodeCore, ansi.SetWindowTitle("earshot"), ansi.SetCursorStyle(5), ansi.PushKittyKeyboard(1),
	} {
		if strings.Count(in, want) != 1 {
			t.Errorf("%q is not set in %q", want, in)
		}
	}
	out := string(s.Leave(nil))
	at := -1
	for _, want := range []string{
		ansi.PopKittyKeyboard(1), ansi.ResetModeAltScreenSaveCursor, ansi.SetModeTextCursorEnable, ansi.SetModeAutoWrap, ansi.SetModeBiDirectionalSupport,
		ansi.ResetModeBracketedPaste, ansi.ResetModeFocusEvent, ansi.ResetModeMouseButtonEvent, ansi.SetCursorStyle(0),
		ansi.ResetModeUnicodeCore, ansi.SetWindowTitle(""),
	} {
		next := strings.Index(out, want)
		if next <= at {
			t.Errorf("%q does not come in its place in %q", want, out)
		}
		at = next
	}
	if again := s.Leave(nil); len(again) > 0 {
		t.Errorf("left twice: %q", again)
	}
	if back := string(s.Draw(nil, f)); !strings.Contains(back, ansi.SetModeAltScreenSaveCursor) || !strings.Contains(back, "hello") {
		t.Errorf("does not come back: %q", back)
	}
}

func TestModesChange(t *testing.T) {
	f := sheet("x")
	mouse, all, keys := f, f, f
	mouse.View.MouseMode, all.View.MouseMode = tea.MouseModeCellMotion, tea.MouseModeAllMotion
	keys.View.KeyboardEnhancements.ReportAlternateKeys = true
	for _, c := range []struct {
		from, to paint.Frame
		want     string
	}{
		{f, mouse, ansi.SetModeMouseButtonEvent + ansi.SetModeMouseExtSgr},
		{mouse, f, ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseAnyEvent + ansi.ResetModeMouseExtSgr},
		{mouse, all, ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseAnyEvent + ansi.SetModeMouseAnyEvent + ansi.SetModeMouseExtSgr},
		{f, keys, ansi.KittyKeyboard(5, 1)},
	} {
		if got := after(c.from, c.to); got != c.want {
			t.Errorf("writes %q, want %q", got, c.want)
		}
	}
}

func TestTheCursorIsHiddenWhileMuchIsDrawn(t *testing.T) {
	f, letter, much := sheet(""), sheet("a"), sheet(strings.Repeat("long ", 12), strings.Repeat("rows ", 12), strings.Repeat("more ", 12), strings.Repeat("more ", 12))
	f.View.Cursor, letter.View.Cursor, much.View.Cursor = tea.NewCursor(0, 0), tea.NewCursor(1, 0), tea.NewCursor(0, 0)
	if got := after(f, letter); got != "a" {
		t.Errorf("a typed letter writes %q", got)
	}
	got := after(f, much)
	if !strings.HasPrefix(got, ansi.ResetModeTextCursorEnable) || !strings.HasSuffix(got, ansi.SetModeTextCursorEnable) {
		t.Errorf("the cursor runs over the screen: %q", got)
	}
	f.Sync, much.Sync = true, true
	got = after(f, much)
	if !strings.HasPrefix(got, ansi.SetModeSynchronizedOutput) || !strings.HasSuffix(got, ansi.ResetModeSynchronizedOutput) || strings.Contains(got, "?25") {
		t.Errorf("the frame is not held back: %q", got)
	}
}

func TestColoursAreLoweredToWhatTheTerminalKnows(t *testing.T) {
	for profile, want := range map[colorprofile.Profile]string{
		colorprofile.TrueColor: "\x1b[4;38;2;255;0;0;48;5;21mx", colorprofile.ANSI256: "\x1b[4;38;5;196;48;5;21mx",
		colorprofile.ANSI: "\x1b[4;91;104mx", colorprofile.ASCII: "\x1b[4mx", colorprofile.NoTTY: "x",
	} {
		empty, f := sheet(""), sheet("\x1b[4;38;2;255;0;0;48;5;21mx\x1b[m")
		empty.Profile, f.Profile = profile, profile
		if got := after(empty, f); !strings.HasPrefix(got, want) && !strings.HasPrefix(got, "\x1b[H"+want) {
			t.Errorf("%v: %q, want %q", profile, got, want)
		}
	}
}

func TestStrangersCannotFillTheTables(t *testing.T) {
	s := paint.NewScreen()
	for i := range 20_000 {
		s.Draw(nil, sheet(fmt.Sprintf("\x1b[38;2;%d;%d;9mx\x1b[m a%c%c", i%256, i/256, 0x300+i%100, 0x320+i/200)))
	}
	if got := string(s.Draw(nil, sheet("still here"))); !strings.Contains(got, "still here") {
		t.Errorf("after many styles: %q", got)
	}
}

// BenchmarkPaint draws a frame of 200x60 in which one pane of 60 columns has
// changed: well below the 3 ms that a frame may take with its view.
func BenchmarkPaint(b *testing.B) {
	frame := func(n int) paint.Frame {
		var rows []string
		for y := range 60 {
			rows = append(rows, fmt.Sprintf("\x1b[1mЗаголовок %d\x1b[m %-100s\x1b[38;5;240m│\x1b[m \x1b[38;5;114m▲\x1b[m %d %-60s", y, strings.Repeat("text ", 18), (y+n)*7919, "привет и ещё"))
		}
		f := sheet(rows...)
		f.Width, f.Height = 200, 60
		return f
	}
	s, frames := paint.NewScreen(), []paint.Frame{frame(0), frame(1)}
	var out []byte
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		out = s.Draw(out[:0], frames[n%2])
		n++
	}
	b.ReportMetric(float64(len(out)), "bytes/frame")
}
