package ui

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
)

// A macro is a list of commands with their arguments, as the ":" line takes
// them, divided by ";": "tag +vip; assign anna; done". It never holds keys, whose
// meaning depends on what is on the screen. A ";" inside an argument is written
// "\;". All steps work on what was marked when the macro began, else on what was
// selected, until a step moves the cursor; the marks go after the last one.

// macros are a person's macros, what is being recorded and what is playing.
type macros struct {
	own       map[string]string // made by the person, kept in desk.Prefs
	shared    map[string]string // of the configuration
	recording bool
	steps     []string // recorded so far, or waiting for a name
	playing   *playing
}

// playing is a macro under way.
type playing struct {
	name    string
	steps   []string
	at      int    // the step under way
	group   string // of all that it changes: one undo
	changes int    // steps that changed something
}

// mostSteps is how long a macro may be: a slip of the hand must not record a day.
const mostSteps = 50

// macroPref is the name under which a person's macros are kept: a line each.
const macroPref = "macros"

// macrosKept is what was kept.
type macrosKept map[string]string

// macroStep goes on with a macro: the step before has come to its end.
type macroStep struct{ of *playing }

func (s *macros) recall(h *pane.Host) tea.Cmd {
	if h.Desk == nil {
		return nil
	}
	return func() tea.Msg {
		value, err := h.Desk.Prefs.Get(h.Context, h.User, macroPref)
		if err != nil {
			return nil
		}
		out := macrosKept{}
		for line := range strings.Lines(string(value)) {
			if name, text, ok := strings.Cut(strings.TrimRight(line, "\n"), " = "); ok {
				out[name] = text
			}
		}
		return out
	}
}

// find gives a macro by its name, or by the letter in the same place of a
// Russian layout.
func (s *macros) find(name string) (string, string) {
	latin, _ := keys.Latin(name)
	for _, try := range []string{name, latin} {
		for _, from := range []map[string]string{s.own, s.shared} {
			if text := from[try]; text != "" {
				return try, text
			}
		}
	}
	return name, ""
}

func (s *macros) names() []string {
	all := maps.Clone(s.shared)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, s.own)
	return slices.Sorted(maps.Keys(all))
}

// recorder is what plays, records and keeps macros.
type recorder struct{ *Model }

func macroCommands(m *Model) []keys.Command {
	r := recorder{m}
	choices := func(typed string) []keys.Choice {
		var out []keys.Choice
		for _, name := range m.doors.macros.names() {
			if _, text := m.doors.macros.find(name); strings.HasPrefix(name, typed) {
				out = append(out, keys.Choice{Text: name + " = " + text, Label: name, Doc: text})
			}
		}
		return out
	}
	return []keys.Command{
		{
			ID: "macro-record", Title: "Record a macro, or end it", Keys: []string{", ,"}, Scope: keys.Global,
			Doc: "What is done from now on is noted as commands; again ends it and asks for a letter.", Run: r.record,
		},
		{
			ID: "macro", Title: "Play a macro", Keys: []string{", *"}, Scope: keys.Global,
			Doc: "Runs its commands one by one on what is marked, or selected, and stops at the first that cannot run; x = tag +vip; done makes one, x = forgets it.",
			Arg: &keys.Arg{Ask: "macro", Hint: "x plays it, x = tag +vip; assign me; done makes it, x = forgets it", Complete: choices, Check: r.check},
			Run: r.macro,
		},
		{
			ID: "macros", Title: "List the macros", Scope: keys.Global,
			Doc: "Shows what each macro does.", Run: func(string) tea.Cmd { return r.list() },
		},
	}
}

func (m recorder) say(level pane.Level, format string, args ...any) tea.Cmd {
	return m.to(statusScope, pane.Notice{Text: fmt.Sprintf(format, args...), Level: level})
}

// record begins a recording, or ends it and asks for its name.
func (m recorder) record(string) tea.Cmd {
	s := &m.doors.macros
	if !s.recording {
		s.recording, s.steps = true, nil
		return m.say(pane.Plain, "recording a macro: , , ends it")
	}
	s.recording = false
	if len(s.steps) == 0 {
		return m.say(pane.Plain, "nothing was recorded")
	}
	text := joined(s.steps)
	arg := keys.Arg{Ask: "a letter for it", Hint: text, Check: func(name string) string { return m.check(name + " = " + text) }}
	m.overlays.push(overlay.NewPrompt(m.h, "Keep the macro", arg, "", func(name string) tea.Cmd { return m.macro(name + " = " + text) }, nil))
	return nil
}

// note records a command that was run.
func (m recorder) note(c *keys.Command, arg, door string) {
	s := &m.doors.macros
	if !s.recording || door == "macro" || c.Scope == keys.Overlay || c.KeyOnly != "" || strings.HasPrefix(c.ID, "macro") || c.ID == "palette" || c.ID == "help" || len(s.steps) == mostSteps {
		return
	}
	s.steps = append(s.steps, strings.TrimSpace(c.ID+" "+arg))
}

// check says what is wrong with the text of a macro.
func (m recorder) check(text string) string {
	name, body, makes := strings.Cut(text, "=")
	if name = strings.TrimSpace(name); len([]rune(name)) != 1 {
		return "a macro is called by one letter: x = tag +vip; done"
	}
	if !makes {
		if _, have := m.doors.macros.find(name); have == "" {
			return fmt.Sprintf("no macro is called %s; , , records one, %s = tag +vip; done makes it", name, name)
		}
		return ""
	}
	steps := divided(body)
	if len(steps) > mostSteps {
		return fmt.Sprintf("a macro has at most %d steps", mostSteps)
	}
	for _, step := range steps {
		id, _, _ := strings.Cut(step, " ")
		c := m.table.Find(id)
		switch {
		case c == nil:
			return fmt.Sprintf("there is no command %q; give its whole name", id)
		case strings.HasPrefix(c.ID, "macro"):
			return "a macro cannot play or record another"
		case c.KeyOnly != "":
			return id + " cannot be part of a macro: " + c.KeyOnly
		}
	}
	return ""
}

