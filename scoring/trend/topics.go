package trend

import (
	"cmp"
	"slices"
	"strings"

	"earshot/scoring/dup"
)

// Topic is what people talk about more than before.
type Topic struct {
	Terms    []Term // the most surprising first
	Count    int    // texts, near-duplicates included
	Authors  int
	Usual    float64 // texts that would be usual
	G2       float64 // of its first term
	Moods    [3]int  // negative, neutral, positive texts
	Examples []uint64
	IDs      []uint64 // one of each cluster
}

// Name is the topic in a few words.
func (t Topic) Name() string {
	var forms []string
	for _, term := range t.Terms {
		forms = append(forms, term.Form)
	}
	return strings.Join(forms, ", ")
}

// found is a term with how surprising it is.
type found struct {
	*used
	g2, usual float64
}

// Topics finds at most so many topics among the candidates. past is in how many
// of pastAll earlier texts each term stands, by its key; a term that is not in it
// is not looked at. Without a past nothing is surprising.
func (t *Terms) Topics(past map[string]int, pastAll, most int) []Topic {
	var list []found
	for key, before := range past {
		u := t.all[key]
		if u == nil || len(u.authors) < leastAuthors || pastAll <= 0 || u.Kind == Pair && !whole(key, past, pastAll) {
			continue
		}
		k, n := float64(len(u.authors)), float64(t.authors)
		usual := (float64(before) + 0.5) / (float64(pastAll) + 1) * n // a half for what was never said (Haldane, Anscombe)
		g2 := G2(k, n, float64(before), float64(pastAll))
		if g2 >= surprising && k >= leastRise*usual {
			u.Form = u.form()
			list = append(list, found{u, g2, usual})
		}
	}
	slices.SortFunc(list, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.g2, a.g2), cmp.Compare(b.Kind, a.Kind), cmp.Compare(a.Key, b.Key))
	})
	var groups [][]found
	for _, f := range list {
		at := slices.IndexFunc(groups, func(g []found) bool { return belongs(f, g) })
		switch {
		case at < 0:
			groups = append(groups, []found{f})
		case len(groups[at]) < mostTerms:
			groups[at] = append(groups[at], f)
		}
	}
	var out []Topic
	for _, g := range groups[:min(most, len(groups))] {
		out = append(out, t.topic(g))
	}
	return out
}

// whole tells whether no word of a pair is one that is said all the time: "the
// kettle" is no more than the kettle. A negation is.
func whole(pair string, past map[string]int, all int) bool {
	for _, word := range strings.Fields(pair) {
		if n, known := past[word]; !negation(word) && known && float64(n) >= stopShare*float64(all) {
			return false
		}
	}
	return true
}

// belongs tells whether a term stands in the texts of a topic's first, or is a
// part of one of its pairs and little else.
func belongs(f found, group []found) bool {
	head := group[0]
	both := dup.Common(f.texts, head.texts)
	all := len(f.texts) + len(head.texts) - both
	if float64(both) >= together*float64(all) {
		return true
	}
	small := min(len(f.texts), len(head.texts))
	return 5*both >= 4*small && slices.ContainsFunc(group, func(g found) bool { return holds(f.Key, g.Key) || holds(g.Key, f.Key) })
}

// holds tells whether a pair has a word.
func holds(pair, word string) bool {
	a, b, ok := strings.Cut(pair, " ")
	return ok && (a == word || b == word)
}

// most tells whether nearly all who say a word say the pair.
func most(pair, word found) bool { return 3*len(pair.texts) >= 2*len(word.texts) }

func (t *Terms) topic(group []found) Topic {
	head := group[0]
	out := Topic{Authors: len(head.authors), Usual: head.usual, G2: head.g2}
	for _, f := range group {
		// A word of a pair that nearly all of them say as a pair, and a pair that
		// few of those say who say the word, add nothing.
		if !slices.ContainsFunc(group, func(g found) bool {
			return holds(g.Key, f.Key) && most(g, f) || holds(f.Key, g.Key) && !most(f, g)
		}) {
			out.Terms = append(out.Terms, f.Term)
		}
	}
	if len(out.Terms) == 0 {
		out.Terms = []Term{head.Term}
	}
	score := map[int]int{}
	for _, f := range group {
		for _, at := range f.texts {
			score[at]++
		}
	}
	order := slices.Clone(head.texts)
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(score[b], score[a]) })
	voices := map[string]bool{}
	for _, at := range order {
		if s := t.said[at]; len(out.Examples) < mostExamples && !voices[s.Author] {
			voices[s.Author] = true
			out.Examples = append(out.Examples, s.ID)
		}
	}
	for _, at := range head.texts {
		out.Count += t.size[at]
		out.IDs = append(out.IDs, t.said[at].ID)
		out.Moods[max(-1, min(1, t.said[at].Mood))+1] += t.size[at]
	}
	return out
}
