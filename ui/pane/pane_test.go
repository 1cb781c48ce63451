package pane_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/widget"
)

func host() *pane.Host {
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	return &pane.Host{User: "anna", Zone: time.UTC, Context: context.Background(), Env: store.Env{Now: func() time.Time { return now }}}
}

func TestOnlyTheNewestAnswerIsOpened(t *testing.T) {
	box := host().Mailbox(keys.Card)
	begun := false
	first := box.Read(func(context.Context) tea.Msg { begun = true; return "first" })
	second := box.Read(func(context.Context) tea.Msg { return "second" })
	if !box.Busy() {
		t.Error("the box awaits nothing")
	}
	stale := first().(pane.Result)
	if begun {
		t.Error("a read was begun that was overtaken already")
	}
	if msg, ok := stale.Open(); ok {
		t.Errorf("a stale answer was opened: %v", msg)
	}
	if !box.Busy() {
		t.Error("a stale answer ended the waiting")
	}
	fresh := second().(pane.Result)
	if msg, ok := fresh.Open(); !ok || msg != "second" || fresh.To != keys.Card || box.Busy() {
		t.Errorf("the newest answer gives %v, %v", msg, ok)
	}
	third := box.Read(func(context.Context) tea.Msg { return "third" })
	box.Forget()
	if _, ok := third().(pane.Result).Open(); ok || box.Busy() {
		t.Error("a forgotten answer was opened")
	}
	if _, ok := box.Read(func(context.Context) tea.Msg { return nil })().(pane.Result).Open(); ok {
		t.Error("an answer of nothing was opened")
	}
}

func TestARunningReadIsCancelledWhenItIsOvertaken(t *testing.T) {
	box := host().Mailbox(keys.Card)
	ended := make(chan error, 1)
	started := make(chan struct{})
	first := box.Read(func(ctx context.Context) tea.Msg {
		close(started)
		<-ctx.Done()
		ended <- ctx.Err()
		return "first"
	})
	go first()
	<-started
	box.Read(func(context.Context) tea.Msg { return "second" })
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
}

func TestASlowReadTellsHowFarItIs(t *testing.T) {
	h := host()
	now := h.Now()
	h.Env.Now = func() time.Time { return now }
	box := h.Mailbox(keys.Card)
	if at := box.NextTick(); !at.IsZero() {
		t.Errorf("a box that awaits nothing wants a tick at %v", at)
	}
	tell := make(chan int)
	l := desk.New(mem.New(), h.Env, desk.Options{}).Lookup
	read := box.Read(func(ctx context.Context) tea.Msg {
		for i := range tell {
			_, _ = l.People(ctx, "", i) // tells that it has looked at nobody, of nobody knows how many
		}
		return "done"
	})
	done := make(chan tea.Msg)
	go func() { done <- read() }()
	if _, slow := box.Slow(); slow || !box.NextTick().Equal(now.Add(150*time.Millisecond)) {
		t.Errorf("slow at once: %v, the next tick at %v", slow, box.NextTick())
	}
	now = box.NextTick()
	if percent, slow := box.Slow(); !slow || percent != -1 {
		t.Errorf("%d, %v", percent, slow)
	}
	before := now
	for range 3 {
		now = box.NextTick()
		if step := now.Sub(before); step != 250*time.Millisecond {
			t.Errorf("drawn again after %v", step)
		}
		before = now
	}
	tell <- 1
	close(tell)
	(<-done).(pane.Result).Open()
	if _, slow := box.Slow(); slow || !box.NextTick().IsZero() {
		t.Error("slow after the answer")
	}
}

func TestTheSoonerTick(t *testing.T) {
	a, b := time.Unix(1, 0), time.Unix(2, 0)
	for _, c := range [][3]time.Time{{a, b, a}, {b, a, a}, {a, {}, a}, {{}, a, a}, {}} {
		if got := pane.Sooner(c[0], c[1]); !got.Equal(c[2]) {
			t.Errorf("of %v and %v: %v", c[0], c[1], got)
		}
	}
}

