package bluesky

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/connectors/bluesky/blueskytest"
	"earshot/connectors/connectortest"
	"earshot/connectors/fault"
	"earshot/store"
)

// TestPointsAreKeptTo: in no hour and no day more is put down than Bluesky allows,
// and who waits as long as asked has room.
func TestPointsAreKeptTo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var p purse
		now := time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)
		var spent []minute
		for range rapid.IntRange(1, 400).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 1200).Draw(t, "seconds")) * time.Second)
			points := rapid.SampledFrom([]int{3, 300, 1200}).Draw(t, "points")
			if wait := p.spend(now, points); wait > 0 {
				if wait > 24*time.Hour+time.Minute {
					t.Fatalf("a wait of %v", wait)
				}
				now = now.Add(wait)
				for range 400 { // other minutes may stand in the way
					if wait = p.spend(now, points); wait == 0 {
						break
					}
					now = now.Add(wait)
				}
				if wait > 0 {
					t.Fatalf("it waits for ever")
				}
			}
			spent = append(spent, minute{now, points})
		}
		for window, most := range map[time.Duration]int{time.Hour: hourPoints, 24 * time.Hour: dayPoints} {
			for i := range spent {
				sum := 0
				for j := i; j < len(spent) && spent[j].at.Sub(spent[i].at) < window; j++ {
					sum += spent[j].points
				}
				if sum > most {
					t.Fatalf("%d points within %v", sum, window)
				}
			}
		}
		if len(p.spent) > 24*60+2 {
			t.Fatalf("%d minutes are kept", len(p.spent))
		}
	})
}

// TestAPostWaitsForItsTurn: where the points are used up nothing leaves us, and the
// outbox is told when to come again; reading goes on.
func TestAPostWaitsForItsTurn(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	c := w.start()
	w.send(c, w.out("first", nil))
	for c.door.purse.spend(w.clock.now(), 1000) == 0 {
	}
	for c.door.purse.spend(w.clock.now(), createPoints) == 0 {
	}
	_, err := c.Send(t.Context(), w.out("second", nil))
	f := wantFault(t, err, fault.Limited, "1666 posts in an hour and 11666 in a day")
	if !f.Unsent || f.RetryAfter <= 0 || f.RetryAfter > time.Hour+time.Minute || len(w.By(ourHandle)) != 1 {
		t.Errorf("%+v, %d posts", f, len(w.By(ourHandle)))
	}
	w.read(c)
	if room := c.Room(); !room.Known || room.Left != 0 || !room.Reset.Equal(w.clock.now().Add(f.RetryAfter)) {
		t.Errorf("%+v while the next waits for %v", room, f.RetryAfter)
	}
	w.clock.pass(f.RetryAfter)
	w.send(c, w.out("second", nil))
	if len(w.By(ourHandle)) != 2 {
		t.Errorf("%d posts", len(w.By(ourHandle)))
	}
}

// TestWhatMayStillBePutDown is told: all there is before the first post, what is left
// of the hour or of the day, and what the server says where that is less.
func TestWhatMayStillBePutDown(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	c := w.start()
	if room := c.Room(); room != (store.Room{Known: true, Left: 1666}) {
		t.Errorf("before anything was sent: %+v", room)
	}
	c.door.purse.spend(w.clock.now(), 50)
	w.clock.pass(10 * time.Minute)
	c.door.purse.spend(w.clock.now(), 250)
	if room := c.Room(); room.Left != 4700/createPoints || !room.Reset.Equal(w.clock.now().Add(51*time.Minute)) {
		t.Errorf("of the hour: %+v", room)
	}
	for range 7 {
		w.clock.pass(62 * time.Minute)
		c.door.purse.spend(w.clock.now(), 4800)
	}
	w.clock.pass(62 * time.Minute)
	if room := c.Room(); room.Left != (35_000-300-7*4800)/createPoints {
		t.Errorf("of the day: %+v", room)
	}
	w.read(c) // logs in
	reset := w.clock.now().Add(5 * time.Minute)
	line := connectortest.NewLine(t, w.URL())
	defer line.Close()
	cfg := w.config()
	cfg.Account.Server = line.URL
	for policy, want := range map[string]int{
		"5000;w=3600": 2,    // posts, by the server
		"3000;w=300":  1665, // posts, by our own count: the server speaks of calls
	} {
		if c, _ = open(cfg, theNetwork()); c == nil {
			t.Fatal("it does not open")
		}
		line.Break(connectortest.Refuse(
			400, fault.Permanent, "RateLimit-Remaining", "7", "RateLimit-Reset", strconv.FormatInt(reset.Unix(), 10), "RateLimit-Policy", policy,
		), 0, 1)
		if _, err := c.Send(t.Context(), w.out("third", nil)); err == nil || line.Heal() != 1 {
			t.Fatal("it was not refused")
		}
		if room := c.Room(); room.Left != want || want == 2 && !room.Reset.Equal(reset) {
			t.Errorf("%s: %+v", policy, room)
		}
	}
}

// TestWhatGoesOutFromTheAppsOnly is told with the account, and so is how much may
// go out.
func TestWhatGoesOutFromTheAppsOnly(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	p, err := w.start().Check(t.Context())
	if err != nil || !strings.Contains(p.Lacks[AbilityFilms], "from Bluesky's own apps only") || !strings.Contains(strings.Join(p.Notes, " "), "1666 posts an hour") {
		t.Errorf("%q, %q, %v", p.Lacks, p.Notes, err)
	}
}

// TestASessionAndAPasswordThatHaveHadTheirDay: the refresh token is over and the
// app password was taken back, so a person is asked, in words that say how.
func TestASessionAndAPasswordThatHaveHadTheirDay(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	c := w.start()
	w.read(c)
	w.Revoke(true)
	w.Join(ourHandle, func(a *blueskytest.Account) { a.Password = "another-one" })
	err := c.Pull(t.Context(), w.At, w.Emit)
	wantFault(t, err, fault.Unauthorized, "make an app password")
	w.logins("the password was tried once", 2, 0)
	w.Join(ourHandle, func(a *blueskytest.Account) { a.Password = appPassword })
	w.read(c)
}
