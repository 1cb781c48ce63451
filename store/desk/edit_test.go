package desk_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

func TestAnEditIsJudgedAnewButNotOverWhatWasTaught(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	for _, label := range []string{"lead", "lang:uk", "negative", "positive"} {
		done(w.Triage.Mark(w.ctx, anna, desk.On(doc), label))(t)
	}
	if taught := w.get(doc).Judgement.Taught; !slices.Equal(taught, []string{"lead", "lang:uk", "positive"}) {
		t.Fatalf("in force: %v", taught)
	}
	edited := w.said("1", "", "")
	edited.Created, edited.Body.Text = w.get(doc).Created, "Ужасно, всё сломалось, верните деньги"
	edited.Author = w.get(doc).Author
	done(w.Triage.Done(w.ctx, anna, desk.On(doc)))(t)
	w.now = w.now.Add(48 * time.Hour)
	if res := w.ingest(edited); res.Edited != 1 {
		t.Fatalf("%+v", res)
	}
	m := w.get(doc)
	if m.Judgement.Sentiment != "positive" || !m.Judgement.Lead || m.Body.Lang != "uk" || len(m.Judgement.Taught) != 3 {
		t.Errorf("what was taught is gone: %+v, %q", m.Judgement, m.Body.Lang)
	}
	if m.Judgement.Intent != "complaint" {
		t.Errorf("the new text is %q", m.Judgement.Intent)
	}
	if why := done(w.Lookup.Why(w.ctx, doc))(t); why.Priority != m.Judgement.Priority {
		t.Errorf("priority %d, explained as %d: a mention that is done does not wait", m.Judgement.Priority, why.Priority)
	}
}

func TestCountsAndAuthorsAreKeptUpToDate(t *testing.T) {
	w := newWorld(t)
	doc := w.ingest(w.said("1", "", "")).Docs[0]
	again := w.said("1", "", "")
	again.Counts, again.Author.Followers, again.Author.Name = store.Counts{Likes: 9}, 5000, "Иван Петров"
	if res := w.ingest(again); res.Known != 1 || res.Edited != 0 {
		t.Fatalf("%+v", res)
	}
	m := w.get(doc)
	if m.Counts.Likes != 9 || m.Author.Followers != 5000 || !m.Edited.IsZero() {
		t.Fatalf("%+v", m)
	}
	p := done(w.Lookup.Person(w.ctx, m.Identity(), 1, store.Scope{Now: w.now}))(t)
	if p.Identity.Author.Name != "Иван Петров" || p.Identity.Mentions != 1 {
		t.Fatalf("%+v", p.Identity)
	}
	stranger := w.said("1", "", "")
	stranger.Author.ID = "666"
	w.ingest(stranger)
	if got := w.get(doc); got.Author.ID != "77" {
		t.Fatal("a mention changed hands")
	}
}

func TestAnOlderMentionDoesNotMakeAPersonYounger(t *testing.T) {
	w := newWorld(t)
	now, old := w.said("2", "", ""), w.said("1", "", "")
	now.Author.Followers, old.Author.Followers = 900, 10
	old.Created = w.now.Add(-24 * time.Hour)
	w.ingest(now)
	w.ingest(old)
	p := done(w.Lookup.Person(w.ctx, "mastodon:77", 1, store.Scope{Now: w.now}))(t).Identity
	if p.Author.Followers != 900 || !p.First.Equal(old.Created) || !p.Last.Equal(now.Created) || p.Mentions != 2 {
		t.Fatalf("%+v", p)
	}
}

