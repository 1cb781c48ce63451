package alerts_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/alerts"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/panetest"
)

// run starts a command of the pane that no key starts.
func (s *scene) run(id, arg string) {
	s.T.Helper()
	for _, c := range s.p.Commands() {
		if c.ID == id && (c.Scope == keys.Global || c.Scope == keys.Alerts) {
			msg := c.Run(arg)()
			s.Told = append(s.Told, msg)
			s.Send(nil)
			return
		}
	}
	s.T.Fatalf("there is no command %s", id)
}

// TestAVisitBeginsWithTheNewest: what arrives while nobody looks does not leave
// the cursor in the middle, and what arrives during a visit does not move it.
func TestAVisitBeginsWithTheNewest(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.watch("every as Couriers on courier")
	s.put()
	for i, text := range []string{"the courier was here", "a courier with a dog", "no courier since Monday"} {
		s.Advance(time.Minute)
		s.says(fmt.Sprint("u", i), text)
	}
	s.Press("g n")
	s.Send(pane.Focused{Now: true})
	if rows := strings.Split(s.Frame(), "\n"); !strings.HasPrefix(rows[2], "▌") || !strings.Contains(rows[3], "since Monday") {
		t.Fatalf("the cursor is not on the newest:\n%s", s.Frame())
	}
	s.Press("j")
	s.Advance(time.Minute)
	s.says("late", "courier, at last")
	s.Send(pane.Restyled{})
	s.Press("g n")
	if frame := s.Frame(); !strings.Contains(frame, "▌") || !strings.Contains(strings.SplitN(frame, "▌●", 2)[1], "with a dog") {
		t.Errorf("an arrival has moved the cursor:\n%s", frame)
	}
}

// TestWhatIsSeenIsSeenByOneself: a colleague's list does not change, and one's own
// does not forget over night.
func TestWhatIsSeenIsSeenByOneself(t *testing.T) {
	s := full(t, panetest.Options{})
	s.Press("E")
	if got := s.p.Title(); got != "Alerts" {
		t.Errorf("anna has %q", got)
	}
	host := *s.Host
	host.User = "boris"
	boris := &scene{Stage: s.Stage, p: alerts.New(&host), n: s.n}
	boris.put()
	if got := boris.p.Title(); got != "Alerts  4 unseen" {
		t.Errorf("boris has %q", got)
	}
	next := &scene{Stage: s.Stage, p: alerts.New(s.Host), n: s.n}
	next.put()
	if got := next.p.Title(); got != "Alerts" {
		t.Errorf("anna's next session has %q", got)
	}
}

// TestARemovedSubscriptionComesBackWithUndo, under its name and with its time of
// silence, while what it raised stayed.
func TestARemovedSubscriptionComesBackWithUndo(t *testing.T) {
	s := full(t, panetest.Options{})
	s.Press("l", "l", "g g", "s")
	s.Type("2h")
	s.Press("enter", "d")
	s.Noticed("removed the alert Couriers")
	s.Press("h", "h")
	s.See("Couriers")
	_, err := s.Desk.History.Undo(context.Background(), desk.By{User: "anna"})
	panetest.Must(t, err)
	s.Press("l", "l", "g g")
	s.Send(pane.Restyled{})
	s.See("Couriers  every  muted until Fri 11:31")
}

// TestAnAlertWhoseSubscriptionIsGone can be read and opened; what would change
// the subscription says that there is none.
func TestAnAlertWhoseSubscriptionIsGone(t *testing.T) {
	s := full(t, panetest.Options{})
	_, err := s.Desk.Alerts.Remove(context.Background(), desk.By{User: "boris"}, "Couriers")
	panetest.Must(t, err)
	s.Press("G", "s")
	s.Noticed("nothing that is watched is selected")
	s.Press("d")
	s.Noticed("nothing that is watched is selected")
	s.Press("i")
	s.Noticed("nothing that is watched is selected")
	s.Press("enter")
	if got := panetest.Last[pane.Filter](s.Stage); got.Query != "id:301" {
		t.Errorf("the stream is to show %q", got.Query)
	}
}

// TestTwoWatchesOfOneName: the second is refused in words, the first stays.
func TestTwoWatchesOfOneName(t *testing.T) {
	s := full(t, panetest.Options{})
	s.Press("l", "l", "a")
	s.Type("every as couriers on van")
	s.Press("enter")
	s.Noticed("there is an alert Couriers already")
	if got := panetest.Last[pane.Notice](s.Stage); got.Level == pane.Done {
		t.Errorf("%+v", got)
	}
	subs, err := s.Desk.Alerts.Subs(context.Background())
	panetest.Must(t, err)
	if len(subs) != 6 {
		t.Errorf("%d are watched", len(subs))
	}
}

