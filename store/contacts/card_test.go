package contacts

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"earshot/store"
)

// card4 is an address book of today, card21 one of an old telephone.
const (
	card4 = "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:uuid:4fbe8971\r\nFN:Анна Орлова\r\nN:Орлова;Анна;;;\r\nNICKNAME:anya,an\r\n" +
		"item1.EMAIL;TYPE=work:anna@work.example\r\nEMAIL;PREF=1:anna@home.example\r\n" +
		"TEL;VALUE=uri;TYPE=\"voice,home\":tel:+7-900-123-45-67\r\nADR;TYPE=home:;;Lenina 1\\, 2;Казань;;420000;Россия\r\n" +
		"ORG:Acme\\, Inc;Sales\r\nBDAY:19800201\r\nCATEGORIES:Friends,Big buyers\r\nNOTE:first line\\nsecond\r\n" +
		"PHOTO:https://x.example/a.png\r\nURL:https://anna.example\r\nURL:https://t.me/anya_o\r\n" +
		"X-SOCIALPROFILE;TYPE=mastodon:https://m.example/@anna\r\nIMPP:xmpp:anna@jabber.example\r\n" +
		"KEY;ENCODING=b:AAAA\r\n BBBB\r\nEND:VCARD\r\n"
	card21 = "begin:vcard\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=9F=D0=B5=D1=82=D1=80=D0=BE=D0=B2;=D0=98=D0=B2=D0=\n=B0=D0=BD\n" +
		"TEL;CELL:+79001112233\nEMAIL;INTERNET:ivan@x.example\nPHOTO;JPEG;BASE64:\n /9j/4AAQ\n AAAA\n\nend:vcard\n"
)

func TestACardOfToday(t *testing.T) {
	rows, refused := all(t, card4)
	if len(rows) != 1 || len(refused) != 0 {
		t.Fatalf("%v %v", rows, refused)
	}
	p := rows[0].Person
	want := store.Identity{
		ID: "row:4fbe8971", Row: "4fbe8971", Phone: "+7-900-123-45-67", Tags: []string{"big-buyers", "friends"},
		Author: store.Author{Name: "Анна Орлова", Handle: "anya", Email: "anna@home.example", URL: "https://anna.example", Avatar: "https://x.example/a.png", Location: "Казань"},
	}
	for _, f := range [][2]string{{"country", "Россия"}, {"company", "Acme, Inc; Sales"}, {"dob", "19800201"}, {"note", "first line second"}} {
		want.Facts = append(want.Facts, store.Fact{Name: f[0], Value: f[1], From: "import x.csv", At: at})
	}
	if d := cmp.Diff(want, p); d != "" {
		t.Error(d)
	}
	var beside []string
	for _, b := range rows[0].Beside {
		beside = append(beside, b.ID+" "+b.Network+" "+b.Author.Handle+b.Author.Email+" "+b.Author.Name)
	}
	if d := cmp.Diff([]string{
		"row:4fbe8971/2 mail anna@work.example Анна Орлова", "row:4fbe8971/3 telegram anya_o Анна Орлова",
		"row:4fbe8971/4 mastodon anna@m.example Анна Орлова", "row:4fbe8971/5 xmpp anna@jabber.example Анна Орлова",
	}, beside); d != "" {
		t.Error(d)
	}
}

func TestACardOfAnOldTelephone(t *testing.T) {
	p := one(t, card21)
	if p.Author.Name != "Иван Петров" || p.Phone != "+79001112233" || p.Author.Email != "ivan@x.example" || p.Author.Avatar != "" || p.Row != "ivan@x.example" {
		t.Errorf("%+v", p)
	}
	raw, err := charmap.Windows1251.NewEncoder().String("Пётр")
	if err != nil {
		t.Fatal(err)
	}
	if p := one(t, "BEGIN:VCARD\nFN;CHARSET=windows-1251:"+raw+"\nEND:VCARD\n"); p.Author.Name != "Пётр" {
		t.Errorf("%+v", p.Author)
	}
	if p := one(t, "BEGIN:VCARD\nFN:"+raw+"\nEND:VCARD\n"); p.Author.Name != "Пётр" {
		t.Errorf("%+v", p.Author)
	}
}

func TestFoldedLinesAreOne(t *testing.T) {
	if p := one(t, "BEGIN:VCARD\nFN:Анна\n  Ор\n\tлова\nEND:VCARD\n"); p.Author.Name != "Анна Орлова" {
		t.Errorf("%q", p.Author.Name)
	}
}

