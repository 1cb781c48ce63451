package grammar

import (
	"slices"
	"strings"
	"testing"

	"earshot/scoring/text"

	"pgregory.net/rapid"
)

const small = `
[words goods]
пицца диван* phone number
[words buy]
купить =взять order
[rule seek]
=где|where можно? $buy
=ищу .. $goods
[rule plain]
$goods
[rule place]
=в $caps
[rule short]
< привет >
[rule ours]
$brand ... $goods
[rule tagged]
$hashtag
$url
$face
$handle
$number кг
[rule sold]
продам
[when lead]
seek ? !sold
seek place !~sold
[when anywhere]
seek ~sold
`

// found names the rules that hold in a text, with the words that made them hold.
func found(t *testing.T, g *Grammar, s string, names *Names) string {
	t.Helper()
	tokens := text.Tokens(s)
	var list []string
	for _, h := range NewMatcher(g).Match(s, tokens, names) {
		word := g.Rules()[h.Rule]
		if h.To > h.From {
			word += "=" + s[tokens[h.From].Start:tokens[h.To-1].End]
		}
		list = append(list, word)
	}
	return strings.Join(list, "|")
}

func TestPatterns(t *testing.T) {
	g := Must(small)
	names := NewNames([]string{"Банк Левша", "Zernolla"}, nil, []string{"…", ""})
	for s, want := range map[string]string{
		"где купить пиццу":               "seek=где купить|plain=пиццу",
		"Где можно купить?":              "seek=Где можно купить|lead|?",
		"где можно взять":                "seek=где можно взять",
		"где возьму":                     "",
		"where ordered":                  "seek=where ordered",
		"ищу себе новый мягкий диванчик": "seek=ищу себе новый мягкий диванчик|plain=диванчик",
		"ищу себе новый и мягкий диван":  "plain=диван",
		"ищу. диван":                     "plain=диван",
		"ищу, диван":                     "seek=ищу, диван|plain=диван",
		"живу в Казани":                  "place=в Казани",
		"В Казани":                       "place=В Казани",
		"живу в доме":                    "",
		"привет":                         "short=привет",
		"ну привет":                      "",
		"Привет! Ищу phone":              "short=Привет|seek=Ищу phone|plain=phone|!",
		"банк левша продаёт пиццу":       "ours=банк левша продаёт пиццу|plain=пиццу",
		"банк продаёт пиццу":             "plain=пиццу",
		"#тег 5 кг":                      "tagged=#тег",
		"продам. где купить?":            "sold=продам|seek=где купить|lead|anywhere|?",
		"продам. где купить в Орле":      "sold=продам|seek=где купить|place=в Орле|anywhere",
		"он сказал: «где купить пиццу»":  "quoted",
		"«где купить пиццу»":             "seek=где купить|plain=пиццу",
		"купил «пицца»":                  "plain=пицца",
		"где \"купить":                   "seek=где \"купить",
		"":                               "",
	} {
		if got := found(t, g, s, names); got != want {
			t.Errorf("%q: %s\nwant %s", s, got, want)
		}
	}
}

func TestMistakesAreTold(t *testing.T) {
	for file, want := range map[string]string{
		"слово":           "line 1: \"слово\" stands before any heading",
		"[rule a]\n.. b":  "line 2: \"..\" stands between",
		"[rule a]\nb ..":  "line 2: \"..\" stands between",
		"[rule a]\nb < c": "line 2: < stands first",
		"[rule a]\n$b":    "line 2: $b: no class",
		"[words a]\n$b":   "line 2: $b: no class",
		"[rule a]\nя*":    "line 2: \"я*\": give 3 letters",
		"[rule a]\n=я*":   "line 2: \"=я*\": either",
		"[rule a]\nb||c":  "line 2: a word without letters",
		"[rule a]\nb? c?": "line 2: 2 words of 2 may be missing",
		"[rule a":         "line 1: \"[rule a\": a heading ends",
		"[verb a]":        "line 1: \"verb a\": a section is",
		"[rule]":          "line 1: \"rule\": give one name",
		"[when a]\nb":     "nothing makes the rule \"b\"",
		"[words a]\nb\n[rule r]\n$a\n[words a]\nc": "line 6: \"c\": the class a was used already",
	} {
		if _, err := Parse(file); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", file, err, want)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("Must let a mistake pass")
		}
	}()
	Must("слово")
}

func TestRulesHaveNumbers(t *testing.T) {
	g := Must(small)
	if i := g.Rule("seek"); g.Rules()[i] != "seek" || g.Rule("nothing") != -1 {
		t.Error(i, g.Rules())
	}
}

// A matcher's answer depends on the text alone, holds for any bytes, and every
// hit lies within the text.
func TestHoldsForAnyText(t *testing.T) {
	g := Must(small)
	used := NewMatcher(g)
	part := rapid.OneOf(rapid.SampledFrom(strings.Fields("где купить ищу диван пицца продам в Казани « » \" . ? ! … привет Zernolla #тег 5 кг")), rapid.String())
	names := NewNames([]string{"Zernolla"}, nil, nil)
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(part, 0, 40).Draw(t, "words"), " ")
		tokens := text.Tokens(s)
		got := slices.Clone(used.Match(s, tokens, names))
		if fresh := NewMatcher(g).Match(s, tokens, names); !slices.Equal(got, fresh) {
			t.Fatalf("%v and %v", got, fresh)
		}
		for _, h := range got {
			if h.From > h.To || h.To > len(tokens) || h.Rule < 0 || h.Rule >= len(g.Rules()) {
				t.Fatalf("%+v of %d tokens", h, len(tokens))
			}
		}
	})
}

// A long text of nothing but words that begin patterns takes time in proportion.
func TestLongTexts(t *testing.T) {
	s := strings.Repeat("ищу где купить ", 20000)
	if hits := NewMatcher(Must(small)).Match(s, text.Tokens(s), nil); len(hits) == 0 {
		t.Error("nothing was found")
	}
}

func BenchmarkMatch(b *testing.B) {
	m := NewMatcher(Must(small))
	const s = "Подскажите, где можно купить недорогой диван в Казани?"
	tokens := text.Tokens(s)
	b.ReportAllocs()
	for b.Loop() {
		m.Match(s, tokens, nil)
	}
}
