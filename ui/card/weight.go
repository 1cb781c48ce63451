package card

import (
	"strings"

	"earshot/ui/theme"
	"earshot/ui/widget"
)

// weight draws how far the person's word carries.
type weight struct{ *sheet }

// long is from how many rows on a sum that is longer than a row is told whole.
const long = 13

// sum is the score, and what it is made of.
func (w weight) sum() (score, of string) {
	score, of, _ = strings.Cut(w.who.Influence.Sum(), " = ")
	return score, of
}

// row is mood and influence in one row, for where rows are dear. Whom nobody has
// reshared has no figure worth one.
func (w weight) row(width int) string {
	l := w.line(width)
	w.figures(l)
	if w.who.Influence.Score == 0 {
		return l.String()
	}
	score, of := w.sum()
	l.Put(theme.Dim, w.dot()+"influence ").Put(theme.Strong, score)
	if of, _, _ = strings.Cut(of, " x "); l.Left() > len(of)+2 {
		l.Put(theme.Dim, ", "+of)
	}
	return l.String()
}

// facts are the score with its sum, and the reach, which is no part of it.
func (w weight) facts(width, limit int) []fact {
	score, of := w.sum()
	if score == "" {
		return nil
	}
	if w.who.Influence.Score == 0 {
		return []fact{w.fact(rankSite, "Influence", theme.Dim, score+", "+of)}
	}
	bar := min(10, width-1-labels-len(score)-len(" of 100  "))
	whole := 1+labels+len(score)+len(" of 100  ")+len(of) <= width
	out := []fact{{rankInfluence, func(width int) string {
		l := w.label(width, "Influence").Put(theme.Strong, score).Put(theme.Dim, " of 100")
		if whole || limit < long || bar < 5 {
			return l.Gap(2).Put(theme.Dim, of).String()
		}
		return l.Gap(2).Raw(widget.Bar(w.h.Theme, theme.Bar1, int(w.who.Influence.Score), 100, bar), bar).String()
	}}}
	if !whole && limit >= long && bar >= 5 {
		for _, text := range w.h.Policy.Wrap(of, width-1-labels, 3) {
			out = append(out, w.fact(rankMore, "", theme.Dim, text))
		}
	}
	if w.who.Influence.Reach.Through > 0 && limit >= long {
		out = append(out, fact{rankReach, w.reachRow})
	}
	return out
}

// reachRow is how many their posts can come to through others; the number of
// followers stands above.
func (w weight) reachRow(width int) string {
	_, reach, _ := strings.Cut(w.who.Influence.Reach.String(), "; ")
	l := w.label(width, "Reach")
	if l.Left() <= len(reach) {
		reach, _, _ = strings.Cut(reach, " with ")
	}
	return l.Put(theme.Text, reach).String()
}
