package thread

import (
	"fmt"
	"strings"

	"earshot/store"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// maxLines is how much of one turn is shown; the rest of an article is behind
// its link.
const maxLines = 200

// View draws the dialogue.
func (p *Pane) View(width, height int) string {
	return p.cache.View(width, height, func() string { return p.draw(width, height) })
}

func (p *Pane) draw(width, height int) string {
	line := func(token theme.Token, text string) []string {
		return []string{widget.NewLine(p.h.Theme, p.h.Policy, width).Gap(2).Put(token, text).String()}
	}
	switch {
	case p.err != "":
		return widget.Block(line(theme.Bad, p.err), width, height)
	case !p.loaded:
		return widget.Block(nil, width, height)
	}
	var rows []string
	for i := range p.turns {
		p.turns[i].first = len(rows)
		rows = append(rows, p.turn(i, width)...)
		p.turns[i].lines = len(rows) - p.turns[i].first
	}
	p.scroll.height, p.scroll.total = height, len(rows)
	p.scroll.turns(p.turns)
	p.scroll.clamp()
	return widget.Block(rows[min(p.scroll.top, len(rows)):], width, height)
}

// turn draws one turn: a line that says who, where and when, the text, and an
// empty line.
func (p *Pane) turn(i, width int) []string {
	t := p.turns[i]
	selected := i == p.scroll.at
	indent := min(t.Depth, 6) * 2
	if width < 50 {
		indent = min(t.Depth, 2)
	}
	var rows []string
	start := func() *widget.Line {
		l := widget.NewLine(p.h.Theme, p.h.Policy, width)
		if selected {
			return l.Fixed(theme.Accent, p.h.Theme.Signs.Select, 1).Gap(1 + indent)
		}
		return l.Gap(2 + indent)
	}
	head := start()
	var text string
	token := theme.Text
	switch {
	case t.Mention != nil:
		text = p.mentionHead(head, t.Mention)
	case t.Post != nil:
		token = theme.Ours
		text = p.postHead(head, t.Post)
	default:
		token = theme.Note
		head.Put(theme.Note, "note by "+t.Note.By)
		text = t.Note.Text
	}
	head.End(theme.Dim, p.when(t))
	rows = append(rows, head.String())
	for _, s := range p.h.Policy.Wrap(text, width-4-indent, maxLines) {
		rows = append(rows, start().Gap(2).Put(token, s).String())
	}
	for _, extra := range p.extras(t) {
		rows = append(rows, start().Gap(2).Put(extra.token, extra.text).String())
	}
	return append(rows, widget.Spaces(width))
}

func (p *Pane) when(t turn) string {
	return t.At.In(p.h.Zone).Format("2 Jan 15:04") + " " + p.h.Theme.Signs.Neutral + " " + widget.Ago(p.h.Now(), t.At, p.h.Zone)
}

// mentionHead writes who said it and gives what was said.
func (p *Pane) mentionHead(l *widget.Line, m *store.Mention) string {
	token, sign := p.h.Theme.Mood(m.Judgement.Sentiment)
	l.Put(token, sign).Gap(1).Max(theme.Strong, name(m.Author), l.Left()/3)
	facts := []string{}
	if m.Author.Handle != "" {
		facts = append(facts, "@"+m.Author.Handle)
	}
	facts = append(facts, m.Key.Network, string(m.Kind))
	if m.Author.Followers > 0 {
		facts = append(facts, widget.Number(m.Author.Followers)+" followers")
	}
	if in := m.Judgement.Intent; in != "" && in != "other" {
		facts = append(facts, in)
	}
	if m.Judgement.Lead {
		facts = append(facts, "lead")
	}
	room := len("02 Jan 15:04 · 59m") + 2
	l.Gap(2).Max(theme.Dim, strings.Join(facts, " "+p.h.Theme.Signs.Neutral+" "), max(0, l.Left()-room))
	text := m.Body.Text
	if m.Body.Title != "" {
		text = m.Body.Title + "\n" + text
	}
	if m.Body.Warning != "" {
		text = "[" + m.Body.Warning + "]\n" + text
	}
	return text
}

// postHead writes how far our answer has come and gives its text.
func (p *Pane) postHead(l *widget.Line, post *store.Post) string {
	by := post.By
	if by == p.h.User {
		by = "you"
	}
	token, word := Delivery(post.State())
	l.Put(theme.Ours, "answer by "+by).Gap(2).Put(token, word)
	for _, d := range post.To {
		l.Put(theme.Dim, " "+d.Account)
	}
	return post.Message.Text
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

type extra struct {
	token theme.Token
	text  string
}

// extras are the lines below a text: media, tags, links, errors.
func (p *Pane) extras(t turn) []extra {
	var out []extra
	if t.Post != nil {
		for _, d := range t.Post.To {
			if d.Error != "" {
				out = append(out, extra{theme.Bad, d.Account + ": " + d.Error})
			}
		}
		return out
	}
	if t.Mention == nil {
		return nil
	}
	m := t.Mention
	for _, media := range m.Body.Media {
		text := "[" + media.Type + "]"
		if media.Alt != "" {
			text += " " + media.Alt
		}
		out = append(out, extra{theme.Dim, text})
	}
	var facts []string
	for _, f := range []struct {
		n    int
		what string
	}{{m.Counts.Likes, "likes"}, {m.Counts.Shares, "shares"}, {m.Counts.Replies, "replies"}, {m.Counts.Views, "views"}} {
		if f.n > 0 {
			facts = append(facts, widget.Number(f.n)+" "+f.what)
		}
	}
	if len(facts) > 0 {
		out = append(out, extra{theme.Dim, strings.Join(facts, ", ")})
	}
	if len(m.Work.Tags) > 0 {
		out = append(out, extra{theme.Tag, "#" + strings.Join(m.Work.Tags, " #")})
	}
	if m.Doc == p.doc {
		out = append(out, p.alike(m)...)
	}
	return out
}

// alike lists who says the same, where and when, below the mention that the
// thread was opened for.
func (p *Pane) alike(m *store.Mention) []extra {
	a := p.d.Alike
	if len(a.Mentions) == 0 {
		return nil
	}
	out := []extra{{theme.Dim, fmt.Sprintf("said %d times, also by", a.Size)}}
	for _, other := range a.Mentions {
		who := name(other.Author)
		if other.Author.Handle != "" {
			who += "  @" + other.Author.Handle
		}
		where := strings.Join([]string{who, other.Key.Network, other.Created.In(p.h.Zone).Format("2 Jan 15:04")}, " "+p.h.Theme.Signs.Neutral+" ")
		out = append(out, extra{theme.Dim, "  " + where})
	}
	if more := a.Size - 1 - len(a.Mentions); more > 0 {
		out = append(out, extra{theme.Dim, fmt.Sprintf("  and %d more: cluster:%d finds all of them", more, m.Place.Cluster)})
	}
	return out
}
