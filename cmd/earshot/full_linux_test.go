package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestOnAFullDiskNothingIsLost fills a real, small file system through the
// program. It needs the right to mount one and is skipped without.
func TestOnAFullDiskNothingIsLost(t *testing.T) {
	s := newSandbox(t)
	small := t.TempDir()
	if err := syscall.Mount("tmpfs", small, "tmpfs", 0, "size=14m"); err != nil {
		t.Skipf("cannot mount: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(small, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	s.data = small
	reserve := filepath.Join(small, "reserve") // to delete needs a little room, too
	if err := os.WriteFile(reserve, make([]byte, 5<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	s.try(jsonl("m", 500), "import", "jsonl", "-")
	r := s.try(jsonl("n", 150_000), "import", "jsonl", "-")
	if r.code != exitError || !strings.Contains(r.err, "the disk is full") {
		t.Fatalf("import: exit %d: %s", r.code, r.err)
	}
	if strings.Count(r.err, "the disk is full") != 1 || !strings.Contains(r.err, "what is counted above is in") {
		t.Errorf("import says: %s", r.err)
	}
	n := s.count("*")
	s.clean(n)
	outside := s.path("b.db")
	s.run("backup", outside)
	if err := os.WriteFile(filepath.Join(small, "ballast"), bytes.Repeat([]byte("x"), 9<<20), 0o600); err == nil {
		t.Fatal("the ballast fits")
	}
	for _, args := range [][]string{{"compact"}, {"backup", filepath.Join(small, "b.db")}, {"restore", outside}} {
		r := s.try("", args...)
		if r.code != exitError || !strings.Contains(r.err, "the disk is full") {
			t.Errorf("%v: exit %d: %s", args, r.code, r.err)
		}
		if exists(filepath.Join(small, "b.db")) {
			t.Errorf("%v left half a file", args)
		}
		s.clean(n)
	}
	if r := s.try("", "doctor"); !strings.Contains(r.out, "free some space") {
		t.Errorf("doctor: %s", r.out)
	}
	if err := errors.Join(os.Remove(filepath.Join(small, "ballast")), os.Remove(reserve)); err != nil {
		t.Fatal(err)
	}
	s.run("prune", "--all")
	s.run("compact")
	s.clean(0)
	s.run("restore", outside)
	s.clean(n)
}
