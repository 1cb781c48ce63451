package mailfile

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"earshot/store"
)

func TestHeadersAreReadAsTheyComeInLife(t *testing.T) {
	for name, test := range map[string]struct {
		raw  string
		want header
		body string
	}{
		"nothing":             {"", nil, ""},
		"only a body":         {"\nhi", nil, "hi"},
		"one field":           {"A: b\n\nhi\n", header{{"a", "b"}}, "hi\n"},
		"no body":             {"A: b", header{{"a", "b"}}, ""},
		"Windows":             {"A: b\r\nC: d\r\n\r\nhi\r\n", header{{"a", "b"}, {"c", "d"}}, "hi\r\n"},
		"folded":              {"A: b\n c\n\td\nE: f\n\n", header{{"a", "b c\td"}, {"e", "f"}}, ""},
		"folded from the off": {"A:\n b\n\n", header{{"a", "b"}}, ""},
		"a fold of nothing":   {" x\nA: b\n\n", header{{"a", "b"}}, ""},
		"spaces by the colon": {"A : b\n\n", header{{"a", "b"}}, ""},
		"lines that are none": {">From x\nA: b\nbroken line\n more\n:x\nЩ: y\nC: d\n\n", header{{"a", "b"}, {"c", "d"}}, ""},
		"an empty value":      {"A:\nB: c\n\n", header{{"a", ""}, {"b", "c"}}, ""},
		"twice":               {"A: 1\nA: 2\n\n", header{{"a", "1"}, {"a", "2"}}, ""},
		"a long name":         {strings.Repeat("a", 200) + ": x\n\nhi", nil, "hi"},
	} {
		t.Run(name, func(t *testing.T) {
			h, body := splitHeader([]byte(test.raw))
			if d := cmp.Diff(test.want, h, cmp.AllowUnexported(field{})); d != "" {
				t.Error(d)
			}
			if string(body) != test.body {
				t.Errorf("body %q", body)
			}
			if size := headerSize([]byte(test.raw)); size > len(test.raw)-len(body) {
				t.Errorf("the header ends at %d of %d", size, len(test.raw))
			}
		})
	}
	h := header{{"a", "1"}, {"a", "2"}}
	if h.get("a") != "1" || h.get("b") != "" {
		t.Error("the first field of a name counts")
	}
}

func TestParametersAreReadAsTheyComeInLife(t *testing.T) {
	for in, want := range map[string]map[string]string{
		"":                                 {},
		"text/plain":                       {},
		"text/plain;":                      {},
		"text/plain; charset=utf-8":        {"charset": "utf-8"},
		"text/plain;charset = \"utf-8\" ;": {"charset": "utf-8"},
		"text/plain; charset=utf-8; x":     {"charset": "utf-8"},
		"TEXT/PLAIN; CHARSET=UTF-8":        {"charset": "UTF-8"},
		"a/b; n=\"x; y=\\\"z\\\"\"; m=1":   {"n": "x; y=\"z\"", "m": "1"},
		"a/b; n=one; n=two":                {"n": "one"},
		"a/b; n=\"never closed; m=1":       {"n": "never closed; m=1"},
		"a/b; n==?utf-8?Q?=D1=89?=":        {"n": "щ"},
		"a/b; n=" + inKOI8("счёт за ноябрь"):  {"n": "счёт за ноябрь"},
		"a/b; n*=utf-8'ru'%D1%89.txt":         {"n": "щ.txt"},
		"a/b; n*=windows-1251''%F9":           {"n": "щ"},
		"a/b; n*=%D1%89":                      {"n": "щ"},
		"a/b; n*=utf-8''50%":                  {"n": "50%"},
		"a/b; n*0=one; n*1=\" two\"":          {"n": "one two"},
		"a/b; n*0*=utf-8''%D1; n*1*=%89; n=?": {"n": "щ"},
	} {
		if _, got := params(in); !cmp.Equal(want, got) {
			t.Errorf("%q: %s", in, cmp.Diff(want, got))
		}
	}
	if kind, _ := params(" Text/HTML ; x=y"); kind != "text/html" {
		t.Error(kind)
	}
}

