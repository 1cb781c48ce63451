package insight

import (
	"fmt"

	"earshot/ui/theme"
	"earshot/ui/widget"
)

// reach is how many people could have read of us, and how many follow us. The
// sums behind both know days, not queries.
func (f *figures) reach() {
	if !f.a.Rolled {
		f.heading("Reach", "")
		f.add(f.line().Gap(2).Put(theme.Dim, "known of everything only, like the mean time to answer").String())
		return
	}
	if f.a.Reach.People == 0 && len(f.a.Channels) == 0 {
		return
	}
	f.heading("Reach", "")
	if f.a.Reach.People > 0 {
		l := f.line().Gap(2).Put(theme.Strong, widget.Number(int(f.a.Reach.People))).Put(theme.Dim, " followers in reach, once a mention")
		f.add(l.String())
		var days []int
		for _, d := range f.a.Days {
			days = append(days, int(d.Reach))
		}
		f.spark("per day ", theme.Bar1, days)
	}
	for _, c := range f.a.Channels {
		first, last := c.Followers[0], c.Followers[len(c.Followers)-1]
		for _, n := range c.Followers {
			if first == 0 {
				first = n
			}
		}
		l := f.line().Gap(2).Put(theme.Strong, widget.Number(int(last))).Put(theme.Dim, " follow ").Put(theme.Text, c.Account)
		if change := last - first; change != 0 {
			l.Put(theme.Dim, fmt.Sprintf("%s%+d in these days", f.dot(), change))
		}
		f.add(l.String())
	}
}

// spark draws a line of the last days that fit.
func (f *figures) spark(label string, token theme.Token, values []int) {
	n := min(len(values), f.width-14)
	if n <= 3 {
		return
	}
	f.add(f.line().Gap(2).Put(theme.Dim, label).Raw(widget.Spark(f.h.Theme, token, values[len(values)-n:], n), n).String())
}
