package identity

import (
	_ "embed"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
)

// The alignment of Latin and Cyrillic spellings: a table of pieces ("shch" щ, "ie"
// ье) with bits, log2 of how often the two are written for each other over how
// often they would meet by chance. A pair of words scores what its best way of
// cutting both into pieces gives. "$" is the end of a word. earshot-train makes
// the table by EM from pairs of names; several schemes of transliteration are in
// it at once, because people use them all.

//go:embed translit.txt
var translitTable string

const (
	latinPiece    = 4 // longest piece of Latin letters
	cyrillicPiece = 2
	strange       = -8 // bits of a letter that the table does not know
)

// aligner is the table, ready for looking up.
type aligner struct {
	latin, cyrillic map[string]int16 // numbers of pieces, 0 is the empty one
	width           int
	bits            []float32 // [latin*width+cyrillic], noBits where never seen
}

const noBits = -1000

var model = sync.OnceValue(func() *aligner {
	m, err := readAligner(translitTable)
	if err != nil {
		panic(err) // the file is part of the program
	}
	return m
})

// readAligner reads lines of a Latin piece, a Cyrillic piece, and bits, parted
// by tabs.
func readAligner(table string) (*aligner, error) {
	m := &aligner{latin: map[string]int16{"": 0}, cyrillic: map[string]int16{"": 0}}
	type entry struct {
		l, c int16
		bits float32
	}
	var list []entry
	number := func(of map[string]int16, piece string) int16 {
		n, known := of[piece]
		if !known {
			n = int16(len(of))
			of[piece] = n
		}
		return n
	}
	for line := range strings.SplitSeq(table, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) != 3 {
			return nil, fmt.Errorf("transliteration: %q has not three cells", line)
		}
		bits, err := strconv.ParseFloat(cells[2], 32)
		if err != nil || math.IsNaN(bits) || math.Abs(bits) > 100 {
			return nil, fmt.Errorf("transliteration: %q: no bits", line)
		}
		list = append(list, entry{number(m.latin, cells[0]), number(m.cyrillic, cells[1]), float32(bits)})
	}
	m.width = len(m.cyrillic)
	m.bits = make([]float32, len(m.latin)*m.width)
	for i := range m.bits {
		m.bits[i] = noBits
	}
	for _, e := range list {
		m.bits[int(e.l)*m.width+int(e.c)] = e.bits
	}
	return m, nil
}

// pieces gives for each place in a word, its end included, the numbers of the
// pieces that begin there, by length; -1 where the table has none.
func (m *aligner) pieces(word []rune, script alphabet) []int16 {
	of, longest := m.latin, latinPiece
	switch script {
	case cyrillic:
		of, longest = m.cyrillic, cyrillicPiece
	case latin:
	default:
		return nil
	}
	word = append(word[:len(word):len(word)], '$')
	ids := make([]int16, 0, len(word)*longest)
	for i := range word {
		for n := 1; n <= longest; n++ {
			id := int16(-1)
			if i+n <= len(word) {
				if known, ok := of[string(word[i:i+n])]; ok {
					id = known
				}
			}
			ids = append(ids, id)
		}
	}
	return ids
}

// alignable gives the pieces of a token, cut when they are first needed.
func (t *token) alignable() []int16 {
	if t.pieces == nil {
		t.pieces = model().pieces(t.runes, t.script)
	}
	return t.pieces
}

// align gives the bits by which a Latin and a Cyrillic word, as pieces, speak
// for being one name.
func (m *aligner) align(latinIDs, cyrillicIDs []int16) float64 {
	n, k := len(latinIDs)/latinPiece, len(cyrillicIDs)/cyrillicPiece
	if n == 0 || k == 0 || n > maxLetter+1 || k > maxLetter+1 {
		return noBits
	}
	var best [maxLetter + 2][maxLetter + 2]float32
	for i := range n + 1 {
		for j := range k + 1 {
			best[i][j] = 2 * noBits
		}
	}
	best[0][0] = 0
	for i := range n + 1 {
		for j := max(0, i-9); j <= min(k, i+7); j++ {
			if here := best[i][j]; here > noBits {
				m.spread(&best, latinIDs, cyrillicIDs, i, j, here)
			}
		}
	}
	return max(noBits, float64(best[n][k]))
}

// spread goes from a place of the alignment to all that can follow.
func (m *aligner) spread(best *[maxLetter + 2][maxLetter + 2]float32, latinIDs, cyrillicIDs []int16, i, j int, here float32) {
	n, k := len(latinIDs)/latinPiece, len(cyrillicIDs)/cyrillicPiece
	if j < k {
		cost := float32(strange)
		if c := cyrillicIDs[j*cyrillicPiece]; c >= 0 && m.bits[c] > noBits {
			cost = m.bits[c]
		}
		best[i][j+1] = max(best[i][j+1], here+cost)
	}
	if i == n {
		return
	}
	cost := float32(strange)
	if l := latinIDs[i*latinPiece]; l >= 0 {
		if x := m.bits[int(l)*m.width]; x > noBits {
			cost = x
		}
	}
	best[i+1][j] = max(best[i+1][j], here+cost)
	for a, l := range latinIDs[i*latinPiece : (i+1)*latinPiece] {
		if l < 0 {
			continue
		}
		row := m.bits[int(l)*m.width : (int(l)+1)*m.width]
		for b, c := range cyrillicIDs[min(j, k)*cyrillicPiece : min(j+1, k)*cyrillicPiece] {
			if c >= 0 && row[c] > noBits {
				to := &best[i+a+1][j+b+1]
				*to = max(*to, here+row[c])
			}
		}
	}
}

// Transliteration tells how strongly a word in Latin and one in Cyrillic letters,
// in any order, speak for being the same name: above 0 they mostly are, and one
// in a thousand pairs of different names that begin with the same letter is, too
// (measured by earshot-train). Two words in one script give 0.
func Transliteration(a, b string) float64 {
	x, y := nameWords(a), nameWords(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	s, t := newToken(x[0]), newToken(y[0])
	score, _ := transliteration(&s, &t)
	return score
}

// Limits and costs of alignments.
const (
	sameFrom   = -1.5 // bits, less the costs, from which on words are one name
	letterCost = 1    // bits that a letter must earn: agreeing by chance is easier in long words
	soundCost  = 1.5  // bits that a consonant more or less costs
)

// transliteration aligns two tokens of different scripts: the bits of the
// alignment less costs and limit.
func transliteration(a, b *token) (score float64, ok bool) {
	switch {
	case a.script == latin && b.script == cyrillic:
		score = model().align(a.alignable(), b.alignable())
	case a.script == cyrillic && b.script == latin:
		score = model().align(b.alignable(), a.alignable())
	default:
		return 0, false
	}
	score -= sameFrom + letterCost*float64(len(a.runes)+len(b.runes))/2
	if score > -10 {
		score -= soundCost * float64(distance(a.consonants, b.consonants, 5))
	}
	return score, true
}

// FoldName gives a name as it is compared, its words parted by spaces.
func FoldName(s string) string { return strings.Join(nameWords(s), " ") }
