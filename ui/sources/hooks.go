package sources

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/overlay"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// hookNetwork is what stands in the place of the network for another program
// that is told what happens here.
const hookNetwork = "hook"

// ofHook shows a hook as what stands beside the accounts: well, waiting for the
// other side, or given up.
func ofHook(v desk.HookView) source {
	s, h := v.State, store.Health{Account: v.Name, State: store.HealthOK, Left: -1, LastOK: v.State.LastOK, LastEvent: v.State.LastOK}
	switch {
	case v.Paused:
		h.State = store.HealthIdle
	case s.Parked > 0:
		h.State = store.HealthFailed
	case s.Fails > 0:
		h.State, h.NextTry = store.HealthWaiting, s.Wait
	}
	if h.Message = s.Error; h.Message == "" && s.Parked > 0 {
		h.Message = "it was not told everything"
	}
	if v.Paused {
		h.Message = fmt.Sprintf("p lets it go on; %d wait", s.Queued-s.Parked)
	} else if s.Queued > 0 && h.Message != "" {
		h.Message += fmt.Sprintf("; %d wait", s.Queued-s.Parked)
		if s.Parked > 0 {
			h.Message += fmt.Sprintf(", %d given up: R tells them again", s.Parked)
		}
	}
	a := store.Account{Name: v.Name, Network: hookNetwork, Server: v.URL, Can: []string{"be told of " + strings.Join(v.On, ", ")}}
	if v.Query != "" {
		a.Watch = []string{v.Query}
	}
	return source{Account: a, health: h, paused: v.Paused}
}

// hookKey does what a key says to the hook under the cursor.
func (p *Pane) hookKey(name, key string) tea.Cmd {
	hooks := p.h.Desk.Hooks
	switch key {
	case "R":
		return p.telling(func(ctx context.Context, _ desk.By) (string, error) {
			n, err := hooks.Retry(ctx, name)
			return fmt.Sprintf("telling %s again: %d wait", name, n), err
		})
	case "t":
		return p.telling(func(ctx context.Context, _ desk.By) (string, error) {
			return "trying " + name + " out: enter shows what came of it", hooks.Try(ctx, name)
		})
	case "p":
		pause := !p.at().paused
		return p.telling(func(ctx context.Context, by desk.By) (string, error) {
			out, err := hooks.Pause(ctx, by, name, pause)
			return out.Title, err
		})
	}
	return nil
}

// telling does something and tells what came of it below the list.
func (p *Pane) telling(do func(ctx context.Context, by desk.By) (string, error)) tea.Cmd {
	h, by := p.h, p.h.By()
	return func() tea.Msg {
		text, err := do(h.Context, by)
		told := pane.Notice{Text: text, Level: pane.Done}
		if err != nil {
			told = pane.Notice{Text: err.Error(), Level: pane.Failure}
		}
		return pane.To{Pane: Scope, Msg: told}
	}
}

// id tells an account from a hook of the same name.
func (s *source) id() string { return s.Network + "/" + s.Name }

// mostLogged is how much of what a hook was told is shown.
const mostLogged = 50

// showLog shows what a hook was told, the newest first.
func (p *Pane) showLog(name string) tea.Cmd {
	h := p.h
	return func() tea.Msg {
		log, err := h.Desk.Hooks.Log(h.Context, name, mostLogged)
		if err != nil {
			return pane.To{Pane: Scope, Msg: pane.Notice{Text: err.Error(), Level: pane.Failure}}
		}
		rows := make([]overlay.Row, 0, len(log)+1)
		for _, n := range log {
			rows = append(rows, noticeRow(h, n))
		}
		if len(rows) == 0 {
			rows = append(rows, overlay.Row{Text: "nothing yet; t tries it out"})
		}
		return pane.Push{Overlay: overlay.NewPage(h, "What "+name+" was told", rows)}
	}
}

// noticeRow is one thing that a hook was told: when, what, and what came of it.
func noticeRow(h *pane.Host, n store.Notice) overlay.Row {
	row := overlay.Row{Label: n.Made.In(h.Zone).Format("02 Jan 15:04:05")}
	about := n.Event
	if n.Doc != 0 {
		about += fmt.Sprintf(" of mention %d", n.Doc)
	}
	switch {
	case n.Parked:
		row.Text, row.Token = about+": given up, "+n.Error, theme.Bad
	case n.Error != "":
		row.Text, row.Token = about+": "+n.Error, theme.Warn
		if wait := n.Due.Sub(h.Now()); wait > 0 {
			row.Text += "; again in " + widget.Short(wait)
		}
	case n.Attempts > 0:
		row.Text, row.Token = fmt.Sprintf("%s: taken (%d)", about, n.Status), theme.Good
	default:
		row.Text = about + ": waits"
	}
	if n.Attempts > 1 {
		row.Text += fmt.Sprintf(", %d tries", n.Attempts)
	}
	return row
}

// withHooks adds the hooks to the accounts.
func withHooks(ctx context.Context, d *desk.Desk, all []source) ([]source, error) {
	hooks, err := d.Hooks.List(ctx)
	for _, v := range hooks {
		all = append(all, ofHook(v))
	}
	return all, err
}
