package stream_test

import (
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/panetest"
)

func TestTheListFollowsTheQueryWhileItIsTyped(t *testing.T) {
	s := newScene(t, 12, panetest.Options{})
	s.Press("/")
	s.See("/ is:open\n", "enter keeps, esc goes back, tab completes")
	if got := panetest.Last[pane.Focus](s.Stage); got.Pane != keys.Stream {
		t.Fatalf("the keys go to %v", got)
	}
	s.Press("ctrl+u")
	s.See("# Stream: All  12")
	s.Type("from:guest1")
	s.See("# Stream: from:guest1  1", "word 1.")
	s.Not("word 2.")
	s.Type("1")
	s.See("# Stream: from:guest11  1", "word 11.")
	s.Press("backspace")
	s.See("word 1.")
	s.Press("enter")
	if s.p.Captures() || s.p.Cursor() != nil {
		t.Fatal("enter ends the editing")
	}
	s.See("# Stream: from:guest1  1")
	s.Press("-")
	s.See("# Stream: Inbox  12")
	s.Press("-")
	s.See("# Stream: from:guest1  1")
}

func TestEscAtTheOutermostLevelSaysHowToLeave(t *testing.T) {
	s := newScene(t, 3, panetest.Options{})
	for _, c := range s.p.Commands() {
		if c.ID != "query-back" {
			continue
		}
		if why := c.When(); !strings.Contains(why, "q quits") {
			t.Errorf("esc says %q", why)
		}
		s.Press("/")
		if why := c.When(); why != "" {
			t.Errorf("in the query bar esc says %q", why)
		}
	}
}

// TestUrgentMeansTheSameEverywhere: what the status line counts is what g n and
// the view show.
func TestUrgentMeansTheSameEverywhere(t *testing.T) {
	s := newScene(t, 3, panetest.Options{})
	s.Press("' u")
	view := s.p.Title()
	s.Press("g i", "g u", "/")
	if s.p.Title() != view {
		t.Errorf("g u shows %q, the view %q", s.p.Title(), view)
	}
	s.See("score:>=45")
}

func TestGroupsAreNotPassedOverInSilence(t *testing.T) {
	s := newScene(t, 3, panetest.Options{})
	s.Press("/", "ctrl+u")
	s.Type("* | group:net")
	s.See("the list shows single mentions", "earshot search prints groups", "word 1.")
	s.Press("ctrl+u")
	s.Type("* | count")
	s.See("the list shows single mentions")
	s.Press("ctrl+u")
	s.Type("* | sort:-score")
	s.Not("the list shows single mentions")
}

func TestAQueryThatIsAViewIsCalledSo(t *testing.T) {
	s := newScene(t, 3, panetest.Options{})
	s.Press("/", "ctrl+u")
	s.Type("is:open is:lead")
	s.See("# Stream: Leads  0")
}

func TestEscGoesBackAndKeepsTheText(t *testing.T) {
	s := newScene(t, 12, panetest.Options{})
	s.Press("j", "space", "/")
	s.Type("from:guest3")
	s.See("# Stream: is:open from:guest3  1")
	s.Press("esc")
	s.See("# Stream: Inbox  12")
	s.Press("/")
	s.See("/ is:open from:guest3", "# Stream: is:open from:guest3  1")
	s.Press("enter", "/", "esc")
	s.See("# Stream: is:open from:guest3  1")
	// Esc without a change reads nothing anew: the cursor stays.
	s.Press("' i", "j", "j", "/", "esc")
	s.selected("word 2.")
}

func TestAnErrorPointsAtItsColumn(t *testing.T) {
	s := newScene(t, 3, panetest.Options{})
	s.Press("/", "ctrl+u")
	s.Type("word nett:vk")
	row := s.row("^ ")
	if !strings.Contains(row, "unknown field") || !strings.Contains(row, "did you mean") || !strings.Contains(row, "net") {
		t.Fatalf("the error does not help: %q", row)
	}
	if at := strings.Index(row, "^"); at != strings.Index(s.row("/ word nett"), "nett") {
		t.Fatalf("the sign stands in column %d:\n%s", at, s.Frame())
	}
	// What can be read of it is shown meanwhile.
	s.See("# Stream: word  3")
	s.Press("enter")
	s.Noticed("nett")
	if !s.p.Captures() {
		t.Fatal("a broken query is not left with enter")
	}
	s.Press("esc")
	s.See("# Stream: Inbox  3")
	s.Press("/")
	s.See("/ word nett:vk")
}

func TestBracketsThatAreStillOpenShowThePartBefore(t *testing.T) {
	s := newScene(t, 4, panetest.Options{})
	s.Press("/", "ctrl+u")
	s.Type(`from:guest2 ("wor`)
	s.See("# Stream: from:guest2  1")
	s.Type(`d 2")`)
	s.See(`# Stream: from:guest2 ("word 2")  1`)
}

