package contacts

import (
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"earshot/store"
)

var at = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// all reads a text; refusals come as "line: why".
func all(t *testing.T, text string, skip ...string) (rows []Row, refused []string) {
	t.Helper()
	return parted(t, text, Read(strings.NewReader(text), Options{From: "import x.csv", At: at, Skip: skip}))
}

// parted keeps what was read of a text apart from what was refused.
func parted[T any](t *testing.T, text string, read iter.Seq2[T, error]) (rows []T, refused []string) {
	t.Helper()
	for row, err := range read {
		var r *Refusal
		switch {
		case errors.As(err, &r):
			refused = append(refused, fmt.Sprintf("%d: %s", r.Line, r.Why))
		case err != nil:
			t.Fatalf("%q: %v", text, err)
		default:
			rows = append(rows, row)
		}
	}
	return rows, refused
}

func one(t *testing.T, text string, skip ...string) store.Identity {
	t.Helper()
	rows, refused := all(t, text, skip...)
	if len(rows) != 1 || len(refused) != 0 {
		t.Fatalf("%d rows, refused %v", len(rows), refused)
	}
	return rows[0].Person
}

func TestColumnsComeInAnyOrder(t *testing.T) {
	p := one(t, "followers,bio,avatar,url,city,phone,email,handle,name,net,id,dob\n"+
		`"1 840",Fixes fridges,00FF00ff00ff00ff,acme.example,Казань,+7 900 123-45-67,Ivan@Mail.example,@ivan,Иван Петров,Mastodon,7,1980-02-01`+"\n")
	want := store.Identity{
		ID: "row:7", Row: "7", Network: "mastodon", Phone: "+7 900 123-45-67",
		Author: store.Author{
			Handle: "ivan", Name: "Иван Петров", Email: "Ivan@Mail.example", URL: "https://acme.example", Bio: "Fixes fridges",
			Avatar: "00ff00ff00ff00ff", Followers: 1840, Location: "Казань",
		},
		Facts: []store.Fact{{Name: "dob", Value: "1980-02-01", From: "import x.csv", At: at}},
	}
	if d := cmp.Diff(want, p); d != "" {
		t.Error(d)
	}
}

func TestNamesOfColumnsAreForgiven(t *testing.T) {
	for header, get := range map[string]func(store.Identity) string{
		"E-mail Address": func(p store.Identity) string { return p.Author.Email },
		"Эл. почта":      func(p store.Identity) string { return p.Author.Email },
		" USERNAME ":     func(p store.Identity) string { return p.Author.Handle + "@x" },
		"Display-Name":   func(p store.Identity) string { return p.Author.Name },
		"имя":            func(p store.Identity) string { return p.Author.Name },
	} {
		if p := one(t, header+"\na@x\n"); !strings.HasPrefix(get(p), "a@x") {
			t.Errorf("%q is read as %+v", header, p)
		}
	}
	if p := one(t, "Имя;Фамилия\nИван;Петров\n"); p.Author.Name != "Иван Петров" {
		t.Errorf("%+v", p.Author)
	}
	if p := one(t, "rec_id, given_name, surname, date_of_birth\nrec-1-org, , waller, 19081209\n"); p.Author.Name != "waller" || p.Row != "rec-1-org" || p.Facts[0].Name != "date_of_birth" {
		t.Errorf("%+v", p)
	}
}

func TestSeparatorsAreFound(t *testing.T) {
	for _, sep := range []string{",", ";", "\t", "|"} {
		text := strings.ReplaceAll("id~name~email\n1~Anna~anna@x.example\n", "~", sep)
		if p := one(t, text); p.Author.Name != "Anna" || p.Author.Email != "anna@x.example" {
			t.Errorf("%q: %+v", sep, p)
		}
	}
	if p := one(t, "sep=;\r\nname;note\r\nAnna, dear;1,2,3,4\r\n"); p.Author.Name != "Anna, dear" || p.Facts[0].Value != "1,2,3,4" {
		t.Errorf("%+v", p)
	}
}

