package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	bbolt "go.etcd.io/bbolt"

	"earshot/store"
	"earshot/store/query"
)

// schema0 is the stored file of schema 0; "go test -args -update" writes it.
const schema0 = "../../testdata/store/schema-0.db"

func TestMain(m *testing.M) {
	update := flag.Bool("update", false, "write the stored files of old schemas anew")
	flag.Parse()
	if *update {
		if err := writeSchema0(schema0); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

func old(i int) *store.Mention {
	return &store.Mention{
		Doc: store.Doc(i), Key: store.Key{Network: "vk", ID: string(rune('a' + i))}, Kind: store.KindPost,
		Created: time.Date(2026, 1, 10-i, 12, 0, 0, 0, time.UTC),
		Author:  store.Author{ID: "7", Handle: "Ivan"}, Place: store.Place{Thread: "t"},
		Body: store.Body{Text: "старая пицца", Lang: "ru"},
		Work: store.Work{State: []store.State{store.StateNew, store.StateDone}[i%2], Assignee: "Anna"},
	}
}

// eight is a number as schemas 0 and 1 wrote it.
func eight(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func writeSchema0(path string) error {
	if err := os.RemoveAll(path); err != nil {
		return err
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{PageSize: 4096})
	if err != nil {
		return err
	}
	err = db.Update(func(btx *bbolt.Tx) error {
		for _, name := range []string{"earshot", "records", "mentions"} {
			if _, err := btx.CreateBucket([]byte(name)); err != nil {
				return err
			}
		}
		docs, err := btx.Bucket([]byte("mentions")).CreateBucket([]byte("docs"))
		if err != nil {
			return err
		}
		for i := 1; i <= 5; i++ {
			m := old(i)
			raw, err := store.Encode(oldMention{
				Doc: m.Doc, Key: m.Key, Kind: m.Kind, Created: m.Created, Place: m.Place, Body: m.Body,
				Author: oldAuthor{ID: m.Author.ID, Handle: m.Author.Handle}, Work: oldWork{State: m.Work.State, Assignee: m.Work.Assignee},
			})
			if err != nil {
				return err
			}
			if err := docs.Put(eight(uint64(i)), raw); err != nil {
				return err
			}
		}
		views, err := btx.Bucket([]byte("records")).CreateBucket([]byte(store.KindViews))
		if err != nil {
			return err
		}
		raw, err := store.Encode(store.View{Name: "Inbox", Query: "is:open"})
		if err != nil {
			return err
		}
		return errors.Join(views.Put([]byte("Inbox"), raw), btx.Bucket([]byte("earshot")).Put([]byte("schema"), []byte("0")))
	})
	return errors.Join(err, db.Close())
}

// copied is a copy of the stored file that a test may change.
func copied(t *testing.T) (path string, content []byte) {
	t.Helper()
	content, err := os.ReadFile(schema0)
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "earshot.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path, content
}

func TestSchema0IsBroughtUpToDate(t *testing.T) {
	path, _ := copied(t)
	for range 2 { // the second time there is nothing to do
		s, err := Open(path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.Check(context.Background(), nil)
		if err != nil || !r.Clean() || r.Mentions != 5 || r.Records != 1 {
			t.Errorf("check: %+v, %v", r, err)
		}
		for q, want := range map[string]int{
			"": 5, "is:new": 2, "is:done": 3, "from:ivan": 5, "from:vk:7": 5, "thread:t": 5, "assignee:anna": 5, "id:vk:c": 1, "пиццы": 5,
			"date:2026-01-08": 1,
		} {
			parsed, err := query.Parse(q)
			if err != nil {
				t.Fatal(err)
			}
			err = s.View(context.Background(), func(tx store.Tx) error {
				n, err := tx.Mentions().Count(context.Background(), store.Search{Expr: parsed.Expr})
				if n != want {
					t.Errorf("%q: %d, want %d", q, n, want)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAFailedStepChangesNothing(t *testing.T) {
	path, before := copied(t)
	boom := errors.New("boom")
	steps := append(migrations(), step{99, "failing", func(btx *bbolt.Tx) error {
		return errors.Join(btx.DeleteBucket([]byte("records")), boom)
	}})
	_, err := open(path, Options{}, steps)
	if !errors.Is(err, boom) || !strings.Contains(err.Error(), "nothing was changed") {
		t.Errorf("got %v", err)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("the file has changed")
	}
	// A step that fails on broken data is damage.
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(btx *bbolt.Tx) error { return must(btx, "mentions", "docs").Put(eight(9), []byte{0xff}) })
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path, Options{}); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("got %v", err)
	}
}

func TestOlderForReadingOnly(t *testing.T) {
	path, before := copied(t)
	if _, err := Open(path, Options{ReadOnly: true}); err == nil || !strings.Contains(err.Error(), "older") {
		t.Errorf("got %v", err)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("the file has changed")
	}
}

func TestNewerIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "earshot.db")
	steps := append(migrations(), step{99, "from the future", func(*bbolt.Tx) error { return nil }})
	s, err := open(path, Options{}, steps)
	if err != nil {
		t.Fatal(err)
	}
	_ = s.Close()
	before, _ := os.ReadFile(path)
	_, err = Open(path, Options{})
	if !errors.Is(err, store.ErrNewer) || !strings.Contains(err.Error(), "schema 99") || !strings.Contains(err.Error(), "install") {
		t.Errorf("got %v", err)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("the file has changed")
	}
}

func TestForeignDatabases(t *testing.T) {
	for name, fill := range map[string]func(*bbolt.Tx) error{
		"another program's": func(btx *bbolt.Tx) error { return ignore(btx.CreateBucket([]byte("wallet"))) },
		"no schema":         func(btx *bbolt.Tx) error { return ignore(btx.CreateBucket([]byte("earshot"))) },
		"odd schema": func(btx *bbolt.Tx) error {
			b, err := btx.CreateBucket([]byte("earshot"))
			return errors.Join(err, b.Put([]byte("schema"), []byte("one")))
		},
		"no mentions": func(btx *bbolt.Tx) error {
			b, err := btx.CreateBucket([]byte("earshot"))
			return errors.Join(err, b.Put([]byte("schema"), []byte("2")))
		},
	} {
		path := filepath.Join(t.TempDir(), "earshot.db")
		db, err := bbolt.Open(path, 0o600, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(db.Update(fill), db.Close()); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path, Options{}); !errors.Is(err, store.ErrDamaged) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func ignore[T any](_ T, err error) error { return err }
