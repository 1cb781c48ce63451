package stream_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/panetest"
	"earshot/ui/stream"
	"earshot/ui/verb"
)

func TestTheNewestIsFollowedOnTop(t *testing.T) {
	s := newScene(t, 30, panetest.Options{})
	s.See("# Stream: Inbox  30")
	s.selected("word 0.")
	s.arrive(1)
	s.See("# Stream: Inbox  31", "late news")
	s.Not("new above")
	// The cursor stays on its mention, which moves down before one's eyes.
	s.selected("word 0.")
	if s.line("late news") != 0 || s.line("word 0.") != 1 {
		t.Fatalf("what arrives stands on top:\n%s", s.Frame())
	}
	s.arrive(3)
	s.selected("word 0.")
	s.Not("new above")
	if at := s.line("word 0."); at != 4 {
		t.Fatalf("four arrivals stand above, not %d:\n%s", at, s.Frame())
	}
	// But never out of sight.
	s.arrive(20)
	s.selected("word 0.")
}

func TestBelowTheTopTheListStandsStill(t *testing.T) {
	s := newScene(t, 40, panetest.Options{})
	for range 15 {
		s.Press("j")
	}
	s.selected("word 15.")
	before := s.line("word 15.")
	s.arrive(1)
	s.See("# Stream: Inbox  41  1 new above")
	s.arrive(4)
	s.See("# Stream: Inbox  45  5 new above")
	s.selected("word 15.")
	if at := s.line("word 15."); at != before {
		t.Fatalf("the row jumped from %d to %d", before, at)
	}
	s.Not("late news")
	s.Press("g g")
	s.Not("new above")
	s.See("late news")
	if s.p.Selected().Body.Text != "late news" {
		t.Fatal("gg goes to the newest")
	}
	// From here on the top is followed again.
	s.arrive(1)
	s.Not("new above")
}

func TestWhatIsSeenIsNotNewAnyMore(t *testing.T) {
	s := newScene(t, 40, panetest.Options{})
	s.Press("G")
	s.arrive(12)
	s.See("12 new above")
	for range 36 {
		s.Press("k")
	}
	s.selected("word 3.")
	s.See("12 new above")
	for range 6 {
		s.Press("k")
	}
	s.See("7 new above") // the page has turned by half
	s.Press("g g", "G")
	s.See("# Stream: Inbox  52")
	s.Not("new above")
}

func TestAnArrivalThatGoesIsNotCounted(t *testing.T) {
	s := newScene(t, 40, panetest.Options{})
	s.Press("G")
	docs := s.Hear(s.Said("x1", 0, author(99), "neutral", "closed at once"))
	s.See("1 new above")
	_, err := s.Desk.Triage.Done(context.Background(), boris, desk.Around(docs...))
	panetest.Must(t, err)
	s.Press("k") // any message lets the change through
	s.Not("new above")
	s.See("# Stream: Inbox  40")
}

func TestAnOlderMentionArrivesInItsPlace(t *testing.T) {
	s := newScene(t, 5, panetest.Options{})
	s.Press("j", "j")
	s.Hear(s.Said("old", 3*time.Minute+30*time.Second, author(7), "neutral", "late but old"))
	s.selected("word 2.")
	if s.line("late but old") != 4 {
		t.Fatalf("it belongs between word 3 and word 4:\n%s", s.Frame())
	}
	s.Not("new above")
}

func TestTheNeighbourIsSelectedWhenTheMentionGoes(t *testing.T) {
	s := newScene(t, 6, panetest.Options{})
	s.Press("j", "j")
	_, err := s.Desk.Triage.Done(context.Background(), boris, desk.Around(s.docs[2]))
	panetest.Must(t, err)
	s.Send(pane.Tick{Now: s.Now()})
	s.selected("word 3.")
	if got := panetest.Last[pane.Selected](s.Stage); got.Doc != s.docs[3] {
		t.Fatalf("the others are told %v", got)
	}
	s.Press("G")
	_, err = s.Desk.Triage.Done(context.Background(), boris, desk.Around(s.docs[5]))
	panetest.Must(t, err)
	s.Send(pane.Tick{Now: s.Now()})
	s.selected("word 4.")
}

func TestEveryMoveTellsWhoIsSelected(t *testing.T) {
	s := newScene(t, 3, panetest.Options{})
	for i, key := range []string{"j", "j", "k", "G", "g g", "ctrl+d", "ctrl+u"} {
		want := []int{1, 2, 1, 2, 0, 2, 0}[i]
		s.Press(key)
		got := panetest.Last[pane.Selected](s.Stage)
		if got.Doc != s.docs[want] || got.From != keys.Stream || got.Identity != fmt.Sprint("mastodon:a", want) || got.Account != "polar" {
			t.Fatalf("after %s the others are told %+v, want word %d", key, got, want)
		}
	}
	if got := panetest.Last[pane.Selected](s.Stage); got.Settled {
		t.Fatal("only the screen says that the selection rests")
	}
	s.Press("enter")
	if got := panetest.Last[pane.To](s.Stage); got.Pane != keys.Thread || got.Msg != (pane.OpenThread{Doc: s.docs[0]}) {
		t.Fatalf("enter opens %v", got)
	}
}

