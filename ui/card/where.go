package card

import (
	"fmt"
	"strings"

	"earshot/store/desk"
	"earshot/ui/overlay"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// languages are what somebody writes in, with how many mentions where there are
// several: "Russian 12, English 3".
func languages(list []desk.Spoken) string {
	if len(list) == 1 {
		return widget.Language(list[0].Lang)
	}
	var out []string
	for _, l := range list {
		out = append(out, fmt.Sprintf("%s %d", widget.Language(l.Lang), l.N))
	}
	return few(out, 3)
}

// place is where somebody is, with who says so unless it is their own profile.
func (a *answer) place() string {
	list := a.Sum.Places()
	if len(list) == 0 {
		return ""
	}
	if list[0].From != "" {
		return list[0].Value + ", from " + list[0].From
	}
	return list[0].Value
}

// whereRows is from how many rows on language and place have rows of their own:
// these take room from the timeline, which is what one comes for. Else they stand
// beside when somebody was seen.
const whereRows = 20

// whereabouts are language and place, the place where it does not stand with the one
// account of the person.
func (s ledger) whereabouts() (out [][2]string) {
	if text := languages(s.who.Langs); text != "" {
		out = append(out, [2]string{"Language", text})
	}
	if text := s.who.place(); text != "" && (len(s.who.Members) > 1 || s.who.Identity.Author.Location == "") {
		out = append(out, [2]string{"Place", text})
	}
	return out
}

func (s ledger) where(limit int) (out []fact) {
	if limit < whereRows {
		return nil
	}
	for _, part := range s.whereabouts() {
		out = append(out, s.fact(rankWhere, part[0], theme.Text, part[1]))
	}
	return out
}

// written tells each language with how many mentions say so.
func (s ledger) written() (rows []overlay.Row) {
	for _, l := range s.who.Langs {
		text := fmt.Sprintf("from %d of %s, as judged", l.N, widget.Plural(s.who.Sum.Mentions, "mention", "mentions"))
		rows = append(rows, overlay.Row{Label: "language", Text: strings.TrimSpace(widget.Language(l.Lang)), Token: theme.Text}, overlay.Row{Text: text, Token: theme.Dim})
	}
	return rows
}
