package stream_test

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/stream"
	"earshot/ui/theme"
	"earshot/ui/uitest"
	"earshot/ui/verb"
)

// molasses is an engine that needs a while for every walk and counts those
// under way.
type molasses struct {
	store.Store
	need    time.Duration
	running atomic.Int64
	begun   atomic.Int64
}

func (s *molasses) View(ctx context.Context, fn func(store.Tx) error) error {
	return s.Store.View(ctx, func(tx store.Tx) error { return fn(slowTx{tx, s}) })
}

type slowTx struct {
	store.Tx
	s *molasses
}

func (t slowTx) Mentions() store.Mentions { return slowMentions{t.Tx.Mentions(), t.s} }

type slowMentions struct {
	store.Mentions
	s *molasses
}

// steps is how often a walk tells where it is.
const steps = 100

// wade waits as long as a walk takes, or until nobody wants it any more.
func (m slowMentions) wade(ctx context.Context, q store.Search) error {
	m.s.running.Add(1)
	m.s.begun.Add(1)
	defer m.s.running.Add(-1)
	for done := range steps {
		if q.Progress != nil {
			q.Progress(done, steps)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(m.s.need / steps):
		}
	}
	return nil
}

func (m slowMentions) Search(ctx context.Context, q store.Search) iter.Seq2[*store.Mention, error] {
	return func(yield func(*store.Mention, error) bool) {
		if err := m.wade(ctx, q); err != nil {
			yield(nil, err)
			return
		}
		m.Mentions.Search(ctx, q)(yield)
	}
}

func (m slowMentions) Count(ctx context.Context, q store.Search) (int, error) {
	if err := m.wade(ctx, q); err != nil {
		return 0, err
	}
	return m.Mentions.Count(ctx, q)
}

// loop is the stream on a program's loop whose background work takes the time
// it takes: commands run beside each other, their messages come in one by one.
type loop struct {
	t      *testing.T
	engine *molasses
	desk   *desk.Desk
	p      *stream.Pane
	table  *keys.Table
	msgs   chan tea.Msg
	want   time.Time // when the pane needs a Tick
}

func newLoop(t *testing.T, mentions int) *loop {
	t.Helper()
	l := &loop{t: t, engine: &molasses{Store: mem.New()}, msgs: make(chan tea.Msg, 1000), table: keys.New(nil)}
	n := 0
	env := store.Env{Now: time.Now, ID: func() string { n++; return fmt.Sprintf("%026d", n) }, Rand: func() float64 { return 0.5 }}
	l.desk = desk.New(l.engine, env, desk.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	h := &pane.Host{Desk: l.desk, User: "anna", Env: env, Zone: time.UTC, Context: ctx, Theme: theme.New(theme.Mono, false)}
	h.Names = pane.Names{Accounts: []string{"polar"}, Langs: []string{"en"}}
	for i := range mentions {
		l.hear(i)
	}
	l.p = stream.New(h, &verb.Memory{})
	if err := l.table.Add(l.p.Commands()...); err != nil {
		t.Fatal(err)
	}
	l.run(l.p.Changed(pane.All()))
	l.rest()
	return l
}

func (l *loop) hear(i int) {
	l.t.Helper()
	m := &store.Mention{
		Key: store.Key{Network: "mastodon", ID: fmt.Sprint(i)}, Created: time.Now(), Author: store.Author{ID: fmt.Sprint(i), Name: fmt.Sprint("Guest ", i)},
		Body: store.Body{Text: fmt.Sprintf("word%d and more", i), Lang: "en"},
	}
	if _, err := l.desk.Inbox.Ingest(l.t.Context(), desk.Batch{Account: "polar", Events: []desk.Event{{Mention: m}}}); err != nil {
		l.t.Fatal(err)
	}
}

func (l *loop) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		switch msg := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			for _, c := range msg {
				l.run(c)
			}
		default:
			l.msgs <- msg
		}
	}()
}

// rest lets all happen that can happen now.
func (l *loop) rest() {
	for {
		synctest.Wait()
		select {
		case msg := <-l.msgs:
			if r, ok := msg.(pane.Result); ok {
				if msg, ok = r.Open(); !ok {
					continue
				}
				l.run(l.p.Update(msg))
			}
		default:
			return
		}
	}
}

// pass lets time go by, with what happens in it.
func (l *loop) pass(d time.Duration) {
	for end := time.Now().Add(d); ; {
		l.rest()
		left := time.Until(end)
		l.p.View(100, 8)
		if left <= 0 {
			return
		}
		<-time.After(min(left, 10*time.Millisecond))
		if !l.want.IsZero() && !time.Now().Before(l.want) {
			l.want = time.Time{}
			l.run(l.p.Update(pane.Tick{Now: time.Now()}))
		}
		l.want = pane.Sooner(l.want, l.p.NextTick()) // as the screen does
	}
}

