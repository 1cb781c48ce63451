package bluesky

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/rivo/uniseg"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/store"
)

const sendOp = "post"

// Send publishes a post or an answer. The record is put under a key of ours on
// condition that nothing stands there, so that a second try puts nothing down
// twice and changes nothing. (createRecord with a key that exists is answered by
// the reference server with a bare 500.)
func (c *Connector) Send(ctx context.Context, out connectors.Outgoing) (connectors.Receipt, error) {
	did, _, err := c.whoami(ctx)
	if err != nil {
		return connectors.Receipt{}, unsent(err)
	}
	if err := c.mayWrite(); err != nil {
		return connectors.Receipt{}, err
	}
	at := c.target(did, out)
	post, err := pen{c}.compose(ctx, out)
	if err != nil {
		return connectors.Receipt{}, unsent(err)
	}
	q := call{op: sendOp, nsid: "com.atproto.repo.putRecord", post: true, write: true, body: map[string]any{
		"repo": did, "collection": postRecord, "rkey": at.rkey, "record": post, "swapRecord": nil,
	}}
	var put ref
	resp, err := c.do(ctx, q, &put)
	if refused(resp, "InvalidSwap") {
		return c.before(ctx, out, at)
	}
	if err != nil {
		return connectors.Receipt{}, err
	}
	if put.URI != at.String() {
		return connectors.Receipt{}, c.strange(q)
	}
	return c.receipt(at, c.env.Now()), nil
}

// before gives the receipt of a try that came through earlier.
func (c *Connector) before(ctx context.Context, out connectors.Outgoing, at uri) (connectors.Receipt, error) {
	r, ok, err := c.Find(ctx, out)
	if err == nil && !ok {
		err = fault.New(fault.Transient, sendOp, "the server says that it has this post, but does not show it yet")
	}
	if err != nil {
		return connectors.Receipt{}, fault.Mark(err, sendOp, false)
	}
	return r, nil
}

// target is where the record of a delivery stands.
func (c *Connector) target(did string, out connectors.Outgoing) uri {
	first := out.Made
	if first.IsZero() {
		first = c.env.Now()
	}
	return uri{did, postRecord, rkeyOf(out.Key, first)}
}

func (c *Connector) receipt(at uri, when time.Time) connectors.Receipt {
	handle := ""
	if s := c.door.now(); s != nil {
		handle = s.handle
	}
	return connectors.Receipt{RemoteID: at.String(), URL: postPage(at, handle), At: store.Stamp(when)}
}

// Find asks our own server for the record of a delivery.
func (c *Connector) Find(ctx context.Context, out connectors.Outgoing) (connectors.Receipt, bool, error) {
	did, _, err := c.whoami(ctx)
	if err != nil {
		return connectors.Receipt{}, false, err
	}
	at := c.target(did, out)
	var got struct {
		URI   string `json:"uri"`
		Value record `json:"value"`
	}
	q := call{op: "look for the post", nsid: "com.atproto.repo.getRecord", query: url.Values{"repo": {did}, "collection": {postRecord}, "rkey": {at.rkey}}}
	resp, err := c.do(ctx, q, &got)
	if refused(resp, "RecordNotFound") {
		return connectors.Receipt{}, false, nil
	}
	if err != nil {
		return connectors.Receipt{}, false, err
	}
	if got.URI != at.String() {
		return connectors.Receipt{}, false, c.strange(q)
	}
	when := moment(got.Value.CreatedAt)
	if when.IsZero() {
		when = c.env.Now()
	}
	return c.receipt(at, when), true, nil
}

// unsent marks an error before the post itself left us.
func unsent(err error) error { return fault.Mark(err, sendOp, true) }

// pen writes for one account.
type pen struct{ *Connector }

// compose makes the record of a post.
func (c pen) compose(ctx context.Context, out connectors.Outgoing) (map[string]any, error) {
	m := out.Message
	if m.Visibility == "followers" || m.Visibility == "direct" {
		return nil, fault.New(fault.Permanent, sendOp, "every post on Bluesky is public; make this one public, or send it elsewhere")
	}
	text, labels := warned(m)
	post := map[string]any{"$type": postRecord, "createdAt": stamp(c.env.Now())}
	if out.ReplyTo != nil {
		parent, err := c.parent(ctx, out.ReplyTo)
		if err != nil {
			return nil, err
		}
		post["reply"] = replyTo(parent)
		text = addressed(out.ReplyTo, text)
	}
	if err := fits(text, m); err != nil {
		return nil, err
	}
	post["text"] = text
	facets, err := c.facets(ctx, text)
	if err != nil {
		return nil, err
	}
	if len(facets) > 0 {
		post["facets"] = facets
	}
	if m.Lang != "" {
		post["langs"] = []string{m.Lang}
	}
	if labels != nil {
		post["labels"] = labels
	}
	embed, err := c.embed(ctx, text, m.Media)
	if err != nil {
		return nil, err
	}
	if embed != nil {
		post["embed"] = embed
	}
	return post, nil
}

