package compose

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// plain is the obvious editor: runes and a cursor, without rows.
type plain struct {
	runes []rune
	at    int
}

func (p *plain) insert(s string) {
	p.runes = slices.Insert(p.runes, p.at, []rune(s)...)
	p.at += len([]rune(s))
}

func (p *plain) cut(from, to int) {
	from, to = max(0, from), min(to, len(p.runes))
	if from < to {
		p.runes = slices.Delete(p.runes, from, to)
		p.at = from
	}
}

func (p *plain) blank(i int) bool { return p.runes[i] == ' ' || p.runes[i] == '\n' }

func (p *plain) wordStart() int {
	i := p.at
	for i > 0 && p.blank(i-1) {
		i--
	}
	for i > 0 && !p.blank(i-1) {
		i--
	}
	return i
}

func (p *plain) wordEnd() int {
	i := p.at
	for i < len(p.runes) && p.blank(i) {
		i++
	}
	for i < len(p.runes) && !p.blank(i) {
		i++
	}
	return i
}

func (p *plain) key(name string) {
	switch name {
	case "left":
		p.at = max(0, p.at-1)
	case "right":
		p.at = min(len(p.runes), p.at+1)
	case "ctrl+left":
		p.at = p.wordStart()
	case "ctrl+right":
		p.at = p.wordEnd()
	case "ctrl+home":
		p.at = 0
	case "ctrl+end":
		p.at = len(p.runes)
	case "enter":
		p.insert("\n")
	case "backspace":
		p.cut(p.at-1, p.at)
	case "delete":
		p.cut(p.at, p.at+1)
	case "ctrl+w":
		p.cut(p.wordStart(), p.at)
	case "alt+d":
		p.cut(p.at, p.wordEnd())
	}
}

func TestTheAreaEditsAsTheObviousEditorDoes(t *testing.T) {
	keys := []string{"left", "right", "ctrl+left", "ctrl+right", "ctrl+home", "ctrl+end", "enter", "backspace", "delete", "ctrl+w", "alt+d"}
	rapid.Check(t, func(r *rapid.T) {
		var a area
		a.Set("")
		var p plain
		for range rapid.IntRange(1, 60).Draw(r, "steps") {
			if rapid.Bool().Draw(r, "type") {
				s := rapid.SampledFrom([]string{"a", "b", " ", "ё", "слово", "two words", "新"}).Draw(r, "text")
				a.Insert(s)
				p.insert(s)
			} else {
				k := rapid.SampledFrom(keys).Draw(r, "key")
				press(&a, k)
				p.key(k)
			}
			if a.Text() != string(p.runes) || a.at != p.at {
				r.Fatalf("%q at %d instead of %q at %d", a.Text(), a.at, string(p.runes), p.at)
			}
		}
		// Everything can be taken back, and done again.
		end := a.Text()
		for range 200 {
			press(&a, "ctrl+z")
		}
		if a.Text() != "" {
			r.Fatalf("%q is left after taking everything back", a.Text())
		}
		for range 200 {
			press(&a, "alt+Z")
		}
		if a.Text() != end {
			r.Fatalf("%q instead of %q after doing everything again", a.Text(), end)
		}
	})
}

func TestUpAndDownStayInTheText(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var a area
		a.Set(rapid.StringOfN(rapid.SampledFrom([]rune("ab \nё新")), 0, 80, -1).Draw(r, "text"))
		width := rapid.IntRange(2, 20).Draw(r, "width")
		drawn(&a, width, 4)
		text := a.Text()
		for range 30 {
			press(&a, rapid.SampledFrom([]string{"up", "down", "home", "end", "pgup", "pgdown"}).Draw(r, "key"))
			drawn(&a, width, 4)
			if a.Text() != text || a.at < 0 || a.at > len(a.parts) {
				r.Fatalf("%q at %d", a.Text(), a.at)
			}
		}
		// Down to the end and up again passes every row once.
		press(&a, "ctrl+home")
		rows := len(a.lay.rows)
		for i := range rows - 1 {
			before, _ := a.lay.place(&a)
			press(&a, "down")
			if after, _ := a.lay.place(&a); after != before+1 {
				r.Fatalf("step %d goes from row %d to row %d of %d", i, before, after, rows)
			}
		}
	})
}

func TestEveryCharacterStandsInExactlyOneRow(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var a area
		a.Set(rapid.String().Draw(r, "text"))
		drawn(&a, rapid.IntRange(1, 30).Draw(r, "width"), 3)
		at := 0
		for _, row := range a.lay.rows {
			if row.from != at || row.to < row.from {
				r.Fatalf("rows %v", a.lay.rows)
			}
			at = row.to
		}
		if at != len(a.parts) {
			r.Fatalf("%d characters in rows of %d", at, len(a.parts))
		}
	})
}
