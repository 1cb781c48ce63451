package card

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// The parts of the card about a person of several accounts: who they may be, what
// they were promised, what they bought.

// warnings are what must be seen before anything is answered.
func (s *sheet) warnings() (out []fact) {
	alike := 0
	for _, l := range slices.Concat(s.who.Impostors, s.who.Waiting) {
		switch {
		case l.Impostor():
			text := "looks like " + Name(l.Other.Author) + " (VIP), but is another account"
			out = append(out, fact{rankWarning, func(width int) string {
				return s.line(width).Put(theme.Bad, "! "+text).String()
			}})
		case l.LooksLike && s.who.Sum.VIP:
			alike++
		}
	}
	if alike > 0 {
		out = append(out, fact{rankMore, func(width int) string {
			return s.line(width).Put(theme.Warn, "! "+widget.Plural(alike, "account looks", "accounts look")+" like this person; M shows them").String()
		}})
	}
	return out
}

// few lists the first so many and says how many more there are.
func few(list []string, n int) string {
	if len(list) <= n {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:n], ", "), len(list)-n)
}

// places is where a person can be met: the account shown, the other accounts
// below it as far as there is room.
func (s *sheet) places(width, limit int) (out []fact) {
	if len(accounts(s.who.Members)) < 2 {
		room := width
		if faced(width, limit) {
			room -= 1 + faceCells // they stand beside the picture
		}
		for i := range s.addresses(room) {
			if i == 0 || limit >= roomy {
				rank := rankAddress
				if i > 0 {
					rank = rankReach
				}
				out = append(out, fact{rank, func(width int) string {
					rows := s.addresses(width)
					if i >= len(rows) {
						return widget.Spaces(width)
					}
					return s.line(width).Put(theme.Dim, rows[i]).String()
				}})
			}
		}
		return out
	}
	members := accounts(s.who.Members)
	shown := 1
	switch {
	case limit >= 20:
		shown = 6
	case limit >= roomy:
		shown = 3
	}
	for i, m := range members[:min(shown, len(members))] {
		rank := rankAccount
		if i == 0 {
			rank = rankAddress
		}
		out = append(out, fact{rank, func(width int) string { return s.account(width, m, i == 0 && shown == 1) }})
	}
	if rest := len(members) - shown; rest > 0 && shown > 1 {
		out = append(out, s.fact(rankMore, "", theme.Dim, fmt.Sprintf("and %d more; D shows all", rest)))
	}
	return out
}

// accounts are those of a person, each once: a row of a list and the account that
// it names are two identities, and one place where somebody can be met.
func accounts(members []store.Identity) (out []store.Identity) {
	for _, m := range members {
		if !slices.ContainsFunc(out, func(o store.Identity) bool {
			return o.Network == m.Network && strings.EqualFold(address(o), address(m))
		}) {
			out = append(out, m)
		}
	}
	return out
}

// account is one account or address with its network and its reach.
func (s *sheet) account(width int, m store.Identity, alone bool) string {
	l := s.line(width)
	if !alone {
		l.Fixed(theme.Dim, m.Network, labels)
	}
	parts := []string{}
	if m.Author.Followers > 0 {
		parts = append(parts, widget.Number(m.Author.Followers)+" followers")
	}
	if m.Author.Location != "" {
		parts = append(parts, m.Author.Location)
	}
	if alone {
		parts = append([]string{m.Network, fmt.Sprintf("+%d more", len(accounts(s.who.Members))-1)}, parts...)
	}
	l.Max(theme.Text, address(m), max(10, l.Left()-2))
	for _, part := range parts {
		text := s.dot() + part
		if s.h.Policy.Width(text) > l.Left() {
			break // a figure cut in half would be a wrong one
		}
		l.Put(theme.Dim, text)
	}
	return l.String()
}

// address is what an account is addressed by.
func address(m store.Identity) string {
	if m.Author.Handle != "" {
		return "@" + m.Author.Handle
	}
	return cmp.Or(m.Author.Email, m.Phone, m.Author.Name, m.Row, m.ID)
}

// monthsRow is the moods over the months: how many were bad and how many were
// good, at one scale.
func (s *sheet) monthsRow(width int) string {
	l := s.label(width, "By month")
	list := s.who.Months
	from, to := list[0].At, list[len(list)-1].At
	span := from.Format("Jan") + " to " + to.Format("Jan")
	if from.Year() != to.Year() {
		span = from.Format("Jan 06") + " to " + to.Format("Jan 06")
	}
	cells := min(12, len(list), (l.Left()-8-len(span))/2)
	if cells < 2 {
		return l.Put(theme.Dim, span).String()
	}
	list = list[len(list)-cells:]
	top := 1
	bad, good := make([][]widget.Part, len(list)), make([][]widget.Part, len(list))
	for i, m := range list {
		top = max(top, m.Negative, m.Positive)
		bad[i], good[i] = []widget.Part{{Token: theme.Negative, N: m.Negative}}, []widget.Part{{Token: theme.Positive, N: m.Positive}}
	}
	for _, part := range []struct {
		mood    string
		columns [][]widget.Part
	}{{"negative", bad}, {"positive", good}} {
		token, sign := s.h.Theme.Mood(part.mood)
		l.Put(token, sign).Gap(1).Raw(widget.Columns(s.h.Theme, part.columns, top, cells, 1)[0], cells).Gap(2)
	}
	if list[0].At.After(from) {
		span = "last " + widget.Plural(cells, "month", "months")
	}
	if s.h.Policy.Width(span) <= l.Left() {
		l.Put(theme.Dim, span)
	}
	return l.String()
}

// ledger draws what stands between us and a person: what is owed, bought, asked.
type ledger struct{ *sheet }

