package bluesky

import (
	"encoding/binary"
	"hash/fnv"
	"time"

	"github.com/oklog/ulid/v2"
)

// tidLetters are the digits of a TID, in the order of their bytes
// (atproto.com/specs/tid).
const tidLetters = "234567abcdefghijklmnopqrstuvwxyz"

// rkeyOf is the key of the record of a delivery, the same on every try: a TID made
// of the delivery's key alone, whatever became of the note of its first try (a
// backup that was restored does not know it). A key that is a ULID, as ours are,
// gives the millisecond, so that records stay in the order in which they were
// written; its print gives the rest, and two of one millisecond meet once in a
// million. Of another key the second of the first try is taken.
func rkeyOf(key string, first time.Time) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(key)) // a hash takes everything
	sum := h.Sum(nil)
	n := binary.BigEndian.Uint64(sum)
	if id, err := ulid.ParseStrict(key); err == nil && id.Time() < maxTIDMillis {
		return tid(id.Time()*1000+n%1000, n/1000%1024)
	}
	return tid(uint64(max(first.Unix(), 0))*1e6+n%1e6, n/1e6%1024)
}

// maxTIDMillis is the last millisecond that a TID can name, in the year 2255.
const maxTIDMillis = 1 << 53 / 1000

// tid writes 53 bits of microseconds since 1970 and 10 bits of a clock's number in
// 13 digits.
func tid(micros, clock uint64) string {
	n := micros<<10&(1<<63-1) | clock&1023
	var out [13]byte
	for i := len(out) - 1; i >= 0; i-- {
		out[i] = tidLetters[n&31]
		n >>= 5
	}
	return string(out[:])
}
