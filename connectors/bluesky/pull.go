package bluesky

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/store"
	"earshot/store/desk"
)

const (
	// pageSize is what is asked for at once, of 100 that are allowed: strangers
	// decide how long a page is.
	pageSize = 50
	// firstPages is how far back the first reading goes.
	firstPages = 2
	// maxPages caps one catching up at 10,000 mentions, the newest; older ones are
	// left out, because the next reading ends at what this one has seen.
	maxPages = 200
	// maxEmpty is how many pages without anything for us are passed over: likes
	// and follows, which some servers list all the same.
	maxEmpty = 20
)

// entry is one thing of a list.
type entry struct {
	id    string
	at    time.Time // by which the network sorts
	share bool
	view  *postView    // of a post
	note  notification // of a share
}

// feed is one list that we follow.
type feed struct {
	stream string
	page   func(ctx context.Context, cursor string) (list []entry, next string, err error)
	views  bool // the list gives whole posts
}

// Pull reads everything since the last time: notifications, watched hashtags and
// words. A search that the server refuses is told, and passed over.
func (c *Connector) Pull(ctx context.Context, at connectors.Cursors, emit connectors.Emit) error {
	did, _, err := c.whoami(ctx)
	if err != nil {
		return err
	}
	p := pull{Connector: c, us: did, emit: emit}
	if err := p.follow(ctx, feed{page: p.notifications}, at("")); err != nil {
		return err
	}
	var words []connectors.Part
	for _, w := range c.account.Watch {
		if strings.Trim(w, "# ") != "" {
			words = append(words, connectors.Part{Ability: connectors.SearchFor(w), Read: func(ctx context.Context) error {
				return p.follow(ctx, feed{stream: w, page: p.search(w), views: true}, at(w))
			}})
		}
	}
	if err := c.words.Read(ctx, words, emit); err != nil {
		return err
	}
	return p.lookAfter(ctx, at)
}

// pull is one reading.
type pull struct {
	*Connector
	us   string // our DID
	emit connectors.Emit
}

// reasons are the notifications that are mentions. Likes and follows say nothing.
func reasons() []string {
	return []string{"mention", "reply", "quote", "repost", "subscribed-post"}
}

// notifications reads a page of what concerns us. Without priority=false a server
// would leave out strangers where the account has asked the app to; and nothing is
// ever marked as seen, because people look into the app as well.
func (p pull) notifications(ctx context.Context, cursor string) ([]entry, string, error) {
	var got struct {
		List   *[]notification `json:"notifications"`
		Cursor string          `json:"cursor"`
	}
	q := call{op: "read mentions", nsid: "app.bsky.notification.listNotifications", query: paged(cursor)}
	q.query["reasons"] = reasons()
	q.query.Set("priority", "false")
	if _, err := p.do(ctx, q, &got); err != nil {
		return nil, "", err
	}
	if got.List == nil {
		return nil, "", p.strange(q)
	}
	var out []entry
	for _, n := range *got.List {
		u, ok := parseURI(n.URI)
		if !ok || u.did == p.us || !slices.Contains(reasons(), n.Reason) {
			continue
		}
		e := entry{id: n.URI, at: moment(n.Indexed), share: n.Reason == "repost", note: n}
		if v := n.view(); !e.share {
			e.view = &v
		}
		out = append(out, e)
	}
	return out, overlap(got.Cursor), nil
}

// overlap moves a cursor that is a time, as that of the reference server's
// notifications is, back by its last digit: it leaves out what has just that time,
// and of many in one millisecond some may not have been on the page.
func overlap(cursor string) string {
	at, err := time.Parse(time.RFC3339Nano, cursor)
	if err != nil {
		return cursor
	}
	return at.Add(time.Millisecond).UTC().Format("2006-01-02T15:04:05.000Z")
}

// search reads pages of the posts with a word or a #hashtag.
func (p pull) search(words string) func(context.Context, string) ([]entry, string, error) {
	return func(ctx context.Context, cursor string) ([]entry, string, error) {
		q := call{op: "search for " + words, nsid: "app.bsky.feed.searchPosts", query: paged(cursor)}
		q.query.Set("q", words)
		q.query.Set("sort", "latest")
		views, next, err := p.posted(ctx, q)
		var out []entry
		for _, v := range views {
			if u, ok := parseURI(v.URI); ok && u.did != p.us {
				out = append(out, entry{id: v.URI, at: moment(v.Indexed), view: &v})
			}
		}
		return out, next, err
	}
}

// posted makes a call whose answer is a list of posts.
func (c *api) posted(ctx context.Context, q call) ([]postView, string, error) {
	var got struct {
		Posts  *[]postView `json:"posts"`
		Cursor string      `json:"cursor"`
	}
	if _, err := c.do(ctx, q, &got); err != nil {
		return nil, "", err
	}
	if got.Posts == nil {
		return nil, "", c.strange(q)
	}
	return *got.Posts, got.Cursor, nil
}

func paged(cursor string) url.Values {
	q := url.Values{"limit": {strconv.Itoa(pageSize)}}
	if cursor != "" {
		q.Set("cursor", cursor)
	}
	return q
}

// follow reads one list: back from the newest until a page holds nothing new, then
// it stores what it found, oldest first, so that a crash in between loses nothing.
func (p pull) follow(ctx context.Context, f feed, raw []byte) error {
	m, first := recall(raw)
	fresh, err := p.gather(ctx, f, m, first)
	if err != nil {
		return err
	}
	slices.Reverse(fresh)
	for some := range slices.Chunk(fresh, lot) {
		if err := p.store(ctx, f, m, some, first); err != nil {
			return err
		}
	}
	if first && len(fresh) == 0 {
		return p.emit(ctx, desk.Batch{Stream: f.stream, Cursor: m.cursor(), Backfill: true})
	}
	return nil
}

