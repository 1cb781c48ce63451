package card

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"earshot/store"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// fact is one row above the timeline, drawn once it is known how wide it may be.
// Where there is no room for all, those of the greatest rank go first.
type fact struct {
	rank int
	draw func(width int) string
}

// The ranks of facts: what must not be overlooked, who it is, what is owed, what
// they are worth to us, the rest.
const (
	rankName = iota
	rankWarning
	rankAddress
	rankMood
	rankPromise
	rankSame
	rankInfluence
	rankAccount
	rankOrders
	rankTags
	rankNote
	rankReach // how many follow, and where they live
	rankMonths
	rankAbout
	rankMore // second rows of what stands there already
	rankKnown
	rankSeen
	rankWhere // what they write in, and where they are
	rankSite
)

// labels is the width of the column of labels.
const labels = 10

// sheet draws the facts about a person.
type sheet struct {
	h   *pane.Host
	who *answer
}

// rows draws at most limit rows about the person, with the picture at the left
// of the first where there is room for it.
func (s *sheet) rows(width, limit int) []string {
	list := s.facts(width, limit)
	for len(list) > max(1, limit) {
		worst := 0
		for i, f := range list {
			if f.rank >= list[worst].rank {
				worst = i
			}
		}
		list = slices.Delete(list, worst, worst+1)
	}
	var face []string
	if faced(width, limit) {
		face = s.face()
	}
	var out []string
	for i := range max(len(list), len(face)) {
		left := ""
		at := width
		if i < len(face) {
			left, at = " "+face[i], width-1-faceCells
		}
		if i < len(list) {
			out = append(out, left+list[i].draw(at))
		} else {
			out = append(out, left+widget.Spaces(at))
		}
	}
	return out
}

// pressing is how many rows tell what is owed, who they may be and what they
// bought: these take room from the timeline.
func (s *sheet) pressing(width, limit int) (n int) {
	for _, f := range s.facts(width, limit) {
		switch f.rank {
		case rankWarning, rankPromise, rankSame, rankAccount, rankOrders:
			n++
		}
	}
	return n
}

// roomy is from how many rows on mood and influence have rows of their own.
const roomy = 7

func (s *sheet) facts(width, limit int) []fact {
	list := append([]fact{{rankName, s.nameRow}}, s.warnings()...)
	list = append(list, s.places(width, limit)...)
	if limit < roomy {
		list = append(list, fact{rankMood, weight{s}.row})
	} else {
		list = append(list, fact{rankMood, s.moodRow})
		if len(s.who.Months) > 1 {
			list = append(list, fact{rankMonths, s.monthsRow})
		}
		list = append(list, weight{s}.facts(width, limit)...)
	}
	list = append(list, ledger{s}.promises(limit)...)
	list = append(list, ledger{s}.same(limit)...)
	list = append(list, ledger{s}.advocacy(limit)...)
	list = append(list, ledger{s}.orders(limit)...)
	if tags := s.tags(); len(tags) > 0 {
		list = append(list, s.fact(rankTags, "Tags", theme.Tag, "#"+strings.Join(tags, " #")))
	}
	if len(s.who.Sum.Lists) > 0 {
		list = append(list, s.fact(rankMore, "Lists", theme.Text, few(s.who.Sum.Lists, 3)))
	}
	if len(s.who.Sum.Segments) > 0 {
		list = append(list, s.fact(rankTags, "Segments", theme.Text, few(s.who.Sum.Segments, 4)))
	}
	if s.who.last != nil {
		text := s.who.last.By + " " + widget.Ago(s.h.Now(), s.who.last.At, s.h.Zone) + ": " + s.who.last.Text
		list = append(list, s.fact(rankNote, count(s.who.notes, "Note", "Notes"), theme.Note, text))
	}
	list = append(list, s.bio(width, limit)...)
	if url := s.who.Identity.Author.URL; url != "" {
		list = append(list, s.fact(rankSite, "Site", theme.Link, url))
	}
	if text := (ledger{s}).known(); text != "" {
		list = append(list, s.fact(rankKnown, "Known", theme.Text, text))
	}
	if at := s.who.Sum.Checked; !at.IsZero() {
		list = append(list, s.fact(rankKnown, "Profile", theme.Dim, "as of "+s.day(at)+" "+at.In(s.h.Zone).Format("15:04")))
	}
	list = append(list, (ledger{s}).where(limit)...)
	return append(list, fact{rankSeen, func(width int) string { return s.seenRow(width, limit) }})
}

// fact is a row of a label and a text.
func (s *sheet) fact(rank int, label string, token theme.Token, text string) fact {
	return fact{rank, func(width int) string { return s.label(width, label).Put(token, text).String() }}
}

func count(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf("%s %d", many, n)
}

func (s *sheet) line(width int) *widget.Line { return line(s.h, width) }

func (s *sheet) label(width int, name string) *widget.Line {
	return s.line(width).Fixed(theme.Dim, name, labels)
}

