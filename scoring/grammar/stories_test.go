package grammar

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"earshot/scoring/text"

	"pgregory.net/rapid"
)

// holds names the rules that hold in a text, without the words.
func holds(g *Grammar, s string, names *Names) string {
	var list []string
	for _, h := range NewMatcher(g).Match(s, text.Tokens(s), names) {
		list = append(list, g.Rules()[h.Rule])
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

// What somebody who writes a file of patterns relies on, a line of it at a time.
func TestWhatALineMeans(t *testing.T) {
	for _, e := range []struct{ file, text, want, why string }{
		{"[rule a]\nкупить", "Купила бы", "a", "a word matches by its stem"},
		{"[rule a]\nкупить", "покупатель", "", "and no other word that looks like it"},
		{"[rule a]\n=купить", "купила", "", "= wants this form"},
		{"[rule a]\n=Ещё", "еще", "a", "= takes ё for е and any case"},
		{"[rule a]\nпосовет*", "посоветовались", "a", "* takes any end"},
		{"[rule a]\nпосовет*", "присоветовали", "", "but no other beginning"},
		{"[rule a]\nпосовет*\n[rule b]\nпосовет* мне", "посоветуйте мне", "a b", "one beginning in two rules"},
		{"[rule a]\nпос* мне", "посоветуйте мне", "a", "three letters before * are enough"},
		{"[rule a]\nгде|куда купить", "куда купить", "a", "bars: either word"},
		{"[rule a]\nгде купить", "купить где", "", "words stand in their order"},
		{"[rule a]\nгде купить", "где бы купить", "", "and beside each other"},
		{"[rule a]\nгде бы? купить", "где бы купить", "a", "a word with ? may stand there"},
		{"[rule a]\nгде бы? купить", "где купить", "a", "or not"},
		{"[rule a]\nгде .. купить", "где один два три купить", "a", ".. passes three words"},
		{"[rule a]\nгде .. купить", "где один два три четыре купить", "", "and not four"},
		{"[rule a]\nгде .. купить", "где купить", "a", "and none, too"},
		{"[rule a]\nгде ... купить", "где 1 2 3 4 5 6 7 8 купить", "a", "... passes eight"},
		{"[rule a]\nгде ... купить", "где 1 2 3 4 5 6 7 8 9 купить", "", "and not nine"},
		{"[rule a]\nгде .. купить", "где? купить", "", "no gap reaches into the next sentence"},
		{"[rule a]\nгде .. купить", "где; купить", "", "a semicolon ends a sentence, too"},
		{"[rule a]\nгде .. купить", "где\nкупить", "", "so does the end of a line"},
		{"[rule a]\nгде .. купить", "где… купить", "", "so do three dots"},
		{"[rule a]\nгде .. купить", "где - вот - купить", "a", "a dash does not"},
		{"[rule a]\n< купить", "Купить!", "a", "< is the start of a sentence"},
		{"[rule a]\n< купить", "Привет. Купить!", "a", "of any sentence"},
		{"[rule a]\n< купить", "где купить", "", "and of nothing else"},
		{"[rule a]\nкупить >", "где купить?", "a", "> is the end of one"},
		{"[rule a]\nкупить >", "купить где", "", "and of nothing else"},
		{"[rule a]\n< купить >", "да. купить! нет", "a", "a sentence of one word"},
		{"[rule a]\n$number руб", "за 500 руб", "a", "numbers are a class"},
		{"[rule a]\n$number руб", "за пятьсот руб", "", "but only in figures"},
		{"[rule a]\n$url", "см. https://a.example", "a", "addresses are"},
		{"[rule a]\n$handle", "@polar привет", "a", "handles are"},
		{"[rule a]\n$hashtag", "#тег", "a", "hashtags are"},
		{"[rule a]\nпицца", "хочу #пицца", "a", "and hashtags are words, too"},
		{"[rule a]\n$face", "ура 😀", "a", "faces are"},
		{"[rule a]\n$face", "ура :)", "a", "smileys are"},
		{"[rule a]\n=в $caps", "живу в Ёбурге", "a", "a capital of any alphabet"},
		{"[rule a]\n$caps", "Привет", "", "but not that of a sentence's start"},
		{"[rule a]\nкот # кит", "кит", "", "what stands behind # is for people"},
		{"[words x]\nкот\n[words y]\n$x пёс\n[rule a]\n$y", "котами", "a", "a class within a class"},
		{"[words x]\n[words y]\n$x пёс\n[rule a]\n$y", "псы", "", "an empty class adds nothing, and stems are not inflected backwards"},
		{"[words x]\nкот\n[rule a]\nмой $x|пёс", "мой пёс", "a", "a class beside a word"},
		{"[rule a]\nкот\n[rule a]\nпёс", "пёс", "a", "a rule may be written in two places"},
		{"[rule a]\nкот\nкот", "кот кот", "a", "and holds once, however often it matches"},
	} {
		g, err := Parse(e.file)
		if err != nil {
			t.Errorf("%s: %v", e.why, err)
			continue
		}
		got := strings.TrimSpace(strings.NewReplacer("?", "", "!", "").Replace(holds(g, e.text, nil)))
		if got != e.want {
			t.Errorf("%s: %q in %q gives %q, want %q", e.why, e.text, e.file, got, e.want)
		}
	}
}

// Rules made of others hold sentence by sentence.
func TestWhatRulesOfRulesMean(t *testing.T) {
	const base = "[rule seek]\nищу\n[rule sold]\nпродано\n[rule price]\nцена\n[when x]\n"
	for _, e := range []struct{ line, text, want, why string }{
		{"seek", "ищу кота", "seek x", "one rule alone"},
		{"seek price", "ищу, цена любая", "price seek x", "both in one sentence"},
		{"seek price", "ищу. цена любая", "price seek", "in two sentences they are not together"},
		{"seek ~price", "ищу. цена любая", "price seek x", "~ looks anywhere"},
		{"seek !sold", "ищу. продано", "seek sold x", "a veto reaches its own sentence"},
		{"seek !~sold", "ищу. продано", "seek sold", "with ~ it reaches all"},
		{"seek ?", "ищу. кота?", "? seek", "the question mark belongs to its sentence"},
		{"seek ?", "ищу кота?", "? seek x", "here it does"},
		{"seek ~?", "ищу. кота?", "? seek x", "and here anywhere"},
		{"seek !", "ищу кота!", "! seek x", "an exclamation mark"},
		{"seek !!", "ищу кота!", "! seek", "none"},
		{"seek !!", "ищу кота", "seek x", "none, and there is none"},
		{"!seek", "кот", "x", "a veto alone holds in a text without it"},
		{"!seek", "", "", "but not in a text without words"},
		{"seek\nprice", "цена", "price x", "either line makes the rule"},
		{"seek\n[when y]\nx price", "ищу, цена", "price seek x y", "a rule made of one that was made before"},
		{"seek quoted", "ищу! он пишет «ищу кота»", "! quoted seek", "what others said, in another sentence"},
	} {
		if got := holds(Must(base+e.line), e.text, nil); got != e.want {
			t.Errorf("%s: %q of %q gives %q, want %q", e.why, e.line, e.text, got, e.want)
		}
	}
}

// A word that may be missing at the start must not take the place of another
// pattern that begins with the word behind it.
func TestAMissingStartHidesNoOtherPattern(t *testing.T) {
	g := Must("[rule a]\nгде купить\n[rule b]\nскажите? .. где продать\n[rule c]\nгде найти")
	for s, want := range map[string]string{
		"где купить": "a", "где продать": "b", "где найти": "c", "скажите мне где продать": "b",
	} {
		if got := holds(g, s, nil); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
	for _, file := range []string{"[rule a]\nгде .. купить? >", "[rule a]\nx .. y? z? >"} {
		if _, err := Parse(file); err == nil || !strings.HasPrefix(err.Error(), "line 2: what stands before >") {
			t.Errorf("%q: %v: the end would stand behind a gap", file, err)
		}
	}
}

// A name of several words is one word to a pattern: it leads up to the first and
// goes on behind the last.
func TestNamesOfSeveralWords(t *testing.T) {
	g := Must("[rule want]\nхочу $product\n[rule cheap]\n$product дёшево\n[rule ours]\n$brand\n[rule theirs]\n$competitor")
	names := NewNames([]string{"Acme", "Северная Звезда"}, []string{"Polar N5", "N5 Polar Pro"}, []string{"Frost King", "acme"})
	for s, want := range map[string]string{
		"хочу Polar N5":            "want",
		"Polar N5 дёшево":          "cheap",
		"хочу polar n5 дёшево":     "cheap want",
		"хочу Polar":               "",
		"N5 дёшево":                "",
		"хочу N5 Polar Pro":        "want",
		"хочу Polar N6":            "",
		"северной звездой назвали": "ours",
		"северная тёплая звезда":   "",
		"Acme и Frost King":        "ours theirs",
		"у FROST KING и у короля":  "theirs",
		"Frost":                    "",
		"King Frost":               "",
	} {
		if got := holds(g, s, names); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
	for _, none := range []*Names{nil, NewNames(nil, nil, nil), NewNames([]string{"", "  ", "…"}, nil, nil)} {
		if got := holds(g, "хочу Polar N5, Acme", none); got != "" {
			t.Errorf("without names %q holds", got)
		}
	}
}

// What stands in quotation marks was said by somebody else.
func TestQuotations(t *testing.T) {
	g := Must("[rule buy]\nгде купить")
	for s, want := range map[string]string{
		"спросил: «где купить пиццу»":              "quoted",
		"спросил: “где купить пиццу”":              "quoted",
		"спросил: „где купить пиццу“ и ушёл":       "quoted",
		"скажи „раз два“, где купить “три пять”":   "buy", // the same mark closes one and opens another
		"спросил: \"где купить пиццу\"":            "quoted",
		"спросил: \"где купить пиццу":              "buy", // never closed
		"«где купить пиццу»":                       "buy", // the whole text
		"«привет» где купить":                      "buy", // one word is a name
		"\"первое слово\" и \"где купить второе\"": "quoted",
		"«раз два» где купить «три четыре»":        "buy",
		"он: «где» купить":                         "buy",
		"«а где купить», спросил, и где купить":    "buy quoted",
	} {
		if got := holds(g, s, nil); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
	many := strings.Repeat("\"а б\" ", 1000) + "где купить"
	if got := holds(g, many, nil); got != "buy" {
		t.Errorf("after a thousand quotations %q holds", got)
	}
}

// More sentences than are told apart are one: a rule of two rules may then join
// what stands apart, and nothing is lost.
func TestManySentences(t *testing.T) {
	g := Must("[rule a]\nищу\n[rule b]\nцена\n[when x]\na b\n[when y]\na !~b")
	far := strings.Repeat("слово. ", 100)
	for s, want := range map[string]string{
		far + "ищу цена":         "a b x",
		far + "ищу":              "a y",
		"ищу. " + far + "цена":   "a b",
		far + "ищу. цена":        "a b x", // both in the last that is told apart
		far + "ищу. " + far:      "a y",
		strings.Repeat("!", 500): "",
	} {
		if got := holds(g, s, nil); got != want {
			t.Errorf("%.20q...: %q, want %q", s, got, want)
		}
	}
}

// Mistakes of the second of two files are told with the line in it, and a rule
// of one file may use a class of another.
func TestFilesBelongTogether(t *testing.T) {
	g, err := Parse("[words thing]\nкот", "[rule a]\nмой $thing\r\n", "\ufeff"[:0]+"\n\n")
	if err != nil || holds(g, "мой кот", nil) != "a" {
		t.Errorf("%v", err)
	}
	if _, err := Parse("[words thing]\nкот", "\n\n[rule a]\n$nothing"); err == nil || !strings.Contains(err.Error(), "line 4") {
		t.Errorf("%v", err)
	}
	for _, c := range []struct{ file, want, why string }{
		{"[rule a b]\nx", "give one name", "two names"},
		{"[rule a!]\nx", "give one name", "a name that would be a veto"},
		{"[when ~a]\nx", "give one name", "a name that would look anywhere"},
		{"[rule a]\n*", "a word without letters", "a star alone"},
		{"[rule a]\n=", "a word without letters", "an equals sign alone"},
		{"[rule a]\nx .. .. y", "stands between two words", "two gaps"},
		{"[rule a]\nx > y", "> stands last", "an end in the middle"},
		{"[rule a]\n>", "> stands last", "an end of nothing"},
		{"[rule a]\na? b? c? d? e? f? g", "6 words of 7 may be missing", "64 ways through one line"},
		{"[rule a]\n[when b]\na", "nothing makes the rule \"a\"", "a rule without a line"},
	} {
		if _, err := Parse(c.file); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.why, err, c.want)
		}
	}
}

// Parsing any bytes gives a grammar or an error, and what was parsed can be used.
func FuzzParse(f *testing.F) {
	for _, s := range []string{small, "", "[", "[rule a]\n< > .. ?", "[when a]\n!~a", "[words a]\n$a\n$a", "[rule ?]\nx", "[rule a]\n||\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, file string) {
		g, err := Parse(file)
		if err != nil {
			return
		}
		const s = "Где купить «x y» диван? ищу!"
		NewMatcher(g).Match(s, text.Tokens(s), nil)
	})
}

// A grammar is shared by all who judge at once; each has a matcher.
func TestOneGrammarForMany(t *testing.T) {
	g := Must(small)
	texts := strings.Split("где купить пиццу?|ищу себе диван|привет|продам диван в Казани|", "|")
	want := map[string]string{}
	for _, s := range texts {
		want[s] = holds(g, s, nil)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				for _, s := range texts {
					if got := holds(g, s, nil); got != want[s] {
						t.Errorf("%q: %q, want %q", s, got, want[s])
					}
				}
			}
		})
	}
	all.Wait()
}

// Property: a text said twice, in two sentences, holds all that it held once,
// and no rule without a veto is lost by what is added behind.
func TestMoreTextTakesNothingAway(t *testing.T) {
	g := Must("[words thing]\nпицца диван кот\n[rule a]\nгде .. купить\n[rule b]\nищу $thing?  себе\n[rule c]\n$thing >\n[when d]\na ~c")
	words := strings.Fields("где купить ищу пицца диван кот себе и очень , - ( 5")
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 12).Draw(t, name), " ")
		}
		first, second := draw("first"), draw("second")
		both := strings.Fields(holds(g, first+". "+second, nil))
		for _, s := range []string{first, second} {
			for _, rule := range strings.Fields(holds(g, s, nil)) {
				if !slices.Contains(both, rule) {
					t.Fatalf("%q holds %s, with %q it is lost", s, rule, fmt.Sprint(first, ". ", second))
				}
			}
		}
	})
}
