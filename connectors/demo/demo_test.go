package demo

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/store"
	"earshot/store/desk"
)

// Settings that make no sense are refused in words that say what to write.
func TestSettingsAreChecked(t *testing.T) {
	for _, bad := range []struct{ key, value, field string }{
		{"seed", "one", "seed"},
		{"seed", "-1", "seed"},
		{"seed", "1.5", "seed"},
		{"rate", "fast", "rate"},
		{"rate", "-1", "rate"},
		{"rate", "6001", "rate"},
		{"rate", "NaN", "rate"},
		{"rate", "Inf", "rate"},
		{"at", "yesterday", "at"},
		{"at", "2026-11-20", "at"},
		{"at", "0001-01-01T00:00:00Z", "at"},
		{"as", "facebook", "as"},
		{"as", "Mastodon", "as"},
	} {
		_, err := New(connectors.Config{
			Account: store.Account{Settings: settings(bad.key, bad.value)}, Env: (&clock{now: noon}).env(),
		})
		var invalid *store.Invalid
		if !errors.As(err, &invalid) || invalid.Field != bad.field || !strings.Contains(invalid.Why, bad.value) {
			t.Errorf("%s=%q: %v", bad.key, bad.value, err)
		}
	}
}

// Without settings there is a world all the same: seed 1, six mentions a
// minute, all networks, history up to the moment the account was added.
func TestDefaults(t *testing.T) {
	added := noon.Add(-time.Hour + 123*time.Millisecond)
	c, err := New(connectors.Config{Account: store.Account{Name: "x", Added: added}, Env: (&clock{now: noon}).env()})
	if err != nil {
		t.Fatal(err)
	}
	l := c.(*speaker).listener
	w, err := l.world()
	if err != nil {
		t.Fatal(err)
	}
	if w.seed != 1 || w.rate != 6000 || w.stage.name != "demo" || w.at != added.Truncate(time.Second).UnixMilli() {
		t.Errorf("seed %d, rate %d, as %s, at %d", w.seed, w.rate, w.stage.name, w.at)
	}
	if c, err = New(connectors.Config{Env: (&clock{now: noon}).env()}); err != nil {
		t.Fatal(err)
	}
	if at := c.(*speaker).anchor; !at.Equal(noon) {
		t.Errorf("an account that was never added begins at %s", at)
	}
}

// Rates may be fractions: one mention in ten minutes is a rate.
func TestRates(t *testing.T) {
	for text, want := range map[string]int64{"": 6000, "0": 0, "0.1": 100, "6": 6000, "12.5": 12500, "6000": 6_000_000, "0.0004": 0} {
		if got, err := parseRate(text); err != nil || got != want {
			t.Errorf("rate %q is %d, %v", text, got, err)
		}
	}
}

// A check tells who we are on the network that is played, and what it allows.
func TestCheckDescribesTheNetwork(t *testing.T) {
	for as, want := range map[string]struct {
		id, handle string
		chars      int
	}{
		"":         {"zernolla", "zernolla", 5000},
		"mastodon": {"109000000000004217", "zernolla@mastodon.example", 500},
		"vk":       {"-88004217", "zernolla", 16384},
		"telegram": {"8800421700", "zernolla_bot", 4096},
		"bluesky":  {"did:plc:zernolla4217", "zernolla.bluesky.example", 300},
		"mail":     {"hello@zernolla.example", "hello@zernolla.example", 0},
		"feed":     {"", "", 0},
	} {
		c := open(t, (&clock{now: noon}).env(), "as", as)
		p, err := c.Check(t.Context())
		if err != nil || p.RemoteID != want.id || p.Handle != want.handle || p.Limits.Chars != want.chars || p.Title != BrandName {
			t.Errorf("%q: %+v, %v", as, p, err)
		}
		if !strings.HasSuffix(p.Server, ".example") {
			t.Errorf("%q stands at %s", as, p.Server)
		}
		a := connectors.Describe(store.Account{}, c, p)
		if wanted := slices.Sorted(slices.Values(p.Can)); !slices.Equal(slices.Sorted(slices.Values(a.Can)), wanted) {
			t.Errorf("%q says it can %v and can %v", as, p.Can, a.Can)
		}
	}
	ended, stop := context.WithCancel(t.Context())
	stop()
	if _, err := open(t, (&clock{now: noon}).env()).Check(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("an ended check: %v", err)
	}
}

// Feeds can be read and not answered: that is what their type says.
func TestAFeedOnlySpeaks(t *testing.T) {
	c := open(t, (&clock{now: noon}).env(), "as", "feed")
	if _, ok := c.(connectors.Sender); ok {
		t.Error("a feed can be sent to")
	}
	if _, ok := c.(hearing); !ok {
		t.Error("a feed cannot be heard")
	}
	p, _ := c.Check(t.Context())
	if a := connectors.Describe(store.Account{}, c, p); slices.Contains(a.Can, desk.AbilitySend) || a.Lacks[desk.AbilitySend] == "" {
		t.Errorf("it can %v and lacks %v", a.Can, a.Lacks)
	}
	for _, as := range playable()[:6] {
		if _, ok := open(t, (&clock{now: noon}).env(), "as", as).(speaking); !ok {
			t.Errorf("%q cannot do all that a network can", as)
		}
	}
}

