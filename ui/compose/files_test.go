package compose_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"earshot/store"
	"earshot/ui/pane"
	"earshot/ui/panetest"
)

// picture makes a file to attach.
func picture(t *testing.T, name string, size int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	panetest.Must(t, os.WriteFile(path, make([]byte, size), 0o600))
	return path
}

func TestAttachingAFile(t *testing.T) {
	s := newScene(t, panetest.Options{Local: true})
	shelf := picture(t, "shelf.jpg", 3000)
	s.reply()
	s.Press("ctrl+x d")
	s.told("no file is attached")
	s.Press("ctrl+x a")
	s.Type("/no/such/file.jpg")
	s.Press("enter")
	s.See("there is no file /no/such/file.jpg")
	for range 20 {
		s.Press("backspace")
	}
	s.Paste(t.TempDir())
	s.Press("enter")
	s.See("is no file")
	for range 200 {
		s.Press("backspace")
	}
	s.Paste(shelf)
	s.Press("enter")
	s.told("attached shelf.jpg")
	s.See("1 attached")
	s.Press("ctrl+x d")
	s.Type("The new shelf in an N5")
	s.Press("enter", "ctrl+x ctrl+x")
	s.See("file shelf.jpg · 3 kB · The new shelf in an N5")
	s.Press("v")
	s.See("[shelf.jpg] The new shelf in an N5")
	s.Press("esc", "y")
	m := s.posts()[0].Message
	if len(m.Media) != 1 || m.Media[0] != (store.Attachment{Path: shelf, Alt: "The new shelf in an N5"}) {
		t.Fatalf("sent %+v", m)
	}
}

func TestAttachingTwiceAndTakingOut(t *testing.T) {
	s := newScene(t, panetest.Options{Local: true})
	shelf := picture(t, "shelf.jpg", 10)
	s.reply()
	for range 2 {
		s.Press("ctrl+x a")
		s.Paste(shelf)
		s.Press("enter")
	}
	s.told("attached already")
	s.Press("ctrl+x r")
	s.told("took out shelf.jpg")
	s.Not("1 attached")
}

func TestFilesThatCannotGo(t *testing.T) {
	s := newScene(t, panetest.Options{Local: true})
	s.reply()
	attach := func(path string) {
		s.Press("ctrl+x a")
		s.Paste(path)
		s.Press("enter")
	}
	big := picture(t, "big.jpg", 9<<20)
	attach(big)
	for _, name := range []string{"1.jpg", "2.jpg", "3.jpg", "4.jpg"} {
		attach(picture(t, name, 10))
	}
	s.Size(69, 20)
	s.Press("ctrl+x ctrl+x")
	s.See("polar: 5 files attached, at most 4 fit", "polar: big.jpg has 9.0 MB, at most 8.0 MB fit")
	panetest.Must(t, os.Remove(big))
	s.Press("esc", "ctrl+x ctrl+x")
	s.See("there is no file", "big.jpg")
	s.Press("y")
	if len(s.posts()) != 0 {
		t.Fatal("nothing may leave that cannot arrive")
	}
}

func TestAnEmptyFile(t *testing.T) {
	s := newScene(t, panetest.Options{Local: true})
	s.reply()
	s.Press("ctrl+x a")
	s.Paste(picture(t, "empty.jpg", 0))
	s.Press("enter")
	s.See("empty.jpg is empty")
}

func TestOnlyWhoSitsHereReachesTheDisk(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.reply()
	for _, key := range []string{"ctrl+x a", "ctrl+x e"} {
		s.Press(key)
		s.told("only on the machine where earshot runs")
	}
}

func TestAPictureAloneIsAPost(t *testing.T) {
	s := newScene(t, panetest.Options{Local: true})
	s.ask(pane.Compose{Kind: pane.NewPost})
	s.Press("space", "enter", "ctrl+x ctrl+x")
	s.See("there is nothing to send yet")
	s.Press("e", "ctrl+x a")
	s.Paste(picture(t, "shelf.jpg", 10))
	s.Press("enter", "esc")
	s.See("[1 attached]")
	s.Press("enter", "ctrl+x ctrl+x", "y")
	if len(s.posts()) != 1 {
		t.Fatal("a picture says enough")
	}
}

func TestTheOwnEditor(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir()) // where the text waits for the editor
	s := newScene(t, panetest.Options{Local: true})
	s.reply()
	s.Type("before")
	s.Press("ctrl+x e") // the program itself would hand the terminal over now
	if got := s.one(s.drafts()).Message.Text; got != "before" {
		t.Fatalf("saved %q", got)
	}
	if strings.Contains(s.Frame(), "not saved") {
		t.Fatal("what goes to the editor is saved first")
	}
}
