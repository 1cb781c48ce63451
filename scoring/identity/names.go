package identity

import (
	"math/bits"
	"slices"
	"strings"
)

// Ways in which two words of names agree, from the strongest on.
const (
	nameEqual   = iota // the same letters
	nameSound          // the same name in the other script, or another spelling of its sounds
	nameForm           // forms of one first name
	nameNear           // one slip
	nameLike           // like each other: several slips
	nameInitial        // one is the first letter of the other
	nameOther
	nameWays
)

// compareTokens tells in which way two words agree.
func compareTokens(a, b *token) int {
	switch {
	case a.text == b.text && (!a.initial || a.script != latin && a.script != cyrillic):
		return nameEqual // of an alphabet of syllables or words, one letter is all of a name
	case a.initial || b.initial:
		if initialOf(a, b) {
			return nameInitial
		}
		return nameOther
	case sharesForm(a, b):
		if a.script != b.script && a.sound == b.sound {
			return nameSound
		}
		return nameForm
	}
	if a.script != b.script && !soundsMeet(a, b) {
		return nameOther
	}
	if score, ok := transliteration(a, b); ok {
		switch {
		case score >= 0:
			return nameSound
		case score >= -3 && a.sound == b.sound:
			return nameNear
		}
		return nameOther
	}
	n := min(len(a.runes), len(b.runes))
	switch d := distance(a.runes, b.runes, 2); {
	case d == 1 && n >= 3:
		return nameNear
	case d == 2 && n >= 6:
		return nameNear
	case n >= 4 && len(a.sound) >= 2 && a.sound == b.sound && vowelsAgree(a, b):
		return nameSound
	case n >= 3:
		switch x := jaroWinkler(a.runes, b.runes); {
		case x >= 0.93 && n >= 5:
			return nameNear
		case x >= 0.8:
			return nameLike
		}
	}
	return nameOther
}

// soundsMeet tells whether two words share enough consonants to be worth
// aligning: half of those of the word that has fewer.
func soundsMeet(a, b *token) bool {
	few := min(bits.OnesCount32(a.sounds), bits.OnesCount32(b.sounds))
	return few < 2 || 2*bits.OnesCount32(a.sounds&b.sounds) >= few
}

// vowelsAgree tells whether two spellings of the same consonants begin alike and
// are nearly of one length.
func vowelsAgree(a, b *token) bool {
	return abs(len(a.runes)-len(b.runes)) <= 3 && jaroWinkler(a.runes, b.runes) >= 0.8
}

// initialOf tells whether one of two words is the first letter of the other.
func initialOf(a, b *token) bool {
	if a.script == b.script {
		return a.runes[0] == b.runes[0]
	}
	return sameStart(a, b)
}

// sameStart tells whether two words begin alike in Latin letters; signs that have
// no letter there, such as ь, begin nothing.
func sameStart(a, b *token) bool {
	x := firstRune(romanize(a.text))
	return x != 0 && x == firstRune(romanize(b.text))
}

func sharesForm(a, b *token) bool {
	for _, x := range a.forms {
		for _, y := range b.forms {
			if x == y {
				return true
			}
		}
	}
	return false
}

// nameValue orders ways for choosing which words stand for each other.
var nameValue = [nameWays]int{100, 80, 60, 50, 30, 20, 0}

// explained tells which words of two names stand for each other.
type explained struct {
	a, b    uint8 // words with a partner that agrees, as bits
	matched int   // how many agree, initials left out
	others  int   // how many pairs do not
	initial int   // how many only by an initial
}

// observeNames compares two names: each word of the shorter with another of the
// longer, so that as much as possible agrees.
func observeNames(a, b *Profile, o *observations) explained {
	var e explained
	swapped := len(a.tokens) > len(b.tokens)
	p, q := a, b
	if swapped {
		p, q = b, a
	}
	x, y := p.tokens, q.tokens
	if len(x) == 0 {
		return e
	}
	var ways [maxTokens][maxTokens]int8
	for i := range x {
		for j := range y {
			ways[i][j] = int8(compareTokens(&x[i], &y[j]))
		}
	}
	partner := assign(&ways, len(x), len(y))
	for i := range x {
		j := partner[i]
		way := int(ways[i][j])
		s, t := &x[i], &y[j]
		if way == nameOther && (s.father || t.father) {
			continue // many leave it out, and then it stands against nothing
		}
		share := 0.0
		switch way {
		case nameEqual:
			share = max(p.nameShare(s), q.nameShare(t))
		case nameSound:
			share = max(p.soundShare(s), q.soundShare(t))
		case nameForm:
			share = 4 * max(p.nameShare(s), q.nameShare(t))
		}
		switch way {
		case nameOther:
			e.others++
		case nameInitial, nameLike:
			e.initial++
		default:
			e.matched++
		}
		k, l := i, j
		if swapped {
			k, l = l, k
		}
		if way < nameLike {
			e.a |= 1 << k
			e.b |= 1 << l
		}
		o.add(kindName, way, min(share, 0.5), k, l)
	}
	if i, j := father(a), father(b); i >= 0 && j >= 0 && compareTokens(&a.tokens[i], &b.tokens[j]) == nameOther {
		e.others++ // who has two fathers is two
		o.add(kindName, nameOther, 0, i, j)
	}
	return e
}

