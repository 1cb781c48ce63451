package listen_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/listen"
	"earshot/ui/pane"
	"earshot/ui/panetest"
)

func newScene(t *testing.T, o panetest.Options) *panetest.Stage {
	t.Helper()
	if o.Width == 0 {
		o.Width, o.Height = 100, 20
	}
	s := panetest.New(t, o)
	s.Connect()
	for i, text := range []string{"pizza for all", "cold pizza", "a refund, please"} {
		s.Hear(s.Said(string(rune('a'+i)), time.Duration(i)*time.Hour, store.Author{ID: "u", Name: "Uma"}, "neutral", text))
	}
	s.Put(listen.New(s.Host))
	return s
}

func TestMonitorsAreListedAddedAndLeadToTheirMentions(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.Press("g", "k")
	s.See("-- Monitors", "Nothing is listened for yet")
	_, err := s.Host.Desk.Monitors.Add(context.Background(), desk.By{User: "anna"}, store.Monitor{Name: "pizza", Query: "pizza"})
	if err != nil {
		t.Fatal(err)
	}
	s.Press("q", "g", "k")
	s.See("pizza", "7 days", "2")
	s.Press("j", "k", "down", "up", "pgdown", "pgup", "enter")
	if got := panetest.Last[pane.To](s); got.Pane != keys.Stream || got.Msg != (pane.Filter{Name: "pizza", Query: `monitor:"pizza"`}) {
		t.Fatalf("%+v", got)
	}
}

func TestRulesAreListedAndSwitched(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.Press("g", "r")
	s.See("-- Rules", "Nothing is done by itself yet")
	ctx, anna := context.Background(), desk.By{User: "anna"}
	for name, text := range map[string]string{"one": "when refund do tag +refund", "two": "when pizza do done"} {
		if _, err := s.Host.Desk.Rules.Add(ctx, anna, store.Rule{Name: name, Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	s.Press("q", "g", "r")
	s.See("one", "two", "refund do tag +refund")
	s.Press("o")
	list, err := s.Host.Desk.Rules.List(ctx)
	if err != nil || !list[0].Off || list[1].Off {
		t.Fatalf("%+v %v", list, err)
	}
	s.Press("d")
	if list, err = s.Host.Desk.Rules.List(ctx); err != nil || len(list) != 1 {
		t.Fatalf("%+v %v", list, err)
	}
}

// TestARussianLayoutReachesTheLetters: щ is the key of o.
func TestARussianLayoutReachesTheLetters(t *testing.T) {
	s := newScene(t, panetest.Options{})
	ctx := context.Background()
	if _, err := s.Host.Desk.Rules.Add(ctx, desk.By{User: "anna"}, store.Rule{Name: "one", Text: "when refund do done"}); err != nil {
		t.Fatal(err)
	}
	s.Press("g", "r", "щ")
	if list, err := s.Host.Desk.Rules.List(ctx); err != nil || !list[0].Off {
		t.Fatalf("%+v %v", list, err)
	}
}

func TestAnySizeIsExact(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := newScene(t, panetest.Options{Plain: rapid.Bool().Draw(r, "plain")})
		ctx, anna := context.Background(), desk.By{User: "anna"}
		name := strings.TrimSpace(rapid.SampledFrom([]string{"新しい", "x", "a very long name of a monitor", "عمر"}).Draw(r, "name"))
		if _, err := s.Host.Desk.Monitors.Add(ctx, anna, store.Monitor{Name: name, Query: `"新 pizza" OR pizza`, Kind: store.MonitorBrand, Names: []string{"👩\u200d👩", "\x1b[2J"}}); err != nil {
			r.Fatal(err)
		}
		if _, err := s.Host.Desk.Rules.Add(ctx, anna, store.Rule{Name: name, Text: `when pizza do note "新しい, done"`}); err != nil {
			r.Fatal(err)
		}
		for _, open := range []string{"k", "r"} {
			s.Press("g", open)
			for range 3 {
				s.Size(rapid.IntRange(1, 200).Draw(r, "width"), rapid.IntRange(1, 20).Draw(r, "height"))
				s.Frame()
			}
			s.Press("q")
		}
	})
}
