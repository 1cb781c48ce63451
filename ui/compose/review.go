package compose

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// review is the calm before anything leaves: what goes where, as whom, when.
type review struct {
	box      *pane.Mailbox
	files    inspected       // what the attachments are
	conflict *store.Conflict // somebody answered first
	account  int             // shown in the preview
	scroll   scroll
	from     screen // where the preview was opened
	sending  bool
}

// reset forgets the writing before.
func (r *review) reset() { *r = review{box: r.box} }

// problem is something that a person should know before sending.
type problem struct {
	account string
	text    string
	fatal   bool // nothing can be sent until it is mended
	time    bool // another time mends it
}

// reviewer looks the message over and shows what it found.
type reviewer struct{ *Pane }

// problems looks the message over.
func (p reviewer) problems() []problem {
	e := sheet{&p.ed}
	e.sync()
	var out []problem
	fatal := func(account, text string) { out = append(out, problem{account: account, text: text, fatal: true}) }
	if len(e.draft.To) == 0 {
		fatal("", "nobody gets it yet: e, then tab to the accounts")
	}
	if _, bad := e.at(); bad != "" {
		out = append(out, problem{text: bad, fatal: true, time: true})
	}
	for _, name := range e.draft.To {
		out = append(out, e.accountProblems(name)...)
	}
	for _, m := range e.draft.Message.Media {
		f, known := p.rev.files[m.Path]
		if known && f.err != "" {
			fatal("", f.err)
			continue
		}
		for _, name := range e.draft.To {
			if limit := e.account(name).Limits.MediaBytes; limit > 0 && f.size > limit {
				fatal(name, base(m.Path)+" has "+bytes(f.size)+", at most "+bytes(limit)+" fit")
			}
		}
	}
	if text := e.open.elsewhere(); text != "" {
		out = append(out, problem{text: text})
	}
	if text := e.answered(); text != "" && p.rev.conflict == nil {
		out = append(out, problem{text: text})
	}
	return out
}

// accountProblems looks over what goes to one account.
func (e sheet) accountProblems(name string) []problem {
	a, m := e.account(name), e.draft.Message
	var out []problem
	if a.Network == "" || len(able([]store.Account{a})) == 0 {
		return []problem{{account: name, text: lack(e.all, name) + ": take it out (e, tab)", fatal: true}}
	}
	fatal := func(text string) { out = append(out, problem{account: name, text: text, fatal: true}) }
	text := m.TextFor(name)
	limits := limitsOf(a)
	n := e.count(a, limits)
	switch {
	case strings.TrimSpace(text) == "" && len(m.Media) == 0:
		fatal("there is nothing to send yet")
	case limits.Chars > 0 && n > limits.Chars:
		fatal(fmt.Sprintf("%d too long: shorten it (e), or give %s its own text (ctrl+x n, ctrl+x g); threads cannot be sent yet", n-limits.Chars, name))
	}
	if limit := a.Limits.Media; limit > 0 && len(m.Media) > limit {
		fatal(fmt.Sprintf("%d files attached, at most %d fit", len(m.Media), limit))
	}
	return out
}

// blocked is the reason why the message cannot leave, "" = it can. With later
// it gets another time than the one it has.
func (p reviewer) blocked(later bool) string {
	for _, q := range p.problems() {
		if !q.fatal || later && q.time {
			continue
		}
		if q.account != "" {
			return q.account + ": " + q.text
		}
		return q.text
	}
	return ""
}

// reviewView draws the review: a row for each account, how it goes, what is
// wrong, the text.
func (p reviewer) reviewView(width, height int) string {
	e := sheet{&p.ed}
	rows := []string{e.heading(width)}
	for _, name := range e.draft.To {
		rows = append(rows, e.accountRow(name, width))
	}
	rows = append(rows, p.tellRow(theme.Text, e.way(), width)...)
	for _, m := range e.draft.Message.Media {
		rows = append(rows, p.mediaRow(m, width))
	}
	if c := p.rev.conflict; c != nil {
		rows = append(rows, p.tellRow(theme.Bad, c.Error()+". Y sends all the same, e edits, p keeps the draft.", width)...)
	}
	for _, q := range p.problems() {
		text, token := q.text, theme.Warn
		if q.account != "" {
			text = q.account + ": " + text
		}
		if q.fatal {
			token = theme.Bad
		}
		rows = append(rows, p.tellRow(token, text, width)...)
	}
	if p.rev.sending {
		rows = append(rows, line(p.h, width).Put(theme.Info, "handing over …").String())
	}
	if len(rows) >= height && height > 1 {
		rows = append(rows[:1:1], rows[len(rows)-height+1:]...) // what is wrong comes last and matters most
	}
	rows = append(rows, line(p.h, width).Put(theme.Faint, strings.Repeat(p.h.Theme.Signs.Across, max(0, width-2))).String())
	e.sync()
	text := p.h.Policy.Wrap(e.draft.Message.Text, width-3, 0)
	return widget.Block(append(rows, p.rev.scroll.rows(p.h, text, width, height-len(rows))...), width, height)
}

// accountRow tells as whom the message goes, and whether it fits.
func (e sheet) accountRow(name string, width int) string {
	a := e.account(name)
	l := line(e.h, width).Fixed(theme.Ours, name, min(14, width/3)).Gap(1)
	if width >= 50 {
		l.Fixed(theme.Dim, a.Network, 9).Gap(1)
	}
	count, token := e.counter(name)
	count = strings.TrimLeft(strings.TrimPrefix(count, name), "* ")
	if _, own := e.draft.Message.Variants[name]; own {
		count += ", own text"
	}
	l.Max(theme.Text, "as "+as(a), max(0, l.Left()-e.h.Policy.Width(count)-2))
	return l.End(token, count).String()
}

