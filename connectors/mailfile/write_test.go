package mailfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"earshot/store"
)

func complaint() *store.Mention {
	return &store.Mention{
		Key: store.Key{Network: "mail", ID: "2@shop.example"}, Kind: store.KindMail, URL: "https://m.example/2",
		Created: time.Date(2026, 11, 20, 9, 31, 7, 0, time.UTC),
		Place:   store.Place{Thread: "1@acme.example", Parent: "1@acme.example"},
		Author:  store.Author{Name: "Пётр \"Петя\" Иванов", Email: "petya@shop.example", Handle: "petya@shop.example"},
		Body:    store.Body{Title: "Жалоба на доставку, которая опаздывает уже третий день подряд без объяснений", Text: "Добрый день!\n\nFrom Moscow with love\n>From here\nКурьер не приехал."},
		Work:    store.Work{State: store.StateOpen, Assignee: "anna", Tags: []string{"vip", "доставка"}},
	}
}

// asRead is what a mail can carry of a mention.
func asRead(m *store.Mention) *store.Mention {
	c := *m
	c.URL, c.Work = "", store.Work{Tags: m.Work.Tags}
	c.Created = m.Created.Truncate(time.Second)
	return &c
}

func TestAnExportIsALegalMail(t *testing.T) {
	m := complaint()
	var b bytes.Buffer
	if err := WriteMbox(&b, mentions(m)); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if len(line) > 79 || !isASCII([]byte(line)) {
			t.Errorf("a line that mail does not carry: %q", line)
		}
	}
	if !strings.HasPrefix(b.String(), "From petya@shop.example Fri Nov 20 09:31:07 2026\nMessage-ID: <2@shop.example>\nDate: Fri, 20 Nov 2026 09:31:07 +0000\n") {
		t.Error(b.String())
	}
	m.Body.Text = "Hello\n\nFrom me\n>From you\n"
	b.Reset()
	if err := WriteMbox(&b, mentions(m)); err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(b.String(), "Content-Transfer-Encoding: 7bit\n\nHello\n\n>From me\n>>From you\n\n") {
		t.Error(b.String())
	}
}

func TestAnExportCanBeImported(t *testing.T) {
	one, two, three := complaint(), complaint(), complaint()
	two.Key.ID, two.Work.State = "3@shop.example", store.StateNew
	two.Body = store.Body{Text: "Plain, with a\ttab\n" + strings.Repeat("a long line ", 200) + "end"}
	two.Author = store.Author{Name: `O'Hara, "Jim" (boss)`, Email: "jim@a.example", Handle: "jim@a.example"}
	two.Place, two.Work.Tags = store.Place{}, nil
	three.Key.ID, three.Body.Text = "4@shop.example", "mostly plain, naïve café\nx = y\ttab "+"\u00a0"+"end"
	three.Body.Title = "=?utf-8?q?not encoded?=  two spaces"
	all := []*store.Mention{one, two, three}
	three.Body.Title = strings.Join(strings.Fields(three.Body.Title), " ")

	var b bytes.Buffer
	if err := WriteMbox(&b, mentions(all...)); err != nil {
		t.Fatal(err)
	}
	check := func(m *store.Mention, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range all {
			if want.Key == m.Key {
				if d := cmp.Diff(asRead(want), m); d != "" {
					t.Error(d)
				}
				return
			}
		}
		t.Errorf("a mention from nowhere: %+v", m)
	}
	n := 0
	for item, err := range Mbox(&b, now) {
		check(item.Mention, err)
		n++
	}
	dir := filepath.Join(t.TempDir(), "box")
	for range 2 { // a second export changes nothing
		if err := WriteMaildir(dir, mentions(all...)); err != nil {
			t.Fatal(err)
		}
	}
	for item, err := range Maildir(dir, now) {
		check(item.Mention, err)
		n++
	}
	if n != 6 {
		t.Errorf("%d of 6 mails", n)
	}
	two.Work.State = store.StateDone
	if err := WriteMaildir(dir, mentions(two)); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(map[string]int{"cur": 3, "new": 0, "tmp": 0}, countFiles(t, dir)); d != "" {
		t.Error(d)
	}
}

func countFiles(t *testing.T, dir string) map[string]int {
	t.Helper()
	out := map[string]int{}
	for _, folder := range []string{"cur", "new", "tmp"} {
		entries, err := os.ReadDir(filepath.Join(dir, folder))
		if err != nil {
			t.Fatal(err)
		}
		out[folder] = len(entries)
	}
	return out
}

func TestMentionsOfOtherNetworksBecomeMailsToo(t *testing.T) {
	m := complaint()
	m.Key = store.Key{Network: "mastodon", ID: "11 38/ж"}
	m.Author = store.Author{ID: "77", Handle: "ivan@m.example", Name: "Иван"}
	m.Body.Title, m.Place = "", store.Place{Parent: "1136"}
	raw := string(compose(m))
	for _, want := range []string{
		"Message-ID: <11%2038%2F%D0%B6@mastodon.earshot.invalid>\n", "In-Reply-To: <1136@mastodon.earshot.invalid>\n",
		"<ivan%40m.example@mastodon.earshot.invalid>\n", "X-Earshot-Network: mastodon\n", "X-Earshot-Handle: ivan@m.example\n",
		"X-Earshot-URL: https://m.example/2\n", "X-Earshot-State: open\n", "X-Earshot-Assignee: anna\n",
	} {
		if !strings.Contains(raw, want) {
			t.Errorf("%q is missing in\n%s", want, raw)
		}
	}
	got := mustRead(t, raw)
	if got.Author.Name != "Иван" || got.Body.Text != m.Body.Text || !got.Created.Equal(m.Created) {
		t.Errorf("%+v", got)
	}
	m.Author = store.Author{}
	if raw := string(compose(m)); !strings.Contains(raw, "From: unknown@mastodon.earshot.invalid\n") {
		t.Error(raw)
	}
}

