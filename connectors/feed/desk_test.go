package feed_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/feed"
	"earshot/connectors/httpx"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// reading reads the feeds into a real desk, as the runner does.
func reading(t *testing.T, d *desk.Desk, src connectors.Source) (total desk.Result, err error) {
	t.Helper()
	err = src.Pull(t.Context(), func(stream string) []byte {
		cursor, cerr := d.Setup.Cursor(t.Context(), "news", stream)
		if cerr != nil {
			t.Errorf("cursor: %v", cerr)
		}
		return cursor
	}, func(ctx context.Context, b desk.Batch) error {
		res, ierr := d.Inbox.Ingest(ctx, b)
		total.New, total.Known, total.Edited = total.New+res.New, total.Known+res.Known, total.Edited+res.Edited
		for _, r := range res.Refused {
			t.Errorf("refused: %v", r)
		}
		return ierr
	})
	return total, err
}

// From the server to the desk and back: what is stored, what is skipped after
// a restart, and that one article of two feeds is one mention.
func TestIntoTheDesk(t *testing.T) {
	now := noon()
	env := store.Env{Now: func() time.Time { return now }, ID: func() string { return "id" }, Rand: func() float64 { return 0 }}
	st := mem.New()
	d := desk.New(st, env, desk.Options{})
	first, second := serve(t, body(rss(item(2), item(1)))), serve(t, body(rss(item(2))))
	config := connectors.Config{
		Account: store.Account{Name: "news", Network: feed.Network, Watch: []string{first.URL, second.URL}}, Env: env,
		HTTP: httpx.New(httpx.Options{NoProxy: true, Env: env}), Log: slog.New(slog.DiscardHandler),
	}
	if err := d.Setup.Connect(t.Context(), desk.By{User: "anna"}, config.Account, nil); err != nil {
		t.Fatal(err) // cursors are kept of connected accounts only
	}
	open := func() connectors.Source {
		c, err := feed.New(config)
		if err != nil {
			t.Fatal(err)
		}
		return c.(connectors.Source)
	}
	src := open()
	if res, err := reading(t, d, src); err != nil || res.New != 2 || res.New+res.Known+res.Edited != 3 {
		t.Fatalf("%+v, %v", res, err)
	}
	// A new program over the old data knows everything.
	if res, err := reading(t, d, open()); err != nil || res.New+res.Known+res.Edited != 0 {
		t.Fatalf("after a restart: %+v, %v", res, err)
	}
	// Lost cursors read all anew and double nothing.
	config.Account.Name = "again"
	if res, err := reading(t, d, open()); err != nil || res.New != 0 {
		t.Fatalf("with another account: %+v, %v", res, err)
	}
	config.Account.Name = "news"
	now = now.Add(time.Hour)
	first.set(body(rss(item(3), strings.Replace(item(2), "Text 2", "Text two", 1))))
	if res, err := reading(t, d, open()); err != nil || res.New != 1 || res.Edited != 1 {
		t.Fatalf("an hour later: %+v, %v", res, err)
	}
	key := store.Key{Network: feed.Network, ID: "https://blog.example/2"}
	err := st.View(t.Context(), func(tx store.Tx) error {
		doc, err := tx.Mentions().Find(key)
		if err != nil {
			return err
		}
		m, err := tx.Mentions().Get(doc)
		if err == nil && (m.Body.Text != "Text two" || m.Kind != store.KindArticle) {
			t.Errorf("stored %+v", m.Body)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// Two hundred feeds: eight at a time, each once, each with its own cursor, one
// batch after the other.
func TestManyFeeds(t *testing.T) {
	var mu sync.Mutex
	running, most := 0, 0
	release := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		running++
		if most = max(most, running); running == 8 {
			select {
			case <-release:
			default:
				close(release)
			}
		}
		mu.Unlock()
		<-release
		mu.Lock()
		running--
		mu.Unlock()
		io.WriteString(w, rss(strings.ReplaceAll(item(1), "https://blog.example/1", "https://blog.example"+r.URL.Path)))
	})
	var urls []string
	for i := range 200 {
		urls = append(urls, fmt.Sprintf("%s/%d", s.URL, i))
	}
	w := start(t, nil, urls...)
	w.must(200)
	if len(w.cursors) != 200 || len(w.batches) != 200 || s.asked.Load() != 200 || most != 8 {
		t.Errorf("%d cursors, %d batches, %d requests, %d at a time", len(w.cursors), len(w.batches), s.asked.Load(), most)
	}
	w.restart()
	w.must(0)
}
