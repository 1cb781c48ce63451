package feed_test

import (
	"cmp"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"earshot/connectors/connectortest"
	"earshot/connectors/feed"
	"earshot/store"
)

// TestContract: what every connector promises, for each format of a feed.
func TestContract(t *testing.T) {
	var all []connectortest.Harness
	for _, format := range []string{"rss", "atom", "json"} {
		all = append(all, connectortest.Harness{
			Name: format, Network: feed.Network, Factory: feed.New, GoneIsFinal: true, Brief: format != "rss",
			Start: func(_ *testing.T, clock *connectortest.Clock) *connectortest.Network {
				return publish(&paper{format: format, clock: clock, window: 100})
			},
			Simulate: func(sim *connectortest.Sim, clock *connectortest.Clock) *connectortest.Network {
				p := &paper{format: format, clock: clock, window: 1000, interval: "2m"}
				return p.network(sim.Serve("fire.test", http.HandlerFunc(p.serve)))
			},
			Allowed: connectortest.Allowance{Requests: 60, Within: 10 * time.Minute},
			Lacks: map[connectortest.Ability]string{
				connectortest.Delete:  "an item that has left a feed is only old",
				connectortest.Live:    "a feed is read from time to time",
				connectortest.Send:    "a feed can only be read",
				connectortest.Threads: "a feed gives no whole discussions",
			},
		})
	}
	connectortest.Run(t, all...)
}

// paper is a feed that somebody writes.
type paper struct {
	format   string
	clock    *connectortest.Clock
	window   int    // items that stand in the feed
	interval string // "" = a second
	mu       sync.Mutex
	items    []piece
}

// piece is one item, newest first in the feed.
type piece struct {
	id, html, by string
	at           time.Time
}

const feedKey = "key-in-the-address-5f2a"

// publish puts a feed on a server.
func publish(p *paper) *connectortest.Network {
	s := httptest.NewServer(http.HandlerFunc(p.serve))
	n := p.network(s.URL)
	n.Stop = s.Close
	return n
}

func (p *paper) network(at string) *connectortest.Network {
	interval := cmp.Or(p.interval, "1s")
	return &connectortest.Network{
		URL: at,
		Account: func(at string) (store.Account, map[string]string) {
			return store.Account{
				Settings: map[string]string{"urls": at + "/feed?key=" + feedKey, "interval": interval, "user": "anna"},
			}, map[string]string{"password": "open sesame & more"}
		},
		Hidden: []string{feedKey},
		Say:    p.say,
		Edit: func(id, text string) {
			p.mu.Lock()
			defer p.mu.Unlock()
			for i := range p.items {
				if p.items[i].id == id {
					p.items[i].html = escape(text)
				}
			}
		},
	}
}

func (p *paper) say(x connectortest.Said) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := piece{fmt.Sprintf("https://blog.example/%d", len(p.items)), x.HTML, x.By, x.At}
	if i.html == "" {
		i.html = escape(x.Text)
	}
	if i.at.IsZero() {
		i.at = p.clock.Now()
	}
	p.items = append([]piece{i}, p.items...)
	return i.id
}

func escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // into memory
	return b.String()
}

// serve answers in the format, with the newest items.
func (p *paper) serve(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, password, ok := r.BasicAuth(); !ok || password != "open sesame & more" || r.URL.Query().Get("key") != feedKey {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	items := p.items[:min(len(p.items), p.window)]
	switch p.format {
	case "json":
		serveJSON(w, items)
	case "atom":
		w.Header().Set("Content-Type", "application/atom+xml")
		fmt.Fprint(w, `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Blog</title><id>urn:blog</id>`)
		for _, i := range items {
			at := i.at.UTC().Format(time.RFC3339Nano)
			fmt.Fprintf(w, `<entry><id>%s</id><link href=%q/><published>%s</published><updated>%s</updated><author><name>%s</name></author><content type="html">%s</content></entry>`,
				i.id, i.id, at, at, escape(i.by), escape(i.html))
		}
		fmt.Fprint(w, "</feed>")
	default:
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprint(w, `<?xml version="1.0"?><rss version="2.0"><channel><title>Blog</title><link>https://blog.example/</link>`)
		for _, i := range items {
			fmt.Fprintf(w, "<item><guid>%s</guid><link>%s</link><pubDate>%s</pubDate><author>%s</author><description>%s</description></item>",
				i.id, i.id, i.at.UTC().Format(time.RFC1123Z), escape(i.by), escape(i.html))
		}
		fmt.Fprint(w, "</channel></rss>")
	}
}

func serveJSON(w http.ResponseWriter, items []piece) {
	type author struct {
		Name string `json:"name"`
	}
	type entry struct {
		ID      string   `json:"id"`
		URL     string   `json:"url"`
		HTML    string   `json:"content_html"`
		Date    string   `json:"date_published"`
		Authors []author `json:"authors,omitempty"`
	}
	out := struct {
		Version string  `json:"version"`
		Title   string  `json:"title"`
		Items   []entry `json:"items"`
	}{"https://jsonfeed.org/version/1.1", "Blog", nil}
	for _, i := range items {
		e := entry{ID: i.id, URL: i.id, HTML: i.html, Date: i.at.UTC().Format(time.RFC3339Nano)}
		if i.by != "" {
			e.Authors = []author{{i.by}}
		}
		out.Items = append(out.Items, e)
	}
	w.Header().Set("Content-Type", "application/feed+json")
	_ = json.NewEncoder(w).Encode(out) // the client may have gone
}
