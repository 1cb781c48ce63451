package intent

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"earshot/scoring/grammar"
	"earshot/scoring/sentiment"
	"earshot/scoring/text"

	"pgregory.net/rapid"
)

// judge is Of with the mood that the text has.
func judge(s, lang string) Result {
	tokens := text.Tokens(s)
	return Of(s, tokens, Input{Lang: lang, Mood: sentiment.Of(s, tokens, lang).Score})
}

func TestIntents(t *testing.T) {
	for want, texts := range map[string][]string{
		Complaint: {
			"Холодильник опять не морозит, третий день жду мастера",
			"Верните деньги за заказ!",
			"Where is my order? Still waiting.",
			"The app keeps crashing, terrible",
		},
		Concern: {
			"Боюсь заказывать, а вдруг обманут",
			"I'm worried about the battery",
		},
		Need: {
			"Ищу недорогой холодильник в Казани",
			"We are looking for a good dentist in Berlin",
		},
		Question: {
			"Во сколько вы открываетесь?",
			"не подскажете, до скольки работает пункт на Ленина",
			"How do I reset the password?",
			"does anyone know when the pool opens?",
		},
		Insight: {"Замерил три модели: эта тратит на 40% меньше энергии"},
		Praise: {
			"Спасибо, всё отлично!",
			"Huge thanks to the driver, everything arrived on time",
		},
		Idea: {
			"Было бы здорово добавить тёмную тему",
			"Предлагаю сделать доставку по вечерам",
			"You should add a dark mode, please",
		},
		Spam: {
			"Заработок в интернете без вложений, пиши в лс https://a.example",
			"FREE giveaway! Follow, tag 3 friends and win https://a.example",
		},
		Other: {"", "12:30", "\xff", "иду с работы, снег"},
	} {
		for _, s := range texts {
			lang := "en"
			if strings.ContainsAny(s, "аеиоу") {
				lang = "ru"
			}
			if got := judge(s, lang); got.Intent != want {
				t.Errorf("%q is %s, want %s: %v", s, got.Intent, want, got.Why)
			}
		}
	}
}

func TestLeads(t *testing.T) {
	for _, s := range []string{
		"Посоветуйте хороший сервис по ремонту холодильников",
		"Где купить такую куртку?",
		"хочу бургер, куда пойти в центре?",
		"подумываю сменить банк, у кого кэшбек человеческий",
		"Where can I buy this lamp?",
		"Can anyone recommend a good plumber?",
		"need a plumber in Kazan today",
		"how much is shipping to Texas? want to order",
	} {
		if got := judge(s, ""); !got.Lead {
			t.Errorf("%q (%s) is no lead, %.2f", s, got.Intent, got.LeadScore)
		}
	}
	for _, s := range []string{
		"", "Холодильник опять не морозит", "Спасибо, всё отлично!", "хочу спать", "хочу на ручки", "I need a hug", "I want a hug",
		"Нужно просто жить", "не хочу пиццу", "моя сестра ищет квартиру", "Ищем повара, з/п от 75, график 2/2",
		"как отключить автоплатёж?", "how do I turn off autopay?", "we're hiring drivers, apply now", "Банк объявил о выпуске облигаций",
	} {
		if got := judge(s, ""); got.Lead {
			t.Errorf("%q (%s) is a lead, %.2f: %v", s, got.Intent, got.LeadScore, got.Why)
		}
	}
}