func (l *loop) press(names ...string) {
	l.t.Helper()
	for _, name := range names {
		k := uitest.Key(name)
		if l.p.Captures() && keys.Plain(k) {
			l.run(l.p.Update(k))
		} else if hit := l.table.Press(keys.Name(k), keys.Stream, keys.Global); hit.Command != nil {
			l.run(hit.Command.Run(hit.Arg))
		} else if !hit.Pending && l.p.Captures() {
			l.run(l.p.Update(k))
		}
		l.rest()
	}
}

// frame is what the stream shows, its title included.
func (l *loop) frame() string {
	return l.p.Title() + "\n" + ansi.Strip(l.p.View(100, 8))
}

func (l *loop) see(texts ...string) {
	l.t.Helper()
	for _, text := range texts {
		if frame := l.frame(); !strings.Contains(frame, text) {
			l.t.Fatalf("%q is not to be seen:\n%s", text, frame)
		}
	}
}

func (l *loop) not(texts ...string) {
	l.t.Helper()
	for _, text := range texts {
		if frame := l.frame(); strings.Contains(frame, text) {
			l.t.Fatalf("%q is to be seen:\n%s", text, frame)
		}
	}
}

// TestTwentyKeysLeaveOneSearch: every key cancels the search before it, so
// that one list and one count are under way at most, and what comes is the last.
func TestTwentyKeysLeaveOneSearch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLoop(t, 30)
		l.engine.need = 2 * time.Second
		l.engine.begun.Store(0)
		l.press("/")
		const typed = "word7 OR word8 -word9"
		for _, r := range typed {
			l.press(string(r))
			if n := l.engine.running.Load(); n > 2 {
				t.Fatalf("%d walks are under way behind %q", n, r)
			}
			l.pass(30 * time.Millisecond)
		}
		if n := l.engine.begun.Load(); n < 20 {
			t.Fatalf("only %d walks were begun: the list does not follow the keys", n)
		}
		l.see("word29", "enter keeps, esc goes back")
		l.pass(150 * time.Millisecond)
		l.see("word29", "searching ", "esc stops it")
	})
}

func TestASearchThatTakesLongSaysSoAndCanBeStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLoop(t, 30)
		l.see("Stream: Inbox  30", "word29")
		l.engine.need = 2 * time.Second
		l.press("/", "w", "o", "r", "d", "7")
		l.pass(100 * time.Millisecond)
		l.see("word29", "enter keeps, esc goes back") // nothing flickers, nothing is said yet
		l.not("searching")
		l.pass(600 * time.Millisecond)
		l.see("searching 3", "esc stops it and keeps the list", "word29")
		l.press("esc")
		l.see("Stream: Inbox", "word29")
		l.not("word7 ")
		if n := l.engine.running.Load(); n != 1 { // the list looks whether it is still up to date
			t.Fatalf("%d walks are under way", n)
		}
		l.pass(3 * time.Second)
		l.see("Stream: Inbox  30", "word29")
		l.not("searching")
		// With patience the answer comes, and the list of before goes only then.
		l.press("/", "enter") // what was typed is kept
		l.pass(time.Second)
		l.see("searching ", "word29")
		l.pass(3 * time.Second)
		l.see("Stream: is:open word7  1", "word7 and more")
		l.not("word29", "searching")
	})
}

func TestASearchCanBeStoppedAfterTheBarIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLoop(t, 30)
		l.engine.need = 2 * time.Second
		l.press("/", "w", "o", "r", "d", "7", "enter")
		l.press("esc") // it does not take long yet: there is nothing to stop
		l.pass(time.Second)
		l.see("searching ")
		l.press("esc")
		l.see("Stream: Inbox", "word29")
		l.engine.need = 0
		l.pass(3 * time.Second)
		l.see("Stream: Inbox  30")
	})
}

// TestArrivalsNeverCutASearchShort: mentions that arrive faster than the list
// is read would otherwise keep it from ever being seen.
func TestArrivalsNeverCutASearchShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLoop(t, 3)
		l.engine.need = 300 * time.Millisecond
		sub := l.desk.Bus().Subscribe()
		defer sub.Close()
		for i := range 40 {
			l.hear(100 + i)
			l.run(l.p.Changed(sub.Take()))
			l.pass(100 * time.Millisecond)
			if n := l.engine.running.Load(); n > 2 {
				t.Fatalf("%d walks are under way", n)
			}
		}
		var matches, above int
		if _, err := fmt.Sscanf(l.p.Title(), "Stream: Inbox %d %d new above", &matches, &above); err != nil || matches < 38 || above < 28 {
			t.Fatalf("list and count stand still while mentions arrive: %v\n%s", err, l.frame())
		}
		l.pass(time.Second)
		l.see("Stream: Inbox  43  ")
	})
}