// TestWhatIsTypedWrongIsSaidAtOnce, before anything is changed, and names the forms.
func TestWhatIsTypedWrongIsSaidAtOnce(t *testing.T) {
	s := full(t, panetest.Options{})
	before := s.Frame()
	for _, typed := range []string{
		"courier",             // no kind
		"every",               // no query and no name
		"over 3 as X on y",    // no time
		"over x in 1h on y",   // no number
		"over 3 in 1 on y",    // no unit
		"every as X on (open", // a query that does not end
		"every as X on nofield:1",
		strings.Repeat("каждый ", 50),
	} {
		s.Press("a")
		s.Type(typed)
		s.Press("enter")
		if frame := s.Frame(); !strings.Contains(frame, "-- Add an alert") {
			t.Errorf("%q was taken:\n%s", typed, frame)
			continue
		}
		s.Press("esc")
	}
	for _, typed := range []string{"yesterday-ish", "9:99", "когда-нибудь"} {
		s.Press("s")
		s.Type(typed)
		s.Press("enter")
		s.See("-- Mute this kind until")
		s.Press("esc")
	}
	if got := s.Frame(); got != before {
		t.Errorf("something has changed:\n%s", got)
	}
}

// TestSilenceEndsByItself when its time comes, and with it the note of it.
func TestSilenceEndsByItself(t *testing.T) {
	s := full(t, panetest.Options{})
	s.Press("l", "l", "g g", "s")
	s.Type("1h")
	s.Press("enter")
	s.See("muted until Fri 10:31")
	s.says("quiet", "a courier nobody hears of")
	if got := s.p.Title(); !strings.Contains(got, "4 unseen") {
		t.Errorf("what is muted was raised: %q", got)
	}
	s.Advance(61 * time.Minute)
	s.Send(pane.Tick{Now: s.Now()})
	s.Not("muted")
	s.Press("S")
	s.Noticed("nothing that is muted is selected")
	s.says("loud", "a courier everybody hears of")
	s.Send(pane.Restyled{})
	if got := s.p.Title(); !strings.Contains(got, "5 unseen") {
		t.Errorf("the silence goes on: %q", got)
	}
}

// TestQuietHoursAreTypedAndEnded through the ":" line, with what is no time refused.
func TestQuietHoursAreTypedAndEnded(t *testing.T) {
	s := full(t, panetest.Options{})
	for _, c := range s.p.Commands() {
		if c.ID != "quiet-hours" {
			continue
		}
		for typed, fine := range map[string]bool{"22:00-08:00": true, "off": true, "9-10": true, "late": false, "25:00-26:00": false, "": false, "22:00": false, "ночью": false} {
			if why := c.Arg.Check(typed); (why == "") != fine {
				t.Errorf("%q: %q", typed, why)
			}
		}
	}
	s.run("quiet-hours", "9:00-10:00")
	s.Noticed("quiet hours: 09:00-10:00")
	s.Send(pane.Restyled{})
	if got := s.p.Title(); !strings.Contains(got, "quiet until 10:00") {
		t.Errorf("%q", got)
	}
	s.run("quiet-hours", "off")
	s.Noticed("quiet hours: off")
	if got := s.p.Title(); strings.Contains(got, "quiet") {
		t.Errorf("%q", got)
	}
	s.run("quiet-hours", "whenever")
	if got := panetest.Last[pane.Notice](s.Stage); got.Level != pane.Failure {
		t.Errorf("%+v", got)
	}
}

// TestHostileTextsStayInTheirRow: names, queries and posts with codes for the
// terminal; Stage holds that each row has its width.
func TestHostileTextsStayInTheirRow(t *testing.T) {
	for _, evil := range []string{"\x1b[2J\x1b]0;pwned\a", "\u202egnp.exe\u202c", strings.Repeat("漢", 90), "a\u0301\u0301\u0301", "👩\u200d👩\u200d👧", "عمر حداد", "<b>&amp;"} {
		s := newScene(t, panetest.Options{})
		s.watch("every as Couriers on courier")
		s.put()
		s.says("x", "courier "+evil)
		for _, size := range [][2]int{{119, 38}, {80, 20}, {40, 9}, {12, 3}} {
			s.Size(size[0], size[1])
			for range 3 {
				s.Press("l")
				if frame := s.Frame(); strings.ContainsAny(frame, "\x1b\a") {
					t.Errorf("%q reaches the screen", evil)
				}
			}
		}
	}
}

