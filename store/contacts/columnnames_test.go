package contacts

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"earshot/store"
)

// TestHeadersOfFiveLanguages: one person, in the tables of five countries, with the
// separators and line ends of their spreadsheets.
func TestHeadersOfFiveLanguages(t *testing.T) {
	values := []string{"7", "vk", "Ivan", "Petrov", "ivan_p", "ivan@x.example", "+7 900 123-45-67", "Riga", "https://a.example", "b855c31e109e6ad2", "likes tea", "12"}
	want := store.Identity{ID: "row:7", Row: "7", Network: "vk", Phone: values[6], Author: store.Author{
		Name: "Ivan Petrov", Handle: "ivan_p", Email: "ivan@x.example", Location: "Riga", URL: "https://a.example", Avatar: values[9], Bio: "likes tea", Followers: 12,
	}}
	for lang, header := range map[string]string{
		"English":   "User ID,Platform,Given Name,Family Name,Screen Name,E-Mail 1,Cell Phone,Town,Profile URL,Avatar Hash,Description,Followers Count",
		"Russian":   "Идентификатор,Соц. сеть,Имя,Фамилия,Логин,Эл. почта,Номер телефона,Населённый пункт,Ссылка,Фото,О себе,Подписчиков",
		"German":    "Kundennummer,Netzwerk,Vorname,Nachname,Benutzername,E-Mail-Adresse,Handy,Wohnort,Webseite,Bild,Beschreibung,Follower",
		"Ukrainian": "Ідентифікатор,Мережа,Ім'я,Прізвище,Логін,Електронна пошта,Мобільний,Місто,Посилання,Світлина,Опис,Підписники",
		"Kazakh":    "ID,Желі,Есімі,Тегі,Пайдаланушы аты,Пошта,Телефон нөмірі,Қала,Сілтеме,Сурет,Сипаттама,Followers",
	} {
		for _, sep := range []string{",", ";", "\t"} {
			text := "\ufeff" + strings.ReplaceAll(header, ",", sep) + "\r\n\"" + strings.Join(values, "\""+sep+"\"") + "\"\r\n"
			if d := cmp.Diff(want, one(t, text)); d != "" {
				t.Errorf("%s with %q: %s", lang, sep, d)
			}
		}
	}
	for _, name := range []string{"Ім’я", "Імʼя", "ІМ`Я"} {
		if p := one(t, name+";Прізвище\nОля;Шевчук\n"); p.Author.Name != "Оля Шевчук" {
			t.Errorf("%s: %q", name, p.Author.Name)
		}
	}
	raw, err := charmap.Windows1251.NewEncoder().String("Ім'я;Прізвище;Місто\r\nЄвген;Їжак;Київ\r\n")
	if err != nil {
		t.Fatal(err)
	}
	if a := one(t, raw).Author; a.Name != "Євген Їжак" || a.Location != "Київ" {
		t.Errorf("%+v", a)
	}
}

// TestIdsComeBackAsTheyStood, spaces within and all; signs that nobody sees do not.
func TestIdsComeBackAsTheyStood(t *testing.T) {
	for id, want := range map[string]string{
		"00017": "", "17.0": "", "1e5": "", "7F3E1C52-0D5A-4F7E-9B1A-00000000000A": "", "a  b": "", "a\u00a0b": "", "vk/wall/1#2": "", "Щёкин №5": "", "é": "", "e\u0301": "",
		"x;y,z": "", "😀": "", "=1+1": "", "row:5": "", " padded ": "padded", "two\nlines": "two lines", "in\u200bvisible": "invisible", "\u202eturned": "turned",
	} {
		if want == "" {
			want = id
		}
		p := one(t, "id,net,name\n\""+id+"\",vk,Anna\n")
		if p.Row != want || p.ID != "row:"+want {
			t.Errorf("%q has become %q", id, p.Row)
		}
		if back, why := Of(p).identity(); why != "" || back.ID != p.ID || back.Row != p.Row {
			t.Errorf("%q comes back as %q: %s", id, back.Row, why)
		}
	}
	if p := one(t, "customer_id,ID,name\n99,5,Anna\n"); p.Row != "5" || p.Facts[0].Value != "99" {
		t.Errorf("the column called id names the row: %+v", p)
	}
	if p := one(t, "user_id,customer_id,name\n99,5,Anna\n"); p.Row != "99" || p.Facts[0].Name != "customer_id" {
		t.Errorf("the first is the id: %+v", p)
	}
}

// TestARowWithAnIdIsSomebody as soon as it says anything else; the picture that can
// be read is taken.
func TestARowWithAnIdIsSomebody(t *testing.T) {
	const header = "id,net,name,city,avatar,photo\n"
	rows, refused := all(t, header+"1,vk,,,,\n2,,,Riga,,\n3,,,,b855c31e109e6ad2,none\n4,,,,,\n,vk,,,,\n")
	if len(rows) != 3 || len(refused) != 2 || rows[2].Person.Author.Avatar != "b855c31e109e6ad2" {
		t.Errorf("%+v, refused %q", rows, refused)
	}
}
