package contacts

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"earshot/store"
	"earshot/store/act"
	"earshot/store/clean"
)

// builder makes an identity of values.
type builder struct {
	from        Options
	p           store.Identity
	id          string
	first, last string
	why         string
	reckoned    bool // the class is no word of the team
	several     bool // the row adds up several identities
}

func line(s string, limit int) string { return strings.TrimSpace(clean.Line(s, limit)) }

// ident is an id as its file has it, whatever spaces stand in it: scripts look for
// it again. Signs that no screen shows are left out.
func ident(s string) string {
	s = strings.TrimSpace(s)
	for _, r := range s {
		if !unicode.IsGraphic(r) || r == utf8.RuneError {
			return line(s, 0)
		}
	}
	return s
}

// handle is the name of an account without its sign.
func handle(v string) string { return strings.TrimSpace(strings.TrimLeft(line(v, maxValue), "@ ")) }

// set takes a value. What does not have the form of its field is kept as a fact.
func (b *builder) set(c column, raw string) {
	v := line(raw, maxValue)
	if v == "" {
		return
	}
	a := &b.p.Author
	ok := true
	switch c.field {
	case skipped:
	case asID:
		if b.id = ident(raw); len(raw) > maxRow+50 || len(b.id) > maxRow {
			b.why = fmt.Sprintf("its id has more than %d bytes", maxRow)
		}
	case asNet:
		if b.p.Network = Network(v); !store.ValidNetwork(b.p.Network) {
			b.why = fmt.Sprintf("the network %q is not [a-z0-9_-]{1,32}", v)
		}
	case asName:
		first(&a.Name, v)
	case asFirst:
		first(&b.first, v)
	case asLast:
		first(&b.last, v)
	case asHandle:
		first(&a.Handle, handle(v))
	case asMail:
		ok = b.mail(v)
	case asPhone:
		ok = b.phone(v)
	case asCity:
		first(&a.Location, v)
	case asURL:
		ok = b.url(v)
	case asAvatar:
		var picture string
		if picture, ok = avatar(v); ok {
			first(&a.Avatar, picture)
		}
	case asBio:
		a.Bio = strings.TrimSpace(clean.Text(raw, maxNote))
	case asFollowers:
		a.Followers, ok = number(v)
	default:
		ok = b.ours(c.field, v)
	}
	if !ok {
		b.fact(c.name, v)
	}
}

// ours takes what the team says about a person.
func (b *builder) ours(f field, v string) bool {
	switch f {
	case asTags:
		for _, tag := range list(v) {
			b.tag(tag)
		}
	case asVIP:
		b.p.VIP = slices.Contains([]string{"1", "true", "yes", "y", "x", "vip", "да", "+"}, strings.ToLower(v))
	case asClass:
		if v = strings.ToLower(v); !slices.Contains(Classes(), v) {
			return false
		}
		b.p.Class = v
	case asClassBy:
		b.reckoned = strings.EqualFold(v, ClassReckoned)
	case asLists:
		for _, l := range list(v) {
			b.p.Lists = insert(b.p.Lists, l)
		}
	default:
		return b.summed(f, v)
	}
	return true
}

// ClassReckoned stands with a class that nobody said, but that followed from what
// somebody posted when the file was written: read back it is no word of the team.
const ClassReckoned = "reckoned"

// Classes are what a person may be said to be.
func Classes() []string {
	return []string{"influencer", "amplifier", "advocate", "detractor", "customer"}
}

// Network brings the name of a network to the form it is kept in.
func Network(name string) string {
	switch name = strings.ToLower(strings.TrimSpace(name)); name {
	case "email", "e-mail":
		return "mail"
	case "rss":
		return "feed"
	}
	return name
}

func first(to *string, v string) {
	if *to == "" {
		*to = v
	}
}