// father is which word of a name is the father's, -1 if none is.
func father(p *Profile) int {
	return slices.IndexFunc(p.tokens, func(t token) bool { return t.father })
}

// assign chooses for each of n words one of m, n <= m, all different, so that
// the sum of their values is greatest; the first of equals.
func assign(ways *[maxTokens][maxTokens]int8, n, m int) [maxTokens]int {
	var best, now [maxTokens]int
	most := -1
	var try func(i, used, sum int)
	try = func(i, used, sum int) {
		if i == n {
			if sum > most {
				most, best = sum, now
			}
			return
		}
		for j := range m {
			if used>>j&1 == 0 {
				now[i] = j
				try(i+1, used|1<<j, sum+nameValue[ways[i][j]])
			}
		}
	}
	try(0, 0, 0)
	return best
}

// observeHandles compares the handles of two identities, mail names included:
// the pair that agrees most. What the words of their names that agree have
// already told is not told again.
func observeHandles(a, b *Profile, o *observations, e explained) {
	best, bi, bj := handleWays, -1, -1
	for i := range a.handles {
		for j := range b.handles {
			if a.handles[i].mail && b.handles[j].mail && a.mail == b.mail {
				continue // the same mailbox has been counted
			}
			if way := compareHandles(&a.handles[i], &b.handles[j]); way < best {
				best, bi, bj = way, i, j
			}
		}
	}
	if bi < 0 {
		observeSpelling(a, b, o)
		return
	}
	x, y := &a.handles[bi], &b.handles[bj]
	if best == handleOther {
		if !x.mail || !y.mail {
			o.add(kindHandle, best, 0, bi, bj)
		}
		if len(a.tokens) == 0 || len(b.tokens) == 0 {
			observeSpelling(a, b, o)
		}
		return
	}
	rest := min(a.weigh(x, y).left(e.a), b.weigh(y, x).left(e.b))
	switch best {
	case handleLetters:
		rest -= digitBits * float64(min(len(x.number), len(y.number)))
		rest -= 0.5
	case handlePart:
		rest -= 2
	case handleNear:
		rest -= 4
	}
	o.add(kindHandle, best, share(min(mostBits, max(1, rest))), bi, bj)
}

// left is what a handle is worth when some words of the name are known to agree.
func (h *handle) left(known uint8) float64 {
	x := h.bits
	for i, told := range h.holds {
		if known>>i&1 == 1 {
			x -= told
		}
	}
	return max(2, x)
}

// observeSpelling sees whether a handle of one spells the name of the other.
func observeSpelling(a, b *Profile, o *observations) {
	level, worth := spelling(a, b)
	if l, s := spelling(b, a); l < level {
		level, worth = l, s
	}
	if level == unlike {
		return
	}
	o.add(kindSpells, level, share(worth), -1, -1)
}

// spelling tells how well a handle of h spells the name of n.
func spelling(h, n *Profile) (level int, worth float64) {
	level = unlike
	if len(h.tokens) > 0 || len(n.tokens) == 0 {
		return level, 0
	}
	for i := range h.handles {
		sum, words := 0.0, 0
		letters := romanize(h.handles[i].letters)
		for k := range n.tokens {
			t := &n.tokens[k]
			if w := romanize(t.text); len(w) >= 3 && strings.Contains(letters, w) {
				sum += surprise(n.nameShare(t))
				words++
			}
		}
		switch {
		case words >= 2:
			return same, max(worth, sum-2)
		case words == 1 && level > alike:
			level, worth = alike, sum-2
		}
	}
	return level, worth
}
