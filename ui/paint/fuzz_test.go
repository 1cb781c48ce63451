package paint_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/vt"

	"earshot/ui/paint"
)

// pieces are what frames are made of.
var pieces = map[string][]string{
	"ascii":    {"a", "Z", "0", " ", "  ", "               ", "hello", "|", "~"},
	"cyrillic": {"я", "Ж", "ё", " ", "привет", "№", "«", "│", "─", "█", "…"},
	"cjk":      {"漢", "字", "ｱ", "한", "あ", " ", "a"},
	"emoji":    {"👩‍👩‍👧", "👍🏽", "🍕", "🇷🇺", "❤️", "1️⃣", "☺", "✅", " ", "a", "😀😀"},
	"marks":    {"e\u0301", "и\u0306", "\u0301", "\u200e", "\u200d", "स्ते", "ก็", "a", " "},
	"rtl":      {"\u200eשלום\u200e", "\u200eمرحبا\u200e", "a", " "},
	"styles":   {"\x1b[31m", "\x1b[1m", "\x1b[m", "\x1b[48;5;20m", "\x1b[38;2;1;2;3m", "\x1b[4m", "\x1b[7m", "\x1b[22;3m", "\x1b[0;2;44m", "\x1b[4:3m", "\x1b[39;49m", "x", "yy", " ", "      "},
	"links":    {"\x1b]8;;https://a.example\x07", "\x1b]8;;\x07", "\x1b]8;id=1;https://b.example\x07", "link", " "},
	"hostile":  {"\x1b]8;;https://c.example\x1b\\", "\x1b[2J", "\x1b]52;c;AAAA\x07", "\x1bP1;2q\x1b\\", "\x1b[5;5H", "\x07", "\t", "\r", "\x1bc", "\u009b5m", "\x1b[", "\x1b", "\xff", "x"},
}

// kinds name the mixtures that are tried.
func kinds() [][]string {
	return [][]string{
		{"ascii"},
		{"ascii", "cyrillic"},
		{"cjk", "ascii"},
		{"emoji"},
		{"marks", "cyrillic"},
		{"rtl", "ascii"},
		{"styles"},
		{"styles", "links", "cyrillic"},
		{"hostile", "styles", "ascii"},
		{"ascii", "cyrillic", "cjk", "emoji", "marks", "rtl", "styles", "links"},
	}
}

// maker makes frames, each much like the one before.
type maker struct {
	r             *rand.Rand
	kinds         []string
	width, height int
	rows          []string
	again         int
}

func (m *maker) row() string {
	var b strings.Builder
	for range m.r.IntN(m.width/2 + 2) {
		list := pieces[m.kinds[m.r.IntN(len(m.kinds))]]
		b.WriteString(list[m.r.IntN(len(list))])
	}
	return b.String()
}

// seam is a place in a row, inside no letter and, unless strangers write, inside
// no escape sequence.
func (m *maker) seam(row string) int {
	at := m.r.IntN(len(row) + 1)
	for at < len(row) && at > 0 && row[at]&0xc0 == 0x80 {
		at--
	}
	esc := strings.LastIndexByte(row[:at], 0x1b)
	if esc < 0 || m.kinds[0] == "hostile" {
		return at
	}
	ends := "m"
	if strings.HasPrefix(row[esc:], "\x1b]") {
		ends = "\a"
	}
	if !strings.ContainsAny(row[esc:at], ends) {
		return esc
	}
	return at
}

