package pack

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"earshot/store"
)

// reader reads the parts of a value. The first mistake makes it bad: from then
// on it gives empty parts.
type reader struct {
	s    string
	at   int
	bad  bool
	refs refs
	text string
	made strings.Builder // strings that do not stand in s: pieces of one allocation
	room [512]byte       // scratch, enough for most texts
}

// broken is the error of everything that cannot be read.
func broken(what string) error {
	return fmt.Errorf("%w: %s cannot be read", store.ErrDamaged, what)
}

// checked gives the bytes of a value behind its checksum.
func checked(raw []byte, owner uint64, version byte, what string) ([]byte, error) {
	switch {
	case len(raw) < sumEnd || raw[0] != version:
		return nil, broken(what)
	case binary.LittleEndian.Uint32(raw[1:]) != sum(owner, raw[sumEnd:]):
		return nil, fmt.Errorf("%w: the checksum of %s is wrong", store.ErrDamaged, what)
	}
	return raw[sumEnd:], nil
}

// end is the error of a value read to its end, nil if all was well.
func (r *reader) end(what string) error {
	if r.bad || r.at != len(r.s) {
		return broken(what)
	}
	return nil
}

func (r *reader) byte() byte {
	if r.at >= len(r.s) {
		r.bad = true
		return 0
	}
	r.at++
	return r.s[r.at-1]
}

func (r *reader) uint() uint64 {
	v, n := uvarint(r.s[r.at:])
	if n <= 0 {
		r.bad, r.at = true, len(r.s)
		return 0
	}
	r.at += n
	return v
}

func (r *reader) int() int64 {
	v := r.uint()
	return int64(v>>1) ^ -int64(v&1)
}

// count reads the length of a list whose members have a byte at least.
func (r *reader) count() int {
	n := r.uint()
	if n > uint64(len(r.s)-r.at) {
		r.bad, r.at = true, len(r.s)
		return 0
	}
	return int(n)
}

func (r *reader) str() string {
	h := r.uint()
	n := h >> 2
	if n > uint64(len(r.s)-r.at) {
		r.bad, r.at = true, len(r.s)
		return ""
	}
	p := r.s[r.at : r.at+int(n)]
	r.at += int(n)
	if h&3 == formBytes {
		return p
	}
	return r.unfold(h&3, p)
}

// unfold gives a string that does not stand in the bytes as it is.
func (r *reader) unfold(form uint64, p string) string {
	out, ok := r.room[:0], true
	switch form {
	case formText:
		out, ok = unpackText(out, p)
	case formNumber:
		var v uint64
		ok = len(p) <= 8
		for i := range len(p) {
			v = v<<8 | uint64(p[i])
		}
		out = strconv.AppendUint(out, v, 10)
	case formRefs:
		switch {
		case p != "" && (p[0] == fromText || p[0] == fromLower):
			return r.quoted(p)
		case len(p) == 1 && p[0] < 0x20 && r.refs.at(p[0]) != "":
			return r.refs.at(p[0])
		}
		out, ok = r.refs.expand(out, p)
	}
	r.bad = r.bad || !ok
	if r.made.Cap() == 0 {
		r.made.Grow(min(2*len(r.s), 1024))
	}
	from := r.made.Len()
	r.made.Write(out)
	return r.made.String()[from:]
}

// quoted gives a piece of the text.
func (r *reader) quoted(p string) string {
	from, a := uvarint(p[1:])
	n, b := uvarint(p[1+max(a, 0):])
	size := uint64(len(r.text))
	if a <= 0 || b <= 0 || 1+a+b != len(p) || from > size || n > size-from {
		r.bad = true
		return ""
	}
	s := r.text[from : from+n]
	if p[0] == fromLower {
		return strings.ToLower(s)
	}
	return s
}

func (r *reader) word() string {
	code := r.byte()
	switch {
	case code == 0:
		return r.str()
	case int(code) < len(words):
		return words[code]
	}
	r.bad = true
	return ""
}

func (r *reader) time(since time.Time) time.Time { return moment(since.UnixMicro() + r.int()) }

// moment is a time in the store's form.
func moment(micro int64) time.Time { return time.UnixMicro(micro).UTC() }

func (r *reader) float() float64 {
	v := r.uint()
	if v == asBits {
		if len(r.s)-r.at < 8 {
			r.bad = true
			return 0
		}
		r.at += 8
		return math.Float64frombits(binary.LittleEndian.Uint64([]byte(r.s[r.at-8 : r.at])))
	}
	d, n := v&7, v>>3
	if d >= uint64(len(powers)) {
		r.bad = true
		return 0
	}
	return float64(int64(n>>1)^-int64(n&1)) / powers[d]
}
