package desk_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/bolt"
	"earshot/store/desk"
	"earshot/store/mem"
)

// twice is a store that runs every change once for nothing, as an engine may
// that shares a commit with somebody whose change fails: what a closure keeps
// outside of the transaction must not double.
type twice struct{ store.Store }

var errForNothing = errors.New("for nothing")

func (s twice) Update(ctx context.Context, fn func(store.Tx) error) error {
	err := s.Store.Update(ctx, func(tx store.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return errForNothing
	})
	if !errors.Is(err, errForNothing) {
		return err
	}
	return s.Store.Update(ctx, fn)
}

// TestNothingDoublesWhenAChangeRunsAgain counts what every verb says it did.
// All other stories run over this store, too.
func TestNothingDoublesWhenAChangeRunsAgain(t *testing.T) {
	w := newWorldOver(t, twice{mem.New()})
	res := w.ingest(w.said("1", "", ""), w.said("2", "1", ""), w.said("1", "", ""))
	if res.New != 2 || res.Known != 1 || !slices.Equal(res.Docs, []store.Doc{1, 2}) {
		t.Fatalf("%+v", res)
	}
	if out := done(w.Triage.Done(w.ctx, anna, desk.Around(1)))(t); out.Changed != 2 || out.Title != "closed 2 mentions" {
		t.Fatalf("%+v", out)
	}
	if out := done(w.Triage.Mark(w.ctx, anna, desk.On(1, 2), "vip"))(t); out.Changed != 2 {
		t.Fatalf("%+v", out)
	}
	if out := done(w.Triage.Note(w.ctx, anna, 1, "x"))(t); out.Changed != 1 || w.get(1).Work.Notes != 1 {
		t.Fatalf("%+v, %d notes", out, w.get(1).Work.Notes)
	}
	w.send(desk.Outgoing{About: 1, Message: say("сейчас")}, "900")
	r := done(w.Stats.Report(w.ctx, nil, 1, store.Scope{Now: w.now}))(t)
	if posts := done(w.Publish.Posts(w.ctx, 0))(t); len(posts) != 1 || r.Answered != 1 || len(w.jobs()) != 0 {
		t.Fatalf("%d posts, %d answers, jobs %v", len(posts), r.Answered, w.jobs())
	}
	if last := done(w.History.Last(w.ctx, 0))(t); len(last) != 5 {
		t.Fatalf("%d entries", len(last))
	}
	p := done(w.Lookup.Person(w.ctx, "mastodon:77", 9, store.Scope{Now: w.now}))(t)
	if p.Identity.Mentions != 2 || !p.Identity.VIP {
		t.Fatalf("%+v", p.Identity)
	}
}

// crew is a desk that many use at the same time, each in a goroutine.
type crew struct {
	*desk.Desk
	t   *testing.T
	ctx context.Context
	all sync.WaitGroup
}

// must allows what people meet when they work at the same time.
func (c *crew) must(err error) {
	var conflict *store.Conflict
	var refused *store.Invalid
	if err != nil && !errors.As(err, &conflict) && !errors.As(err, &refused) && !errors.Is(err, desk.ErrNothing) && !errors.Is(err, store.ErrNotFound) {
		c.t.Error(err)
	}
}

