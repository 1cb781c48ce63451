package desk_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"earshot/store"
	grammar "earshot/store/act"
	"earshot/store/desk"
	"earshot/store/mem"
	"earshot/store/query"
)

// acts does a line of verbs on mentions.
func (w *world) acts(by desk.By, line string, docs ...store.Doc) (desk.Outcome, error) {
	w.t.Helper()
	list, err := grammar.Parse(line)
	w.must(err)
	return w.Triage.Acts(w.ctx, by, desk.On(docs...), desk.On(docs...), list, time.UTC)
}

// shape is the work and the judgement of mentions as text.
func (w *world) shape() string { return strings.Join(state(w), "\n") }

// TestALineIsOneStepOfUndo: however many verbs and mentions.
func TestALineIsOneStepOfUndo(t *testing.T) {
	for _, line := range []string{
		"done", "tag +a -b", "note позвонить, пожалуйста", "note one; note two",
		"tag +a, assign me, snooze 2h, note x", "mark spam, done", "reopen, done, reopen", "mark lead; mark negative; mark lang:uk",
		"assign boris, assign nobody, assign @boris",
	} {
		w := newWorld(t)
		docs := w.hear("1", "2", "3")
		before, notes := w.shape(), 0
		out, err := w.acts(anna, line, docs...)
		if err != nil || out.Changed != 3 {
			t.Errorf("%s: %+v, %v", line, out, err)
			continue
		}
		after := w.shape()
		w.undo(anna)
		if got := w.shape(); got != before {
			t.Errorf("%s: undo leaves\n%s", line, got)
		}
		for _, doc := range docs {
			notes += len(done(w.Lookup.Notes(w.ctx, doc))(t))
		}
		if notes != 0 {
			t.Errorf("%s: undo leaves %d notes", line, notes)
		}
		if _, err := w.History.Undo(w.ctx, anna); !errors.Is(err, desk.ErrNothing) {
			t.Errorf("%s: there is more to undo: %v", line, err)
		}
		w.redo(anna)
		if got := w.shape(); got != after {
			t.Errorf("%s: redo gives\n%s\nwant\n%s", line, got, after)
		}
	}
}

// TestAMistakeInALineDoesNothing: the last verb is looked at before the first acts.
func TestAMistakeInALineDoesNothing(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	before := w.shape()
	for line, column := range map[string]int{
		"done, snooze yesterday":           14, // no time
		"tag +a; snooze 1990-01-01":        16, // long past
		"tag +a, mark sad":                 14, // no label
		"tag +срочно, mark lang:x":         19, // no language, and columns are letters
		"done; alert":                      12, // belongs to rules
		"tag +a, done, alert fire in it":   21,
		"assign boris, snooze 99999999d":   22, // beyond all calendars
		"note \"a, b\", snooze next never": 21,
	} {
		_, err := w.acts(anna, line, doc)
		var bad *query.Error
		if !errors.As(err, &bad) || bad.Column != column {
			t.Errorf("%s: %v, want column %d", line, err, column)
		}
		if got := w.shape(); got != before {
			t.Fatalf("%s has done something: %s", line, got)
		}
	}
	if _, err := w.History.Undo(w.ctx, anna); !errors.Is(err, desk.ErrNothing) {
		t.Error(err)
	}
}

// TestALineThatFailsInTheMiddleSaysWhatIsDone: nobody stands behind the mention,
// so that there is no VIP; what came before is one undo.
func TestALineThatFailsInTheMiddleSaysWhatIsDone(t *testing.T) {
	w := newWorld(t)
	m := w.heard("1", "tea")
	m.Author = store.Author{}
	doc := w.take(desk.Batch{Account: "acme", Events: []desk.Event{{Mention: m}}}).Docs[0]
	_, err := w.acts(anna, "tag +a, done, mark vip, note never", doc)
	if err == nil || !strings.Contains(err.Error(), "tagged 1 mention +a, closed 1 mention; then:") {
		t.Fatal(err)
	}
	if got := w.get(doc); got.Work.State != store.StateDone || got.Work.Notes != 0 {
		t.Errorf("%+v", got.Work)
	}
	w.undo(anna)
	if got := w.get(doc); got.Work.State != store.StateNew && got.Work.State != store.StateOpen || len(got.Work.Tags) != 0 {
		t.Errorf("after undo %+v", got.Work)
	}
}

