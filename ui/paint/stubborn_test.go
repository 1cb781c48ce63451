package paint_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"earshot/ui/paint"
)

// stubborn is a terminal with a mind of its own about widths: whatever is more
// than a plain letter takes one cell or two, or one for each of its signs, as it
// likes.
type stubborn struct {
	r             *rand.Rand // nil = a terminal that agrees
	width, height int
	x, y          int
	cells         [][]string // "" = the second half of a wide glyph
}

func newStubborn(r *rand.Rand, width, height int) *stubborn {
	s := &stubborn{r: r, width: width, height: height, cells: make([][]string, height)}
	for y := range s.cells {
		s.cells[y] = make([]string, width)
		s.fill(0, width, y)
	}
	return s
}

func (s *stubborn) fill(from, to, y int) {
	for x := from; x < min(to, s.width); x++ {
		s.set(x, y, " ")
	}
}

// set writes one cell; the other half of what it tears is blank.
func (s *stubborn) set(x, y int, text string) {
	row := s.cells[y]
	if row[x] == "" && x > 0 {
		row[x-1] = " "
	}
	if x+1 < s.width && row[x+1] == "" {
		row[x+1] = " "
	}
	row[x] = text
}

func (s *stubborn) print(text string, width int) {
	if width <= 0 {
		return
	}
	width = min(width, 2)
	s.set(s.x, s.y, text)
	if width == 2 && s.x+1 < s.width {
		s.set(s.x+1, s.y, " ")
		s.cells[s.y][s.x+1] = ""
	}
	s.x = min(s.x+width, s.width-1) // no autowrap
}

// plainly tells what every terminal agrees on.
func plainly(cluster string) bool {
	r, size := utf8.DecodeRuneInString(cluster)
	return size == len(cluster) && ansi.StringWidth(cluster) == 1 && (r < 0x2600 || r >= 0x27c0 && r < 0x2b00 || r >= 0x2c00 && r < 0x1f000)
}

func (s *stubborn) cluster(text string) {
	width := ansi.StringWidth(text)
	if s.r == nil || plainly(text) {
		s.print(text, width)
		return
	}
	switch s.r.IntN(3) {
	case 0:
		s.print(text, 1)
	case 1:
		s.print(text, min(width, 1)+1)
	case 2:
		for _, r := range text {
			if w := ansi.StringWidth(string(r)); w > 0 || s.r.IntN(2) == 0 {
				s.print(string(r), max(w, 1))
			}
		}
	}
}

// Write knows what the painter uses and fails on everything else.
func (s *stubborn) take(out string) error {
	for out != "" {
		switch {
		case strings.HasPrefix(out, "\x1b]"):
			end := strings.IndexByte(out, 7)
			out = out[end+1:]
		case strings.HasPrefix(out, "\x1b["):
			end := 2 + strings.IndexFunc(out[2:], func(r rune) bool { return r >= 0x40 && r <= 0x7e })
			if err := s.csi(out[2:end], out[end]); err != nil {
				return err
			}
			out = out[end+1:]
		case out[0] == '\r':
			s.x, out = 0, out[1:]
		case out[0] == '\n':
			s.y, out = s.y+1, out[1:]
		case out[0] == '\b':
			s.x, out = max(s.x-1, 0), out[1:]
		case out[0] < ' ':
			return fmt.Errorf("byte %#x", out[0])
		default:
			cluster, _ := ansi.FirstGraphemeCluster(out, ansi.GraphemeWidth)
			s.cluster(cluster)
			out = out[len(cluster):]
		}
		if s.y >= s.height {
			return fmt.Errorf("the screen scrolls before %q", out)
		}
	}
	return nil
}

func (s *stubborn) csi(params string, final byte) error {
	if strings.HasPrefix(params, "?") || strings.HasPrefix(params, ">") || strings.HasPrefix(params, "<") || final == 'm' || final == 'q' {
		return nil
	}
	if params == "8" && (final == 'l' || final == 'h') {
		return nil
	}
	n := 1
	a, b, _ := strings.Cut(params, ";")
	if v, err := strconv.Atoi(a); err == nil {
		n = v
	}
	switch final {
	case 'H':
		s.y, s.x = n-1, 0
		if v, err := strconv.Atoi(b); err == nil {
			s.x = v - 1
		}
	case 'G':
		s.x = n - 1
	case 'A':
		s.y -= n
	case 'B':
		s.y += n
	case 'C':
		s.x = min(s.x+n, s.width-1)
	case 'D':
		s.x = max(s.x-n, 0)
	case 'X':
		s.fill(s.x, s.x+n, s.y)
	case 'K':
		s.fill(s.x, s.width, s.y)
	case 'J':
		for y := range s.cells {
			s.fill(0, s.width, y)
		}
	default:
		return fmt.Errorf("CSI %s %c", params, final)
	}
	if s.y < 0 || s.y >= s.height || s.x < 0 || s.x >= s.width {
		return fmt.Errorf("CSI %s %c leads to %d,%d", params, final, s.x, s.y)
	}
	return nil
}

// wrong compares with the frame, as another library reads it. Cells of what
// terminals disagree about are looked at only if this one agrees.
func (s *stubborn) wrong(f paint.Frame) string {
	want := uv.NewScreenBuffer(f.Width, f.Height)
	want.Method = ansi.GraphemeWidth
	uv.NewStyledString(f.View.Content).Draw(want, want.Bounds())
	for y := range f.Height {
		for x := 0; x < f.Width; x++ {
			c := want.CellAt(x, y)
			text := c.Content
			if text == "" || text == "\x00" {
				text = " "
			}
			if !plainly(text) && (s.r != nil || ansi.StringWidth(text) != c.Width) {
				x += max(c.Width, 1) - 1
				continue
			}
			got := s.cells[y][x]
			if !strings.HasPrefix(text, or(got, "nothing")) && (s.r != nil || plainly(got)) {
				return fmt.Sprintf("%d,%d shows %q and not %q", x, y, s.cells[y][x], text)
			}
			x += max(c.Width, 1) - 1
		}
	}
	return ""
}

// or gives what is not empty; marks without cells may be missing behind it.
func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

func TestATerminalThatDisagreesAboutWidthsBreaksNoColumn(t *testing.T) {
	mixtures := [][]string{
		{"emoji", "ascii"},
		{"cjk", "cyrillic"},
		{"marks", "ascii"},
		{"emoji", "styles", "cyrillic"},
		{"ascii", "cyrillic", "cjk", "emoji", "marks", "rtl", "styles", "links"},
	}
	for i, mixture := range mixtures {
		for seed := range uint64(300) {
			m := &maker{r: rand.New(rand.NewPCG(seed, uint64(i))), kinds: mixture}
			var mind *rand.Rand
			if seed%3 > 0 {
				mind = rand.New(rand.NewPCG(seed, 2))
			}
			stubbornly(t, m, mind)
		}
	}
}

func stubbornly(t *testing.T, m *maker, mind *rand.Rand) {
	t.Helper()
	screen := paint.NewScreen()
	var term *stubborn
	for step := range 20 {
		f, resized := m.next()
		if resized {
			term = newStubborn(mind, f.Width, f.Height)
		}
		out := string(screen.Draw(nil, f))
		if err := term.take(out); err != nil {
			t.Fatalf("step %d: %v in %q", step, err, out)
		}
		if wrong := term.wrong(f); wrong != "" {
			t.Fatalf("step %d of %v: %s\nframe %q\nwritten %q", step, m.kinds, wrong, f.View.Content, out)
		}
	}
}
