package widget

import (
	"strings"
	"unicode"
)

// shortEmoji gives the narrow form of an emoji: a smiley where there is an old
// one, else a short name. Other text has none.
func shortEmoji(cluster string, r rune) (string, bool) {
	if !isEmoji(cluster, r) {
		return "", false
	}
	if s, ok := shortName(r); ok {
		return s, true
	}
	switch {
	case r >= 0x1F1E6 && r <= 0x1F1FF:
		return flag(cluster), true
	case r >= 0x1F600 && r <= 0x1F64F:
		return ":)", true
	case r >= 0x1F300 && r <= 0x1FAFF, r >= 0x2600 && r <= 0x27BF:
		return "*", true
	}
	return "", false
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

// shortName holds the emoji that carry most of the meaning in social posts.
func shortName(r rune) (string, bool) {
	switch r {
	case '😂', '🤣', '😆', '😄', '😁', '😀', '😃', '😅':
		return ":D", true
	case '😊', '🙂', '😇', '☺', '😌', '🤗', '🥰', '😍', '😘':
		return ":)", true
	case '😢', '😭', '😞', '😔', '🙁', '☹', '😟', '😣', '😩', '😫', '😿':
		return ":(", true
	case '😡', '😠', '🤬', '😤', '👿':
		return ">:(", true
	case '😉', '😜', '😏':
		return ";)", true
	case '😐', '😑', '😒', '🙄', '🤔', '😕':
		return ":/", true
	case '😱', '😨', '😮', '😲':
		return ":O", true
	case '👍', '👌', '💯':
		return "+1", true
	case '👎':
		return "-1", true
	case '❤', '💖', '💕', '💛', '💚', '💙', '💜', '🧡', '🖤', '💗', '💓', '💞', '🤍':
		return "<3", true
	case '💔':
		return "</3", true
	case '🔥':
		return ":fire:", true
	case '🙏':
		return ":pray:", true
	case '👏':
		return ":clap:", true
	case '🎉', '🥳', '🎊':
		return ":party:", true
	case '🚀':
		return ":rocket:", true
	case '🍕':
		return ":pizza:", true
	case '☕':
		return ":coffee:", true
	case '🤡':
		return ":clown:", true
	case '💩':
		return ":poo:", true
	case '💀', '☠':
		return ":skull:", true
	case '⚠':
		return "/!\\", true
	case '❗', '❕', '‼':
		return "!", true
	case '❓', '❔':
		return "?", true
	case '✅', '✔':
		return "[v]", true
	case '❌', '✖':
		return "[x]", true
	case '⭐', '🌟', '✨':
		return "*", true
	}
	return "", false
}
