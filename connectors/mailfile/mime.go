package mailfile

import (
	"bytes"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"earshot/connectors/plain"
	"earshot/store"
	"earshot/store/clean"
)

// content is what a part says.
type content struct {
	text  string
	html  bool // the text was HTML
	links []string
}

// blank tells that nothing of the text can be seen.
func (c content) blank() bool { return strings.TrimSpace(clean.Text(c.text, 0)) == "" }

// walker goes through the parts of one message and keeps account of the work.
type walker struct {
	parts   int
	decoded int // bytes of text parts decoded so far
	media   []store.Media
	// forwarded is the text of a message that hangs on this one; it counts
	// only where the message itself says nothing, as a bare forward does.
	forwarded content
	// report is the body of a delivery status, original the header of the first
	// message that hangs on this one.
	report   []byte
	original header
	// files are the bodies of media; nil = they are not wanted.
	files []attached
}

// walk reads one part and everything in it.
func (w *walker) walk(h header, body []byte, depth int) (content, *Refusal) {
	if w.parts++; w.parts > maxParts {
		return content{}, refuse("has more than %d parts", maxParts)
	}
	kind, p := params(h.get("content-type"))
	disposition, dp := params(h.get("content-disposition"))
	name := fileName(p, dp)
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		return w.multipart(kind, p["boundary"], body, depth)
	case isText(kind) && w.isBody(depth, name, disposition):
		return w.text(h, kind, p, body), nil
	case kind == "message/rfc822" || kind == "message/global":
		if r := w.message(h, body, depth); r != nil {
			return content{}, r
		}
	}
	w.keep(h, kind, body)
	w.attach(h, kind, name, attached{h.get("content-transfer-encoding"), body, dp["size"]})
	return content{}, nil
}

// keep holds on to what tells of a message that could not be delivered.
func (w *walker) keep(h header, kind string, body []byte) {
	switch kind {
	case "message/delivery-status", "message/global-delivery-status":
		if w.report == nil {
			w.report = decodeBody(body, h.get("content-transfer-encoding"), maxReport)
		}
	case "text/rfc822-headers", "message/global-headers":
		if w.original == nil {
			w.original, _ = splitHeader(decodeBody(body, h.get("content-transfer-encoding"), maxReport))
		}
	}
}

// isBody tells whether a text part belongs to what the mail says. The whole of
// a mail does, and so does a first part that has a name for no reason.
func (w *walker) isBody(depth int, name, disposition string) bool {
	switch {
	case depth == 0 || disposition == "inline":
		return true
	case disposition == "attachment":
		return false
	}
	return name == "" || w.decoded == 0
}

// isText tells what is shown as text. A missing type is text (RFC 2045, 5.2),
// and so are the words some programs write instead of one.
func isText(kind string) bool {
	switch kind {
	case "text/plain", "text/html", "text/enriched", "text/markdown", "text/x-amp-html", "", "text", "plain":
		return true
	}
	return false
}

