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
	open    bool
	field   widget.Field
	before  pane.Filter // what esc goes back to
	kept    string      // what stood there when esc closed it
	err     *query.Error
	choices []query.Candidate
	at      int
	last    int // width of the pane when it was drawn last
}

func (b *bar) width() int { return b.last }

// barRows is how many rows the open bar takes: the field, and a line for the
// error or the proposals.
const barRows = 2

func (p *Pane) openBar(string) tea.Cmd {
	p.bar.open, p.bar.before = true, p.current()
	text := p.show.text
	if p.bar.kept != "" {
		text = p.bar.kept
	}
	if text != "" && !strings.HasSuffix(text, " ") {
		text += " "
	}
	p.bar.field.Set(text)
	p.look()
	p.cache.Drop()
	return nil
}

// typed takes the keys of the bar.
func (p *Pane) typed(k tea.KeyPressMsg) tea.Cmd {
	p.cache.Drop()
	switch k.String() {
	case "enter":
		if p.bar.err != nil {
			return pane.Send(pane.Notice{Text: p.bar.err.Error(), Level: pane.Warning})
		}
		p.bar.open, p.bar.kept = false, ""
		if p.show.text != p.bar.before.Query {
			p.show.last = p.bar.before
		}
		return nil
	case "down":
		p.bar.at = min(p.bar.at+1, max(0, len(p.bar.choices)-1))
		return nil
	case "up":
		p.bar.at = max(0, p.bar.at-1)
		return nil
	}
	if !p.bar.field.Key(k) {
		return nil
	}
	return p.live()
}

// closeBar goes back to what was shown before; the text is kept for the next
// time.
func (p *Pane) closeBar(string) tea.Cmd {
	p.cache.Drop()
	p.bar.open, p.bar.kept = false, strings.TrimSpace(p.bar.field.Text())
	if p.bar.kept == p.bar.before.Query {
		p.bar.kept = ""
	}
	if p.current() == p.bar.before {
		return nil
	}
	p.setFilter(p.bar.before)
	return p.reload()
}

// live shows what matches the text, if it can be read.
func (p *Pane) live() tea.Cmd {
	p.look()
	p.cache.Drop()
	text := strings.TrimSpace(p.bar.field.Text())
	if p.bar.err != nil || text == p.show.text {
		return nil
	}
	f := pane.Filter{Query: text}
	for _, v := range p.views() {
		if v.Query == text {
			f.Name = v.Name
		}
	}
	p.setFilter(f)
	return p.reload()
}

// look finds what is wrong with the text and what could stand at the cursor.
func (p *Pane) look() {
	p.bar.err, p.bar.at = nil, 0
	text := p.bar.field.Text()
	if _, err := query.Parse(text); err != nil {
		if !errors.As(err, &p.bar.err) {
			p.bar.err = &query.Error{Column: 1, Message: err.Error()}
		}
	}
	p.bar.choices = query.Complete(text, len([]rune(p.bar.field.Before())))
	word := lastWord(p.bar.field.Before())
	if word == "" || len(p.bar.choices) == 1 && p.bar.choices[0].Text == word {
		p.bar.choices = nil
	}
}

func lastWord(s string) string {
	return s[strings.LastIndexAny(s, " (|{,-")+1:]
}

// complete takes the chosen proposal, or what the error suggests.
func (p *Pane) complete(string) tea.Cmd {
	runes := []rune(p.bar.field.Text())
	switch {
	case len(p.bar.choices) > 0:
		c := p.bar.choices[min(p.bar.at, len(p.bar.choices)-1)]
		tail := " "
		if strings.HasSuffix(c.Text, ":") {
			tail = ""
		}
		p.bar.field.Set(string(runes[:c.Start]) + c.Text + tail + string(runes[c.End:]))
	default:
		return nil
	}
	return p.live()
}

// View of the bar: the field and one line below it.
func (p *Pane) barView(width int) []string {
	th, pol := p.h.Theme, p.h.Policy
	field, _ := p.bar.field.View(th, pol, max(0, width-2), "is:open net:vk \"exact words\" -spam")
	first := widget.NewLine(th, pol, min(2, width)).Put(theme.Accent, "/ ").String() + field
	l := widget.NewLine(th, pol, width)
	switch {
	case p.bar.err != nil && len(p.bar.choices) == 0:
		l.Gap(min(width/2, 2+p.bar.err.Column-1)).Put(theme.Bad, "^ "+p.bar.err.Message)
		if p.bar.err.Suggestion != "" {
			l.Put(theme.Dim, "; did you mean ").Put(theme.Strong, p.bar.err.Suggestion)
		}
	case len(p.bar.choices) > 0:
		p.proposals(l)
	default:
		l.Put(theme.Hint, "enter keeps, esc goes back, tab completes")
	}
	return []string{first, l.String()}
}

func (p *Pane) proposals(l *widget.Line) {
	l.Gap(2)
	from := max(0, p.bar.at-3)
	for i := from; i < len(p.bar.choices) && l.Left() > 12; i++ {
		c := p.bar.choices[i]
		if i == p.bar.at {
			l.Put(theme.Focus, c.Text)
			if c.Doc != "" {
				l.Put(theme.Dim, " "+c.Doc)
			}
		} else {
			l.Put(theme.Dim, c.Text)
		}
		l.Gap(2)
	}
}

// Cursor stands in the bar while it is open.
func (p *Pane) Cursor() *tea.Cursor {
	if !p.bar.open {
		return nil
	}
	_, x := p.bar.field.View(p.h.Theme, p.h.Policy, max(1, p.bar.width()-2), "")
	return tea.NewCursor(2+x, 0)
}
