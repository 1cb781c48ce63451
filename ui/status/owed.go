package status

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
)

// gotOwed is when what the person has promised is due, the first first.
type gotOwed []time.Time

func (p *Pane) readOwed() func(context.Context) tea.Msg {
	user := p.h.User
	return func(ctx context.Context) tea.Msg {
		due, err := p.h.Desk.Tasks.Due(ctx, user)
		if err != nil {
			return nil
		}
		return gotOwed(due)
	}
}

// late is how many promises of the person should have been kept by now, and when
// the next will be due; zero = none.
func (p *Pane) late() (n int, next time.Time) {
	for _, at := range p.owed {
		if at.After(p.h.Now()) {
			return n, at
		}
		n++
	}
	return n, time.Time{}
}
