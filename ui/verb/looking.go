package verb

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/scoring/dup"
	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
	"earshot/ui/theme"
)

// looking are the verbs that change nothing: open, copy, why, peek.
func (m *maker) looking() []keys.Command {
	linked := func() string {
		switch mention := m.t.Mention(); {
		case mention == nil:
			return "no mention is selected"
		case mention.URL == "":
			return "this mention has no address"
		}
		return ""
	}
	return []keys.Command{
		{
			ID: "open-link", Title: "Open link", Keys: []string{"o"}, Scope: m.scope, When: linked,
			Doc: "Shows the address as a link and copies it.", Run: func(string) tea.Cmd {
				return overlay.Open(m.h, []overlay.Link{{URL: m.t.Mention().URL}})
			},
		},
		{
			ID: "copy-id", Title: "Copy id", Keys: []string{"y"}, Scope: m.scope, When: m.one,
			Doc: "Copies network:id, which scripts take.", Run: func(string) tea.Cmd {
				return pane.Send(pane.Copy{Text: m.t.Mention().Key.String(), What: "id"})
			},
		},
		{
			ID: "copy-address", Title: "Copy address", Keys: []string{"Y"}, Scope: m.scope, When: linked,
			Run: func(string) tea.Cmd {
				return pane.Send(pane.Copy{Text: m.t.Mention().URL, What: "address"})
			},
		},
		{
			ID: "why", Title: "Why", Keys: []string{"w"}, Scope: m.scope, When: m.one, Footer: 30,
			Doc: "Shows the words and facts behind sentiment and priority.", Run: func(string) tea.Cmd {
				return why(m.h, m.t.Mention().Doc)
			},
		},
		{
			ID: "merge", Title: "Merge or split", Keys: []string{"M"}, Scope: m.scope, When: m.someone,
			Doc: "Decides who is who: makes one person of two, says that two are not the same, takes an account out.", Run: func(string) tea.Cmd {
				return pane.Send(pane.To{Pane: keys.Card, Msg: pane.Merge{Identity: m.t.Mention().Identity()}})
			},
		},
		{
			ID: "peek", Title: "Peek at the author", Keys: []string{"x"}, Scope: m.scope, When: m.one,
			Doc: "Shows the person behind the mention in Contact.", Run: func(string) tea.Cmd {
				return tea.Batch(
					pane.Send(pane.To{Pane: keys.Card, Msg: pane.Peek{Identity: m.t.Mention().Identity()}}),
					pane.Send(pane.Focus{Pane: keys.Card}))
			},
		},
	}
}

// someone is the reason of commands that need to know who said it.
func (m *maker) someone() string {
	switch mention := m.t.Mention(); {
	case mention == nil:
		return "no mention is selected"
	case mention.Identity() == "":
		return "the network does not tell who wrote this"
	}
	return ""
}

// why reads the explanation of a judgement and shows it.
func why(h *pane.Host, doc store.Doc) tea.Cmd {
	return func() tea.Msg {
		w, err := h.Desk.Lookup.Why(h.Context, doc)
		if err != nil {
			return h.Fail(err)
		}
		return pane.Push{Overlay: overlay.NewPage(h, "Why", Why(w, h.Zone))}
	}
}

// because lists the words and facts behind a judgement, the weightiest first: a row for
// each thing that they are about, for one word may speak for a mood and against an
// intent.
func because(reasons []store.Reason) (rows []overlay.Row) {
	reasons = slices.Clone(reasons)
	slices.SortStableFunc(reasons, func(a, b store.Reason) int { return cmp.Compare(abs(b.Weight), abs(a.Weight)) })
	var order []string
	words := map[string][]string{}
	for _, r := range reasons {
		if r.About == "rule" { // these stand by themselves
			continue
		}
		if words[r.About] == nil {
			order = append(order, r.About)
		}
		words[r.About] = append(words[r.About], fmt.Sprintf("%s %+.1f", strings.TrimSpace(r.What), r.Weight))
	}
	for _, about := range order {
		text := strings.Join(words[about], ", ")
		if about != "" {
			text = about + ": " + text
		}
		rows = append(rows, overlay.Row{Text: text})
	}
	if len(rows) == 0 {
		rows = []overlay.Row{{Text: "no word or fact stood out"}}
	}
	rows[0].Label = "Because of"
	return rows
}

