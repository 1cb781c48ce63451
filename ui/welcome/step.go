// Package welcome takes a person who begins by the hand: try the demo, connect
// an account, bring in a file. It knows how to ask; what can be connected and
// read is told by a Guide, which the program gives to the session.
//
// A talk is a chain of steps: a step offers ways on or asks for a few values,
// does something with them, and leads to the next step or to none.
package welcome

import "context"

// Guide is what the program can do for a person who begins. Its methods are
// called while the screen waits: they only make steps, and must not block.
type Guide interface {
	// Connect begins to add an account. kind may be empty: then it is asked for.
	Connect(kind string) *Step
	// Import begins to bring in a file.
	Import() *Step
	// Hook begins to add another program that is told what happens.
	Hook() *Step
	// Demo asks for the demo to be shown once this screen has closed; when that
	// cannot be, it says why.
	Demo() (reason string)
}

// Step is one page of a talk. It has either Choices, or Fields and Do, or, as
// the last one, neither.
type Step struct {
	Title   string
	Text    []string // what there is to know, a paragraph each
	Link    string   // an address to open; it is copied when the step is shown
	Choices []Choice
	Fields  []Field
	Quit    bool // closes the screen instead of being shown
	// Button says what enter does behind the last field: "connect".
	Button string
	// Do does it, in the background; ctx ends when the person presses esc. An
	// error leaves the values on the screen. A nil step closes the talk.
	Do func(ctx context.Context, values map[string]string, tell func(Progress)) (*Step, error)
}

// Choice is one way on.
type Choice struct {
	Key        string // one letter
	Title, Doc string
	Next       func() *Step // nil closes the talk
}

// Field is one value that is asked for.
type Field struct {
	Name, Label string
	Hint        string // shown while nothing is typed
	Value       string // what it holds at first
	Secret      bool   // shown as dots
	Optional    bool
	// Complete proposes whole values for what was typed; nil = none. It runs in
	// the background and may read folders.
	Complete func(typed string) []string
}

// Progress is how far something has come.
type Progress struct {
	Text        string // "reading mail.mbox: 1,200 in"
	Done, Total int64  // in any unit; Total 0 = nobody knows
}
