package desk_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

// TestEveryScreenHearsWhatConcernsIt: a change that is not told is a screen
// that shows what is no longer so.
func TestEveryScreenHearsWhatConcernsIt(t *testing.T) {
	w := newWorld(t)
	w.connect("acme", desk.AbilityRead, desk.AbilitySend, desk.AbilityThreads)
	docs := w.hear("1", "2", "3")
	on := desk.On(docs[0])
	var post store.Post
	var draft store.Draft
	var task *desk.Task
	mentions, journal, posts, jobs := store.TopicMentions, store.TopicJournal, store.TopicPosts, store.TopicJobs
	sub := w.Bus().Subscribe()
	for _, c := range []struct {
		name string
		do   func() error
		want []store.Topic
	}{
		{"arrival", func() error { w.hear("4"); return nil }, []store.Topic{mentions, store.TopicPeople}},
		{"the same again", func() error { w.hear("4"); return nil }, nil},
		{"look", func() error { return w.Triage.Look(w.ctx, anna, on) }, []store.Topic{mentions}},
		{"look again", func() error { return w.Triage.Look(w.ctx, anna, on) }, nil},
		{"tag", func() error { return second(w.Triage.Tag(w.ctx, anna, on, []string{"a"}, nil)) }, []store.Topic{mentions, journal}},
		{"tag again", func() error { return second(w.Triage.Tag(w.ctx, anna, on, []string{"a"}, nil)) }, nil},
		{"undo", func() error { return second(w.History.Undo(w.ctx, anna)) }, []store.Topic{mentions, journal}},
		{"redo", func() error { return second(w.History.Redo(w.ctx, anna)) }, []store.Topic{mentions, journal}},
		{"note", func() error { return second(w.Triage.Note(w.ctx, anna, docs[0], "x")) }, []store.Topic{mentions, journal, store.TopicNotes}},
		{"undo note", func() error { return second(w.History.Undo(w.ctx, anna)) }, []store.Topic{mentions, journal, store.TopicNotes}},
		{"vip", func() error { return second(w.Triage.Mark(w.ctx, anna, on, "vip")) }, []store.Topic{mentions, journal, store.TopicPeople}},
		{"mark", func() error { return second(w.Triage.Mark(w.ctx, anna, on, "lead")) }, []store.Topic{mentions, journal, store.TopicTaught}},
		{"lang", func() error { return second(w.Triage.Mark(w.ctx, anna, on, "lang:uk")) }, []store.Topic{mentions, journal, store.TopicTaught}},
		{"undo lang", func() error { return second(w.History.Undo(w.ctx, anna)) }, []store.Topic{mentions, journal, store.TopicTaught}},
		{"snooze", func() error { return second(w.Triage.Snooze(w.ctx, anna, on, w.now.Add(time.Hour))) }, []store.Topic{mentions, journal, jobs}},
		{"wake", func() error { w.now = w.now.Add(2 * time.Hour); return w.Outbox.Wake(w.ctx) }, []store.Topic{mentions, jobs}},
		{"draft", func() (err error) {
			draft, err = w.Publish.SaveDraft(w.ctx, anna, store.Draft{Message: say("x")})
			return err
		}, []store.Topic{store.TopicDrafts}},
		{"send", func() (err error) {
			post, err = w.Publish.Send(w.ctx, anna, desk.Outgoing{About: docs[1], Message: say("x"), Draft: draft.ID})
			return err
		}, []store.Topic{posts, jobs, journal, mentions, store.TopicDrafts}},
		{"move", func() error { return second(w.Publish.Move(w.ctx, anna, post.ID, w.now.Add(time.Minute))) }, []store.Topic{posts, jobs, journal, mentions}},
		{"claim", func() (err error) {
			w.now = w.now.Add(time.Minute)
			task, err = w.Outbox.Claim(w.ctx, "acme")
			return err
		}, []store.Topic{posts, jobs, mentions}},
		{"retry", func() error { return w.Outbox.Retry(w.ctx, task.Job, 0, "x") }, []store.Topic{posts, jobs, mentions}},
		{"park", func() error { return w.Outbox.Park(w.ctx, task.Job, "x", true) }, []store.Topic{posts, jobs, mentions, store.TopicAlerts}},
		{"arrived", func() error { return second(w.Publish.Arrived(w.ctx, anna, post.ID)) }, []store.Topic{posts, jobs, journal, mentions}},
		{"fetch", func() error { return w.Outbox.FetchThread(w.ctx, docs[0]) }, []store.Topic{jobs}},
		{"fetched", func() error { return w.Outbox.Drop(w.ctx, "thread:1") }, []store.Topic{jobs}},
		{"health", func() error { return w.Setup.SetHealth(w.ctx, store.Health{Account: "acme"}) }, []store.Topic{store.TopicHealth}},
		{"health of nobody", func() error { return w.Setup.SetHealth(w.ctx, store.Health{Account: "x"}) }, nil},
		{"watch", func() error { return w.Setup.Watch(w.ctx, anna, "acme", []string{"#x"}) }, []store.Topic{store.TopicAccounts, journal}},
		{"deletion", func() error {
			return second(w.Inbox.Ingest(w.ctx, desk.Batch{Events: []desk.Event{{Deleted: store.Key{Network: "mastodon", ID: "3"}}}}))
		}, []store.Topic{mentions, store.TopicPeople}},
		{"connect", func() error { w.connect("shop", desk.AbilitySend); return nil }, []store.Topic{store.TopicAccounts}},
		{"disconnect", func() error { return w.Setup.Disconnect(w.ctx, anna, "shop") }, []store.Topic{store.TopicAccounts, store.TopicHealth}},
	} {
		sub.Take()
		w.must(c.do())
		heard := sub.Take()
		got := slices.Sorted(maps.Keys(heard))
		slices.Sort(c.want)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s is told as %v, want %v", c.name, got, c.want)
		}
		for id := range heard[mentions].IDs {
			if strings.Trim(id, "0123456789") != "" {
				t.Errorf("%s: %q is the number of no mention", c.name, id)
			}
		}
	}
}

