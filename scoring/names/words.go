package names

import (
	"slices"
	"strings"
	"unicode"
)

// most is how many words of one text count: a name of ten thousand words is no
// name.
const most = 16

// Piece is a word as it is written, and its skeleton.
type Piece struct{ Text, Skeleton string }

// Words adds the skeletons of the words of a text, a name or a place say.
func Words(list []string, s string) []string { return skeletons(list, WordPieces(s)) }

// Handle adds the skeletons by which a handle or an e-mail address is looked up:
// its pieces, parted by signs, digits and capitals, and all of it up to an @ in
// one.
func Handle(list []string, handle string) []string { return skeletons(list, HandlePieces(handle)) }

// Query cuts what somebody typed into the skeletons of its words.
func Query(s string) []string { return skeletons(nil, QueryPieces(s)) }

func skeletons(list []string, pieces []Piece) []string {
	for _, p := range pieces {
		list = append(list, p.Skeleton)
	}
	return list
}

// pieces collects words.
type pieces struct{ list []Piece }

// add takes a word over; it is false when there are enough.
func (p *pieces) add(word string) bool {
	if s := Skeleton(word); s != "" && len(p.list) < most {
		p.list = append(p.list, Piece{word, s})
	}
	return len(p.list) < most
}

// WordPieces cuts a text into its words.
func WordPieces(s string) []Piece {
	var p pieces
	for piece := range strings.FieldsFuncSeq(s, between) {
		for _, w := range apart(piece) {
			if !p.add(w) {
				return p.list
			}
		}
	}
	return p.list
}

// HandlePieces cuts a handle, or an e-mail address, see Handle.
func HandlePieces(handle string) []Piece {
	handle = strings.TrimPrefix(handle, "@")
	user, _, _ := strings.Cut(handle, "@")
	var p pieces
	p.add(strings.Map(joined, user))
	for piece := range strings.FieldsFuncSeq(handle, between) {
		for _, w := range humps(piece) {
			if !p.add(w) {
				return p.list
			}
		}
	}
	return p.list
}

// QueryPieces cuts what somebody typed into its words, each once.
func QueryPieces(s string) []Piece {
	var out []Piece
	for _, p := range WordPieces(s) {
		if !slices.ContainsFunc(out, func(q Piece) bool { return q.Skeleton == p.Skeleton }) {
			out = append(out, p)
		}
	}
	return out
}

// between tells what parts words. An apostrophe and combining marks do not.
func between(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '\'' && r != '’' && r != '\u200d'
}

// joined drops what parts words.
func joined(r rune) rune {
	if between(r) {
		return -1
	}
	return r
}

// apart parts the signs of scripts that are written without spaces, each a word
// of its own; other words stay whole.
func apart(word string) []string {
	if !strings.ContainsFunc(word, ideograph) {
		return []string{word}
	}
	var out []string
	for _, r := range word {
		if ideograph(r) {
			out = append(out, string(r))
		}
	}
	if rest := strings.Map(func(r rune) rune {
		if ideograph(r) {
			return -1
		}
		return r
	}, word); rest != "" {
		out = append(out, rest)
	}
	return out
}

func ideograph(r rune) bool {
	return r > 0x2e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// humps cuts a piece of a handle where digits begin or end and where a capital
// follows a small letter: IvanPetrov77.
func humps(s string) []string {
	var out []string
	start, last := 0, rune(0)
	for i, r := range s {
		if i > start && (unicode.IsDigit(r) != unicode.IsDigit(last) || unicode.IsUpper(r) && unicode.IsLower(last)) {
			out = append(out, s[start:i])
			start = i
		}
		last = r
	}
	return append(out, s[start:])
}
