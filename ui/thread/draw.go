package thread

import (
	"fmt"
	"strings"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// View draws the dialogue.
func (p *Pane) View(width, height int) string {
	return p.cache.View(width, height, func() string { return painter{p}.draw(width, height) })
}

// painter draws the pane.
type painter struct{ *Pane }

func (p painter) draw(width, height int) string {
	if width != p.width {
		p.drop()
		p.width = width
	}
	if rows := p.instead(width); rows != nil {
		return widget.Block(rows, width, height)
	}
	p.scroll.height, p.scroll.count = height, len(p.talk.turns)
	p.scroll.clamp()
	var out []string
	skip := p.scroll.off
	for i := p.scroll.top; i < len(p.talk.turns) && len(out) < height; i++ {
		mark := " "
		if i == p.scroll.at {
			mark = p.h.Theme.Paint(theme.Accent, p.h.Theme.Signs.Select)
		}
		rows := p.rows(i)
		body := p.lead(p.talk.turns[i]) // what stands before the head is nobody's
		for j, row := range rows[min(skip, len(rows)):] {
			if at := j + skip; at < body || at == len(rows)-1 && row == widget.Spaces(width-1) {
				out = append(out, " "+row)
			} else {
				out = append(out, mark+row)
			}
		}
		skip = 0
	}
	return widget.Block(out, width, height)
}

// instead is what is shown while there is no dialogue; nil when there is one.
func (p painter) instead(width int) []string {
	say := func(token theme.Token, text string) []string {
		rows := []string{}
		for _, s := range p.h.Policy.Wrap(text, width-4, 6) {
			rows = append(rows, p.line(width).Gap(2).Put(token, s).String())
		}
		return rows
	}
	switch percent, slow := p.box.Slow(); {
	case p.err != "":
		return say(theme.Bad, p.err)
	case p.loaded && len(p.talk.turns) > 0:
		return nil
	case p.loaded:
		return say(theme.Dim, "There is nothing in this conversation any more. esc goes back.")
	case slow && percent >= 0:
		return say(theme.Dim, fmt.Sprintf("Reading the conversation: %d%%. esc goes back.", percent))
	case slow:
		return say(theme.Dim, "Reading the conversation. esc goes back.")
	}
	return []string{}
}

func (p painter) line(width int) *widget.Line { return widget.NewLine(p.h.Theme, p.h.Policy, width) }

// rows are the lines of a turn, laid out when they are first asked for: in a
// conversation of thousands only those near the window ever are.
func (p painter) rows(i int) []string {
	t := p.talk.turns[i]
	if t.rows == nil {
		t.rows = p.lay(i, max(0, p.width-1))
	}
	return t.rows
}

// sheet is one turn being laid out.
type sheet struct {
	p      painter
	t      *turn
	width  int // of a row, without the cell of the selection
	indent int
	deeper bool // it stands deeper than the indentation shows
	rows   []string
}

// indentation is how many cells a level of the tree takes, and how many levels
// are shown; what stands deeper says whom it answers.
func indentation(width int) (cells, levels int) {
	switch {
	case width < 50:
		return 1, 3
	case width < 90:
		return 2, 4
	}
	return 2, 8
}

func (p painter) lay(i, width int) []string {
	t := p.talk.turns[i]
	cells, levels := indentation(width)
	s := &sheet{p: p, t: t, width: width, indent: min(t.indent, levels) * cells, deeper: t.indent > levels}
	s.lead(i)
	switch {
	case t.lost == removed:
		s.say(theme.Dim, "a message stood here; it was taken away meanwhile")
		return append(s.rows, widget.Spaces(width))
	case t.Mention != nil:
		s.mention(t.Mention)
	case t.Post != nil:
		s.post(t.Post)
	default:
		s.note(t.Note)
	}
	for _, step := range t.steps {
		s.step(step)
	}
	return append(s.rows, widget.Spaces(width))
}

// lead writes what stands before a turn: where it begins, and what was before.
func (s *sheet) lead(i int) {
	if left := s.p.talk.Earlier; i == 0 && len(left) > len(s.p.talk.Past) {
		n := len(left) - len(s.p.talk.Past)
		text := fmt.Sprintf("%d earlier conversations", n)
		switch {
		case s.p.talk.More:
			text = fmt.Sprintf("more than %d earlier conversations", n)
		case n == 1:
			text = "1 earlier conversation"
		}
		e := left[len(s.p.talk.Past)]
		l := s.p.line(s.width).Gap(1).Put(theme.Key, "H").Put(theme.Dim, " "+text+": "+s.p.clock(e.At)+s.p.dot()+string(e.State)+s.p.dot())
		s.rows = append(s.rows, l.Put(theme.Dim, about(s.p.h.Policy.Brief(), e.Title, l.Left())).String(), widget.Spaces(s.width))
	}
	if s.t.heading != "" {
		text := s.t.heading
		if s.t.past {
			text += ", " + s.t.At.In(s.p.h.Zone).Format("2 Jan 2006")
		}
		l := s.p.line(s.width).Gap(1).Put(theme.Title, text).Gap(1)
		s.rows = append(s.rows, l.Put(theme.Faint, strings.Repeat(s.p.h.Theme.Signs.Across, max(0, l.Left()-1))).String())
	}
}

// lead is how many rows lead writes: they belong to no turn.
func (p painter) lead(t *turn) int {
	n := 0
	if t.heading != "" {
		n++
	}
	if t == p.talk.turns[0] && len(p.talk.Earlier) > len(p.talk.Past) {
		n += 2
	}
	return n
}

func (p painter) dot() string { return " " + p.h.Theme.Signs.Neutral + " " }

// clock writes a time; the year only where it is another one.
func (p painter) clock(t time.Time) string {
	t = t.In(p.h.Zone)
	if t.Year() != p.h.Now().In(p.h.Zone).Year() {
		return t.Format("2 Jan 2006")
	}
	return t.Format("2 Jan 15:04")
}

// start begins a row of the turn: a cell for its flag, then the indentation.
func (s *sheet) start(token theme.Token, flag string) *widget.Line {
	l := s.p.line(s.width).Fixed(token, flag, 1).Gap(s.indent)
	if s.width >= 60 {
		l.Gap(1)
	}
	return l
}

func (s *sheet) say(token theme.Token, text string) {
	s.rows = append(s.rows, s.start(theme.Dim, "").Put(token, text).String())
}

// step writes a thin line: who did what, when. Where that is cut the time comes
// first.
func (s *sheet) step(step desk.Step) {
	what := s.p.who(step.By) + " " + step.Title
	if s.width < 60 {
		what = widget.Ago(s.p.h.Now(), step.At, s.p.h.Zone) + " " + what
	} else {
		what += s.p.dot() + s.p.clock(step.At)
	}
	l := s.start(theme.Dim, "").Gap(s.gap()).Put(theme.Faint, strings.Repeat(s.p.h.Theme.Signs.Across, 2)+" ")
	s.rows = append(s.rows, l.Put(theme.Dim, what).String())
}

// when is the time of a turn, as much of it as there is room for.
func (s *sheet) when(l *widget.Line) string {
	ago := widget.Ago(s.p.h.Now(), s.t.At, s.p.h.Zone)
	if full := s.p.clock(s.t.At) + s.p.dot() + ago; s.width >= 60 && len(full) < l.Left() {
		l.End(theme.Dim, full)
	} else {
		l.End(theme.Dim, ago)
	}
	return l.String()
}

// whenRoom is how many cells the time at the end of a head takes.
func (s *sheet) whenRoom() int {
	if s.width >= 60 {
		return len("20 Nov 15:04 . 59m") + 2
	}
	return 6
}

// gap is how far a text stands behind the head of its turn, in cells.
func (s *sheet) gap() int {
	if s.width < 50 {
		return 1
	}
	return 2
}

// body writes a text with what is folded of it.
func (s *sheet) body(token theme.Token, text string, bar string) {
	gap := s.gap()
	open, m := s.p.talk.open[s.t.id()], s.t.Mention
	want := folding{quotes: open, text: open}
	if m != nil && m.Doc == s.p.doc {
		// What one opened is there to be read; enter opens its quotes, or folds it.
		want.text = !open || quotes(text)
	}
	lines, folds := fold(s.p.h.Policy, text, max(1, s.start(theme.Dim, "").Left()-gap), token, want)
	s.t.folds = folds
	for _, one := range lines {
		l := s.start(theme.Dim, "")
		if bar != "" {
			l.Put(theme.Ours, bar).Gap(gap - 1)
		} else {
			l.Gap(gap)
		}
		if l.Put(one.token, one.text); one.note != "" {
			l.Gap(2).Put(theme.Key, "enter").Put(theme.Dim, strings.TrimPrefix(one.note, "enter"))
		}
		s.rows = append(s.rows, l.String())
	}
}

// Delivery gives the token and the words of a delivery state; where there is
// room for more than one word, they say what it means for the person.
func Delivery(s store.DeliveryState) (theme.Token, string) {
	token, word := pane.Delivery(s)
	switch s {
	case store.DeliveryHeld:
		word = "held, z stops it"
	case store.DeliveryUnsure:
		word = "unsure whether it arrived"
	}
	return token, word
}
