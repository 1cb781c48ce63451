package keys

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Problem is what is wrong with one entry of a rebinding, in plain words. The
// rest of the table works.
type Problem struct {
	Entry string // the name as the person wrote it
	Text  string // what is wrong and what to do
}

// String is the problem as one line.
func (p Problem) String() string { return p.Entry + ": " + p.Text }

// Settle is called once all commands are declared. It gives the person's keys
// their way: where one is the key of another command in the same scope, that
// command loses it. Problems tells of it.
func (t *Table) Settle() {
	s := settling{Table: t}
	s.names()
	for _, c := range t.commands {
		if entry, ok := t.entry(c); ok {
			c.Keys = s.readable(entry, c)
			c.Keys = s.free(entry, c)
		}
	}
	for _, c := range t.commands {
		if entry, ok := t.entry(c); ok {
			s.reach(entry, c)
		}
	}
	slices.SortStableFunc(s.found, func(a, b Problem) int { return strings.Compare(a.Entry, b.Entry) })
	t.problems = slices.Compact(s.found)
}

// Problems are what Settle found to be wrong with the rebinding, by entry.
func (t *Table) Problems() []Problem { return t.problems }

// settling is the work of Settle.
type settling struct {
	*Table
	found []Problem
}

func (s *settling) tell(entry, format string, args ...any) {
	s.found = append(s.found, Problem{entry, fmt.Sprintf(format, args...)})
}

// entry is the name under which a command is rebound: scope.ID before ID.
func (t *Table) entry(c *Command) (string, bool) {
	for _, name := range []string{c.Name(), c.ID} {
		if _, ok := t.rebound[name]; ok {
			return name, true
		}
	}
	return "", false
}

// names tells of entries that no command has.
func (s *settling) names() {
	var ids []string
	for _, c := range s.commands {
		ids = append(ids, c.ID, c.Name())
	}
	for _, name := range s.Unknown() {
		text := "there is no such command; earshot keys lists them"
		if near := Nearest(name, ids); near != "" {
			text = fmt.Sprintf("there is no such command; did you mean %s?", near)
		}
		s.tell(name, "%s", text)
	}
}

// readable gives the sequences that a terminal can send; "" stands for none. Where
// none of them is one, the command keeps the keys it was declared with.
func (s *settling) readable(entry string, c *Command) []string {
	var out []string
	for _, seq := range s.rebound[entry] {
		seq = strings.Join(strings.Fields(seq), " ")
		if seq == "" || slices.Contains(out, seq) {
			continue
		}
		if why := wrongKeys(seq); why != "" {
			s.tell(entry, "%q %s", seq, why)
			continue
		}
		if strings.HasSuffix(seq, " *") && c.Arg == nil {
			s.tell(entry, "%q: %s takes no letter, so a * at the end means nothing", seq, c.ID)
			continue
		}
		if i := slices.IndexFunc(out, func(k string) bool { return clash(k, seq) }); i >= 0 {
			s.tell(entry, "%q and %q cannot both be typed: one begins the other", out[i], seq)
			continue
		}
		out = append(out, seq)
	}
	given := strings.Join(s.rebound[entry], "")
	if len(out) == 0 && strings.TrimSpace(given) != "" {
		return s.declared[c]
	}
	return out
}

// free takes the command's keys away from the others of its scope. Between two
// that a person has chosen the first in the table keeps them.
func (s *settling) free(entry string, c *Command) []string {
	var out []string
	for _, seq := range c.Keys {
		mine := true
		for _, have := range s.commands {
			if have == c || have.Scope != c.Scope || s.share(have, c, seq) {
				continue
			}
			_, chosen := s.entry(have)
			for _, k := range slices.Clone(have.Keys) {
				switch {
				case !clash(k, seq):
				case chosen && s.settled(have, c):
					mine = false
					s.tell(entry, "%q is already %s, which you have put on %q; choose another", seq, have.ID, k)
				case !chosen:
					have.Keys = slices.DeleteFunc(slices.Clone(have.Keys), func(h string) bool { return h == k })
					s.lost(entry, k, have)
				}
			}
		}
		if mine {
			out = append(out, seq)
		}
	}
	return out
}

// settled tells whether a command comes before another, so that its keys stand.
func (s *settling) settled(first, second *Command) bool {
	return slices.Index(s.commands, first) < slices.Index(s.commands, second)
}