func TestADeletionLeavesWhatIsOurs(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("1", "2<1", "3<1")
	done(w.Triage.Note(w.ctx, anna, docs[1], "постоянный клиент"))(t)
	w.send(desk.Outgoing{About: docs[1], Message: say("сейчас")}, "900")
	res := done(w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{
		{Deleted: store.Key{Network: "mastodon", ID: "2"}}, {Deleted: store.Key{Network: "mastodon", ID: "nobody"}},
	}}))(t)
	if res.Deleted != 1 {
		t.Fatalf("%+v", res)
	}
	if posts := done(w.Publish.Posts(w.ctx, 0))(t); len(posts) != 1 || posts[0].State() != store.DeliverySent {
		t.Fatalf("%+v", posts)
	}
	if d := done(w.Lookup.Dialogue(w.ctx, docs[0]))(t); len(d.Turns) != 2 {
		t.Fatalf("%+v", d.Turns)
	}
	if h := done(w.History.Of(w.ctx, docs[1]))(t); len(h) == 0 {
		t.Fatal("the trail went, too")
	}
	p := done(w.Lookup.Person(w.ctx, "mastodon:77", 10, store.Scope{Now: w.now}))(t)
	if p.Identity.Mentions != 2 || len(p.Timeline) != 2 {
		t.Fatalf("%d mentions, %d on the timeline", p.Identity.Mentions, len(p.Timeline))
	}
	// What customers say to the answer still finds its discussion.
	w.ingest(w.said("901", "900", ""))
	if got := w.discussions(); !slices.Equal(got, []string{"[1 3 901]"}) {
		t.Fatalf("%v", got)
	}
}

// TestABulkVerbPassesOverWhatIsGone: one of many was deleted between the mark
// and the key.
func TestABulkVerbPassesOverWhatIsGone(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("1", "2", "3")
	done(w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{{Deleted: w.get(docs[1]).Key}}}))(t)
	if out := done(w.Triage.Done(w.ctx, anna, desk.On(docs...)))(t); out.Changed != 2 {
		t.Fatalf("%+v", out)
	}
	if out := done(w.Triage.Reopen(w.ctx, anna, desk.Around(docs...)))(t); out.Changed != 2 {
		t.Fatalf("%+v", out)
	}
	for _, target := range []desk.Target{desk.On(docs[1]), desk.Around(docs[1])} {
		if _, err := w.Triage.Done(w.ctx, anna, target); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%+v: %v", target, err)
		}
	}
}

// TestABatchIsNotWrittenInto: connectors may use theirs again, at the same time.
func TestABatchIsNotWrittenInto(t *testing.T) {
	m := &store.Mention{
		Key: store.Key{Network: "mastodon", ID: "1\x00"}, Created: time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC), Kind: "strange",
		Body: store.Body{
			Text: "a\x1b[31mb", Geo: &store.Geo{Place: "Казань\x07"}, Links: []string{"javascript:x", "https://a.example/"},
			Media: []store.Media{{Type: "image", URL: "file:///x", Alt: "\u202ealt"}},
		},
		Work:      store.Work{Tags: []string{"#B", "a", "no tag"}, State: store.StateDone, Assignee: "x\ny"},
		Judgement: store.Judgement{Sentiment: "positive", Why: []store.Reason{{What: "a\nb"}}, Taught: []string{"lead\n"}},
	}
	copied := *m
	before, err := store.Encode(m)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for _, restore := range []bool{true, false} {
		all.Go(func() { // under -race this finds what is shared
			w := newWorldOver(t, mem.New())
			b := desk.Batch{Account: "acme", Events: []desk.Event{{Mention: &copied}}, Restore: restore}
			done(w.Inbox.Ingest(w.ctx, b))(t)
		})
	}
	all.Wait()
	after, err := store.Encode(&copied)
	if err != nil || string(before) != string(after) {
		t.Fatalf("%v\n%s", err, cmp.Diff(m, &copied))
	}
}

