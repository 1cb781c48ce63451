package intent

import (
	"strings"
	"testing"

	"earshot/scoring/text"

	"pgregory.net/rapid"
)

// points gives what the signs of a text add to one intent.
func points(s, intent string) float64 {
	c := count{points: map[string]float64{}}
	c.signs(s, text.Tokens(s))
	return c.points[intent]
}

func TestSigns(t *testing.T) {
	for _, e := range []struct {
		text, intent string
		want         float64
	}{
		{"правда?", Question, asked},
		{"правда", Question, 0},
		{"https://a.example/?q=1", Question, 0},
		{"https://a.example/?q=1 правда?", Question, asked},
		{"что это? https://a.example", Question, asked},
		{"真的吗？", Question, asked},
		{"40% покупателей", Insight, percentage},
		{"40 % покупателей и 12%", Insight, 2 * percentage},
		{"40 покупателей", Insight, 0},
		{"см. https://a.example", Spam, linked},
		{"https://a.example https://b.example", Spam, linked},
		{"#a #b #c @d @e 👍", Spam, crowded},
		{"#a #b", Spam, 0},
	} {
		if got := points(e.text, e.intent); got != e.want {
			t.Errorf("%q gives %s %v, want %v", e.text, e.intent, got, e.want)
		}
	}
}

func TestWinner(t *testing.T) {
	for _, e := range []struct {
		points map[string]float64
		want   string
	}{
		{nil, Other},
		{map[string]float64{Question: 0.9}, Other},
		{map[string]float64{Question: 1}, Question},
		{map[string]float64{Question: 2, Complaint: 2}, Complaint},
		{map[string]float64{Question: 2.1, Complaint: 2}, Question},
		{map[string]float64{Praise: 5, Insight: 5}, Insight},
		{map[string]float64{Spam: 2.9, Question: 1}, Question},
		{map[string]float64{Spam: 3, Question: 9}, Spam},
		{map[string]float64{Lead: 9}, Other}, // the lead is no intent
	} {
		c := count{points: e.points}
		if got := c.winner(); got != e.want {
			t.Errorf("%v: %s, want %s", e.points, got, e.want)
		}
	}
}

func TestMoodNeedsToBeClear(t *testing.T) {
	for score, want := range map[float64]string{0: "", 0.19: "", -0.19: "", 0.2: Praise, -0.2: Complaint, 1: Praise, -1: Complaint} {
		c := count{points: map[string]float64{}}
		c.mood(score)
		if (want == "") != (len(c.why) == 0) || want != "" && c.why[0].Intent != want {
			t.Errorf("%v: %+v", score, c.why)
		}
	}
}

// Words that ask do so at the start of a text only, and not alone.
func TestAskingWords(t *testing.T) {
	for s, want := range map[string]string{
		"Как включить обогрев": Question, "Не знаю как включить": Other, "как": Other, "How to reset it": Question, "That is how it goes": Other,
	} {
		if got, _, why := Of(s, text.Tokens(s), "", 0); got != want {
			t.Errorf("%q: %s, want %s: %v", s, got, want, why)
		}
	}
}

// The gate leaves out only what no heading would have found.
func TestTheGateHidesNothing(t *testing.T) {
	part := rapid.OneOf(rapid.SampledFrom(strings.Fields(strings.NewReplacer("_", " ", "=", "").Replace(list))),
		rapid.SampledFrom([]string{"нуууужен", "#куплю", "сколькоооо", "стоит", "ДОРОГО", "😡"}), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		tokens := text.Tokens(strings.Join(rapid.SliceOfN(part, 0, 20).Draw(t, "words"), " "))
		for i := range tokens {
			open := phrases().gate.Lists(&tokens[i])
			for h, lex := range phrases().lists {
				if entry, n := lex.Match(tokens, i); n > 0 && open&(1<<h) == 0 {
					t.Fatalf("%+v was hidden at %d of %v", entry, i, tokens)
				}
			}
		}
	})
}

// Every intent and the lead have phrases in both languages, and every heading
// is one that the judge knows.
func TestListIsComplete(t *testing.T) {
	known := map[string]bool{Lead: true, Spam: true, "ask": true}
	for _, intent := range order() {
		known[intent] = true
	}
	size := 0
	for _, l := range phrases().lists {
		size += l.Len()
	}
	if size < 300 {
		t.Errorf("only %d phrases", size)
	}
	for _, e := range []string{
		"сломался broken", "боюсь worried", "ищу need", "куплю want to buy", "подскажите how to", "исследование survey", "предлагаю feature request", "спасибо thanks", "казино casino",
	} {
		c := count{points: map[string]float64{}}
		c.phrases(e, text.Tokens(e))
		if len(c.why) < 2 {
			t.Errorf("%q: %+v", e, c.why)
		}
		for _, r := range c.why {
			if !known[r.Intent] {
				t.Errorf("%q is no intent", r.Intent)
			}
		}
	}
}

// Other languages are judged by signs alone.
func TestOtherLanguages(t *testing.T) {
	if got, _, why := Judge("need casino click here", "de"); got != Other || len(why) != 0 {
		t.Errorf("%s, %v", got, why)
	}
	if got, _, _ := Judge("Wann kommt ihr? ❤️", "de"); got != Question {
		t.Error(got)
	}
}
