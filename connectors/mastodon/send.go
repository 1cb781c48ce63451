package mastodon

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	gomastodon "github.com/mattn/go-mastodon"
	"github.com/rivo/uniseg"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/plain"
	"earshot/store"
)

const sendOp = "post"

// firstTry is how long after Outgoing.Made a try can be the first one.
const firstTry = 2 * time.Second

// Send publishes a post or an answer. Where an earlier try may have come
// through, our own timeline is read first: servers differ in how long they
// remember an Idempotency-Key, and some do not at all.
func (c *Connector) Send(ctx context.Context, out connectors.Outgoing) (connectors.Receipt, error) {
	me, err := c.whoami(ctx)
	if err != nil {
		return connectors.Receipt{}, unsent(err)
	}
	p := pen{c, me}
	if p.retried(out) {
		r, ok, err := p.lookUp(ctx, out)
		if err != nil {
			return connectors.Receipt{}, unsure(err)
		}
		if ok {
			return r, nil
		}
	}
	form, err := p.compose(ctx, out)
	if err != nil {
		return connectors.Receipt{}, unsent(err)
	}
	for _, a := range out.Message.Media {
		id, err := p.upload(ctx, a)
		if err != nil {
			return connectors.Receipt{}, unsent(err)
		}
		form.Add("media_ids[]", id)
	}
	return p.post(ctx, out, form)
}

// pen writes for one account.
type pen struct {
	*Connector
	me *self
}

// retried tells whether an earlier try may have left something behind.
func (p pen) retried(out connectors.Outgoing) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return out.Key != "" && p.tried[out.Key] || !out.Made.IsZero() && p.env.Now().Sub(out.Made) > firstTry
}

// maxTried caps what is remembered of tries with an unclear end.
const maxTried = 1000

func (p pen) note(key string, unclear bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if key != "" && unclear && len(p.tried) < maxTried {
		p.tried[key] = true
	} else {
		delete(p.tried, key)
	}
}

// post sends the form.
func (p pen) post(ctx context.Context, out connectors.Outgoing, form url.Values) (connectors.Receipt, error) {
	var st gomastodon.Status
	r := request{op: sendOp, method: http.MethodPost, path: "/api/v1/statuses", write: true, header: http.Header{
		"Content-Type": {"application/x-www-form-urlencoded"},
	}}
	if out.Key != "" {
		r.header.Set("Idempotency-Key", out.Key)
	}
	p.note(out.Key, true)
	body := form.Encode()
	_, err := p.submit(ctx, r, strings.NewReader(body), int64(len(body)), &st)
	if err != nil {
		f := fault.Of(err)
		p.note(out.Key, f == nil || !f.Unsent || errors.Is(err, context.Canceled))
		return connectors.Receipt{}, err
	}
	if validID(string(st.ID)) {
		p.note(out.Key, false)
		return receipt(&st), nil
	}
	// GoToSocial answers a key it knows with a note instead of the status.
	found, ok, err := p.lookUp(ctx, out)
	if err != nil {
		return connectors.Receipt{}, unsure(err)
	}
	if !ok {
		return connectors.Receipt{}, fault.New(fault.Transient, sendOp, "%s says that it has this post, but does not show it yet", p.base.Hostname())
	}
	p.note(out.Key, false)
	return found, nil
}

func receipt(st *gomastodon.Status) connectors.Receipt {
	return connectors.Receipt{
		RemoteID: string(st.ID), URL: cmp.Or(plain.Address(st.URL), plain.Address(st.URI)), At: store.Stamp(st.CreatedAt),
	}
}

// unsent marks an error before the post itself left us.
func unsent(err error) error { return fault.Mark(err, sendOp, true) }

// unsure marks an error after which the post may stand.
func unsure(err error) error { return fault.Mark(err, sendOp, false) }

