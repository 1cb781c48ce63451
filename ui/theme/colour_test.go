package theme

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// matrix turns linear RGB into what somebody with one kind of cones missing
// sees: Machado, Oliveira, Fernandes: A Physiologically-based Model for
// Simulation of Color Vision Deficiency, IEEE TVCG 15(6), 2009, severity 1.0.
type matrix [3][3]float64

func sights() map[string]matrix {
	return map[string]matrix{
		"all three": {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
		"protanopia": {
			{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998},
		},
		"deuteranopia": {
			{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881},
		},
		"tritanopia": {
			{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900},
		},
	}
}

// seen gives the colour in CIE L*a*b* (D65) as it is seen.
func (m matrix) seen(v uint32) [3]float64 {
	r, g, b := linear(v)
	var c [3]float64
	for i, row := range m {
		c[i] = min(1, max(0, row[0]*r+row[1]*g+row[2]*b))
	}
	f := func(t float64) float64 {
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return t*841/108 + 4.0/29
	}
	x := f((0.4124*c[0] + 0.3576*c[1] + 0.1805*c[2]) / 0.95047)
	y := f(0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2])
	z := f((0.0193*c[0] + 0.1192*c[1] + 0.9505*c[2]) / 1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

// apart is the difference of two colours as CIE 1976 measures it; 2.3 can just
// be noticed.
func (m matrix) apart(a, b uint32) float64 {
	p, q := m.seen(a), m.seen(b)
	return math.Sqrt((p[0]-q[0])*(p[0]-q[0]) + (p[1]-q[1])*(p[1]-q[1]) + (p[2]-q[2])*(p[2]-q[2]))
}

func coloured() []Kind { return []Kind{Dark, Light, Contrast, ContrastLight} }

// TestMoodsStayApartWhateverEyesSee: bad and good must never be taken for each
// other; neutral, which also has the quietest sign, has to differ clearly.
func TestMoodsStayApartWhateverEyesSee(t *testing.T) {
	const opposite, beside = 25, 12 // in CIE 1976; 2.3 can just be noticed
	for _, kind := range coloured() {
		var c [3]uint32
		for i, token := range []Token{Negative, Neutral, Positive} {
			c[i], _ = looks()[token].colour(kind)
		}
		for name, m := range sights() {
			if d := m.apart(c[0], c[2]); d < opposite {
				t.Errorf("%s, %s: negative and positive are %.0f apart", kind, name, d)
			}
			if d := m.apart(c[0], c[1]); d < opposite {
				t.Errorf("%s, %s: negative and neutral are %.0f apart", kind, name, d)
			}
			if d := m.apart(c[1], c[2]); d < beside {
				t.Errorf("%s, %s: neutral and positive are %.0f apart", kind, name, d)
			}
		}
	}
	// The usual red and green, for comparison, are what this is about.
	if d := sights()["deuteranopia"].apart(0xd9534f, 0x8a9a2f); d > opposite {
		t.Errorf("red and green that are one to many are %.0f apart: the simulation is wrong", d)
	}
}

// TestTextCanBeRead holds the contrast of every colour on the background of its
// kind and on the band.
func TestTextCanBeRead(t *testing.T) {
	need := map[Kind]float64{Dark: 4.5, Light: 4.5, Contrast: 7, ContrastLight: 7}
	for _, kind := range coloured() {
		for token, look := range looks() {
			colour, ok := look.colour(kind)
			want := need[kind]
			switch token {
			case Band:
				continue
			case Bar1, Bar2, Bar3:
				want = 3
			case Faint:
				want = 1.5
				if kind == Contrast || kind == ContrastLight {
					want = 3
				}
			}
			for _, ground := range (Spec{Base: kind}).grounds() {
				if got := ContrastRatio(colour, ground); ok && got < want {
					t.Errorf("%s: %s has %.2f:1 on #%06x, want %.1f", kind, token, got, ground, want)
				}
			}
		}
	}
}

// TestContrastIsThatOfTheStandard: the ends of the scale, and a grey that WCAG
// itself gives as an example of 4.54:1.
func TestContrastIsThatOfTheStandard(t *testing.T) {
	for _, c := range []struct {
		a, b uint32
		want string
	}{{0, 0xffffff, "21.00"}, {0x777777, 0xffffff, "4.48"}, {0x767676, 0xffffff, "4.54"}, {0x123456, 0x123456, "1.00"}} {
		if got := fmt.Sprintf("%.2f", ContrastRatio(c.a, c.b)); got != c.want {
			t.Errorf("#%06x on #%06x has %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

const mine = `# warm evenings
base = "light"
[colors]
accent = "#a30"
band = "#f0e8dc"
`

func TestAThemeFileChangesWhatItNames(t *testing.T) {
	spec, wrong := Parse("mine", []byte(mine))
	if len(wrong) > 0 || spec.Base != Light || spec.Colors[Accent] != 0xaa3300 || spec.Colors[Band] != 0xf0e8dc {
		t.Fatalf("it reads as %+v, %v", spec, wrong)
	}
	th := spec.Build(false)
	if th.Name != "mine" || th.Kind != Light || !strings.Contains(th.Paint(Accent, "x"), "38;2;170;51;0") {
		t.Errorf("the accent is %q", th.Paint(Accent, "x"))
	}
	if got, want := th.Paint(Negative, "x"), New(Light, false).Paint(Negative, "x"); got != want {
		t.Errorf("what the file does not name is %q, not %q", got, want)
	}
	if spec, wrong := Parse("empty", nil); len(wrong) > 0 || spec.Base != Dark {
		t.Errorf("an empty file is %+v, %v", spec, wrong)
	}
}

func TestMistakesOfAThemeFileAreToldWithTheirLine(t *testing.T) {
	for text, want := range map[string]string{
		"[colors]\nacent = \"#ffffff\"":                          `mine.toml:2: there is no token "acent"; did you mean "accent"?`,
		"[colors]\n\naccent = \"blue\"":                          `mine.toml:3: accent = "blue" is no colour; write it as "#7cc7ff"`,
		"base = \"drak\"":                                        `mine.toml:1: base = "drak" is none of dark, light, contrast, contrast-light`,
		"base = \"mono\"":                                        `mine.toml:1: base = "mono" is none of`,
		"[colors]\ndim = \"#222222\"":                            `mine.toml:2: dim = "#222222" has a contrast of only 1.0:1 against #1e1e1e; choose a lighter one (at least 3:1)`,
		"base = \"light\"\n[colors]\ntext = \"#ffff00\"":         `choose a darker one`,
		"colours = 3":                                            `mine.toml:1: there is no entry "colours"; a theme has base and [colors]`,
		"base = \n":                                              `mine.toml:1: `,
		"[colors]\naccent = 7":                                   `mine.toml:2: `,
		"[colors]\nband = \"#ffffff\"\naccent = \"#eeeeee\"":     `mine.toml:3: accent = "#eeeeee" has a contrast`,
		"[colors]\nzz = \"#fff\"\nqq = \"#12\"\ntext = \"#fff\"": `mine.toml:2: there is no token "zz"`,
	} {
		_, wrong := Parse("mine", []byte(text))
		if len(wrong) == 0 || !strings.Contains(wrong[0], want) {
			t.Errorf("%q is answered %q, want %q", text, wrong, want)
		}
	}
}

func TestABandGoesOnBehindEveryPieceOfARow(t *testing.T) {
	th := New(Dark, false)
	row := th.Paint(Accent, "▶ ") + "plain" + th.Paint(Dim, "dim")
	on := th.styles[Band].on
	if got := th.Band(row); strings.Count(got, on) != 3 || !strings.HasPrefix(got, on) || !strings.HasSuffix(got, off) {
		t.Errorf("the band is %q", got)
	}
	for _, kind := range []Kind{Basic, Mono} {
		if th := New(kind, false); th.Banded() || th.Band(row) != row {
			t.Errorf("%s has a band", kind)
		}
	}
}

func TestAKindHasItsOtherHalf(t *testing.T) {
	for _, c := range []struct {
		kind Kind
		dark bool
		want Kind
	}{{Dark, true, Dark}, {Dark, false, Light}, {Light, true, Dark}, {Contrast, false, ContrastLight}, {ContrastLight, true, Contrast}, {Mono, false, Mono}, {Basic, true, Basic}} {
		if got := c.kind.On(c.dark); got != c.want {
			t.Errorf("%s on dark %v is %s, want %s", c.kind, c.dark, got, c.want)
		}
	}
}

func TestEveryTokenHasItsName(t *testing.T) {
	seen := map[string]bool{}
	for _, token := range Tokens() {
		if name := token.String(); seen[name] || name == "unknown" {
			t.Errorf("token %d is called %q", token, name)
		} else if back, ok := tokenOf(name); !ok || back != token {
			t.Errorf("%q is read as %v", name, back)
		}
		seen[token.String()] = true
		if _, ok := looks()[token]; !ok {
			t.Errorf("%s has no look", token)
		}
	}
	if Token(999).String() != "unknown" {
		t.Error("a token that there is not has a name")
	}
}
