package benchtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	bbolt "go.etcd.io/bbolt"

	"earshot/store"
	"earshot/store/bolt"
	"earshot/store/corpustest"
)

// buildBatch is how many mentions go into a transaction while building.
const buildBatch = 2000

// build puts the whole judged corpus into a file, unless an earlier run kept
// it. What is half built is thrown away.
func (r *run) build(ctx context.Context) error {
	schema, err := r.schema()
	if err != nil {
		return err
	}
	r.folder = filepath.Join(r.Dir, fmt.Sprintf("corpus-%d-%s-schema-%s", r.Seed, short(r.n), schema))
	done := filepath.Join(r.folder, "complete")
	if _, err := os.Stat(done); err == nil {
		return nil
	}
	if err := errors.Join(os.RemoveAll(r.folder), os.MkdirAll(r.folder, 0o700)); err != nil {
		return err
	}
	st, err := bolt.Open(r.file(), bolt.Options{NoSync: true})
	if err != nil {
		return err
	}
	began := time.Now()
	if err := errors.Join(r.fill(ctx, st), st.Close()); err != nil {
		return err
	}
	r.Say("%s: built at %.0f mentions/s", short(r.n), float64(r.n)/time.Since(began).Seconds())
	return os.WriteFile(done, nil, 0o600)
}

// schema is what a new file has: a kept one of another schema would be measured
// as it was migrated, which is not as it is written.
func (r *run) schema() (number string, err error) {
	dir, err := os.MkdirTemp(r.Dir, "schema-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "earshot.db")
	st, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		return "", err
	}
	if err := st.Close(); err != nil {
		return "", err
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		return "", err
	}
	defer db.Close()
	err = db.View(func(tx *bbolt.Tx) error {
		if b := tx.Bucket([]byte("earshot")); b != nil {
			number = string(b.Get([]byte("schema")))
		}
		return nil
	})
	return number, err
}

// document tells whether a bucket holds mentions, their ids or other records;
// all else is there to find them.
func document(name string) bool {
	records := strings.HasPrefix(name, "records")
	return records || slices.Contains(strings.Fields("mentions/docs mentions/bodies mentions/work mentions/keys mentions/people mentions/authors earshot"), name)
}

// fill makes the next batch while the last one is written.
func (r *run) fill(ctx context.Context, st store.Store) error {
	batches := make(chan []*store.Mention, 2)
	go func() {
		defer close(batches)
		for i := 0; i < r.n; i += buildBatch {
			select {
			case batches <- judged(r.corpus, i, min(r.n, i+buildBatch)):
			case <-ctx.Done():
				return
			}
		}
	}()
	for batch := range batches {
		if err := errors.Join(put(ctx, st, batch), acquaint(ctx, st, batch)); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// acquaint writes the records of people, as the desk does for everybody who is
// heard: without them whatever is asked of people is asked of each mention.
func acquaint(ctx context.Context, st store.Store, batch []*store.Mention) error {
	return st.Update(ctx, func(tx store.Tx) error {
		for _, m := range batch {
			id := m.Identity()
			if id == "" {
				continue
			}
			err := store.Identities(tx).Put(id, store.Identity{
				ID: id, Network: m.Key.Network, Author: m.Author, First: m.Created, Last: m.Created, Mentions: 1,
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func judged(c *corpustest.Corpus, from, to int) []*store.Mention {
	out := make([]*store.Mention, 0, to-from)
	for i := from; i < to; i++ {
		out = append(out, c.Judged(i))
	}
	return out
}

func put(ctx context.Context, st store.Store, batch []*store.Mention) error {
	return st.Update(ctx, func(tx store.Tx) error {
		for _, m := range batch {
			fresh := *m // Update may run twice
			fresh.Doc = 0
			if err := tx.Mentions().Put(&fresh); err != nil {
				return err
			}
		}
		return nil
	})
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	// What is not on the disk yet would be written by the first commit that is
	// measured.
	return errors.Join(err, out.Sync(), out.Close())
}

// size compacts a copy and weighs its parts.
func (r *run) size(ctx context.Context) error {
	dir, err := os.MkdirTemp(r.Dir, "compact-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	small := filepath.Join(dir, "earshot.db")
	if err := copyFile(small, r.file()); err != nil {
		return err
	}
	st, err := bolt.Open(small, bolt.Options{})
	if err != nil {
		return err
	}
	_, err = st.Compact(ctx, nil)
	if err := errors.Join(err, st.Close()); err != nil {
		return err
	}
	to, err := bbolt.Open(small, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	parts, used := map[string]int{}, int64(0)
	err = to.View(func(tx *bbolt.Tx) error {
		used = tx.Size() // the file itself grows in steps that are large for a small one
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error { return weigh(b, string(name), 2, parts) })
	})
	if err := errors.Join(err, to.Close()); err != nil {
		return err
	}
	index := 0
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		bytes := parts[name]
		r.Say("%s: %-24s %6.1f bytes a mention", short(r.n), name, float64(bytes)/float64(r.n))
		if !document(name) {
			index += bytes
		}
	}
	r.set("file after compact, bytes a mention", "≤ 600", "%.0f", float64(used)/float64(r.n))
	r.set("of that the index: all but documents, ids, people, records", "≤ 120", "%.0f", float64(index)/float64(r.n))
	return nil
}

// weigh sums up the pages of a bucket, and of those in it to a depth.
func weigh(b *bbolt.Bucket, name string, depth int, into map[string]int) error {
	inner := 0
	if depth > 1 {
		err := b.ForEachBucket(func(k []byte) error {
			inner++
			return weigh(b.Bucket(k), name+"/"+string(k), depth-1, into)
		})
		if err != nil {
			return err
		}
	}
	if inner == 0 {
		s := b.Stats()
		into[name] += s.LeafAlloc + s.BranchAlloc + s.InlineBucketInuse
	}
	return nil
}
