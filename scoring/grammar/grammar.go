// Package grammar finds what a text does with words: asks for a price, looks
// for something, thanks, advertises. What is looked for stands in a plain file,
// so that it can be read, argued about and mended by people who write no Go.
//
// A file has three kinds of sections. Everything behind a hash is a comment.
//
//	[words buy]              a class: words that mean the same to a pattern
//	купить заказать buy      words match by stem: "купила", "buys"
//	=закажу посовет*         "=" only this form, "*" any word that begins so
//	$rent                    all words of a class that was named before
//
//	[rule seek]              a rule holds where one of its patterns matches
//	ищу $thing               one word after the other
//	где|куда $buy            words apart by | are equal here; a class may be one
//	хочу очень? спать        with ? at its end a word may be missing
//	нужен .. $thing          .. up to three words between, ... up to eight
//	< кто знает >            < and > are the start and the end of a sentence
//
//	[when offer]             a rule that is made of others, in one sentence
//	seek place ? !negated    ? and ! are question and exclamation mark behind it, !x is: not x
//	seek ~price !~sold       with ~ anywhere in the text
//
// The classes $number, $url, $handle, $hashtag, $face (emoji and smileys), $caps
// (a word that begins with a capital letter, inside a sentence), $brand, $product
// and $competitor are there already; the last three are names that the caller
// gives, see Names. A pattern never goes from one sentence to
// the next. Commas, dashes and colons do not part anything.
//
// What stands in quotation marks, two words or more of a text that has others,
// was said by somebody else and matches nothing; it makes the rule "quoted" hold.
//
// Matching goes over the tokens once. From each of them it walks a tree of all
// patterns, whose depth and gaps are bounded: time is linear in the text.
package grammar

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"earshot/scoring/text"
)

// Rules that hold without being written: the marks behind a sentence, and
// speech of others.
const (
	asks = iota
	shouts
	quoted
	given // how many there are
)

// Grammar is a parsed file. It never changes and may be used by many goroutines.
type Grammar struct {
	rules []string // names, by number
	whens []when

	stems map[string][]symbol
	forms map[string][]symbol
	heads map[string][]beginning // by the first letters
	kinds [8][]symbol            // of tokens that are no words, by text.Kind
	names [3][]symbol            // of Brand, Product, Competitor
	caps  []symbol               // of a capitalised word

	nodes []node
	roots []int32 // by symbol
	after int32   // the node behind "<", 0 for none
}

// symbol is a class, or the set of words at one place of a pattern.
type symbol uint16

// beginning is "посовет*".
type beginning struct {
	start   string
	symbols []symbol
}

// node is a place in the tree of patterns.
type node struct {
	next  []edge   // with the word that follows
	far   []edge   // with a word behind a gap
	end   int32    // with the end of the sentence, 0 for none
	rules []uint16 // that hold here
}

type edge struct {
	with symbol
	gap  uint8 // words that may stand between
	to   int32
}

// when is one line of a section [when].
type when struct {
	rule  uint16
	parts []part
}

type part struct {
	rule     uint16
	not, any bool
}

// The gaps, in words.
const (
	shortGap = 3
	longGap  = 8
	// headLetters of a word's beginning choose the list it stands in.
	headLetters = 3
	// maxOptional of one pattern: every one of them doubles it.
	maxOptional = 5
)

// Rules are the names of all rules, by number.
func (g *Grammar) Rules() []string { return g.rules }

// Rule is the number of a rule, -1 for a name that is none.
func (g *Grammar) Rule(name string) int {
	for i, n := range g.rules {
		if n == name {
			return i
		}
	}
	return -1
}

// Must is Parse for files that are part of the program, where a mistake is
// found by the first test that uses them.
func Must(files ...string) *Grammar {
	g, err := Parse(files...)
	if err != nil {
		panic(err)
	}
	return g
}

// parser is a file being read.
type parser struct {
	g       *Grammar
	rules   map[string]uint16
	classes map[string][]string // words as written
	sets    map[string]symbol   // by words as written, with bars
	section string              // words, rule, when
	name    string
	trees   map[string]int32 // nodes by the path that leads to them
}

// Parse reads files, one after the other. An error names the line.
func Parse(files ...string) (*Grammar, error) {
	p := &parser{
		g: &Grammar{
			stems: map[string][]symbol{}, forms: map[string][]symbol{}, heads: map[string][]beginning{},
			nodes: make([]node, 1), roots: make([]int32, 1),
		},
		rules: map[string]uint16{}, classes: map[string][]string{}, sets: map[string]symbol{}, trees: map[string]int32{},
	}
	for _, name := range [given]string{"?", "!", "quoted"} {
		p.rule(name)
	}
	for _, name := range []string{"number", "url", "handle", "hashtag", "face", "caps", "brand", "product", "competitor"} {
		p.classes[name] = []string{"$" + name}
	}
	for _, file := range files {
		number := 0
		for line := range strings.Lines(file) {
			number++
			line, _, _ = strings.Cut(line, "#")
			if err := p.line(strings.TrimSpace(line)); err != nil {
				return nil, fmt.Errorf("line %d: %w", number, err)
			}
		}
	}
	return p.g, p.known()
}

// known finds rules that are asked for and never made.
func (p *parser) known() error {
	made := make([]bool, len(p.g.rules))
	for i := range given {
		made[i] = true
	}
	for _, n := range p.g.nodes {
		for _, r := range n.rules {
			made[r] = true
		}
	}
	for _, w := range p.g.whens {
		made[w.rule] = true
	}
	for r, ok := range made {
		if !ok {
			return fmt.Errorf("nothing makes the rule %q", p.g.rules[r])
		}
	}
	return nil
}

