package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"earshot/store"
)

// TestAccountsTellTheRoom that a network leaves for posts beside what may be asked, to
// people and to programs; of a network that does not count them nothing is said.
func TestAccountsTellTheRoom(t *testing.T) {
	until := time.Date(2026, 11, 20, 12, 40, 0, 0, time.UTC)
	a := store.Account{Name: "sky", Network: "bluesky"}
	for _, x := range []struct {
		posts      store.Room
		says, json string
	}{
		{store.Room{}, "may ask 287 times until 2026-11-20 12:40 UTC", `{"left":287,"reset":"2026-11-20T12:40:00Z"}`},
		{store.Room{Known: true, Left: 1666}, "; may post 1666 times", `{"left":287,"reset":"2026-11-20T12:40:00Z","posts_left":1666}`},
		{
			store.Room{Known: true, Left: 0, Reset: until},
			"; may post 0 times until 2026-11-20 12:40 UTC",
			`{"left":287,"reset":"2026-11-20T12:40:00Z","posts_left":0,"posts_reset":"2026-11-20T12:40:00Z"}`,
		},
	} {
		h := store.Health{Account: "sky", State: store.HealthOK, Left: 287, Reset: until, Posts: x.posts}
		if text := healthWords(a, h); !strings.HasSuffix(text, x.says) {
			t.Errorf("%+v is told as %q", x.posts, text)
		}
		var out bytes.Buffer
		w := bufio.NewWriter(&out)
		if err := writeAccount(w, a, h, store.Insights{}, true); err != nil || w.Flush() != nil {
			t.Fatal(err)
		}
		var got struct{ Limits json.RawMessage }
		if err := json.Unmarshal(out.Bytes(), &got); err != nil || string(got.Limits) != x.json {
			t.Errorf("%v: %s", err, got.Limits)
		}
	}
}

// TestAccountsTellOfAWordThatIsNotHeard with the reason; what a network does not offer
// at all stands with what it can do.
func TestAccountsTellOfAWordThatIsNotHeard(t *testing.T) {
	a := store.Account{Name: "sky", Network: "bluesky", Lacks: map[string]string{
		"search for polar": "bsky.social refuses this (400)", "live": "it is read every 15 s", "search for acme": "bsky.social does not offer this (501)",
	}}
	got := healthWords(a, store.Health{Left: -1, Message: "read mentions: cut"})
	if want := "read mentions: cut; no search for acme: bsky.social does not offer this (501); no search for polar: bsky.social refuses this (400)"; got != want {
		t.Errorf("%q", got)
	}
}
