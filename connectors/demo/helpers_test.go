package demo

import (
	"context"
	"encoding/binary"
	"errors"
	"hash/fnv"
	"strconv"
	"sync"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/store"
	"earshot/store/desk"
)

// noon is the moment of most tests: a Friday in November.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// clock is an Env whose time a test moves by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) env() store.Env {
	return store.Env{Now: func() time.Time {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.now
	}}
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// settings are those of an account, key and value in turn.
func settings(kv ...string) map[string]string {
	set := map[string]string{"at": noon.Format(time.RFC3339)}
	for i := 0; i < len(kv); i += 2 {
		set[kv[i]] = kv[i+1]
	}
	return set
}

// open makes a connector, with the given settings beside "at".
func open(t testing.TB, env store.Env, kv ...string) connectors.Connector {
	t.Helper()
	c, err := New(connectors.Config{Account: store.Account{Name: "zernolla", Network: Network, Settings: settings(kv...)}, Env: env})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// hearing is what Pull and Stream ask of a connector.
type hearing interface {
	connectors.Connector
	connectors.Source
	connectors.Streamer
	connectors.Threader
	connectors.Limiter
}

// speaking is what a network that answers can do as well.
type speaking interface {
	hearing
	connectors.Sender
	connectors.Finder
	connectors.Idempotent
}

// diary keeps what was emitted, as a store would: the cursor too.
type diary struct {
	mu       sync.Mutex
	mentions []*store.Mention
	batches  []desk.Batch
	cursor   []byte
	failAt   int // the n-th batch is not stored
}

var errFull = errors.New("the disk is full")

func (d *diary) emit(_ context.Context, b desk.Batch) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.failAt > 0 && len(d.batches)+1 >= d.failAt {
		d.failAt = 0
		return errFull
	}
	d.batches = append(d.batches, b)
	for _, e := range b.Events {
		d.mentions = append(d.mentions, e.Mention)
	}
	if b.Cursor != nil {
		d.cursor = b.Cursor
	}
	return nil
}

func (d *diary) at(string) []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.cursor
}

func (d *diary) all() []*store.Mention {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]*store.Mention(nil), d.mentions...)
}

// since gives what came after the first n.
func (d *diary) since(n int) []*store.Mention { return d.all()[n:] }

func pull(t testing.TB, c connectors.Connector, d *diary) {
	t.Helper()
	if err := c.(hearing).Pull(t.Context(), d.at, d.emit); err != nil {
		t.Fatal(err)
	}
}

// history reads an account's whole history.
func readPast(t testing.TB, kv ...string) []*store.Mention {
	t.Helper()
	var d diary
	pull(t, open(t, (&clock{now: noon}).env(), kv...), &d)
	return d.mentions
}

// print is a fingerprint of mentions: every field, each with its length, so
// that it depends on no encoder.
func print(mentions []*store.Mention) string {
	h := fnv.New64a()
	put := func(fields ...string) {
		for _, f := range fields {
			h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(f))))
			h.Write([]byte(f))
		}
	}
	for _, m := range mentions {
		a, c := m.Author, m.Counts
		put(m.Key.String(), m.URL, string(m.Kind), strconv.FormatInt(m.Created.UnixMicro(), 10), m.Place.Thread, m.Place.Parent)
		put(a.ID, a.Handle, a.Name, a.Email, a.URL, a.Bio, a.Avatar, a.Location, m.Body.Title, m.Body.Text, m.Body.Lang)
		for _, n := range []int{a.Followers, a.Following, a.Posts, c.Likes, c.Shares, c.Replies, c.Views} {
			put(strconv.Itoa(n))
		}
		for _, media := range m.Body.Media {
			put(media.Type, media.URL, media.Alt)
		}
		put(m.Body.Links...)
		if g := m.Body.Geo; g != nil {
			put(g.Country, g.Place, strconv.FormatFloat(g.Lat, 'f', 4, 64), strconv.FormatFloat(g.Lon, 'f', 4, 64))
		}
	}
	return strconv.FormatUint(h.Sum64(), 16)
}

// made makes a world that plays all networks, or one.
func made(t testing.TB, seed uint64, as string) *world {
	t.Helper()
	stage, err := networkOf(as)
	if err != nil {
		t.Fatal(err)
	}
	w, err := newWorld(seed, noon.UnixMilli(), 6000, stage)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func mentionsOf(items []*item) []*store.Mention {
	out := make([]*store.Mention, len(items))
	for i, it := range items {
		out[i] = it.m
	}
	return out
}

// playable are the networks an account can play, "" being all.
func playable() []string {
	return []string{"", "mastodon", "vk", "telegram", "bluesky", "mail", "feed"}
}
