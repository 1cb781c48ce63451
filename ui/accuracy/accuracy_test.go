package accuracy_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/accuracy"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/panetest"
)

func newScene(t *testing.T, o panetest.Options) (*panetest.Stage, []store.Doc) {
	t.Helper()
	if o.Width == 0 {
		o.Width, o.Height = 100, 30
	}
	s := panetest.New(t, o)
	s.Connect()
	var docs []store.Doc
	for i, text := range []string{"кринж полный", "краш\nполный", "ну такое"} {
		docs = append(docs, s.Hear(s.Said(string(rune('a'+i)), time.Duration(i)*time.Hour, store.Author{ID: "u", Name: "Uma"}, "neutral", text))...)
	}
	s.Put(accuracy.New(s.Host))
	return s, docs
}

func mark(t *testing.T, s *panetest.Stage, doc store.Doc, label string) {
	t.Helper()
	if _, err := s.Host.Desk.Triage.Mark(context.Background(), desk.By{User: "anna"}, desk.On(doc), label); err != nil {
		t.Fatal(err)
	}
}

// TestTheFiguresAndTheCorrections: without any it says how to teach; with some,
// what was said before each, and enter leads to its mention.
func TestTheFiguresAndTheCorrections(t *testing.T) {
	s, docs := newScene(t, panetest.Options{})
	s.Press("g", "j")
	s.See("-- Accuracy", "Nothing was corrected yet", "m and a letter")
	s.Press("enter", "d", "c", "q")
	mark(t, s, docs[0], "complaint")
	mark(t, s, docs[1], "negative")
	s.Press("g", "j")
	s.See("Each correction tests what the judge had said", "sentiment", "of 1 corrections it had not seen, too few to tell", "said ", ", was complaint", "right a week")
	s.Press("enter")
	s.See("enter opens the mention of a correction")
	s.Press("d")
	s.See("d takes back the correction under the cursor")
	s.Press("c")
	s.See("> negative", "anna", "краш полный")
	s.Press("enter")
	if got := panetest.Last[pane.To](s); got.Pane != keys.Thread || got.Msg != (pane.OpenThread{Doc: docs[1]}) {
		t.Fatalf("%+v", got)
	}
}

func TestACorrectionIsTakenBackFromTheList(t *testing.T) {
	s, docs := newScene(t, panetest.Options{})
	mark(t, s, docs[0], "complaint")
	if _, err := s.Host.Desk.Teach.Text(context.Background(), desk.By{User: "boris"}, "жесть", "ru", "negative"); err != nil {
		t.Fatal(err)
	}
	s.Press("g", "j", "c", "enter")
	s.See("taught as a mere text")
	s.Press("d")
	list, err := s.Host.Desk.Teach.List(context.Background())
	if err != nil || len(list) != 1 || list[0].Label != "complaint" {
		t.Fatalf("%+v, %v", list, err)
	}
	s.Press("c", "c", "esc")
}

// TestAnySizeShowsIt: nothing breaks and the corrections are there.
func TestAnySizeShowsIt(t *testing.T) {
	for _, size := range [][2]int{{200, 60}, {120, 40}, {80, 24}, {40, 12}, {14, 3}} {
		s, docs := newScene(t, panetest.Options{Width: size[0], Height: size[1]})
		for _, doc := range docs {
			mark(t, s, doc, "negative")
		}
		s.Press("g", "j", "c")
		for _, line := range strings.Split(s.Frame(), "\n") {
			if n := len([]rune(line)); n > size[0] {
				t.Errorf("%v: a line has %d cells: %q", size, n, line)
			}
		}
		if size[0] >= 40 {
			s.See("> negative")
		}
	}
}
