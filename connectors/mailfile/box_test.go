package mailfile

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"earshot/store"
)

// told reads a mailbox and tells what came, a line an item.
func told(items iter.Seq2[Item, error]) []string {
	var out []string
	for item, err := range items {
		switch {
		case err != nil:
			out = append(out, err.Error())
		case item.Name != "":
			out = append(out, fmt.Sprintf("%s [%s]: %s", item.Name, item.Flags, item.Mention.Body.Text))
		default:
			out = append(out, fmt.Sprintf("%d at %d: %s", item.Number, item.Offset, item.Mention.Body.Text))
		}
	}
	return out
}

const sep = "From ivan@a.example Fri Nov 20 09:31:07 2026\n"

// letter is a mail of 60 bytes and its text.
func letter(text string) string {
	return "From: ivan@a.example\nDate: Fri, 20 Nov 2026 09:00:00 +0000\n\n" + text
}

func TestAnMboxIsCutAtItsFromLinesOnly(t *testing.T) {
	for name, test := range map[string]struct {
		file string
		want []string
	}{
		"empty":               {"", nil},
		"blank":               {"\n\r\n", nil},
		"two":                 {sep + letter("one\n\n") + sep + letter("two\n"), []string{"1 at 0: one", "2 at 110: two"}},
		"no last line end":    {sep + letter("one"), []string{"1 at 0: one"}},
		"blank lines first":   {"\n\n" + sep + letter("one"), []string{"1 at 2: one"}},
		"a byte order mark":   {"\ufeff" + sep + letter("one"), []string{"1 at 3: one"}},
		"Windows line ends":   {strings.ReplaceAll(sep+letter("one\n\n")+sep+letter("two\n"), "\n", "\r\n"), []string{"1 at 0: one", "2 at 116: two"}},
		"mboxrd quoting":      {sep + letter(">From me\n>>From you\n> From him\n"), []string{"1 at 0: From me\n>From you\n> From him"}},
		"a sentence":          {sep + letter("Hi\n\nFrom Paris at 12:30 in 2026\nNote: late\n"), []string{"1 at 0: Hi\n\nFrom Paris at 12:30 in 2026\nNote: late"}},
		"a sentence at last":  {sep + letter("Hi\n\nFrom a Fri Nov 20 09:31:07 2026"), []string{"1 at 0: Hi\n\nFrom a Fri Nov 20 09:31:07 2026"}},
		"no blank line":       {sep + letter("one\n") + sep + letter("two\n"), []string{"1 at 0: one", "2 at 109: two"}},
		"no date":             {"From a@b\n" + letter("one\n\n") + "From -\n" + letter("two"), []string{"1 at 0: one", "2 at 74: two"}},
		"Thunderbird, Google": {"From - Fri Nov 20 09:31:07 2026\nX-Mozilla-Status: 0001\n" + letter("one\n\n") + "From 167@xxx Fri Nov 20 09:31:07 +0000 2026\nX-GM-THRID: 1\n" + letter("two"), []string{"1 at 0: one", "2 at 120: two"}},
		"a lie about length":  {sep + "Content-Length: 9999\n" + letter("one\n\n") + sep + letter("two"), []string{"1 at 0: one", "2 at 131: two"}},
		"a single mail":       {letter("one\n"), []string{"1 at 0: one"}},
		"a mail, then others": {letter("one\n\n") + sep + letter("two\n"), []string{"1 at 0: one", "2 at 65: two"}},
		"another file": {"PK\x03\x04 this is a zip\n\n" + sep + letter("two\n"), []string{
			`message 1 at byte 0: the file does not begin like an mbox ("From ...") or a mail ("From: ...")`, "2 at 20: two",
		}},
		"broken ones between": {sep + letter("\n\n") + sep + "To: x\n\nhi\n\n" + sep + "\n" + sep + letter("four\n"), []string{
			"message 1 at byte 0: has no text, no subject and no attachment",
			"2 at 107: hi\n\n" + strings.TrimSpace(sep), "3 at 209: four",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(test.want, told(Mbox(strings.NewReader(test.file), now))); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(test.want, told(Mbox(iotest.OneByteReader(strings.NewReader(test.file)), now))); d != "" {
				t.Errorf("byte by byte: %s", d)
			}
		})
	}
}

func TestTheBytesOfTheItemsAreTheFile(t *testing.T) {
	file := sep + letter("one\n\n") + sep + letter("\n") + sep + letter(strings.Repeat("long line ", 20000)+"\n\n") + sep + letter("four")
	sum := int64(0)
	for item := range Mbox(strings.NewReader(file), now) {
		if item.Offset != sum {
			t.Errorf("message %d is at %d, want %d", item.Number, item.Offset, sum)
		}
		sum += item.Bytes
	}
	if sum != int64(len(file)) {
		t.Errorf("%d of %d bytes", sum, len(file))
	}
}

