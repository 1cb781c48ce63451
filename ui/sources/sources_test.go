package sources_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/pane"
	"earshot/ui/panetest"
	"earshot/ui/sources"
)

// newScene has four accounts: one that hears live, one that has to wait, one
// that needs a person, and a feed.
func newScene(t *testing.T, o panetest.Options) *panetest.Stage {
	t.Helper()
	if o.Width == 0 {
		o.Width, o.Height = 120, 30
	}
	s := panetest.New(t, o)
	ctx, by := context.Background(), desk.By{User: "anna"}
	for _, a := range []store.Account{
		{
			Name: "polar", Network: "mastodon", Server: "https://social.example", Handle: "polar@social.example", Title: "Polar Home",
			Watch: []string{"#polar", "polar fridge"}, Can: []string{desk.AbilityRead, desk.AbilityLive, desk.AbilitySend}, Limits: store.Limits{Chars: 500, Media: 4},
		},
		{Name: "polar-vk", Network: "vk", Handle: "polar_home", Title: "Polar Home VK", Can: []string{desk.AbilityRead, desk.AbilitySend}},
		{Name: "support", Network: "mail", Handle: "help@polar.example"},
		{
			Name: "press", Network: "feed", Title: "Appliance news", Can: []string{desk.AbilityRead},
			Lacks: map[string]string{desk.AbilitySend: "feeds can only be read", desk.AbilityLive: "feeds are read from time to time"},
		},
	} {
		panetest.Must(t, s.Desk.Setup.Connect(ctx, by, a, nil))
	}
	now := s.Now()
	for _, h := range []store.Health{
		{Account: "polar", State: store.HealthOK, LastOK: now, Live: true, Left: 287, Reset: now.Add(4 * time.Minute), Posts: store.Room{Known: true, Left: 1650, Reset: now.Add(40 * time.Minute)}, LastEvent: now.Add(-3 * time.Minute), Lag: 2 * time.Second},
		{Account: "polar-vk", State: store.HealthWaiting, Message: "read: VK is busy (error 10)", NextTry: now.Add(40 * time.Second), Left: 0, Reset: now.Add(time.Minute)},
		{Account: "support", State: store.HealthFailed, Message: "sign in: the password was refused; connect it again: earshot connect", Left: -1},
	} {
		panetest.Must(t, s.Desk.Setup.SetHealth(ctx, h))
	}
	return s.Put(sources.New(s.Host))
}

// TestEachAccountTellsHowItIs, and the one under the cursor what it can do and
// what is to be done about it.
func TestEachAccountTellsHowItIs(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.Press("g", "s")
	s.See("FAILED", "connect it again: earshot connect") // the worst first
	s.Press("k", "k", "k")
	s.See("account", "may ask", "polar@social.example", "ok, live", "3m", "2s", "287 for 4m", "may post", "1650 for 40m",
		"is        Polar Home · https://social.example", "watches   #polar, polar fridge", "can       read, live, send; a post has up to 500 characters and 4 files")
	s.Press("j")
	s.See("waits", "never", "0 for 1m", "trouble   read: VK is busy (error 10); asks again in 40s")
	s.Press("j")
	s.See("idle", "no live   feeds are read from time to time", "no send   feeds can only be read")
	s.Press("j")
	s.See("connect it again: earshot connect")
	s.Press("q")
	s.Not("may ask")
}

// TestAClickGoesToAnAccount, and a second one to what it heard.
func TestAClickGoesToAnAccount(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.Press("g", "s")
	panetest.Click(s, 5, 2)
	s.See("▌ polar-vk", "is        Polar Home VK")
	panetest.Click(s, 5, 2)
	s.Not("-- Sources")
	if got := panetest.Last[pane.To](s); got.Msg != (pane.Filter{Query: "account:polar-vk"}) {
		t.Errorf("%+v", got)
	}
}

// TestWhatTheNetworkCountsOfIt: a week and how it compares, whatever was counted; and
// what is absent in one place comes before what is absent everywhere.
func TestWhatTheNetworkCountsOfIt(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 150, Height: 40})
	ctx := context.Background()
	begin := s.Now().Truncate(24 * time.Hour)
	in := store.Insights{Account: "polar-vk", At: s.Now()}
	for ago := 1; ago <= 14; ago++ {
		d := store.InsightDay{From: begin.AddDate(0, 0, -ago), To: begin.AddDate(0, 0, 1-ago), Visitors: 50, Reach: 100, ReachFollowers: 60, Joined: 2, Likes: 1}
		if ago > 7 {
			d.Visitors, d.Reach, d.ReachFollowers = 40, 0, 0
		}
		in.Days = append(in.Days, d)
	}
	s.Press("g", "s", "k", "k")
	s.Not("the week to")
	panetest.Must(t, s.Desk.Setup.SetInsights(ctx, in))
	s.Flow()
	s.See("counts    the week to " + begin.Format("2 January") + ": 350 visitors (+25%), 700 reached, 420 of them follow, 14 joined, 7 likes")
	panetest.Must(t, s.Desk.Setup.SetInsights(ctx, store.Insights{Account: "polar-vk", At: s.Now(), Days: []store.InsightDay{{From: begin, To: begin.AddDate(0, 0, 1)}}}))
	_, err := s.Desk.Inbox.Ingest(ctx, desk.Batch{Account: "polar-vk", Lacks: map[string]string{"messages of Fridges": "the bot was removed from it", "search": "none"}})
	panetest.Must(t, err)
	s.Flow()
	s.See("nobody came in the week to", "no        messages of Fridges: the bot was removed from it", "no search none")
}

