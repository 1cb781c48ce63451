package stream_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/pane"
	"earshot/ui/panetest"
	"earshot/ui/stream"
	"earshot/ui/verb"
)

// TestTheSelectionStaysInSight: whatever arrives, goes, is edited, folded or
// grouped, the selected mention stays selected and on its line of the screen; and
// below the top no line moves because of what arrives above.
func TestTheSelectionStaysInSight(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := newScene(t, 40, panetest.Options{Width: 110, Height: rapid.IntRange(3, 13).Draw(r, "height")}) // without the tabs, whose numbers follow
		s.Press("' a")
		if rapid.IntRange(0, 3).Draw(r, "grouped") == 0 {
			s.Press("T")
		}
		for range rapid.IntRange(1, 12).Draw(r, "down") {
			s.Press("j")
		}
		n, still := 0, true // still: the cursor has not come to the top, which is followed
		for range rapid.IntRange(1, 15).Draw(r, "steps") {
			m, before := s.p.Selected(), s.Frame()
			rows := before[strings.Index(before, "\n"):]
			at := s.line(m.Body.Text)
			what := rapid.IntRange(0, 6).Draw(r, "what")
			switch what {
			case 0, 1, 2:
				for range what*2 + 1 {
					n++
					s.Hear(s.Said(fmt.Sprint("n", n), 0, author(500+n), "neutral", fmt.Sprintf("news %d.", n)))
				}
			case 3: // an older one, at its place
				n++
				s.Hear(s.Said(fmt.Sprint("n", n), time.Duration(rapid.IntRange(0, 2400).Draw(r, "old"))*time.Second, author(500+n), "neutral", fmt.Sprintf("news %d.", n)))
			case 4: // another one is worked on
				_ = s.Desk.Triage.Look(context.Background(), boris, desk.On(rapid.SampledFrom(s.docs).Draw(r, "seen"))) // it may have gone
				s.Send(pane.Tick{Now: s.Now()})
			case 5: // another one goes
				if doc := rapid.SampledFrom(s.docs).Draw(r, "gone"); doc != m.Doc {
					s.remove(doc)
				}
			case 6:
				s.Press(rapid.SampledFrom([]string{"j", "k", "ctrl+d", "ctrl+u", "J", "K"}).Draw(r, "key"))
				still = s.line(s.p.Selected().Body.Text) > 0
				continue
			}
			s.selected(m.Body.Text)
			after := s.Frame()
			still = still && s.line(m.Body.Text) > 0
			if still = still && at > 0; what <= 2 && still && rows != after[strings.Index(after, "\n"):] {
				r.Fatalf("what arrives above moves the lines:\n%s\n%s", before, after)
			}
		}
	})
}

// remove takes a mention away, as its network does.
func (s *scene) remove(doc store.Doc) {
	s.T.Helper()
	m, err := s.Desk.Lookup.Get(context.Background(), doc)
	if err != nil {
		return // it has gone before
	}
	_, err = s.Desk.Inbox.Ingest(context.Background(), desk.Batch{Account: "polar", Events: []desk.Event{{Deleted: m.Key}}})
	panetest.Must(s.T, err)
	s.Send(pane.Tick{Now: s.Now()})
}

// BenchmarkDraw draws the stream of a screen of 200x60 anew: 38 lines of 119
// cells, with text of three scripts. The frame has 3 ms for everything.
func BenchmarkDraw(b *testing.B) {
	s := benchScene(b, 120)
	b.ReportAllocs()
	for b.Loop() {
		s.Pane.Update(pane.Restyled{}) // forgets every row
		s.Pane.View(119, 38)
	}
}

