package main

import (
	"crypto/sha256"
	"errors"
	"hash"
	"io"
)

// transcript is a call's standard output. When the call is made again because
// the owner of the data left in the middle of it, what was written already is
// compared instead of written twice.
type transcript struct {
	out  io.Writer
	n    int64 // bytes written
	sum  hash.Hash
	left int64 // bytes still to be compared
	now  hash.Hash
}

// errDiffers says that a call made again says something else than before.
var errDiffers = errors.New("the process that owned the data left in the middle of the output, and the data have changed since: what stands above is incomplete; run it again")

// rewind says that the call begins once more.
func (t *transcript) rewind() {
	t.left = t.n
	if t.n > 0 {
		t.now = sha256.New()
	}
}

// Write implements io.Writer.
func (t *transcript) Write(p []byte) (int, error) {
	size := len(p)
	if t.left > 0 {
		old := p[:min(int64(len(p)), t.left)]
		p = p[len(old):]
		t.now.Write(old)
		if t.left -= int64(len(old)); t.left == 0 && string(t.now.Sum(nil)) != string(t.sum.Sum(nil)) {
			return 0, errDiffers
		}
	}
	if len(p) == 0 {
		return size, nil
	}
	if t.sum == nil {
		t.sum = sha256.New()
	}
	n, err := t.out.Write(p)
	t.sum.Write(p[:n])
	t.n += int64(n)
	return size - len(p) + n, err
}

// end is an error when the call, made again, said less than before.
func (t *transcript) end() error {
	if t.left > 0 {
		return errDiffers
	}
	return nil
}
