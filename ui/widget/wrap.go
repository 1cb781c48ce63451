package widget

import (
	"strings"

	"earshot/store/clean"
)

// Wrap makes a text safe and breaks it into lines of at most width cells, at
// spaces where it can. At most limit lines are made, the last of which then
// ends in the sign of more; 0 = as many as it takes. Lines are not padded.
func (p Policy) Wrap(text string, width, limit int) []string {
	if width <= 0 {
		return nil
	}
	if limit > 0 && len(text) > limit*width*64+256 {
		text = text[:limit*width*64+256]
	}
	var out []string
	for _, para := range strings.Split(p.Clean(clean.Text(text, 0)), "\n") {
		for _, line := range p.wrapLine(para, width) {
			out = append(out, line)
			if limit > 0 && len(out) > limit {
				last, _ := p.fit(out[limit-1]+" "+p.more(), width)
				if p.Width(out[limit-1])+2 > width {
					last, _ = p.fit(out[limit-1]+strings.Repeat("x", width), width)
				}
				out[limit-1] = last
				return out[:limit]
			}
		}
	}
	return out
}

// Flow makes a text safe and lets its paragraphs run together in at most limit
// lines of at most width cells, broken at spaces; the last line is filled to its
// end before it is cut. For lists, where as much as possible has to be seen.
func (p Policy) Flow(text string, width, limit int) []string {
	if width <= 0 || limit <= 0 {
		return nil
	}
	if most := limit*width*64 + 256; len(text) > most {
		text = text[:most]
	}
	out := p.wrapLine(p.Clean(oneLine(text)), width)
	if len(out) > limit {
		out[limit-1], _ = p.fit(strings.Join(out[limit-1:], " "), width)
	}
	return out[:min(limit, len(out))]
}

// wrapLine breaks one paragraph.
func (p Policy) wrapLine(s string, width int) []string {
	var out []string
	var line strings.Builder
	used := 0
	flush := func() {
		out = append(out, strings.TrimRight(line.String(), " "))
		line.Reset()
		used = 0
	}
	for _, word := range words(s) {
		w := p.Width(word)
		trimmed := p.Width(strings.TrimRight(word, " "))
		if used+trimmed <= width {
			line.WriteString(word)
			used += w
			continue
		}
		if used > 0 {
			flush()
		}
		if trimmed <= width {
			line.WriteString(word)
			used = w
			continue
		}
		for rest := word; rest != ""; {
			cluster, cw := p.first(rest)
			rest = rest[len(cluster):]
			if used+cw > width && cluster != " " {
				flush()
			}
			if cw <= width {
				line.WriteString(cluster)
				used += cw
			}
		}
	}
	flush()
	return out
}

// words cuts a line behind every run of spaces.
func words(s string) []string {
	var out []string
	start := 0
	for i := 1; i < len(s); i++ {
		if s[i-1] == ' ' && s[i] != ' ' {
			out = append(out, s[start:i])
			start = i
		}
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}
