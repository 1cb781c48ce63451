package clean

import "unicode"

// simple reports runes that are visible, no marks, and mean nothing to their
// neighbours, by a few wide ranges. It only saves time: a rune that is not in
// them is looked at closely.
func simple(r rune) bool {
	switch {
	case r < 0x300:
		return r != 0xad // the soft hyphen
	case r < 0x483:
		return r >= 0x370
	case r < 0x591:
		return r >= 0x48a
	case r < 0x2000:
		return r >= 0x1e00
	case r < 0x2028:
		return r >= 0x2010
	case r < 0x3000:
		return r >= 0x20a0 && r < 0x20d0 || r >= 0x2100 && r < 0x2c00
	case r < 0xa66f:
		return r >= 0x3041 && r != 0x3099 && r != 0x309a && r != 0x3164
	case r < 0xd800:
		return r >= 0xac00
	default:
		return r >= 0x1f000 && r < 0x1fb00 && r != blackFlag
	}
}

// invisible reports characters that leave no trace on the screen but change
// what is around them, or hide data. Joiners and variation selectors 15 and 16
// are not among them: they depend on the context.
func invisible(r rune) bool {
	switch {
	case r == 0xad, r == 0x34f, r == 0x61c: // soft hyphen, grapheme joiner, Arabic letter mark
	case r == 0x115f, r == 0x1160, r == 0x3164, r == 0xffa0: // Hangul fillers
	case r == 0x17b4, r == 0x17b5: // Khmer inherent vowels
	case r >= 0x180b && r <= 0x180f: // Mongolian selectors and separator
	case r == 0x200b, r == 0x200e, r == 0x200f: // zero width space, direction marks
	case r >= 0x202a && r <= 0x202e: // direction embeddings and overrides
	case r >= 0x2060 && r <= 0x206f: // word joiner, invisible operators, direction isolates
	case r >= 0xfe00 && r <= 0xfe0d: // variation selectors 1 to 14
	case r == 0xfeff, r >= 0xfff0 && r <= 0xfffb: // byte order mark, annotation anchors
	case r >= 0x1bca0 && r <= 0x1bca3: // shorthand format controls
	case r >= 0x1d173 && r <= 0x1d17a: // musical format controls
	case r >= 0xe0000 && r <= 0xe0fff: // tags, variation selectors 17 to 256
	default:
		return false
	}
	return true
}

// isSpace reports white space, and the empty Braille cell that stands in for
// it in names that want to look empty.
func isSpace(r rune) bool {
	return r == 0x2800 || unicode.IsSpace(r)
}

// pictograph reports symbols that can take part in an emoji sequence. The
// ranges are wider than the Unicode property Extended_Pictographic: whole
// blocks, so that the emoji of coming years fit. A stray selector behind an
// arrow does no harm.
func pictograph(r rune) bool {
	switch {
	case r < 0x2000:
		return r == 0xa9 || r == 0xae
	case r < 0x2190:
		return r == 0x203c || r == 0x2049 || r == 0x2122 || r == 0x2139
	case r < 0x2c00:
		return r < 0x2200 || r >= 0x2300 && r < 0x2400 || r >= 0x2460 && r < 0x2500 ||
			r >= 0x25a0 && r < 0x27c0 || r >= 0x2900 && r < 0x2980 || r >= 0x2b00
	case r < 0x1f000:
		return r == 0x3030 || r == 0x303d || r == 0x3297 || r == 0x3299
	default:
		return r < 0x1fb00 && !regional(r)
	}
}

// regional reports the letters that pair up to a country's flag.
func regional(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }

// skinTone reports the modifiers that colour the person before them.
func skinTone(r rune) bool { return r >= 0x1f3fb && r <= 0x1f3ff }

// joining reports letters and marks of scripts in which ZWJ or ZWNJ between
// two of them changes the shape, as in Persian and in the scripts of India.
func joining(r rune) bool {
	return r >= 0x600 && !invisible(r) && unicode.In(r, unicode.L, unicode.M) && unicode.In(r,
		unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mongolian,
		unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya,
		unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala,
		unicode.Khmer, unicode.Myanmar)
}
