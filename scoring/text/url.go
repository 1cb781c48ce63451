package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// urlLen measures the address at the start of s that says so itself, by a
// scheme or by "www."; 0 when there is none.
func urlLen(s string) int {
	least := schemeLen(s)
	if least == 0 && len(s) > 4 && strings.EqualFold(s[:4], "www.") {
		least = 4
	}
	if least == 0 {
		return 0
	}
	if n := addressEnd(s); n > least {
		return n
	}
	return 0
}

// bareLen measures the address at the start of s that goes without: an e-mail
// address, or a host under one of the usual top domains. It is 0 when there is
// none; looked is how far the words inside cannot start an address either.
func bareLen(s string) (n, looked int) {
	host := hostLen(s)
	if host == 0 || wordAt(s, host) {
		return 0, host
	}
	if host < len(s) && s[host] == '@' {
		domain := hostLen(s[host+1:])
		if strings.IndexByte(s[host+1:host+1+domain], '.') > 0 {
			return host + 1 + domain, 0
		}
		return 0, host
	}
	dot := strings.LastIndexByte(s[:host], '.')
	if dot <= 0 || !topDomain(s[dot+1:host]) {
		return 0, host
	}
	if host < len(s) && (s[host] == '/' || s[host] == '?') {
		return addressEnd(s), 0
	}
	return host, 0
}

// schemeLen measures "http://", "https://" and "mailto:".
func schemeLen(s string) int {
	for _, scheme := range [...]string{"http://", "https://", "mailto:"} {
		if len(s) > len(scheme) && strings.EqualFold(s[:len(scheme)], scheme) {
			return len(scheme)
		}
	}
	return 0
}

// maxHost is the longest host name, in bytes. Looking no further keeps the
// scanner linear.
const maxHost = 255

// hostLen measures a host or the first half of an e-mail address: words of
// ASCII or Cyrillic letters with points and hyphens between them.
func hostLen(s string) int {
	end := 0
	for i := 0; i < len(s) && i <= maxHost; {
		b := s[i]
		switch {
		case b < utf8.RuneSelf && (nameRune(rune(b)) || b == '+'):
			i++
			end = i
		case (b == '.' || b == '-') && i == end && i > 0:
			i++
		case b >= 0xd0 && b <= 0xd3:
			r, n := utf8.DecodeRuneInString(s[i:])
			if !unicode.IsLetter(r) {
				return end
			}
			i += n
			end = i
		default:
			return end
		}
	}
	return end
}

// topDomain reports the top domains under which a bare "name.top" is taken for
// an address. A longer list would swallow sentences whose writer left out the
// space after the point.
func topDomain(s string) bool {
	switch strings.ToLower(s) {
	case "com", "net", "org", "io", "me", "info", "dev", "app", "biz", "shop", "online", "social", "example",
		"ru", "su", "ua", "by", "kz", "рф", "uk", "de", "fr", "pl", "eu", "tv", "ai", "gg", "ly":
		return true
	}
	return false
}

// addressEnd is where the address at the start of s ends: before white space,
// quotes and angle brackets, without the punctuation of the sentence around
// it. A closing bracket stays when the address has opened it.
func addressEnd(s string) int {
	end := strings.IndexFunc(s, func(r rune) bool {
		return r <= ' ' || r == 0x7f || strings.ContainsRune("<>\"«»“”„`", r) || r == utf8.RuneError ||
			r >= 0x80 && (unicode.IsSpace(r) || unicode.IsControl(r) || symbol(r))
	})
	if end < 0 {
		end = len(s)
	}
	open := strings.Count(s[:end], "(") - strings.Count(s[:end], ")")
	for end > 0 {
		r, n := utf8.DecodeLastRuneInString(s[:end])
		switch {
		case r == ')' && open < 0:
			open++
		case strings.ContainsRune(".,;:!?'*…—–", r):
		default:
			return end
		}
		end -= n
	}
	return end
}