func TestAVerbTellsItsOutcomeOrItsError(t *testing.T) {
	h := host()
	do := func(out desk.Outcome, err error) pane.Notice {
		n, _ := h.Do(func(context.Context, desk.By) (desk.Outcome, error) { return out, err })().(pane.Notice)
		return n
	}
	for _, c := range []struct {
		err  error
		want pane.Notice
	}{
		{nil, pane.Notice{Text: "closed 1 mention", Level: pane.Done}},
		{errors.New("the disk is full"), pane.Notice{Text: "the disk is full", Level: pane.Failure}},
		{&store.Conflict{By: "boris", What: "answered"}, pane.Notice{Text: "boris: answered", Level: pane.Warning}},
		{desk.ErrNothing, pane.Notice{Text: desk.ErrNothing.Error(), Level: pane.Plain}},
		{context.Canceled, pane.Notice{}},
	} {
		if got := do(desk.Outcome{Title: "closed 1 mention"}, c.err); got != c.want {
			t.Errorf("%v is told as %+v", c.err, got)
		}
	}
}

func TestByKnowsTheDoorWhileACommandRuns(t *testing.T) {
	h := host()
	var inside desk.By
	h.Through("line", func() tea.Cmd { inside = h.By(); return nil })
	if inside != (desk.By{User: "anna", Door: "line"}) || h.By().Door != "key" {
		t.Errorf("inside %v, afterwards %v", inside, h.By())
	}
	if s := h.Scope(); s.Me != "anna" || !s.Now.Equal(h.Now()) {
		t.Errorf("the scope is %+v", s)
	}
}

func TestChanges(t *testing.T) {
	some := pane.Changes{store.TopicMentions: {IDs: map[string]struct{}{"7": {}}}, store.TopicPosts: {All: true}}
	for _, c := range []struct {
		ok   bool
		what string
	}{
		{some.Touch(store.TopicNotes, store.TopicMentions), "mentions are touched"},
		{!some.Touch(store.TopicNotes), "notes are not"},
		{some.Has(store.TopicMentions, "7") && !some.Has(store.TopicMentions, "8"), "7 has changed, 8 has not"},
		{some.Has(store.TopicPosts, "any"), "all posts have changed"},
		{!some.Has(store.TopicNotes, "7"), "no note has"},
		{pane.All().Touch(store.TopicNotes) && pane.All().Has(store.TopicNotes, "1"), "all is everything"},
	} {
		if !c.ok {
			t.Errorf("not so: %s", c.what)
		}
	}
}

func TestACacheDrawsOnceASize(t *testing.T) {
	var c pane.Cache
	n := 0
	draw := func() string { n++; return strings.Repeat("x", n) }
	c.View(10, 2, draw)
	c.View(10, 2, draw)
	if c.View(11, 2, draw); n != 2 {
		t.Errorf("drawn %d times", n)
	}
	c.Drop()
	if got := c.View(11, 2, draw); got != "xxx" {
		t.Errorf("after a drop it shows %q", got)
	}
}

func TestListCommandsWalkAList(t *testing.T) {
	var l widget.List[int]
	l.Set([]int{1, 2, 3, 4, 5, 6, 7, 8})
	l.Resize(4)
	moved := 0
	var list pane.Mover = &l
	commands := pane.ListCommands(keys.Card, func() pane.Mover { return list }, func() tea.Cmd { moved++; return nil })
	run := func(id string) {
		for _, c := range commands {
			if c.ID == id {
				c.Run("")
			}
		}
	}
	for _, step := range []struct {
		id string
		at int
	}{{"down", 1}, {"half-page-down", 3}, {"up", 2}, {"bottom", 7}, {"half-page-up", 5}, {"top", 0}} {
		if run(step.id); l.At() != step.at {
			t.Errorf("%s goes to %d, want %d", step.id, l.At(), step.at)
		}
	}
	if moved != 6 {
		t.Errorf("told of %d movements", moved)
	}
	list = nil
	if commands[0].Reason() == "" {
		t.Error("a movement without a list can run")
	}
	pane.ListCommands(keys.Card, func() pane.Mover { return &l }, nil)[0].Run("")
}