func TestASettledSendConcernsTheMentionThatItAnswers(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	done(w.reply(anna, doc))(t)
	task := w.claim("acme")
	sub := w.Bus().Subscribe()
	w.must(w.Outbox.Delivered(w.ctx, task.Job, "900", "", time.Time{}))
	got := sub.Take()
	if !got[store.TopicMentions].Has("1") || !got[store.TopicPosts].Has(task.Post.ID) || len(got[store.TopicJobs].IDs) != 1 {
		t.Fatalf("%v", got)
	}
	if m := w.get(doc); !m.Work.Answered.Equal(w.now) { // the network named no time: now
		t.Fatalf("%+v", m.Work)
	}
}

func TestAPageSaysWhetherThereIsMore(t *testing.T) {
	w := newWorld(t)
	w.hear("1", "2", "3", "4", "5")
	search := store.Search{Limit: 2}
	var seen []store.Doc
	for range 3 {
		page := done(w.Lookup.Page(w.ctx, search))(t)
		for _, m := range page.Mentions {
			seen = append(seen, m.Doc)
		}
		if page.More != (len(seen) < 5) {
			t.Fatalf("after %d: more %v", len(seen), page.More)
		}
		at := page.Mentions[len(page.Mentions)-1].Position()
		search.After = &at
	}
	if !slices.Equal(seen, []store.Doc{5, 4, 3, 2, 1}) {
		t.Fatalf("%v", seen)
	}
	if all := done(w.Lookup.Page(w.ctx, store.Search{}))(t); len(all.Mentions) != 5 || all.More {
		t.Fatalf("%d, more %v", len(all.Mentions), all.More)
	}
}

func TestAWalkEndsWithTheErrorOfWhoeverWalks(t *testing.T) {
	w := newWorld(t)
	w.hear("1", "2", "3")
	stop, n := errors.New("enough"), 0
	walk := func(*store.Mention) error {
		if n++; n == 2 {
			return stop
		}
		return nil
	}
	if err := w.Lookup.Each(w.ctx, store.Search{}, walk); !errors.Is(err, stop) || n != 2 {
		t.Fatalf("%v after %d", err, n)
	}
	for _, text := range []string{"*", "* | sort:date", "* | sort:-score limit:3"} {
		n = 0
		q := done(w.Lookup.Parse(text))(t)
		if err := w.Lookup.Find(w.ctx, q, store.Scope{Now: w.now}, 0, walk); !errors.Is(err, stop) || n != 2 {
			t.Fatalf("%s: %v after %d", text, err, n)
		}
	}
}

