package welcome

import (
	"slices"
	"strings"

	"earshot/ui/widget"
)

// page is a step on the screen: what was typed, and where the cursor is.
type page struct {
	step    *Step
	fields  []widget.Field
	at      int // the field or the choice
	err     string
	choices []string // proposals for the field
}

func newPage(s *Step) *page {
	pg := &page{step: s, fields: make([]widget.Field, len(s.Fields))}
	for i, f := range s.Fields {
		pg.fields[i].Set(f.Value)
	}
	return pg
}

// rows is how many things the cursor can stand on.
func (pg *page) rows() int { return max(len(pg.step.Choices), len(pg.fields)) }

func (pg *page) move(by int) {
	pg.at = max(0, min(pg.at+by, pg.rows()-1))
	pg.choices = nil
}

// field is the one being edited, nil on a page without fields.
func (pg *page) field() *widget.Field {
	if pg.at >= len(pg.fields) {
		return nil
	}
	return &pg.fields[pg.at]
}

func (pg *page) values() map[string]string {
	out := map[string]string{}
	for i, f := range pg.step.Fields {
		out[f.Name] = strings.TrimSpace(pg.fields[i].Text())
	}
	return out
}

// missing says which value is wanted and goes there; "" = none.
func (pg *page) missing() string {
	for i, f := range pg.step.Fields {
		if !f.Optional && strings.TrimSpace(pg.fields[i].Text()) == "" {
			pg.at = i
			return "fill in: " + f.Label
		}
	}
	return ""
}

// filled takes what a completion found: what all proposals begin with is typed,
// several are listed. An answer to what is no longer typed is dropped.
func (pg *page) filled(f filled) {
	field := pg.field()
	if field == nil || pg.step.Fields[pg.at].Name != f.field || field.Text() != f.typed {
		return
	}
	pg.err, pg.choices = "", nil
	if len(f.found) == 0 {
		pg.err = "nothing there begins with " + f.typed
		return
	}
	field.Set(common(f.found))
	if len(f.found) > 1 {
		pg.choices = f.found
	}
}

// common is what all texts begin with, whole characters only.
func common(texts []string) string {
	short, long := []rune(slices.Min(texts)), []rune(slices.Max(texts))
	n := 0
	for n < len(short) && n < len(long) && short[n] == long[n] {
		n++
	}
	return string(short[:n])
}
