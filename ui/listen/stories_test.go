package listen_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/query"
	"earshot/ui/keys"
	"earshot/ui/listen"
	"earshot/ui/pane"
	"earshot/ui/panetest"
)

var anna = desk.By{User: "anna", Door: "key"}

// monitor adds one behind the screen's back, as a colleague would.
func monitor(s *panetest.Stage, name, query string) {
	s.T.Helper()
	_, err := s.Desk.Monitors.Add(context.Background(), desk.By{User: "boris"}, store.Monitor{Name: name, Query: query})
	panetest.Must(s.T, err)
}

func rule(s *panetest.Stage, name, text string) {
	s.T.Helper()
	_, err := s.Desk.Rules.Add(context.Background(), desk.By{User: "boris"}, store.Rule{Name: name, Text: text})
	panetest.Must(s.T, err)
}

// order names the rules in the order in which they act.
func order(s *panetest.Stage) string {
	s.T.Helper()
	list, err := s.Desk.Rules.List(context.Background())
	panetest.Must(s.T, err)
	var names []string
	for _, r := range list {
		names = append(names, r.Name)
	}
	return strings.Join(names, " ")
}

func monitorNamed(s *panetest.Stage, name string) store.Monitor {
	s.T.Helper()
	list, err := s.Desk.Monitors.List(context.Background(), s.Host.Scope())
	panetest.Must(s.T, err)
	for _, m := range list {
		if m.Name == name {
			return m.Monitor
		}
	}
	s.T.Fatalf("there is no monitor %s in %v", name, list)
	return store.Monitor{}
}

// TestAMonitorsLife: it is typed, renamed, made a brand, given words and removed,
// and what is wrong is said while it is typed.
func TestAMonitorsLife(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.Press("g", "k", "a")
	for _, wrong := range []struct{ typed, said string }{
		{"pizza", "a query has to stand behind the name"},
		{"pizza:", "a query has to stand behind the name"},
		{"pizza: is:open", "leave out is:open"},
		{"pizza: (cold", ""},
	} {
		s.Press("ctrl+u")
		s.Type(wrong.typed)
		s.Press("enter")
		s.See("-- a monitor", wrong.said)
	}
	s.Press("ctrl+u")
	s.Type("еда: pizza OR пицца")
	s.Press("enter")
	s.See("-- Monitors", "listens for еда: 2 mentions of history", "pizza OR пицца")
	s.Press("n", "ctrl+u")
	s.Type("food")
	s.Press("enter", "t", "p")
	s.See("food", "product")
	s.Press("w")
	s.Type("Pizza Nostra, Пицца Ностра ,, ")
	s.Press("enter")
	s.See("(Pizza Nostra, Пицца Ностра)")
	if m := monitorNamed(s, "food"); m.Kind != store.MonitorProduct || len(m.Names) != 2 {
		t.Errorf("%+v", m)
	}
	s.Press("w", "ctrl+u", "enter")
	if m := monitorNamed(s, "food"); len(m.Names) != 0 {
		t.Errorf("the words stay: %q", m.Names)
	}
	s.Press("e", "ctrl+u")
	s.Type("refund")
	s.Press("enter")
	s.See("refund")
	s.Not("pizza OR пицца")
	s.Press("d")
	s.See("removed the monitor food", "Nothing is listened for yet")
	_, err := s.Desk.History.Undo(context.Background(), anna)
	panetest.Must(t, err)
	s.Press("esc", "g", "k")
	s.See("food")
}

// TestTwoMonitorsOfOneName: the second is refused in plain words, the first is
// untouched, and the list stays open.
func TestTwoMonitorsOfOneName(t *testing.T) {
	s := newScene(t, panetest.Options{})
	monitor(s, "pizza", "pizza")
	s.Press("g", "k", "a")
	s.Type("Pizza: refund")
	s.Press("enter")
	s.See("-- Monitors", "pizza", "already")
	s.Not("refund  ")
	if m := monitorNamed(s, "pizza"); m.Query != "pizza" {
		t.Errorf("%+v", m)
	}
	s.Press("j")
	s.Not("already") // what was said is gone with the next key
}

// TestAnEmptyListTakesOnlyA: nothing is selected, so nothing happens.
func TestAnEmptyListTakesOnlyA(t *testing.T) {
	for _, open := range []string{"k", "r"} {
		s := newScene(t, panetest.Options{})
		s.Press("g", open)
		empty := s.Frame()
		s.Press("e", "n", "w", "t", "d", "o", "u", "J", "K", "j", "k", "down", "up", "enter")
		if got := s.Frame(); got != empty {
			t.Errorf("%s:\n%s", open, got)
		}
		s.Press("a", "esc", "q")
		s.Not("--")
	}
}

