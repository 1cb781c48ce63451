package mailfile

import (
	"bytes"
	"iter"
)

// split walks the parts of a multipart body (RFC 2046, 5.1), without copying
// them. A missing closing line ends the last part at the end of the body; a
// missing boundary is looked for in the body; a body without any delimiter is
// one part without a header.
func split(body []byte, boundary string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		delimiter := []byte("--" + boundary)
		if boundary == "" || len(boundary) > 300 {
			if delimiter = findDelimiter(body); delimiter == nil {
				yield(asText(body))
				return
			}
		}
		start, next, last := nextDelimiter(body, delimiter, 0)
		if start < 0 {
			yield(asText(body))
			return
		}
		for !last {
			from := next
			start, next, last = nextDelimiter(body, delimiter, from)
			if start < 0 {
				yield(body[from:])
				return
			}
			if !yield(trimEnd(body[from:max(start, from)])) {
				return
			}
		}
	}
}

// asText makes a part of a body that has no header.
func asText(body []byte) []byte { return append([]byte("\n"), body...) }

// nextDelimiter finds the next delimiter line from a line's start on: where it
// starts, where the following line begins, and whether it is the closing one.
// start is -1 where there is none.
func nextDelimiter(body, delimiter []byte, from int) (start, next int, last bool) {
	for at := from; at < len(body); {
		i := bytes.Index(body[at:], delimiter)
		if i < 0 {
			break
		}
		start = at + i
		at = start + len(delimiter)
		if start > 0 && body[start-1] != '\n' {
			continue
		}
		line, rest := cutLine(body[at:])
		next = len(body) - len(rest)
		line = bytes.TrimRight(line, " \t")
		switch {
		case len(line) == 0:
			return start, next, false
		case bytes.HasPrefix(line, []byte("--")) && len(bytes.TrimSpace(line[2:])) == 0:
			return start, next, true
		}
	}
	return -1, len(body), true
}

// findDelimiter guesses the delimiter of a multipart that does not name it: the
// first line that begins with two dashes and is followed by a header.
func findDelimiter(body []byte) []byte {
	const longest = 200
	for len(body) > 0 {
		line, rest := cutLine(body)
		line = bytes.TrimRight(line, " \t")
		if len(line) > 2 && len(line) < longest && bytes.HasPrefix(line, []byte("--")) {
			if next, _ := cutLine(rest); fieldName(next) > 0 {
				return line
			}
		}
		body = rest
	}
	return nil
}

// trimEnd takes off the line end that belongs to the following delimiter.
func trimEnd(part []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(part, []byte("\n")), []byte("\r"))
}
