package bluesky

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/bluesky/blueskytest"
	"earshot/connectors/connectortest"
	"earshot/connectors/fault"
	"earshot/store"
)

// TestWhatIsAMention: mentions, replies, quotes and reposts are; likes, follows and
// our own words are none.
func TestWhatIsAMention(t *testing.T) {
	for _, o := range []blueskytest.Options{{}, {NoReasons: true}} {
		w := newTown(t, o)
		c := w.start()
		w.read(c)
		ours := w.Say(blueskytest.Post{By: ourHandle, Text: "Our new fridge is here"})
		mention := w.say("@" + ourHandle + " my fridge is warm")
		w.clock.pass(time.Second)
		reply := w.Say(blueskytest.Post{By: "olga.test", Text: "how much?", Reply: ours})
		w.clock.pass(time.Second)
		deeper := w.Say(blueskytest.Post{By: "ivan.test", Text: "too much", Reply: reply})
		w.clock.pass(time.Second)
		quote := w.Say(blueskytest.Post{By: "ivan.test", Text: "look at this", Quote: ours})
		w.React("olga.test", "app.bsky.feed.like", ours)
		w.clock.pass(time.Second)
		share := w.React("olga.test", "app.bsky.feed.repost", ours)
		w.Say(blueskytest.Post{By: ourHandle, Text: "we @" + ourHandle + " speak to ourselves", Reply: reply})
		w.say("nobody is meant")
		w.read(c)
		w.want(mention, reply, deeper, quote, share)
		for id, want := range map[string]struct {
			kind           store.Kind
			parent, thread string
			text           string
		}{
			mention: {store.KindPost, "", mention, "@acme.test my fridge is warm"},
			reply:   {store.KindReply, ours, ours, "how much?"},
			deeper:  {store.KindReply, reply, ours, "too much"},
			quote:   {store.KindPost, "", quote, "look at this"},
			share:   {store.KindShare, ours, "", "Our new fridge is here"},
		} {
			m := w.get(id)
			if m.Kind != want.kind || m.Place.Parent != want.parent || m.Place.Thread != want.thread || m.Body.Text != want.text {
				t.Errorf("%s: %s %+v %q", id, m.Kind, m.Place, m.Body.Text)
			}
		}
		if m := w.get(share); m.Author.Handle != "olga.test" || m.Author.Followers != 7 || !strings.HasPrefix(m.URL, "https://bsky.app/profile/acme.test/post/") {
			t.Errorf("%+v", m)
		}
		if m := w.get(quote); len(m.Body.Links) != 1 || !strings.Contains(m.Body.Links[0], "/post/") {
			t.Errorf("what is quoted: %v", m.Body.Links)
		}
		if n := w.called("app.bsky.notification.updateSeen"); n > 0 {
			t.Error("notifications were marked as seen for people, too")
		}
	}
}

// TestNothingIsReadTwice: what has been seen is not asked for again, nor stored,
// after a restart neither.
func TestNothingIsReadTwice(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	a := w.say("@acme.test one")
	b := w.say("@acme.test two")
	c := w.start()
	w.read(c)
	w.want(a, b)
	if !w.Batches[0].Backfill {
		t.Error("history counts as live")
	}
	batches, posts := len(w.Batches), w.called("app.bsky.feed.getPosts")
	w.read(c)
	if len(w.Batches) != batches || w.called("app.bsky.feed.getPosts") != posts {
		t.Errorf("%d batches, %d calls for posts", len(w.Batches), w.called("app.bsky.feed.getPosts"))
	}
	w.read(w.start())
	if len(w.Batches) != batches {
		t.Error("a restart reads it again")
	}
	d := w.say("@acme.test three")
	w.read(w.start())
	w.want(a, b, d)
	if w.Batches[len(w.Batches)-1].Backfill {
		t.Error("news count as history")
	}
	w.Cursors[""] = []byte("damaged")
	w.read(c)
	w.want(a, b, d)
}

// TestAfterALongAbsence: everything is caught up with, whatever page it stands on,
// also of many in one millisecond, and history from before we came stays history.
func TestAfterALongAbsence(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	var all []string
	for i := range 130 {
		all = append(all, w.say(fmt.Sprint("@acme.test history ", i)))
	}
	c := w.start()
	w.read(c)
	all = all[31:] // two pages of fifty, which have one in common
	w.want(all...)
	for i := range 260 {
		all = append(all, w.say(fmt.Sprint("@acme.test missed ", i)))
	}
	w.clock.pass(time.Second)
	for i := range 70 {
		all = append(all, w.Say(blueskytest.Post{By: "ivan.test", Text: fmt.Sprint("@acme.test at once ", i)}))
		if i%40 == 39 {
			w.clock.pass(time.Millisecond)
		}
	}
	w.read(c)
	slices.Sort(w.Order) // within a millisecond there is no order
	slices.Sort(all)
	w.want(all...)
	calls := len(w.Calls())
	w.read(c)
	if n := len(w.Calls()) - calls; n != 1 {
		t.Errorf("a reading without news makes %d calls", n)
	}
}

