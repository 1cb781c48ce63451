package pane_test

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/pane"
	"earshot/ui/panetest"
)

// recall lets a history read what was kept.
func recall(y *pane.History, h *pane.Host) {
	cmd := y.Recall(h.Mailbox("test"))
	if cmd == nil {
		return
	}
	if msg, ok := cmd().(pane.Result).Open(); ok {
		y.Take(msg.(pane.Recalled))
	}
}

func TestAHistoryIsWalkedByItsBeginning(t *testing.T) {
	y := (&pane.Host{}).History("x")
	for _, text := range []string{"tag +vip", "Assign boris", "tag -spam", "assign anna", "tag +vip", " "} {
		y.Add(text)
	}
	walk := func(by string, typed string) string {
		step := y.Back
		if by == "down" {
			step = y.Forth
		}
		if text, ok := step(typed); ok {
			return text
		}
		return typed
	}
	now := "assign"
	for _, c := range [][2]string{{"down", "assign"}, {"up", "assign anna"}, {"up", "Assign boris"}, {"up", "Assign boris"}, {"down", "assign anna"}, {"down", "assign"}, {"down", "assign"}} {
		if now = walk(c[0], now); now != c[1] {
			t.Fatalf("%s gives %q, want %q", c[0], now, c[1])
		}
	}
	y.Typed()
	if now = walk("up", ""); now != "tag +vip" {
		t.Fatalf("the newest is %q", now)
	}
	if now = walk("up", now); now != "assign anna" {
		t.Fatalf("what was typed twice stands there twice: %q", now)
	}
}

func TestAHistoryOutlivesTheSessionAndTwoScreensShareIt(t *testing.T) {
	s := panetest.New(t, panetest.Options{})
	type screen struct{ *pane.History }
	open := func() screen {
		y := s.Host.History("line")
		recall(y, s.Host)
		return screen{y}
	}
	do := func(cmd tea.Cmd) {
		if msg := cmd(); msg != nil {
			t.Fatal(msg)
		}
	}
	one, two := open(), open()
	do(one.Add("tag +vip"))
	do(two.Add("assign anna"))
	if got := strings.Join(open().List(), "|"); got != "tag +vip|assign anna" {
		t.Fatalf("kept is %q", got)
	}
	late := s.Host.History("line")
	late.Add("typed before the answer came")
	recall(late, s.Host)
	if got := late.List(); len(got) != 3 || got[2] != "typed before the answer came" {
		t.Fatalf("the history is %q", got)
	}
	long := strings.Repeat("ж", 900)
	for i := range 300 {
		do(one.Add(long + time.Duration(i).String()))
	}
	if one.Add(strings.Repeat("x", 5000)) != nil {
		t.Fatal("a novel is kept")
	}
	if n := len(open().List()); n == 0 || n > 60 {
		t.Fatalf("of long texts %d are kept", n)
	}
}

func TestTimesSayWhenTheyAre(t *testing.T) {
	now := time.Date(2026, 11, 20, 9, 31, 0, 0, time.UTC)
	for typed, want := range map[string]string{
		"tomorrow 9":  "tomorrow 9=Sat 21 Nov, 09:00",
		"tom":         "tomorrow=Sat 21 Nov, 09:00 tomorrow 14:00=Sat 21 Nov, 14:00",
		"2":           "+2h=Fri 20 Nov, 11:31 +2w=Fri 4 Dec, 09:31",
		"3d":          "3d=Mon 23 Nov, 09:31",
		"2027-01-05":  "2027-01-05=Tue 5 Jan 2027, 09:00",
		"2025-01-05":  "",
		"Fri 18:30":   "fri 18:30=Fri 20 Nov, 18:30",
		"nonsense":    "",
		"tonight":     "tonight=Fri 20 Nov, 19:00",
		"18:30":       "18:30=Fri 20 Nov, 18:30",
		"in 2h":       "in 2h=Fri 20 Nov, 11:31",
		"2026-12-24 ": "2026-12-24 =Thu 24 Dec, 09:00",
	} {
		var got []string
		for _, c := range pane.Times(typed, now, nil) {
			got = append(got, c.Text+"="+c.Doc)
		}
		if text := strings.Join(got, " "); text != want {
			t.Errorf("%q proposes %q, want %q", typed, text, want)
		}
	}
	if n := len(pane.Times("", now, time.UTC)); n < 10 {
		t.Errorf("without a word %d times are proposed", n)
	}
}
