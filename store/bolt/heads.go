package bolt

import (
	"encoding/binary"
	"hash/fnv"
	"io"
)

// The two heads of a file (bbolt's meta pages) stand on its first two pages,
// behind the header of the page, and are written in turn, one at each commit:
// magic (4 bytes), version (4), size of a page (4), flags (4), root (16), free
// list (8), pages (8), number of the commit (8) and an FNV-1a checksum (8) of
// all before.
const (
	headBytes = 64
	headMagic = 0xED0CDAED
	headKind  = 2 // version of the format
)

// heads gives how many of the two heads can be read. bbolt is content with
// one, the older if need be: a file whose newest head has changed on the disk
// opens as it was one change before, and nothing else in it tells.
func heads(file io.ReaderAt, pageSize int64) int {
	sound := 0
	for page := range int64(2) {
		b := make([]byte, headBytes)
		if _, err := file.ReadAt(b, page*pageSize+pageHeader); err != nil {
			continue
		}
		order := binary.NativeEndian
		sum := fnv.New64a()
		_, _ = sum.Write(b[:headBytes-8]) // a hash takes everything
		if order.Uint32(b) == headMagic && order.Uint32(b[4:]) == headKind && order.Uint64(b[headBytes-8:]) == sum.Sum64() {
			sound++
		}
	}
	return sound
}
