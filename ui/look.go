package ui

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/layout"
	"earshot/ui/pane"
	"earshot/ui/theme"
)

// Look is how a screen looks at its start. The zero value works.
type Look struct {
	// Setting is the theme of the configuration, a kind or a name of Themes;
	// empty = as the terminal is.
	Setting string
	// Themes are a person's own.
	Themes []theme.Spec
	// Terminal is the kind that fits the terminal, whatever was set; empty = that
	// of the host's theme.
	Terminal theme.Kind
	// Arrangement of the panes by the configuration; empty = by the size.
	Arrangement layout.Arrangement
	// Told is said once at the start: what is wrong with a theme file.
	Told []string
}

// lookScope is the address of what the screen remembers of its looks, lookPref
// its name in the store.
const (
	lookScope keys.Scope = "look"
	lookPref  string     = "look"
)

// looking is the look in force, and what of it is remembered.
type looking struct {
	box    *pane.Mailbox
	chosen string       // by a person in this session or an earlier one; empty = nobody chose
	before *theme.Theme // what a preview goes back to; nil = none is shown
	busy   bool         // being written
	dirty  bool         // has changed while it was written
}

// remembered is the value in the store. A setting that was changed since wins
// over what was chosen before.
type remembered struct {
	Theme   string             `json:"theme,omitempty"`
	Over    string             `json:"over,omitempty"` // the setting at that time
	Panes   layout.Arrangement `json:"panes,omitempty"`
	PanesOn layout.Arrangement `json:"panes_over,omitempty"`
	Cols    int                `json:"cols,omitempty"`
	Rows    int                `json:"rows,omitempty"`
}

// saved says that the looks were written.
type saved struct{ err error }

// looks are the commands and messages of the looks: a view of the model.
type looks struct{ *Model }

func (m looks) start() tea.Cmd {
	m.place.look.box = m.h.Mailbox(lookScope)
	m.place.wish.Arrangement = m.opt.Look.Arrangement
	if m.opt.Look.Terminal == "" {
		m.opt.Look.Terminal = m.h.Theme.Kind
	}
	var told []tea.Cmd
	if len(m.opt.Look.Told) > 0 {
		told = append(told, pane.Send(pane.Notice{Text: strings.Join(m.opt.Look.Told, "; "), Level: pane.Warning}))
	}
	if m.h.Desk != nil {
		d, user := m.h.Desk, m.h.User
		told = append(told, m.place.look.box.Read(func(ctx context.Context) tea.Msg {
			var r remembered
			value, err := d.Prefs.Get(ctx, user, lookPref)
			if err != nil || json.Unmarshal(value, &r) != nil {
				return remembered{} // nothing that can be read is nothing remembered
			}
			return r
		}))
	}
	return tea.Batch(told...)
}

// got takes what was remembered.
func (m looks) got(msg tea.Msg) tea.Cmd {
	r, ok := msg.(remembered)
	if !ok {
		return nil
	}
	if r.PanesOn == m.opt.Look.Arrangement && slices.Contains(layout.Arrangements(), r.Panes) {
		m.place.wish.Arrangement = r.Panes
	}
	m.place.wish.Cols, m.place.wish.Rows = r.Cols, r.Rows
	m.place.bound()
	if r.Theme == "" || r.Over != m.opt.Look.Setting || m.refuse(r.Theme) != "" {
		return nil
	}
	m.place.look.chosen = r.Theme
	return m.wear(r.Theme)
}

// save writes the looks, one writing after the other.
func (m looks) save() tea.Cmd {
	if m.h.Desk == nil {
		return nil
	}
	if m.place.look.dirty = m.place.look.busy; m.place.look.busy {
		return nil
	}
	m.place.look.busy = true
	wish := m.place.wish
	r := remembered{Theme: m.place.look.chosen, Over: m.opt.Look.Setting, Panes: wish.Arrangement, PanesOn: m.opt.Look.Arrangement, Cols: wish.Cols, Rows: wish.Rows}
	d, by, ctx := m.h.Desk, desk.By{User: m.h.User, Door: "key"}, m.h.Context
	return func() tea.Msg {
		value, err := json.Marshal(r)
		if err == nil {
			err = d.Prefs.Set(ctx, by, lookPref, value)
		}
		return saved{err}
	}
}

