package stream_test

import (
	"context"
	"testing"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/panetest"
)

func TestSpaceMarksAndGoesOn(t *testing.T) {
	s := newScene(t, 6, panetest.Options{})
	if s.Reason("unmark") == "" || s.Reason("mark-last") == "" {
		t.Fatal("nothing is marked yet")
	}
	s.Press("space", "space")
	s.See("2 marked")
	s.selected("word 2.")
	if row := s.row("word 0."); row[1] != '*' {
		t.Fatalf("a marked row has a star: %q", row)
	}
	s.Press("k", "space")
	s.See("1 marked")
	s.Press("esc")
	s.Not("marked")
	s.Press("V")
	s.See("1 marked")
	s.selected("word 2.")
}

func TestVMarksARangeBothWays(t *testing.T) {
	s := newScene(t, 12, panetest.Options{})
	s.Press("j", "j", "v")
	s.See("1 marked")
	s.Press("j", "j")
	s.See("3 marked")
	s.Press("v", "j", "j")
	s.See("3 marked")
	// Upwards, added to the first range.
	s.Press("G", "v", "k", "v")
	s.See("5 marked")
	s.Press("e")
	s.Not("marked")
	s.See("# Stream: Inbox  7")
	for _, i := range []int{2, 3, 4, 10, 11} {
		if got := s.get(s.docs[i]).Work.State; got != store.StateDone {
			t.Errorf("word %d is %s", i, got)
		}
	}
	if got := s.get(s.docs[1]).Work.State; got != store.StateNew {
		t.Errorf("word 1 was not marked and is %s", got)
	}
}

func TestARangeSurvivesItsBeginningGoing(t *testing.T) {
	s := newScene(t, 8, panetest.Options{})
	s.Press("v")
	_, err := s.Desk.Triage.Done(context.Background(), boris, desk.On(s.docs[0]))
	panetest.Must(t, err)
	s.Press("j", "j")
	s.selected("word 2.")
	s.See("2 marked") // the range cannot go on from what is not there
	s.Press("j")
	s.See("2 marked")
	if got := s.get(s.docs[3]).Work.State; got != store.StateNew {
		t.Fatal("moving changes nothing")
	}
}

func TestAVerbWorksOnAllMarkedAndOneUndoTakesItBack(t *testing.T) {
	s := newScene(t, 9, panetest.Options{})
	s.Press("space", "j", "space", "j", "space")
	s.See("3 marked")
	s.Press("t")
	s.Type("+seen")
	s.Press("enter")
	s.Noticed("tagged 3 mentions +seen")
	s.Not("marked")
	if n := s.count("tag:seen"); n != 3 {
		t.Fatalf("%d are tagged", n)
	}
	s.Press("V")
	s.See("3 marked")
	s.Press("a a")
	s.Noticed("assigned 3 mentions to anna")
	s.Press("V", "m l")
	s.Noticed("marked 3 mentions as lead")
	s.Press("z")
	s.Noticed("took back: marked 3 mentions as lead")
	s.Press("z")
	if n := s.count("is:mine"); n != 0 {
		t.Fatalf("%d are still anna's", n)
	}
	s.Press("z")
	if n := s.count("tag:seen"); n != 0 {
		t.Fatalf("%d are still tagged", n)
	}
	s.Press("Z")
	if n := s.count("tag:seen"); n != 3 {
		t.Fatalf("%d are tagged again", n)
	}
}

func TestStarMarksAllMatchesOnTheScreenOrNot(t *testing.T) {
	s := newScene(t, 300, panetest.Options{})
	s.Press("*")
	s.Noticed("300 marked: the next verb works on all of them")
	s.See("300 marked")
	s.Press("E")
	s.Noticed("closed 300 mentions")
	s.See("All done: nothing is open.")
	s.Press("z")
	s.See("# Stream: Inbox  300")
}

func TestStarMarksOnlyWhatTheQueryMatches(t *testing.T) {
	s := newScene(t, 30, panetest.Options{})
	s.Press("/")
	s.Press("ctrl+u")
	s.Type("from:guest7")
	s.Press("enter", "*")
	s.Noticed("1 marked")
	s.Press("e")
	if got := s.get(s.docs[7]).Work.State; got != store.StateDone || s.count("is:open") != 29 {
		t.Fatalf("word 7 is %s, %d are open", got, s.count("is:open"))
	}
}

// TestMarksStayAcrossViewsAndSayWhere: what is marked stays marked in another
// view or search, and the title says that it is not in sight.
func TestMarksStayAcrossViewsAndSayWhere(t *testing.T) {
	s := newScene(t, 5, panetest.Options{})
	s.Press("space", "space", "]")
	s.See("# Stream: Urgent  0  2 marked, none in this view")
	s.Press("/", "ctrl+u")
	s.Type("from:guest1")
	s.Press("enter")
	s.See("from:guest1  1  2 marked, 1 not in this view")
	s.Press("t")
	s.Type("+both")
	s.Press("enter")
	s.Noticed("tagged 2 mentions +both")
	s.Not("marked")
	s.Press("' i", "space", "/", "ctrl+u")
	s.Type("from:guest1")
	s.Press("enter", "*")
	s.Noticed("2 marked")
	s.See("2 marked, 1 not in this view")
	s.Press("r")
	s.Noticed("2 are marked, and this works on one at a time; esc unmarks")
	s.Press("esc")
	s.Not("marked")
}

// TestWhatWasAskedOfOneViewIsNotMarkedInTheNext.
func TestWhatWasAskedOfOneViewIsNotMarkedInTheNext(t *testing.T) {
	s := newScene(t, 5, panetest.Options{})
	s.Stuck = true
	s.Press("*", "]")
	s.Flow()
	s.See("# Stream: Urgent  0")
	s.Not("marked")
}

func TestARepeatedNoteNeedsASelection(t *testing.T) {
	s := newScene(t, 2, panetest.Options{})
	s.Press("i")
	s.Type("called")
	s.Press("enter")
	s.Noticed("noted")
	s.Press("space")
	_, err := s.Desk.Triage.Done(context.Background(), boris, desk.On(s.docs...))
	panetest.Must(t, err)
	s.Press("j")
	s.See("All done", "1 marked")
	s.Press(".") // one is marked, but none is selected
	s.Noticed("no mention is selected")
}

func TestEGoesOnToTheNext(t *testing.T) {
	s := newScene(t, 4, panetest.Options{})
	s.Press("j", "e")
	s.Noticed("closed 1 mention")
	s.selected("word 2.")
	s.Press("G", "e")
	s.selected("word 2.")
	s.See("# Stream: Inbox  2")
	s.Press("e", "e")
	s.See("All done: nothing is open.", "' a shows everything")
	s.Press("e")
	s.Noticed("no mention is selected")
}

func TestEveryCommandSaysWhyItCannotRun(t *testing.T) {
	s := newScene(t, 0, panetest.Options{})
	for _, id := range []string{"open", "mark", "mark-range", "mark-all", "unmark", "mark-last", "done", "done-next", "reopen", "snooze", "assign-me", "tag", "note", "hand-over", "mark-lead", "reply", "reply-elsewhere", "copy-id", "copy-address", "open-link", "why", "peek", "repeat", "query-back", "query-complete"} {
		if s.Reason(id) == "" {
			t.Errorf("%s can run on nothing", id)
		}
	}
}
