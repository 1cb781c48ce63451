package query

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// check turns one item into the canonical value of the field, or says what is
// wrong with it.
func (f *FieldInfo) check(it item) (Value, error) {
	v, bad := f.read(it)
	if bad == nil {
		return v, nil
	}
	if it.quoted {
		// The text of a quoted value need not stand at fixed columns.
		bad = &problem{0, bad.message, bad.suggestion}
	}
	return nil, bad.at(it.pos)
}

func (f *FieldInfo) read(it item) (Value, *problem) {
	text := it.text
	if it.quoted && f.free() {
		return One{Text: text, Quoted: true}, nil
	}
	if !it.quoted && strings.HasPrefix(text, "/") {
		return nil, &problem{0, "a regular expression stands alone, not in a list or in parentheses", quote(shorten(text))}
	}
	if text == "*" && !f.Flag {
		return One{Text: text}, nil
	}
	if op := operator(text); op != "" {
		return f.compare(op, text[len(op):])
	}
	if from, to, found := strings.Cut(text, ".."); found {
		return f.span(from, to)
	}
	if strings.HasPrefix(text, "-") && f.Kind != KindNumber {
		return nil, &problem{0, "a value cannot begin with \"-\"; negate the field", "-" + f.Name + ":" + shorten(text[1:])}
	}
	text, bad := f.atom(text)
	if bad != nil {
		return nil, bad
	}
	// A plain span means what people say: "age one day" is at most that,
	// "waiting two hours" at least.
	if f.Kind == KindDuration {
		op := "<="
		if f.Name == "wait" {
			op = ">="
		}
		return Compare{Op: op, Text: text}, nil
	}
	return One{Text: text}, nil
}

// operator returns the comparison that a value begins with, or "".
func operator(s string) string {
	for _, op := range []string{">=", "<=", ">", "<"} {
		if strings.HasPrefix(s, op) {
			return op
		}
	}
	return ""
}

func (f *FieldInfo) compare(op, text string) (Value, *problem) {
	if !f.ordered() {
		suggestion := ""
		if f.free() {
			suggestion = quote(shorten(op + text))
		}
		return nil, &problem{0, fmt.Sprintf("%s: cannot be compared with %s", f.Name, op), suggestion}
	}
	if text == "" {
		return nil, &problem{len(op), "a value is missing after " + op, ""}
	}
	text, bad := f.atom(text)
	if bad != nil {
		bad.offset += len(op)
		return nil, bad
	}
	return Compare{Op: op, Text: text}, nil
}

// span checks a range a..b.
func (f *FieldInfo) span(from, to string) (Value, *problem) {
	if !f.ranged() {
		s := ""
		if f.free() {
			s = quote(shorten(from + ".." + to))
		}
		return nil, &problem{0, f.Name + ": takes no range", s}
	}
	if from == "" && to == "" {
		return nil, &problem{0, "a range needs at least one end", ""}
	}
	start := len([]rune(from)) + len("..")
	r := Range{}
	var bad *problem
	if from != "" {
		if r.From, bad = f.atom(from); bad != nil {
			return nil, bad
		}
	}
	if to != "" {
		if r.To, bad = f.end(to); bad != nil {
			bad.offset += start
			return nil, bad
		}
	}
	if f.backwards(r) {
		return nil, &problem{0, "this range runs backwards", r.To + ".." + r.From}
	}
	return r, nil
}

// end reads the upper end of a range: 24 is a fair name for midnight.
func (f *FieldInfo) end(text string) (string, *problem) {
	if f.Kind == KindHours && text == "24" {
		return "23", nil
	}
	return f.atom(text)
}