func TestFindSortsByEverythingThatCanBeSortedBy(t *testing.T) {
	w := newWorld(t)
	var list []*store.Mention
	for i, id := range []string{"1", "2", "3"} {
		m := w.said(id, "", "")
		m.Created = w.now.Add(time.Duration(i-9) * time.Hour)
		m.Counts = store.Counts{Likes: i, Shares: i, Replies: i, Views: i}
		m.Author.ID, m.Author.Followers = id, 1000*(i+1)
		list = append(list, m)
	}
	docs := w.ingest(list...).Docs
	for _, key := range []string{"date", "followers", "likes", "shares", "replies", "views", "id", "-age", "-wait"} {
		q, err := w.Lookup.Parse("* | sort:" + key)
		if err != nil {
			continue // the query language does not offer it
		}
		var got []store.Doc
		w.must(w.Lookup.Find(w.ctx, q, store.Scope{Now: w.now}, 0, func(m *store.Mention) error { got = append(got, m.Doc); return nil }))
		if !slices.Equal(got, docs) {
			t.Errorf("sort:%s gives %v", key, got)
		}
	}
	if got := w.find("* | sort:-likes,date limit:1"); !slices.Equal(got, docs[2:]) {
		t.Errorf("%v", got)
	}
}

// TestTheBestOfManyAreThoseOfAFullSort: only some are held in memory.
func TestTheBestOfManyAreThoseOfAFullSort(t *testing.T) {
	w := newWorld(t)
	var list []*store.Mention
	for i := range 2500 {
		m := w.said(fmt.Sprint(i), "", "")
		m.Created = w.now.Add(time.Duration(i*7919%2500) * time.Second)
		m.Counts.Likes = i * 31 % 40 // many are equal
		list = append(list, m)
	}
	w.ingest(list...)
	all := w.find("* | sort:-likes")
	for _, limit := range []int{1, 7, 300, 2499, 2500, 9999} {
		if got := w.find(fmt.Sprintf("* | sort:-likes limit:%d", limit)); !slices.Equal(got, all[:min(limit, len(all))]) {
			t.Errorf("limit %d differs", limit)
		}
	}
}

func TestAMentionThatIsNotThereIsNamedPlainly(t *testing.T) {
	w := newWorld(t)
	for id, want := range map[string]string{
		"7": "there is no mention 7: not found", "vk:9": "there is no mention vk:9: not found",
		"nonsense": `id: "nonsense" is neither a number nor network:id`,
	} {
		if _, err := w.Lookup.Resolve(w.ctx, id); err == nil || err.Error() != want {
			t.Errorf("%s: %v", id, err)
		}
	}
}

func TestNamesInUseAreOffered(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("1", "2", "3")
	done(w.Triage.Tag(w.ctx, anna, desk.On(docs...), []string{"often"}, nil))(t)
	done(w.Triage.Tag(w.ctx, anna, desk.On(docs[0]), []string{"seldom"}, nil))(t)
	if got := done(w.Lookup.Names(w.ctx, store.FacetTag))(t)[0]; !slices.Equal(got, []string{"often", "seldom"}) {
		t.Fatalf("%v", got)
	}
}

func TestWhyExplainsThePriorityOfNow(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	w.now = w.now.Add(24 * time.Hour)
	why := done(w.Lookup.Why(w.ctx, doc))(t)
	sum := 0
	for _, part := range why.Parts {
		sum += part.Points
	}
	if sum != why.Priority || why.Priority <= why.Mention.Judgement.Priority {
		t.Fatalf("%d from %+v, on arrival %d", why.Priority, why.Parts, why.Mention.Judgement.Priority)
	}
	done(w.Triage.Mark(w.ctx, anna, desk.On(doc), "vip"))(t)
	if again := done(w.Lookup.Why(w.ctx, doc))(t); !again.VIP || again.Priority <= why.Priority {
		t.Fatalf("%+v", again.Parts)
	}
}

