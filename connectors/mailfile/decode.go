package mailfile

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// decodeBody undoes the transfer encoding (RFC 2045, 6), as far as limit bytes.
// What is broken is read as far as it makes sense; an unknown encoding is none.
func decodeBody(body []byte, encoding string, limit int) []byte {
	switch strings.ToLower(strings.Trim(encoding, " \t\"';")) {
	case "quoted-printable":
		return decodeQuoted(body[:min(len(body), 3*limit)], limit)
	case "base64":
		out := decodeBase64(body[:min(len(body), 2*limit)])
		return out[:min(len(out), limit)]
	}
	return body[:min(len(body), limit)]
}

// decodeQuoted reads quoted-printable: =XX escapes, and = at the end of a line
// joins it with the next.
func decodeQuoted(body []byte, limit int) []byte {
	out := make([]byte, 0, min(len(body), limit))
	for len(body) > 0 && len(out) < limit {
		line, rest := cutLine(body)
		line = bytes.TrimRight(line, " \t")
		soft := bytes.HasSuffix(line, []byte("="))
		if soft {
			line = line[:len(line)-1]
		}
		out = append(out, decodeQ(string(line))...)
		if !soft && (len(rest) > 0 || bytes.HasSuffix(body, []byte("\n"))) {
			out = append(out, '\n')
		}
		body = rest
	}
	return out[:min(len(out), limit)]
}

// decodeBase64 reads base64 and passes over everything that is no letter of it;
// padding in the middle, where two texts were glued, starts anew.
func decodeBase64(in []byte) []byte {
	out := make([]byte, 0, len(in)*3/4)
	var bits uint32
	n := 0
	for _, c := range in {
		v, ok := base64Digit(c)
		if !ok {
			if c == '=' {
				bits, n = 0, 0
			}
			continue
		}
		bits, n = bits<<6|uint32(v), n+6
		if n >= 8 {
			n -= 8
			out = append(out, byte(bits>>n))
		}
	}
	return out
}

func base64Digit(c byte) (byte, bool) {
	switch {
	case c >= 'A' && c <= 'Z':
		return c - 'A', true
	case c >= 'a' && c <= 'z':
		return c - 'a' + 26, true
	case c >= '0' && c <= '9':
		return c - '0' + 52, true
	case c == '+' || c == '-':
		return 62, true
	case c == '/' || c == '_':
		return 63, true
	}
	return 0, false
}

// unixLines makes every line end "\n".
func unixLines(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// reflow joins the lines that format=flowed cut (RFC 3676): a line that ends in
// a space goes on in the next one of the same quote depth. With delSp that
// space is part of the cutting.
func reflow(text string, delSp bool) string {
	var out strings.Builder
	open, depth := false, 0
	for i, line := range strings.Split(text, "\n") {
		body := strings.TrimLeft(line, ">")
		quote := len(line) - len(body)
		body = strings.TrimPrefix(body, " ") // space-stuffing
		switch {
		case open && quote == depth && body != "-- ":
			// goes on in the same line
		default:
			if i > 0 {
				out.WriteByte('\n')
			}
			if quote > 0 {
				out.WriteString(strings.Repeat(">", min(quote, 100)) + " ")
			}
		}
		open = strings.HasSuffix(body, " ") && body != "-- "
		if open && delSp {
			body = body[:len(body)-1]
		}
		depth = quote
		out.WriteString(body)
	}
	return out.String()
}

// tidy trims the blank lines around a text and the spaces behind it.
func tidy(s string) string {
	s = strings.TrimRight(unixLines(s), " \t\n\u00a0")
	for {
		line, rest, ok := strings.Cut(s, "\n")
		if !ok || strings.TrimSpace(line) != "" {
			return s
		}
		s = rest
	}
}

// shorten cuts a text to limit bytes at a letter and says so.
func shorten(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	const mark = "\n[...]"
	cut := limit - len(mark)
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + mark
}
