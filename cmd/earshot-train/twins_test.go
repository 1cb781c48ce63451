package main

import (
	"slices"
	"testing"
)

// A post that is learnt from tells nothing when it is asked for again, be it with
// another comma, another handle or an address more.
func TestTwinsAreLeftOut(t *testing.T) {
	learnt := []row{
		{"negative", "@ann Worst thing about Saturday morning TV, even James looks bored!"},
		{"neutral", "ok"},
		{"positive", "the cake at the corner was lovely and so was the tea"},
	}
	asked := []row{
		{"negative", `@user Worst thing about saturday morning TV\u002c even James looks bored https://t.example/x`},
		{"neutral", "OK!"},
		{"positive", "the cake at the corner was dry"},
		{"neutral", "nothing of it is known"},
		{"neutral", "🙄"},
		{"neutral", ""},
	}
	var left []string
	for _, r := range withoutTwins(asked, learnt) {
		left = append(left, r.text())
	}
	want := []string{"the cake at the corner was dry", "nothing of it is known", "🙄", ""}
	if !slices.Equal(left, want) {
		t.Errorf("left are %q, want %q", left, want)
	}
	if len(asked) != 6 || asked[1].text() != "OK!" {
		t.Error("the list that was asked about has changed")
	}
	if got := withoutTwins(asked, nil); len(got) != len(asked) {
		t.Errorf("nothing is learnt, and %d of %d are left", len(got), len(asked))
	}
}

// Runs are of words alone, each once; short texts are one run.
func TestRuns(t *testing.T) {
	for s, want := range map[string]int{
		"": 0, "!!! :)": 0, "да": 1, "очень вкусно": 1, "раз два три": 1, "раз два три четыре": 2,
		"раз два три раз два три": 3, // "раз два три" stands twice
		"@ann раз, два; три":      1,
	} {
		if got := len(runs(s)); got != want {
			t.Errorf("%q has %d runs, want %d", s, got, want)
		}
	}
	if !slices.Equal(runs("Раз, два: три"), runs("раз два три")) {
		t.Error("signs and capitals make other runs")
	}
}
