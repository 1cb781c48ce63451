package feed

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"net/url"
	"strings"
	"unicode"
)

// maxID is the longest remote id that is kept as it is, in bytes.
const maxID = 512

// globally tells whether a guid names one item in the whole world: an address
// of the web, a tag: (RFC 4151) or a urn: (RFC 8141). Others are unique within
// their feed at best.
func globally(guid string) bool {
	if strings.IndexFunc(guid, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) >= 0 {
		return false
	}
	lower := strings.ToLower(guid)
	if rest, ok := strings.CutPrefix(lower, "tag:"); ok {
		return strings.Contains(rest, ",") && strings.Contains(rest, ":")
	}
	if rest, ok := strings.CutPrefix(lower, "urn:"); ok {
		return strings.Contains(rest, ":")
	}
	if !strings.HasPrefix(lower, "http://") && !strings.HasPrefix(lower, "https://") {
		return false
	}
	u, err := url.Parse(guid)
	// The bare address of a site is what careless software gives every item.
	return err == nil && u.Host != "" && (strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "")
}

// remoteID gives the id of an item: the guid itself where it is unique in the
// world, so that one article in two feeds is one mention; else a hash bound to
// the feed. Without a guid the link stands in, and without a link the title and
// text. twice says that the feed gives several items this guid.
func remoteID(feed, guid, link, title, text string, twice bool) string {
	switch {
	case guid != "" && twice:
		return hashed("twice", feed, guid, link, title)
	case guid != "" && globally(guid) && len(guid) <= maxID:
		return guid
	case guid != "" && globally(guid):
		return hashed("guid", guid)
	case guid != "":
		return hashed("feed", feed, guid)
	case link != "":
		return hashed("link", link)
	case title != "":
		return hashed("title", feed, title)
	}
	return hashed("text", feed, text)
}

// hashed gives 32 hexadecimal digits of SHA-256 over the parts.
func hashed(parts ...string) string {
	sum := digest(parts...)
	return hex.EncodeToString(sum[:16])
}

// short gives 64 bits over the parts, for the cursor.
func short(parts ...string) uint64 {
	sum := digest(parts...)
	return binary.BigEndian.Uint64(sum[:8])
}

func digest(parts ...string) [sha256.Size]byte {
	h := sha256.New()
	var size [8]byte
	for _, p := range parts {
		binary.BigEndian.PutUint64(size[:], uint64(len(p)))
		h.Write(size[:])
		h.Write([]byte(p))
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// unwrap gives the real address behind the redirect links of alert feeds
// (Google Alerts, Bing News); any other address comes back as it is.
func unwrap(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return link
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	var names []string
	switch {
	case (host == "google.com" || strings.HasPrefix(host, "google.")) && u.Path == "/url":
		names = []string{"url", "q"}
	case host == "bing.com" && strings.HasSuffix(u.Path, "/apiclick.aspx"):
		names = []string{"url"}
	}
	q := u.Query()
	for _, name := range names {
		if to, err := url.Parse(q.Get(name)); err == nil && to.Host != "" && (to.Scheme == "http" || to.Scheme == "https") {
			return q.Get(name)
		}
	}
	return link
}

// alert tells whether a link is one that unwrap opens.
func alert(link string) bool { return unwrap(link) != link }