// backwards says whether a range can never match. Hours and weekdays go round
// (22..6, fri..mon); a date relative to now is judged only against its like.
func (f *FieldInfo) backwards(r Range) bool {
	if r.From == "" || r.To == "" {
		return false
	}
	switch f.Kind {
	case KindNumber:
		a, _ := ParseNumber(r.From)
		b, _ := ParseNumber(r.To)
		return a > b
	case KindDuration:
		a, _ := ParseDuration(r.From)
		b, _ := ParseDuration(r.To)
		now := checkpoint()
		return b.Before(now).After(a.Before(now))
	case KindDate:
		if isAbsolute(r.From) != isAbsolute(r.To) || isWeekday(r.From) || isWeekday(r.To) {
			return false
		}
		now := checkpoint()
		from, _, err1 := resolveAtom(r.From, now, time.UTC)
		_, to, err2 := resolveAtom(r.To, now, time.UTC)
		return err1 == nil && err2 == nil && !to.After(from)
	}
	return false
}

// checkpoint is some moment, the same always, against which relative dates
// are compared with each other.
func checkpoint() time.Time { return time.Date(2026, time.November, 20, 12, 0, 0, 0, time.UTC) }

// atom checks a value without range, comparison or list, and returns its
// canonical form.
func (f *FieldInfo) atom(text string) (string, *problem) {
	switch {
	case text == "*" && !f.Flag:
		return "", &problem{0, `"*" cannot stand here`, ""}
	case f.Kind == KindNumber:
		return f.number(text)
	case f.Kind == KindDate:
		return checkDate(text)
	case f.Kind == KindDuration:
		return checkDuration(text)
	case f.Kind == KindHours:
		return checkHour(text)
	case f.Open:
		return f.open(text)
	case len(f.Values) > 0:
		return f.closed(text)
	}
	return f.marked(text)
}

func (f *FieldInfo) number(text string) (string, *problem) {
	x, err := ParseNumber(text)
	if err != nil {
		return "", &problem{0, fmt.Sprintf("%q is no number", shorten(text)), ""}
	}
	if f.Name == "conf" && (x < 0 || x > 1) {
		suggestion := ""
		if x > 1 && x <= 100 {
			suggestion = strconv.FormatFloat(x/100, 'f', -1, 64)
		}
		return "", &problem{0, "confidence lies between 0 and 1", suggestion}
	}
	return strings.ToLower(text), nil
}

func checkHour(text string) (string, *problem) {
	n, err := strconv.Atoi(text)
	if err != nil || !digits(text) || n > 23 {
		return "", &problem{0, fmt.Sprintf("%q is no hour from 0 to 23", shorten(text)), ""}
	}
	return strconv.Itoa(n), nil
}

// closed looks a value up in the closed set of the field.
func (f *FieldInfo) closed(text string) (string, *problem) {
	if v, ok := f.canonical(text); ok {
		return v, nil
	}
	names := f.names()
	return "", &problem{
		0, fmt.Sprintf("%q is no value of %s:, only %s", shorten(text), f.Name, strings.Join(names, ", ")),
		f.suggestValue(text),
	}
}

// open checks a network or a language: any short code will do, since the set
// grows, but it must look like one.
func (f *FieldInfo) open(text string) (string, *problem) {
	if v, ok := f.canonical(text); ok {
		return v, nil
	}
	code := strings.ToLower(text)
	stem := strings.TrimSuffix(strings.TrimPrefix(code, "="), "*")
	if !isCode(stem) || (f.Name == "lang" && strings.IndexByte(stem+"-", '-') > 3) {
		return "", &problem{0, fmt.Sprintf("%q is no value of %s:", shorten(text), f.Name), f.suggestValue(text)}
	}
	return code, nil
}

// isCode says whether s is a name as networks and languages have.
func isCode(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_' {
			return false
		}
	}
	return s != "" && len(s) <= 32
}

// marked checks the marks "=" and "*" of a free value. Keywords are short, so
// that even one letter before the "*" narrows them down.
func (f *FieldInfo) marked(text string) (string, *problem) {
	if strings.HasPrefix(strings.ToLower(text), "http://") || strings.HasPrefix(strings.ToLower(text), "https://") {
		return text, nil
	}
	w, bad := splitMarks(text)
	if bad != nil && !(f.Kind == KindKeyword && w.Prefix && w.Text != "" && !strings.Contains(w.Text, "*")) {
		return "", bad
	}
	return text, nil
}
