package alerts_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"earshot/scoring"
	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/alerts"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/panetest"
	"earshot/ui/theme"
)

var anna = desk.By{User: "anna", Door: "key"}

// scene is a stage with the alerts over five weeks of mentions.
type scene struct {
	*panetest.Stage
	p *alerts.Pane
	n int
}

// plain judges everything alike: a better model changes no frame.
type plain struct{}

func (plain) Judge(in scoring.Input) scoring.Verdict {
	v := scoring.Verdict{Sentiment: "neutral", Intent: "other"}
	if strings.Contains(in.Text, "leaks") || strings.Contains(in.Text, "broke") {
		v.Sentiment = "negative"
	}
	return v
}

func newScene(t *testing.T, o panetest.Options) *scene {
	t.Helper()
	if o.Width == 0 {
		o.Width, o.Height = 80, 20
	}
	o.Judge = plain{}
	s := &scene{Stage: panetest.New(t, o)}
	s.Connect()
	s.p = alerts.New(s.Host)
	return s
}

func (s *scene) put() *scene {
	s.T.Helper()
	s.Put(s.p)
	return s
}

// past brings in what is usual.
func (s *scene) past(n int) *scene {
	s.T.Helper()
	words := strings.Fields("garden coffee window morning street music train kitchen paper bridge")
	var events []desk.Event
	for i := range n {
		text := "this is the " + words[i%10] + " and it is my " + words[i*3%7] + ", is that a day"
		m := s.Said(fmt.Sprint("p", i), 30*time.Hour+time.Duration(i)*2*time.Hour, store.Author{ID: fmt.Sprint("p", i)}, "neutral", text)
		events = append(events, desk.Event{Mention: m})
	}
	s.ingest(desk.Batch{Events: events, Backfill: true, Restore: true})
	return s
}

func (s *scene) ingest(b desk.Batch) {
	s.T.Helper()
	if _, err := s.Desk.Inbox.Ingest(context.Background(), b); err != nil {
		s.T.Fatal(err)
	}
}

// says lets somebody say something now.
func (s *scene) says(who, text string) {
	s.T.Helper()
	s.n++
	m := s.Said(fmt.Sprint("n", s.n), 0, store.Author{ID: who, Handle: who, Name: strings.ToUpper(who)}, "", text)
	m.Judgement = store.Judgement{}
	s.ingest(desk.Batch{Events: []desk.Event{{Mention: m}}})
}

// watch adds a subscription.
func (s *scene) watch(text string) {
	s.T.Helper()
	sub, err := desk.ParseAlert(text)
	if err == nil {
		_, err = s.Desk.Alerts.Add(context.Background(), anna, sub)
	}
	if err != nil {
		s.T.Fatal(err)
	}
}

func (s *scene) look() {
	s.T.Helper()
	if err := s.Desk.Alerts.Look(context.Background()); err != nil {
		s.T.Fatal(err)
	}
}

// topic lets five people speak of kettles.
func (s *scene) topic() {
	s.T.Helper()
	for i, text := range []string{"this kettle leaks all over", "Kettle does not switch off", "the new kettle is loud", "kettles of this kind rust", "my kettle broke today"} {
		s.says(fmt.Sprint("k", i), text)
	}
}

// full is a scene with something in each of the three lists.
func full(t *testing.T, o panetest.Options) *scene {
	t.Helper()
	s := newScene(t, o).past(300)
	s.watch("every as Couriers on courier")
	s.watch("over 3 in 1h as Kettles on kettle")
	s.says("mia", "Where is the courier with my parcel?")
	s.says("ivan", "Курьер? The courier never came, \x1b[31mnobody calls back")
	s.topic()
	s.look()
	return s.put()
}

func TestWhatWasRaisedIsReadAndOpened(t *testing.T) {
	s := full(t, panetest.Options{})
	s.See("▌alerts 4", "trends", "watched 6", "● ", "Couriers", "@mia: Where is the courier", "Kettles: 5 in an hour, the border is 3 in 1h", "goes on", "Trending: kettle")
	if title := s.p.Title(); title != "Alerts  4 unseen" {
		t.Errorf("the title is %q", title)
	}
	if got := panetest.Last[pane.To](s.Stage); got.Pane != "status" || got.Msg != pane.Unseen(4) {
		t.Errorf("the status line is told %v", got)
	}
	s.Press("G", "enter") // the first that was raised
	if got := panetest.Last[pane.Filter](s.Stage); got.Query != "id:301" {
		t.Errorf("the stream is to show %q", got.Query)
	}
	if got := panetest.Last[pane.Focus](s.Stage); got.Pane != keys.Stream {
		t.Errorf("the keys go to %v", got)
	}
	if title := s.p.Title(); title != "Alerts  3 unseen" {
		t.Errorf("after it was opened the title is %q", title)
	}
}