// nameRow is the name with its marks, and what is open at the right.
func (s *sheet) nameRow(width int) string {
	id := s.who.Identity
	marks := ""
	if slices.ContainsFunc(s.who.Members, func(m store.Identity) bool { return m.Author.Verified }) {
		marks += "  verified"
	}
	vip := ""
	if s.who.Sum.VIP {
		vip = "  VIP"
	}
	if class := s.who.Influence.Class(); class != "" {
		vip += "  " + class
	}
	open, token := "nothing open", theme.Dim
	if s.who.Open > 0 {
		open, token = fmt.Sprintf("%d open", s.who.Open), theme.Unseen
	}
	l := s.line(width)
	l.Max(theme.Strong, Name(id.Author), max(8, l.Left()-len(open)-len(marks)-len(vip)-1))
	return l.Put(theme.Lead, vip).Put(theme.Good, marks).End(token, open).String()
}

// addresses is where the person can be met, how many listen there, and where
// they live, in two rows, of which the second can be done without. A figure cut
// in half would be a wrong one.
func (s *sheet) addresses(width int) []string {
	a := s.who.Identity.Author
	parts := []string{}
	add := func(text string, when bool) {
		if when {
			parts = append(parts, text)
		}
	}
	add("@"+a.Handle, a.Handle != "" && a.Handle != Name(a))
	add(a.Email, a.Email != "" && a.Email != Name(a))
	add(s.who.Identity.Network, true)
	add(widget.Number(a.Followers)+" followers", a.Followers > 0)
	add(a.Location, a.Location != "")
	add(widget.Number(a.Posts)+" posts", a.Posts > 0)
	add(widget.Number(a.Following)+" following", a.Following > 0)
	rows := []string{parts[0]}
	for _, part := range parts[1:] {
		if last := rows[len(rows)-1] + s.dot() + part; s.h.Policy.Width(last)+1 <= width {
			rows[len(rows)-1] = last
		} else if s.h.Policy.Width(part) < width {
			rows = append(rows, part)
		}
	}
	return rows[:min(len(rows), 2)]
}

func (s *sheet) dot() string { return dot(s.h) }

// moodRow tells the moods by signs and figures; the bar repeats them.
func (s *sheet) moodRow(width int) string {
	m := s.who.Moods
	neg, pos := m["negative"], m["positive"]
	neu := m["neutral"] + m[""]
	l := s.label(width, "Mood")
	bar := min(24, l.Left()-20)
	if bar >= 6 {
		l.Raw(widget.Moods(s.h.Theme, neg, neu, pos, bar), bar).Gap(2)
	}
	s.figures(l)
	return l.String()
}

// figures counts the mentions of each mood.
func (s *sheet) figures(l *widget.Line) {
	m := s.who.Moods
	for i, part := range []struct {
		mood string
		n    int
	}{{"negative", m["negative"]}, {"neutral", m["neutral"] + m[""]}, {"positive", m["positive"]}} {
		token, sign := s.h.Theme.Mood(part.mood)
		if i > 0 {
			l.Gap(2)
		}
		l.Put(token, sign+" "+widget.Number(part.n))
	}
}

// tags are those of the person and of what was read of them, each once.
func (s *sheet) tags() []string {
	tags := slices.Clone(s.who.Sum.Tags)
	for _, m := range s.who.Timeline {
		tags = append(tags, m.Work.Tags...)
	}
	slices.Sort(tags)
	return slices.Compact(tags)
}

// bio is what they say of themselves: one row, three where there is room.
func (s *sheet) bio(width, limit int) []fact {
	rows := 1
	if limit >= 13 {
		rows = 3
	}
	bio := strings.TrimSpace(s.who.Identity.Author.Bio)
	if bio == "" {
		return nil
	}
	var out []fact
	name := "About"
	for _, text := range s.h.Policy.Wrap(bio, width-1-labels, rows) {
		out = append(out, s.fact(rankAbout, name, theme.Text, text))
		name = ""
	}
	return out
}

func (s *sheet) seenRow(width, limit int) string {
	sum := s.who.Sum
	first, last := s.day(sum.First), s.day(sum.Last)
	text := first + " to " + last
	if first == last {
		text = first
	}
	mentions := widget.Plural(sum.Mentions, "mention", "mentions")
	l := s.label(width, "Seen").Put(theme.Text, text).Put(theme.Dim, s.dot()+mentions)
	if limit >= whereRows {
		return l.String()
	}
	for _, part := range (ledger{s}).whereabouts() {
		if rest := s.dot() + part[1]; s.h.Policy.Width(rest) <= l.Left() {
			l.Put(theme.Dim, rest)
		}
	}
	return l.String()
}

// day writes a date; the year only when it is another one.
func (s *sheet) day(t time.Time) string {
	t = t.In(s.h.Zone)
	if t.Year() == s.h.Now().In(s.h.Zone).Year() {
		return t.Format("2 Jan")
	}
	return t.Format("2 Jan 2006")
}
