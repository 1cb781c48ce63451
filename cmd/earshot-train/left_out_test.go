package main

import (
	"slices"
	"strings"
	"testing"

	"earshot/scoring/intent"
	"earshot/scoring/linear"
)

// plainWords are features of a text for a small world: its words.
func plainWords(s string) (list []linear.Feature) {
	for i, w := range strings.Fields(s) {
		list = append(list, linear.Feature{Hash: linear.Hash(w), Value: 1, At: int32(i)})
	}
	return list
}

// Each post is judged by a model made without its situation, whatever their number.
func TestEveryPostIsLeftOutOnce(t *testing.T) {
	e := &env{seed: 7}
	var posts []meant
	for i := range 2 * leftOutParts {
		situation := "s" + string(rune('a'+i))
		word := "only" + situation
		posts = append(posts, meant{lang: "en", situation: situation, aim: i % 2, all: plainWords(word), first: plainWords(word)})
	}
	out := leftOut(e, posts, nil)
	for i, g := range out {
		if len(g.aims) != len(intent.Intents()) || len(g.leads) != 2 {
			t.Fatalf("post %d has %d and %d logits", i, len(g.aims), len(g.leads))
		}
		// The word is one that nobody has taught: all of a part look alike.
		if other := out[i%leftOutParts]; !slices.Equal(g.aims, other.aims) {
			t.Errorf("post %d was judged by what it taught: %v, another of its part %v", i, g.aims, other.aims)
		}
	}
	if got := leftOut(e, nil, nil); len(got) != 0 {
		t.Errorf("of nothing there are %d guesses", len(got))
	}
}
