package bolt

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	bbolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"earshot/store"
)

func TestGuard(t *testing.T) {
	if err := guard(func() {}); err != nil {
		t.Error(err)
	}
	err := guard(func() { panic("page 7 already freed") })
	if !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), "page 7") {
		t.Errorf("got %v", err)
	}
	var none []int
	if err := guard(func() { none[len(os.Args)]++ }); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("got %v", err)
	}
}

// TestGuardAgainstACutFile reads memory that is mapped beyond the end of its
// file, which the system answers with a signal.
func TestGuardAgainstACutFile(t *testing.T) {
	s := healthy(t)
	if err := s.file.Truncate(8192); err != nil {
		t.Fatal(err)
	}
	var sum byte
	err := guard(func() {
		base := s.db.Info().Data
		for _, b := range unsafe.Slice((*byte)(*(*unsafe.Pointer)(unsafe.Pointer(&base))), 1<<20) {
			sum += b
		}
	})
	if !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), "ends too early") {
		t.Errorf("got %v", err)
	}
	err = s.View(context.Background(), func(tx store.Tx) error {
		for range tx.Records(store.KindPosts).Scan("", "") {
			continue
		}
		for range tx.Mentions().Search(context.Background(), store.Search{}) {
			continue
		}
		return nil // it has not noticed
	})
	if !errors.Is(err, store.ErrDamaged) {
		t.Errorf("a walk over a cut file: %v", err)
	}
	err = s.Update(context.Background(), func(tx store.Tx) error { return tx.Mentions().Put(old(5)) })
	if !errors.Is(err, store.ErrDamaged) {
		t.Errorf("a change of a cut file: %v", err)
	}
	if r, err := s.Check(context.Background(), nil); err == nil && r.Clean() || err != nil && !errors.Is(err, store.ErrDamaged) {
		t.Errorf("a check of a cut file: %v, %v", r.Problems, err)
	}
}

func TestPlainErrors(t *testing.T) {
	for _, c := range []struct{ from, want error }{
		{nil, nil},
		{berrors.ErrDatabaseNotOpen, store.ErrClosed},
		{berrors.ErrDatabaseReadOnly, store.ErrReadOnly},
		{berrors.ErrTxNotWritable, store.ErrReadOnly},
		{berrors.ErrInvalidMapping, store.ErrDamaged},
		{fmt.Errorf("write: %w", syscall.ENOSPC), syscall.ENOSPC},
		{io.ErrUnexpectedEOF, io.ErrUnexpectedEOF},
	} {
		if got := plainError(c.from); !errors.Is(got, c.want) {
			t.Errorf("%v became %v, want %v", c.from, got, c.want)
		}
	}
	if got := plainError(syscall.ENOSPC).Error(); !strings.Contains(got, "free some space") {
		t.Errorf("a full disk: %s", got)
	}
}

// TestStuckWriter loses bbolt's write lock in a transaction that can be
// neither committed nor undone; the store must say so instead of waiting.
func TestStuckWriter(t *testing.T) {
	s := healthy(t)
	s.writer.stuck = store.ErrDamaged
	if err := s.Update(context.Background(), func(store.Tx) error { return nil }); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("got %v", err)
	}
	if err := s.View(context.Background(), func(store.Tx) error { return nil }); err != nil {
		t.Errorf("reading: %v", err)
	}
	path := s.file.Name()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	again, err := Open(path, Options{Timeout: time.Second})
	if err != nil {
		t.Fatalf("the lock outlived its owner: %v", err)
	}
	_ = again.Close()
}

// TestVerifier damages one thing after the other in a file's pages.
func TestVerifier(t *testing.T) {
	s := healthy(t)
	size := int64(s.db.Info().PageSize)
	var root, pages uint64
	var page int64
	_ = s.db.View(func(btx *bbolt.Tx) error {
		root, pages = uint64(btx.Cursor().Bucket().Root()), uint64(btx.Size()/size)
		page = int64(must(btx, "mentions", "bodies").Root()) * size // a branch, in fact
		return nil
	})
	good, err := os.ReadFile(s.file.Name())
	if err != nil {
		t.Fatal(err)
	}
	order := binary.NativeEndian
	check := func(edit func(b []byte)) error {
		b := append([]byte(nil), good...)
		edit(b)
		v := &verifier{ctx: context.Background(), file: strings.NewReader(string(b)), size: size, pages: pages, seen: map[uint64]bool{}}
		return v.tree(root, nil, nil, 0)
	}
	if err := check(func([]byte) {}); err != nil {
		t.Fatalf("a good file: %v", err)
	}
	for want, edit := range map[string]func([]byte){
		"it says that it is page":      func(p []byte) { order.PutUint64(p, 1<<40) },
		"neither a branch nor a leaf":  func(p []byte) { order.PutUint16(p[8:], 7) },
		"neither a branch":             func(p []byte) { order.PutUint16(p[10:], 0xffff) },
		"beyond the end":               func(p []byte) { order.PutUint32(p[12:], 1<<31) },
		"out of order":                 func(p []byte) { p[order.Uint32(p[pageHeader:])+pageHeader] = 0xff },
		"lies outside":                 func(p []byte) { order.PutUint32(p[pageHeader+4:], 1<<20) },
		"it is not a part of the file": func(p []byte) { order.PutUint16(p[8:], branchFlag); order.PutUint64(p[pageHeader+8:], 1<<50) },
		"it is used twice":             func(p []byte) { order.PutUint16(p[8:], branchFlag); order.PutUint64(p[pageHeader+8:], root) },
	} {
		err := check(func(b []byte) { edit(b[page : page+size]) })
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	v := &verifier{ctx: cancelled, file: s.file, size: size, pages: pages, seen: map[uint64]bool{}}
	if err := v.tree(root, nil, nil, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