func TestADialogueIsAsItsNeediestMention(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("1", "2<1", "3<2")
	state := func() store.State { return done(w.Lookup.Dialogue(w.ctx, docs[1]))(t).State }
	for _, c := range []struct {
		do   func()
		want store.State
	}{
		{func() {}, store.StateNew},
		{func() { w.must(w.Triage.Look(w.ctx, anna, desk.Around(docs[0]))) }, store.StateOpen},
		{func() { done(w.Triage.Done(w.ctx, anna, desk.On(docs[0], docs[1])))(t) }, store.StateOpen},
		{func() { done(w.Triage.Snooze(w.ctx, anna, desk.On(docs[2]), w.now.Add(time.Hour)))(t) }, store.StateSnoozed},
		{func() { done(w.Triage.Done(w.ctx, anna, desk.On(docs[2])))(t) }, store.StateDone},
	} {
		if c.do(); state() != c.want {
			t.Fatalf("%s, want %s", state(), c.want)
		}
	}
	done(w.Triage.Note(w.ctx, anna, docs[1], "between"))(t)
	done(w.Triage.Assign(w.ctx, anna, desk.On(docs[1]), "boris"))(t)
	d := done(w.Lookup.Dialogue(w.ctx, docs[0]))(t)
	var depths []int
	for _, turn := range d.Turns {
		depths = append(depths, turn.Depth)
	}
	if d.Assignee != "boris" || d.Priority == 0 || len(d.Turns) != 4 || d.Turns[3].Note == nil || !slices.Equal(depths, []int{0, 1, 2, 2}) {
		t.Fatalf("%+v, depths %v", d, depths)
	}
	if _, err := w.Lookup.Dialogue(w.ctx, 99); !errors.Is(err, store.ErrNotFound) {
		t.Fatalf("err %v", err)
	}
}

