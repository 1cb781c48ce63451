package identity

import (
	"fmt"
	"math"
	"slices"
)

// Kind names what a piece of evidence is about: "mail", "name", or
// "column:dob" for a column of a list.
type Kind string

// Evidence is what two values say about their owners being one person.
type Evidence struct {
	Kind Kind
	Bits float64 // above 0 for, below 0 against
	A, B string  // the values
	Why  string  // in plain words
}

// Action is what follows from the evidence.
type Action uint8

// Actions.
const (
	Ignore  Action = iota // not worth a person's time
	Suggest               // a person should look
	Merge                 // they are one person
)

func (a Action) String() string { return [...]string{"ignore", "suggest", "merge"}[min(a, Merge)] }

// Decision is what follows from the evidence about two identities, and why.
type Decision struct {
	Action    Action
	Bits      float64 // logarithm to base 2 of the odds
	Rule      string  // which rule merges, "" where none does
	LooksLike bool    // one could be made to be taken for the other
	Hard      bool    // they have one mailbox or phone, or a link both ways
}

// Options are the limits of Decide, in bits.
type Options struct {
	Suggest float64 // from here on a person is asked
	Merge   float64 // from here on a rule of bits merges
	Guarded bool    // one of them is watched over (a VIP): nothing but hard evidence merges
	Records bool    // these are rows about people, not accounts: bits alone may merge
}

// Standard gives the limits for accounts and addresses.
func Standard() Options { return Options{Suggest: -1.5, Merge: 4.5} }

// Decide tells what follows for two identities.
func (m *Matcher) Decide(a, b *Profile, opt Options) Decision {
	var list observations
	observe(a, b, &list)
	d := Decision{Bits: m.weights.prior()}
	for i := range list.n {
		d.Bits += m.weights.bits(&list.list[i])
	}
	if d.Bits < opt.Suggest && d.Bits < opt.Merge {
		return d
	}
	s := m.sum(a, b, &list)
	d.LooksLike, d.Hard = s.imitation, s.hard != ""
	switch {
	case opt.Records && d.Bits >= opt.Merge:
		d.Action, d.Rule = Merge, "all columns together"
	case opt.Records:
	default:
		d.Rule = s.rule(d.Bits, opt)
		if d.Rule != "" {
			d.Action = Merge
		}
	}
	if d.Action == Ignore && d.Bits >= opt.Suggest {
		d.Action = Suggest
	}
	return d
}

// signs are what the rules of merging look at.
type signs struct {
	hard      string  // one mailbox, phone or link both ways
	names     int     // words of the names that agree, initials left out
	against   int     // words that do not
	unsure    int     // words that are only like each other
	unnamed   bool    // one has no name
	handle    int     // way of the best pair of handles
	own       bool    // ... which are accounts' names or one and an address, on other networks
	claimed   bool    // one of them only stands where a name should
	freeBits  float64 // of the handle, beyond the name
	private   float64 // of columns of lists, which nobody can see and copy
	digits    bool    // the handles have the same digits
	picture   float64
	face      bool    // the same picture, rare or not
	shown     float64 // of city and site, which everybody can
	imitation bool
}

// sum collects the signs of a pair.
func (m *Matcher) sum(a, b *Profile, list *observations) signs {
	s := signs{handle: handleOther, unnamed: len(a.tokens) == 0 || len(b.tokens) == 0}
	otherNet := a.network != b.network
	x, y := a, b
	if list.swap {
		x, y = b, a
	}
	for i := range list.n {
		o := &list.list[i]
		bits := m.weights.bits(o)
		switch o.kind {
		case kindMail, kindPhone, kindProof:
			if o.level == same {
				s.hard = m.weights.names[o.kind]
			}
		case kindName:
			switch way := int(o.level); {
			case way == nameOther:
				s.against++
			case way == nameInitial, x.tokens[o.x].father || y.tokens[o.y].father: // many have such a father
			case way == nameLike:
				s.unsure++
			default:
				s.names++
			}
		case kindHandle:
			s.handle, s.freeBits, s.own = int(o.level), bits, otherNet
			s.claimed = x.handles[o.x].named || y.handles[o.y].named
			s.digits = honest(x.handles[o.x].number, y.handles[o.y].number)
		case kindAvatar:
			s.picture, s.face = bits, int(o.level) != avatarOther
		case kindCity, kindSite:
			s.shown += bits
		default:
			if o.kind >= kinds {
				s.private += bits
			}
		}
	}
	s.imitation = m.imitation(a, b, &s)
	return s
}

// imitation tells whether one identity could be made to be taken for the other:
// the names are one or look alike, and the handle looks like the other's with
// something added, or letters of another script stand for those they look like.
func (m *Matcher) imitation(a, b *Profile, s *signs) bool {
	if s.hard != "" {
		return false
	}
	if LooksLike(a.Record.Name, b.Record.Name) && Skeleton(a.Record.Name) == Skeleton(b.Record.Name) && (hidden(a.Record.Name) || hidden(b.Record.Name)) {
		return true
	}
	if s.names == 0 && !s.unnamed || s.against > 0 || len(a.handles) == 0 || len(b.handles) == 0 {
		return false
	}
	x, y := &a.handles[0], &b.handles[0]
	switch {
	case x.hidden != y.hidden:
		return true
	case x.mail && y.mail, x.text == y.text:
		return false
	case x.letters == y.letters && honest(x.number, y.number):
		return dressed(x.text) != dressed(y.text)
	}
	return LooksLike(x.text, y.text)
}

