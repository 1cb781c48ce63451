package desk_test

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/scoring/influence/influencetest"
	"earshot/store"
	"earshot/store/bolt"
	"earshot/store/desk"
	"earshot/store/exchange"
	"earshot/store/mem"
)

// postBy is a post of somebody, days before now.
func (w *world) postBy(id, author string, days float64) *store.Mention {
	return &store.Mention{
		Key: store.Key{Network: "mastodon", ID: id}, Kind: store.KindPost,
		Created: w.now.Add(-time.Duration(days * 24 * float64(time.Hour))),
		Author:  store.Author{ID: author, Handle: author + "@m.example", Name: author, Followers: 100},
		Body:    store.Body{Text: "what " + author + " says in " + id},
	}
}

// reshared is somebody's reshare of what has the id of.
func (w *world) reshared(id, author, of string, days float64) *store.Mention {
	m := w.postBy(id, author, days)
	m.Kind, m.Place.Parent = store.KindShare, of
	return m
}

// answered is somebody's reply.
func (w *world) answered(id, author, to string, days float64) *store.Mention {
	m := w.reshared(id, author, to, days)
	m.Kind = store.KindReply
	return m
}

func (w *world) standing(who ...string) desk.Standing {
	w.t.Helper()
	for i := range who {
		who[i] = "mastodon:" + who[i]
	}
	s, err := w.Influence.Of(w.ctx, who...)
	w.must(err)
	return s
}

func (w *world) sum(who string) string { return w.standing(who).Why.Sum(w.now) }

func (w *world) takeBack(ids ...string) {
	w.t.Helper()
	var events []desk.Event
	for _, id := range ids {
		events = append(events, desk.Event{Deleted: store.Key{Network: "mastodon", ID: id}})
	}
	_, err := w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: events})
	w.must(err)
}

// TestTheSumOfAScore: two people share a post of Olga's, one of them is shared
// in turn.
func TestTheSumOfAScore(t *testing.T) {
	w := newWorld(t)
	w.ingest(w.postBy("1", "olga", 20), w.postBy("2", "olga", 19))
	if got := w.sum("olga"); got != "0 = none of 2 posts reshared yet" {
		t.Fatal(got)
	}
	w.ingest(w.reshared("3", "petr", "1", 15), w.reshared("4", "vera", "1", 14))
	w.ingest(w.reshared("5", "nina", "3", 12))
	if got, want := w.sum("olga"), "87 = 3 people reshared (p87) x 1.5 reshares a post, from 2 posts; last 12 days ago"; got != want {
		t.Fatalf("%s\nwant %s", got, want)
	}
	if got, want := w.sum("petr"), "62 = 1 person reshared (p62) x 1.0 reshares a post, from 1 post; last 12 days ago"; got != want {
		t.Fatalf("%s\nwant %s", got, want)
	}
	if s := w.standing("nobody"); s.Known || s.Score != 0 || s.Class() != "" {
		t.Fatalf("%+v", s)
	}
	if top := done(w.Influence.Top(w.ctx, 5, ""))(t); len(top) != 2 || top[0].Identity.Author.Name != "olga" || top[1].Identity.ID != "mastodon:petr" {
		t.Fatalf("%+v", top)
	}
	if s := w.standing("olga"); s.Reach.Direct != 100 || s.Reach.Through != 3 || s.Reach.High < 380 || s.Reach.High > 420 || s.Reach.Low != 100 {
		t.Fatalf("%+v", s.Reach)
	}
}

func TestADeletionTakesInfluenceBack(t *testing.T) {
	w := newWorld(t)
	w.ingest(w.postBy("1", "olga", 20), w.reshared("3", "petr", "1", 15), w.reshared("5", "nina", "3", 12), w.answered("6", "nina", "1", 1))
	before := w.sum("olga")
	if w.standing("olga").Why.Replies != 1 {
		t.Fatal("the reply is not counted")
	}
	w.takeBack("6")
	if w.standing("olga").Why.Replies != 0 {
		t.Fatal("the reply stays")
	}
	// What was shared through Petr goes with his share, and so does he as an author.
	w.takeBack("3")
	if s := w.standing("olga"); s.Why.Shares != 0 || s.Why.People != 0 {
		t.Fatal(s.Why.Sum(w.now))
	}
	if s := w.standing("petr"); s.Known {
		t.Fatalf("%+v", s.Why)
	}
	if top := done(w.Influence.Top(w.ctx, 5, ""))(t); len(top) != 0 {
		t.Fatalf("%+v", top)
	}
	if _, err := w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Restore: true, Events: []desk.Event{{Mention: w.reshared("3", "petr", "1", 15)}}}); err != nil {
		t.Fatal(err)
	}
	if after := w.sum("olga"); after != before {
		t.Fatalf("%s\nwas %s", after, before)
	}
	w.takeBack("1")
	if s := w.standing("olga"); s.Known {
		t.Fatal(s.Why.Sum(w.now))
	}
	if s := w.standing("petr"); s.Why.Shares != 1 {
		t.Fatal(s.Why.Sum(w.now))
	}
}