func TestProposalsAreChosenAndTaken(t *testing.T) {
	s := newScene(t, 4, panetest.Options{})
	s.Press("/", "ctrl+u")
	if s.Press("tab"); s.p.Title() != "Stream: All  4" {
		t.Fatal("there is nothing to complete yet")
	}
	s.Type("sent:n")
	s.See("neg negative", "neu")
	s.Press("down", "up", "up", "tab")
	if text := s.row("/ "); !strings.HasPrefix(text, "/ sent:neg") {
		t.Fatalf("the first is taken: %q", text)
	}
	s.Press("ctrl+u")
	s.Type("from:guest1 sta")
	s.Press("home")
	s.Type("lik")
	s.See("likes:")
	s.Press("tab")
	s.See("/ likes:from:guest1 sta")
}

func TestCompletionStandsInTheMiddleOfWideText(t *testing.T) {
	s := newScene(t, 4, panetest.Options{})
	s.Press("/", "ctrl+u")
	s.Type("新しい ❤️ assign")
	s.Press("tab")
	if text := s.row("/ "); !strings.Contains(text, "assignee:") || !strings.Contains(text, "新しい") {
		t.Fatalf("completed to %q", text)
	}
}

func TestTheCursorStandsBehindWhatIsTyped(t *testing.T) {
	s := newScene(t, 1, panetest.Options{})
	s.Press("/", "ctrl+u")
	for _, c := range []struct {
		text string
		x    int
	}{{"", 2}, {"ab", 4}, {"新し", 8}, {"é", 9}} {
		s.Type(c.text)
		if got := s.p.Cursor(); got.X != c.x || got.Y != 0 {
			t.Fatalf("behind %q the cursor is at %d,%d, not %d", c.text, got.X, got.Y, c.x)
		}
	}
	s.Press("left", "left")
	if got := s.p.Cursor(); got.X != 6 {
		t.Fatalf("two characters back it is at %d", got.X)
	}
	s.Paste("x\ny")
	s.See("/ ab新x yしé")
}

func TestATypedLetterIsNoCommand(t *testing.T) {
	s := newScene(t, 3, panetest.Options{})
	s.Press("/", "ctrl+u")
	s.Type("jeEz*v")
	s.See("/ jeEz*v")
	if n := s.count("is:open"); n != 3 {
		t.Fatalf("typing closed mentions, %d are open", n)
	}
	if s.Reason("down") == "" {
		t.Fatal("the list has no keys while the bar is open")
	}
}

func TestViewsInTheirOrder(t *testing.T) {
	s := newScene(t, 3, panetest.Options{})
	for _, want := range []string{"Urgent", "Leads", "Questions", "VIP", "Mine", "Unsure", "Failed", "All", "Inbox"} {
		s.Press("]")
		s.See("# Stream: " + want + "  ")
	}
	s.Press("[")
	s.See("# Stream: All  3")
	s.Press("-")
	s.See("# Stream: Inbox  3")
	// From a query of one's own the views begin at their ends.
	s.Press("/", "ctrl+u")
	s.Type("zzz")
	s.Press("enter", "]")
	s.See("# Stream: Inbox")
	s.Press("-")
	s.See("# Stream: zzz  0", "Nothing matches zzz", "- goes back")
	s.Press("[")
	s.See("# Stream: All")
}

func TestALetterJumpsToItsView(t *testing.T) {
	s := newScene(t, 3, panetest.Options{})
	s.Press("' m")
	s.See("# Stream: Mine  0")
	s.Press("' ф") // the key of "a" on a Russian layout
	s.See("# Stream: All  3")
	s.Press("' Z")
	s.Noticed(`no saved view has the letter "Z"`)
	s.See("# Stream: All  3")
	s.Host.Names.Views = append(s.Host.Names.Views, store.View{Name: "Broken", Letter: "b", Query: "nett:vk"})
	s.Press("' b")
	s.Noticed("this view's query is broken")
	s.See("# Stream: All  3")
}

func TestGoesToTheStarterViewsFromAnywhere(t *testing.T) {
	s := newScene(t, 3, panetest.Options{})
	for _, c := range []struct{ key, view string }{
		{"g m", "Mine"}, {"g l", "Leads"}, {"g u", "Urgent"}, {"g i", "Inbox"},
	} {
		s.Press(c.key)
		s.See("# Stream: " + c.view)
		if got := panetest.Last[pane.Focus](s.Stage); got.Pane != keys.Stream {
			t.Fatalf("the keys go to %v", got)
		}
	}
}

func TestAnotherViewBeginsOnTop(t *testing.T) {
	s := newScene(t, 30, panetest.Options{})
	s.Press("G", "' a")
	s.selected("word 0.")
	s.Hear(s.Said("n1", time.Second, author(3), "neutral", "news"))
	s.Not("new above")
}

func TestAnOvertakenQueryIsNotShown(t *testing.T) {
	s := newScene(t, 5, panetest.Options{})
	s.Press("/", "ctrl+u")
	s.Stuck = true
	s.Type("from:guest1 ")
	s.Press("ctrl+u")
	s.Type("from:guest2 ")
	s.Flow()
	s.See("# Stream: from:guest2  1", "word 2.")
	s.Not("word 1.")
}
