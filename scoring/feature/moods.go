package feature

import (
	"cmp"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
	"slices"

	"earshot/scoring/linear"
	"earshot/scoring/text"
)

// Moods is what lists of words say about feelings, known by hashes only: the
// lists themselves are not ours to give away, and two bytes a word is less than
// the word. Every list is a column of its own; a word may stand in several.
//
// It does not change and may be used by many goroutines.
type Moods struct {
	columns int
	keys    []uint32 // open addressing; 0: free
	values  []int8   // columns for each key, -127 to 127
	mask    uint32
}

// MaxColumns is how many lists there can be.
const MaxColumns = 4

// Entry is a word of the lists: its key, see MoodKey and MoodPair, and what
// each list says, from -1 to 1.
type Entry struct {
	Key    uint32
	Values [MaxColumns]float32
}

// MoodKey is the key of a word: by its norm, as written, or by its stem. Emoji
// and smileys have their norm.
func MoodKey(k Kind, s string) uint32 { return max(1, Hash(k, s)) }

// MoodPair is the key of a phrase of two words, by their stems.
func MoodPair(first, second string) uint32 {
	return max(1, linear.Mix(add(linear.Step(add(seed(Pair), first), ' '), second)))
}

// ErrMoods is the error for bytes that are no lists.
var ErrMoods = errors.New("not a list of moods, or damaged")

const moodMagic = "EARL\x01"

// NewMoods makes lists of entries. Of two entries with one key the later counts.
func NewMoods(columns int, entries []Entry) *Moods {
	size := 16
	for size < 2*len(entries) {
		size *= 2
	}
	m := &Moods{columns: columns, keys: make([]uint32, size), values: make([]int8, size*columns), mask: uint32(size - 1)}
	for _, e := range entries {
		i := e.Key & m.mask
		for m.keys[i] != 0 && m.keys[i] != e.Key {
			i = (i + 1) & m.mask
		}
		m.keys[i] = e.Key
		for c := range columns {
			m.values[int(i)*columns+c] = int8(math.Round(float64(min(1, max(-1, e.Values[c])) * 127)))
		}
	}
	return m
}

// Append writes the lists behind dst. Equal lists give equal bytes.
func (m *Moods) Append(dst []byte) []byte {
	from := len(dst)
	dst = append(dst, moodMagic...)
	dst = append(dst, byte(m.columns))
	var at []int
	for i, k := range m.keys {
		if k != 0 {
			at = append(at, i)
		}
	}
	slices.SortFunc(at, func(a, b int) int { return cmp.Compare(m.keys[a], m.keys[b]) })
	for _, i := range at {
		dst = binary.LittleEndian.AppendUint32(dst, m.keys[i])
		for _, v := range m.values[i*m.columns:][:m.columns] {
			dst = append(dst, byte(v))
		}
	}
	return binary.LittleEndian.AppendUint32(dst, crc32.ChecksumIEEE(dst[from:]))
}

// ReadMoods gives the lists that Append wrote.
func ReadMoods(data []byte) (*Moods, error) {
	head := len(moodMagic) + 1
	if len(data) < head+4 || string(data[:len(moodMagic)]) != moodMagic {
		return nil, ErrMoods
	}
	body := data[:len(data)-4]
	columns := int(body[len(moodMagic)])
	width := 4 + columns
	if columns < 1 || columns > MaxColumns || (len(body)-head)%width != 0 || crc32.ChecksumIEEE(body) != binary.LittleEndian.Uint32(data[len(data)-4:]) {
		return nil, ErrMoods
	}
	entries := make([]Entry, 0, (len(body)-head)/width)
	for b := body[head:]; len(b) > 0; b = b[width:] {
		e := Entry{Key: binary.LittleEndian.Uint32(b)}
		for c := range columns {
			e.Values[c] = float32(int8(b[4+c])) / 127
		}
		entries = append(entries, e)
	}
	return NewMoods(columns, entries), nil
}

