package compose

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/when"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// line begins a row with a free first column.
func line(h *pane.Host, width int) *widget.Line {
	return widget.NewLine(h.Theme, h.Policy, width).Gap(1)
}

// dot stands between two facts.
func dot(h *pane.Host) string { return " " + h.Theme.Signs.Neutral + " " }

// sheet draws the writing under way.
type sheet struct{ *editor }

// view draws the editor: what is answered, to whom and how it goes, the text,
// the counts. The less height, the less of the lines above is shown; what has
// the keys always is.
func (e sheet) view(width, height int) string {
	e.cursor = nil
	var rows []string
	if height >= 8 {
		rows = append(rows, e.heading(width))
	}
	if height >= 10 {
		rows = append(rows, e.quote(width, min(6, height/6))...)
	}
	if height >= 5 || e.head.part == partTo {
		rows = append(rows, e.toRow(width))
	}
	if height >= 7 || e.head.part > partTo {
		row, x := e.optionRow(width)
		if e.head.part == partWarning || e.head.part == partLang || e.head.part == partWhen {
			e.cursor = tea.NewCursor(x, min(len(rows), max(0, height-2)))
		}
		rows = append(rows, row)
	}
	if height >= 7 {
		rows = append(rows, e.versionRow(width))
	}
	counts := e.counts(width, height)
	room := max(1, height-len(rows)-len(counts))
	rows = rows[:min(len(rows), max(0, height-1))]
	e.limit()
	text, x, y := e.text.View(e.h.Theme, e.h.Policy, max(1, width-1), room, "write here; ctrl+x ctrl+x looks it over before it leaves")
	if e.head.part == partText {
		e.cursor = tea.NewCursor(min(1+x, width-1), min(len(rows)+y, height-1))
	}
	for i, t := range text {
		if width > 1 {
			t = e.margin(i) + t
		}
		rows = append(rows, t)
	}
	rows = append(rows, counts...)
	if e.cursor != nil && e.pop.open() {
		rows = e.cover(rows, e.cursor.Y, width, height)
	}
	return widget.Block(rows, width, height)
}

// margin is the first column of a row of text: a sign where it is too long.
func (e sheet) margin(y int) string {
	if e.text.lay.beyond(y) {
		return e.h.Theme.Paint(theme.Bad, "!")
	}
	return " "
}

// heading says what is written, or what has to be known about it.
func (e sheet) heading(width int) string {
	l := line(e.h, width)
	for _, text := range []string{e.answered(), e.open.elsewhere()} {
		if text != "" {
			return l.Put(theme.Warn, text).String()
		}
	}
	if e.notice != "" {
		return l.Put(theme.Warn, e.notice).String()
	}
	l.Put(theme.Strong, strings.ToUpper(e.name()[:1])+e.name()[1:])
	if e.about != nil {
		l.Put(theme.Dim, dot(e.h)+e.about.Key.Network+dot(e.h)+string(e.about.Kind)+dot(e.h)+widget.Ago(e.h.Now(), e.about.Created, e.h.Zone))
	}
	return l.String()
}

// quote is the beginning of what is answered.
func (e sheet) quote(width, rows int) []string {
	if e.about == nil {
		return nil
	}
	text := e.about.Body.Text
	if e.about.Body.Title != "" {
		text = e.about.Body.Title + "\n" + text
	}
	token, _ := e.h.Theme.Mood(e.about.Judgement.Sentiment)
	var out []string
	for _, s := range e.h.Policy.Wrap(text, width-4, rows) {
		out = append(out, line(e.h, width).Put(token, e.h.Theme.Signs.Down).Gap(1).Put(theme.Dim, s).String())
	}
	return out
}

// toRow names the accounts; while it has the keys, all that can be chosen.
func (e sheet) toRow(width int) string {
	l := line(e.h, width)
	e.tag(l, partTo, "To")
	names := e.options()
	switch {
	case len(names) == 0:
		return l.Put(theme.Warn, "no account can send; connect one with: earshot connect").String()
	case e.head.part == partTo:
		return e.choices(l, names)
	case len(e.draft.To) == 0:
		return l.Put(theme.Warn, "nobody yet").Put(theme.Hint, "; tab chooses").String()
	}
	return l.Put(theme.Ours, strings.Join(e.draft.To, ", ")).String()
}

