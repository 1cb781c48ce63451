package query

import (
	"slices"
	"strings"
	"unicode"
)

// eof is what cur returns past the end; no query holds it, because control
// characters become spaces.
const eof = rune(0)

// scanner walks over the characters of a query.
type scanner struct {
	src []rune
	pos int
}

// newScanner takes the text apart and makes control characters spaces.
func newScanner(s string) scanner {
	src := []rune(s)
	for i, r := range src {
		if unicode.IsControl(r) {
			src[i] = ' '
		}
	}
	return scanner{src: src}
}

// at returns the character i places ahead, or eof.
func (s *scanner) at(i int) rune {
	if s.pos+i >= len(s.src) {
		return eof
	}
	return s.src[s.pos+i]
}

func (s *scanner) cur() rune { return s.at(0) }

// looking says whether the text at pos is lit.
func (s *scanner) looking(lit string) bool {
	i := 0
	for _, r := range lit {
		if s.at(i) != r {
			return false
		}
		i++
	}
	return true
}

// skip passes spaces and comments.
func (s *scanner) skip() error {
	for {
		switch {
		case unicode.IsSpace(s.cur()):
			s.pos++
		case s.looking("<<<"):
			start := s.pos
			for s.pos += 3; !s.looking(">>>"); s.pos++ {
				if s.cur() == eof {
					return &Error{Column: start + 1, Message: "this comment is never closed", Suggestion: ">>>"}
				}
			}
			s.pos += 3
		default:
			return nil
		}
	}
}

// ends says whether no word can go on at pos.
func (s *scanner) ends() bool {
	r := s.cur()
	return r == eof || unicode.IsSpace(r) || strings.ContainsRune(`()"{}|`, r) || s.looking("<<<")
}

// closes says whether an expression is over at pos.
func (s *scanner) closes() bool {
	r := s.cur()
	return r == eof || r == ')' || r == '}' || r == '|'
}

// peek returns the word at pos without passing it; it may be empty.
func (s *scanner) peek() string {
	from := s.pos
	word := s.take(false)
	s.pos = from
	return word
}

// take passes and returns the word at pos, up to a comma if comma is set.
func (s *scanner) take(comma bool) string {
	from := s.pos
	for !s.ends() && !(comma && s.cur() == ',') {
		s.pos++
	}
	return string(s.src[from:s.pos])
}

// quoted passes and returns a text in double quotes, with single spaces.
// Inside, \" and \\ stand for the quote and the backslash.
func (s *scanner) quoted() (string, error) {
	start := s.pos
	var b strings.Builder
	for s.pos++; s.cur() != '"'; s.pos++ {
		if s.cur() == eof {
			return "", &Error{Column: start + 1, Message: "this quote is never closed", Suggestion: `"`}
		}
		if s.cur() == '\\' && (s.at(1) == '"' || s.at(1) == '\\') {
			s.pos++
		}
		b.WriteRune(s.cur())
	}
	s.pos++
	text := strings.Join(strings.Fields(b.String()), " ")
	if text == "" {
		return "", &Error{Column: start + 1, Message: "these quotes are empty"}
	}
	return text, nil
}

// smileys lists the smileys, longer ones before their beginnings. Ones that
// are plain words, such as xD, need no mention.
func smileys() []string {
	return []string{
		":'-(", ":'-)", ":'(", ":')", ":-)", ":-(", ":-D", ":-P", ":-p", ":-O", ":-o", `:-\`, ":-/", ":-|", ":-*",
		";-)", ";-(", "-_-", "</3", ":)", ":(", ":D", ":P", ":p", ":O", ":o", `:\`, ":/", ":|", ":*", ":3", ";)", ";(",
		"<3", "=)", "=(",
	}
}

// smiley passes and returns the smiley at pos, or "". Outside parentheses a
// smiley swallows further mouths, as in ":)))"; inside, they may be the
// closing ones. Mouths that open nothing are swallowed everywhere.
func (s *scanner) smiley(inParens bool) string {
	if !strings.ContainsRune(":;=-<", s.cur()) {
		return ""
	}
	all := smileys()
	i := slices.IndexFunc(all, s.looking)
	if i < 0 {
		return ""
	}
	start := s.pos
	s.pos += len(all[i])
	mouth := s.src[s.pos-1]
	if mouth == '(' || (mouth == ')' && !inParens) {
		for s.cur() == mouth {
			s.pos++
		}
	}
	// ":(" before a word is the beginning of a group without a field.
	if !s.ends() {
		s.pos = start
		return ""
	}
	return all[i]
}

// isURL says whether the text at pos begins like a web address.
func (s *scanner) isURL() bool {
	end := min(len(s.src), s.pos+len("https://"))
	head := strings.ToLower(string(s.src[s.pos:end]))
	return strings.HasPrefix(head, "http://") || strings.HasPrefix(head, "https://")
}

// url passes and returns a web address. Parentheses belong to it only in
// pairs, so that (see https://example.org/a_(b)) reads as meant.
func (s *scanner) url() string {
	start := s.pos
	var open []int // parentheses not closed yet
scan:
	for ; ; s.pos++ {
		switch {
		case s.cur() == '(':
			open = append(open, s.pos)
		case s.cur() == ')' && len(open) > 0:
			open = open[:len(open)-1]
		case s.ends():
			break scan
		}
	}
	if len(open) > 0 {
		s.pos = open[0]
	}
	return string(s.src[start:s.pos])
}

// isTime says whether a word looks like 12:30, 12:30:15 or 16:9.
func isTime(word string) bool {
	parts := strings.Split(word, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return false
	}
	for _, p := range parts {
		if !digits(p) || len(p) > 2 {
			return false
		}
	}
	return true
}

// digits says whether s is one or more of 0 to 9.
func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// isOperator says whether a word belongs to the grammar and not to the text.
func isOperator(word string) bool {
	switch {
	case word == "AND", word == "OR", word == "NOT", word == "NEAR":
		return true
	case strings.HasPrefix(word, "NEAR/"):
		return true
	case strings.HasPrefix(word, "/"):
		return digits(strings.TrimSuffix(word[1:], "f"))
	}
	return false
}
