package sentiment

import (
	"strings"
	"testing"

	"earshot/scoring/text"

	"pgregory.net/rapid"
)

// spansOf finds the words that begin with a name.
func spansOf(tokens []text.Token, name string) (list []Span) {
	for i := range tokens {
		if name != "" && strings.HasPrefix(tokens[i].Norm, strings.ToLower(name)) {
			list = append(list, Span{i, i + 1})
		}
	}
	return list
}

func towardsName(s, lang, named, other string) Result {
	tokens := text.Tokens(s)
	return Towards(s, tokens, lang, spansOf(tokens, named), spansOf(tokens, other))
}

// Sentences that name two, and what they say of each.
var pairs = []struct{ lang, text, kashnik, levsha string }{
	{"ru", "Kashnik сломался, а вот Левша починил за день, молодцы", "-", "+"},
	{"ru", "Левша опять обманул, ужасный сервис. Kashnik работает отлично, спасибо!", "+", "-"},
	{"ru", "Kashnik лучше, чем Левша", "+", "-"},
	{"ru", "по-моему Левша лучше чем Kashnik", "-", "+"},
	{"ru", "Kashnik намного надежнее Левши", "+", "-"},
	{"ru", "Левша хуже, чем Kashnik", "+", "-"},
	{"ru", "перешла с Kashnik на Левшу", "-", "+"},
	{"ru", "Ушел от Левши к Kashnik", "+", "-"},
	{"ru", "взяли Kashnik вместо Левши", "+", "-"},
	{"ru", "Обожаю Kashnik, прекрасный холодильник, но Левша хамит и врёт", "+", "-"},
	{"ru", "Kashnik — ужас, ненавижу, зато Левша супер, спасибо им", "-", "+"},
	{"ru", "Kashnik не лучше, чем Левша", "-", "+"},
	{"en", "Kashnik broke again, terrible, but Levsha fixed it and was great", "-", "+"},
	{"en", "Levsha is awful. Kashnik is wonderful, I love it", "+", "-"},
	{"en", "Kashnik is better than Levsha", "+", "-"},
	{"en", "Levsha is so much faster than Kashnik", "-", "+"},
	{"en", "Kashnik is worse than Levsha", "-", "+"},
	{"en", "I switched from Kashnik to Levsha", "-", "+"},
	{"en", "just moved to Kashnik from Levsha", "+", "-"},
	{"en", "got a Kashnik instead of Levsha", "+", "-"},
	{"en", "I prefer Kashnik to Levsha", "+", "-"},
	{"en", "I love my Kashnik, while Levsha is a horrible rip off", "+", "-"},
	{"en", "Levsha support is rude and useless, Kashnik people are lovely and helpful", "+", "-"},
	{"en", "Kashnik is not better than Levsha", "-", "+"},
}

// floorTowards is the share that has to be right; the text as a whole would be
// right in half of them.
const floorTowards = 0.8

func TestTowards(t *testing.T) {
	label := map[string]string{"+": Positive, "-": Negative}
	right, total := 0.0, 0.0
	for _, p := range pairs {
		levsha := "левш"
		if p.lang == "en" {
			levsha = "levsha"
		}
		for _, ask := range [][3]string{{"kashnik", levsha, p.kashnik}, {levsha, "kashnik", p.levsha}} {
			total++
			if got := towardsName(p.text, p.lang, ask[0], ask[1]); got.Label == label[ask[2]] {
				right++
			} else {
				t.Logf("%q towards %s: %s %+.2f, want %s", p.text, ask[0], got.Label, got.Score, ask[2])
			}
		}
	}
	t.Logf("%.0f of %.0f", right, total)
	if right/total < floorTowards {
		t.Errorf("%.2f right, want %.2f", right/total, floorTowards)
	}
}

