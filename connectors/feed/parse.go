package feed

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/mmcdole/gofeed"
)

// maxNesting is how deep the elements of a feed may stand in each other: the
// parser recurses, and a crafted feed could exhaust the stack of the program.
const maxNesting = 2000

// maxElements caps elements and attributes: eight megabytes of the smallest
// ones would take a gigabyte once they are read.
const maxElements = 250_000

// The reasons why a document cannot be read as a feed.
var (
	errEmpty   = errors.New("the answer is empty")
	errPage    = errors.New("this is a web page, not a feed")
	errNoFeed  = errors.New("this is neither RSS nor Atom nor JSON Feed")
	errNesting = errors.New("the elements of the feed are nested too deeply")
	errCrowded = errors.New("the feed holds more than 250000 elements")
)

// parsed is a document that was read.
type parsed struct {
	*gofeed.Feed
	// lost counts the items that were too broken to read.
	lost int
}

// parse reads a document of any feed format.
func parse(text string) (parsed, error) {
	text = strings.TrimLeftFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' })
	if text == "" {
		return parsed{}, errEmpty
	}
	if text[0] == '{' {
		short, err := shortenJSON(text)
		if err != nil {
			return parsed{}, fmt.Errorf("the JSON of the feed is broken: %s", jsonWords(err))
		}
		f, err := gofeedParse(short)
		if err != nil {
			return parsed{}, fmt.Errorf("the JSON of the feed is broken: %s", jsonWords(err))
		}
		if !strings.Contains(f.FeedVersion, "jsonfeed.org") && len(f.Items) == 0 {
			return parsed{}, errNoFeed
		}
		return parsed{Feed: f}, nil
	}
	start := rootAt(text)
	if start < 0 {
		return parsed{}, errNoFeed
	}
	text = text[start:]
	switch rootName(text) {
	case "rss", "rdf", "feed":
	case "html":
		return parsed{}, errPage
	default:
		return parsed{}, errNoFeed
	}
	return parseXML(text)
}

func parseXML(text string) (parsed, error) {
	text = shortenXML(text)
	if err := fits(text); err != nil {
		return parsed{}, err
	}
	f, err := gofeedParse(text)
	if err == nil {
		return parsed{Feed: f}, nil
	}
	mended, lost := mend(text)
	if mended != "" {
		if f, merr := gofeedParse(mended); merr == nil && len(f.Items) > 0 {
			return parsed{f, lost}, nil
		}
	}
	return parsed{}, fmt.Errorf("the XML of the feed is broken: %s", xmlWords(err))
}

// xmlWords takes the name and the line from an error: we count from the root.
func xmlWords(err error) string {
	var syntax *xml.SyntaxError
	switch {
	case errors.As(err, &syntax) && syntax.Msg == io.ErrUnexpectedEOF.Error(), errors.Is(err, io.EOF):
		return "it ends too soon"
	case errors.As(err, &syntax):
		return syntax.Msg
	}
	return err.Error()
}

// gofeedParse runs the library and survives it.
func gofeedParse(text string) (f *gofeed.Feed, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the feed confuses the reader: %v", p)
		}
	}()
	p := gofeed.NewParser()
	p.KeepOriginalFeed = true
	p.RSSTranslator = &gofeed.DefaultRSSTranslator{DisableContentImageScan: true}
	return p.Parse(strings.NewReader(text))
}

// rootAt finds the first element, behind the XML declaration, comments, a
// DOCTYPE with all its entities, and the noise that broken sites print first.
func rootAt(s string) int {
	for i := 0; i < len(s); {
		next := strings.IndexByte(s[i:], '<')
		if next < 0 {
			return -1
		}
		i += next
		rest := s[i:]
		skip := 1
		switch {
		case strings.HasPrefix(rest, "<!--"):
			skip = after(rest, "-->")
		case strings.HasPrefix(rest, "<?"):
			skip = after(rest, "?>")
		case strings.HasPrefix(rest, "<!"):
			skip = doctypeEnd(rest)
		case len(rest) > 1 && (rest[1] >= 'a' && rest[1] <= 'z' || rest[1] >= 'A' && rest[1] <= 'Z'):
			return i
		}
		i += skip
	}
	return -1
}

func after(s, end string) int {
	if i := strings.Index(s, end); i >= 0 {
		return i + len(end)
	}
	return len(s)
}

// doctypeEnd gives the length of a declaration with its internal subset.
func doctypeEnd(s string) int {
	depth, quote := 0, byte(0)
	for i := range len(s) {
		c := s[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '<':
			depth++
		case c == '>':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(s)
}

// rootName is the local name of the first element, in lower case. HTML without
// an <html> counts as a page.
func rootName(s string) string {
	name := elementName(s)
	switch name {
	case "head", "body", "title", "meta", "div", "p", "script", "table", "h1":
		return "html"
	}
	return name
}

func elementName(s string) string {
	end := strings.IndexAny(s, " \t\r\n/>")
	if end < 0 {
		end = len(s)
	}
	name := strings.ToLower(s[1:end])
	if _, local, ok := strings.Cut(name, ":"); ok {
		return local
	}
	return name
}

// fits counts as the parser does, which closes forgotten elements itself.
func fits(text string) error {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	depth, all := 0, 0
	for {
		tok, err := d.Token()
		if err != nil {
			return nil //nolint:nilerr // broken XML is told by the parser
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if depth++; depth > maxNesting {
				return errNesting
			}
			if all += 1 + len(t.Attr); all > maxElements {
				return errCrowded
			}
		case xml.EndElement:
			depth--
		}
	}
}

// mend keeps the items that are well-formed by themselves and closes what
// stands around them: for feeds that are cut short or hold a broken item.
func mend(text string) (mended string, lost int) {
	tag := itemTag(text)
	first := itemAt(text, tag)
	if first < 0 {
		return "", 0
	}
	var b strings.Builder
	header := text[:first]
	b.WriteString(header)
	for rest := text[first:]; rest != ""; {
		end := len(rest)
		if next := itemAt(rest[1:], tag); next >= 0 {
			end = next + 1
		}
		chunk := rest[:end]
		rest = rest[end:]
		stop := strings.LastIndex(chunk, "</"+tag+">")
		if stop < 0 || !wellFormed(chunk[:stop+len(tag)+3]) {
			lost++
			continue
		}
		b.WriteString(chunk[:stop+len(tag)+3])
	}
	b.WriteString(closing(header))
	return b.String(), lost
}

func itemTag(text string) string {
	if rootName(text) == "feed" {
		return "entry"
	}
	return "item"
}

// closing is what ends a document that begins with header.
func closing(header string) string {
	root := header[1:]
	if i := strings.IndexAny(root, " \t\r\n/>"); i >= 0 {
		root = root[:i]
	}
	end := "</" + root + ">"
	if strings.Contains(header, "<channel") && !strings.Contains(header, "</channel>") {
		end = "</channel>" + end
	}
	return end
}

// itemAt finds the next <item> or <entry>.
func itemAt(s, tag string) int {
	for from := 0; ; {
		i := strings.Index(s[from:], "<"+tag)
		if i < 0 {
			return -1
		}
		i += from
		from = i + 1 + len(tag)
		if from < len(s) && strings.IndexByte(" \t\r\n/>", s[from]) >= 0 {
			return i
		}
	}
}

func wellFormed(chunk string) bool {
	d := xml.NewDecoder(strings.NewReader(chunk))
	d.Strict = false
	for {
		if _, err := d.Token(); err != nil {
			return errors.Is(err, io.EOF)
		}
	}
}
