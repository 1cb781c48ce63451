// Package verb makes the commands on mentions: done, snooze, assign, tag, note,
// mark, reply, undo. A pane that shows mentions offers them by giving a Target;
// none of them has logic of its own beyond asking the desk.
//
// State and assignee belong to the dialogue: done, snooze and assign act on the
// whole discussion around the selection (desk.Around). Tags, notes and marks
// belong to the mention itself (desk.On).
//
// On a row that stands for several mentions that say the same, all of these act
// on every one of them, and one undo takes it back: whoever has dealt with a
// text has dealt with its reposts. What is said to one person (reply, hand
// over, note) goes to the mention that the row shows.
package verb

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/when"
	"earshot/ui/keys"
	"earshot/ui/pane"
)

// Target is what the verbs work on just now.
type Target struct {
	// Mention is the selected one, nil for none.
	Mention func() *store.Mention
	// Docs are all mentions that a verb works on: the marked ones, else the
	// selected one.
	Docs func() []store.Doc
	// Alike tells whether each of Docs stands for all that say the same, as a
	// row does that folds them; nil = never.
	Alike func() bool
	// Done is called once verbs on Docs have been started; next asks to go to
	// the next mention that needs somebody.
	Done func(next bool) tea.Cmd
	// Mistaken is the reason why a verb would work on another mention than the
	// person means, because the one selected went a moment ago; nil = never.
	Mistaken func() string
	// Memory is the session's memory of the last verb.
	Memory *Memory
}

// Memory is what "." repeats: the last verb with its argument, shared by the
// panes of one session.
type Memory struct {
	id  string
	arg string
}

type maker struct {
	h     *pane.Host
	scope keys.Scope
	t     Target
}

// Commands makes the verbs for one scope.
func Commands(h *pane.Host, scope keys.Scope, t Target) []keys.Command {
	m := &maker{h: h, scope: scope, t: t}
	var all []keys.Command
	all = append(all, keys.Triage.In(slices.Concat(m.state(), m.snoozes(), m.assigns(), m.words())...)...)
	all = append(all, keys.Mark.In(m.marks()...)...)
	all = append(all, keys.Write.In(m.writing()...)...)
	all = append(all, m.looking()...)
	return append(all, keys.Triage.In(m.repeat(all))...)
}

// one is the reason of commands that need a selected mention.
func (m *maker) one() string {
	if m.t.Mention() == nil {
		return "no mention is selected"
	}
	return ""
}

// alone is the reason of commands that make no sense for many.
func (m *maker) alone() string {
	if n := len(m.t.Docs()); n > 1 {
		return fmt.Sprintf("%d are marked, and this works on one at a time; esc unmarks", n)
	}
	return m.one()
}

func (m *maker) some() string {
	if len(m.t.Docs()) == 0 {
		return "no mention is selected"
	}
	return ""
}

// act is a verb of the desk on the target.
type act func(ctx context.Context, by desk.By, on desk.Target, arg string) (desk.Outcome, error)

// command makes a command of a verb of the desk. What it did can be repeated.
func (m *maker) command(c keys.Command, next bool, do act) keys.Command {
	c.Scope, c.When = m.scope, m.some
	c.Run = func(arg string) tea.Cmd {
		if m.t.Mistaken != nil {
			if why := m.t.Mistaken(); why != "" {
				return pane.Send(pane.Notice{Text: why, Level: pane.Warning, Refusal: true})
			}
		}
		whose := m.whose()
		on := desk.Target{Docs: m.t.Docs(), Alike: m.t.Alike != nil && m.t.Alike()}
		*m.t.Memory = Memory{id: c.ID, arg: arg}
		run := m.h.Work(doing(c.ID), func(ctx context.Context, by desk.By) (desk.Outcome, error) {
			out, err := do(ctx, by, on, arg)
			if out.Seq != 0 {
				out.Title += whose
			}
			return out, err
		})
		return tea.Batch(run, m.t.Done(next))
	}
	return c
}

// whose names the person of the mention that a verb works on, so that what was
// done can be told from what was meant; nothing for a set.
func (m *maker) whose() string {
	if one := m.t.Mention(); one != nil && len(m.t.Docs()) == 1 {
		return ": " + called(one.Author)
	}
	return ""
}

// called is a person's name, short enough for the status line.
func called(a store.Author) string {
	name := cmp.Or(a.Name, a.Handle, a.Email, a.ID, "unknown")
	const most = 24 // letters
	if r := []rune(name); len(r) > most {
		name = strings.TrimSpace(string(r[:most-1])) + "…"
	}
	return name
}

// doing says what a verb does while it goes on.
func doing(id string) string {
	verb, _, _ := strings.Cut(id, "-")
	return map[string]string{
		"done": "closing", "reopen": "opening again", "snooze": "snoozing", "assign": "assigning", "tag": "tagging", "mark": "marking", "do": "doing",
	}[verb]
}

// around widens a target to the whole discussions.
func around(on desk.Target) desk.Target {
	on.Dialogue = true
	return on
}