// What is said of the others alone does not fall upon ours.
func TestOthersMoodIsNotOurs(t *testing.T) {
	for _, e := range [][2]string{
		{"ru", "Kashnik стоит на кухне, а Левша ужасный, ненавижу"},
		{"ru", "Завтра еду в Kashnik. Левша отвратительно работает, хамы"},
		{"en", "The Kashnik office is on Main Street, but Levsha is horrible and rude"},
	} {
		other := map[string]string{"ru": "левш", "en": "levsha"}[e[0]]
		if got := towardsName(e[1], e[0], "kashnik", other); got.Label == Negative {
			t.Errorf("%q: %+v", e[1], got)
		}
		if got := towardsName(e[1], e[0], other, "kashnik"); got.Label != Negative {
			t.Errorf("%q towards the other: %+v", e[1], got)
		}
	}
	low := mixed(Result{Label: Neutral, Score: -0.3, Confidence: 0.8}, Result{Label: Negative, Score: -0.9})
	if low.Label != Negative || low.Confidence > 0.5 {
		t.Errorf("%+v", low)
	}
	if alone := mixed(Result{Label: Neutral, Confidence: 0.8}, Result{Label: Negative, Score: -1}); alone.Label != Neutral || alone.Confidence != 0.8 {
		t.Errorf("the whole text decided: %+v", alone)
	}
}

// Where only one is named, the whole text speaks of it.
func TestTowardsOneIsTheWholeText(t *testing.T) {
	for _, p := range pairs {
		if got, want := towardsName(p.text, p.lang, "kashnik", ""), Judge(p.text, p.lang); got.Score != want.Score || got.Label != want.Label {
			t.Errorf("%q: %+v, want %+v", p.text, got, want)
		}
	}
}

func TestClauses(t *testing.T) {
	for s, want := range map[string]string{
		"Kashnik сломался, а Левша починил. Молодцы": "1:Kashnik сломался|2:а Левша починил|2:Молодцы",
		"Ну вот. Kashnik лучше, чем Левша":           "3:Ну вот|3:Kashnik лучше, чем Левша",
		"Kashnik, Левша и другие":                    "3:Kashnik, Левша и другие",
		"Kashnik хорош и Левша тоже":                 "1:Kashnik хорош|2:и Левша тоже",
	} {
		tokens := text.Tokens(s)
		r := towards{src: s, tokens: tokens, sides: make([]side, len(tokens))}
		r.mark(spansOf(tokens, "kashnik"), ours)
		r.mark(spansOf(tokens, "левш"), theirs)
		r.cut()
		r.own()
		var list []string
		for _, c := range r.clauses {
			list = append(list, string('0'+rune(c.of))+":"+s[tokens[c.from].Start:tokens[c.to-1].End])
		}
		if got := strings.Join(list, "|"); got != want {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
	}
}

func TestTowardsHoldsForAnyText(t *testing.T) {
	part := rapid.OneOf(rapid.SampledFrom(strings.Fields("Kashnik Левша лучше чем, но а вместо switched from to не . ! — ужас love :)")), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(part, 0, 20).Draw(t, "words"), " ")
		r := towardsName(s, rapid.SampledFrom([]string{"ru", "en", ""}).Draw(t, "lang"), "kashnik", "левш")
		if r.Score < -1 || r.Score > 1 || r.Confidence < 0 || r.Confidence > 1 || r.Label == "" {
			t.Fatalf("%+v", r)
		}
		tokens := text.Tokens(s)
		Towards(s, tokens, "ru", []Span{{-5, 100}}, []Span{{3, 2}, {len(tokens), len(tokens) + 9}})
	})
}

// BenchmarkTowards is for texts that name two: one more reading, below 50 µs.
func BenchmarkTowards(b *testing.B) {
	s := pairs[0].text
	tokens := text.Tokens(s)
	named, others := spansOf(tokens, "kashnik"), spansOf(tokens, "левш")
	b.ReportAllocs()
	for b.Loop() {
		Towards(s, tokens, "ru", named, others)
	}
}