// next gives a frame and says whether the size is another one.
func (m *maker) next() (paint.Frame, bool) {
	resized := m.rows == nil || m.r.IntN(12) == 0
	if resized {
		m.width, m.height = 2+m.r.IntN(30), 1+m.r.IntN(8)
		m.rows = make([]string, m.height)
		m.again++
		for y := range m.rows {
			m.rows[y] = m.row()
		}
	}
	for range m.r.IntN(3) {
		y := m.r.IntN(m.height)
		switch m.r.IntN(4) {
		case 0:
			m.rows[y] = m.row()
		case 1:
			m.rows[y] = ""
		case 2: // something is put into the middle
			at := m.seam(m.rows[y])
			m.rows[y] = m.rows[y][:at] + m.row() + m.rows[y][at:]
		case 3:
			copy(m.rows[y:], m.rows[min(y+1, m.height-1):])
		}
	}
	if m.r.IntN(20) == 0 {
		m.again++
	}
	f := paint.Frame{
		View:  tea.View{Content: strings.Join(m.rows, "\n")},
		Width: m.width, Height: m.height, Profile: colorprofile.TrueColor, Again: m.again,
		Graphemes: true, Sync: m.r.IntN(2) == 0,
	}
	if m.r.IntN(2) == 0 {
		f.View.Cursor = tea.NewCursor(m.r.IntN(m.width), m.r.IntN(m.height))
	}
	return f, resized
}

// emulator is a terminal of x/vt. Its own answers are thrown away.
func emulator(t testing.TB, width, height int) *vt.Emulator {
	e := vt.NewEmulator(width, height)
	go io.Copy(io.Discard, e) //nolint:errcheck // ends with the emulator
	t.Cleanup(func() {
		if pipe, ok := e.InputPipe().(io.Closer); ok {
			_ = pipe.Close()
		}
	})
	return e
}

// visible is what can be seen of a cell.
func visible(e *vt.Emulator, x, y int) uv.Cell {
	c := e.CellAt(x, y)
	if c == nil {
		return uv.EmptyCell
	}
	out := *c
	if out.Content == "" && out.Width > 0 {
		out.Content = " "
	}
	if out.Content == " " { // the colour of a space's letter cannot be seen
		out.Style.Attrs &= uv.AttrReverse | uv.AttrStrikethrough
		if out.Style.Fg = nil; c.Style.Attrs&uv.AttrReverse != 0 {
			out.Style.Fg = c.Style.Fg
		}
	}
	return out
}

// differ names the cells in which two terminals differ.
func differ(a, b *vt.Emulator) string {
	var out strings.Builder
	for y := range a.Height() {
		for x := range a.Width() {
			if got, want := visible(a, x, y), visible(b, x, y); !got.Equal(&want) {
				fmt.Fprintf(&out, "%d,%d shows %+v\n    wants %+v\n", x, y, got, want)
			}
		}
	}
	return out.String()
}

// story plays frames and compares what the terminal shows after each with a
// terminal that is shown nothing but that frame.
func story(t *testing.T, seed uint64, mixture []string) {
	m := &maker{r: rand.New(rand.NewPCG(seed, 1)), kinds: mixture}
	var screen *paint.Screen
	var e *vt.Emulator
	for step := range 25 {
		f, resized := m.next()
		if e == nil {
			screen, e = paint.NewScreen(), emulator(t, f.Width, f.Height)
		} else if resized {
			e.Resize(f.Width, f.Height)
		}
		out := screen.Draw(nil, f)
		if _, err := e.Write(out); err != nil {
			t.Fatal(err)
		}
		other := emulator(t, f.Width, f.Height)
		if _, err := other.Write(paint.NewScreen().Draw(nil, f)); err != nil {
			t.Fatal(err)
		}
		if wrong := differ(e, other); wrong != "" {
			t.Fatalf("seed %d of %v, step %d: the terminal does not show the frame %q\nwritten: %q\n%s", seed, mixture, step, f.View.Content, out, wrong)
		}
		if again := screen.Draw(nil, f); len(again) > 0 {
			t.Fatalf("seed %d, step %d: the same frame writes %q", seed, step, again)
		}
	}
}

func TestWhateverComesTheTerminalShowsTheNewestFrame(t *testing.T) {
	for _, mixture := range kinds() {
		t.Run(strings.Join(mixture, "+"), func(t *testing.T) {
			for seed := range uint64(8) {
				story(t, seed, mixture)
			}
		})
	}
}

func FuzzFrames(f *testing.F) {
	f.Add(uint64(1), uint(0))
	f.Fuzz(func(t *testing.T, seed uint64, kind uint) {
		all := kinds()
		story(t, seed, all[kind%uint(len(all))])
	})
}
