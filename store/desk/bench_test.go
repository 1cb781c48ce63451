package desk_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/bolt"
	"earshot/store/desk"
	"earshot/store/mem"
	"earshot/store/query"
)

// engines are the stores that figures are taken of.
func engines(b *testing.B) map[string]func() store.Store {
	return map[string]func() store.Store{
		"mem": func() store.Store { return mem.New() },
		"bolt": func() store.Store {
			st, err := bolt.Open(filepath.Join(b.TempDir(), "earshot.db"), bolt.Options{})
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = st.Close() })
			return st
		},
	}
}

// crowd makes the events of a busy day: 500 people, every third answers.
func crowd(from, n int) []desk.Event {
	began := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	out := make([]desk.Event, n)
	for i := range out {
		k := from + i
		m := &store.Mention{
			Key: store.Key{Network: "mastodon", ID: fmt.Sprint(k)}, Created: began.Add(time.Duration(k) * time.Second),
			Author: store.Author{ID: fmt.Sprint(k % 500), Handle: fmt.Sprintf("user%d@m.example", k%500), Followers: k % 5000},
			Body:   store.Body{Text: fmt.Sprintf("Холодильник опять не морозит, третий день жду мастера, заявка номер %d", k)},
		}
		if k%3 == 2 {
			m.Place.Parent = fmt.Sprint(k - 1)
		}
		out[i].Mention = m
	}
	return out
}

func BenchmarkIngest(b *testing.B) {
	for name, open := range engines(b) {
		for _, size := range []int{1, 500} {
			b.Run(fmt.Sprintf("%s/batch=%d", name, size), func(b *testing.B) {
				d := desk.New(open(), store.RealEnv(), desk.Options{})
				n := 0
				for b.Loop() {
					batch := desk.Batch{Account: "acme", Events: crowd(n, size), Cursor: []byte("c")}
					if res, err := d.Inbox.Ingest(context.Background(), batch); err != nil || res.New != size {
						b.Fatalf("%+v %v", res, err)
					}
					n += size
				}
				b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "mentions/s")
			})
		}
	}
}

func BenchmarkFind(b *testing.B) {
	const many = 20_000
	for name, open := range engines(b) {
		d := desk.New(open(), store.RealEnv(), desk.Options{})
		for n := 0; n < many; n += 1000 {
			if _, err := d.Inbox.Ingest(context.Background(), desk.Batch{Account: "acme", Events: crowd(n, 1000)}); err != nil {
				b.Fatal(err)
			}
		}
		for label, text := range map[string]string{
			"newest": "*", "open": "is:open", "word": "морозит", "rare": "19999", "author": "from:7", "sorted": "* | sort:-score",
		} {
			b.Run(name+"/"+label, func(b *testing.B) {
				q, err := d.Lookup.Parse(text)
				if err != nil {
					b.Fatal(err)
				}
				for b.Loop() {
					n := 0
					scope := store.Scope{Now: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)}
					err := d.Lookup.Find(context.Background(), q, scope, 50, func(*store.Mention) error { n++; return nil })
					if err != nil || n == 0 {
						b.Fatal(n, err)
					}
				}
			})
		}
	}
}

