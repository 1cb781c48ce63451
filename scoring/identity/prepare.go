package identity

import (
	"slices"
	"strings"
)

// Matcher compares identities: weights, and how frequent values are. It may be
// used by several goroutines as long as nobody teaches or counts, nor prepares a
// record with a column that was not seen before, which gets weights then.
type Matcher struct {
	weights *Weights
	counter Counter
}

// NewMatcher gives a matcher with these weights. The counter tells how frequent
// values are; where it is nil, all values are taken for rare.
func NewMatcher(w *Weights, c Counter) *Matcher {
	if c == nil {
		c = &Counts{}
	}
	return &Matcher{w, c}
}

// How frequent a value is that nobody has been seen to have: the share that it
// is given, and how many identities that guess is worth.
const (
	guessWeight  = 2000
	guessName    = 1.0 / 6000
	guessForm    = 1.0 / 250 // a first name of the table
	guessSound   = 1.0 / 3000
	guessRare    = 1.0 / 20000
	guessCity    = 1.0 / 100
	guessFlat    = 1.0 / 20 // a picture that is hardly one
	guessFact    = 1.0 / 1000
	guessFactFew = 100
)

// Prepare makes a record ready for comparing.
func (m *Matcher) Prepare(r Record) *Profile {
	p := read(r)
	m.ready(p)
	return p
}

// ready adds what depends on others: how rare the values are.
func (m *Matcher) ready(p *Profile) {
	r := &p.Record
	if p.nickname() && m.count(countName, p.tokens[0].text) == 0 {
		p.tokens = nil
	}
	p.shares.mail = m.shareBeside(fewHave, countMail, p.mail.String(), guessRare)
	p.shares.phone = m.shareBeside(fewHave, countPhone, p.phone, guessRare)
	p.shares.city = m.share(countCity, p.city, guessCity)
	p.shares.site = m.share(countSite, p.site, guessRare)
	if p.avatar.known {
		p.shares.avatar = m.avatarShare(&p.avatar)
	}
	for i := range p.tokens {
		t := &p.tokens[i]
		t.pieces = model().pieces(t.runes, t.script)
		guess := guessName
		if t.forms != nil {
			guess = guessForm
		}
		t.share = m.share(countName, t.text, guess)
		t.soundShare = max(t.share, m.share(countSound, t.sound, guessSound))
	}
	for i := range p.handles {
		p.handles[i].bits = m.surprise(p, &p.handles[i])
	}
	for i := range p.facts {
		f := &p.facts[i]
		column := r.Facts[f.column].Column
		f.share = m.factShare(countFact+column, f.text)
		f.few = m.count(countFact+column, f.text) <= 8
		f.column = m.weights.kind("column:" + strings.ToLower(column))
	}
	slices.SortStableFunc(p.facts, func(a, b fact) int { return a.column - b.column })
}

func (m *Matcher) count(kind, value string) int { return m.counter.Count(keyOf(kind, value)) }

// share is how frequent a value is among those who have any, this identity and
// one other left out: what two people share is not made frequent by them.
func (m *Matcher) share(kind, value string, guess float64) float64 {
	return m.shareBeside(2, kind, value, guess)
}

// fewHave is how many accounts one person may well have with one address or
// number: so many do not make it frequent.
const fewHave = 8

// shareBeside is share where so many are left out.
func (m *Matcher) shareBeside(few int, kind, value string, guess float64) float64 {
	if value == "" {
		return 1
	}
	all := float64(m.count(countAll, kind))
	n := float64(max(0, m.count(kind, value)-few))
	return (n + guess*guessWeight) / (all + guessWeight)
}

// factShare is share for columns of which nothing is known before.
func (m *Matcher) factShare(kind, value string) float64 {
	all := float64(m.count(countAll, kind))
	n := float64(max(0, m.count(kind, value)-1))
	return (n + guessFact*guessFactFew) / (all + guessFactFew)
}

// avatarShare is how frequent a picture is, those one bit away included: three
// of its four quarters are the same there.
func (m *Matcher) avatarShare(a *avatar) float64 {
	guess := guessRare
	if a.flat {
		guess = guessFlat
	}
	s := m.share(countAvatar, a.value(), guess)
	var counts []int
	for i, band := range a.bands() {
		counts = append(counts, m.count(countBand+string(rune('0'+i)), band))
	}
	if len(counts) == 4 {
		slices.Sort(counts)
		s = max(s, float64(max(0, counts[1]-3))/(float64(m.count(countAll, countAvatar))+guessWeight))
	}
	return s
}

// Bits of a handle's letters.
const (
	letterBits = 4.2
	digitBits  = 3.3
	wordBits   = 1.5 // for choosing a word, above its own
	mostBits   = 22  // no handle says more
)

// surprise is how many bits a handle is worth: the cheapest way of writing it
// in words that were counted, words and initials of its owner's name, letters
// and digits. It notes which words of the name it holds.
func (m *Matcher) surprise(p *Profile, h *handle) float64 {
	s := romanize(h.text)
	s = s[:min(len(s), 40)]
	var best [41]float64
	for i := 1; i <= len(s); i++ {
		c := s[i-1]
		cost := letterBits
		switch {
		case c >= '0' && c <= '9':
			cost = digitBits
		case !letterOrDigit(rune(c)) && c < 0x80:
			cost = 1
		}
		best[i] = best[i-1] + cost
		for k := max(0, i-12); k <= i-3; k++ {
			if best[k]+wordBits+2 >= best[i] { // no word is that frequent
				continue
			}
			if m.count(countWord, s[k:i]) > 2 {
				best[i] = min(best[i], best[k]+wordBits+surprise(m.share(countWord, s[k:i], 0)))
			}
		}
	}
	for i := range p.tokens {
		t := &p.tokens[i]
		w := romanize(t.text)
		switch {
		case len(w) >= 2 && strings.Contains(s, w):
			h.holds[i] = min(surprise(t.share), letterBits*float64(len(w)))
		case len(t.sound) >= 3 && strings.Contains(squeeze(s, false), t.sound):
			h.holds[i] = min(surprise(t.soundShare), letterBits*float64(len(w)))
		case t.forms != nil:
			h.holds[i] = m.holdsForm(t, h)
		}
	}
	return best[len(s)]
}

// holdsForm is what the part of a handle has cost that is another form or spelling
// of a first name: michael of Майкл.
func (m *Matcher) holdsForm(t *token, h *handle) float64 {
	for _, part := range h.parts() {
		if !sharesForm(t, &token{forms: forms()[part]}) {
			continue
		}
		cost := letterBits * float64(len(part))
		if m.count(countWord, part) > 2 {
			cost = min(cost, wordBits+surprise(m.share(countWord, part, 0)))
		}
		return cost
	}
	return 0
}