// TestPagesOfOthers: pages on which nothing is for us are passed over.
func TestPagesOfOthers(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	c := w.start()
	w.read(c)
	ours := w.Say(blueskytest.Post{By: ourHandle, Text: "popular"})
	early := w.say("@acme.test before the likes")
	for i := range 300 {
		w.clock.pass(time.Second)
		w.React(fmt.Sprintf("fan%d.test", i), "app.bsky.feed.like", ours)
	}
	late := w.say("@acme.test after the likes")
	w.read(c)
	w.want(early, late)
}

// TestACrashInTheMiddle of catching up loses nothing and doubles nothing.
func TestACrashInTheMiddle(t *testing.T) {
	for full := range 7 {
		w := newTown(t, blueskytest.Options{})
		w.read(w.start())
		var all []string
		for i := range 120 {
			all = append(all, w.say(fmt.Sprint("@acme.test ", i)))
		}
		w.Full(full)
		err := w.start().Pull(t.Context(), w.At, w.Emit)
		if full < 5 && err == nil {
			t.Fatal("the disk was never full")
		}
		w.Full(-1)
		w.read(w.start())
		w.want(all...)
	}
}

// TestACrashInTheFirstReading does not make all of history news.
func TestACrashInTheFirstReading(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	var all []string
	for i := range 230 {
		all = append(all, w.say(fmt.Sprint("@acme.test ", i)))
	}
	w.Full(1)
	if err := w.start().Pull(t.Context(), w.At, w.Emit); err == nil {
		t.Fatal("the disk was never full")
	}
	w.Full(-1)
	w.read(w.start())
	w.want(all[131:]...)
}

// TestWhatComesLate: a post that claims an earlier time stands among older ones,
// and is found there.
func TestWhatComesLate(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	c := w.start()
	first := w.say("@acme.test first")
	w.read(c)
	early := w.clock.now().Add(-3 * time.Hour)
	late := w.Say(blueskytest.Post{By: "olga.test", Text: "@acme.test written in the underground", At: early})
	ancient := w.Say(blueskytest.Post{By: "olga.test", Text: "@acme.test from 1970", At: time.Unix(0, 0)})
	future := w.Say(blueskytest.Post{By: "olga.test", Text: "@acme.test from the future", At: w.clock.now().AddDate(5, 0, 0)})
	w.read(c)
	if len(w.Order) != 4 {
		t.Fatalf("%v", w.Order)
	}
	if !w.get(late).Created.Equal(early) || w.get(ancient).Created.Unix() != 0 || w.get(future).Created.After(w.clock.now()) || w.get(first).Created.IsZero() {
		t.Errorf("%v, %v, %v", w.get(late).Created, w.get(ancient).Created, w.get(future).Created)
	}
}

// TestWhatIsTakenBackGoes, and what is only hidden stays.
func TestWhatIsTakenBackGoes(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	w.watch = []string{"fridge"}
	c := w.start()
	gone, stays, blocked := w.say("@acme.test I take this back"), w.say("@acme.test this stays"), ""
	w.clock.pass(time.Second)
	blocked = w.Say(blueskytest.Post{By: "olga.test", Text: "@acme.test from somebody who blocks us later"})
	w.clock.pass(time.Second)
	found := w.Say(blueskytest.Post{By: "zoe.test", Text: "a fridge that is found by its word"})
	w.read(c)
	w.want(gone, stays, blocked, found)
	w.Delete(gone)
	w.Delete(found)
	us := w.did(ourHandle)
	w.Join("olga.test", func(a *blueskytest.Account) { a.Blocks = []string{us} })
	w.read(c)
	if len(w.Deleted) > 0 {
		t.Error("after each reading it is asked what still stands")
	}
	w.clock.pass(lookEvery)
	w.read(c)
	if !slices.Equal(w.Deleted, []string{gone, found}) {
		t.Errorf("gone: %v", w.Deleted)
	}
	calls := w.called("app.bsky.feed.getPostThread")
	w.clock.pass(lookEvery)
	w.read(c)
	if n := w.called("app.bsky.feed.getPostThread"); n != calls || len(w.Deleted) != 2 {
		t.Errorf("asked %d times more after what is settled; gone %v", n-calls, w.Deleted)
	}
}

// TestWatchedWords are searched for, our own posts and empty words left out.
func TestWatchedWords(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	w.watch = []string{"#fridge", "polar n5", " ", "#"}
	c := w.start()
	w.Say(blueskytest.Post{By: ourHandle, Text: "buy a #fridge"})
	a := w.say("my #Fridge hums")
	b := w.say("is the Polar N5 any good?")
	both := w.say("@acme.test the Polar N5 is a #fridge")
	w.read(c)
	slices.Sort(w.Order)
	w.want(a, b, both)
	for i := range 120 {
		w.say(fmt.Sprint("#fridge number ", i))
	}
	w.read(w.start())
	if len(w.Order) != 123 {
		t.Errorf("%d have arrived", len(w.Order))
	}
	if n := w.called("app.bsky.feed.searchPosts"); n > 8 {
		t.Errorf("%d searches", n)
	}
}

