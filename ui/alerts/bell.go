package alerts

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"earshot/store/desk"
)

// bell rings the terminal's bell at what is new, if the person has switched it on.
type bell struct {
	on   bool
	last string // the newest that was unseen at the last look
	met  bool   // there was one
}

// bellPref is the name under which it is remembered.
const bellPref = "alert-bell"

// rung is what is remembered.
type rung bool

func (*bell) recall(p *Pane) tea.Cmd {
	prefs, user := p.h.Desk.Prefs, p.h.User
	return p.boxes[2].Read(func(ctx context.Context) tea.Msg {
		raw, err := prefs.Get(ctx, user, bellPref)
		return rung(err == nil && len(raw) > 0)
	})
}

// ring sounds where something has come since the last look; what was there when
// the session began does not.
func (b *bell) ring(newest string) tea.Cmd {
	sounds := b.on && b.met && newest > b.last
	b.last, b.met = max(b.last, newest), true
	if !sounds {
		return nil
	}
	return tea.Raw("\a")
}

// toggle switches it and remembers that.
func (b *bell) toggle(p *Pane) tea.Cmd {
	b.on = !b.on
	on := b.on
	return p.h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) {
		value, title := []byte{}, "alerts are silent"
		if on {
			value, title = []byte("on"), "the terminal rings at new alerts"
		}
		return desk.Outcome{Title: title}, p.h.Desk.Prefs.Set(ctx, by, bellPref, value)
	})
}
