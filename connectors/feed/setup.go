package feed

import (
	"errors"
	"strings"

	"earshot/connectors"
	"earshot/store"
)

// Setup tells how feeds are asked for: by their addresses, of which one account
// may have many.
func Setup() connectors.Network {
	return connectors.Network{
		Title: "Feeds", Key: "f", About: "blogs, forums, videos, searches, Google Alerts: RSS, Atom, JSON Feed; listens",
		Needs: []string{
			"The address of a feed, or that of the page as the browser shows it; several with spaces between them.",
			"Reddit, YouTube, GitHub, Habr, Discourse, WordPress and many others: their feeds are found by themselves.",
		},
		Fields: []connectors.Field{
			{Name: "urls", Label: "address", Hint: "https://example.org/blog", Doc: "`URL`", Rest: true, Many: true, Optional: true},
		},
		Describe: describe, New: New,
	}
}

func describe(g connectors.Given) (a store.Account, secrets map[string]string, err error) {
	urls := g.All("urls")
	if len(urls) == 0 {
		return a, nil, errors.New("name at least one feed: earshot connect feed URL")
	}
	shown, secrets, err := Seal(urls)
	a.Settings = map[string]string{"urls": strings.Join(shown, "\n")}
	return a, secrets, err
}
