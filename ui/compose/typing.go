package compose

import (
	tea "charm.land/bubbletea/v2"

	"earshot/ui/pane"
)

// typist takes what is typed and pasted into the editor.
type typist struct{ *Pane }

// typed takes the keys of the editor.
func (p typist) typed(k tea.KeyPressMsg) tea.Cmd {
	p.cache.Drop()
	if p.screen != editing {
		return nil
	}
	p.ed.notice = ""
	if p.ed.head.part != partText {
		p.ed.header(k)
		return nil
	}
	name := k.String()
	if p.ed.pop.shown() && p.pick(name) {
		return nil
	}
	if name == "up" && p.ed.text.Top() {
		p.ed.pop.close()
		p.ed.focus(partWhen)
		return nil
	}
	before := p.ed.text.bytes
	if !p.ed.text.Key(k) {
		if k.Text != "" {
			return pane.Send(pane.Notice{Text: "the text is full: no network takes more", Level: pane.Warning})
		}
		return nil
	}
	if k.Text != "" || p.ed.text.bytes != before {
		p.ed.dirty()
	}
	return p.trigger()
}

// pasted takes a paste; a long one goes into the text whole.
func (p typist) pasted(text string) tea.Cmd {
	p.cache.Drop()
	if p.screen != editing {
		return nil
	}
	p.ed.notice = ""
	p.ed.pop.close()
	if p.ed.head.part != partText {
		p.ed.head.field.Insert(text)
		p.ed.commit()
		p.ed.dirty()
		return nil
	}
	if !p.ed.text.Insert(text) {
		return pane.Send(pane.Notice{Text: "the paste is too long: no network takes it", Level: pane.Warning})
	}
	p.ed.dirty()
	return p.offer(text)
}
