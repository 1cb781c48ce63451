package widget_test

import (
	"strings"
	"testing"

	"earshot/ui/widget"
)

// TestLanguagesHaveNames: what is called by a code is told by its name, with its
// region or script; what has none here is marked as a code, and what is no code
// breaks nothing.
func TestLanguagesHaveNames(t *testing.T) {
	for code, want := range map[string]string{
		"ru": "Russian", "en": "English", "tt": "Tatar", "ar": "Arabic", "zh": "Chinese", "he": "Hebrew", "aa": "Afar", "zu": "Zulu",
		"RU": "Russian", "pt-BR": "Portuguese (BR)", "zh_Hant": "Chinese (Hant)", "sr-Latn": "Serbian (Latn)", "de-": "German",
		"sah": "Yakut", "yue": "Cantonese", "nb": "Norwegian Bokmål",
		"und": "not known", "zxx": "no language", "mul": "several languages",
		"xx": "code xx", "qaa": "code qaa", "tlh-x": "code tlh-x", "": "",
		"n": "code n", "Arabic": "code Arabic", "sh": "code sh", "ar;be": "code ar;be", "ky Kyrgyz": "code ky Kyrgyz", "-": "-",
	} {
		if got := widget.Language(code); got != want {
			t.Errorf("%q is called %q, want %q", code, got, want)
		}
	}
}

// TestEveryCodeOfTwoLettersHasOneNameAtMost: none is cut, none runs into the next.
func TestEveryCodeOfTwoLettersHasOneNameAtMost(t *testing.T) {
	named := map[string]string{}
	for a := 'a'; a <= 'z'; a++ {
		for b := 'a'; b <= 'z'; b++ {
			code := string(a) + string(b)
			name := widget.Language(code)
			if name == "code "+code {
				continue
			}
			if other := named[name]; other != "" || name == "" || strings.Contains(name, ";") || name != strings.TrimSpace(name) || name[0] < 'A' || name[0] > 'Z' {
				t.Errorf("%s is called %q, and so is %q", code, name, other)
			}
			named[name] = code
		}
	}
	if len(named) < 180 {
		t.Errorf("only %d languages have a name; ISO 639-1 has 183", len(named))
	}
}

// BenchmarkLanguage: it is asked for each turn that is drawn.
func BenchmarkLanguage(b *testing.B) {
	for b.Loop() {
		if widget.Language("zu") != "Zulu" {
			b.Fatal("zu")
		}
	}
}
