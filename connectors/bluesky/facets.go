package bluesky

import (
	"cmp"
	"context"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/rivo/uniseg"

	"earshot/connectors/fault"
)

// span is a part of a text that is more than text, in bytes.
type span struct {
	start, end int
	kind       string // "mention", "link", "tag"
	value      string // handle, address, tag
}

// spans finds what a text addresses, links and tags. They never overlap: a # or @
// inside an address belongs to the address.
func spans(text string) []span {
	var out []span
	add := func(s span) {
		if !slices.ContainsFunc(out, func(o span) bool { return s.start < o.end && o.start < s.end }) {
			out = append(out, s)
		}
	}
	for _, at := range linkPattern().FindAllStringIndex(text, -1) {
		end := at[0] + len(trimLink(text[at[0]:at[1]]))
		if u, err := url.Parse(text[at[0]:end]); err == nil && u.Host != "" {
			add(span{at[0], end, "link", text[at[0]:end]})
		}
	}
	for _, at := range handlePattern().FindAllStringSubmatchIndex(text, -1) {
		handle := strings.TrimRight(text[at[2]:at[3]], ".-")
		if validHandle(handle) {
			add(span{at[2] - 1, at[2] + len(handle), "mention", strings.ToLower(handle)})
		}
	}
	for _, at := range tagPattern().FindAllStringSubmatchIndex(text, -1) {
		tag := strings.TrimRightFunc(text[at[4]:at[5]], unicode.IsPunct)
		if isTag(tag) {
			add(span{at[2], at[4] + len(tag), "tag", tag})
		}
	}
	slices.SortFunc(out, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	return out
}

// isTag tells whether what follows a # is a tag: not only digits, no emoji of a
// keycap, 64 letters at most.
func isTag(tag string) bool {
	return tag != "" && !strings.HasPrefix(tag, "\ufe0f") && strings.ContainsFunc(tag, func(r rune) bool { return !unicode.IsDigit(r) }) &&
		uniseg.GraphemeClusterCount(tag) <= maxTagLetters
}

// trimLink takes off what ends a sentence rather than an address. A bracket at the
// end belongs to the address if it was opened there.
func trimLink(s string) string {
	for s != "" {
		last := s[len(s)-1]
		if last == ')' && strings.Count(s, "(") >= strings.Count(s, ")") || !strings.ContainsRune(".,;:!?)'\"", rune(last)) {
			break
		}
		s = s[:len(s)-1]
	}
	return s
}

var linkPattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`https?://[^\s<>"«»“”]+`) })

// handlePattern finds @handle where a word may begin: group 1 is the handle.
var handlePattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:^|[\s(\[{"'«“,;:!?…—–-])@([A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z0-9])`)
})

// tagPattern finds #tag: group 1 is all of it, group 2 what follows the sign.
var tagPattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:^|[\s(\[{"'«“])([#＃]([^\s#＃\x{00AD}\x{2060}\x{200A}-\x{200D}\x{20e2}]+))`)
})

// facets turns the spans of a text into the facets of its record. A handle that
// nobody has stays plain text.
func (c pen) facets(ctx context.Context, text string) ([]map[string]any, error) {
	var out []map[string]any
	for _, s := range spans(text) {
		f := map[string]any{"$type": "app.bsky.richtext.facet#" + s.kind}
		switch s.kind {
		case "mention":
			did, err := c.didOf(ctx, s.value)
			if err != nil {
				return nil, err
			}
			if did == "" {
				continue
			}
			f["did"] = did
		case "link":
			f["uri"] = s.value
		case "tag":
			f["tag"] = s.value
		}
		out = append(out, map[string]any{
			"index": map[string]any{"byteStart": s.start, "byteEnd": s.end}, "features": []any{f},
		})
	}
	return out, nil
}

// didOf asks who has a handle; "" = nobody.
func (c *api) didOf(ctx context.Context, handle string) (string, error) {
	var found struct {
		DID string `json:"did"`
	}
	q := call{op: "look up @" + handle, nsid: "com.atproto.identity.resolveHandle", query: url.Values{"handle": {handle}}}
	if _, err := c.do(ctx, q, &found); err != nil && !fault.Is(err, fault.Permanent) {
		return "", err
	}
	if !validDID(found.DID) {
		return "", nil
	}
	return found.DID, nil
}
