package desk_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// wrote ingests one mention of an author with so many followers.
func (w *world) wrote(id, author string, followers int, change func(*store.Mention)) {
	w.t.Helper()
	m := &store.Mention{
		Key: store.Key{Network: "mastodon", ID: id}, Created: w.now.Add(-time.Minute),
		Author: store.Author{ID: author, Name: "Name " + author, Followers: followers}, Body: store.Body{Text: "about the oven " + id},
	}
	if change != nil {
		change(m)
	}
	done(w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{{Mention: m}}}))(w.t)
}

func (w *world) report(q string, days int) desk.Report {
	w.t.Helper()
	parsed := done(w.Lookup.Parse(q))(w.t)
	return done(w.Stats.Report(w.ctx, parsed.Expr, days, store.Scope{Now: w.now, Me: "anna"}))(w.t)
}

func TestReachIsTheFollowersOfWhoMentionsUsOnceAMention(t *testing.T) {
	w := newWorld(t)
	w.wrote("1", "7", 100, nil)
	w.wrote("2", "7", 100, nil)
	w.wrote("3", "8", 5000, func(m *store.Mention) { m.Created = w.now.Add(-24 * time.Hour) })
	w.wrote("4", "us-acme", 90_000, nil) // what we write ourselves reaches nobody new
	r := w.report("", 7)
	if want := (desk.Reach{Mentions: 3, People: 5200}); r.Reach != want || r.Days[6].Reach != 200 || r.Days[5].Reach != 5000 {
		t.Fatalf("reach %+v, want %+v; %+v", r.Reach, want, r.Days)
	}
	w.wrote("1", "7", 130, nil) // the same mention again, its author has grown
	if r = w.report("", 7); r.Reach.People != 5230 || r.Reach.Mentions != 3 {
		t.Fatalf("after the author has grown: %+v", r.Reach)
	}
	gone := desk.Batch{Account: "acme", Events: []desk.Event{{Deleted: store.Key{Network: "mastodon", ID: "3"}}}}
	done(w.Inbox.Ingest(w.ctx, gone))(t)
	if r = w.report("", 7); r.Reach != (desk.Reach{Mentions: 2, People: 230}) {
		t.Fatalf("after one was taken back: %+v", r.Reach)
	}
}

func TestHowManyFollowUsIsKnownByDay(t *testing.T) {
	w := newWorld(t)
	w.connect("quiet")
	w.wrote("1", "us-acme", 100, nil)
	w.wrote("2", "us-acme", 110, nil)
	w.now = w.now.AddDate(0, 0, 2)
	w.wrote("3", "us-acme", 120, nil)
	w.wrote("2", "us-acme", 125, nil) // an old post of ours, shown again
	w.now = w.now.AddDate(0, 0, 1)
	old := store.Mention{
		Key: store.Key{Network: "mastodon", ID: "0"}, Account: "acme", Created: w.now.AddDate(-1, 0, 0),
		Author: store.Author{ID: "us-acme", Followers: 3}, Body: store.Body{Text: "a year ago"},
	}
	done(w.Inbox.Ingest(w.ctx, desk.Batch{Restore: true, Events: []desk.Event{{Mention: &old}}}))(t)
	r := w.report("", 5)
	if len(r.Channels) != 1 || r.Channels[0].Account != "acme" || !slices.Equal(r.Channels[0].Followers, []int64{0, 110, 110, 125, 125}) {
		t.Fatalf("%+v", r.Channels)
	}
	if r = w.report("", 2); !slices.Equal(r.Channels[0].Followers, []int64{125, 125}) {
		t.Fatalf("the number of before is not known: %+v", r.Channels)
	}
}

func TestAReportOfAQueryTellsOnlyWhatCanBeCounted(t *testing.T) {
	w := newWorld(t)
	w.wrote("1", "7", 100, nil)
	w.wrote("2", "8", 50, nil)
	done(w.reply(anna, 1))(t)
	w.now = w.now.Add(2 * time.Hour)
	send := done(w.Outbox.Claim(w.ctx, "acme"))(t)
	w.must(w.Outbox.Delivered(w.ctx, send.Job, "900", "", w.now))
	done(w.Triage.Assign(w.ctx, anna, desk.On(2), "boris"))(t)
	r := w.report("from:7", 7)
	if r.Rolled || r.Total != 1 || r.Response != 0 || r.Reach != (desk.Reach{}) || r.Channels != nil {
		t.Fatalf("%+v", r)
	}
	if r.Answered != 1 || r.Within != [5]int{0, 0, 1} || r.Half() != 2 {
		t.Fatalf("answers %+v", r.Answers)
	}
	r = w.report("from:8", 7)
	if r.Answered != 0 || r.Half() != -1 || !slices.Equal(r.Assignees, []desk.Count{{Name: "boris", N: 1}}) {
		t.Fatalf("%+v", r)
	}
}

