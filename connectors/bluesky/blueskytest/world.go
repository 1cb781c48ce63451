package blueskytest

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// Account is one account of the network.
type Account struct {
	DID, Handle, Name, Bio string
	Password               string // an app password
	Avatar                 string
	Followers              int
	Status                 string   // "" = active; "deactivated", "takendown"
	Factor                 bool     // asks for a code by mail
	Blocks                 []string // DIDs
	Labels                 []string
}

// Post is what somebody says.
type Post struct {
	By    string // handle
	Text  string
	Reply string // URI of the post that is answered
	Quote string // URI of a post that is quoted
	At    time.Time
	Alt   string   // of a picture; "" = no picture
	Link  string   // of a card
	Warn  string   // a label of the author's own
	Langs []string // as the app sets them
	// Closed lets nobody answer.
	Closed bool
}

// entry is a record as it stands.
type entry struct {
	uri, cid, did string
	rkey          string
	record        map[string]any
	indexed       time.Time // the network's own time, never told
	sort          time.Time // told as indexedAt: what the author claims, but not the future
	closed        bool
}

// bell is one notification.
type bell struct {
	to, reason, subject string
	of                  *entry
}

// world is what stands on the network.
type world struct {
	mu       sync.Mutex
	now      func() time.Time
	accounts []*Account
	entries  []*entry
	bells    []bell
	likes    map[string]int
	serial   int
}

// cid is a content identifier of the form that records (0x71) and blobs (0x55)
// have: version 1, SHA-256, in base 32.
func cid(codec byte, content []byte) string {
	sum := sha256.Sum256(content)
	return "b" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(append([]byte{1, codec, 0x12, 0x20}, sum[:]...)))
}

func (w *world) account(who string) *Account {
	i := slices.IndexFunc(w.accounts, func(a *Account) bool { return a.DID == who || strings.EqualFold(a.Handle, who) })
	if i < 0 {
		return nil
	}
	return w.accounts[i]
}

// join makes an account, or finds it.
func (w *world) join(handle string) *Account {
	if a := w.account(handle); a != nil {
		return a
	}
	id := base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
	sum := sha256.Sum256([]byte(handle))
	a := &Account{DID: "did:plc:" + id.EncodeToString(sum[:15]), Handle: handle, Name: handle, Followers: 7}
	w.accounts = append(w.accounts, a)
	return a
}

func (w *world) find(uri string) *entry {
	i := slices.IndexFunc(w.entries, func(e *entry) bool { return e.uri == uri })
	if i < 0 {
		return nil
	}
	return w.entries[i]
}

// rkey gives the next key of a record, in the order of time.
func (w *world) rkey() string {
	w.serial++
	return fmt.Sprintf("3m%011d", w.serial)[:13]
}

// put writes a record down and rings the bells it concerns.
func (w *world) put(did, collection, rkey string, record map[string]any) *entry {
	raw, err := json.Marshal(record)
	if err != nil {
		panic(err) // records come from JSON
	}
	e := &entry{
		uri: "at://" + did + "/" + collection + "/" + rkey, did: did, rkey: rkey, cid: cid(0x71, raw), record: record,
		indexed: w.now(),
	}
	claimed, err := time.Parse(time.RFC3339Nano, text(record["createdAt"]))
	if e.sort = e.indexed; err == nil && claimed.Before(e.indexed) {
		e.sort = claimed
	}
	w.entries = append(w.entries, e)
	w.ring(e, collection)
	return e
}

