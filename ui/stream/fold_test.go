package stream_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/ui/panetest"
)

const news = "Polar Home recalls freezers made in March because the compressor may overheat, owners get a free replacement."

// repost lets somebody say the news, so long ago.
func (s *scene) repost(id string, ago time.Duration) {
	s.T.Helper()
	s.Hear(s.Said(id, ago, author(len(id)*100+int(ago/time.Minute)), "neutral", "RT @news: "+news))
}

func TestRepostsAreOneRowWithTheirNumber(t *testing.T) {
	for _, plain := range []bool{false, true} {
		s := newScene(t, 4, panetest.Options{Plain: plain})
		for i := range 3 {
			s.repost(fmt.Sprint("r", i), time.Duration(10-i)*time.Minute)
		}
		if n := strings.Count(s.Frame(), "recalls freezers"); n != 1 || !strings.Contains(s.row("recalls freezers"), " x3") {
			t.Fatalf("%d rows:\n%s", n, s.Frame())
		}
		s.See("Stream: Inbox  7 in 5 rows") // mentions are counted, and said to be in fewer rows
		s.Press("D")
		s.See("Stream: Inbox  7")
		s.Not("in 7 rows", "in 5 rows")
		if n := strings.Count(s.Frame(), "recalls freezers"); n != 3 {
			t.Fatalf("%d rows unfolded:\n%s", n, s.Frame())
		}
		s.Press("D")
		s.Size(70, 16)
		if row := s.row("x3"); !strings.Contains(row, "x3  218    8m") {
			t.Fatalf("in two lines: %q", row)
		}
	}
}

// TestTheCursorStaysOnARowThatGrows: one more repost moves the row to the top
// and takes the cursor along: a verb must not hit its neighbour.
func TestTheCursorStaysOnARowThatGrows(t *testing.T) {
	s := newScene(t, 4, panetest.Options{})
	s.repost("r0", 10*time.Minute)
	s.Press("G")
	s.repost("late", 0)
	if m := s.p.Selected(); m == nil || m.Key.ID != "late" || !strings.Contains(s.row("recalls"), "x2") {
		t.Fatalf("selected is %v:\n%s", m, s.Frame())
	}
	s.Press("space", "E")
	s.Noticed("closed 2 mentions")
	if n := s.count("is:open"); n != 4 {
		t.Fatalf("%d are open", n)
	}
	s.Press("z")
	if n := s.count("is:open"); n != 6 {
		t.Fatalf("%d are open after undo", n)
	}
}

// TestPagesFillWhenMostIsFolded: hundreds of reposts between two others hide
// neither, and reading on goes on behind them.
func TestPagesFillWhenMostIsFolded(t *testing.T) {
	s := newScene(t, 2, panetest.Options{})
	for i := range 260 {
		s.repost(fmt.Sprint("r", i), time.Duration(30+i)*time.Minute)
	}
	s.Hear(s.Said("old", 20*time.Hour, author(7), "neutral", "the oldest of all"))
	s.See("the oldest of all", "x260", "word 0.", "word 1.", "# Stream: Inbox  263 in 4 rows")
	s.Press("*", "E")
	s.Noticed("closed 263 mentions")
}

// TestTheTitleCountsRowsOnlyOnceAllAreRead: before, nobody knows how many rows
// there are.
func TestTheTitleCountsRowsOnlyOnceAllAreRead(t *testing.T) {
	s := newScene(t, 200, panetest.Options{})
	s.See("# Stream: Inbox  200")
	s.Not("mentions", " rows")
	s.repost("r0", 2*time.Minute)
	s.repost("r1", time.Minute)
	s.See("# Stream: Inbox  202 mentions")
	s.Not(" rows")
	s.Press("G", "G")
	s.See("# Stream: Inbox  202 in 201 rows")
	s.Press("/", "ctrl+u")
	s.Type("from:guest7")
	s.Press("enter")
	s.See("from:guest7  1")
	s.Not(" rows", "mentions")
}
