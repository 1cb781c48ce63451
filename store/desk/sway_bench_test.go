package desk

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"earshot/scoring/influence/influencetest"
	"earshot/store"
	"earshot/store/bolt"
)

// told makes mentions of what happened in a made-up world, in the order of time:
// posts, reshares and reshares of reshares.
func told(w *influencetest.World) []*store.Mention {
	var out []*store.Mention
	add := func(id string, by int, day float64, text string) *store.Mention {
		m := &store.Mention{
			Key: store.Key{Network: "x", ID: id}, Kind: store.KindPost, Created: influencetest.At(day), Account: "acme",
			Author: store.Author{ID: fmt.Sprint(by), Followers: w.Followers[by]}, Body: store.Body{Text: text},
		}
		out = append(out, m)
		return m
	}
	for i, p := range w.Posts {
		add(fmt.Sprint("p", i), p.Author, p.Day, fmt.Sprintf("what was said about the fridge, number %d #fridge", i))
	}
	for i, s := range w.Shares {
		m := add(fmt.Sprint("s", i), s.By, s.Day, "shared")
		m.Kind, m.Place.Parent = store.KindShare, fmt.Sprint("p", s.Post)
		if s.Via >= 0 {
			m.Place.Parent = fmt.Sprint("s", s.Via)
		}
	}
	slices.SortStableFunc(out, func(a, b *store.Mention) int { return a.Created.Compare(b.Created) })
	return out
}

// unweighed is a file in which mentions stand that influence knows nothing of.
func unweighed(b *testing.B, list []*store.Mention) *Desk {
	b.Helper()
	st, err := bolt.Open(filepath.Join(b.TempDir(), "earshot.db"), bolt.Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = st.Close() })
	for lot := range slices.Chunk(list, 2000) {
		err := st.Update(context.Background(), func(tx store.Tx) error {
			for _, m := range lot {
				if err := tx.Mentions().Put(m); err != nil {
					return err
				}
			}
			return tx.Records(store.KindMeta).Put(countedID, []byte(countedAll))
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return New(st, store.RealEnv(), Options{})
}

// BenchmarkSway is what influence alone costs the transaction of an arrival, per
// mention, and per mention of kind share: posts and reshares of a made-up world
// stand in a file, and are counted for the first time, 500 in a transaction, as
// their ingest does. Cleaning, judging, filing and searching are not in it. The
// commit is told beside, and belongs to influence in part only: that of an ingest
// has the mentions to write anyway. The goal is 5 us a mention.
func BenchmarkSway(b *testing.B) {
	list := told(influencetest.Worlds(1500)[0](1, 1))
	var work [2]time.Duration // of posts, of shares
	var n [2]int
	var flush, all time.Duration
	for b.Loop() {
		b.StopTimer()
		d := unweighed(b, list)
		b.StartTimer()
		for lot := range slices.Chunk(list, 500) {
			began := time.Now()
			err := d.Inbox.store.Update(b.Context(), func(tx store.Tx) error {
				s := newSway(d.Inbox.core, tx)
				if err := s.begin(); err != nil {
					return err
				}
				for _, m := range lot {
					at := time.Now()
					if err := s.said(m, false); err != nil {
						return err
					}
					kind := 0
					if m.Kind == store.KindShare {
						kind = 1
					}
					work[kind] += time.Since(at)
					n[kind]++
				}
				at := time.Now()
				defer func() { flush += time.Since(at) }()
				return s.flush()
			})
			if err != nil {
				b.Fatal(err)
			}
			all += time.Since(began)
		}
	}
	each := func(d time.Duration, n int) float64 { return float64(d.Nanoseconds()) / 1000 / float64(n) }
	both := n[0] + n[1]
	b.ReportMetric(each(work[0]+work[1]+flush, both), "us/mention")
	b.ReportMetric(each(work[0], n[0]), "us/post")
	b.ReportMetric(each(work[1], n[1]), "us/share")
	b.ReportMetric(each(flush, both), "us/flush")
	b.ReportMetric(each(all-work[0]-work[1]-flush, both), "us/commit")
}
