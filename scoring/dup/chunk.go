package dup

import (
	"encoding/binary"
	"errors"

	"earshot/scoring/text"
)

// ErrChunk says that a chunk cannot be read.
var ErrChunk = errors.New("the prints of mentions cannot be read")

// rules marks the chunks whose prints were made as now.
const rules = byte(Version<<4 | text.Version)

// chunkHead is the size of a chunk's beginning: the version, the number of its
// documents.
const chunkHead = 2

// ChunkFull is how many documents a chunk takes. Every arrival writes the last
// chunk anew, which must stay small; every chunk is one record.
const ChunkFull = 64

// AppendChunk adds a document to a chunk, nil being an empty one: 1 to 3 bytes
// for its number and 4 for each value of its print.
func AppendChunk(chunk []byte, doc uint64, p Print) []byte {
	if len(chunk) == 0 {
		chunk = append(chunk, rules, 0)
	}
	chunk[1]++
	chunk = binary.AppendUvarint(chunk, doc)
	chunk = append(chunk, byte(len(p)))
	for _, value := range p {
		chunk = binary.LittleEndian.AppendUint32(chunk, value)
	}
	return chunk
}

// ChunkLen is the number of documents in a chunk; 0 for one of other rules,
// which is of no use any more.
func ChunkLen(chunk []byte) int {
	if len(chunk) < chunkHead || chunk[0] != rules {
		return 0
	}
	return int(chunk[1])
}

// ReadChunk calls add for every document of a chunk. The print is valid until
// add returns.
func ReadChunk(chunk []byte, add func(doc uint64, p Print)) error {
	var room [Bands]uint32
	n := ChunkLen(chunk)
	if n == 0 {
		return nil
	}
	rest := chunk[chunkHead:]
	for range n {
		doc, size := binary.Uvarint(rest)
		if size <= 0 || len(rest) <= size || int(rest[size]) > Bands || len(rest) < size+1+4*int(rest[size]) {
			return ErrChunk
		}
		p := room[:rest[size]]
		rest = rest[size+1:]
		for i := range p {
			p[i] = binary.LittleEndian.Uint32(rest[4*i:])
		}
		rest = rest[4*len(p):]
		add(doc, Print(p))
	}
	return nil
}