// tag writes the label of a header part, marked when it has the keys.
func (e sheet) tag(l *widget.Line, p part, name string) {
	if e.head.part == p {
		l.Put(theme.Accent, e.h.Theme.Signs.Focus).Put(theme.Accent, name).Gap(1)
		return
	}
	l.Put(theme.Dim, name).Gap(1)
}

// choices draws the accounts with boxes, scrolled to the one under the cursor.
func (e sheet) choices(l *widget.Line, names []string) string {
	at := min(e.head.at, len(names)-1)
	box := func(name string) string {
		if slices.Contains(e.draft.To, name) {
			return "[x] " + name
		}
		return "[ ] " + name
	}
	from, used := at, e.h.Policy.Width(box(names[at]))
	for from > 0 && used+e.h.Policy.Width(box(names[from-1]))+2 <= l.Left() {
		from--
		used += e.h.Policy.Width(box(names[from])) + 2
	}
	for i := from; i < len(names); i++ {
		token := theme.Text
		if i == at {
			token = theme.Focus
		}
		l.Put(token, box(names[i])).Gap(2)
	}
	return l.End(theme.Hint, "space takes").String()
}

// optionRow shows warning, visibility, language and time; the one that has the
// keys is alone in its row. x is where its text is edited.
func (e sheet) optionRow(width int) (row string, x int) {
	l := line(e.h, width)
	names := map[part]string{partWarning: "Warning", partVisibility: "Seen by", partLang: "Language", partWhen: "Leaves"}
	if name, ok := names[e.head.part]; ok {
		e.tag(l, e.head.part, name)
		if e.head.part == partVisibility {
			return e.visibilityRow(l), 0
		}
		return e.fieldRow(l, width)
	}
	return e.valuesRow(l, names, width), 0
}

// valuesRow shows those that there are at once; where it is narrow, what is set.
func (e sheet) valuesRow(l *widget.Line, names map[part]string, width int) string {
	m := e.draft.Message
	values := map[part]string{partWarning: m.Warning, partVisibility: m.Visibility, partLang: widget.Language(m.Lang), partWhen: e.leaves()}
	none := map[part]string{partWarning: "none", partVisibility: "default", partLang: "not set", partWhen: "now"}
	first := true
	for _, p := range []part{partWarning, partVisibility, partLang, partWhen} {
		value := values[p]
		if value == "" && width < 60 && p != partWhen || !e.shows(p) {
			continue
		}
		if !first {
			l.Gap(2)
		}
		first = false
		name := names[p]
		if p == partLang {
			name = "Lang"
		}
		l.Put(theme.Dim, name+" ").Max(theme.Text, or(value, none[p]), max(16, width/4))
	}
	return l.String()
}

func (e sheet) fieldRow(l *widget.Line, width int) (string, int) {
	hints := map[part]string{
		partWarning: "what readers are warned of; empty = nothing",
		partLang:    "en, ru, …; empty = not told",
		partWhen:    "now, 18:30, tomorrow 9, fri 18:30, in 2h, завтра 9:00",
	}
	start, means := width-l.Left(), ""
	switch e.head.part {
	case partWhen:
		means = e.means()
	case partLang:
		if code := strings.TrimSpace(e.head.field.Text()); code != "" {
			means = " = " + widget.Language(code)
		}
	}
	room := max(1, l.Left()-e.h.Policy.Width(means))
	text, x := e.head.field.View(e.h.Theme, e.h.Policy, room, hints[e.head.part])
	l.Raw(text, room).Put(theme.Dim, means)
	return l.String(), min(start+x, width-1)
}

// means is the moment that the typed time stands for.
func (e sheet) means() string {
	typed := strings.TrimSpace(e.head.field.Text())
	if typed == "" {
		return ""
	}
	if typed == "now" {
		return " = at once"
	}
	t, err := when.Parse(typed, e.h.Now(), e.h.Zone)
	switch {
	case err != nil:
		return " = no time yet"
	case !t.After(e.h.Now()):
		return " = has passed"
	}
	return " = " + dueText(e.h, t)
}

func (e sheet) visibilityRow(l *widget.Line) string {
	for _, v := range visibilities() {
		text, token := or(v, "default"), theme.Dim
		if v == e.draft.Message.Visibility {
			text, token = "["+text+"]", theme.Focus
		}
		l.Put(token, text).Gap(1)
	}
	return l.End(theme.Hint, "left, right").String()
}

