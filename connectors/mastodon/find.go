package mastodon

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	gomastodon "github.com/mattn/go-mastodon"
	"golang.org/x/net/html"

	"earshot/connectors"
	"earshot/connectors/plain"
	"earshot/store"
)

// skew is how far the server's clock may be behind ours when we look for a post
// that we may have sent.
const skew = 2 * time.Minute

// maxLook caps the pages of our own timeline that are looked through.
const maxLook = 10

// Find looks for a post in our own timeline since it was first tried: the same
// parent, the same text but for white space, punctuation and the handles in
// front, the same number of files.
func (c *Connector) Find(ctx context.Context, out connectors.Outgoing) (connectors.Receipt, bool, error) {
	me, err := c.whoami(ctx)
	if err != nil {
		return connectors.Receipt{}, false, err
	}
	return pen{c, me}.lookUp(ctx, out)
}

func (p pen) lookUp(ctx context.Context, out connectors.Outgoing) (connectors.Receipt, bool, error) {
	since := out.Made.Add(-skew)
	q := url.Values{"limit": {strconv.Itoa(pageSize)}}
	for range maxLook {
		var list []*gomastodon.Status
		if err := p.get(ctx, "look for the post", "/api/v1/accounts/"+p.me.id+"/statuses", q, &list); err != nil {
			return connectors.Receipt{}, false, err
		}
		for _, st := range list {
			if sent(st, out, since) {
				return receipt(st), true, nil
			}
		}
		if len(list) == 0 || !slices.ContainsFunc(list, func(st *gomastodon.Status) bool { return st.CreatedAt.After(since) }) {
			break
		}
		q.Set("max_id", string(list[len(list)-1].ID))
	}
	return p.findInThread(ctx, out, since)
}

// findInThread looks below the status that was answered: some servers leave
// direct messages out of one's own timeline.
func (p pen) findInThread(ctx context.Context, out connectors.Outgoing, since time.Time) (connectors.Receipt, bool, error) {
	to := parentOf(out)
	if !validID(to) {
		return connectors.Receipt{}, false, nil
	}
	var around gomastodon.Context
	resp, err := p.do(ctx, request{op: "look for the post", path: "/api/v1/statuses/" + to + "/context"}, &around)
	if notThere(resp) {
		return connectors.Receipt{}, false, nil
	}
	if err != nil {
		return connectors.Receipt{}, false, err
	}
	for _, st := range around.Descendants {
		if string(st.Account.ID) == p.me.id && sent(st, out, since) {
			return receipt(st), true, nil
		}
	}
	return connectors.Receipt{}, false, nil
}

// sent tells whether a status is the post in question.
func sent(st *gomastodon.Status, out connectors.Outgoing, since time.Time) bool {
	if st.Reblog != nil || !validID(string(st.ID)) || st.CreatedAt.Before(since) || anyID(st.InReplyToID) != parentOf(out) {
		return false
	}
	if len(st.MediaAttachments) != len(out.Message.Media) || essence(st.SpoilerText) != essence(out.Message.Warning) {
		return false
	}
	return essence(flat(st.Content)) == essence(out.Message.Text)
}

// flat is all text of an HTML, also what Mastodon hides of a long link.
func flat(content string) string {
	z := html.NewTokenizer(strings.NewReader(plain.Cut(content, maxHTML)))
	var b strings.Builder
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			b.Write(z.Text())
		}
	}
}

// essence reduces a text to what survives a server's formatting: letters,
// digits and signs such as emoji, without handles and schemes of links.
func essence(s string) string {
	s = mentionPattern().ReplaceAllString(s, " ")
	s = strings.NewReplacer("https://", "", "http://", "").Replace(s)
	kept := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r > unicode.MaxASCII && unicode.IsSymbol(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
	if kept == "" {
		return strings.Join(strings.Fields(s), "")
	}
	return kept
}

// Thread fetches the whole discussion around a mention, ours included, oldest
// first, and tells its root as the thread.
func (c *Connector) Thread(ctx context.Context, id string) ([]*store.Mention, error) {
	me, err := c.whoami(ctx)
	if err != nil {
		return nil, err
	}
	id = statusOf(id)
	if !validID(id) {
		return nil, nil
	}
	v := view{me, c.account}
	path := "/api/v1/statuses/" + id
	var st gomastodon.Status
	if err := c.get(ctx, "read the discussion", path, nil, &st); err != nil {
		return nil, err
	}
	var around gomastodon.Context
	if err := c.get(ctx, "read the discussion", path+"/context", nil, &around); err != nil {
		return nil, err
	}
	all := append(append(around.Ancestors, &st), around.Descendants...)
	var out []*store.Mention
	for _, s := range all {
		if m := v.mention(s); m != nil {
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(a, b *store.Mention) int { return a.Created.Compare(b.Created) })
	root := string(all[0].ID)
	for _, m := range out {
		m.Place.Thread = root
	}
	return out, nil
}
