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
	s.Press("ctrl+x r", "enter")
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
	attach(picture(t, "huge.jpg", 9<<20))
	s.See("huge.jpg has 9.0 MB; polar takes at most 8.0 MB")
	s.Press("esc")
	attach(picture(t, "prices.pdf", 10))
	s.See("polar does not take prices.pdf; it takes .jpg .jpeg .png")
	s.Press("esc")
	big := picture(t, "big.jpg", 10)
	attach(big)
	panetest.Must(t, os.WriteFile(big, make([]byte, 9<<20), 0o600)) // it grows afterwards
	for _, name := range []string{"1.jpg", "2.jpg", "3.jpg", "4.jpg"} {
		attach(picture(t, name, 10))
	}
	s.told("attached 4.jpg; polar takes at most 4 files")
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

func TestTheOrderOfFiles(t *testing.T) {
	s := newScene(t, panetest.Options{Local: true})
	s.reply()
	for _, name := range []string{"one.jpg", "two.jpg", "three.jpg"} {
		s.Press("ctrl+x a")
		s.Paste(picture(t, name, 10))
		s.Press("enter")
		if ask := panetest.Last[pane.Ask](s.Stage); ask.ID != "describe" {
			t.Fatalf("a description is asked for: %v", ask)
		}
	}
	s.Press("ctrl+x d")
	s.Type("The first")
	s.Press("enter", "ctrl+x d")
	s.Type("The second")
	s.Press("enter", "ctrl+x o")
	s.See("three.jpg", "no description")
	s.Press("enter")
	s.told("three.jpg goes first")
	s.Press("ctrl+x r", "ctrl+u")
	s.Type("four.jpg")
	s.Press("enter")
	s.See("no such file is attached")
	s.Press("ctrl+u")
	s.Type("2")
	s.Press("enter")
	s.told("took out one.jpg")
	s.Press("esc")
	m := s.one(s.drafts()).Message.Media
	if len(m) != 2 || filepath.Base(m[0].Path) != "three.jpg" || m[1].Alt != "The second" {
		t.Fatalf("%+v", m)
	}
}

func TestAPathIsCompleted(t *testing.T) {
	dir := t.TempDir()
	for name, size := range map[string]int{"Shelf.jpg": 3000, "shelf.pdf": 10, "shed/in.png": 1, ".hidden.jpg": 1, "huge.jpg": 9 << 20} {
		path := filepath.Join(dir, name)
		panetest.Must(t, os.MkdirAll(filepath.Dir(path), 0o700))
		panetest.Must(t, os.WriteFile(path, make([]byte, size), 0o600))
	}
	t.Setenv("HOME", dir)
	s := newScene(t, panetest.Options{Local: true})
	s.reply()
	s.Press("ctrl+x a")
	s.Paste("~/")
	s.See("Shelf.jpg", "3 kB", "shed/", "folder")
	s.Not("shelf.pdf", "hidden", "huge.jpg") // what polar does not take is not offered
	s.Type("sh")
	s.Press("tab")
	s.See("in.png")
	s.Press("tab", "enter")
	s.told("attached in.png")
}

func TestAFileDraggedOntoTheTerminalIsRecognised(t *testing.T) {
	s := newScene(t, panetest.Options{Local: true})
	path := picture(t, "two words.jpg", 10)
	s.reply()
	s.Type("Look ")
	s.Paste("'" + path + "'")
	s.See("Attach two words.jpg instead of writing its path?")
	s.Press("esc")
	s.See("Look", "words.jpg'")
	s.Press("ctrl+z")
	s.Paste(strings.ReplaceAll(path, " ", "\\ ") + " ")
	s.Type("y")
	s.told("attached two words.jpg")
	s.See("1 attached", "Look")
	s.Not("words.jpg'")
	s.Press("esc")
	d := s.one(s.drafts())
	if d.Message.Text != "Look " || len(d.Message.Media) != 1 || d.Message.Media[0].Path != path {
		t.Fatalf("%+v", d.Message)
	}
	s.Press("enter")
	s.Paste("/no/such/file.jpg")
	s.Not("Attach")
}

func TestOnlyTheOwnDiskIsLookedAt(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.reply()
	s.Paste(picture(t, "shelf.jpg", 10))
	s.Not("Attach")
}