// leaves writes when the message goes, "" = at once.
func (e sheet) leaves() string {
	t, bad := e.at()
	if bad != "" || t.IsZero() {
		return e.draft.At
	}
	return dueText(e.h, t)
}

// dueText writes a time to come: the day, when it is another one, and the clock.
func dueText(h *pane.Host, t time.Time) string {
	t, now := t.In(h.Zone), h.Now().In(h.Zone)
	switch {
	case t.Format(time.DateOnly) == now.Format(time.DateOnly):
		return "today " + t.Format("15:04")
	case t.Year() == now.Year() || t.Sub(now) < 90*24*time.Hour:
		return t.Format("Mon 2 Jan 15:04")
	}
	return t.Format("Mon 2 Jan 2006 15:04")
}

// versionRow parts header and text, and says whose text it is.
func (e sheet) versionRow(width int) string {
	l := line(e.h, width)
	switch {
	case e.version != "" && e.own():
		l.Put(theme.Accent, "own text for "+e.version)
	case e.version != "":
		l.Put(theme.Dim, e.version+" gets the common text; ctrl+x g gives it its own")
	case len(e.draft.Message.Variants) > 0:
		l.Put(theme.Dim, "common text")
	}
	if n := len(e.draft.Message.Media); n > 0 {
		l.Gap(1).Put(theme.Dim, fmt.Sprintf("%d attached", n))
	}
	if n := l.Left(); n > 2 {
		if n < width-1 {
			l.Gap(1)
		}
		l.Put(theme.Faint, strings.Repeat(e.h.Theme.Signs.Across, max(0, l.Left()-1)))
	}
	return l.String()
}

// counts is the live counter of every account, and whether all is saved.
func (e sheet) counts(width, height int) []string {
	if height < 2 {
		return nil
	}
	e.sync()
	l := line(e.h, width)
	for _, name := range e.draft.To {
		text, token := e.counter(name)
		l.Put(token, text).Gap(2)
	}
	state := "saved"
	switch {
	case !e.due().IsZero():
		state = "not saved yet"
	case !e.kept:
		state = ""
	}
	return []string{l.End(theme.Dim, state).String()}
}

// counter tells how long the text of an account is; a text of its own has a
// star. Near the limit it says in words what is left.
func (e sheet) counter(name string) (string, theme.Token) {
	a := e.account(name)
	limits := limitsOf(a)
	n := e.count(a, limits)
	if _, own := e.draft.Message.Variants[name]; own {
		name += "*"
	}
	limit := limits.Chars
	switch {
	case limit == 0:
		return fmt.Sprintf("%s %d", name, n), theme.Dim
	case n > limit:
		return fmt.Sprintf("%s %d of %d, %d too long", name, n, limit, n-limit), theme.Bad
	case n*10 > limit*9:
		return fmt.Sprintf("%s %d of %d, %d left", name, n, limit, limit-n), theme.Warn
	}
	return fmt.Sprintf("%s %d of %d", name, n, limit), theme.Dim
}

// counted is one text counted; texts are long and drawn often.
type counted struct {
	text string
	n    int
}

// count is the length of an account's text in its network's counting.
func (e sheet) count(a store.Account, limits store.Limits) int {
	text := e.draft.Message.TextFor(a.Name)
	if c, ok := e.sums[a.Name]; ok && c.text == text {
		return c.n
	}
	n := Count(a.Network, text, limits)
	if e.sums == nil {
		e.sums = map[string]counted{}
	}
	e.sums[a.Name] = counted{text, n}
	return n
}

// limit marks in the text where the first of the accounts that get it has no
// more room.
func (e sheet) limit() {
	e.sync()
	l := &e.text.lay
	l.long = false
	for _, name := range e.draft.To {
		_, own := e.draft.Message.Variants[name]
		if name != e.version && (own || e.own()) {
			continue // it gets another text than the one shown
		}
		a := e.account(name)
		limits := limitsOf(a)
		if limits.Chars == 0 || e.count(a, limits) <= limits.Chars {
			continue
		}
		if at := limitAt(a.Network, e.text.parts, limits); !l.long || at < l.over {
			l.long, l.over = true, at
		}
	}
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
