package stream

import (
	"strings"

	"earshot/store"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// form is how a mention is drawn: one line with columns, or two lines.
type form struct {
	lines  int
	author int // columns of the author in one line
	wide   bool
}

func formOf(width, height int) form {
	switch {
	case width >= 100:
		return form{lines: 1, author: 20, wide: true}
	case height >= 14:
		return form{lines: 2}
	case width >= 60:
		return form{lines: 1, author: 15}
	}
	return form{lines: 1, author: 10}
}

// View draws the list, under the query bar when it is open.
func (p *Pane) View(width, height int) string {
	return p.cache.View(width, height, func() string { return p.draw(width, height) })
}

func (p *Pane) draw(width, height int) string {
	var rows []string
	percent, slow := p.read.page.Slow()
	if p.bar.slow = ""; slow {
		p.bar.slow = searching(percent)
	}
	if p.bar.open {
		rows = p.bar.view(width)
	}
	f := formOf(width, height)
	p.list.Resize(max(1, (height-len(rows))/f.lines))
	if p.show.follow && p.list.At() < p.list.Rows() {
		p.list.Reveal() // what came before the first drawing, or a pane grown taller
	}
	p.seen()
	if p.list.Len() == 0 {
		return widget.Block(append(rows, empty(p, width)...), width, height)
	}
	from, to := p.list.Window()
	paint := painter{h: p.h, pol: p.h.Policy.Brief(), width: width, form: f}
	for i := from; i < to; i++ {
		id := p.list.IDs()[i]
		m := p.rows[id]
		paint.times, paint.marked = p.folds.sizes[id], p.marks.docs[id]
		if m == nil {
			continue
		}
		if f.lines == 2 {
			rows = append(rows, paint.two(m, i == p.list.At())...)
		} else {
			rows = append(rows, paint.one(m, i == p.list.At()))
		}
	}
	return widget.Block(rows, width, height)
}

// empty says what to do when there is nothing to show.
func empty(p *Pane, width int) []string {
	line := func(token theme.Token, text string) string {
		return widget.NewLine(p.h.Theme, p.h.Policy, width).Gap(2).Put(token, text).String()
	}
	switch {
	case p.read.err != "":
		return []string{line(theme.Bad, p.read.err)}
	case p.read.page.Busy() && p.bar.slow != "" && !p.bar.open:
		return []string{line(theme.Dim, p.bar.slow+": no index answers this, every mention has to be read."), line(theme.Dim, "/ changes the search.")}
	case !p.read.loaded || p.read.old != nil:
		return nil
	case len(p.h.Names.Accounts) == 0 && len(p.h.Names.Langs) == 0:
		return []string{
			line(theme.Strong, "Welcome. Nothing is here yet; three ways to begin, in another terminal:"), "",
			line(theme.Text, "earshot demo                              try it on a fictional brand, nothing is sent"),
			line(theme.Text, "earshot connect mastodon --server URL     listen and answer on Mastodon and its kin"),
			line(theme.Text, "earshot connect feed URL                  follow a blog, a feed, an alert"),
			line(theme.Text, "earshot import jsonl FILE                 bring in mentions; also mbox, maildir, opml"), "",
			line(theme.Dim, "What arrives shows here by itself. ? lists the keys, q quits."),
		}
	case p.show.text == "":
		return []string{line(theme.Dim, "No mentions yet."), line(theme.Dim, "What the accounts hear shows here by itself.")}
	case p.show.name == "Inbox":
		return []string{line(theme.Good, "All done: nothing is open."), line(theme.Dim, "' a shows everything, / searches.")}
	}
	return []string{line(theme.Dim, "Nothing matches "+p.show.text), line(theme.Dim, "' a shows everything, / changes the search, - goes back.")}
}

// painter draws rows; it knows what all rows of a drawing have in common.
type painter struct {
	h      *pane.Host
	pol    widget.Policy
	marked bool // the row that is drawn
	times  int  // how many say what it says
	width  int
	form   form
}

// lead draws the marks that every row begins with: selection, state, mood,
// priority.
func (p painter) lead(l *widget.Line, m *store.Mention, selected bool) {
	s := p.h.Theme.Signs
	switch {
	case selected:
		l.Fixed(theme.Accent, s.Select, 1)
	default:
		l.Gap(1)
	}
	if p.marked {
		l.Fixed(theme.Accent, s.Marked, 1)
	} else {
		token, sign := State(p.h.Theme, m.Work.State)
		l.Fixed(token, sign, 1)
	}
	l.Gap(1)
	token, sign := p.h.Theme.Mood(m.Judgement.Sentiment)
	l.Fixed(token, sign, 1)
	if m.Judgement.Lead {
		l.Fixed(theme.Lead, s.Lead, 1)
	} else {
		l.Gap(1)
	}
	l.Right(priority(m), widget.Number(m.Judgement.Priority), 3).Gap(1)
}

// priority paints what is urgent.
func priority(m *store.Mention) theme.Token {
	switch p := m.Judgement.Priority; {
	case !m.Work.Unhandled():
		return theme.Faint
	case p >= 60:
		return theme.Bad
	case p >= 40:
		return theme.Warn
	}
	return theme.Dim
}

// State gives the token and the sign of a state.
func State(th *theme.Theme, s store.State) (theme.Token, string) {
	switch s {
	case store.StateNew:
		return theme.Unseen, th.Signs.New
	case store.StateOpen:
		return theme.Text, th.Signs.Open
	case store.StateSnoozed:
		return theme.Dim, th.Signs.Snoozed
	}
	return theme.Dim, th.Signs.Done
}

// one draws a mention in one line of columns.
func (p painter) one(m *store.Mention, selected bool) string {
	width, pol, f := p.width, p.pol, p.form
	l := widget.NewLine(p.h.Theme, pol, width)
	p.lead(l, m, selected)
	l.Fixed(nameToken(m), author(m), f.author).Gap(1)
	l.Fixed(theme.Dim, network(m.Key.Network), 4)
	l.Right(theme.Dim, widget.Ago(p.h.Now(), m.Created, p.h.Zone), 6).Gap(1) // five, and one off the network
	var tail []piece
	if p.times > 1 {
		tail = append(tail, piece{theme.Dim, p.count()})
	}
	if width >= 60 {
		tail = append(tail, tailOf(m)...)
	}
	reach := 0
	if f.wide {
		reach = 5
	}
	room := 0
	for _, t := range tail {
		room += pol.Width(pol.Clean(t.text)) + 1
	}
	room = min(room, width/4)
	l.Fixed(textToken(m), text(m), l.Left()-room-reach)
	for _, t := range tail {
		l.Gap(1).Max(t.token, t.text, max(0, min(room-1, l.Left()-reach)))
	}
	if reach > 0 && m.Author.Followers > 0 {
		l.Right(theme.Dim, widget.Number(m.Author.Followers), reach)
	}
	return l.String()
}

// two draws a mention in two lines: who and where, then what.
func (p painter) two(m *store.Mention, selected bool) []string {
	width, pol := p.width, p.pol
	l := widget.NewLine(p.h.Theme, pol, width)
	p.lead(l, m, selected)
	when := widget.Ago(p.h.Now(), m.Created, p.h.Zone)
	end := when
	if m.Work.Assignee != "" {
		end = "@" + m.Work.Assignee + "  " + end
	}
	if p.times > 1 {
		end = p.count() + "  " + end
	}
	room := pol.Width(end) + 2
	l.Max(nameToken(m), author(m), max(8, l.Left()/3))
	l.Gap(2).Max(theme.Dim, p.facts(m, l.Left()-room), max(0, l.Left()-room))
	l.End(theme.Dim, end)

	b := widget.NewLine(p.h.Theme, pol, width)
	if selected {
		b.Fixed(theme.Accent, p.h.Theme.Signs.Select, 1)
	} else {
		b.Gap(1)
	}
	b.Gap(8)
	tags := tagText(m)
	room = 0
	if tags != "" {
		room = min(pol.Width(tags)+1, width/3)
	}
	b.Max(textToken(m), text(m), b.Left()-room)
	if room > 0 {
		cut, _ := pol.Cut(tags, room-1)
		b.End(theme.Tag, cut)
	}
	return []string{l.String(), b.String()}
}

// facts are what is known of a mention, as many as fit whole into so many
// columns: half a number would be a wrong one. Only a handle may be cut.
func (p painter) facts(m *store.Mention, room int) string {
	var facts []string
	if m.Judgement.Intent != "" && m.Judgement.Intent != "other" {
		facts = append(facts, m.Judgement.Intent)
	}
	facts = append(facts, network(m.Key.Network))
	if string(m.Kind) != m.Key.Network {
		facts = append(facts, string(m.Kind))
	}
	if m.Author.Followers > 0 {
		facts = append(facts, widget.Number(m.Author.Followers))
	}
	if m.Author.Handle != "" && p.width >= 60 {
		facts = append(facts, "@"+m.Author.Handle)
	}
	out := facts[0]
	for _, fact := range facts[1:] {
		longer := out + " " + p.h.Theme.Signs.Neutral + " " + fact
		cut := strings.HasPrefix(fact, "@") && p.pol.Width(out)+minHandle <= room
		if p.pol.Width(longer) > room && !cut {
			break
		}
		out = longer
	}
	return out
}

// minHandle is the room below which the beginning of a handle says nothing,
// with the dot before it.
const minHandle = 9

// count says how many mentions the row stands for.
func (p painter) count() string { return "x" + widget.Number(p.times) }

func nameToken(m *store.Mention) theme.Token {
	if m.Work.Unhandled() {
		return theme.Strong
	}
	return theme.Dim
}

func textToken(m *store.Mention) theme.Token {
	if m.Work.Unhandled() {
		return theme.Text
	}
	return theme.Dim
}

type piece struct {
	token theme.Token
	text  string
}

// tailOf is what stands behind the text of a row: tags and assignee.
func tailOf(m *store.Mention) []piece {
	var out []piece
	if tags := tagText(m); tags != "" {
		out = append(out, piece{theme.Tag, tags})
	}
	if m.Work.Assignee != "" {
		out = append(out, piece{theme.Name, "@" + m.Work.Assignee})
	}
	return out
}

func tagText(m *store.Mention) string {
	if len(m.Work.Tags) == 0 {
		return ""
	}
	return "#" + strings.Join(m.Work.Tags, " #")
}

// author is the name a row shows.
func author(m *store.Mention) string {
	for _, s := range []string{m.Author.Name, m.Author.Handle, m.Author.Email, m.Author.ID} {
		if s != "" {
			return s
		}
	}
	return "unknown"
}

// text is what a row shows of what was said, on one line.
func text(m *store.Mention) string {
	if m.Body.Warning != "" {
		return "[" + m.Body.Warning + "]"
	}
	if m.Body.Title != "" {
		return m.Body.Title + ": " + m.Body.Text
	}
	return m.Body.Text
}

// network is a network's name in at most four cells.
func network(name string) string {
	switch name {
	case "mastodon":
		return "mast"
	case "telegram":
		return "tg"
	case "bluesky":
		return "bsky"
	case "webhook":
		return "hook"
	}
	return name
}
