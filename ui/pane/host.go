package pane

import (
	"context"
	"errors"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// Host is what a session gives to its panes. Its fields are set before the
// panes are made; Theme and Policy may be replaced later, which is told by
// Restyled, so read them when drawing.
type Host struct {
	Desk    *desk.Desk // nil when only the commands are wanted
	User    string
	Env     store.Env
	Zone    *time.Location
	Theme   *theme.Theme
	Policy  widget.Policy
	Density string          // lines of a mention in lists: compact, normal, roomy; empty = by size
	Local   bool            // the session's person sits at this machine: $EDITOR may run
	Context context.Context // ends with the session
	// Terminal is what a program reads that is given the terminal for a while,
	// such as $EDITOR: the session's own input is mended on its way.
	Terminal io.Reader
	// Names are values for completion, kept fresh by the session; see Names.
	Names Names
	// Bound gives the key of a command of everywhere, or of what lies over the screen,
	// "" = it has none; set by the root. Ask Key.
	Bound func(id string) string
	call  calling
	jobs  []*job    // changes under way, the oldest first; see Work
	acted time.Time // when the person last changed something
}

// Key is the key of a command of everywhere, by its ID, for texts that tell of it:
// what a person has bound, "" = none, else the usual one.
func (h *Host) Key(id, usual string) string {
	if h.Bound == nil {
		return usual
	}
	return h.Bound(id)
}

// calling is how the command that runs just now was called.
type calling struct{ door, group string }

// Names holds values in use, most used first.
type Names struct {
	Tags, Users, Accounts, Langs []string
	Monitors, Campaigns          []string
	Brand                        []string // what @brand means
	Views                        []store.View
}

// Now is the present moment of the session.
func (h *Host) Now() time.Time { return h.Env.Now() }

// Scope is the meaning of a query for this viewer now.
func (h *Host) Scope() store.Scope {
	scope := store.Scope{Now: h.Env.Now(), Zone: h.Zone, Me: h.User, Brand: h.Names.Brand}
	if h.Desk != nil {
		scope.Urgency = h.Desk.Urgency()
	}
	return scope
}

// Number is the priority of a mention now, 0 to 100.
func (h *Host) Number(m *store.Mention) int {
	if h.Desk == nil {
		return m.Judgement.Priority
	}
	return h.Desk.Urgency().Number(m, h.Env.Now())
}

// Grows is when that number grows next by itself; zero = not while nothing happens.
func (h *Host) Grows(m *store.Mention) time.Time {
	if h.Desk == nil {
		return time.Time{}
	}
	return h.Desk.Urgency().Grows(m, h.Env.Now())
}

// By is who acts, through the door by which the running command was called. It
// is right only while Run is being called: take it there. What changes from now
// on for a while is taken for the person's doing; see Pace.
func (h *Host) By() desk.By {
	h.Acted()
	door := h.call.door
	if door == "" {
		door = "key"
	}
	return desk.By{User: h.User, Door: door, Group: h.call.group}
}

// Together runs a command's function as part of a group: what all of them change
// is taken back by one undo; see desk.By. Only the root calls it.
func (h *Host) Together(group string, run func() tea.Cmd) tea.Cmd {
	before := h.call.group
	h.call.group = group
	defer func() { h.call.group = before }()
	return run()
}

// Group is the group of the macro of which a step is being run or asked for its
// reason, "" = none; like By it is right only while that goes on. All steps of a
// macro work on what was marked or selected when it began; see Played.
func (h *Host) Group() string { return h.call.group }

// Through runs a command's function with the door noted; only the root calls it.
func (h *Host) Through(door string, run func() tea.Cmd) tea.Cmd {
	h.call.door = door
	defer func() { h.call.door = "" }()
	return run()
}

// Do calls a verb in the background and tells its outcome in the status line.
func (h *Host) Do(verb func(ctx context.Context, by desk.By) (desk.Outcome, error)) tea.Cmd {
	by := h.By()
	return func() tea.Msg {
		out, err := verb(h.Context, by)
		if err != nil {
			return h.Fail(err)
		}
		return Notice{Text: out.Title, Level: Done, Undo: out.Seq != 0}
	}
}

// Fail makes the notice of an error; nil for a read that was merely overtaken.
func (h *Host) Fail(err error) tea.Msg {
	if err == nil || errors.Is(err, context.Canceled) {
		return nil
	}
	var conflict *store.Conflict
	if errors.As(err, &conflict) {
		return Notice{Text: err.Error(), Level: Warning}
	}
	if errors.Is(err, desk.ErrNothing) {
		return Notice{Text: err.Error(), Level: Plain}
	}
	return Notice{Text: err.Error(), Level: Failure}
}