func TestAccountsAreChecked(t *testing.T) {
	w := newWorld(t)
	for name, a := range map[string]store.Account{
		"no name": {Network: "vk"}, "space": {Name: "a b", Network: "vk"}, "comma": {Name: "a,b", Network: "vk"},
		"colon": {Name: "a:b", Network: "vk"}, "slash": {Name: "a/b", Network: "vk"}, "network": {Name: "a", Network: "VK!"},
		"taken": {Name: "acme", Network: "vk"},
	} {
		var refused *store.Invalid
		if err := w.Setup.Connect(w.ctx, anna, a, nil); !errors.As(err, &refused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	hostile := store.Account{Name: " shop ", Network: "vk", Title: "Shop\x1b[2J\n", Handle: "s\u202e", Can: []string{"read\x07"}}
	w.must(w.Setup.Connect(w.ctx, anna, hostile, nil))
	a := done(w.Setup.Account(w.ctx, "shop"))(t)
	if strings.ContainsAny(a.Title+a.Handle+a.Can[0], "\x1b\n\x07\u202e") || !a.Added.Equal(w.now) {
		t.Fatalf("%+v", a)
	}
	if all := done(w.Setup.Accounts(w.ctx))(t); len(all) != 2 || all[0].Name != "acme" {
		t.Fatalf("%+v", all)
	}
	if err := w.Setup.Disconnect(w.ctx, anna, "nobody"); !errors.Is(err, store.ErrNotFound) {
		t.Fatalf("err %v", err)
	}
	if err := w.Setup.Watch(w.ctx, anna, "nobody", nil); !errors.Is(err, store.ErrNotFound) {
		t.Fatalf("err %v", err)
	}
}

func TestSecretsAreSealedAndOpened(t *testing.T) {
	w := newWorld(t)
	if s := done(w.Setup.Secrets(w.ctx, "acme"))(t); s["token"] != "t" {
		t.Fatalf("%v", s)
	}
	w.must(w.Setup.Connect(w.ctx, anna, store.Account{Name: "open", Network: "feed"}, nil))
	if s := done(w.Setup.Secrets(w.ctx, "open"))(t); s != nil {
		t.Fatalf("%v", s)
	}
	keyless := desk.New(w.store, w.Env(), desk.Options{})
	if _, err := keyless.Setup.Secrets(w.ctx, "acme"); err == nil || !strings.Contains(err.Error(), "connect the account again") {
		t.Fatalf("err %v", err)
	}
	if err := keyless.Setup.Connect(w.ctx, anna, store.Account{Name: "x", Network: "vk"}, map[string]string{"token": "s3cret"}); err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Fatalf("err %v", err)
	}
}

func TestHealthIsKnownOfEveryAccount(t *testing.T) {
	w := newWorld(t)
	w.connect("shop", desk.AbilitySend)
	w.must(w.Setup.SetHealth(w.ctx, store.Health{Account: "acme", State: store.HealthFailed, Message: "a\x1b[31m\nb", Left: 3}))
	all := done(w.Setup.Health(w.ctx))(t)
	if len(all) != 2 || all[0].State != store.HealthFailed || strings.ContainsAny(all[0].Message, "\x1b\n") {
		t.Fatalf("%+v", all)
	}
	if all[1] != (store.Health{Account: "shop", State: store.HealthIdle, Left: -1}) {
		t.Fatalf("%+v", all[1])
	}
}

func TestAWorkspaceBeginsWithViews(t *testing.T) {
	w := newWorld(t)
	letters := map[string]bool{}
	for _, v := range done(w.Setup.Views(w.ctx))(t) {
		if _, err := w.Lookup.Parse(v.Query); err != nil || letters[v.Letter] || v.Name == "" {
			t.Errorf("%+v: %v", v, err)
		}
		letters[v.Letter] = true
	}
	w.must(w.store.Update(w.ctx, func(tx store.Tx) error {
		return errors.Join(store.Views(tx).Put("b", store.View{Name: "b", Order: 1}), store.Views(tx).Put("a", store.View{Name: "a", Order: 2}))
	}))
	if own := done(w.Setup.Views(w.ctx))(t); len(own) != 2 || own[0].Name != "b" {
		t.Fatalf("%+v", own)
	}
}

func TestTheJournalIsReadFromItsEnd(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	for _, tag := range []string{"a", "b", "c"} {
		done(w.Triage.Tag(w.ctx, anna, desk.On(doc), []string{tag}, nil))(t)
	}
	last := done(w.History.Last(w.ctx, 2))(t)
	if len(last) != 2 || last[0].Title != "tagged 1 mention +c" || last[0].By != "anna" || last[0].Door != "key" || !last[0].At.Equal(w.now) {
		t.Fatalf("%+v", last)
	}
	if all := done(w.History.Last(w.ctx, 0))(t); len(all) != 3 {
		t.Fatalf("%d", len(all))
	}
	of := done(w.History.Of(w.ctx, doc))(t)
	if len(of) != 3 || of[0].Title != "tagged 1 mention +a" {
		t.Fatalf("%+v", of)
	}
	if none := done(w.History.Of(w.ctx, 99))(t); len(none) != 0 {
		t.Fatalf("%+v", none)
	}
}

func TestNobodysNameReachesIntoAnothersJournal(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	names := []string{"a", "a/", `a"`, `a"/`, "a/0", "", "\x00", "ааа"}
	for _, name := range names {
		done(w.Triage.Tag(w.ctx, desk.By{User: name}, desk.On(doc), []string{"t" + strings.Repeat("x", len(name))}, nil))(t)
		if e := done(w.History.Undo(w.ctx, desk.By{User: name}))(t); e.By != name {
			t.Fatalf("%q took back what %q did", name, e.By)
		}
		for _, other := range names {
			if _, err := w.History.Undo(w.ctx, desk.By{User: other}); !errors.Is(err, desk.ErrNothing) {
				t.Fatalf("%q can undo after %q has: %v", other, name, err)
			}
		}
	}
}

func TestTheHoldWindowIsWhatWasAskedFor(t *testing.T) {
	w := newWorld(t)
	for hold, want := range map[time.Duration]time.Duration{0: desk.DefaultHold, -1: 0, time.Minute: time.Minute} {
		d := desk.New(w.store, w.Env(), desk.Options{Hold: hold})
		if d.Hold() != want {
			t.Errorf("%v gives %v", hold, d.Hold())
		}
		post := done(d.Publish.Send(w.ctx, anna, desk.Outgoing{Accounts: []string{"acme"}, Message: say("x")}))(t)
		if got := post.At.Sub(w.now); got != want {
			t.Errorf("%v: it leaves after %v", hold, got)
		}
		script := done(d.Publish.Send(w.ctx, anna, desk.Outgoing{Accounts: []string{"acme"}, Message: say("x"), NoHold: true}))(t)
		if !script.At.Equal(w.now) {
			t.Errorf("%v: a script waits until %v", hold, script.At)
		}
	}
}

func TestWhoWasFirstAndWhen(t *testing.T) {
	for after, want := range map[time.Duration]string{
		time.Second: "just now", 5 * time.Minute: "5 min ago", 3 * time.Hour: "3 h ago", 72 * time.Hour: "on 22 Nov 2026",
	} {
		w := newWorld(t)
		doc := w.hear("1")[0]
		done(w.reply(anna, doc))(t)
		w.now = w.now.Add(after)
		if _, err := w.reply(boris, doc); err == nil || err.Error() != "anna: already answered this "+want {
			t.Errorf("after %v: %v", after, err)
		}
	}
	w := newWorld(t)
	w.ingest(w.said("1", "", ""), w.ours("2", "1"))
	var first *store.Conflict
	if _, err := w.reply(anna, 1); !errors.As(err, &first) || first.By != "acme" {
		t.Errorf("answered on the network's own page: %v", err)
	}
	if _, err := w.reply(anna, 99); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an answer to nothing: %v", err)
	}
}
