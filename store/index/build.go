package index

import (
	"encoding/binary"
	"hash/crc32"
	"math"
)

// column is what a segment knows of one document beside its terms.
type column struct {
	num    uint64
	time   int64
	person uint64
	thread uint64
}

func (c column) before(o column) bool {
	if c.time != o.time {
		return c.time < o.time
	}
	return c.num < o.num
}

// writeSegment joins the columns, in order, and a finished dictionary.
func writeSegment(docs []column, words *dictWriter) []byte {
	unit := unitOf(docs)
	times, timeWidth := writeTimes(docs, unit)
	nums, base, numWidth := writeNums(docs)
	persons, threads := make([]uint64, len(docs)), make([]uint64, len(docs))
	for i, d := range docs {
		persons[i], threads[i] = d.person, d.thread
	}
	var parts [sections][]byte
	var personWidth int
	parts[0], parts[1] = times, nums
	parts[2], parts[3], parts[4], personWidth = writeGroups(persons, 0)
	parts[5], parts[6], parts[7], _ = writeGroups(threads, 8)
	parts[8] = words.starts
	parts[9] = binary.AppendUvarint(nil, uint64(len(words.blocks)))
	parts[9] = append(append(parts[9], words.blocks...), words.lists...)
	size := headLen + 4
	for _, p := range parts {
		size += len(p)
	}
	b := append(make([]byte, 0, size), segmentMark...)
	b = append(b, byte(timeWidth), byte(numWidth), byte(personWidth))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(docs)))
	b = binary.LittleEndian.AppendUint64(b, uint64(docs[0].time))
	b = binary.LittleEndian.AppendUint32(b, uint32(unit))
	b = binary.LittleEndian.AppendUint64(b, base)
	for _, p := range parts {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(p)))
	}
	for _, p := range parts {
		b = append(b, p...)
	}
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli()))
}

// unitOf is the coarsest of second, millisecond and microsecond in which all
// times are whole: most networks tell seconds.
func unitOf(docs []column) int64 {
	unit := int64(1_000_000)
	for _, d := range docs {
		for unit > 1 && (uint64(d.time)-uint64(docs[0].time))%uint64(unit) != 0 {
			unit /= 1_000
		}
	}
	return unit
}

func writeTimes(docs []column, unit int64) ([]byte, int) {
	least := docs[0].time
	last := (uint64(docs[len(docs)-1].time) - uint64(least)) / uint64(unit)
	width := widthOf(last)
	b := make([]byte, 0, width*len(docs))
	for _, d := range docs {
		b = appendFixed(b, (uint64(d.time)-uint64(least))/uint64(unit), width)
	}
	return b, width
}

func writeNums(docs []column) (b []byte, base uint64, width int) {
	base, last, rising := uint64(math.MaxUint64), uint64(0), true
	for i, d := range docs {
		base, last = min(base, d.num), max(last, d.num)
		rising = rising && d.num == docs[0].num+uint64(i)
	}
	if rising {
		return nil, base, 0
	}
	width = max(1, widthOf(last-base))
	for _, d := range docs {
		b = appendFixed(b, d.num-base, width)
	}
	return b, base, width
}
