package main

import (
	"bytes"
	"fmt"
	"strings"
)

// Lines and blocks are drawn, not written: fonts leave gaps between rows, and a
// chart must be whole.

// arm tells how far a line character reaches: light 1, heavy 2.
type arm struct {
	left, right, up, down uint8
	round                 bool
}

// armsOf gives the arms of a line character.
func armsOf(r rune) (arm, bool) {
	switch r {
	case '─':
		return arm{left: 1, right: 1}, true
	case '━':
		return arm{left: 2, right: 2}, true
	case '│':
		return arm{up: 1, down: 1}, true
	case '┃':
		return arm{up: 2, down: 2}, true
	case '┌':
		return arm{right: 1, down: 1}, true
	case '┐':
		return arm{left: 1, down: 1}, true
	case '└':
		return arm{right: 1, up: 1}, true
	case '┘':
		return arm{left: 1, up: 1}, true
	case '├':
		return arm{right: 1, up: 1, down: 1}, true
	case '┤':
		return arm{left: 1, up: 1, down: 1}, true
	case '┬':
		return arm{left: 1, right: 1, down: 1}, true
	case '┴':
		return arm{left: 1, right: 1, up: 1}, true
	case '┼':
		return arm{left: 1, right: 1, up: 1, down: 1}, true
	case '╭':
		return arm{right: 1, down: 1, round: true}, true
	case '╮':
		return arm{left: 1, down: 1, round: true}, true
	case '╰':
		return arm{right: 1, up: 1, round: true}, true
	case '╯':
		return arm{left: 1, up: 1, round: true}, true
	}
	return arm{}, false
}

// box is a rectangle in a cell, in eighths of its width and height.
type box struct{ x0, y0, x1, y1 int }

// boxesOf gives the rectangles of a block character and how dense they are, in
// quarters.
func boxesOf(r rune) (boxes []box, density int) {
	switch {
	case r >= '▁' && r <= '█':
		return []box{{0, 8 - int(r-'▁'+1), 8, 8}}, 4
	case r >= '▉' && r <= '▏':
		return []box{{0, 0, 8 - int(r-'█'), 8}}, 4
	case r >= '░' && r <= '▓':
		return []box{{0, 0, 8, 8}}, int(r-'░') + 1
	case r >= '▖' && r <= '▟':
		return quadrants(r), 4
	}
	switch r {
	case '▀':
		return []box{{0, 0, 8, 4}}, 4
	case '▐':
		return []box{{4, 0, 8, 8}}, 4
	case '▔':
		return []box{{0, 0, 8, 1}}, 4
	case '▕':
		return []box{{7, 0, 8, 8}}, 4
	}
	return nil, 0
}

func quadrants(r rune) []box {
	upperLeft, upperRight, lowerLeft, lowerRight := box{0, 0, 4, 4}, box{4, 0, 8, 4}, box{0, 4, 4, 8}, box{4, 4, 8, 8}
	switch r {
	case '▖':
		return []box{lowerLeft}
	case '▗':
		return []box{lowerRight}
	case '▘':
		return []box{upperLeft}
	case '▙':
		return []box{upperLeft, lowerLeft, lowerRight}
	case '▚':
		return []box{upperLeft, lowerRight}
	case '▛':
		return []box{upperLeft, upperRight, lowerLeft}
	case '▜':
		return []box{upperLeft, upperRight, lowerRight}
	case '▝':
		return []box{upperRight}
	case '▞':
		return []box{upperRight, lowerLeft}
	}
	return []box{upperRight, lowerLeft, lowerRight} // ▟
}

// drawn tells whether a cluster is drawn as a shape.
func drawn(text string) bool {
	r := []rune(text)
	if len(r) != 1 {
		return false
	}
	if _, ok := armsOf(r[0]); ok {
		return true
	}
	boxes, _ := boxesOf(r[0])
	return len(boxes) > 0
}

// sheet collects path data by its attributes, in the order of first use.
type sheet struct {
	order []string
	data  map[string]*strings.Builder
}

func (s *sheet) add(attributes, path string) {
	b := s.data[attributes]
	if b == nil {
		b = &strings.Builder{}
		s.data[attributes] = b
		s.order = append(s.order, attributes)
	}
	b.WriteString(path)
}