// TestManyWorkAtTheSameTime lets two networks, three people and the runner work
// on one file at the same time. In the end the file is clean, nothing is lost,
// and no post left twice.
func TestManyWorkAtTheSameTime(t *testing.T) {
	st, err := bolt.Open(filepath.Join(t.TempDir(), "earshot.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	c := &crew{Desk: desk.New(st, store.RealEnv(), desk.Options{Hold: -1}), t: t, ctx: t.Context()}
	for _, name := range []string{"acme", "shop"} {
		a := store.Account{Name: name, Network: "mastodon", RemoteID: "us-" + name, Can: []string{desk.AbilitySend}}
		c.must(c.Setup.Connect(c.ctx, anna, a, nil))
	}
	const batches, size, rounds = 12, 20, 40
	for part := range 2 {
		c.all.Go(func() { c.network(part, batches, size) })
	}
	for _, user := range []string{"anna", "boris", "carla"} {
		c.all.Go(func() { c.person(desk.By{User: user}, rounds) })
	}
	left := map[string]int{}
	working, stop := context.WithCancel(c.ctx)
	var runner sync.WaitGroup
	runner.Go(func() { c.runner(working, left) })
	c.all.Wait()
	stop()
	runner.Wait()
	if n, err := c.Lookup.Count(c.ctx, store.Search{}); err != nil || n != 2*batches*size {
		t.Errorf("%d mentions of %d, %v", n, 2*batches*size, err)
	}
	for job, n := range left {
		if n != 1 {
			t.Errorf("the job %s left %d times", job, n)
		}
	}
	if report, err := st.Check(c.ctx, nil); err != nil || !report.Clean() {
		t.Errorf("%v %v", report.Problems, err)
	}
	c.settled()
}

// network brings mentions, some of them twice, and answers before questions.
func (c *crew) network(part, batches, size int) {
	for b := range batches {
		var events []desk.Event
		for i := range size {
			n := part*batches*size + b*size + i
			m := &store.Mention{
				Key: store.Key{Network: "mastodon", ID: fmt.Sprint(n)}, Created: time.Now(), Body: store.Body{Text: fmt.Sprint("слова ", n)},
				Author: store.Author{ID: fmt.Sprint(n % 7), Name: "Иван"},
			}
			if i%2 == 0 {
				m.Place.Parent = fmt.Sprint(n + 1)
			}
			events = append(events, desk.Event{Mention: m}, desk.Event{Mention: m})
		}
		batch := desk.Batch{Account: "acme", Stream: fmt.Sprint(part), Events: events, Cursor: fmt.Append(nil, b)}
		res, err := c.Inbox.Ingest(c.ctx, batch)
		c.must(err)
		if res.New != size || res.Known != size {
			c.t.Errorf("%+v", res)
		}
	}
}

// person does what people do.
func (c *crew) person(by desk.By, rounds int) {
	for i := range rounds {
		doc := store.Doc(i%20 + 1)
		var err error
		switch i % 8 {
		case 0:
			_, err = c.Triage.Tag(c.ctx, by, desk.Around(doc), []string{by.User}, nil)
		case 1:
			_, err = c.Triage.Assign(c.ctx, by, desk.On(doc), "me")
		case 2, 6:
			_, err = c.History.Undo(c.ctx, by)
		case 3:
			_, err = c.History.Redo(c.ctx, by)
		case 4:
			_, err = c.Publish.Send(c.ctx, by, desk.Outgoing{Accounts: []string{"acme", "shop"}, Message: say("x"), Force: true})
		case 5:
			_, err = c.Triage.Note(c.ctx, by, doc, "x")
		case 7:
			_, err = c.Lookup.Dialogue(c.ctx, doc)
		}
		c.must(err)
	}
}

// runner sends what is due until it is told to stop, and then the rest.
func (c *crew) runner(working context.Context, left map[string]int) {
	for {
		ending := working.Err() != nil
		idle := true
		for _, account := range []string{"acme", "shop"} {
			task, err := c.Outbox.Claim(c.ctx, account)
			c.must(err)
			if task == nil {
				continue
			}
			idle = false
			left[task.Job.ID]++
			c.must(c.Outbox.Delivered(c.ctx, task.Job, "r"+task.Job.ID, "", time.Now()))
		}
		if idle && ending {
			return
		}
	}
}

// settled checks that nothing waits and that the numbers of people are right.
func (c *crew) settled() {
	posts, err := c.Publish.Posts(c.ctx, 0)
	c.must(err)
	for _, p := range posts {
		if p.State() != store.DeliverySent {
			c.t.Errorf("%s is %s", p.ID, p.State())
		}
	}
	people, err := c.Lookup.People(c.ctx, "", 100)
	c.must(err)
	sum := 0
	for _, p := range people {
		sum += p.Mentions
	}
	if n, err := c.Lookup.Count(c.ctx, store.Search{}); err != nil || sum != n || len(people) != 7 {
		c.t.Errorf("%d people said %d of %d", len(people), sum, n)
	}
}

// TestUndoOfABigChangeAmongBigChangesOfOthersIsQuick: thousands of mentions,
// each with the same few entries after it.
func TestUndoOfABigChangeAmongBigChangesOfOthersIsQuick(t *testing.T) {
	w := newWorld(t)
	var list []*store.Mention
	for i := range 1500 {
		list = append(list, w.said(fmt.Sprint(i), "", ""))
	}
	on := desk.On(w.ingest(list...).Docs...)
	done(w.Triage.Done(w.ctx, anna, on))(t)
	for _, tag := range []string{"a", "b", "c"} {
		done(w.Triage.Tag(w.ctx, boris, on, []string{tag}, nil))(t)
	}
	before := made()
	w.undo(anna)
	if each := (made() - before) / 1500; each > 2000 { // 400 or so; who reads every entry for each mention makes some 6,000 for each of the others
		t.Errorf("undo makes %d things a mention", each)
	}
	if open := w.find("is:open -is:new"); len(open) != 1500 {
		t.Fatalf("%d are open", len(open))
	}
}

// made counts what was ever allocated: a clock would tell of the machine, too.
func made() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}
