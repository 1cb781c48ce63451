package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"earshot/scoring/identity"
	"earshot/scoring/linear"
)

// The table of pieces by which Latin and Cyrillic spellings of names are
// aligned: a joint model of pairs of pieces (Bisani and Ney, Joint-sequence
// models for grapheme-to-phoneme conversion, 2008, with single pieces for
// context), made by EM.

// spelled is a name in both scripts.
type spelled struct{ latin, cyrillic []rune }

// piece is a Latin and a Cyrillic piece that are written for each other.
type piece struct{ l, c string }

// piecework is the state of EM.
type piecework struct {
	chance map[piece]float64
	count  map[piece]float64
}

const (
	longLatin    = 4
	longCyrillic = 2
)

// spelledRows reads pairs of names; every fifth by its hash is held out.
func spelledRows(e *env) (learn, held []spelled, err error) {
	rows, err := e.rows("translit_en_ru.tsv", 3)
	if err != nil {
		return nil, nil, err
	}
	for _, r := range rows {
		l, c := identity.FoldName(r[0]), identity.FoldName(r[1])
		if l == "" || c == "" || strings.ContainsRune(l, ' ') || strings.ContainsRune(c, ' ') {
			continue
		}
		s := spelled{[]rune(l), []rune(c)}
		if linear.Hash(r[1])%5 == 0 {
			held = append(held, s)
		} else {
			learn = append(learn, s)
			if written := schemed(r[1], c); len(learn)%3 == 0 {
				learn = append(learn, spelled{[]rune(written), s.cyrillic})
			}
		}
	}
	return learn, held, nil
}

// each calls f with every piece that may stand at a place of a pair of words.
func (s spelled) each(i, j int, f func(p piece, toI, toJ int)) {
	for a := 0; a <= longLatin && i+a <= len(s.latin); a++ {
		for b := 0; b <= longCyrillic && j+b <= len(s.cyrillic); b++ {
			if a+b == 0 || b == 0 && a > 1 || a == 0 && b > 1 || b == 2 && a > 3 {
				continue
			}
			f(piece{string(s.latin[i : i+a]), string(s.cyrillic[j : j+b])}, i+a, j+b)
		}
	}
}

// expect adds a pair's expected counts of pieces (forward and backward).
func (w *piecework) expect(s spelled) {
	n, k := len(s.latin), len(s.cyrillic)
	forward := make([][]float64, n+1)
	backward := make([][]float64, n+1)
	for i := range forward {
		forward[i], backward[i] = make([]float64, k+1), make([]float64, k+1)
	}
	forward[0][0], backward[n][k] = 1, 1
	for i := range n + 1 {
		for j := range k + 1 {
			if forward[i][j] > 0 {
				s.each(i, j, func(p piece, a, b int) { forward[a][b] += forward[i][j] * w.chance[p] })
			}
		}
	}
	if forward[n][k] == 0 {
		return
	}
	for i := n; i >= 0; i-- {
		for j := k; j >= 0; j-- {
			s.each(i, j, func(p piece, a, b int) {
				part := w.chance[p] * backward[a][b]
				backward[i][j] += part
				if x := forward[i][j] * part / forward[n][k]; x > 1e-6 {
					w.count[p] += x
				}
			})
		}
	}
}

// makePieces learns the table and writes it.
func makePieces(e *env) error {
	learn, _, err := spelledRows(e)
	if err != nil {
		return err
	}
	for i, s := range learn {
		learn[i] = spelled{append(s.latin, '$'), append(s.cyrillic, '$')}
	}
	w := &piecework{chance: map[piece]float64{}}
	for _, s := range learn { // begin: what meets anywhere, short pieces first
		for i := range s.latin {
			for j := range s.cyrillic {
				if at := float64(i)/float64(len(s.latin)) - float64(j)/float64(len(s.cyrillic)); math.Abs(at) < 0.3 {
					s.each(i, j, func(p piece, a, b int) { w.chance[p] += math.Pow(0.02, float64(a-i+b-j)) })
				}
			}
		}
	}
	scale(w.chance)
	for round := range 12 {
		w.count = map[piece]float64{}
		for _, s := range learn {
			w.expect(s)
		}
		for p, x := range w.count {
			least := 0.2
			if round > 3 {
				least = 0.6 + 0.3*float64(len([]rune(p.l))+len([]rune(p.c)))
			}
			if x < least && p.l != "" && p.c != "" {
				delete(w.count, p)
			}
		}
		w.chance = w.count
		scale(w.chance)
		e.say("  round %d: %d pieces", round+1, len(w.chance))
	}
	return e.save("scoring/identity/translit.txt", []byte(pieceTable(w.chance, learn)))
}

