package mailfile

import "strings"

// decodeWords reads the encoded words of RFC 2047 in a header value, and bytes
// outside ASCII that should not be there at all. Neighbours of one character
// set are joined before they are read: many programs cut a letter in two.
func decodeWords(s string) string {
	if !strings.Contains(s, "=?") {
		return toUTF8([]byte(s), "")
	}
	var out strings.Builder
	var raw []byte // bytes of words not yet read
	charset := ""
	flush := func() {
		out.WriteString(toUTF8(raw, charset))
		raw = nil
	}
	for s != "" {
		start := strings.Index(s, "=?")
		if start < 0 {
			break
		}
		w, rest, ok := cutWord(s[start:])
		if !ok {
			flush()
			out.WriteString(toUTF8([]byte(s[:start+2]), ""))
			s = s[start+2:]
			continue
		}
		// White space between two words is not part of the text.
		between := s[:start]
		if len(raw) == 0 || strings.TrimSpace(between) != "" {
			flush()
			out.WriteString(toUTF8([]byte(between), ""))
		}
		if !strings.EqualFold(w.charset, charset) {
			flush()
			charset = w.charset
		}
		raw = append(raw, w.bytes...)
		s = rest
	}
	flush()
	out.WriteString(toUTF8([]byte(s), ""))
	return out.String()
}

type word struct {
	charset string
	bytes   []byte
}

// cutWord takes one encoded word off the start of s. Spaces inside are not
// allowed but met.
func cutWord(s string) (w word, rest string, ok bool) {
	charset, after, ok := strings.Cut(s[2:], "?")
	if !ok || charset == "" || len(charset) > 40 || strings.ContainsAny(charset, " \t=") {
		return word{}, "", false
	}
	if len(after) < 3 || after[1] != '?' {
		return word{}, "", false
	}
	text, rest, ok := strings.Cut(after[2:], "?=")
	if !ok || strings.Contains(text, "=?") {
		return word{}, "", false
	}
	charset, _, _ = strings.Cut(charset, "*") // RFC 2231, 5: language
	switch after[0] {
	case 'q', 'Q':
		return word{charset, decodeQ(strings.ReplaceAll(text, "_", " "))}, rest, true
	case 'b', 'B':
		return word{charset, decodeBase64([]byte(text))}, rest, true
	}
	return word{}, "", false
}

// decodeQ reads =XX escapes; what is no escape stays.
func decodeQ(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '=' && i+2 < len(s) {
			if c, ok := hexByte(s[i+1], s[i+2]); ok {
				out = append(out, c)
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return out
}

func hexByte(a, b byte) (byte, bool) {
	hi, ok1 := hexDigit(a)
	lo, ok2 := hexDigit(b)
	return hi<<4 | lo, ok1 && ok2
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	}
	return 0, false
}

// address is one e-mail address with the name beside it.
type address struct{ name, email string }

// firstAddress reads the first address of a From field, in any of the forms
// met: Name <a@b>, "Name" <a@b>, a@b (Name), a@b.
func firstAddress(value string) address {
	bare, comment := splitComments(value)
	if open := indexOutside(bare, '<'); open >= 0 {
		email, _, _ := strings.Cut(bare[open+1:], ">")
		a := address{displayName(bare[:open]), cleanEmail(email)}
		if a.name == "" {
			a.name = displayName(comment)
		}
		return a
	}
	for _, w := range strings.FieldsFunc(bare, func(r rune) bool { return r == ' ' || r == '\t' || r == ',' || r == ';' }) {
		if strings.Contains(w, "@") {
			return address{displayName(comment), cleanEmail(w)}
		}
	}
	return address{name: displayName(bare)}
}

// cleanEmail gives an address in small letters: people and servers do not tell
// capitals apart in them.
func cleanEmail(s string) string {
	s = strings.ToLower(strings.Trim(strings.Join(strings.Fields(decodeWords(s)), ""), `<>"';,`))
	return strings.TrimPrefix(s, "mailto:")
}

// displayName unquotes and decodes the words beside an address.
func displayName(s string) string {
	s = strings.Trim(s, ",; \t")
	s = strings.Join(strings.Fields(decodeWords(dequote(s))), " ")
	// Some programs quote twice.
	for _, q := range []string{`"`, "'"} {
		if len(s) > 2 && strings.HasPrefix(s, q) && strings.HasSuffix(s, q) {
			s = s[1 : len(s)-1]
		}
	}
	return s
}

// dequote takes quotes and their escapes off the words of a phrase.
func dequote(s string) string {
	var b strings.Builder
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			quoted = !quoted
			continue
		case s[i] == '\\' && quoted && i+1 < len(s):
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// splitComments takes what stands in parentheses outside quotes out of a value.
func splitComments(value string) (bare, comment string) {
	var b, c strings.Builder
	depth, quoted := 0, false
	for i := 0; i < len(value); i++ {
		ch := value[i]
		to := &b
		if depth > 0 {
			to = &c
		}
		switch {
		case ch == '\\' && i+1 < len(value) && (quoted || depth > 0):
			if quoted {
				to.WriteByte(ch)
			}
			i++
			to.WriteByte(value[i])
		case ch == '"' && depth == 0:
			quoted = !quoted
			to.WriteByte(ch)
		case ch == '(' && !quoted:
			depth++
		case ch == ')' && !quoted && depth > 0:
			depth--
		default:
			to.WriteByte(ch)
		}
	}
	return b.String(), c.String()
}

// indexOutside finds a byte outside quotes.
func indexOutside(s string, c byte) int {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == c && !quoted:
			return i
		}
	}
	return strings.IndexByte(s, c) // a quote that was never closed
}
