package status

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"earshot/ui/pane"
)

// Point runs what a count or an account stands for: the view of the counted, the
// sources; on the countdown of a send, undo, which stops it.
func (p *Pane) Point(at pane.Pointer) tea.Cmd {
	if at.Gesture != pane.Pick || p.cache.Text() == "" {
		return nil
	}
	text := ansi.Strip(p.cache.Text())
	counts := strings.Index(text, p.countText()) // words of a notice are no counts
	for _, spot := range []struct{ ends, id string }{
		{toStop, "undo"}, {" open", "go-inbox"}, {" mine", "go-mine"}, {" urgent", "go-urgent"}, {" leads", "go-leads"}, {" owed", "go-owed"}, {" alert", "go-alerts"},
	} {
		i := strings.Index(text, spot.ends)
		if spot.id != "undo" {
			i = counts + strings.Index(p.countText(), spot.ends)
		}
		if i < 0 || spot.id != "undo" && (counts < 0 || !p.known) {
			continue
		}
		begin := strings.LastIndex(text[:i], "  ") + 1
		if x := at.X; x >= ansi.StringWidth(text[:max(0, begin)]) && x < ansi.StringWidth(text[:i+len(spot.ends)]) {
			return at.Run(spot.id)
		}
	}
	if p.notice.Text == "" && at.X > ansi.StringWidth(text)*2/3 {
		return at.Run("go-sources")
	}
	return nil
}
