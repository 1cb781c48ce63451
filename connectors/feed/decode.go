package feed

import (
	"bytes"
	"mime"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// decode brings a document to clean UTF-8. Declarations of character sets are
// wrong often enough that the bytes have the first word: a byte order mark,
// then text that is valid UTF-8, then what the HTTP header says, then what the
// XML declaration says, then a guess.
func decode(body []byte, contentType string) string {
	if text, ok := unicodeText(body); ok {
		return legal(text)
	}
	header, prolog := known(headerCharset(contentType)), known(prologCharset(body))
	if sevenBit(body) { // ASCII, unless it shifts between sets
		for _, name := range []string{header, prolog} {
			if strings.HasPrefix(name, "iso-2022") || strings.HasPrefix(name, "hz-") {
				return legal(convert(body, name))
			}
		}
	}
	if utf8.Valid(body) {
		return legal(string(body))
	}
	// Servers claim Latin-1 for everything by default; the document knows better.
	if (header == "windows-1252" || header == "utf-8") && prolog != "" {
		header = ""
	}
	for _, name := range []string{header, prolog} {
		if name != "" && name != "utf-8" {
			return legal(convert(body, name))
		}
	}
	if mostlyUTF8(body) {
		return legal(strings.ToValidUTF8(string(body), "\ufffd"))
	}
	return legal(convert(body, guess(body)))
}

// unicodeText reads what a byte order mark, or the zeros of UTF-16 around the
// first sign, make certain.
func unicodeText(b []byte) (string, bool) {
	switch {
	case bytes.HasPrefix(b, []byte{0xef, 0xbb, 0xbf}):
		return strings.ToValidUTF8(string(b[3:]), "\ufffd"), true
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}), len(b) > 3 && b[0] != 0 && b[1] == 0 && b[2] != 0 && b[3] == 0:
		return convert(b, "utf-16le"), true
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}), len(b) > 3 && b[0] == 0 && b[1] != 0 && b[2] == 0 && b[3] != 0:
		return convert(b, "utf-16be"), true
	}
	return "", false
}

func convert(b []byte, name string) string {
	enc, _ := charset.Lookup(name)
	if enc == nil {
		return strings.ToValidUTF8(string(b), "\ufffd")
	}
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil && len(out) == 0 {
		out = b
	}
	return strings.TrimPrefix(strings.ToValidUTF8(string(out), "\ufffd"), "\ufeff")
}

// known gives the usual name of a character set, "" if there is no such set.
func known(label string) string {
	enc, name := charset.Lookup(label)
	if enc == nil {
		return ""
	}
	return name
}

func headerCharset(contentType string) string {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return ""
	}
	return params["charset"]
}

// prologCharset reads encoding="..." of the XML declaration.
func prologCharset(b []byte) string {
	head := b[:min(len(b), 512)]
	start := bytes.Index(head, []byte("<?xml"))
	if start < 0 {
		return ""
	}
	head, _, _ = bytes.Cut(head[start:], []byte("?>"))
	_, after, ok := bytes.Cut(head, []byte("encoding"))
	after = bytes.TrimLeft(after, " \t\r\n=")
	if !ok || len(after) < 2 || after[0] != '"' && after[0] != '\'' {
		return ""
	}
	name, _, _ := bytes.Cut(after[1:], after[:1])
	return string(name)
}

func sevenBit(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// mostlyUTF8 tells a UTF-8 text with a few broken places (a cut letter, a
// pasted byte) from a text in another set.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good++
		}
		b = b[n:]
	}
	return good > 2*bad
}

// guess tells the three sets apart that undeclared feeds come in. Words of
// Cyrillic letters are long runs of high bytes; small letters, which are most,
// stand at 0xE0-0xFF in windows-1251 and at 0xC0-0xDF in KOI8-R.
func guess(b []byte) string {
	var high, runs, upper, lower int
	for _, c := range b {
		if c < 0x80 {
			high = 0
			continue
		}
		if high++; high == 3 {
			runs++
		}
		switch {
		case c >= 0xe0:
			upper++
		case c >= 0xc0:
			lower++
		}
	}
	switch {
	case runs*10 < upper+lower:
		return "windows-1252"
	case lower > upper:
		return "koi8-r"
	}
	return "windows-1251"
}

// legal drops the characters that XML does not allow, also where they are
// written as numbers (&#0;), because one of them makes a whole feed unreadable.
func legal(s string) string {
	if clean := strings.IndexFunc(s, illegal) < 0; clean && !strings.Contains(s, "&#") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		if n := illegalRef(s[i:]); n > 0 {
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if !illegal(r) {
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}

// illegal follows the Char production of XML 1.0.
func illegal(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff || r >= 0xd800 && r < 0xe000 || r > 0x10ffff
}

// illegalRef gives the length of a reference to an illegal character at the
// beginning of s, else 0.
func illegalRef(s string) int {
	if !strings.HasPrefix(s, "&#") {
		return 0
	}
	end := strings.IndexByte(s[:min(len(s), 16)], ';')
	if end < 3 {
		return 0
	}
	digits, base := s[2:end], 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || illegal(rune(min(n, 0x7fffffff))) {
		return end + 1
	}
	return 0
}