// TestWhatWeWriteHasNoRank: the brand is reshared by everybody, and reshares
// others; neither ranks.
func TestWhatWeWriteHasNoRank(t *testing.T) {
	w := newWorld(t)
	w.ingest(w.postBy("1", "us-acme", 20), w.postBy("2", "olga", 20))
	for i := range 9 {
		w.ingest(w.reshared(fmt.Sprint("s", i), fmt.Sprint("fan", i%3), "1", 5))
	}
	w.ingest(w.reshared("ours", "us-acme", "2", 3))
	if s := w.standing("us-acme"); s.Score != 0 {
		t.Fatal(s.Why.Sum(w.now))
	}
	if s := w.standing("olga"); s.Why.Shares != 0 {
		t.Fatal("we praise her ourselves: " + s.Why.Sum(w.now))
	}
	if top := done(w.Influence.Top(w.ctx, 5, ""))(t); len(top) != 0 {
		t.Fatalf("%+v", top)
	}
	// What comes of our reshare is hers.
	w.ingest(w.reshared("later", "fan1", "ours", 2))
	if s := w.standing("olga"); s.Why.Shares != 1 {
		t.Fatal(s.Why.Sum(w.now))
	}
	w.takeBack("ours", "later", "1")
	if s := w.standing("olga"); s.Why.Shares != 0 {
		t.Fatal(s.Why.Sum(w.now))
	}
}

// TestTheNetworksOwnCount: a network that does not name who reshares.
func TestTheNetworksOwnCount(t *testing.T) {
	w := newWorld(t)
	m := w.postBy("1", "olga", 3)
	m.Counts.Shares = 4
	w.ingest(m)
	if s := w.standing("olga"); s.Why.Hidden != 4 {
		t.Fatalf("%+v", s.Why)
	}
	more := w.postBy("1", "olga", 3)
	more.Counts.Shares = 9
	w.ingest(more)
	if s := w.standing("olga"); s.Why.Hidden != 9 {
		t.Fatalf("%+v", s.Why)
	}
	w.takeBack("1")
	if s := w.standing("olga"); s.Known {
		t.Fatalf("%+v", s.Why)
	}
}

// TestTopicsFollowTheMention: hashtags, monitors, an edit, a monitor over
// history and its undo.
func TestTopicsFollowTheMention(t *testing.T) {
	w := newWorld(t)
	m := w.postBy("1", "olga", 3)
	m.Body.Text = "about #Pizza and ovens"
	w.ingest(m, w.reshared("2", "petr", "1", 2))
	topics := func() string {
		var names []string
		for _, t := range w.standing("olga").Topics {
			names = append(names, t.Name)
		}
		slices.Sort(names)
		return strings.Join(names, " ")
	}
	if got := topics(); got != "#pizza" {
		t.Fatal(got)
	}
	_, err := w.Monitors.Add(w.ctx, anna, store.Monitor{Name: "ovens", Query: "ovens"})
	w.must(err)
	if got := topics(); got != "#pizza ovens" {
		t.Fatal(got)
	}
	if top := done(w.Influence.Top(w.ctx, 5, "ovens"))(t); len(top) != 1 || top[0].Identity.ID != "mastodon:olga" || top[0].Score == 0 {
		t.Fatalf("%+v", top)
	}
	done(w.History.Undo(w.ctx, anna))(t)
	if got := topics(); got != "#pizza" {
		t.Fatal(got)
	}
	edited := w.postBy("1", "olga", 3)
	edited.Body.Text = "about #Pasta"
	w.ingest(edited)
	if got := topics(); got != "#pasta" {
		t.Fatal(got)
	}
	if top := done(w.Influence.Top(w.ctx, 5, "#pasta"))(t); len(top) != 1 {
		t.Fatalf("%+v", top)
	}
	if top := done(w.Influence.Top(w.ctx, 5, "#pizza"))(t); len(top) != 0 {
		t.Fatalf("%+v", top)
	}
}

