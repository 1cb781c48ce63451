package names

import (
	"slices"
	"strings"
	"unicode"
)

// most is how many words of one text count: a name of ten thousand words is no
// name.
const most = 16

// Words adds the skeletons of the words of a text, a name or a place say.
func Words(list []string, s string) []string {
	n := 0
	for piece := range strings.FieldsFuncSeq(s, between) {
		if n == most {
			break
		}
		for _, w := range apart(piece) {
			if w = Skeleton(w); w != "" {
				list = append(list, w)
				n++
			}
		}
	}
	return list
}

// Handle adds the skeletons by which a handle is looked up: its pieces, parted
// by signs, digits and capitals, and all of it up to an @ in one.
func Handle(list []string, handle string) []string {
	user, _, _ := strings.Cut(strings.TrimPrefix(handle, "@"), "@")
	n := 0
	for piece := range strings.FieldsFuncSeq(handle, between) {
		for _, p := range humps(piece) {
			if w := Skeleton(p); w != "" && n < most {
				list = append(list, w)
				n++
			}
		}
	}
	if w := Skeleton(strings.Map(joined, user)); w != "" {
		list = append(list, w)
	}
	return list
}

// Query cuts what somebody typed into the skeletons of its words.
func Query(s string) []string {
	var list []string
	for w := range strings.FieldsFuncSeq(s, between) {
		for _, p := range apart(w) {
			if p = Skeleton(p); p != "" && len(list) < most && !slices.Contains(list, p) {
				list = append(list, p)
			}
		}
	}
	return list
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
