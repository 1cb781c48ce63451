package lang

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"unicode"

	"earshot/scoring/linear"
	"earshot/scoring/text"

	"pgregory.net/rapid"
)

// What must not turn a Russian or an English post into another language: each is
// something people do in every second post.
func TestHabitsOfWritersChangeNothing(t *testing.T) {
	posts := map[string]string{
		"ru": "Холодильник опять не морозит, третий день жду мастера",
		"uk": "Холодильник знову не працює, третій день чекаю майстра",
		"kk": "Тоңазытқыш тағы істемейді, не істеу керек",
		"en": "The fridge died again, still waiting for the engineer",
		"de": "Der Kühlschrank ist schon wieder kaputt, ich warte noch",
	}
	habits := map[string]func(string) string{
		"shouting":                 strings.ToUpper,
		"whispering":               strings.ToLower,
		"a link behind it":         func(s string) string { return s + " https://www.example.com/what/is/this?the=best&where=here" },
		"a handle before it":       func(s string) string { return "@theverybestfridges " + s },
		"laughter of another land": func(s string) string { return "jajaja " + s + " хахаха hahaha" },
		"faces":                    func(s string) string { return "😡😡😡 " + s + " :( )))" },
		"the name of a product":    func(s string) string { return s + " iPhone" },
		"figures":                  func(s string) string { return "24.12.2025 15:30 " + s + " 1 000 000" },
		"marks without number":     func(s string) string { return "!!! ??? " + s + " ........" },
		"each word on its line":    func(s string) string { return strings.ReplaceAll(s, " ", "\n") },
		"a last letter drawn out": func(s string) string {
			letters := []rune(s)
			return s + strings.Repeat(string(letters[len(letters)-1]), 30)
		},
		"spaces without number":  func(s string) string { return strings.ReplaceAll(s, " ", "     ") },
		"said twice":             func(s string) string { return s + ". " + s },
		"bytes that are no text": func(s string) string { return "\xff\xfe" + s + "\x00\xc3" },
		"hidden direction marks": func(s string) string { return "\u202e" + s + "\u202c" },
	}
	for want, s := range posts {
		for habit, change := range habits {
			if got, confidence := Detect(change(s)); got != want {
				t.Errorf("%s with %s is %q (%v)", want, habit, got, confidence)
			}
		}
	}
}

// Two languages in one post: the one that most of it is written in.
func TestTwoLanguagesInOnePost(t *testing.T) {
	for _, e := range []struct{ text, want, why string }{
		{"Заказал в Media Markt Samsung Galaxy Ultra, жду доставку", "ru", "names of brands are no English"},
		{"my friend says «хорошо» whenever I complain about the delivery", "en", "one word of another script"},
		{"Дякую! Thank you so much for the quick delivery and the kind words", "en", "a greeting, and then English"},
		{"Спасибо вам большое за быструю доставку и доброе слово! Thanks", "ru", "and the other way round"},
		{"#sale #discount купила новый диван, очень рада", "ru", "tags do not count where there are words"},
		{"#люблютебя https://a.example @someone", "ru", "and count where there are none"},
		{"冷蔵庫が壊れました iPhone", "ja", "kana makes it Japanese"},
		{"冰箱坏了", "zh", "without kana it is Chinese"},
		{"냉장고가 고장났어요 LG", "ko", "Korean beside a brand"},
		{"yaşasın, холодильник приехал, всё работает", "ru", "a cry in Turkish, a post in Russian"},
	} {
		if got, confidence := Detect(e.text); got != e.want {
			t.Errorf("%s: %q is %q (%v), want %s", e.why, e.text, got, confidence, e.want)
		}
	}
}

// Persian and Arabic share a script, and a few letters tell them apart.
func TestArabicScript(t *testing.T) {
	for _, e := range []struct{ text, want, why string }{
		{"یخچال خراب شد", "fa", "the yeh and the kheh of Persian"},
		{"گربه", "fa", "a gaf"},
		{"الثلاجة لا تعمل", "ar", "the teh marbuta of Arabic"},
		{"سلام", "ar", "neither: the greater one"},
		{"گ ة ى", "ar", "more of one than of the other"},
		{"#گربه", "fa", "a tag alone"},
		{"وو", "", "two letters are too few where languages share them"},
		{"@گربه ة ةة", "ar", "a handle does not count"},
	} {
		got, confidence := Detect(e.text)
		if got != e.want {
			t.Errorf("%s: %q is %q, want %q", e.why, e.text, got, e.want)
		}
		if got != "" && confidence != 0.9 {
			t.Errorf("%q: %v", e.text, confidence)
		}
	}
}

// A hint never makes a language out of a text that has none, and one that the
// model of the script does not know changes nothing, not even for the usual ones.
func TestHintsThatHelpNothing(t *testing.T) {
	for _, s := range []string{"", "👍👍", "ок", "хаха", "12:30", "https://a.example", "@ivan"} {
		for _, hint := range []string{"ru", "en", "kk", "zz", "\xff"} {
			if got, confidence := Hinted(text.Tokens(s), hint); got != "" || confidence != 0 {
				t.Errorf("%q said to be %q: %q (%v)", s, hint, got, confidence)
			}
		}
	}
	const clear = "Здравствуйте, не могу войти в приложение второй день, что делать"
	for _, hint := range []string{"", "en", "fr", "ru", "ja", "RU-ru"} {
		if got, _ := Hinted(text.Tokens(clear), hint); got != "ru" {
			t.Errorf("said to be %q: %q", hint, got)
		}
	}
}

