package contacts

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"earshot/store"
)

func newLines(text string) *lines {
	return &lines{in: bufio.NewReaderSize(strings.NewReader(text), 16)}
}

func TestLinesAreCountedAndCanBePutBack(t *testing.T) {
	l := newLines("a\nbb, which is longer than the buffer\r\n\nlast")
	var got []string
	for {
		line, err := l.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(line))
	}
	if d := cmp.Diff([]string{"a\n", "bb, which is longer than the buffer\r\n", "\n", "last"}, got); d != "" {
		t.Error(d)
	}
	if l.number != 4 || l.bytes != 44 {
		t.Errorf("line %d, byte %d", l.number, l.bytes)
	}
	l.unread([][]byte{[]byte("x\n"), []byte("yy\n")})
	if l.number != 2 || l.bytes != 39 {
		t.Errorf("put back: line %d, byte %d", l.number, l.bytes)
	}
	for i, want := range []string{"x\n", "yy\n"} {
		if line, err := l.next(); err != nil || string(line) != want || l.number != 3+i {
			t.Errorf("%q %v in line %d", line, err, l.number)
		}
	}
}

func TestAReaderThatFailsEndsTheWalk(t *testing.T) {
	broken := errors.New("the disk is gone")
	for _, text := range []string{"name\nAnna\n", "BEGIN:VCARD\nFN:Anna\nEND:VCARD\n", `{"identities":[{"id":"vk:1"}]}` + "\n", ""} {
		var last error
		rows := 0
		for _, err := range Read(io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)), Options{}) {
			if err == nil {
				rows++
			}
			last = err
		}
		if !errors.Is(last, broken) {
			t.Errorf("%q: %v after %d rows", text, last, rows)
		}
	}
}

func TestCharacterSets(t *testing.T) {
	for raw, want := range map[string]string{
		"plain": "plain", "Привет": "Привет", "\xcf\xf0\xe8\xe2\xe5\xf2": "Привет", "Jos\xe9": "José", "Bj\xf6rn \xc5ke": "Björn Åke",
		"\xc8\xe2\xe0\xed Petrov": "Иван Petrov", "\xb9 5": "№ 5",
	} {
		if got := (&charset{}).text([]byte(raw)); got != want {
			t.Errorf("%q is read as %q, want %q", raw, got, want)
		}
	}
	c := &charset{}
	c.text([]byte("\xcf\xf0\xe8\xe2\xe5\xf2"))
	if got := c.text([]byte("Jos\xe9")); got != "Josй" {
		t.Errorf("a file has one character set: %q", got)
	}
}

func TestSeparator(t *testing.T) {
	for header, want := range map[string]byte{"name": ',', "a,b;c,d": ',', "a;b;c,d": ';', "a\tb": '\t', "a|b|c": '|', "": ','} {
		if got := separator([]byte(header)); got != want {
			t.Errorf("%q: %q, want %q", header, got, want)
		}
	}
}

// TestRowsAreCutAsTheyWereWritten: what encoding of RFC 4180 writes, comes back.
func TestRowsAreCutAsTheyWereWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringOfN(rapid.SampledFrom([]rune("ab ,;\"\n\rяé")), 0, 8, -1)
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, 2, 4), 1, 5).Draw(t, "rows")
		var b strings.Builder
		for _, row := range rows {
			for i, c := range row {
				if i > 0 {
					b.WriteByte(',')
				}
				b.WriteString(`"` + strings.ReplaceAll(c, `"`, `""`) + `"`)
			}
			b.WriteString("\r\n")
		}
		tb := &table{lines: newLines(b.String()), comma: ','}
		for i, want := range rows {
			got, _, err := tb.record()
			if err != nil || !cmp.Equal(got, want) {
				t.Fatalf("row %d of %q: %q, %v", i, b.String(), got, err)
			}
		}
		if _, _, err := tb.record(); err != io.EOF {
			t.Fatalf("at the end: %v", err)
		}
	})
}

func TestOpenQuotes(t *testing.T) {
	tb := &table{comma: ';'}
	for line, want := range map[string]bool{
		`a;b`: false, `"a`: true, `"a"`: false, `"a""`: true, `a"b`: false, `a;"b`: true, `a; "b`: true, `"a;b";c`: false, `"a";"b`: true, ``: false,
	} {
		if got := tb.open([]byte(line), false); got != want {
			t.Errorf("%q: %v", line, got)
		}
	}
	if tb.open([]byte(`b"`), true) || !tb.open([]byte(`b""`), true) {
		t.Error("a line within quotes")
	}
}

