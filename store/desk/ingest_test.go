package desk_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

func TestTheSameMentionTwiceIsOne(t *testing.T) {
	w := newWorld(t)
	w.hear("1", "2")
	if again := w.hear("1", "2"); len(again) != 0 {
		t.Fatalf("heard again: %v", again)
	}
	if got := w.find("*"); len(got) != 2 {
		t.Fatalf("stored %v", got)
	}
}

func TestAnArrivalIsNewJudgedAndBelongsToAPerson(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	m := w.get(doc)
	if m.Work.State != store.StateNew || m.Judgement.Sentiment == "" || m.Body.Lang != "ru" {
		t.Fatalf("state %q, sentiment %q, lang %q", m.Work.State, m.Judgement.Sentiment, m.Body.Lang)
	}
	p := done(w.Lookup.Person(w.ctx, m.Identity(), 10, store.Scope{Now: w.now}))(t)
	if p.Identity.Mentions != 1 || p.Identity.Author.Name != "Иван" || len(p.Timeline) != 1 || p.Open != 1 {
		t.Fatalf("person %+v", p)
	}
}

func TestTheCursorMovesWithItsBatchOrNotAtAll(t *testing.T) {
	w := newWorld(t)
	m := &store.Mention{Key: store.Key{Network: "mastodon", ID: "1"}, Created: w.now, Body: store.Body{Text: "hi"}}
	done(w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{{Mention: m}}, Cursor: []byte("page2")}))(t)
	if c := done(w.Setup.Cursor(w.ctx, "acme", ""))(t); string(c) != "page2" {
		t.Fatalf("cursor %q", c)
	}
	if c := done(w.Setup.Cursor(w.ctx, "acme", "#tag"))(t); c != nil {
		t.Fatalf("another stream's cursor moved: %q", c)
	}
}

func TestOneBadMentionDoesNotStopItsBatch(t *testing.T) {
	w := newWorld(t)
	at := w.now
	events := []desk.Event{
		{Mention: &store.Mention{Key: store.Key{Network: "No Net", ID: "1"}, Created: at, Body: store.Body{Text: "a"}}},
		{Mention: &store.Mention{Key: store.Key{Network: "mastodon", ID: ""}, Created: at, Body: store.Body{Text: "a"}}},
		{Mention: &store.Mention{Key: store.Key{Network: "mastodon", ID: "3"}, Body: store.Body{Text: "a"}}},
		{Mention: &store.Mention{Key: store.Key{Network: "mastodon", ID: "4"}, Created: at, Body: store.Body{Text: "\x1b[2J\u202e"}}},
		{Mention: &store.Mention{Key: store.Key{Network: "mastodon", ID: "5"}, Created: at, Body: store.Body{Text: "fine"}}},
	}
	res := done(w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: events}))(t)
	if res.New != 1 || len(res.Refused) != 4 {
		t.Fatalf("new %d, refused %v", res.New, res.Refused)
	}
}

func TestOutsideTextIsCleanedBeforeItIsStored(t *testing.T) {
	w := newWorld(t)
	m := &store.Mention{
		Key: store.Key{Network: "mastodon", ID: "1"}, Created: w.now, URL: "javascript:alert(1)",
		Author: store.Author{ID: "9", Name: "Eve\x1b]0;owned\x07\u202e"},
		Body:   store.Body{Text: "a\x1b[31mb\x00c\xff" + strings.Repeat("x", 1<<20), Links: []string{"https://ok.example/", "file:///etc/passwd"}},
	}
	res := done(w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{{Mention: m}}}))(t)
	got := w.get(res.Docs[0])
	if strings.ContainsAny(got.Body.Text+got.Author.Name, "\x1b\x00\x07\u202e") || len(got.Body.Text) > 65<<10 {
		t.Fatalf("%d bytes, name %q", len(got.Body.Text), got.Author.Name)
	}
	if got.URL != "" || len(got.Body.Links) != 1 {
		t.Fatalf("url %q links %q", got.URL, got.Body.Links)
	}
}

