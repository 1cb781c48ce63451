package folders

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPathsThatPeopleType(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	for _, name := range []string{"Downloads", "documents", ".hidden"} {
		if err := os.Mkdir(filepath.Join(home, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(home, "do.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]string{"~": home, " ~/Downloads ": home + "/Downloads", "/a/../b": "/b", "~x": ""} {
		if got := Path(typed); want != "" && got != want || !filepath.IsAbs(got) {
			t.Errorf("%q is %q", typed, got)
		}
	}
	for typed, want := range map[string]string{"~": "~/", "~/": "~/Downloads/ ~/documents/", "~/do": "~/Downloads/ ~/documents/", "~/.h": "~/.hidden/", "~/nowhere/": ""} {
		var got []string
		for _, c := range Complete(typed) {
			got = append(got, c.Text)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q", typed, got)
		}
	}
	for typed, want := range map[string]string{"~/Downloads": "", "": "there is no such folder", "~/do.txt": "there is no such folder", "~/x": "there is no such folder"} {
		if got := Missing(typed); got != want {
			t.Errorf("%q: %q", typed, got)
		}
	}
}