// BenchmarkTagMany tags ten thousand mentions, takes it back and does it again.
func BenchmarkTagMany(b *testing.B) {
	const many = 10_000
	ctx, by := context.Background(), desk.By{User: "anna", Door: "key"}
	for name, open := range engines(b) {
		d := desk.New(open(), store.RealEnv(), desk.Options{})
		var docs []store.Doc
		for n := 0; n < many; n += 1000 {
			res, err := d.Inbox.Ingest(ctx, desk.Batch{Account: "acme", Events: crowd(n, 1000)})
			if err != nil {
				b.Fatal(err)
			}
			docs = append(docs, res.Docs...)
		}
		round := 0
		for label, act := range map[string]func() error{
			"tag": func() error {
				round++
				_, err := d.Triage.Tag(ctx, by, desk.On(docs...), []string{fmt.Sprint("t", round)}, []string{fmt.Sprint("t", round-1)})
				return err
			},
			"undo and redo": func() error {
				if _, err := d.History.Undo(ctx, by); err != nil {
					return err
				}
				_, err := d.History.Redo(ctx, by)
				return err
			},
		} {
			if label != "tag" {
				if _, err := d.Triage.Tag(ctx, by, desk.On(docs...), []string{"first"}, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.Run(name+"/"+label, func(b *testing.B) {
				for b.Loop() {
					if err := act(); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/many, "µs/mention")
			})
		}
	}
}

// BenchmarkBusyThread adds an answer to a post that has many already.
func BenchmarkBusyThread(b *testing.B) {
	st := mem.New()
	d := desk.New(st, store.RealEnv(), desk.Options{})
	add := func(n int) {
		m := crowd(n, 1)[0]
		m.Mention.Place.Parent = "root"
		if _, err := d.Inbox.Ingest(context.Background(), desk.Batch{Account: "acme", Events: []desk.Event{m}}); err != nil {
			b.Fatal(err)
		}
	}
	for n := range 2000 {
		add(n)
	}
	n := 2000
	for b.Loop() {
		add(n)
		n++
	}
}

// BenchmarkScreen asks what a screen asks of 4,000 mentions beside its list.
func BenchmarkScreen(b *testing.B) {
	const many = 4000
	ctx := context.Background()
	scope := store.Scope{Now: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), Me: "anna"}
	for name, open := range engines(b) {
		d := desk.New(open(), store.RealEnv(), desk.Options{})
		for n := 0; n < many; n += 1000 {
			if _, err := d.Inbox.Ingest(ctx, desk.Batch{Account: "acme", Events: crowd(n, 1000)}); err != nil {
				b.Fatal(err)
			}
		}
		for label, ask := range map[string]func() error{
			"report":   func() error { _, err := d.Stats.Report(ctx, nil, 14, scope); return err },
			"counters": func() error { _, err := d.Lookup.Counters(ctx, scope); return err },
			"names": func() error {
				_, err := d.Lookup.Names(ctx, store.FacetTag, store.FacetAssignee, store.FacetLang)
				return err
			},
			"person":  func() error { _, err := d.Lookup.Person(ctx, "mastodon:7", 20, scope); return err },
			"people":  func() error { _, err := d.Lookup.People(ctx, "user7", 40); return err },
			"waiting": func() error { _, err := d.Publish.Waiting(ctx); return err },
		} {
			b.Run(name+"/"+label, func(b *testing.B) {
				for b.Loop() {
					if err := ask(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkUrgent reads the fifty most urgent of 100,000 open mentions of two
// months. It must take less than 5 ms: it is done again whenever something
// arrives.
func BenchmarkUrgent(b *testing.B) {
	st := engines(b)["bolt"]()
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	env := store.SeededEnv(1, now)
	rng := rand.New(rand.NewPCG(1, 2))
	for n := 0; n < 100_000; n += 1000 {
		err := st.Update(context.Background(), func(tx store.Tx) error {
			for k := range 1000 {
				m := &store.Mention{
					Key: store.Key{Network: "mastodon", ID: fmt.Sprint(n + k)}, Created: now.Add(-time.Duration(rng.Int64N(int64(60 * 24 * time.Hour)))),
					Author: store.Author{ID: fmt.Sprint(k)}, Body: store.Body{Text: fmt.Sprintf("заявка номер %d", n+k)}, Work: store.Work{State: store.StateNew},
				}
				m.Judgement.Priority, m.Judgement.Lead = rng.IntN(60), rng.IntN(10) == 0
				m.Judgement.Intent = []string{"complaint", "question", "other", "praise", "spam"}[rng.IntN(5)]
				if err := tx.Mentions().Put(m); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	d := desk.New(st, env, desk.Options{})
	for label, text := range map[string]string{"first 50": "is:open | sort:-score", "count urgent": "is:open score:>=45", "count overdue": "is:overdue"} {
		q, err := query.Parse(text)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(label, func(b *testing.B) {
			scope := d.Lookup.Scope("anna", time.UTC)
			for b.Loop() {
				if len(q.Tail.Sort) == 0 {
					if n, err := d.Lookup.Count(context.Background(), store.Search{Expr: q.Expr, Scope: scope}); err != nil || n == 0 {
						b.Fatal(n, err)
					}
					continue
				}
				rows, err := d.Lookup.Rows(context.Background(), q, scope, 50, true)
				if err != nil || len(rows) != 50 {
					b.Fatal(len(rows), err)
				}
			}
		})
	}
}

// BenchmarkSettle judges 2,000 open mentions anew after a correction, of which
// every tenth changes: what a lot of a hundred holds up the writer must stay at
// a few milliseconds.
func BenchmarkSettle(b *testing.B) {
	d := desk.New(engines(b)["bolt"](), store.RealEnv(), desk.Options{})
	ctx, by := context.Background(), desk.By{User: "anna"}
	events := crowd(0, 2000)
	for i := range events {
		if i%10 == 0 {
			events[i].Mention.Body.Text = fmt.Sprintf("полный гыркутум, заявка номер %d", i)
		}
	}
	if _, err := d.Inbox.Ingest(ctx, desk.Batch{Account: "acme", Events: events}); err != nil {
		b.Fatal(err)
	}
	for n := 0; b.Loop(); n++ {
		label := []string{"positive", "negative"}[n%2]
		for range 3 {
			if _, err := d.Teach.Text(ctx, by, fmt.Sprintf("гыркутум %d", n), "ru", label); err != nil {
				b.Fatal(err)
			}
		}
		if err := d.Teach.Settle(ctx); err != nil {
			b.Fatal(err)
		}
	}
}
