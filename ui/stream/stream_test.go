package stream_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/theme"
	"earshot/ui/uitest"
)

// flood lets n mentions come in, one a second from the driver's now on.
func flood(t *testing.T, d *uitest.Driver, n int) {
	t.Helper()
	var events []desk.Event
	for i := range n {
		a := store.Author{ID: fmt.Sprint("f", i), Name: fmt.Sprint("Flood ", i)}
		events = append(events, desk.Event{Mention: &store.Mention{
			Key: store.Key{Network: "vk", ID: fmt.Sprint("f", i)}, Kind: store.KindPost, Created: d.Now().Add(time.Duration(i) * time.Second),
			Author: a, Body: store.Body{Text: fmt.Sprint("flooding in ", i)},
		}})
	}
	if _, err := d.Desk.Inbox.Ingest(t.Context(), desk.Batch{Account: "polar-vk", Events: events}); err != nil {
		t.Fatal(err)
	}
	d.Send(nil)
	d.View()
}

// selected is the row under the cursor.
func selected(d *uitest.Driver) string {
	for _, row := range strings.Split(d.Frame(), "\n") {
		if strings.HasPrefix(row, "▌") {
			return row
		}
	}
	return ""
}

func TestTheSelectionStaysOnItsMentionInAFlood(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("j", "j", "j")
	before := selected(d)
	for _, n := range []int{3, 30, 400} { // more than is read at once, in the end
		flood(t, d, n)
		if got := selected(d); got != before {
			t.Fatalf("after %d arrivals the cursor is on\n%s\nnot on\n%s", n, got, before)
		}
	}
	d.See("new above")
	d.Press("e")
	d.See("closed 1 mention")
	m, err := d.Desk.Lookup.Resolve(t.Context(), "mastodon:103")
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := d.Desk.Lookup.Get(t.Context(), m); got.Work.State != store.StateDone {
		t.Errorf("the verb closed something else; 103 is %s", got.Work.State)
	}
}

func TestALongListIsReadFurtherAsOneGoesDown(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	flood(t, d, 700)
	d.Press("' a g g")
	for range 40 {
		d.Press("G")
	}
	d.See("Guest 11") // the oldest of all
}

func TestWhileTheCursorRestsOnTheNewestArrivalsShow(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Arrive("a1", "The first to come.")
	d.See("The first to come.")
	d.Arrive("a2", "The second to come.")
	d.See("The second to come.")
	d.Not("new above")
	if row := selected(d); !strings.Contains(row, "Иван Петров") {
		t.Errorf("the cursor left its mention for %s", row)
	}
}

func TestWhatComesBackByUndoIsNotNew(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("e", "j", "j", "z")
	d.Not("new above")
	d.See("23")
}

func TestEveryRowSaysWhatItHasTo(t *testing.T) {
	d := uitest.New(t, uitest.Options{Width: 200, Height: 60})
	for _, want := range []string{
		"Иван Петров        mast    1m complaint Холодильник", "#repair #warranty         312", "@boris", "$", "Fridges for 14 flats: Hello", "52k",
	} {
		d.See(want)
	}
	d.Size(120, 40)
	for _, want := range []string{"Иван Петров       complaint mast @ivan@m.", "@boris  52k   21m"} {
		d.See(want)
	}
}

func TestStatesAndMarksHaveTheirSigns(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("' a E")
	d.See("▌✓ ▼")
	d.Press("j", "s w")
	d.See("z ▲")
	d.Press("g g space")
	d.See("* ▼")
}

func TestTheErrorOfAQueryPointsAtItsColumn(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("/", "ctrl+u")
	d.Type("is:open nett:vk x")
	rows := strings.Split(d.Frame(), "\n")
	typed, below := rows[2], rows[3] // under the tabs
	at := strings.Index(below, "^")
	if at < 0 || typed[at:min(len(typed), at+4)] != "nett" {
		t.Errorf("the mark stands here:\n%s\n%s", typed, below)
	}
	d.See("did you mean net")
	d.See("Stream: Inbox") // the part before the error still filters
}

func TestCompletionOfTheQuery(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("/", "ctrl+u")
	d.Type("assig")
	d.Press("tab")
	d.Type("anna")
	d.See("assignee:anna")
	d.See("Stream: assignee:anna  1")
	if c := d.View().Cursor; c == nil || c.Y != 2 || c.X != 2+len("assignee:anna") {
		t.Errorf("the text cursor stands at %+v", c)
	}
	d.Press("ctrl+u", "tab")
	d.See("Stream: All")
}

func TestASortedQueryIsShownInItsOrder(t *testing.T) {
	d := uitest.New(t, uitest.Options{Width: 80, Height: 24})
	d.Press("/", "ctrl+u")
	d.Type("* | sort:-followers")
	d.Press("enter")
	if row := strings.Split(d.Frame(), "\n")[1]; !strings.Contains(row, "Mia Laurent") {
		t.Errorf("first comes %s", row)
	}
}

func TestTheWholeScreenInColour(t *testing.T) {
	for _, kind := range theme.Kinds() {
		d := uitest.New(t, uitest.Options{Theme: kind})
		d.Exact()
		coloured := strings.Contains(d.Styled(), "\x1b[38;2;") || strings.Contains(d.Styled(), "\x1b[3") || strings.Contains(d.Styled(), "\x1b[9")
		if coloured == (kind == theme.Mono) {
			t.Errorf("%s: coloured is %v", kind, coloured)
		}
	}
}

// BenchmarkKey is a movement of the cursor with everything it draws.
func BenchmarkKey(b *testing.B) {
	d := uitest.New(b, uitest.Options{Width: 200, Height: 60, Theme: theme.Dark})
	keys := []string{"j", "k"}
	for i := 0; b.Loop(); i++ {
		d.Model.Update(uitest.Key(keys[i%2]))
		d.View()
	}
}

// BenchmarkIdle is a message that changes nothing.
func BenchmarkIdle(b *testing.B) {
	d := uitest.New(b, uitest.Options{Width: 200, Height: 60, Theme: theme.Dark})
	for b.Loop() {
		d.Model.Update(nil)
		d.View()
	}
}