// The demo workspace has an account on each network, ready to be connected:
// names without spaces, one world, and each can be opened as it is.
func TestAccounts(t *testing.T) {
	accounts := Accounts(42, noon.Add(300*time.Millisecond), 12.5)
	names := map[string]bool{}
	for _, a := range accounts {
		if names[a.Name] || strings.ContainsAny(a.Name, " ,:/") || a.Network != Network || a.Title != BrandName {
			t.Errorf("account %+v", a)
		}
		names[a.Name] = true
		if a.Settings["seed"] != "42" || a.Settings["rate"] != "12.5" || a.Settings["at"] != "2026-11-20T12:00:00Z" {
			t.Errorf("%s: settings %v", a.Name, a.Settings)
		}
		if len(a.Can) < 3 || a.Server == "" || (a.Settings["as"] == "feed") != (a.RemoteID == "") {
			t.Errorf("%s is not described: %+v", a.Name, a)
		}
		if _, err := New(connectors.Config{Account: a, Env: (&clock{now: noon}).env()}); err != nil {
			t.Errorf("%s: %v", a.Name, err)
		}
	}
	if len(accounts) != 6 || !names["zernolla@mastodon"] || !names["zernolla@feed"] {
		t.Errorf("accounts %v", names)
	}
	if again := Accounts(42, noon.Add(300*time.Millisecond), 12.5); len(again) != len(accounts) || again[3].Name != accounts[3].Name {
		t.Error("the accounts are not always the same")
	}
}

// A rate out of bounds is brought within, because there is nobody to ask.
func TestAccountsBoundTheRate(t *testing.T) {
	for rate, want := range map[float64]string{-1: "0", 1e9: "6000", math.Inf(1): "6000", 0.25: "0.25"} {
		if got := Accounts(1, noon, rate)[0].Settings["rate"]; got != want {
			t.Errorf("rate %v becomes %s", rate, got)
		}
	}
	if got := Accounts(1, noon, math.NaN())[0].Settings["rate"]; got != "6" {
		t.Errorf("no rate becomes %s", got)
	}
}

// The count of requests goes down as they are made, comes back with the next
// window, and never stops anybody.
func TestLimitsCountRequests(t *testing.T) {
	c := &clock{now: noon}
	conn := open(t, c.env(), "as", "mastodon", "rate", "0").(speaking)
	left, reset := conn.Limits()
	if left != 300 || !reset.Equal(noon.Add(window)) {
		t.Errorf("at first %d left until %s", left, reset)
	}
	var d diary
	pull(t, conn, &d)
	if left, reset = conn.Limits(); left != 299 || !reset.Equal(noon.Add(window)) {
		t.Errorf("after a request %d left until %s", left, reset)
	}
	for range 400 {
		pull(t, conn, &d)
	}
	if left, _ = conn.Limits(); left != 1 {
		t.Errorf("after many requests %d left", left)
	}
	c.pass(window)
	if left, _ = conn.Limits(); left != 300 {
		t.Errorf("in the next window %d left", left)
	}
	if left, _ := open(t, c.env(), "as", "mail").(hearing).Limits(); left >= 0 {
		t.Errorf("a mail server tells of %d requests", left)
	}
}

// Ids look like the network's own and lead back to their author.
func TestIDs(t *testing.T) {
	author := store.Author{ID: "did:plc:x", URL: "https://somebody.example"}
	for as, want := range map[string]struct{ id, url string }{
		"mastodon": {"14", "https://somebody.example/14"},
		"vk":       {"-88004217_4", "https://vk.example/wall-88004217_4"},
		"telegram": {"zernolla_talk/4", "https://telegram.example/zernolla_talk/4"},
		"bluesky":  {"at://did:plc:x/app.bsky.feed.post/4", "https://somebody.example/post/4"},
		"mail":     {"4@mail.example", ""},
		"feed":     {"tag:news.example,2026:4", "https://somebody.example/4"},
		"":         {"4", "https://somebody.example/4"},
	} {
		n, err := networkOf(as)
		if err != nil {
			t.Fatal(err)
		}
		id := n.id(scriptedNumber(1), author.ID)
		if url := n.url(id, &author); id != want.id || url != want.url {
			t.Errorf("%q: %s at %s", as, id, url)
		}
	}
	if hashedNumber(0, sent)>>2 <= scriptedNumber(noon.AddDate(200, 0, 0).UnixMilli())>>2 {
		t.Error("what is sent may have the id of something scripted")
	}
	if hashedNumber(1<<20, sent) == hashedNumber(1<<20, answering) {
		t.Error("what is sent may have the id of an answer")
	}
}
