package compose

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/overlay"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// The triggers: what opens a list of proposals while one writes. Each works at
// the beginning of a word only; in a word or an address it is text.
const (
	triggerCanned = "::"
	triggerAnswer = "??"
	triggerPeople = "@@"
)

// popup is the list of proposals under the cursor. Its zero value is closed.
type popup struct {
	kind   string // the trigger; "" = closed
	start  int    // the part at which the trigger begins
	typed  string // what stands behind it
	items  []proposal
	list   widget.List[int]
	shut   int // 1 + the part of the trigger that esc has closed
	people []store.Author
	waits  bool // for answers that are looked for
}

// proposal is one thing that can get into the text.
type proposal struct{ label, doc, text string }

// The rows of proposals shown at once, and how many answers are looked for.
const maxProposals = 6

// shown tells whether the list is open and has something to take.
func (p *popup) shown() bool { return p.kind != "" && len(p.items) > 0 }

// hint says in place of a list why there is nothing to propose, and what to do;
// "" once a letter follows the trigger, because then it may be text.
func (p *popup) hint() string {
	if p.typed != "" || p.waits || len(p.items) > 0 {
		return ""
	}
	switch p.kind {
	case triggerCanned:
		return "no canned replies yet; ctrl+x c keeps this text as one"
	case triggerAnswer:
		return "no answer of ours fits yet; a word behind ?? looks for one"
	case triggerPeople:
		return "nobody to name: no discussion here, no colleagues yet"
	}
	return ""
}

// open tells whether something is shown under the cursor that esc closes.
func (p *popup) open() bool { return p.shown() || p.hint() != "" }

// close takes the list away until another trigger is typed.
func (p *popup) close() {
	if p.kind != "" {
		p.shut = p.start + 1
	}
	p.kind, p.items = "", nil
}

func (p *popup) set(items []proposal) {
	p.items = items
	p.list.Set(widget.Rows(len(items)))
	p.list.Top()
}

// triggered reads a trigger in the word before the cursor.
func triggered(word string) (kind, typed string) {
	for _, kind := range []string{triggerCanned, triggerAnswer, triggerPeople} {
		typed, ok := strings.CutPrefix(word, kind)
		if ok && !strings.ContainsFunc(typed, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune("-_.@", r)
		}) {
			return kind, typed
		}
	}
	return "", ""
}

// trigger looks after a key whether a list of proposals is wanted.
func (p typist) trigger() tea.Cmd {
	pop := &p.ed.pop
	word, n := p.ed.text.token()
	kind, typed := triggered(word)
	start := p.ed.text.at - n
	if kind == "" {
		pop.kind, pop.items, pop.shut = "", nil, 0
		return nil
	}
	if pop.shut == start+1 {
		return nil
	}
	if kind == triggerAnswer {
		if pop.kind == kind && pop.typed == typed {
			return nil
		}
		if pop.kind != kind {
			pop.items = nil
		}
		pop.kind, pop.start, pop.typed, pop.shut, pop.waits = kind, start, typed, 0, true
		return p.canned.remember(p.Pane, typed)
	}
	pop.kind, pop.start, pop.typed, pop.shut, pop.waits = kind, start, typed, 0, false
	p.propose()
	return nil
}

// propose fills the open list with what is at hand.
func (p typist) propose() {
	pop := &p.ed.pop
	switch pop.kind {
	case triggerCanned:
		pop.set(best(p.canned.proposals(p.Pane), pop.typed))
	case triggerPeople:
		pop.set(best(pop.persons(p.h.Names.Users), pop.typed))
	}
}