// macro plays a macro, makes it or forgets it.
func (m recorder) macro(text string) tea.Cmd {
	s := &m.doors.macros
	if wrong := m.check(text); wrong != "" {
		return m.say(pane.Warning, "%s", wrong)
	}
	name, body, makes := strings.Cut(text, "=")
	name = strings.TrimSpace(name)
	if !makes {
		return m.play(name)
	}
	if s.own == nil {
		s.own = map[string]string{}
	}
	steps := divided(body)
	if s.own[name] = joined(steps); len(steps) == 0 {
		delete(s.own, name)
		return tea.Batch(m.keep(), m.say(pane.Done, "forgot the macro %s", name))
	}
	return tea.Batch(m.keep(), m.say(pane.Done, "macro %s: %s", name, s.own[name]))
}

// keep stores the person's macros.
func (m recorder) keep() tea.Cmd {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(m.doors.macros.own)) {
		fmt.Fprintf(&b, "%s = %s\n", name, m.doors.macros.own[name])
	}
	h, by, value := m.h, m.h.By(), []byte(b.String())
	return func() tea.Msg {
		return h.Fail(h.Desk.Prefs.Set(context.WithoutCancel(h.Context), by, macroPref, value))
	}
}

// play begins a macro.
func (m recorder) play(name string) tea.Cmd {
	if m.doors.macros.playing != nil {
		return m.say(pane.Warning, "the macro %s is still playing", m.doors.macros.playing.name)
	}
	name, text := m.doors.macros.find(name)
	m.doors.macros.playing = &playing{name: name, steps: divided(text), at: -1, group: m.h.Env.ID()}
	return m.next(m.doors.macros.playing)
}

// next runs the next step; the one after it comes when all it caused is done.
func (m recorder) next(p *playing) tea.Cmd {
	if m.doors.macros.playing != p {
		return nil // it was stopped
	}
	if p.at++; p.at == len(p.steps) {
		m.doors.macros.playing = nil
		undo := "it changed nothing"
		if p.changes > 0 {
			undo = "z takes it back"
		}
		return tea.Batch(m.tell(pane.Played{Group: p.group}), m.say(pane.Done, "macro %s: %s; %s", p.name, joined(p.steps), undo))
	}
	return m.h.Together(p.group, func() tea.Cmd { return m.step(p) })
}

// step runs the step at hand, or says why it cannot run.
func (m recorder) step(p *playing) tea.Cmd {
	id, arg, _ := strings.Cut(p.steps[p.at], " ")
	c := m.table.Find(id, m.scopes()...)
	switch {
	case len(m.overlays) > 0:
		return m.stop("something lies over the screen and waits for an answer")
	case c == nil:
		return m.stop("it does not work here")
	case c.Reason() != "":
		return m.stop(c.Reason())
	case c.Arg != nil && arg == "" && !c.Arg.Optional:
		return m.stop("it needs an argument")
	case c.Arg != nil && arg != "" && c.Arg.Check != nil && c.Arg.Check(arg) != "":
		return m.stop(c.Arg.Check(arg))
	}
	return tea.Sequence(m.do(c, arg, "macro"), pane.Send(macroStep{p}))
}

// stop ends a macro at the step that was refused.
func (m recorder) stop(why string) tea.Cmd {
	p := m.doors.macros.playing
	m.doors.macros.playing = nil
	done := ""
	if p.changes > 0 {
		done = fmt.Sprintf(" (%d done before, z takes it back)", p.changes)
	}
	text := fmt.Sprintf("macro %s stopped at step %d, %s: %s%s", p.name, p.at+1, p.steps[p.at], why, done)
	if len(m.overlays) > 0 {
		m.place.word = text // the status line is under it
	}
	return m.say(pane.Warning, "%s", text)
}

// hear listens to what the steps say: what went wrong ends the macro.
func (m recorder) hear(n pane.Notice) tea.Cmd {
	m.place.refused = n.Refusal
	p := m.doors.macros.playing
	switch {
	case p == nil:
	case n.Level >= pane.Warning:
		return m.stop(n.Text)
	case n.Level == pane.Done:
		p.changes++
	}
	return m.to(statusScope, n)
}

// list shows the macros.
func (m recorder) list() tea.Cmd {
	var rows []overlay.Row
	for _, name := range m.doors.macros.names() {
		_, text := m.doors.macros.find(name)
		rows = append(rows, overlay.Row{Label: ", " + name, Text: text})
	}
	rows = append(rows, overlay.Row{Text: ", , records one; :macro x = tag +vip; assign me; done makes or changes it; :macro x = forgets it."})
	m.overlays.push(overlay.NewPage(m.h, "Macros", rows))
	return nil
}

// divided cuts the text of a macro into its steps.
func divided(text string) []string {
	const semicolon = "\x00"
	var out []string
	for step := range strings.SplitSeq(strings.ReplaceAll(text, `\;`, semicolon), ";") {
		if step = strings.TrimSpace(strings.ReplaceAll(step, semicolon, ";")); step != "" {
			out = append(out, strings.ReplaceAll(step, "\n", " "))
		}
	}
	return out
}

// joined writes steps as text.
func joined(steps []string) string {
	var out []string
	for _, step := range steps {
		out = append(out, strings.ReplaceAll(step, ";", `\;`))
	}
	return strings.Join(out, "; ")
}
