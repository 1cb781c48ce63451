package feed

import (
	"net/url"
	"slices"
	"strings"
)

// preset turns the address of a page into the address of its feed. Rows are
// data; see presets and engines.
type preset struct {
	// name says what the feed is: "Reddit: a subreddit".
	name string
	// at is the address of the page without a scheme: host, path, and the query
	// that counts. {x} stands for one segment of the path, the first label of
	// the host, or a value of the query; a * at the end for whatever follows. A
	// host "*." takes any name below; an empty host is any, and the path is then
	// sought at its end, so that software in a folder is found.
	at string
	// feed is the address of the feed, with the same {x}; that of an engine has
	// neither scheme nor host.
	feed string
	// hint is told along: what else can be heard there.
	hint string
	// no says why there is no feed, in the place of feed.
	no string
}

// found is what a preset makes of an address.
type found struct {
	preset
	url string
}

// wellKnown turns an address of a site that everybody knows into that of its feed,
// without asking anybody. The second is false if there is no row for it.
func wellKnown(u *url.URL) (found, bool) {
	if isFeed(u) {
		return found{}, false
	}
	for _, p := range presets() {
		vars, ok := p.match(u)
		if !ok || slices.Contains(notPeople(), vars["person"]) {
			continue
		}
		f := p.find(u, vars)
		_, err := url.Parse(f.url) // a name may be none that can stand in a host
		return f, err == nil
	}
	return found{}, false
}

// guesses are the addresses that software for sites gives to the feed of such a
// page, the likeliest first. maker is what the page says it was made with, and
// leaves only that software's, if it is known.
func guesses(u *url.URL, maker string) []found {
	var all []found
	seen := map[string]bool{}
	for _, p := range engines() {
		name, _, _ := strings.Cut(p.name, ":")
		if makes := strings.Contains(strings.ToLower(maker), strings.ToLower(name)); maker != "" && !makes {
			continue
		}
		vars, ok := p.match(u)
		if !ok {
			continue
		}
		f := p.find(u, vars)
		if !seen[f.url] {
			seen[f.url] = true
			all = append(all, f)
		}
	}
	return all
}

// find makes the address of the feed.
func (p preset) find(u *url.URL, vars map[string]string) found {
	at := fill(p.feed, vars)
	if strings.HasPrefix(p.at, "/") {
		at = u.Scheme + "://" + u.Host + vars["base"] + at
	}
	p.hint = fill(p.hint, vars)
	return found{p, at}
}

// match tells whether an address is of this row, and what stands in place of
// its {x}; "base" is the folder of an engine.
func (p preset) match(u *url.URL) (map[string]string, bool) {
	want, query, _ := strings.Cut(p.at, "?")
	host, path, _ := strings.Cut(want, "/")
	vars := map[string]string{}
	if !matchHost(host, u, vars) || !matchQuery(query, u.Query(), vars) {
		return nil, false
	}
	have := split(u.EscapedPath())
	if host == "" {
		for from := range len(have) + 1 {
			base := strings.Join(append([]string{""}, have[:from]...), "/")
			if matchPath(split(path), have[from:], vars) {
				vars["base"] = base
				return vars, true
			}
			if !strings.Contains(path, ".php") && !strings.HasPrefix(path, "-/") {
				break // only what is unmistakable is sought in folders
			}
		}
		return nil, false
	}
	return vars, matchPath(split(path), have, vars)
}

// split gives the segments of a path; slashes at its ends mean nothing.
func split(path string) []string {
	path = strings.Trim(path, "/")
	if path == "" {
		return nil
	}
	return strings.Split(path, "/")
}

func matchHost(want string, u *url.URL, vars map[string]string) bool {
	if want == "" {
		return true
	}
	have := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	name, rest, ok := strings.Cut(have, ".")
	switch {
	case strings.HasPrefix(want, "{"):
		holder, domain, _ := strings.Cut(want, ".")
		vars[strings.Trim(holder, "{}")] = name
		return ok && rest == domain
	case strings.HasPrefix(want, "*."):
		vars["host"] = u.Host
		return have == want[2:] || strings.HasSuffix(have, want[1:])
	}
	if have == want || have == "m."+want || have == "old."+want || have == "new."+want {
		return true
	}
	return false
}

func matchPath(want, have []string, vars map[string]string) bool {
	for i, w := range want {
		if w == "*" && i == len(want)-1 {
			return true
		}
		if i >= len(have) || !matchSegment(w, have[i], vars) {
			return false
		}
	}
	return len(want) == len(have)
}

// matchSegment matches "@{user}" with "@ivan"; {x} is never empty.
func matchSegment(want, have string, vars map[string]string) bool {
	before, rest, ok := strings.Cut(want, "{")
	if !ok {
		return want == have
	}
	name, after, _ := strings.Cut(rest, "}")
	value, ok := strings.CutPrefix(have, before)
	if ok {
		value, ok = strings.CutSuffix(value, after)
	}
	if !ok || value == "" || before == "" && strings.HasPrefix(value, "@") {
		return false
	}
	vars[name] = value
	return true
}

// matchQuery wants each parameter that the row names; others may be there.
func matchQuery(want string, have url.Values, vars map[string]string) bool {
	if want == "" {
		return true
	}
	for pair := range strings.SplitSeq(want, "&") {
		key, name, _ := strings.Cut(pair, "=")
		value := have.Get(key)
		if value == "" {
			return false
		}
		vars[strings.Trim(name, "{}")] = url.QueryEscape(value)
	}
	return true
}

// fill puts what was found into a pattern.
func fill(pattern string, vars map[string]string) string {
	for name, value := range vars {
		pattern = strings.ReplaceAll(pattern, "{"+name+"}", value)
	}
	return pattern
}

// isFeed tells an address that is one of a feed by its look: it is left alone.
func isFeed(u *url.URL) bool {
	path := strings.ToLower(strings.TrimSuffix(u.Path, "/"))
	for _, end := range []string{".rss", ".xml", ".atom", ".rdf", ".json", "/feed", "/rss", "/atom", "/feeds", "/xmlfeeds.php", "/external.php", "/feed.php"} {
		if strings.HasSuffix(path, end) {
			return true
		}
	}
	for _, within := range []string{"/feed/", "/feeds/", "/rss/", "/app.php/feed"} {
		if strings.Contains(path+"/", within) {
			return true
		}
	}
	q := u.Query()
	format := strings.ToLower(q.Get("format") + q.Get("feed") + q.Get("alt"))
	return strings.Contains(format, "rss") || strings.Contains(format, "atom")
}