// TestAnAccountThatIsSilentForLongerThanUsual is marked, and what to do is said.
func TestAnAccountThatIsSilentForLongerThanUsual(t *testing.T) {
	s := newScene(t, panetest.Options{})
	ctx := context.Background()
	var events []desk.Event
	for at := s.Now().Add(-3 * 7 * 24 * time.Hour); at.Before(s.Now().Add(-5 * time.Hour)); at = at.Add(10 * time.Minute) {
		events = append(events, desk.Event{Mention: &store.Mention{
			Key: store.Key{Network: "mastodon", ID: fmt.Sprint(at.Unix())}, Created: at,
			Author: store.Author{ID: "1", Handle: "ivan"}, Body: store.Body{Text: fmt.Sprint("fridge ", at.Unix())},
		}})
	}
	_, err := s.Desk.Inbox.Ingest(ctx, desk.Batch{Account: "polar", Events: events, Backfill: true})
	panetest.Must(t, err)
	s.Press("g", "s", "k", "k", "k")
	s.Not("longer than usual")
	s.Advance(time.Minute)
	panetest.Must(t, s.Desk.Setup.SetHealth(ctx, store.Health{Account: "polar", State: store.HealthOK, LastOK: s.Now(), Live: true, LastEvent: s.Now().Add(-5 * time.Hour), Left: -1}))
	panetest.Must(t, s.Desk.Alerts.Look(ctx))
	s.Flow()
	s.See("5h !", "silent    nothing for 5h, longer than usual at these hours: it is read without trouble, so look there")
	_, err = s.Desk.Inbox.Ingest(ctx, desk.Batch{Account: "polar", Events: []desk.Event{{Mention: &store.Mention{
		Key: store.Key{Network: "mastodon", ID: "again"}, Created: s.Now(), Author: store.Author{ID: "1", Handle: "ivan"}, Body: store.Body{Text: "here I am"},
	}}}})
	panetest.Must(t, err)
	panetest.Must(t, s.Desk.Alerts.Look(ctx))
	s.Flow()
	s.Not("longer than usual")
}

// TestTheSheetStaysTrue while it is open: health that changes is seen, an
// account that comes is listed, and the count down goes on.
func TestTheSheetStaysTrue(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.Press("g", "s", "k", "k")
	s.Advance(10 * time.Second)
	s.See("asks again in 30s")
	ctx := context.Background()
	panetest.Must(t, s.Desk.Setup.SetHealth(ctx, store.Health{Account: "polar-vk", State: store.HealthOK, LastEvent: s.Now(), Left: -1}))
	s.Flow()
	s.Not("VK is busy")
	s.See("now")
	panetest.Must(t, s.Desk.Setup.Connect(ctx, desk.By{User: "anna"}, store.Account{Name: "shop", Network: "feed"}, nil))
	s.Flow()
	s.See("shop")
	s.Press("esc")
	if at := s.Pane.(interface{ NextTick() time.Time }).NextTick(); !at.IsZero() {
		t.Errorf("a sheet out of sight ticks at %v", at)
	}
}

// TestAskingNow tells the runner, and says so; who has gone is not asked.
func TestAskingNow(t *testing.T) {
	s := newScene(t, panetest.Options{})
	sub := s.Desk.Bus().Subscribe(store.TopicRead)
	defer sub.Close()
	s.Press("g", "s", "k", "k", "k", "R")
	s.See("asking polar now")
	if !sub.Take()[store.TopicRead].Has("polar") {
		t.Error("nobody was told")
	}
	s.Stuck = true
	panetest.Must(t, s.Desk.Setup.Disconnect(context.Background(), desk.By{User: "anna"}, "polar"))
	s.Press("R")
	s.Stuck = false
	s.Flow()
	s.Not("asking polar now")
}

// TestWhatItHeardIsInTheStream by one key.
func TestWhatItHeardIsInTheStream(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.Press("g", "s", "k", "k", "enter")
	s.Not("may ask")
	last := s.Told[len(s.Told)-1]
	if to, ok := last.(pane.To); !ok || to.Msg != (pane.Filter{Query: "account:polar-vk"}) {
		t.Errorf("%#v", last)
	}
}

func TestWithoutAnAccountItSaysHowToBegin(t *testing.T) {
	s := panetest.New(t, panetest.Options{Width: 100, Height: 20})
	s.Put(sources.New(s.Host))
	s.Press("g", "s")
	s.See("No account is connected yet", ":connect")
	s.Press("enter", "R", "j")
	s.See("No account is connected yet")
}

func TestItFitsEverywhere(t *testing.T) {
	for _, size := range [][2]int{{200, 60}, {120, 40}, {80, 24}, {40, 12}} {
		s := newScene(t, panetest.Options{Width: size[0], Height: size[1]})
		s.Press("g", "s", "k", "k")
		s.Golden(fmt.Sprintf("sources-%dx%d", size[0], size[1]))
	}
}
