package identity

import (
	"cmp"
	"slices"
	"strings"
)

// Record is one identity as it came: an account, an address, or a row of a
// list. Empty values are unknown. Everything in it is outside text.
type Record struct {
	ID      string // its own, unique among those compared
	Network string // "mastodon", "mail"; accounts on one network speak against each other
	Name    string
	Handle  string
	Mail    string
	Phone   string
	City    string
	Site    string
	Avatar  string   // perceptual hash in 16 hex digits, or the address of a picture
	Proofs  []string // addresses of accounts or pages that this one and they confirm both ways
	Facts   []Fact   // any other columns
}

// Fact is a column and its value, such as "dob" and "1971-06-24".
type Fact struct{ Column, Value string }

// Limits of what is read of one record.
const (
	maxFacts   = 24
	maxProofs  = 16
	maxHandles = 3
)

// Profile is a record that is prepared for comparing: folded, cut, with how
// rare its values are among all that were counted when it was made. It may be
// used by several goroutines, except where it comes from Ready or Sketch.
type Profile struct {
	from        *Matcher // whom to ask how rare a value is, when it is needed
	Record      Record
	tokens      []token
	handles     []handle
	mail        MailAddress
	phone       string
	city        string
	site        string
	siteLetters string // of the first part of its host
	avatar      avatar
	proofs      []string
	facts       []fact
	shares      [sharesOf]frequency
	order       uint64 // a number of its contents, so that a pair has one order
	network     string
}

// Values whose frequency is kept for a whole profile.
const (
	shareMail = iota
	sharePhone
	shareCity
	shareSite
	shareAvatar
	sharesOf
)

// frequency is how frequent a value is, as a part of all that have one; it is
// asked for at its first use, because most pairs agree in little.
type frequency struct {
	share float64
	known bool
}

// of gives the frequency, asking for it once.
func (f *frequency) of(ask func() float64) float64 {
	if !f.known {
		f.share, f.known = ask(), true
	}
	return f.share
}

// fact is a column's value, prepared.
type fact struct {
	column int    // number of the kind
	at     int    // in the record
	name   string // of the column, as it came
	text   string
	runes  []rune
	day    date
	isDay  bool
	known  frequency
	few    bool // hardly anybody has it; known with the frequency
}

// read prepares a record, without how rare its values are.
func read(r Record) *Profile {
	p := &Profile{Record: r, mail: Mail(r.Mail), phone: Phone(r.Phone), city: city(r.City), site: Site(r.Site), avatar: newAvatar(r.Avatar)}
	host, _, _ := strings.Cut(p.site, "/")
	if i := strings.LastIndexByte(host, '.'); i > 0 {
		p.siteLetters = newHandle(host[:i]).letters
	}
	p.network = strings.ToLower(strings.TrimSpace(clip(r.Network)))
	if p.network == "email" {
		p.network = "mail"
	}
	for _, s := range r.Proofs[:min(len(r.Proofs), maxProofs)] {
		if s = Site(s); s != "" {
			p.proofs = append(p.proofs, s)
		}
	}
	if h := newHandle(r.Handle); h.text != "" {
		p.handles = append(p.handles, h)
	}
	if p.mail.Local != "" && !p.mail.Role {
		if h := newHandle(p.mail.Local); h.text != "" {
			h.mail = true
			p.handles = append(p.handles, h)
		}
	}
	p.readName(r.Name)
	for i, f := range r.Facts[:min(len(r.Facts), maxFacts)] {
		f.Value = strings.Join(strings.Fields(fold(f.Value)), " ")
		if f.Value == "" {
			continue
		}
		x := fact{column: i, at: i, name: strings.ToLower(clip(f.Column)), text: f.Value, runes: []rune(f.Value)}
		x.day, x.isDay = parseDate(f.Value)
		p.facts = append(p.facts, x)
	}
	p.order = keyOf(strings.Join([]string{r.ID, r.Name, r.Handle, r.Mail}, "\x00"), r.Network+r.Phone)
	return p
}

// readName reads a name, or takes it for one more handle where it is one.
func (p *Profile) readName(name string) {
	name = strings.TrimSpace(clip(name))
	if name == "" {
		return
	}
	if !strings.ContainsAny(name, " \t") && strings.ContainsAny(name, "0123456789_@") {
		if h := newHandle(name); h.text != "" && len(p.handles) < maxHandles {
			h.named = true
			if !slices.ContainsFunc(p.handles, func(o handle) bool { return o.text == h.text }) {
				p.handles = append(p.handles, h)
			}
			if strings.ContainsAny(name, "0123456789@") {
				return
			}
		}
	}
	p.tokens = tokens(name)
}

// nickname tells whether the name only repeats the handle, as screens do where
// no name was given.
func (p *Profile) nickname() bool {
	return len(p.tokens) == 1 && slices.ContainsFunc(p.handles, func(h handle) bool { return h.letters == p.tokens[0].text })
}

// called is what an identity goes by, as it came.
func (p *Profile) called() string { return cmp.Or(p.Record.Name, p.Record.Handle, p.mail.String()) }

// before puts two profiles into the one order in which they are compared, so
// that the result does not depend on who comes first.
func before(a, b *Profile) bool {
	return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(a.Record.ID, b.Record.ID), cmp.Compare(a.Record.Name, b.Record.Name)) <= 0
}

// city gives one name to a city: the table of cities that have several, else
// its letters in Latin.
func city(s string) string {
	s, _, _ = strings.Cut(fold(s), ",")
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return alphabetOf(r) == noLetter && r != '\'' }), " ")
	s = strings.TrimPrefix(strings.TrimPrefix(s, "г "), "город ")
	if known := cities()[s]; known != "" {
		return known
	}
	return romanize(s)
}