// TestWhatAColleagueDoesIsSeenAtOnce while the list is open, and costs nothing
// while it is not.
func TestWhatAColleagueDoesIsSeenAtOnce(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.Press("g", "k")
	monitor(s, "pizza", "pizza")
	s.Press("up") // lets what has happened arrive
	s.See("pizza")
	s.Hear(s.Said("late", 0, store.Author{ID: "v"}, "neutral", "more pizza"))
	s.Press("up")
	s.Press("q", "g", "r")
	rule(s, "calm", "when pizza do tag +calm")
	s.Press("up")
	s.See("calm", "pizza do tag +calm")
	p := s.Pane
	s.Press("q")
	if cmd := p.Changed(pane.Changes{store.TopicMonitors: {}, store.TopicRules: {}, store.TopicMentions: {}}); cmd != nil && cmd() != nil {
		t.Error("a list that nobody sees is read")
	}
}

// TestTheCursorStaysOnItsRule when a colleague removes the one above.
func TestTheCursorStaysOnItsRule(t *testing.T) {
	s := newScene(t, panetest.Options{})
	for _, name := range []string{"one", "two", "three"} {
		rule(s, name, "when pizza do tag +"+name)
	}
	s.Press("g", "r", "j", "j")
	_, err := s.Desk.Rules.Remove(context.Background(), desk.By{User: "boris"}, "one")
	panetest.Must(t, err)
	s.Press("o")
	for _, r := range must(s.Desk.Rules.List(context.Background())) {
		if r.Off != (r.Name == "three") {
			t.Errorf("%s: off %v", r.Name, r.Off)
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// TestRulesAreMovedAndUndone: they act in their order, so the order can be
// changed, no further than the ends.
func TestRulesAreMovedAndUndone(t *testing.T) {
	s := newScene(t, panetest.Options{})
	for _, name := range []string{"one", "two", "three"} {
		rule(s, name, "when pizza do tag +"+name)
	}
	s.Press("g", "r")
	for _, step := range []struct{ key, want string }{
		{"K", "one two three"}, // the first goes no higher
		{"J", "two one three"},
		{"J", "two three one"},
		{"J", "two three one"}, // the last goes no lower
		{"K", "two one three"},
		{"О", "two three one"}, // J on a Russian layout
	} {
		s.Press(step.key)
		if got := order(s); got != step.want {
			t.Fatalf("after %s: %s, want %s", step.key, got, step.want)
		}
	}
	_, err := s.Desk.History.Undo(context.Background(), anna)
	panetest.Must(t, err)
	if got := order(s); got != "two one three" {
		t.Errorf("after undo: %s", got)
	}
}

// TestARuleIsTriedBeforeItIsKept: no changes nothing, y keeps it for what comes,
// h takes in history, and u takes all of that back.
func TestARuleIsTriedBeforeItIsKept(t *testing.T) {
	s := newScene(t, panetest.Options{})
	tagged := func() int {
		q, err := query.Parse("tag:food")
		panetest.Must(t, err)
		return len(must(s.Desk.Lookup.Rows(context.Background(), q, s.Host.Scope(), 10, false)))
	}
	add := func(key string) {
		s.Press("g", "r", "a")
		s.Type("food: when pizza do tag +food")
		s.Press("enter")
		s.See("-- Rule: food", "would tag 2 of 3", "keep it", "history too")
		s.Press(key)
	}
	add("n")
	if got := order(s); got != "" {
		t.Fatalf("no has kept %s", got)
	}
	s.Press("q")
	add("y")
	s.See("added the rule food")
	if tagged() != 0 {
		t.Error("history was touched")
	}
	s.Press("t")
	s.See("-- Rule: food", "do it")
	s.Press("y")
	s.See("food: tag +food on 2 mentions")
	if tagged() != 2 {
		t.Errorf("%d are tagged", tagged())
	}
	s.Press("t")
	s.See("would change nothing")
	s.Not("do it")
	s.Press("n", "u")
	s.See("what people changed since stays")
	s.Press("n") // stays as it is
	if tagged() != 2 {
		t.Error("no has taken something back")
	}
	s.Press("u", "y")
	s.See("took back")
	if tagged() != 0 {
		t.Errorf("%d are still tagged", tagged())
	}
}

// TestARuleThatCannotBeReadIsTold: while it is typed, at its place.
func TestARuleThatCannotBeReadIsTold(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.Press("g", "r", "a")
	for _, wrong := range []struct{ typed, said string }{
		{"when pizza do done", "name"},
		{"x: when pizza", "do"},
		{"x: when pizza do tga +y", "did you mean tag"},
		{"x: when (pizza do done", ""},
		{"x: when пицца do", ""},
	} {
		s.Press("ctrl+u")
		s.Type(wrong.typed)
		s.Press("enter")
		s.See("-- a rule", wrong.said)
	}
	s.Press("esc")
	s.See("-- Rules", "Nothing is done by itself yet")
	if got := order(s); got != "" {
		t.Errorf("%s was kept", got)
	}
}

// TestARuleOutlivesTheMonitorItNames: it stays as it was written, finds nothing,
// and acts again once somebody listens under that name.
func TestARuleOutlivesTheMonitorItNames(t *testing.T) {
	s := newScene(t, panetest.Options{})
	monitor(s, "pizza", "pizza")
	rule(s, "hot", "when monitor:pizza do tag +hot")
	_, err := s.Desk.Monitors.Remove(context.Background(), anna, "pizza")
	panetest.Must(t, err)
	s.Press("g", "r")
	s.See("on  hot", "monitor:pizza")
	s.Press("t")
	s.See("would change nothing")
	s.Press("n")
	monitor(s, "pizza", "pizza")
	s.Press("t")
	s.See("would tag 2 of 3")
}

// TestTheNewestThatARuleWouldChangeAreShown: s leads to the stream.
func TestTheNewestThatARuleWouldChangeAreShown(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.Send(pane.NewRule{Line: "food: when pizza -cold do tag +food"})
	s.See("-- Rule: food", "would tag 1 of 3")
	s.Press("s")
	if got := panetest.Last[pane.To](s); got.Pane != keys.Stream || got.Msg != (pane.Filter{Query: "pizza -cold"}) {
		t.Errorf("%+v", got)
	}
	if got := panetest.Last[pane.Focus](s); got.Pane != keys.Stream {
		t.Errorf("%+v", got)
	}
	if got := order(s); got != "" {
		t.Errorf("%s was kept", got)
	}
	s.Send(pane.NewRule{Line: "nonsense"})
	if got := panetest.Last[pane.Notice](s); got.Level != pane.Failure {
		t.Errorf("%+v", got)
	}
}

// TestHostileNamesAndQueries: what is typed or imported moves no column and sends
// nothing to the terminal; Stage holds that every frame is exact.
func TestHostileNamesAndQueries(t *testing.T) {
	for _, text := range []string{"\x1b[2J\x1b]0;pwned\a", "\u202egnp.exe", strings.Repeat("漢字", 40), "a\u0301\u0301\u0301\u0301", "👩\u200d👩\u200d👧", "عمر حداد", "\t\t\n"} {
		s := newScene(t, panetest.Options{Width: 60, Height: 16})
		s.Press("g", "k", "a")
		s.Paste("odd: \"" + text + "\"")
		s.Press("enter")
		for _, size := range [][2]int{{200, 16}, {60, 16}, {40, 9}, {11, 3}} {
			s.Size(size[0], size[1])
			if frame := s.Frame(); strings.ContainsAny(frame, "\x1b\a\t") {
				t.Errorf("%q reaches the screen:\n%q", text, frame)
			}
		}
	}
}

// TestASessionThatEndsWhileAListIsRead: what was not read is not said to be empty.
func TestASessionThatEndsWhileAListIsRead(t *testing.T) {
	s := newScene(t, panetest.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s.Host.Context = ctx
	s.Press("g", "k")
	if frame := s.Frame(); strings.Contains(frame, "Nothing is listened for yet") {
		t.Errorf("what could not be read is said to be empty:\n%s", frame)
	}
}

// TestManyMonitorsScroll: a hundred fit nowhere, the cursor is always in sight,
// and the column of counts stands still.
func TestManyMonitorsScroll(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 60, Height: 10})
	for i := range 100 {
		monitor(s, fmt.Sprintf("m%02d", i), fmt.Sprint("word", i))
	}
	s.Press("g", "k")
	for i := range 100 {
		s.See(fmt.Sprintf("▌ m%02d", i))
		s.Press("j")
	}
	s.See("▌ m99")
	for range 30 {
		s.Press("k")
	}
	s.See("▌ m69")
}

// TestThePaneHasNoPlace: it has none, and never wants the keys.
func TestThePaneHasNoPlace(t *testing.T) {
	s := newScene(t, panetest.Options{})
	p := s.Pane.(*listen.Pane)
	if p.Captures() || p.Cursor() != nil || p.Title() == "" || p.Scope() != pane.Listen {
		t.Errorf("%v %v %q %v", p.Captures(), p.Cursor(), p.Title(), p.Scope())
	}
	if next := p.NextTick(); !next.IsZero() && next.Before(s.Now().Add(-time.Hour)) {
		t.Errorf("a tick is due at %v", next)
	}
}
