package panetest

import (
	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/pane"
)

// Click clicks at a cell of what lies over the stage, from zero, as the screen hands
// it on.
func Click(s *Stage, x, y int) {
	s.T.Helper()
	s.Frame() // what is not drawn cannot be clicked
	n := len(s.overlays)
	if n == 0 {
		s.T.Fatal("nothing lies over the stage")
	}
	to, ok := s.overlays[n-1].(pane.Pointed)
	if !ok {
		s.T.Fatalf("%T takes no clicks", s.overlays[n-1])
	}
	s.run(to.Point(pane.Pointer{X: x, Y: y, Width: s.w, Gesture: pane.Pick, Focused: true, Run: func(id string) tea.Cmd {
		s.over(pane.Act(id))
		return nil
	}}))
	s.settle()
	s.View()
}

// bound starts the command that a pane has declared for a key over its overlay; false
// = there is none.
func bound(s *Stage, k tea.KeyPressMsg, name string) bool {
	if k.Text != "" {
		return false
	}
	hit := s.table.Press(name, keys.Overlay)
	if hit.Command != nil {
		s.start(hit.Command, hit.Arg)
	}
	return hit.Command != nil
}
