package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"earshot/store"
	"earshot/store/act"
	"earshot/store/desk"
	"earshot/store/query"
)

// load reads rules as "rules --plain" prints them: one a line, blank lines and
// those that begin with # left out. A rule whose name is known is changed. All
// of it is one undo.
func (v *ruleVerb) load(ctx context.Context, name string) error {
	from := v.c.In
	if name != "-" {
		file, err := os.Open(v.c.Path(name))
		if err != nil {
			return err
		}
		defer file.Close()
		from = file
	}
	lines, err := readRules(from)
	if err != nil {
		return err
	}
	for _, l := range lines { // all, before any is taken: a file with a mistake changes nothing
		text := l.Rule.String()
		if _, err := v.rules.Check(ctx, store.Rule{Text: text}); err != nil {
			return fmt.Errorf("rule %s: %w", l.Name, badQuery(text, err))
		}
	}
	by := v.c.by()
	by.Group = v.group
	added, changed := 0, 0
	for _, l := range lines {
		n, err := v.take(ctx, by, l)
		if err != nil {
			return fmt.Errorf("rule %s: %w", l.Name, err)
		}
		if n {
			added++
		} else {
			changed++
		}
	}
	v.c.say("%d rules added, %d known before", added, changed)
	return nil
}

// readRules reads the lines, of which the first may begin with the mark that some
// editors put there.
func readRules(from io.Reader) ([]act.Line, error) {
	var out []act.Line
	scan := bufio.NewScanner(from)
	scan.Buffer(nil, 2*query.MaxLength)
	for n := 1; scan.Scan(); n++ {
		text := strings.TrimSpace(strings.TrimPrefix(scan.Text(), "\ufeff"))
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		l, err := act.ParseLine(text)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, badQuery(text, err))
		}
		out = append(out, l)
	}
	if errors.Is(scan.Err(), bufio.ErrTooLong) {
		return nil, fmt.Errorf("a line is longer than %d KiB: that is no file of rules", 2*query.MaxLength>>10)
	}
	return out, scan.Err()
}

// take adds a rule, or changes the one of its name; it reports whether it is new.
func (v *ruleVerb) take(ctx context.Context, by desk.By, l act.Line) (bool, error) {
	text, on := l.Rule.String(), !l.Off
	_, err := v.rules.Get(ctx, l.Name)
	fresh := err != nil
	if fresh {
		_, err = v.rules.Add(ctx, by, store.Rule{Name: l.Name, Text: text, Off: l.Off})
		return fresh, err
	}
	_, err = v.rules.Change(ctx, by, l.Name, desk.RuleChange{Text: &text, On: &on})
	return fresh, err
}
