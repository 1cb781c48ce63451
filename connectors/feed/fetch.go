package feed

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/store/desk"
)

// accept prefers feeds and takes what there is.
const accept = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, " +
	"application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.5, */*;q=0.1"

// goneWords say that a feed was stopped for good.
const goneWords = "the server said that it is gone for good (410); it is not asked again, remove it"

// read reads one feed if it is due.
func (c *Connector) read(ctx context.Context, o outcome) outcome {
	switch {
	case o.state.Gone:
		o.err = c.trouble(o.url, fault.Gone, o.state.Trouble, 0)
		return o
	case c.resting(o.url, o.state):
		if o.state.Trouble != "" {
			o.err = c.trouble(o.url, o.state.Kind, o.state.Trouble, 0)
		}
		return o
	}
	at := o.url
	if o.state.At != "" {
		at = o.state.At
	}
	g, err := c.fetch(ctx, o, at)
	resp := g.resp
	switch {
	case errors.Is(err, context.Canceled):
		o.err = err
		return o
	case err != nil:
		return c.failed(o, g.at, err)
	case resp.Status == http.StatusNotModified:
		return c.fine(o, resp, 0)
	}
	c.move(&o, g.at, resp)
	o = c.take(o, g.doc, resp)
	return c.fine(o, resp, ttl(g.doc))
}

// fetch asks for a feed and reads it. Where the user gave the address of a page,
// its feed is found: by a table of well-known sites, by what the page names, by
// trying.
func (c *Connector) fetch(ctx context.Context, o outcome, at string) (got, error) {
	_, sealed := c.sealed[o.url]
	first := sealed || o.state.Read.IsZero()
	if at == o.url && first {
		if f, ok := c.preset(o); ok && f.no != "" {
			return got{at: at}, fault.New(fault.Permanent, "", "%s", f.no)
		} else if ok {
			g, err := c.readFound(ctx, o, f)
			if !fault.Is(err, fault.Permanent) && !fault.Is(err, fault.Gone) {
				return g, err
			} // the site has changed its ways, perhaps: look at the page
		}
	}
	g, err := c.readAt(ctx, o, at)
	if at == o.url && first && errors.Is(err, errPage) {
		return c.discover(ctx, o, decode(g.resp.Body, g.resp.Header.Get("Content-Type")), g)
	}
	return g, err
}

// get makes the request. What is the user's own goes to the host he named.
func (c *Connector) get(ctx context.Context, o outcome, at string) (*httpx.Response, error) {
	h := http.Header{"Accept": {accept}}
	if hostPort(at) == hostPort(o.url) && c.auth != "" {
		h.Set("Authorization", c.auth)
	}
	if o.state.At == at || o.state.At == "" && at == o.url {
		if o.state.ETag != "" {
			h.Set("If-None-Match", o.state.ETag)
		}
		if o.state.Modified != "" {
			h.Set("If-Modified-Since", o.state.Modified)
		}
	}
	return c.http.Get(ctx, httpx.Request{URL: c.whole(at), Header: h, Foreign: !strings.EqualFold(hostOnly(at), hostOnly(o.url))})
}

