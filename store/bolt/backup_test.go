package bolt

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"earshot/store"
)

// TestABackupIsOneMoment: writers go on while it is made, and it holds whole
// changes only, all that were there when it began.
func TestABackupIsOneMoment(t *testing.T) {
	s := temporary(t, Options{NoSync: true})
	stop := make(chan struct{})
	var all sync.WaitGroup
	for _, name := range []string{"a", "b"} {
		all.Go(func() { pairs(t, s, name, stop) })
	}
	for round := range 5 {
		before := halves(t, s)
		path := filepath.Join(t.TempDir(), "b.db")
		last := 0
		made, err := s.Backup(context.Background(), path, round%2 == 1, func(done, total int) {
			if done < last || done > total {
				t.Errorf("progress went from %d to %d of %d", last, done, total)
			}
			last = done
		})
		if err != nil || made.Bytes == 0 || int64(last) != made.Bytes {
			t.Fatalf("%+v, progress ended at %d, %v", made, last, err)
		}
		sound(t, path, func(b *Store) {
			there := halves(t, b)
			for _, key := range before {
				if _, ok := slices.BinarySearch(there, key); !ok {
					t.Errorf("%s was there before the backup and is not in it", key)
				}
			}
		})
	}
	close(stop)
	all.Wait()
}

// left are the names in a folder.
func left(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

// TestABackupIsThereWholeOrNotAtAll: what is at its place stays unless it is to
// be replaced, and no half file is left.
func TestABackupIsThereWholeOrNotAtAll(t *testing.T) {
	s := healthy(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "b.db")
	backup := func(ctx context.Context, path string, replace bool) error {
		_, err := s.Backup(ctx, path, replace, nil)
		return err
	}
	half, cancel := context.WithCancel(context.Background())
	_, err := s.Backup(half, path, false, func(int, int) { cancel() })
	if !errors.Is(err, context.Canceled) || left(t, dir) != "" {
		t.Errorf("interrupted: %v, %q is left", err, left(t, dir))
	}
	if err := os.WriteFile(path, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := backup(context.Background(), path, false); !errors.Is(err, fs.ErrExist) || !strings.Contains(err.Error(), "--force") {
		t.Errorf("a file is there: %v", err)
	}
	if raw, _ := os.ReadFile(path); string(raw) != "mine" {
		t.Errorf("it was replaced by %d bytes", len(raw))
	}
	if err := backup(context.Background(), path, true); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others can read it: %v, %v", info.Mode(), err)
	}
	sound(t, path, nil)
	for where, want := range map[string]string{
		s.path: "data file itself", dir: "is a folder", "/dev/null": "no regular file",
		filepath.Join(dir, "none", "b.db"): "cannot be written to", filepath.Join(path, "b.db"): "not a directory",
	} {
		if err := backup(context.Background(), where, true); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", where, err)
		}
	}
	busy, err := newPart(filepath.Join(dir, "c.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := backup(context.Background(), busy.place, false); !errors.Is(err, errBusy) {
		t.Errorf("two at once: %v", err)
	}
	if err := os.WriteFile(busy.place, nil, 0o600); err != nil { // somebody else's, meanwhile
		t.Fatal(err)
	}
	if err := busy.put(false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a file that came meanwhile: %v", err)
	}
	if got := left(t, dir); got != "b.db c.db" {
		t.Errorf("%q is left", got)
	}
}

// TestABackupOfABrokenFileIsNone: a copy of damage is no backup.
func TestABackupOfABrokenFileIsNone(t *testing.T) {
	path := tornFile(t)
	s, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	dir := t.TempDir()
	if _, err := s.Backup(context.Background(), filepath.Join(dir, "b.db"), false, nil); !errors.Is(err, store.ErrDamaged) || left(t, dir) != "" {
		t.Errorf("got %v, %q is left", err, left(t, dir))
	}
	if _, err := s.Compact(context.Background(), nil); !errors.Is(err, store.ErrDamaged) || strings.Contains(left(t, filepath.Dir(path)), "compact") {
		t.Errorf("compact: %v, %q is left", err, left(t, filepath.Dir(path)))
	}
	if _, err := s.Rebuild(context.Background(), nil); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("rebuild: %v", err)
	}
	if r, err := s.Check(context.Background(), nil); err != nil || !r.Torn {
		t.Errorf("check: %+v, %v", r, err)
	}
}

