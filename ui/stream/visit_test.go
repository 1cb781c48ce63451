package stream_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"earshot/store"
	"earshot/ui/panetest"
	"earshot/ui/stream"
	"earshot/ui/verb"
)

// again is the next session of the same person on the same data.
func (s *scene) again(later time.Duration, n int) {
	s.T.Helper()
	panetest.Must(s.T, s.p.Keep(context.Background()))
	s.Advance(later)
	s.arrive(n)
	s.p = stream.New(s.Host, &verb.Memory{})
	s.Put(s.p, verb.Global(s.Host)...)
}

func TestTheNextSessionSaysWhatIsNew(t *testing.T) {
	s := newScene(t, 30, panetest.Options{})
	s.Not(" new since", "▏") // on the first visit nothing is
	s.Press("j", "j", "j", "j", "j")
	s.again(2*time.Hour, 3)
	s.See("# Stream: Inbox  33  3 new since 09:31 (u)")
	if row := s.row("late news"); row[:len("▌")] != "▌" {
		t.Fatalf("the cursor rests on the newest: %q", row)
	}
	// What the cursor has been on is not new any more; u goes where one was.
	s.Press("j")
	s.See("2 new since", "▏● ·")
	s.Press("u")
	s.selected("word 5.")
	s.See("1 new since")
	s.Press("g g", "j", "j", "j")
	s.Not(" new since", "▏")
	s.again(26*time.Hour, 1)
	s.See("1 new since 20 Nov (u)")
}

func TestWithoutAPlaceUGoesBelowTheNew(t *testing.T) {
	s := newScene(t, 30, panetest.Options{Plain: true})
	if s.Reason("where-i-was") == "" {
		t.Fatal("there is no place yet")
	}
	s.again(time.Hour, 4)
	s.See("4 new since 09:31", "'N .")
	s.Press("u")
	s.selected("word 0.")
}

func TestWhatComesDuringAVisitIsNewAbove(t *testing.T) {
	s := newScene(t, 30, panetest.Options{})
	s.again(time.Hour, 2)
	s.Press("u", "G")
	s.arrive(5)
	s.See("5 new above", "new since")
	s.Not("7 new")
}

// TestThePlaceIsWrittenOnceInAWhile: a killed session forgets some seconds, and
// a hundred keys are one write.
func TestThePlaceIsWrittenOnceInAWhile(t *testing.T) {
	s := newScene(t, 60, panetest.Options{})
	sub := s.Desk.Bus().Subscribe()
	defer sub.Close()
	written := func() bool { _, ok := sub.Take()[store.TopicPrefs]; return ok }
	s.Advance(time.Minute)
	written()
	for range 20 {
		s.Press("j")
		s.Advance(100 * time.Millisecond)
		if written() {
			t.Fatal("a key is a write")
		}
	}
	s.Advance(5 * time.Second)
	if !written() {
		t.Fatal("the place is not written")
	}
	s.p = stream.New(s.Host, &verb.Memory{}) // without Keep: killed
	s.Put(s.p, verb.Global(s.Host)...)
	s.Press("u")
	s.selected("word 20.")
}

func TestEachViewHasItsPlace(t *testing.T) {
	s := newScene(t, 40, panetest.Options{})
	s.Press("j", "j", "j", "' a", "j", "j", "g i")
	s.selected("word 0.")
	s.Press("u")
	s.selected("word 3.")
	s.Press("' a", "u")
	s.selected("word 2.")
}

// TestABrokenMemoryIsNone: whatever stands there, the list opens.
func TestABrokenMemoryIsNone(t *testing.T) {
	for _, text := range []string{"{", "[]", `{"newest":-1}`, `{"density":"huge","places":{"is:open":999}}`} {
		s := newScene(t, 3, panetest.Options{})
		panetest.Must(t, s.Desk.Prefs.Set(context.Background(), boris, "stream", []byte(text)))
		s.Host.User = "boris"
		s.p = stream.New(s.Host, &verb.Memory{})
		s.Put(s.p, verb.Global(s.Host)...)
		s.See("word 0.", "word 2.")
		s.Press("u", "j", "L")
	}
}

func TestOldHistoryIsNoNews(t *testing.T) {
	s := newScene(t, 3, panetest.Options{})
	s.again(time.Hour, 0)
	panetest.Must(t, s.p.Keep(context.Background()))
	for i := range 3 {
		s.Hear(s.Said(fmt.Sprint("old", i), 90*24*time.Hour, author(50+i), "neutral", "from long ago"))
	}
	s.again(time.Hour, 1)
	s.See("1 new since")
}

// TestTheViewShownLastComesBack in the next session, unless that began with
// another; a search is no view and does not.
func TestTheViewShownLastComesBack(t *testing.T) {
	s := newScene(t, 5, panetest.Options{})
	s.See("# Stream: Inbox  5")
	s.Press("' a")
	s.again(time.Hour, 1)
	s.See("# Stream: All  6")
	s.selected("late news")
	s.Press("/", "ctrl+u")
	s.Type("from:guest3")
	s.Press("enter")
	s.See("from:guest3  1")
	s.again(time.Hour, 0)
	s.See("# Stream: All  6")
	s.Press("' i")
	s.again(time.Hour, 0)
	s.See("# Stream: Inbox  6")
}
