package bluesky

import (
	"net/url"
	"strings"
)

// The collections of records that we meet.
const (
	postRecord   = "app.bsky.feed.post"
	repostRecord = "app.bsky.feed.repost"
)

// maxURI caps the address of a record; the specification allows 8 KB, servers
// make some 70 bytes.
const maxURI = 512

// uri is the address of a record (atproto.com/specs/at-uri-scheme).
type uri struct{ did, collection, rkey string }

// String gives at://did/collection/rkey, the id of a mention.
func (u uri) String() string { return "at://" + u.did + "/" + u.collection + "/" + u.rkey }

// parseURI reads the address of a record of an account that is named by its DID;
// others never come from a server.
func parseURI(s string) (uri, bool) {
	rest, ok := strings.CutPrefix(s, "at://")
	parts := strings.Split(rest, "/")
	if !ok || len(s) > maxURI || len(parts) != 3 || !validDID(parts[0]) || !validName(parts[1], ".-") || !validName(parts[2], ".-_:~") {
		return uri{}, false
	}
	return uri{parts[0], parts[1], parts[2]}, true
}

func validName(s, signs string) bool {
	return s != "" && s != "." && s != ".." && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune(signs, r)
	})
}

// validDID tells whether a DID is fit to be put into an address
// (atproto.com/specs/did).
func validDID(s string) bool {
	parts := strings.SplitN(s, ":", 3)
	return len(s) <= 256 && len(parts) == 3 && parts[0] == "did" && validName(parts[1], "") && validName(parts[2], "._:%-") &&
		!strings.HasSuffix(s, ":")
}

// validHandle tells whether a handle is a domain name (atproto.com/specs/handle).
func validHandle(s string) bool {
	labels := strings.Split(s, ".")
	if len(s) > 253 || len(labels) < 2 || labels[len(labels)-1] == "" || labels[len(labels)-1][0] < 'A' {
		return false
	}
	for _, l := range labels {
		if len(l) > 63 || !validName(l, "-") || strings.HasPrefix(l, "-") || strings.HasSuffix(l, "-") {
			return false
		}
	}
	return true
}

// noHandle is what servers call an account whose handle leads nowhere.
const noHandle = "handle.invalid"

const app = "https://bsky.app"

// profilePage is the page of an account in the app.
func profilePage(did, handle string) string {
	if handle == "" || handle == noHandle {
		handle = did
	}
	return app + "/profile/" + handle
}

// postPage is the page of a post in the app; of other records that of the account.
func postPage(u uri, handle string) string {
	page := profilePage(u.did, handle)
	if u.collection == postRecord {
		page += "/post/" + u.rkey
	}
	return page
}

// FromPage turns the address of a post in the app into that of its record, ok if
// it is one. The account may be named by its handle there, which only a server can
// resolve.
func FromPage(page string) (account, rkey string, ok bool) {
	u, err := url.Parse(page)
	if err != nil || u.Scheme != "https" || u.Host != "bsky.app" && u.Host != "www.bsky.app" {
		return "", "", false
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if len(parts) != 4 || parts[0] != "profile" || parts[2] != "post" || !validName(parts[3], ".-_:~") ||
		!validDID(parts[1]) && !validHandle(parts[1]) {
		return "", "", false
	}
	return parts[1], parts[3], true
}
