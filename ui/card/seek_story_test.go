package card_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/pane"
	"earshot/ui/panetest"
)

// told is the newest notice.
func (s *scene) told() pane.Notice { return panetest.Last[pane.Notice](s.Stage) }

// waits tells how many questions a source has.
func (s *scene) waits(source string) int {
	s.T.Helper()
	all, err := s.Desk.Enrich.Queue(context.Background())
	panetest.Must(s.T, err)
	for _, q := range all {
		if q.Source == source {
			return q.Ready
		}
	}
	return -1
}

// seekHim asks about the person on the card, then never again, then again.
func (s *scene) seekHim() {
	s.T.Helper()
	for _, step := range []struct{ command, want string }{
		{"enrich", "looking up, 1 question"},
		{"enrich-never", "look nothing up about that person"},
		{"enrich", "nothing is to be looked up about this person"},
		{"enrich-never", "look that person up again"},
		{"enrich", "looking up, 1 question"},
	} {
		s.Run(step.command)
		if got := s.told().Text; !strings.HasPrefix(got, step.want) {
			s.T.Fatalf("%s says %q, not %q", step.command, got, step.want)
		}
	}
}

// TestALookUpIsAskedForOnTheCard: it waits in front of all others; the mark is
// undone like everything else that a person does.
func TestALookUpIsAskedForOnTheCard(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 60, Height: 30, Seek: desk.Seek{Sources: []string{desk.SourceRelMe}}})
	if s.Reason("enrich") == "" || s.Reason("enrich-never") == "" {
		t.Fatal("nobody can be looked up")
	}
	s.pick(s.ivan[2], "mastodon:77")
	s.seekHim()
	if n := s.waits(desk.SourceRelMe); n != 1 {
		t.Errorf("%d questions wait", n)
	}
	s.Run("enrich-never")
	if got := s.told(); !got.Undo || got.Level != pane.Done {
		t.Errorf("%+v", got)
	}
	_, err := s.Desk.History.Undo(context.Background(), desk.By{User: s.Host.User, Door: "key"})
	panetest.Must(t, err)
	never, err := s.Desk.Enrich.Unsought(context.Background(), "mastodon:77")
	panetest.Must(t, err)
	if never {
		t.Error("undo left the mark")
	}
}

// TestSomebodyOfWhomNothingCanBeKnown: that is said, and nothing waits.
func TestSomebodyOfWhomNothingCanBeKnown(t *testing.T) {
	s := newScene(t, panetest.Options{Seek: desk.Seek{Sources: []string{desk.SourceGravatar}}})
	docs := s.Hear(s.Said("301", time.Hour, store.Author{ID: "tom", Handle: "tom"}, "neutral", "Hello"))
	s.pick(docs[0], "mastodon:tom")
	s.Run("enrich")
	if got := s.told().Text; !strings.HasPrefix(got, "no source could know anything") {
		t.Errorf("%q", got)
	}
	if n := s.waits(desk.SourceGravatar); n != 0 {
		t.Errorf("%d questions wait", n)
	}
}

// TestWithoutASourceTheCardSaysWhatToDo.
func TestWithoutASourceTheCardSaysWhatToDo(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.pick(s.ivan[2], "mastodon:77")
	if got := s.Reason("enrich"); !strings.Contains(got, "[enrich] in the configuration") {
		t.Errorf("%q", got)
	}
	if got := s.Reason("enrich-never"); got != "" {
		t.Errorf("%q", got)
	}
}
