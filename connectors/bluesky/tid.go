package bluesky

import (
	"encoding/binary"
	"hash/fnv"
	"time"
)

// tidLetters are the digits of a TID, in the order of their bytes
// (atproto.com/specs/tid).
const tidLetters = "234567abcdefghijklmnopqrstuvwxyz"

// rkeyOf is the key of the record of a delivery, the same on every try: a TID
// whose second is that of the first try and whose lower digits come from the
// delivery's key. Records stay in the order of time, and two deliveries of one
// second meet once in a thousand million.
func rkeyOf(key string, first time.Time) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(key)) // a hash takes everything
	sum := h.Sum(nil)
	n := binary.BigEndian.Uint64(sum)
	micros := uint64(max(first.Unix(), 0))*1e6 + n%1e6
	return tid(micros, n/1e6%1024)
}

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
