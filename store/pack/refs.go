package pack

import "strings"

// Addresses and ids repeat each other: the address of a post holds its id and
// the name of its author. A string of form 3 is text with references; a byte
// below 0x20 stands for another string, which the reader knows by then.
const (
	fromText  = 0x0e // offset and length (uvarints): a piece of the text; nothing else follows
	fromLower = 0x0f // the same in lower case
	minRef    = 3    // what is shorter is not worth looking for
)

// The strings that references name, by code.
const (
	refID = 1 + iota
	refHandle
	refUser // the handle before its @
	refHost // and behind it
	refHome // the author's address
	refAuthor
	refParent
	refThread
	refAvatar
	refFixed // here begin those that are always the same
)

// fixed are references that every mention has. The list only grows at its end,
// up to code 0x1f, with 0x0e and 0x0f left out.
var fixed = [...]string{"https://", "http://", ".com/", ".ru/", "", "", "https://vk.com/", "https://t.me/", "www.", "/status/", "wall", "/users/", "/media/", ".jpg", ".png", "/photo"}

// refs are the strings that may be referred to; an empty one is not there.
type refs [refFixed]string

// author makes the author's strings known.
func (r *refs) author(id, handle, home, avatar string) {
	user, host, _ := strings.Cut(handle, "@")
	r[refHandle], r[refUser], r[refHost], r[refHome], r[refAuthor], r[refAvatar] = handle, user, host, home, id, avatar
}

// at gives the string that a code stands for, empty if none.
func (r *refs) at(code byte) string {
	switch {
	case code < refFixed:
		return r[code]
	case int(code)-refFixed < len(fixed):
		return fixed[code-refFixed]
	}
	return ""
}

// best gives the longest known string that s begins with, 0 if there is none.
func (r *refs) best(s string) (code byte, n int) {
	for i := 1; i < refFixed; i++ {
		if k := r[i]; len(k) >= minRef && len(k) > n && k[0] == s[0] && strings.HasPrefix(s, k) {
			code, n = byte(i), len(k)
		}
	}
	for i, k := range fixed {
		if len(k) > n && k[0] == s[0] && strings.HasPrefix(s, k) {
			code, n = byte(i+refFixed), len(k)
		}
	}
	return code, n
}

// append adds s with references. False means that it holds a byte that would
// be taken for one.
func (r *refs) append(dst []byte, s string) ([]byte, bool) {
	for i := 0; i < len(s); {
		if s[i] < 0x20 {
			return dst, false
		}
		if code, n := r.best(s[i:]); n > 0 {
			dst = append(dst, code)
			i += n
			continue
		}
		dst = append(dst, s[i])
		i++
	}
	return dst, true
}

// expand is the other way round.
func (r *refs) expand(dst []byte, p string) ([]byte, bool) {
	for _, c := range []byte(p) {
		if c >= 0x20 {
			dst = append(dst, c)
			continue
		}
		s := r.at(c)
		if s == "" {
			return dst, false
		}
		dst = append(dst, s...)
	}
	return dst, true
}
