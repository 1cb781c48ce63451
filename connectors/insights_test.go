package connectors_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/store"
	"earshot/store/desk"
)

// counting is a network that counts, too.
type counting struct {
	*network
	mu    sync.Mutex
	asked []time.Time
	say   func(n int) error
}

func (c *counting) Insights(_ context.Context, from, to time.Time) ([]store.InsightDay, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = append(c.asked, time.Now())
	if c.say != nil {
		if err := c.say(len(c.asked)); err != nil {
			return nil, err
		}
	}
	day := to.Truncate(24 * time.Hour)
	if day.AddDate(0, 0, -29).Before(from) {
		return nil, fault.New(fault.Permanent, "", "less than a month is asked for")
	}
	return []store.InsightDay{{From: day.AddDate(0, 0, -1), To: day, Visitors: 10 * len(c.asked)}}, nil
}

// TestFiguresAreKeptFresh: four times a day, whatever stops and starts; and where
// they cannot be had the account works all the same.
func TestFiguresAreKeptFresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &counting{network: &network{}}
		s := newStation(t, map[string]connectors.Connector{"acme": c})
		visitors := func() int {
			all, err := s.desk.Setup.Insights(t.Context())
			s.must(err)
			in := all["acme"]
			return in.Over(time.Time{}, in.End()).Visitors
		}
		s.must(s.run.Once(t.Context()))
		if len(c.asked) != 1 || visitors() != 10 {
			t.Fatalf("asked %d times, %d visitors", len(c.asked), visitors())
		}
		s.work(5 * time.Hour)
		s.work(30 * time.Minute)
		if len(c.asked) != 1 {
			t.Errorf("asked %d times in five hours and a half", len(c.asked))
		}
		s.work(24 * time.Hour)
		if n := len(c.asked); n < 5 || n > 6 || visitors() != 10*n {
			t.Errorf("asked %d times, %d visitors", n, visitors())
		}
	})
}

func TestFiguresThatCannotBeHad(t *testing.T) {
	for kind, times := range map[fault.Kind][2]int{fault.Transient: {20, 25}, fault.Permanent: {1, 2}, fault.Unauthorized: {1, 2}} {
		synctest.Test(t, func(t *testing.T) {
			c := &counting{network: &network{}, say: func(int) error { return fault.New(kind, "count", "no") }}
			s := newStation(t, map[string]connectors.Connector{"acme": c})
			s.work(24 * time.Hour)
			if n := len(c.asked); n < times[0] || n > times[1] {
				t.Errorf("%v: asked %d times in a day", kind, n)
			}
			if h := s.health("acme"); h.State != store.HealthOK || h.Message != "" || c.readings() < 1000 {
				t.Errorf("%v: %+v", kind, h)
			}
			mad := &counting{network: &network{}, say: func(int) error { panic("nil map") }}
			s = newStation(t, map[string]connectors.Connector{"acme": mad})
			s.must(s.run.Once(t.Context()))
			if h := s.health("acme"); h.State != store.HealthOK {
				t.Errorf("%+v", h)
			}
		})
	}
}

// TestFiguresWithoutTheRight: an account whose token may not is not asked.
func TestFiguresWithoutTheRight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &counting{network: &network{}}
		s := newStation(t, map[string]connectors.Connector{"acme": c})
		can, _ := connectors.Abilities(c, connectors.Profile{})
		if can[len(can)-1] != desk.AbilityInsights {
			t.Errorf("it can %v", can)
		}
		can, lacks := connectors.Abilities(c, connectors.Profile{Lacks: map[string]string{desk.AbilityInsights: "the token lacks the permission stats"}})
		s.must(s.desk.Setup.Connect(t.Context(), desk.By{User: "anna"}, store.Account{Name: "acme", Network: "fake", Can: can, Lacks: lacks}, nil))
		s.work(24 * time.Hour)
		s.must(s.run.Once(t.Context()))
		if len(c.asked) != 0 {
			t.Errorf("asked %d times", len(c.asked))
		}
	})
}
