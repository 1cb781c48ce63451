package emotion

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"earshot/scoring/linear"
	"earshot/scoring/text"

	"pgregory.net/rapid"
)

// seen gives the emotions of a text with a space between.
func seen(s, lang string) string {
	var list []string
	for _, f := range Judge(s, lang) {
		list = append(list, f.Name)
	}
	return strings.Join(list, " ")
}

// What an operator of a help desk reads every day, and what must not be made of
// it: an emotion that is denied, quoted as a name, or only spoken about.
func TestWhatTheDeskReads(t *testing.T) {
	for _, e := range []struct{ lang, text, has, not, why string }{
		{"ru", "Бесит!!! Третий раз отменяют заказ", Anger, Joy, "plain anger"},
		{"ru", "БЕСИТ ЭТОТ БАНК", Anger, Joy, "shouted anger"},
		{"ru", "Я в восторге, обожаю вашу пиццу", Joy, Anger, "plain joy"},
		{"ru", "😡😡😡", Anger, Joy, "faces alone"},
		{"ru", "Страшно заказывать, вдруг обманут", Fear, Joy, "fear before anything happened"},
		{"ru", "Какая гадость этот ваш суп", Disgust, Joy, "disgust"},
		{"ru", "Офигеть, вот это новости!", Surprise, "", "surprise in slang"},
		{"ru", "мне так грустно и одиноко без кота", Sadness, Joy, "sadness"},
		{"en", "I HATE waiting on hold, so angry", Anger, Joy, "plain anger"},
		{"en", "absolutely love it, so happy 😍", Joy, Anger, "plain joy"},
		{"en", "so scared my parcel is lost", Fear, Joy, "fear"},
		{"en", "heartbroken, my cup came in pieces, crying", Sadness, Joy, "sadness"},
		{"en", "Fear Street is on Netflix at nine", "", Anger, "the name of a film"},
		{"en", "The order of the items is the same", "", Anger, "no emotion at all"},
	} {
		got := " " + seen(e.text, e.lang) + " "
		if e.has != "" && !strings.Contains(got, " "+e.has+" ") {
			t.Errorf("%s: %q shows%s, want %s", e.why, e.text, got, e.has)
		}
		if e.not != "" && strings.Contains(got, " "+e.not+" ") {
			t.Errorf("%s: %q shows %s", e.why, e.text, e.not)
		}
	}
}

// A post may show two emotions; the one that is surer stands first.
func TestTwoAtOnce(t *testing.T) {
	found := Judge("Бесит эта доставка, ненавижу, и так грустно, плачу целый день", "ru")
	if len(found) < 2 || found[0].Probability < found[1].Probability {
		t.Errorf("%+v", found)
	}
	for _, name := range []string{Anger, Sadness} {
		if !slices.ContainsFunc(found, func(f Found) bool { return f.Name == name }) {
			t.Errorf("%s is missing: %+v", name, found)
		}
	}
}

// The word that is told stands in the text, as it was written.
func TestTheWordIsTheAuthors(t *testing.T) {
	for _, e := range []struct{ lang, text, name, word string }{
		{"ru", "Меня БЕСИТ этот банк", Anger, "БЕСИТ"},
		{"ru", "вот такая мерзость", Disgust, "мерзость"},
		{"en", "totally Terrified of flying", Fear, "Terrified"},
		{"en", "it is raining :(", Sadness, ":("},
	} {
		for _, f := range Judge(e.text, e.lang) {
			if f.Name == e.name && f.Word == e.word {
				e.name = ""
			}
		}
		if e.name != "" {
			t.Errorf("%q: %+v, want %s by %q", e.text, Judge(e.text, e.lang), e.name, e.word)
		}
	}
}

// Only Russian and English have a model, and a language not known has none.
func TestOtherLanguagesShowNothing(t *testing.T) {
	for _, lang := range []string{"", "uk", "be", "de", "RU", "ru-RU", "en_US", "\xff"} {
		if got := seen("бесит, ненавижу, so angry 😡", lang); got != "" {
			t.Errorf("in %q it shows %s", lang, got)
		}
	}
	if found := Of("", nil, "ru"); found != nil {
		t.Errorf("%+v without tokens", found)
	}
}

// Each entry of the lists can be found again in a text that consists of it, says
// the emotion of its line, and a beginning is neither so short that it takes in
// everything nor so long that it is never looked for.
func TestEveryEntryIsFound(t *testing.T) {
	for line := range strings.Lines(wordLists) {
		cells := strings.Fields(line)
		if len(cells) < 3 || cells[0] == "#" {
			continue
		}
		class := slices.Index(names[:], cells[1])
		for _, entry := range cells[2:] {
			start, any := strings.CutSuffix(entry, "*")
			if n := utf8.RuneCountInString(start); any && !strings.Contains(start, "-") && (n < shortestStart || n > longestStart) {
				t.Errorf("%s: the beginning %q has %d letters", cells[1], entry, n)
			}
			written := start
			if cells[0] != "sign" {
				written = strings.ReplaceAll(start, "-", " ")
			}
			tokens := text.Tokens(written)
			if len(tokens) == 0 {
				t.Errorf("%s: %q is no word", cells[1], entry)
				continue
			}
			if Listed(tokens, 0)>>class&1 == 0 {
				t.Errorf("%s: %q is not found in %q", cells[1], entry, written)
			}
		}
	}
}

