package keys

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The two layouts, place by place. The key right of ю is "." on a Russian
// keyboard and "/" on a Latin one; it types "." and so stays "." here, where it
// repeats, as ю does.
const (
	russian = "йцукенгшщзхъфывапролджэячсмитьбю"
	latin   = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
)

// Latin gives the key that stands in the same place on a Latin keyboard as a
// key of the Russian layout: "о" is "j", "Ж" is ":", "ctrl+л" is "ctrl+k".
func Latin(key string) (string, bool) {
	last, size := utf8.DecodeLastRuneInString(key)
	head := key[:len(key)-size]
	if head != "" && !strings.HasSuffix(head, "+") {
		return "", false
	}
	if last == '№' {
		return head + "#", true
	}
	lower := unicode.ToLower(last)
	lower = foldYo(lower)
	for i, r := range []rune(russian + "`") {
		if r != lower {
			continue
		}
		to := []rune(latin + "`")[i]
		if lower != last && last != 'ё' {
			to = shifted(to)
		}
		return head + string(to), true
	}
	return "", false
}

// foldYo puts ё where it stands on a keyboard, on the key of the back quote.
func foldYo(r rune) rune {
	if r == 'ё' {
		return '`'
	}
	return r
}

// shifted gives what a Latin key types together with shift.
func shifted(r rune) rune {
	const plain, upper = "[];',.`", `{}:"<>~`
	if i := strings.IndexRune(plain, r); i >= 0 {
		return rune(upper[i])
	}
	return unicode.ToUpper(r)
}