func TestLongListsAreReadAsOneGoesDown(t *testing.T) {
	s := newScene(t, 700, panetest.Options{Width: 110, Height: 12})
	s.See("# Stream: Inbox  700")
	s.Press("G")
	if got := s.p.Selected().Body.Text; got != "word 119." {
		t.Fatalf("at first 120 are read, G goes to %q", got)
	}
	for range 12 {
		s.Press("G")
	}
	s.selected("word 699.")
	s.Press("j")
	s.selected("word 699.")
	s.arrive(3)
	s.selected("word 699.")
	s.See("3 new above")
	s.Press("g g")
	s.See("late news")
}

func TestTheSelectionSurvivesAFlood(t *testing.T) {
	s := newScene(t, 150, panetest.Options{Width: 110, Height: 12})
	s.Press("j", "j", "j")
	var flood []*store.Mention
	for i := range 400 {
		flood = append(flood, s.Said(fmt.Sprint("flood", i), 0, author(1000+i), "neutral", "flood"))
	}
	s.Hear(flood...)
	s.selected("word 3.")
	s.See("# Stream: Inbox  550")
}

func TestJAndKGoToWhatNeedsSomebody(t *testing.T) {
	s := newScene(t, 8, panetest.Options{})
	ctx := context.Background()
	_, err := s.Desk.Triage.Done(ctx, boris, desk.Around(s.docs[1], s.docs[2], s.docs[5]))
	panetest.Must(t, err)
	s.Press("' a")
	s.See("# Stream: All  8")
	s.Press("J")
	s.selected("word 3.")
	s.Press("J", "J")
	s.selected("word 6.")
	s.Press("K", "K", "K")
	s.selected("word 0.")
	s.Press("K")
	s.Noticed("nothing above needs anybody")
	s.selected("word 0.")
	s.Press("G", "J")
	s.Noticed("nothing below needs anybody")
}

func TestJPassesOverTheRestOfItsOwnDialogue(t *testing.T) {
	s := newScene(t, 2, panetest.Options{})
	root := s.Said("500", 30*time.Minute, author(50), "neutral", "the root")
	answer := s.Said("501", 20*time.Minute, author(51), "neutral", "the answer")
	answer.Place.Parent = "500"
	s.Hear(root)
	s.Hear(answer, s.Said("502", 40*time.Minute, author(52), "neutral", "another"))
	s.Press("j", "j")
	s.selected("the answer")
	s.Press("J")
	s.selected("another")
}

func TestJReadsOnWhenTheNextIsFarBelow(t *testing.T) {
	s := newScene(t, 400, panetest.Options{Width: 110, Height: 12})
	_, err := s.Desk.Triage.Done(context.Background(), boris, desk.On(s.docs[1:390]...))
	panetest.Must(t, err)
	s.Press("' a", "J")
	s.selected("word 390.")
}

func TestStepOpensTheThread(t *testing.T) {
	s := newScene(t, 4, panetest.Options{})
	s.Send(pane.Step{By: 1, Open: true})
	if got := panetest.Last[pane.To](s.Stage); got.Pane != keys.Thread || got.Msg != (pane.OpenThread{Doc: s.docs[1]}) {
		t.Fatalf("the thread is told %v", got)
	}
	// While a thread lies over the stream, J goes to the next thread.
	s.Send(pane.Cover{Place: keys.Stream, By: keys.Thread})
	s.Press("J")
	if got := panetest.Last[pane.To](s.Stage); got.Msg != (pane.OpenThread{Doc: s.docs[2]}) {
		t.Fatalf("the thread is told %v", got)
	}
	s.Send(pane.Cover{Place: keys.Stream})
	told := len(s.Told)
	s.Press("J")
	for _, msg := range s.Told[told:] {
		if to, ok := msg.(pane.To); ok && to.Pane == keys.Thread {
			t.Fatal("an uncovered stream opens nothing by itself")
		}
	}
}

func TestTimesMoveOnByThemselves(t *testing.T) {
	s := newScene(t, 3, panetest.Options{})
	age := func(text, want string) {
		t.Helper()
		if row := s.row(text); !strings.Contains(row, want) {
			t.Errorf("%q is not %s old: %q", text, want, row)
		}
	}
	age("word 0.", "mast   now ")
	age("word 1.", "mast    1m ")
	s.Advance(5 * time.Minute)
	age("word 0.", "mast    5m ")
	age("word 1.", "mast    6m ")
	s.Advance(2 * time.Hour)
	age("word 0.", "mast    2h ")
	s.Advance(60 * 24 * time.Hour)
	if next := s.p.NextTick(); !next.IsZero() {
		t.Fatalf("dates ask for no tick, these for %v", next)
	}
}

func TestTheTableCanBePrintedWithoutData(t *testing.T) {
	p := stream.New(&pane.Host{}, &verb.Memory{})
	if len(p.Commands()) < 50 || p.Scope() != keys.Stream || p.Title() != "Stream: Inbox" || p.Captures() || p.Cursor() != nil || p.Selected() != nil {
		t.Fatal("an empty stream")
	}
}
