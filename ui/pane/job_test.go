package pane_test

import (
	"context"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/pane"
)

// TestWorkThatTakesLongIsToldAndStopped: nothing is said for a moment, then how
// far it is; asked to stop, it tells what is done.
func TestWorkThatTakesLongIsToldAndStopped(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	h := &pane.Host{User: "anna", Context: t.Context(), Env: store.Env{Now: func() time.Time { return now }}}
	told, answer := make(chan bool), make(chan tea.Msg)
	cmd := h.Work("tagging", func(ctx context.Context, by desk.By) (desk.Outcome, error) {
		desk.Tell(ctx, 2300, 12000)
		told <- true
		<-ctx.Done()
		return desk.Outcome{Seq: 7, Changed: 2300, Title: "stopped: 2,300 of 12,000 tagged by " + by.User, Stopped: true}, nil
	})
	go func() { answer <- cmd() }()
	<-told
	if h.Working() != "" || h.StopWork() || h.NextWork() != now.Add(150*time.Millisecond) {
		t.Fatalf("a moment is no long time: %q", h.Working())
	}
	now = now.Add(200 * time.Millisecond)
	if text := h.Working(); text != "tagging: 2,300 of 12,000, esc stops" {
		t.Fatalf("%q", text)
	}
	if !h.StopWork() || h.StopWork() {
		t.Fatal("it stops, once")
	}
	if n, ok := (<-answer).(pane.Notice); !ok || n.Text != "stopped: 2,300 of 12,000 tagged by anna" || n.Level != pane.Warning || !n.Undo {
		t.Fatalf("%+v", n)
	}
	if h.Working() != "" || !h.NextWork().IsZero() {
		t.Fatal("it has ended")
	}
}
