package stream

import (
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store/query"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// bar is the query bar: what is typed filters at once.
type bar struct {
	h       *pane.Host
	open    bool
	field   widget.Field
	before  pane.Filter // what esc goes back to
	spot    spot        // and where the cursor was there
	kept    string      // what stood there when esc closed it
	err     *query.Error
	sums    bool   // the query asks for groups or a count, which a list does not show
	row     int    // where on the pane it was drawn
	slow    string // says that the search takes long
	more    proposing
	history *pane.History
	recall  *pane.Mailbox
}

// start opens the bar over the filter shown.
func (b *bar) start(now pane.Filter) {
	b.open, b.before = true, now
	text := now.Query
	if b.kept != "" {
		text = b.kept
	}
	if text != "" {
		text = strings.TrimSpace(text) + " "
	}
	b.field.Set(text)
	b.more.walks = false
	b.history.Typed()
	b.look()
}

// close ends the editing; what was typed is kept for the next time if it is not
// what is shown.
func (b *bar) close(keep bool) {
	b.open, b.kept = false, ""
	if text := b.text(); keep && text != b.before.Query {
		b.kept = text
	}
}

func (b *bar) text() string { return strings.TrimSpace(b.field.Text()) }

// look finds what is wrong with the text and what could stand at the cursor.
func (b *bar) look() {
	b.err = nil
	text := b.field.Text()
	q, err := query.Parse(text)
	b.sums = err == nil && (q.Tail.Group != "" && q.Tail.Group != "thread" && q.Tail.Group != "author" || q.Tail.Count)
	if err != nil {
		if !errors.As(err, &b.err) {
			b.err = &query.Error{Column: 1, Message: err.Error()}
		}
	}
	b.propose()
}

// view draws the field and one line below it: the error, the proposals or the
// keys.
func (b *bar) view(width int) []string {
	th, pol := b.h.Theme, b.h.Policy
	field, _ := b.field.View(th, pol, max(0, width-2), "is:open net:vk \"exact words\" -spam")
	first := widget.NewLine(th, pol, min(2, width)).Put(theme.Accent, "/ ").String() + field
	l := widget.NewLine(th, pol, width)
	switch {
	case b.sums && b.slow == "":
		l.Gap(2).Put(theme.Warn, "the list shows single mentions").Put(theme.Hint, "; earshot search prints groups and counts")
	case len(b.more.choices) > 0:
		b.proposals(l)
	case b.err != nil:
		l.Gap(min(width/2, 2+b.err.Column-1)).Put(theme.Bad, "^ "+b.err.Message)
		if b.err.Suggestion != "" {
			l.Put(theme.Dim, "; did you mean ").Put(theme.Strong, b.err.Suggestion)
		}
	case b.slow != "":
		l.Gap(2).Put(theme.Warn, b.slow).Put(theme.Hint, ", esc stops it and keeps the list, the next key too")
	default:
		l.Put(theme.Hint, "  enter keeps, esc goes back, tab completes")
	}
	return []string{first, l.String()}
}

func (b *bar) proposals(l *widget.Line) {
	l.Gap(2)
	p := &b.more
	for i := max(0, p.at-1); i < len(p.choices) && l.Left() > 12; i++ {
		c := p.choices[i]
		if i == p.at {
			l.Put(theme.Focus, c.Text)
		} else {
			l.Put(theme.Text, c.Text)
		}
		if c.Doc != "" {
			l.Put(theme.Hint, " "+c.Doc)
		}
		l.Gap(2)
	}
}

// cursor stands in the field while the bar is open.
func (b *bar) cursor() *tea.Cursor {
	if !b.open {
		return nil
	}
	return tea.NewCursor(2+b.field.Cell(), b.row)
}

// typed takes the keys of the bar.
func (p *Pane) typed(k tea.KeyPressMsg) tea.Cmd {
	p.cache.Drop()
	switch k.String() {
	case "enter":
		if p.bar.err != nil {
			return pane.Send(pane.Notice{Text: p.bar.err.Error(), Level: pane.Warning})
		}
		text := p.bar.text()
		p.bar.close(false)
		if p.show.text != p.bar.before.Query {
			p.show.last = p.bar.before
		}
		return p.bar.history.Add(text)
	case "down":
		return p.walked(p.bar.history.Forth)
	case "up":
		return p.walked(p.bar.history.Back)
	default:
		if p.bar.field.Key(k) {
			p.bar.more.walks = false
			p.bar.history.Typed()
			return p.live()
		}
	}
	return nil
}

// closeBar goes back to what was shown before.
func closeBar(p *Pane) tea.Cmd {
	p.cache.Drop()
	p.bar.close(true)
	now := p.show.filter()
	switch {
	case now == p.bar.before:
		return nil
	case p.read.old != nil && p.read.old.filter == p.bar.before:
		return stop(p)
	case p.show.set(p.bar.before) != nil:
		return nil
	}
	p.show.spot = p.bar.spot
	return p.reload(now)
}

// back leaves the query bar, or stops what takes long: a search, marking
// everything, a verb on very many.
func back(p *Pane) tea.Cmd {
	switch {
	case p.bar.open:
		return closeBar(p)
	case slow(p):
		return stop(p)
	case marksSlow(p):
		p.marks.box.Forget()
		p.cache.Drop()
		return pane.Send(pane.Notice{Text: "stopped: nothing was marked"})
	}
	p.h.StopWork() // it tells itself how far it came
	return nil
}

// live shows what matches the text; while its end cannot be read yet, what
// matches the part before.
func (p *Pane) live() tea.Cmd {
	p.bar.look()
	p.cache.Drop()
	text := p.bar.readable()
	people := p.bar.ask()
	if text == p.show.text {
		return people
	}
	f := pane.Filter{Query: text}
	for _, v := range views(p.h) {
		if v.Query == text {
			f.Name = v.Name
		}
	}
	before := p.show.filter()
	if p.show.set(f) != nil {
		return people
	}
	return tea.Batch(p.reload(before), people)
}

// readable is the text without the words at its end that make it unreadable.
func (b *bar) readable() string {
	text := b.text()
	for b.err != nil && text != "" {
		text = strings.TrimSpace(text[:strings.LastIndexByte(text, ' ')+1])
		if _, err := query.Parse(text); err == nil {
			break
		}
	}
	return text
}