func TestWhatAnImportBringsIsCleaned(t *testing.T) {
	w := newWorld(t)
	bad := "x\x1b[31my\nz\u202e"
	m := w.said("1", "", "")
	m.Kind = "strange\x00"
	m.Account = bad
	m.Work = store.Work{State: "asleep\n", Assignee: bad + strings.Repeat("a", 1<<20), Answerer: bad, Tags: []string{"#VIP", "vip", bad, "a b", ""}}
	m.Judgement = store.Judgement{
		Sentiment: "furious", Intent: bad, Taught: []string{"lead", bad, ""}, Monitors: []string{bad},
		Why: []store.Reason{{What: bad, About: bad}},
	}
	e := desk.Event{
		Mention: m, Notes: []store.Note{{By: bad, Text: bad, At: w.now}},
		History: []store.Entry{{By: bad, Verb: bad, Title: bad, At: w.now, Changes: []store.Change{{Kind: store.KindAccounts, ID: "acme"}}}},
	}
	res := done(w.Inbox.Ingest(w.ctx, desk.Batch{Events: []desk.Event{e}, Restore: true}))(t)
	if len(res.Docs) != 1 {
		t.Fatalf("%+v", res)
	}
	got := w.get(res.Docs[0])
	history, notes := done(w.History.Of(w.ctx, got.Doc))(t), done(w.Lookup.Notes(w.ctx, got.Doc))(t)
	for name, s := range map[string]string{
		"mention": strings.Join([]string{
			got.Account, string(got.Kind), got.Work.Assignee, got.Work.Answerer, strings.Join(got.Work.Tags, ""), got.Judgement.Intent,
			strings.Join(got.Judgement.Taught, ""), strings.Join(got.Judgement.Monitors, ""),
		}, ""),
		"note": notes[0].By + notes[0].Text, "history": history[0].By + history[0].Verb + history[0].Title,
	} {
		if strings.ContainsAny(strings.ReplaceAll(s, notes[0].Text, ""), "\x1b\x00\n\u202e") {
			t.Errorf("%s: %q", name, s)
		}
	}
	if got.Work.State != store.StateNew || got.Judgement.Sentiment == "furious" || got.Kind != store.KindPost || len(got.Work.Assignee) > 2<<10 {
		t.Errorf("%+v", got.Work)
	}
	if !got.Judgement.Lead || !slices.Contains(got.Judgement.Taught, "lead") {
		t.Errorf("what was taught is not in force: %+v", got.Judgement)
	}
	if !slices.Contains(got.Work.Tags, "vip") || len(history[0].Changes) != 0 || !history[0].Fixed {
		t.Errorf("tags %q, history %+v", got.Work.Tags, history)
	}
}

// exported is a mention as our own export writes it.
func (w *world) exported() desk.Event {
	at := w.now.Add(-48 * time.Hour)
	m := w.said("1", "", "t")
	m.Created, m.Edited, m.Arrived = at, at.Add(time.Hour), at.Add(time.Minute)
	m.Counts = store.Counts{Likes: 1, Views: 4}
	m.Work = store.Work{
		State: store.StateOpen, Assignee: "boris", Tags: []string{"a", "b"}, Opened: at.Add(2 * time.Minute),
		Answered: at.Add(3 * time.Minute), Answerer: "anna",
	}
	m.Judgement = store.Judgement{
		Sentiment: "negative", Score: -0.5, Confidence: 0.75, Intent: "spam", Lead: true, Priority: 42, Monitors: []string{"brand"},
		Why: []store.Reason{{What: "w", About: "sentiment", Weight: -1}}, Taught: []string{"spam"},
	}
	return desk.Event{
		Mention: m,
		Notes:   []store.Note{{By: "anna", At: at, Text: "one"}, {By: "boris", At: at, Text: "two"}},
		History: []store.Entry{{By: "anna", At: at, Verb: "tag", Title: "tagged 1 mention +a"}, {By: "boris", At: at, Verb: "note", Title: "noted"}},
	}
}

func (w *world) restore(events ...desk.Event) desk.Result {
	w.t.Helper()
	res, err := w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: events, Backfill: true, Restore: true})
	w.must(err)
	return res
}

func TestARestoredMentionIsTheExportedOne(t *testing.T) {
	w := newWorld(t)
	e := w.exported()
	want := *e.Mention
	doc := w.restore(e).Docs[0]
	got := w.get(doc)
	want.Doc, want.Work.Notes, want.Account, want.Kind = doc, 2, "acme", store.KindPost
	if d := cmp.Diff(&want, got); d != "" {
		t.Fatal(d)
	}
	notes := done(w.Lookup.Notes(w.ctx, doc))(t)
	if len(notes) != 2 || notes[0].Text != "one" || notes[1].By != "boris" || !notes[0].At.Equal(e.Notes[0].At) {
		t.Fatalf("%+v", notes)
	}
	history := done(w.History.Of(w.ctx, doc))(t)
	if len(history) != 2 || history[0].Title != e.History[0].Title || !history[1].At.Equal(e.History[1].At) || history[0].Door != "import" {
		t.Fatalf("%+v", history)
	}
	if r := done(w.Stats.Report(w.ctx, nil, 7, store.Scope{Now: w.now}))(t); r.Total != 1 {
		t.Fatalf("%+v", r)
	}
}

