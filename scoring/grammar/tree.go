package grammar

import (
	"fmt"
	"strings"
)

// item is one place of a pattern.
type item struct {
	words    string // apart by bars; "<" and ">" for the borders of a sentence
	gap      uint8  // words that may stand before
	optional bool
}

// pattern adds a line of a section [rule].
func (p *parser) pattern(fields []string) error {
	items, err := parts(fields)
	if err != nil {
		return err
	}
	rule, options := p.rule(p.name), 0
	for _, it := range items {
		if it.optional {
			options++
		}
	}
	if options > maxOptional || options == len(items) {
		return fmt.Errorf("%d words of %d may be missing, %d at most and not all", options, len(items), maxOptional)
	}
	for missing := range 1 << options {
		if err := p.path(items, missing, rule); err != nil {
			return err
		}
	}
	return nil
}

func parts(fields []string) ([]item, error) {
	var items []item
	gap := uint8(0)
	for i, f := range fields {
		switch {
		case f == ".." || f == "...":
			if i == 0 || i == len(fields)-1 || gap > 0 {
				return nil, fmt.Errorf("%q stands between two words", f)
			}
			gap = shortGap
			if f == "..." {
				gap = longGap
			}
			continue
		case f == "<" && i > 0, f == ">" && (i == 0 || i < len(fields)-1 || gap > 0):
			return nil, fmt.Errorf("< stands first, > stands last")
		}
		it := item{words: f, gap: gap}
		if len(f) > 1 {
			it.words, it.optional = strings.CutSuffix(f, "?")
		}
		items = append(items, it)
		gap = 0
	}
	return items, nil
}

// path adds one way through a pattern, without the words of missing.
func (p *parser) path(items []item, missing int, rule uint16) error {
	at, option, name := int32(0), 0, ""
	gap := uint8(0)
	for _, it := range items {
		gap = max(gap, it.gap)
		if it.optional {
			option++
			if missing>>(option-1)&1 == 1 {
				continue
			}
		}
		switch {
		case at == 0:
			gap = 0 // nothing stands before it to be apart from
		case it.words == ">" && gap > 0:
			return fmt.Errorf("what stands before > has to be there where .. stands before it")
		}
		name += fmt.Sprintf(" %d %s", gap, it.words)
		next, known := p.trees[name]
		if !known {
			next = int32(len(p.g.nodes))
			p.g.nodes = append(p.g.nodes, node{})
			p.trees[name] = next
			if err := p.join(at, next, it.words, gap); err != nil {
				return err
			}
		}
		at, gap = next, 0
	}
	n := &p.g.nodes[at]
	for _, r := range n.rules {
		if r == rule {
			return nil
		}
	}
	n.rules = append(n.rules, rule)
	return nil
}

// join leads from one node to the next.
func (p *parser) join(from, to int32, words string, gap uint8) error {
	g := p.g
	switch words {
	case "<":
		g.after = to
		return nil
	case ">":
		g.nodes[from].end = to
		return nil
	}
	s, err := p.set(words)
	switch {
	case err != nil:
		return err
	case from == 0:
		g.roots[s] = to
	case gap > 0:
		g.nodes[from].far = append(g.nodes[from].far, edge{s, gap, to})
	default:
		g.nodes[from].next = append(g.nodes[from].next, edge{s, 0, to})
	}
	return nil
}