func hostPort(at string) string {
	u, err := url.Parse(at)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

func hostOnly(at string) string {
	u, err := url.Parse(at)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// move remembers where a feed is read from now on, once it was read there.
func (c *Connector) move(o *outcome, at string, resp *httpx.Response) {
	if resp.Moved != "" {
		at = resp.Moved
	}
	// Where a sealed feed has moved, its secret may have moved with it: the
	// cursor is no place for that.
	if _, sealed := c.sealed[o.url]; sealed || at == o.url {
		at = ""
	}
	if o.state.At == at {
		return
	}
	if at != "" {
		c.log.Info("a feed is read at another address from now on", "feed", c.http.Redact(o.url), "address", c.http.Redact(at))
	}
	o.state.At = at
}

// fine notes a good answer and when the next is due.
func (c *Connector) fine(o outcome, resp *httpx.Response, ttl time.Duration) outcome {
	before := o.state
	s := &o.state
	s.Fails, s.Trouble, s.Kind, s.Next = 0, "", 0, time.Time{}
	if resp.Status != http.StatusNotModified {
		s.ETag, s.Modified = validator(resp.Header.Get("ETag")), validator(resp.Header.Get("Last-Modified"))
	}
	if s.Read.IsZero() {
		s.Read = c.env.Now()
		o.first = true
	}
	rest := c.interval
	if !c.own {
		rest = max(rest, ttl, maxAge(resp.Header))
	}
	c.setRest(o.url, c.env.Now().Add(rest))
	o.store = o.store || before.Fails != s.Fails || before.Trouble != s.Trouble || !before.Next.Equal(s.Next) ||
		before.ETag != s.ETag || before.Modified != s.Modified || before.Read.IsZero()
	return o
}

// validator keeps a header that is sent back to the server.
func validator(v string) string {
	if len(v) > maxValidator {
		return ""
	}
	return v
}

// maxAge reads Cache-Control (RFC 9111, 5.2.2.1).
func maxAge(h http.Header) time.Duration {
	var age time.Duration
	for part := range strings.SplitSeq(strings.ToLower(strings.Join(h.Values("Cache-Control"), ",")), ",") {
		name, v, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "no-cache", "no-store":
			return 0
		case "max-age":
			if n, err := strconv.Atoi(strings.Trim(v, `"`)); err == nil && n > 0 {
				age = min(time.Duration(min(n, 1<<30))*time.Second, maxRest)
			}
		}
	}
	return age
}

// failed notes a failure, and when to try again.
func (c *Connector) failed(o outcome, at string, err error) outcome {
	f := fault.Of(err)
	s := &o.state
	now := c.env.Now()
	s.Fails++
	s.Kind, o.store = f.Kind, true
	s.Trouble, _, _ = strings.Cut(f.What, ", again in ") // it is told later too
	wait := c.patience(f.Kind, s.Fails)
	s.Next = time.Time{}
	if f.RetryAfter > 0 {
		s.Next = now.Add(f.RetryAfter) // the server's demand outlives the program
	}
	switch {
	case f.Kind == fault.Gone && at == o.url:
		s.Gone, s.Trouble = true, goneWords
	case f.Kind == fault.Gone, f.Kind == fault.Permanent && s.Fails >= 3 && s.At != "":
		// Where it moved to it is no more: ask at home again.
		s.At, s.ETag, s.Modified = "", "", ""
	}
	c.setRest(o.url, now.Add(max(wait, f.RetryAfter)))
	what := f.What
	if s.Gone {
		what = goneWords
	}
	o.err = c.trouble(o.url, s.Kind, what, f.RetryAfter)
	return o
}

// patience is the time to the next try after so many failures in a row. It
// grows to an hour, because most troubles are over the next day at the latest
// and often are our own (no network in a train); only what has failed for two
// days is asked less and less often.
func (c *Connector) patience(kind fault.Kind, fails int) time.Duration {
	first := min(firstRetry, c.interval)
	switch kind {
	case fault.Permanent, fault.Unauthorized, fault.Gone:
		first = c.interval
	case fault.Transient, fault.Limited:
	}
	wait := first << min(fails-1, 12)
	if fails <= steadfast {
		wait = min(wait, max(time.Hour, c.interval))
	}
	return min(wait, maxRest)
}

// trouble is the fault of one feed: it names the feed.
func (c *Connector) trouble(url string, kind fault.Kind, what string, wait time.Duration) error {
	return &fault.Fault{Kind: kind, What: c.http.Redact(url) + ": " + what, RetryAfter: wait}
}

// take turns the items of a document into events: what is new or changed.
func (c *Connector) take(o outcome, doc parsed, resp *httpx.Response) outcome {
	o.title = titleText(doc.Title)
	if doc.lost > 0 {
		c.log.Warn("items of a feed cannot be read", "feed", c.http.Redact(o.url), "items", doc.lost)
	}
	if len(doc.Items) > maxItems {
		c.log.Warn("a feed is too long; its first items are read", "feed", c.http.Redact(o.url), "items", len(doc.Items), "read", maxItems)
		doc.Items = doc.Items[:maxItems]
	}
	o.state.Dups = dups(o.state.Dups, doc)
	r := &reader{stream: o.url, doc: doc, now: c.env.Now(), seen: o.state.seen(), dups: map[uint64]bool{}}
	for _, d := range o.state.Dups {
		r.dups[d] = true
	}
	r.base, _ = url.Parse(resp.URL) // it was fetched, so it parses
	if home := r.absolute(doc.Link); home != "" {
		r.base, _ = url.Parse(home)
	}
	entries := make([]seenEntry, 0, len(doc.Items))
	have := make(map[uint64]bool, len(doc.Items))
	for i, it := range doc.Items {
		if it == nil {
			continue
		}
		m, e := r.mention(i)
		if m == nil || have[e.ID] {
			continue
		}
		have[e.ID] = true
		entries = append(entries, e)
		if old, known := r.seen[e.ID]; known && old.Hash == e.Hash {
			continue
		}
		m.Account = c.account
		o.events = append(o.events, desk.Event{Mention: m})
	}
	before := len(o.state.Seen)
	o.state.remember(entries)
	o.store = o.store || len(o.events) > 0 || before != len(o.state.Seen)
	return o
}

// dups adds the guids that several items of a document share. They stay known,
// so that an id does not change when only one of the items is left.
func dups(old []uint64, doc parsed) []uint64 {
	first := make(map[uint64]string, len(doc.Items))
	for _, it := range doc.Items {
		if it == nil || strings.TrimSpace(it.GUID) == "" {
			continue
		}
		guid, what := short(strings.TrimSpace(it.GUID)), it.Link+"\n"+it.Title
		if it.Link != "" {
			what = it.Link
		}
		if seen, ok := first[guid]; ok && seen != what && len(old) < maxDups && !slices.Contains(old, guid) {
			old = append(old, guid)
		}
		first[guid] = what
	}
	return old
}
