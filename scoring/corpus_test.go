package scoring

import (
	"strings"
	"testing"
)

// corpus is a small set of texts, written for this program and labelled before
// the judge saw them: language, sentiment (- 0 +), intent, "lead" if it is
// one, text. The judge gets some of them wrong, and may; the floors below keep
// a change from making it worse unnoticed.
const corpus = `
ru - complaint      | Стиральная машина встала посреди цикла, вода на полу, на линии никого
ru - complaint      | Прислали не тот размер и ещё требуют оплатить обратную доставку
ru - complaint      | Приложение вылетает при каждом входе, переустановка не помогла
ru - complaint      | Записалась к врачу на 10, приняли в 11:40. Позор
ru - complaint      | Курьер оставил посылку под дождём, всё промокло, коробка испорчена
ru - complaint      | списали деньги дважды, поддержка молчит вторую неделю
ru - complaint      | Отвратительный кофе и хамоватый бариста
ru - complaint      | Почему до сих пор нет горячей воды?
ru - complaint      | Обещали перезвонить через час, так и не позвонили
ru - complaint      | Гарантия два года, а в ремонте отказали. Обманщики
ru - complaint      | Ужасно медленный сайт, корзина постоянно глючит
ru - complaint      | Верните деньги за отменённый рейс!!!
ru - concern        | Боюсь, что после обновления всё сломается
ru - concern        | Переживаю, доедет ли ваза целой
ru 0 concern        | Стоит ли доверять этому банку?
ru 0 concern        | А вдруг данные карты утекут?
ru - concern        | Сомневаюсь, что этого хватит на зиму
ru 0 need lead      | Ищу фотографа на свадьбу в Самаре
ru 0 need lead      | Посоветуйте недорогой ноутбук для учёбы
ru 0 need lead      | Хочу заказать торт на субботу
ru 0 need lead      | Нужен мастер по ремонту посудомоек, Химки
ru 0 need           | Хочется тишины и моря
ru 0 need           | Не хватает лавочек в парке
ru 0 question lead  | Сколько стоит замена экрана?
ru 0 question lead  | Есть в наличии синий 42 размер?
ru 0 question lead  | Где купить билеты на концерт?
ru 0 question       | Во сколько закрывается пункт выдачи?
ru 0 question       | Как отключить уведомления?
ru 0 question       | Подскажите, когда откроется филиал на Мира
ru 0 question       | А парковка у вас бесплатная?
ru 0 insight        | Сравнили пять моделей: разница в расходе воды почти вдвое
ru 0 insight        | По данным опроса, половина покупателей читает отзывы перед заказом
ru 0 insight        | Оказалось, гарантия действует и без чека
ru + praise         | Огромное спасибо мастеру Андрею, всё починил за полчаса!
ru + praise         | Самая вкусная пицца в городе
ru + praise         | Ребята, вы супер, так держать
ru + praise         | Обожаю ваш сыр 😍
ru + praise         | Быстро, вежливо, качественно. Рекомендую
ru + praise         | наконец-то удобное приложение, молодцы )))
ru + praise         | Очень довольна покупкой ❤️
ru + praise         | персонал приветливый, номер чистый, вернёмся ещё
ru + idea           | Было бы здорово, если бы вы открылись раньше
ru 0 idea           | Предлагаю добавить оплату по частям
ru 0 idea           | Почему бы вам не сделать веганское меню?
ru 0 idea           | Добавьте тёмную тему, пожалуйста
ru 0 spam           | Заработок в интернете от 5000 в день, пиши в лс
ru 0 spam           | Подпишись и участвуй: розыгрыш айфона! Жми https://a.example
ru 0 spam           | Займ онлайн без отказа за 5 минут https://b.example
ru 0 other          | Сегодня в Казани открылся новый магазин
ru 0 other          | Еду на дачу, пробки
ru 0 other          | Вчера был на собрании акционеров
ru 0 other          | Пересматриваю старые фото
en - complaint      | The washing machine stopped halfway and there's water everywhere
en - complaint      | Charged twice for the same order and no reply from support
en - complaint      | Your app crashes every time I open it
en - complaint      | Waited two hours for a table, worst dinner in years
en - complaint      | The parcel was left in the rain, everything inside is ruined
en - complaint      | Still waiting for my refund, this is ridiculous
en - complaint      | They refuse to honour the warranty. Avoid!
en - complaint      | rude staff, cold food, never again
en - complaint      | My booking was cancelled without any notice
en - complaint      | Delivery is three days late and nobody picks up the phone
en - complaint      | the new update is awful, please bring the old one back
en - concern        | I'm worried the battery won't last a day
en 0 concern        | Is it safe to leave the heater on overnight?
en - concern        | Not sure if I can trust this shop with my card
en - concern        | Afraid to update, what if it breaks again
en 0 need lead      | Looking for a good dentist in Leeds
en 0 need lead      | Need a new laptop for school, around 600
en 0 need lead      | Can anyone recommend a plumber near Brixton?
en 0 need           | I need more hours in a day
en 0 question lead  | How much is the blue one?
en 0 question lead  | Where can I buy this lamp?
en 0 question lead  | Do you ship to Canada?
en 0 question       | What time does the store close on Sunday?
en 0 question       | How do I turn off notifications?
en 0 question       | Does it work without wifi?
en 0 question       | Is the museum open today?
en 0 insight        | We compared five models: water use differs by a factor of two
en 0 insight        | According to a survey, half of buyers read reviews first
en 0 insight        | Turns out the warranty is valid without a receipt
en + praise         | Huge thanks to Andrew, fixed everything in half an hour!
en + praise         | Best pizza in town
en + praise         | Love the new design, so much easier to use
en + praise         | Fast, friendly, professional. Highly recommend
en + praise         | You guys are awesome 🎉
en + praise         | Really happy with my purchase <3
en + praise         | great service and lovely staff, will be back
en + praise         | it finally works perfectly, well done
en + idea           | It would be great if you opened earlier
en 0 idea           | You should add instalments at checkout
en 0 idea           | Suggestion: a vegan menu on Mondays
en 0 idea           | Please add a dark mode
en 0 spam           | Make money from home, click here https://a.example
en 0 spam           | FREE followers!! link in bio #follow #likes #viral
en 0 spam           | Online casino, double your crypto https://b.example
en 0 other          | New store opened in Leeds today
en 0 other          | On my way to work
en 0 other          | Attended the annual meeting yesterday
`