// find gives what the lists say of a key, nil where it is in none.
func (m *Moods) find(key uint32) []int8 {
	key = max(1, key)
	for i := key & m.mask; m.keys[i] != 0; i = (i + 1) & m.mask {
		if m.keys[i] == key {
			return m.values[int(i)*m.columns:][:m.columns]
		}
	}
	return nil
}

// mood reads what the lists say of a token, as written first, then by its stem,
// then with the word before it.
func (r *reading) mood(t *text.Token, at int) {
	m := r.set.Moods
	if m == nil || r.set.Values[Mood] == 0 {
		return
	}
	var values []int8
	if r.last != "" {
		values = m.find(linear.Mix(add(linear.Step(add(seed(Pair), r.last), ' '), t.Stem)))
	}
	switch {
	case values != nil: // a phrase says what it means, negated or not
		r.feeling(values, at, false)
		return
	case t.Kind == text.Emoji || t.Kind == text.Smiley:
		values = m.find(linear.Mix(add(seed(Face), t.Norm)))
	default:
		if values = m.find(linear.Mix(add(seed(Word), t.Norm))); values == nil {
			values = m.find(linear.Mix(add(seed(Stem), t.Stem)))
		}
	}
	if values != nil {
		r.feeling(values, at, r.scope > 0 && t.Kind == text.Word)
	}
}

// feeling puts what the lists say of a word: a feature for each list and side,
// another for a word that is negated.
func (r *reading) feeling(values []int8, at int, negated bool) {
	said := false
	for c, v := range values {
		if v == 0 {
			continue
		}
		x := float32(v) / 127
		side := byte(0)
		if x < 0 {
			side, x = 1, -x
		}
		name := side
		if negated {
			name += 2
		}
		r.scaled(Mood, linear.Step(linear.Step(seed(Mood), byte(c)), name), at, 0.3+x)
		x *= r.heavy
		m := &r.moods[c]
		if negated { // "not good" is bad, "not bad" is hardly good
			side = 1 - side
			x *= [2]float32{0.3, 0.6}[side]
		}
		m[side] += x
		if most := &r.most[c][side]; x > most.by {
			most.by, most.at = x, at
		}
		if !said {
			r.final.side, r.final.at, said = side+1, at, true
		}
	}
}

// total puts what the lists say of the whole text: how much good and bad for
// each list, and which came last. It comes from the token that says most.
func (r *reading) total() {
	if r.set.Moods == nil {
		return
	}
	for c := range r.set.Moods.columns {
		good, bad := step(r.moods[c][0]), step(r.moods[c][1])
		of := [2]int{-1, -1}
		for side, most := range r.most[c] {
			if most.by > 0 {
				of[side] = most.at
			}
		}
		both := of[0]
		if r.moods[c][1] > r.moods[c][0] {
			both = of[1]
		}
		start := linear.Step(linear.Step(seed(Mood), 't'), byte(c))
		r.put(Mood, linear.Step(linear.Step(start, 'g'), good), of[0])
		r.put(Mood, linear.Step(linear.Step(start, 'b'), bad), of[1])
		r.put(Mood, linear.Step(linear.Step(start, good), bad), both)
		r.put(Mood, linear.Step(linear.Step(start, 'n'), net(r.moods[c][0]-r.moods[c][1])), both)
	}
	at := -1
	if r.final.side > 0 {
		at = r.final.at
	}
	r.put(Mood, linear.Step(linear.Step(seed(Mood), 'l'), r.final.side), at)
}

// net puts a difference into one of nine ranges.
func net(x float32) byte {
	if x < 0 {
		return 9 - step(-x)
	}
	return step(x)
}

// step puts a sum into one of five ranges.
func step(x float32) byte {
	switch {
	case x == 0:
		return 0
	case x < 0.5:
		return 1
	case x < 1:
		return 2
	case x < 2:
		return 3
	}
	return 4
}
