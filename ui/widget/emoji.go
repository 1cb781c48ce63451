package widget

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Emoji says how emoji are shown.
type Emoji string

// The ways to show emoji. An empty one is EmojiFull for a text and EmojiShort
// for lists.
const (
	EmojiShort Emoji = "short" // narrow signs and short names: "+1", ":pizza:"
	EmojiOff   Emoji = "off"   // one quiet sign for each run of them
	EmojiFull  Emoji = "full"  // as they are, joined ones only where the terminal can
)

// Emojis are the settings a person can choose from.
func Emojis() []Emoji { return []Emoji{EmojiShort, EmojiOff, EmojiFull} }

// Shown is the policy of a screen on which lists show emoji in the way e. What
// is read at length shows them as they are; where they are switched off their
// names stand there, because a reply may consist of nothing else.
func Shown(e Emoji, ascii bool) Policy {
	p := Policy{ASCII: ascii, Lists: e}
	if e == EmojiOff {
		p.Emoji = EmojiShort
	}
	return p
}

// narrow gives what stands for a cluster where emoji are not shown; false =
// it is no emoji, or is shown.
func (p Policy) narrow(cluster string, r rune) (string, bool) {
	how := p.Emoji
	if p.ASCII && how != EmojiOff {
		how = EmojiShort
	}
	if how != EmojiShort && how != EmojiOff || !isEmoji(cluster, r) {
		return "", false
	}
	if how == EmojiOff {
		return p.quiet(), true
	}
	return shortEmoji(cluster, r)
}

// quiet stands for emoji that are switched off.
func (p Policy) quiet() string {
	if p.ASCII {
		return "*"
	}
	return "·"
}

// shortEmoji gives the narrow form of an emoji: a smiley where there is an old
// one, else a short name, else a neutral sign.
func shortEmoji(cluster string, r rune) (string, bool) {
	switch {
	case r >= 0x1F1E6 && r <= 0x1F1FF:
		return flag(cluster), true
	case r < 0x80: // a keycap is known by its key
		return cluster[:1], true
	case strings.Count(cluster, "\u200d") > 0 && people(cluster) > 1:
		return "*", true // names are adorned with families more often than posts tell of one
	case r == 0x1F3F3 && strings.ContainsRune(cluster, '🌈'):
		return ":rainbow:", true
	}
	if s := shortName(r); s != "" {
		return s, true
	}
	switch {
	case r >= 0x1F600 && r <= 0x1F64F:
		return ":)", true
	case r >= 0x1F300 && r <= 0x1FAFF, r >= 0x2600 && r <= 0x27BF:
		return "*", true
	}
	return "", false
}

// people counts the persons of a joined emoji.
func people(cluster string) (n int) {
	for _, r := range cluster {
		if r >= 0x1F466 && r <= 0x1F469 || r == 0x1F9D1 || r == 0x1F9D2 {
			n++
		}
	}
	return n
}

// isEmoji tells whether a cluster is drawn as a picture: it asks for it
// (VS16), or stands in one of the picture blocks, or is a keycap.
func isEmoji(cluster string, r rune) bool {
	if r >= 0x1F000 && r <= 0x1FAFF {
		return true
	}
	if strings.ContainsRune(cluster, 0xFE0F) || strings.ContainsRune(cluster, 0x20E3) {
		return r >= 0x203C || unicode.IsDigit(r) || r == '#' || r == '*'
	}
	switch {
	case r >= 0x2600 && r <= 0x27BF, r == 0x2B50, r == 0x2B55, r == 0x231A, r == 0x231B, r == 0x23E9, r == 0x23F0, r == 0x23F3:
		return wideSign(r)
	}
	return false
}

// wideSign tells the signs of the old blocks that terminals draw two cells wide
// (East Asian Width W in Unicode's EastAsianWidth.txt).
func wideSign(r rune) bool {
	return strings.ContainsRune("⌚⌛⏩⏰⏳☔☕♈♉♊♋♌♍♎♏♐♑♒♓♿⚓⚡⚪⚫⚽⚾⛄⛅⛎⛔⛪⛲⛳⛵⛺⛽✅✊✋✨❌❎❓❔❕❗➕➖➗➰➿⭐⭕", r)
}

// flag writes a pair of regional letters as the country's code.
func flag(cluster string) string {
	var b strings.Builder
	for _, r := range cluster {
		if r >= 0x1F1E6 && r <= 0x1F1FF {
			b.WriteRune('A' + r - 0x1F1E6)
		}
	}
	return b.String()
}

// shortName finds an emoji in the table; "" = it is not there. The table is one
// constant that is searched: it costs nothing until an emoji is met, and then a
// quarter of a microsecond (BenchmarkCut).
func shortName(r rune) string {
	if r < utf8.RuneSelf {
		return ""
	}
	i := strings.Index(emojiNames, string(r))
	if i < 0 {
		return ""
	}
	rest := emojiNames[i:]
	for rest[0] >= utf8.RuneSelf { // others of the same name
		rest = rest[1:]
	}
	return rest[:strings.IndexByte(rest, ' ')]
}
