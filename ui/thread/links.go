package thread

import (
	"slices"

	"earshot/store/clean"
	"earshot/ui/overlay"
)

// links are what can be opened from a turn, with their letters: pictures and
// addresses as the network listed them, then the place of the turn itself under
// the letter o. Nothing here comes out of the text as somebody wrote it.
func (t *turn) links() []overlay.Link {
	var out []overlay.Link
	add := func(title, url string) {
		if clean.URL(url) != "" && !slices.ContainsFunc(out, func(l overlay.Link) bool { return l.URL == url }) {
			out = append(out, overlay.Link{Title: title, URL: url})
		}
	}
	own := ""
	switch {
	case t.Mention != nil:
		for _, m := range t.Mention.Body.Media {
			title := m.Type
			if m.Alt != "" {
				title += ": " + m.Alt
			}
			add(title, m.URL)
		}
		for _, url := range t.Mention.Body.Links {
			if url != t.Mention.URL {
				add("link", url)
			}
		}
		own = t.Mention.URL
	case t.Post != nil:
		for _, d := range t.Post.To {
			if own == "" {
				own = d.URL
			}
		}
	}
	letters := overlay.Letters(len(out))
	out = out[:len(letters)]
	for i := range out {
		out[i].Key = letters[i]
	}
	if clean.URL(own) != "" {
		out = append(out, overlay.Link{Key: "o", Title: "where it was said", URL: own})
	}
	return out
}

// letter is the key of an address among links, "" for none.
func letter(links []overlay.Link, url string) string {
	for _, l := range links {
		if l.URL == url && l.Key != "o" {
			return l.Key
		}
	}
	return ""
}
