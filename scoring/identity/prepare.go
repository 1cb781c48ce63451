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
	p := m.Sketch(r)
	p.finish()
	return p
}

// Sketch makes a record ready for comparing as Prepare does, but leaves asking
// how rare a value is until it is needed. The matcher's counts must stay as they
// are as long as the profile is used, which is for one goroutine at a time.
func (m *Matcher) Sketch(r Record) *Profile {
	p := read(r)
	m.ready(p)
	return p
}

// ready adds what depends on others, or notes whom to ask for it.
func (m *Matcher) ready(p *Profile) {
	p.from = m
	if p.nickname() && m.count(countName, p.tokens[0].text) == 0 {
		p.tokens = nil
	}
	for i := range p.facts {
		f := &p.facts[i]
		f.column = m.weights.kind("column:" + strings.ToLower(p.Record.Facts[f.at].Column))
	}
	slices.SortStableFunc(p.facts, func(a, b fact) int { return a.column - b.column })
}

// finish asks for all that may be needed.
func (p *Profile) finish() {
	for i := range p.shares {
		p.share(i)
	}
	for i := range p.tokens {
		p.soundShare(&p.tokens[i])
		p.tokens[i].alignable()
	}
	for i := range p.handles {
		p.weigh(&p.handles[i], nil)
	}
	for i := range p.facts {
		p.shareOfFact(&p.facts[i])
	}
	p.from = nil // what may be shared keeps nobody alive
}

// share is how frequent a value of the profile is.
func (p *Profile) share(which int) float64 {
	return p.shares[which].of(func() float64 {
		m := p.from
		switch which {
		case shareMail:
			return m.shareBeside(fewHave, countMail, p.mail.String(), guessRare)
		case sharePhone:
			return m.shareBeside(fewHave, countPhone, p.phone, guessRare)
		case shareCity:
			return m.share(countCity, p.city, guessCity)
		case shareSite:
			return m.share(countSite, p.site, guessRare)
		}
		if !p.avatar.known {
			return 0
		}
		return m.avatarShare(&p.avatar)
	})
}

// nameShare is how frequent a word of the name is.
func (p *Profile) nameShare(t *token) float64 {
	return t.known.of(func() float64 {
		guess := guessName
		if t.forms != nil {
			guess = guessForm
		}
		return p.from.share(countName, t.text, guess)
	})
}

// soundShare is how frequent names are that sound like a word of the name.
func (p *Profile) soundShare(t *token) float64 {
	return t.knownSound.of(func() float64 {
		return max(p.nameShare(t), p.from.share(countSound, t.sound, guessSound))
	})
}

// weigh makes known what a handle is worth. It may be the same as another that is
// weighed; what it holds of its owner's name is its own.
func (p *Profile) weigh(h, other *handle) *handle {
	if h.weighed {
		return h
	}
	s := romanize(h.text)
	if h.weighed = true; other != nil && other.weighed && other.text == h.text {
		h.bits = other.bits
	} else {
		h.bits = p.from.surprise(s)
	}
	p.from.hold(p, h, s[:min(len(s), mostLetters)])
	return h
}

// shareOfFact is how frequent the value of a column is.
func (p *Profile) shareOfFact(f *fact) float64 {
	return f.known.of(func() float64 {
		kind := countFact + p.Record.Facts[f.at].Column
		f.few = p.from.count(kind, f.text) <= 8
		return p.from.factShare(kind, f.text)
	})
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

// Letters of a handle that count, and of a word that may stand in it.
const (
	mostLetters  = 40
	shortestWord = 3
	longestWord  = 12
)

// surprise is how many bits the letters of a handle are worth: the cheapest way
// of writing it in words that were counted, letters and digits. Of the words that
// may begin at a place the longest is asked for first, see Counter.
func (m *Matcher) surprise(s string) float64 {
	s = s[:min(len(s), mostLetters)]
	var letters, best [mostLetters + 1]float64 // of the first i letters: one by one, and at best
	for i := range len(s) {
		cost := letterBits
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			cost = digitBits
		case !letterOrDigit(rune(c)) && c < 0x80:
			cost = 1
		}
		letters[i+1] = letters[i] + cost
	}
	best = letters
	for k := range len(s) {
		best[k+1] = min(best[k+1], best[k]+letters[k+1]-letters[k])
		for i := min(len(s), k+longestWord); i >= k+shortestWord; i-- {
			if wordBits+2 >= min(best[i]-best[k], letters[i]-letters[k]) { // no word is that frequent
				continue
			}
			if m.count(countWord, s[k:i]) > 2 {
				best[i] = min(best[i], best[k]+wordBits+surprise(m.share(countWord, s[k:i], 0)))
			}
		}
	}
	return best[len(s)]
}

// hold notes which words of its owner's name a handle holds, and what they have
// cost.
func (m *Matcher) hold(p *Profile, h *handle, s string) {
	for i := range p.tokens {
		t := &p.tokens[i]
		w := romanize(t.text)
		switch {
		case len(w) >= 2 && strings.Contains(s, w):
			h.holds[i] = min(surprise(p.nameShare(t)), letterBits*float64(len(w)))
		case len(t.sound) >= 3 && strings.Contains(squeeze(s, false), t.sound):
			h.holds[i] = min(surprise(p.soundShare(t)), letterBits*float64(len(w)))
		case t.forms != nil:
			h.holds[i] = m.holdsForm(t, h)
		}
	}
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
