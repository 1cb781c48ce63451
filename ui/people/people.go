// Package people is the quick look-up of people: from anywhere, answering while
// one types. It is a pane without a place on the screen, whose overlay shows what
// it finds.
package people

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// Scope is the look-up's address.
const Scope keys.Scope = "people"

// most is how many people are shown.
const most = 40

// Pane is the look-up.
type Pane struct {
	h     *pane.Host
	box   *pane.Mailbox
	field widget.Field
	found []desk.Found
	as    answer // under which reading
	list  widget.List[string]
	err   string
	known bool // an answer has come
	looking
}

// looking is what goes on while the look-up is open.
type looking struct {
	open    bool
	covered bool   // a prompt of ours lies over it
	held    held   // whom another is to be compared with
	shown   string // the text whose answer the cursor walks in
	told    pane.Notice
	spots   pane.Rows // what stands on which line, for the pointer
}

// New makes the look-up.
func New(h *pane.Host) *Pane { return &Pane{h: h, box: h.Mailbox(Scope)} }

// Scope is the look-up's address.
func (p *Pane) Scope() keys.Scope { return Scope }

// Title names it.
func (p *Pane) Title() string { return "People" }

// Captures is never true: the overlay has the keys.
func (p *Pane) Captures() bool { return false }

// Changed needs nothing: what is shown is read while one types.
func (p *Pane) Changed(pane.Changes) tea.Cmd { return nil }

// Commands is the one that opens it.
func (p *Pane) Commands() []keys.Command {
	return append([]keys.Command{{
		ID: "people", Title: "Look up people", Keys: []string{"ctrl+f"}, Scope: keys.Global,
		Doc: "Finds people by name, handle or address while you type; enter shows the card, other keys there write, tag, compare.",
		Run: func(string) tea.Cmd {
			p.field.Offer(p.field.Text())
			p.open, p.covered, p.told = true, false, pane.Notice{}
			return tea.Batch(p.search(), pane.Send(pane.Push{Overlay: sheet{p}}))
		},
	}}, deeds{p}.acts()...)
}

// answer is what a read found.
type answer struct {
	found []desk.Found
	text  string // the reading under which they were found
	note  string // says so where it is not what was typed
	err   error
}

func (p *Pane) search() tea.Cmd {
	text, find, scope := p.field.Text(), p.h.Desk.Directory.Look, p.h.Scope()
	return p.box.Read(func(ctx context.Context) tea.Msg {
		return search(ctx, text, scope, find)
	})
}

// Update takes what was found.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
	if did, ok := msg.(pane.Notice); ok { // a verb has changed what was found
		p.told = did
		return p.search()
	}
	a, ok := msg.(answer)
	if !ok {
		return nil
	}
	p.known, p.err = true, ""
	if a.err != nil {
		p.err = a.err.Error()
		a.found = nil // what stood there answers something else
	}
	p.found, p.as = a.found, a
	ids := make([]string, len(a.found))
	for i, f := range a.found {
		ids[i] = f.Who.ID
	}
	p.list.Set(ids)
	if text := p.field.Text(); text != p.shown {
		p.list.Top()
		p.shown = text
	}
	return nil
}

// NextTick is when a look that takes long is to be told.
func (p *Pane) NextTick() time.Time { return p.box.NextTick() }

// View is never called: the look-up has no place.
func (p *Pane) View(width, height int) string { return widget.Block(nil, width, height) }

// Cursor is never shown.
func (p *Pane) Cursor() *tea.Cursor { return nil }

// sheet is the look-up's overlay.
type sheet struct{ p *Pane }

// Title names it.
func (s sheet) Title() string { return "People" }

// Size is the field and a dozen people.
func (s sheet) Size(width, height int) (int, int) { return width, min(height, 14) }

// Update takes a key or an act. What was typed stays for the next time.
func (s sheet) Update(msg tea.Msg) (bool, tea.Cmd) {
	p := s.p
	if _, key := msg.(tea.KeyPressMsg); key {
		p.told = pane.Notice{}
	}
	switch msg := msg.(type) {
	case tea.PasteMsg:
		p.field.Insert(msg.Content)
		return false, p.search()
	case tea.KeyPressMsg:
		if p.field.Key(msg) {
			return false, p.search()
		}
		deeds{p}.refuse(msg)
	case pane.Act:
		switch msg {
		case pane.Back:
			p.box.Forget()
			p.open = false
			return true, nil
		case pane.Accept:
			// What was found belongs to what was typed before while an answer is
			// awaited.
			if id, ok := p.list.Selected(); ok && !p.box.Busy() {
				p.open = false
				return true, tea.Batch(
					pane.Send(pane.To{Pane: keys.Card, Msg: pane.Peek{Identity: id}}),
					pane.Send(pane.Focus{Pane: keys.Card}))
			}
		default:
			msg.Turn(&p.list)
		}
	}
	return false, nil
}

