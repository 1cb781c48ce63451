package house

import (
	"go/ast"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// What is written for people is held to what the tree really has.

// maxTargets: a Makefile of more is a manual of its own.
const maxTargets = 12

func readFile(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// command is one command as the tree of commands declares it.
type command struct{ at, name, example string }

// commands reads every cobra.Command of the program but the root and hidden
// ones.
func commands(h *house) []command {
	var out []command
	for _, s := range h.code() {
		if s.room != "cmd/earshot" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			literal, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if sel, ok := literal.Type.(*ast.SelectorExpr); !ok || sel.Sel.Name != "Command" || base(sel) != "cobra" {
				return true
			}
			c, hidden := command{at: h.at(n)}, false
			for _, e := range literal.Elts {
				field, ok := e.(*ast.KeyValueExpr)
				if !ok {
					continue
				}
				switch base(field.Key) {
				case "Use":
					c.name, _, _ = strings.Cut(text(field.Value), " ")
				case "Example":
					c.example = text(field.Value)
				case "Hidden":
					hidden = true
				}
			}
			if c.name != "earshot" && !hidden {
				out = append(out, c)
			}
			return true
		})
	}
	return out
}

// text is the value of a string expression made of literals.
func text(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if value, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return value
		}
	case *ast.BinaryExpr:
		return text(e.X) + text(e.Y)
	case *ast.ParenExpr:
		return text(e.X)
	}
	return ""
}

// TestEveryCommandIsExplained: an example in its help or a place in the README,
// and a place in the CHANGELOG.
func TestEveryCommandIsExplained(t *testing.T) {
	list := commands(readHouse(t))
	if len(list) < 20 {
		t.Fatalf("only %d commands were found: the test looks at the wrong place", len(list))
	}
	readme, changes := readFile(t, "README.md"), quoted(readFile(t, "CHANGELOG.md"))
	for _, c := range list {
		call := "earshot " + c.name
		switch {
		case c.name == "":
			t.Errorf("%s: a command whose name cannot be read here", c.at)
		case !names(c.example, call) && !names(readme, call):
			t.Errorf("%s: %q has no example in its help, and the README does not name it", c.at, call)
		}
		if !changes[c.name] {
			t.Errorf("%s: CHANGELOG.md does not name `%s`", c.at, c.name)
		}
	}
}

// names tells whether a text has a phrase as whole words.
func names(text, phrase string) bool {
	return regexp.MustCompile(`(^|\W)` + regexp.QuoteMeta(phrase) + `($|[^\w-])`).MatchString(text)
}

// quoted are the words between back quotes.
func quoted(markdown string) map[string]bool {
	out := map[string]bool{}
	for i, part := range strings.Split(markdown, "`") {
		if i%2 == 1 {
			for _, word := range strings.Fields(part) {
				out[word] = true
			}
		}
	}
	return out
}

// documents are the Markdown files of the tree, by their path from the root.
func documents(t *testing.T) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata"):
			return filepath.SkipDir
		case !d.IsDir() && strings.HasSuffix(d.Name(), ".md"):
			rel, err := filepath.Rel(root, path)
			out = append(out, rel)
			return err
		}
		return nil
	})
	if err != nil || len(out) < 4 {
		t.Fatalf("documents: %v, %v", out, err)
	}
	return out
}

func TestEveryLinkLeadsSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(<?([^)\s>]+)`)
	for _, doc := range documents(t) {
		for _, found := range link.FindAllStringSubmatch(readFile(t, doc), -1) {
			target, _, _ := strings.Cut(found[1], "#")
			if target == "" || strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
				continue
			}
			if _, err := os.Stat(filepath.Join(root, filepath.Dir(doc), target)); err != nil {
				t.Errorf("%s: the link to %s leads nowhere", doc, target)
			}
		}
	}
}

func TestTheMakefileIsShortAndHasWhatDocumentsName(t *testing.T) {
	var targets []string
	for _, found := range regexp.MustCompile(`(?m)^([a-z][\w-]*):([^=]|$)`).FindAllStringSubmatch(readFile(t, "Makefile"), -1) {
		targets = append(targets, found[1])
	}
	if len(targets) == 0 || len(targets) > maxTargets {
		t.Errorf("the Makefile has %d targets, at most %d: %v", len(targets), maxTargets, targets)
	}
	call := regexp.MustCompile("`make ([a-z-]+)`")
	for _, doc := range documents(t) {
		for _, found := range call.FindAllStringSubmatch(readFile(t, doc), -1) {
			if !slices.Contains(targets, found[1]) {
				t.Errorf("%s names `make %s`, which the Makefile does not have", doc, found[1])
			}
		}
	}
}