func TestBodiesAreCutAtTheirBoundaries(t *testing.T) {
	for name, test := range map[string]struct {
		body string
		want []string
	}{
		"two":                  {"--b\none\n--b\ntwo\n--b--\n", []string{"one", "two"}},
		"Windows":              {"--b\r\none\r\n--b\r\ntwo\r\n--b--\r\n", []string{"one", "two"}},
		"before and behind":    {"before\n--b\none\n--b--\nbehind\n--b\nlater", []string{"one"}},
		"spaces behind":        {"--b \t\none\n--b-- \n", []string{"one"}},
		"an empty part":        {"--b\n--b\n\n--b--", []string{"", ""}},
		"blank lines belong":   {"--b\none\n\n--b--", []string{"one\n"}},
		"not at a line's edge": {"--b\none --b\n --b\n--b--", []string{"one --b\n --b"}},
		"a longer word":        {"--b\none\n--bb\n--b-x\n--b--", []string{"one\n--bb\n--b-x"}},
		"never closed":         {"--b\none\n--b\ntwo", []string{"one", "two"}},
		"opened at the end":    {"--b\none\n--b", []string{"one", ""}},
		"no delimiter":         {"one", []string{"\none"}},
		"only the last":        {"x\n--b--\ny", nil},
		"nothing":              {"", []string{"\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for part := range split([]byte(test.body), "b") {
				got = append(got, string(part))
			}
			if d := cmp.Diff(test.want, got); d != "" {
				t.Error(d)
			}
			for range split([]byte(test.body), "b") {
				break // leaving early is allowed
			}
		})
	}
	for body, want := range map[string]string{"x\n--zz\nA: b\n\nhi\n--zz--": "--zz", "--\nA: b": "", "-- \nIvan: x": "", "--zz\nno header": ""} {
		if got := findDelimiter([]byte(body)); string(got) != want {
			t.Errorf("%q: the delimiter is %q", body, got)
		}
	}
}

// What the standard library writes is read as it was meant.
func TestMailsOfTheStandardLibraryAreRead(t *testing.T) {
	text := rapid.StringMatching(`[a-zщжA-ZЩ0-9=?_.>\- ]{1,60}`)
	rapid.Check(t, func(t *rapid.T) {
		want := strings.TrimSpace("x" + text.Draw(t, "one") + "\n" + text.Draw(t, "two"))
		name := strings.Join(strings.Fields("y "+text.Draw(t, "name")), " ")
		var body, raw bytes.Buffer
		parts := multipart.NewWriter(&body)
		encoding := rapid.SampledFrom([]string{"quoted-printable", "base64", "8bit"}).Draw(t, "encoding")
		part, err := parts.CreatePart(map[string][]string{"Content-Type": {"text/plain; charset=utf-8"}, "Content-Transfer-Encoding": {encoding}})
		if err != nil {
			t.Fatal(err)
		}
		switch encoding {
		case "quoted-printable":
			w := quotedprintable.NewWriter(part)
			_, _ = io.WriteString(w, want)
			_ = w.Close()
		case "base64":
			_, _ = io.WriteString(part, base64.StdEncoding.EncodeToString([]byte(want)))
		default:
			_, _ = io.WriteString(part, want)
		}
		if _, err := parts.CreateFormFile("file", "x.png"); err != nil {
			t.Fatal(err)
		}
		_ = parts.Close()
		encoder := rapid.SampledFrom([]mime.WordEncoder{mime.QEncoding, mime.BEncoding}).Draw(t, "words")
		raw.WriteString("From: " + (&mail.Address{Name: name, Address: "a@b.example"}).String() + "\r\n")
		raw.WriteString("Date: Fri, 20 Nov 2026 09:00:00 +0000\r\nSubject: " + encoder.Encode("utf-8", name+" щ") + "\r\n")
		raw.WriteString("Content-Type: multipart/mixed; boundary=" + parts.Boundary() + "\r\n\r\n" + body.String())
		m, err := Message(raw.Bytes(), now)
		if err != nil {
			t.Fatal(err)
		}
		if m.Body.Text != tidy(want) || m.Author.Name != name || m.Body.Title != name+" щ" || len(m.Body.Media) != 1 || m.Body.Media[0].Alt != "x.png" {
			t.Fatalf("%+v\nof\n%s", m, &raw)
		}
	})
}

