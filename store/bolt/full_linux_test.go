package bolt

import (
	"path/filepath"
	"syscall"
	"testing"
)

// TestFullFileSystem fills a real, small file system. It needs the right to
// mount one and is skipped without.
func TestFullFileSystem(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=6m"); err != nil {
		t.Skipf("cannot mount: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	s, err := Open(filepath.Join(dir, "earshot.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	afterwards(t, s, fill(t, s))
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if s, err = Open(filepath.Join(dir, "earshot.db"), Options{}); err != nil {
		t.Fatal(err)
	}
	_ = s.Close()
}
