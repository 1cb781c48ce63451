package thread

import (
	"cmp"
	"slices"
	"strings"

	"earshot/store"
	"earshot/ui/widget"
)

// build makes the turns of what was read; old are those of before. What
// disappeared meanwhile leaves a line in its place.
func (t *talk) build(old []*turn) {
	t.turns = nil
	for _, d := range slices.Backward(t.Past) {
		turns := arrange(d, nil)
		for _, turn := range turns {
			turn.past = true
		}
		if len(turns) > 0 {
			turns[0].heading = "earlier"
		}
		t.turns = append(t.turns, turns...)
	}
	now := arrange(t.Dialogue, t.Taken)
	attach(now, t.Steps)
	now = t.keep(old, now)
	if len(t.Past) > 0 && len(now) > 0 {
		now[0].heading = "this conversation"
	}
	t.turns = append(t.turns, now...)
	known := map[string]bool{}
	for _, turn := range old {
		known[turn.id()] = true
	}
	for _, turn := range now {
		// The mark stays as long as the thread is open: to open it was to look.
		if m := turn.Mention; m != nil && m.Work.State == store.StateNew && !known[turn.id()] {
			t.unseen[m.Doc] = true
		}
	}
}

// keep leaves a line for mentions that were on the screen and are gone: a text
// that vanishes under the eyes would be a riddle. Its words are not kept.
func (t *talk) keep(old, now []*turn) []*turn {
	here := map[string]bool{}
	for _, turn := range now {
		here[turn.id()] = true
	}
	after := ""
	for _, was := range old {
		if was.past {
			continue
		}
		if was.Mention != nil && !here[was.id()] {
			gone := *was
			gone.lost, gone.rows, gone.steps, gone.answers = removed, nil, nil, nil
			i := slices.IndexFunc(now, func(n *turn) bool { return n.id() == after })
			now = slices.Insert(now, i+1, &gone)
		}
		after = was.id()
	}
	return now
}

// find gives the place of a turn, -1 if it is not here.
func (t *talk) find(id string) int {
	return slices.IndexFunc(t.turns, func(x *turn) bool { return x.id() == id })
}

// about is what an earlier conversation was about, on one line.
func about(p widget.Policy, text string, width int) string {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	cut, _ := p.Cut(cmp.Or(first, text), width)
	return cut
}
