package intent

import (
	"strings"
	"testing"

	"earshot/scoring/text"

	"pgregory.net/rapid"
)

func TestJudge(t *testing.T) {
	for want, texts := range map[string][]string{
		Complaint: {
			"Холодильник опять не морозит, третий день жду мастера",
			"Почему не работает приложение?!",
			"Ужасный сервис",
			"Верните деньги за заказ!",
			"Where is my order? Still waiting.",
			"The app keeps crashing, terrible",
		},
		Concern: {
			"Боюсь заказывать, а вдруг обманут",
			"Сомневаюсь, стоит ли брать эту модель",
			"Безопасно ли оставлять технику включённой на ночь?",
			"I'm worried about the battery",
			"Is it safe to leave it on overnight?",
		},
		Need: {
			"Хочу пиццу",
			"Ищу недорогой холодильник в Казани",
			"Need a new phone",
			"We are looking for a good dentist in Berlin",
		},
		Question: {
			"Во сколько вы открываетесь?",
			"Подскажите, доставка в Тулу есть?",
			"How do I reset the password?",
			"Do you open on Sundays",
			"Kommt ihr morgen?",
		},
		Insight: {
			"По данным опроса, 40% покупателей выбирают самовывоз",
			"Протестировали три модели, эта тратит меньше энергии",
			"Turns out the battery lasts two days",
		},
		Praise: {
			"Спасибо, всё отлично!",
			"Ребята, вы лучшие )))",
			"I love this app",
			"Great job, thank you!",
		},
		Idea: {
			"Было бы здорово добавить тёмную тему",
			"Предлагаю сделать доставку по вечерам",
			"It would be great to have a dark mode",
			"Feature request: export to CSV",
		},
		Spam: {
			"Заработок в интернете без вложений, переходи по ссылке https://a.example",
			"Казино онлайн! Жми https://a.example",
			"Click here to earn money https://a.example",
			"Free crypto giveaway #a #b #c #d #e #f",
		},
		Other: {
			"", "Магазин в центре города", "12:30", "\xff", "Just landed in Berlin", "https://a.example/?q=1",
		},
	} {
		for _, s := range texts {
			if got, _, why := Judge(s, ""); got != want {
				t.Errorf("%q is %s, want %s: %v", s, got, want, why)
			}
		}
	}
}

func TestLead(t *testing.T) {
	for _, s := range []string{
		"Посоветуйте хороший сервис по ремонту холодильников",
		"Где купить такую куртку?",
		"Сколько стоит доставка?",
		"Хочу заказать пиццу на вечер",
		"Where can I buy this?",
		"Can anyone recommend a good plumber?",
		"How much is the blue one?",
		"We are looking for a CRM, which one should I take",
	} {
		if got, lead, why := Judge(s, ""); !lead {
			t.Errorf("%q (%s) is no lead: %v", s, got, why)
		}
	}
	for _, s := range []string{
		"", "Холодильник опять не морозит", "Спасибо, всё отлично!", "Во сколько вы открываетесь?", "I love it",
		"Казино! Хочу купить, где купить? заработок https://a.example",
	} {
		if got, lead, why := Judge(s, ""); lead {
			t.Errorf("%q (%s) is a lead: %v", s, got, why)
		}
	}
}

func TestWhy(t *testing.T) {
	got, lead, why := Judge("Где купить холодильник?", "ru")
	if got != Question || !lead {
		t.Errorf("%s, %v", got, lead)
	}
	var list []string
	for _, r := range why {
		list = append(list, r.Intent+":"+r.Word)
	}
	if story := strings.Join(list, " "); story != "lead:Где купить question:Где question:?" {
		t.Error(story)
	}
}

func TestMoodIsTakenFromTheCaller(t *testing.T) {
	const s = "что-то о погоде"
	tokens := text.Tokens(s)
	if got, _, _ := Of(s, tokens, "ru", -0.8); got != Complaint {
		t.Error(got)
	}
	if got, _, _ := Of(s, tokens, "ru", 0.8); got != Praise {
		t.Error(got)
	}
}

// The result is always one of the intents, and the reasons are about it.
func TestHoldsForAnyText(t *testing.T) {
	part := rapid.OneOf(rapid.SampledFrom(strings.Fields(strings.NewReplacer("_", " ", "[", "", "]", "").Replace(list))),
		rapid.SampledFrom([]string{"?", "https://a.example", "#тег", "40%", "😡", "%"}), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(part, 0, 20).Draw(t, "words"), " ")
		got, lead, why := Judge(s, rapid.SampledFrom([]string{"", "ru", "en", "de"}).Draw(t, "lang"))
		known := got == Other || got == Spam
		for _, intent := range order() {
			known = known || intent == got
		}
		if !known || lead && got == Spam {
			t.Fatalf("%q, %v", got, lead)
		}
		sum := 0.0
		for _, r := range why {
			if r.Intent != got && r.Intent != Lead {
				t.Fatalf("%+v does not speak for %s", r, got)
			}
			if r.Intent == got {
				sum += r.Points
			}
		}
		if got != Other && sum < enough {
			t.Fatalf("%s with %v points", got, sum)
		}
	})
}

func BenchmarkJudge(b *testing.B) {
	Judge("", "")
	for b.Loop() {
		Judge("Холодильник опять не морозит, третий день жду мастера. Сколько можно?", "ru")
	}
}
