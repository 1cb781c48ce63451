package exchange

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	"earshot/store"
)

// fields is a JSON object of which fields are taken one by one: what is left in
// the end is what the format does not know. The first refusal sticks, so that
// the code that takes reads straight down.
type fields struct {
	raw    []member
	room   *room
	prefix string // "author." inside author
	refuse *Refusal
}

// object opens a JSON object that has been checked already; room is where its
// fields are listed.
func object(raw []byte, prefix string, room *room) *fields {
	if raw[0] != '{' {
		return &fields{prefix: prefix, refuse: &Refusal{"must be an object, not " + kindOf(raw), strings.TrimSuffix(prefix, ".")}}
	}
	f := &fields{raw: room.members(raw), prefix: prefix, room: room}
	if len(f.raw) > maxFields {
		f.refuse = &Refusal{fmt.Sprintf("has more than %d fields", maxFields), strings.TrimSuffix(prefix, ".")}
	}
	return f
}

// checkJSON says where a line stops being JSON.
func checkJSON(line []byte) *Refusal {
	if surelyJSON(line) || json.Valid(line) {
		return nil
	}
	var ignored json.RawMessage
	err := json.Unmarshal(line, &ignored)
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax) && int(syntax.Offset) >= len(line) && strings.Contains(err.Error(), "unexpected end"):
		return &Refusal{Reason: fmt.Sprintf("does not parse: the line ends at byte %d, inside a value", len(line))}
	case errors.As(err, &syntax):
		return &Refusal{Reason: fmt.Sprintf("does not parse: %s at byte %d", syntax.Error(), syntax.Offset)}
	}
	return &Refusal{Reason: "does not parse as JSON"}
}

// kindOf names the type of a JSON value.
func kindOf(raw []byte) string {
	switch raw[0] {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return "text"
	case 't', 'f':
		return "true or false"
	case 'n':
		return "null"
	}
	return "a number"
}

// take removes a field; null counts as absent.
func (f *fields) take(name string) (json.RawMessage, bool) {
	var raw json.RawMessage
	for i := range f.raw {
		if m := &f.raw[i]; m.value != nil && string(m.name) == name {
			raw, m.value = m.value, nil // of two with one name the later counts
		}
	}
	return raw, raw != nil && raw[0] != 'n'
}

func (f *fields) fail(name, format string, args ...any) {
	if f.refuse == nil {
		f.refuse = &Refusal{fmt.Sprintf(format, args...), f.prefix + name}
	}
}

// text takes a text as it is.
func (f *fields) text(name string) string {
	raw, ok := f.take(name)
	if !ok {
		return ""
	}
	if raw[0] != '"' {
		f.fail(name, "must be text, not %s", kindOf(raw))
		return ""
	}
	return unquote(raw)
}

// id takes an id: text, or a whole number as other tools write them.
func (f *fields) id(name string) string {
	raw, ok := f.take(name)
	if !ok {
		return ""
	}
	id := string(raw)
	switch {
	case raw[0] == '"':
		id = strings.TrimSpace(unquote(raw))
	case strings.Trim(id, "-0123456789") != "":
		f.fail(name, "must be text or a whole number, not %s", kindOf(raw))
		return ""
	}
	switch {
	case len(id) > maxID:
		f.fail(name, "is %d bytes long, the limit is %d", len(id), maxID)
	case strings.IndexFunc(id, unicode.IsControl) >= 0:
		f.fail(name, "holds control characters")
	default:
		return id
	}
	return ""
}

// number takes a number that may be written as text; ok is false if there is none.
func (f *fields) number(name string) (n float64, ok bool) {
	raw, ok := f.take(name)
	if !ok {
		return 0, false
	}
	s := string(raw)
	if raw[0] == '"' {
		s = strings.TrimSpace(unquote(raw))
		if s == "" {
			return 0, false
		}
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		f.fail(name, "must be a number, not %s", short(raw))
		return 0, false
	}
	return n, true
}

// count takes a number of people or things. Networks write -1 for "unknown".
func (f *fields) count(name string) int {
	n, _ := f.number(name)
	return int(min(max(n, 0), 1<<53))
}

// degrees takes a coordinate.
func (f *fields) degrees(name string, limit float64) float64 {
	n, _ := f.number(name)
	if math.Abs(n) > limit {
		f.fail(name, "is %v, outside -%v..%v", n, limit, limit)
	}
	return n
}

// flag takes a yes or no.
func (f *fields) flag(name string) bool {
	raw, ok := f.take(name)
	if !ok {
		return false
	}
	switch strings.ToLower(strings.Trim(string(raw), `"`)) {
	case "true", "1", "yes":
		return true
	case "false", "0", "no", "":
		return false
	}
	f.fail(name, "must be true or false, not %s", short(raw))
	return false
}