// TestAClassIsOfAPerson, whatever accounts they have: the journal counts people.
func TestAClassIsOfAPerson(t *testing.T) {
	w := newWorld(t)
	w.ingest(w.postBy("1", "olga", 3), w.postBy("2", "petr", 2), w.postBy("3", "ivan", 1))
	done(w.People.Merge(w.ctx, anna, "mastodon:olga", "mastodon:petr"))(t)
	if out := done(w.Influence.SetClass(w.ctx, anna, "customer", "mastodon:olga", "mastodon:petr"))(t); out.Changed != 2 || out.Title != "petr is marked as customer" {
		t.Fatalf("%+v", out)
	}
	if out := done(w.Influence.SetClass(w.ctx, anna, "advocate", "mastodon:olga", "mastodon:petr", "mastodon:ivan"))(t); out.Title != "2 people are marked as advocate" {
		t.Fatalf("%+v", out)
	}
}

// TestAHandSetClassWins and is taken back by one key.
func TestAHandSetClassWins(t *testing.T) {
	w := newWorld(t)
	m := w.postBy("1", "olga", 3)
	m.Body.Text = "Ужасно, всё сломалось, верните деньги"
	w.ingest(m)
	again := w.postBy("2", "olga", 2)
	again.Body.Text = "Отвратительный сервис, никогда больше"
	third := w.postBy("3", "olga", 1)
	third.Body.Text = "Худшая пицца в моей жизни, ужас"
	w.ingest(again, third)
	if s := w.standing("olga"); s.Class() != "detractor" || !strings.HasPrefix(s.Classes[0].Why, "mood -") {
		t.Fatalf("%+v", s.Classes)
	}
	out := done(w.Influence.SetClass(w.ctx, anna, "Advocate", "mastodon:olga"))(t)
	if out.Changed != 1 || out.Title != "olga is marked as advocate" {
		t.Fatalf("%+v", out)
	}
	if s := w.standing("olga"); s.Class() != "advocate" || s.Classes[0].Why != "set by hand" || len(s.Classes) != 1 {
		t.Fatalf("%+v", s.Classes)
	}
	if out := done(w.Influence.SetClass(w.ctx, anna, "advocate", "mastodon:olga"))(t); out.Changed != 0 {
		t.Fatalf("%+v", out)
	}
	done(w.History.Undo(w.ctx, anna))(t)
	if s := w.standing("olga"); s.Class() != "detractor" {
		t.Fatalf("%+v", s.Classes)
	}
	_, err := w.Influence.SetClass(w.ctx, anna, "guru", "mastodon:olga")
	var wrong *store.Invalid
	if !errors.As(err, &wrong) || !strings.Contains(wrong.Why, "influencer, amplifier") {
		t.Fatal(err)
	}
	if _, err := w.Influence.SetClass(w.ctx, anna, "customer", "mastodon:nobody"); !errors.Is(err, store.ErrNotFound) {
		t.Fatal(err)
	}
}

// TestAChainThatGoesRound: a file may say anything.
func TestAChainThatGoesRound(t *testing.T) {
	w := newWorld(t)
	w.ingest(w.reshared("1", "a", "3", 3), w.reshared("2", "b", "1", 3), w.reshared("3", "c", "2", 3), w.reshared("4", "d", "4", 3))
	for _, who := range []string{"a", "b", "c"} {
		if s := w.standing(who); s.Why.Shares != 1 {
			t.Fatalf("%s: %s", who, s.Why.Sum(w.now))
		}
	}
	w.takeBack("1", "2", "3", "4")
	for _, who := range []string{"a", "b", "c", "d"} {
		if s := w.standing(who); s.Known {
			t.Fatalf("%s: %+v", who, s.Why)
		}
	}
}

// figures are what has to be the same however people came to it. That a reshare
// which was taken back was the newest is remembered, so values may differ by
// their age; see influence.Remove.
func (w *world) figures(people int) map[string]string {
	w.t.Helper()
	out := map[string]string{}
	for i := range people {
		name := fmt.Sprint("p", i)
		s := w.standing(name)
		var topics []string
		for _, t := range s.Topics {
			topics = append(topics, t.Name)
		}
		slices.Sort(topics)
		out[name] = fmt.Sprintf("%d people, %d shares of %d posts, %d replies, %d hidden; %.4f each, %.4f typical; %v",
			s.Why.People, s.Why.Shares, s.Why.Posts, s.Why.Replies, s.Why.Hidden, s.Why.EachPost, s.Why.Typical, topics)
	}
	return out
}

