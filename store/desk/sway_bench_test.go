package desk_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"earshot/scoring/influence/influencetest"
	"earshot/store"
	"earshot/store/benchtest"
	"earshot/store/bolt"
	"earshot/store/desk"
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
func unweighed(b *testing.B, list []*store.Mention) *desk.Desk {
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
			return tx.Records(store.KindMeta).Put("influence", []byte("all"))
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return desk.New(st, store.RealEnv(), desk.Options{})
}

// BenchmarkSway is what influence alone costs the transaction of an arrival, of the
// process's time, per mention, and per mention of kind share: posts and reshares of a
// made-up world stand in a file, and are counted for the first time, 500 in a
// transaction, as their ingest does. Cleaning, judging, filing and searching are not
// in it. The commit is told beside, with the reading of what is reshared, and belongs
// to influence in part only: an ingest has the mentions to write, and that to read, anyway. The goal is 5 us a mention.
func BenchmarkSway(b *testing.B) {
	list := told(influencetest.Worlds(1500)[0](1, 1))
	posts := slices.DeleteFunc(slices.Clone(list), func(m *store.Mention) bool { return m.Kind == store.KindShare })
	shares := slices.DeleteFunc(slices.Clone(list), func(m *store.Mention) bool { return m.Kind != store.KindShare })
	var work [2]time.Duration // of posts, of shares
	var all time.Duration
	for b.Loop() {
		b.StopTimer()
		d := unweighed(b, list)
		b.StartTimer()
		for kind, part := range [][]*store.Mention{posts, shares} {
			for lot := range slices.Chunk(part, 500) {
				began := benchtest.CPUTime()
				clock := func(begins bool) {
					if at := benchtest.CPUTime(); begins {
						work[kind] -= at
					} else {
						work[kind] += at
					}
				}
				if err := d.Sway(b.Context(), lot, clock); err != nil {
					b.Fatal(err)
				}
				all += benchtest.CPUTime() - began
			}
		}
	}
	each := func(name string, d time.Duration, n int) {
		b.ReportMetric(float64(d.Nanoseconds())/1000/float64(n*b.N), name)
	}
	each("us-CPU/mention", work[0]+work[1], len(list))
	each("us-CPU/post", work[0], len(posts))
	each("us-CPU/share", work[1], len(shares))
	each("us-CPU/commit", all-work[0]-work[1], len(list))
}
