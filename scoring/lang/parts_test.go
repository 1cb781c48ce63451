package lang

import (
	"strings"
	"testing"

	"earshot/scoring/text"
)

func TestScripts(t *testing.T) {
	for word, want := range map[string]Script{
		"слово": Cyrillic, "ўсё": Cyrillic, "қазақ": Cyrillic, "word": Latin, "été": Latin, "đặng": Latin, "ạ": Latin, "×": NoScript, "ªº": NoScript,
		"123": NoScript, "日本": Han, "ひ": Kana, "한": Hangul, "שלום": Hebrew, "ελλ": Greek, "سلام": Arabic, "გ": Georgian, "ա": Armenian, "ห": Thai, "न": Devanagari, "ᚠ": NoScript,
	} {
		for _, r := range word {
			if got := ScriptOf(r); got != want {
				t.Errorf("%q in %q: %v, want %v", r, word, got, want)
			}
		}
	}
}

func TestEveryScriptHasALanguage(t *testing.T) {
	for s := range scripts {
		several := s == NoScript || s == Cyrillic || s == Latin || s == Arabic
		if several != (only[s] == "") {
			t.Errorf("script %d: language %q", s, only[s])
		}
	}
	if n := len(cyrillic().Classes) + len(latin().Classes); n != 31 {
		t.Errorf("%d languages, want 31: Serbian and Kazakh in both scripts", n)
	}
}

func TestSpell(t *testing.T) {
	for word, want := range map[string]string{
		"Привет": " привет ", "ЁЖ": " ёж ", "Їжак": " їжак ", "зуууууур": " зуур ", "5кг": " кг ", "м’яч": " м'яч ", "word": "", "Тv": " тv ", "123": "", "": "",
	} {
		if got := string(spell(nil, word, Cyrillic)); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
	if got := len(spell(nil, strings.Repeat("аб", 1000), Cyrillic)); got != longestWord+2 {
		t.Errorf("a word of %d letters", got)
	}
}

// A word of n letters, with its borders, gives all runs of one to four but for
// the lone borders, and itself.
func TestGrams(t *testing.T) {
	if got := len(grams(nil, []rune(" да "))); got != 2+3+2+1+1 {
		t.Errorf("%d features", got)
	}
	if got := len(grams(nil, []rune(" "+strings.Repeat("ж", longestWord)+" "))); got > 5*(longestWord+2) {
		t.Errorf("%d features need more room than there is", got)
	}
}

func TestInternational(t *testing.T) {
	for word, want := range map[string]bool{
		"ok": true, "ок": true, "lol": true, "хаха": true, "ахахаха": true, "hahaha": true, "jajaja": true, "kkkk": false, "hihi": true, "мама": false, "хата": false,
		"хахахахахахахаха": true, "ааа": false, "как": false, "haben": false, "хех": false, "привет": false, "": false,
	} {
		if got := international([]rune(" " + word + " ")); got != want {
			t.Errorf("%q: %v", word, got)
		}
	}
}

// Words with a capital inside the text are often names, and half as heavy.
func TestMainScript(t *testing.T) {
	for s, want := range map[string]Script{
		"купил новый MacBook Pro":       Cyrillic,
		"word слово слово":              Cyrillic,
		"this is a слово":               Latin,
		"日本語 and":                       Han,
		"日本語の and":                      Kana,
		"#слово https://a.example/path": Cyrillic,
		"@ivan 12 :)":                   NoScript,
		"ok слово":                      Cyrillic,
	} {
		if got, _ := mainScript(text.Tokens(s)); got != want {
			t.Errorf("%q: %d, want %d", s, got, want)
		}
	}
	if _, letters := mainScript(text.Tokens("Да нет")); letters != 5 {
		t.Errorf("%d letters", letters)
	}
}

func TestFeaturesAreOfOneScript(t *testing.T) {
	tokens := text.Tokens("слово word ok @ivan #tag https://a.example 👍 5")
	if c, l := len(Features(nil, tokens, Cyrillic)), len(Features(nil, tokens, Latin)); c != len(grams(nil, []rune(" слово "))) || l != len(grams(nil, []rune(" word "))) {
		t.Errorf("%d Cyrillic, %d Latin", c, l)
	}
	long := text.Tokens(strings.Repeat("ещё слова ", 1000))
	if n := len(Features(nil, long, Cyrillic)); n > mostFeatures {
		t.Errorf("%d features of a long text", n)
	}
}
