package sentiment

import (
	"math"
	"strings"
	"testing"

	"earshot/scoring/text"

	"pgregory.net/rapid"
)

func TestPaused(t *testing.T) {
	for gap, want := range map[string]bool{
		"": false, " ": false, " — ": true, " - ": false, ", ": true, ". ": true, "!\n": true, "…": true, " (": false, " \"": false, "\n": true,
	} {
		if got := paused(gap); got != want {
			t.Errorf("%q: %v", gap, got)
		}
	}
}

func TestEmphatic(t *testing.T) {
	for _, e := range []struct {
		word  string
		mixed bool
		want  bool
	}{
		{"плохо", true, false},
		{"ПЛОХО", true, true},
		{"ПЛОХО", false, false}, // all of the text is in capitals
		{"Плохо", true, false},
		{"ОК", true, false}, // too short to be shouting
		{"плоооохо", false, true},
		{"#ПОЗОР", true, true},
		{":)", true, false},
		{":))))", true, true},
		{")))))", true, true},
		{"😡", true, false},
	} {
		j := judge{src: e.word, mixed: e.mixed}
		token := text.Tokens(e.word)[0]
		if got := j.emphatic(token, token.Text); got != e.want {
			t.Errorf("%q among small letters %v: %v", e.word, e.mixed, got)
		}
	}
}

// Confidence rises with the evidence and falls with contradiction.
func TestConfidence(t *testing.T) {
	if confidence(Neutral, 0, 0) != 0.5 || confidence(Neutral, 0, 4) != 0.4 {
		t.Error("neutral texts")
	}
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.Float64Range(0.5, 40).Draw(t, "all")
		sum := rapid.Float64Range(0, 1).Draw(t, "agreement") * all
		c := confidence(Positive, sum, all)
		if c < 0.5 || c > 0.95 {
			t.Fatalf("%v", c)
		}
		if more := confidence(Positive, sum*2, all*2); more < c {
			t.Fatalf("twice the evidence: %v, before %v", more, c)
		}
		if clash := confidence(Positive, sum, all*1.5); sum > 0 && clash > c+0.1 {
			t.Fatalf("contradicted: %v, before %v", clash, c)
		}
	})
}

func TestRound(t *testing.T) {
	if math.Signbit(round(-0.0001)) || round(0.66666) != 0.667 || round(-1) != -1 {
		t.Error(round(-0.0001), round(0.66666), round(-1))
	}
}

// The word before "but" counts less, what follows counts in full.
func TestReasonsAfterBut(t *testing.T) {
	got := Judge("красиво, но плохо", "ru")
	if len(got.Why) != 2 || got.Why[0].Weight != 1.2 || got.Why[1].Weight != -2 {
		t.Errorf("%+v", got)
	}
}

// A repeated word adds less each time: ten hearts are no hundred.
func TestRepetitionFades(t *testing.T) {
	one, ten := Judge("❤️", ""), Judge(strings.Repeat("❤️ ", 10), "")
	if ten.Score <= one.Score || ten.Score > 0.7 || len(ten.Why) != 10 {
		t.Errorf("one %v, ten %v", one.Score, ten.Score)
	}
}

// An intensifier reaches over one word and not further.
func TestBoostEnds(t *testing.T) {
	near, far := Judge("очень он плохой", "ru"), Judge("очень жаркий и длинный плохой день", "ru")
	if near.Why[0].Weight != -3 || far.Why[0].Weight != -2 {
		t.Errorf("near %+v, far %+v", near.Why, far.Why)
	}
}