func (w *world) ring(e *entry, collection string) {
	rung := map[string]bool{e.did: true} // nobody hears of themselves
	bell := func(to, reason, subject string) {
		if !rung[to] && w.account(to) != nil && !slices.Contains(w.account(to).Blocks, e.did) {
			rung[to] = true
			w.bells = append(w.bells, bell{to, reason, subject, e})
		}
	}
	switch collection {
	case "app.bsky.feed.repost", "app.bsky.feed.like":
		subject := text(at(e.record, "subject", "uri"))
		if collection == "app.bsky.feed.like" {
			w.likes[subject]++
		}
		bell(author(subject), strings.TrimPrefix(collection, "app.bsky.feed."), subject)
	case "app.bsky.graph.follow":
		bell(text(e.record["subject"]), "follow", "")
	case "app.bsky.feed.post":
		facets, _ := e.record["facets"].([]any)
		for _, f := range facets {
			features, _ := at(f, "features").([]any)
			for _, x := range features {
				bell(text(at(x, "did")), "mention", "")
			}
		}
		if quoted := text(at(e.record, "embed", "record", "uri")); quoted != "" {
			bell(author(quoted), "quote", quoted)
		}
		for up := text(at(e.record, "reply", "parent", "uri")); up != ""; {
			bell(author(up), "reply", up)
			parent := w.find(up)
			if parent == nil {
				return
			}
			up = text(at(parent.record, "reply", "parent", "uri"))
		}
	}
}

// author is the DID in the address of a record.
func author(uri string) string {
	did, _, _ := strings.Cut(strings.TrimPrefix(uri, "at://"), "/")
	return did
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

// at walks into JSON.
func at(v any, path ...string) any {
	for _, step := range path {
		m, _ := v.(map[string]any)
		v = m[step]
	}
	return v
}

var handles = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`@([a-z0-9-]+(?:\.[a-z0-9-]+)+)`) })

// say makes the record of a post and puts it down.
func (w *world) say(p Post) *entry {
	if p.At.IsZero() {
		p.At = w.now()
	}
	r := map[string]any{"$type": "app.bsky.feed.post", "text": p.Text, "createdAt": stamp(p.At)}
	var facets []any
	for _, m := range handles().FindAllStringSubmatchIndex(p.Text, -1) {
		if a := w.account(p.Text[m[2]:m[3]]); a != nil {
			facets = append(facets, map[string]any{
				"index":    map[string]any{"byteStart": m[0], "byteEnd": m[1]},
				"features": []any{map[string]any{"$type": "app.bsky.richtext.facet#mention", "did": a.DID}},
			})
		}
	}
	if facets != nil {
		r["facets"] = facets
	}
	if parent := w.find(p.Reply); parent != nil {
		answered := map[string]any{"uri": parent.uri, "cid": parent.cid}
		root := at(parent.record, "reply", "root")
		if root == nil {
			root = answered
		}
		r["reply"] = map[string]any{"root": root, "parent": answered}
	}
	if e := hung(w, p); e != nil {
		r["embed"] = e
	}
	if p.Warn != "" {
		r["labels"] = map[string]any{"$type": "com.atproto.label.defs#selfLabels", "values": []any{map[string]any{"val": p.Warn}}}
	}
	if p.Langs != nil {
		r["langs"] = p.Langs
	}
	e := w.put(w.join(p.By).DID, "app.bsky.feed.post", w.rkey(), r)
	e.closed = p.Closed
	return e
}

// hung is what hangs on a post.
func hung(w *world, p Post) map[string]any {
	switch quoted := w.find(p.Quote); {
	case quoted != nil:
		return map[string]any{"$type": "app.bsky.embed.record", "record": map[string]any{"uri": quoted.uri, "cid": quoted.cid}}
	case p.Alt != "":
		blob := map[string]any{"$type": "blob", "ref": map[string]any{"$link": cid(0x55, []byte(p.Alt))}, "mimeType": "image/png", "size": 1000}
		return map[string]any{"$type": "app.bsky.embed.images", "images": []any{map[string]any{"image": blob, "alt": p.Alt}}}
	case p.Link != "":
		return map[string]any{"$type": "app.bsky.embed.external", "external": map[string]any{"uri": p.Link, "title": "A page", "description": ""}}
	}
	return nil
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
