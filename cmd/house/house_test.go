package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The house test reads every source file and holds the rules of
// ARCHITECTURE.md: which room may look into which, what no room may keep, and
// how large things may grow.

const (
	root         = "../.."
	maxFile      = 400
	maxMain      = 80
	maxFunc      = 60
	maxUpdate    = 40
	maxFields    = 15
	maxMethods   = 25
	maxInterface = 8
	minTests     = 0.8
)

// source is one parsed file.
type source struct {
	path  string // from the root, with slashes
	room  string // folder of the package
	test  bool
	file  *ast.File
	lines int
}

type house struct {
	fset *token.FileSet
	all  []source
}

func readHouse(t *testing.T) *house {
	t.Helper()
	h := &house{fset: token.NewFileSet()}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		file, err := parser.ParseFile(h.fset, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		if ast.IsGenerated(file) {
			return nil
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		h.all = append(h.all, source{
			path: rel, room: rel[:max(0, strings.LastIndexByte(rel, '/'))], test: strings.HasSuffix(name, "_test.go"),
			file: file, lines: h.fset.File(file.Pos()).LineCount(),
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(h.all) < 100 {
		t.Fatalf("only %d files were read: the test looks at the wrong folder", len(h.all))
	}
	return h
}

func (h *house) at(n ast.Node) string {
	p := h.fset.Position(n.Pos())
	rel, err := filepath.Rel(root, p.Filename)
	if err != nil {
		rel = p.Filename
	}
	return filepath.ToSlash(rel) + ":" + itoa(p.Line)
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}

func (h *house) code() []source {
	return slices.DeleteFunc(slices.Clone(h.all), func(s source) bool { return s.test })
}

// support tells whether a room exists for tests only: fakes, contract suites,
// drivers. It may look where code may not, and its size counts as tests.
func support(room string) bool {
	base := room[strings.LastIndexByte(room, '/')+1:]
	return strings.HasSuffix(base, "test") && base != "test"
}

// tool tells whether a room is a program for those who work on earshot, which
// may use what is for tests: nothing of it is linked into the product.
func tool(room string) bool { return within(room, "cmd") && room != "cmd/earshot" }

// TestTheTopLevelFoldersAreThoseAgreedUpon: code lives in six folders.
func TestTheTopLevelFoldersAreThoseAgreedUpon(t *testing.T) {
	for _, s := range readHouse(t).all {
		top, _, _ := strings.Cut(s.room, "/")
		if !slices.Contains([]string{"cmd", "ui", "store", "connectors", "scoring", "testdata"}, top) {
			t.Errorf("%s: code lives in cmd, ui, store, connectors, scoring", s.path)
		}
	}
}

// within tells whether a room is, or lies below, one of the folders.
func within(room string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return room == f || strings.HasPrefix(room, f+"/") })
}

// allowed tells whether a room may import another: downwards only.
func allowed(from, to string) bool {
	switch {
	case from == to, support(from):
		return true
	case within(from, "cmd"):
		return !within(to, "cmd")
	case within(to, "cmd"):
		return false
	case within(from, "ui/paint"): // frames in, bytes out
		return false
	case within(from, "ui"):
		return within(to, "ui", "scoring") || within(to, "store") && !within(to, "store/bolt", "store/mem", "store/index", "store/vault")
	case within(from, "connectors"):
		return within(to, "connectors", "scoring/text") || within(to, "store") && !within(to, "store/bolt", "store/mem", "store/index")
	case within(from, "scoring"):
		return within(to, "scoring")
	case within(from, "store/query", "store/clean", "store/when", "store/vault"):
		return false
	case from == "store":
		return within(to, "store/query", "store/clean")
	case within(from, "store/desk"):
		return within(to, "scoring") || within(to, "store") && !within(to, "store/bolt", "store/mem", "store/index")
	case within(from, "store"): // engines, the index, the meaning of queries, the exchange format
		return within(to, "scoring/text", "scoring/names", "store") && !within(to, "store/desk")
	}
	return false
}

func TestImportsGoDownwardsOnly(t *testing.T) {
	h := readHouse(t)
	for _, s := range h.code() {
		for _, imp := range s.file.Imports {
			to, ours := strings.CutPrefix(strings.Trim(imp.Path.Value, `"`), "earshot/")
			if ours && !allowed(s.room, to) {
				t.Errorf("%s: %s must not import %s", h.at(imp), s.room, to)
			}
			if ours && pane(s.room) && pane(to) && s.room != to {
				t.Errorf("%s: a pane imports a pane", h.at(imp))
			}
			if ours && support(to) && !support(s.room) && !tool(s.room) {
				t.Errorf("%s: %s is for tests", h.at(imp), to)
			}
		}
	}
}

func pane(room string) bool {
	return within(room, "ui/stream", "ui/card", "ui/compose", "ui/insight", "ui/thread")
}

// TestNothingRunsByItself: no init, no package-level state that anything
// changes: two sessions in one process must not meet there.
func TestNothingRunsByItself(t *testing.T) {
	h := readHouse(t)
	rooms := map[string][]source{}
	for _, s := range h.code() {
		rooms[s.room] = append(rooms[s.room], s)
	}
	for _, files := range rooms {
		names := map[string]*ast.ValueSpec{}
		for _, s := range files {
			for _, d := range s.file.Decls {
				switch d := d.(type) {
				case *ast.FuncDecl:
					if d.Name.Name == "init" && d.Recv == nil {
						t.Errorf("%s: no init functions", h.at(d))
					}
				case *ast.GenDecl:
					if d.Tok == token.VAR {
						packageVars(t, h, d, names)
					}
				}
			}
		}
		for _, s := range files {
			changes(t, h, s, names)
		}
	}
}

func packageVars(t *testing.T, h *house, d *ast.GenDecl, names map[string]*ast.ValueSpec) {
	embedded := d.Doc != nil && strings.Contains(docText(d.Doc), "go:embed")
	for _, spec := range d.Specs {
		v := spec.(*ast.ValueSpec)
		if v.Doc != nil && strings.Contains(docText(v.Doc), "go:embed") {
			embedded = true
		}
		for _, name := range v.Names {
			if name.Name == "_" {
				continue
			}
			if len(v.Values) == 0 && !embedded {
				t.Errorf("%s: package-level %s has no value: it can only be state", h.at(name), name.Name)
			}
			names[name.Name] = v
		}
	}
}

func docText(g *ast.CommentGroup) string {
	var b strings.Builder
	for _, c := range g.List {
		b.WriteString(c.Text + "\n")
	}
	return b.String()
}

// changes reports assignments to package-level names, or through them.
func changes(t *testing.T, h *house, s source, names map[string]*ast.ValueSpec) {
	for _, d := range s.file.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Body == nil {
			continue
		}
		local := locals(fn)
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			var targets []ast.Expr
			switch n := n.(type) {
			case *ast.AssignStmt:
				if n.Tok != token.DEFINE {
					targets = n.Lhs
				}
			case *ast.IncDecStmt:
				targets = []ast.Expr{n.X}
			case *ast.UnaryExpr:
				if n.Op == token.AND {
					targets = []ast.Expr{n.X}
				}
			}
			for _, target := range targets {
				if name := base(target); name != "" && names[name] != nil && !local[name] {
					t.Errorf("%s: changes the package-level %s", h.at(target), name)
				}
			}
			return true
		})
	}
}

