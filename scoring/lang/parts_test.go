package lang

import (
	"strings"
	"testing"
)

func TestScript(t *testing.T) {
	for word, want := range map[string]byte{
		"": 0, "слово": 'c', "word": 'l', "été": 'l', "ўсё": 'c', "қазақ": 'c', "5кг": 'c', "4g": 'l', "123": 0, "日本": 0, "שלום": 0, "ελλ": 0, "đặng": 'l', "ạ": 'l',
	} {
		if got := script(word); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}

func TestWeigh(t *testing.T) {
	find := func(code string) *language {
		for i, l := range known() {
			if l.code == code {
				return &known()[i]
			}
		}
		t.Fatal(code)
		return nil
	}
	for _, e := range []struct {
		code, word string
		want       float64
	}{
		{"ru", "привет", base + commonWord},
		{"ru", "стол", base},
		{"ru", "был", base + ownLetter + commonWord},
		{"ru", "їжак", base + foreignLetter},
		{"uk", "їжак", ownLetter},
		{"uk", "рыба", foreignLetter},
		{"en", "the", commonWord},
		{"en", "größe", foreignLetter},
		{"de", "größe", ownLetter},
		{"de", "und", commonWord},
	} {
		if got := find(e.code).weigh(e.word); got != e.want {
			t.Errorf("%s %q: %v, want %v", e.code, e.word, got, e.want)
		}
	}
}

// The larger share of words decides between the scripts.
func TestMixedScripts(t *testing.T) {
	for s, want := range map[string]string{
		"купил новый MacBook Pro":                    "ru",
		"смотрю Game of Thrones на Apple TV вечером": "en",
		"I went to the Пушкинская station":           "en",
		"日本語のテキスト and one word":                      "",
	} {
		if got, _ := Detect(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

// A book is judged by its first words, and as fast as a letter.
func TestLongTextsAreCutShort(t *testing.T) {
	s := strings.Repeat("это русский текст, ", 100) + strings.Repeat("and this is not ", 100_000)
	if got, confidence := Detect(s); got != "ru" || confidence < 0.9 {
		t.Errorf("%q, %v", got, confidence)
	}
}

func TestConfident(t *testing.T) {
	if far, near := confident(4, 0), confident(4, 3.5); far <= near || near < 0.2 || far > 0.99 {
		t.Errorf("far %v, near %v", far, near)
	}
	if much, little := confident(9, 0), confident(0.2, 0); much <= little {
		t.Errorf("much %v, little %v", much, little)
	}
}
