package httpx

import (
	"cmp"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// hole stands where a secret stood.
const hole = "***"

// minSecret is the shortest secret that is looked for by its value, in bytes:
// a shorter one would make holes in ordinary words.
const minSecret = 5

// spellings gives the forms in which a secret turns up in addresses and texts,
// the longest first.
func spellings(secret string) []string {
	if len(secret) < minSecret {
		return nil
	}
	quoted, _ := json.Marshal(secret) // a string always marshals
	out := []string{secret, url.QueryEscape(secret), url.PathEscape(secret), strings.Trim(string(quoted), `"`)}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	return slices.Compact(out)
}

// Redact clears a text of the account's secrets and of all that Redact of the
// package finds.
func (c *Client) Redact(text string) string {
	for _, s := range c.secrets {
		text = strings.ReplaceAll(text, s, hole)
	}
	return Redact(text)
}

// Redact clears a text, an address among them, of what looks like a secret:
// the user part of an address, query and form fields such as access_token, key
// or sig (also inside an address that is itself a query field), Authorization
// headers, and the token in the path of Telegram's bot API.
func Redact(text string) string {
	if !strings.ContainsAny(text, "=:@%") && !strings.Contains(strings.ToLower(text), "bearer") {
		return text
	}
	for _, p := range patterns() {
		text = p.find.ReplaceAllString(text, p.put)
	}
	return text
}

type pattern struct {
	find *regexp.Regexp
	put  string
}

var patterns = sync.OnceValue(func() []pattern {
	const name = `(?:[a-z0-9_.~\[\]-]*(?:token|secret|passw(?:or)?d|signature|api_?key|auth|session|credential|jwt)[a-z0-9_.~\[\]-]*` +
		`|key|sig|sign|pass|pwd|code|sid|hash|code_verifier|state)`
	make := func(find, put string) pattern { return pattern{regexp.MustCompile(`(?i)` + find), put} }
	return []pattern{
		// scheme://user:password@host
		make(`([a-z][a-z0-9+.-]*://)[^/\s"'?#]*@`, `${1}`+hole+`@`),
		// ?access_token=x, &key=x, form bodies; and percent-encoded once more
		make(`(^|[?&;#\s"'(]|%3f|%26)(`+name+`)(=|%3d)[^&\s"'<>]+`, `${1}${2}${3}`+hole),
		// "access_token":"x"
		make(`("`+name+`"\s*:\s*")[^"]+`, `${1}`+hole),
		make(`(authorization["']?\s*[:=]\s*["']?)[^\r\n"']+`, `${1}`+hole),
		make(`\b(bearer|dpop)\s+[a-z0-9._~+/=-]{5,}`, `${1} `+hole),
		make(`(/bot)\d+:[a-z0-9_-]+`, `${1}`+hole),
	}
})
