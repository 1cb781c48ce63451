package identity

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Those who are watched over are few. What they are called is reduced to what the
// eye keeps of it, and whoever is reduced to the same is looked at (Poses): that
// finds an impostor among any number of namesakes, which keys cannot, because
// those that many share find nobody.

// leastStem is how many letters a handle must have left to be told by them.
const leastStem = 4

// Forms gives what the handle and the name of somebody watched over are reduced
// to, each once: whoever poses as them has one of these among theirs (Posing).
// There are three at most.
func Forms(r Record) []string { return reduced(r, true) }

// Posing gives the forms of somebody who may pose as another: those of Forms, but
// of a name only where it looks made up. Nearly everybody has one at most.
func Posing(r Record) []string { return reduced(r, false) }

func reduced(r Record, whole bool) []string {
	var out []string
	add := func(kind, s string) {
		if s = clip(s); s != "" && !slices.Contains(out, kind+s) {
			out = append(out, kind+s)
		}
	}
	if stem, _ := stemOf(handleOf(r)); utf8.RuneCountInString(stem) >= leastStem {
		add("@", stem)
	}
	words, added := bareName(r.Name)
	if len(words) > 1 && (whole || added != "" || hidden(r.Name)) { // half the world is called Anna
		add("", eyeOf(words, Skeleton))
		add("~", eyeOf(words, func(w string) string { return romanize(fold(w)) }))
	}
	return out
}

// Poses tells whether somebody could be made to be taken for another, and by
// what, in plain words; "" = no. Who is merely called the same does not pose,
// whatever honest handle they took: letters of other scripts, look-alikes of
// letters and what impersonators add to a name do.
func Poses(victim, other Record) string {
	if why := posingName(victim, other); why != "" {
		return why
	}
	return posingHandle(victim, other)
}

func posingName(victim, other Record) string {
	words, added := bareName(other.Name)
	theirs, own := bareName(victim.Name)
	if len(words) < 2 || !alikeNames(theirs, words) {
		return ""
	}
	switch {
	case hidden(other.Name) && !hidden(victim.Name):
		return "the name is the same to the eye, in letters of two scripts"
	case added != "" && own == "":
		return "the name is the same but for " + added
	}
	return ""
}

func posingHandle(victim, other Record) string {
	a, b := handleOf(victim), handleOf(other)
	stem, added := stemOf(b)
	theirs, own := stemOf(a)
	if stem != theirs || utf8.RuneCountInString(stem) < leastStem || a == b {
		return ""
	}
	words, _ := bareName(other.Name)
	names, _ := bareName(victim.Name)
	named := len(words) == 0 || alikeNames(names, words)
	x, y := onlyLetters(a), onlyLetters(b)
	p, q := newHandle(a), newHandle(b)
	switch {
	case hidden(b) && !hidden(a), x != y && Skeleton(x) == Skeleton(y):
		return "the handle is the same to the eye, in other letters"
	case own != added && added != "" && (named || utf8.RuneCountInString(stem) >= 8):
		return "the handle is the same but for " + added
	case !named:
		return ""
	case x != y && single(Skeleton(x)) == single(Skeleton(y)):
		return "the handle is the same but for a letter twice"
	case p.letters == q.letters && !honest(p.number, q.number) && len(q.number) >= len(p.number):
		return "the handle is the same but for a digit"
	case dressed(b) && !dressed(a):
		return "the handle is the same but for signs"
	}
	return ""
}

// handleOf is a handle as it was written, or the local part of an address:
// without @, server, and capitals.
func handleOf(r Record) string {
	s := strings.TrimPrefix(strings.TrimSpace(clip(cmp.Or(r.Handle, r.Mail))), "@")
	s, _, _ = strings.Cut(s, "@")
	s = strings.ToLower(s)
	for _, host := range []string{".bsky.social", ".bsky.team"} {
		s = strings.TrimSuffix(s, host)
	}
	return s
}

// onlyLetters leaves the letters and digits of a handle.
func onlyLetters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// stemOf is what is left of a handle to the eye without what impersonators add at
// its ends; added is a word that was left out, if there was one.
func stemOf(s string) (stem, added string) {
	words := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !invisible(r) })
	words, added = undressed(words)
	stem = Skeleton(strings.Join(words, ""))
	for _, x := range extras() {
		for _, rest := range []string{strings.TrimSuffix(stem, x), strings.TrimPrefix(stem, x)} {
			if rest != stem && len(x) >= 4 && utf8.RuneCountInString(rest) >= leastStem+1 {
				return single(rest), cmp.Or(added, x)
			}
		}
	}
	return single(stem), added
}

// undressed leaves out words and digits at the ends that impersonators add; never
// all of them.
func undressed(words []string) (rest []string, added string) {
	words = slices.Clone(words)
	for len(words) > 0 {
		last, first := len(words)-1, words[0]
		switch end := strings.TrimRight(words[last], "0123456789"); {
		case end == "" && last > 0:
			words = words[:last]
		case end != words[last] && end != "":
			words[last] = end
		case last > 0 && slices.Contains(extras(), Skeleton(end)):
			words, added = words[:last], end
		case last > 0 && slices.Contains(extras(), Skeleton(first)):
			words, added = words[1:], first
		default:
			return words, added
		}
	}
	return words, added
}

// bareName gives the words of a name without what impersonators add.
func bareName(s string) (words []string, added string) {
	words = strings.FieldsFunc(strings.ToLower(clip(s)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !invisible(r)
	})
	return undressed(words[:min(len(words), maxTokens)])
}

// alikeNames tells whether two names are one to the eye, or one in two scripts, in
// any order of their words.
func alikeNames(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	roman := func(w string) string { return romanize(fold(w)) }
	return eyeOf(a, Skeleton) == eyeOf(b, Skeleton) || eyeOf(a, roman) == eyeOf(b, roman)
}

// eyeOf reduces words one by one and puts them in order.
func eyeOf(words []string, reduce func(string) string) string {
	out := make([]string, 0, len(words))
	for _, w := range words {
		out = append(out, reduce(w))
	}
	slices.Sort(out)
	return strings.TrimSpace(strings.Join(out, " "))
}

// invisible tells of signs that nobody sees: they part no words.
func invisible(r rune) bool { return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Mn, r) }
