package feed

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"earshot/connectors/plain"
	"earshot/store"
)

// The caps on a list of feeds.
const (
	maxOPML     = 8 << 20 // bytes
	maxOutlines = 10_000
	maxFolders  = 32 // levels that are told
)

// Outline is one feed of an OPML list.
type Outline struct {
	Title  string
	URL    string // of the feed, as Address gives it
	Site   string // of the page it belongs to; may be empty
	Folder string // where it stands in the list: "News/Local"
}

// OPML reads a list of feeds (http://opml.org/spec2.opml), as every feed reader
// exports it. Outlines that lead nowhere are left out, doubles too. The list of
// a stranger can be no danger: size, depth and number are capped.
func OPML(r io.Reader) ([]Outline, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxOPML+1))
	if err != nil {
		return nil, fmt.Errorf("read the list of feeds: %w", err)
	}
	if len(raw) > maxOPML {
		return nil, &store.Invalid{Field: "OPML", Why: "the list is longer than 8 MiB; split it"}
	}
	text := decode(raw, "")
	start := rootAt(text)
	if start < 0 || rootName(text[start:]) != "opml" {
		return nil, &store.Invalid{Field: "OPML", Why: "this is no list of feeds; export one as OPML from your feed reader"}
	}
	return outlines(text[start:])
}

func outlines(text string) ([]Outline, error) {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var (
		out     []Outline
		folders []string
		seen    = map[string]bool{}
	)
	for {
		tok, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil && len(out) > 0:
			return out, nil // cut short: what there is
		case err != nil:
			return nil, &store.Invalid{Field: "OPML", Why: "the list is broken: " + xmlWords(err)}
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if !strings.EqualFold(t.Name.Local, "outline") {
				continue
			}
			o, isFeed := outline(t, folders)
			folders = append(folders, o.Title)
			if len(folders) > maxNesting {
				return nil, &store.Invalid{Field: "OPML", Why: "the folders are nested too deeply"}
			}
			if !isFeed || seen[o.URL] {
				continue
			}
			if seen[o.URL] = true; len(out) >= maxOutlines {
				return nil, &store.Invalid{Field: "OPML", Why: fmt.Sprintf("the list holds more than %d feeds; split it", maxOutlines)}
			}
			out = append(out, o)
		case xml.EndElement:
			if strings.EqualFold(t.Name.Local, "outline") && len(folders) > 0 {
				folders = folders[:len(folders)-1]
			}
		}
	}
}

// outline reads one element; a folder has a title and no address.
func outline(t xml.StartElement, folders []string) (Outline, bool) {
	var o Outline
	for _, a := range t.Attr {
		v := plain.Cut(strings.TrimSpace(a.Value), 4096)
		switch strings.ToLower(a.Name.Local) {
		case "title":
			o.Title = titleText(v)
		case "text":
			if o.Title == "" {
				o.Title = titleText(v)
			}
		case "xmlurl":
			o.URL = v
		case "htmlurl":
			o.Site = v
		}
	}
	if o.URL == "" {
		return o, false
	}
	u, err := Address(o.URL)
	if err != nil {
		return o, false
	}
	o.URL = u
	o.Folder = strings.Join(folders[:min(len(folders), maxFolders)], "/")
	return o, true
}