func TestQuotesHoldSeparatorsQuotesAndLines(t *testing.T) {
	rows, refused := all(t, "name,bio\n\"Petrov, Ivan\",\"says \"\"hi\"\"\nand goes\"\n\"Acme\" Ltd,x\nplain \"word\",y\n")
	if len(refused) != 0 || len(rows) != 3 {
		t.Fatalf("%v %v", rows, refused)
	}
	if a := rows[0].Person.Author; a.Name != "Petrov, Ivan" || a.Bio != "says \"hi\"\nand goes" {
		t.Errorf("%+v", a)
	}
	if rows[1].Line != 4 || rows[1].Person.Author.Name != "Acme Ltd" || rows[2].Person.Author.Name != `plain "word"` {
		t.Errorf("%+v", rows[1:])
	}
}

func TestAQuoteThatNeverClosesCostsOneRow(t *testing.T) {
	rows, refused := all(t, "name,bio\nAnna,\"open\nBoris,x\nVera,y\n")
	if len(rows) != 2 || rows[0].Person.Author.Name != "Boris" || rows[1].Line != 4 {
		t.Errorf("%+v", rows)
	}
	if d := cmp.Diff([]string{"2: a quote is opened and not closed"}, refused); d != "" {
		t.Error(d)
	}
}

func TestWhatIsTooLongIsRefusedWithItsLine(t *testing.T) {
	rows, refused := all(t, "id,name\n1,Anna\n2,"+strings.Repeat("x", 10<<20)+"\n3,\""+strings.Repeat("yyyyyyy\n", 150_000)+"\"\n")
	if len(rows) < 1 || rows[0].Person.Row != "1" {
		t.Fatalf("%d rows", len(rows))
	}
	if len(refused) < 2 || refused[0] != "3: it is longer than 1 MiB" || !strings.HasPrefix(refused[1], "4: a quote") {
		t.Errorf("%.200v", refused)
	}
}

func TestSpreadsheetsWriteManyCharacterSets(t *testing.T) {
	text := "имя;город\r\nЩёкин Илья;Орёл\r\n"
	files := map[string]string{"UTF-8 with a mark": "\ufeff" + text}
	for name, enc := range map[string]interface{ String(string) (string, error) }{
		"CP1251": charmap.Windows1251.NewEncoder(), "UTF-16": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder(),
		"UTF-16 BE": unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder(),
	} {
		s, err := enc.String(text)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = s
	}
	for name, file := range files {
		if p := one(t, file); p.Author.Name != "Щёкин Илья" || p.Author.Location != "Орёл" {
			t.Errorf("%s: %+v", name, p.Author)
		}
	}
	bare, _ := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String("name,city\nAnna,Kazan\n")
	if p := one(t, bare); p.Author.Name != "Anna" {
		t.Errorf("UTF-16 without a mark: %+v", p.Author)
	}
	if p := one(t, "name,city\nJ\xfcrgen M\xfcller,K\xf6ln\n"); p.Author.Name != "Jürgen Müller" || p.Author.Location != "Köln" {
		t.Errorf("CP1252: %+v", p.Author)
	}
}

func TestRowsWithoutAnIDGetOneThatStays(t *testing.T) {
	for text, want := range map[string]string{
		"net,handle,name\nVK,Ivan,Иван\n": "vk:ivan", "email\nIvan@X.example\n": "ivan@x.example",
		"name,city\nAnna,Kazan\n": one(t, "city,name\nKazan,Anna\n").Row,
	} {
		if p := one(t, text); p.Row != want || p.ID != "row:"+want {
			t.Errorf("%q has the id %q, want %q", text, p.Row, want)
		}
	}
	if one(t, "name,city\nAnna,Kazan\n").Row == one(t, "name,city\nAnna,Perm\n").Row {
		t.Error("two people have one id")
	}
}