func scale(m map[piece]float64) {
	sum := 0.0
	for _, p := range sortedPieces(m) {
		sum += m[p]
	}
	for p := range m {
		m[p] /= sum
	}
}

func sortedPieces(m map[piece]float64) []piece {
	list := make([]piece, 0, len(m))
	for p := range m {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b piece) int { return cmp.Or(cmp.Compare(a.l, b.l), cmp.Compare(a.c, b.c)) })
	return list
}

// pieceTable writes bits: the chance of a pair of pieces over that of its
// letters one by one.
func pieceTable(chance map[piece]float64, learn []spelled) string {
	letters := map[rune]float64{}
	var latin, cyrillic float64
	for _, s := range learn {
		for _, r := range s.latin[:len(s.latin)-1] {
			letters[r]++
			latin++
		}
		for _, r := range s.cyrillic[:len(s.cyrillic)-1] {
			letters[r]++
			cyrillic++
		}
	}
	var b strings.Builder
	b.WriteString("# Made by earshot-train: Latin piece, Cyrillic piece, bits.\n")
	for _, p := range sortedPieces(chance) {
		bits := math.Log2(chance[p])
		for _, r := range strings.TrimSuffix(p.l, "$") {
			bits -= math.Log2(letters[r] / latin)
		}
		for _, r := range strings.TrimSuffix(p.c, "$") {
			bits -= math.Log2(letters[r] / cyrillic)
		}
		if strings.HasSuffix(p.l, "$") != strings.HasSuffix(p.c, "$") {
			bits -= 6
		}
		if bits < -12 {
			continue
		}
		fmt.Fprintf(&b, "%s\t%s\t%.2f\n", p.l, p.c, bits)
	}
	return b.String()
}

// pieceFigures measures how many held-out pairs score above all but one in
// 1,000 pairs of different names.
func pieceFigures(e *env) ([]figure, error) {
	_, held, err := spelledRows(e)
	if err != nil {
		return nil, err
	}
	score := func(a, b spelled) float64 { return identity.Transliteration(string(a.latin), string(b.cyrillic)) }
	var same, random, hard []float64
	for i, s := range held {
		same = append(same, score(s, s))
		for k := range 20 {
			other := held[(i+1+int(linear.Hash(fmt.Sprint(i, k)))%(len(held)-1))%len(held)]
			if string(other.latin) != string(s.latin) && string(other.cyrillic) != string(s.cyrillic) {
				random = append(random, score(s, other))
			}
		}
	}
	byFirst := map[rune][]spelled{}
	for _, s := range held {
		byFirst[s.cyrillic[0]] = append(byFirst[s.cyrillic[0]], s)
	}
	for i, s := range held {
		near := byFirst[s.cyrillic[0]]
		for k := range 20 {
			other := near[int(linear.Hash(fmt.Sprint(i, k)))%len(near)]
			if string(other.latin) != string(s.latin) && string(other.cyrillic) != string(s.cyrillic) {
				hard = append(hard, score(s, other))
			}
		}
	}
	mixed := append(slices.Clone(random), hard...)
	return []figure{
		{name: "names in two scripts: found at 1 in 1,000, random pairs", value: above(same, random), goal: 0.93, n: len(same)},
		{name: "names in two scripts: found at 1 in 1,000, half of them with the same first letter", value: above(same, mixed), goal: 0.93, n: len(same)},
		{name: "names in two scripts: found at 1 in 1,000, all with the same first letter", value: above(same, hard), n: len(same)},
	}, nil
}

// above gives the share of same that score higher than all but a thousandth of
// the others.
func above(same, others []float64) float64 {
	slices.Sort(others)
	limit := others[len(others)-1-len(others)/1000]
	n := 0
	for _, x := range same {
		if x > limit {
			n++
		}
	}
	return float64(n) / float64(len(same))
}

// schemed writes a Cyrillic name in one of the schemes that passports,
// libraries and people use, chosen by its hash.
func schemed(name, folded string) string {
	const letters = "а б в г д е ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ы ь э ю я"
	schemes := [...]string{
		"a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y - e iu ia", // passports, ICAO 9303
		"a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya",  // BGN/PCGN without signs
		"a b v g d e z z i j k l m n o p r s t u f h c c s s - y - e ju ja",          // ISO 9 without marks
		"a b v g d ye zh z i y k l m n o p r s t u f h ts ch sh sch - i - e yu ya",   // as people write
		"a b v g d e j z i y k l m n o p r s t u f h c ch sh sch - y - e u ya",
	}
	list := strings.Fields(letters)
	to := strings.Fields(schemes[linear.Hash("scheme"+name)%uint32(len(schemes))])
	var b strings.Builder
	for _, r := range folded {
		if i := slices.Index(list, string(r)); i >= 0 && to[i] != "-" {
			b.WriteString(to[i])
		}
	}
	return b.String()
}
