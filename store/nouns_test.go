package store_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
)

func TestAKeyIsReadBackAsItIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := store.Key{
			Network: rapid.StringMatching(`[a-z0-9_-]{1,32}`).Draw(t, "network"),
			ID:      rapid.StringN(1, 40, -1).Draw(t, "id"), // colons of its own included
		}
		if got, err := store.ParseKey(k.String()); err != nil || got != k {
			t.Fatalf("%q gives %v, %v", k.String(), got, err)
		}
	})
}

func TestWhatIsNoKeyIsRefused(t *testing.T) {
	for _, s := range []string{"", ":", "vk", "vk:", ":1", "VK:1", "v k:1", "сеть:1", strings.Repeat("x", 33) + ":1"} {
		if k, err := store.ParseKey(s); err == nil || !strings.Contains(err.Error(), "network:id") {
			t.Errorf("%q gives %v, %v", s, k, err)
		}
	}
}

func TestAnIdentityIsTheBestThatTheNetworkGives(t *testing.T) {
	for want, a := range map[string]store.Author{
		"vk:7":     {ID: "7", Handle: "h", Email: "e", Name: "n"},
		"vk:h":     {Handle: "h", Email: "e", Name: "n"},
		"vk:e@x.y": {Email: "e@x.y", Name: "n"},
		"vk:n":     {Name: "n"},
		"":         {Followers: 3},
	} {
		m := store.Mention{Key: store.Key{Network: "vk", ID: "1"}, Author: a}
		if got := m.Identity(); got != want {
			t.Errorf("%+v gives %q, want %q", a, got, want)
		}
	}
}

func TestAMentionWithoutADiscussionIsItsOwn(t *testing.T) {
	m := store.Mention{Key: store.Key{Network: "vk", ID: "1"}}
	if m.Thread() != m.Key {
		t.Fatalf("%v", m.Thread())
	}
	m.Place.Thread = "0"
	if m.Thread() != (store.Key{Network: "vk", ID: "0"}) {
		t.Fatalf("%v", m.Thread())
	}
}

func TestWorkIsComparedFieldByField(t *testing.T) {
	base := store.Work{State: store.StateOpen, Tags: []string{"a"}, Opened: noon}
	same := store.Work{State: store.StateOpen, Tags: []string{"a"}, Opened: noon.In(time.FixedZone("X", 3600))}
	if !base.Equal(same) {
		t.Fatal("the same moment in another zone is no change")
	}
	for name, change := range map[string]func(*store.Work){
		"state": func(w *store.Work) { w.State = store.StateDone }, "assignee": func(w *store.Work) { w.Assignee = "x" },
		"until": func(w *store.Work) { w.Until = noon }, "tags": func(w *store.Work) { w.Tags = []string{"b"} },
		"notes": func(w *store.Work) { w.Notes++ }, "opened": func(w *store.Work) { w.Opened = noon.Add(1000) },
		"answered": func(w *store.Work) { w.Answered = noon }, "answerer": func(w *store.Work) { w.Answerer = "x" },
		"closed": func(w *store.Work) { w.Closed = noon },
	} {
		w := base
		w.Tags = slices.Clone(base.Tags)
		if change(&w); base.Equal(w) {
			t.Errorf("a change of %s is not seen", name)
		}
	}
	for state, want := range map[store.State]bool{store.StateNew: true, store.StateOpen: true, store.StateSnoozed: false, store.StateDone: false} {
		if (store.Work{State: state}).Unhandled() != want {
			t.Errorf("%s: %v", state, !want)
		}
	}
}

