package identity

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed cities.txt
var citiesTable string

// cities gives the first name of a city's line, by each of its folded names.
var cities = sync.OnceValue(func() map[string]string {
	table := map[string]string{}
	for line := range strings.SplitSeq(citiesTable, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		names := strings.Split(line, "=")
		for _, name := range names {
			table[fold(name)] = names[0]
		}
	}
	return table
})

// Counter tells how many identities have a value. Keys come from Values; a
// store may keep the numbers of a million identities as it likes. Words of a
// handle that begin at one place are asked for in turn, the greatest key first;
// their keys stand close together.
type Counter interface {
	Count(key uint64) int
}

// Counts is a Counter in memory. It is not for several goroutines at once.
type Counts struct{ n map[uint64]uint32 }

// Count tells how many records that were added have a value.
func (c *Counts) Count(key uint64) int { return int(c.n[key]) }

// Add counts the values of a record.
func (c *Counts) Add(r Record) {
	if c.n == nil {
		c.n = map[uint64]uint32{}
	}
	for _, key := range Values(r) {
		c.n[key]++
	}
}

// Remove takes a record out again.
func (c *Counts) Remove(r Record) {
	for _, key := range Values(r) {
		if c.n[key] > 0 {
			c.n[key]--
		}
	}
}

// Names of what is counted.
const (
	countMail   = "mail"
	countPhone  = "phone"
	countCity   = "city"
	countSite   = "site"
	countAvatar = "avatar"
	countBand   = "band" // a quarter of a picture's hash, with its number
	countName   = "name" // a word of a name
	countSound  = "sound"
	countWord   = "word" // a part of a handle, also the words of names in Latin
	countFact   = "fact:"
	countAll    = "all" // with the value of a kind: how many have any
)

// Values gives the keys under which a record's values are counted, each once.
// The list is bounded.
func Values(r Record) []uint64 { return values(read(r)) }

func values(p *Profile) []uint64 {
	var keys []uint64
	seen := map[uint64]bool{}
	add := func(kind, value string) {
		if value == "" {
			return
		}
		for _, key := range [...]uint64{keyOf(kind, value), keyOf(countAll, kind)} {
			if !seen[key] {
				seen[key] = true
				keys = append(keys, key)
			}
		}
	}
	add(countAll, "identity")
	add(countMail, p.mail.String())
	add(countPhone, p.phone)
	add(countCity, p.city)
	add(countSite, p.site)
	if p.avatar.known {
		add(countAvatar, p.avatar.value())
		for i, band := range p.avatar.bands() {
			add(countBand+string(rune('0'+i)), band)
		}
	}
	for i := range p.tokens {
		t := &p.tokens[i]
		if p.nickname() || t.initial {
			continue
		}
		add(countName, t.text)
		add(countSound, t.sound)
		add(countWord, romanize(t.text))
	}
	for i := range p.handles {
		for _, part := range p.handles[i].parts() {
			add(countWord, part)
		}
	}
	for _, f := range p.facts {
		add(countFact+p.Record.Facts[f.at].Column, f.text)
	}
	return keys
}

// value is the picture as it is counted.
func (a *avatar) value() string {
	if a.url != "" {
		return a.url
	}
	return strconv.FormatUint(a.hash, 16)
}

// bands are the quarters of a hash.
func (a *avatar) bands() []string {
	if a.url != "" {
		return nil
	}
	list := make([]string, 4)
	for i := range list {
		b := a.hash >> (16 * i) & 0xffff
		list[i] = string([]byte{byte(b >> 8), byte(b), 'b'})
	}
	return list
}

// parts are the runs of letters of a handle, at most six.
func (h *handle) parts() []string {
	list := strings.FieldsFunc(h.text, func(r rune) bool { return alphabetOf(r) == noLetter })
	for i := range list {
		list[i] = romanize(list[i])
	}
	return list[:min(len(list), 6)]
}
