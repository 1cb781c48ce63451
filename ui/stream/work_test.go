package stream_test

import (
	"strings"
	"testing"
	"time"

	"earshot/ui/panetest"
)

// A verb that takes long says so, holds undo back, and esc stops it; what it
// left undone is as it was.
func TestEscStopsAVerbThatTakesLong(t *testing.T) {
	s := newScene(t, 9, panetest.Options{})
	s.Press("v", "j", "j", "v")
	s.Stuck = true
	s.Press("e")
	s.Advance(time.Second)
	if text := s.Host.Working(); text != "closing, esc stops" {
		t.Fatalf("%q", text)
	}
	s.Press("esc")
	if text := s.Host.Working(); text != "stopping closing" {
		t.Fatalf("%q", text)
	}
	s.Flow()
	s.Noticed("stopped before anything was changed")
	if text := s.Host.Working(); text != "" {
		t.Fatalf("%q", text)
	}
}

// Marking everything that matches tells how far it is, and esc leaves the marks
// as they were.
func TestEscStopsMarkingEverything(t *testing.T) {
	s := newScene(t, 9, panetest.Options{})
	s.Stuck = true
	s.Press("*")
	s.Advance(time.Second)
	if title := s.Pane.Title(); !strings.Contains(title, "marking, esc stops") {
		t.Fatalf("%q", title)
	}
	s.Press("esc")
	s.Flow()
	if title := s.Pane.Title(); strings.Contains(title, "mark") {
		t.Fatalf("%q", title)
	}
}
