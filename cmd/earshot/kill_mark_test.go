package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

// marking teaches one bare text and marks one mention after the other; of some it
// takes back what it has taught.
func (h *hands) marking() {
	ctx, d := context.Background(), h.ws.Desk
	labels := []string{"positive", "negative", "lead", "spam", "complaint"}
	for {
		doc, label := store.Doc(1+h.rng.IntN(20)), labels[h.rng.IntN(len(labels))]
		switch h.rng.IntN(3) {
		case 0:
			h.do("mark-"+label, doc, func() error { return only(d.Triage.Mark(ctx, h.by, desk.On(doc), label)) })
		case 1:
			text := "слово " + h.word()
			h.do("learn", 0, func() error { return only(d.Teach.Text(ctx, h.by, text, "ru", label)) })
		case 2:
			text := "слово " + h.word()
			h.do("learn", 0, func() error { return only(d.Teach.Text(ctx, h.by, text, "ru", label)) })
			h.do("unlearn", 0, func() error { return only(d.History.Undo(ctx, h.by)) })
		}
	}
}

// TestMarkingThatIsKilledLosesAndDoublesNothing: marks and lessons are made one by
// one. What was reported is in the log of corrections once and on its mention, what
// was taken back is not, and what was cut is whole or not there; whoever reads the
// log anew judges by it.
func TestMarkingThatIsKilledLosesAndDoublesNothing(t *testing.T) {
	s := newSandbox(t)
	s.try(jsonl("m", 20), "import", "jsonl", "-")
	rng := rand.New(rand.NewPCG(6, 1))
	marks, open := 0, 0 // reported, and perhaps made
	for round := range kills(t) {
		deeds := s.as(fmt.Sprintf("user%d", round)).slay("marking", uint64(round), moment(rng, 150*time.Millisecond))
		log := decode[correctionLine](t, s.run("learn", "--list", "--json").lines())
		for i, d := range deeds {
			checkLesson(t, log, deeds, i)
			switch {
			case !strings.HasPrefix(d.what, "mark-"):
			case d.done:
				marks++
			default:
				open++
			}
		}
		found := 0
		for _, c := range log {
			if c.Mention != "" {
				found++
			}
		}
		if found < marks || found > marks+open {
			t.Fatalf("round %d: %d marks are in the log, %d were reported and %d cut", round, found, marks, open)
		}
		open, marks = 0, found // what was cut has been counted now
		s.checkMarks(deeds)
	}
	s.clean(20)
	t.Logf("%d marks were made while it was killed", marks)
}

// correctionLine is a line of learn --list --json.
type correctionLine struct{ Text, Label, Mention string }

// checkLesson looks whether a reported lesson is in the log once, and one that was
// cut or taken back not more than that.
func checkLesson(t *testing.T, log []correctionLine, deeds []deed, i int) {
	t.Helper()
	d := deeds[i]
	if d.what != "learn" {
		return
	}
	n := 0
	for _, c := range log {
		if strings.HasSuffix(c.Text, " "+d.word) {
			n++
		}
	}
	back := i+1 < len(deeds) && deeds[i+1].what == "unlearn"
	switch {
	case n > 1, d.done && !back && n != 1:
		t.Errorf("lesson %s is in the log %d times, reported: %v", d.word, n, d.done)
	case back && deeds[i+1].done && n != 0:
		t.Errorf("lesson %s was taken back and is there", d.word)
	}
}

// checkMarks looks whether the last mark of each mention stands on it: of sentiment,
// of the intent and of leads the last.
func (s *sandbox) checkMarks(deeds []deed) {
	s.t.Helper()
	last := map[uint64]map[string]string{}
	cut := map[uint64]bool{}
	for _, d := range deeds {
		label, ok := strings.CutPrefix(d.what, "mark-")
		if !ok {
			continue
		}
		if !d.done {
			cut[d.doc] = true
			continue
		}
		if last[d.doc] == nil {
			last[d.doc] = map[string]string{}
		}
		about := map[string]string{"positive": "mood", "negative": "mood"}[label]
		last[d.doc][about] = label
	}
	for doc, labels := range last {
		label := labels["mood"]
		if label == "" || cut[doc] {
			continue
		}
		if n := s.count(fmt.Sprintf("id:%d sent:%s", doc, label)); n != 1 {
			s.t.Errorf("mention %d was marked %s, and is found by that %d times", doc, label, n)
		}
	}
}
