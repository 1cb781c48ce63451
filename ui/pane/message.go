package pane

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/ui/keys"
)

// Send makes a command of a message: what a pane returns to tell others.
func Send(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }

// Selected says that another mention, or nothing (zero Doc), is selected. It is
// broadcast; the card follows a moment after the last key (Settled).
type Selected struct {
	From     keys.Scope
	Doc      store.Doc
	Identity string
	Account  string // our account through which the mention came
	Settled  bool   // false on every key, true once the selection rests
}

// Writing is what the composer is asked for.
type Writing string

// The kinds of writing.
const (
	Reply   Writing = "reply"   // answer Doc where it was said
	Other   Writing = "other"   // answer Doc on another channel
	NewPost Writing = "new"     // a post of our own
	Resume  Writing = "resume"  // go on with Draft
	Handle  Writing = "handle"  // write to Handle (from a look-up)
	Outbox  Writing = "outbox"  // show what goes out
	Planned Writing = "planned" // show the calendar
)

// Compose asks the composer for something; it is handed to the composer, which
// also gets the focus.
type Compose struct {
	Kind  Writing
	Doc   store.Doc
	Draft string
	To    string
	Text  string // what a new post begins with
}

// Unseen is handed to the status line: so many alerts are not seen yet.
type Unseen int

// Level is how a notice is shown.
type Level int

// The levels.
const (
	Plain   Level = iota
	Done          // something was done
	Warning       // it cannot be done now
	Failure       // something went wrong
)

// Notice is one line for the status line; it goes away by itself.
//
// One without a text takes away what answered a key that could do nothing, and
// nothing else.
type Notice struct {
	Text    string
	Level   Level
	Undo    bool // undo takes it back
	Refusal bool // it answers a key that could do nothing; the next key takes it away
}

// Focus moves the focus to a pane. With Full it fills the screen.
type Focus struct {
	Pane keys.Scope
	Full bool
}

// Focused is told to a pane that gets or loses the focus.
type Focused struct{ Now bool }

// Filter is handed to the stream: show what matches the query.
type Filter struct {
	Name  string // of a saved view; empty for a query typed
	Query string
}

// OpenThread is handed to the thread: show the discussion around a mention. The
// thread then covers the stream.
type OpenThread struct{ Doc store.Doc }

// Step is handed to the stream: go to the next (By 1) or previous (By -1)
// mention that needs somebody; with Open its thread is opened too.
type Step struct {
	By   int
	Open bool
}

// Returned is handed to the stream: an undo, or its undoing, changed these
// mentions again.
type Returned struct{ Docs []store.Doc }

// Played says that a macro has come to its end: what panes held for its steps
// goes. It is broadcast. A macro that is stopped on its way leaves what is marked.
type Played struct{ Group string }

// Cover lays a pane over the place of another, By "" uncovers it. The covering
// pane gets the focus if the covered one had it, and the reverse.
type Cover struct{ Place, By keys.Scope }

// Peek is handed to the card: show this person although the selection is on
// another.
type Peek struct{ Identity string }

// Merge is handed to the card: open the screen on which is decided who is who,
// about the person behind an identity.
type Merge struct{ Identity string }

// Compare is handed to the card: show two people side by side.
type Compare struct{ One, Other string }

// To hands any message to the pane of a scope.
type To struct {
	Pane keys.Scope
	Msg  tea.Msg
}

// Tick says that relative times have moved on; broadcast at most once a second
// and only while something on the screen needs it.
type Tick struct{ Now time.Time }

// Restyled says that theme or policy were replaced: draw anew.
type Restyled struct{}

// Copy puts a text into the clipboard of the person's terminal (OSC 52).
type Copy struct {
	Text string
	What string // "address", for the notice
}

// Redraw draws the whole screen anew, after something else has written on it.
type Redraw struct{}

// Exec gives the terminal to another program, such as an editor, until it ends.
// Done makes the message that tells how; it may be nil.
type Exec struct {
	Command tea.ExecCommand
	Done    tea.ExecCallback
}

// Push lays an overlay over the screen.
type Push struct{ Overlay Overlay }

// Pop takes the top overlay away.
type Pop struct{}

// Ask starts a command's prompt as if its keys had been pressed.
type Ask struct {
	Scope keys.Scope
	ID    string
}

// Overlay is something that lies over the screen and has all the keys until it
// goes: help, palette, prompt, menu. Esc always takes the top one away, which
// must lose nothing.
type Overlay interface {
	// Title names it.
	Title() string
	// Size is what it wants of at most width x height cells, its frame apart.
	Size(width, height int) (w, h int)
	// View draws exactly height lines of exactly width cells.
	View(width, height int) string
	// Update takes keys (tea.KeyPressMsg, tea.PasteMsg) and Act. done takes the
	// overlay away.
	Update(msg tea.Msg) (done bool, cmd tea.Cmd)
	// Cursor is where the text cursor stands inside View, nil = hidden.
	Cursor() *tea.Cursor
}

// Working is an overlay that may be at work. While it is, it is not put away by the way,
// for something that is opened over it: only its own keys stop it.
type Working interface {
	// AtWork tells whether it is.
	AtWork() bool
}

// Act is what the keys of overlays mean; see the commands of scope overlay.
type Act string

// The acts.
const (
	Accept   Act = "accept"
	Back     Act = "back"
	Next     Act = "next"
	Previous Act = "previous"
	PageDown Act = "page-down"
	PageUp   Act = "page-up"
	Complete Act = "complete"
	Earlier  Act = "complete-back" // the proposal before
)

// Turn moves a list, such as widget.List, by an act; it reports whether the act
// moves one.
func (a Act) Turn(list interface {
	Move(n int)
	Scroll(n int)
	Rows() int
},
) bool {
	switch a {
	case Next:
		list.Move(1)
	case Previous:
		list.Move(-1)
	case PageDown:
		list.Scroll(list.Rows())
	case PageUp:
		list.Scroll(-list.Rows())
	default:
		return false
	}
	return true
}

// Listen is the address of what lists monitors and rules.
const Listen keys.Scope = "listen"

// NewRule is handed to Listen: try this rule, show what it would do, and ask
// whether to keep it. Line is "refunds: when refund do tag +refund".
type NewRule struct{ Line string }
