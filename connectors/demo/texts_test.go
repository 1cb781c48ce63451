package demo

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"earshot/store/clean"
)

func library1(t testing.TB) *library {
	t.Helper()
	lib, err := readLibrary()
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// sentences are all texts of the demo with a word on where they stand.
func sentences(lib *library) map[string][]string {
	all := map[string][]string{}
	for key, lines := range lib.lines {
		if !strings.Contains(key, "{") {
			all[key] = lines
		}
	}
	for key, papers := range lib.papers {
		for _, p := range papers {
			all[key] = append(all[key], p.title, p.text)
		}
	}
	for _, talk := range lib.talks {
		for _, turn := range talk.turns {
			all[talk.lang+"/talk"] = append(all[talk.lang+"/talk"], turn.text)
		}
	}
	return all
}

// The demo has enough to say: several hundred sentences in each of its two
// languages, and none of them twice.
func TestThereIsEnoughToSay(t *testing.T) {
	count := map[string]int{}
	seen := map[string]string{}
	for key, lines := range sentences(library1(t)) {
		lang := key[:2]
		if at := strings.IndexByte(key, '/'); strings.HasPrefix(key, "mail/") || strings.HasPrefix(key, "article/") {
			lang = key[at+1:]
		}
		count[lang] += len(lines)
		for _, line := range lines {
			if before, ok := seen[line]; ok && utf8.RuneCountInString(line) > 12 && !strings.HasSuffix(key, "+") {
				t.Errorf("%q stands in %s and in %s", line, before, key)
			}
			seen[line] = key
		}
	}
	if count["ru"] < 500 || count["en"] < 400 {
		t.Errorf("sentences by language: %v", count)
	}
	for _, lang := range []string{"uk", "kk", "de", "tr", "ja", "he", "ar"} {
		if count[lang] < 4 {
			t.Errorf("only %d sentences in %s", count[lang], lang)
		}
	}
}

// However the slots are filled, for him and for her, nothing of the marks is
// left, no slot stays empty and nothing is doubled.
func TestEverySentenceFills(t *testing.T) {
	lib := library1(t)
	p := newPen(lib, &dice{1})
	home := lib.places["kazan"]
	broken := regexp.MustCompile(`[\[\]{}|^~]|  | [.,!?]`)
	for key, lines := range sentences(lib) {
		lang := key[:2]
		if i := strings.IndexByte(key, '/'); i > 2 {
			lang = key[i+1:]
		}
		for _, line := range lines {
			line = strings.TrimPrefix(line, "^")
			for _, female := range []bool{false, true} {
				who := &person{lang: lang, female: female, place: home, name: "Somebody"}
				got := p.fill(line, who)
				if broken.MatchString(got) || strings.TrimSpace(got) != got || got == "" {
					t.Errorf("%s: %q becomes %q", key, line, got)
				}
			}
		}
	}
}

// He and she speak as Russian grammar has it.
func TestEndings(t *testing.T) {
	p := newPen(library1(t), &dice{1})
	he, she := &person{lang: "ru"}, &person{lang: "ru", female: true}
	for text, want := range map[string][2]string{
		"Купил[а] чайник":             {"Купил чайник", "Купила чайник"},
		"Очень [доволен|довольна]":    {"Очень доволен", "Очень довольна"},
		"Я [нашёл|нашла] и взял[а].":  {"Я нашёл и взял.", "Я нашла и взяла."},
		"Без всего":                   {"Без всего", "Без всего"},
		"Скобка [ без пары":           {"Скобка [ без пары", "Скобка [ без пары"},
		"Неизвестное {слово} молчит.": {"Неизвестное  молчит.", "Неизвестное  молчит."},
	} {
		if got := [2]string{p.fill(text, he), p.fill(text, she)}; got != want {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}

// A sentence that speaks of the broken update waits until it is known.
func TestSomeSentencesWait(t *testing.T) {
	lib := library1(t)
	lib.lines["xx/praise"] = []string{"^the update is mended", "good coffee"}
	lib.lines["xx/idea"] = []string{"^mend the update"}
	p := newPen(lib, &dice{1})
	p.known = false
	for range 20 {
		if got := p.line("xx", "praise"); got != "good coffee" {
			t.Fatalf("said too early: %q", got)
		}
	}
	if got := p.line("xx", "idea"); got != "" {
		t.Errorf("said too early: %q", got)
	}
	p.known = true
	if got := p.line("xx", "idea"); got != "mend the update" {
		t.Errorf("never said: %q", got)
	}
}

// One message names one order.
func TestOneOrderAMessage(t *testing.T) {
	lib := library1(t)
	p := newPen(lib, &dice{5})
	order := regexp.MustCompile(`\b[4-9]\d{4}\b`)
	who := &person{lang: "en", place: lib.places["leeds"]}
	for range 500 {
		for _, topic := range []string{"complaint", "spike"} {
			if text := p.say(who, topic); len(order.FindAllString(text, -1)) > 1 {
				t.Fatalf("two orders in %q", text)
			}
		}
	}
}

// Names of places are written once in each language and with their preposition.
func TestPlaces(t *testing.T) {
	for key, p := range library1(t).places {
		if !strings.HasPrefix(p.inEn, "in "+p.en) || len(p.country) != 2 || p.lat == 0 || p.lon == 0 {
			t.Errorf("%s: %+v", key, p)
		}
		if preposition, _, ok := strings.Cut(p.inRu, " "); !ok || !slices.Contains([]string{"в", "во", "у"}, preposition) {
			t.Errorf("%s: %q", key, p.inRu)
		}
	}
}

// The people are many, each with a handle of their own; two thirds speak
// Russian, most of the others English.
func TestPeople(t *testing.T) {
	lib := library1(t)
	langs, roles, handles := map[string]int{}, map[byte]int{}, map[string]bool{}
	handle := regexp.MustCompile(`^[a-z0-9_.]{3,40}$`)
	for _, p := range lib.people {
		langs[p.lang]++
		roles[p.role]++
		if handles[p.handle] || !handle.MatchString(p.handle) {
			t.Errorf("handle %q is taken or odd", p.handle)
		}
		handles[p.handle] = true
		if strings.Trim(p.nets, "mvefbt") != "" || p.nets == "" || !strings.ContainsRune("cvjxb", rune(p.role)) {
			t.Errorf("%s: networks %q, role %c", p.name, p.nets, p.role)
		}
	}
	n := len(lib.people)
	if n < 60 || n > 120 || langs["ru"]*100/n < 45 || langs["en"]*100/n < 25 || roles['v'] < 4 || roles['j'] < 4 || roles['b'] < 4 {
		t.Errorf("%d people, languages %v, roles %v", n, langs, roles)
	}
	for _, lang := range []string{"kk", "uk", "de", "tr", "ja", "he", "ar"} {
		if langs[lang] == 0 {
			t.Errorf("nobody speaks %s", lang)
		}
	}
}

// Talks have two to eight turns, somebody besides the brand in each, and
// nobody speaks before the one who began.
func TestTalksAreTalks(t *testing.T) {
	lib := library1(t)
	for _, talk := range lib.talks {
		n := len(talk.turns)
		if n < 2 || n > 8 || !strings.ContainsRune("CB", rune(talk.turns[0].who)) {
			t.Errorf("a talk of %d turns: %q", n, talk.turns[0].text)
		}
		if !slices.ContainsFunc(talk.turns, func(u turn) bool { return u.who != 'B' }) {
			t.Errorf("only the brand speaks: %q", talk.turns[0].text)
		}
	}
}

// The strange texts are as hostile as they should be, and store/clean makes
// them harmless without making them empty.
func TestOddTextsAreCleaned(t *testing.T) {
	odd := library1(t).odd
	hostile := 0
	for _, text := range odd {
		got := clean.Text(text, 0)
		if strings.TrimSpace(got) == "" {
			t.Errorf("nothing is left of %q", text)
		}
		if got != text {
			hostile++
		}
		for _, r := range got {
			if unicode.IsControl(r) && r != '\n' || r == '\u202e' {
				t.Errorf("%q still holds %U", got, r)
			}
		}
	}
	if len(odd) < 8 || hostile < 4 {
		t.Errorf("%d odd texts, %d of them hostile", len(odd), hostile)
	}
}

// Nothing in the texts leads to a real site.
func TestOnlyExampleAddresses(t *testing.T) {
	address := regexp.MustCompile(`(?i)[a-z0-9-]+\.(com|ru|org|net|io|me|app|info|kz|de)\b|@[a-z0-9.-]+\.[a-z]+`)
	for key, lines := range sentences(library1(t)) {
		for _, line := range lines {
			for _, found := range address.FindAllString(line, -1) {
				if !strings.HasSuffix(found, ".example") {
					t.Errorf("%s: %q holds the address %q", key, line, found)
				}
			}
		}
	}
}

// A broken file is named with its line, so that a writer finds the slip.
func TestBrokenLinesAreRefused(t *testing.T) {
	lib := library1(t)
	for name, read := range map[string]func(string) error{
		"place":   lib.readPlace,
		"person":  lib.readPerson,
		"talk":    lib.readTalk,
		"paper":   lib.readPaper,
		"answer":  lib.readAnswer,
		"slot":    lib.readSlot,
		"odd":     lib.readOdd,
		"section": lib.section("ru"),
	} {
		if read(`half a "line`) == nil {
			t.Errorf("a broken %s was taken", name)
		}
	}
	for _, line := range []string{
		"a|b|c|d|e|north|2", "a|b|c|d|e|1|east", // places
	} {
		if lib.readPlace(line) == nil {
			t.Errorf("the place %q was taken", line)
		}
	}
	for _, line := range []string{"ru f c mv nowhere|A|a_a|", "ru f customer mv kazan|A|a_a|", "ru f c|A|a_a|"} {
		if lib.readPerson(line) == nil {
			t.Errorf("the person %q was taken", line)
		}
	}
	for _, line := range []string{"@ ru", "X who is this"} {
		if lib.readTalk(line) == nil {
			t.Errorf("the turn %q was taken", line)
		}
	}
}
