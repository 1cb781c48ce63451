// Package folders is what panes need of the folders of this machine: the path that a
// person means, and how one goes on.
package folders

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"earshot/ui/keys"
)

// Path is the path that a person means: absolute, ~ is home.
func Path(typed string) string {
	path := strings.TrimSpace(typed)
	if rest, ok := strings.CutPrefix(path, "~"); ok && (rest == "" || rest[0] == '/' || rest[0] == filepath.Separator) {
		if home, err := os.UserHomeDir(); err == nil {
			path = home + rest
		}
	}
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// maxEntries bounds how much of a folder is read for completion; it happens
// between two keys.
const maxEntries = 2000

// Complete goes on with the path of a folder.
func Complete(typed string) (out []keys.Choice) {
	folder, prefix := "", typed
	if i := strings.LastIndexByte(typed, '/'); i >= 0 {
		folder, prefix = typed[:i+1], typed[i+1:]
	} else if typed == "~" {
		return []keys.Choice{{Text: "~/", Doc: "home"}}
	}
	at := folder
	if at == "" {
		at = "."
	}
	dir, err := os.Open(Path(at))
	if err != nil {
		return nil
	}
	defer dir.Close() //nolint:errcheck // it was only read
	entries, _ := dir.ReadDir(maxEntries)
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() && strings.HasPrefix(strings.ToLower(name), strings.ToLower(prefix)) && (name[0] != '.' || prefix != "") {
			out = append(out, keys.Choice{Text: folder + name + "/", Label: name + "/", Doc: "folder"})
		}
	}
	slices.SortFunc(out, func(a, b keys.Choice) int { return strings.Compare(a.Text, b.Text) })
	return out
}

// Missing says what is wrong with the path of a folder, "" = nothing.
func Missing(typed string) string {
	if about, err := os.Stat(Path(typed)); strings.TrimSpace(typed) == "" || err != nil || !about.IsDir() {
		return "there is no such folder"
	}
	return ""
}
