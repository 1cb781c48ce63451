package enrich

import (
	"bytes"
	"context"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"earshot/connectors/httpx"
	"earshot/store/desk"
)

// web reads pages of people.
type web struct {
	http  *httpx.Client
	plain bool // hosts are asked by http: for tests
}

// The limits of reading pages.
const (
	maxLinks   = 64 // rel=me links of one page
	maxFetches = 24 // pages for one question
	maxTokens  = 200_000
)

// page is what a page says of who stands behind it.
type page struct {
	links []string // rel=me and alsoKnownAs, absolute
	// id and url are what an ActivityPub actor calls itself and its page; they
	// are claims until what stands there says the same.
	id, url string
	name    string
	picture string
}

// accept asks servers of the fediverse for the actor, and everybody else for the
// page.
const accept = `application/activity+json, application/ld+json;profile="https://www.w3.org/ns/activitystreams";q=0.9, text/html;q=0.8, application/xhtml+xml;q=0.7`

// get reads a page. One that leads to somebody else's address says nothing about
// the address that was asked for: only a whole site, or the same page in another
// spelling, may redirect.
func (w *web) get(ctx context.Context, address string) (*page, error) {
	resp, err := w.http.Get(ctx, httpx.Request{
		Op: "read page", URL: address, Header: http.Header{"Accept": {accept}}, MaxBody: maxPage, Timeout: pageTimeout, Foreign: true,
	})
	if err != nil {
		return nil, err
	}
	if !samePage(address, resp.URL) {
		return nil, nothing("the page leads elsewhere")
	}
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	switch kind {
	case "application/activity+json", "application/ld+json":
		return readActor(resp.Body)
	case "text/html", "application/xhtml+xml":
		return readHTML(resp.Body, resp.URL), nil
	}
	return nil, nothing("the address shows neither a page nor a profile")
}

// samePage tells whether the page that answered speaks for the one that was
// asked.
func samePage(asked, answered string) bool {
	a, b := desk.PageOf(asked), desk.PageOf(answered)
	if a == "" || b == "" {
		return false
	}
	host, _, _ := strings.Cut(b, "/")
	return a == b || a == host
}

// readHTML finds the links that a page marks with rel=me.
func readHTML(body []byte, at string) *page {
	p := &page{}
	base, err := url.Parse(at)
	if err != nil {
		return p
	}
	tokens := html.NewTokenizer(bytes.NewReader(body))
	tokens.SetMaxBuf(maxPage)
	for range maxTokens {
		kind := tokens.Next()
		if kind == html.ErrorToken || len(p.links) == maxLinks {
			return p
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		name, more := tokens.TagName()
		tag := string(name)
		if !more || tag != "a" && tag != "link" && tag != "area" && tag != "base" {
			continue
		}
		rel, href := attributes(tokens)
		switch {
		case href == "":
		case tag == "base":
			if b, err := base.Parse(href); err == nil {
				base = b
			}
		case slices.Contains(strings.Fields(strings.ToLower(rel)), "me"):
			p.add(base, href)
		}
	}
	return p
}

func attributes(tokens *html.Tokenizer) (rel, href string) {
	for {
		key, value, more := tokens.TagAttr()
		switch string(key) {
		case "rel":
			rel = string(value)
		case "href":
			href = strings.TrimSpace(string(value))
		}
		if !more {
			return rel, href
		}
	}
}

// add takes a link, once; mailto: links stay as they are.
func (p *page) add(base *url.URL, href string) {
	u, err := url.Parse(href)
	if err == nil && base != nil {
		u = base.ResolveReference(u)
	}
	if err != nil || len(href) > 2048 || u.User != nil || u.Scheme != "https" && u.Scheme != "http" && u.Scheme != "mailto" {
		return
	}
	if s := u.String(); !slices.Contains(p.links, s) && len(p.links) < maxLinks {
		p.links = append(p.links, s)
	}
}

// actor is what is read of an ActivityPub actor (W3C, ActivityPub, section 4;
// alsoKnownAs is of the DID vocabulary, as Mastodon has it; attachment holds the
// lines of a profile, with links as HTML).
type actor struct {
	ID         string          `json:"id"`
	Type       string          `json:"type"`
	Name       string          `json:"name"`
	URL        json.RawMessage `json:"url"`
	Also       json.RawMessage `json:"alsoKnownAs"`
	Icon       json.RawMessage `json:"icon"`
	Attachment json.RawMessage `json:"attachment"`
}

// readActor reads an actor. A field of an unexpected type is left out.
func readActor(body []byte) (*page, error) {
	var a actor
	if err := json.Unmarshal(body, &a); err != nil {
		return nil, nothing("the profile cannot be read")
	}
	p := &page{id: a.ID, name: a.Name}
	if urls := stringsOf(a.URL); len(urls) > 0 {
		p.url = urls[0]
	}
	for _, s := range stringsOf(a.Also) {
		p.add(nil, s)
	}
	var icon struct {
		URL string `json:"url"`
	}
	if json.Unmarshal(a.Icon, &icon) == nil {
		p.picture = icon.URL
	}
	var lines []struct {
		Value string `json:"value"`
	}
	if json.Unmarshal(a.Attachment, &lines) == nil {
		for _, line := range lines[:min(len(lines), maxLinks)] {
			for _, link := range readHTML([]byte(line.Value), a.ID).links {
				p.add(nil, link)
			}
		}
	}
	return p, nil
}

// stringsOf reads one string or several.
func stringsOf(raw json.RawMessage) []string {
	var one string
	var many []string
	if json.Unmarshal(raw, &one) == nil && one != "" {
		return []string{one}
	}
	if json.Unmarshal(raw, &many) != nil {
		return nil
	}
	return many[:min(len(many), maxLinks)]
}
