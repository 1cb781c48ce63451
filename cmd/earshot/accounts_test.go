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
