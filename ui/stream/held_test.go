package stream_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/ui/pane"
	"earshot/ui/panetest"
)

// step runs a step of a macro, after which the list is read anew.
func (s *scene) step(group, id, arg string) {
	s.T.Helper()
	for _, c := range s.p.Commands() {
		if c.ID != id {
			continue
		}
		through(s.Host.Together(group, func() tea.Cmd {
			if why := c.Reason(); why != "" {
				s.T.Errorf("%s: %s", id, why)
				return nil
			}
			return c.Run(arg)
		}))
		s.Send(nil)
		return
	}
	s.T.Fatalf("no command %s", id)
}

// through runs a command to its end; what it tells is for others.
func through(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	if all, ok := cmd().(tea.BatchMsg); ok {
		for _, c := range all {
			through(c)
		}
	}
}

// The first step takes the mention out of the list, and another one is selected
// before the second comes: that is none of the macro's business.
func TestAMacroHoldsWhatLeftTheList(t *testing.T) {
	s := newScene(t, 5, panetest.Options{})
	s.Press("j")
	s.step("one", "done-next", "")
	s.See("# Stream: Inbox  4")
	s.step("one", "tag", "+kept")
	s.step("one", "assign-me", "")
	s.Send(pane.Played{Group: "one"})
	s.selected("word 2.")
	m := s.get(s.docs[1])
	if s.count("tag:kept") != 1 || s.count("is:mine") != 1 || m.Work.State != store.StateDone || m.Work.Assignee != "anna" {
		t.Fatalf("%d are tagged, word 1 is %+v", s.count("tag:kept"), m.Work)
	}
	// After its end a verb works on the selected one again.
	s.Press("E")
	if got := s.get(s.docs[2]).Work.State; got != store.StateDone {
		t.Fatalf("word 2 is %s", got)
	}
	// A step that moves the cursor says what the rest works on.
	s.Press("g g")
	s.step("two", "done", "")
	s.step("two", "down", "")
	s.step("two", "tag", "+moved")
	s.Send(pane.Played{Group: "two"})
	if s.count("tag:moved") != 1 || len(s.get(s.docs[4]).Work.Tags) != 1 {
		t.Fatalf("%d are tagged, word 4 has %v", s.count("tag:moved"), s.get(s.docs[4]).Work.Tags)
	}
}

// The last one that is left is gone from the list, but not from the macro; and a
// person who acts while a macro plays acts on what he sees.
func TestAMacroAndItsPersonDoNotMeetInTheSet(t *testing.T) {
	s := newScene(t, 2, panetest.Options{})
	s.step("one", "done", "")
	s.Press("E")
	s.See("All done")
	s.step("one", "tag", "+kept")
	s.Send(pane.Played{Group: "one"})
	if s.count("tag:kept") != 1 || len(s.get(s.docs[0]).Work.Tags) != 1 || s.get(s.docs[1]).Work.State != store.StateDone {
		t.Fatalf("%d are tagged", s.count("tag:kept"))
	}
}