func TestRestoringTwiceChangesNothing(t *testing.T) {
	w := newWorld(t)
	doc := w.restore(w.exported()).Docs[0]
	done(w.Triage.Note(w.ctx, anna, doc, "three"))(t)
	done(w.Triage.Done(w.ctx, anna, desk.On(doc)))(t)
	before, trail := w.get(doc), len(done(w.History.Of(w.ctx, doc))(t))
	sub := w.Bus().Subscribe(store.TopicMentions, store.TopicNotes, store.TopicJournal)
	if res := w.restore(w.exported()); res.Known != 1 || res.New+res.Edited != 0 {
		t.Fatalf("%+v", res)
	}
	if d := cmp.Diff(before, w.get(doc)); d != "" {
		t.Fatal(d)
	}
	if n := len(done(w.Lookup.Notes(w.ctx, doc))(t)); n != 3 || len(done(w.History.Of(w.ctx, doc))(t)) != trail {
		t.Fatalf("%d notes", n)
	}
	if heard := sub.Take(); len(heard) != 0 {
		t.Fatalf("screens draw again for nothing: %v", heard)
	}
}

func TestAnOldExportDoesNotUndoWhatTheNetworkSaidSince(t *testing.T) {
	w := newWorld(t)
	doc := w.restore(w.exported()).Docs[0]
	live := w.said("1", "", "")
	live.Body.Text, live.Edited, live.Counts = "исправлено", w.now, store.Counts{Likes: 50}
	w.ingest(live)
	if res := w.restore(w.exported()); res.Known != 1 {
		t.Fatalf("%+v", res)
	}
	if m := w.get(doc); m.Body.Text != "исправлено" || m.Counts.Likes != 50 || !m.Edited.Equal(w.now) {
		t.Fatalf("%+v", m)
	}
}

func TestASnoozeThatIsOverWhenItIsRestored(t *testing.T) {
	w := newWorld(t)
	e := w.exported()
	e.Mention.Work.State, e.Mention.Work.Until = store.StateSnoozed, w.now.Add(-time.Hour)
	doc := w.restore(e).Docs[0]
	w.must(w.Outbox.Wake(w.ctx))
	if m := w.get(doc); m.Work.State != store.StateOpen {
		t.Fatalf("%+v", m.Work)
	}
}

// TestACursorOfAnAccountThatIsGone: the last batch of a reading may come after
// the account was disconnected.
func TestACursorOfAnAccountThatIsGone(t *testing.T) {
	w := newWorld(t)
	batch := func(cursor string) desk.Batch {
		return desk.Batch{Account: "acme", Cursor: []byte(cursor), Stream: "#tag", Events: []desk.Event{{Mention: w.said(cursor, "", "")}}}
	}
	cursor := func() string { return string(done(w.Setup.Cursor(w.ctx, "acme", "#tag"))(t)) }
	done(w.Inbox.Ingest(w.ctx, batch("p1")))(t)
	w.must(w.Setup.Disconnect(w.ctx, anna, "acme"))
	done(w.Inbox.Ingest(w.ctx, batch("p2")))(t)
	w.connect("acme", desk.AbilityRead)
	if got := cursor(); got != "" {
		t.Fatalf("a new account goes on at %q", got)
	}
	done(w.Inbox.Ingest(w.ctx, batch("p3")))(t)
	w.connect("acme", desk.AbilityRead) // only a new token
	if got := cursor(); got != "p3" {
		t.Fatalf("%q", got)
	}
	other := store.Account{Name: "acme", Network: "mastodon", RemoteID: "somebody-else"}
	w.must(w.Setup.Connect(w.ctx, anna, other, nil))
	if got := cursor(); got != "" {
		t.Fatalf("somebody else goes on at %q", got)
	}
	if got := w.find("*"); len(got) != 3 {
		t.Fatalf("stored %v", got)
	}
}

func TestAnEmptyBatchIsNothing(t *testing.T) {
	w := newWorld(t)
	sub := w.Bus().Subscribe()
	if res := done(w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme"}))(t); res.New != 0 || len(sub.Take()) != 0 {
		t.Fatalf("%+v", res)
	}
}
