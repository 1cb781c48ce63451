package bolt

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	bbolt "go.etcd.io/bbolt"

	"earshot/store"
	"earshot/store/pack"
)

// groupCrash names the file in the environment of the process that is to be
// killed.
const groupCrash = "EARSHOT_TEST_GROUP_CRASH"

// TestKilledInAGroupCommit kills a process in which many write at once. What
// any of them was told is there, and of no update only a half.
func TestKilledInAGroupCommit(t *testing.T) {
	if path := os.Getenv(groupCrash); path != "" {
		writeTogether(path)
	}
	path := filepath.Join(t.TempDir(), "earshot.db")
	told := map[string]bool{}
	for round := range 2 {
		for _, id := range killedAfter(t, path, round, 60) {
			told[id] = true
		}
		s, err := Open(path, Options{Timeout: 5 * time.Second})
		if err != nil {
			t.Fatal(err)
		}
		var left, right []string
		err = s.View(context.Background(), func(tx store.Tx) error {
			for k := range tx.Records("left").Scan("", "") {
				left = append(left, k)
			}
			for k := range tx.Records("right").Scan("", "") {
				right = append(right, k)
			}
			n, err := tx.Mentions().Count(context.Background(), store.Search{})
			if n != len(left) {
				t.Errorf("%d mentions for %d updates", n, len(left))
			}
			return err
		})
		if err != nil || !slices.Equal(left, right) {
			t.Errorf("halves of updates: %d and %d, %v", len(left), len(right), err)
		}
		for id := range told {
			if !slices.Contains(left, id) {
				t.Errorf("%s was told that it is stored, and is gone", id)
			}
		}
		if r, err := s.Check(context.Background(), nil); err != nil || !r.Clean() {
			t.Errorf("check: %v, %v", r.Problems, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// writeTogether lets eight write without pause, each in two places, and name
// what is stored.
func writeTogether(path string) {
	s, err := Open(path, Options{})
	if err != nil {
		panic(err)
	}
	round := os.Getenv(groupCrash + "_ROUND")
	var wg sync.WaitGroup
	for who := range 8 {
		wg.Go(func() {
			for n := 0; ; n++ {
				id := fmt.Sprintf("%s-%d-%06d", round, who, n)
				m := old(1)
				m.Doc, m.Key.ID = 0, id
				err := s.Update(context.Background(), func(tx store.Tx) error {
					return errors.Join(tx.Records("left").Put(id, nil), tx.Mentions().Put(m), tx.Records("right").Put(id, nil))
				})
				if err != nil {
					panic(err)
				}
				if _, err := os.Stdout.WriteString(id + "\n"); err != nil {
					os.Exit(0) // nobody listens any more
				}
			}
		})
	}
	wg.Wait()
}

// killedAfter runs the writers until they have reported so much.
func killedAfter(t *testing.T, path string, round, reports int) (told []string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Skip(err)
	}
	cmd := exec.Command(self, "-test.run=^TestKilledInAGroupCommit$", "-test.timeout=60s")
	cmd.Env = append(os.Environ(), groupCrash+"="+path, fmt.Sprintf("%s_ROUND=%d", groupCrash, round))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for len(told) < reports {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("the writers ended by themselves: %v", err)
		}
		told = append(told, strings.TrimSpace(line))
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it says "killed"
	return told
}

// TestAGroupThatCannotBeCommitted: when the disk is full, everybody in the
// group hears of it, nothing of theirs is kept, nothing is published, and the
// numbers they were given are taken back.
func TestAGroupThatCannotBeCommitted(t *testing.T) {
	s := temporary(t, Options{NoSync: true, maxSize: 8 << 20})
	sub := s.bus.Subscribe(store.TopicMentions)
	refused := make([]bool, 20)
	docs := make([]*store.Mention, len(refused))
	queue(t, s, len(refused), func(i int) {
		m := old(i)
		m.Doc, m.Body.Text = 0, strings.Repeat("long ", 200_000)
		docs[i] = m
		err := s.Update(context.Background(), func(tx store.Tx) error { return tx.Mentions().Put(m) })
		refused[i] = err != nil
		if err != nil && !strings.Contains(err.Error(), "disk is full") {
			t.Errorf("update %d: %v", i, err)
		}
	})
	if slices.Contains(refused, false) {
		t.Error("some were told that they are stored")
	}
	for i, m := range docs {
		if m.Doc != 0 {
			t.Errorf("mention %d keeps the number %d", i, m.Doc)
		}
	}
	if got := sub.Take(); len(got) != 0 {
		t.Errorf("published: %v", got)
	}
	if r, err := s.Check(context.Background(), nil); err != nil || !r.Clean() || r.Mentions != 0 {
		t.Errorf("check: %+v, %v", r, err)
	}
}

// TestReadersWhileWriting: every reader sees one moment. A writer keeps two
// numbers and the mentions in step; nobody may ever see them apart, however
// long he looks.
func TestReadersWhileWriting(t *testing.T) {
	s := temporary(t, Options{NoSync: true})
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			last := ""
			for ctx.Err() == nil {
				err := s.View(context.Background(), func(tx store.Tx) error {
					before, _ := tx.Records("a").Get("n")
					n := 0
					for m, err := range tx.Mentions().Search(context.Background(), store.Search{}) {
						if err != nil || m.Body.Text != string(before) {
							return fmt.Errorf("a mention of %q in the moment %q: %w", m.Body.Text, before, err)
						}
						n++
					}
					counted, err := tx.Mentions().Count(context.Background(), store.Search{})
					after, _ := tx.Records("b").Get("n")
					if string(before) != string(after) || n != counted || string(before) < last {
						return fmt.Errorf("%q, then %q, after %q; %d found, %d counted", before, after, last, n, counted)
					}
					last = string(before)
					return err
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for i := range 120 {
		at := []byte(store.Number(uint64(i)))
		err := s.Update(ctx, func(tx store.Tx) error {
			for doc := range store.Doc(10) { // everybody is written anew, at another time
				m := old(int(doc))
				m.Doc, m.Key.ID, m.Body.Text = 0, store.Number(uint64(doc)), string(at)
				m.Created = m.Created.Add(time.Duration(i) * time.Hour)
				if known, err := tx.Mentions().Find(m.Key); err == nil {
					m.Doc = known
				}
				if err := tx.Mentions().Put(m); err != nil {
					return err
				}
			}
			if i%7 == 0 {
				if err := tx.Mentions().Delete(store.Doc(1 + i%10)); err != nil {
					return err
				}
			}
			return errors.Join(tx.Records("a").Put("n", at), tx.Records("b").Put("n", at))
		})
		if err != nil {
			t.Error(err)
		}
	}
	stop()
	wg.Wait()
}

// TestPagesOverEqualTimes turns pages over mentions of the same moment, while
// others arrive between them: newer ones, and ones that are filled in behind
// what was read. Nothing is shown twice and nothing that was there is missed.
func TestPagesOverEqualTimes(t *testing.T) {
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	put := func(s *Store, id string, created time.Time) store.Doc {
		m := old(1)
		m.Doc, m.Key.ID, m.Created = 0, id, created
		if err := s.Update(context.Background(), func(tx store.Tx) error { return tx.Mentions().Put(m) }); err != nil {
			t.Fatal(err)
		}
		return m.Doc
	}
	for _, oldest := range []bool{false, true} {
		for _, size := range []int{1, 7, 50} {
			s := temporary(t, Options{NoSync: true})
			var first []store.Doc
			for i := range 24 {
				first = append(first, put(s, store.Number(uint64(i)), noon.Add(time.Duration(i/20)*time.Microsecond))) // 20 at noon, 4 just after
			}
			var seen []store.Doc
			search := store.Search{Limit: size, Oldest: oldest}
			for page := 0; ; page++ {
				before := len(seen)
				err := s.View(context.Background(), func(tx store.Tx) error {
					for m, err := range tx.Mentions().Search(context.Background(), search) {
						if err != nil {
							return err
						}
						seen = append(seen, m.Doc)
						at := m.Position()
						search.After = &at
					}
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				if len(seen) == before {
					break
				}
				early, late := noon.Add(-time.Hour), noon.Add(time.Hour)
				if oldest {
					early, late = late, early
				}
				if page == 0 {
					put(s, "read already", late)
					first = append(first, put(s, "filled in", early))
				}
			}
			sorted := slices.Clone(seen)
			slices.Sort(sorted)
			slices.Sort(first)
			if !slices.Equal(sorted, first) {
				t.Errorf("oldest %v, pages of %d: read %v, want %v", oldest, size, sorted, first)
			}
			inOrder := slices.IsSortedFunc(seen[:20], func(a, b store.Doc) int {
				if oldest {
					return int(a) - int(b)
				}
				return int(b) - int(a)
			})
			if !inOrder {
				t.Errorf("oldest %v, pages of %d: order %v", oldest, size, seen)
			}
		}
	}
}

// TestMigrationRefusedHalfWay: of two steps the second fails, or panics on a
// broken page, after both have written much. The file stays at its schema, and
// the right program brings it up to date afterwards.
func TestMigrationRefusedHalfWay(t *testing.T) {
	much := func(btx *bbolt.Tx) error {
		for i := range 5_000 {
			if err := must(btx, "records", store.KindViews).Put([]byte(store.Number(uint64(i))), make([]byte, 100)); err != nil {
				return err
			}
		}
		return must(btx, "mentions").DeleteBucket([]byte("docs"))
	}
	stop := errors.New("no room for the second step")
	for name, second := range map[string]func(*bbolt.Tx) error{
		"an error":        func(btx *bbolt.Tx) error { return errors.Join(much(btx), stop) },
		"a missing place": func(btx *bbolt.Tx) error { return errors.Join(much(btx), ignore(must(btx, "nowhere"), error(nil))) },
	} {
		t.Run(name, func(t *testing.T) {
			path, content := copied(t)
			_, err := open(path, Options{}, []step{{2, "packing", packAll}, {3, "tidying up", second}})
			if err == nil || name == "an error" && (!errors.Is(err, stop) || !strings.Contains(err.Error(), "tidying up (schema 3), nothing was changed")) {
				t.Fatalf("got %v", err)
			}
			db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second})
			if err != nil {
				t.Fatal(err)
			}
			err = db.View(func(btx *bbolt.Tx) error {
				have, err := schema(btx, 3)
				if have != 0 || bucket(btx, "mentions", "time") != nil || len(content) == 0 {
					t.Errorf("schema %d, an index: %v", have, bucket(btx, "mentions", "time") != nil)
				}
				return err
			})
			if err := errors.Join(err, db.Close()); err != nil {
				t.Fatal(err)
			}
			s, err := Open(path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close() //nolint:errcheck // a test's end
			if r, err := s.Check(context.Background(), nil); err != nil || !r.Clean() || r.Mentions != 5 || r.Records != 1 {
				t.Errorf("check: %+v, %v", r, err)
			}
		})
	}
}

// TestCheckNamesTheDamage: one thing is broken, and the report says this one
// thing.
func TestCheckNamesTheDamage(t *testing.T) {
	for _, c := range []struct {
		want string
		do   func(*bbolt.Bucket) error
	}{
		{"mention 9 is not found as vk:" + store.Number(8), func(all *bbolt.Bucket) error {
			return all.Bucket([]byte("keys")).Delete(pack.AppendKey(nil, "vk", store.Number(8)))
		}},
	} {
		s := healthy(t)
		if err := s.db.Update(func(btx *bbolt.Tx) error { return c.do(must(btx, "mentions")) }); err != nil {
			t.Fatalf("%s: %v", c.want, err)
		}
		r, err := s.Check(context.Background(), nil)
		if err != nil || !slices.Equal(r.Problems, []string{c.want}) {
			t.Errorf("want only %q, got %q, %v", c.want, r.Problems, err)
		}
	}
}
