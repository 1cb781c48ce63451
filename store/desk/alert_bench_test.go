package desk_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/bolt"
	"earshot/store/desk"
)

// watched is a desk over a file with three weeks of mentions and so many alerts.
func watched(b *testing.B, mentions, spikes, everies int) (*desk.Desk, *time.Time) {
	b.Helper()
	st, err := bolt.Open(filepath.Join(b.TempDir(), "earshot.db"), bolt.Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = st.Close() })
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	real := store.RealEnv()
	d := desk.New(st, store.Env{Now: func() time.Time { return now }, ID: real.ID, Rand: real.Rand}, desk.Options{Judge: mood{}})
	ctx := context.Background()
	words := []string{"холодильник", "морозит", "мастера", "гарантия", "доставка", "кофе", "шум", "дверца", "полка", "лампа"}
	for from := 0; from < mentions; from += 500 {
		var events []desk.Event
		for i := from; i < from+500; i++ {
			events = append(events, desk.Event{Mention: &store.Mention{
				Key: store.Key{Network: []string{"vk", "mastodon"}[i%2], ID: fmt.Sprint(i)}, Created: now.Add(-time.Duration(i) * 3 * 7 * 24 * time.Hour / time.Duration(mentions)),
				Author: store.Author{ID: fmt.Sprint(i % 3000)}, Body: store.Body{Text: fmt.Sprintf("%s не %s снова %s, слово%d", words[i%10], words[i/3%10], words[i/7%10], i)},
			}})
		}
		if _, err := d.Inbox.Ingest(ctx, desk.Batch{Account: "acme", Events: events, Restore: true}); err != nil {
			b.Fatal(err)
		}
	}
	add := func(s store.AlertSub) {
		if _, err := d.Alerts.Add(ctx, anna, s); err != nil {
			b.Fatal(err)
		}
	}
	for i := range spikes {
		add(store.AlertSub{Name: fmt.Sprint("spike", i), Query: words[i%10], When: store.AlertSpike})
	}
	for i := range everies {
		add(store.AlertSub{Name: fmt.Sprint("every", i), Query: fmt.Sprintf("редкость%d сломана", i), When: store.AlertEvery})
	}
	return d, &now
}

// BenchmarkLook is what the timer costs each minute with 20 spikes on 20,000
// mentions: hearing something, in the minutes in which nothing has come, and in the
// first minute of an hour, in which it learns what is usual.
func BenchmarkLook(b *testing.B) {
	d, now := watched(b, 20_000, 18, 0)
	ctx, n := context.Background(), 0
	look := func(b *testing.B) {
		if err := d.Alerts.Look(ctx); err != nil {
			b.Fatal(err)
		}
	}
	arrive := func(b *testing.B) {
		n++
		m := &store.Mention{Key: store.Key{Network: "vk", ID: fmt.Sprint("b", n)}, Created: *now, Author: store.Author{ID: "b"}, Body: store.Body{Text: fmt.Sprint("новое ", n)}}
		if _, err := d.Inbox.Ingest(ctx, desk.Batch{Account: "acme", Events: []desk.Event{{Mention: m}}}); err != nil {
			b.Fatal(err)
		}
	}
	look(b)
	b.Run("heard", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			arrive(b)
			b.StartTimer()
			look(b)
		}
	})
	b.Run("silence", func(b *testing.B) {
		for b.Loop() {
			look(b)
		}
	})
	b.Run("hour", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			*now = now.Add(time.Hour)
			arrive(b)
			b.StartTimer()
			look(b)
		}
	})
}

// BenchmarkIngestAlerts is what an arrival costs without alerts, with the three that
// everybody has, and with 20 more, none of which is raised.
func BenchmarkIngestAlerts(b *testing.B) {
	for _, everies := range []int{-1, 0, 20} {
		b.Run(fmt.Sprintf("every=%d", everies), func(b *testing.B) {
			d, now := watched(b, 500, 0, max(0, everies))
			for _, s := range store.StarterAlerts() {
				if everies < 0 {
					if _, err := d.Alerts.Remove(context.Background(), anna, s.Name); err != nil {
						b.Fatal(err)
					}
				}
			}
			n := 0
			for b.Loop() {
				var events []desk.Event
				for range 500 {
					n++
					events = append(events, desk.Event{Mention: &store.Mention{
						Key: store.Key{Network: "vk", ID: fmt.Sprint("x", n)}, Created: *now, Author: store.Author{ID: fmt.Sprint(n % 500)},
						Body: store.Body{Text: fmt.Sprintf("холодильник%d снова морозит%d дверца", n, n*7)},
					}})
				}
				if _, err := d.Inbox.Ingest(context.Background(), desk.Batch{Account: "acme", Events: events}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n), "us/mention")
		})
	}
}

// BenchmarkTrends is what the list of topics costs.
func BenchmarkTrends(b *testing.B) {
	d, now := watched(b, 20_000, 0, 0)
	for b.Loop() {
		*now = now.Add(time.Second)
		if _, err := d.Alerts.Trends(context.Background(), nil, 24*time.Hour, d.Lookup.Scope("anna", time.UTC)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAlertList is what a screen reads at each change.
func BenchmarkAlertList(b *testing.B) {
	d, now := watched(b, 500, 0, 0)
	if _, err := d.Alerts.Add(context.Background(), anna, store.AlertSub{Name: "all", Query: "жалоба", When: store.AlertEvery}); err != nil {
		b.Fatal(err)
	}
	for i := range 400 {
		*now = now.Add(10 * time.Minute)
		m := &store.Mention{Key: store.Key{Network: "vk", ID: fmt.Sprint("b", i)}, Created: *now, Author: store.Author{ID: "b"}, Body: store.Body{Text: fmt.Sprintf("жалоба слово%d", i)}}
		if _, err := d.Inbox.Ingest(context.Background(), desk.Batch{Account: "acme", Events: []desk.Event{{Mention: m}}}); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if l, err := d.Alerts.List(context.Background(), "anna", 200); err != nil || len(l.Rows) != 200 {
			b.Fatal(len(l.Rows), err)
		}
	}
}