// dressed tells of a handle with signs where nobody needs them: at an end, or two
// side by side. That is how a name is taken that is taken.
func dressed(s string) bool {
	sign := func(c byte) bool { return c < 0x80 && !letterOrDigit(rune(c)) }
	for i := range len(s) {
		if sign(s[i]) && (i == 0 || i == len(s)-1 || sign(s[i-1])) {
			return true
		}
	}
	return false
}

// honest tells whether digits of two handles differ as those of one person do,
// by a year, of two digits or of four, and not by a digit more or two, which is how
// a name that is taken is taken once more.
func honest(x, y string) bool {
	if len(x) > len(y) {
		x, y = y, x
	}
	return x == y || (len(y) == 2 || len(y) == 4) && (x == "" || len(x) == len(y) || len(x) == 2)
}

// hidden tells of a value that mixes scripts in a word or holds invisible signs.
func hidden(s string) bool {
	s = clip(s)
	for _, r := range s {
		if r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2060 && r <= 0x2069 || r == 0xfeff || r == 0xad {
			return true
		}
	}
	return mixedWord(s)
}

// tells is what a handle must say beyond the name, in bits, so that both together
// are more than a name: two people who are called alike both take john.smith.
const tells = 4

// rule names the rule that merges, "" where none does.
func (s *signs) rule(bits float64, opt Options) string {
	switch {
	case s.against > 0, s.imitation && s.hard == "": // impostors copy a city
		return ""
	case s.hard == "phone" && s.unnamed && bits < opt.Merge: // a household has one
	case s.hard != "" && bits >= 0:
		return "the same " + s.hard
	case opt.Guarded, !s.own, s.claimed, s.face && s.handle != handleEqual: // and a name and a picture
		return ""
	case s.handle == handleEqual && s.names >= 2 && s.freeBits >= tells && bits >= opt.Merge-1,
		s.handle == handleEqual && s.names >= 2 && bits >= opt.Merge+0.5:
		return "the same handle elsewhere, and the same name"
	case s.handle == handleEqual && s.names == 1 && s.unsure == 0 && bits >= opt.Merge+2.5:
		return "the same handle elsewhere, and a name that agrees"
	case s.handle == handleEqual && s.unnamed && s.freeBits >= 12 && bits >= opt.Merge+2:
		return "the same rare handle elsewhere"
	case s.handle == handleLetters && s.names >= 2 && s.digits && bits >= opt.Merge+1:
		return "the same letters of a handle elsewhere, and the same name"
	case s.names >= 2 && s.private >= 6 && bits-s.picture-max(0, s.shown) >= opt.Merge+2:
		return "the same name elsewhere, and what a list says of them"
	}
	return ""
}

// Explain gives the evidence about two identities, the strongest first, with
// the values in the order of the arguments.
func (m *Matcher) Explain(a, b *Profile) []Evidence {
	var list observations
	observe(a, b, &list)
	x, y := a, b
	if list.swap {
		x, y = b, a
	}
	var out []Evidence
	for i := range list.n {
		o := &list.list[i]
		e := Evidence{Kind: Kind(m.weights.names[o.kind]), Bits: m.weights.bits(o)}
		e.A, e.B, e.Why = describe(x, y, o)
		e.A, e.B = clip(e.A), clip(e.B)
		if list.swap {
			e.A, e.B = e.B, e.A
		}
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(p, q Evidence) int {
		switch {
		case math.Abs(p.Bits) > math.Abs(q.Bits):
			return -1
		case math.Abs(p.Bits) < math.Abs(q.Bits):
			return 1
		}
		return 0
	})
	return out
}

// describe gives the values of an observation and what it says.
func describe(a, b *Profile, o *observation) (x, y, why string) {
	pick := func(words ...string) string { return words[min(int(o.level), len(words)-1)] }
	rare := func(s string) string {
		if o.share > 0 && o.share < 0.5 {
			return fmt.Sprintf("%s; 1 in %.0f has it", s, 1/o.share)
		}
		return s
	}
	switch int(o.kind) {
	case kindMail:
		return a.mail.String(), b.mail.String(), rare(pick("one mailbox", "addresses differ by a slip", "different addresses"))
	case kindPhone:
		return a.phone, b.phone, rare(pick("one number", "", "different numbers"))
	case kindProof:
		return a.Record.Handle, b.Record.Handle, "linked both ways"
	case kindName:
		s, t := &a.tokens[o.x], &b.tokens[o.y]
		return s.text, t.text, rare(pick("the same name", "the same name in another spelling", "forms of one name", "names differ by a slip", "names like each other", "an initial that agrees", "different names"))
	case kindHandle:
		s, t := &a.handles[o.x], &b.handles[o.y]
		return s.text, t.text, pick("the same handle", "handles with the same letters", "one handle holds the other", "handles like each other", "different handles")
	case kindSpells:
		return a.called(), b.called(), pick("the handle spells the name", "the handle holds a word of the name")
	case kindCity:
		return a.Record.City, b.Record.City, rare(pick("the same city", "cities like each other", "different cities"))
	case kindSite:
		return a.site, b.site, rare(pick("the same site", "", "different sites"))
	case kindAvatar:
		return a.Record.Avatar, b.Record.Avatar, rare(pick("the same picture", "pictures like each other", "different pictures"))
	case kindNetwork:
		return a.network, b.network, pick("two accounts on one network", "different networks")
	}
	if o.x >= 0 && int(o.x) < len(a.facts) && o.y >= 0 && int(o.y) < len(b.facts) {
		return a.facts[o.x].text, b.facts[o.y].text, rare(pick("the same", "one slip", "like each other", "not far apart", "different"))
	}
	return "", "", ""
}

// Rows gives the limits for rows about people, whose columns together merge.
func Rows() Options { return Options{Suggest: -3, Merge: 2, Records: true} }