// gather reads pages, newest first, and gives what has not been seen.
func (p pull) gather(ctx context.Context, f feed, m *memory, first bool) ([]entry, error) {
	var fresh []entry
	found := map[string]bool{}
	cursor, empty, full := "", 0, 0
	for range maxPages {
		page, next, err := f.page(ctx, cursor)
		if err != nil {
			return nil, err
		}
		before := len(fresh)
		for _, e := range page {
			if !found[e.id] && !m.knows(e) {
				found[e.id] = true
				fresh = append(fresh, e)
			}
		}
		if len(page) == 0 {
			empty++
		} else {
			full++
		}
		if next == "" || next == cursor || empty > maxEmpty || len(page) > 0 && len(fresh) == before {
			break
		}
		if first && full == firstPages {
			m.floor = page[len(page)-1].at
			break
		}
		cursor = next
	}
	return fresh, nil
}

// store turns entries into mentions and stores them with the cursor.
func (p pull) store(ctx context.Context, f feed, m *memory, some []entry, first bool) error {
	views := map[string]*postView{}
	if !f.views {
		var err error
		// One post that the server chokes on must not stop all others.
		if views, err = p.whole(ctx, some); err != nil && !fault.Is(err, fault.Permanent) {
			return err
		}
	}
	var mentions []*store.Mention
	for _, e := range some {
		var one *store.Mention
		switch v := views[e.id]; {
		case e.share:
			one = p.share(e.note, views[e.note.subject()])
		case v != nil:
			one = p.mention(*v)
		default:
			one = p.mention(*e.view)
		}
		if one != nil {
			mentions = append(mentions, one)
		}
	}
	if err := p.describe(ctx, mentions); err != nil {
		return err
	}
	m.note(some)
	b := desk.Batch{Stream: f.stream, Cursor: m.cursor(), Backfill: first}
	for _, one := range mentions {
		b.Events = append(b.Events, desk.Event{Mention: one})
	}
	return p.emit(ctx, b)
}

// whole reads the posts behind notifications, which tell less of them: no pictures
// and no counts. What a server does not give is told by the notification itself.
func (p pull) whole(ctx context.Context, some []entry) (map[string]*postView, error) {
	var ask []string
	for _, e := range some {
		id := e.id
		if e.share {
			id = e.note.subject()
		}
		if u, ok := parseURI(id); ok && u.collection == postRecord && !slices.Contains(ask, id) {
			ask = append(ask, id)
		}
	}
	return p.posts(ctx, ask)
}

// posts reads posts by their URIs, by which they are given; those that are not
// there, or hidden from us, are left out.
func (c *api) posts(ctx context.Context, uris []string) (map[string]*postView, error) {
	out := map[string]*postView{}
	for some := range slices.Chunk(uris, lot) {
		views, _, err := c.posted(ctx, call{op: "read posts", nsid: "app.bsky.feed.getPosts", query: url.Values{"uris": some}})
		if err != nil {
			return nil, err
		}
		for _, v := range views {
			out[v.URI] = &v
		}
	}
	return out, nil
}

// lookEvery is how often the newest mentions are looked after, and maxGone how
// many that are not there any more are asked after at once.
const (
	lookEvery = 5 * time.Minute
	maxGone   = 5
)

// lookAfter notices deletions among the newest mentions of every list: what
// getPosts leaves out is asked for by itself, because a post may also be hidden by
// a block.
func (p pull) lookAfter(ctx context.Context, at connectors.Cursors) error {
	p.mu.Lock()
	due := p.env.Now().Sub(p.looked) >= lookEvery
	p.mu.Unlock()
	if !due {
		return nil
	}
	for _, stream := range append([]string{""}, p.account.Watch...) {
		if m, _ := recall(at(stream)); len(m.posts) > 0 {
			if err := p.lookAt(ctx, stream, m); err != nil && !fault.Is(err, fault.Permanent) {
				return err
			}
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.looked = p.env.Now()
	return nil
}

func (p pull) lookAt(ctx context.Context, stream string, m *memory) error {
	there, err := p.posts(ctx, m.posts)
	if err != nil {
		return err
	}
	b := desk.Batch{Stream: stream}
	missing := slices.DeleteFunc(slices.Clone(m.posts), func(id string) bool { return there[id] != nil })
	for _, id := range missing[:min(len(missing), maxGone)] {
		gone, err := p.gone(ctx, id)
		if err != nil {
			return err
		}
		if gone {
			b.Events = append(b.Events, desk.Event{Deleted: store.Key{Network: Network, ID: id}})
		}
		m.forget(id)
	}
	if len(missing) == 0 {
		return nil
	}
	b.Cursor = m.cursor()
	return p.emit(ctx, b)
}

// gone tells whether a post has been deleted.
func (c *api) gone(ctx context.Context, id string) (bool, error) {
	q := call{op: "look after a post", nsid: "app.bsky.feed.getPostThread", query: url.Values{"uri": {id}, "depth": {"0"}, "parentHeight": {"0"}}}
	resp, err := c.do(ctx, q, nil)
	if refused(resp, "NotFound") {
		return true, nil
	}
	if fault.Is(err, fault.Permanent) {
		return false, nil
	}
	return false, err
}
