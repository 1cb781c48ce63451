package overlay_test

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// names is a list over the screen of so many things.
func names(n int) *overlay.List {
	l := &overlay.List{}
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprint("name ", i)
	}
	l.Set(ids)
	return l
}

// lines draws a list with a head, a tail and keys, and holds that it takes exactly its
// cells.
func lines(t *testing.T, l *overlay.List, width, height int) []string {
	t.Helper()
	text := l.Lines(host(), overlay.Sheet{
		Head: []string{widget.NewLine(host().Theme, widget.Policy{}, width).Put(theme.Dim, "head").String()},
		Row:  func(row *widget.Line, i int) string { return row.Put(theme.Text, l.IDs()[i]).String() },
		Tail: []string{widget.NewLine(host().Theme, widget.Policy{}, width).Put(theme.Dim, "tail").String()},
		Keys: []string{"enter", "open", "d", "remove", "esc", "back"}, None: []string{"esc", "back"},
	}, width, height)
	rows := strings.Split(ansi.Strip(text), "\n")
	if len(rows) != height {
		t.Fatalf("%d rows of %d:\n%s", len(rows), height, text)
	}
	for _, row := range rows {
		if n := ansi.StringWidth(row); n != width {
			t.Fatalf("%q takes %d cells of %d", row, n, width)
		}
	}
	return rows
}

// TestAListOverTheScreen: j, k and pages walk, and all else is named for the list to
// do; what was told goes with the next key.
func TestAListOverTheScreen(t *testing.T) {
	l := names(9)
	press := func(letter rune) string { return l.Steer(tea.KeyPressMsg{Code: letter, Text: string(letter)}) }
	lines(t, l, 40, 8) // four rows
	for _, walk := range []struct {
		does string
		want int
	}{{press('j'), 1}, {press('j'), 2}, {press('k'), 1}, {l.Steer(pane.Next), 2}, {l.Steer(pane.PageDown), 6}, {l.Steer(pane.Previous), 5}} {
		if walk.does != "" {
			t.Errorf("walking does %q", walk.does)
		}
	}
	if l.At() != 5 {
		t.Errorf("the cursor stands at %d", l.At())
	}
	l.Told = pane.Notice{Text: "removed it", Level: pane.Warning}
	if rows := lines(t, l, 40, 8); !strings.Contains(rows[6], "removed it") || !strings.HasPrefix(rows[7], "enter open  d remove  esc back") || !strings.HasPrefix(rows[5], "tail") {
		t.Errorf("%q", rows)
	}
	if l.Steer(pane.Accept) != "enter" || l.Steer(pane.Back) != "q" || l.Told.Text == "" {
		t.Error("enter and esc")
	}
	if press('q') != "q" || press('d') != "d" || l.Told.Text != "" {
		t.Errorf("letters; told %q", l.Told.Text)
	}
	if press('о') != "" || l.At() != 6 { // where j is on a Russian layout
		t.Errorf("at %d", l.At())
	}
}

// TestAnEmptyListOffersNoKeysThatNeedARow.
func TestAnEmptyListOffersNoKeysThatNeedARow(t *testing.T) {
	if rows := lines(t, names(0), 40, 6); strings.TrimSpace(rows[5]) != "esc back" {
		t.Errorf("%q", rows[5])
	}
}

// TestAListTakesClicks: one selects, a second opens, and what is no row does nothing.
func TestAListTakesClicks(t *testing.T) {
	l := names(3)
	lines(t, l, 30, 9)
	ran := ""
	click := func(y int, gesture pane.Gesture) {
		l.Point(pane.Pointer{Y: y, Gesture: gesture, Focused: true, Run: func(id string) tea.Cmd { ran = id; return nil }})
	}
	click(2, pane.Pick)
	if l.At() != 1 || ran != "" {
		t.Errorf("at %d, ran %q", l.At(), ran)
	}
	for _, y := range []int{-1, 0, 4, 7, 40} {
		click(y, pane.Pick)
	}
	click(3, pane.Toggle)
	if l.At() != 1 || ran != "" {
		t.Errorf("at %d, ran %q", l.At(), ran)
	}
	if click(2, pane.Pick); ran != string(pane.Accept) {
		t.Errorf("ran %q", ran)
	}
}

// TestAListFitsAnywhere, and names only keys that it has room for.
func TestAListFitsAnywhere(t *testing.T) {
	l := names(50)
	for width := 1; width < 60; width += 3 {
		for height := 1; height < 12; height++ {
			rows := lines(t, l, width, height)
			if last := strings.TrimSpace(rows[height-1]); height > 1 && !strings.HasPrefix("enter open  d remove  esc back", last) {
				t.Errorf("at %dx%d the keys are %q", width, height, last)
			}
			if strings.Contains(rows[height-1], "…") {
				t.Errorf("a key is cut at %d: %q", width, rows[height-1])
			}
		}
	}
}

// TestWhatAVerbDidIsToldTwice: in the status line, and on the list that lies over it.
func TestWhatAVerbDidIsToldTwice(t *testing.T) {
	said := pane.Notice{Text: "removed it", Level: pane.Done}
	got := overlay.Tell(keys.Scope("lists"), pane.Send(said))()
	batch, ok := got.(tea.BatchMsg)
	if !ok || len(batch) != 2 || batch[0]() != tea.Msg(said) || batch[1]() != tea.Msg(pane.To{Pane: "lists", Msg: said}) {
		t.Errorf("%#v", got)
	}
	if got := overlay.Tell("lists", pane.Send(pane.Pop{}))(); got != tea.Msg(pane.Pop{}) {
		t.Errorf("%#v", got)
	}
	if rows := overlay.Prose(host(), theme.Text, strings.Repeat("слово word ", 40), 24); len(rows) != 4 {
		t.Errorf("%q", rows)
	}
}
