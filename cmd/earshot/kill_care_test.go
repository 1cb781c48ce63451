package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"
)

// killed runs a call and kills it within a time; it tells whether the call was
// done before.
func (s *sandbox) killed(after time.Duration, args ...string) bool {
	s.t.Helper()
	r := s.start("", args...)
	death := time.AfterFunc(after, func() { _ = r.Process.Kill() })
	_ = r.Wait() // killed, or done before
	death.Stop()
	return r.ProcessState.ExitCode() == 0
}

// whole is how long a call takes.
func (s *sandbox) whole(args ...string) time.Duration {
	s.t.Helper()
	began := time.Now()
	s.run(args...)
	return time.Since(began)
}

// TestACompactionThatIsKilledLeavesTheDataAsTheyWere.
func TestACompactionThatIsKilledLeavesTheDataAsTheyWere(t *testing.T) {
	n := kills(t)
	const mentions = 3000
	s := newSandbox(t)
	s.try(jsonl("m", mentions), "import", "jsonl", "-")
	rng := rand.New(rand.NewPCG(21, 1))
	whole, cut := s.whole("compact"), 0
	for round := range n {
		s.run("tag", "shop:m1", fmt.Sprintf("+r%d", round))
		if !s.killed(moment(rng, whole), "compact") {
			cut++
		}
		s.clean(mentions)
		if s.count(fmt.Sprintf("tag:r%d", round)) != 1 {
			t.Fatalf("round %d: the last change is lost", round)
		}
		if exists(s.path("data", dataFile+".compact")) {
			t.Fatalf("round %d: the half file is still there", round)
		}
	}
	t.Logf("%d of %d compactions were cut", cut, n)
}

// TestABackupThatIsKilledIsNone: nothing stands in its place, or a whole one,
// and the one that was there stays until then.
func TestABackupThatIsKilledIsNone(t *testing.T) {
	n := kills(t)
	const mentions = 3000
	s, other := newSandbox(t), newSandbox(t)
	s.try(jsonl("m", mentions), "import", "jsonl", "-")
	place := s.path("b.db")
	rng := rand.New(rand.NewPCG(22, 1))
	whole, cut := s.whole("backup", place), 0
	for round := range n {
		if round%2 == 0 {
			if err := os.Remove(place); err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
		}
		done := s.killed(moment(rng, whole), "backup", "--force", place)
		if !done {
			cut++
		}
		if exists(place) {
			other.run("restore", place)
			other.clean(mentions)
		} else if done {
			t.Fatalf("round %d: it was done and is not there", round)
		}
		s.clean(mentions)
	}
	t.Logf("%d of %d backups were cut", cut, n)
}

// TestARestoreThatIsKilledLeavesTheOldOrTheNew.
func TestARestoreThatIsKilledLeavesTheOldOrTheNew(t *testing.T) {
	n := kills(t)
	s := newSandbox(t)
	s.try(jsonl("m", 2000), "import", "jsonl", "-")
	small := s.path("small.db")
	s.run("backup", small)
	s.try(jsonl("n", 1000), "import", "jsonl", "-")
	large := s.path("large.db")
	s.run("backup", large)
	rng := rand.New(rand.NewPCG(23, 1))
	whole, cut, now := s.whole("restore", large), 0, 3000
	for round := range n {
		from, next := small, 2000
		if now == 2000 {
			from, next = large, 3000
		}
		done := s.killed(moment(rng, whole), "restore", from)
		got := s.count("*")
		if got != now && got != next || done && got != next {
			t.Fatalf("round %d: %d mentions, there were %d and %d were restored, done: %v", round, got, now, next, done)
		}
		if !done {
			cut++
		}
		s.clean(got)
		now = got
	}
	t.Logf("%d of %d restores were cut", cut, n)
}

// TestCareWhileAScreenIsOpen: all but restore work through the owner.
func TestCareWhileAScreenIsOpen(t *testing.T) {
	s := newSandbox(t)
	s.try(jsonl("m", 500), "import", "jsonl", "-")
	o := s.own("sync")
	s.run("backup", s.path("b.db"))
	s.run("prune", "raw:номер")
	s.run("compact")
	s.clean(0)
	if r := s.expect(1, "restore", s.path("b.db")); !strings.Contains(r.err, "end it") || !strings.Contains(r.err, "nothing was changed") {
		t.Errorf("it does not say what to do: %s", r.err)
	}
	o.end(os.Interrupt)
	s.run("restore", s.path("b.db"))
	s.clean(500)
}