// TestARowThatIsKeptIsTheRowThatWouldBeDrawn: after whatever is done, what is
// drawn with the rows of before is what is drawn anew.
func TestARowThatIsKeptIsTheRowThatWouldBeDrawn(t *testing.T) {
	s := panetest.New(t, panetest.Options{Width: 100, Height: 24})
	s.Connect()
	for i := range 30 {
		s.Hear(s.Said(fmt.Sprint(i), time.Duration(i)*time.Minute, author(i), "negative", fmt.Sprint(hostile()[i%3], i)))
	}
	s.Put(stream.New(s.Host, &verb.Memory{}))
	steps := []func(){
		func() { s.Press("j") }, func() { s.Press("space") }, func() { s.Press("v") }, func() { s.Press("j") }, func() { s.Press("v") },
		func() { s.Advance(time.Minute) }, func() { s.Advance(3 * time.Hour) }, func() { s.Press("T") }, func() { s.Press("T") }, func() { s.Press("T") },
		func() { s.Size(70, 20) }, func() { s.Press("G") }, func() { s.Press("L") }, func() { s.Press("g", "g") }, func() { s.Press("D") },
		func() { s.Hear(s.Said("late", 0, author(1), "positive", "one more")) },
		func() {
			panetest.Must(t, second(s.Desk.Triage.Tag(context.Background(), desk.By{User: "boris"}, desk.On(1, 2, 3), []string{"new"}, nil)))
			s.Send(nil)
		},
		func() {
			panetest.Must(t, second(s.Desk.Triage.Done(context.Background(), desk.By{User: "boris"}, desk.On(4, 5))))
			s.Send(nil)
		},
	}
	for i, step := range steps {
		step()
		kept := s.Frame()
		s.Pane.Update(pane.Restyled{})
		if anew := s.Frame(); anew != kept {
			t.Fatalf("step %d shows\n%s\nand anew\n%s", i, kept, anew)
		}
	}
}

// second drops what a verb says of itself.
func second(_ desk.Outcome, err error) error { return err }

// BenchmarkMove is a key: the cursor moves one line and the list is drawn.
func BenchmarkMove(b *testing.B) {
	s := benchScene(b, 120)
	b.ReportAllocs()
	for b.Loop() {
		s.Press("j")
	}
}

// BenchmarkMoveWithManyMarked is the same key with 100,000 marked, in a plain list
// and in one of groups: it must not cost more than with none, however often footer
// and help ask what verbs would work on.
func BenchmarkMoveWithManyMarked(b *testing.B) {
	for name, grouped := range map[string]bool{"plain": false, "groups": true} {
		for _, many := range []int{0, 100_000} {
			b.Run(fmt.Sprint(name, "/", many), func(b *testing.B) {
				s := benchScene(b, 120)
				for i := range 3 { // a discussion: a row that stands for several
					m := s.Said(fmt.Sprint("t", i), 0, author(i), "neutral", "one of three")
					m.Place.Thread = "t0"
					s.Hear(m)
				}
				if grouped {
					s.Press("T")
				}
				stream.MarkMany(s.Pane.(*stream.Pane), many)
				s.Press("j") // the set is put in order once
				s.Reason("done")
				b.ReportAllocs()
				for b.Loop() {
					s.Press("j")
					for _, id := range []string{"done", "tag", "reply"} {
						s.Reason(id)
					}
				}
			})
		}
	}
}

func benchScene(b *testing.B, n int) *panetest.Stage {
	b.Helper()
	s := panetest.New(b, panetest.Options{Width: 119, Height: 38, Theme: "dark"})
	s.Connect()
	for i := range n {
		m := s.Said(fmt.Sprint(i), time.Duration(i)*time.Minute, author(i), "negative", fmt.Sprint(hostile()[i%3], strings.Repeat(fmt.Sprintf(" слово%d снова%d again%d 👍🏿", i, i*7, i*13), 8)))
		m.Judgement.Intent, m.Work.Assignee, m.Work.Tags = "complaint", "anna", []string{"repair"}
		s.Hear(m)
	}
	s.Put(newPane(s))
	if rows := strings.Count(s.Frame(), "@anna"); rows < 38 {
		b.Fatalf("only %d rows are drawn:\n%s", rows, s.Frame())
	}
	return s
}

// TestTheEndOfWhatWasReadStaysInSight: arrivals push the last rows that were read
// out of the page that is read again; they stay before one's eyes.
func TestTheEndOfWhatWasReadStaysInSight(t *testing.T) {
	s := newScene(t, 118, panetest.Options{})
	s.Press("G", "k", "k", "k")
	s.selected("word 114.")
	at := s.line("word 117.")
	s.arrive(5)
	s.selected("word 114.")
	if s.line("word 117.") != at || at < 0 {
		t.Fatalf("the last rows have gone:\n%s", s.Frame())
	}
}