func TestAHugeMessageIsRefusedAndTheNextIsRead(t *testing.T) {
	line := strings.Repeat("x", 1<<20) + "\n"
	readers := []io.Reader{strings.NewReader(sep + letter(""))}
	for range MaxMessage>>20 + 1 {
		readers = append(readers, strings.NewReader(line))
	}
	readers = append(readers, strings.NewReader("\n"+sep+letter("after\n")))
	got := told(Mbox(io.MultiReader(readers...), now))
	if len(got) != 2 || got[0] != "message 1 at byte 0: is larger than 67108864 bytes" || !strings.HasSuffix(got[1], ": after") {
		t.Errorf("%.200q", got)
	}
}

func TestAFailingDiskEndsTheReading(t *testing.T) {
	got := told(Mbox(io.MultiReader(strings.NewReader(sep+letter("one\n\n")+sep+letter("tw")), iotest.ErrReader(errors.New("the disk is gone"))), now))
	if d := cmp.Diff([]string{"1 at 0: one", "the mailbox cannot be read behind byte 217: the disk is gone"}, got); d != "" {
		t.Error(d)
	}
}

func TestAMailboxMayBeLeftEarly(t *testing.T) {
	for item := range Mbox(strings.NewReader(strings.Repeat(sep+letter("one\n\n"), 5)), now) {
		if item.Number == 2 {
			break
		}
	}
	dir := t.TempDir()
	write(t, dir, "new/1", letter("one"))
	write(t, dir, "new/2", letter("two"))
	for range Maildir(dir, now) {
		break
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestAMaildirIsReadWithItsFlags(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "cur/1700000002.a.host:2,RS", letter("answered"))
	write(t, dir, "cur/1700000004.b.host!2,F", sep+letter("flagged"))
	write(t, dir, "new/1700000003.c.host", letter("new"))
	write(t, dir, "new/1700000001.d.host", "Subject: by its name\n\n")
	write(t, dir, "new/undated", "Subject: x\n\nno date")
	write(t, dir, "new/zip", "PK\x03\x04")
	write(t, dir, "new/empty", "")
	write(t, dir, "new/.hidden", letter("hidden"))
	write(t, dir, "tmp/1700000005.e.host", letter("half written"))
	write(t, dir, ".Sent/cur/1700000006.f.host", letter("sub-folder"))
	write(t, dir, "cur/folder/1700000007.g.host", letter("deeper"))
	want := []string{
		"new/1700000001.d.host []: by its name",
		"cur/1700000002.a.host:2,RS [RS]: answered",
		"new/1700000003.c.host []: new",
		"cur/1700000004.b.host!2,F [F]: flagged",
		"new/empty: is not a mail: it has no header",
		"new/undated: has no date",
		"new/zip: is not a mail: it has no header",
	}
	if d := cmp.Diff(want, told(Maildir(dir, now))); d != "" {
		t.Error(d)
	}
	files, size, err := MaildirSize(dir)
	sum := int64(0)
	for item := range Maildir(dir, now) {
		sum += item.Bytes
	}
	if err != nil || files != 7 || size != sum || sum == 0 {
		t.Errorf("%d files of %d bytes, %d read, %v", files, size, sum, err)
	}
}

func TestAMaildirCannotLeadOutOfItself(t *testing.T) {
	outside := t.TempDir()
	write(t, outside, "secret", letter("secret"))
	write(t, outside, "box/cur/1", letter("secret"))
	dir := t.TempDir()
	write(t, dir, "cur/1", letter("inside"))
	for link, to := range map[string]string{
		"cur/2": filepath.Join(outside, "secret"), "cur/3": "../../../../../etc/passwd", "cur/4": "1", "cur/5": "5",
	} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Skip("no symbolic links here")
		}
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "cur/6"), 0o600); err != nil {
		t.Skip("no pipes here")
	}
	got := told(Maildir(dir, now))
	if len(got) != 6 || got[0] != "cur/1 []: inside" || got[3] != "cur/4 []: inside" || got[5] != "cur/6: is not a file" {
		t.Fatalf("%q", got)
	}
	for _, i := range []int{1, 2, 4} {
		if !strings.Contains(got[i], "cannot be opened") || strings.Contains(got[i], "secret") {
			t.Errorf("%q", got[i])
		}
	}
	if err := os.Symlink(filepath.Join(outside, "box", "cur"), filepath.Join(dir, "new")); err != nil {
		t.Fatal(err)
	}
	if got := told(Maildir(dir, now)); len(got) != 1 || !strings.Contains(got[0], "the maildir cannot be read") {
		t.Errorf("a folder outside: %q", got)
	}
}

func TestAFolderThatIsNoMaildirSaysSo(t *testing.T) {
	for _, dir := range []string{t.TempDir(), filepath.Join(t.TempDir(), "missing")} {
		got := told(Maildir(dir, now))
		if len(got) != 1 || !strings.Contains(got[0], "maildir") {
			t.Errorf("%q", got)
		}
		if _, _, err := MaildirSize(dir); err == nil {
			t.Error("no error")
		}
	}
}

// mentions walks what a test holds in its hands.
func mentions(ms ...*store.Mention) iter.Seq2[*store.Mention, error] {
	return func(yield func(*store.Mention, error) bool) {
		for _, m := range ms {
			if !yield(m, nil) {
				return
			}
		}
	}
}
