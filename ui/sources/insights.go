package sources

import (
	"fmt"
	"strings"
	"time"

	"earshot/store"
)

// week is the time over which the figures of an account are added up.
const week = 7 * 24 * time.Hour

// counted tells in a line what the network has counted of an account in the last
// week, and how that compares with the one before; "" = nothing.
func counted(in store.Insights) string {
	end := in.End()
	if end.IsZero() {
		return ""
	}
	now, before := in.Over(end.Add(-week), end), in.Over(end.Add(-2*week), end.Add(-week))
	reach := number(now.Reach, before.Reach, "reached")
	if now.ReachFollowers > 0 && reach != "" {
		reach += fmt.Sprintf(", %d of them follow", now.ReachFollowers)
	}
	parts := []string{
		number(now.Visitors, before.Visitors, "visitors"), number(now.Views, before.Views, "views"), reach,
		number(now.Joined, 0, "joined"), number(now.Left, 0, "left"),
		number(now.Likes, before.Likes, "likes"), number(now.Comments, before.Comments, "comments"), number(now.Shares, before.Shares, "shares"),
	}
	text := ""
	for _, p := range parts {
		if p != "" {
			text += ", " + p
		}
	}
	if text == "" {
		return "nobody came in the week to " + end.UTC().Format("2 January")
	}
	return "the week to " + end.UTC().Format("2 January") + ": " + strings.TrimPrefix(text, ", ")
}

// number is a count with its change where that is a hundredth and more; "" = none
// was counted.
func number(now, before int, what string) string {
	switch {
	case now == 0 && before == 0:
		return ""
	case before == 0, (now-before)*100/before == 0:
		return fmt.Sprintf("%d %s", now, what)
	}
	return fmt.Sprintf("%d %s (%+d%%)", now, what, (now-before)*100/before)
}
