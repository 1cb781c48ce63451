package house

import (
	"go/ast"
	"go/token"
	"strings"
	"testing"
)

// TestFilesAndFunctionsStayShort holds the budgets of ARCHITECTURE.md.
func TestFilesAndFunctionsStayShort(t *testing.T) {
	h := readHouse(t)
	for _, s := range h.code() {
		if support(s.room) {
			continue
		}
		limit := maxFile
		if s.path == "cmd/earshot/main.go" {
			limit = maxMain
		}
		if s.lines > limit {
			t.Errorf("%s: %d lines, at most %d", s.path, s.lines, limit)
		}
		for _, d := range s.file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			limit := maxFunc
			if fn.Name.Name == "Update" {
				limit = maxUpdate
			}
			if n := h.fset.Position(fn.End()).Line - h.fset.Position(fn.Pos()).Line + 1; n > limit {
				t.Errorf("%s: %s has %d lines, at most %d", h.at(fn), fn.Name.Name, n, limit)
			}
		}
	}
}

func TestTypesStaySmall(t *testing.T) {
	h := readHouse(t)
	methods := map[string]int{}
	for _, s := range h.code() {
		if support(s.room) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				checkType(t, h, n)
			case *ast.FuncDecl:
				if n.Recv != nil && len(n.Recv.List) == 1 {
					methods[s.room+"."+receiver(n.Recv.List[0].Type)]++
				}
			}
			return true
		})
	}
	for name, n := range methods {
		if n > maxMethods {
			t.Errorf("%s has %d methods, at most %d", name, n, maxMethods)
		}
	}
}

func checkType(t *testing.T, h *house, n *ast.TypeSpec) {
	t.Helper()
	switch body := n.Type.(type) {
	case *ast.StructType:
		fields := 0
		for _, f := range body.Fields.List {
			fields += max(1, len(f.Names))
		}
		if fields > maxFields {
			t.Errorf("%s: %s has %d fields, at most %d", h.at(n), n.Name.Name, fields, maxFields)
		}
	case *ast.InterfaceType:
		if k := body.Methods.NumFields(); k > maxInterface {
			t.Errorf("%s: %s has %d methods, at most %d", h.at(n), n.Name.Name, k, maxInterface)
		}
	}
}

func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return "?"
}

// TestThereAreEnoughTests: lines of tests and of rooms that exist for tests,
// against lines of code.
func TestThereAreEnoughTests(t *testing.T) {
	var code, tests int
	for _, s := range readHouse(t).all {
		if s.test || support(s.room) {
			tests += s.lines
		} else {
			code += s.lines
		}
	}
	ratio := float64(tests) / float64(code)
	t.Logf("%d lines of tests on %d lines of code: %.2f", tests, code, ratio)
	if ratio < minTests {
		t.Errorf("tests/code is %.2f, at least %.1f", ratio, minTests)
	}
}

// TestEveryExportedNameIsDocumented, and every package, and methods of
// exported types unless an interface of the standard library explains them.
func TestEveryExportedNameIsDocumented(t *testing.T) {
	h := readHouse(t)
	packages := map[string]bool{}
	for _, s := range h.code() {
		packages[s.room] = packages[s.room] || s.file.Doc != nil
		for _, d := range s.file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				undocumented := d.Name.IsExported() && d.Doc == nil
				if undocumented && (d.Recv == nil || ast.IsExported(receiver(d.Recv.List[0].Type))) && !standard(d.Name.Name) {
					t.Errorf("%s: %s is not documented", h.at(d), d.Name.Name)
				}
			case *ast.GenDecl:
				specs(t, h, d)
			}
		}
	}
	for room, documented := range packages {
		if !documented {
			t.Errorf("package %s has no comment", room)
		}
	}
}

func standard(name string) bool {
	return strings.Contains(" Error String Unwrap Read Write Close Len Less Swap ", " "+name+" ")
}

func specs(t *testing.T, h *house, d *ast.GenDecl) {
	t.Helper()
	if d.Tok == token.IMPORT {
		return
	}
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if spec.Name.IsExported() && d.Doc == nil && spec.Doc == nil {
				t.Errorf("%s: type %s is not documented", h.at(spec), spec.Name.Name)
			}
		case *ast.ValueSpec:
			if spec.Names[0].IsExported() && d.Doc == nil && spec.Doc == nil && spec.Comment == nil {
				t.Errorf("%s: %s is not documented", h.at(spec), spec.Names[0].Name)
			}
		}
	}
}
