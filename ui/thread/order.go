package thread

import (
	"slices"

	"earshot/store"
	"earshot/store/desk"
)

// turn is one thing said, with its place in the tree of answers. It is laid out
// when it comes into sight.
type turn struct {
	desk.Turn
	indent  int         // how deep it stands in the tree
	answers *turn       // what it answers, if that is here; nil = nothing
	above   bool        // what it answers is the turn right above it
	lost    lost        // what it answers is not here
	steps   []desk.Step // what the team did after it
	heading string      // begins an earlier conversation, or the one opened
	past    bool        // belongs to an earlier conversation
	rows    []string    // laid out, without the first cell; nil = not yet
	folds   bool        // something in it is folded, or would be
}

// lost says why what a turn answers, or the turn itself, is not here.
type lost int

const (
	notLost lost = iota
	unknown      // it was never seen
	taken        // its author or the network took it away
	removed      // the turn itself was taken away while it was on the screen
)

// arrange puts the turns of a dialogue into the order of a tree: below each what
// answers it, by time. A chat, where nothing names what it answers, stays in the
// order of time.
func arrange(d desk.Dialogue, gone map[string]bool) []*turn {
	all := make([]*turn, len(d.Turns))
	remote, docs := map[string]*turn{}, map[store.Doc]*turn{}
	for i, t := range d.Turns {
		all[i] = &turn{Turn: t}
		switch {
		case t.Mention != nil:
			remote[t.Mention.Key.ID], docs[t.Mention.Doc] = all[i], all[i]
		case t.Post != nil:
			for _, to := range t.Post.To {
				if to.RemoteID != "" {
					remote[to.RemoteID] = all[i]
				}
			}
		}
	}
	branches := false
	for _, t := range all {
		switch {
		case t.Post != nil:
			t.answers = docs[t.Post.About]
		case t.Note != nil:
			t.answers = docs[t.Note.Doc]
		case t.Mention.Place.Parent != "":
			t.answers = remote[t.Mention.Place.Parent]
			branches = branches || t.answers != nil
			if t.answers == nil {
				if t.lost = unknown; gone[t.Mention.Place.Parent] {
					t.lost = taken
				}
			}
		}
	}
	if branches {
		all = tree(all)
	} else {
		for _, t := range all {
			t.indent = min(t.Depth, 1)
		}
	}
	for i, t := range all {
		t.above = i > 0 && t.answers == all[i-1]
	}
	return all
}

// tree walks the answers depth first. What a hostile network ties to a ring
// hangs on nothing and comes last.
func tree(all []*turn) []*turn {
	below := map[*turn][]*turn{}
	for _, t := range all {
		below[t.answers] = append(below[t.answers], t)
	}
	out := make([]*turn, 0, len(all))
	seen := make(map[*turn]bool, len(all))
	walk := func(from []*turn) {
		stack := slices.Clone(from)
		slices.Reverse(stack)
		for len(stack) > 0 {
			t := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if seen[t] {
				continue
			}
			seen[t] = true
			switch {
			case t.answers != nil && seen[t.answers]:
				t.indent = t.answers.indent + 1
			case t.lost != notLost:
				t.indent = 1
			}
			out = append(out, t)
			for _, c := range slices.Backward(below[t]) {
				stack = append(stack, c)
			}
		}
	}
	walk(below[nil])
	for _, t := range all {
		if !seen[t] {
			walk([]*turn{t})
		}
	}
	return out
}

// attach puts each step behind the newest turn that it was done to and that was
// there already.
func attach(turns []*turn, steps []desk.Step) {
	for _, step := range steps {
		var to *turn
		for _, t := range turns {
			if t.Mention == nil || !slices.Contains(step.Docs, t.Mention.Doc) {
				continue
			}
			if to == nil || !t.At.After(step.At) && t.At.After(to.At) {
				to = t
			}
		}
		if to != nil {
			to.steps = append(to.steps, step)
		}
	}
}