func TestSeenAloneAndAll(t *testing.T) {
	s := full(t, panetest.Options{})
	s.Press("e")
	if s.p.Title() != "Alerts  3 unseen" {
		t.Error(s.p.Title())
	}
	s.Press("k", "e")
	s.Noticed("you have seen it already")
	s.Press("E")
	if s.p.Title() != "Alerts" {
		t.Error(s.p.Title())
	}
	s.Not("●")
	s.Press("E")
	s.Noticed("you have seen all of them")
	s.Advance(48 * time.Hour)
	s.says("zoe", "another courier, the same story")
	s.Send(pane.Tick{Now: s.Now()})
	if s.p.Title() != "Alerts  1 unseen" {
		t.Error(s.p.Title())
	}
}

func TestTrendsOpenAndBecomePosts(t *testing.T) {
	s := full(t, panetest.Options{Width: 100, Height: 12})
	s.Press("p")
	s.Noticed("no topic is selected")
	s.Press("l")
	s.See("▌trends", "kettle", "new")
	if title := s.p.Title(); !strings.HasPrefix(title, "Alerts: trends of 24 h") {
		t.Error(title)
	}
	s.Press("p")
	if got := panetest.Last[pane.Compose](s.Stage); got.Kind != pane.NewPost || got.Text != "kettle " {
		t.Errorf("the composer is asked for %+v", got)
	}
	s.Press("enter")
	if got := panetest.Last[pane.Filter](s.Stage); !strings.HasPrefix(got.Query, "kettle date:") {
		t.Errorf("the stream is to show %q", got.Query)
	}
}

// TestTopicsAreLookedForOnlyWhileSomebodyLooks: they cost the reading of a day.
func TestTopicsAreLookedForOnlyWhileSomebodyLooks(t *testing.T) {
	s := newScene(t, panetest.Options{}).past(300).put()
	s.topic()
	if next := s.p.NextTick(); !next.IsZero() {
		t.Errorf("a look is due at %v though nobody looks", next)
	}
	s.Send(pane.Focused{Now: true})
	s.Press("l")
	s.See("kettle")
	for i := range 5 {
		s.says(fmt.Sprint("t", i), []string{"toaster on fire", "my toaster is slow", "a toaster for two", "toaster toaster", "no toaster today"}[i])
	}
	s.Not("toaster")
	s.Advance(3 * time.Minute)
	s.See("toaster")
	s.Send(pane.Focused{})
	s.says("late", "kettle again")
	if next := s.p.NextTick(); !next.IsZero() {
		t.Error("a look is due though the place is left")
	}
}

func TestWhatIsWatchedIsChanged(t *testing.T) {
	s := full(t, panetest.Options{})
	s.Press("l", "l", "g g")
	s.See("▌watched", "Couriers  every", "courier", "Kettles  over 3 in 1h", "Negative spike  spike", "sent:neg", "marked as a VIP")
	s.Press("i", "ctrl+u")
	s.Type("sometimes")
	s.Press("enter")
	s.Press("ctrl+u")
	s.Type("spike of 20 as Couriers on courier OR parcel")
	s.Press("enter")
	s.See("Couriers  spike of 20", "courier OR parcel")
	s.Press("s")
	s.Type("tomorrow 9:00")
	s.Press("enter")
	s.See("muted until Sat 09:00")
	s.Press("S")
	s.Not("muted")
	s.Press("S")
	s.Noticed("nothing that is muted is selected")
	s.Press("s", "enter")
	s.See("muted")
	s.Press("d")
	s.Not("Couriers")
	s.Press("a")
	s.Type("every as Rivals on \"frost king\"")
	s.Press("enter")
	s.See("Rivals  every")
	s.Press("G", "enter")
	if got := panetest.Last[pane.Filter](s.Stage); got.Query != "" {
		t.Errorf("the VIPs have the query %q", got.Query)
	}
}

// TestMuteFromTheAlertItself: what annoys is silenced where it stands.
func TestMuteFromTheAlertItself(t *testing.T) {
	s := full(t, panetest.Options{})
	s.Press("G", "s")
	s.Type("2h")
	s.Press("enter", "l", "l", "g g")
	s.See("Couriers  every  muted until Fri 11:31")
}