// as is the name under which an account speaks.
func as(a store.Account) string {
	switch {
	case strings.Contains(a.Handle, "@"):
		return a.Handle
	case a.Handle != "":
		return "@" + a.Handle
	}
	return or(a.Title, a.Name)
}

// way tells how the message goes.
func (e sheet) way() string {
	leaves := "leaves at once"
	if hold := e.h.Desk.Hold(); hold > 0 {
		leaves = fmt.Sprintf("leaves in %ds", int(hold.Seconds()))
		if key := e.h.Key("undo", "z"); key != "" {
			leaves += ", " + key + " stops it"
		}
	}
	if text := e.leaves(); text != "" {
		leaves = "leaves " + text
	}
	facts := []string{leaves}
	m := e.draft.Message
	if m.Visibility != "" {
		facts = append(facts, "seen by: "+m.Visibility)
	}
	if m.Warning != "" {
		facts = append(facts, "warning: "+m.Warning)
	}
	if m.Lang != "" {
		facts = append(facts, "language "+widget.Language(m.Lang))
	}
	return strings.Join(facts, dot(e.h))
}

func (p reviewer) mediaRow(m store.Attachment, width int) string {
	l := line(p.h, width).Put(theme.Dim, "file ").Put(theme.Text, base(m.Path))
	if f, ok := p.rev.files[m.Path]; ok && f.err == "" {
		l.Put(theme.Dim, dot(p.h)+bytes(f.size))
	}
	if m.Alt == "" {
		return l.Put(theme.Hint, dot(p.h)+"no description; ctrl+x d in the editor gives one").String()
	}
	return l.Put(theme.Dim, dot(p.h)+m.Alt).String()
}

func (p reviewer) tellRow(token theme.Token, text string, width int) []string {
	var out []string
	for _, s := range p.h.Policy.Wrap(text, width-2, 3) {
		out = append(out, line(p.h, width).Put(token, s).String())
	}
	return out
}

// previewView shows the message as one network gets it.
func (p reviewer) previewView(width, height int) string {
	e := sheet{&p.ed}
	if len(e.draft.To) == 0 {
		return widget.Block(p.tellRow(theme.Dim, "nobody gets it yet", width), width, height)
	}
	p.rev.account %= len(e.draft.To)
	name := e.draft.To[p.rev.account]
	a, m := e.account(name), e.draft.Message
	count, token := e.counter(name)
	rows := []string{
		line(p.h, width).Put(theme.Strong, or(a.Title, name)).Put(theme.Dim, " "+as(a)+dot(p.h)+a.Network).String(),
		line(p.h, width).Put(token, count).End(theme.Dim, fmt.Sprintf("%d of %d, v shows the next", p.rev.account+1, len(e.draft.To))).String(),
	}
	if e.about != nil {
		rows = append(rows, line(p.h, width).Put(theme.Dim, "in reply to "+author(e.about.Author)).String())
	}
	if m.Warning != "" {
		rows = append(rows, line(p.h, width).Put(theme.Warn, "["+m.Warning+"]").Put(theme.Dim, " the text opens on a click").String())
	}
	rows = append(rows, widget.Spaces(width))
	text := p.h.Policy.Wrap(strings.TrimSpace(shownAs(a.Network, m.TextFor(name))), width-3, 0)
	for _, f := range m.Media {
		text = append(text, p.h.Policy.Wrap("["+base(f.Path)+"] "+or(f.Alt, "no description"), width-3, 0)...)
	}
	rows = rows[:min(len(rows), max(0, height-1))]
	return widget.Block(append(rows, p.rev.scroll.rows(p.h, text, width, height-len(rows))...), width, height)
}

// shownAs is a text as a network shows it: Mastodon leaves the server of a
// handle away.
func shownAs(network, text string) string {
	if network != "mastodon" || !strings.Contains(text, "@") {
		return text
	}
	var b strings.Builder
	for _, part := range strings.SplitAfter(text, " ") {
		if server := serverIn(strings.TrimRight(part, " \n")); server != "" && !strings.Contains(part, "\n") {
			part = strings.Replace(part, server, "", 1)
		}
		b.WriteString(part)
	}
	return b.String()
}

// scroll is the place in a text that is only read.
type scroll struct{ top, total, height int }

// rows draws a part of a text.
func (s *scroll) rows(h *pane.Host, text []string, width, height int) []string {
	s.total, s.height = len(text), max(0, height)
	s.clamp()
	var out []string
	for _, t := range text[s.top:min(len(text), s.top+s.height)] {
		out = append(out, line(h, width).Gap(1).Put(theme.Text, t).String())
	}
	return out
}

func (s *scroll) clamp() { s.top = max(0, min(s.top, s.total-s.height)) }

// Move goes n rows down.
func (s *scroll) Move(n int) { s.Scroll(n) }

// Scroll goes n rows down.
func (s *scroll) Scroll(n int) {
	s.top += n
	s.clamp()
}

// Top and Bottom go to the ends.
func (s *scroll) Top() { s.top = 0 }

// Bottom goes to the last rows.
func (s *scroll) Bottom() { s.Scroll(s.total) }

// Rows is how many rows are in sight.
func (s *scroll) Rows() int { return s.height }

// review opens the review of what is written.
func (p sender) review() tea.Cmd {
	p.ed.focus(partText)
	p.screen, p.rev.scroll = reviewing, scroll{}
	p.cache.Drop()
	return tea.Batch(p.save(), p.inspect())
}
