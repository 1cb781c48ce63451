// Package lexicon reads word lists written as plain text and finds their
// entries in token lists. Sentiment and intent keep what they know about
// Russian and English in such lists, so that a list can be read, argued about
// and corrected by people who do not write Go.
//
// A list looks like this:
//
//	# everything behind a hash is a comment
//	[word -2]                 a group and its weight, for the entries below
//	плохо сломался            words match by stem: "плохая", "сломалась"
//	не_работает rip_off       an underscore joins the words of a phrase
//	=дорого                   with "=" only this form matches
//	😡 :(                     emoji and smileys stand for themselves
//	[same не]                 these words count as the one named
//	нету
package lexicon

import (
	"fmt"
	"strconv"
	"strings"

	"earshot/scoring/text"
)

// Entry is what a list says about a word or phrase.
type Entry struct {
	Group  string  // the name in the heading
	Weight float64 // the number in the heading, in whatever unit the list uses; 0 without one
}

// Lexicon is a parsed list. It does not change any more and may be used by
// many goroutines.
type Lexicon struct {
	entries map[string]Entry  // keys of the words, joined by spaces
	longest map[string]int    // words of the longest entry, by the key of its first word
	same    map[string]string // key of a word to the key that it counts as
	known   map[string]bool   // every key that occurs in an entry or in same
	forms   map[string]Entry  // entries of which one form only matches, by that form
}

