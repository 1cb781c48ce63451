package linear

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"math/bits"
)

// A model in a file: "EARM", a byte of version, bits, whether it is multi and
// has rarities and a power of them other than 1, which follows, the classes, four numbers a class (scale, bias, slope, shift), a
// bitmap of the buckets that hold anything, their rows, their rarities, the
// rarity of all others, and a CRC-32 of everything before it. Numbers are
// little-endian.
const (
	magic   = "EARM"
	version = 1
	maxBits = 22
	// maxClasses is far above any use; it keeps a damaged file from asking for
	// all memory.
	maxClasses = 256
)

// ErrDamaged is the error for bytes that are no model.
var ErrDamaged = errors.New("not a model, or damaged")

// Parts is what a model is made of, for package fit and for tests: weights as
// steps of eight bits, a row for each of 1<<Bits buckets.
type Parts struct {
	Classes                   []string
	Multi                     bool
	Bits                      uint
	Weights                   []int8
	Rarity                    []uint8 // in steps of 1/16; nil: all are 1
	Power                     float32 // of rarity, see Model.Factor; 0 is 1
	Scale, Bias, Slope, Shift []float32
}

// New makes a model of its parts, which belong to it from then on.
func New(p Parts) (*Model, error) {
	n := len(p.Classes)
	switch {
	case n == 0 || n > maxClasses, p.Bits == 0 || p.Bits > maxBits:
		return nil, fmt.Errorf("%w: %d classes, %d bits", ErrDamaged, n, p.Bits)
	case len(p.Weights) != n<<p.Bits, p.Rarity != nil && len(p.Rarity) != 1<<p.Bits:
		return nil, fmt.Errorf("%w: %d weights, %d rarities for %d classes, %d bits", ErrDamaged, len(p.Weights), len(p.Rarity), n, p.Bits)
	}
	if p.Power == 0 {
		p.Power = 1
	}
	if !(p.Power > 0 && p.Power <= 4) {
		return nil, fmt.Errorf("%w: a power of %v", ErrDamaged, p.Power)
	}
	for _, list := range [][]float32{p.Scale, p.Bias, p.Slope, p.Shift} {
		if len(list) != n {
			return nil, fmt.Errorf("%w: %d numbers for %d classes", ErrDamaged, len(list), n)
		}
		for _, x := range list {
			if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
				return nil, fmt.Errorf("%w: a number that is none", ErrDamaged)
			}
		}
	}
	return &Model{
		Classes: p.Classes, Multi: p.Multi, bits: p.Bits, weights: p.Weights, rarity: p.Rarity,
		power: p.Power, factors: factors(p.Power),
		scale: p.Scale, bias: p.Bias, slope: p.Slope, shift: p.Shift,
	}, nil
}

// factors are the powers of all rarities.
func factors(power float32) *[256]float32 {
	var list [256]float32
	for r := range list {
		list[r] = float32(r) * rarityStep
		if power != 1 {
			list[r] = float32(math.Pow(float64(list[r]), float64(power)))
		}
	}
	return &list
}

// Append writes a model behind dst. Equal models give equal bytes.
func (m *Model) Append(dst []byte) []byte {
	from := len(dst)
	dst = append(dst, magic...)
	flags := byte(0)
	if m.Multi {
		flags |= 1
	}
	if m.rarity != nil {
		flags |= 2
	}
	if m.power != 1 {
		flags |= 4
	}
	dst = append(dst, version, byte(m.bits), flags)
	if m.power != 1 {
		dst = binary.LittleEndian.AppendUint32(dst, math.Float32bits(m.power))
	}
	dst = binary.AppendUvarint(dst, uint64(len(m.Classes)))
	for c, name := range m.Classes {
		dst = binary.AppendUvarint(dst, uint64(len(name)))
		dst = append(dst, name...)
		for _, x := range [...]float32{m.scale[c], m.bias[c], m.slope[c], m.shift[c]} {
			dst = binary.LittleEndian.AppendUint32(dst, math.Float32bits(x))
		}
	}
	common := m.commonRarity()
	dst = append(dst, common)
	used := make([]byte, m.Buckets()/8+1)
	for b := range m.Buckets() {
		if m.holds(b, common) {
			used[b/8] |= 1 << (b % 8)
		}
	}
	dst = append(dst, used...)
	n := len(m.Classes)
	for b := range m.Buckets() {
		if used[b/8]>>(b%8)&1 == 0 {
			continue
		}
		for _, w := range m.weights[b*n:][:n] {
			dst = append(dst, byte(w))
		}
		if m.rarity != nil {
			dst = append(dst, m.rarity[b])
		}
	}
	return binary.LittleEndian.AppendUint32(dst, crc32.ChecksumIEEE(dst[from:]))
}

