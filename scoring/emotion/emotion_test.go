package emotion

import (
	"slices"
	"strings"
	"testing"

	"earshot/scoring/linear"
	"earshot/scoring/text"

	"pgregory.net/rapid"
)

func TestPlainCases(t *testing.T) {
	for _, e := range []struct{ lang, text, want string }{
		{"ru", "Ура, наконец-то привезли диван, я так рада!", Joy},
		{"ru", "спасибо огромное, очень приятно 😊", Joy},
		{"ru", "так грустно, целый день плачу", Sadness},
		{"ru", "скучаю по дому((", Sadness},
		{"ru", "Как же бесит этот банк, ненавижу!", Anger},
		{"ru", "Достали уже со своими звонками, идиоты", Anger},
		{"ru", "боюсь завтра не сдам, очень страшно", Fear},
		{"ru", "до сих пор трясёт от страха", Fear},
		{"ru", "фу, какая мерзость в этой столовой", Disgust},
		{"ru", "отвратительный запах, тошнит", Disgust},
		{"ru", "Ничего себе, вот это неожиданно!", Surprise},
		{"ru", "я в шоке, не ожидала такого", Surprise},
		{"en", "So happy today, love this team!", Joy},
		{"en", "can't wait for the concert, so excited :)", Joy},
		{"en", "so sad, crying all day :(", Sadness},
		{"en", "I miss you, feeling so lonely", Sadness},
		{"en", "this makes me so angry, I hate them", Anger},
		{"en", "sick of your stupid ads, so annoying", Anger},
		{"en", "I'm so scared of the exam", Fear},
		{"en", "really worried and anxious about tomorrow", Fear},
		{"en", "eww that is disgusting, so gross", Disgust},
		{"en", "wow I did not expect that, shocked", Surprise},
	} {
		found := Judge(e.text, e.lang)
		if !slices.ContainsFunc(found, func(f Found) bool { return f.Name == e.want && f.Word != "" }) {
			t.Errorf("%q: %+v, want %s", e.text, found, e.want)
		}
	}
}

func TestPlainTextShowsNone(t *testing.T) {
	for lang, texts := range map[string][]string{
		"ru": {"", "Магазин работает с 9 до 18", "где находится пункт выдачи на Ленина", "https://a.example 12"},
		"en": {"", "The store opens at nine tomorrow", "where is the pickup point on Main Street", "Amazon Woods report for Tuesday"},
		"de": {"Ich bin so traurig und wütend"},
		"":   {"ура 😀"},
	} {
		for _, s := range texts {
			if found := Judge(s, lang); len(found) > 0 {
				t.Errorf("%s %q: %+v", lang, s, found)
			}
		}
	}
}

func TestWords(t *testing.T) {
	for _, e := range []struct {
		text string
		at   int
		want []string
	}{
		{"удивляюсь", 0, []string{Surprise}},
		{"#бесит", 0, []string{Anger}},
		{"стол", 0, nil},
		{"не ожидал", 0, []string{Surprise}},
		{"не знаю", 0, nil},
		{"can't wait", 0, []string{Joy}},
		{"can’t wait", 0, []string{Joy}},
		{"can't sleep", 0, nil},
		{"Amazon", 0, nil},
		{"😡", 0, []string{Anger}},
		{":)", 0, []string{Joy}},
		{"https://happy.example", 0, nil},
	} {
		tokens := text.Tokens(e.text)
		var got []string
		for c, name := range names {
			if Listed(tokens, e.at)>>c&1 == 1 {
				got = append(got, name)
			}
		}
		if !slices.Equal(got, e.want) {
			t.Errorf("%q: %q, want %q", e.text, got, e.want)
		}
	}
}

// Every list has enough words, and every line of the file is read.
func TestListsAreWhole(t *testing.T) {
	for line := range strings.Lines(wordLists) {
		cells := strings.Fields(line)
		if strings.HasPrefix(line, "#") {
			continue
		}
		if len(cells) < 3 || !Is(cells[1]) {
			t.Fatalf("%.40q", line)
		}
		if n := len(cells) - 2; cells[0] != "sign" && n < 50 {
			t.Errorf("%s %s has %d words", cells[0], cells[1], n)
		}
	}
	if Is("boredom") || !Is(Fear) || len(Names()) != len(russian().Classes) || !slices.Equal(russian().Classes, english().Classes) {
		t.Error("names and classes differ")
	}
}

// A negation before a word of the lists changes what is seen.
func TestNegationsAreSeen(t *testing.T) {
	has := func(s string, hash uint32) bool {
		return slices.ContainsFunc(Features(nil, s, text.Tokens(s)), func(f linear.Feature) bool { return f.Hash == hash })
	}
	if !has("я рада", hash("", Joy)) || has("я не рада", hash("", Joy)) || !has("я не рада", hash("not ", Joy)) || has("не хочу туда, я рада", hash("not ", Joy)) {
		t.Error("joy and its negation are the same")
	}
}

func TestHoldsForAnyText(t *testing.T) {
	part := rapid.OneOf(rapid.SampledFrom(strings.Fields("не рада бесит 😡 ))) !!! hate so happy can't wait фу #страшно @a https://a.example")), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(part, 0, 20).Draw(t, "words"), " ")
		lang := rapid.SampledFrom([]string{"ru", "en", "uk", ""}).Draw(t, "lang")
		found := Judge(s, lang)
		for i, f := range found {
			if !Is(f.Name) || f.Probability < least || f.Probability > 1 || i > 0 && f.Probability > found[i-1].Probability || !strings.Contains(s, f.Word) {
				t.Fatalf("%+v", found)
			}
		}
		if !slices.Equal(found, Judge(s, lang)) {
			t.Fatal("another time, another answer")
		}
	})
}

func FuzzJudge(f *testing.F) {
	for _, s := range []string{"", "бесит!!!", "so happy :)", "\xff\x00", "не не рада"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, lang := range []string{"ru", "en"} {
			for _, found := range Judge(s, lang) {
				if !(found.Probability >= least && found.Probability <= 1) {
					t.Fatalf("%+v", found)
				}
			}
		}
	})
}

// A book is read no further than a post.
func TestLongTextsAreCutShort(t *testing.T) {
	s := "я так рада! " + strings.Repeat("это просто длинный текст ", 10_000)
	tokens := text.Tokens(s)
	if n := testing.AllocsPerRun(5, func() { Of(s, tokens, "ru") }); n > 20 {
		t.Errorf("%v allocations", n)
	}
}

// BenchmarkOf must be fast, some 10 µs a post: every mention passes here.
func BenchmarkOf(b *testing.B) {
	s := "Холодильник опять не морозит, третий день жду мастера. Сколько можно ждать, верните деньги!! (бесит)"
	tokens := text.Tokens(s)
	Of(s, tokens, "ru")
	b.ReportAllocs()
	for b.Loop() {
		Of(s, tokens, "ru")
	}
}
