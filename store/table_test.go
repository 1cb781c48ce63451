package store_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/mem"
)

// in runs fn in one write transaction of an empty store.
func in(t testing.TB, fn func(tx store.Tx)) {
	t.Helper()
	update(t, mem.New(), fn)
}

func update(t testing.TB, st store.Store, fn func(tx store.Tx)) {
	t.Helper()
	if err := st.Update(t.Context(), func(tx store.Tx) error { fn(tx); return nil }); err != nil {
		t.Fatal(err)
	}
}

func TestATableGivesBackWhatWasPut(t *testing.T) {
	want := store.Post{
		ID: "p1", By: "anna", Made: time.Date(2026, 11, 22, 12, 0, 0, 123456000, time.UTC),
		Message: store.Message{Text: "Привет 👋", Variants: map[string]string{"shop": "hi"}, Media: []store.Attachment{{Path: "/a", Alt: "b"}}},
		To:      []store.Delivery{{Account: "acme", State: store.DeliveryHeld, Job: "j"}}, About: 7, Thread: store.Key{Network: "vk", ID: "1:2"},
	}
	in(t, func(tx store.Tx) {
		if err := store.Posts(tx).Put("p1", want); err != nil {
			t.Fatal(err)
		}
		got, err := store.Posts(tx).Get("p1")
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Fatalf("%v\n%s", err, d)
		}
		if err := store.Posts(tx).Delete("p1"); err != nil {
			t.Fatal(err)
		}
		if err := store.Posts(tx).Delete("p1"); err != nil {
			t.Fatalf("deleting what is not there: %v", err)
		}
		_, err = store.Posts(tx).Get("p1")
		if !errors.Is(err, store.ErrNotFound) || !strings.Contains(err.Error(), `posts "p1"`) {
			t.Fatalf("the error does not say what is missing: %v", err)
		}
	})
}

func TestATableWalksInTheOrderOfItsKeys(t *testing.T) {
	in(t, func(tx store.Tx) {
		for _, name := range []string{"c", "a", "d", "b"} {
			if err := store.Views(tx).Put(name, store.View{Name: name}); err != nil {
				t.Fatal(err)
			}
		}
		names := func(walk func(func(store.View, error) bool)) (out []string) {
			for v, err := range walk {
				if err != nil {
					t.Fatal(err)
				}
				out = append(out, v.Name)
			}
			return out
		}
		if got := names(store.Views(tx).All()); !slices.Equal(got, []string{"a", "b", "c", "d"}) {
			t.Errorf("all: %v", got)
		}
		if got := names(store.Views(tx).Range("b", "d")); !slices.Equal(got, []string{"b", "c"}) {
			t.Errorf("range: %v", got)
		}
		if got := names(store.Views(tx).Back("b", "")); !slices.Equal(got, []string{"d", "c", "b"}) {
			t.Errorf("back: %v", got)
		}
		for range store.Views(tx).All() {
			break // leaving early is allowed
		}
	})
}

// TestARecordThatCannotBeReadDoesNotHideTheOthers: a walk tells of it and goes on.
func TestARecordThatCannotBeReadDoesNotHideTheOthers(t *testing.T) {
	in(t, func(tx store.Tx) {
		for _, name := range []string{"a", "c"} {
			if err := store.Views(tx).Put(name, store.View{Name: name}); err != nil {
				t.Fatal(err)
			}
		}
		if err := tx.Records(store.KindViews).Put("b", []byte{0xff, 1, 2}); err != nil {
			t.Fatal(err)
		}
		good, bad := 0, 0
		for _, err := range store.Views(tx).All() {
			if err == nil {
				good++
			} else if errors.Is(err, store.ErrDamaged) {
				bad++
			}
		}
		if good != 2 || bad != 1 {
			t.Fatalf("%d good, %d damaged", good, bad)
		}
		if _, err := store.Views(tx).Get("b"); !errors.Is(err, store.ErrDamaged) {
			t.Fatalf("get: %v", err)
		}
	})
}

// TestEveryKindIsListedOnce: checks and engines walk this list.
func TestEveryKindIsListedOnce(t *testing.T) {
	kinds := store.RecordKinds()
	slices.Sort(kinds)
	if len(slices.Compact(slices.Clone(kinds))) != len(kinds) {
		t.Fatalf("a kind is listed twice: %v", kinds)
	}
	in(t, func(tx store.Tx) {
		for _, kind := range []string{
			store.Identities(tx).Kind, store.Accounts(tx).Kind, store.Healths(tx).Kind, store.Cursors(tx).Kind, store.Posts(tx).Kind,
			store.Drafts(tx).Kind, store.Jobs(tx).Kind, store.Notes(tx).Kind, store.Views(tx).Kind, store.Corrections(tx).Kind,
			store.Journal(tx).Kind, store.Sums(tx).Kind, store.Aparts(tx).Kind, store.Prefs(tx).Kind,
			store.Canneds(tx).Kind,
		} {
			if !slices.Contains(kinds, kind) {
				t.Errorf("%s is missing in RecordKinds", kind)
			}
		}
	})
}

func TestTheOrderOfNumbersIsTheOrderOfTheirKeys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Uint64().Draw(t, "a"), rapid.Uint64().Draw(t, "b")
		if (a < b) != (store.Number(a) < store.Number(b)) {
			t.Fatalf("%d %d", a, b)
		}
		note := store.NoteID(store.Doc(a), "n")
		if !strings.HasPrefix(note, store.Number(a)+"/") || (a != b) != (note != store.NoteID(store.Doc(b), "n")) {
			t.Fatalf("note %q of %d", note, a)
		}
	})
}

func TestEqualValuesAreEqualBytes(t *testing.T) {
	zone := time.FixedZone("X", 3*3600)
	at := time.Date(2026, 3, 4, 5, 6, 7, 8000, time.UTC)
	one := store.Message{Variants: map[string]string{"a": "1", "b": "2", "c": "3", "d": "4"}}
	two := store.Message{Variants: map[string]string{"d": "4", "c": "3", "b": "2", "a": "1"}}
	for range 20 { // maps are walked in any order
		a, errA := store.Encode(one)
		b, errB := store.Encode(two)
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Fatalf("%x\n%x", a, b)
		}
	}
	a, _ := store.Encode(store.Stamp(at.In(zone)))
	b, _ := store.Encode(store.Stamp(at))
	if !bytes.Equal(a, b) {
		t.Fatal("the same moment in two zones")
	}
}

func TestTextThatIsNoUTF8ComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := store.Note{Text: string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")), ID: "\xff\xfe"}
		raw, err := store.Encode(want)
		if err != nil {
			t.Fatal(err)
		}
		var got store.Note
		if err := store.Decode(raw, &got); err != nil || got != want {
			t.Fatalf("%q, %v", got.Text, err)
		}
	})
}

func TestABigChangeOfManyMentionsCanBeRead(t *testing.T) {
	e := store.Entry{Changes: make([]store.Change, 200_000)}
	raw, err := store.Encode(e)
	if err != nil {
		t.Fatal(err)
	}
	var got store.Entry
	if err := store.Decode(raw, &got); err != nil || len(got.Changes) != len(e.Changes) {
		t.Fatalf("%d changes, %v", len(got.Changes), err)
	}
	if err := store.Decode(raw[:len(raw)/2], &got); !errors.Is(err, store.ErrDamaged) {
		t.Fatalf("half a record: %v", err)
	}
}
