package widget

import (
	"hash/fnv"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"earshot/ui/theme"
)

// Face draws a small picture of side x side pixels of three bytes (red, green,
// blue) in cells x cells/2 cells: each cell shows two points, one above the
// other, as an upper half block in two colours. nil = the theme has not enough
// colours for a picture, or the bytes are none.
func Face(th *theme.Theme, pixels []byte, side, cells int) []string {
	if len(pixels) != 3*side*side || cells <= 0 || cells > side || !painted(th) {
		return nil
	}
	rows := make([]string, cells/2)
	for y := range rows {
		var b strings.Builder
		for x := range cells {
			b.WriteString("\x1b[38;2;" + mean(pixels, side, cells, x, 2*y) + ";48;2;" + mean(pixels, side, cells, x, 2*y+1) + "m▀")
		}
		rows[y] = b.String() + "\x1b[m"
	}
	return rows
}

// painted tells whether a theme may use any colour: not where a person wants
// none, the terminal's own sixteen, or ASCII.
func painted(th *theme.Theme) bool {
	ascii := th.Signs.Across == "-"
	return th.Kind != theme.Mono && th.Kind != theme.Basic && !ascii
}

// mean is the colour of a point: the mean of the pixels that fall into it.
func mean(pixels []byte, side, cells, x, y int) string {
	var sum [3]int
	n := 0
	for py := y * side / cells; py < (y+1)*side/cells; py++ {
		for px := x * side / cells; px < (x+1)*side/cells; px++ {
			for c := range sum {
				sum[c] += int(pixels[3*(py*side+px)+c])
			}
			n++
		}
	}
	parts := make([]string, len(sum))
	for c := range sum {
		parts[c] = strconv.Itoa(sum[c] / max(1, n))
	}
	return strings.Join(parts, ";")
}

// Initials draws up to two first letters of a name in a square of cells x 3
// cells: in a colour of its own, always the same for the same id, or, where a
// theme has not enough colours, in a frame. Text is safe and exact.
func Initials(th *theme.Theme, p Policy, name, id string, cells int) []string {
	letters, n := p.Cut(firstLetters(name), cells-2)
	left := (cells - n) / 2
	middle := Spaces(left) + letters + Spaces(cells-n-left)
	if painted(th) {
		on := ground(id)
		paint := func(s string) string { return on + s + "\x1b[m" }
		return []string{paint(Spaces(cells)), paint(middle), paint(Spaces(cells))}
	}
	corners, across, down := "┌┐└┘", th.Signs.Across, th.Signs.Down
	if across == "-" {
		corners = "++++"
	}
	c := []rune(corners)
	edge := strings.Repeat(across, cells-2)
	inner := (cells - 2 - n) / 2
	return []string{
		th.Paint(theme.Faint, string(c[0])+edge+string(c[1])),
		th.Paint(theme.Faint, down) + Spaces(inner) + th.Paint(theme.Strong, letters) + Spaces(cells-2-n-inner) + th.Paint(theme.Faint, down),
		th.Paint(theme.Faint, string(c[2])+edge+string(c[3])),
	}
}

// firstLetters are the first letters of the first and the last word that begin with
// one, else the first letter or figure there is.
func firstLetters(name string) string {
	var out []rune
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		if r, _ := utf8.DecodeRuneInString(word); unicode.IsLetter(r) {
			out = append(out, unicode.ToUpper(r))
		}
	}
	switch {
	case len(out) > 1:
		return string([]rune{out[0], out[len(out)-1]})
	case len(out) == 1:
		return string(out)
	}
	for _, r := range name {
		if unicode.IsDigit(r) {
			return string(r)
		}
	}
	return "?"
}

// ground is one of some dark grounds with white letters on it, of at least 4.5:1.
func ground(id string) string {
	grounds := []string{"142;36;36", "120;70;0", "85;85;0", "30;100;40", "0;98;98", "25;80;150", "80;60;150", "130;40;120"}
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))
	return "\x1b[1;38;2;255;255;255;48;2;" + grounds[h.Sum32()%uint32(len(grounds))] + "m"
}