// compose makes the form of a post and checks it against the server's limits.
func (p pen) compose(ctx context.Context, out connectors.Outgoing) (url.Values, error) {
	m := out.Message
	text := strings.TrimSpace(m.Text)
	visibility := toServer(m.Visibility)
	form := url.Values{}
	if to := parentOf(out); to != "" {
		parent, err := p.parent(ctx, to)
		if err != nil {
			return nil, err
		}
		form.Set("in_reply_to_id", to)
		text = p.addressed(parent, out.ReplyTo, text)
		visibility = narrower(visibility, parent.Visibility, p.me.privacy)
	}
	if text == "" && len(m.Media) == 0 {
		return nil, fault.New(fault.Permanent, sendOp, "there is nothing to send; write a text or add a picture")
	}
	if err := fits(p.me, text, m); err != nil {
		return nil, err
	}
	form.Set("status", text)
	set := func(key, value string) {
		if value != "" {
			form.Set(key, value)
		}
	}
	set("visibility", visibility)
	set("spoiler_text", m.Warning)
	set("language", language(m.Lang))
	if m.Warning != "" {
		form.Set("sensitive", "true")
	}
	return form, nil
}

// fits checks the limits before anything is sent.
func fits(me *self, text string, m store.Message) error {
	n := countWith(text, me.limits.LinkChars) + uniseg.GraphemeClusterCount(m.Warning)
	if most := me.limits.Chars; most > 0 && n > most {
		return fault.New(fault.Permanent, sendOp, "the text has %d characters, the server takes %d; shorten it by %d", n, most, n-most)
	}
	if most := me.limits.Media; most > 0 && len(m.Media) > most {
		return fault.New(fault.Permanent, sendOp, "the post has %d files, the server takes %d", len(m.Media), most)
	}
	return nil
}

// parentOf gives the id of the status that is answered: of a boost, our own
// status that was boosted.
func parentOf(out connectors.Outgoing) string {
	if out.ReplyTo == nil {
		return ""
	}
	return statusOf(out.ReplyTo.Key.ID)
}

// parent reads the status that is answered: its visibility bounds ours, and if
// it is gone there is nothing to answer.
func (p pen) parent(ctx context.Context, id string) (*gomastodon.Status, error) {
	if !validID(id) {
		return nil, fault.New(fault.Permanent, sendOp, "what is answered is no post of a Mastodon server")
	}
	var st gomastodon.Status
	resp, err := p.do(ctx, request{op: "read the post that is answered", path: "/api/v1/statuses/" + id}, &st)
	if notThere(resp) {
		return nil, fault.New(fault.Permanent, sendOp, "the post that is answered has been deleted, or is not shown to us any more")
	}
	return &st, err
}

// addressed puts the author's handle in front unless the text names them. Only
// the author: whom else to draw in is for the writer to say. For a boost it is
// the person who boosted.
func (p pen) addressed(parent *gomastodon.Status, to *store.Mention, text string) string {
	acct := cmp.Or(parent.Account.Acct, parent.Account.Username)
	if to.Kind == store.KindShare || acct == "" {
		acct = strings.TrimSuffix(to.Author.Handle, "@"+p.me.domain)
	}
	if acct == "" || strings.EqualFold(acct, p.me.acct) {
		return text
	}
	people := named(text)
	if slices.Contains(people, strings.ToLower(acct)) || slices.Contains(people, strings.ToLower(full(acct, p.me.domain))) {
		return text
	}
	return strings.TrimSpace("@" + acct + " " + text)
}

// toServer maps our words for visibility to Mastodon's.
func toServer(v string) string {
	if v == "followers" {
		return gomastodon.VisibilityFollowersOnly
	}
	return v
}

// narrower gives the visibility of an answer: what was asked for, or else the
// account's default, but never wider than what is answered.
func narrower(wish, parent, usual string) string {
	order := []string{"", gomastodon.VisibilityPublic, gomastodon.VisibilityUnlisted, gomastodon.VisibilityFollowersOnly, gomastodon.VisibilityDirectMessage}
	rank := func(v string) int { return max(slices.Index(order, v), 0) }
	if wish == "" && parent == "" {
		return ""
	}
	if wish == "" {
		wish = usual
	}
	if rank(parent) > rank(wish) {
		return parent
	}
	return wish
}
