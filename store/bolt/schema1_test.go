package bolt

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	bbolt "go.etcd.io/bbolt"

	"github.com/google/go-cmp/cmp"

	"earshot/store"
)

// schema1 is a stored file of schema 1 with mentions of every kind, written by
// the last commit that had it.
const schema1 = "../../testdata/store/schema-1.db.gz"

// unpacked is a copy of a stored file that a test may change.
func unpacked(t *testing.T, stored string) string {
	t.Helper()
	packed, err := os.ReadFile(stored)
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "earshot.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// asWritten reads what a file of schema 1 holds, without the engine.
func asWritten(t *testing.T, path string) (mentions map[store.Doc]*store.Mention, records map[string]string, last uint64) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	mentions, records = map[store.Doc]*store.Mention{}, map[string]string{}
	err = db.View(func(btx *bbolt.Tx) error {
		docs := must(btx, "mentions", "docs")
		last = docs.Sequence()
		c := docs.Cursor()
		for k, v := c.First(); k != nil; k, v = c.Next() {
			m := new(oldMention)
			if err := store.Decode(v, m); err != nil {
				return err
			}
			mentions[store.Doc(binary.BigEndian.Uint64(k))] = m.now()
		}
		return must(btx, "records").ForEachBucket(func(kind []byte) error {
			c := must(btx, "records", string(kind)).Cursor()
			for k, v := c.First(); k != nil; k, v = c.Next() {
				records[string(kind)+" "+string(k)] = string(v)
			}
			return nil
		})
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return mentions, records, last
}

func TestSchema1IsPackedAndNothingIsLost(t *testing.T) {
	path := unpacked(t, schema1)
	mentions, records, last := asWritten(t, path)
	if len(mentions) < 200 || len(records) < 100 {
		t.Fatalf("the stored file holds %d mentions and %d records", len(mentions), len(records))
	}
	s, err := Open(path, Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // a test's end
	r, err := s.Check(context.Background(), nil)
	if err != nil || !r.Clean() || r.Mentions != len(mentions) || r.Records != len(records) {
		t.Fatalf("check: %+v, %v", r, err)
	}
	err = s.View(context.Background(), func(tx store.Tx) error {
		for doc, want := range mentions {
			got, err := tx.Mentions().Get(doc)
			if d := cmp.Diff(want, got); d != "" || err != nil {
				t.Errorf("mention %d has changed (-before +now): %v\n%s", doc, err, d)
			}
			if at, err := tx.Mentions().Find(want.Key); at != doc || err != nil {
				t.Errorf("%s is %d, %v", want.Key, at, err)
			}
		}
		found := map[store.Doc]bool{}
		for m, err := range tx.Mentions().Search(context.Background(), store.Search{}) {
			if err != nil {
				return err
			}
			found[m.Doc] = true
		}
		if len(found) != len(mentions) {
			t.Errorf("a search finds %d of %d", len(found), len(mentions))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sameRecords(t, s, records)
	m := old(1)
	m.Doc, m.Key.ID = 0, "new"
	if err := s.Update(context.Background(), func(tx store.Tx) error { return tx.Mentions().Put(m) }); err != nil || uint64(m.Doc) != last+1 {
		t.Errorf("the next number is %d, want %d; %v", m.Doc, last+1, err)
	}
}

// sameRecords compares all records with those of before.
func sameRecords(t *testing.T, s *Store, before map[string]string) {
	t.Helper()
	now := map[string]string{}
	err := s.View(context.Background(), func(tx store.Tx) error {
		for _, kind := range store.RecordKinds() {
			for k, v := range tx.Records(kind).Scan("", "") {
				now[kind+" "+k] = string(v)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(slices.Sorted(maps.Keys(before)), slices.Sorted(maps.Keys(now))); d != "" {
		t.Fatalf("other records (-before +now):\n%s", d)
	}
	shorter := 0
	for id, v := range before {
		if now[id] == v {
			continue
		}
		shorter++
		if was, is := said1(t, id, v), said2(t, id, now[id]); was == "" || was != is || len(now[id]) > len(v)*4/5 {
			t.Errorf("the record %s has changed (%d bytes to %d):\n%s\n%s", id, len(v), len(now[id]), was, is)
		}
	}
	if shorter < 100 {
		t.Errorf("only %d records have a new form", shorter)
	}
}

// said1 and said2 print a record field by field, as schemas 1 and 2 wrote it.
func said1(t *testing.T, id, raw string) string {
	t.Helper()
	switch kind, _, _ := strings.Cut(id, " "); kind {
	case store.KindIdentities:
		return spelled(t, raw, new(oldIdentity))
	case store.KindJournal:
		e := new(oldEntry)
		s := spelled(t, raw, e)
		for _, c := range e.Changes {
			s += spelled(t, string(c.After), new(oldWork))
		}
		return s
	}
	return ""
}

func said2(t *testing.T, id, raw string) string {
	t.Helper()
	if strings.HasPrefix(id, store.KindIdentities+" ") {
		return spelled(t, raw, new(store.Identity))
	}
	e := new(store.Entry)
	s := spelled(t, raw, e)
	for _, c := range e.Changes {
		s += spelled(t, string(c.After), new(store.Work))
	}
	return s
}

func spelled(t *testing.T, raw string, v any) string {
	t.Helper()
	if err := store.Decode([]byte(raw), v); err != nil {
		t.Fatal(err)
	}
	switch v := v.(type) {
	case *store.Entry: // the sides of a change are looked at by themselves
		return fmt.Sprintf("%+v", store.Entry{Seq: v.Seq, At: v.At, By: v.By, Door: v.Door, Verb: v.Verb, Title: v.Title})
	case *oldIdentity: // as it was: what is known of people today has more fields
		p := v.now()
		return fmt.Sprintf("%+v", &p)
	case *oldEntry:
		return fmt.Sprintf("%+v", store.Entry{Seq: v.Seq, At: v.At, By: v.By, Door: v.Door, Verb: v.Verb, Title: v.Title})
	}
	return fmt.Sprintf("%+v", v)
}