// when takes a time of the network.
func (f *fields) when(name string, now time.Time) time.Time {
	raw, ok := f.take(name)
	if !ok {
		return time.Time{}
	}
	t, ok := parseTime(raw)
	if !ok {
		f.fail(name, "must be a time as in RFC 3339 (2026-11-20T09:31:07Z), not %s", short(raw))
		return time.Time{}
	}
	if why := checkTime(t, now); why != "" {
		f.fail(name, "%s", why)
	}
	return t
}

// parseTime reads RFC 3339, with the small letters and the space that section
// 5.6 of the RFC allows.
func parseTime(raw json.RawMessage) (time.Time, bool) {
	if raw[0] != '"' {
		return time.Time{}, false
	}
	if t, ok := plainTime(raw); ok {
		return t, true
	}
	s := strings.ToUpper(strings.TrimSpace(unquote(raw)))
	if len(s) > 10 && s[10] == ' ' {
		s = s[:10] + "T" + s[11:]
	}
	// Go's own reading is not strict: it takes one-digit hours and decimal commas.
	if len(s) < 20 || s[13] != ':' || s[16] != ':' || strings.Contains(s, ",") {
		return time.Time{}, false
	}
	// A leap second: Go's clock has none.
	leap := s[16:19] == ":60"
	if leap {
		s = s[:16] + ":59" + s[19:]
	}
	var t time.Time
	if t.UnmarshalText([]byte(s)) != nil {
		return time.Time{}, false
	}
	if leap {
		t = t.Add(time.Second)
	}
	return store.Stamp(t), true
}

// plainTime reads a time as nearly everybody writes it, whole seconds in UTC:
// "2026-11-20T09:31:07Z". It leaves everything else, leap seconds and days that
// do not exist included, to the slow way.
func plainTime(raw []byte) (time.Time, bool) {
	const like = `"0000-00-00T00:00:00Z"`
	if len(raw) != len(like) {
		return time.Time{}, false
	}
	for i := range raw {
		if digit := raw[i] >= '0' && raw[i] <= '9'; like[i] == '0' && !digit || like[i] != '0' && raw[i] != like[i] {
			return time.Time{}, false
		}
	}
	two := func(i int) int { return int(raw[i]-'0')*10 + int(raw[i+1]-'0') }
	year, month, day := two(1)*100+two(3), two(6), two(9)
	hour, minute, second := two(12), two(15), two(18)
	if year == 0 || month < 1 || month > 12 || day < 1 || day > 30 || month == 2 && day > 28 || hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	return time.Date(year, time.Month(month), day, hour, minute, second, 0, time.UTC), true
}

// items takes a list; a single value counts as a list of one.
func (f *fields) items(name string) []json.RawMessage {
	raw, ok := f.take(name)
	if !ok {
		return nil
	}
	if raw[0] != '[' {
		return []json.RawMessage{raw}
	}
	list := elements(raw)
	if len(list) > maxItems {
		f.fail(name, "has more than %d values", maxItems)
		return nil
	}
	return list
}

// texts takes a list of texts; empty ones are left out.
func (f *fields) texts(name string) []string {
	var out []string
	for _, raw := range f.items(name) {
		switch raw[0] {
		case 'n':
		case '{', '[', 't', 'f':
			f.fail(name, "must be a list of texts, not of %s", kindOf(raw))
			return nil
		case '"':
			if s := strings.TrimSpace(unquote(raw)); s != "" {
				out = append(out, s)
			}
		default:
			out = append(out, string(raw))
		}
	}
	return out
}

// inner opens an object inside this one; its refusal is ours. It is empty where
// the field is absent.
func (f *fields) inner(name string) *fields {
	raw, ok := f.take(name)
	if !ok {
		return &fields{prefix: f.prefix + name + "."}
	}
	return object(raw, f.prefix+name+".", f.room)
}

// close hands the refusal and the unknown fields of an inner object up.
func (f *fields) close(inner *fields, extra map[string]json.RawMessage) {
	if f.refuse == nil {
		f.refuse = inner.refuse
	}
	inner.rest(extra)
}

// rest gives the fields that nobody took.
func (f *fields) rest(extra map[string]json.RawMessage) {
	for _, m := range f.raw {
		if m.value != nil {
			extra[f.prefix+string(m.name)] = m.value
		}
	}
}

// short quotes a value for a refusal.
func short(raw json.RawMessage) string {
	const limit = 40
	s := []rune(string(raw))
	if len(s) > limit {
		return string(s[:limit]) + "..."
	}
	return string(s)
}