// TestRandomHistories: posts, reshares of posts and of reshares, replies, edits
// and deletions in any order; what is kept is what is counted anew, and what a
// workspace has that heard the same in another order.
func TestRandomHistories(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 3))
			w := newWorld(t)
			const people = 9
			known := map[string]*store.Mention{}
			for step := range 120 {
				id := fmt.Sprint("m", rng.IntN(60))
				if rng.IntN(5) == 0 {
					delete(known, id)
					w.takeBack(id)
					continue
				}
				m, restore := w.random(rng, id, people), known[id] == nil
				if old := known[id]; old != nil { // an edit
					m.Kind, m.Place, m.Author, m.Created = old.Kind, old.Place, old.Author, old.Created
				}
				known[id] = m
				if _, err := w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Restore: restore, Events: []desk.Event{{Mention: m}}}); err != nil {
					t.Fatal(step, err)
				}
			}
			kept := w.figures(people)
			other := newWorld(t)
			var events []desk.Event
			for _, id := range slices.Sorted(maps.Keys(known)) {
				events = append(events, desk.Event{Mention: known[id]})
			}
			rng.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
			_, err := other.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Restore: true, Events: events})
			w.must(err)
			for who, figure := range other.figures(people) {
				if kept[who] != figure {
					t.Errorf("%s: kept     %s\nanother order %s", who, kept[who], figure)
				}
			}
			w.must(w.Influence.Recount(w.ctx, nil))
			for who, figure := range w.figures(people) {
				if kept[who] != figure {
					t.Errorf("%s: kept %s\nanew      %s", who, kept[who], figure)
				}
			}
		})
	}
}

// random is a mention of some kind by one of a few people, or by us.
func (w *world) random(rng *rand.Rand, id string, people int) *store.Mention {
	author := fmt.Sprint("p", rng.IntN(people))
	if rng.IntN(12) == 0 {
		author = "us-acme"
	}
	m := w.postBy(id, author, float64(rng.IntN(400))/3)
	m.Body.Text += []string{"", " #tea", " #tea #cake", " #cake"}[rng.IntN(4)]
	other := fmt.Sprint("m", rng.IntN(60))
	switch rng.IntN(6) {
	case 0:
		m.Counts.Shares = rng.IntN(9)
	case 1:
		m.Kind, m.Place.Parent = store.KindReply, other
	case 2, 3, 4:
		m.Kind, m.Place.Parent = store.KindShare, other
	}
	return m
}

// events tells a world of influencetest as mentions: the posts and the reshares
// up to the cut.
func events(w *influencetest.World) []desk.Event {
	var out []desk.Event
	add := func(id string, by int, day float64, text string) *store.Mention {
		m := &store.Mention{
			Key: store.Key{Network: "x", ID: id}, Kind: store.KindPost, Created: influencetest.At(day),
			Author: store.Author{ID: fmt.Sprint(by), Followers: w.Followers[by]}, Body: store.Body{Text: text},
		}
		out = append(out, desk.Event{Mention: m})
		return m
	}
	for i, p := range w.Posts {
		if p.Day < w.Cut {
			add(fmt.Sprint("p", i), p.Author, p.Day, fmt.Sprint("said ", i))
		}
	}
	for i, s := range w.Shares {
		if s.Day >= w.Cut {
			continue
		}
		m := add(fmt.Sprint("s", i), s.By, s.Day, "shared")
		m.Kind, m.Place.Parent = store.KindShare, fmt.Sprint("p", s.Post)
		if s.Via >= 0 {
			m.Place.Parent = fmt.Sprint("s", s.Via)
		}
	}
	return out
}

// ringed is a world with rings of bots, the orders in which it arrives, and how far
// the accounts that they lift must stay from the first. With EARSHOT_LONG=1 it is
// of 50,000 people and each ring of fifty bots that reshare 200 times each.
func ringed() (w *influencetest.World, orders []bool, far int) {
	world := influencetest.Audience{Name: "rings", Days: 365, Held: 0.4, Tail: 1.3, Luck: 0.8, Loyal: 0.5, Deep: 0.05}
	if os.Getenv("EARSHOT_LONG") != "1" {
		world.People, world.Posts = 1500, 6
		w = world.Make(1, 7)
		for _, ring := range []influencetest.Ring{
			{Name: "two accounts", Bots: 40, Stars: 2, Posts: 15},
			{Name: "behind others", Bots: 40, Stars: 1, Posts: 20, Cover: 8},
			{Name: "one another and one", Bots: 40, Stars: 1, Posts: 20, Among: 3},
			{Name: "10 accounts", Bots: 40, Stars: 10, Posts: 4},
		} {
			ring.Join(w, 3)
		}
		return w.Settle(), []bool{false, true}, 150
	}
	world.People, world.Posts = 50_000, 4
	w = world.Make(1, 7)
	for i, ring := range influencetest.Rings() {
		ring.Join(w, uint64(i))
	}
	return w.Settle(), []bool{true}, 500
}

