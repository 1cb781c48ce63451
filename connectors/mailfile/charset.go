package mailfile

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// toUTF8 reads bytes in the character set that the mail claims, unless the
// bytes say otherwise: what is UTF-8 is read so whatever an 8-bit label says,
// and where the label is missing, unknown or wrong the letters decide.
func toUTF8(b []byte, label string) string {
	label = cleanLabel(label)
	if isASCII(b) && !strings.HasPrefix(label, "iso-2022") && !strings.HasPrefix(label, "utf-16") && !strings.HasPrefix(label, "hz") {
		return string(b)
	}
	if utf8.Valid(b) && (label == "" || label == "utf-8" || oneByte(label)) {
		return string(b)
	}
	if label == "" || label == "utf-8" {
		return guess(b)
	}
	enc, err := htmlindex.Get(label)
	if err != nil || enc == encoding.Replacement {
		return guess(b)
	}
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		return guess(b)
	}
	return string(out)
}

// cleanLabel brings the names that programs invent to those of the registry;
// empty stands for "unknown".
func cleanLabel(label string) string {
	label = strings.ToLower(strings.Trim(label, " \t\"';"))
	label = strings.TrimPrefix(label, "charset=")
	switch label {
	case "ascii", "us-ascii", "ansi_x3.4-1968", "unknown-8bit", "x-unknown", "unknown", "default", "binary", "8bit", "x-user-defined":
		return ""
	case "win-1251", "win1251", "windows1251", "1251", "cp-1251", "ansi1251", "ms-cyrl":
		return "windows-1251"
	case "koi8", "koi-8", "koi8r", "koi-8-r", "koi8_r", "x-koi8-r":
		return "koi8-r"
	case "utf", "utf8", "utf-8mb4", "utf8mb4", "unicode", "x-utf-8":
		return "utf-8"
	case "cp-866", "866", "dos-866", "x-cp866":
		return "ibm866"
	case "latin1", "iso8859-1", "iso-8859-1", "cp1252":
		return "windows-1252"
	}
	return label
}

func oneByte(label string) bool {
	for _, p := range []string{"windows-", "iso-8859", "koi8", "ibm", "cp", "mac", "x-mac"} {
		if strings.HasPrefix(label, p) {
			return true
		}
	}
	return false
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// guess reads bytes of an unknown character set: UTF-8 with few errors, else
// the Cyrillic set whose letters make the best words, else Western.
func guess(b []byte) string {
	const sample = 8 << 10
	head := b[:min(len(b), sample)]
	if good, bad := countUTF8(head); bad == 0 || good >= 4*bad {
		return string(bytes.ToValidUTF8(b, []byte("\uFFFD")))
	}
	best, bestScore := charmap.Windows1252, 0
	for _, set := range []*charmap.Charmap{charmap.Windows1251, charmap.KOI8R, charmap.CodePage866} {
		if score := cyrillicScore(head, set); score > bestScore {
			best, bestScore = set, score
		}
	}
	out, err := best.NewDecoder().Bytes(b)
	if err != nil {
		return string(bytes.ToValidUTF8(b, []byte("\uFFFD")))
	}
	return string(out)
}

// countUTF8 counts letters of several bytes, and bytes that are none.
func countUTF8(b []byte) (good, bad int) {
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
		case size > 1:
			good++
		}
		b = b[size:]
	}
	return good, bad
}

// cyrillicScore tells how much text in this set looks like Russian: frequent
// letters count for it, rare ones, signs and a capital after a small letter
// against it. Single letters between Latin ones are no Cyrillic.
func cyrillicScore(b []byte, set *charmap.Charmap) int {
	score, letters, pairs := 0, 0, 0
	var before rune
	for _, c := range b {
		r := set.DecodeByte(c)
		switch small := toSmall(r); {
		case c < utf8.RuneSelf:
		case small == 0:
			score -= 4
		default:
			letters++
			if toSmall(before) != 0 {
				pairs++
			}
			score += letterScore(small)
			if r == small {
				score++
			} else if before != 0 && before == toSmall(before) {
				score -= 8
			}
		}
		before = r
	}
	if pairs*2 < letters {
		return 0
	}
	return score
}

func letterScore(small rune) int {
	switch {
	case strings.ContainsRune("оеаинтсрвл", small):
		return 4
	case strings.ContainsRune("хжшюцщэфъё", small):
		return -4
	}
	return 0
}

// toSmall gives a Russian letter in small, 0 for anything else.
func toSmall(r rune) rune {
	switch {
	case r >= 'а' && r <= 'я' || r == 'ё':
		return r
	case r >= 'А' && r <= 'Я':
		return r + 32
	case r == 'Ё':
		return 'ё'
	}
	return 0
}
