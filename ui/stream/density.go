package stream

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/pane"
)

// The densities of the list: a mention in one line of columns, in two lines, or
// in three with its text wrapped. Without a choice the size decides: the list is
// for deciding what to do with each mention, so where one line leaves no room to
// read what was said it takes two.
const (
	compact = "compact"
	normal  = "normal"
	roomy   = "roomy"
)

func densities() []string { return []string{compact, normal, roomy} }

// form is how a mention is drawn in so many cells.
type form struct {
	lines  int  // of each mention
	name   int  // cells of the author
	small  bool // no room for more than state, mood, who, when and what
	kind   bool // what it is has a column of its own, in a word
	handle bool // as has the handle
	reach  bool
}

// formOf gives the form of a density; an empty one is that of the size.
func formOf(density string, width, height int) form {
	if density == "" {
		switch {
		case width >= 100, height < 14:
			density = compact
		default:
			density = normal
		}
	}
	f := form{lines: 1 + slices.Index(densities(), density), small: width < 60}
	switch {
	case f.small:
		f.name = min(20, max(8, width/5))
	case f.lines == 1:
		f.name = 15
		if f.kind = width >= 90; f.kind {
			f.name = 18
		}
		f.reach = width >= 90
	default:
		f.name = min(24, width/4)
		f.kind, f.reach, f.handle = true, true, true
	}
	return f
}

// densityNow is the density in force: what was chosen on this screen, else what the
// configuration says.
func densityNow(p *Pane) string {
	if p.prefs.kept.Density != "" {
		return p.prefs.kept.Density
	}
	if slices.Contains(densities(), p.h.Density) {
		return p.h.Density
	}
	return ""
}

// densityCommand goes from one density to the next; it begins with the one that
// comes after what is shown.
func densityCommand(p *Pane) keys.Command {
	return keys.Command{
		ID: "density", Title: "Lines of a row", Keys: []string{"L"}, Scope: keys.Stream,
		Doc: "One line a mention, two, or three with the text wrapped; it is remembered.",
		Run: func(string) tea.Cmd {
			all := densities()
			at := formOf(densityNow(p), p.sight.width, p.sight.height).lines - 1
			p.prefs.kept.Density = all[(at+1)%len(all)]
			p.cache.Drop()
			return tea.Batch(p.prefs.save(p.h), pane.Send(pane.Notice{Text: "the list is " + p.prefs.kept.Density + "; L changes it", Level: pane.Plain}))
		},
	}
}