// filed gives what happens as a file of mentions has it, as an export writes it
// and an import reads it.
func filed(t *testing.T, events []desk.Event, now time.Time) iter.Seq2[exchange.Line, error] {
	var file bytes.Buffer
	for _, e := range events {
		line, err := exchange.Encode(e.Mention, exchange.Extra{})
		if err != nil {
			t.Fatal(err)
		}
		file.Write(append(line, '\n'))
	}
	return exchange.NewReader(&file, now).All()
}

// importFile brings a file of mentions in, in lots as the command import does.
func importFile(t *testing.T, d *desk.Desk, lines iter.Seq2[exchange.Line, error]) {
	var lot []desk.Event
	flush := func() {
		res, err := d.Inbox.Ingest(t.Context(), desk.Batch{Account: "acme", Events: lot, Backfill: true, Restore: true})
		if err != nil || res.New != len(lot) {
			t.Fatalf("%d of %d are new: %v", res.New, len(lot), err)
		}
		lot = lot[:0]
	}
	for line, err := range lines {
		if err != nil {
			t.Fatal(err)
		}
		if lot = append(lot, desk.Event{Mention: line.Record.Mention}); len(lot) == 2000 {
			flush()
		}
	}
	flush()
}

// TestTreesThroughTheDesk: a world of retweet trees is imported, in two orders;
// the first fifty by Top are those whom people will reshare, and nobody whom rings
// of bots lift comes near. The bots share out their work in every way.
func TestTreesThroughTheDesk(t *testing.T) {
	world, orders, far := ringed()
	if len(world.Boosted) < 2 {
		t.Fatal(world.Name)
	}
	later := world.Later()
	var first []int
	for _, shuffled := range orders {
		st := done(bolt.Open(filepath.Join(t.TempDir(), "earshot.db"), bolt.Options{}))(t)
		t.Cleanup(func() { _ = st.Close() })
		now := influencetest.At(world.Cut)
		d := desk.New(st, store.SeededEnv(1, now), desk.Options{})
		all := events(world)
		if shuffled {
			rand.New(rand.NewPCG(5, 5)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		}
		importFile(t, d, filed(t, all, now))
		top, err := d.Influence.Top(t.Context(), far, "")
		if err != nil {
			t.Fatal(err)
		}
		var order []int
		for _, l := range top {
			var n int
			_, _ = fmt.Sscanf(l.Identity.ID, "x:%d", &n)
			order = append(order, n)
		}
		got := influencetest.Captured(order, later, 50)
		t.Logf("%s: the first 50 capture %.3f of what the best 50 will", world, got)
		if got < 0.80 || len(order) < far {
			t.Errorf("of %d the first 50 capture %.3f of what the best 50 will", len(order), got)
		}
		for _, lifted := range world.Boosted {
			if at := slices.Index(order, lifted); at >= 0 {
				t.Errorf("an account of a ring is at place %d: %s", at, top[at].Sum)
			}
		}
		if first == nil {
			first = order
		} else if !slices.Equal(first[:50], order[:50]) {
			t.Errorf("another order of arrival:\n%v\n%v", first[:50], order[:50])
		}
	}
}

// TestABatchThatFailsLeavesNoRank: a transaction that fails leaves nothing, in
// memory neither.
func TestABatchThatFailsLeavesNoRank(t *testing.T) {
	st := &broken{Store: mem.New()}
	w := newWorldOver(t, st)
	w.ingest(w.postBy("1", "olga", 20), w.reshared("3", "petr", "1", 15))
	before := w.sum("olga")
	st.fails.Store(true)
	for i := range 5 {
		m := w.reshared(fmt.Sprint("f", i), fmt.Sprint("fan", i), "1", 1)
		if _, err := w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{{Mention: m}}}); err == nil {
			t.Fatal("the disk is full")
		}
	}
	st.fails.Store(false)
	if after := w.sum("olga"); after[strings.Index(after, "="):] != before[strings.Index(before, "="):] {
		t.Fatalf("%s\nwas %s", after, before)
	}
	w.ingest(w.reshared("4", "vera", "1", 14))
	other := newWorld(t)
	other.ingest(w.postBy("1", "olga", 20), w.reshared("3", "petr", "1", 15), w.reshared("4", "vera", "1", 14))
	if a, b := w.sum("olga"), other.sum("olga"); a != b {
		t.Fatalf("%s\nwithout failures %s", a, b)
	}
}