// share tells whether two commands may both have a key: as declared, since they
// exclude each other.
func (s *settling) share(a, b *Command, seq string) bool {
	return a.When != nil && b.When != nil && s.meant(a, seq) && s.meant(b, seq)
}

func (s *settling) lost(entry, was string, c *Command) {
	if len(c.Keys) > 0 {
		s.tell(entry, "%q was %s in %s, which is on %s now", was, c.ID, c.Scope, strings.Join(c.Keys, ", "))
		return
	}
	s.tell(entry, "%q was %s in %s, which has no key now; give it one, or \"\" if you mean it", was, c.ID, c.Scope)
}

// reach tells of keys that are never reached, or that hide others: the keys of a
// pane come before those that work anywhere.
func (s *settling) reach(entry string, c *Command) {
	for _, seq := range c.Keys {
		for _, other := range s.commands {
			if other == c || (other.Scope == Global) == (c.Scope == Global) || other.Scope == Overlay || c.Scope == Overlay {
				continue
			}
			if entry2, ok := s.entry(other); ok && entry2 == entry {
				continue
			}
			for _, k := range other.Keys {
				inner, outer, at := c, other, seq
				if c.Scope == Global {
					inner, outer, at = other, c, k
				}
				if !clash(k, seq) || inner.ID == outer.ID || k == seq && s.meant(c, seq) && s.meant(other, k) {
					continue
				}
				s.tell(entry, "in %s %q is %s, so %s cannot be reached there by %q", inner.Scope, at, inner.ID, outer.ID, other.pick(outer, k, seq))
			}
		}
	}
}

// meant tells whether a command was declared with a key: what it hides so is meant.
func (s *settling) meant(c *Command, seq string) bool { return slices.Contains(s.declared[c], seq) }

// pick is the sequence of the outer command.
func (c *Command) pick(outer *Command, mine, others string) string {
	if c == outer {
		return mine
	}
	return others
}

// wrongKeys says why a sequence can never be typed; "" = it can.
func wrongKeys(seq string) string {
	list := strings.Fields(seq)
	for i, key := range list {
		if key == "*" && i > 0 && i == len(list)-1 {
			continue
		}
		switch why := wrongKey(key); {
		case why != "":
			return why
		case key == "esc" && i > 0:
			return "cannot be typed: esc ends a sequence"
		case key == "ctrl+c" && seq != "ctrl+c ctrl+c":
			return "cannot be typed: ctrl+c twice always quits"
		}
	}
	return ""
}

func wrongKey(key string) string {
	mods, base := "", key
	if i := strings.LastIndexByte(strings.TrimSuffix(key, "+"), '+'); i > 0 {
		mods, base = key[:i], key[i+1:]
	}
	for _, m := range strings.FieldsFunc(mods, func(r rune) bool { return r == '+' }) {
		if !slices.Contains([]string{"ctrl", "alt", "shift", "meta", "super", "hyper"}, m) {
			return fmt.Sprintf("is no key: %q is not ctrl, alt or shift; write ctrl+x", m)
		}
	}
	if utf8.RuneCountInString(base) == 1 {
		r, _ := utf8.DecodeRuneInString(base)
		switch {
		case mods == "shift" && unicode.IsLetter(r):
			return fmt.Sprintf("is no key: write the capital letter %q", strings.ToUpper(base))
		case mods == "ctrl" && strings.ContainsRune("im[", r):
			return "cannot be told from " + map[rune]string{'i': "tab", 'm': "enter", '[': "esc"}[r] + " by most terminals; write that, or choose another"
		}
		return ""
	}
	if slices.Contains(named(), base) {
		return ""
	}
	if near := Nearest(base, named()); near != "" {
		return fmt.Sprintf("is no key: %q is not known; did you mean %s?", base, near)
	}
	return fmt.Sprintf("is no key: %q is not known; keys are written as j, G, ctrl+d, g i, space, f5", base)
}

// named are the keys that have names.
func named() []string {
	out := []string{"enter", "esc", "tab", "space", "backspace", "delete", "insert", "up", "down", "left", "right", "home", "end", "pgup", "pgdown"}
	for n := 1; n <= 12; n++ {
		out = append(out, fmt.Sprint("f", n))
	}
	return out
}