// Parse reads lists, one after the other. It refuses a word that two groups
// claim and tells the line.
func Parse(lists ...string) (*Lexicon, error) {
	l := &Lexicon{
		entries: map[string]Entry{},
		longest: map[string]int{},
		same:    map[string]string{},
		known:   map[string]bool{},
		forms:   map[string]Entry{},
	}
	for _, list := range lists {
		if err := l.read(list); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// Must is Parse for lists that are part of the program, where a mistake is
// found by the first test that uses them.
func Must(lists ...string) *Lexicon {
	l, err := Parse(lists...)
	if err != nil {
		panic(err)
	}
	return l
}

// Len counts the words and phrases.
func (l *Lexicon) Len() int { return len(l.entries) }

// read adds one list.
func (l *Lexicon) read(list string) error {
	var group Entry
	var target string // of a [same ...] group
	n := 0
	for line := range strings.Lines(list) {
		n++
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		if head, ok := strings.CutPrefix(line, "["); ok {
			var err error
			if group, target, err = heading(strings.TrimSuffix(head, "]")); err != nil {
				return fmt.Errorf("line %d: %w", n, err)
			}
			continue
		}
		for _, word := range strings.Fields(line) {
			if err := l.add(word, group, target); err != nil {
				return fmt.Errorf("line %d: %w", n, err)
			}
		}
	}
	return nil
}

// heading reads what stands between square brackets.
func heading(head string) (group Entry, target string, err error) {
	name, rest, _ := strings.Cut(head, " ")
	group.Group = name
	switch {
	case name == "same":
		return group, wordKey(rest), nil
	case rest != "":
		group.Weight, err = strconv.ParseFloat(strings.TrimSpace(rest), 64)
	}
	return group, "", err
}

// add puts one word or phrase into a group.
func (l *Lexicon) add(word string, group Entry, target string) error {
	if group.Group == "" {
		return fmt.Errorf("%q stands before any heading", word)
	}
	parts := strings.FieldsFunc(word, func(r rune) bool { return r == '_' })
	if !strings.ContainsFunc(word, isLetter) {
		parts = []string{word} // a sign that the underscore belongs to
	}
	for i, p := range parts {
		parts[i] = wordKey(p)
	}
	key := strings.Join(parts, " ")
	if target != "" {
		if l.known[key] && l.same[key] != target {
			return fmt.Errorf("%q (%s) has a meaning of its own already", word, key)
		}
		l.known[key], l.known[target] = true, true
		l.same[key] = target
		return nil
	}
	for _, p := range parts {
		l.known[p] = true
	}
	if old, ok := l.entries[key]; ok && old != group {
		return fmt.Errorf("%q (%s) is in %v already", word, key, old)
	}
	l.entries[key] = group
	if form, ok := strings.CutPrefix(key, "="); ok {
		l.forms[form] = group
	}
	l.longest[parts[0]] = max(l.longest[parts[0]], len(parts))
	return nil
}

// isLetter reports letters of the scripts that lists are written in.
func isLetter(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0x400 && r < 0x530
}

// wordKey is the key that a word of a list has: its stem, or the form itself
// behind "=". A sign is brought to the form that the tokenizer gives it.
func wordKey(word string) string {
	if form, ok := strings.CutPrefix(word, "="); ok && strings.ContainsFunc(form, isLetter) && len(form) > 1 {
		return "=" + text.Fold(form)
	}
	if list := text.Tokens(word); len(list) == 1 && list[0].Kind != text.Word {
		return list[0].Stem
	}
	return text.Stem(word)
}

// Match looks for the longest entry that starts at tokens[i]. It returns how
// many tokens the entry takes, 0 when there is none. It must be fast for what
// is in no list: nearly every word of every mention.
func (l *Lexicon) Match(tokens []text.Token, i int) (Entry, int) {
	best, taken := Entry{}, 0
	if e, ok := l.forms[tokens[i].Norm]; ok {
		best, taken = e, 1
	}
	first, known := l.key(&tokens[i])
	if !known {
		return best, taken
	}
	longest := l.longest[first]
	if longest == 0 {
		return best, taken
	}
	if e, ok := l.entries[first]; ok && taken == 0 {
		best, taken = e, 1
	}
	key := first
	for n := 2; n <= longest && i+n <= len(tokens); n++ {
		next, known := l.key(&tokens[i+n-1])
		if !known {
			break
		}
		key += " " + next
		if e, ok := l.entries[key]; ok {
			best, taken = e, n
		}
	}
	return best, taken
}

// key is the key of a token, and whether the list knows it. A word with a
// letter drawn out, as in "оооочень" or "coooool", is tried with one such
// letter and with two.
func (l *Lexicon) key(t *text.Token) (k string, known bool) {
	k, known = t.Stem, l.known[t.Stem]
	if !known && drawnOut(t) {
		for keep := 1; keep <= 2 && !known; keep++ {
			if s := text.Stem(squeeze(strings.TrimPrefix(t.Norm, "#"), keep)); l.known[s] {
				k, known = s, true
			}
		}
	}
	if !known {
		return k, false
	}
	if same, ok := l.same[k]; ok {
		return same, true
	}
	return k, true
}

// drawnOut reports a word or hashtag that is Elongated.
func drawnOut(t *text.Token) bool {
	return (t.Kind == text.Word || t.Kind == text.Hashtag) && Elongated(t.Norm)
}

// Elongated reports a word in which a letter stands three times in a row.
func Elongated(word string) bool {
	if !repeats(word) {
		return false
	}
	var prev rune
	run := 0
	for _, r := range word {
		if r != prev {
			run = 0
		}
		if prev = r; r >= 'A' {
			run++
		}
		if run >= 3 {
			return true
		}
	}
	return false
}

// repeats reports a word in which letters of one or two bytes might stand three
// times in a row: hardly any, and that is seen without reading runes. Other
// letters always might.
func repeats(word string) bool {
	ones, twos := 0, 0 // bytes in a row that equal the one before, and the one before that
	for i := 1; i < len(word); i++ {
		if word[i] >= 0xe0 {
			return true
		}
		if ones++; word[i] != word[i-1] {
			ones = 0
		}
		if twos++; i < 2 || word[i] != word[i-2] {
			twos = 0
		}
		if ones == 2 || twos == 4 {
			return true
		}
	}
	return word != "" && word[0] >= 0xe0
}

// squeeze shortens every run of three or more equal letters to keep.
func squeeze(word string, keep int) string {
	runes := []rune(word)
	out := runes[:0:0]
	for i := 0; i < len(runes); {
		end := i
		for end < len(runes) && runes[end] == runes[i] {
			end++
		}
		n := end - i
		if n >= 3 {
			n = keep
		}
		out = append(out, runes[i:i+n]...)
		i = end
	}
	return string(out)
}