func TestAPostIsAsItsWorstDelivery(t *testing.T) {
	for _, c := range []struct {
		want   store.DeliveryState
		states []store.DeliveryState
	}{
		{store.DeliveryScheduled, nil},
		{store.DeliverySent, []store.DeliveryState{store.DeliverySent, store.DeliveryStopped}},
		{store.DeliveryFailed, []store.DeliveryState{store.DeliverySent, store.DeliveryUnsure, store.DeliveryFailed}},
		{store.DeliveryUnsure, []store.DeliveryState{store.DeliverySending, store.DeliveryUnsure}},
		{store.DeliverySending, []store.DeliveryState{store.DeliveryHeld, store.DeliverySending}},
		{store.DeliveryHeld, []store.DeliveryState{store.DeliveryScheduled, store.DeliveryHeld}},
		{store.DeliveryStopped, []store.DeliveryState{store.DeliveryStopped}},
	} {
		var p store.Post
		for i, s := range c.states {
			p.To = append(p.To, store.Delivery{Account: string(rune('a' + i)), State: s})
		}
		if got := p.State(); got != c.want {
			t.Errorf("%v gives %s, want %s", c.states, got, c.want)
		}
	}
}

func TestADeliveryIsFoundAndCanBeChanged(t *testing.T) {
	p := store.Post{To: []store.Delivery{{Account: "a"}, {Account: "b"}}}
	p.Delivery("b").RemoteID = "9"
	if p.To[1].RemoteID != "9" || p.Delivery("c") != nil {
		t.Fatalf("%+v", p.To)
	}
}

func TestEveryAccountHasItsText(t *testing.T) {
	m := store.Message{Text: "common", Variants: map[string]string{"a": "own"}}
	if m.TextFor("a") != "own" || m.TextFor("b") != "common" {
		t.Fatal("the wrong text")
	}
}

func TestErrorsSayWhatToDo(t *testing.T) {
	for want, err := range map[string]error{
		"anna: already answered":  &store.Conflict{By: "anna", What: "already answered"},
		"to: name an account":     &store.Invalid{Field: "to", Why: "name an account"},
		"there is nothing to do.": &store.Invalid{Why: "there is nothing to do."},
	} {
		if err.Error() != want {
			t.Errorf("%q, want %q", err, want)
		}
	}
	var c *store.Conflict
	if !errors.As(errors.Join(errors.New("x"), &store.Conflict{}), &c) {
		t.Error("a conflict is not found in what wraps it")
	}
}

func TestStampsAreUTCAndMicroseconds(t *testing.T) {
	local := time.Now().In(time.FixedZone("X", 5*3600))
	s := store.Stamp(local)
	if s.Location() != time.UTC || s.Nanosecond()%1000 != 0 || local.Sub(s) >= time.Microsecond || s != store.Stamp(s) {
		t.Fatalf("%v gives %v", local, s)
	}
	if !store.Stamp(time.Time{}.In(time.FixedZone("X", 60))).IsZero() {
		t.Fatal("no time became one")
	}
}

func TestTheRealEnvironmentGivesEachIDOnceAndInOrder(t *testing.T) {
	env := store.RealEnv()
	var mu sync.Mutex
	seen := map[string]bool{}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			last := ""
			for range 1000 {
				id := env.ID()
				mu.Lock()
				if seen[id] || id <= last {
					t.Errorf("%s after %s, seen %v", id, last, seen[id])
				}
				seen[id] = true
				mu.Unlock()
				last = id
			}
		})
	}
	all.Wait()
	if r := env.Rand(); r < 0 || r >= 1 {
		t.Fatalf("chance %v", r)
	}
	if store.Stamp(env.Now()) != env.Now().Truncate(time.Microsecond) && env.Now().Location() != time.UTC {
		t.Fatal("the time is no stamp")
	}
}

func TestASeededEnvironmentIsTheSameEverywhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b, other := store.SeededEnv(7, noon), store.SeededEnv(7, noon), store.SeededEnv(8, noon)
		same := true
		last := ""
		for range 100 {
			id, chance := a.ID(), a.Rand()
			if id != b.ID() || chance != b.Rand() || id <= last || len(id) != 26 {
				t.Fatalf("id %q after %q", id, last)
			}
			same = same && chance == other.Rand()
			last = id
		}
		if same {
			t.Fatal("another seed gives the same chance")
		}
		if !a.Now().Equal(noon) {
			t.Fatalf("it begins at %v", a.Now())
		}
		time.Sleep(90 * time.Minute) // of the bubble
		if !a.Now().Equal(noon.Add(90 * time.Minute)) {
			t.Fatalf("after 90 minutes it is %v", a.Now())
		}
	})
}
