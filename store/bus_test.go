package store_test

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"

	"earshot/store"
)

// woken tells whether a subscriber has something to take.
func woken(s *store.Sub) bool {
	select {
	case <-s.Wake():
		return true
	default:
		return false
	}
}

func ids(c store.Changed) []string { return slices.Sorted(maps.Keys(c.IDs)) }

func numbered(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprint(i)
	}
	return out
}

func TestASubscriberHearsOnlyItsTopics(t *testing.T) {
	bus := store.NewBus()
	posts, all := bus.Subscribe(store.TopicPosts), bus.Subscribe()
	bus.Publish(map[store.Topic][]string{store.TopicMentions: {"7"}})
	if woken(posts) || !woken(all) {
		t.Fatal("a change of mentions went to the wrong subscribers")
	}
	if got := posts.Take(); len(got) != 0 {
		t.Fatalf("posts heard %v", got)
	}
	if got := all.Take(); len(got) != 1 || !got[store.TopicMentions].Has("7") || got[store.TopicMentions].Has("8") {
		t.Fatalf("all heard %v", got)
	}
}

func TestWhatIsNotFetchedIsMergedAndWakesOnce(t *testing.T) {
	bus := store.NewBus()
	sub := bus.Subscribe(store.TopicMentions, store.TopicPosts)
	for _, id := range []string{"1", "2", "1", "3"} {
		bus.Publish(map[store.Topic][]string{store.TopicMentions: {id}})
	}
	bus.Publish(map[store.Topic][]string{store.TopicPosts: {"p"}})
	if !woken(sub) || woken(sub) {
		t.Fatal("five changes must wake once")
	}
	got := sub.Take()
	if !slices.Equal(ids(got[store.TopicMentions]), []string{"1", "2", "3"}) || !got[store.TopicPosts].Has("p") {
		t.Fatalf("took %v", got)
	}
	if again := sub.Take(); len(again) != 0 || woken(sub) {
		t.Fatalf("taken twice: %v", again)
	}
}

func TestWhatWasTakenDoesNotChangeAnyMore(t *testing.T) {
	bus := store.NewBus()
	sub := bus.Subscribe()
	bus.Publish(map[store.Topic][]string{store.TopicMentions: {"1"}})
	got := sub.Take()
	bus.Publish(map[store.Topic][]string{store.TopicMentions: {"2"}})
	if got[store.TopicMentions].Has("2") {
		t.Fatal("what was taken went on changing")
	}
}

func TestManyIDsAreAllOfIt(t *testing.T) {
	bus := store.NewBus()
	sub := bus.Subscribe()
	bus.Publish(map[store.Topic][]string{store.TopicMentions: numbered(256)})
	if got := sub.Take()[store.TopicMentions]; got.All || len(got.IDs) != 256 {
		t.Fatalf("256 ids: all %v, %d ids", got.All, len(got.IDs))
	}
	bus.Publish(map[store.Topic][]string{store.TopicMentions: numbered(256)})
	bus.Publish(map[store.Topic][]string{store.TopicMentions: {"256"}, store.TopicPosts: {"p"}})
	bus.Publish(map[store.Topic][]string{store.TopicMentions: {"1"}}) // few more do not make it less
	got := sub.Take()
	if c := got[store.TopicMentions]; !c.All || len(c.IDs) != 0 || !c.Has("anything") {
		t.Fatalf("257 ids: %+v", c)
	}
	if got[store.TopicPosts].All {
		t.Fatal("another topic became all of it, too")
	}
	bus.Publish(map[store.Topic][]string{store.TopicMentions: {"1"}})
	if c := sub.Take()[store.TopicMentions]; c.All {
		t.Fatal("all of it outlived its Take")
	}
}

func TestAChangeWithoutIDsIsStillAChange(t *testing.T) {
	bus := store.NewBus()
	sub := bus.Subscribe()
	bus.Publish(map[store.Topic][]string{store.TopicViews: nil})
	if _, heard := sub.Take()[store.TopicViews]; !heard || !woken(sub) {
		t.Fatal("nobody heard of it")
	}
}

func TestAClosedSubscriberHearsNothing(t *testing.T) {
	bus := store.NewBus()
	closed, open := bus.Subscribe(), bus.Subscribe()
	closed.Close()
	closed.Close()
	bus.Publish(map[store.Topic][]string{store.TopicMentions: {"1"}})
	if woken(closed) || len(closed.Take()) != 0 || !woken(open) {
		t.Fatal("closing one changed what the others hear")
	}
}

// TestPublishingNeverBlocks: nobody fetches anything, and still thousands of
// changes go out; the bubble would report a deadlock if one of them waited.
func TestPublishingNeverBlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := store.NewBus()
		var subs []*store.Sub
		for range 8 {
			subs = append(subs, bus.Subscribe())
		}
		var all sync.WaitGroup
		for i := range 4 {
			all.Go(func() {
				for n := range 500 {
					bus.Publish(map[store.Topic][]string{store.TopicMentions: {fmt.Sprint(i, n)}})
				}
			})
		}
		all.Go(func() {
			for range 200 {
				s := bus.Subscribe()
				s.Take()
				s.Close()
			}
		})
		all.Wait()
		for _, s := range subs {
			if !woken(s) || !s.Take()[store.TopicMentions].All {
				t.Fatal("a subscriber missed what happened")
			}
		}
	})
}

// TestNoChangeIsEverMissed: whatever is published in whatever portions, and
// whenever it is fetched, each subscriber learns of each id, or of all.
func TestNoChangeIsEverMissed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bus := store.NewBus()
		sub := bus.Subscribe(store.TopicMentions)
		told, heard := map[string]bool{}, map[string]bool{}
		all := false
		take := func() {
			c := sub.Take()[store.TopicMentions]
			all = all || c.All
			for id := range c.IDs {
				heard[id] = true
			}
		}
		for range rapid.IntRange(1, 12).Draw(t, "rounds") {
			list := rapid.SliceOfN(rapid.StringMatching(`[0-9]{1,3}`), 0, 120).Draw(t, "ids")
			for _, id := range list {
				told[id] = true
			}
			bus.Publish(map[store.Topic][]string{store.TopicMentions: list, store.TopicPosts: {"x"}})
			if !woken(sub) {
				t.Fatal("not woken")
			}
			if rapid.Bool().Draw(t, "take") {
				take()
			}
		}
		take()
		if !all && !maps.Equal(told, heard) {
			t.Fatalf("told of %d, heard of %d", len(told), len(heard))
		}
	})
}
