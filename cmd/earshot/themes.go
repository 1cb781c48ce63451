package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"earshot/ui/session"
	"earshot/ui/theme"
)

// maxTheme bounds a theme file, in bytes; a real one has a few hundred.
const maxTheme = 64 << 10

// themeFolder is where a person's own themes are: themes beside the
// configuration file.
func themeFolder(c *Call) string { return filepath.Join(filepath.Dir(c.ConfigFile()), "themes") }

// loadThemes reads a person's own themes, and what is wrong with them and with
// the setting, each with its line. A theme with mistakes looks as the kind that
// it begins with.
func loadThemes(c *Call, setting string) ([]theme.Spec, []string) {
	var out []theme.Spec
	var wrong []string
	files, _ := filepath.Glob(filepath.Join(themeFolder(c), "*.toml")) // the pattern is ours: it cannot be bad
	slices.Sort(files)
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".toml")
		text, err := readTheme(path)
		if err != nil {
			wrong = append(wrong, fmt.Sprintf("the theme %s cannot be read: %v", name, err))
			continue
		}
		spec, told := theme.Parse(name, text)
		if len(told) > 0 {
			spec = theme.Spec{Name: name, Base: spec.Base}
			wrong = append(wrong, told...)
		}
		out = append(out, spec)
	}
	if _, ok := theme.Find(out, setting); !ok && setting != "" && setting != theme.Auto {
		wrong = append(wrong, fmt.Sprintf("theme = %q: there is no such theme; it is one of %s, or a file in %s", setting, themeNames(out), themeFolder(c)))
	}
	return out, wrong
}

func readTheme(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxTheme))
}

func themeNames(own []theme.Spec) string {
	var names []string
	for _, l := range theme.List(own) {
		names = append(names, l.Name)
	}
	return strings.Join(names, ", ")
}

// theme names the theme with which the screen would start here, and why.
func (d *doctor) theme(conf Config) {
	own, wrong := loadThemes(d.call, conf.Theme)
	for _, text := range wrong {
		d.bad("theme", "mend it; until then the kind that it begins with is shown", fmt.Errorf("%s", text))
	}
	o := session.Options{Env: d.call.Env, Screen: session.Screen{Theme: conf.Theme, Themes: own}}
	spec := session.InForce(o)
	why := "the setting in " + d.call.ConfigFile()
	switch {
	case spec.Name != conf.Theme && spec.Base == theme.Mono:
		why = "NO_COLOR is set, or TERM is dumb"
	case spec.Name != conf.Theme && spec.Base == theme.Basic:
		why = "TERM=" + d.call.Getenv("TERM") + " has 16 colours"
	case spec.Name != conf.Theme:
		why = "or light, as the terminal's background is"
	case spec.Name != string(spec.Base):
		why = filepath.Join(themeFolder(d.call), spec.Name+".toml") + ", over " + string(spec.Base)
	}
	d.fine("theme", "%s (%s); what was chosen on the screen (:theme) comes before it", spec.Name, why)
}
