package bolt

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	bbolt "go.etcd.io/bbolt"

	"earshot/store"
)

// told opens a file, checks it and gives what is wrong as one text.
func told(t *testing.T, path string, repair bool) string {
	t.Helper()
	s, err := Open(path, Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if repair {
		if _, err := s.Rebuild(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
	}
	r, err := s.Check(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(r.Problems, "\n")
}

// wrote is a file with one record of a kind.
func wrote(t *testing.T, kind string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "earshot.db")
	s, err := Open(path, Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Update(context.Background(), func(tx store.Tx) error { return tx.Records(kind).Put("a", []byte("b")) })
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestABrokenHeadIsTold: bbolt goes back to the older one without a word.
func TestABrokenHeadIsTold(t *testing.T) {
	path := wrote(t, store.KindMeta)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for page := range 2 {
		content[page*os.Getpagesize()+pageHeader+50] ^= 1
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if p := told(t, path, false); !strings.Contains(p, "heads") {
			t.Errorf("head %d: check says %q", page, p)
		}
		if p := told(t, path, true); p != "" {
			t.Errorf("head %d: repaired, check says %q", page, p)
		}
		content[page*os.Getpagesize()+pageHeader+50] ^= 1
	}
}

// TestARootThatLostItsEntriesIsNoNewFile: it would be written over.
func TestARootThatLostItsEntriesIsNoNewFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "earshot.db")
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(db.Update(func(*bbolt.Tx) error { return nil }), db.Close())
	if err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path, Options{NoSync: true}); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("it opens: %v", err)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("it was changed, %v", err)
	}
}

// TestRecordsNobodyFindsAreTold: a bit in the name of a kind hides all of it.
func TestRecordsNobodyFindsAreTold(t *testing.T) {
	if p := told(t, wrote(t, "mine"), false); p != "" {
		t.Errorf("a kind of somebody else: check says %q", p)
	}
	path := wrote(t, "metq") // meta, but for one bit: a is 0x61, q is 0x71
	if p := told(t, path, false); !strings.Contains(p, `"metq"`) {
		t.Errorf("check says %q", p)
	}
	if p := told(t, path, true); p != "" {
		t.Errorf("repaired, check says %q", p)
	}
	s, err := Open(path, Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.View(context.Background(), func(tx store.Tx) error {
		_, err := tx.Records(store.KindMeta).Get("a")
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestWaysToALostChangeAreTakenAway: an export would end at them.
func TestWaysToALostChangeAreTakenAway(t *testing.T) {
	path := wrote(t, store.KindJournalDoc)
	if p := told(t, path, false); !strings.Contains(p, "missing") {
		t.Errorf("check says %q", p)
	}
	if p := told(t, path, true); p != "" {
		t.Errorf("repaired, check says %q", p)
	}
}