// asked is a store that counts how often a query is evaluated.
type asked struct {
	store.Store
	tallies, views int
}

func (a *asked) View(ctx context.Context, fn func(store.Tx) error) error {
	a.views++
	return a.Store.View(ctx, func(tx store.Tx) error { return fn(askedTx{tx, a}) })
}

type askedTx struct {
	store.Tx
	a *asked
}

func (t askedTx) Mentions() store.Mentions { return askedMentions{t.Tx.Mentions(), t.a} }

type askedMentions struct {
	store.Mentions
	a *asked
}

func (m askedMentions) Tally(ctx context.Context, s store.Search, by ...store.By) ([]map[string]int, error) {
	m.a.tallies++
	return m.Mentions.Tally(ctx, s, by...)
}

func TestAReportEvaluatesItsQueryOnce(t *testing.T) {
	st := &asked{Store: mem.New()}
	w := newWorldOver(t, st)
	w.hear("1", "2", "3")
	w.report("oven OR холодильник", 30)
	if st.tallies != 1 {
		t.Errorf("one report took %d evaluations", st.tallies)
	}
	st.tallies = 0
	done(w.Lookup.Names(w.ctx, store.FacetTag, store.FacetAssignee, store.FacetLang))(t)
	done(w.Lookup.Person(w.ctx, "mastodon:77", 5, store.Scope{Now: w.now}))(t)
	if st.tallies != 2 {
		t.Errorf("names and a person took %d evaluations", st.tallies)
	}
}

func TestTheCountersAreOfOneMoment(t *testing.T) {
	st := &asked{Store: mem.New()}
	w := newWorldOver(t, st)
	w.hear("1", "2", "3")
	st.views = 0
	if c := done(w.Lookup.Counters(w.ctx, store.Scope{Now: w.now, Me: "anna"}))(t); c.Open != 3 || st.views != 1 {
		t.Errorf("%+v in %d transactions", c, st.views)
	}
}

func TestATimelineIsReadFurther(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("1", "2", "3", "4", "5")
	p := done(w.Lookup.Person(w.ctx, "mastodon:77", 2, store.Scope{Now: w.now}))(t)
	if len(p.Timeline) != 2 || !p.More {
		t.Fatalf("%d, more %v", len(p.Timeline), p.More)
	}
	at := p.Timeline[1].Position()
	page := done(w.Lookup.Timeline(w.ctx, "mastodon:77", &at, 2, store.Scope{Now: w.now}))(t)
	if len(page.Timeline) != 2 || page.Timeline[0].Doc != docs[2] || !page.More {
		t.Fatalf("%+v", page)
	}
	at = page.Timeline[1].Position()
	if page = done(w.Lookup.Timeline(w.ctx, "mastodon:77", &at, 2, store.Scope{Now: w.now}))(t); len(page.Timeline) != 1 || page.More {
		t.Fatalf("the end: %+v", page)
	}
	if page = done(w.Lookup.Timeline(w.ctx, "mastodon:77", nil, 9, store.Scope{Now: w.now}))(t); len(page.Timeline) != 5 {
		t.Fatalf("the beginning: %+v", page)
	}
}

func TestWhatWaitsIsReadFromTheQueue(t *testing.T) {
	w := newWorld(t)
	out := func(text string, at time.Time) store.Post {
		t.Helper()
		return done(w.Publish.Send(w.ctx, anna, desk.Outgoing{Message: store.Message{Text: text}, Accounts: []string{"acme"}, At: at}))(t)
	}
	waiting := func() (out []string) {
		t.Helper()
		for _, p := range done(w.Publish.Waiting(w.ctx))(t) {
			out = append(out, p.Message.Text+" "+string(p.State()))
		}
		return out
	}
	out("sent", time.Time{})
	w.now = w.now.Add(time.Minute)
	task := done(w.Outbox.Claim(w.ctx, "acme"))(t)
	w.must(w.Outbox.Delivered(w.ctx, task.Job, "1", "", w.now))
	out("refused", time.Time{})
	w.now = w.now.Add(time.Minute)
	task = done(w.Outbox.Claim(w.ctx, "acme"))(t)
	w.must(w.Outbox.Park(w.ctx, task.Job, "too long", false))
	out("planned", w.now.Add(24*time.Hour))
	out("held", time.Time{})
	if got := waiting(); !slices.Equal(got, []string{"held held", "planned scheduled", "refused failed"}) {
		t.Fatalf("%v", got)
	}
	done(w.History.Undo(w.ctx, anna))(t)
	if got := waiting(); !slices.Equal(got, []string{"planned scheduled", "refused failed"}) {
		t.Fatalf("after undo: %v", got)
	}
}
