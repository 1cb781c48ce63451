package identity

import (
	"math"
	"math/bits"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// handle is an account's name, or the local part of an e-mail address, prepared
// for comparing.
type handle struct {
	text    string // folded, without @ and server
	runes   []rune
	letters string             // only the letters
	number  string             // only the digits
	bits    float64            // how rare it is, see Profile.weigh
	holds   [maxTokens]float64 // bits of it that the words of its owner's name explain
	weighed bool
	mail    bool // of an e-mail address
	hidden  bool // letters of two scripts in a word, or invisible signs
	named   bool // what stands where a name should: anybody can write it
}

// newHandle reads a handle: "@ivan@m.example" is ivan.
func newHandle(s string) handle {
	secret := hidden(s)
	s = strings.TrimPrefix(strings.TrimSpace(fold(s)), "@")
	s, _, _ = strings.Cut(s, "@")
	for _, host := range []string{".bsky.social", ".bsky.team"} {
		s = strings.TrimSuffix(s, host)
	}
	h := handle{text: s, runes: []rune(s), hidden: secret}
	h.letters = strings.Map(func(r rune) rune {
		if alphabetOf(r) == noLetter {
			return -1
		}
		return r
	}, s)
	h.number = strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
	return h
}

// Ways in which two handles agree, from the strongest on.
const (
	handleEqual   = iota
	handleLetters // the same letters; digits and signs differ
	handlePart    // one holds the other
	handleNear    // like each other
	handleOther
	handleWays
)

// compareHandles tells in which way two handles agree.
func compareHandles(a, b *handle) int {
	switch {
	case a.text == b.text:
		return handleEqual
	case a.letters == b.letters && utf8.RuneCountInString(a.letters) >= 3:
		return handleLetters
	}
	short, long := a, b
	if len(short.letters) > len(long.letters) {
		short, long = long, short
	}
	switch {
	case utf8.RuneCountInString(short.letters) >= 5 && strings.Contains(long.letters, short.letters):
		return handlePart
	case len(short.runes) >= 5 && jaroWinkler(a.runes, b.runes) >= 0.93:
		return handleNear
	}
	return handleOther
}

// An avatar is a perceptual hash of 64 bits. Addresses of pictures are compared
// as they are.
type avatar struct {
	known bool
	hash  uint64
	flat  bool   // hardly any picture: a default one, or a colour
	url   string // where there is no hash
}

// newAvatar reads 16 hex digits, or else takes the value for an address.
func newAvatar(s string) avatar {
	s = strings.TrimSpace(clip(s))
	if s == "" {
		return avatar{}
	}
	if h, err := strconv.ParseUint(s, 16, 64); err == nil && len(s) == 16 {
		return avatar{known: true, hash: h, flat: flat(h)}
	}
	return avatar{known: true, url: s}
}

// flat tells of hashes that few pictures of people have: those with few edges
// between neighbouring bits, as stripes, halves and circles give.
func flat(h uint64) bool {
	down := bits.OnesCount64(h ^ bits.RotateLeft64(h, 8))
	across := bits.OnesCount64(h ^ bits.RotateLeft64(h, 1))
	return min(down, across) <= 8
}

// Ways in which two pictures agree.
const (
	avatarEqual = iota // at most 1 bit of 64 differs
	avatarNear         // at most 8
	avatarOther
	avatarWays
)

// compareAvatars tells in which way two pictures agree that are both hashes, or
// both one address.
func compareAvatars(a, b *avatar) int {
	if a.url != "" {
		return avatarEqual
	}
	switch d := bits.OnesCount64(a.hash ^ b.hash); {
	case d <= 1:
		return avatarEqual
	case d <= 8:
		return avatarNear
	}
	return avatarOther
}

// date is a day as it was written, year, month, day, 0 where it does not tell.
type date struct{ year, month, day int }

// parseDate reads the usual ways to write a day: 1971-06-24, 24.06.1971,
// 06/24/1971, 19710624. A day that cannot be told from a month is read as
// day first with dots, month first with slashes.
func parseDate(s string) (date, bool) {
	s = strings.ToUpper(strings.TrimSpace(s)) // the T and Z of RFC 3339 come folded
	if len(s) > 32 {
		return date{}, false
	}
	for _, form := range []string{"2006-01-02", "20060102", "02.01.2006", "2.1.2006", "01/02/2006", "02/01/2006", "2006/01/02", time.RFC3339} {
		if t, err := time.Parse(form, s); err == nil && t.Year() > 1000 {
			return date{t.Year(), int(t.Month()), t.Day()}, true
		}
	}
	return date{}, false
}

// Ways in which two values of a column agree.
const (
	factEqual   = iota
	factNear    // one slip: a letter, neighbours swapped, day for month
	factSimilar // two slips, or like each other; of a day, not its decade
	factClose   // of a day: about a year apart; of a word: not wholly different
	factOther
	factWays
)

// compareDates tells in which way two days agree.
func compareDates(a, b date) int {
	same := 0
	for _, x := range [][2]int{{a.year, b.year}, {a.month, b.month}, {a.day, b.day}} {
		if x[0] == x[1] {
			same++
		}
	}
	switch {
	case same == 3:
		return factEqual
	case a.year == b.year && a.month == b.day && a.day == b.month:
		return factNear
	case same == 2:
		return factNear
	case slip(a) == slip(b), abs(a.days()-b.days()) <= 45, abs(a.year-b.year) == 10 && abs((a.days()-b.days())%3652) <= 31:
		return factSimilar
	case abs(a.days()-b.days()) <= 430:
		return factClose
	}
	return factOther
}

// slip is a date without its decade, which is often mistaken.
func slip(d date) date { return date{d.year % 10, d.month, d.day} }

// days counts days from nowhere in particular, months of 30.5 days.
func (d date) days() int { return d.year*365 + d.year/4 + (d.month*61)/2 + d.day }

func abs(x int) int { return max(x, -x) }

// surprise is how many bits a value with this share of all is worth.
func surprise(share float64) float64 { return -math.Log2(min(1, max(share, 1e-9))) }

// share is the frequency of what is worth so many bits.
func share(bits float64) float64 { return math.Exp2(-max(0.5, bits)) }