func (m *maker) state() []keys.Command {
	triage := func() *desk.Triage { return m.h.Desk.Triage }
	return []keys.Command{
		m.command(keys.Command{
			ID: "done-next", Title: "Done and next", Keys: []string{"e"}, Footer: 80,
			Doc: "Closes the whole dialogue and goes to the next one that needs somebody.",
		}, true,
			func(ctx context.Context, by desk.By, on desk.Target, _ string) (desk.Outcome, error) {
				return triage().Done(ctx, by, around(on))
			}),
		m.command(keys.Command{
			ID: "done", Title: "Done and stay", Keys: []string{"E"},
			Doc: "Closes the whole dialogue; the selection stays.",
		}, false,
			func(ctx context.Context, by desk.By, on desk.Target, _ string) (desk.Outcome, error) {
				return triage().Done(ctx, by, around(on))
			}),
		m.command(keys.Command{
			ID: "reopen", Title: "Open again", Keys: []string{"U"},
			Doc: "Takes a closed or snoozed dialogue back to the open ones.",
		}, false,
			func(ctx context.Context, by desk.By, on desk.Target, _ string) (desk.Outcome, error) {
				return triage().Reopen(ctx, by, around(on))
			}),
	}
}

func (m *maker) snoozes() []keys.Command {
	until := func(ctx context.Context, by desk.By, on desk.Target, arg string) (desk.Outcome, error) {
		at, err := when.Parse(arg, m.h.Now(), m.h.Zone)
		if err != nil {
			return desk.Outcome{}, err
		}
		return m.h.Desk.Triage.Snooze(ctx, by, around(on), at)
	}
	fixed := func(when string) act {
		return func(ctx context.Context, by desk.By, on desk.Target, _ string) (desk.Outcome, error) {
			return until(ctx, by, on, when)
		}
	}
	return []keys.Command{
		m.command(keys.Command{ID: "snooze-hour", Title: "Snooze an hour", Keys: []string{"s h"}}, true, fixed("+1h")),
		m.command(keys.Command{ID: "snooze-evening", Title: "Snooze until the evening", Keys: []string{"s e"}}, true, fixed("tonight")),
		m.command(keys.Command{ID: "snooze-tomorrow", Title: "Snooze until tomorrow", Keys: []string{"s t"}}, true, fixed("tomorrow")),
		m.command(keys.Command{ID: "snooze-monday", Title: "Snooze until Monday", Keys: []string{"s m"}}, true, fixed("mon")),
		m.command(keys.Command{ID: "snooze-week", Title: "Snooze a week", Keys: []string{"s w"}}, true, fixed("+1w")),
		m.command(keys.Command{
			ID: "snooze", Title: "Snooze until", Keys: []string{"s s"}, Footer: 60,
			Doc: "Puts the dialogue away until a time you type.",
			Arg: &keys.Arg{Ask: "snooze until", Hint: "+2h, 3d, 18:30, tomorrow 9:00, fri, 2026-12-24 10:00", Check: m.checkWhen, Complete: m.times},
		}, true, until),
	}
}

func (m *maker) times(typed string) []keys.Choice { return pane.Times(typed, m.h.Now(), m.h.Zone) }

func (m *maker) checkWhen(typed string) string {
	at, err := when.Parse(typed, m.h.Now(), m.h.Zone)
	switch {
	case err != nil:
		return err.Error()
	case !at.After(m.h.Now()):
		return "that has already passed; give a time in the future"
	}
	return ""
}

func (m *maker) assigns() []keys.Command {
	to := func(ctx context.Context, by desk.By, on desk.Target, user string) (desk.Outcome, error) {
		return m.h.Desk.Triage.Assign(ctx, by, around(on), user)
	}
	fixed := func(user string) act {
		return func(ctx context.Context, by desk.By, on desk.Target, _ string) (desk.Outcome, error) {
			return to(ctx, by, on, user)
		}
	}
	return []keys.Command{
		m.command(keys.Command{ID: "assign-me", Title: "Assign to me", Keys: []string{"a a"}, Footer: 50}, false, fixed("@me")),
		m.command(keys.Command{
			ID: "assign", Title: "Assign to", Keys: []string{"a o"},
			Arg: &keys.Arg{Ask: "assign to", Hint: "a colleague's name, or me", Complete: m.users},
		}, false, to),
		m.command(keys.Command{ID: "assign-nobody", Title: "Assign to nobody", Keys: []string{"a n"}}, false, fixed("")),
	}
}

// repeat does the last verb again on the target of now.
func (m *maker) repeat(all []keys.Command) keys.Command {
	find := func() *keys.Command {
		for i := range all {
			if all[i].ID == m.t.Memory.id {
				return &all[i]
			}
		}
		return nil
	}
	return keys.Command{
		ID: "repeat", Title: "Repeat", Keys: []string{"."}, Scope: m.scope,
		Doc: "Does the last done, snooze, assign, tag, note or mark again, on what is selected now.",
		When: func() string {
			c := find()
			if c == nil {
				return "nothing was done yet that could be repeated"
			}
			return c.Reason()
		},
		Run: func(string) tea.Cmd {
			return find().Run(m.t.Memory.arg)
		},
	}
}
