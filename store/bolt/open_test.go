package bolt_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/bolt"
)

func nothing(store.Tx) error { return nil }

func mention(i int) *store.Mention {
	return &store.Mention{
		Key: store.Key{Network: "demo", ID: store.Number(uint64(i))}, Account: "acme", Kind: store.KindPost,
		Created: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i) * time.Minute),
		Author:  store.Author{ID: store.Number(uint64(i % 97)), Handle: "someone", Name: "Somebody Else", Followers: i},
		Body:    store.Body{Text: "Холодильник опять не морозит, третий день жду мастера. My fridge is broken again.", Lang: "ru"},
		Work:    store.Work{State: []store.State{store.StateNew, store.StateOpen, store.StateDone}[i%3]},
	}
}

// filled makes a file with n mentions and some records, and closes it.
func filled(t testing.TB, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "earshot.db")
	s, err := bolt.Open(path, bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Update(context.Background(), func(tx store.Tx) error {
		for i := range n {
			if err := tx.Mentions().Put(mention(i)); err != nil {
				return err
			}
			if err := store.Views(tx).Put(store.Number(uint64(i)), store.View{Name: "v", Query: "is:new"}); err != nil {
				return err
			}
		}
		return store.PutJob(tx, store.Job{ID: "j", State: store.JobQueued, Due: mention(1).Created})
	})
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func count(t testing.TB, s *bolt.Store) (n int) {
	t.Helper()
	err := s.View(context.Background(), func(tx store.Tx) (err error) {
		n, err = tx.Mentions().Count(context.Background(), store.Search{})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWhatIsWrittenIsThereAfterReopening(t *testing.T) {
	path := filled(t, 10)
	s, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if n := count(t, s); n != 10 {
		t.Errorf("%d mentions", n)
	}
	m := mention(10)
	if err := s.Update(context.Background(), func(tx store.Tx) error { return tx.Mentions().Put(m) }); err != nil {
		t.Fatal(err)
	}
	if m.Doc != 11 {
		t.Errorf("the number after reopening is %d", m.Doc)
	}
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Errorf("closing twice: %v", err)
	}
}

func TestNewFileIsPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no permission bits")
	}
	dir := filepath.Join(t.TempDir(), "a", "b")
	s, err := bolt.Open(filepath.Join(dir, "earshot.db"), bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for path, want := range map[string]fs.FileMode{dir: 0o700, filepath.Dir(dir): 0o700, filepath.Join(dir, "earshot.db"): 0o600} {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want %v", path, info.Mode().Perm(), err, want)
		}
	}
}

func TestLocked(t *testing.T) {
	path := filled(t, 1)
	s, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, readOnly := range []bool{false, true} {
		began := time.Now()
		_, err = bolt.Open(path, bolt.Options{ReadOnly: readOnly})
		if !errors.Is(err, store.ErrLocked) || time.Since(began) > 5*time.Second {
			t.Errorf("got %v after %v", err, time.Since(began))
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = bolt.Open(path, bolt.Options{}); err != nil {
		t.Fatalf("the lock outlived its owner: %v", err)
	}
	_ = s.Close()
}

func TestReadOnly(t *testing.T) {
	path := filled(t, 3)
	before, _ := os.ReadFile(path)
	s, err := bolt.Open(path, bolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if n := count(t, s); n != 3 {
		t.Errorf("%d mentions", n)
	}
	if err := s.Update(context.Background(), nothing); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("got %v", err)
	}
	if r, err := s.Check(context.Background(), nil); err != nil || !r.Clean() {
		t.Errorf("check: %v, %v", r.Problems, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("the file has changed")
	}
	missing := filepath.Join(t.TempDir(), "none", "x.db")
	if _, err := bolt.Open(missing, bolt.Options{ReadOnly: true}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	if _, err := os.Stat(filepath.Dir(missing)); err == nil {
		t.Error("a folder was made for reading")
	}
}

func TestNoDatabase(t *testing.T) {
	good, _ := os.ReadFile(filled(t, 200))
	cases := map[string][]byte{
		"text":          []byte("Dear diary,\n"),
		"much text":     bytes.Repeat([]byte("all work and no play "), 10_000),
		"zeros":         make([]byte, 64<<10),
		"first page":    good[:4096],
		"half":          good[:len(good)/2],
		"no end":        good[:len(good)/3],
		"no beginning":  good[16384:],
		"empty, opened": nil,
	}
	for name, content := range cases {
		path := filepath.Join(t.TempDir(), "earshot.db")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := bolt.Open(path, bolt.Options{ReadOnly: content == nil})
		if !errors.Is(err, store.ErrDamaged) {
			t.Errorf("%s: got %v", name, err)
			if s != nil {
				_ = s.Close()
			}
			continue
		}
		if after, _ := os.ReadFile(path); !bytes.Equal(after, content) {
			t.Errorf("%s: the file has changed", name)
		}
		if _, err := bolt.Open(path, bolt.Options{}); errors.Is(err, store.ErrLocked) {
			t.Errorf("%s: a refused file stays locked", name)
		}
		if content != nil && !strings.Contains(err.Error(), path) {
			t.Errorf("%s: the error does not name the file: %v", name, err)
		}
	}
}

func TestEmptyFileIsANewOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "earshot.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if n := count(t, s); n != 0 {
		t.Errorf("%d mentions", n)
	}
}

func TestPathsThatCannotBe(t *testing.T) {
	if _, err := bolt.Open(t.TempDir(), bolt.Options{}); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("a folder: %v", err)
	}
	file := filled(t, 1)
	if _, err := bolt.Open(filepath.Join(file, "x.db"), bolt.Options{}); err == nil || errors.Is(err, store.ErrDamaged) {
		t.Errorf("a file as folder: %v", err)
	}
}
