package demo

import (
	"strconv"
	"strings"
)

// pen writes texts: it draws sentences and fills their slots.
type pen struct {
	lib   *library
	dice  *dice
	decks map[string]*deck
	known bool // the broken update is known: sentences marked ^ may be said
}

func newPen(lib *library, d *dice) *pen {
	return &pen{lib: lib, dice: d, decks: map[string]*deck{}, known: true}
}

// deal gives the next number below n of the deck with this name.
func (p *pen) deal(name string, n int) int {
	k := p.decks[name]
	if k == nil {
		k = &deck{}
		p.decks[name] = k
	}
	return k.deal(p.dice, n)
}

// line draws a sentence of a list in a language; "" where there is none.
func (p *pen) line(lang, list string) string {
	key := lang + "/" + list
	lines := p.lib.lines[key]
	for range 2 * len(lines) { // a card may end one round and begin the next
		line, later := strings.CutPrefix(lines[p.deal(key, len(lines))], "^")
		if !later || p.known {
			return line
		}
	}
	return ""
}

// say is what a person says on a topic: a sentence, often with a second one.
func (p *pen) say(who *person, topic string) string {
	text, more := p.line(who.lang, topic), ""
	if text != "" && p.dice.percent(60) {
		more = p.line(who.lang, topic+"+")
	}
	if more == "" || strings.Contains(text, "{no}") && strings.Contains(more, "{no}") {
		return p.fill(text, who) // an order has one number
	}
	return p.fill(text, who) + " " + p.fill(more, who)
}

// fill puts words in the place of {slots} and chooses [his|hers] endings; an
// ending without a bar is hers only.
func (p *pen) fill(text string, who *person) string {
	if !strings.ContainsAny(text, "{[") {
		return text
	}
	var b strings.Builder
	for {
		i := strings.IndexAny(text, "{[")
		if i < 0 {
			break
		}
		j := i + strings.IndexAny(text[i:], "}]")
		if j < i {
			break
		}
		b.WriteString(text[:i])
		if text[i] == '{' {
			b.WriteString(p.word(text[i:j+1], who))
		} else {
			b.WriteString(ending(text[i+1:j], who))
		}
		text = text[j+1:]
	}
	return b.String() + text
}

func ending(s string, who *person) string {
	his, hers, ok := strings.Cut(s, "|")
	if !ok {
		his, hers = "", s
	}
	if who.female {
		return hers
	}
	return his
}

// word fills one slot.
func (p *pen) word(slot string, who *person) string {
	switch slot {
	case "{no}":
		return strconv.Itoa(40000 + p.dice.below(50000))
	case "{name}":
		return who.name
	case "{in}":
		if who.lang == "ru" {
			return who.place.inRu
		}
		return who.place.inEn
	}
	words := p.lib.lines["*/"+slot]
	if len(p.lib.lines[who.lang+"/"+slot]) > 0 {
		words = p.lib.lines[who.lang+"/"+slot]
	}
	if len(words) == 0 {
		return ""
	}
	return words[p.dice.below(len(words))]
}