func TestLegalBase64AndQuotedPrintableAreReadExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")
		if got := decodeBase64([]byte(base64.StdEncoding.EncodeToString(want))); !bytes.Equal(got, want) {
			t.Fatalf("base64: %q", got)
		}
		if got := decodeBase64([]byte(base64.URLEncoding.EncodeToString(want))); !bytes.Equal(got, want) {
			t.Fatalf("base64 of addresses: %q", got)
		}
		text := bytes.ReplaceAll(bytes.ReplaceAll(want, []byte("\r"), nil), []byte("\n\n"), []byte("\n"))
		var b bytes.Buffer
		w := quotedprintable.NewWriter(&b)
		_, _ = w.Write(text)
		_ = w.Close()
		if got := decodeQuoted(b.Bytes(), 1<<20); !bytes.Equal(got, text) {
			t.Fatalf("quoted-printable: %q instead of %q", got, text)
		}
	})
}

func TestDecodingKeepsToItsLimit(t *testing.T) {
	big := strings.Repeat("щ=D1=89\n", 10_000)
	for _, encoding := range []string{"quoted-printable", "base64", "8bit", ""} {
		if got := decodeBody([]byte(big), encoding, 100); len(got) > 100 || len(got) == 0 {
			t.Errorf("%s gives %d bytes", encoding, len(got))
		}
	}
}

func TestFlowedTextIsJoined(t *testing.T) {
	for in, want := range map[string]string{
		"":                       "",
		"one\ntwo":               "one\ntwo",
		"one \ntwo":              "one two",
		"one \n\ntwo":            "one \ntwo",
		"> a \n> b\nc":           "> a b\nc",
		"> a \nb":                "> a \nb",
		">> a \n> b":             ">> a \n> b",
		"a \n-- \nIvan \nPetrov": "a \n-- \nIvan Petrov",
		" From here":             "From here",
		" > not quoted":          "> not quoted",
		"last ":                  "last ",
		strings.Repeat(">", 500): strings.Repeat(">", 100) + " ",
		"a \nb \nc \nd\ne":       "a b c d\ne",
	} {
		if got := reflow(in, false); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func TestFromLinesAreRead(t *testing.T) {
	at := time.Date(2026, 11, 20, 9, 31, 7, 0, time.UTC)
	for in, want := range map[string]struct {
		sender string
		dated  bool
	}{
		"From a@b Fri Nov 20 09:31:07 2026\n":          {"a@b", true},
		"From a@b  Fri Nov 20 12:31:07 2026 +0300\r\n": {"a@b", true},
		"From a b@c Fri Nov 20 09:31:07 2026":          {"a b@c", true},
		"From - Fri Nov 20 09:31:07 2026":              {"-", true},
		"From ???@??? Fri Nov 20 09:31:07 2026":        {"???@???", true},
		"From a@b Fri, 20 Nov 2026 09:31:07 +0000":     {"a@b", true},
		"From a@b Fri Nov 20 09:31:07 UTC 2026":        {"a@b", true},
		"From a@b":                                     {"a@b", false},
		"From a@b Fri":                                 {"a@b", false},
		"From here to Friday":                          {"here", false},
		"From ":                                        {"", false},
	} {
		env, dated := fromLine(in)
		if env.sender != want.sender || dated != want.dated || dated && !env.delivered.Equal(at) {
			t.Errorf("%q is read as %+v, %v", in, env, dated)
		}
	}
}

func TestTheSenderOfTheMailboxIsTheLastResort(t *testing.T) {
	for item, err := range Mbox(strings.NewReader("From Robot@A.Example Fri Nov 20 09:31:07 2026\nSubject: x\n\nhi\n"), now) {
		if err != nil || item.Mention.Author.Email != "robot@a.example" {
			t.Errorf("%+v %v", item.Mention, err)
		}
	}
}

func TestLinesAreFoldedAndWordsEncoded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := oneLine(strings.ToValidUTF8(rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune(" =?щ")))).Draw(t, "value"), ""))
		line := fold("Subject: " + encodeWords(value))
		for l := range strings.Lines(line) {
			if isASCII([]byte(value)) && !strings.Contains(value, "=?") {
				continue // a long word of ASCII stays in one piece
			}
			if len(l) > 77 || !isASCII([]byte(l)) {
				t.Fatalf("%q", l)
			}
		}
		h, rest := splitHeader([]byte(line + "\nbody"))
		if len(h) != 1 || string(rest) != "body" || decodeWords(h.get("subject")) != value {
			t.Fatalf("%q is read as %q", line, h)
		}
	})
}