func fileName(p, dp map[string]string) string {
	for _, name := range []string{dp["filename"], p["name"], p["file"]} {
		name = strings.Join(strings.Fields(name), " ")
		// A path would tell where the sender keeps things.
		if i := strings.LastIndexAny(name, `/\`); i >= 0 {
			name = name[i+1:]
		}
		if name != "" {
			return shortName(name)
		}
	}
	return ""
}

// shortName cuts a name to what file systems take, and keeps its ending.
func shortName(name string) string {
	const longest, ending = 240, 16
	if len(name) <= longest {
		return name
	}
	end := ""
	if i := strings.LastIndexByte(name, '.'); i > 0 && len(name)-i <= ending {
		end = name[i:]
	}
	cut := longest - len(end)
	for cut > 0 && !utf8.RuneStart(name[cut]) {
		cut--
	}
	return name[:cut] + "…" + end
}

// text reads a text part.
func (w *walker) text(h header, kind string, p map[string]string, body []byte) content {
	room := maxDecoded - w.decoded
	if room <= 0 || kind == "text/x-amp-html" {
		return content{}
	}
	raw := decodeBody(body, h.get("content-transfer-encoding"), room)
	w.decoded += len(raw)
	label := p["charset"]
	if kind == "text/html" {
		if label == "" {
			label = metaCharset(raw)
		}
		t := plain.FromHTML(toUTF8(raw, label))
		return content{tidy(t.Text), true, t.Links}
	}
	text := unixLines(toUTF8(raw, label))
	if strings.EqualFold(p["format"], "flowed") {
		text = reflow(text, strings.EqualFold(p["delsp"], "yes"))
	}
	text = tidy(text)
	return content{text: text, links: findLinks(text)}
}

// findLinks gives the web addresses in a plain text, without doubles.
func findLinks(text string) []string {
	var out []string
	for rest := text; len(out) < plain.MaxLinks; {
		i := strings.Index(rest, "http")
		if i < 0 {
			break
		}
		rest = rest[i:]
		if !strings.HasPrefix(rest, "http://") && !strings.HasPrefix(rest, "https://") {
			rest = rest[len("http"):]
			continue
		}
		end := strings.IndexAny(rest, " \t\n<>\"«»\u00a0")
		if end < 0 {
			end = len(rest)
		}
		link := strings.TrimRight(rest[:end], ".,;:!?'*_)]}")
		if _, host, _ := strings.Cut(link, "//"); host != "" && !slices.Contains(out, link) {
			out = append(out, link)
		}
		rest = rest[end:]
	}
	return out
}

// metaCharset finds the character set that HTML names in its head.
func metaCharset(html []byte) string {
	head := bytes.ToLower(html[:min(len(html), 2048)])
	_, after, ok := bytes.Cut(head, []byte("charset="))
	if !ok {
		return ""
	}
	after = bytes.TrimLeft(after, `"' `)
	if i := bytes.IndexAny(after, `"' />;`); i >= 0 {
		return string(after[:i])
	}
	return ""
}

// multipart reads the parts in a multipart: of alternatives the plain text if
// it says anything, else the richest; of all others everything in its order.
func (w *walker) multipart(kind, boundary string, body []byte, depth int) (content, *Refusal) {
	if depth >= maxDepth {
		return content{}, refuse("has parts nested deeper than %d", maxDepth)
	}
	var said []content
	for raw := range split(body, boundary) {
		h, inner := splitHeader(raw)
		if kind == "multipart/digest" && h.get("content-type") == "" {
			h = append(h, field{"content-type", "message/rfc822"})
		}
		c, r := w.walk(h, inner, depth+1)
		if r != nil {
			return content{}, r
		}
		if !c.blank() {
			said = append(said, c)
		}
	}
	if kind == "multipart/alternative" {
		return choose(said), nil
	}
	return join(said), nil
}

func choose(said []content) content {
	var best content
	for _, c := range said {
		if !c.html {
			return c
		}
		best = c
	}
	return best
}

func join(said []content) content {
	if len(said) == 1 {
		return said[0]
	}
	all := content{html: len(said) > 0}
	var texts []string
	size := 0
	for _, c := range said {
		if size < maxText {
			texts = append(texts, c.text)
			size += len(c.text)
		}
		all.html = all.html && c.html
		all.links = append(all.links, c.links...)
	}
	all.text = strings.Join(texts, "\n\n")
	return all
}

// message looks into a mail that hangs on this one. Its attachments are listed
// with ours, its text is kept for the case that we have none.
func (w *walker) message(h header, body []byte, depth int) *Refusal {
	if depth >= maxDepth {
		return refuse("has parts nested deeper than %d", maxDepth)
	}
	if h.get("content-transfer-encoding") != "" {
		body = decodeBody(body, h.get("content-transfer-encoding"), MaxMessage)
	}
	inner, text := splitHeader(body)
	if w.original == nil {
		w.original = inner
	}
	c, r := w.walk(inner, text, depth+1)
	if r == nil && w.forwarded.blank() {
		w.forwarded = c
	}
	return r
}

// attached is the body of an attachment.
type attached struct {
	encoding string
	body     []byte
	told     string // its size, where the body is not here
}

// size is about how many bytes it has once it is decoded.
func (a attached) size() int64 {
	if n, err := strconv.ParseInt(a.told, 10, 64); err == nil && n >= 0 && len(bytes.TrimSpace(a.body)) == 0 {
		return n
	}
	if !strings.EqualFold(strings.TrimSpace(a.encoding), "base64") {
		return int64(len(a.body) - bytes.Count(a.body, []byte("\r")))
	}
	letters := len(a.body) - bytes.Count(a.body, []byte("\n")) - bytes.Count(a.body, []byte("\r")) - bytes.Count(a.body[max(0, len(a.body)-8):], []byte("="))
	return int64(letters) * 3 / 4
}

// attach lists an attachment. Its address names it within the mail: by
// Content-ID (RFC 2392) or by file name, with its type and size.
func (w *walker) attach(h header, kind, name string, a attached) {
	if len(w.media) >= maxMedia {
		return
	}
	if name == "" {
		name = kind
	}
	m := store.Media{Type: "file", Alt: name}
	switch top, _, _ := strings.Cut(kind, "/"); top {
	case "image", "video", "audio":
		m.Type = top
	}
	if cid := ids(h.get("content-id")); len(cid) > 0 {
		m.URL = "cid:" + url.PathEscape(cid[0])
	} else {
		m.URL = "attachment:" + url.PathEscape(name)
	}
	m.URL += "?" + url.Values{"size": {strconv.FormatInt(a.size(), 10)}, "type": {shortName(kind)}}.Encode()
	w.media = append(w.media, m)
	if w.files != nil {
		w.files = append(w.files, a)
	}
}
