package bolt

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"

	bbolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"earshot/store"
)

// guard runs fn, which works on the mapped file, and turns what a broken file
// does to bbolt (a failed assertion, an address outside the file) into an
// error. Only fn may touch memory that belongs to the file; what leaves it
// must be a copy.
func guard(fn func()) (err error) {
	old := debug.SetPanicOnFault(true)
	defer func() {
		debug.SetPanicOnFault(old)
		if p := recover(); p != nil {
			err = damaged(p)
		}
	}()
	fn()
	return nil
}

// damaged wraps what bbolt panicked with.
func damaged(p any) error {
	var fault interface{ Addr() uintptr }
	if err, ok := p.(runtime.Error); ok && errors.As(err, &fault) {
		return fmt.Errorf("%w: it ends too early or points outside itself", store.ErrDamaged)
	}
	return fmt.Errorf("%w: %v", store.ErrDamaged, p)
}

// plainError turns bbolt's and the system's errors into those of the port.
func plainError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, berrors.ErrDatabaseNotOpen):
		return store.ErrClosed
	case errors.Is(err, berrors.ErrDatabaseReadOnly), errors.Is(err, berrors.ErrTxNotWritable):
		return store.ErrReadOnly
	case errors.Is(err, berrors.ErrInvalidMapping):
		return fmt.Errorf("%w: it cannot be mapped any more", store.ErrDamaged)
	case full(err):
		return fmt.Errorf("the disk is full, nothing was changed: free some space and try again: %w", err)
	}
	return err
}

// full tells whether there was no room for a commit. bbolt loses the system's
// error in one place, so its text counts, too.
func full(err error) bool {
	for _, e := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, berrors.ErrMaxSizeReached} {
		if errors.Is(err, e) || strings.Contains(err.Error(), e.Error()) {
			return true
		}
	}
	return false
}

// value copies a value out of the mapped file. A length that no value of the
// file can have is damage, and must not be asked of the memory.
func value(btx *bbolt.Tx, v []byte) []byte {
	v = sane(btx, v)
	return append(make([]byte, 0, len(v)), v...)
}

// sane gives a value that may be copied.
func sane(btx *bbolt.Tx, v []byte) []byte {
	if int64(len(v)) > btx.Size() && !btx.Writable() {
		panic(fmt.Sprintf("a value claims %d bytes", len(v)))
	}
	return v
}
