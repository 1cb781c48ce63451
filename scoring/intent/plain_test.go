package intent

import (
	"slices"
	"strings"
	"testing"

	"earshot/scoring/text"
)

// held gives the names of the rules that hold in a text.
func held(s string) []string {
	r := NewReader()
	var names []string
	for _, h := range r.matcher.Match(s, text.Tokens(s), nil) {
		names = append(names, r.book.grammar.Rules()[h.Rule])
	}
	return names
}

// Every kind of plain trouble is seen for what it is, in both languages. A text may
// hold more rules than are named.
func TestPlainTroubleIsSeen(t *testing.T) {
	for _, e := range []struct{ text, rules string }{
		{"Заказала шторы, привезли на метр короче", "plain.paid plain.came"},
		{"Купил дрель, через неделю сгорела", "plain.paid plain.span"},
		{"Оплатил парковку, шлагбаум не открывается", "plain.paid plain.undone"},
		{"Записалась на прием, приехала, а врача нет", "plain.paid"},
		{"Забрал велосипед из мастерской, колесо криво", "plain.paid plain.defect"},
		{"Арендовал палатку, молния сломана, дно дырявое", "plain.paid plain.defect"},
		{"Привезли пиццу, коробка мятая, начинка на крышке", "plain.came"},
		{"Вернули куртку с пятном", "plain.came plain.defect"},
		{"Прислали не тот цвет", "plain.came plain.defect"},
		{"Выдали чужой заказ", "plain.came plain.defect"},
		{"Посадили за грязный стол", "plain.came plain.defect"},
		{"Положили без чека", "plain.came plain.defect"},
		{"Кран капает", "plain.defect"},
		{"Ботинки промокают", "plain.defect"},
		{"Экран в полосах", "plain.defect"},
		{"Сайт зависает на оплате", "plain.defect part.supplier"},
		{"Личный кабинет выкидывает", "plain.defect part.supplier"},
		{"Приложение вылетает", "plain.defect part.supplier"},
		{"Не хватает двух винтов", "plain.defect"},
		{"Никто не перезвонил", "plain.undone"},
		{"Поддержка молчит", "plain.undone part.supplier"},
		{"Мастер не приехал", "plain.undone part.supplier"},
		{"Деньги не вернули", "plain.undone plain.money"},
		{"Страховая тянет", "plain.undone plain.claim"},
		{"Отвечают шаблонами", "plain.undone"},
		{"Мусор не вывозят", "plain.undone"},
		{"Нет горячей воды и нет ответа", "plain.undone"},
		{"Говорят ждите", "plain.claim"},
		{"В магазине разводят руками", "plain.claim part.supplier"},
		{"Отказались менять", "plain.claim"},
		{"Навязали страховку", "plain.claim"},
		{"По факту одно, по договору другое", "plain.claim"},
		{"Рейс отменили", "plain.claim part.supplier"},
		{"Списали 300 рублей", "plain.money"},
		{"Сняли дважды", "plain.money"},
		{"Счет вдвое больше", "plain.money part.supplier"},
		{"Бонусы сгорели", "plain.money"},
		{"Деньги зависли", "plain.money"},
		{"Пятый день без связи", "plain.span"},
		{"Жду с понедельника", "plain.span"},
		{"Прошло две недели", "plain.span"},
		{"Через месяц треснул", "plain.span plain.defect"},
		{"Вместо роз прислали гвоздики", "plain.against plain.came"},
		{"Хотя оплачено всё", "plain.against plain.paid"},
		{"Муж опоздал", "part.private"},
		{"Кошка разбила чашку", "part.private"},
		{"Наши пропустили на последней минуте", "part.private"},
		{"Погода испортила выходные", "part.private"},
		{"Боялась зря, всё ровно", "plain.well"},
		{"Ни разу не подвела", "plain.well"},
		{"Ни царапины", "plain.well"},
		{"Вернули в тот же день", "plain.well plain.came"},
		{"Ошиблись, но извинились", "plain.well"},
		{"Какая прелесть, мне нахамили", "sarcasm.irony"},
		{"Обожаю когда отменяют", "sarcasm.irony"},
		{"Низкий поклон", "sarcasm.irony"},
		{"Умираю хочу пиццу", "lead.now part.eat lead.hungry"},
		{"К кому сходить с зубом", "lead.now"},
		{"Хочу к маме", "not.people"},
		{"Хочу чтобы всё кончилось", "not.people"},
		{"Купила билеты в цирк, жду субботы", "not.people"},
		{"Ordered curtains, they came a foot short", "plain.paid plain.came"},
		{"Bought a drill and it burnt after one week", "plain.paid plain.defect"},
		{"Paid for parking and the barrier won't open", "plain.paid plain.undone"},
		{"Rented a tent, the zip is broken", "plain.paid plain.defect"},
		{"Collected my bike, the wheel is bent", "plain.paid plain.defect"},
		{"It came with a stain", "plain.came plain.defect"},
		{"They sent the wrong colour", "plain.came plain.defect"},
		{"We were seated at a dirty table", "plain.came plain.defect"},
		{"The tap drips", "plain.defect"},
		{"The bottle leaks", "plain.defect"},
		{"The site is down", "plain.defect part.supplier"},
		{"The app crashes", "plain.defect part.supplier"},
		{"Boots are soggy", "plain.defect"},
		{"Nobody called back", "plain.undone"},
		{"They never replied", "plain.undone"},
		{"The plumber didn't show up", "plain.undone part.supplier"},
		{"The card won't work", "plain.undone part.supplier"},
		{"No hot water and no answer", "plain.undone"},
		{"The website says in stock", "plain.claim part.supplier"},
		{"Support denies everything", "plain.claim part.supplier"},
		{"They refuse to replace it", "plain.claim"},
		{"It was supposed to be new", "plain.claim"},
		{"I was promised a window seat", "plain.claim"},
		{"They charged me for two", "plain.money"},
		{"My money is gone", "plain.money"},
		{"The bill doubled", "plain.money part.supplier"},
		{"They kept my deposit", "plain.money"},
		{"Waiting since Monday", "plain.span"},
		{"Five days of silence", "plain.span"},
		{"After two weeks it snapped", "plain.span plain.defect"},
		{"Got carnations instead of roses", "plain.against plain.came"},
		{"Though it was paid for", "plain.against plain.paid"},
		{"My husband forgot", "part.private"},
		{"The cat broke a cup", "part.private plain.defect"},
		{"The referee was blind", "part.private"},
		{"Rain all weekend", "part.private"},
		{"Not a scratch on it", "plain.well"},
		{"Never failed me once", "plain.well"},
		{"Refunded the same day", "plain.well"},
		{"Expected trouble but it was fine", "plain.well"},
		{"How sweet of you to hang up", "sarcasm.irony"},
		{"I just love when it rains inside", "sarcasm.irony"},
		{"So glad your bots are polite", "sarcasm.irony"},
		{"Dying for a burger", "lead.now part.eat lead.hungry"},
		{"Who takes walk ins", "lead.now"},
		{"Does anyone clean ovens", "lead.now"},
		{"Want someone to hold me", "not.people"},
		{"Got tickets for tonight", "not.people"},
	} {
		got := held(e.text)
		for _, want := range strings.Fields(e.rules) {
			if !slices.Contains(got, want) {
				t.Errorf("%q: %s does not hold, %v do", e.text, want, got)
			}
		}
	}
}

