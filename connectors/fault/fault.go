// Package fault says what went wrong on a network in the few kinds that decide
// what happens next: try again, wait, stop, or ask a person. Every connector
// translates its network's errors into a Fault; the Runner and the outbox look
// at nothing else.
package fault

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Kind decides what the Runner does.
type Kind int

// The kinds of faults.
const (
	// Transient: a cut line, a time-out, a server error. Try again with backoff.
	Transient Kind = iota
	// Limited: too many requests. Try again after RetryAfter.
	Limited
	// Unauthorized: the token no longer works. Ask to connect again.
	Unauthorized
	// Gone: the source does not exist any more (HTTP 410, deleted). Stop it.
	Gone
	// Permanent: the network refused this very thing. Trying again is useless.
	Permanent
)

// String names the kind.
func (k Kind) String() string {
	names := [...]string{"transient", "limited", "unauthorized", "gone", "permanent"}
	if k < 0 || int(k) >= len(names) {
		return fmt.Sprintf("kind %d", int(k))
	}
	return names[k]
}

// Fault is an error of a network.
type Fault struct {
	Kind       Kind
	Op         string        // what we were doing: "send reply", "read feed"
	What       string        // plain words for the screen, without secrets
	RetryAfter time.Duration // for Limited and Transient; 0 = our own backoff
	// Unsent is true when the request certainly never reached the network, so
	// that sending again cannot send twice.
	Unsent bool
	Err    error
}

// Error gives "op: what".
func (f *Fault) Error() string {
	what := f.What
	if what == "" && f.Err != nil {
		what = f.Err.Error()
	}
	if what == "" {
		what = "it failed and gave no reason (" + f.Kind.String() + ")"
	}
	if f.Op == "" {
		return what
	}
	return f.Op + ": " + what
}

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.Err }

// New makes a fault with plain words.
func New(kind Kind, op, what string, args ...any) *Fault {
	return &Fault{Kind: kind, Op: op, What: fmt.Sprintf(what, args...)}
}

// Of finds the fault in an error. An unknown error counts as transient, because
// stopping for good on something we do not understand loses mentions.
func Of(err error) *Fault {
	if err == nil {
		return nil
	}
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return &Fault{Kind: Transient, What: "no answer in time", Err: err}
	}
	return &Fault{Kind: Transient, Err: err}
}

// Mark gives err as a fault that says whether the request certainly never reached the
// network (Fault.Unsent), and of what op where it names none. No error, and one that
// is only the end of a context, stay what they are.
func Mark(err error, op string, unsent bool) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	f := *Of(err)
	f.Unsent = unsent
	if f.Op == "" {
		f.Op = op
	}
	return &f
}

// Is tells whether err is a fault of the kind.
func Is(err error, kind Kind) bool {
	f := Of(err)
	return f != nil && f.Kind == kind
}
