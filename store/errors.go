package store

import (
	"errors"
	"fmt"
)

// The errors of the port. Engines and verbs wrap them; callers ask errors.Is.
var (
	// ErrNotFound: there is no such thing.
	ErrNotFound = errors.New("not found")
	// ErrLocked: another process owns the data; attach to it instead.
	ErrLocked = errors.New("another process owns the data")
	// ErrNewer: the file was written by a newer earshot.
	ErrNewer = errors.New("the data was written by a newer earshot")
	// ErrDamaged: the file is not a database or is broken.
	ErrDamaged = errors.New("the data file is damaged")
	// ErrReadOnly: a write inside View.
	ErrReadOnly = errors.New("write in a read transaction")
	// ErrClosed: the store has been closed.
	ErrClosed = errors.New("the store is closed")
)

// Conflict says that somebody was first; the message names who and when.
type Conflict struct {
	By   string
	What string
}

// Error gives the conflict in plain words.
func (c *Conflict) Error() string { return fmt.Sprintf("%s: %s", c.By, c.What) }

// Invalid says that an input cannot be accepted and what to do instead.
type Invalid struct {
	Field string
	Why   string
}

// Error gives the refusal in plain words.
func (i *Invalid) Error() string {
	if i.Field == "" {
		return i.Why
	}
	return i.Field + ": " + i.Why
}

func ignoreMissing(err error) error {
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}
