package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	bbolt "go.etcd.io/bbolt"
)

// segments gives the sizes of the segments of the index of mentions.
func (s *sandbox) segments() (sizes []int) {
	s.t.Helper()
	db, err := bbolt.Open(filepath.Join(s.data, dataFile), 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	err = db.View(func(tx *bbolt.Tx) error {
		all := tx.Bucket([]byte("index")).Bucket([]byte("mentions")).Bucket([]byte("segments"))
		return all.ForEach(func(_, v []byte) error {
			sizes = append(sizes, int(binary.LittleEndian.Uint32(v[6:])))
			return nil
		})
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return sizes
}

// brink imports until the next batch merges segments, and gives the file as it
// is then, and that batch.
func (s *sandbox) brink(start int) (file []byte, batch string) {
	s.t.Helper()
	path := filepath.Join(s.data, dataFile)
	s.try(jsonl("first-", start), "import", "jsonl", "-")
	for i := 0; ; i++ {
		before, err := os.ReadFile(path)
		if err != nil {
			s.t.Fatal(err)
		}
		had := len(s.segments())
		batch = jsonl(fmt.Sprintf("b%d-", i), batchSize)
		s.try(batch, "import", "jsonl", "-")
		if len(s.segments()) < had {
			return before, batch
		}
	}
}

// killedAtTheCommit kills an import soon after it has begun to write its file.
func (s *sandbox) killedAtTheCommit(after time.Duration, args ...string) bool {
	s.t.Helper()
	stamp := func() time.Time {
		info, err := os.Stat(filepath.Join(s.data, dataFile))
		if err != nil {
			s.t.Fatal(err)
		}
		return info.ModTime()
	}
	old := stamp()
	r := s.start("", args...)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = r.Wait() // killed, or done before
	}()
	for look := time.NewTicker(100 * time.Microsecond); ; {
		select {
		case <-look.C:
			if !stamp().After(old) {
				continue
			}
			<-time.After(after)
			_ = r.Process.Kill() // it may have ended
			<-ended
		case <-ended:
		}
		look.Stop()
		return r.ProcessState.ExitCode() == 0
	}
}

// TestAMergeThatIsKilledIsNone: one import, one transaction, in which segments
// are sealed and merged. It is killed at any moment, again and again from the
// same file: so the file tells where the kill fell.
func TestAMergeThatIsKilledIsNone(t *testing.T) {
	n := kills(t)
	s := newSandbox(t)
	file, batch := s.brink(3000)
	path, in := filepath.Join(s.data, dataFile), s.write("in.jsonl", batch)
	put := func() {
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put()
	before, had := s.count("*"), s.segments()
	whole := s.whole("import", "jsonl", in)
	merged := s.segments()
	rng := rand.New(rand.NewPCG(6, 1))
	early, within, late := 0, 0, 0
	for round := range n {
		put()
		var done bool
		if round%4 == 0 { // at any moment, or in the milliseconds that matter
			done = s.killed(moment(rng, whole), "import", "jsonl", in)
		} else {
			done = s.killedAtTheCommit(moment(rng, 4*time.Millisecond), "import", "jsonl", in)
		}
		left, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		now := s.segments()
		switch got := s.count("*"); {
		case got == before && !done && slices.Equal(now, had):
			if early++; !bytes.Equal(left, file) {
				early--
				within++
			}
		case got == before+batchSize && slices.Equal(now, merged):
			late++
		default:
			t.Fatalf("round %d: %d mentions in segments of %v, done: %v", round, got, now, done)
		}
		s.clean(s.count("*"))
		if again := s.run("import", "jsonl", in).err; !strings.Contains(again, "0 refused") {
			t.Fatal(again)
		}
		s.clean(before + batchSize)
	}
	t.Logf("segments of %v became %v; of %d kills %d fell before the commit, %d into it, %d behind it", had, merged, n, early, within, late)
}