func TestRefusedRowsSayWhy(t *testing.T) {
	rows, refused := all(t, "id,net,name\n1,vk,Anna\n2,Vkontakte!,Boris\n1,vk,Vera\n3,,\n,,\n\n4,vk,Gleb,extra\n"+strings.Repeat("9", 300)+",vk,Dina\n5,email,Egor,\n")
	if len(rows) != 2 || rows[1].Person.Network != "mail" {
		t.Errorf("%+v", rows)
	}
	want := []string{
		"3: the network \"Vkontakte!\" is not [a-z0-9_-]{1,32}", "4: the id 1 stands in line 2 already",
		"5: it names nobody: no name, handle, e-mail, phone or site", "8: it has 4 values, the header names 3 columns", "9: its id has more than 200 bytes",
	}
	want[0] = strings.ReplaceAll(want[0], "Vkontakte", "vkontakte")
	for i := range refused {
		refused[i] = strings.ReplaceAll(refused[i], "Vkontakte", "vkontakte")
	}
	if d := cmp.Diff(want, refused); d != "" {
		t.Error(d)
	}
}

func TestValuesOfAnotherFormBecomeFacts(t *testing.T) {
	p := one(t, "name,email,phone,avatar,followers,url,class,vip,tags\nAnna,none yet,12,me.png,lots,nowhere,friend,да,\"Big Buyer; #new, x\"\n")
	a := p.Author
	if a.Email+p.Phone+a.Avatar+a.URL+p.Class != "" || a.Followers != 0 || !p.VIP {
		t.Errorf("%+v", p)
	}
	var names []string
	for _, f := range p.Facts {
		names = append(names, f.Name+"="+f.Value)
	}
	if d := cmp.Diff([]string{"email=none yet", "phone=12", "avatar=me.png", "followers=lots", "url=nowhere", "class=friend"}, names); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"big-buyer", "new", "x"}, p.Tags); d != "" {
		t.Error(d)
	}
	if p := one(t, "name,person\nAnna,7\n", "Person"); len(p.Facts) != 0 {
		t.Errorf("a column that was to be left out: %+v", p.Facts)
	}
}

func TestHostileValuesAreCleaned(t *testing.T) {
	p := one(t, "id,name,bio\n1,\"\x1b[2J\u202eEvil\u200b\u0000 "+strings.Repeat("n", 5000)+"\",\"a\x1b]0;x\x07b\"\n")
	if strings.ContainsAny(p.Author.Name+p.Author.Bio, "\x1b\u202e\u200b\x00\x07") || len(p.Author.Name) > maxValue {
		t.Errorf("%q", p.Author.Name+p.Author.Bio)
	}
}

func TestFilesThatAreNoTableSaySo(t *testing.T) {
	for text, want := range map[string]string{
		"": "empty", " \n": "empty", "a,b\n1,2\n": "names no column", "id,net\n1,vk\n": "names no column",
		"name," + strings.Repeat("c,", 50) + "\n": "names no column", "\"name\n": "header cannot be read",
	} {
		var got error
		for _, err := range Read(strings.NewReader(text), Options{}) {
			got = err
		}
		if got == nil {
			rows, _ := all(t, text)
			t.Errorf("%q is read as %v", text, rows)
		} else if !strings.Contains(got.Error(), want) && !strings.Contains(got.Error(), "more than 40 columns") {
			t.Errorf("%.20q: %v", text, got)
		}
	}
}

func TestTheWalkStopsWhenAskedTo(t *testing.T) {
	for _, text := range []string{
		"name\na\nb\nc\n", "name,x\na,1,2\nb,1,2\n", "BEGIN:VCARD\nFN:a\nEND:VCARD\nBEGIN:VCARD\nFN:b\nEND:VCARD\n",
		"{\"identities\":[]}\n{\"identities\":[]}\n", "BEGIN:VCARD\nBEGIN:VCARD\nEND:VCARD\n", "name\n\"a\n\"b\n",
	} {
		n := 0
		for range Read(strings.NewReader(text), Options{}) {
			n++
			break
		}
		if n != 1 {
			t.Errorf("%q gave %d", text, n)
		}
	}
}