// wrote goes on after a writing.
func (m looks) wrote(msg saved) tea.Cmd {
	m.place.look.busy = false
	if msg.err != nil {
		return pane.Send(m.h.Fail(msg.err))
	}
	if m.place.look.dirty {
		return m.save()
	}
	return nil
}

// wear shows a theme by its name.
func (m looks) wear(name string) tea.Cmd {
	own := m.opt.Look
	if name == theme.Auto {
		name = string(own.Terminal.On(m.dark()))
	}
	spec, ok := theme.Find(own.Themes, name)
	if !ok {
		return nil
	}
	if spec.Name == string(spec.Base) && spec.Base == theme.Contrast {
		spec.Base = spec.Base.On(m.dark())
	}
	m.h.Theme = spec.Build(m.h.Policy.ASCII)
	return m.tell(pane.Restyled{})
}

// dark tells whether the terminal's background is dark, as far as is known.
func (m looks) dark() bool {
	return m.opt.Look.Terminal != theme.Light && m.opt.Look.Terminal != theme.ContrastLight
}

// background follows the terminal's background, unless a person or the
// configuration chose a theme that belongs to one.
func (m looks) background(dark bool) tea.Cmd {
	m.opt.Look.Terminal = m.opt.Look.Terminal.On(dark)
	name := m.place.look.chosen
	if name == "" {
		name = m.opt.Look.Setting
	}
	follows := name == "" || name == theme.Auto || name == string(theme.Contrast)
	kind := m.h.Theme.Kind.On(dark)
	if !follows || kind == m.h.Theme.Kind || m.place.look.before != nil {
		return nil
	}
	m.h.Theme = theme.Spec{Name: m.h.Theme.Name, Base: kind}.Build(m.h.Policy.ASCII)
	return m.tell(pane.Restyled{})
}

// refuse says why a theme cannot be worn here.
func (m looks) refuse(name string) string {
	spec, ok := theme.Find(m.opt.Look.Themes, name)
	switch {
	case name == theme.Auto:
		return ""
	case !ok:
		return fmt.Sprintf("there is no theme %q; tab completes", name)
	case m.opt.Look.Terminal == theme.Mono && m.opt.Look.Setting == "" && spec.Base != theme.Mono:
		return "this terminal shows no colour (--plain or NO_COLOR is set, or TERM is dumb)"
	case m.opt.Look.Terminal == theme.Basic && spec.Base != theme.Basic && spec.Base != theme.Mono:
		return "this terminal has only 16 colours; set COLORTERM=truecolor if it has more"
	}
	return ""
}

// preview shows a theme while it is being chosen; "" goes back to the one before.
func (m looks) preview(name string) tea.Cmd {
	before := m.place.look.before
	if name == "" || m.refuse(name) != "" {
		if before == nil {
			return nil
		}
		m.h.Theme, m.place.look.before = before, nil
		return m.tell(pane.Restyled{})
	}
	if before == nil {
		m.place.look.before = m.h.Theme
	}
	return m.wear(name)
}

// choose wears a theme from now on.
func (m looks) choose(name string) tea.Cmd {
	if why := m.refuse(name); why != "" {
		return pane.Send(pane.Notice{Text: why, Level: pane.Warning})
	}
	m.place.look.before, m.place.look.chosen = nil, name
	said := pane.Send(pane.Notice{Text: "the theme is " + name + " from now on", Level: pane.Done})
	return tea.Batch(m.wear(name), m.save(), said)
}

// proposals are the themes that begin with what was typed.
func (m looks) proposals(typed string) []keys.Choice {
	var out []keys.Choice
	for _, l := range theme.List(m.opt.Look.Themes) {
		if strings.HasPrefix(l.Name, strings.TrimSpace(typed)) {
			out = append(out, keys.Choice{Text: l.Name, Doc: l.Doc})
		}
	}
	return out
}

func lookCommands(m *Model) []keys.Command {
	l := looks{m}
	return append([]keys.Command{{
		ID: "theme", Title: "Theme", Scope: keys.Global,
		Doc: "Chooses how the screen looks, and shows it while you choose; it is remembered.",
		Arg: &keys.Arg{Ask: "theme", Hint: "auto, dark, light, contrast, basic, mono, or one of your own", Spread: true, Complete: l.proposals, Check: l.refuse, Preview: l.preview},
		Run: l.choose,
	}}, splitCommands(l)...)
}