func TestColumnNames(t *testing.T) {
	for raw, want := range map[string]string{"E-mail Address": "e_mail_address", " Имя ": "имя", "a/b:c.d": "a_b_c_d", "": "", "\x1b[1mid": "id"} {
		if got := columnName(raw); got != want {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
	}
	fields := map[field]bool{}
	for _, name := range []string{"id", "net", "name", "first_name", "last_name", "handle", "email", "phone", "city", "url", "avatar", "bio", "followers", "tags", "vip", "class", "lists"} {
		f := known(name)
		if f == asFact || fields[f] {
			t.Errorf("%s is no column of its own", name)
		}
		fields[f] = true
	}
	if _, err := header(strings.Split("name"+strings.Repeat(",x", maxFacts+1), ","), Options{}); err == nil || !strings.Contains(err.Error(), "--skip") {
		t.Errorf("very many columns: %v", err)
	}
}

func TestProperties(t *testing.T) {
	for row, want := range map[string]prop{
		"EMAIL:a@x":                             {name: "EMAIL", value: "a@x"},
		"item1.email;TYPE=WORK,pref:a@x":        {name: "EMAIL", params: []string{"type=work,pref"}, value: "a@x"},
		"TEL;CELL;VOICE:+7":                     {name: "TEL", params: []string{"cell", "voice"}, value: "+7"},
		`X;LABEL="a:b;c":v`:                     {name: "X", params: []string{`label="a:b`, `c"`}, value: "v"},
		"NOTE;ENCODING=QUOTED-PRINTABLE:=D0=AF": {name: "NOTE", params: []string{"encoding=quoted-printable"}, value: "Я"},
	} {
		got, ok := property([]byte(row), &charset{})
		if !ok || !cmp.Equal(got, want, cmp.AllowUnexported(prop{})) {
			t.Errorf("%s: %+v %v", row, got, ok)
		}
	}
	for _, row := range []string{"", ":", "no colon", "PHOTO;ENCODING=b:AAAA", "KEY;BASE64:AAAA"} {
		if p, ok := property([]byte(row), &charset{}); ok {
			t.Errorf("%q is read as %+v", row, p)
		}
	}
	p := prop{params: []string{"type=work,pref", "pref=1"}}
	if !p.has("pref") || !p.has("work") || p.has("home") || p.param("pref") != "1" || p.param("x") != "" {
		t.Error("parameters")
	}
}

func TestBackslashes(t *testing.T) {
	if got := plain(`a\, b\; c\\ d\ne\N`); got != "a, b; c\\ d\ne\n" {
		t.Errorf("%q", got)
	}
	if d := cmp.Diff([]string{"a;b", "c", ""}, parts(`a\;b;c;`, ';')); d != "" {
		t.Error(d)
	}
	if got := plain(`end\`); got != `end\` {
		t.Errorf("%q", got)
	}
}

func TestUnfold(t *testing.T) {
	got := unfold([][]byte{[]byte("A:1\r\n"), []byte(" 2\r\n"), []byte("\t3\n"), []byte("B;QUOTED-PRINTABLE:x=\n"), []byte("y=\n"), []byte("z\n"), []byte("C:=\n"), []byte("D:1")})
	want := [][]byte{[]byte("A:123"), []byte("B;QUOTED-PRINTABLE:xyz"), []byte("C:="), []byte("D:1")}
	if !cmp.Equal(got, want) {
		t.Errorf("%s", bytes.Join(got, []byte("|")))
	}
}

func TestProfiles(t *testing.T) {
	for url, want := range map[string][2]string{
		"https://vk.com/anna": {"vk", "anna"}, "https://www.instagram.com/anna/": {"instagram", "anna"}, "https://m.example/@anna": {"mastodon", "anna@m.example"},
		"https://t.me/@anna": {"telegram", "anna"}, "https://acme.example/anna": {"", "anna"}, "https://acme.example": {}, "https://x.com/a/status/1": {},
		"xmpp:a@x": {"xmpp", "a@x"}, "mailto:a@x": {}, "anna": {}, "x-apple:anna": {"", "anna"},
	} {
		if n, h := profile(url); [2]string{n, h} != want {
			t.Errorf("%s: %q %q, want %q", url, n, h, want)
		}
	}
}

func TestValues(t *testing.T) {
	for v, want := range map[string]int{"0": 0, "12": 12, "1 840": 1840, "1\u00a0840": 1840, "1'840": 1840} {
		if n, ok := number(v); !ok || n != want {
			t.Errorf("%q: %d %v", v, n, ok)
		}
	}
	for _, v := range []string{"", "-1", "1.5k", "many", "99999999999999999"} {
		if n, ok := number(v); ok {
			t.Errorf("%q is read as %d", v, n)
		}
	}
	for v, want := range map[string]string{"00FF00ff00ff00FF": "00ff00ff00ff00ff", "https://x.example/a.png": "https://x.example/a.png", "00ff": "", "zzzzzzzzzzzzzzzz": "", "javascript:x": ""} {
		if got, _ := avatar(v); got != want {
			t.Errorf("%q: %q", v, got)
		}
	}
	for v, want := range map[string]string{" Email ": "mail", "E-MAIL": "mail", "RSS": "feed", "VK": "vk", "x": "x"} {
		if got := Network(v); got != want {
			t.Errorf("%q: %q", v, got)
		}
	}
	b := builder{}
	if !b.mail(`"Anna O." <mailto:anna@x.example>`) && !b.mail("Anna O. <anna@x.example>") {
		t.Error("an address with a name")
	}
	if b.p.Author.Email != "anna@x.example" || b.p.Author.Name != "Anna O." || b.mail("other@x.example") {
		t.Errorf("%+v", b.p.Author)
	}
	for _, v := range []string{"@x", "a@", "a b@x", "a@x,b@x"} {
		if x := (builder{}); x.mail(v) {
			t.Errorf("%q is taken for an address", v)
		}
	}
	if got := Name(store.Identity{ID: "vk:1"}) + Name(store.Identity{ID: "row:7", Row: "7"}); got != "vk:17" {
		t.Error(got)
	}
}

func BenchmarkTable(b *testing.B) {
	var text strings.Builder
	text.WriteString("id,net,name,handle,email,phone,city,url,avatar\n")
	for i := range 1000 {
		text.WriteString(strings.ReplaceAll("#,mastodon,Иван Петров #,ivan#,ivan#@mail.example,+7900#,Казань,https://x.example/#,0000ffffffff0000\n", "#", string(rune('a'+i%26))+strings.Repeat("z", i%50)+"1"+strings.Repeat("y", i/50)))
	}
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		n := 0
		for _, err := range Read(strings.NewReader(text.String()), Options{}) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != 1000 {
			b.Fatal(n)
		}
	}
}
