package verb

import (
	"fmt"
	"math"
	"strings"

	"earshot/store/desk"
	"earshot/ui/overlay"
	"earshot/ui/theme"
)

// mostTopics is how many topics of a person are explained.
const mostTopics = 3

// Standing explains how far somebody's word carries: the sum, what they are for
// the team, and apart from both, how many their posts can come to.
func Standing(s desk.Standing) []overlay.Row {
	var rows []overlay.Row
	if sum := s.Sum(); sum != "" {
		rows = append(rows, overlay.Row{Label: "Influence", Text: sum})
	}
	for i, c := range s.Classes {
		row := overlay.Row{Text: string(c.Class) + ": " + c.Why, Token: theme.Lead}
		if i == 0 {
			row.Label = "Class"
		}
		rows = append(rows, row)
	}
	if s.Reach.Direct > 0 || s.Reach.Through > 0 {
		rows = append(rows, overlay.Row{Label: "Reach", Text: s.Reach.String() + "; weighs nothing in influence"})
	}
	var topics []string
	for _, t := range s.Topics[:min(len(s.Topics), mostTopics)] {
		if t.Score >= 1 {
			topics = append(topics, fmt.Sprintf("%s %.0f", t.Name, math.Floor(t.Score)))
		}
	}
	if len(topics) > 0 {
		rows = append(rows, overlay.Row{Label: "On topics", Text: strings.Join(topics, ",  ")})
	}
	return rows
}
