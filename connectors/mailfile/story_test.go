package mailfile

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"earshot/store"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// in1251 and inKOI8 write Russian as the programs of 2003 did.
func in1251(s string) string { return encoded(charmap.Windows1251, s) }
func inKOI8(s string) string { return encoded(charmap.KOI8R, s) }

func encoded(set *charmap.Charmap, s string) string {
	out, err := set.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func mustRead(t *testing.T, raw string) *store.Mention {
	t.Helper()
	m, err := Message([]byte(raw), now)
	if err != nil {
		t.Fatalf("%v in %.300q", err, raw)
	}
	return m
}

// head is the least header of a mail, from which a test goes on.
const head = "Message-ID: <1@shop.example>\nDate: Fri, 20 Nov 2026 12:31:07 +0300\nFrom: ivan@shop.example\n"

func TestACustomerWritesInRussian(t *testing.T) {
	// The subject is cut in the middle of a letter, as some programs do.
	subject := "Холодильник не морозит"
	cut := len("Холодил") + 1
	raw := "Received: from mx (mx [10.0.0.1]) by in; Fri, 20 Nov 2026 12:31:20 +0300\r\n" +
		"Message-ID:\r\n <CA+3@mail.example>\r\n" +
		"Date: Fri, 20 Nov 2026 12:31:07 +0300 (MSK)\r\n" +
		"From: =?koi8-r?B?" + b64(inKOI8("Петров, Иван")) + "?= <Ivan@Mail.Example>\r\n" +
		"To: =?utf-8?Q?=D0=9F=D0=BE=D0=BC=D0=BE=D1=89=D1=8C?= <help@acme.example>\r\n" +
		"Subject: =?UTF-8?B?" + b64(subject[:cut]) + "?=\r\n =?UTF-8?B?" + b64(subject[cut:]) + "?=\r\n" +
		"In-Reply-To: <b@acme.example>\r\n" +
		"References: <a@acme.example>\r\n\t<b@acme.example>\r\n" +
		"Content-Type: multipart/mixed; boundary=\"==x\"\r\n\r\nThis is a MIME message.\r\n" +
		"--==x\r\nContent-Type: multipart/alternative; boundary=y\r\n\r\n" +
		"--y\r\nContent-Type: text/plain; charset=windows-1251\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
		b64(in1251("Третий день жду мастера.\r\n\r\n> Мастер приедет\r\n> завтра\r\n")) + "\r\n" +
		"--y\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Третий <b>день</b> жду мастера</p>\r\n--y--\r\n" +
		"--==x\r\nContent-Type: image/jpeg; name*=koi8-r''%C6%CF%D4%CF.jpg\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n/9j/4AAQ\r\n" +
		"--==x\r\nContent-Type: application/pdf\r\nContent-ID: <p1@acme>\r\nContent-Disposition: attachment;\r\n filename*0*=utf-8''%D1%87%D0;\r\n filename*1*=%B5%D0%BA;\r\n filename*2=\".pdf\"\r\n\r\n%PDF\r\n--==x--\r\n"
	want := &store.Mention{
		Key: store.Key{Network: "mail", ID: "CA+3@mail.example"}, Kind: store.KindMail,
		Created: time.Date(2026, 11, 20, 9, 31, 7, 0, time.UTC),
		Place:   store.Place{Thread: "a@acme.example", Parent: "b@acme.example"},
		Author:  store.Author{Name: "Петров, Иван", Email: "ivan@mail.example", Handle: "ivan@mail.example"},
		Body: store.Body{
			Title: "Холодильник не морозит",
			Text:  "Третий день жду мастера.\n\n> Мастер приедет\n> завтра",
			Media: []store.Media{
				{Type: "image", URL: "attachment:%D1%84%D0%BE%D1%82%D0%BE.jpg", Alt: "фото.jpg"},
				{Type: "file", URL: "cid:p1@acme", Alt: "чек.pdf"},
			},
		},
	}
	got := mustRead(t, raw)
	got.Body.Media = bare(got.Body.Media)
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestACustomerWritesOnlyHTML(t *testing.T) {
	m := mustRead(t, head+"Content-Type: text/html\n\n<html><head><meta charset=windows-1251></head><body><p>"+
		in1251("Где мой заказ")+"?</p><p>See <a href=\"https://shop.example/o/7\">order 7</a></p></body></html>")
	if !strings.HasPrefix(m.Body.Text, "Где мой заказ?\n\nSee order 7") || len(m.Body.Links) != 1 || m.Body.Links[0] != "https://shop.example/o/7" {
		t.Errorf("%q with %q", m.Body.Text, m.Body.Links)
	}
}

func TestWhatAMailSays(t *testing.T) {
	alternative := func(parts ...string) string {
		return "Content-Type: multipart/alternative; boundary=b\n\n--b\n" + strings.Join(parts, "\n--b\n") + "\n--b--\n"
	}
	mixed := func(parts ...string) string { return strings.Replace(alternative(parts...), "alternative", "mixed", 1) }
	for name, test := range map[string]struct{ rest, want string }{
		"no MIME at all":              {"\nHello\n\n-- \nIvan\n", "Hello\n\n-- \nIvan"},
		"the line ends of Windows":    {"Subject: x\r\n\r\na\r\nb\r\n", "a\nb"},
		"blank lines around":          {"\n\n \n  indented\n\n\n", "  indented"},
		"quoted-printable":            {"Content-Transfer-Encoding: Quoted-Printable\nContent-Type: text/plain; charset=utf-8\n\n=D0=9F=D1=80=D0=B8=\n=D0=B2=D0=B5=D1=82 =  \n=3D) 50=% =zz\n", "Привет =) 50=% =zz"},
		"base64 in one long line":     {"Content-Transfer-Encoding: base64\n\n" + b64(strings.Repeat("long ", 100)) + "\n", strings.TrimSpace(strings.Repeat("long ", 100))},
		"base64 with a mailing list":  {"Content-Transfer-Encoding: base64\n\n" + b64("Hi there") + "\n\n" + b64("ok"), "Hi thereok"},
		"base64 cut off":              {"Content-Transfer-Encoding: base64\n\n" + b64("Hello you")[:10], "Hello y"},
		"plain before HTML":           {alternative("Content-Type: text/html\n\n<p>rich</p>", "Content-Type: text/plain\n\nplain"), "plain"},
		"an empty plain part":         {alternative("Content-Type: text/plain\n\n  \n", "Content-Type: text/html\n\n<p>rich</p>"), "rich"},
		"related inside alternative":  {alternative("\n", "Content-Type: multipart/related; boundary=c\n\n--c\nContent-Type: text/html\n\n<b>rich</b>\n--c\nContent-Type: image/png\n\nx\n--c--"), "rich"},
		"two texts with a picture":    {mixed("\nbefore", "Content-Type: image/png\n\nx", "Content-Type: text/plain\n\nafter"), "before\n\nafter"},
		"a text file hangs on it":     {mixed("\nbody", "Content-Type: text/plain; name=log.txt\n\nlog"), "body"},
		"a named body":                {mixed("Content-Type: text/plain; name=body.txt\n\nbody"), "body"},
		"a body marked as attachment": {"Content-Type: text/plain\nContent-Disposition: attachment; filename=x.txt\n\nbody", "body"},
		"only a forwarded mail":       {mixed("\n ", "Content-Type: message/rfc822\n\nSubject: x\n\nforwarded"), "forwarded"},
		"a digest":                    {"Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: one\n\nfirst\n--b\n\nSubject: two\n\nsecond\n--b--\n", "first"},
		"only a subject":              {"Subject: Call me\n\n\n", "Call me"},
		"only an attachment":          {"Content-Type: application/pdf; name=\"C:\\docs\\bill.pdf\"\n\nx", "bill.pdf"},
		"only an invitation":          {"Content-Type: text/calendar\n\nBEGIN:VCALENDAR", "text/calendar"},
		"format=flowed":               {"Content-Type: text/plain; format=flowed\n\nA long \nline.\n>  quoted \n> text\n From here\n-- \nIvan", "A long line.\n>  quoted text\nFrom here\n-- \nIvan"},
		"format=flowed, delsp":        {"Content-Type: text/plain; format=flowed; delsp=yes\n\nдол \nго", "долго"},
		"an unknown encoding":         {"Content-Transfer-Encoding: x-uuencode\n\nbegin", "begin"},
		"a type that is none":         {"Content-Type: text\n\nHello", "Hello"},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(test.want, mustRead(t, head+test.rest).Body.Text); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestLinksInAPlainTextAreFound(t *testing.T) {
	m := mustRead(t, head+"\nSee https://a.example/x?y=1, (http://b.example/z). http:// https://a.example/x?y=1\n«https://в.example/п» nohttp")
	if d := cmp.Diff([]string{"https://a.example/x?y=1", "http://b.example/z", "https://в.example/п"}, m.Body.Links); d != "" {
		t.Error(d)
	}
}

func TestCharacterSetsAreReadWhateverTheLabelSays(t *testing.T) {
	const text = "Здравствуйте! Не работает доставка, помогите."
	for _, test := range []struct{ name, label, body, want string }{
		{"as labelled", "koi8-r", inKOI8(text), text},
		{"as labelled", "windows-1251", in1251(text), text},
		{"as labelled", "ibm866", encoded(charmap.CodePage866, text), text},
		{"as labelled", "iso-8859-5", encoded(charmap.ISO8859_5, text), text},
		{"as labelled", "iso-2022-jp", "\x1b$B$3$s\x1b(B", "こん"},
		{"as labelled", "gb2312", "\xc4\xe3\xba\xc3", "你好"},
		{"invented name", "win-1251", in1251(text), text},
		{"invented name", "\"charset=koi8\"", inKOI8(text), text},
		{"no label", "", in1251(text), text},
		{"no label", "", inKOI8(text), text},
		{"no label", "", encoded(charmap.CodePage866, text), text},
		{"no label, capitals", "", in1251("НЕ РАБОТАЕТ ДОСТАВКА"), "НЕ РАБОТАЕТ ДОСТАВКА"},
		{"no label, capitals", "", inKOI8("НЕ РАБОТАЕТ ДОСТАВКА"), "НЕ РАБОТАЕТ ДОСТАВКА"},
		{"no label, French", "", "d\xe9j\xe0 vu, \xe0 bient\xf4t", "déjà vu, à bientôt"},
		{"unknown label", "x-martian", inKOI8(text), text},
		{"wrong label", "us-ascii", in1251(text), text},
		{"wrong label", "utf-8", in1251(text), text},
		{"wrong label", "koi8-r", text, text},
		{"wrong label", "iso-8859-1", text, text},
		{"broken UTF-8", "utf-8", text + "\xd0", text + "\uFFFD"},
		{"latin", "iso-8859-1", "caf\xe9", "café"},
	} {
		if got := toUTF8([]byte(test.body), test.label); got != test.want {
			t.Errorf("%s %s: %q", test.name, test.label, got)
		}
	}
}

func TestEncodedWordsAreReadEvenWhenBroken(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                              "plain",
		"=?utf-8?q?caf=C3=A9_au_lait?=":      "café au lait",
		"a =?utf-8?Q?=C3=A9?= b":             "a é b",
		"=?utf-8?Q?=C3?= \t =?UTF-8?q?=A9?=": "é",
		"=?utf-8?B?w6k?= =?koi8-r?B?" + b64(inKOI8("да")) + "?=": "éда",
		"=?utf-8*ru?Q?=D0=B4=D0=B0?=":                            "да",
		"=?utf-8?Q?two words?=":                                  "two words",
		"=?utf-8?X?w6k=?=":                                       "=?utf-8?X?w6k=?=",
		"=?utf-8?B?w6k=":                                         "=?utf-8?B?w6k=",
		"=?":                                                     "=?",
		"=?=?=?=?":                                               "=?=?=?=?",
		"=?x-martian?B?w6k=?=":                                   "é",
		"Re: " + in1251("Привет"):                                "Re: Привет",
		"=?utf-8?Q?what=3F?=!":                                   "what?!",
		"=?utf-8?b?8J+YgA==?=x=?utf-8?b?8J+YgA==?=":              "😀x😀",
	} {
		if got := decodeWords(in); got != want {
			t.Errorf("%q is read as %q, want %q", in, got, want)
		}
	}
}

func TestSendersAreFoundInEveryForm(t *testing.T) {
	for in, want := range map[string]address{
		"ivan@a.example":                            {"", "ivan@a.example"},
		"<Ivan@A.Example>":                          {"", "ivan@a.example"},
		"Ivan <ivan@a.example>":                     {"Ivan", "ivan@a.example"},
		`"Petrov, \"Vanya\" <x>" <ivan@a.example>`:  {`Petrov, "Vanya" <x>`, "ivan@a.example"},
		"Petrov, Ivan <ivan@a.example>":             {"Petrov, Ivan", "ivan@a.example"},
		"ivan@a.example (Ivan (home) Petrov)":       {"Ivan home Petrov", "ivan@a.example"},
		"(boss) <ivan@a.example>":                   {"boss", "ivan@a.example"},
		"'\"Ivan\"' <ivan@a.example>":               {"Ivan", "ivan@a.example"},
		"\"=?utf-8?B?" + b64("Иван") + "?=\" <a@b>": {"Иван", "a@b"},
		"a@b.example, c@d.example":                  {"", "a@b.example"},
		"Ivan \"the cat <ivan@a.example>":           {"Ivan the cat", "ivan@a.example"},
		"<mailto:a@b>":                              {"", "a@b"},
		"undisclosed-recipients:;":                  {"undisclosed-recipients:", ""},
		"O'Hara <a@b>":                              {"O'Hara", "a@b"},
		"Ivan <ivan@a.example":                      {"Ivan", "ivan@a.example"},
		"":                                          {},
	} {
		if got := firstAddress(in); got != want {
			t.Errorf("%q is read as %q, want %q", in, got, want)
		}
	}
	m := mustRead(t, "Date: Fri, 20 Nov 2026 09:00:00 +0000\nFrom: Ivan\nReply-To: ivan@a.example\n\nhi")
	if m.Author.Name != "Ivan" || m.Author.Email != "ivan@a.example" {
		t.Errorf("%+v", m.Author)
	}
}

func TestDatesAreReadInEveryForm(t *testing.T) {
	want := time.Date(2026, 11, 20, 9, 31, 7, 0, time.UTC)
	for _, s := range []string{
		"Fri, 20 Nov 2026 12:31:07 +0300", "20 Nov 26 09:31:07 GMT", "Fri, 20 Nov 2026 09:31:07 +0000 (UTC)", "Fri,20 Nov 2026 09:31:07 -0000",
		"Fri, 20 Nov 2026 12:31:07 MSK", "Fri, 20 Nov 2026 13:31:07 MSD", "Fri, 20 Nov 2026 04:31:07 EST", "Fri, 20 Nov 2026 01:31:07 PST",
		"Пт, 20 Nov 2026 12:31:07 +0300", "Fri Nov 20 09:31:07 2026", "Fri Nov 20 12:31:07 2026 +0300", "Fri Nov 20 12:31:07 +0300 2026",
		"2026-11-20T12:31:07+03:00", "2026-11-20 12:31:07 +0300", "Fri, 20 Nov 2026 12.31.07 +0300", "20.11.2026 09:31:07", "Fri, 20 Nov 2026 12:31:07 +03:00",
	} {
		if got := parseDate(s); !got.Equal(want) {
			t.Errorf("%s is read as %s", s, got)
		}
	}
	for _, s := range []string{"", "yesterday", "()", strings.Repeat("1", 5000), "Fri, 99 Nov 2026 12:31:07 +0300"} {
		if got := parseDate(s); !got.IsZero() {
			t.Errorf("%.20s is read as %s", s, got)
		}
	}
}

func TestAWrongClockIsPassedOverForTheServers(t *testing.T) {
	received := "Received: by b; Fri, 20 Nov 2026 09:00:02 +0000\nReceived: by a; Fri, 20 Nov 2026 09:00:01 +0000\n"
	for _, date := range []string{"", "Date: long ago\n", "Date: Thu, 1 Jan 1970 00:00:00 +0000\n", "Date: Tue, 19 Jan 2038 00:00:00 +0000\n"} {
		m := mustRead(t, date+received+"From: a@b\n\nhi")
		if !m.Created.Equal(time.Date(2026, 11, 20, 9, 0, 2, 0, time.UTC)) {
			t.Errorf("%q gives %s", date, m.Created)
		}
	}
}

func TestAMailWithoutAnIDIsStillOneMail(t *testing.T) {
	raw := "Date: Fri, 20 Nov 2026 09:00:00 +0000\nFrom: a@b\nSubject: x\n\nhello\n"
	one, two := mustRead(t, raw), mustRead(t, "Received: by c; whenever\n"+strings.ReplaceAll(raw, "\n", "\r\n"))
	if one.Key != two.Key || !strings.HasSuffix(one.Key.ID, "@no-message-id.invalid") {
		t.Errorf("%s and %s", one.Key, two.Key)
	}
	if other := mustRead(t, strings.Replace(raw, "hello", "hullo", 1)); other.Key == one.Key {
		t.Error("another mail has the same key")
	}
	for in, want := range map[string]string{
		"<a@b>": "a@b", " < a @b > ": "a@b", "a@b": "a@b", "abc": "abc", "<x> <y>": "x", "<a@b": "a@b",
	} {
		if m := mustRead(t, "Message-ID: "+in+"\n"+raw); m.Key.ID != want {
			t.Errorf("%q is read as %q", in, m.Key.ID)
		}
	}
	for _, bad := range []string{"<>", "<" + strings.Repeat("x", 1000) + ">", "<\x01@b>", "two words"} {
		if m := mustRead(t, "Message-ID: "+bad+"\n"+raw); m.Key != one.Key {
			t.Errorf("%.20q is read as %.40q", bad, m.Key.ID)
		}
	}
}

func TestThreadsAreFound(t *testing.T) {
	for in, want := range map[string]store.Place{
		"":                                {},
		"In-Reply-To: <p@x>\n":            {Parent: "p@x"},
		"References: <t@x> <m@x> <p@x>\n": {Thread: "t@x", Parent: "p@x"},
		"References: t@x p@x\n":           {Thread: "t@x", Parent: "p@x"},
		"References: <t@x><p@x>\nIn-Reply-To: Message of Fri <q@x>\n":   {Thread: "t@x", Parent: "q@x"},
		"References: <1@shop.example>\nIn-Reply-To: <1@shop.example>\n": {},
		"References: garbage < \n":                                      {},
	} {
		if got := mustRead(t, head+in+"\nhi").Place; got != want {
			t.Errorf("%q gives %+v", in, got)
		}
	}
}

func TestALongTextIsCutAndSaysSo(t *testing.T) {
	m := mustRead(t, head+"\n"+strings.Repeat("щ", maxText))
	if len(m.Body.Text) > maxText || !strings.HasSuffix(m.Body.Text, "щ\n[...]") {
		t.Errorf("%d bytes ending in %q", len(m.Body.Text), m.Body.Text[len(m.Body.Text)-12:])
	}
}

func ExampleMbox() {
	file := "From ivan@shop.example Fri Nov 20 09:31:07 2026\n" + head + "Subject: Hello\n\nWhere is my order?\n\n" +
		"From - Fri Nov 20 09:32:00 1970\nSubject: nobody knows when\n\n"
	for item, err := range Mbox(strings.NewReader(file), time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)) {
		if err != nil {
			fmt.Println("refused:", err)
			continue
		}
		fmt.Println(item.Number, item.Offset, item.Bytes, item.Mention.Key, item.Mention.Body.Text)
	}
	// Output:
	// 1 0 175 mail:1@shop.example Where is my order?
	// refused: message 2 at byte 175: its time 1970-11-20T09:32:00Z is outside 1990 to tomorrow
}
