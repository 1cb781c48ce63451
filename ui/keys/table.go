package keys

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

// Table holds the commands of one session and the keys typed so far of a
// sequence. It is not safe for concurrent use: it belongs to one Update loop.
type Table struct {
	commands []*Command
	rebound  map[string][]string
	declared map[*Command][]string // the keys before they were rebound
	problems []Problem
	pending  []string
	layout   layout
}

// New makes an empty table. rebound replaces the keys of commands: the name is
// the command's ID or scope.ID, the value its new sequences; an empty list, or ""
// in it, leaves the command to the palette and the ":" line. Call Settle once all
// commands are declared.
func New(rebound map[string][]string) *Table {
	return &Table{rebound: rebound, declared: map[*Command][]string{}}
}

// Add declares commands. It refuses one without an ID, a title or a function,
// and one whose ID or declared keys are taken in its scope: a mistake of ours.
// Mistakes of a rebinding are told by Problems and stop nothing.
func (t *Table) Add(commands ...Command) error {
	for _, c := range commands {
		if err := t.check(&c); err != nil {
			return err
		}
		t.commands = append(t.commands, &c)
		t.declared[&c] = c.Keys
		if entry, ok := t.entry(&c); ok {
			c.Keys = t.rebound[entry]
		}
	}
	return nil
}

func (t *Table) check(c *Command) error {
	if c.ID == "" || c.Title == "" || c.Run == nil || !slices.Contains(Scopes(), c.Scope) {
		return fmt.Errorf("command %q in scope %q needs an id, a title, a scope and a function", c.ID, c.Scope)
	}
	for _, have := range t.commands {
		if have.Scope != c.Scope {
			continue
		}
		if have.ID == c.ID {
			return fmt.Errorf("command %s is declared twice", c.Name())
		}
		// Two commands of one scope may share a key when they exclude each other
		// by When; without a When one of them could never be reached.
		exclusive := have.When != nil && c.When != nil
		for _, seq := range c.Keys {
			if slices.ContainsFunc(t.declared[have], func(k string) bool { return clash(k, seq) }) && !exclusive {
				return fmt.Errorf("%s and %s are both on %q", have.Name(), c.Name(), seq)
			}
		}
	}
	return nil
}

// clash tells whether one sequence is the other or begins it.
func clash(a, b string) bool {
	return a == b || strings.HasPrefix(a, b+" ") || strings.HasPrefix(b, a+" ")
}

// Unknown lists the names of a rebinding that no command has, in order.
func (t *Table) Unknown() []string {
	var out []string
	for name := range t.rebound {
		if !slices.ContainsFunc(t.commands, func(c *Command) bool { return c.ID == name || c.Name() == name }) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// In lists the commands of the scopes, scope by scope in the given order, each
// scope in the order of declaration. Without scopes it lists all.
func (t *Table) In(scopes ...Scope) []*Command {
	if len(scopes) == 0 {
		scopes = Scopes()
	}
	var out []*Command
	for _, s := range scopes {
		for _, c := range t.commands {
			if c.Scope == s {
				out = append(out, c)
			}
		}
	}
	return out
}

// Find gives the command of an ID in the first of the scopes that has it and
// can run it; if it can run in none, the first that has it.
func (t *Table) Find(id string, scopes ...Scope) *Command {
	var first *Command
	for _, c := range t.In(scopes...) {
		if c.ID != id && c.Name() != id {
			continue
		}
		if c.Reason() == "" {
			return c
		}
		if first == nil {
			first = c
		}
	}
	return first
}

// Hit is what a pressed key led to.
type Hit struct {
	Command *Command // nil = no command
	Arg     string   // the character that stood for "*"
	Pending bool     // the sequence goes on
	Reason  string   // why the only commands on these keys cannot run
	Typed   string   // the sequence so far
}

// Pending is the sequence typed so far, "" outside one.
func (t *Table) Pending() string { return strings.Join(t.pending, " ") }

// Reset forgets a sequence that was begun.
func (t *Table) Reset() { t.pending = nil }

// Tell notes where a key stands, if the terminal says so; the next Press takes
// it into account.
func (t *Table) Tell(k tea.KeyPressMsg) { t.layout.tell(k) }

// Press takes a key and finds what it starts in the scopes, the first of which
// wins. Esc inside a sequence only ends the sequence.
func (t *Table) Press(key string, scopes ...Scope) Hit {
	if key == "esc" && len(t.pending) > 0 {
		t.pending = nil
		return Hit{Typed: key}
	}
	instead, always, known := t.layout.hear(key)
	if always {
		key = instead
	}
	hit := t.lookup(append(slices.Clone(t.pending), key), scopes)
	if known && !always && hit.Arg != "" { // any letter would do: one that is meant comes first
		if meant := t.lookup(append(slices.Clone(t.pending), instead), scopes); meant.Command != nil && meant.Arg == "" {
			t.pending = nil
			return meant
		}
	}
	if known && !always && hit.Command == nil && !hit.Pending && hit.Reason == "" {
		key = instead
		hit = t.lookup(append(slices.Clone(t.pending), key), scopes)
	}
	if hit.Pending {
		t.pending = append(t.pending, key)
	} else {
		t.pending = nil
	}
	return hit
}

// Peek tells what Press would, and changes nothing.
func (t *Table) Peek(key string, scopes ...Scope) Hit {
	other := *t
	other.pending = slices.Clone(t.pending)
	return other.Press(key, scopes...)
}

// lookup asks scope by scope: the first in which the keys start a command that
// can run, or begin a longer sequence, wins.
func (t *Table) lookup(typed []string, scopes []Scope) Hit {
	hit := Hit{Typed: strings.Join(typed, " ")}
	for _, scope := range scopes {
		for _, c := range t.In(scope) {
			for _, keys := range c.Keys {
				arg, full, begun := match(keys, typed, hit.Typed)
				hit.Pending = hit.Pending || begun
				if !full {
					continue
				}
				reason := c.Reason()
				if reason == "" {
					return Hit{Command: c, Arg: arg, Typed: hit.Typed}
				}
				if hit.Reason == "" {
					hit.Reason = reason
				}
			}
		}
		if hit.Pending {
			hit.Reason = ""
			return hit
		}
	}
	return hit
}

// match compares a declared sequence with what was typed.
func match(keys string, typed []string, seq string) (arg string, full, begun bool) {
	if keys == seq {
		return "", true, false
	}
	if strings.HasPrefix(keys, seq+" ") {
		return "", false, true
	}
	head, wild := strings.CutSuffix(keys, " *")
	last := typed[len(typed)-1]
	if wild && len(typed) > 1 && head == strings.Join(typed[:len(typed)-1], " ") && utf8.RuneCountInString(last) == 1 {
		return last, true, false
	}
	return "", false, false
}

// Continuations lists the commands that the sequence begun can still become,
// with the keys that are left.
func (t *Table) Continuations(scopes ...Scope) []Next {
	if len(t.pending) == 0 {
		return nil
	}
	var out []Next
	seen := map[string]bool{}
	for _, c := range t.In(scopes...) {
		for _, keys := range c.Keys {
			rest, ok := strings.CutPrefix(keys, t.Pending()+" ")
			if ok && !seen[rest] {
				seen[rest] = true
				out = append(out, Next{Rest: rest, Command: c})
			}
		}
	}
	return out
}

// Next is one way on from a sequence begun.
type Next struct {
	Rest    string
	Command *Command
}