func TestAnEditChangesTheTextAndADeletionTakesItAway(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	edited := *w.get(doc)
	edited.Doc, edited.Body.Text, edited.Counts.Likes = 0, "Спасибо, уже работает", 5
	res := done(w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{{Mention: &edited}}}))(t)
	if m := w.get(doc); res.Edited != 1 || m.Body.Text != "Спасибо, уже работает" || m.Edited.IsZero() || m.Counts.Likes != 5 {
		t.Fatalf("%+v", m)
	}
	if got := w.find("морозит"); len(got) != 0 {
		t.Fatalf("the old text is still found: %v", got)
	}
	res = done(w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{{Deleted: edited.Key}}}))(t)
	if _, err := w.Lookup.Get(w.ctx, doc); res.Deleted != 1 || !errors.Is(err, store.ErrNotFound) {
		t.Fatalf("deleted %d, err %v", res.Deleted, err)
	}
}

func TestWhatWasTakenBackStaysAwayUnlessAPersonImportsIt(t *testing.T) {
	w := newWorld(t)
	stale := *w.get(w.hear("1")[0]) // a page that was read before the deletion
	stale.Doc = 0
	done(w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{{Deleted: stale.Key}}}))(t)
	late := desk.Batch{Account: "acme", Events: []desk.Event{{Mention: &stale}}}
	if res := done(w.Inbox.Ingest(w.ctx, late))(t); res.New != 0 || res.Known != 1 || len(w.find("*")) != 0 {
		t.Fatalf("it came back: %+v", res)
	}
	late.Restore = true
	if res := done(w.Inbox.Ingest(w.ctx, late))(t); res.New != 1 {
		t.Fatalf("an import was refused: %+v", res)
	}
}

func TestADialogueGathersWhateverTheOrderOfArrival(t *testing.T) {
	for name, order := range map[string][]string{
		"in order":      {"1", "2<1", "3<2"},
		"backwards":     {"3<2", "2<1", "1"},
		"middle last":   {"1", "3<2", "2<1"},
		"start missing": {"2<1", "3<2"},
	} {
		w := newWorld(t)
		var docs []store.Doc
		for _, spec := range order {
			docs = append(docs, w.hear(spec)...)
		}
		d := done(w.Lookup.Dialogue(w.ctx, docs[0]))(t)
		if len(d.Turns) != len(order) {
			t.Errorf("%s: %d turns of %d", name, len(d.Turns), len(order))
		}
	}
}

func TestAnAnswerInAnAssignedDialogueBelongsToItsAssignee(t *testing.T) {
	w := newWorld(t)
	first := w.hear("1")[0]
	done(w.Triage.Assign(w.ctx, anna, desk.On(first), "boris"))(t)
	second := w.hear("2<1")[0]
	if m := w.get(second); m.Work.Assignee != "boris" || m.Work.State != store.StateNew {
		t.Fatalf("%+v", m.Work)
	}
}

func TestWhatWeWroteElsewhereIsOursAndCountsAsAnswer(t *testing.T) {
	w := newWorld(t)
	first := w.hear("1")[0]
	ours := &store.Mention{
		Key: store.Key{Network: "mastodon", ID: "2"}, Created: w.now, Place: store.Place{Parent: "1"},
		Author: store.Author{ID: "us-acme"}, Body: store.Body{Text: "We are on it"},
	}
	res := done(w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{{Mention: ours}}}))(t)
	if m := w.get(res.Docs[0]); m.Work.State != store.StateDone {
		t.Fatalf("our own words wait to be handled: %+v", m.Work)
	}
	if m := w.get(first); m.Work.Answered.IsZero() || m.Work.Answerer != "acme" || m.Work.State != store.StateOpen {
		t.Fatalf("the mention does not count as answered: %+v", m.Work)
	}
}

