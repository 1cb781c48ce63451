package corpustest

import (
	_ "embed"
	"math"
	"strings"
)

var (
	//go:embed words/ru.txt
	russianWords string
	//go:embed words/en.txt
	englishWords string
)

const (
	headStems = 8192      // stems that follow Zipf and Mandelbrot
	zipfS     = 1.05      // their exponent
	zipfQ     = 2.7       // and Mandelbrot's shift
	tailS     = 1.9       // the exponent beyond
	maxRank   = 6_000_000 // the rarest stem
)

// paradigms are the endings a stem takes, most frequent first.
func paradigms() map[string][]string {
	split := func(s string) []string {
		list := strings.Split(s, " ")
		for i := range list {
			list[i] = strings.TrimPrefix(list[i], "-")
		}
		return list
	}
	return map[string][]string{
		"=": {""},
		"m": split("- а у ом ов и е ы ам ами ах"),
		"f": split("а у ы и е ой - ам ами ах"),
		"o": split("о е а у ом ем ам ами ах"),
		"s": split("ь и ью ей ям"),
		"a": split("ый ая ое ые ого ой ом ых ую ым ыми"),
		"v": split("ать ает ал ала али аю ают ай айте аем"),
		"i": split("ить ит ил ила или ите ишь им"),
		"n": split("- s"),
		"e": split("e ed ing es"),
		"z": split("- d s"),
		"x": {""},
	}
}

// stem is a word without its ending.
type stem struct {
	text  string
	kinds []string // its endings
}

// language is a vocabulary without end: stems by rank.
type language struct {
	head      []stem
	pick      alias
	inTail    float64 // probability of a stem beyond the head
	roots     []string
	prefixes  []string
	suffixes  []stem
	paradigms map[string][]string
}

func newLanguage(file string, verbs []string) *language {
	l := &language{paradigms: paradigms()}
	if verbs != nil {
		l.paradigms["v"], l.paradigms["a"] = verbs, []string{"", "er", "ly", "est"}
	}
	kinds := map[string][]string{}
	for line := range strings.Lines(file) {
		if words := strings.Fields(line); len(words) > 0 && words[0] != "#" {
			kinds[words[0]] = append(kinds[words[0]], words[1:]...)
		}
	}
	for _, w := range kinds["="] {
		l.head = append(l.head, stem{w, l.paradigms["="]})
	}
	for i, more := 0, true; more; i++ { // the kinds take turns
		more = false
		for _, kind := range strings.Fields("m f v o a i n e") {
			if list := kinds[kind]; i < len(list) {
				l.head, more = append(l.head, stem{list[i], l.paradigms[kind]}), true
			}
		}
	}
	l.roots = kinds["root"]
	for _, p := range kinds["pre"] {
		l.prefixes = append(l.prefixes, strings.TrimPrefix(p, "-"))
	}
	for _, s := range kinds["suf"] {
		text, kind, _ := strings.Cut(s, ":")
		l.suffixes = append(l.suffixes, stem{strings.TrimPrefix(text, "-"), l.paradigms[kind]})
	}
	for known := len(l.head); len(l.head) < headStems; {
		text, endings := l.coin(nil, len(l.head)-known)
		l.head = append(l.head, stem{string(text), endings})
	}
	l.weigh()
	return l
}

func (l *language) weigh() {
	weights := make([]float64, headStems)
	var sum float64
	for r := range weights {
		weights[r] = math.Pow(float64(r+1)+zipfQ, -zipfS)
		sum += weights[r]
	}
	l.pick = newAlias(weights)
	tail := weights[headStems-1] * headStems / (tailS - 1) // the integral of the falling power
	l.inTail = tail / (sum + tail)
}

// rank draws a stem, 0 being the most frequent.
func (l *language) rank(d *dice) int {
	if d.float() >= l.inTail {
		return l.pick.draw(d)
	}
	return d.pareto(headStems, tailS-1, maxRank)
}

// coin appends the k-th made-up stem: prefix, root, suffix; then two roots.
func (l *language) coin(b []byte, k int) ([]byte, []string) {
	root := k % len(l.roots)
	k /= len(l.roots)
	suffix := k % len(l.suffixes)
	k /= len(l.suffixes)
	prefix := k % len(l.prefixes)
	k /= len(l.prefixes)
	b = append(b, l.prefixes[prefix]...)
	if k > 0 {
		b = append(b, l.roots[(k-1)%len(l.roots)]...)
		b = append(b, 'o')
		if l.roots[0][0] >= 0x80 {
			b = append(b[:len(b)-1], "о"...)
		}
	}
	b = append(b, l.roots[root]...)
	b = append(b, l.suffixes[suffix].text...)
	return b, l.suffixes[suffix].kinds
}

// word appends a form of the stem of a rank; the first endings are the most
// frequent.
func (l *language) word(b []byte, d *dice, rank int) []byte {
	var endings []string
	if rank < headStems {
		b, endings = append(b, l.head[rank].text...), l.head[rank].kinds
	} else {
		b, endings = l.coin(b, rank)
	}
	if len(endings) == 1 {
		return append(b, endings[0]...)
	}
	u := d.float()
	return append(b, endings[int(u*u*float64(len(endings)))]...)
}
