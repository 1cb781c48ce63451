package stream

import (
	"strings"

	"earshot/store"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// painter draws rows; it knows what all rows of a drawing have in common.
//
// Everything but the text stands in columns of fixed width, so that the eye runs
// down one of them, and so that the next page sends only what is different. What
// needs somebody is bright (name, text, urgency), the rest is dim.
type painter struct {
	h     *pane.Host
	pol   widget.Policy
	width int
	form  form
	cols  columns
}

// columns are the widths of those columns that only some lists need. They hold
// for all that was read, not for what is in sight: nothing jumps while scrolling.
type columns struct {
	owner int // who is on it, "@anna"
	times int // how many say the same, "x12"
	group int // how many belong to the group, "▸12"; zero = there are no groups
}

// The widest a column gets that names a colleague.
const maxOwner = 9

// measure finds the widths that the rows of an answer need.
func measure(pol widget.Policy, rows map[store.Doc]*store.Mention, sizes map[store.Doc]int) columns {
	var c columns
	for _, m := range rows {
		if c.owner < maxOwner && m.Work.Assignee != "" {
			c.owner = min(maxOwner, max(c.owner, 1+pol.Width(pol.Clean(m.Work.Assignee))))
		}
	}
	for _, n := range sizes {
		c.times = max(c.times, len(times(n)))
	}
	return c
}

// times says how many mentions a row stands for.
func times(n int) string { return "x" + widget.Number(n) }

// look is what a row shows that is not in its mention.
type look struct {
	selected, marked bool
	unread           bool // it came since the last visit
	times            int  // how many say what it says
	group            branch
}

// row draws a mention in as many lines as the form has.
func (p painter) row(m *store.Mention, k look) []string {
	if p.form.lines == 1 {
		return []string{p.one(m, k)}
	}
	rows := []string{p.head(m, k)}
	indent := p.indent()
	tags := tagText(m)
	room := 0
	if tags != "" {
		room = min(p.pol.Width(p.pol.Clean(tags))+2, p.width/3)
	}
	last := p.form.lines - 1
	texts := p.pol.Flow(text(m), p.width-indent, last)
	for i := 1; i <= last; i++ {
		l := p.line()
		p.edge(l, k)
		l.Gap(indent - 1)
		said := ""
		if i <= len(texts) {
			said = texts[i-1]
		}
		if i < last || room == 0 {
			rows = append(rows, l.Put(textToken(m), said).String())
			continue
		}
		l.Max(textToken(m), said, max(0, l.Left()-room))
		cut, _ := p.pol.Cut(tags, max(0, room-2))
		rows = append(rows, l.End(theme.Tag, cut).String())
	}
	return rows
}

func (p painter) line() *widget.Line { return widget.NewLine(p.h.Theme, p.pol, p.width) }

// indent is where the text of a row of several lines begins: below the name.
func (p painter) indent() int {
	if p.form.small {
		return 6 + p.cols.group
	}
	return 9 + p.cols.group
}

// edge draws the first column: the selection, else what came since the last
// visit. Nothing else of a row changes when the selection moves.
func (p painter) edge(l *widget.Line, k look) {
	switch {
	case k.selected:
		l.Fixed(theme.Accent, p.h.Theme.Signs.Select, 1)
	case k.unread:
		l.Fixed(theme.Accent, p.h.Theme.Signs.Unread(), 1)
	default:
		l.Gap(1)
	}
}

// lead draws what every row begins with: selection, state, whether we have
// answered, mood, what it is, how urgent.
func (p painter) lead(l *widget.Line, m *store.Mention, k look) {
	p.edge(l, k)
	if k.marked {
		l.Fixed(theme.Accent, p.h.Theme.Signs.Marked, 1)
	} else {
		token, sign := State(p.h.Theme, m.Work.State)
		l.Fixed(token, sign, 1)
	}
	if m.Work.Answered.IsZero() {
		l.Gap(1)
	} else {
		l.Fixed(theme.Ours, p.h.Theme.Signs.Answered(), 1)
	}
	token, sign := p.h.Theme.Mood(m.Judgement.Sentiment)
	l.Fixed(token, sign, 1)
	token, sign = kindSign(p.h.Theme, m)
	l.Fixed(token, sign, 1)
	if !p.form.small {
		n := p.h.Number(m)
		l.Right(priority(m, n), widget.Number(n), 3)
	}
	l.Gap(1)
	p.branch(l, k.group)
}

// kindSign is what a mention is, in one cell: what could be sold, what went
// wrong, what was asked, where one could join in. The rest has its word where there is room.
func kindSign(th *theme.Theme, m *store.Mention) (theme.Token, string) {
	switch {
	case m.Judgement.Lead:
		return theme.Lead, th.Signs.Lead
	case m.Judgement.Intent == "complaint":
		return theme.Negative, "!"
	case m.Judgement.Intent == "question":
		return theme.Text, "?"
	case len(m.Judgement.Occasions) > 0:
		return theme.Info, "&"
	}
	return theme.Text, " "
}

// kindWord is what a mention is, in a word of at most nine cells.
func kindWord(m *store.Mention) string {
	j := &m.Judgement
	switch {
	case j.Intent != "other":
		return j.Intent
	case len(j.Occasions) > 0:
		return j.Occasions[0]
	case j.Review:
		return "review"
	}
	return ""
}

const kindWidth = 9

// priority paints what is urgent.
func priority(m *store.Mention, number int) theme.Token {
	switch {
	case !m.Work.Unhandled():
		return theme.Faint
	case number >= store.UrgentPriority:
		return theme.Bad
	case number >= store.UrgentPriority-10:
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

// one draws a mention in one line of columns: who, where, when, what it is, what
// was said with its tags, who is on it, how many say so, how far it reaches.
func (p painter) one(m *store.Mention, k look) string {
	f, l := p.form, p.line()
	p.lead(l, m, k)
	l.Fixed(nameToken(m), author(m), f.name)
	if !f.small {
		l.Gap(1).Fixed(theme.Dim, network(m.Key.Network), 4)
	}
	l.When(theme.Dim, p.h.Now(), m.Created, p.h.Zone).Gap(1)
	if f.kind {
		l.Fixed(theme.Dim, kindWord(m), kindWidth).Gap(1)
	}
	end := p.tailWidth()
	room := 0
	tags := tagText(m)
	if tags != "" && !f.small {
		most := p.width / 8
		if f.kind {
			most = p.width / 6
		}
		room = min(p.pol.Width(p.pol.Clean(tags))+1, most)
	}
	l.Fixed(textToken(m), text(m), l.Left()-room-end)
	if room > 0 {
		l.Gap(1).Fixed(theme.Tag, tags, room-1)
	}
	p.tail(l, m, k)
	return l.String()
}

// tailWidth is how many cells tail takes.
func (p painter) tailWidth() int {
	n := 0
	if p.cols.owner > 0 && !p.form.small {
		n += 1 + p.cols.owner
	}
	if p.cols.times > 0 && !(p.form.small && p.form.lines == 1) {
		n += 1 + p.cols.times
	}
	if p.form.reach {
		n += 5
	}
	return n
}

// tail draws the columns at the right end.
func (p painter) tail(l *widget.Line, m *store.Mention, k look) {
	if p.cols.owner > 0 && !p.form.small {
		owner := ""
		if m.Work.Assignee != "" {
			owner = "@" + m.Work.Assignee
		}
		token := theme.Dim
		if m.Work.Assignee == p.h.User {
			token = theme.Name
		}
		l.Gap(1).Fixed(token, owner, p.cols.owner)
	}
	if p.cols.times > 0 && !(p.form.small && p.form.lines == 1) {
		many := ""
		if k.times > 1 {
			many = times(k.times)
		}
		l.Gap(1).Right(theme.Dim, many, p.cols.times)
	}
	if p.form.reach {
		p.reach(l, m)
	}
}

// far is the reach from which it stands out.
const far = 10_000

// reach draws how many follow the author.
func (p painter) reach(l *widget.Line, m *store.Mention) {
	n, token := "", theme.Dim
	if m.Author.Followers > 0 {
		n = widget.Number(m.Author.Followers)
	}
	if m.Author.Followers >= far && m.Work.Unhandled() {
		token = theme.Text
	}
	l.Gap(1).Right(token, n, 4)
}

// head draws the first of several lines: who, what it is, where, and at the
// right end the same columns as in one line, with the time as the last.
func (p painter) head(m *store.Mention, k look) string {
	f, l := p.form, p.line()
	p.lead(l, m, k)
	end := p.tailWidth() + widget.WhenWidth
	if f.small {
		l.Fixed(nameToken(m), author(m), l.Left()-end)
	} else {
		l.Fixed(nameToken(m), author(m), f.name).Gap(1)
		l.Fixed(theme.Dim, kindWord(m), kindWidth).Gap(1)
		l.Fixed(theme.Dim, network(m.Key.Network), 4).Gap(1)
		p.handle(l, m, l.Left()-end)
	}
	p.tail(l, m, k)
	return l.When(theme.Dim, p.h.Now(), m.Created, p.h.Zone).String()
}

// minHandle is the room below which the beginning of a handle says nothing.
const minHandle = 8

// handle fills n cells with the handle, or with none.
func (p painter) handle(l *widget.Line, m *store.Mention, n int) {
	handle := ""
	if m.Author.Handle != "" && n >= minHandle {
		handle = "@" + m.Author.Handle
	}
	l.Fixed(theme.Dim, handle, n)
}

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
