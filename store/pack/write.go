package pack

import (
	"encoding/binary"
	"hash/crc32"
	"math"
	"math/bits"
	"strconv"
	"strings"
	"time"
)

// The forms of a string.
const (
	formBytes = iota
	formText
	formNumber
	formRefs
)

// sumEnd is where the checked bytes begin: behind version and checksum.
const sumEnd = 5

// writer appends the parts of a value.
type writer struct {
	b     []byte
	refs  refs
	text  string // of the mention, for what stands in it
	lower string // the text in lower case, once it was needed
	part  []byte // scratch
}

func (w *writer) uint(v uint64) { w.b = binary.AppendUvarint(w.b, v) }

func (w *writer) int(v int64) { w.b = binary.AppendVarint(w.b, v) }

// str writes a string in the shortest form that needs no other string.
func (w *writer) str(s string) {
	if n, ok := decimal(s); ok {
		w.number(n)
		return
	}
	for i := range len(s) {
		if s[i] < 0x80 {
			continue
		}
		w.part = packText(w.part[:0], s)
		if len(w.part) < len(s) {
			w.form(formText, w.part)
			return
		}
		break
	}
	w.raw(s)
}

// ref writes a string that may repeat others, such as an address.
func (w *writer) ref(s string) {
	if s == "" {
		w.b = append(w.b, 0)
		return
	}
	if part, ok := w.refs.append(w.part[:0], s); ok && len(part) < len(s) {
		w.part = part
		if n, number := decimal(s); !number || len(part) <= bytesOf(n) {
			w.form(formRefs, part)
			return
		}
	}
	w.str(s)
}

// quote writes a string that may stand in the text, perhaps in upper case.
func (w *writer) quote(s string) {
	at, code := -1, byte(fromText)
	if len(s) >= minRef {
		at = strings.Index(w.text, s)
		if at < 0 {
			at, code = w.lowered(s), fromLower
		}
	}
	if at < 0 {
		w.ref(s)
		return
	}
	w.part = append(w.part[:0], code)
	w.part = binary.AppendUvarint(w.part, uint64(at))
	w.part = binary.AppendUvarint(w.part, uint64(len(s)))
	w.form(formRefs, w.part)
}

// lowered gives the place in the text that is s in lower case, -1 if there is
// none.
func (w *writer) lowered(s string) int {
	if w.lower == "" {
		w.lower = strings.ToLower(w.text)
	}
	if len(w.lower) != len(w.text) { // some letter has another length: places would differ
		return -1
	}
	at := strings.Index(w.lower, s)
	if at >= 0 && strings.ToLower(w.text[at:at+len(s)]) != s {
		return -1
	}
	return at
}

func (w *writer) raw(s string) {
	w.uint(uint64(len(s)) << 2) // formBytes is 0
	w.b = append(w.b, s...)
}

func (w *writer) form(form uint64, p []byte) {
	w.uint(uint64(len(p))<<2 | form)
	w.b = append(w.b, p...)
}

func (w *writer) number(v uint64) {
	n := bytesOf(v)
	w.uint(uint64(n)<<2 | formNumber)
	for i := n - 1; i >= 0; i-- {
		w.b = append(w.b, byte(v>>(8*i)))
	}
}

func bytesOf(v uint64) int { return (bits.Len64(v) + 7) / 8 }

// decimal tells whether s is a number as strconv writes it, longer than what
// it saves.
func decimal(s string) (uint64, bool) {
	if len(s) < 3 || len(s) > 19 || s[0] < '1' || s[0] > '9' {
		return 0, false
	}
	v, err := strconv.ParseUint(s, 10, 64)
	return v, err == nil
}

// word writes a string that is mostly one of words.
func (w *writer) word(s string) {
	code := codes()[s]
	w.b = append(w.b, code)
	if code == 0 {
		w.ref(s)
	}
}

// time writes a time as the difference from another.
func (w *writer) time(t, since time.Time) { w.int(t.UnixMicro() - since.UnixMicro()) }

// powers of ten that numbers with a fraction are written by.
var powers = [7]float64{1, 10, 100, 1e3, 1e4, 1e5, 1e6}

// asBits is the code of a number that is written as its 8 bytes.
const asBits = 7

// float writes a number, by its digits where that gives the very same one.
func (w *writer) float(v float64) {
	if math.Abs(v) < 1e9 {
		for d, p := range powers {
			n := int64(math.Round(v * p))
			if math.Float64bits(float64(n)/p) == math.Float64bits(v) {
				w.uint(uint64(n<<1^n>>63)<<3 | uint64(d))
				return
			}
		}
	}
	w.uint(asBits)
	w.b = binary.LittleEndian.AppendUint64(w.b, math.Float64bits(v))
}

// begin leaves room for version and checksum.
func (w *writer) begin(version byte) { w.b = append(w.b, version, 0, 0, 0, 0) }

// seal fills in the checksum of a value that begins at from and belongs to
// owner.
func (w *writer) seal(from int, owner uint64) {
	binary.LittleEndian.PutUint32(w.b[from+1:], sum(owner, w.b[from+sumEnd:]))
}

// sum is the CRC-32C of a value, begun with whose it is, so that a value that
// stands in another's place is noticed.
func sum(owner uint64, p []byte) uint32 {
	table := crc32.MakeTable(crc32.Castagnoli) // the processor has an instruction for it
	return crc32.Update(uint32(owner^owner>>32), table, p)
}
