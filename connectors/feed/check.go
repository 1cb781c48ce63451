package feed

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/store/desk"
)

// maxFound caps the links of a page that are looked at.
const maxFound = 50

// Check implements connectors.Connector: every feed must be there and be one.
// A page is searched for the feed it names, and the profile says which it is.
func (c *Connector) Check(ctx context.Context) (connectors.Profile, error) {
	p := connectors.Profile{
		Can: []string{desk.AbilityRead},
		Lacks: map[string]string{
			desk.AbilityLive:    "a feed cannot push; it is read every " + c.interval.String(),
			desk.AbilitySend:    "a feed cannot be answered; open the article and answer there",
			desk.AbilityThreads: "a feed shows no discussions",
		},
	}
	failed := map[string]outcome{}
	var titles []string
	for _, address := range c.urls {
		o := outcome{url: address}
		resp, doc, at, err := c.fetch(ctx, o, address)
		if ctx.Err() != nil {
			return p, ctx.Err()
		}
		if err != nil {
			f := fault.Of(err)
			o.err = c.trouble(address, f.Kind, f.What, f.RetryAfter)
			failed[address] = o
			continue
		}
		if resp.Moved != "" {
			at = resp.Moved
		}
		titles = append(titles, c.describe(titleText(doc.Title), address, at))
		if p.Server == "" {
			p.Server, p.RemoteID, p.Handle = c.http.Redact(at), address, hostOf(address)
		}
	}
	if err := c.verdict(failed); err != nil {
		return p, err
	}
	p.Title = strings.Join(titles, "; ")
	if n := len(titles); n > 3 {
		p.Title = fmt.Sprintf("%s and %d more", strings.Join(titles[:3], "; "), n-3)
	}
	return p, nil
}

// describe tells a feed by its title, and its address where it is not the one
// the user gave.
func (c *Connector) describe(title, typed, at string) string {
	if title == "" {
		title = hostOf(typed)
	}
	if at == typed {
		return title
	}
	return fmt.Sprintf("%s, read at %s", title, httpx.Redact(at))
}

// discover finds the feed that a page names in its head, the first that is not
// of comments: <link rel="alternate" type="application/rss+xml" href="...">.
// It gives "" if there is none.
func discover(page, at string) string {
	base, err := url.Parse(at)
	if err != nil {
		return ""
	}
	best := ""
	z := html.NewTokenizer(strings.NewReader(page))
	for n := 0; n < maxFound; {
		switch z.Next() {
		case html.ErrorToken:
			return best
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			tag := atom.Lookup(name)
			a := attributes(z, more)
			if tag == atom.Base && a["href"] != "" {
				if u, err := base.Parse(a["href"]); err == nil {
					base = u
				}
			}
			if tag != atom.Link || !feedLink(a) {
				continue
			}
			n++
			u, err := base.Parse(strings.TrimSpace(a["href"]))
			if err != nil || u.Scheme != "http" && u.Scheme != "https" {
				continue
			}
			if !strings.Contains(strings.ToLower(a["title"]+u.Path), "comment") {
				return u.String()
			}
			if best == "" {
				best = u.String()
			}
		default:
		}
	}
	return best
}

func attributes(z *html.Tokenizer, more bool) map[string]string {
	a := map[string]string{}
	for more {
		var k, v []byte
		k, v, more = z.TagAttr()
		switch key := string(k); key {
		case "rel", "type", "href", "title":
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