// tornFile is a file in the middle of which a page is zeros; it opens all the
// same.
func tornFile(t *testing.T) string {
	t.Helper()
	s := healthy(t)
	err := s.Update(context.Background(), func(tx store.Tx) error {
		for i := range 3000 {
			if err := tx.Records("r").Put(store.Number(uint64(i)), make([]byte, 100)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var page int64
	_ = s.View(context.Background(), func(port store.Tx) error {
		c := must(port.(*tx).btx, "records", "r")
		page = int64(c.Root()) * int64(s.db.Info().PageSize)
		return nil
	})
	path := s.path
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteAt(make([]byte, 4096), page)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// restoring is a restore of from over to at a fixed time.
func restoring(from, to string) Restoring {
	return Restoring{From: from, To: to, Now: old(1).Created}
}

// backedUp is a backup of a store with something of everything.
func backedUp(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "b.db")
	if _, err := healthy(t).Backup(context.Background(), path, false, nil); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestRestore: onto nothing, and onto other data, which are kept.
func TestRestore(t *testing.T) {
	from := backedUp(t)
	dir := t.TempDir()
	to := filepath.Join(dir, "data", "earshot.db")
	got, err := Restore(context.Background(), restoring(from, to))
	if err != nil || got.Mentions != 150 || got.Aside != "" || left(t, filepath.Dir(to)) != "earshot.db" {
		t.Fatalf("%+v, %v, %q", got, err, left(t, filepath.Dir(to)))
	}
	sound(t, to, func(s *Store) {
		if err := s.Update(context.Background(), func(tx store.Tx) error { return tx.Records("mine").Put("a", nil) }); err != nil {
			t.Error(err)
		}
	})
	for n := range 2 {
		r, steps := restoring(from, to), 0
		r.Copied = func(done, total int) { steps++ }
		r.Checked = func(done, total int) { steps++ }
		r.Look = func(s *Store) error {
			return s.Update(context.Background(), func(tx store.Tx) error { return tx.Records("seen").Put("a", nil) })
		}
		got, err = Restore(context.Background(), r)
		want := to + ".before-restore-2026-01-09-120000" + []string{"", "-1"}[n]
		if err != nil || got.Aside != want || steps < 3 {
			t.Fatalf("%+v, %v, want %s, %d steps", got, err, want, steps)
		}
		sound(t, got.Aside, func(s *Store) { has(t, s, []string{"mine", "seen"}[n]) })
		sound(t, to, func(s *Store) { has(t, s, "seen") })
	}
}

// has tells whether there is a record of a kind.
func has(t *testing.T, s *Store, kind string) {
	t.Helper()
	err := s.View(context.Background(), func(tx store.Tx) error {
		_, err := tx.Records(kind).Get("a")
		return err
	})
	if err != nil {
		t.Errorf("%s: %v", kind, err)
	}
}

// TestRestoreOfAnOldSchema brings it up to date, and leaves the backup alone.
func TestRestoreOfAnOldSchema(t *testing.T) {
	from, before := copied(t)
	to := filepath.Join(t.TempDir(), "earshot.db")
	if got, err := Restore(context.Background(), restoring(from, to)); err != nil || got.Mentions != 5 {
		t.Fatalf("%+v, %v", got, err)
	}
	sound(t, to, nil)
	if after, _ := os.ReadFile(from); string(after) != string(before) {
		t.Error("the backup was changed")
	}
}

// TestARestoreThatIsRefusedChangesNothing, whatever is wrong, with data there
// and without.
func TestARestoreThatIsRefusedChangesNothing(t *testing.T) {
	good := backedUp(t)
	raw, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	file := func(content []byte) string {
		path := filepath.Join(t.TempDir(), "bad.db")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	open, err := Open(file(raw), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	boom := errors.New("boom")
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	for name, c := range map[string]struct {
		from string
		ctx  context.Context
		look func(*Store) error
		want string
	}{
		"cut":         {from: file(raw[:len(raw)/2]), want: "damaged"},
		"empty":       {from: file(nil), want: "empty"},
		"text":        {from: file([]byte(strings.Repeat("hello ", 10_000))), want: "damaged"},
		"torn":        {from: tornFile(t), want: "not sound"},
		"missing":     {from: filepath.Join(t.TempDir(), "none"), want: "no such file"},
		"a folder":    {from: t.TempDir(), want: "no regular file"},
		"in use":      {from: open.path, want: "earshot backup"},
		"interrupted": {from: good, ctx: gone, want: "canceled"},
		"looked at":   {from: good, look: func(*Store) error { return boom }, want: "boom"},
	} {
		for _, there := range []bool{true, false} {
			to := filepath.Join(t.TempDir(), "earshot.db")
			want := ""
			if there {
				to, want = file([]byte("whatever is there")), "bad.db"
			}
			r := restoring(c.from, to)
			r.Look = c.look
			ctx := c.ctx
			if ctx == nil {
				ctx = context.Background()
			}
			if _, err := Restore(ctx, r); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: got %v", name, err)
			}
			if now, _ := os.ReadFile(to); left(t, filepath.Dir(to)) != want || there && string(now) != "whatever is there" {
				t.Errorf("%s: %q is left, %d bytes", name, left(t, filepath.Dir(to)), len(now))
			}
		}
	}
	if _, err := Restore(context.Background(), restoring(good, open.path)); !errors.Is(err, store.ErrLocked) {
		t.Errorf("data in use: %v", err)
	}
	if _, err := Restore(context.Background(), restoring(good, good)); err == nil || !strings.Contains(err.Error(), "itself") {
		t.Errorf("onto itself: %v", err)
	}
}

// BenchmarkBackup tells how fast a file is copied.
func BenchmarkBackup(b *testing.B) {
	s, err := Open(filepath.Join(b.TempDir(), "earshot.db"), Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	err = s.Update(context.Background(), func(tx store.Tx) error {
		for i := range 50_000 {
			if err := tx.Records("r").Put(fmt.Sprint(i), make([]byte, 1000)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(b.TempDir(), "b.db")
	for b.Loop() {
		made, err := s.Backup(context.Background(), path, true, nil)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(made.Bytes)
	}
}