// TestRetentionTakesBack, and other people's influence stays.
func TestRetentionTakesBack(t *testing.T) {
	w := newWorld(t)
	w.ingest(w.postBy("1", "olga", 20), w.reshared("2", "petr", "1", 15), w.postBy("3", "ivan", 10), w.reshared("4", "petr", "3", 9))
	q := done(w.Lookup.Parse("from:olga"))(t)
	out := done(w.Care.Prune(w.ctx, anna, desk.Pruning{Query: "from:olga", Expr: q.Expr, Scope: w.Lookup.Scope("anna", time.UTC)}))(t)
	if out.Removed != 1 {
		t.Fatalf("%+v", out)
	}
	if s := w.standing("olga"); s.Known {
		t.Fatal(s.Why.Sum(w.now))
	}
	if s := w.standing("ivan"); s.Why.People != 1 {
		t.Fatal(s.Why.Sum(w.now))
	}
	if top := done(w.Influence.Top(w.ctx, 9, ""))(t); len(top) != 1 || top[0].Identity.Author.Name != "ivan" {
		t.Fatalf("%+v", top)
	}
}

// TestTwoAccountsOfOnePerson: what they reshare of each other is nothing, and
// who reshares both is one.
func TestTwoAccountsOfOnePerson(t *testing.T) {
	w := newWorld(t)
	w.ingest(w.postBy("1", "olga", 20), w.postBy("2", "olga2", 20),
		w.reshared("3", "olga2", "1", 9), w.reshared("4", "petr", "1", 9), w.reshared("5", "petr", "2", 8), w.reshared("6", "vera", "2", 8))
	s := w.standing("olga", "olga2")
	if s.Why.People != 2 || s.Why.Posts != 2 || s.Reach.Through != 2 {
		t.Fatalf("%+v %+v", s.Why, s.Reach)
	}
	if alone := w.standing("olga"); alone.Why.People != 2 || alone.Why.Posts != 1 {
		t.Fatalf("%+v", alone.Why)
	}
}

// TestOrdersMakeACustomer, and reshares of several authors an amplifier.
func TestOrdersMakeACustomer(t *testing.T) {
	w := newWorld(t)
	var list []*store.Mention
	for i := range 12 {
		list = append(list, w.postBy(fmt.Sprint("p", i), fmt.Sprint("author", i), 9))
	}
	for i := range 6 {
		list = append(list, w.reshared(fmt.Sprint("s", i), "petr", fmt.Sprint("p", i), 3))
	}
	w.ingest(list...)
	w.must(w.store.Update(w.ctx, func(tx store.Tx) error {
		o := store.Order{ID: "7", Identity: "mastodon:petr", Sum: 100}
		return store.Orders(tx).Put(store.OrderID(o), o)
	}))
	s := w.standing("petr")
	var got []string
	for _, c := range s.Classes {
		got = append(got, string(c.Class)+": "+c.Why)
	}
	if want := []string{"amplifier: made 6 reshares of 6 authors, more than 96 % of all", "customer: 1 order"}; !slices.Equal(got, want) {
		t.Fatalf("%q", got)
	}
	w.takeBack("s0", "s1", "s2")
	if s := w.standing("petr"); s.Class() != "customer" {
		t.Fatalf("%+v", s.Classes)
	}
}

// BenchmarkInfluence is what influence adds to an arrival: the same batches of
// 500 on a file, posts and reshares of a made-up world, per mention. The goal is
// 5 us of influence itself (BenchmarkSway).
func BenchmarkInfluence(b *testing.B) {
	world := influencetest.Worlds(1500)[0](1, 1)
	all := events(world)
	for b.Loop() {
		b.StopTimer()
		d := desk.New(engines(b)["bolt"](), store.RealEnv(), desk.Options{})
		b.StartTimer()
		for lot := range slices.Chunk(all[:10_000], 500) {
			if _, err := d.Inbox.Ingest(b.Context(), desk.Batch{Account: "acme", Events: lot, Backfill: true}); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/10_000, "us/mention")
}