// The shares that have to be right.
const (
	floorLang      = 0.97
	floorSentiment = 0.85
	floorIntent    = 0.82
	floorLead      = 0.92
)

func TestCorpus(t *testing.T) {
	judge := untaught()
	total := 0.0
	right := map[string]float64{}
	note := func(what, text, got, want string) {
		if got == want {
			right[what]++
			return
		}
		t.Logf("%-9s %q: %s, want %s", what, text, got, want)
	}
	for line := range strings.Lines(strings.TrimSpace(corpus)) {
		labels, text, _ := strings.Cut(line, "|")
		want, text := strings.Fields(labels), strings.TrimSpace(text)
		got := judge.Judge(Input{Text: text})
		total++
		note("language", text, got.Lang, want[0])
		note("sentiment", text, got.Sentiment, map[string]string{"-": "negative", "0": "neutral", "+": "positive"}[want[1]])
		note("intent", text, got.Intent, want[2])
		note("lead", text, map[bool]string{true: "lead"}[got.Lead], strings.Join(want[3:], ""))
	}
	for what, floor := range map[string]float64{"language": floorLang, "sentiment": floorSentiment, "intent": floorIntent, "lead": floorLead} {
		share := right[what] / total
		t.Logf("%s: %.0f of %.0f right, %.3f", what, right[what], total, share)
		if share < floor {
			t.Errorf("%s: %.3f right, want %.3f", what, share, floor)
		}
	}
}