// TestALineThatIsStoppedBeginsNoFurtherVerb.
func TestALineThatIsStoppedBeginsNoFurtherVerb(t *testing.T) {
	w, docs := inLots(t, mem.New(), 5, 23)
	list, err := grammar.Parse("tag +vip, done")
	w.must(err)
	out, err := w.Triage.Acts(stopAt(w.ctx, 10), anna, desk.On(docs...), desk.On(docs...), list, time.UTC)
	if err != nil || !out.Stopped || len(w.find("tag:vip")) != 10 || len(w.find("is:done")) != 0 {
		t.Fatalf("%+v, %v: %d tagged, %d done", out, err, len(w.find("tag:vip")), len(w.find("is:done")))
	}
	w.undo(anna)
	if n := len(w.find("tag:vip")); n != 0 {
		t.Errorf("undo leaves %d", n)
	}
}

// TestTimesOfALineAreTheViewersTimes: 9:00 is nine where the person sits.
func TestTimesOfALineAreTheViewersTimes(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	list, err := grammar.Parse("snooze 2026-11-25 09:00")
	w.must(err)
	for zone, want := range map[*time.Location]int{time.UTC: 9, time.FixedZone("Kazan", 3*3600): 6} {
		done(w.Triage.Acts(w.ctx, anna, desk.On(doc), desk.On(doc), list, zone))(t)
		if got := w.get(doc).Work.Until.UTC(); got.Hour() != want || got.Day() != 25 {
			t.Errorf("%s: %v", zone, got)
		}
	}
}

// TestTheScreensLineWorksOnTheDiscussionAndItsMention: state and assignee belong
// to the discussion, tags and notes to the mention.
func TestTheScreensLineWorksOnTheDiscussionAndItsMention(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("1", "2<1", "3<2")
	list, err := grammar.Parse("tag +one, note here; assign boris, done")
	w.must(err)
	done(w.Triage.Acts(w.ctx, anna, desk.On(docs[1]), desk.Around(docs[1]), list, time.UTC))(t)
	for i, doc := range docs {
		m := w.get(doc)
		if m.Work.State != store.StateDone || m.Work.Assignee != "boris" || (len(m.Work.Tags) == 1) != (i == 1) || (m.Work.Notes == 1) != (i == 1) {
			t.Errorf("%d: %+v", i, m.Work)
		}
	}
	w.undo(anna)
	if n := len(w.find("is:done OR tag:one OR has:note OR assignee:boris")); n != 0 {
		t.Errorf("undo leaves %d", n)
	}
}

// TestThatNothingHadToChangeIsSaidOnce, with the count, not once for each verb.
func TestThatNothingHadToChangeIsSaidOnce(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("1", "2", "3")
	const line = "tag +a, assign boris, done"
	done(w.acts(anna, line, docs...))(t)
	for _, c := range []struct {
		line string
		docs []store.Doc
		want string
	}{
		{line, docs, "nothing to change on 3 mentions"},
		{line, docs[:1], "nothing to change"},
		{"done", docs[1:], "nothing to change on 2 mentions: closed already"},
		{"assign boris", docs[:1], "nothing to change: assigned to boris already"},
		{"tag +a, tag +b, done", docs, "tagged 3 mentions +b, nothing to change by 2 of 3 verbs"},
		{"assign clara, tag +b", docs[:2], "assigned 2 mentions to clara, nothing to change by 1 of 2 verbs"},
		{"reopen, done", docs[2:], "opened 1 mention again, closed 1 mention"},
		{"note called", docs, "noted on 3 mentions"},
		{"note called, done", docs[:1], "noted, nothing to change by 1 of 2 verbs"},
		{line, nil, "nothing to change"},
		{"done", nil, "nothing to change"},
	} {
		if out := done(w.acts(anna, c.line, c.docs...))(t); out.Title != c.want {
			t.Errorf("%s on %d: %q, want %q", c.line, len(c.docs), out.Title, c.want)
		}
	}
}
