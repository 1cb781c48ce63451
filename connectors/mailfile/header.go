package mailfile

import (
	"bytes"
	"strings"
)

// header is the fields of a message or a part in their order. Names are in
// small letters, values are unfolded and raw otherwise.
type header []field

type field struct{ name, value string }

// get gives the first field of a name, empty if there is none.
func (h header) get(name string) string {
	for _, f := range h {
		if f.name == name {
			return f.value
		}
	}
	return ""
}

// splitHeader parts a message or a MIME part at the first blank line. Lines
// that are no fields are passed over: mail gateways leave all sorts of them.
func splitHeader(raw []byte) (h header, body []byte) {
	var open *strings.Builder // the value that may still be continued
	var name string
	done := func() {
		if open != nil {
			h = append(h, field{name, strings.TrimSpace(open.String())})
			open = nil
		}
	}
	for len(raw) > 0 {
		line, rest := cutLine(raw)
		switch {
		case len(line) == 0:
			done()
			return h, rest
		case line[0] == ' ' || line[0] == '\t':
			if open != nil {
				open.Write(line)
			}
		default:
			done()
			if n := fieldName(line); n > 0 {
				name = strings.ToLower(string(bytes.TrimRight(line[:n], " \t")))
				open = new(strings.Builder)
				open.Write(line[n+1:])
			}
		}
		raw = rest
	}
	done()
	return h, nil
}

// cutLine gives the first line without its end, and what follows.
func cutLine(raw []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(raw, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), rest
}

// fieldName tells where the colon of a header line is, 0 if it is none. Spaces
// before the colon are obsolete (RFC 5322, 4.5) but met.
func fieldName(line []byte) int {
	const longest = 100
	for i, c := range line[:min(len(line), longest)] {
		switch {
		case c == ':':
			return i
		case c == ' ' || c == '\t':
			rest := bytes.TrimLeft(line[i:], " \t")
			if i > 0 && len(rest) > 0 && rest[0] == ':' {
				return len(line) - len(rest)
			}
			return 0
		case c < 33 || c > 126:
			return 0
		}
	}
	return 0
}

// headerSize is where the header ends in raw.
func headerSize(raw []byte) int {
	if first, _ := cutLine(raw); len(first) == 0 {
		return 0
	}
	size := len(raw)
	for _, blank := range []string{"\n\n", "\n\r\n"} {
		if i := bytes.Index(raw[:size], []byte(blank)); i >= 0 {
			size = i
		}
	}
	return size
}

// ids gives the message ids of a field: what stands in angle brackets, else the
// words with an @ (old programs forget the brackets).
func ids(value string) []string {
	var out []string
	rest := value
	for {
		_, after, ok := strings.Cut(rest, "<")
		if !ok {
			break
		}
		id, after, ok := strings.Cut(after, ">")
		if !ok {
			break
		}
		if id = strings.Join(strings.Fields(id), ""); goodID(id) {
			out = append(out, id)
		}
		rest = after
	}
	if len(out) > 0 {
		return out
	}
	for _, word := range strings.Fields(value) {
		if word = strings.Trim(word, "<>,;"); strings.Contains(word, "@") && goodID(word) {
			out = append(out, word)
		}
	}
	return out
}

// goodID tells whether an id can be a key and a header again.
func goodID(id string) bool {
	if id == "" || len(id) > maxID {
		return false
	}
	for i := range len(id) {
		if c := id[i]; c <= ' ' || c > 126 || c == '<' || c == '>' {
			return false
		}
	}
	return true
}

// params reads "type; name=value; ..." as in Content-Type, tolerantly, with the
// continuations and character sets of RFC 2231.
func params(value string) (kind string, out map[string]string) {
	parts := splitParams(value)
	out = map[string]string{}
	if len(parts) == 0 {
		return "", out
	}
	kind = strings.ToLower(strings.TrimSpace(parts[0]))
	pieces := map[string]string{} // name*0*, name*1, ... joined in their order
	charsets := map[string]string{}
	for _, p := range parts[1:] {
		name, v, ok := strings.Cut(p, "=")
		if !ok {
			continue
		}
		name = strings.ToLower(strings.TrimSpace(name))
		v = unquote(strings.TrimSpace(v))
		base, _, continued := strings.Cut(name, "*")
		switch {
		case !continued:
			if _, twice := out[name]; !twice {
				out[name] = decodeWords(v)
			}
		case strings.HasSuffix(name, "*"):
			if charset, rest, ok := strings.Cut(v, "'"); ok && pieces[base] == "" {
				charsets[base] = charset
				_, v, _ = strings.Cut(rest, "'")
			}
			pieces[base] += percent(v)
		default:
			pieces[base] += v
		}
	}
	for name, v := range pieces {
		out[name] = toUTF8([]byte(v), charsets[name])
	}
	return kind, out
}

// splitParams cuts at semicolons outside quotes.
func splitParams(value string) []string {
	var out []string
	quoted, start := false, 0
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case c == ';' && !quoted:
			out = append(out, value[start:i])
			start = i + 1
		}
	}
	return append(out, value[start:])
}

// unquote takes the quotes and their escapes off. A backslash before a letter
// is no escape: Windows programs write whole paths.
func unquote(s string) string {
	if len(s) < 2 || s[0] != '"' {
		return strings.Trim(s, `"`)
	}
	var b strings.Builder
	for i := 1; i < len(s) && s[i] != '"'; i++ {
		if s[i] == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\') {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// percent undoes %XX escapes; what is none stays.
func percent(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if c, ok := hexByte(s[i+1], s[i+2]); ok {
				b.WriteByte(c)
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
