package compose

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"earshot/store"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// oneRow is the width from which an entry takes one row.
const oneRow = 90

// view draws the overview or the calendar.
func (s *shelf) view(width, height int) string {
	s.list.Resize(max(1, height/2))
	if rows := s.empty(width); rows != nil {
		return widget.Block(rows, width, height)
	}
	var rows []string
	first, last := 0, 0
	group := ""
	for i := range s.entries {
		e := &s.entries[i]
		if i == s.list.At() {
			first = len(rows)
		}
		if e.group != group {
			group = e.group
			rows = append(rows, s.rule(group, width))
		}
		rows = append(rows, s.entry(e, i == s.list.At(), width)...)
		if i == s.list.At() {
			last = len(rows)
		}
	}
	s.top = max(min(s.top, first), last-height)
	s.top = max(0, min(s.top, len(rows)-height))
	return widget.Block(rows[s.top:], width, height)
}

// empty says what to do while there is nothing; nil when there is something.
func (s *shelf) empty(width int) []string {
	say := func(token theme.Token, texts ...string) []string {
		var rows []string
		for _, text := range texts {
			for _, part := range s.h.Policy.Wrap(text, width-2, 3) {
				rows = append(rows, line(s.h, width).Gap(1).Put(token, part).String())
			}
		}
		return rows
	}
	switch {
	case s.err != "":
		return say(theme.Bad, s.err)
	case len(s.entries) > 0:
		return nil
	case !s.loaded:
		return []string{widget.Spaces(width)}
	case s.plan:
		return say(theme.Dim, "Nothing is scheduled.", "Write something (c); in its review s gives it a time.")
	}
	return say(theme.Dim, "Nothing is waiting to leave.", "c writes a post, r in the stream answers. Drafts keep themselves here.")
}

func (s *shelf) rule(name string, width int) string {
	return line(s.h, width).Heading(name, "").String()
}

// entry draws one draft or post.
func (s *shelf) entry(e *entry, selected bool, width int) []string {
	pol := s.h.Policy.Brief()
	start := func() *widget.Line {
		l := widget.NewLine(s.h.Theme, pol, width)
		if selected {
			return l.Fixed(theme.Accent, s.h.Theme.Signs.Select, 1)
		}
		return l.Gap(1)
	}
	token, word, to, text, when := s.look(e)
	facts := to
	if e.about() != 0 {
		facts += dot(s.h) + "reply to " + or(s.names[e.about()], "somebody")
	}
	if e.post != nil && e.post.By != s.h.User {
		facts += dot(s.h) + "by " + e.post.By
	}
	if s.plan {
		l := start().Fixed(theme.Strong, e.post.At.In(s.h.Zone).Format("15:04"), 6)
		if width >= oneRow {
			return []string{l.Fixed(theme.Ours, facts, min(40, width/3)).Gap(1).Put(theme.Text, text).String()}
		}
		return []string{l.Put(theme.Ours, facts).End(theme.Dim, s.left(e.post)).String(), start().Gap(6).Put(theme.Text, text).String()}
	}
	l := start().Fixed(token, word, 9).Gap(1)
	if width >= oneRow {
		rows := []string{l.Fixed(theme.Ours, facts, min(36, width/3)).Gap(1).Max(theme.Text, text, max(0, l.Left()-len(when)-2)).End(theme.Dim, when).String()}
		return append(rows, s.errors(e, selected, start, width)...)
	}
	rows := []string{
		l.Max(theme.Ours, facts, max(0, l.Left()-pol.Width(when)-2)).End(theme.Dim, when).String(),
		start().Gap(10).Put(theme.Text, text).String(),
	}
	return append(rows, s.errors(e, selected, start, width)...)
}

// look gives what an entry shows.
func (s *shelf) look(e *entry) (token theme.Token, word, to, text, when string) {
	if d := e.draft; d != nil {
		to = or(strings.Join(d.To, ", "), "nobody yet")
		return theme.Dim, "draft", to, textOf(d.Message), widget.Ago(s.h.Now(), d.Saved, s.h.Zone)
	}
	p := e.post
	names := make([]string, len(p.To))
	for i, d := range p.To {
		names[i] = d.Account
	}
	state := p.State()
	switch state {
	case store.DeliveryHeld:
		when = s.left(p)
	case store.DeliveryScheduled:
		when = dueText(s.h, p.At)
	default:
		when = widget.Ago(s.h.Now(), settled(p), s.h.Zone)
	}
	token, word = pane.Delivery(state)
	return token, word, strings.Join(names, ", "), textOf(p.Message), when
}

// textOf is what a list shows of a message.
func textOf(m store.Message) string {
	switch {
	case m.Text != "":
		return m.Text
	case len(m.Variants) > 0:
		return m.Variants[slices.Min(slices.Collect(maps.Keys(m.Variants)))]
	case len(m.Media) > 0:
		return fmt.Sprintf("[%d attached]", len(m.Media))
	}
	return ""
}

// left counts down what is held.
func (s *shelf) left(p *store.Post) string {
	d := p.At.Sub(s.h.Now())
	switch {
	case p.State() != store.DeliveryHeld:
		return ""
	case d <= 0:
		return "leaving"
	}
	text := fmt.Sprintf("leaves in %ds", int((d+time.Second-1)/time.Second))
	if key := s.h.Key("undo", "z"); p.By == s.h.User && key != "" {
		text += ", " + key + " stops it"
	}
	return text
}

// settled is when the last delivery changed.
func settled(p *store.Post) time.Time {
	at := p.At
	for _, d := range p.To {
		if d.At.After(at) {
			at = d.At
		}
	}
	return at
}

// errors are the reasons of what failed, each in at most two rows, and for the
// selected entry what can be done about it.
func (s *shelf) errors(e *entry, selected bool, start func() *widget.Line, width int) []string {
	if e.post == nil {
		return nil
	}
	var rows []string
	for _, d := range e.post.To {
		if d.Error == "" || d.State == store.DeliveryStopped || d.State == store.DeliverySent {
			continue
		}
		why, token := d.Account+": "+d.Error, theme.Bad
		if d.State == store.DeliveryScheduled { // it failed for now, and is tried again by itself
			why, token = d.Account+": "+plainReason(d.Error)+"; tries again "+again(s.h, d.At), theme.Warn
		}
		for _, text := range s.h.Policy.Wrap(why, width-11, 2) {
			rows = append(rows, start().Gap(10).Put(token, text).String())
		}
	}
	if advice := advice(e.post.State()); selected && advice != "" {
		for _, text := range s.h.Policy.Wrap(advice, width-11, 2) {
			rows = append(rows, start().Gap(10).Put(theme.Hint, text).String())
		}
	}
	return rows
}

// plainReason is a reason without the number of the try that follows: its time
// says more.
func plainReason(why string) string {
	why, _, _ = strings.Cut(why, "; next try (")
	return why
}

// again says when the next try is.
func again(h *pane.Host, at time.Time) string {
	d := at.Sub(h.Now())
	switch {
	case d <= 0:
		return "now"
	case d < time.Hour:
		return "at " + at.In(h.Zone).Format("15:04:05")
	}
	return dueText(h, at)
}

// advice says what a person can do about what has not arrived.
func advice(s store.DeliveryState) string {
	switch s {
	case store.DeliveryFailed:
		return "r retries, e edits it again, x gives up"
	case store.DeliveryUnsure:
		return "look first: a it did arrive, r sends it again"
	}
	return ""
}
