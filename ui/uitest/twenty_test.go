package uitest

import (
	"strings"
	"testing"

	"earshot/store"
	"earshot/store/query"
)

// A manager clears 20 mixed mentions with at most two keys each: what is alike is
// marked and gets one verb, the rest goes one by one.
func TestTwentyMentionsWithAtMostTwoKeysEach(t *testing.T) {
	d := New(t, Options{})
	for _, macro := range []string{"x = tag +vip; done", "s = mark-spam; done"} { // made once, long before
		d.Press(":")
		d.Type("macro " + macro)
		d.Press("enter")
	}
	d.Press("g g")
	count := func(text string) int {
		t.Helper()
		q, err := query.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		n, err := d.Desk.Lookup.Count(t.Context(), store.Search{Expr: q.Expr, Scope: d.Host.Scope()})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before, pressed, given := count("is:open"), 0, 0
	for _, step := range []struct {
		what, keys string
		stays      int // of the mentions, so many stay open because they are mine now
	}{
		{"one closed, its neighbour put away", "e s t", 0},
		{"one tagged and closed by a macro", ", x", 0},
		{"one put away, the next as the one before", "s m .", 0},
		{"four for me", "space space space space a a", 4},
		{"on to what is nobody's yet", "j j", 0},
		{"one is spam and goes", ", s", 0},
		{"four irrelevant ones go", "space space space space m i V E", 0},
		{"three tagged and closed by a macro", "space space space , x", 0},
		{"two closed, two put away", "e e s w .", 0},
	} {
		left, n := count("is:open"), len(strings.Fields(step.keys))
		d.Press(step.keys)
		pressed, given = pressed+n, given+step.stays
		t.Logf("%-42s %d keys, %d mentions", step.what, n, left-count("is:open")+step.stays)
	}
	if did := before - count("is:open") + given; did < 20 || pressed > 2*20 {
		t.Errorf("%d keys for %d mentions", pressed, did)
	}
	for text, want := range map[string]int{"is:snoozed": 6, "tag:vip is:done": 4, "intent:spam is:done": 1, "intent:spam is:open": 0} {
		if got := count(text); got != want {
			t.Errorf("%s: %d, not %d", text, got, want)
		}
	}
}
