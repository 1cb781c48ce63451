package pack

import (
	"encoding/binary"
	"unicode/utf8"
)

// Text in UTF-8 spends two bytes on every letter of Russian. packText spends
// one, after the idea of SCSU (Unicode Technical Standard #6): a byte from 0x80
// up is a letter in a window of 128 runes, at first the one of Cyrillic. The
// codes are our own:
//
//	0x20..0x7f, tab, line feed, carriage return   themselves
//	0x80..0xff   rune of the window
//	0x00 b       the byte b: control characters, and what is no UTF-8
//	0x01 n       the window is from now on n*128 (n is a uvarint)
//	0x02 n       the rune n (uvarint), the window stays
//	0x03..0x0f   a rune of one of the pages, its last byte follows
//	0x10..0x1f   one of the signs
const (
	byteCode   = 0x00
	windowCode = 0x01
	runeCode   = 0x02
	signCode   = 0x10
	cyrillic   = 0x400 >> 7
)

// pages are the runes of codes 0x03..0x0f: r>>8 of each; 0 = no code.
var pages = [...]rune{3: 0x20, 4: 0x00, 5: 0x26, 6: 0x27, 7: 0x1f3, 8: 0x1f4, 0x0b: 0x1f9, 0x0c: 0x21, 0x0e: 0x1f5, 0x0f: 0x1f6}

// signs are the runes of codes 0x10..0x1f.
var signs = [16]rune{'«', '»', '—', '–', '…', '“', '”', '„', '’', '‘', '№', '₽', '€', 0xfe0f, '❤', '•'}

// signOf gives the code of a rune that has one of its own, 0 if it has none.
func signOf(r rune) byte {
	for i, s := range signs {
		if s == r {
			return signCode + byte(i)
		}
	}
	return 0
}

// pageOf gives the code of the page of a rune, 0 if it has none.
func pageOf(r rune) byte {
	for i, p := range pages {
		if i > 2 && p == r>>8 && (p != 0 || i == 4) {
			return byte(i)
		}
	}
	return 0
}

// plain tells whether a byte below 0x80 stands for itself.
func plain(c byte) bool { return c >= 0x20 || c == '\t' || c == '\n' || c == '\r' }

// packText appends the packed form of s. It keeps any bytes.
func packText(dst []byte, s string) []byte {
	window := rune(cyrillic)
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if !plain(c) {
				dst = append(dst, byteCode)
			}
			dst = append(dst, c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		if r>>7 == window {
			dst = append(dst, 0x80|byte(r))
			continue
		}
		if r == utf8.RuneError && n == 1 {
			dst = append(dst, byteCode, c)
			continue
		}
		dst, window = packRune(dst, r, window, s[i:])
	}
	return dst
}

// packRune appends a rune that the window does not hold; rest is what follows
// it.
func packRune(dst []byte, r, window rune, rest string) ([]byte, rune) {
	if sign := signOf(r); sign != 0 {
		return append(dst, sign), window
	}
	next, _ := utf8.DecodeRuneInString(rest)
	if r>>7 == next>>7 && next != utf8.RuneError || r>>7 == cyrillic {
		dst = append(dst, windowCode)
		return append(binary.AppendUvarint(dst, uint64(r>>7)), 0x80|byte(r)), r >> 7
	}
	if page := pageOf(r); page != 0 {
		return append(dst, page, byte(r)), window
	}
	return binary.AppendUvarint(append(dst, runeCode), uint64(r)), window
}

// unpackText appends the text that p is the packed form of; false if it is
// none. It runs for every mention that is shown: 150 letters take 0.2 us.
func unpackText(dst []byte, p string) ([]byte, bool) {
	window := rune(cyrillic) << 7
	for i := 0; i < len(p); {
		c := p[i]
		i++
		switch {
		case c >= 0x80:
			if r := window + rune(c&0x7f); r < 0x800 {
				dst = append(dst, 0xc0|byte(r>>6), 0x80|byte(r)&0x3f)
			} else {
				dst = utf8.AppendRune(dst, r)
			}
			continue
		case plain(c):
			dst = append(dst, c)
			continue
		case c >= signCode:
			dst = utf8.AppendRune(dst, signs[c-signCode])
			continue
		case i == len(p):
			return dst, false
		case c == byteCode:
			dst = append(dst, p[i])
			i++
			continue
		case c == windowCode || c == runeCode:
			v, n := uvarint(p[i:])
			limit := uint64(utf8.MaxRune)
			if c == windowCode {
				limit >>= 7
			}
			if n <= 0 || v > limit {
				return dst, false
			}
			i += n
			if c == runeCode {
				dst = utf8.AppendRune(dst, rune(v))
			} else {
				window = rune(v) << 7
			}
			continue
		}
		dst = utf8.AppendRune(dst, pages[c]<<8|rune(p[i]))
		i++
	}
	return dst, true
}

// uvarint is binary.Uvarint for a string; n <= 0 is an error.
func uvarint(s string) (v uint64, n int) {
	for i := 0; i < len(s) && i < binary.MaxVarintLen64; i++ {
		c := s[i]
		v |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			if i == binary.MaxVarintLen64-1 && c > 1 {
				return 0, -1
			}
			return v, i + 1
		}
	}
	return 0, 0
}
