package identity

import "strings"

// Key is one under which an identity is filed; identities that share one may be
// one person. Weight is about how many bits sharing it is worth.
type Key struct {
	ID     uint64
	Weight float64
}

// Limits of looking for candidates.
const (
	MaxKeys    = 40 // of one identity
	MaxFiled   = 60 // identities under one key; a key with more finds nobody
	Candidates = 40 // that are worth comparing, the heaviest first
	Enough     = 15 // the weight of shared keys from which on a pair is worth comparing, if that is dear
)

// Reading is a record that is read once, for its keys and values and for
// comparing. Keys and values depend on the record alone: what is filed and
// counted today is found and taken away again tomorrow.
type Reading struct{ p *Profile }

// Read reads a record.
func Read(r Record) Reading { return Reading{read(r)} }

// Keys gives the keys of an identity, as Keys does.
func (r Reading) Keys() []Key { return Keys(r.p) }

// Values gives what is counted of an identity, as Values does.
func (r Reading) Values() []uint64 { return values(r.p) }

// Ready makes a reading ready for comparing. Its keys and values must have been
// asked for before.
func (m *Matcher) Ready(r Reading) *Profile {
	m.ready(r.p)
	return r.p
}

// Keys gives the keys of an identity, at most MaxKeys, each once: the mailbox,
// the phone, its site and links, its handle in several forms, its name as it
// sounds, whole and with city or address, quarters of its picture, its columns.
func Keys(p *Profile) []Key {
	k := &keyring{seen: map[uint64]bool{}}
	if !p.mail.Role {
		k.add("mail", p.mail.String(), 16)
	}
	k.add("phone", p.phone, 16)
	k.add("site", p.site, 10)
	for _, x := range p.proofs {
		k.add("proof", x, 20)
	}
	for i := range p.handles {
		h := &p.handles[i]
		k.add("handle", h.text, 12)
		if letters := romanize(h.letters); len(letters) >= 3 {
			k.add("letters", letters, 9)
			k.add("sounds", squeeze(letters, true), 8)
			k.turned(h)
		}
	}
	for i := range p.facts {
		if f := &p.facts[i]; len(f.text) >= 5 {
			k.add("column:"+f.name, f.text, 6)
		}
	}
	k.names(p)
	if p.avatar.known && !p.avatar.flat {
		for _, b := range p.avatar.bands() {
			k.add("band", b, 6)
		}
	}
	k.columns(p)
	return k.list
}

type keyring struct {
	list []Key
	seen map[uint64]bool
}

func (k *keyring) add(kind, value string, weight float64) {
	if value == "" || len(k.list) >= MaxKeys {
		return
	}
	id := keyOf("key:"+kind, value)
	if !k.seen[id] {
		k.seen[id] = true
		k.list = append(k.list, Key{id, weight})
	}
}

// turned files a handle of two words as the name that it seems to spell:
// petrov.ivan as Ivan Petrov.
func (k *keyring) turned(h *handle) {
	if parts := h.parts(); len(parts) == 2 && len(parts[0]) > 1 && len(parts[1]) > 1 {
		k.pair(sound(parts[0]), sound(parts[1]), 10)
	}
}

// pair files two sounds in any order.
func (k *keyring) pair(a, b string, weight float64) {
	if a == "" || b == "" {
		return // letters of other scripts have no sound here: all such names would be one
	}
	if a > b {
		a, b = b, a
	}
	k.add("pair", a+" "+b, weight)
}

// names files a name as it sounds.
func (k *keyring) names(p *Profile) {
	for i := range p.tokens {
		s := &p.tokens[i]
		for j := i + 1; j < len(p.tokens); j++ {
			t := &p.tokens[j]
			if s.initial || t.initial {
				continue
			}
			k.pair(s.sound, t.sound, 12)
			for _, f := range s.forms {
				k.add("form", string(rune(f))+t.sound, 11)
			}
			for _, f := range t.forms {
				k.add("form", string(rune(f))+s.sound, 11)
			}
		}
		if s.initial {
			continue
		}
		k.add("word", s.sound, 5)
		k.add("exact", romanize(s.text), 7)
		if p.city != "" && s.sound != "" {
			k.add("word+city", s.sound+p.city, 8)
		}
		joined := romanize(s.text)
		for j := range p.tokens {
			if j != i && !p.tokens[j].initial {
				k.add("letters", joined+romanize(p.tokens[j].text), 9)
				k.add("sounds", squeeze(joined+romanize(p.tokens[j].text), true), 8)
			}
			if j != i { // the usual handles: ipetrov, petrovi
				first := romanize(p.tokens[j].text)
				if first != "" {
					k.add("letters", first[:1]+joined, 7)
					k.add("letters", joined+first[:1], 7)
				}
			}
		}
	}
}

// columns files each column with each word of the name, so that no other column
// has to be right.
func (k *keyring) columns(p *Profile) {
	for i := range p.facts {
		f := &p.facts[i]
		for j := range p.tokens {
			if t := &p.tokens[j]; !t.initial && t.sound != "" {
				k.add("word+column", t.sound+strings.Join([]string{"", f.name, f.text}, "\x00"), 8)
			}
		}
	}
}
