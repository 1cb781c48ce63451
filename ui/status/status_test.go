package status_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
	"earshot/ui/pane"
	"earshot/ui/status"
	"earshot/ui/theme"
)

// line is a status line of its own, with a store behind it.
type line struct {
	t   *testing.T
	p   *status.Pane
	d   *desk.Desk
	now time.Time
}

func newLine(t *testing.T) *line {
	l := &line{t: t, now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
	st := mem.New()
	t.Cleanup(func() { st.Close() }) //nolint:errcheck // memory only
	env := store.Env{Now: func() time.Time { return l.now }, ID: func() string { return "id" }, Rand: func() float64 { return 0 }}
	l.d = desk.New(st, env, desk.Options{})
	h := &pane.Host{Desk: l.d, User: "anna", Env: env, Zone: time.UTC, Theme: theme.New(theme.Mono, false), Context: context.Background()}
	l.p = status.New(h)
	return l
}

// account adds one with its health.
func (l *line) account(name string, state store.HealthState) {
	l.t.Helper()
	if err := l.d.Setup.Connect(l.t.Context(), desk.By{User: "anna"}, store.Account{Name: name, Network: "vk"}, nil); err != nil {
		l.t.Fatal(err)
	}
	if err := l.d.Setup.SetHealth(l.t.Context(), store.Health{Account: name, State: state}); err != nil {
		l.t.Fatal(err)
	}
}

func (l *line) read() {
	ch := pane.Changes{store.TopicHealth: {All: true}}
	if r, ok := l.p.Changed(ch)().(pane.Result); ok {
		if msg, ok := r.Open(); ok {
			l.p.Update(msg)
		}
	}
}

func (l *line) text(width int) string {
	l.t.Helper()
	text := l.p.View(width, 1)
	if w := ansi.StringWidthWc(text); w != width {
		l.t.Fatalf("the line takes %d cells of %d", w, width)
	}
	return strings.TrimSpace(ansi.Strip(text))
}

func TestHealthIsCutToWhatMattersMost(t *testing.T) {
	l := newLine(t)
	if got := l.text(60); got != "no account connected" {
		t.Errorf("without accounts it says %q", got)
	}
	l.account("alpha", store.HealthOK)
	l.account("beta", store.HealthWaiting)
	l.account("gamma", store.HealthFailed)
	l.account("delta", store.HealthIdle)
	l.read()
	for width, want := range map[int]string{
		80: "alpha ok  beta waits  delta idle  gamma FAILED",
		44: "2 accounts ok  gamma FAILED  beta waits",
		30: "gamma FAILED  beta waits",
		18: "gamma FAILED",
		10: "",
	} {
		if got := l.text(width); got != want {
			t.Errorf("in %d cells it says %q, want %q", width, got, want)
		}
	}
}

func TestALongNoticeStaysLonger(t *testing.T) {
	l := newLine(t)
	l.p.Update(pane.Notice{Text: "done", Level: pane.Done})
	short := l.p.NextTick()
	l.p.Update(pane.Notice{Text: strings.Repeat("what went wrong ", 10), Level: pane.Failure})
	long := l.p.NextTick()
	if !long.After(short) {
		t.Errorf("the long one goes at %v, the short at %v", long, short)
	}
	l.now = short
	l.p.Update(pane.Tick{Now: short})
	if l.text(40) == "no account connected" {
		t.Error("the long notice went too early")
	}
	l.now = long
	l.p.Update(pane.Tick{Now: long})
	if got := l.text(40); got != "no account connected" || !l.p.NextTick().IsZero() {
		t.Errorf("afterwards it says %q", got)
	}
}

// TestAReadingOfTheCountsIsNeverCutShort: mentions that arrive faster than they
// are counted would else keep the figures of the first moment for ever.
func TestAReadingOfTheCountsIsNeverCutShort(t *testing.T) {
	l := newLine(t)
	more := pane.Changes{store.TopicMentions: store.Changed{All: true}}
	reading := l.p.Changed(more)
	if reading == nil {
		t.Fatal("nothing is read")
	}
	for range 5 {
		l.now = l.now.Add(time.Second)
		if again := l.p.Changed(more); again != nil {
			t.Fatal("a second reading was begun")
		}
	}
	if next := l.p.NextTick(); !next.IsZero() {
		t.Fatalf("a tick is wanted at %v while a reading is under way", next)
	}
	answer, ok := reading().(pane.Result).Open()
	if !ok {
		t.Fatal("the reading was cut short")
	}
	l.p.Update(answer)
	if next := l.p.NextTick(); next.IsZero() || next.After(l.now) {
		t.Fatalf("what changed meanwhile is counted at %v, now is %v", next, l.now)
	}
	if l.p.Update(pane.Tick{Now: l.now}) == nil {
		t.Fatal("what changed meanwhile is never counted")
	}
}
