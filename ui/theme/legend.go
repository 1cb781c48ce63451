package theme

// Meaning is one line of the legend: a sign, or a heading without one.
type Meaning struct {
	Sign  string
	Token Token
	Text  string
}

// Legend explains every sign of the lists, in the order of their columns.
func (t *Theme) Legend() []Meaning {
	s := t.Signs
	bar := []rune(s.Bars)
	return []Meaning{
		{Text: "The row itself"},
		{s.Select, Accent, "the selected row"},
		{s.Unread(), Accent, "came since your last visit"},
		{s.Marked, Accent, "marked: the next verb works on all that are marked"},
		{Text: "State"},
		{s.New, Unseen, "new: nobody has opened it"},
		{s.Open, Text, "open: seen, not closed"},
		{s.Snoozed, Dim, "snoozed: comes back at its time"},
		{s.Done, Dim, "done"},
		{s.Answered(), Ours, "we have answered"},
		{Text: "Mood"},
		{s.Negative, Negative, "negative"},
		{s.Neutral, Neutral, "neutral; before a command: it cannot run now"},
		{s.Positive, Positive, "positive"},
		{Text: "What it is"},
		{s.Lead, Lead, "lead: could be answered with an offer now"},
		{"!", Negative, "complaint"},
		{"?", Text, "question"},
		{Text: "Numbers"},
		{"48", Warn, "priority from 0 to 100; w says how it came about"},
		{"x3", Dim, "so many say the same, folded into one row"},
		{"2.0k", Dim, "followers of the author"},
		{"17m", Dim, "how long ago; m minutes, h hours, then day or date"},
		{"@anna", Name, "the colleague who is on it"},
		{"#tag", Tag, "your own tags"},
		{Text: "Analytics"},
		{string(bar[3]) + string(bar[len(bar)-1]), Bar1, "so much on that day"},
		{string(bar[len(bar)-1]), Negative, "the negative part of it"},
		{s.Bar() + s.Bar(), Bar2, "a share, against the longest of its list"},
	}
}
