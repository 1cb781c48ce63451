package contacts

import (
	"bytes"
	"io"
	"mime/quotedprintable"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
)

// prop is one property of a card: EMAIL;TYPE=work:anna@example.org.
type prop struct {
	name   string   // in capitals, without its group
	params []string // in lower case: "type=work", "work"
	value  string
}

func (p prop) has(param string) bool {
	for _, s := range p.params {
		if s == param || strings.HasPrefix(s, "type=") && strings.Contains(","+strings.Trim(s[5:], `"`)+",", ","+param+",") {
			return true
		}
	}
	return false
}

func (p prop) param(name string) string {
	for _, s := range p.params {
		if v, ok := strings.CutPrefix(s, name+"="); ok {
			return strings.Trim(v, `"`)
		}
	}
	return ""
}

// property reads an unfolded line.
func property(row []byte, set *charset) (prop, bool) {
	quoted, at := false, -1
	for i, b := range row {
		if b == '"' {
			quoted = !quoted
		}
		if b == ':' && !quoted {
			at = i
			break
		}
	}
	if at <= 0 {
		return prop{}, false
	}
	head := strings.Split(set.text(row[:at]), ";")
	p := prop{name: strings.ToUpper(strings.TrimSpace(head[0]))}
	if dot := strings.LastIndexByte(p.name, '.'); dot >= 0 { // item1.EMAIL
		p.name = p.name[dot+1:]
	}
	for _, s := range head[1:] {
		p.params = append(p.params, strings.ToLower(strings.TrimSpace(s)))
	}
	value := row[at+1:]
	switch enc := p.param("encoding"); {
	case enc == "quoted-printable", p.has("quoted-printable"):
		decoded, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(value)))
		if err != nil && len(decoded) == 0 {
			return p, false
		}
		value = decoded
	case enc == "b", enc == "base64", p.has("base64"):
		return p, false // a picture, a sound, a key
	}
	p.value = letters(value, p.param("charset"), set)
	return p, true
}

// letters reads bytes in the character set that the card names.
func letters(b []byte, label string, set *charset) string {
	if label != "" && label != "utf-8" {
		if enc, err := htmlindex.Get(label); err == nil {
			if out, err := enc.NewDecoder().Bytes(b); err == nil {
				return string(out)
			}
		}
	}
	return set.text(b)
}

// plain takes the backslashes from a value; parts cuts it at separators that
// have none.
func plain(s string) string { return strings.Join(parts(s, 0), "") }

func parts(s string, sep byte) []string {
	var out []string
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			i++
			if c := s[i]; c == 'n' || c == 'N' {
				b.WriteByte('\n')
			} else {
				b.WriteByte(c)
			}
		case sep != 0 && s[i] == sep:
			out = append(out, b.String())
			b.Reset()
		default:
			b.WriteByte(s[i])
		}
	}
	return append(out, b.String())
}