// TestASearchThatIsRefused is told and passed over, however the server refuses it;
// so is one whose answers are never what they should be.
func TestASearchThatIsRefused(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	w.watch = []string{"first", "second"}
	line := connectortest.NewLine(t, w.URL())
	defer line.Close()
	cfg := w.config()
	cfg.Account.Server = line.URL
	c, err := open(cfg, theNetwork())
	if err != nil {
		t.Fatal(err)
	}
	w.read(c)
	var ids []string
	for _, status := range []int{400, 403, 404} {
		ids = append(ids, w.say("the second word is heard"))
		line.Break(connectortest.Refuse(status, fault.Permanent), 1, 1)
		w.read(c)
		if line.Heal() != 1 {
			t.Fatal("nothing was refused")
		}
		w.want(ids...)
		if w.Lacks["search for first"] == "" || len(w.Lacks) != 1 {
			t.Errorf("%d: told %v", status, w.Lacks)
		}
		w.clock.pass(time.Hour)
		w.read(c)
		if len(w.Lacks) != 0 {
			t.Errorf("%d: it is heard again, and %v is told", status, w.Lacks)
		}
	}
	c.words = connectors.NewParts(cfg.Account, w.clock.now, c.log)
	ids = append(ids, w.say("the second word is heard, whatever comes for the first"))
	odd := connectortest.Page("posts that are none", "application/json", `{"posts":"none"}`)
	for i := range 3 {
		line.Break(odd, 1+min(i, 1), 1) // the one that has failed is asked for last
		err := c.Pull(t.Context(), w.At, w.Emit)
		if line.Heal() != 1 || (err == nil) != (i == 2) {
			t.Fatalf("reading %d: %v", i, err)
		}
		w.want(ids...)
	}
	if !strings.Contains(w.Lacks["search for first"], "not the AT Protocol") {
		t.Errorf("told %v", w.Lacks)
	}
	w.clock.pass(time.Hour)
	w.read(c)
	line.Break(connectortest.Refuse(429, fault.Limited, "Retry-After", "7"), 1, 1)
	f := wantFault(t, c.Pull(t.Context(), w.At, w.Emit), fault.Limited, "search for first")
	if f.RetryAfter != 7*time.Second {
		t.Errorf("again in %v", f.RetryAfter)
	}
}

// TestAMentionArrivesWithoutItsAuthor's profile where that cannot be had.
func TestAMentionArrivesWithoutItsAuthor(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	line := connectortest.NewLine(t, w.URL())
	defer line.Close()
	cfg := w.config()
	cfg.Account.Server = line.URL
	c, err := open(cfg, theNetwork())
	if err != nil {
		t.Fatal(err)
	}
	w.read(c)
	a := w.say("@acme.test hello")
	line.Break(connectortest.Refuse(500, fault.Transient), 2, 1) // notifications and posts pass
	w.read(c)
	line.Heal()
	if m := w.get(a); m.Author.Followers != 0 || m.Author.Handle != "ivan.test" || m.Author.Name != "ivan.test" {
		t.Errorf("%+v", m.Author)
	}
	b := w.say("@acme.test hello again")
	line.Break(connectortest.Refuse(400, fault.Permanent), 1, 1) // the posts themselves
	w.read(c)
	line.Heal()
	if m := w.get(b); m.Author.Followers != 7 || m.Body.Text != "@acme.test hello again" {
		t.Errorf("%+v", m)
	}
	profiles := w.called("app.bsky.actor.getProfiles")
	w.say("@acme.test and again")
	w.read(c)
	if n := w.called("app.bsky.actor.getProfiles"); n != profiles {
		t.Error("who has just been asked about is asked about again")
	}
	w.clock.pass(crowdAge + time.Second)
	w.say("@acme.test a day later")
	w.read(c)
	if n := w.called("app.bsky.actor.getProfiles"); n != profiles+1 {
		t.Error("what is known of people grows old")
	}
}

// TestTheCursorStaysSmall however much has been read.
func TestTheCursorStaysSmall(t *testing.T) {
	m := &memory{}
	for i := range 5000 {
		m.note([]entry{{id: fmt.Sprintf("at://did:plc:abcdefghijklmnopqrstuvwx/app.bsky.feed.post/3k%011d", i), view: &postView{}}})
	}
	raw := m.cursor()
	if len(raw) > 10_000 {
		t.Errorf("%d bytes", len(raw))
	}
	back, fresh := recall(raw)
	if fresh || !slices.Equal(back.seen, m.seen) || !slices.Equal(back.posts, m.posts) || len(back.seen) != maxSeen || len(back.posts) != maxPosts {
		t.Errorf("%d, %d", len(back.seen), len(back.posts))
	}
	for cursor, want := range map[string]string{"": "", "abc": "abc", "2026-11-23T09:00:00.999Z": "2026-11-23T09:00:01.000Z", "1795421400000__bafy": "1795421400000__bafy"} {
		if got := overlap(cursor); got != want {
			t.Errorf("%s becomes %s", cursor, got)
		}
	}
}
