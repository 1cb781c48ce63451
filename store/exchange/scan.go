package exchange

import (
	"bytes"
	"encoding/json"
)

// The functions of this file walk JSON that json.Valid has accepted, which is
// why they need no errors. They exist because taking every field through
// json.Unmarshal costs five times as much, and a file has a million lines.

// member is one field of an object. A taken one has no value any more.
type member struct {
	name  []byte
	value json.RawMessage
}

// room is memory for the fields of one line. Whoever reads many lines keeps it
// and calls reset between them.
type room struct{ list []member }

// maxFields is how many fields an object may have.
const maxFields = 4096

// maxRoom bounds what is kept from line to line, in fields.
const maxRoom = 1 << 10

func (r *room) reset() {
	if r.list = r.list[:0]; cap(r.list) > maxRoom {
		r.list = nil
	}
}

// members gives the fields of an object. It is a list, not a map: a line has
// some twenty fields, and walking them is cheaper than hashing them. What it
// gives stays as it is until reset. Of an object that has more than maxFields it
// gives one more, so that the line can be refused before it fills the memory.
func (r *room) members(raw []byte) []member {
	if r.list == nil {
		r.list = make([]member, 0, 64)
	}
	from := len(r.list)
	r.list = appendMembers(r.list, raw)
	return r.list[from:len(r.list):len(r.list)]
}

// appendMembers adds the fields of an object to out.
func appendMembers(out []member, raw []byte) []member {
	most := len(out) + maxFields
	for i := skipSpace(raw, 1); raw[i] != '}' && len(out) <= most; {
		end := skipString(raw, i)
		name := raw[i+1 : end-1]
		if bytes.IndexByte(name, '\\') >= 0 {
			name = []byte(unquote(raw[i:end]))
		}
		i = skipSpace(raw, skipSpace(raw, end)+1) // over the colon
		end = skipValue(raw, i)
		out = append(out, member{name, raw[i:end:end]})
		if i = skipSpace(raw, end); raw[i] == ',' {
			i = skipSpace(raw, i+1)
		}
	}
	return out
}

// maxItems is how many values a list may have.
const maxItems = 1 << 16

// elements gives the values of a list, of one that is longer than maxItems one
// more than that.
func elements(raw []byte) []json.RawMessage {
	var out []json.RawMessage
	for i := skipSpace(raw, 1); raw[i] != ']' && len(out) <= maxItems; {
		end := skipValue(raw, i)
		out = append(out, raw[i:end:end])
		if i = skipSpace(raw, end); raw[i] == ',' {
			i = skipSpace(raw, i+1)
		}
	}
	return out
}

func skipSpace(raw []byte, i int) int {
	for raw[i] == ' ' || raw[i] == '\t' || raw[i] == '\n' || raw[i] == '\r' {
		i++
	}
	return i
}

func skipString(raw []byte, i int) int {
	i++
	if end := i + bytes.IndexByte(raw[i:], '"'); bytes.IndexByte(raw[i:end], '\\') < 0 {
		return end + 1
	}
	for ; raw[i] != '"'; i++ {
		if raw[i] == '\\' {
			i++
		}
	}
	return i + 1
}

func skipValue(raw []byte, i int) int {
	depth := 0
	for i < len(raw) {
		switch raw[i] {
		case '"':
			i = skipString(raw, i)
		case '{', '[':
			depth++
			i++
			continue
		case '}', ']':
			depth--
			i++
		case ',', ':', ' ', '\t', '\n', '\r':
			i++
			continue
		default:
			for i < len(raw) && !endsWord(raw[i]) {
				i++
			}
		}
		if depth == 0 {
			return i
		}
	}
	return i
}

// endsWord reports what ends a number, true, false and null.
func endsWord(b byte) bool {
	switch b {
	case ',', ']', '}', ':', ' ', '\t', '\r', '\n':
		return true
	}
	return false
}

// unquote reads a JSON string; what is not a Unicode character becomes U+FFFD.
func unquote(raw []byte) string {
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1])
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}