// Where nothing went wrong, no rule says so.
func TestNoTroubleIsSeenWhereThereIsNone(t *testing.T) {
	for _, s := range []string{
		"Какая сегодня погода",
		"Еду в трамвае, читаю книгу",
		"Вечер, чай, варенье",
		"Как пройти к вокзалу",
		"Going for a walk in the park",
		"Reading a novel by the fire",
		"Nice sunset over the harbour",
	} {
		for _, name := range held(s) {
			if strings.HasPrefix(name, "plain.") || strings.HasPrefix(name, "sarcasm.") {
				t.Errorf("%q: %s holds", s, name)
			}
		}
	}
}

// Where two of them meet it is more than either, unless it happened to somebody
// whom nobody pays, or was set right.
func TestTroublesThatMeet(t *testing.T) {
	for _, e := range []struct {
		text string
		yes  string // holds
		no   string // does not
	}{
		{"Заказала стол, ножка треснула", "plain.paid_defect", "plain.private"},
		{"Поддержка не отвечает", "plain.firm", "plain.private"},
		{"Подруга не отвечает", "plain.private", "plain.firm"},
		{"Бывший не перезвонил третий день", "plain.private", "plain.long"},
		{"Курьер не перезвонил третий день", "plain.long", "plain.private"},
		{"Отличный банк, карта не работает", "sarcasm.plain", "plain.private"},
		{"Отличный банк, карта работает", "praise.good", "sarcasm.plain"},
		{"Ошиблись с курьером, но извинились", "plain.solved", "plain.private"},
		{"Ordered a table, one leg is cracked", "plain.paid_defect", "plain.private"},
		{"Support never answered", "plain.firm", "plain.private"},
		{"My friend never answered", "plain.private", "plain.firm"},
		{"The courier never called, third day", "plain.long", "plain.private"},
		{"Great bank, the card won't work", "sarcasm.plain", "plain.private"},
		{"Great bank, the card works", "praise.good", "sarcasm.plain"},
		{"Thought the courier would be late but he was early", "plain.solved", "plain.private"},
		{"Хочу роллы", "lead.hungry", "not.negated"},
		{"Не хочу роллы", "not.negated", "lead.hungry"},
	} {
		got := held(e.text)
		if !slices.Contains(got, e.yes) || slices.Contains(got, e.no) {
			t.Errorf("%q: want %s and not %s, got %v", e.text, e.yes, e.no, got)
		}
	}
}

// Praise and trouble together are told to whoever asks, clean praise is not.
func TestMixedIsTold(t *testing.T) {
	for s, want := range map[string]bool{
		"Спасибо, что ничего не работает":       true,
		"Great service, nobody answered":        true,
		"Спасибо, всё быстро и вежливо":         false,
		"Great service, quick and friendly":     false,
		"Карта не проходит, поддержка молчит":   false,
		"The card won't work, support is quiet": false,
	} {
		if got := judge(s, ""); got.Mixed != want {
			t.Errorf("%q: mixed %t, want %t (%s)", s, got.Mixed, want, got.Intent)
		}
	}
}
