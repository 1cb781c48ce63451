package bluesky

import (
	"bytes"
	"cmp"
	"context"
	"mime"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"

	"earshot/connectors/httpx"
	"earshot/store/clean"
)

// card is what a page says of itself to those who link to it.
type card struct{ title, about string }

// The most that is taken of a page, in bytes, and the time that it gets: the post
// waits for it.
const (
	maxPage  = 512 << 10
	pageTime = 10 * time.Second
	maxTitle = 300
	maxAbout = 1000
)

// readCard reads a page's title and description (Open Graph, ogp.me, else what
// HTML itself has for them). The card of a page that cannot be read is its host.
func (c *api) readCard(ctx context.Context, at string) (card, error) {
	host := at
	if u, err := url.Parse(at); err == nil {
		host = u.Hostname()
	}
	resp, err := c.door.http.Get(c.door.outside(ctx), httpx.Request{Op: "read the linked page", URL: at, Timeout: pageTime, MaxBody: maxPage})
	if err != nil {
		return card{title: host}, err
	}
	kind := resp.Header.Get("Content-Type")
	if t, _, _ := mime.ParseMediaType(kind); t != "text/html" && t != "application/xhtml+xml" {
		return card{title: host}, nil
	}
	r, err := charset.NewReader(bytes.NewReader(resp.Body), kind)
	if err != nil {
		return card{title: host}, nil
	}
	found := parseCard(html.NewTokenizer(r))
	return card{
		title: cmp.Or(clean.Line(strings.TrimSpace(found.title), maxTitle), host),
		about: clean.Line(strings.TrimSpace(found.about), maxAbout),
	}, nil
}

func parseCard(z *html.Tokenizer) card {
	said := map[string]string{}
	for {
		switch z.Next() {
		case html.ErrorToken:
			return card{
				title: cmp.Or(said["og:title"], said["twitter:title"], said["title"]),
				about: cmp.Or(said["og:description"], said["twitter:description"], said["description"]),
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch {
			case t.Data == "body" && said["og:title"] != "":
				return card{said["og:title"], cmp.Or(said["og:description"], said["description"])}
			case t.Data == "title" && said["title"] == "":
				if z.Next() == html.TextToken {
					said["title"] = z.Token().Data
				}
			case t.Data == "meta":
				name, content := meta(t)
				if said[name] == "" {
					said[name] = content
				}
			}
		}
	}
}

func meta(t html.Token) (name, content string) {
	for _, a := range t.Attr {
		switch a.Key {
		case "property", "name":
			name = strings.ToLower(a.Val)
		case "content":
			content = a.Val
		}
	}
	return name, content
}
