package plain

import (
	"strconv"
	"strings"

	"golang.org/x/net/html/atom"
)

// dropped tells whether an element and all it holds are never shown as text.
func dropped(tag atom.Atom) bool {
	switch tag {
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Head, atom.Title, atom.Svg, atom.Math, atom.Object,
		atom.Iframe, atom.Noembed, atom.Noframes, atom.Canvas, atom.Select, atom.Datalist, atom.Textarea:
		return true
	}
	return false
}

// void tells whether an element has no content and no end.
func void(tag atom.Atom) bool {
	switch tag {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta,
		atom.Param, atom.Source, atom.Track, atom.Wbr:
		return true
	}
	return false
}

// gapOf is what stands around an element: 0 nothing, 1 a new line, 2 an empty
// line.
func gapOf(tag atom.Atom, lists int) int {
	switch tag {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Blockquote, atom.Pre, atom.Table, atom.Hr,
		atom.Figure, atom.Dl:
		if lists > 0 {
			return 1
		}
		return 2
	case atom.Ul, atom.Ol, atom.Menu:
		if lists > 0 {
			return 1
		}
		return 2
	case atom.Div, atom.Li, atom.Tr, atom.Dt, atom.Dd, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Main,
		atom.Nav, atom.Aside, atom.Address, atom.Figcaption, atom.Caption, atom.Center, atom.Form, atom.Fieldset,
		atom.Legend, atom.Details, atom.Summary, atom.Body, atom.Html, atom.Thead, atom.Tbody, atom.Tfoot, atom.Option,
		atom.Video, atom.Audio, atom.Hgroup:
		return 1
	}
	return 0
}

// item gives the mark of the next list item, indented by the depth.
func (r *reader) item() string {
	n := len(r.lists)
	if n == 0 {
		return "- "
	}
	indent := strings.Repeat("  ", min(n, maxDepth)-1)
	l := &r.lists[n-1]
	if l.next == 0 {
		return indent + "- "
	}
	l.next++
	return indent + strconv.Itoa(l.next-1) + ". "
}

// writer lays out text: white space is only written once something follows it.
type writer struct {
	b     strings.Builder
	quote int    // open quotes
	mark  string // of a list item that has no text yet
	gaps  int    // new lines owed before the next text
	space bool   // a space owed
	last  int    // quotes at the last text
}

func (w *writer) len() int       { return w.b.Len() }
func (w *writer) full() bool     { return w.b.Len() >= MaxText }
func (w *writer) String() string { return strings.TrimRight(Cut(w.b.String(), MaxText), " \n") }

// since gives what was written from a place on.
func (w *writer) since(start int) string { return w.b.String()[start:] }

// gap owes at least n new lines.
func (w *writer) gap(n int) {
	if n > 0 {
		w.gaps, w.space = max(w.gaps, n), false
	}
}

// line owes one new line more, and never more than an empty line.
func (w *writer) line() { w.gaps, w.space = min(w.gaps+1, 2), false }

// fold writes text with its white space folded, as a page shows it.
func (w *writer) fold(s string) {
	for s != "" && !w.full() {
		i := strings.IndexFunc(s, white)
		if i < 0 {
			i = len(s)
		}
		if i > 0 {
			w.word(s[:i])
			s = s[i:]
			continue
		}
		s = strings.TrimLeftFunc(s, white)
		w.space = true
	}
}

// verbatim writes text with its lines as they are.
func (w *writer) verbatim(s string) {
	for i, line := range strings.Split(s, "\n") {
		if w.full() {
			return
		}
		if i > 0 {
			w.line()
		}
		line = strings.TrimRight(strings.ReplaceAll(line, "\t", "    "), " \r")
		if line != "" {
			w.word(line)
		}
	}
}

// word writes what is owed and then s.
func (w *writer) word(s string) {
	switch {
	case w.b.Len() == 0:
		w.begin()
	case w.gaps > 0:
		if w.gaps > 1 {
			w.b.WriteByte('\n')
			w.b.WriteString(strings.TrimRight(quotes(min(w.last, w.quote)), " "))
		}
		w.b.WriteByte('\n')
		w.begin()
	case w.space:
		w.b.WriteByte(' ')
	}
	w.gaps, w.space, w.last = 0, false, w.quote
	w.b.WriteString(s)
}

// begin starts a line.
func (w *writer) begin() {
	w.b.WriteString(quotes(w.quote))
	w.b.WriteString(w.mark)
	w.mark = ""
}

func quotes(n int) string { return strings.Repeat("> ", min(n, maxDepth)) }

// white tells what a page folds into one space. The no-break space is one of
// them here, because no line of ours breaks.
func white(c rune) bool {
	switch c {
	case ' ', '\t', '\n', '\r', '\f', '\u00a0':
		return true
	}
	return false
}
