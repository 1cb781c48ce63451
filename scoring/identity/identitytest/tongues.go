package identitytest

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"earshot/scoring/identity"
)

// Tongues are the languages that Tongue makes people of.
func Tongues() []string { return []string{"en", "de", "uk", "kk", "mixed"} }

// tongue is what people of a language are called and where they live.
type tongue struct{ men, women, stems, ends, cities []string }

func tongueOf(code string) tongue {
	f := strings.Fields
	return map[string]tongue{
		"en": {
			f("James Oliver Harry Jack George Noah Charlie Jacob Alfie Freddie Oscar Leo Logan Archie Theo Thomas Joshua Henry William Isaac"),
			f("Olivia Amelia Isla Ava Emily Sophia Grace Mia Poppy Ella Lily Evie Isabella Freya Florence Alice Ivy Rosie Charlotte Ruby"),
			f("Hart Wil Bar Wat Col Chan Mor Hol Win Far Pem Ash Bur Cart Den Fen Gar Kirk Lang Mil Nor Rad Sal Tal Under Brad Clif Dun"),
			f("ley ton son ford man wood ham well field worth er smith bridge dale more land s"),
			f("London Leeds Bristol York Hull Derby Luton Exeter Bath Oxford Birmingham Manchester Glasgow Cardiff"),
		},
		"de": {
			f("Jürgen Günther Jörg Björn Karl-Heinz Wolfgang Hans Peter Uwe Klaus Lukas Leon Finn Jonas Felix Maximilian Moritz Tobias Sören Götz"),
			f("Käthe Jörn Ursula Helga Sabine Petra Anke Silke Heike Lena Mia Hannah Emma Bärbel Änne Grete Frieda Marlene Antje Svenja"),
			f("Mül Schrö Grün Köh Bäck Schä Weiß Vög Krä Strau Wein Berg Stein Hof Lind Baum Eich Bach Kirch Neu Alt Ober Nieder Wald"),
			f("ler der meier mann hauer er berg ßmann feld stedt ke ing bauer huber"),
			f("Berlin Köln München Nürnberg Düsseldorf Zürich Wien Graz Münster Lübeck Würzburg Göttingen Hamburg Bremen"),
		},
		"uk": {
			f("Андрій Олексій Сергій Дмитро Олександр Іван Тарас Богдан Юрій Ярослав Михайло Василь Григорій Євген Ігор Назар Остап Данило Кирило Матвій"),
			f("Оксана Олена Наталія Ірина Світлана Тетяна Юлія Ганна Марія Катерина Надія Любов Галина Зоряна Софія Соломія Христина Дарина Єва Яна"),
			f("Шев Бон Ков Ткач Мель Кра Лис Пол Гри Са Мар Пав Рома Кузь Гав Дем Зінь Їж Хме Яре Щер Гон Вер Бой"),
			f("ченко чук ько енко ик чишин аренко ук ський цький ів ак ун ба"),
			f("Київ Львів Харків Одеса Дніпро Запоріжжя Вінниця Чернівці Полтава Суми Рівне Тернопіль"),
		},
		"kk": {
			f("Нұрлан Ерлан Бауыржан Қайрат Әділ Өмірзақ Дәурен Жандос Мұрат Серік Асқар Тимур Санжар Алишер Ғалым Үсен Ілияс Абай Данияр Бекзат"),
			f("Айгүл Гүлнар Жанар Әсел Динара Сәуле Айжан Мәдина Ақмарал Нұргүл Қарлығаш Аружан Томирис Әйгерім Лаура Меруерт Зарина Камила Дана Баян"),
			f("Нұр Бек Сейт Оспан Қасым Әбді Ахмет Жұма Тілеу Мырза Сады Байма Ер Қай Өте Рахым Иса Омар Сұлтан Дос Жан Тоқ Алим"),
			f("ов ева баев ова беков анов қызы ұлы енов ханов ғалиев бай"),
			f("Алматы Астана Шымкент Қарағанды Ақтөбе Тараз Павлодар Өскемен Семей Атырау Қостанай Орал"),
		},
	}[code]
}

// Tongue makes a register of people of one language, or of all: one to eight
// records each with name, day of birth, city and address, of which many are
// missing and many have slips, as in fake_1000; couples share a mailbox, brothers
// a last name and a city. The same seed gives the same records.
func Tongue(code string, people int, seed uint64) []Labelled {
	c := rand.New(rand.NewPCG(seed, 37))
	codes := []string{code}
	if code == "mixed" {
		codes = Tongues()[:4]
	}
	var list []Labelled
	last, mail, city := "", "", ""
	for p := range people {
		t := tongueOf(codes[c.IntN(len(codes))])
		first := append(t.men[:len(t.men):len(t.men)], t.women...)[c.IntN(len(t.men)+len(t.women))]
		kin := p > 0 && c.IntN(20) == 0
		if !kin {
			last, city = t.stems[c.IntN(len(t.stems))]+t.ends[c.IntN(len(t.ends))], t.cities[min(c.IntN(len(t.cities)), c.IntN(len(t.cities)))]
		}
		if !kin || c.IntN(3) > 0 {
			local := []string{first + "." + last, first[:1] + last, last + fmt.Sprint(c.IntN(100)), first + fmt.Sprint(c.IntN(1000))}[c.IntN(4)]
			mail = strings.ToLower(latinMail(local)) + "@" + []string{"mail.example", "post.example", "acme.example", "web.example"}[c.IntN(4)]
		}
		born := fmt.Sprintf("%d-%02d-%02d", 1930+c.IntN(80), 1+c.IntN(12), 1+c.IntN(28))
		for range 1 + c.IntN(8) {
			r := identity.Record{ID: fmt.Sprint(len(list)), Name: strings.TrimSpace(noisy(c, first, 8, 6) + " " + noisy(c, last, 8, 6))}
			r.City, r.Mail = noisy(c, city, 5, 8), noisy(c, mail, 5, 8)
			r.Facts = []identity.Fact{{Column: "dob", Value: noisy(c, born, 12, 6)}}
			list = append(list, Labelled{r, fmt.Sprint(p), false})
		}
	}
	return shuffle(c, list)
}

// latinMail writes a name as addresses do, in plain Latin letters.
func latinMail(s string) string {
	s = latinName(strings.NewReplacer("І", "I", "і", "i", "ї", "i", "Ї", "I", "є", "ie", "Є", "Ie", "ґ", "g", "ә", "a", "Ә", "A", "ғ", "g", "Ғ", "G", "қ", "k", "Қ", "K",
		"ң", "n", "ө", "o", "Ө", "O", "ұ", "u", "Ұ", "U", "ү", "u", "Ү", "U", "ь", "", "ü", "ue", "ö", "oe", "ä", "ae", "ß", "ss", "Ü", "Ue", "Ö", "Oe", "Ä", "Ae").Replace(s))
	return strings.Map(func(r rune) rune {
		if r > 0x7f {
			return -1
		}
		return r
	}, s)
}

// noisy loses one value in so many, and slips once or twice in one of so many.
func noisy(c *rand.Rand, s string, lost, wrong int) string {
	if c.IntN(lost) == 0 {
		return ""
	}
	for range 2 {
		if c.IntN(wrong) == 0 {
			s = slip(c, s)
		}
	}
	return s
}