// locals are the names that a function declares itself.
func locals(fn *ast.FuncDecl) map[string]bool {
	out := map[string]bool{}
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				if id, ok := l.(*ast.Ident); ok && n.Tok == token.DEFINE {
					out[id.Name] = true
				}
			}
		case *ast.Field:
			for _, id := range n.Names {
				out[id.Name] = true
			}
		case *ast.ValueSpec:
			for _, id := range n.Names {
				out[id.Name] = true
			}
		case *ast.RangeStmt:
			for _, e := range []ast.Expr{n.Key, n.Value} {
				if id, ok := e.(*ast.Ident); ok {
					out[id.Name] = true
				}
			}
		}
		return true
	})
	return out
}

// base is the name that an assignment ends at: a in a, a[i], a.b.
func base(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.IndexExpr:
		return base(e.X)
	case *ast.SelectorExpr:
		return base(e.X)
	case *ast.StarExpr:
		return base(e.X)
	case *ast.ParenExpr:
		return base(e.X)
	}
	return ""
}

// TestTimeAndChanceComeFromTheEnv in the screen and the verbs, or frames could
// not be compared.
func TestTimeAndChanceComeFromTheEnv(t *testing.T) {
	h := readHouse(t)
	for _, s := range h.code() {
		if !within(s.room, "ui", "store/desk", "scoring") || support(s.room) {
			continue
		}
		for _, imp := range s.file.Imports {
			switch path := strings.Trim(imp.Path.Value, `"`); path {
			case "math/rand", "math/rand/v2", "crypto/rand", "os", "os/exec":
				if !(within(s.room, "ui/compose", "ui/folders") && (path == "os" || path == "os/exec")) { // attachments and $EDITOR
					t.Errorf("%s: %s must not import %s", h.at(imp), s.room, path)
				}
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "time" && slices.Contains([]string{"Now", "Since", "Until"}, sel.Sel.Name) {
				t.Errorf("%s: time.%s; the time comes from Env", h.at(n), sel.Sel.Name)
			}
			return true
		})
	}
}
