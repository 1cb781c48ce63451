package insight

import (
	"fmt"
	"strings"
	"time"

	"earshot/store/desk"
	"earshot/store/query"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// volume is what was said day by day: quiet columns that stand on what was
// negative, or, where there is no colour, a line for each mood.
func (f *figures) volume() {
	per := 1 // days a column
	room := max(1, f.width-4)
	for (len(f.a.Days)+per-1)/per > room {
		per++
	}
	note := "a day"
	if per > 1 {
		note = fmt.Sprintf("%d days a column", per)
	}
	top, at := 0, 0
	for i, d := range f.a.Days {
		if d.Total() > top {
			top, at = d.Total(), i
		}
	}
	f.heading("Volume", note+", most "+widget.Number(top)+" on "+dayName(f.a.Days[at]))
	columns := bucket(f.a.Days, per)
	each := max(1, min(4, room/len(columns)))
	used := each * len(columns)
	if f.h.Theme.Kind == theme.Mono {
		f.sparks(columns, each, used)
	} else {
		f.stack(columns, each, used)
	}
	l := f.line().Gap(2)
	first, last := f.a.From.Format("2 Jan"), f.a.To.AddDate(0, 0, -1).Format("2 Jan")
	l.Put(theme.Dim, first)
	if n := used - len(first) - len(last); n > 0 {
		l.Gap(n).Put(theme.Dim, last)
	}
	f.add(l.String())
}

func dayName(d desk.Day) string {
	t, err := time.Parse(time.DateOnly, d.Date)
	if err != nil {
		return d.Date
	}
	return t.Format("2 Jan")
}

// bucket sums so many days at a time; the last column ends today.
func bucket(days []desk.Day, per int) []desk.Day {
	if per <= 1 {
		return days
	}
	n := (len(days) + per - 1) / per
	out := make([]desk.Day, n)
	for i, d := range days {
		c := &out[n-1-(len(days)-1-i)/per]
		c.Negative += d.Negative
		c.Neutral += d.Neutral
		c.Positive += d.Positive
	}
	return out
}

// stack draws columns of each cells: the rest stands on what was negative.
func (f *figures) stack(columns []desk.Day, each, used int) {
	height := 3
	if f.tall {
		height = 6
	}
	var parts [][]widget.Part
	largest := 0
	for _, d := range columns {
		largest = max(largest, d.Total())
		for cell := range each {
			if cell == each-1 && each > 1 {
				parts = append(parts, nil) // a gap between two days
				continue
			}
			parts = append(parts, []widget.Part{{Token: theme.Negative, N: d.Negative}, {Token: theme.Bar1, N: d.Neutral + d.Positive}})
		}
	}
	for _, text := range widget.Columns(f.h.Theme, parts, widget.Round(largest), used, height) {
		f.add(f.line().Gap(2).Raw(text, used).String())
	}
}

// sparks draws a line for each mood, all to one scale.
func (f *figures) sparks(columns []desk.Day, each, used int) {
	top := 0
	for _, d := range columns {
		top = max(top, d.Negative, d.Neutral, d.Positive)
	}
	levels := []rune(f.h.Theme.Signs.Bars)
	for _, mood := range []string{"positive", "neutral", "negative"} {
		token, sign := f.h.Theme.Mood(mood)
		var b strings.Builder
		for _, d := range columns {
			n := map[string]int{"positive": d.Positive, "neutral": d.Neutral, "negative": d.Negative}[mood]
			cell := " "
			if n > 0 {
				cell = string(levels[min(len(levels)-1, (n*len(levels)-1)/top)])
			}
			b.WriteString(strings.Repeat(cell, max(1, each-1)))
			if each > 1 {
				b.WriteByte(' ')
			}
		}
		f.add(f.line().Put(token, sign).Gap(1).Raw(f.h.Theme.Paint(token, b.String()), used).String())
	}
}

// moods are the shares of the moods.
func (f *figures) moods() {
	s, all := f.a.Sentiment, f.a.Total
	f.heading("Moods", "")
	var list []counted
	for _, mood := range []string{"negative", "neutral", "positive"} {
		token, sign := f.h.Theme.Mood(mood)
		list = append(list, counted{name: mood, sign: sign, token: token, n: s[mood], pick: one("sent", mood)})
	}
	f.bars(list, all)
}

// one is the query for one value of a field; quotes keep whatever it is a value.
func one(field, value string) query.Expr {
	return query.Field{Name: field, Value: query.One{Text: value, Quoted: field == "from"}}
}

// response is how fast we answer. The sums behind the mean know days, not
// queries: a query has its steps counted, and half of the answers for a mean.
func (f *figures) response() {
	f.heading("Answers", "")
	if f.a.Answered == 0 {
		f.add(f.line().Gap(2).Put(theme.Dim, "nothing was answered in these days").String())
		return
	}
	l := f.line().Gap(2).Put(theme.Strong, widget.Number(f.a.Answered)).Put(theme.Dim, " answers"+f.dot())
	steps := desk.ResponseSteps()
	switch half := f.a.Half(); {
	case f.a.Rolled:
		l.Put(theme.Dim, "mean ").Put(theme.Strong, span(f.a.Response))
	case half < len(steps):
		l.Put(theme.Dim, "half of them in ").Put(theme.Strong, widget.Short(steps[half]))
	default:
		l.Put(theme.Dim, "half of them later than ").Put(theme.Strong, widget.Short(steps[len(steps)-1]))
	}
	f.add(l.String())
	if f.a.Rolled {
		f.pace()
	}
	f.steps()
}

// pace is the mean of each day.
func (f *figures) pace() {
	var minutes []int
	for _, d := range f.a.Days {
		m := int(d.Response.Minutes())
		if d.Response > 0 {
			m = max(1, m)
		}
		minutes = append(minutes, m)
	}
	f.spark("per day ", theme.Bar2, minutes)
}

// steps are the answers by the time they took; they cannot be opened.
func (f *figures) steps() {
	steps := desk.ResponseSteps()
	var list []counted
	for i, n := range f.a.Within {
		name := "later"
		if i < len(steps) {
			name = "in " + widget.Short(steps[i])
		}
		list = append(list, counted{name: name, token: theme.Bar2, n: n})
	}
	mark := f.mark
	f.mark = -1 // steps cannot be opened
	f.bars(list, f.a.Answered)
	f.mark = mark
}

// span writes a duration with its two largest units.
func span(d time.Duration) string {
	switch {
	case d < time.Hour:
		return widget.Short(d)
	case d < 24*time.Hour:
		return fmt.Sprintf("%dh %dm", int(d.Hours()), int(d.Minutes())%60)
	}
	return fmt.Sprintf("%dd %dh", int(d.Hours())/24, int(d.Hours())%24)
}

func (f *figures) networks() {
	f.counts("Networks", f.a.Networks, "net", theme.Bar3, 8)
}

func (f *figures) intents() {
	f.counts("What about", f.a.Intents, "intent", theme.Bar1, 10)
}

func (f *figures) monitors() {
	f.counts("Monitors", f.a.Monitors, "monitor", theme.Bar2, 8)
}

func (f *figures) campaigns() {
	f.counts("Campaigns", f.a.Campaigns, "campaign", theme.Bar1, 8)
}

func (f *figures) assignees() {
	f.counts("In whose hands", f.a.Assignees, "assignee", theme.Bar3, 8)
}

func (f *figures) counts(title string, list []desk.Count, field string, token theme.Token, most int) {
	if len(list) == 0 {
		return
	}
	f.heading(title, "")
	var out []counted
	for _, c := range list[:min(len(list), most)] {
		out = append(out, counted{name: c.Name, token: token, n: c.N, pick: one(field, c.Name)})
	}
	f.bars(out, f.a.Total)
}

// authors are those who said most; enter shows what they said.
func (f *figures) authors() {
	if len(f.a.Authors) == 0 {
		return
	}
	f.heading("Authors", "enter shows what they said")
	var out []counted
	for _, c := range f.a.Authors {
		network, id, _ := strings.Cut(c.Name, ":")
		name := f.a.Names[c.Name]
		if name == "" {
			name = id
		}
		out = append(out, counted{name: name + f.dot() + network, token: theme.Bar3, n: c.N, pick: one("from", c.Name)})
	}
	f.bars(out, f.a.Total)
}

// week is when people write, hour by hour, and the hour with most of them.
func (f *figures) week() {
	top, bestDay, bestHour := 0, 0, 0
	for d, hours := range f.a.Hours {
		for h, n := range hours {
			if n > top {
				top, bestDay, bestHour = n, d, h
			}
		}
	}
	names := []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}
	note := ""
	if top > 0 {
		note = fmt.Sprintf("most on %s %02d:00", names[bestDay], bestHour)
	}
	f.heading("Best time", note)
	each := 1
	if f.width >= 5+48+1 {
		each = 2
	}
	axis := f.line().Gap(4)
	for h := 0; h < 24; h += 6 {
		axis.Fixed(theme.Dim, fmt.Sprint(h), 6*each)
	}
	f.add(axis.String())
	for d, name := range names {
		l := f.line().Fixed(theme.Dim, name, 4)
		for _, n := range f.a.Hours[d] {
			token, sign := widget.Heat(f.h.Theme, n, top)
			if each == 2 && n > 0 {
				sign += sign
			}
			l.Fixed(token, sign, each)
		}
		f.add(l.String())
	}
}