// TestTopicsExplainTheirColumns where there are columns, and are no taller where
// there is no room for that.
func TestTopicsExplainTheirColumns(t *testing.T) {
	s := full(t, panetest.Options{Width: 100, Height: 12})
	s.Press("l")
	s.See("posts usual      hour by hour             moods    topic")
	for _, small := range [][2]int{{63, 12}, {100, 7}} {
		s.Size(small[0], small[1])
		s.Not("hour by hour")
	}
}

// TestAClickCountsFromTheFirstItem with a row of columns above it, too.
func TestAClickCountsFromTheFirstItem(t *testing.T) {
	s := full(t, panetest.Options{Width: 100, Height: 12})
	s.Press("l")
	s.View()
	ran := ""
	click := func(y int) {
		s.p.Point(pane.Pointer{Y: y, Gesture: pane.Pick, Focused: true, Run: func(id string) tea.Cmd { ran = id; return nil }})
	}
	if click(1); ran != "" {
		t.Error("the names of the columns can be clicked")
	}
	if click(2); ran != "open" {
		t.Errorf("the selected topic runs %q", ran)
	}
}

// TestAnAnswerThatIsLateChangesNothing: two looks at once, and the older one comes
// last. The second list stands.
func TestAnAnswerThatIsLateChangesNothing(t *testing.T) {
	s := full(t, panetest.Options{})
	s.Stuck = true
	s.Send(nil)
	old := s.p.Changed(pane.All())
	s.Stuck = false
	s.Press("E")
	if got := s.p.Title(); got != "Alerts" {
		t.Fatal(got)
	}
	if old != nil {
		switch msg := old().(type) {
		case tea.BatchMsg:
			for _, cmd := range msg {
				if cmd == nil {
					continue
				}
				if r, ok := cmd().(pane.Result); ok {
					if inner, fresh := r.Open(); fresh {
						s.Send(inner)
					}
				}
			}
		}
	}
	if got := s.p.Title(); got != "Alerts" {
		t.Errorf("the older answer has won: %q", got)
	}
}

// TestAllThatIsWatchedSaysWhat in words, with a query or without.
func TestAllThatIsWatchedSaysWhat(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 100, Height: 30})
	for _, text := range []string{"every as Всё on холодильник", "over 20 in 1d as Many", "spike of 7 as Wave on refund", "trend at once as Now"} {
		s.watch(text)
	}
	s.put()
	s.Press("l", "l")
	s.See("Всё  every", "холодильник", "everything", "Many  over 20 in 1d", "Wave  spike of 7", "refund", "Now  trend at once", "what is new, or talked about more than before", "marked as a VIP")
}

// TestAVIPIsAlwaysWorthALook, even in quiet hours.
func TestAVIPIsAlwaysWorthALook(t *testing.T) {
	s := newScene(t, panetest.Options{})
	q, err := desk.ParseQuiet("9:00-10:00", "")
	panetest.Must(t, err)
	_, err = s.Desk.Alerts.SetQuiet(context.Background(), "anna", q)
	panetest.Must(t, err)
	s.says("queen", "hello there")
	doc, err := s.Desk.Lookup.Resolve(context.Background(), "mastodon:n1")
	panetest.Must(t, err)
	_, err = s.Desk.Triage.Mark(context.Background(), desk.By{User: "anna"}, desk.On(doc), "vip")
	panetest.Must(t, err)
	s.put()
	s.says("queen", "my fridge is warm")
	s.Send(pane.Restyled{})
	if got := s.p.Title(); !strings.HasPrefix(got, "Alerts  1 unseen") {
		t.Errorf("%q", got)
	}
	s.See("my fridge is warm")
}

// TestAFloodIsOneAlert behind the first twenty of an hour, and its end can be
// reached.
func TestAFloodIsOneAlert(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.watch("every as Couriers on courier")
	s.put()
	var events []desk.Event
	for i := range 400 {
		m := s.Said(fmt.Sprint("c", i), 0, store.Author{ID: fmt.Sprint("c", i), Handle: fmt.Sprint("c", i)}, "", fmt.Sprintf("courier number%d asks for street%d and door%d", i, i*7, i*13))
		m.Judgement = store.Judgement{}
		events = append(events, desk.Event{Mention: m})
	}
	s.ingest(desk.Batch{Events: events})
	s.Send(pane.Restyled{})
	s.See("alerts 21", "380 Couriers: many more")
	s.Press("G")
	s.See("courier number0 ")
	s.Press("E")
	if got := s.p.Title(); got != "Alerts" {
		t.Errorf("some are still unseen: %q", got)
	}
}
