package status_test

import (
	"context"
	"testing"
	"time"

	"earshot/store/desk"
	"earshot/ui/panetest"
)

// TestWhatIsOwedIsCountedFromItsTimeOn: only what is late, only one's own; the
// count comes by itself when the time has come, and goes when it is kept.
func TestWhatIsOwedIsCountedFromItsTimeOn(t *testing.T) {
	s := newScene(t, 120)
	ctx := context.Background()
	owe := func(user, text string, in time.Duration) {
		t.Helper()
		due := time.Time{}
		if in != 0 {
			due = s.Now().Add(in)
		}
		_, err := s.Desk.Tasks.Add(ctx, desk.By{User: user, Door: "key"}, desk.Promise{Doc: s.doc, Text: text, Due: due})
		panetest.Must(t, err)
		s.Send(nil)
	}
	owe("anna", "call back", time.Hour)
	owe("anna", "be nice", 0)
	owe("boris", "his own", -time.Hour)
	s.Not("owed")
	s.Advance(59 * time.Minute)
	s.Not("owed")
	s.Advance(time.Minute)
	s.See("1 owed")
	owe("anna", "too late already", -time.Minute)
	s.See("2 owed")
	list, err := s.Desk.Tasks.Open(ctx, "anna")
	panetest.Must(t, err)
	for _, task := range list {
		_, err := s.Desk.Tasks.Done(ctx, desk.By{User: "anna", Door: "key"}, task.ID, true)
		panetest.Must(t, err)
	}
	s.Send(nil)
	s.Not("owed")
}