// holds tells whether a bucket differs from one that nothing was hashed into.
func (m *Model) holds(b int, common uint8) bool {
	if m.rarity != nil && m.rarity[b] != common {
		return true
	}
	n := len(m.Classes)
	for _, w := range m.weights[b*n:][:n] {
		if w != 0 {
			return true
		}
	}
	return false
}

// commonRarity is the rarity that most buckets have.
func (m *Model) commonRarity() uint8 {
	var counts [256]int
	for _, r := range m.rarity {
		counts[r]++
	}
	best := 0
	for r, n := range counts {
		if n > counts[best] {
			best = r
		}
	}
	return uint8(best)
}

// Read gives the model that Append wrote. Any other bytes are ErrDamaged.
func Read(data []byte) (*Model, error) {
	if len(data) < len(magic)+7 || string(data[:len(magic)]) != magic {
		return nil, ErrDamaged
	}
	body, sum := data[:len(data)-4], binary.LittleEndian.Uint32(data[len(data)-4:])
	if crc32.ChecksumIEEE(body) != sum {
		return nil, fmt.Errorf("%w: checksum", ErrDamaged)
	}
	if body[4] != version {
		return nil, fmt.Errorf("a model of version %d; this program reads %d", body[4], version)
	}
	r := reader{data: body[7:]}
	p := Parts{Bits: uint(body[5]), Multi: body[6]&1 != 0}
	if body[6]&4 != 0 {
		p.Power = r.float()
	}
	r.classes(&p)
	common := r.byte()
	if r.failed || p.Bits == 0 || p.Bits > maxBits {
		return nil, ErrDamaged
	}
	r.rows(&p, body[6]&2 != 0, common)
	if r.failed || len(r.data) > 0 {
		return nil, ErrDamaged
	}
	return New(p)
}

// reader takes a file apart; past its end it fails and gives zeros.
type reader struct {
	data   []byte
	failed bool
}

func (r *reader) take(n uint64) []byte {
	if n > uint64(len(r.data)) {
		r.failed, r.data = true, nil
		return nil
	}
	part := r.data[:n]
	r.data = r.data[n:]
	return part
}

func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) float() float32 {
	if b := r.take(4); b != nil {
		return math.Float32frombits(binary.LittleEndian.Uint32(b))
	}
	return 0
}

func (r *reader) number() uint64 {
	x, n := binary.Uvarint(r.data)
	if n <= 0 {
		r.failed = true
		return 0
	}
	r.data = r.data[n:]
	return x
}

func (r *reader) classes(p *Parts) {
	n := r.number()
	if n > maxClasses {
		r.failed = true
		return
	}
	for range n {
		p.Classes = append(p.Classes, string(r.take(r.number())))
		for _, list := range [...]*[]float32{&p.Scale, &p.Bias, &p.Slope, &p.Shift} {
			*list = append(*list, r.float())
		}
	}
}

func (r *reader) rows(p *Parts, rarities bool, common uint8) {
	n, buckets := len(p.Classes), 1<<p.Bits
	used := r.take(uint64(buckets/8 + 1))
	size := 0
	for _, b := range used {
		size += bits.OnesCount8(b)
	}
	width := n
	if rarities {
		width++
	}
	rows := r.take(uint64(size * width))
	if r.failed || n == 0 || used[buckets/8]>>(buckets%8) != 0 {
		r.failed = true
		return
	}
	p.Weights = make([]int8, n*buckets)
	if rarities {
		p.Rarity = make([]uint8, buckets)
		for b := range p.Rarity {
			p.Rarity[b] = common
		}
	}
	for b := range buckets {
		if used[b/8]>>(b%8)&1 == 0 {
			continue
		}
		for c := range n {
			p.Weights[b*n+c] = int8(rows[c])
		}
		if rarities {
			p.Rarity[b] = rows[n]
		}
		rows = rows[width:]
	}
}

// Seal is the checksum that stands at the end of what Append wrote, 0 for what is too
// short: two files with the same one hold the same model. It reads four bytes and
// checks nothing.
func Seal(data []byte) uint32 {
	if len(data) < 4 {
		return 0
	}
	return binary.LittleEndian.Uint32(data[len(data)-4:])
}
