package theme

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// Spec describes a theme: one of the kinds, with the colours (0xRRGGBB) that a
// person chose instead of its own.
type Spec struct {
	Name   string
	Base   Kind
	Colors map[Token]uint32
}

// least is the contrast (WCAG 2.2) under which a person's colour for text is
// refused: the value for large text, below which nobody reads with ease.
const least = 3

// Parse reads a theme file: TOML with the kind it begins with, and colours by
// the names of tokens.
//
//	base = "dark"        # dark, light, contrast, contrast-light
//	[colors]
//	accent = "#ffb454"
//	band = "#20242c"     # the ground under titles and the status line
//
// What is wrong with it comes as one line each, with the line of the file and
// what to write instead; the theme is then to be left alone.
func Parse(name string, text []byte) (Spec, []string) {
	spec := Spec{Name: name, Base: Dark, Colors: map[Token]uint32{}}
	var file struct {
		Base   string
		Colors map[string]string
	}
	decoder := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields()
	if err := decoder.Decode(&file); err != nil {
		return spec, broken(name, err)
	}
	told := complaints{name: name, text: string(text)}
	switch kind := Kind(file.Base); {
	case kind == "":
	case kind == Basic || kind == Mono || !slices.Contains(Kinds(), kind):
		told.add("base", "base = %q is none of dark, light, contrast, contrast-light", file.Base)
	default:
		spec.Base = kind
	}
	for key, value := range file.Colors {
		token, ok := tokenOf(key)
		if !ok {
			told.add(key, "there is no token %q; did you mean %q?", key, nearest(key))
			continue
		}
		colour, ok := hex(value)
		if !ok {
			told.add(key, "%s = %q is no colour; write it as \"#7cc7ff\"", key, value)
			continue
		}
		spec.Colors[token] = colour
	}
	spec.readable(&told)
	return spec, told.lines()
}

// readable looks at the contrast of what was chosen, on the background and on
// the band.
func (s Spec) readable(told *complaints) {
	for token, colour := range s.Colors {
		for _, ground := range s.grounds() {
			if got := ContrastRatio(colour, ground); token != Band && token != Faint && got < least {
				told.add(token.String(), "%s = \"#%06x\" has a contrast of only %.1f:1 against #%06x; choose a %s one (at least %d:1)",
					token, colour, got, ground, map[bool]string{true: "lighter", false: "darker"}[s.Base.dark()], least)
				break
			}
		}
	}
}

func (k Kind) dark() bool { return k != Light && k != ContrastLight }

// grounds are what text stands on: the background that the kind is made for, and
// the band.
func (s Spec) grounds() []uint32 {
	band, ok := s.Colors[Band]
	if !ok {
		band, _ = looks()[Band].colour(s.Base)
	}
	switch s.Base {
	case Light:
		return []uint32{0xf5f5f5, band}
	case Contrast:
		return []uint32{0x000000, band}
	case ContrastLight:
		return []uint32{0xffffff, band}
	}
	return []uint32{0x1e1e1e, band}
}

// broken turns what the decoder says into lines.
func broken(name string, err error) []string {
	var strict *toml.StrictMissingError
	if errors.As(err, &strict) {
		var out []string
		for _, e := range strict.Errors {
			row, _ := e.Position()
			out = append(out, fmt.Sprintf("%s.toml:%d: there is no entry %q; a theme has base and [colors]", name, row, strings.Join(e.Key(), ".")))
		}
		return out
	}
	var bad *toml.DecodeError
	if errors.As(err, &bad) {
		row, _ := bad.Position()
		return []string{fmt.Sprintf("%s.toml:%d: %s", name, row, strings.TrimPrefix(bad.Error(), "toml: "))}
	}
	return []string{fmt.Sprintf("%s.toml: %v", name, err)}
}

// complaints gathers what is wrong, line by line.
type complaints struct {
	name, text string
	found      []complaint
}

type complaint struct {
	line int
	text string
}

func (c *complaints) add(key, format string, args ...any) {
	at := 1
	if m := regexp.MustCompile(`(?m)^\s*"?` + regexp.QuoteMeta(key) + `"?\s*=`).FindStringIndex(c.text); m != nil {
		at += strings.Count(c.text[:m[1]], "\n")
	}
	c.found = append(c.found, complaint{at, fmt.Sprintf("%s.toml:%d: ", c.name, at) + fmt.Sprintf(format, args...)})
}

func (c *complaints) lines() []string {
	slices.SortFunc(c.found, func(a, b complaint) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.text, b.text))
	})
	var out []string
	for _, f := range c.found {
		out = append(out, f.text)
	}
	return out
}

func tokenOf(name string) (Token, bool) {
	for _, t := range Tokens() {
		if t.String() == name {
			return t, true
		}
	}
	return 0, false
}

// hex reads #rrggbb or #rgb.
func hex(s string) (uint32, bool) {
	digits, ok := strings.CutPrefix(s, "#")
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	v, err := strconv.ParseUint(digits, 16, 32)
	return uint32(v), ok && len(digits) == 6 && err == nil
}

// nearest is the token whose name takes the fewest edits.
func nearest(name string) string {
	best, least := "", 1<<30
	for _, t := range Tokens() {
		if d := edits(name, t.String()); d < least {
			best, least = t.String(), d
		}
	}
	return best
}

// edits is the Levenshtein distance.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := before
			if a[i] != b[j] {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, row[j]+1, before+1)
		}
	}
	return row[len(b)]
}
