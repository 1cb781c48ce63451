package bolt

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	bbolt "go.etcd.io/bbolt"

	"earshot/scoring/names"
	"earshot/store"
)

// schema2 is a stored file of schema 2, written by the last commit that had it:
// twelve mentions of four authors, records of three of them and of one who never
// said anything.
const schema2 = "../../testdata/store/schema-2.db.gz"

// called lists whom a store finds by what was typed.
func called(t *testing.T, s *Store, typed string) string {
	t.Helper()
	var out []string
	err := s.View(context.Background(), func(tx store.Tx) error {
		out = nil
		for p, err := range tx.People().Search(context.Background(), store.PeopleSearch{Words: names.Query(typed)}) {
			if err != nil {
				return err
			}
			out = append(out, p.ID)
		}
		return nil
	})
	if err != nil {
		t.Fatalf("%q: %v", typed, err)
	}
	return strings.Join(out, " ")
}

func TestSchema2FilesItsPeople(t *testing.T) {
	path := unpacked(t, schema2)
	for range 2 {
		s, err := Open(path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if r, err := s.Check(context.Background(), nil); err != nil || !r.Clean() || r.Mentions != 12 {
			t.Errorf("check: %+v, %v", r, err)
		}
		for typed, want := range map[string]string{
			"": "vk:102 vk:101 vk:100 mail:petra@shop.example", "petrov": "vk:100", "щук": "vk:102", "petra": "mail:petra@shop.example", "okafor": "",
		} {
			if got := called(t, s, typed); got != want {
				t.Errorf("%q finds %q, want %q", typed, got, want)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPeopleAreFiledAnew: a repair, a compaction and a copy keep everybody.
func TestPeopleAreFiledAnew(t *testing.T) {
	s, err := Open(unpacked(t, schema2), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // a test's end
	ctx := context.Background()
	if err := s.db.Update(func(btx *bbolt.Tx) error { // the index of people is lost
		return must(btx, "index").DeleteBucket([]byte("persons"))
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.db.Update(func(btx *bbolt.Tx) error {
		_, err := must(btx, "index").CreateBucket([]byte("persons"))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Check(ctx, nil); err != nil || r.Clean() {
		t.Fatalf("nothing is missed: %+v, %v", r, err)
	}
	if r, err := s.Rebuild(ctx, nil); err != nil || r.Mentions != 12 || r.Lost != 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	if r, err := s.Check(ctx, nil); err != nil || !r.Clean() {
		t.Errorf("after the repair: %+v, %v", r, err)
	}
	if got := called(t, s, "petra"); got != "mail:petra@shop.example" {
		t.Errorf("after the repair %q", got)
	}
}

// TestCheckFindsPeopleAstray: a number of nobody, a record without one, a name
// that is not theirs.
func TestCheckFindsPeopleAstray(t *testing.T) {
	for want, harm := range map[string]func(*bbolt.Tx) error{
		`the person "mail:petra@shop.example" has no number`: func(btx *bbolt.Tx) error {
			return must(btx, "mentions", "people").Delete(personKey("mail:petra@shop.example"))
		},
		"is of nobody": func(btx *bbolt.Tx) error {
			b := must(btx, "mentions", "people")
			n, err := b.NextSequence()
			if err != nil {
				return err
			}
			return b.Put(personKey("vk:ghost"), appendNumber(nil, n))
		},
		"the index holds": func(btx *bbolt.Tx) error {
			return must(btx, "records", store.KindIdentities).Delete([]byte("mail:petra@shop.example"))
		},
		"the index calls person": func(btx *bbolt.Tx) error {
			b := must(btx, "index", "persons")
			k, v := b.Cursor().First()
			return b.Put(bytes.Clone(k), append(bytes.Clone(v), 'x'))
		},
	} {
		s, err := Open(unpacked(t, schema2), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.db.Update(harm); err != nil {
			t.Fatal(err)
		}
		r, err := s.Check(context.Background(), nil)
		if err != nil || !strings.Contains(strings.Join(r.Problems, "\n"), want) {
			t.Errorf("want %q, got %v, %v", want, r.Problems, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAWeightMovesAFacetOnly: nothing else of the index is written when somebody
// only gets more followers, and the order follows at once.
func TestAWeightMovesAFacetOnly(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), "earshot.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // a test's end
	put := func(i, followers int) {
		t.Helper()
		p := store.Identity{ID: fmt.Sprintf("vk:%d", i), Network: "vk", Author: store.Author{Name: "Ivan", Followers: followers}}
		if err := s.Update(context.Background(), func(tx store.Tx) error { return store.Identities(tx).Put(p.ID, p) }); err != nil {
			t.Fatal(err)
		}
	}
	slot := func() (n uint64) {
		err := s.db.View(func(btx *bbolt.Tx) error { n = must(btx, "index", "people", "fresh").Sequence(); return nil })
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	put(1, 2_100_000_000)
	put(2, 2_200_000_000)
	if got := called(t, s, "ivan"); got != "vk:2 vk:1" {
		t.Errorf("found %s", got)
	}
	before := slot()
	put(1, 2_900_000_000) // the bucket of followers is the same, the weight is not
	put(2, 2_100_000_000)
	if got := called(t, s, "ivan"); got != "vk:1 vk:2" {
		t.Errorf("when they have changed places: %s", got)
	}
	if slot() != before {
		t.Error("somebody was filed anew")
	}
	put(1, 7)
	if got := called(t, s, "ivan"); got != "vk:2 vk:1" {
		t.Errorf("after the fall: %s", got)
	}
	if r, err := s.Check(context.Background(), nil); err != nil || !r.Clean() {
		t.Errorf("%+v, %v", r, err)
	}
}