// shapes draws lines and blocks.
func shapes(w *bytes.Buffer, grid [][]cell) {
	s := &sheet{data: map[string]*strings.Builder{}}
	for y, row := range grid {
		blocks(s, row, y)
		lines(s, len(row), func(i int) cell { return row[i] }, func(a arm) (uint8, uint8) { return a.left, a.right },
			func(from, to int) string {
				return fmt.Sprintf("M%s %sH%s", num(float64(from)*cellW/2), num((float64(y)+.5)*cellH), num(float64(to)*cellW/2))
			})
	}
	if len(grid) > 0 {
		for x := range grid[0] {
			lines(s, len(grid), func(i int) cell { return grid[i][x] }, func(a arm) (uint8, uint8) { return a.up, a.down },
				func(from, to int) string {
					return fmt.Sprintf("M%s %sV%s", num((float64(x)+.5)*cellW), num(float64(from)*cellH/2), num(float64(to)*cellH/2))
				})
		}
	}
	corners(s, grid)
	for _, attributes := range s.order {
		fmt.Fprintf(w, `<path %s d="%s"/>`+"\n", attributes, s.data[attributes].String())
	}
}

func pen(ink string, weight uint8) string {
	return fmt.Sprintf(`fill="none" stroke="%s" stroke-width="%d"`, ink, weight)
}

// lines draws the arms along one row or column, counted in half cells; segments
// that touch become one.
func lines(s *sheet, n int, at func(int) cell, sides func(arm) (uint8, uint8), path func(from, to int) string) {
	from, open := 0, "" // the segment being drawn
	step := func(half int, attributes string) {
		if attributes == open {
			return
		}
		if open != "" {
			s.add(open, path(from, half))
		}
		from, open = half, attributes
	}
	for i := range n {
		c := at(i)
		first, second := "", ""
		if r := []rune(c.text); len(r) == 1 {
			if a, ok := armsOf(r[0]); ok && !a.round {
				near, far := sides(a)
				if near > 0 {
					first = pen(c.ink, near)
				}
				if far > 0 {
					second = pen(c.ink, far)
				}
			}
		}
		step(2*i, first)
		step(2*i+1, second)
	}
	step(2*n, "")
}

// corners draws the round corners.
func corners(s *sheet, grid [][]cell) {
	for y, row := range grid {
		for x, c := range row {
			r := []rune(c.text)
			if len(r) != 1 {
				continue
			}
			a, ok := armsOf(r[0])
			if !ok || !a.round {
				continue
			}
			cx, cy := (float64(x)+.5)*cellW, (float64(y)+.5)*cellH
			edge, side, turn := float64(y)*cellH, float64(x)*cellW, cy-cellW/2.
			if a.down > 0 {
				edge, turn = edge+cellH, cy+cellW/2.
			}
			if a.right > 0 {
				side += cellW
			}
			s.add(pen(c.ink, 1), fmt.Sprintf("M%s %sV%sQ%s %s %s %s", num(cx), num(edge), num(turn), num(cx), num(cy), num(side), num(cy)))
		}
	}
}

// blocks draws a row's block characters; neighbours that are alike are one.
func blocks(s *sheet, row []cell, y int) {
	for x := 0; x < len(row); x++ {
		r := []rune(row[x].text)
		if len(r) != 1 {
			continue
		}
		boxes, density := boxesOf(r[0])
		if len(boxes) == 0 {
			continue
		}
		attributes := fmt.Sprintf(`shape-rendering="crispEdges" fill="%s"`, row[x].ink)
		if density < 4 {
			attributes += fmt.Sprintf(` fill-opacity="%s"`, num(float64(density)/4))
		}
		last := x
		if boxes[0].x0 == 0 && boxes[0].x1 == 8 {
			for last+1 < len(row) && row[last+1].text == row[x].text && row[last+1].ink == row[x].ink {
				last++
			}
		}
		for _, b := range boxes {
			left, right := (float64(x)+float64(b.x0)/8)*cellW, (float64(last)+float64(b.x1)/8)*cellW
			top, bottom := (float64(y)+float64(b.y0)/8)*cellH, (float64(y)+float64(b.y1)/8)*cellH
			s.add(attributes, fmt.Sprintf("M%s %sH%sV%sH%sZ", num(left), num(top), num(right), num(bottom), num(left)))
		}
		x = last
	}
}
