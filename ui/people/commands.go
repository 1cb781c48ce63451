package people

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"earshot/store/act"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// What can be done with the person under the cursor, while one types: letters are
// text, so these are keys with ctrl that the field leaves free.

// deeds are those of a look-up.
type deeds struct{ *Pane }

// row is a command on the row under the cursor.
type row struct {
	id, key, title, doc string
	foot                string // in the footer
	when                func(f *desk.Found) string
	run                 func(f *desk.Found) tea.Cmd
}

func (p deeds) rows() []row {
	return []row{
		{"found-write", "ctrl+r", "Write to who was found", "Answers the newest that they wrote to us, else begins a post or a mail to them.", "write", nil, p.write},
		{"found-tag", "ctrl+t", "Tag who was found", "Adds and removes tags of the person, whatever account one looks at: +press -old.", "tag", nil, p.tag},
		{"found-vip", "ctrl+v", "Who was found is a VIP, or not", "Says that the person is a VIP, or no longer is.", "VIP", nil, p.vip},
		{"found-compare", "ctrl+g", "Compare who was found", "Holds this person; on another one it shows both side by side.", "compare", nil, p.compare},
		{"found-open", "ctrl+o", "Open the page of who was found", "Shows the address of their profile as a link and copies it.", "profile", p.paged, p.page},
	}
}

// acts declares them. They work while the look-up has the keys.
func (p deeds) acts() (out []keys.Command) {
	for _, r := range p.rows() {
		out = append(out, keys.Command{
			ID: r.id, Title: r.title, Keys: []string{r.key}, Scope: keys.Overlay, Doc: r.doc, Group: keys.Views,
			KeyOnly: "it works on the person under the cursor of the look-up (ctrl+f)",
			When: func() string {
				f, why := p.under()
				if why == "" && r.when != nil {
					why = r.when(f)
				}
				return why
			},
			Run: func(string) tea.Cmd {
				f, why := p.under()
				if why != "" {
					return nil
				}
				p.told = pane.Notice{}
				return r.run(f)
			},
		})
	}
	return out
}

// under is who stands under the cursor. What was found belongs to what was typed
// before while an answer is awaited.
func (p deeds) under() (*desk.Found, string) {
	i := p.list.At()
	switch {
	case !p.open:
		return nil, "the look-up (ctrl+f) is not open"
	case p.covered:
		return nil, "something else has the keys"
	case p.box.Busy():
		return nil, "the answer is not there yet"
	case i < 0 || i >= len(p.found):
		return nil, "nobody is found"
	}
	return &p.found[i], ""
}

// refuse says why a key of these does nothing now.
func (p deeds) refuse(k tea.KeyPressMsg) {
	for _, r := range p.rows() {
		if keys.Name(k) != p.h.Key(r.id, r.key) {
			continue
		}
		f, why := p.under()
		if why == "" && r.when != nil {
			why = r.when(f)
		}
		p.told = pane.Notice{Text: why, Level: pane.Warning}
	}
}

// leave takes the look-up away, because something else follows: in this order, or it
// could be what follows that is taken away.
func (p deeds) leave(then ...tea.Cmd) tea.Cmd {
	p.open = false
	p.box.Forget()
	return tea.Sequence(append([]tea.Cmd{pane.Send(pane.Pop{})}, then...)...)
}

// write begins an answer, or a text to them.
func (p deeds) write(f *desk.Found) tea.Cmd {
	h, id, scope, a := p.h, f.Who.ID, p.h.Scope(), f.Who.Author
	return p.leave(func() tea.Msg {
		s, err := h.Desk.Lookup.Timeline(h.Context, id, nil, 1, scope)
		switch {
		case err != nil:
			return h.Fail(err)
		case len(s.Timeline) > 0:
			return pane.Compose{Kind: pane.Reply, Doc: s.Timeline[0].Doc}
		case a.Handle != "":
			return pane.Compose{Kind: pane.Handle, To: a.Handle}
		case a.Email != "":
			return pane.Compose{Kind: pane.NewPost, Text: "To: " + a.Email + "\n\n"}
		}
		return pane.Notice{Text: desk.CallName(&f.Who) + " has written nothing yet, and neither handle nor address is known", Level: pane.Warning}
	})
}

// tag asks for tags over the look-up.
func (p deeds) tag(f *desk.Found) tea.Cmd {
	id := f.Who.ID
	p.covered = true
	arg := keys.Arg{Ask: "tag", Hint: "+press -old", Check: func(typed string) string {
		add, remove := act.Signed(typed)
		for _, t := range append(add, remove...) {
			if _, ok := act.Tag(t); !ok {
				return "a sign needs a tag behind it: +press -old"
			}
		}
		if len(add)+len(remove) == 0 {
			return "name at least one tag: +press adds, -old removes"
		}
		return ""
	}}
	return pane.Send(pane.Push{Overlay: overlay.NewPrompt(p.h, "tag "+f.Name(), arg, "", func(text string) tea.Cmd {
		p.covered = false
		add, remove := act.Signed(text)
		return p.do(func(ctx context.Context, by desk.By) (desk.Outcome, error) {
			return p.h.Desk.People.Tag(ctx, by, id, add, remove)
		})
	}, func(string) { p.covered = false })})
}

func (p deeds) vip(f *desk.Found) tea.Cmd {
	id, on := f.Who.ID, !f.VIP
	return p.do(func(ctx context.Context, by desk.By) (desk.Outcome, error) {
		return p.h.Desk.People.VIP(ctx, by, id, on)
	})
}

// held is somebody who is held for a comparison, over any number of look-ups.
type held struct{ id, name string }

// compare holds the first, and shows both with the second.
func (p deeds) compare(f *desk.Found) tea.Cmd {
	if p.held.id == "" || p.held.id == f.Who.ID {
		p.held = held{f.Who.ID, f.Name()}
		p.told = pane.Notice{Text: f.Name() + " is held; the same key on another person compares them"}
		return nil
	}
	one := p.held.id
	p.held = held{}
	return p.leave(pane.Send(pane.To{Pane: keys.Card, Msg: pane.Compare{One: one, Other: f.Who.ID}}))
}

func (p deeds) paged(f *desk.Found) string {
	if f.Who.Author.URL == "" {
		return f.Name() + " has no page that is known"
	}
	return ""
}

func (p deeds) page(f *desk.Found) tea.Cmd {
	return p.leave(overlay.Open(p.h, []overlay.Link{{URL: f.Who.Author.URL, Title: f.Name()}}))
}

// do runs a verb, and tells what it did here, too.
func (p deeds) do(verb func(context.Context, desk.By) (desk.Outcome, error)) tea.Cmd {
	return overlay.Tell(Scope, p.h.Do(verb))
}

// foot names the keys, as many as there is room for.
func (p deeds) foot(width int) string {
	l := widget.NewLine(p.h.Theme, p.h.Policy.Brief(), width)
	put := func(key, text string) bool {
		fits := p.h.Policy.Width(key+" "+text+"  ") <= l.Left()
		if fits {
			l.Put(theme.Key, key).Put(theme.Dim, " "+text+"  ")
		}
		return fits
	}
	put("enter", "card")
	for _, r := range p.rows() {
		key := p.h.Key(r.id, r.key)
		if key == "" || r.id == "found-compare" && p.held.id != "" && put(key, r.foot+" with "+p.held.name) {
			continue
		}
		put(key, r.foot)
	}
	put("#", "by topic")
	put("esc", "back")
	return l.String()
}