// The right hint makes surer, and the wrong one less sure.
func TestHintsMoveTheConfidence(t *testing.T) {
	for _, e := range []struct{ text, right, wrong string }{
		{"много хорошо", "ru", "bg"},
		{"добре, дякую", "uk", "ru"},
		{"danke gut", "de", "en"},
	} {
		tokens := text.Tokens(e.text)
		_, with := Hinted(tokens, e.right)
		code, against := Hinted(tokens, e.wrong)
		if code == e.right && against > with {
			t.Errorf("%q: %v with %s, %v with %s", e.text, with, e.right, against, e.wrong)
		}
		if _, without := Hinted(tokens, "xx"); without > with {
			t.Errorf("%q: %v with the right hint, %v without", e.text, with, without)
		}
	}
}

// Every letter has at most one script, small as capital.
func TestCaseKeepsTheScript(t *testing.T) {
	for r := rune(0); r < 0x3000; r++ {
		if !unicode.IsLetter(r) || unicode.ToLower(unicode.ToUpper(r)) != r {
			continue
		}
		small, great := ScriptOf(r), ScriptOf(unicode.ToUpper(r))
		if small != NoScript && great != NoScript && small != great {
			t.Errorf("%q is %d, %q is %d", r, small, unicode.ToUpper(r), great)
		}
	}
	for i, a := range ranges {
		if a.from > a.to {
			t.Errorf("range %d runs backwards", i)
		}
		for _, b := range ranges[i+1:] {
			if a.from <= b.to && b.from <= a.to {
				t.Errorf("%x..%x and %x..%x overlap", a.from, a.to, b.from, b.to)
			}
		}
	}
}

// Property: what a word spells has borders, no more letters than there is room
// for, no capitals, and never three of a letter in a row.
func TestSpelledWordsAreRegular(t *testing.T) {
	part := rapid.OneOf(rapid.StringMatching(`[а-яА-ЯёЁіїєʼ’0-9]{0,40}`), rapid.StringMatching(`[a-zA-Zéß'0-9]{0,40}`), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		word := part.Draw(t, "word")
		for _, script := range []Script{Cyrillic, Latin} {
			letters := spell(nil, word, script)
			if len(letters) == 0 {
				continue
			}
			if len(letters) > longestWord+2 || letters[0] != border || letters[len(letters)-1] != border {
				t.Fatalf("%q spells %q", word, string(letters))
			}
			for i, r := range letters {
				if unicode.IsUpper(r) && unicode.ToLower(r) != r {
					t.Fatalf("%q spells %q with a capital", word, string(letters))
				}
				if i > 2 && r == letters[i-1] && r == letters[i-2] {
					t.Fatalf("%q spells %q with three in a row", word, string(letters))
				}
			}
			if again := spell(nil, strings.Trim(string(letters), " "), script); string(again) != string(letters) && !strings.Contains(string(letters[1:len(letters)-1]), " ") {
				t.Fatalf("%q spells %q, that spells %q", word, string(letters), string(again))
			}
		}
	})
}

// Property: features fit into the room that is kept for them, whatever the text,
// and do not change with the case.
func TestFeaturesFitTheirRoom(t *testing.T) {
	part := rapid.OneOf(rapid.StringMatching(`[а-яА-Яa-zA-Z]{1,60}`), rapid.StringMatching(`#[а-я]{1,60}`), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(part, 0, 60).Draw(t, "words"), " ")
		tokens := text.Tokens(s)
		for _, script := range []Script{Cyrillic, Latin} {
			features := Features(nil, tokens, script)
			if len(features) > mostFeatures {
				t.Fatalf("%d features, room for %d", len(features), mostFeatures)
			}
			for _, f := range features {
				if f.Value != 1 && f.Value != wordWeight || f.At != -1 {
					t.Fatalf("%+v", f)
				}
			}
		}
	})
}

// Features are appended: what stands in the list before is kept.
func TestFeaturesAreAppended(t *testing.T) {
	mine := linear.Feature{Hash: 7, Value: 7, At: 7}
	list := Features([]linear.Feature{mine}, text.Tokens("слово"), Cyrillic)
	if len(list) < 2 || list[0] != mine {
		t.Errorf("%+v", list)
	}
	tags := Features([]linear.Feature{mine}, text.Tokens("#слово"), Cyrillic)
	if len(tags) != len(list) {
		t.Errorf("a tag gives %d features, a word %d", len(tags), len(list))
	}
}

// Many ask at once, and the weights are read once.
func TestManyAskAtOnce(t *testing.T) {
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for want, texts := range samples {
				if got, _ := Detect(texts[i%len(texts)]); got != want {
					t.Errorf("%q is %q, want %q", texts[i%len(texts)], got, want)
				}
			}
		})
	}
	all.Wait()
}

// Damaged weights are told with the name of the room.
func TestDamagedWeightsAreTold(t *testing.T) {
	for name, weights := range map[string][]byte{"empty": nil, "cut": cyrillicWeights[:len(cyrillicWeights)/2], "other": []byte("not a model")} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.HasPrefix(got, "lang: ") {
					t.Errorf("%s: %q", name, got)
				}
			}()
			mustRead(weights)
		}()
	}
}

// Three plain words of Russian or English are not taken for a neighbour's
// language, and those of a neighbour with letters of its own not for Russian.
func TestShortPlainPosts(t *testing.T) {
	for s, want := range map[string]string{
		"I want pizza": "en", "I am hungry": "en", "хочу бургер": "ru", "ищу сантехника": "ru",
		"привіт друже": "uk", "дякую": "uk", "добры дзень": "be", "сәлем": "kk",
		"guten Morgen": "de", "merci beaucoup": "fr", "ciao bella": "it", "dzień dobry": "pl",
	} {
		if got, _ := Detect(s); got != want {
			t.Errorf("%q is taken for %q, not %q", s, got, want)
		}
	}
}