func TestEmptyPlacesSayWhatToDo(t *testing.T) {
	s := newScene(t, panetest.Options{}).put()
	s.See("Nothing was raised yet", "A in the stream watches what it shows")
	s.Press("e")
	s.Noticed("no alert is selected")
	s.Press("enter")
	s.Noticed("nothing is selected")
	s.Press("l")
	s.See("Topics need")
	s.Press("l", "d", "d", "d", "d")
	s.See("Nothing is watched")
	s.Press("d")
	s.Noticed("nothing that is watched is selected")
	s.Press("esc")
	if got := panetest.Last[pane.Cover](s.Stage); got.Place != keys.Stream || got.By != "" {
		t.Errorf("esc tells %v", got)
	}
}

func TestQuietHoursAreSaidInTheTitle(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.watch("every as Couriers on courier")
	q, err := desk.ParseQuiet("9:00-10:00", "")
	if err == nil {
		_, err = s.Desk.Alerts.SetQuiet(context.Background(), "anna", q)
	}
	if err != nil {
		t.Fatal(err)
	}
	s.put()
	s.says("mia", "no courier")
	s.says("tom", "a courier with a dog")
	s.Send(pane.Restyled{})
	if title := s.p.Title(); title != "Alerts  quiet until 10:00, 2 wait" {
		t.Errorf("the title is %q", title)
	}
	s.See("2 wait until your quiet hours end")
	s.Advance(30 * time.Minute)
	s.look()
	s.Send(pane.Restyled{})
	s.See("While it was quiet, until 10:00: 2 alerts", "2 Couriers")
	s.Press("enter")
	if got := panetest.Last[pane.Filter](s.Stage); got.Query != "(id:2) OR (id:1)" {
		t.Errorf("the stream is to show %q", got.Query)
	}
}

// TestTheBellRingsOnlyWhereItIsWanted, and never for what was there before.
func TestTheBellRingsOnlyWhereItIsWanted(t *testing.T) {
	rings := func(s *scene) (n int) {
		for _, msg := range s.Told {
			if raw, ok := msg.(tea.RawMsg); ok && fmt.Sprint(raw.Msg) == "\a" {
				n++
			}
		}
		return n
	}
	s := full(t, panetest.Options{})
	s.says("a", "courier one is here")
	if rings(s) != 0 {
		t.Fatal("it rings though nobody asked for it")
	}
	s.Send(nil)
	toggle := func() {
		for _, c := range s.p.Commands() {
			if c.ID == "alert-bell" {
				s.Send(c.Run("")())
			}
		}
	}
	toggle()
	s.says("b", "second courier, wrong door")
	s.Send(pane.Restyled{})
	if rings(s) != 1 {
		t.Errorf("it rang %d times", rings(s))
	}
	again := &scene{Stage: s.Stage, p: alerts.New(s.Host), n: s.n}
	again.put()
	if rings(again) != 1 {
		t.Error("it rings at the start of a session")
	}
	again.says("c", "the third courier of the day")
	again.Send(pane.Restyled{})
	if rings(again) != 2 {
		t.Errorf("the wish is not remembered: %d", rings(again))
	}
}

func TestAClickSelectsAndOpens(t *testing.T) {
	s := full(t, panetest.Options{})
	ran := ""
	run := func(id string) tea.Cmd { ran = id; return nil }
	s.View()
	s.p.Point(pane.Pointer{Y: 3, Gesture: pane.Pick, Focused: true, Run: run})
	s.p.Point(pane.Pointer{Y: 4, Gesture: pane.Pick, Focused: true, Run: run})
	if ran != "open" {
		t.Errorf("a second click runs %q", ran)
	}
	if s.p.Point(pane.Pointer{Y: 0, Gesture: pane.Pick, Run: run}) != nil {
		t.Error("the heading can be clicked")
	}
}

// TestFrames at the sizes the place has on screens that people have.
func TestFrames(t *testing.T) {
	for name, size := range map[string][2]int{"wide": {119, 38}, "side": {68, 26}, "narrow": {58, 20}, "low": {40, 9}} {
		t.Run(name, func(t *testing.T) {
			s := full(t, panetest.Options{Width: size[0], Height: size[1]})
			s.Golden("alerts-" + name)
			s.Press("l")
			s.Golden("alerts-trends-" + name)
			s.Press("l")
			s.Golden("alerts-watched-" + name)
		})
	}
	s := full(t, panetest.Options{Width: 60, Height: 14, Plain: true, Theme: theme.Mono})
	s.Golden("alerts-plain")
}

func TestAnySizeIsExact(t *testing.T) {
	s := full(t, panetest.Options{})
	rapid.Check(t, func(r *rapid.T) {
		s.Size(rapid.IntRange(10, 200).Draw(r, "width"), rapid.IntRange(1, 60).Draw(r, "height"))
		s.Press(rapid.SampledFrom([]string{"l", "h", "j", "k", "G", "g g", "ctrl+d"}).Draw(r, "key"))
		s.View()
	})
}