// fact keeps a value under its column's name.
func (b *builder) fact(name, value string) {
	if value = line(value, maxValue); value == "" || len(b.p.Facts) >= maxFacts {
		return
	}
	b.p.Facts = append(b.p.Facts, store.Fact{Name: name, Value: value, From: b.from.From, At: b.from.At})
}

func (b *builder) tag(word string) {
	if tag, ok := act.Tag(strings.Join(strings.Fields(strings.Trim(word, ` "*`)), "-")); ok {
		b.p.Tags = insert(b.p.Tags, tag)
	}
}

func insert(list []string, s string) []string {
	if at, found := slices.BinarySearch(list, s); !found {
		return slices.Insert(list, at, s)
	}
	return list
}

// list cuts "a, b; c".
func list(v string) (out []string) {
	for _, s := range strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ';' || r == '|' }) {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// mail takes an address, also with a name before it.
func (b *builder) mail(v string) bool {
	if open := strings.LastIndexByte(v, '<'); open >= 0 && strings.HasSuffix(v, ">") {
		first(&b.p.Author.Name, strings.Trim(strings.TrimSpace(v[:open]), `"`))
		v = v[open+1 : len(v)-1]
	}
	v = strings.TrimPrefix(v, "mailto:")
	at := strings.LastIndexByte(v, '@')
	if at < 1 || at == len(v)-1 || strings.ContainsAny(v, " ,;<>") || b.p.Author.Email != "" {
		return false
	}
	b.p.Author.Email = v
	return true
}

func (b *builder) phone(v string) bool {
	v = strings.TrimPrefix(v, "tel:")
	digits := strings.Count(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '0'
		}
		return r
	}, v), "0")
	if digits < 5 || b.p.Phone != "" {
		return false
	}
	b.p.Phone = v
	return true
}

func (b *builder) url(v string) bool {
	u := clean.URL(v)
	if u == "" && strings.Contains(v, ".") {
		u = clean.URL("https://" + v)
	}
	if u == "" || b.p.Author.URL != "" {
		return false
	}
	b.p.Author.URL = u
	return true
}

// avatar takes the address of a picture, or the 64 bits of its perceptual hash.
func avatar(v string) (string, bool) {
	if len(v) == 16 {
		if _, err := strconv.ParseUint(v, 16, 64); err == nil {
			return strings.ToLower(v), true
		}
	}
	u := clean.URL(v)
	return u, u != ""
}

func number(v string) (int, bool) {
	n, err := strconv.Atoi(strings.NewReplacer(" ", "", "\u00a0", "", "'", "").Replace(v))
	if err != nil || n < 0 || n > 1e12 {
		return 0, false
	}
	return n, true
}

// done ends the identity. A row without an id gets one that the same contents
// always have.
func (b *builder) done() (p store.Identity, named bool, why string) {
	if b.why != "" {
		return p, false, b.why
	}
	first(&b.p.Author.Name, strings.TrimSpace(b.first+" "+b.last))
	a := &b.p.Author
	named = b.id != ""
	if a.Name+a.Handle+a.Email+a.URL+b.p.Phone == "" && len(b.p.Facts) == 0 && !(named && b.p.Network+a.Location+a.Avatar+a.Bio != "") {
		return p, false, "it names nobody: no name, handle, e-mail, phone or site"
	}
	if !named {
		b.id = b.content()
	}
	if b.reckoned {
		b.p.Class = ""
	}
	b.p.Row, b.p.ID = b.id, "row:"+b.id
	return b.p, named, ""
}

// content is an id made of what a row says.
func (b *builder) content() string {
	a := &b.p.Author
	switch {
	case b.p.Network != "" && a.Handle != "":
		return b.p.Network + ":" + strings.ToLower(a.Handle)
	case a.Email != "" && len(a.Email) <= maxRow:
		return strings.ToLower(a.Email)
	}
	parts := []string{a.Name, a.Handle, b.p.Phone, a.Location, a.URL}
	for _, f := range b.p.Facts {
		parts = append(parts, f.Name, f.Value)
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:8])
}
