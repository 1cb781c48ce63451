package thread

import (
	"fmt"
	"slices"
	"strings"

	"earshot/ui/theme"
	"earshot/ui/widget"
)

// How much of a text is shown before it is folded, in lines; something that
// would save fewer than slack lines is not worth a key.
const (
	quoteLines = 3    // a quote longer than this becomes one line
	textLines  = 14   // a text that was not itself opened
	slack      = 4    // lines
	mostLines  = 3000 // of one text, even opened: an article without end is behind its link
)

// line is one line of a turn before it is painted.
type line struct {
	token theme.Token
	text  string
	note  string // follows the text, quietly
}

// folding says how much of a text is wanted.
type folding struct {
	quotes bool // quotes in full
	text   bool // the text in full
}

// part is a run of paragraphs that are all quoted, or all not.
type part struct {
	quoted bool
	lines  []string
}

// parts separates what somebody wrote from what they quote: lines that begin
// with ">", and what stands behind the rule that mail programs put above a
// forwarded or answered message.
func parts(text string) []part {
	var out []part
	behind := false
	for para := range strings.SplitSeq(text, "\n") {
		behind = behind || original(para)
		quoted := behind || strings.HasPrefix(strings.TrimLeft(para, " "), ">")
		if n := len(out); n == 0 || out[n-1].quoted != quoted {
			out = append(out, part{quoted: quoted})
		}
		last := &out[len(out)-1]
		last.lines = append(last.lines, para)
	}
	return out
}

// original tells the rule above a quoted message: dashes around a few words.
func original(para string) bool {
	s := strings.TrimSpace(para)
	if len(s) < 16 || len(s) > 80 || !strings.HasPrefix(s, "-----") || !strings.HasSuffix(s, "-----") {
		return false
	}
	return strings.Trim(s, "- ") != ""
}

// quotes tells whether a text holds a quote that is folded.
func quotes(text string) bool {
	return slices.ContainsFunc(parts(text), func(p part) bool { return p.quoted && len(p.lines) > quoteLines })
}

// fold breaks a text into lines of at most width cells and folds what is too
// long of it; folds tells whether there was anything of the kind.
func fold(p widget.Policy, text string, width int, token theme.Token, want folding) (out []line, folds bool) {
	for _, part := range parts(text) {
		rows := p.Wrap(strings.Join(part.lines, "\n"), width, mostLines)
		if !part.quoted {
			for _, s := range rows {
				out = append(out, line{token: token, text: s})
			}
			continue
		}
		if len(part.lines) > quoteLines {
			folds = true
			if !want.quotes {
				out = append(out, line{token: theme.Dim, text: fmt.Sprintf("> %d quoted lines", len(part.lines)), note: "enter opens"})
				continue
			}
		}
		for _, s := range rows {
			out = append(out, line{token: theme.Dim, text: s})
		}
	}
	if len(out) > textLines+slack {
		folds = true
		if !want.text {
			more := fmt.Sprintf("%s %d more lines", moreSign(p), len(out)-textLines)
			out = append(out[:textLines:textLines], line{token: theme.Dim, text: more, note: "enter opens"})
		}
	}
	return out, folds
}

func moreSign(p widget.Policy) string {
	if p.ASCII {
		return "..."
	}
	return "…"
}