func TestOccasions(t *testing.T) {
	for s, want := range map[string]string{
		"умираю с голоду, а ещё две пары":             "hungry",
		"so hungry I could cry":                       "hungry",
		"Летим в Турцию в июле, какой отель выбрать?": "holiday",
		"first flat!!! what do I need":                "moving",
		"мы ждём малыша, нужна коляска":               "baby",
		"getting married in June":                     "wedding",
		"завтра день рождения у мамы":                 "birthday",
		"оффер подписан, с понедельника новая работа": "newjob",
		"болею третий день, температура":              "ill",
		"we adopted a puppy":                          "pet",
		"сдала на права с первого раза":               "car",
		"в комнате 16 градусов, мёрзну":               "cold",
		"скучно, нечем заняться":                      "bored",
		"Банк открыл офис":                            "",
	} {
		if got := strings.Join(judge(s, "").Occasions, " "); got != want {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
	}
}

func TestOtherLanguages(t *testing.T) {
	for s, want := range map[string]string{"Wann kommt ihr?": Question, "https://a.example/?q=1": Other, "ja gut": Other, "真的吗？": Question} {
		if got := Judge(s, "de"); got.Intent != want || got.Lead {
			t.Errorf("%q: %s", s, got.Intent)
		}
	}
	for mood, want := range map[float64]string{-0.9: Complaint, 0.9: Praise, 0.1: Other} {
		if got := Of("hm", nil, Input{Lang: "de", Mood: mood}); got.Intent != want {
			t.Errorf("mood %v: %s", mood, got.Intent)
		}
	}
}

func TestWhy(t *testing.T) {
	got := judge("Подскажите, где купить хороший холодильник в Казани?", "ru")
	if !got.Lead || len(got.Why) == 0 || len(got.Why) > 2*mostWhy {
		t.Fatalf("%+v", got)
	}
	about := map[string]string{}
	for _, r := range got.Why {
		about[r.Intent] += r.Word + "; "
		if r.Points <= 0 {
			t.Errorf("%+v speaks against it", r)
		}
	}
	if !strings.Contains(about[Lead], "где купить") || about[got.Intent] == "" {
		t.Errorf("%v", about)
	}
}

// The names of a workspace count as what they stand for, in the middle of others.
func TestNames(t *testing.T) {
	names := grammar.NewNames([]string{"Zernolla"}, []string{"Polar N5"}, []string{"Кашалот"})
	const s = "looking for a Polar N5 or so"
	tokens := text.Tokens(s)
	with, without := Of(s, tokens, Input{Names: names}), Of(s, tokens, Input{})
	if with.LeadScore < without.LeadScore {
		t.Errorf("%.3f with names, %.3f without", with.LeadScore, without.LeadScore)
	}
}

// Any bytes give finite numbers, known names, and the same answer again.
func TestHoldsForAnyText(t *testing.T) {
	part := rapid.OneOf(rapid.SampledFrom(strings.Fields(things+" "+russian+" "+english)),
		rapid.SampledFrom([]string{"?", "https://a.example", "#тег", "40%", "😡", "%", "«", "»", "\xff"}), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(part, 0, 30).Draw(t, "words"), " ")
		in := Input{
			Lang: rapid.SampledFrom([]string{"", "ru", "en", "de"}).Draw(t, "lang"), Mood: rapid.Float64Range(-1, 1).Draw(t, "mood"),
			Kind: rapid.SampledFrom([]string{"", "review", "mail"}).Draw(t, "kind"),
		}
		tokens := text.Tokens(s)
		got, again := Of(s, tokens, in), Of(s, tokens, in)
		if got.Intent != again.Intent || got.LeadLogit != again.LeadLogit || !slices.Equal(got.Why, again.Why) {
			t.Fatalf("%+v, then %+v", got, again)
		}
		if !slices.Contains(Intents(), got.Intent) || got.Lead && got.Intent == Spam || !(got.Confidence > 0 && got.Confidence <= 1) || math.IsNaN(got.LeadScore) {
			t.Fatalf("%+v", got)
		}
		for _, r := range got.Why {
			if r.Intent != got.Intent && r.Intent != Lead || math.IsNaN(r.Points) || math.IsInf(r.Points, 0) {
				t.Fatalf("%+v", r)
			}
		}
	})
}

func FuzzOf(f *testing.F) {
	for _, s := range []string{"", "Где купить?", "\xff\x00«\"", "!!!???", "спасибо, что потеряли 👏"} {
		f.Add(s, "ru")
	}
	f.Fuzz(func(t *testing.T, s, lang string) {
		if got := Judge(s, lang); got.Intent == "" || math.IsNaN(float64(got.LeadLogit)) {
			t.Fatalf("%+v", got)
		}
	})
}

// The floors that keep a change from making it worse unnoticed, on situations
// that no weight was made from. MODELS.md has the figures.
func TestFloors(t *testing.T) {
	type count struct{ hit, wrong, missed float64 }
	counts := map[string]*count{}
	add := func(name string, want, got bool) {
		if counts[name] == nil {
			counts[name] = &count{}
		}
		switch c := counts[name]; {
		case want && got:
			c.hit++
		case got:
			c.wrong++
		case want:
			c.missed++
		}
	}
	for _, lang := range []string{"ru", "en"} {
		for _, situation := range []string{"travel", "government", "game"} {
			data, err := os.ReadFile(filepath.Join("../../testdata/intent", lang+"_"+situation+".tsv"))
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(data)) {
				c := strings.Split(strings.TrimSpace(line), "\t")
				got := judge(c[6], lang)
				add(lang+" lead", c[1] == "yes", got.Lead)
				add("review", c[3] == "yes", got.Review)
				add("occasion", c[2] != "-", slices.Contains(got.Occasions, c[2]))
				for _, name := range Intents() {
					add(name, c[0] == name, got.Intent == name)
				}
			}
		}
	}
	for name, floor := range map[string]float64{
		"ru lead": 0.86, "en lead": 0.88, "review": 0.45, "occasion": 0.75,
		Complaint: 0.53, Concern: 0.75, Need: 0.65, Question: 0.71, Insight: 0.75, Praise: 0.5, Idea: 0.72, Spam: 0.8, Other: 0.6,
	} {
		c := counts[name]
		f1 := 2 * c.hit / (2*c.hit + c.wrong + c.missed)
		t.Logf("%s: F1 %.3f of %.0f", name, f1, c.hit+c.missed)
		if f1 < floor {
			t.Errorf("%s: F1 %.3f, want %.3f", name, f1, floor)
		}
	}
}

// BenchmarkOf must stay below 20 µs, without the cutting of the text.
func BenchmarkOf(b *testing.B) {
	const s = "Холодильник опять не морозит, третий день жду мастера. Сколько можно? Посоветуйте, где купить другой"
	tokens := text.Tokens(s)
	Judge("", "")
	b.ReportAllocs()
	for b.Loop() {
		Of(s, tokens, Input{Lang: "ru", Mood: -0.5})
	}
}
