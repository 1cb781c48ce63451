package match_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/match"
)

// TestNearAgainstCounting compares NEAR, phrases and prefixes with plain
// counting over random texts of few words.
func TestNearAgainstCounting(t *testing.T) {
	words := []string{"ada", "bob", "cat", "dog", "adam"}
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.SliceOfN(rapid.SampledFrom(words), 0, 12).Draw(rt, "text")
		a, b := rapid.SampledFrom(words).Draw(rt, "a"), rapid.SampledFrom(words).Draw(rt, "b")
		n := rapid.IntRange(1, 5).Draw(rt, "distance")
		near, ordered, phrase, prefixed := false, false, false, false
		for i, x := range text {
			prefixed = prefixed || strings.HasPrefix(x, a)
			for j, y := range text {
				if x != a || y != b || i == j {
					continue
				}
				phrase = phrase || j == i+1
				near = near || j-i <= n && i-j <= n
				ordered = ordered || j > i && j-i <= n
			}
		}
		m := said(strings.Join(text, ", "))
		for q, want := range map[string]bool{
			fmt.Sprintf("%s NEAR/%d %s", a, n, b): near, fmt.Sprintf("%s NEAR/%df %s", a, n, b): ordered,
			fmt.Sprintf(`"%s %s"`, a, b): phrase, a + "*": prefixed, "=" + a: slices.Contains(text, a),
			fmt.Sprintf("(%s OR %s) NEAR/%d %s", b, b, n, a): near, fmt.Sprintf("%s NEAR/%d (%s %s)", a, n, b, b): near,
		} {
			x, err := match.Compile(parse(t, q), viewer())
			if err != nil {
				rt.Fatal(err)
			}
			if got, err := x.Match(nil, m); got != want || err != nil {
				rt.Fatalf("%s on %v: %v, %v, want %v", q, text, got, err, want)
			}
		}
	})
}

// TestNeedsAreNeeded draws mentions and queries and checks what Needs
// promises: that no match lacks what it names, and that Exact decides.
func TestNeedsAreNeeded(t *testing.T) {
	atoms := []string{
		"is:new", "is:open", "is:done", "is:snoozed", "is:mine", "is:overdue", "from:ivan", "from:vk:77", "from:77", "thread:t", "thread:vk:t", "assignee:anna",
		"assignee:@team", "date:today", "age:<3h", "date:2026-11-16", "*", "word", "-is:new", "id:7", "id:vk:1,8",
	}
	rapid.Check(t, func(rt *rapid.T) {
		q := rapid.SampledFrom(atoms).Draw(rt, "atom")
		for range rapid.IntRange(0, 3).Draw(rt, "more") {
			q = "(" + q + ")" + rapid.SampledFrom([]string{" ", " OR "}).Draw(rt, "join") + rapid.SampledFrom(atoms).Draw(rt, "atom")
		}
		m := said(rapid.SampledFrom([]string{"word", "other"}).Draw(rt, "text"))
		m.Key.Network = rapid.SampledFrom([]string{"vk", "mastodon"}).Draw(rt, "net")
		m.Place.Thread = rapid.SampledFrom([]string{"t", "u", ""}).Draw(rt, "thread")
		m.Author.Handle = rapid.SampledFrom([]string{"ivan@m.example", "petr", ""}).Draw(rt, "handle")
		m.Work.State = rapid.SampledFrom([]store.State{"new", "open", "done", "snoozed"}).Draw(rt, "state")
		m.Work.Assignee = rapid.SampledFrom([]string{"", "Anna", "anna", "boris"}).Draw(rt, "assignee")
		m.Created = now().AddDate(0, 0, -rapid.IntRange(0, 2).Draw(rt, "days"))
		if rapid.Bool().Draw(rt, "over") {
			m.Work.Until = now()
		}
		x, err := match.Compile(parse(t, q), viewer())
		if err != nil {
			rt.Fatal(err)
		}
		got, err := x.Match(nil, m)
		if err != nil {
			rt.Fatal(err)
		}
		n := x.Needs()
		in := n.From.IsZero() || !m.Created.Before(n.From)
		in = in && (n.To.IsZero() || m.Created.Before(n.To))
		stated := n.States == nil || slices.Contains(n.States, m.Work.State)
		named := n.Authors == nil || slices.ContainsFunc(match.Names(m), func(s string) bool { return slices.Contains(n.Authors, s) })
		held := n.Assignees == nil || slices.Contains(n.Assignees, strings.ToLower(m.Work.Assignee))
		threaded := n.Threads == nil || slices.Contains(n.Threads, m.Thread().ID)
		if got && (!in || !stated || !named || !held || !threaded) {
			rt.Fatalf("%q matches %+v, which lacks some of %+v", q, m, n)
		}
		sure := n.Sure == nil || slices.Contains(n.Sure, m.Work.State)
		if n.Exact && in && sure && !got || n.Exact && !(in && stated) && got {
			rt.Fatalf("%q is not exact on %+v: %v, %+v", q, m, got, n)
		}
	})
}
