package bluesky

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"earshot/connectors/bluesky/blueskytest"
	"earshot/connectors/connectortest"
	"earshot/connectors/fault"
)

// logins holds how often the account was logged in by password, and refreshed.
func (w *town) logins(when string, byPassword, refreshed int) {
	w.Helper()
	if l, r := w.Logins(); l != byPassword || r != refreshed {
		w.Errorf("%s: %d logins, %d refreshes; want %d, %d", when, l, r, byPassword, refreshed)
	}
}

// TestASessionLastsAndSurvivesARestart: one login for all time.
func TestASessionLastsAndSurvivesARestart(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	c := w.start()
	w.read(c)
	w.read(c)
	w.logins("two readings", 1, 0)
	c = w.start()
	w.read(c)
	w.logins("after a restart", 1, 0)

	w.clock.pass(119 * time.Minute) // the token ends in a minute
	w.read(c)
	w.logins("before the token ends", 1, 1)
	if n := w.called("app.bsky.notification.listNotifications"); n != 4 {
		t.Errorf("notifications were asked for %d times: a call was made with a token that had ended", n)
	}
	c = w.start()
	w.read(c)
	w.logins("the new pair after a restart", 1, 1)
	w.clock.pass(60 * 24 * time.Hour)
	w.read(w.start())
	w.logins("after two months off", 1, 2)
	w.clock.pass(91 * 24 * time.Hour)
	w.read(w.start())
	w.logins("after three months off", 2, 2)
}

// TestASessionThatTheServerEnds: refreshed where that is possible, else made anew,
// and the call that met it goes through.
func TestASessionThatTheServerEnds(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	c := w.start()
	w.read(c)
	w.Revoke(false)
	w.read(c)
	w.logins("the token was taken back", 1, 1)
	w.Revoke(true)
	w.read(c)
	w.logins("all was taken back", 2, 1)

	w.kept[secretUntil] = "soon"
	w.read(w.start())
	w.logins("what is kept is damaged", 3, 1)
	w.kept[secretAccess] = "x\r\nHost: evil"
	w.read(w.start())
	w.logins("what is kept is no token", 4, 1)
}

// TestAClockThatIsWrong: the life of a token is counted from its beginning, so
// that a clock of next year does not refresh before every call.
func TestAClockThatIsWrong(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	c := w.config()
	ours := c.Env.Now
	c.Env.Now = func() time.Time { return ours().AddDate(1, 0, 0) }
	conn, err := open(c, theNetwork())
	if err != nil {
		t.Fatal(err)
	}
	w.read(conn)
	w.read(conn)
	w.logins("a year ahead", 1, 0)
	w.clock.pass(3 * time.Hour)
	w.read(conn)
	w.logins("three hours later", 1, 1)
	for token, want := range map[string]time.Duration{
		"opaque": usualLife, "a.b.c": usualLife, "a." + enc(`{"iat":5,"exp":5}`) + ".c": usualLife, "a." + enc(`{"iat":"x"}`) + ".c": usualLife,
		"a." + enc(`{"iat":100,"exp":7300}`) + ".c": 2*time.Hour - 2*time.Minute, "a." + enc(`{"iat":100,"exp":700}`) + ".c": 9 * time.Minute,
		"a." + enc(`{"iat":1,"exp":1e300}`) + ".c": maxLife - 2*time.Minute,
	} {
		if got := lifetime(token); got != want {
			t.Errorf("%s: %v, want %v", token, got, want)
		}
	}
}