// best are the proposals that what was typed fits, the best first.
func best(all []proposal, typed string) []proposal {
	type scored struct {
		proposal
		score int
	}
	var out []scored
	for _, q := range all {
		score, ok := overlay.Fuzzy(typed, q.label)
		if !ok {
			if score, ok = overlay.Fuzzy(typed, q.doc); !ok || len([]rune(typed)) < 3 {
				continue
			}
			score -= 100 // the name says more than the text
		}
		out = append(out, scored{q, score})
	}
	slices.SortStableFunc(out, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	items := make([]proposal, len(out))
	for i := range out {
		items[i] = out[i].proposal
	}
	return items
}

// persons are the people of the discussion, then the colleagues.
func (p *popup) persons(users []string) []proposal {
	var out []proposal
	for _, a := range p.people {
		if a.Handle != "" {
			handle := "@" + strings.TrimPrefix(a.Handle, "@")
			out = append(out, proposal{label: handle, doc: a.Name, text: handle + " "})
		}
	}
	for _, u := range users {
		if u != "" {
			out = append(out, proposal{label: "@" + u, doc: "colleague", text: "@" + u + " "})
		}
	}
	return out
}

// pick takes the keys of the open list; it reports whether the key was one.
func (p typist) pick(key string) bool {
	pop := &p.ed.pop
	switch key {
	case "down", "ctrl+n":
		pop.list.Move(1)
	case "up", "ctrl+p":
		pop.list.Move(-1)
	case "enter", "tab":
		i, ok := pop.list.Selected()
		if !ok {
			return false
		}
		text := pop.items[i].text
		n := p.ed.text.at - pop.start
		pop.kind, pop.items = "", nil
		p.ed.text.Replace(n, text)
		p.ed.dirty()
	default:
		return false
	}
	return true
}

// cover lays the list over the rows below the cursor, or above it where there
// is more room.
func (e sheet) cover(rows []string, y, width, height int) []string {
	list := e.proposals(width, min(maxProposals+1, max(y, height-1-y)))
	at := y + 1
	if at+len(list) > height {
		at = max(0, y-len(list))
	}
	for len(rows) < height {
		rows = append(rows, "")
	}
	copy(rows[at:min(at+len(list), height)], list)
	return rows
}

// proposals draws the open list in at most n rows; the last says what it is.
func (e sheet) proposals(width, n int) []string {
	pop, th, pol := &e.pop, e.h.Theme, e.h.Policy.Brief()
	if hint := pop.hint(); hint != "" {
		var rows []string
		for _, text := range pol.Wrap(hint, max(1, width-2), n) {
			rows = append(rows, widget.NewLine(th, pol, width).Put(theme.Faint, th.Signs.Down).Put(theme.Hint, text).String())
		}
		return rows[:min(len(rows), n)]
	}
	pop.list.Resize(max(1, min(len(pop.items), n-1)))
	from, to := pop.list.Window()
	var rows []string
	for i := from; i < to; i++ {
		l := widget.NewLine(th, pol, width)
		if i == pop.list.At() {
			l.Put(theme.Accent, th.Signs.Select)
		} else {
			l.Put(theme.Faint, th.Signs.Down)
		}
		label, doc := oneLine(pop.items[i].label), oneLine(pop.items[i].doc)
		if width < 30 || doc == "" {
			rows = append(rows, l.Put(theme.Strong, label).String())
			continue
		}
		wide := min(22, width/3)
		if pop.kind == triggerAnswer {
			wide = width * 3 / 5 // the answer itself
		}
		rows = append(rows, l.Fixed(theme.Strong, label, wide).Gap(1).Put(theme.Dim, doc).String())
	}
	if n < 2 {
		return rows[:min(len(rows), n)]
	}
	what := map[string]string{triggerCanned: "canned replies", triggerAnswer: "what we answered before (no knowledge base yet)", triggerPeople: "people here, colleagues"}
	l := widget.NewLine(th, pol, width).Put(theme.Faint, th.Signs.Down)
	return append(rows, l.Put(theme.Key, "enter").Put(theme.Dim, " takes  ").Put(theme.Key, "esc").Put(theme.Dim, " closes  ").Put(theme.Hint, what[pop.kind]).String())
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// remembered brings what we have answered before.
type remembered struct {
	start int
	typed string
	items []desk.Answer
}

// found takes the answers over, if the list still waits for them.
func (p *popup) found(msg remembered) {
	if p.kind != triggerAnswer || p.start != msg.start || p.typed != msg.typed {
		return
	}
	var items []proposal
	for _, a := range msg.items {
		doc := "to: " + a.Question
		items = append(items, proposal{label: oneLine(a.Text), doc: doc, text: a.Text})
	}
	p.waits = false
	p.set(items)
}

// remember looks for answers of before: to what was typed, else to what is
// being answered.
func (c *canned) remember(p *Pane, typed string) tea.Cmd {
	question, start, h := typed, p.ed.pop.start, p.h
	if question == "" && p.ed.about != nil {
		question = p.ed.about.Body.Text
	}
	return c.answers.Read(func(ctx context.Context) tea.Msg {
		items, err := h.Desk.Canned.Answers(ctx, question, maxProposals)
		if err != nil {
			return nil
		}
		return remembered{start, typed, items}
	})
}
