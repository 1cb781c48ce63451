package house

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// required reads the direct requirements of go.mod.
func required(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, found := range regexp.MustCompile(`(?m)^\t(\S+) v\S+$`).FindAllStringSubmatch(readFile(t, "go.mod"), -1) {
		out = append(out, found[1])
	}
	if len(out) < 10 {
		t.Fatalf("only %v is required: the test does not understand go.mod", out)
	}
	return out
}

// shortName is the last part of a module's path that says something:
// knadh/koanf/parsers/toml/v2 is toml.
func shortName(module string) string {
	return filepath.Base(regexp.MustCompile(`/v\d+$`).ReplaceAllString(module, ""))
}

// TestEveryDependencyHasAReason: a line in the table of ARCHITECTURE.md. What is
// pinned ahead, in cmd/deps only, needs one once it is used.
func TestEveryDependencyHasAReason(t *testing.T) {
	_, table, found := strings.Cut(readFile(t, "ARCHITECTURE.md"), "\n## Dependencies")
	if !found {
		t.Fatal("ARCHITECTURE.md has no section of dependencies")
	}
	var reasons strings.Builder
	for line := range strings.Lines(table) {
		if cells := strings.Split(line, "|"); len(cells) == 4 && strings.TrimSpace(cells[2]) != "" {
			reasons.WriteString(cells[1] + "\n")
		}
	}
	used := map[string]bool{}
	for _, s := range readHouse(t).all {
		for _, imp := range s.file.Imports {
			if s.room != "cmd/deps" {
				used[strings.Trim(imp.Path.Value, `"`)] = true
			}
		}
	}
	packages := slices.Sorted(maps.Keys(used))
	for _, module := range required(t) {
		mine := func(path string) bool { return path == module || strings.HasPrefix(path, module+"/") }
		if slices.ContainsFunc(packages, mine) && !names(reasons.String(), shortName(module)) {
			t.Errorf("%s is used, and no line of ARCHITECTURE.md says why", module)
		}
	}
}

// licence recognises the text of a licence; ok tells whether it fits MIT.
func licence(text string) (name string, ok bool) {
	text = strings.Join(strings.Fields(strings.ToLower(text)), " ")
	for _, known := range []struct {
		name, phrase string
		ok           bool
	}{
		// The Mozilla licence names the GNU ones, so it comes before them.
		{"MPL-2.0", "mozilla public license version 2.0 ====", true},
		{"MPL-2.0", "mozilla public license, version 2.0", true},
		{"AGPL", "gnu affero general public license", false},
		{"LGPL", "gnu lesser general public license", false},
		{"GPL", "gnu general public license", false},
		{"Apache-2.0", "apache license version 2.0", true},
		{"Apache-2.0", "licensed under the apache license, version 2.0", true},
		{"MIT", "permission is hereby granted, free of charge, to any person obtaining a copy", true},
		{"BSD", "redistribution and use in source and binary forms", true},
		{"ISC", "permission to use, copy, modify, and/or distribute this software for any purpose with or without fee", true},
		{"ISC", "permission to use, copy, modify, and distribute this software for any purpose with or without fee", true},
		{"Unlicense", "this is free and unencumbered software released into the public domain", true},
		{"CC0", "cc0 1.0 universal", true},
	} {
		if strings.Contains(text, known.phrase) {
			return known.name, known.ok
		}
	}
	return "a licence unknown here", false
}

func TestLicencesAreRecognised(t *testing.T) {
	for text, want := range map[string]string{
		"MIT License\n\nPermission is hereby granted, free of charge, to any\nperson obtaining a copy of":                                         "MIT",
		"Mozilla Public License Version 2.0\n====\n 1.12 \"Secondary License\" means either the GNU General Public License, Version 2.0":          "MPL-2.0",
		"Mozilla Public License, version 2.0\n1.12 means either the GNU General Public License":                                                   "MPL-2.0",
		"   Apache License\n   Version 2.0, January 2004":                                                                                         "Apache-2.0",
		"Redistribution and use in source and binary forms, with or without":                                                                      "BSD",
		"GNU GENERAL PUBLIC LICENSE\n Version 3, 29 June 2007":                                                                                    "GPL",
		"GNU AFFERO GENERAL PUBLIC LICENSE":                                                                                                       "AGPL",
		"All rights reserved, call our lawyers":                                                                                                   "a licence unknown here",
		"Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted":                  "ISC",
		"Everyone may look. Permission is hereby granted, free of charge, to any person obtaining a copy; GNU General Public License applies too": "GPL",
	} {
		name, ok := licence(text)
		if name != want || ok != slices.Contains([]string{"MIT", "MPL-2.0", "Apache-2.0", "BSD", "ISC"}, want) {
			t.Errorf("%.40q is taken for %s (%v), not %s", text, name, ok, want)
		}
	}
}

// TestLicencesFitOurs looks at every module that is linked into the program, as
// it lies in the module cache: nothing is fetched.
func TestLicencesFitOurs(t *testing.T) {
	if name, ok := licence(readFile(t, "LICENSE")); name != "MIT" || !ok {
		t.Errorf("our own licence is %s", name)
	}
	list := exec.Command("go", "list", "-deps", "-f", `{{with .Module}}{{if not .Main}}{{.Path}}{{"\t"}}{{.Dir}}{{end}}{{end}}`, "./cmd/earshot")
	list.Dir, list.Env = root, append(os.Environ(), "GOPROXY=off")
	said, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	lines := slices.Compact(slices.Sorted(strings.Lines(string(said))))
	counted := map[string]int{}
	for _, line := range lines {
		module, dir, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok {
			continue
		}
		texts := licenceFiles(t, dir)
		if len(texts) == 0 {
			t.Errorf("%s has no licence", module)
		}
		for file, text := range texts {
			name, ok := licence(text)
			counted[name]++
			if !ok {
				t.Errorf("%s: its %s is %s, which does not fit MIT", module, file, name)
			}
		}
	}
	if len(counted) == 0 {
		t.Fatal("no module was looked at")
	}
	t.Logf("%d modules: %v", len(lines), counted)
}

// licenceFiles are the licences at the top of a module.
func licenceFiles(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, e := range entries {
		name := strings.ToUpper(e.Name())
		if e.IsDir() || !strings.HasPrefix(name, "LICEN") && !strings.HasPrefix(name, "COPYING") && !strings.HasPrefix(name, "UNLICENSE") {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out[e.Name()] = string(raw)
	}
	return out
}