// promises are what is owed to this person, what is late first of all.
func (s ledger) promises(limit int) (out []fact) {
	open := s.who.owed()
	switch {
	case len(s.who.Tasks) == 0:
		return nil
	case len(open) == 0:
		return []fact{s.fact(rankMore, "Owed", theme.Dim, fmt.Sprintf("none open, %d kept", len(s.who.Tasks)))}
	}
	shown := 1
	if limit >= 16 {
		shown = 4
	}
	for i, task := range open[:min(shown, len(open))] {
		label, rank := "", rankMore
		if i == 0 {
			label, rank = count(len(open), "Owed", "Owed"), rankPromise
		}
		if task.Late(s.h.Now()) && i == 0 {
			rank = rankWarning
		}
		out = append(out, fact{rank, func(width int) string { return s.promise(s.label(width, label), task).String() }})
	}
	if rest := len(open) - shown; rest > 0 && shown > 1 {
		out = append(out, s.fact(rankMore, "", theme.Dim, fmt.Sprintf("and %d more", rest)))
	}
	return out
}

// owed are the tasks that are open, the first due first.
func (a *answer) owed() (out []store.Task) {
	for _, t := range a.Tasks {
		if t.Open() {
			out = append(out, t)
		}
	}
	return out
}

// promise draws a task behind its label: when it is due, what, and whose it is.
func (s ledger) promise(l *widget.Line, task store.Task) *widget.Line {
	if task.Late(s.h.Now()) {
		l.Put(theme.Bad, "late, ")
	}
	if !task.Due.IsZero() {
		l.Put(theme.Dim, due(s.h, task.Due)+" ")
	}
	by := ""
	if task.By != s.h.User {
		by = " @" + task.By
	}
	l.Max(theme.Text, task.Text, max(8, l.Left()-s.h.Policy.Width(by)))
	return l.Put(theme.Name, by)
}

// due writes when something is due: the time on this day, else the day.
func due(h *pane.Host, at time.Time) string {
	now, at := h.Now().In(h.Zone), at.In(h.Zone)
	days := int(midnight(at).Sub(midnight(now)).Hours()+12) / 24
	switch {
	case midnight(at).Equal(midnight(now)):
		return at.Format("15:04")
	case days > 0 && days < 7:
		return at.Format("Mon 15:04")
	case at.Year() == now.Year():
		return at.Format("2 Jan")
	}
	return at.Format("2 Jan 2006")
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// same are those who may be the same person.
func (s ledger) same(limit int) (out []fact) {
	var list []desk.Likeness
	for _, l := range s.who.Waiting {
		if !l.LooksLike {
			list = append(list, l)
		}
	}
	if len(list) == 0 {
		return nil
	}
	shown := 1
	if limit >= 20 {
		shown = 3
	}
	for i, l := range list[:min(shown, len(list))] {
		label, rank := "", rankMore
		if i == 0 {
			label, rank = count(len(list), "Same as?", "Same?"), rankSame
		}
		out = append(out, fact{rank, func(width int) string {
			row := s.label(width, label)
			end := "; M"
			why := fmt.Sprintf(", %.1f bits: %s", l.Bits, strings.Join(Kinds(l.Evidence), ", "))
			row.Max(theme.Strong, Name(l.Other.Author), max(8, row.Left()/2)).Put(theme.Dim, " ("+l.Other.Network+")")
			row.Max(theme.Dim, why, row.Left()-len(end))
			return row.Put(theme.Key, end).String()
		}})
	}
	return out
}

// Kinds names the evidence for two being one, the strongest first.
func Kinds(list []store.Evidence) (out []string) {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b store.Evidence) int { return cmp.Compare(b.Bits, a.Bits) })
	for _, e := range list {
		if e.Bits > 0 && !slices.Contains(out, e.Kind) {
			out = append(out, e.Kind)
		}
	}
	return out
}

// orders are what a person bought: how often, for how much, what last.
func (s ledger) orders(limit int) (out []fact) {
	b := s.who.Bought
	if b.Count == 0 {
		return nil
	}
	var sums []string
	for _, m := range b.Sums {
		sums = append(sums, Money(m.Sum, m.Currency))
	}
	text := few(sums, 3)
	if limit < 16 {
		text += s.dot() + s.order(b.Last[0])
	}
	out = append(out, s.fact(rankOrders, count(b.Count, "Order", "Orders"), theme.Text, text))
	if limit < 16 {
		return out
	}
	for _, o := range b.Last {
		out = append(out, s.fact(rankMore, "", theme.Dim, s.order(o)))
	}
	if rest := b.Count - len(b.Last); rest > 0 {
		out = append(out, s.fact(rankMore, "", theme.Dim, fmt.Sprintf("and %d more", rest)))
	}
	return out
}

func (s ledger) order(o store.Order) string {
	parts := []string{s.day(o.At)}
	for _, part := range []string{o.What, o.State} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(append(parts, Money(o.Sum, o.Currency)), ", ")
}

// Money writes hundredths of a currency: "49,990 RUB", "15.50 EUR".
func Money(sum int64, currency string) string {
	sign := ""
	if sum < 0 {
		sign, sum = "-", -sum
	}
	text := sign + desk.Thousands(int(sum/100))
	if cents := sum % 100; cents != 0 {
		text += "." + strconv.Itoa(int(100 + cents))[1:]
	}
	return strings.TrimSpace(text + " " + currency)
}

// known is what is told beside names and addresses, with the key that shows who
// says it.
func (s ledger) known() string {
	parts, rest := public(s.h, s.who)
	for _, k := range rest {
		switch k.Name {
		case "name", "handle", "e-mail", "place", "site", "about", "list":
		case "phone":
			parts = append(parts, k.Value)
		default:
			parts = append(parts, k.Name+" "+k.Value)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return few(parts, 3) + "; D"
}
