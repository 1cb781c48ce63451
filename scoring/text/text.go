// Package text cuts social text into tokens: words with their stems, numbers,
// hashtags, handles, addresses, emoji and smileys. Search, sentiment, language
// and duplicates all stand on the same tokens, so a word found is a word
// judged.
//
// Russian words are stemmed by the Russian Snowball algorithm and Latin ones
// by the English one (Porter2, see snowballstem.org). The letter ё is folded
// to е first, because half of the writers do not type it; й is never taken for
// и.
//
// Everything is a pure function of its input, takes any bytes and runs in
// linear time.
package text

import (
	"iter"
	"strings"
)

// Version numbers the rules. It grows with every change that gives some text
// other tokens or stems, and tells an index built with an older number that it
// has to be built again.
const Version = 1

// MaxTerm is the longest Norm or Stem of a token, in bytes. A longer word is
// no word but data; its start is enough to find it.
const MaxTerm = 128

// Kind says what a token is.
type Kind uint8

// The kinds of tokens. Punctuation gives no token.
const (
	Word    Kind = iota + 1 // letters, perhaps with digits: "пицца", "don't", "iphone15"
	Number                  // digits: "15", "1,990.50", "12:30"
	Hashtag                 // "#пицца"
	Handle                  // "@ivan", "@ivan@m.example"
	URL                     // "https://a.example/x", "a.com", also an e-mail address
	Emoji                   // one symbol, with all its modifiers: "👩‍💻"
	Smiley                  // a face of punctuation: ":-)", ")))", "^_^"
)

// String names the kind in lower case.
func (k Kind) String() string {
	switch k {
	case Word:
		return "word"
	case Number:
		return "number"
	case Hashtag:
		return "hashtag"
	case Handle:
		return "handle"
	case URL:
		return "url"
	case Emoji:
		return "emoji"
	case Smiley:
		return "smiley"
	}
	return "unknown"
}

// Token is one piece of a text.
type Token struct {
	// Text is the piece as written: s[Start:End].
	Text string
	// Norm is what is compared: folded as by Fold. A hashtag and a handle keep
	// their sign. An emoji loses skin tone and style. A smiley becomes one of
	// the faces :) :D ;) :( :'( :/ :o :p <3 </3, whatever nose and length it has.
	Norm string
	// Stem is the stem of a word, and of the words of a hashtag without the
	// sign, so that "пицца" can find "#пиццу". For other kinds it is Norm.
	Stem string
	// Kind says what the token is.
	Kind Kind
	// Start and End are byte offsets in the text.
	Start, End int
}

// Tokens cuts s into tokens, in the order of the text.
func Tokens(s string) []Token {
	return (*Cutter)(nil).Tokens(nil, s)
}

// All is Tokens one by one, for callers that need no list.
func All(s string) iter.Seq[Token] {
	return func(yield func(Token) bool) {
		c := scanner{src: s, paren: parens{src: s}}
		for {
			t, ok := c.next()
			if !ok || !yield(t) {
				return
			}
		}
	}
}

// Words gives the words of s, without numbers and all else.
func Words(s string) iter.Seq[Token] {
	return func(yield func(Token) bool) {
		for t := range All(s) {
			if t.Kind == Word && !yield(t) {
				return
			}
		}
	}
}

// Hashtags gives the hashtags of s as their tokens' Norm, in the order of the text,
// at a fifth of the price of cutting out everything.
func Hashtags(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		c := scanner{src: s, paren: parens{src: s}, tags: true}
		for {
			t, ok := c.next()
			if !ok || t.Kind == Hashtag && !yield(t.Norm) {
				return
			}
		}
	}
}

// Stem gives the stem of one word, folded first. Cyrillic words get the
// Russian stem, words of plain Latin letters the English one, all others only
// Fold. A word longer than MaxTerm is cut.
func Stem(word string) string {
	var e stemmer
	return e.stem(term(word))
}

// term folds a word and cuts it to MaxTerm.
func term(word string) string {
	if len(word) > 4*MaxTerm {
		// Folding makes few words much shorter, and those may lose their end.
		word = strings.ToValidUTF8(word[:4*MaxTerm], "")
	}
	word = Fold(word)
	if len(word) <= MaxTerm {
		return word
	}
	return strings.ToValidUTF8(word[:MaxTerm], "")
}
