package thread

import (
	"cmp"
	"fmt"
	"strings"

	"earshot/store"
	"earshot/ui/overlay"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// fact is one of the things behind a name, the most important first: where a
// row is narrow the last go.
type fact struct {
	token theme.Token
	text  string
}

// mention writes what somebody said to us: who, to whom, what it is, the text,
// what hangs on it.
func (s *sheet) mention(m *store.Mention) {
	flag, sign := theme.Unseen, ""
	switch {
	case s.p.talk.unseen[m.Doc]:
		sign = s.p.h.Theme.Signs.New
	case m.Doc == s.p.doc && len(s.p.talk.turns) > 1:
		flag, sign = theme.Accent, s.p.h.Theme.Signs.Focus
	}
	l := s.start(flag, sign)
	token, mood := s.p.h.Theme.Mood(m.Judgement.Sentiment)
	l.Put(token, mood).Gap(1).Max(theme.Strong, name(m.Author), max(8, l.Left()/3)).Gap(1)
	room := l.Left() - s.whenRoom()
	for i, f := range s.facts(m) {
		w := s.p.h.Policy.Width(f.text) + 1
		if i > 0 {
			w += 2
		}
		if w > room {
			continue
		}
		if room -= w; i > 0 {
			l.Put(theme.Dim, s.p.dot()[:len(s.p.dot())-1])
		}
		l.Gap(1).Put(f.token, f.text)
	}
	s.rows = append(s.rows, s.when(l))
	text := m.Body.Text
	if m.Body.Title != "" {
		text = m.Body.Title + "\n" + text
	}
	if m.Body.Warning != "" {
		text = "[" + m.Body.Warning + "]\n" + text
	}
	s.body(theme.Text, text, "")
	s.media(m)
	s.below(m)
}

// facts are what is told of a mention beside its author's name.
func (s *sheet) facts(m *store.Mention) []fact {
	var out []fact
	add := func(token theme.Token, text string, when bool) {
		if when && text != "" {
			out = append(out, fact{token, text})
		}
	}
	handle := func() {
		add(theme.Dim, "@"+m.Author.Handle, m.Author.Handle != "" && m.Author.Handle != name(m.Author))
	}
	if s.width >= 90 {
		handle()
	}
	add(theme.Name, s.to(), true)
	add(theme.Unseen, "new", s.p.talk.unseen[m.Doc])
	add(theme.Dim, m.Judgement.Intent, m.Judgement.Intent != "other")
	add(theme.Lead, "lead", m.Judgement.Lead)
	add(theme.Dim, "review", m.Judgement.Review && m.Kind != store.KindReview)
	for _, name := range m.Judgement.Occasions {
		add(theme.Info, "& "+name, true)
	}
	add(theme.Warn, "edited "+widget.Ago(s.p.h.Now(), m.Edited, s.p.h.Zone), !m.Edited.IsZero())
	add(theme.Info, widget.Language(m.Body.Lang), s.foreign(m.Body.Lang))
	if s.width < 90 {
		handle() // what it is matters more than how its author is addressed
	}
	add(theme.Dim, m.Key.Network, true)
	add(theme.Dim, string(m.Kind), string(m.Kind) != m.Key.Network)
	add(theme.Dim, widget.Number(m.Author.Followers)+" followers", m.Author.Followers > 0)
	return out
}

// foreign tells whether a language is another than the one most of what this
// workspace hears is in.
func (s *sheet) foreign(lang string) bool {
	langs := s.p.h.Names.Langs
	return lang != "" && len(langs) > 0 && lang != langs[0]
}

// to says whom a turn answers where its place does not.
func (s *sheet) to() string {
	switch a := s.t.answers; {
	case s.t.lost == taken:
		return "to a deleted message"
	case a == nil || s.t.above && !s.deeper:
		return ""
	case a.Post != nil:
		return "to " + s.p.who(a.Post.By)
	case a.Mention.Author.Handle != "":
		return "to @" + a.Mention.Author.Handle
	default:
		return "to " + name(a.Mention.Author)
	}
}

// who names one of us.
func (p painter) who(user string) string {
	if user == p.h.User {
		return "you"
	}
	return user
}

// post writes what we said, and how far it has come: a sign, a word and a bar
// set it apart from what others said.
func (s *sheet) post(post *store.Post) {
	sign := "»"
	if s.p.h.Policy.ASCII {
		sign = ">"
	}
	token, word := Delivery(post.State())
	l := s.start(theme.Dim, "").Put(theme.Ours, sign+" answer by "+s.p.who(post.By)).Gap(2).Put(token, word)
	for _, d := range post.To {
		l.Put(theme.Dim, " "+d.Account)
	}
	if to := s.to(); to != "" && l.Left() > len(to)+s.whenRoom() {
		l.Gap(2).Put(theme.Name, to)
	}
	s.rows = append(s.rows, s.when(l))
	s.body(theme.Ours, post.Message.Text, s.p.h.Theme.Signs.Down)
	for _, d := range post.To {
		if d.Error != "" {
			s.more(theme.Bad, d.Account+": "+d.Error)
		}
	}
}

// note writes what only the team sees.
func (s *sheet) note(n *store.Note) {
	l := s.start(theme.Dim, "").Put(theme.Note, "# note by "+s.p.who(n.By))
	if to := s.to(); to != "" {
		l.Gap(2).Put(theme.Dim, "on "+strings.TrimPrefix(to, "to "))
	}
	s.rows = append(s.rows, s.when(l))
	s.body(theme.Note, n.Text, "")
}

// more writes a line below a text.
func (s *sheet) more(token theme.Token, text string) *widget.Line {
	l := s.start(theme.Dim, "").Gap(s.gap()).Put(token, text)
	s.rows = append(s.rows, l.String())
	return l
}

// media lists pictures and links with the letters that open them.
func (s *sheet) media(m *store.Mention) {
	links := s.t.links()
	for _, media := range m.Body.Media {
		if a, ok := media.Attached(); ok {
			s.item(links, media.URL, "["+cmp.Or(media.Type, "file")+"] "+attached(a))
			continue
		}
		s.item(links, media.URL, strings.TrimSpace("["+cmp.Or(media.Type, "file")+"] "+media.Alt))
	}
	for _, link := range links {
		if link.Title == "link" {
			s.item(links, link.URL, "")
		}
	}
}

// item writes one thing that can be opened: its letter, what it is, the machine
// it leads to, and the address as a link to exactly that.
func (s *sheet) item(links []overlay.Link, url, what string) {
	l := s.start(theme.Dim, "").Gap(s.gap())
	key := letter(links, url)
	if key != "" {
		l.Put(theme.Key, key).Gap(1)
	}
	if what != "" {
		l.Max(theme.Dim, what, max(10, l.Left()*2/3)).Gap(1)
	}
	if key != "" {
		l.Put(theme.Strong, widget.Host(url)).Gap(1)
		// The target of a link is the address that stands there, never a text.
		cut, n := s.p.h.Policy.Cut(url, l.Left())
		l.Raw(widget.Hyperlink(url, s.p.h.Theme.Paint(theme.Link, cut)), n)
	}
	s.rows = append(s.rows, l.String())
}

// below writes the figures, the tags and who says the same.
func (s *sheet) below(m *store.Mention) {
	var facts []string
	for _, f := range []struct {
		n         int
		one, many string
	}{{m.Counts.Likes, "like", "likes"}, {m.Counts.Shares, "share", "shares"}, {m.Counts.Replies, "reply", "replies"}, {m.Counts.Views, "view", "views"}} {
		switch {
		case f.n == 1:
			facts = append(facts, "1 "+f.one)
		case f.n > 1:
			facts = append(facts, widget.Number(f.n)+" "+f.many)
		}
	}
	if len(facts) > 0 {
		s.more(theme.Dim, strings.Join(facts, ", "))
	}
	if len(m.Work.Tags) > 0 {
		s.more(theme.Tag, "#"+strings.Join(m.Work.Tags, " #"))
	}
	if m.Doc == s.p.doc {
		s.alike(m)
	}
}

// alike lists who says the same, where and when, below the mention that the
// thread was opened for.
func (s *sheet) alike(m *store.Mention) {
	a := s.p.talk.Alike
	if len(a.Mentions) == 0 {
		return
	}
	s.more(theme.Dim, fmt.Sprintf("said %d times, also by", a.Size))
	for _, other := range a.Mentions {
		who := name(other.Author)
		if other.Author.Handle != "" {
			who += "  @" + other.Author.Handle
		}
		s.more(theme.Dim, "  "+strings.Join([]string{who, other.Key.Network, s.p.clock(other.Created)}, s.p.dot()))
	}
	if more := a.Size - 1 - len(a.Mentions); more > 0 {
		s.more(theme.Dim, fmt.Sprintf("  and %d more: cluster:%d finds all of them", more, m.Place.Cluster))
	}
}
