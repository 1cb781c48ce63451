package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"

	bbolt "go.etcd.io/bbolt"

	"earshot/store"
)

// The layout of bbolt's pages (file format 2), in the byte order of the
// machine. A page begins with its own number (8 bytes), flags (2), the number
// of elements (2) and how many pages follow that belong to it (4). Then come
// the elements; where an element says pos, it counts from its own start.
const (
	pageHeader   = 16
	branchFlag   = 0x01
	leafFlag     = 0x02
	element      = 16 // both kinds have this length
	bucketFlag   = 0x01
	bucketHeader = 16
	maxDepth     = 100 // of pages; a tree of 2^64 entries is less deep
)

// verifier reads the pages of a file one by one, without mapping it and
// without trusting anything in it. bbolt's own check trusts what it reads, and
// a number that is wrong enough would end the program.
type verifier struct {
	ctx   context.Context
	file  io.ReaderAt
	size  int64  // of a page
	pages uint64 // of the file
	seen  map[uint64]bool
}

// broken is a finding; the walk goes on elsewhere.
func broken(page uint64, format string, args ...any) error {
	return fmt.Errorf("page %d: %s", page, fmt.Sprintf(format, args...))
}

// tree checks the pages below one, whose keys are from low and less than high;
// nil is open.
func (v *verifier) tree(id uint64, low, high []byte, depth int) error {
	if err := v.ctx.Err(); err != nil {
		return err
	}
	if id < 2 || id >= v.pages || depth > maxDepth {
		return broken(id, "it is not a part of the file")
	}
	b, err := v.read(id)
	if err != nil {
		return err
	}
	return v.page(id, b, low, high, depth)
}

// read gives one page with all that belongs to it.
func (v *verifier) read(id uint64) ([]byte, error) {
	b := make([]byte, v.size)
	if _, err := v.file.ReadAt(b, int64(id)*v.size); err != nil {
		return nil, broken(id, "it cannot be read: %v", err)
	}
	order := binary.NativeEndian
	if own := order.Uint64(b); own != id {
		return nil, broken(id, "it says that it is page %d", own)
	}
	more := uint64(order.Uint32(b[12:]))
	if id+more >= v.pages {
		return nil, broken(id, "it goes beyond the end of the file")
	}
	for i := id; i <= id+more; i++ {
		if v.seen[i] {
			return nil, broken(i, "it is used twice")
		}
		v.seen[i] = true
	}
	if more > 0 {
		b = make([]byte, int64(more+1)*v.size)
		if _, err := v.file.ReadAt(b, int64(id)*v.size); err != nil {
			return nil, broken(id, "it cannot be read: %v", err)
		}
	}
	return b, nil
}

// page checks one page that has been read; an inline bucket is one, too.
func (v *verifier) page(id uint64, b []byte, low, high []byte, depth int) error {
	order := binary.NativeEndian
	flags, n := order.Uint16(b[8:]), int(order.Uint16(b[10:]))
	if flags != branchFlag && flags != leafFlag || pageHeader+n*element > len(b) || flags == branchFlag && n == 0 {
		return broken(id, "it is neither a branch nor a leaf")
	}
	keys, values, err := elements(id, b, n, flags)
	if err != nil {
		return err
	}
	for i, key := range keys {
		if i > 0 && bytes.Compare(keys[i-1], key) >= 0 || i == 0 && bytes.Compare(key, low) < 0 || high != nil && bytes.Compare(key, high) >= 0 {
			return broken(id, "its keys are out of order")
		}
	}
	for i := range keys {
		at := b[pageHeader+i*element:]
		switch {
		case flags == branchFlag:
			next := high
			if i+1 < n {
				next = keys[i+1]
			}
			err = v.tree(order.Uint64(at[8:]), keys[i], next, depth+1)
		case order.Uint32(at)&bucketFlag != 0:
			err = v.bucket(id, values[i], depth)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// elements cuts out the keys, and of a leaf the values.
func elements(id uint64, b []byte, n int, flags uint16) (keys, values [][]byte, err error) {
	order := binary.NativeEndian
	for i := range n {
		at := b[pageHeader+i*element:]
		var pos, ksize, vsize uint64
		if flags == branchFlag {
			pos, ksize = uint64(order.Uint32(at)), uint64(order.Uint32(at[4:]))
		} else {
			pos, ksize, vsize = uint64(order.Uint32(at[4:])), uint64(order.Uint32(at[8:])), uint64(order.Uint32(at[12:]))
		}
		if pos+ksize+vsize > uint64(len(at)) || ksize == 0 {
			return nil, nil, broken(id, "element %d of %d lies outside it", i, n)
		}
		keys = append(keys, at[pos:pos+ksize])
		values = append(values, at[pos+ksize:pos+ksize+vsize])
	}
	return keys, values, nil
}

// bucket checks the pages of a bucket, whose header is the value of its name.
func (v *verifier) bucket(id uint64, value []byte, depth int) error {
	if len(value) < bucketHeader {
		return broken(id, "a bucket in it has no header")
	}
	if root := binary.NativeEndian.Uint64(value); root != 0 {
		return v.tree(root, nil, nil, depth+1)
	}
	inline := value[bucketHeader:] // a small bucket stands there itself
	if len(inline) < pageHeader || binary.NativeEndian.Uint16(inline[8:]) != leafFlag {
		return broken(id, "a small bucket in it is no leaf")
	}
	if depth > maxDepth {
		return broken(id, "its buckets are too deep")
	}
	return v.page(id, inline, nil, nil, depth+1)
}

// pagesOf checks all pages of a snapshot in a file that holds it.
func pagesOf(ctx context.Context, file io.ReaderAt, btx *bbolt.Tx) error {
	size := int64(btx.DB().Info().PageSize)
	v := &verifier{ctx: ctx, file: file, size: size, pages: uint64(btx.Size() / size), seen: map[uint64]bool{}}
	err := v.tree(uint64(btx.Cursor().Bucket().Root()), nil, nil, 0)
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf("%w: %w; earshot check tells more", store.ErrDamaged, err)
}