// View draws the field and the people.
func (s sheet) View(width, height int) string {
	p := s.p
	th, pol := p.h.Theme, p.h.Policy.Brief()
	field, _ := p.field.View(th, pol, max(0, width-2), "a name, a handle, an address; #topic; near:place name")
	rows := []string{widget.NewLine(th, pol, min(2, width)).Put(theme.Accent, "> ").String() + field}
	line := func() *widget.Line { return widget.NewLine(th, pol, width) }
	switch {
	case p.err != "":
		rows = append(rows, line().Gap(2).Put(theme.Bad, p.err).String())
	case p.slow():
		rows = append(rows, line().Gap(2).Put(theme.Dim, "still looking; type on, or esc").String())
	case p.known && len(p.found) == 0:
		rows = append(rows, line().Gap(2).Put(theme.Dim, p.nobody()).String())
	case p.as.note != "":
		rows = append(rows, line().Gap(2).Put(theme.Info, p.as.note).String())
	}
	end := []string{deeds{p}.foot(width)}
	if p.told.Text != "" { // below: what one looks at stays where it is
		end = append([]string{line().Gap(2).Put(map[pane.Level]theme.Token{pane.Failure: theme.Bad, pane.Warning: theme.Warn, pane.Done: theme.Good}[p.told.Level], p.told.Text).String()}, end...)
	}
	room := height - len(end)
	p.list.Resize(max(1, room-len(rows)))
	p.spots.Begin(len(rows))
	from, to := p.list.Window()
	for i := from; i < to && len(rows) < room; i++ {
		p.spots.Add(i, 1)
		rows = append(rows, p.row(line(), i))
	}
	for len(rows) < room {
		rows = append(rows, widget.Spaces(width))
	}
	return widget.Block(append(rows[:max(0, room)], end...), width, height)
}

func (p *Pane) slow() bool {
	_, slow := p.box.Slow()
	return slow
}

// nobody says that nobody was found, and what could be typed.
func (p *Pane) nobody() string {
	if a := desk.ReadAsk(p.field.Text()); a.Topic != "" {
		return "nobody has spoken about that; a topic is words, or any query on mentions"
	}
	return "nobody is called that; the beginning of a name, handle, address or place is enough"
}

// row is one contact: name, VIP, influence, reach, why, and where they are.
func (p *Pane) row(l *widget.Line, i int) string {
	f := &p.found[i]
	if i == p.list.At() {
		l.Put(theme.Accent, p.h.Theme.Signs.Select+" ")
	} else {
		l.Gap(2)
	}
	wide := l.Left()
	name, why := columns(wide)
	before, match, after := cut(f.Name(), f.Met)
	room := wide - min(name, wide)
	l.Max(theme.Text, before, l.Left()-room).Max(theme.Match, match, l.Left()-room).Max(theme.Text, after, l.Left()-room)
	l.Gap(l.Left() - room + 1)
	if f.VIP {
		l.Fixed(theme.Lead, "VIP", 4)
	} else {
		l.Gap(4)
	}
	if f.Influence >= 0.5 { // nobody reshared most people: a column of 0 says nothing
		l.Right(theme.Accent, widget.Number(int(f.Influence+0.5)), 3)
	} else {
		l.Gap(3)
	}
	l.Right(theme.Dim, widget.Number(f.Reach), 6).Gap(2)
	l.Fixed(theme.Info, reason(f, why), why).Gap(1)
	l.Max(theme.Dim, strings.Join(p.facts(f), " "+p.h.Theme.Signs.Neutral+" "), l.Left()-widget.WhenWidth-1)
	if f.Who.Last.IsZero() {
		return l.String()
	}
	return l.End(theme.Dim, widget.Ago(p.h.Now(), f.Who.Last, p.h.Zone)+" ").String()
}

// columns are how wide the names and the reasons are.
func columns(wide int) (name, why int) {
	switch {
	case wide >= allReasons:
		return 30, 44
	case wide >= 100:
		return 26, 18
	}
	return 22, 12
}

// allReasons is how wide a row is that has room for any reason.
const allReasons = 150

// reason is why somebody was found, in as many words as there is room for: the
// network stands beside it anyway.
func reason(f *desk.Found, room int) string {
	switch {
	case len(f.Why) <= room:
		return f.Why
	case f.Spoke > 0:
		why, _, _ := strings.Cut(f.Why, " about ")
		return why
	case f.Forgiven:
		return "like " + f.Like
	}
	why, _, _ := strings.Cut(f.Why, " of ")
	return why
}

// facts say where somebody is found: the networks first, for one looks for an
// account to write to.
func (p *Pane) facts(f *desk.Found) []string {
	facts := []string{strings.Join(f.Networks, " ")}
	if f.Place != "" {
		facts = append(facts, f.Place)
	}
	if f.Who.Author.Handle != "" {
		facts = append(facts, "@"+f.Who.Author.Handle)
	}
	if f.Who.Author.Email != "" {
		facts = append(facts, f.Who.Author.Email)
	}
	return facts
}

// Point selects who was clicked; a second click shows the card.
func (s sheet) Point(at pane.Pointer) tea.Cmd {
	row, ok := s.p.spots.At(at.Y)
	if !ok || at.Gesture != pane.Pick {
		return nil
	}
	return pane.PickRow(at, row, s.p.list.At(), func(n int) tea.Cmd {
		s.p.list.Move(n)
		return nil
	}, string(pane.Accept))
}

// Cursor is where the next letter goes.
func (s sheet) Cursor() *tea.Cursor {
	return tea.NewCursor(2+s.p.field.Cell(), 0)
}