func (p *parser) rule(name string) uint16 {
	r, ok := p.rules[name]
	if !ok {
		r = uint16(len(p.g.rules))
		p.rules[name] = r
		p.g.rules = append(p.g.rules, name)
	}
	return r
}

func (p *parser) line(line string) error {
	if line == "" {
		return nil
	}
	if head, ok := strings.CutPrefix(line, "["); ok {
		var closed bool
		if head, closed = strings.CutSuffix(head, "]"); !closed {
			return fmt.Errorf("%q: a heading ends with ]", line)
		}
		p.section, p.name, _ = strings.Cut(head, " ")
		switch {
		case p.section != "words" && p.section != "rule" && p.section != "when":
			return fmt.Errorf("%q: a section is words, rule or when", head)
		case p.name == "" || strings.ContainsAny(p.name, " !~"):
			return fmt.Errorf("%q: give one name", head)
		}
		if p.section == "words" && p.classes[p.name] == nil {
			p.classes[p.name] = []string{}
		}
		return nil
	}
	switch p.section {
	case "words":
		return p.words(strings.Fields(line))
	case "rule":
		return p.pattern(strings.Fields(line))
	case "when":
		p.when(strings.Fields(line))
		return nil
	}
	return fmt.Errorf("%q stands before any heading", line)
}

// words adds to a class.
func (p *parser) words(list []string) error {
	for _, w := range list {
		if name, ok := strings.CutPrefix(w, "$"); ok {
			other, known := p.classes[name]
			if !known {
				return fmt.Errorf("$%s: no class has that name so far", name)
			}
			p.classes[p.name] = append(p.classes[p.name], other...)
			continue
		}
		if len(p.sets) > 0 && p.sets["$"+p.name] != 0 {
			return fmt.Errorf("%q: the class %s was used already", w, p.name)
		}
		p.classes[p.name] = append(p.classes[p.name], w)
	}
	return nil
}

func (p *parser) when(list []string) {
	w := when{rule: p.rule(p.name)}
	for _, name := range list {
		var x part
		if name != "!" {
			name, x.not = cut(name, "!")
		}
		name, x.any = cut(name, "~")
		x.rule = p.rule(name)
		w.parts = append(w.parts, x)
	}
	p.g.whens = append(p.g.whens, w)
}

func cut(s, prefix string) (string, bool) { return strings.CutPrefix(s, prefix) }

// set gives the symbol of words apart by bars.
func (p *parser) set(written string) (symbol, error) {
	if s, ok := p.sets[written]; ok {
		return s, nil
	}
	s := symbol(len(p.g.roots))
	p.g.roots = append(p.g.roots, 0)
	p.sets[written] = s
	for word := range strings.SplitSeq(written, "|") {
		name, class := strings.CutPrefix(word, "$")
		if !class {
			if err := p.spell(word, s); err != nil {
				return 0, err
			}
			continue
		}
		list, known := p.classes[name]
		if !known {
			return 0, fmt.Errorf("$%s: no class has that name so far", name)
		}
		for _, w := range list {
			if err := p.spell(w, s); err != nil {
				return 0, err
			}
		}
	}
	return s, nil
}

// spell lets a word stand for a symbol.
func (p *parser) spell(word string, s symbol) error {
	g := p.g
	switch {
	case word == "" || word == "=" || word == "*":
		return fmt.Errorf("a word without letters")
	case word[0] == '$':
		g.given(word[1:], s)
	case word[0] == '=' && strings.HasSuffix(word, "*"):
		return fmt.Errorf("%q: either = or *", word)
	case word[0] == '=':
		form := text.Fold(word[1:])
		g.forms[form] = append(g.forms[form], s)
	case strings.HasSuffix(word, "*"):
		start := text.Fold(strings.TrimSuffix(word, "*"))
		head := letters(start, headLetters)
		if utf8.RuneCountInString(start) < headLetters {
			return fmt.Errorf("%q: give %d letters or more before *", word, headLetters)
		}
		list := g.heads[head]
		for i := range list {
			if list[i].start == start {
				list[i].symbols = append(list[i].symbols, s)
				return nil
			}
		}
		g.heads[head] = append(list, beginning{start, []symbol{s}})
	default:
		stem := text.Stem(word)
		if list := text.Tokens(word); len(list) == 1 {
			stem = list[0].Stem
		}
		g.stems[stem] = append(g.stems[stem], s)
	}
	return nil
}

// given takes the classes that need not be written.
func (g *Grammar) given(name string, s symbol) {
	kinds := map[string][]text.Kind{
		"number": {text.Number}, "url": {text.URL}, "handle": {text.Handle}, "hashtag": {text.Hashtag},
		"face": {text.Emoji, text.Smiley},
	}
	for _, k := range kinds[name] {
		g.kinds[k] = append(g.kinds[k], s)
	}
	if name == "caps" {
		g.caps = append(g.caps, s)
	}
	for i, n := range []string{"brand", "product", "competitor"} {
		if n == name {
			g.names[i] = append(g.names[i], s)
		}
	}
}

// letters gives the first n letters of a word, or all.
func letters(word string, n int) string {
	for i := range word {
		if n == 0 {
			return word[:i]
		}
		n--
	}
	return word
}
