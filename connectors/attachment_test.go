package connectors_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"earshot/connectors"
)

func TestNamesOfStrangersAreMadeSafe(t *testing.T) {
	for name, want := range map[string]string{
		"bill.pdf": "bill.pdf", "счёт №7.pdf": "счёт №7.pdf", "../../etc/passwd": "passwd", `C:\Users\x\a.txt`: "a.txt",
		".bashrc": "bashrc", "-rf": "rf", "": "file", "...": "file", "a\x00b\n.txt": "ab .txt", "\u202egpj.exe": "gpj.exe", "a:b|c?.txt": "a_b_c_.txt",
		"CON": "_CON", "nul.txt": "_nul.txt", "com1.log": "_com1.log", "command.txt": "command.txt", "application/pdf": "pdf", "a. ": "a",
	} {
		if got := connectors.SafeName(name); got != want {
			t.Errorf("%q becomes %q, not %q", name, got, want)
		}
	}
	long := connectors.SafeName(strings.Repeat("ы", 500) + ".jpeg")
	if len(long) > 210 || !strings.HasSuffix(long, "ы.jpeg") {
		t.Errorf("%q", long)
	}
}

func TestAFileIsNeverOverwritten(t *testing.T) {
	dir := t.TempDir()
	for i, want := range []string{"bill.pdf", "bill (2).pdf", "bill (3).pdf"} {
		path, err := connectors.SaveFile(dir, connectors.File{Name: "../bill.pdf", Content: []byte{byte('a' + i)}})
		if err != nil || path != filepath.Join(dir, want) {
			t.Errorf("%q, %v", path, err)
		}
	}
	got, err := os.ReadFile(filepath.Join(dir, "bill.pdf"))
	if err != nil || string(got) != "a" {
		t.Errorf("the first file holds %q, %v", got, err)
	}
	if err := os.Symlink(filepath.Join(t.TempDir(), "elsewhere"), filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	path, err := connectors.SaveFile(dir, connectors.File{Name: "link", Content: []byte("x")})
	if err != nil || path == filepath.Join(dir, "link") {
		t.Errorf("a link was followed: %q, %v", path, err)
	}
	if _, err := connectors.SaveFile(filepath.Join(dir, "nowhere"), connectors.File{Name: "x"}); err == nil {
		t.Error("a folder that is not there took a file")
	}
}