// Why explains the judgement of a mention; times are shown in zone.
func Why(w desk.Why, zone *time.Location) []overlay.Row {
	j := w.Mention.Judgement
	tokens := map[string]theme.Token{"negative": theme.Negative, "positive": theme.Positive}
	rows := []overlay.Row{
		{Label: "Sentiment", Text: fmt.Sprintf("%s (%+.2f, confidence %.0f%%)", or(j.Sentiment, "neutral"), j.Score, j.Confidence*100), Token: tokens[j.Sentiment]},
		{Label: "Intent", Text: or(j.Intent, "none")},
	}
	if j.Lead {
		rows = append(rows, overlay.Row{Label: "Lead", Text: "could be answered with an offer", Token: theme.Lead})
	}
	if j.Review {
		rows = append(rows, overlay.Row{Label: "Review", Text: "of something the author has used"})
	}
	if len(j.Occasions) > 0 {
		rows = append(rows, overlay.Row{Label: "Occasion", Text: strings.Join(j.Occasions, ", ") + ": a reason to talk, not to sell"})
	}
	if feels := desk.Emotions(j); len(feels) > 0 {
		rows = append(rows, overlay.Row{Label: "Emotions", Text: emotions(feels)})
	}
	rows = append(rows, because(desk.WithoutEmotions(j))...)
	rows = append(rows, overlay.Row{Label: "Priority", Text: fmt.Sprintf("%d of 100 now", w.Priority)})
	for _, p := range w.Parts {
		rows = append(rows, overlay.Row{Text: fmt.Sprintf("%+3d  %s: %s", p.Points, p.Name, p.Why), Token: theme.Dim})
	}
	if row, ok := whyAlike(w.Alike, zone); ok {
		rows = append(rows, row)
	}
	if w.VIP {
		rows = append(rows, overlay.Row{Label: "Author", Text: "is a VIP", Token: theme.Lead})
	}
	rows = append(rows, Standing(w.Author)...)
	if len(j.Monitors) > 0 {
		rows = append(rows, overlay.Row{Label: "Monitors", Text: strings.Join(j.Monitors, ", ")})
	}
	for _, did := range w.Rules {
		rows = append(rows, overlay.Row{Label: "Rule", Text: did.Title + ", " + did.At.In(zone).Format("2 Jan 15:04"), Token: theme.Note})
	}
	if by := desk.JudgedBy(j.Model); by != "" {
		rows = append(rows, overlay.Row{Label: "Judged by", Text: by, Token: theme.Dim})
	}
	if len(j.Taught) > 0 {
		rows = append(rows, overlay.Row{Label: "Corrected to", Text: strings.Join(j.Taught, ", "), Token: theme.Note})
	}
	return rows
}

// emotions names what a mention shows, with the words.
func emotions(list []store.Reason) string {
	var parts []string
	for _, r := range list {
		part := fmt.Sprintf("%s %.0f%%", r.About, r.Weight*100)
		if r.What != "" {
			part += " (" + r.What + ")"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ",  ")
}

// whyAlike tells how much a mention shares with those that say the same.
func whyAlike(a desk.Alikes, zone *time.Location) (overlay.Row, bool) {
	if a.With == nil {
		return overlay.Row{}, false
	}
	near := "1 near-duplicate"
	if a.Size > 2 {
		near = fmt.Sprintf("%d near-duplicates", a.Size-1)
	}
	who := or(a.With.Author.Handle, or(a.With.Author.Name, "unknown"))
	text := fmt.Sprintf("%s: %d%% of the words shared with %s (%s, %s)", near, dup.Share(a.Shared), who, a.With.Key.Network, a.With.Created.In(zone).Format("2 Jan 15:04"))
	if a.Inside {
		text += "; one holds nearly all of the other"
	}
	return overlay.Row{Label: "Duplicates", Text: text}, true
}

func abs(f float64) float64 {
	if f < 0 {
		return -f
	}
	return f
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