func TestACardOfNothingButAProfileIsThatAccount(t *testing.T) {
	for value, want := range map[string]string{
		"URL:https://vk.com/anna":                          "vk anna",
		"X-SOCIALPROFILE;type=twitter:https://x.com/anna":  "twitter anna",
		"X-SOCIALPROFILE;type=myspace;x-user=anna:x-apple": "myspace anna",
		"IMPP;X-SERVICE-TYPE=Telegram:x-apple:anna":        "telegram anna",
		"IMPP:skype:anna":                                  "skype anna",
		"URL:https://github.com/anna?tab=x":                "github anna",
	} {
		if p := one(t, "BEGIN:VCARD\nVERSION:3.0\n"+value+"\nEND:VCARD\n"); p.Network+" "+p.Author.Handle != want {
			t.Errorf("%s is %q %q", value, p.Network, p.Author.Handle)
		}
	}
	if p := one(t, "BEGIN:VCARD\nURL:https://acme.example/team/anna\nEND:VCARD\n"); p.Author.URL == "" || p.Author.Handle != "" {
		t.Errorf("%+v", p.Author)
	}
}

func TestCardsThatAreCutOffAreRefused(t *testing.T) {
	rows, refused := all(t, "BEGIN:VCARD\nFN:a\nBEGIN:VCARD\nFN:b\nEND:VCARD\nrubbish\nBEGIN:VCARD\nEND:VCARD\nBEGIN:VCARD\nFN:c\n")
	if len(rows) != 1 || rows[0].Person.Author.Name != "b" || rows[0].Line != 3 {
		t.Errorf("%+v", rows)
	}
	if d := cmp.Diff([]string{"1: " + noEnd, "7: it names nobody: no name, handle, e-mail, phone or site", "9: " + noEnd}, refused); d != "" {
		t.Error(d)
	}
}

func TestAPictureInOneLineDoesNoHarm(t *testing.T) {
	text := "BEGIN:VCARD\nFN:a\nPHOTO;ENCODING=b:" + strings.Repeat("A", 3<<20) + "\nEMAIL:a@x.example\nEND:VCARD\n"
	if p := one(t, text); p.Author.Email != "a@x.example" {
		t.Errorf("%+v", p.Author)
	}
}

func TestManyAddressesAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("BEGIN:VCARD\nFN:a\nEMAIL:no address\n")
	for i := range 100 {
		b.WriteString("EMAIL:a" + strings.Repeat("b", i) + "@x.example\nURL:https://vk.com/a" + strings.Repeat("c", i) + "\nNOTE:x\n")
	}
	b.WriteString("EMAIL:A@X.example\nEND:VCARD\n")
	rows, _ := all(t, b.String())
	if len(rows) != 1 || len(rows[0].Beside) != maxBeside || rows[0].Person.Facts[0].Value != "x" || len(rows[0].Person.Facts) > maxFacts {
		t.Errorf("%d beside", len(rows[0].Beside))
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{
		card4, card21, "name,email\nAnna,a@x\n", "sep=;\nid;net;name\n1;vk;\"a\n\"\"b\"\n", "\xff\xfen\x00a\x00m\x00e\x00\n\x00x\x00",
		`{"id":"row:1","identities":[{"id":"row:1","row":"1","author":{"name":"a"},"tags":["x"]}]}`, "\"", "name\n\"\"\"", "BEGIN:VCARD\n:\n;=:\nEND:VCARD",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := int64(0)
		for row, err := range Read(strings.NewReader(text), Options{From: "x", At: at}) {
			if row.Bytes < last {
				t.Fatalf("the file went back from %d to %d", last, row.Bytes)
			}
			last = row.Bytes
			if err != nil {
				if err.Error() == "" {
					t.Fatal("an error without words")
				}
				continue
			}
			for _, p := range append([]store.Identity{row.Person}, row.Beside...) {
				if p.ID == "" || p.Network != "" && !store.ValidNetwork(p.Network) || strings.ContainsAny(p.ID+p.Author.Name+p.Author.Email+p.Phone, "\n\x1b\x00") {
					t.Fatalf("%+v", p)
				}
				if x, why := Of(p).identity(); why != "" || !cmp.Equal(x, p) {
					t.Fatalf("does not come back: %s\n%s", why, cmp.Diff(p, x))
				}
			}
		}
	})
}
