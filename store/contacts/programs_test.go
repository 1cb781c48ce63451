package contacts

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earshot/store"
)

// told is what an identity says, one line a thing, to be compared with what a
// program's file should say.
func told(p store.Identity) string {
	var b strings.Builder
	add := func(name, value string) {
		if value != "" {
			b.WriteString(name + ": " + value + "\n")
		}
	}
	a := p.Author
	add("network", p.Network)
	add("name", a.Name)
	add("handle", a.Handle)
	add("mail", a.Email)
	add("phone", p.Phone)
	add("city", a.Location)
	add("site", a.URL)
	add("picture", a.Avatar)
	add("tags", strings.Join(p.Tags, " "))
	for _, f := range p.Facts {
		add("fact "+f.Name, f.Value)
	}
	return b.String()
}

// TestFilesOfPrograms: what the usual address books, mail programs and shops
// write is understood without a word about it.
func TestFilesOfPrograms(t *testing.T) {
	for _, c := range []struct {
		program string
		file    string
		want    string
	}{
		{
			"Google Contacts",
			"First Name,Middle Name,Last Name,Organization Name,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - City,Website 1 - Value\n" +
				"Anna,M,Orlova,Acme,1980-02-01,\"two\nlines\",https://lh3.example/a.png,* myContacts,Work,anna@acme.example,anna@home.example,Mobile,+7 900 123-45-67,Kazan,anna.example\n",
			`name: Anna Orlova
mail: anna@acme.example
phone: +7 900 123-45-67
city: Kazan
site: https://anna.example
picture: https://lh3.example/a.png
fact middle_name: M
fact organization_name: Acme
fact birthday: 1980-02-01
fact notes: two lines
fact labels: * myContacts
fact e_mail_1_label: Work
fact e_mail_2_value: anna@home.example
fact phone_1_label: Mobile
`,
		},
		{
			"Outlook",
			"\"Title\",\"First Name\",\"Last Name\",\"Company\",\"Home City\",\"Business Phone\",\"Mobile Phone\",\"Categories\",\"E-mail Address\",\"E-mail 2 Address\",\"Web Page\"\r\n" +
				"\"Dr.\",\"Jürgen\",\"Müller\",\"Acme; Sons\",\"Köln\",\"+49 221 12345\",\"+49 170 12345\",\"Red;Key Account\",\"jm@acme.example\",\"\",\"http://acme.example/jm\"\r\n",
			`name: Jürgen Müller
mail: jm@acme.example
phone: +49 221 12345
city: Köln
site: http://acme.example/jm
tags: key-account red
fact title: Dr.
fact company: Acme; Sons
fact mobile_phone: +49 170 12345
`,
		},
		{
			"Mailchimp",
			"Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,TAGS\nanna@x.example,Anna,Orlova,4,\"2024-01-02 10:00:00\",\"\"\"Autumn sale\"\",\"\"Kazan\"\"\"\n",
			`name: Anna Orlova
mail: anna@x.example
tags: autumn-sale kazan
fact member_rating: 4
fact optin_time: 2024-01-02 10:00:00
`,
		},
		{
			"a Russian spreadsheet",
			"\ufeffФИО;Телефон;Эл. почта;Город;Дата рождения;Метки\r\nПетров Иван Сергеевич;8 (900) 123-45-67;ivan@mail.example;г. Казань;01.02.1980;опт, постоянный\r\n",
			`name: Петров Иван Сергеевич
mail: ivan@mail.example
phone: 8 (900) 123-45-67
city: г. Казань
tags: опт постоянный
fact дата_рождения: 01.02.1980
`,
		},
		{
			"a list of subscribers",
			"email\nanna@x.example\n",
			"mail: anna@x.example\n",
		},
		{
			"followers of a network",
			"net\thandle\tname\tfollowers\turl\nMastodon\t@anna@m.example\tАнна\t10\thttps://m.example/@anna\n",
			`network: mastodon
name: Анна
handle: anna@m.example
site: https://m.example/@anna
`,
		},
		{
			"an iPhone",
			"BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Apple Inc.//iPhone OS 17.0//EN\r\nN:Orlova;Anna;;;\r\nFN:Anna Orlova\r\nORG:Acme;\r\n" +
				"EMAIL;type=INTERNET;type=HOME;type=pref:anna@x.example\r\nTEL;type=CELL;type=VOICE;type=pref:8 (900) 123-45-67\r\n" +
				"item1.ADR;type=HOME;type=pref:;;Lenina 1;Kazan;;420000;Russia\r\nitem1.X-ABADR:ru\r\nitem2.URL;type=pref:anna.example\r\n" +
				"item2.X-ABLabel:_$!<HomePage>!$_\r\nBDAY:1980-02-01\r\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRg\r\n AAAA\r\nEND:VCARD\r\n",
			`name: Anna Orlova
mail: anna@x.example
phone: 8 (900) 123-45-67
city: Kazan
site: https://anna.example
fact company: Acme;
fact country: Russia
fact dob: 1980-02-01
`,
		},
		{
			"Android",
			"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=9F=D0=B5=D1=82=D1=80=D0=BE=D0=B2;=D0=98=D0=B2=D0=B0=D0=BD;;;\r\n" +
				"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=98=D0=B2=D0=B0=D0=BD=20=D0=9F=\r\n=D0=B5=D1=82=D1=80=D0=BE=D0=B2\r\n" +
				"TEL;CELL:89001234567\r\nX-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;Vanya;1;;;;;;;;;;;;;\r\nEND:VCARD\r\n",
			`name: Иван Петров
phone: 89001234567
`,
		},
	} {
		t.Run(c.program, func(t *testing.T) {
			if d := cmp.Diff(c.want, told(one(t, c.file))); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

func TestTheFirstOfTwoColumnsForOneThingCounts(t *testing.T) {
	p := one(t, "name,full name,city,location,email,e-mail\nAnna,Anna Orlova,Kazan,Perm,a@x.example,b@x.example\n")
	if got := told(p); got != "name: Anna\nmail: a@x.example\ncity: Kazan\nfact e_mail: b@x.example\n" {
		t.Error(got)
	}
}

// TestBrokenFilesNeverPassForGood: whatever is cut off or overwritten, every row
// that is read has somebody in it and stands behind the one before.
func TestBrokenFilesNeverPassForGood(t *testing.T) {
	whole := card4 + card21
	for cut := range len(whole) {
		last := 0
		for row, err := range Read(strings.NewReader(whole[:cut]+"\x00\"\n"+whole[cut:]), Options{}) {
			if err != nil {
				continue
			}
			if row.Line <= last {
				t.Fatalf("cut at %d: line %d comes after %d", cut, row.Line, last)
			}
			last = row.Line
			if p := row.Person; p.ID == "row:" || told(p) == "" {
				t.Fatalf("cut at %d: %+v", cut, p)
			}
		}
	}
}
