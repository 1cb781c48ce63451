package theme

// Signs are the single-cell marks of the screen. All are one cell wide on every
// terminal: none is an emoji, none has a wide form.
type Signs struct {
	Focus    string // before the focused pane's title
	Select   string // before the selected row
	Marked   string // before a marked row
	Negative string
	Neutral  string
	Positive string
	New      string
	Open     string
	Snoozed  string
	Done     string
	Lead     string
	Across   string // horizontal line
	Down     string // vertical line
	More     string // a text goes on
	Bars     string // eight heights, lowest first
}

// Bar is one cell of a horizontal bar.
func (s Signs) Bar() string {
	if s.Across == asciiSigns().Across {
		return "="
	}
	return "━"
}

// Answered tells that we have answered.
func (s Signs) Answered() string {
	if s.Across == asciiSigns().Across {
		return "<"
	}
	return "←"
}

// Unread tells that a row came since the last visit.
func (s Signs) Unread() string {
	if s.Across == asciiSigns().Across {
		return "'"
	}
	return "▏"
}

func fineSigns() Signs {
	return Signs{
		Focus: "▶", Select: "▌", Marked: "*", Negative: "▼", Neutral: "·", Positive: "▲",
		New: "●", Open: "○", Snoozed: "z", Done: "✓", Lead: "$",
		Across: "─", Down: "│", More: "…", Bars: "▁▂▃▄▅▆▇█",
	}
}

func asciiSigns() Signs {
	return Signs{
		Focus: ">", Select: ">", Marked: "*", Negative: "-", Neutral: ".", Positive: "+",
		New: "N", Open: "o", Snoozed: "z", Done: "x", Lead: "$",
		Across: "-", Down: "|", More: "~", Bars: "_.:-=+*#",
	}
}
