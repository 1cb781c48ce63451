package feed

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/connectors/plain"
)

const (
	// maxFound caps the links of a page that are looked at.
	maxFound = 50
	// maxGuesses is how many addresses are tried where a page names no feed: with
	// the page itself four requests.
	maxGuesses = 3
	// maxOthers is how many further feeds of a page are named.
	maxOthers = 5
)

// errNoneNamed is the word for a page that leads nowhere.
var errNoneNamed = fault.New(fault.Permanent, "", "this is a web page and names no feed; look for one on it and give its address")

// got is a feed that was fetched.
type got struct {
	resp *httpx.Response
	doc  parsed
	at   string // where it was read
	// notes tell how it was found, and what else there is to hear.
	notes []string
}

// choice is a feed that a page names.
type choice struct{ url, title string }

// comments tells a feed of what readers say.
func (f choice) comments() bool {
	return strings.Contains(strings.ToLower(f.title+f.url), "comment")
}

// page is what a web page says of feeds.
type page struct {
	feeds     []choice
	maker     string // the program that made it
	canonical string // its own address
}

// best is the first feed that is not of comments.
func (p page) best() (choice, bool) {
	for _, f := range p.feeds {
		if !f.comments() {
			return f, true
		}
	}
	if len(p.feeds) == 0 {
		return choice{}, false
	}
	return p.feeds[0], true
}

// others names the feeds that were not chosen.
func (p page) others(chosen string) string {
	var names []string
	for _, f := range p.feeds {
		if f.url == chosen {
			continue
		}
		name := httpx.Redact(f.url)
		if f.title != "" {
			name += " (" + plain.Cut(titleText(f.title), maxName) + ")"
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return ""
	}
	if n := len(names) - maxOthers; n > 0 {
		names = append(names[:maxOthers], fmt.Sprintf("and %d more", n))
	}
	return "the page names other feeds, too: " + strings.Join(names, ", ")
}

// readPage looks for <link rel="alternate" type="application/rss+xml" href="...">
// and for what tells whose page it is.
func readPage(text, at string) page {
	var p page
	base, err := url.Parse(at)
	if err != nil {
		return p
	}
	z := html.NewTokenizer(strings.NewReader(text))
	for len(p.feeds) < maxFound {
		switch z.Next() {
		case html.ErrorToken:
			return p
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			tag := atom.Lookup(name)
			if tag != atom.Base && tag != atom.Link && tag != atom.Meta {
				continue
			}
			a := attributes(z, more)
			if tag == atom.Base && a["href"] != "" {
				if u, err := base.Parse(a["href"]); err == nil {
					base = u
				}
				continue
			}
			p.take(tag, a, base)
		default:
		}
	}
	return p
}

// take reads one <link> or <meta>.
func (p *page) take(tag atom.Atom, a map[string]string, base *url.URL) {
	switch {
	case tag == atom.Meta && strings.EqualFold(a["name"], "generator"):
		p.maker = a["content"]
	case tag == atom.Meta && strings.EqualFold(a["property"], "og:url") && p.canonical == "":
		p.canonical = absolute(base, a["content"])
	case tag == atom.Link && strings.EqualFold(strings.TrimSpace(a["rel"]), "canonical"):
		p.canonical = absolute(base, a["href"])
	case tag == atom.Link && feedLink(a):
		if u := absolute(base, a["href"]); u != "" && !p.names(u) {
			p.feeds = append(p.feeds, choice{u, a["title"]})
		}
	}
}

func (p *page) names(u string) bool {
	for _, f := range p.feeds {
		if f.url == u {
			return true
		}
	}
	return false
}

// absolute resolves an address of a page; "" if it is none of the web.
func absolute(base *url.URL, href string) string {
	u, err := base.Parse(strings.TrimSpace(href))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return ""
	}
	return u.String()
}

func attributes(z *html.Tokenizer, more bool) map[string]string {
	a := map[string]string{}
	for more {
		var k, v []byte
		k, v, more = z.TagAttr()
		switch key := string(k); key {
		case "rel", "type", "href", "title", "name", "property", "content":
			if a[key] == "" {
				a[key] = string(v)
			}
		}
	}
	return a
}

func feedLink(a map[string]string) bool {
	rel := strings.Fields(strings.ToLower(a["rel"]))
	alternate := false
	for _, r := range rel {
		alternate = alternate || r == "alternate" || r == "feed"
	}
	kind, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(a["type"])), ";")
	switch strings.TrimSpace(kind) {
	case "application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml",
		"application/x-rss+xml", "text/rss+xml":
		return alternate && a["href"] != ""
	case "application/json":
		return alternate && strings.Contains(strings.ToLower(a["title"]+a["href"]), "feed")
	}
	return false
}

// preset turns the address of a well-known site into that of its feed. An
// address that hides a secret is left as it is.
func (c *Connector) preset(o outcome) (found, bool) {
	if _, sealed := c.sealed[o.url]; sealed {
		return found{}, false
	}
	u, err := url.Parse(o.url)
	if err != nil {
		return found{}, false
	}
	return wellKnown(u)
}

// discover finds the feed of a page: the one it names, else the one that the
// page's own address stands for, else one of few addresses that such sites use.
func (c *Connector) discover(ctx context.Context, o outcome, text string, from got) (got, error) {
	p := readPage(text, from.resp.URL)
	if f, ok := p.best(); ok {
		g, err := c.readAt(ctx, o, f.url)
		if others := p.others(f.url); others != "" {
			g.notes = append(g.notes, others)
		}
		return g, err
	}
	if u, err := url.Parse(p.canonical); err == nil && p.canonical != "" {
		if f, ok := wellKnown(u); ok && f.no == "" {
			return c.readFound(ctx, o, f)
		}
	}
	return c.guess(ctx, o, p, from)
}

// guess tries what such pages have, politely: few requests, and none more where
// the server is in trouble or asks for patience.
func (c *Connector) guess(ctx context.Context, o outcome, p page, from got) (got, error) {
	u, err := url.Parse(from.resp.URL)
	if err != nil {
		return from, errNoneNamed
	}
	list := guesses(u, p.maker)
	for _, path := range []string{"/feed", "/rss.xml", "/feed.xml"} {
		list = append(list, found{preset{name: "found by trying"}, u.Scheme + "://" + u.Host + path})
	}
	for _, f := range list[:min(maxGuesses, len(list))] {
		g, err := c.readFound(ctx, o, f)
		if err == nil {
			return g, nil
		}
		if ours, ok := errors.AsType[*fault.Fault](err); !ok || ours.Kind != fault.Permanent && ours.Kind != fault.Gone {
			return from, err
		}
	}
	return from, errNoneNamed
}

// readFound reads a feed whose address a table gave.
func (c *Connector) readFound(ctx context.Context, o outcome, f found) (got, error) {
	g, err := c.readAt(ctx, o, f.url)
	if f.hint != "" {
		g.notes = append(g.notes, f.hint)
	}
	return g, err
}

// readAt fetches an address and reads it as a feed.
func (c *Connector) readAt(ctx context.Context, o outcome, at string) (got, error) {
	resp, err := c.get(ctx, o, at)
	g := got{resp: resp, at: at}
	if err != nil || resp.Status == http.StatusNotModified {
		return g, err
	}
	if g.doc, err = parse(decode(resp.Body, resp.Header.Get("Content-Type"))); err != nil {
		return g, &fault.Fault{Kind: fault.Permanent, What: err.Error(), Err: err}
	}
	return g, nil
}
