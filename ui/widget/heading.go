package widget

import "earshot/ui/theme"

// Heading adds the heading of a part of a pane and a dim note behind it. It has
// no rule: rules belong to the titles of panes.
func (l *Line) Heading(title, note string) *Line {
	l.Put(theme.Title, title)
	if note != "" {
		l.Gap(2).Put(theme.Dim, note)
	}
	return l
}
