package compose_test

import (
	"testing"
	"time"

	"earshot/ui/pane"
	"earshot/ui/panetest"
)

// TestAPromiseIsKeptFromTheAnswer: what is promised hangs on the person who is
// answered, with its time; a new post promises nobody anything and says so.
func TestAPromiseIsKeptFromTheAnswer(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.reply()
	s.Press("ctrl+x P")
	s.Type("call back; 2h")
	s.Press("enter")
	tasks, err := s.Desk.Tasks.Open(t.Context(), s.Host.User)
	if err != nil || len(tasks) != 1 {
		t.Fatalf("%+v, %v", tasks, err)
	}
	if got := tasks[0]; got.Text != "call back" || got.Doc != s.doc || !got.Due.Equal(s.Now().Add(2*time.Hour)) {
		t.Errorf("%+v", got)
	}
}

func TestANewPostPromisesNobodyAnything(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.write(pane.Compose{Kind: pane.NewPost}, "we are open")
	if got := s.Reason("promise"); got != "this answers nobody to whom something could be promised" {
		t.Errorf("it says %q", got)
	}
}
