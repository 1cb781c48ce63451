package corpustest

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// spice is what stands between words.
type spice struct{ ends, emoji, smileys []string }

func spices() spice {
	return spice{
		ends:    []string{".", ".", ".", ".", "!", "?", "...", ".", "!!", ","},
		emoji:   []string{"😀", "😡", "🔥", "❤️", "👍", "😭", "🙏", "🤔", "👎", "🎉", "😂", "🥶"},
		smileys: []string{":)", ":(", ";-)", ":-(", "))", "((", ":D", "^_^"},
	}
}

// source is the mention whose text mention i repeats; itself for most.
func (c *Corpus) source(i int) int {
	d := c.roll(forRepeat, i)
	if i == 0 || !d.chance(0.04) {
		return i
	}
	back := int(math.Pow(20_000, d.float())) // as likely minutes as days ago
	j := max(0, i-back)
	if e := c.roll(forRepeat, j); j > 0 && e.chance(0.04) {
		return i // repeats of repeats would make chains
	}
	return j
}

// text is what mention i says, and in which language.
func (c *Corpus) text(i int) (said, lang string) {
	j := c.source(i)
	said, lang = c.compose(j)
	d := c.roll(forRepeat, i)
	d.next()
	d.next()
	if j == i || d.chance(0.5) {
		return said, lang
	}
	switch d.below(3) { // what syndication does to a text
	case 0:
		said = strings.TrimRight(said, ".!?") + "..."
	case 1:
		said = "RT: " + said
	default:
		said += " https://news.example/" + strconv.Itoa(i)
	}
	return said, lang
}

// compose writes the text of mention j word by word.
func (c *Corpus) compose(j int) (string, string) {
	tongue := c.tongue(c.author(j))
	d := c.roll(forText, j)
	words := int(math.Exp(2.86 + 0.52*d.normal()))
	words = min(60, max(5, words))
	b := make([]byte, 0, 16*words)
	lang := tongue
	if tongue == "mixed" {
		lang = "ru"
	}
	capital := d.chance(0.85)
	for w := range words {
		if w > 0 {
			b = append(b, ' ')
		}
		l := c.ru
		if tongue == "en" || tongue == "mixed" && d.chance(0.35) {
			l = c.en
		}
		at := len(b)
		if w == words-1 || !c.extra(&b, &d, l) {
			b = l.word(b, &d, l.rank(&d))
			if capital {
				b = capitalise(b, at)
			}
		}
		capital = false
		if w == words-1 || d.chance(0.11) {
			end := pick(&d, c.spice.ends)
			b = append(b, end...)
			capital = end != ","
		}
	}
	switch u := d.float(); {
	case u < 0.10:
		b = append(append(b, ' '), pick(&d, c.spice.emoji)...)
	case u < 0.16:
		b = append(append(b, ' '), pick(&d, c.spice.smileys)...)
	}
	return string(b), lang
}

// extra writes a hashtag, a handle or a link in place of a word, now and then.
func (c *Corpus) extra(b *[]byte, d *dice, l *language) bool {
	switch u := d.float(); {
	case u < 0.012:
		*b = append(*b, '#')
		*b = l.word(*b, d, 60+d.pareto(20, 0.8, 4000))
	case u < 0.018:
		*b = append(*b, "@acme"...)
	case u < 0.024:
		*b = append(*b, "@user"...)
		*b = strconv.AppendInt(*b, int64(d.pareto(1, 0.6, 1e6)), 10)
	case u < 0.030:
		*b = append(*b, "https://shop.example/p/"...)
		*b = strconv.AppendInt(*b, int64(d.pareto(1, 0.6, 1e6)), 36)
	default:
		return false
	}
	return true
}

// capitalise makes the letter at a place large.
func capitalise(b []byte, at int) []byte {
	r, n := utf8.DecodeRune(b[at:])
	large := unicode.ToUpper(r)
	if utf8.RuneLen(large) == n {
		utf8.EncodeRune(b[at:], large)
	}
	return b
}

// links are the addresses in a text.
func links(text string) []string {
	var out []string
	for from := 0; ; {
		k := strings.Index(text[from:], "https://")
		if k < 0 {
			return out
		}
		from += k
		end := strings.IndexAny(text[from:], " ,!?")
		if end < 0 {
			end = len(text) - from
		}
		out = append(out, strings.TrimRight(text[from:from+end], "."))
		from += end
	}
}