// stamp writes a time as the protocol likes it best: UTC, to the millisecond.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// warned turns a content warning into one of the labels that an author may set;
// a warning of other words stands above the text.
func warned(m store.Message) (text string, labels map[string]any) {
	text = strings.TrimSpace(m.Text)
	switch w := strings.TrimSpace(m.Warning); w {
	case "":
	case "porn", "sexual", "nudity", "graphic-media":
		labels = map[string]any{"$type": "com.atproto.label.defs#selfLabels", "values": []any{map[string]any{"val": w}}}
	default:
		text = w + "\n\n" + text
	}
	return text, labels
}

// fits checks the limits before anything is sent.
func fits(text string, m store.Message) error {
	refuse := func(what string, args ...any) error { return fault.New(fault.Permanent, sendOp, what, args...) }
	letters := uniseg.GraphemeClusterCount(text)
	switch {
	case text == "" && len(m.Media) == 0:
		return refuse("there is nothing to send; write a text or add a picture")
	case letters > maxGraphemes:
		return refuse("the text has %d characters, Bluesky takes %d; shorten it by %d", letters, maxGraphemes, letters-maxGraphemes)
	case len(text) > maxBytes:
		return refuse("the text has %d bytes, Bluesky takes %d; leave out emoji that are made of many parts", len(text), maxBytes)
	case len(m.Media) > maxPictures:
		return refuse("the post has %d files, Bluesky takes %d", len(m.Media), maxPictures)
	}
	return nil
}

// parent reads the post that is answered: its version goes into the answer, and if
// it is gone or closed there is nothing to answer. Of a repost it is our own post.
func (c pen) parent(ctx context.Context, to *store.Mention) (*postView, error) {
	id := to.Key.ID
	if to.Kind == store.KindShare {
		id = to.Place.Parent
	}
	u, ok := parseURI(id)
	if !ok || u.collection != postRecord {
		return nil, fault.New(fault.Permanent, sendOp, "what is answered is no post of Bluesky")
	}
	q := call{op: "read the post that is answered", nsid: "app.bsky.feed.getPosts", query: url.Values{"uris": {id}}}
	views, _, err := c.posted(ctx, q)
	if err != nil {
		return nil, err
	}
	if len(views) == 0 {
		return nil, fault.New(fault.Permanent, sendOp, "the post that is answered has been deleted, or is not shown to us any more")
	}
	v := views[0]
	switch {
	case v.URI != id || v.CID == "":
		return nil, c.strange(q)
	case v.Author.Viewer.BlockedBy:
		return nil, fault.New(fault.Permanent, sendOp, "this person has blocked our account")
	case v.Author.Viewer.Blocking != "":
		return nil, fault.New(fault.Permanent, sendOp, "our account blocks this person; unblock them in the app first")
	case v.Viewer.ReplyDisabled:
		return nil, fault.New(fault.Permanent, sendOp, "its author does not let our account answer this post")
	}
	return &v, nil
}

// replyTo names the answered post and the first of its discussion.
func replyTo(parent *postView) map[string]any {
	strong := func(r ref) map[string]any { return map[string]any{"uri": r.URI, "cid": r.CID} }
	answered := ref{parent.URI, parent.CID}
	root := answered
	if r := parent.Record.Reply; r != nil && r.Root.CID != "" {
		if _, ok := parseURI(r.Root.URI); ok {
			root = r.Root
		}
	}
	return map[string]any{"root": strong(root), "parent": strong(answered)}
}

// addressed names the person who reposted, since an answer to a repost stands
// under our own post; others hear of an answer without being named.
func addressed(to *store.Mention, text string) string {
	handle := to.Author.Handle
	if to.Kind != store.KindShare || handle == "" || strings.Contains(strings.ToLower(text), "@"+strings.ToLower(handle)) {
		return text
	}
	return strings.TrimSpace("@" + handle + " " + text)
}