// TestOneRenewalForAll: of many calls that meet an ended session one renews it.
func TestOneRenewalForAll(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	c := w.start()
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if _, err := c.posts(t.Context(), []string{"at://did:plc:x/app.bsky.feed.post/y"}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	w.logins("twenty at once", 1, 0)
	w.Revoke(false)
	for range 20 {
		all.Go(func() {
			if _, err := c.posts(t.Context(), []string{"at://did:plc:x/app.bsky.feed.post/y"}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	w.logins("twenty with an ended session", 1, 1)

	ctx, cancel := context.WithCancel(t.Context())
	c.door.turn <- struct{}{} // somebody is at it
	cancel()
	if _, err := c.door.renew(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("who waits does not go: %v", err)
	}
	<-c.door.turn
}

// TestWhyALoginFails: each in words that say what to do.
func TestWhyALoginFails(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*blueskytest.Account)
		words  string
	}{
		{"another password", func(a *blueskytest.Account) { a.Password = "other" }, "does not take the user name with this password; make an app password (bsky.app: Settings"},
		{"a second factor", func(a *blueskytest.Account) { a.Factor = true }, "asks for a code sent by mail, as it does for the account's own password; make an app password"},
		{"suspended", func(a *blueskytest.Account) { a.Status = "takendown" }, "have suspended this account"},
		{"deactivated", func(a *blueskytest.Account) { a.Status = "deactivated" }, "activate it in the app"},
		{"deleted", func(a *blueskytest.Account) { a.Status = "deleted" }, "has been deleted"},
		{"something new", func(a *blueskytest.Account) { a.Status = "asleep" }, "not active"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newTown(t, blueskytest.Options{})
			w.Join(ourHandle, tt.change)
			_, err := w.start().Check(t.Context())
			wantFault(t, err, fault.Unauthorized, tt.words)
			if strings.Contains(err.Error(), appPassword) {
				t.Errorf("the password is shown: %v", err)
			}
		})
	}
	w := newTown(t, blueskytest.Options{})
	c := w.config()
	c.Account.RemoteID = w.did("somebody.test")
	w.Join("somebody.test", func(a *blueskytest.Account) { a.Password = appPassword; a.DID = "did:plc:changed" })
	w.Join("other.test", func(a *blueskytest.Account) { a.Handle, a.Password = c.Account.RemoteID, appPassword })
	conn, err := open(c, theNetwork())
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = conn.whoami(t.Context())
	wantFault(t, err, fault.Unauthorized, "as another account than before")

	delete(w.kept, SecretPassword)
	if _, err := New(w.config()); !fault.Is(err, fault.Unauthorized) {
		t.Errorf("without a password: %v", err)
	}
}

// TestAServerThatEndsEachSession does not make us log in without end.
func TestAServerThatEndsEachSession(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	c := w.start()
	for range maxLogins {
		w.read(c)
		w.Revoke(true)
	}
	err := c.Pull(t.Context(), w.At, w.Emit)
	f := wantFault(t, err, fault.Limited, "logs in 5 times in five minutes at most")
	if f.RetryAfter <= 0 || f.RetryAfter > loginWindow {
		t.Errorf("again in %v", f.RetryAfter)
	}
	w.clock.pass(f.RetryAfter)
	w.read(c)
	w.logins("after the wait", maxLogins+1, 0)
}

// TestTroubleWhileRefreshing is no reason to log in: the server is asked again.
func TestTroubleWhileRefreshing(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	line := connectortest.NewLine(t, w.URL())
	defer line.Close()
	c := w.config()
	c.Account.Server = line.URL
	conn, err := open(c, theNetwork())
	if err != nil {
		t.Fatal(err)
	}
	w.read(conn)
	w.clock.pass(3 * time.Hour)
	for _, f := range []connectortest.Fault{
		connectortest.Refuse(503, fault.Transient), connectortest.Refuse(429, fault.Limited, "Retry-After", "60"), connectortest.Reset(),
	} {
		line.Break(f, 0, -1)
		err := conn.Pull(t.Context(), w.At, w.Emit)
		wantFault(t, err, f.Kinds[0], "refresh the session")
		line.Heal()
	}
	w.logins("in trouble", 1, 0)
	w.read(conn)
	w.logins("afterwards", 1, 1)
	// A refusal without the names of the protocol ends the refresh token, too.
	w.clock.pass(3 * time.Hour)
	line.Break(connectortest.Refuse(401, fault.Unauthorized), 0, 1)
	w.read(conn)
	w.logins("refused", 2, 1)
}

// TestLimitsOfReading: what the server says of its limits is known.
func TestLimitsOfReading(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	c := w.start()
	if left, _ := c.Limits(); left != -1 {
		t.Errorf("before the first call %d are left", left)
	}
	w.read(c)
	left, reset := c.Limits()
	if left < 2900 || left >= 3000 || reset.Sub(w.clock.now()) != 5*time.Minute {
		t.Errorf("left %d until %v", left, reset)
	}
	for own, want := range map[string]time.Duration{"": 15 * time.Second, "2s": 2 * time.Second, "10ms": time.Second, "1h": time.Hour, "soon": 15 * time.Second, "-3s": 15 * time.Second} {
		w.set["interval"] = own
		if got := w.start().Interval(); got != want {
			t.Errorf("interval %q: %v", own, got)
		}
	}
	w.set["interval"], w.watch = "", make([]string, 29)
	if got := w.start().Interval(); got != 30*time.Second {
		t.Errorf("29 words are searched for every %v", got)
	}
}