func TestTextsAreEncodedReadably(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "7bit",
		"plain\ntext\twith a tab": "7bit",
		strings.Repeat("x", 2000): "quoted-printable",
		"café au lait":            "quoted-printable",
		"Привет":                  "base64",
		"bell\x07 in a long text": "quoted-printable",
	} {
		encoding, body := encodeText(text)
		if encoding != want {
			t.Errorf("%.20q is written in %s", text, encoding)
		}
		if got := decodeBody([]byte(body), encoding, 1<<20); string(got) != text {
			t.Errorf("%.20q is read as %.40q", text, got)
		}
	}
}

func TestKeywordsBecomeTags(t *testing.T) {
	m := mustRead(t, head+"Keywords: #vip, =?utf-8?B?"+b64("срочно")+"?=,, vip , two  words\n\nhi")
	if d := cmp.Diff([]string{"two words", "vip", "срочно"}, m.Work.Tags); d != "" {
		t.Error(d)
	}
}

func TestAttachmentsAreListed(t *testing.T) {
	parts := []string{
		"Content-Type: image/png; name=a.png\nContent-ID: <i1@x>\nContent-Disposition: inline\n\nx",
		"Content-Type: video/mp4\nContent-Disposition: attachment; filename=\"/home/ivan/clip.mp4\"\n\nx",
		"Content-Type: audio/ogg\n\nx",
		"Content-Disposition: attachment; filename=x\n\nx",
		"Content-Type: message/rfc822; name=mail.eml\n\nSubject: y\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\ninner\n--c\nContent-Type: image/gif; name=in.gif\n\nx\n--c--",
	}
	m := mustRead(t, head+"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b\n"+strings.Join(parts, "\n--b\n")+"\n--b--\n")
	want := []store.Media{
		{Type: "image", URL: "cid:i1@x", Alt: "a.png"},
		{Type: "video", URL: "attachment:clip.mp4", Alt: "clip.mp4"},
		{Type: "audio", URL: "attachment:audio%2Fogg", Alt: "audio/ogg"},
		{Type: "file", URL: "attachment:x", Alt: "x"},
		{Type: "image", URL: "attachment:in.gif", Alt: "in.gif"},
		{Type: "file", URL: "attachment:mail.eml", Alt: "mail.eml"},
	}
	if d := cmp.Diff(want, bare(m.Body.Media)); d != "" {
		t.Error(d)
	}
	if m.Body.Text != "hi" {
		t.Errorf("%q", m.Body.Text)
	}
}

func TestRefusalsSayWhere(t *testing.T) {
	for want, r := range map[string]*Refusal{
		"cur/1: is bad":                {File: "cur/1", Number: 4, Reason: "is bad"},
		"message 4 at byte 70: is bad": {Number: 4, Offset: 70, Reason: "is bad"},
		"is bad":                       {Reason: "is bad"},
	} {
		if r.Error() != want {
			t.Error(r)
		}
	}
}

func TestFlagsAndTimesComeFromFileNames(t *testing.T) {
	for name, want := range map[string]string{
		"cur/1.a:2,": "", "cur/1.a:2,FS": "FS", "cur/1.a!2,S": "S", "cur/1.a": "", "new/1.a:1,x": "",
	} {
		if got := flagsOf(name); got != want {
			t.Errorf("%s has %q", name, got)
		}
	}
	for name, want := range map[string]int64{"cur/1700000000.x": 1700000000, "new/1700000000": 1700000000, "new/-5.x": 0, "new/x.1": 0, "new/999999999999999.x": 0} {
		if got := deliveredAt(name); !got.IsZero() && got.Unix() != want || got.IsZero() && want != 0 {
			t.Errorf("%s is of %s", name, got)
		}
	}
}

func TestLabelsOfCharacterSetsAreCleaned(t *testing.T) {
	for _, label := range []string{"ascii", "US-ASCII", " unknown-8bit ", "", "\"binary\""} {
		if got := cleanLabel(label); got != "" {
			t.Errorf("%q becomes %q", label, got)
		}
	}
	if labels := []string{cleanLabel("CP-1251"), cleanLabel("'KOI8'"), cleanLabel("UTF8"), cleanLabel("latin1"), cleanLabel("cp-866")}; !slices.Equal(labels, []string{"windows-1251", "koi8-r", "utf-8", "windows-1252", "ibm866"}) {
		t.Error(labels)
	}
}
