package feed

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	fatom "github.com/mmcdole/gofeed/atom"
	ext "github.com/mmcdole/gofeed/extensions"
	fjson "github.com/mmcdole/gofeed/json"
	frss "github.com/mmcdole/gofeed/rss"

	"earshot/connectors/plain"
	"earshot/store"
)

// extra is what the common form of the library leaves out.
type extra struct {
	permalink bool     // the guid of RSS is an address
	plain     string   // text that is no HTML, of a JSON Feed
	uri       string   // of the author
	avatar    string   // of the author
	links     []string // beside those in the text
}

func (r *reader) more(i int) extra {
	var x extra
	switch f := r.doc.OriginalFeed().(type) {
	case *frss.Feed:
		if i < len(f.Items) && f.Items[i].GUID != nil {
			x.permalink = !strings.EqualFold(f.Items[i].GUID.IsPermalink, "false")
		}
	case *fatom.Feed:
		if i < len(f.Entries) && len(f.Entries[i].Authors) > 0 {
			x.uri = f.Entries[i].Authors[0].URI
		}
	case *fjson.Feed:
		if i >= len(f.Items) {
			break
		}
		it := f.Items[i]
		if it.ContentHTML == "" {
			x.plain = it.ContentText
		}
		x.links = append(x.links, r.absolute(it.ExternalURL))
		for _, a := range append(slices.Clone(it.Authors), it.Author) {
			if a != nil && x.uri == "" {
				x.uri, x.avatar = a.URL, a.Avatar
			}
		}
	}
	return x
}

// ttl is how long the feed asks to be left alone: RSS ttl in minutes, or the
// syndication module (http://web.resource.org/rss/1.0/modules/syndication/).
func ttl(doc parsed) time.Duration {
	if f, ok := doc.OriginalFeed().(*frss.Feed); ok {
		if n, err := strconv.Atoi(strings.TrimSpace(f.TTL)); err == nil && n > 0 {
			return min(time.Duration(min(n, 1<<20))*time.Minute, maxRest)
		}
	}
	period := map[string]time.Duration{
		"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour, "monthly": 30 * 24 * time.Hour,
		"yearly": 365 * 24 * time.Hour,
	}[strings.ToLower(value(doc.Extensions, "sy", "updatePeriod"))]
	times, err := strconv.Atoi(value(doc.Extensions, "sy", "updateFrequency"))
	if err != nil || times < 1 {
		times = 1
	}
	return min(period/time.Duration(times), maxRest)
}

// author tells who wrote an item: the person where one is named, else the
// site. The id carries the site, because every other blog has an "admin".
func (r *reader) author(it *gofeed.Item, x extra, link string) store.Author {
	var a store.Author
	people := it.Authors
	if len(people) == 0 && !alert(it.Link) {
		people = r.doc.Authors
	}
	for _, p := range people {
		if p != nil && (p.Name != "" || p.Email != "") {
			a.Name, a.Email = titleText(p.Name), plain.Cut(strings.TrimSpace(p.Email), maxName)
			break
		}
	}
	a.Name = plain.Cut(a.Name, maxName)
	a.URL, a.Avatar = r.absolute(x.uri), r.absolute(x.avatar)
	host := hostOf(link)
	if host == "" || !alert(it.Link) && hostOf(r.doc.Link) != "" {
		host = hostOf(r.doc.Link)
	}
	if host == "" {
		host = hostOf(r.stream)
	}
	switch {
	case a.URL != "":
		a.ID = a.URL
	case a.Email != "":
		a.ID = strings.ToLower(a.Email)
	case a.Name != "":
		a.ID = host + "/" + strings.ToLower(a.Name)
	default:
		a.ID, a.Name, a.URL = host, host, "https://"+host+"/"
		if title := titleText(r.doc.Title); title != "" && !alert(it.Link) {
			a.Name = plain.Cut(title, maxName)
			a.URL = r.absolute(r.doc.Link)
		}
	}
	a.ID = plain.Cut(a.ID, maxID)
	return a
}

func hostOf(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// media gathers enclosures, media elements and the pictures of the text.
func (r *reader) media(it *gofeed.Item, inText []store.Media) []store.Media {
	var out []store.Media
	add := func(m store.Media) {
		m.URL = r.absolute(m.URL)
		at := slices.IndexFunc(out, func(o store.Media) bool { return o.URL == m.URL })
		switch {
		case m.URL == "":
		case at >= 0:
			if out[at].Alt == "" {
				out[at].Alt = m.Alt
			}
		case len(out) < maxMedia:
			out = append(out, m)
		}
	}
	for _, e := range it.Enclosures {
		if e != nil {
			add(store.Media{Type: mediaKind(e.Type, ""), URL: e.URL})
		}
	}
	for _, e := range mediaElements(it.Extensions) {
		if e.Name == "content" {
			add(store.Media{
				Type: mediaKind(e.Attrs["type"], e.Attrs["medium"]), URL: e.Attrs["url"],
				Alt: plain.Cut(firstChild(e, "description"), maxTitle),
			})
		}
	}
	if it.Image != nil {
		add(store.Media{Type: "image", URL: it.Image.URL})
	}
	for _, m := range inText {
		add(m)
	}
	return out
}

// mediaKind is image, video, audio, or file.
func mediaKind(mime, medium string) string {
	kind, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(mime)), "/")
	for _, k := range []string{kind, strings.ToLower(medium)} {
		if k == "image" || k == "video" || k == "audio" {
			return k
		}
	}
	return "file"
}

// mediaElements lists the elements of Media RSS, also those in a group.
func mediaElements(x ext.Extensions) []ext.Extension {
	var out []ext.Extension
	for _, name := range []string{"content", "description"} {
		out = append(out, x["media"][name]...)
		for _, group := range x["media"]["group"] {
			out = append(out, group.Children[name]...)
		}
	}
	return out
}

func mediaText(x ext.Extensions) string {
	for _, e := range mediaElements(x) {
		if e.Name == "description" && e.Value != "" {
			return e.Value
		}
	}
	return ""
}

func firstChild(e ext.Extension, name string) string {
	if c := e.Children[name]; len(c) > 0 {
		return c[0].Value
	}
	return ""
}

// value is the text of the first element of that name in a module.
func value(x ext.Extensions, module, name string) string {
	if e := x[module][name]; len(e) > 0 {
		return strings.TrimSpace(e[0].Value)
	}
	return ""
}

// replies counts the comments that an item says it has.
func replies(x ext.Extensions) int {
	for _, s := range []string{value(x, "slash", "comments"), value(x, "thr", "total")} {
		if n, err := strconv.Atoi(s); err == nil && n >= 0 {
			return min(n, 1<<30)
		}
	}
	return 0
}

// language gives the two letters of a declared language. English is not
// believed: it is what templates say that nobody has filled in.
func language(declared string) string {
	code, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(declared, "_", "-")), "-")
	if len(code) != 2 || code == "en" || code[0] < 'a' || code[0] > 'z' || code[1] < 'a' || code[1] > 'z' {
		return ""
	}
	return code
}