// The lists are looked into with ё as е and in any case, with a tag's hash or
// without; other kinds of tokens are never words.
func TestHowEntriesAreLookedFor(t *testing.T) {
	l := &lists{whole: map[string]uint8{}, starts: map[string]uint8{}, longer: map[string][]phrase{}}
	l.add("Ёлки", 1)
	l.add("удив*", 2)
	l.add("не-ожид*", 4)
	l.add("can't-wait", 8)
	l.add(":D", 16)
	for _, e := range []struct {
		text  string
		at    int
		want  uint8
		entry string
	}{
		{"елки", 0, 1, "елки"},
		{"ЁЛКИ", 0, 1, "елки"},
		{"#ёлки", 0, 1, "елки"},
		{"ёлкин", 0, 0, ""},
		{"удивился", 0, 2, "удив"},
		{"удив", 0, 2, "удив"},
		{"уди", 0, 0, ""},
		{"не ожидала", 0, 4, "ожид*"},
		{"не, ожидала", 0, 4, "ожид*"},
		{"не", 0, 0, ""},
		{"я не ожидала", 1, 4, "ожид*"},
		{"я не ожидала", 0, 0, ""},
		{"Can't wait", 0, 8, "wait"},
		{"can't sleep", 0, 0, ""},
		{":-D", 0, 16, ":D"},
		{"xD", 0, 16, ":D"},
		{":d", 0, 0, ""},
		{"@елки", 0, 0, ""},
		{"https://елки.example", 0, 0, ""},
		{"2026", 0, 0, ""},
	} {
		tokens := text.Tokens(e.text)
		if bits, entry := l.at(tokens, e.at); bits != e.want || entry != e.entry {
			t.Errorf("%q: %b by %q, want %b by %q", e.text, bits, entry, e.want, e.entry)
		}
	}
}

// A negation reaches two words, and no further.
func TestHowFarANegationReaches(t *testing.T) {
	for s, denied := range map[string]bool{
		"не рада":            true,
		"не очень рада":      true,
		"не очень уж рада":   false,
		"рада не":            false,
		"не не рада":         true,
		"not happy":          true,
		"not so happy":       true,
		"not at all a happy": false,
	} {
		tokens := text.Tokens(s)
		var plain, not bool
		for _, f := range Features(nil, s, tokens) {
			plain = plain || f.Hash == hash("", Joy)
			not = not || f.Hash == hash("not ", Joy)
		}
		if not != denied || plain == denied {
			t.Errorf("%q: joy %v, denied %v", s, plain, not)
		}
	}
}

// Property: what stands behind the part that is read changes nothing.
func TestTheRestOfABookChangesNothing(t *testing.T) {
	words := strings.Fields("я рада бесит 😡 страшно фу ужас и не очень happy angry wow тут там дом")
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string, n int) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), n, n).Draw(t, name), " ")
		}
		read := draw("read", mostTokens)
		if got, want := seen(read+" "+draw("rest", 30), "ru"), seen(read, "ru"); got != want {
			t.Fatalf("%q with the rest, %q without", got, want)
		}
	})
}

// Property: each feature stands at a token of the text or at none, and has a
// finite weight.
func TestFeaturesStandInTheText(t *testing.T) {
	part := rapid.OneOf(rapid.SampledFrom(strings.Fields("не рада бесит 😡 :( can't wait #страшно @a !!!")), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(part, 0, 20).Draw(t, "words"), " ")
		tokens := text.Tokens(s)
		for _, f := range Features(nil, s, tokens) {
			if int(f.At) >= len(tokens) || f.At < -1 || !(f.Value > 0 && f.Value < 1000) {
				t.Fatalf("%+v of %d tokens in %q", f, len(tokens), s)
			}
		}
	})
}

// The caller's list of names is its own.
func TestNamesAreACopy(t *testing.T) {
	Names()[0] = "boredom"
	if Names()[0] != Joy {
		t.Error("a caller has renamed an emotion")
	}
	for _, name := range Names() {
		if !Is(name) || Is(strings.ToUpper(name)) || Is(name+" ") {
			t.Errorf("%s", name)
		}
	}
}

// Many ask at once.
func TestManyAskAtOnce(t *testing.T) {
	want := fmt.Sprint(Judge("Бесит, ненавижу!", "ru"), Judge("so happy", "en"))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				if got := fmt.Sprint(Judge("Бесит, ненавижу!", "ru"), Judge("so happy", "en")); got != want {
					t.Errorf("%s, want %s", got, want)
				}
			}
		})
	}
	all.Wait()
}

// Damaged weights are told with the name of the room.
func TestDamagedWeightsAreTold(t *testing.T) {
	defer func() {
		if got := fmt.Sprint(recover()); !strings.HasPrefix(got, "emotion: ") {
			t.Errorf("%q", got)
		}
	}()
	mustRead(russianWeights[:100])
}

// The strongest word is asked of the text's own features alone.
func TestWithoutFeaturesNoWord(t *testing.T) {
	tokens := text.Tokens("а б")
	if got := word(russian(), 0, []linear.Feature{{Hash: 1, Value: 1, At: -1}}, tokens); got != "" {
		t.Errorf("%q", got)
	}
}
