package trend

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"earshot/scoring/text"
)

// Kind says what a term is.
type Kind uint8

// The kinds of terms.
const (
	Word Kind = iota // also a hashtag: "#пицца" and "пицца" are one
	Pair             // two words next to each other
	Link
)

// Term is a word, pair or link that many use.
type Term struct {
	Key  string // stems, a link's address without its protocol
	Form string // as most write it
	Kind Kind
}

// Said is one text that is looked at.
type Said struct {
	ID      uint64
	Author  string
	Cluster uint64 // of near-duplicates; 0 = it stands alone
	Text    string
	Mood    int8 // -1, 0, 1
}

// The borders of topics.
const (
	leastAuthors = 3    // who use a term
	leastRise    = 2    // times its usual share
	stopShare    = 0.05 // of the past texts: a word of no pair
	mostTerms    = 4    // of a topic
	mostExamples = 3    // of a topic
	together     = 0.5  // Jaccard index of the texts of two terms of one topic
	mostWords    = 200  // words read of a text
	shortest     = 3    // letters of a word
)

// Terms are the terms of a stretch of time, and who used them.
type Terms struct {
	said    []Said // one of each cluster
	size    []int  // how many its cluster has, itself included
	all     map[string]*used
	authors int
}

// used is a term with those who used it.
type used struct {
	Term
	texts   []int // places in said
	authors map[string]struct{}
	forms   map[string]int
}

// Gather reads texts. words may be nil; with it known stems cost nothing. It
// takes 4 us a text.
func Gather(list []Said, words *text.Cutter) *Terms {
	t := &Terms{all: map[string]*used{}}
	at := map[uint64]int{}
	authors := map[string]struct{}{}
	for _, s := range list {
		if i, known := at[s.Cluster]; known && s.Cluster != 0 {
			t.size[i]++
			continue
		}
		at[s.Cluster] = len(t.said)
		authors[s.Author] = struct{}{}
		t.said, t.size = append(t.said, s), append(t.size, 1)
	}
	t.authors = len(authors)
	var tokens []text.Token
	for i := range t.said {
		tokens = words.Tokens(tokens[:0], t.said[i].Text)
		t.read(i, tokens)
	}
	return t
}

func (t *Terms) read(at int, tokens []text.Token) {
	var before *text.Token
	for i := range tokens[:min(len(tokens), mostWords)] {
		tok := &tokens[i]
		switch {
		case tok.Kind == text.URL:
			if key := address(tok.Text); key != "" {
				t.note(at, Link, key, key)
			}
			before = nil
		case negation(tok.Norm):
			before = tok
		case !content(tok):
			before = nil
		default:
			key := strings.TrimPrefix(tok.Stem, "#")
			t.note(at, Word, key, strings.ToLower(tok.Text))
			if before != nil && t.beside(at, before, tok) {
				prev := strings.TrimPrefix(before.Stem, "#")
				t.note(at, Pair, prev+" "+key, strings.ToLower(before.Text+" "+tok.Text))
			}
			before = tok
		}
	}
}

// beside tells whether only spaces stand between two tokens.
func (t *Terms) beside(at int, a, b *text.Token) bool {
	return a.End <= b.Start && strings.TrimSpace(t.said[at].Text[a.End:b.Start]) == ""
}

// content tells the tokens that can be a topic.
func content(t *text.Token) bool {
	if t.Kind != text.Word && t.Kind != text.Hashtag {
		return false
	}
	n, letters := 0, false
	for _, r := range t.Norm {
		n++
		letters = letters || unicode.IsLetter(r)
	}
	first, _ := utf8.DecodeRuneInString(t.Norm)
	return letters && (n >= shortest || first > 0x2E7F && n > 1) // two signs are a word in Chinese and Japanese
}

// negation tells the words that are no topic alone and turn the next one round:
// what does not open is a topic.
func negation(word string) bool {
	switch word {
	case "не", "без", "no", "not", "without", "doesn't", "don't", "can't", "won't":
		return true
	}
	return false
}

// address is a link without its protocol, query and the like; "" = of no use.
func address(raw string) string {
	if strings.Contains(raw, "@") {
		return ""
	}
	if !strings.Contains(raw, "://") {
		raw = "https://" + raw
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Host), "www.") + strings.TrimRight(u.EscapedPath(), "/")
}

func (t *Terms) note(at int, kind Kind, key, form string) {
	u := t.all[key]
	if u == nil {
		u = &used{Term: Term{Key: key, Kind: kind}, authors: map[string]struct{}{}, forms: map[string]int{}}
		t.all[key] = u
	}
	u.forms[form]++
	if n := len(u.texts); n > 0 && u.texts[n-1] == at {
		return
	}
	u.texts = append(u.texts, at)
	u.authors[t.said[at].Author] = struct{}{}
}

// form is how most write a term; of two as frequent, the shorter.
func (u *used) form() string {
	best := ""
	for f, n := range u.forms {
		if c := cmp.Compare(n, u.forms[best]); best == "" || c > 0 || c == 0 && (len(f) < len(best) || len(f) == len(best) && f < best) {
			best = f
		}
	}
	return best
}

// Candidates are the terms that three people or more use, the most used first: at
// most so many. Their past is to be looked up.
func (t *Terms) Candidates(most int) []Term {
	var list []*used
	for _, u := range t.all {
		if len(u.authors) >= leastAuthors {
			list = append(list, u)
		}
	}
	slices.SortFunc(list, func(a, b *used) int {
		return cmp.Or(cmp.Compare(len(b.authors), len(a.authors)), cmp.Compare(a.Key, b.Key))
	})
	var out []Term
	for _, u := range list[:min(most, len(list))] {
		u.Form = u.form()
		out = append(out, u.Term)
	}
	return out
}
