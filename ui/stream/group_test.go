package stream_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/panetest"
	"earshot/ui/stream"
	"earshot/ui/verb"
)

// talk is a discussion of n mentions by two people, the root so long ago and the
// others each a minute later.
func (s *scene) talk(id string, n int, ago time.Duration) {
	s.T.Helper()
	for i := range n {
		m := s.Said(fmt.Sprint(id, i), ago-time.Duration(i)*time.Minute, author(900+i%2), "neutral", fmt.Sprintf("%s says %d.", id, i))
		if i > 0 {
			m.Place.Parent = fmt.Sprint(id, 0)
		}
		s.Hear(m)
	}
}

func TestAListIsGroupedByThreadAndByPerson(t *testing.T) {
	for _, plain := range []bool{false, true} {
		s := newScene(t, 3, panetest.Options{Width: 110, Height: 14, Plain: plain})
		closed, open := "▸", "▾"
		if plain {
			closed, open = ">", "v"
		}
		s.talk("acorn", 3, 10*time.Minute)
		s.talk("birch", 2, 20*time.Minute)
		s.Press("T")
		s.See("# Stream: Inbox  8  by thread", "acorn says 2.", closed+"3 ", "birch says 1.", closed+"2 ")
		s.Not("acorn says 0.", "acorn says 1.", "birch says 0.")
		// One key opens it, one closes it, and the row stays where it was.
		s.Press("j", "j", "j")
		s.selected("acorn says 2.")
		at := s.line("acorn says 2.")
		if s.Reason("group-close") == "" {
			t.Error("a closed group cannot be closed")
		}
		s.Press("l")
		s.selected("acorn says 2.")
		s.See("acorn says 0.", "acorn says 1.", open+"3 ")
		if s.line("acorn says 2.") != at {
			t.Fatalf("the row jumped:\n%s", s.Frame())
		}
		s.Press("j", "j", "h")
		s.selected("acorn says 2.")
		s.Not("acorn says 0.")
		s.Press("k")
		if s.Reason("group-open") == "" || s.Reason("fold") == "" {
			t.Error("a single mention has nothing to open, a group nothing to fold")
		}
		s.Press("T")
		s.See("by person", closed+"3 ", closed+"2 ")
		s.Press("T")
		s.Not(" by ", closed+"3", closed+"2")
		if s.Reason("group-open") == "" {
			t.Error("there are no groups")
		}
	}
}

// TestAVerbWorksOnAClosedGroup: on all of it, and one undo takes it back; on one
// row of an open group, it works on that one.
func TestAVerbWorksOnAClosedGroup(t *testing.T) {
	s := newScene(t, 2, panetest.Options{Width: 110, Height: 14})
	s.talk("acorn", 3, 10*time.Minute)
	s.Press("T", "T", "j", "j", "j") // by person: Guest 900 said two, Guest 901 one
	tagged := func() int { return s.count("tag:x") }
	s.selected("acorn says 1.")
	s.Press("k")
	s.selected("acorn says 2.")
	s.Press("t")
	s.Type("x")
	s.Press("enter")
	if n := tagged(); n != 2 {
		t.Fatalf("%d are tagged:\n%s", n, s.Frame())
	}
	s.Press("z")
	s.Press("l", "t")
	s.Type("x")
	s.Press("enter")
	if n := tagged(); n != 1 {
		t.Fatalf("%d of an open group are tagged", n)
	}
	s.Press("h", "space", "E")
	if n := s.count("is:done"); n != 3 {
		t.Fatalf("%d are closed", n)
	}
}

// TestTheCursorStaysOnAGroupThatGrows: whatever comes into it.
func TestTheCursorStaysOnAGroupThatGrows(t *testing.T) {
	s := newScene(t, 12, panetest.Options{Width: 110, Height: 8})
	s.talk("acorn", 3, 5*time.Minute+30*time.Second)
	s.Press("T", "j", "j", "j", "j", "j")
	s.selected("word 4.")
	s.Press("k")
	s.selected("acorn says 2.")
	m := s.Said("acorn9", 0, author(950), "neutral", "acorn goes on")
	m.Place.Parent = "acorn0"
	s.Hear(m)
	s.selected("acorn goes on")
	s.See("▸4")
	s.Press("l")
	s.arrive(3)
	s.selected("acorn goes on")
}

func TestAQueryCanAskForGroups(t *testing.T) {
	s := newScene(t, 2, panetest.Options{Width: 110, Height: 14})
	s.talk("acorn", 3, 10*time.Minute)
	s.Press("/")
	s.Type("acorn | group:thread")
	s.Not("single mentions")
	s.Press("enter")
	s.See("by thread", "▸3 ", "acorn says 2.")
	s.Send(pane.Filter{Query: "* | sort:-score"})
	s.Not("by thread")
	if s.Reason("group") == "" {
		t.Error("an order has no groups")
	}
}

func TestTheGroupingIsRememberedAndReadFurther(t *testing.T) {
	s := newScene(t, 260, panetest.Options{Width: 110, Height: 10})
	s.talk("acorn", 70, 2*time.Hour)
	s.Press("T", "T", "T", "T")
	s.p = stream.New(s.Host, &verb.Memory{})
	s.Put(s.p, verb.Global(s.Host)...)
	s.See("by thread")
	for range 20 {
		s.Press("G")
	}
	s.selected("word 259.")
	s.Press("g g")
	for range 10 {
		s.Press("ctrl+d")
	}
	if !strings.Contains(s.Frame(), "▸50+") {
		t.Fatalf("a long discussion says that there is more:\n%s", s.Frame())
	}
	if p := stream.New(&pane.Host{}, &verb.Memory{}); p.Scope() != keys.Stream || p.Selected() != (*store.Mention)(nil) {
		t.Error("an empty stream")
	}
}

// TestAMarkedGroupThatGrowsIsMarkedWhole: what came since it was marked is in it.
func TestAMarkedGroupThatGrowsIsMarkedWhole(t *testing.T) {
	s := newScene(t, 3, panetest.Options{})
	s.talk("acorn", 3, 10*time.Minute)
	s.Press("T", "G", "space")
	if why := s.Reason("reply"); why != "3 are marked, and this works on one at a time; esc unmarks" {
		t.Fatal(why)
	}
	m := s.Said("acorn9", 0, author(901), "neutral", "acorn says more.")
	m.Place.Parent = "acorn0"
	s.Hear(m)
	if why := s.Reason("reply"); why != "4 are marked, and this works on one at a time; esc unmarks" {
		t.Fatal(why)
	}
}
