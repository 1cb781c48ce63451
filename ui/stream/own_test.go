package stream_test

import (
	"context"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/pane"
	"earshot/ui/panetest"
)

// close closes a mention as a colleague would, and lets the screen hear of it.
func (s *scene) close(doc store.Doc) {
	s.T.Helper()
	_, err := s.Desk.Triage.Done(context.Background(), boris, desk.On(doc))
	panetest.Must(s.T, err)
	s.Send(pane.Tick{Now: s.Now()})
}

// TestAKeyMeansWhatWasOnTheScreen: a colleague closes the mention before one's
// eyes while e is on its way over a slow line; the one that takes its place stays
// open, and the screen says so.
func TestAKeyMeansWhatWasOnTheScreen(t *testing.T) {
	s := newScene(t, 12, panetest.Options{})
	s.Press("j", "j")
	s.selected("word 2.")
	s.close(s.docs[2])
	s.selected("word 3.")
	s.Press("e")
	s.Noticed("nothing done: your mention has just left this list")
	if m := s.get(s.docs[3]); m.Work.State == store.StateDone {
		t.Fatal("e closed a mention that nobody had looked at")
	}
	s.Advance(time.Second)
	s.Press("e")
	s.Noticed("closed 1 mention: Guest 3")
	s.selected("word 4.")
}

// TestWhoMovesMeansTheNewOne: a key that moves the cursor shows that the person
// has looked.
func TestWhoMovesMeansTheNewOne(t *testing.T) {
	s := newScene(t, 12, panetest.Options{})
	s.Press("j", "j")
	s.close(s.docs[2])
	s.Press("j", "e")
	s.Noticed("closed 1 mention: Guest 4")
}

// TestOnesOwnKeysAreNeverHeldUp: what the person takes out of the list goes as
// fast as it can be typed.
func TestOnesOwnKeysAreNeverHeldUp(t *testing.T) {
	s := newScene(t, 12, panetest.Options{})
	s.Press("E", "E", "e", "e", "s h", "E")
	if n := s.count("is:open"); n != 6 {
		t.Fatalf("%d are open:\n%s", n, s.Frame())
	}
	s.Press("v", "j", "v", "e", "E")
	if n := s.count("is:open"); n != 3 {
		t.Fatalf("%d are open:\n%s", n, s.Frame())
	}
}

// TestUndoSaysWhoseItWasAndGoesThere: the wrong one was closed; z brings it back
// under the cursor.
func TestUndoSaysWhoseItWasAndGoesThere(t *testing.T) {
	s := newScene(t, 12, panetest.Options{})
	s.Press("j", "e")
	s.Noticed("closed 1 mention: Guest 1")
	s.Press("j", "j")
	s.selected("word 4.")
	s.Press("z")
	s.Noticed("took back: closed 1 mention: Guest 1")
	s.selected("word 1.")
	s.Press("j", "Z")
	s.Noticed("did again: closed 1 mention: Guest 1")
	s.selected("word 2.")
}

// TestUndoOfASetStaysWhereOneIs: of fifty that come back, none is the one.
func TestUndoOfASetStaysWhereOneIs(t *testing.T) {
	s := newScene(t, 12, panetest.Options{})
	s.Press("v", "j", "j", "v", "e", "j")
	s.selected("word 4.")
	s.Press("z")
	s.selected("word 4.")
	s.Noticed("took back: closed 3 mentions: Guest 0 and others")
}

// TestLeavingTheSearchGoesBackToTheSamePlace: who looks something up and steps
// back stands where he stood, on the line where he stood.
func TestLeavingTheSearchGoesBackToTheSamePlace(t *testing.T) {
	s := newScene(t, 400, panetest.Options{})
	s.Press("G")
	for range 8 {
		s.Press("ctrl+u")
	}
	text := s.p.Selected().Body.Text
	before := s.line(text)
	s.Press("/")
	s.Type("nobody says this")
	s.See("Nothing matches")
	s.Press("esc")
	s.selected(text)
	if at := s.line(text); at != before {
		t.Fatalf("the row moved from line %d to %d", before, at)
	}
	s.Press("g g", "/")
	s.Type("x")
	s.Press("esc")
	s.selected("word 0.")
}
