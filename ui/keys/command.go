// Package keys declares what a person can do on the screen.
//
// A Command is one value: its name, its keys, why it cannot run just now, and
// what it does. A Table holds the commands of one session. Dispatch, footer,
// help, palette, the ":" line, rebinding and the printed documentation are all
// derived from the table, so none of them can disagree with another.
//
// Keys are written as a terminal names them: "j", "G", "ctrl+d", "enter",
// "space", "shift+tab". Several in a row with spaces between them are a
// sequence: "g i", "ctrl+x s". A sequence that ends in " *" takes any one
// character, which is handed to Run: "' *".
package keys

import tea "charm.land/bubbletea/v2"

// Scope is the part of the screen in which a command's keys work.
type Scope string

// The scopes. A pane's scope is also its address.
const (
	Global  Scope = "global"
	Stream  Scope = "stream"
	Thread  Scope = "thread"
	Alerts  Scope = "alerts"
	Card    Scope = "contact"
	Compose Scope = "compose"
	Insight Scope = "analytics"
	Overlay Scope = "overlay"
)

// Scopes lists all scopes in the order in which help shows them.
func Scopes() []Scope {
	return []Scope{Global, Stream, Thread, Alerts, Card, Compose, Insight, Overlay}
}

// Command is one thing a person can do.
type Command struct {
	// ID names the command for rebinding, the ":" line and scripts: lower case
	// words joined by "-", unique within its scope. The same verb in two scopes
	// has the same ID.
	ID string
	// Title is two or three words for footer, palette and menus.
	Title string
	// Doc is one sentence for help; empty means that the title says it all.
	Doc string
	// Keys are the sequences that start it; the first is shown in the footer.
	Keys  []string
	Scope Scope
	// Group is the heading under which help shows the command; empty = that of
	// its scope.
	Group Group
	// KeyOnly says why neither the palette nor the ":" line runs the command, in
	// plain words: what it works on ends where they begin. "" = they run it.
	KeyOnly string
	// Danger marks what cannot be taken back by undo.
	Danger bool
	// Footer puts the command into the footer of its scope; the greater the
	// earlier, 0 = not there.
	Footer int
	// Arg is what the command asks for; nil = nothing. A command with an Arg
	// started by its keys opens a prompt; on the ":" line the rest of the line
	// is the argument.
	Arg *Arg
	// Wild lists what the character of a key "*" can be, with a label, for the
	// menu that waits for it; nil = any.
	Wild func() []Choice
	// When gives the reason why the command cannot run just now, in plain
	// words; "" or a nil function = it can. A command that cannot run lets its
	// keys fall through to the next scope, and if nothing there takes them,
	// the reason goes to the status line.
	When func() string
	// Run does it. It is called inside Update: it may change what the screen
	// remembers (a cursor, a mode), but everything that reads or writes data
	// belongs into the returned tea.Cmd.
	Run func(arg string) tea.Cmd
}

// Arg is what a command asks for.
type Arg struct {
	// Ask is the prompt, such as "snooze until".
	Ask string
	// Hint is what to type, shown while nothing is typed.
	Hint string
	// Start is what the prompt already holds; nil = nothing.
	Start func() string
	// Optional lets the command run without an argument.
	Optional bool
	// Complete proposes whole arguments for what was typed so far; nil = none.
	// It is called inside Update and must not read data: keep the names ready.
	Complete func(typed string) []Choice
	// Spread lets the palette list every choice by itself: views, settings.
	Spread bool
	// Secret keeps what is typed out of every history.
	Secret bool
	// Preview shows what would come of a text while it is chosen; "" goes back to
	// how it was before. nil = nothing can be shown before it is done.
	Preview func(text string) tea.Cmd
	// Check says at once what is wrong with what was typed, "" = nothing.
	Check func(typed string) string
}

// Choice is one proposal for an argument.
type Choice struct {
	Text  string // the whole argument if this one is taken
	Label string // what the list shows; empty = Text
	Doc   string // a few words of explanation
	Arg   string // what has to follow, for a command on the ":" line
}

// Reason tells why the command cannot run just now; "" = it can.
func (c *Command) Reason() string {
	if c.When == nil {
		return ""
	}
	return c.When()
}

// Group is a heading of help.
type Group string

// The groups, in the order in which help shows them.
const (
	Move    Group = "Move"
	Triage  Group = "Triage"
	Mark    Group = "Mark"
	Write   Group = "Write"
	Views   Group = "Views"
	General Group = "General"
)

// Groups lists the groups in the order of help.
func Groups() []Group { return []Group{Move, Triage, Mark, Write, Views, General} }

// In puts commands that have no group yet into one.
func (g Group) In(list ...Command) []Command {
	for i := range list {
		if list[i].Group == "" {
			list[i].Group = g
		}
	}
	return list
}

// Name is how rebinding and the check of scenarios name the command.
func (c *Command) Name() string { return string(c.Scope) + "." + c.ID }