func TestRestoringAnExportBringsBackWorkNotesAndHistory(t *testing.T) {
	w := newWorld(t)
	m := &store.Mention{
		Key: store.Key{Network: "vk", ID: "1"}, Created: w.now, Body: store.Body{Text: "hi"},
		Work:      store.Work{State: store.StateDone, Assignee: "anna", Tags: []string{"vip"}, Closed: w.now},
		Judgement: store.Judgement{Sentiment: "negative", Intent: "complaint", Priority: 77},
	}
	e := desk.Event{
		Mention: m, Notes: []store.Note{{By: "anna", At: w.now, Text: "call back"}},
		History: []store.Entry{{By: "anna", At: w.now, Verb: "done", Title: "closed 1 mention"}},
	}
	res := done(w.Inbox.Ingest(w.ctx, desk.Batch{Events: []desk.Event{e}, Restore: true}))(t)
	got := w.get(res.Docs[0])
	if got.Work.State != store.StateDone || got.Judgement.Priority != 77 || got.Work.Notes != 1 {
		t.Fatalf("%+v", got)
	}
	if n := done(w.Lookup.Notes(w.ctx, got.Doc))(t); len(n) != 1 || n[0].Text != "call back" {
		t.Fatalf("notes %v", n)
	}
	if h := done(w.History.Of(w.ctx, got.Doc))(t); len(h) != 1 || h[0].Title != "closed 1 mention" {
		t.Fatalf("history %v", h)
	}
	if _, err := w.History.Undo(w.ctx, anna); !errors.Is(err, desk.ErrNothing) {
		t.Fatalf("restored history can be undone: %v", err)
	}
}

func TestLooksOpenANewMentionWithoutAnUndoStep(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	w.must(w.Triage.Look(w.ctx, anna, desk.On(doc)))
	if m := w.get(doc); m.Work.State != store.StateOpen || !m.Work.Opened.Equal(w.now) {
		t.Fatalf("%+v", m.Work)
	}
	if _, err := w.History.Undo(w.ctx, anna); !errors.Is(err, desk.ErrNothing) {
		t.Fatalf("looking can be undone: %v", err)
	}
	w.now = w.now.Add(time.Hour)
	w.must(w.Triage.Look(w.ctx, boris, desk.On(doc)))
	if m := w.get(doc); m.Work.Opened.Equal(w.now) {
		t.Fatal("the first look was forgotten")
	}
}

// TestARestoredMentionComesBackAsItWas: work of our own export is not judged,
// assigned or closed again, and what sleeps wakes.
func TestARestoredMentionComesBackAsItWas(t *testing.T) {
	w := newWorld(t)
	w.must(second(w.Triage.Assign(w.ctx, anna, desk.On(w.hear("1", "2<1")[0]), "anna")))
	restore := func(id, author string, work store.Work) *store.Mention {
		m := &store.Mention{
			Key: store.Key{Network: "mastodon", ID: id}, Place: store.Place{Thread: "1", Parent: "1"}, Created: w.now,
			Account: "acme", Author: store.Author{ID: author}, Body: store.Body{Text: "как было"}, Work: work,
		}
		b := desk.Batch{Account: "acme", Events: []desk.Event{{Mention: m}}, Backfill: true, Restore: true}
		return w.get(done(w.Inbox.Ingest(w.ctx, b))(t).Docs[0])
	}
	if m := restore("3", "77", store.Work{State: store.StateOpen}); m.Work.Assignee != "" {
		t.Errorf("a mention that belonged to nobody was given to %q", m.Work.Assignee)
	}
	if m := restore("4", "us-acme", store.Work{State: store.StateOpen}); m.Work.State != store.StateOpen {
		t.Errorf("what we wrote and opened again is %q", m.Work.State)
	}
	until := w.now.Add(time.Hour)
	asleep := restore("5", "77", store.Work{State: store.StateSnoozed, Until: until})
	w.now = until.Add(time.Second)
	w.must(w.Outbox.Wake(w.ctx))
	if m := w.get(asleep.Doc); m.Work.State != store.StateOpen {
		t.Errorf("an imported snooze never ends: %q", m.Work.State)
	}
}