func TestATextCannotOpenAHeader(t *testing.T) {
	m := complaint()
	evil := "x\r\nBcc: victim@a.example\n\nboo"
	m.Author.Name, m.Body.Title, m.URL, m.Work.Assignee, m.Work.Tags = evil, evil, evil, evil, []string{evil}
	m.Author.Email, m.Key.ID, m.Place = evil+"@x", evil, store.Place{Thread: evil, Parent: evil}
	h, _ := splitHeader(compose(m))
	if h.get("bcc") != "" || h.get("content-type") == "" {
		t.Errorf("%q", h)
	}
}

func TestWritingThatFailsSaysSo(t *testing.T) {
	bad := errors.New("the query failed")
	failing := func(yield func(*store.Mention, error) bool) { yield(nil, bad) }
	if err := WriteMbox(io.Discard, failing); !errors.Is(err, bad) {
		t.Error(err)
	}
	if err := WriteMaildir(t.TempDir(), failing); !errors.Is(err, bad) {
		t.Error(err)
	}
	if err := WriteMbox(fullDisk{}, mentions(complaint())); err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Error(err)
	}
	file := filepath.Join(t.TempDir(), "file")
	write(t, filepath.Dir(file), "file", "")
	if err := WriteMaildir(file, mentions(complaint())); err == nil {
		t.Error("a maildir inside a file")
	}
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "new", "1795167067.d1c9c8a8ba2f9a0b.earshot", "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestWhatWasWrittenIsReadAgain(t *testing.T) {
	line := rapid.Custom(func(t *rapid.T) string {
		s := strings.ToValidUTF8(rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune(` "'<>()\,;:=?_-.@aжщ`)))).Draw(t, "line"), "")
		s = strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f {
				return -1
			}
			return r
		}, s)
		return strings.Join(strings.Fields(s), " ")
	})
	id := rapid.StringMatching(`[!-;=?-~]{1,60}`)
	rapid.Check(t, func(t *rapid.T) {
		m := &store.Mention{Key: store.Key{Network: "mail", ID: id.Draw(t, "id")}, Kind: store.KindMail}
		m.Created = time.Unix(rapid.Int64Range(earliest().Unix(), now.Unix()).Draw(t, "created"), 0).UTC()
		m.Author.Email = rapid.StringMatching(`[a-z0-9.+_-]{1,20}@[a-z0-9.-]{1,20}`).Draw(t, "email")
		m.Author.Handle = m.Author.Email
		m.Author.Name = strings.Trim(line.Draw(t, "name"), `"',; `)
		m.Body.Title = line.Draw(t, "title")
		var lines []string
		for range rapid.IntRange(1, 5).Draw(t, "lines") {
			lines = append(lines, rapid.SampledFrom([]string{"", "From ", ">From ", ".", "--b", "="}).Draw(t, "start")+line.Draw(t, "text"))
		}
		m.Body.Text = tidy(strings.Join(lines, "\n"))
		if (content{text: m.Body.Text}).blank() {
			m.Body.Text = "x"
		}
		m.Body.Links = findLinks(m.Body.Text)
		if rapid.Bool().Draw(t, "reply") {
			m.Place = store.Place{Thread: "t" + m.Key.ID, Parent: "p" + m.Key.ID}
		}
		var b bytes.Buffer
		if err := WriteMbox(&b, mentions(m, m)); err != nil {
			t.Fatal(err)
		}
		file, n := b.String(), 0
		for item, err := range Mbox(&b, now) {
			if err != nil {
				t.Fatalf("%v\n%s", err, file)
			}
			if d := cmp.Diff(m, item.Mention); d != "" {
				t.Fatalf("%s\n%s", d, file)
			}
			n++
		}
		if n != 2 {
			t.Fatalf("%d mails in\n%s", n, file)
		}
	})
}

func BenchmarkMessage(b *testing.B) {
	raw := []byte(head + "Subject: =?utf-8?B?" + b64("Холодильник") + "?=\nContent-Type: multipart/alternative; boundary=b\n\n" +
		"--b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" + b64(strings.Repeat("Третий день жду мастера. ", 40)) +
		"\n--b\nContent-Type: text/html\n\n<p>" + strings.Repeat("<b>x</b> ", 200) + "</p>\n--b--\n")
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Message(raw, now); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMbox(b *testing.B) {
	var file strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&file, "%sMessage-ID: <%d@x>\n%s\n", sep, i, letter(strings.Repeat("A line of a mail as people write it.\n", 40)))
	}
	b.SetBytes(int64(file.Len()))
	for b.Loop() {
		for _, err := range Mbox(strings.NewReader(file.String()), now) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkWriteMbox(b *testing.B) {
	m := complaint()
	for b.Loop() {
		if err := WriteMbox(io.Discard, mentions(m)); err != nil {
			b.Fatal(err)
		}
	}
}
