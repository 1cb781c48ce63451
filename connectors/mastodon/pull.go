package mastodon

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	gomastodon "github.com/mattn/go-mastodon"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/store"
)

// pageSize is what we ask for at once: every server allows 40.
const pageSize = 40

// maxPages caps one catching up at 20,000 mentions; the next reading goes on.
const maxPages = 500

// maxGone caps how many vanished statuses are looked after in one reading.
const maxGone = 5

// empty is the cursor of a stream in which there was nothing yet.
const empty = "-"

// item is one entry of a list of the server.
type item struct {
	id     string         // by which the list is paged
	status string         // id of the status, "" if it is not one of theirs
	event  *store.Mention // nil if it does not concern us
	print  uint64         // changes when the entry does
}

// memory is the newest page as it was last time.
type memory map[string]item

// feed is one list of the server that we follow.
type feed struct {
	stream string
	page   func(ctx context.Context, q url.Values) ([]item, error)
	offset bool // paged by offset: a search
	size   *int // of a page, in this reading
}

// Pull reads everything since the last time: notifications, watched hashtags
// and searches. One that the server does not serve is told, and passed over.
func (c *Connector) Pull(ctx context.Context, at connectors.Cursors, emit connectors.Emit) error {
	me, err := c.whoami(ctx)
	if err != nil {
		return err
	}
	p := pull{c, view{me, c.account}}
	ours := p.follow(ctx, feed{page: p.notifications()}, at, emit)
	if ours != nil && (!fault.Is(ours, fault.Permanent) || len(c.account.Watch) == 0) {
		return ours
	}
	var words []connectors.Part
	if ours != nil { // what is watched is heard all the same
		words = append(words, connectors.Part{Ability: connectors.SearchFor("what is addressed to us"), Read: func(context.Context) error { return ours }})
	}
	for _, w := range c.account.Watch {
		if f, ok := p.watched(w); ok {
			words = append(words, connectors.Part{Ability: connectors.SearchFor(w), Read: func(ctx context.Context) error {
				return p.follow(ctx, f, at, emit)
			}})
		}
	}
	return c.words.Read(ctx, words, emit)
}

// pull is one reading.
type pull struct {
	*Connector
	view
}

// watched makes the feed of a watched hashtag or search.
func (p pull) watched(watch string) (feed, bool) {
	if tag, ok := strings.CutPrefix(watch, "#"); ok {
		return feed{stream: watch, page: p.statuses("read #"+tag, "/api/v1/timelines/tag/"+url.PathEscape(tag))}, tag != ""
	}
	return feed{stream: watch, page: p.search(watch), offset: true}, strings.TrimSpace(watch) != ""
}

// notifications reads a page of what concerns us.
func (p pull) notifications() func(context.Context, url.Values) ([]item, error) {
	return func(ctx context.Context, q url.Values) ([]item, error) {
		p.mu.Lock()
		bare := p.bare
		p.mu.Unlock()
		if !bare {
			q["types[]"] = []string{"mention", "status", "reblog", "quote"}
		}
		var list []*gomastodon.Notification
		resp, err := p.do(ctx, request{op: "read mentions", path: "/api/v1/notifications", query: q}, &list)
		if err != nil && !bare && resp != nil && (resp.Status == http.StatusBadRequest || resp.Status == http.StatusUnprocessableEntity) &&
			fault.Is(err, fault.Permanent) {
			p.mu.Lock()
			p.bare = true
			p.mu.Unlock()
			delete(q, "types[]")
			_, err = p.do(ctx, request{op: "read mentions", path: "/api/v1/notifications", query: q}, &list)
		}
		if err != nil {
			return nil, err
		}
		out := make([]item, 0, len(list))
		for _, n := range list {
			if validID(string(n.ID)) {
				out = append(out, newItem(string(n.ID), p.notified(n)))
			}
		}
		return out, nil
	}
}

// statuses reads a page of a timeline.
func (p pull) statuses(op, path string) func(context.Context, url.Values) ([]item, error) {
	return func(ctx context.Context, q url.Values) ([]item, error) {
		var list []*gomastodon.Status
		if err := p.get(ctx, op, path, q, &list); err != nil {
			return nil, err
		}
		return p.items(list), nil
	}
}

// search reads a page of a search.
func (p pull) search(query string) func(context.Context, url.Values) ([]item, error) {
	return func(ctx context.Context, q url.Values) ([]item, error) {
		q.Set("q", query)
		q.Set("type", "statuses")
		q.Set("resolve", "false")
		var found gomastodon.Results
		if err := p.get(ctx, "search for "+query, "/api/v2/search", q, &found); err != nil {
			return nil, err
		}
		return p.items(found.Statuses), nil
	}
}

func (p pull) items(list []*gomastodon.Status) []item {
	out := make([]item, 0, len(list))
	for _, st := range list {
		m := p.mention(st)
		if m == nil {
			continue
		}
		if m.Author.ID == p.me.id {
			m = nil
		}
		out = append(out, newItem(string(st.ID), m))
	}
	return out
}
