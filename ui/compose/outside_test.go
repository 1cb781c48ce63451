package compose

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"earshot/ui/pane"
)

func TestTheTextGoesOutAndComesBack(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	path, err := export("Добрый день\n")
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the file is for its owner only: %v, %v", info.Mode(), err)
	}
	if err := os.WriteFile(path, []byte("Добрый вечер\n\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := takeBack("d1", path, nil); got.text != "Добрый вечер" || got.id != "d1" || got.err != nil {
		t.Fatalf("%+v", got)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Fatal("nothing is left behind")
	}
}

func TestAnEditorThatFails(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	path, err := export("text")
	if err != nil {
		t.Fatal(err)
	}
	if got := takeBack("d1", path, errors.New("exit status 1")); got.err == nil || !strings.Contains(got.err.Error(), "the text is as it was") {
		t.Fatalf("%+v", got)
	}
	if got := takeBack("d1", path, nil); got.err == nil || !strings.Contains(got.err.Error(), path) {
		t.Fatalf("the person has to know where the text is: %+v", got)
	}
}

func TestWhichEditor(t *testing.T) {
	for _, c := range []struct{ visual, editor, want string }{
		{"", "", "vi f"}, {"", "nano", "nano f"}, {"code --wait", "nano", "code --wait f"},
	} {
		if got := strings.Join(editorCommand(c.visual, c.editor, "f").Args, " "); got != c.want {
			t.Errorf("%q %q runs %q", c.visual, c.editor, got)
		}
	}
	if !slices.Equal(editorCommand("", "vim", "a b").Args, []string{"vim", "a b"}) {
		t.Error("a path with a space is one word")
	}
}

func TestTheEditedTextComesToItsOwnDraftOnly(t *testing.T) {
	p := New(&pane.Host{})
	p.ed.draft.ID = "d2"
	p.ed.text.Set("mine")
	w := &writing{p}
	if w.edited(edited{id: "d1", text: "another's"}) != nil || p.ed.text.Text() != "mine" {
		t.Fatal("the text of another draft")
	}
	msg := w.edited(edited{id: "d2", err: errors.New("no editor")})()
	if n, ok := msg.(pane.Notice); !ok || n.Level != pane.Failure {
		t.Fatalf("%v", msg)
	}
}

func TestPathsAsPeopleTypeThem(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	if got := full(" ~/a.jpg "); got != home+"/a.jpg" {
		t.Error(got)
	}
	if got := full("~a"); !strings.HasSuffix(got, "/~a") {
		t.Error(got)
	}
	for n, want := range map[int64]string{5: "5 B", 3000: "3 kB", 9 << 20: "9.0 MB"} {
		if got := bytes(n); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
}

func TestWhatTerminalsPasteForAFile(t *testing.T) {
	for paste, want := range map[string]string{
		"/a/b.jpg":                   "/a/b.jpg",
		"'/a b/c.jpg' ":              "/a b/c.jpg",
		`"/a b/c.jpg"`:               "/a b/c.jpg",
		`/a\ b/c\(1\).jpg`:           "/a b/c(1).jpg",
		"file:///a%20b/c.jpg":        "/a b/c.jpg",
		"/a.jpg /b.jpg":              "/a.jpg|/b.jpg",
		"'/a.jpg'\n'/b.jpg'\n":       "/a.jpg|/b.jpg",
		"~/a.jpg":                    "~/a.jpg",
		"see /a/b.jpg":               "",
		"":                           "",
		"file:///%zz":                "",
		strings.Repeat("/a", 10<<10): "",
	} {
		if got := strings.Join(dropped(paste), "|"); got != want {
			t.Errorf("%q is %q, not %q", paste, got, want)
		}
	}
}
