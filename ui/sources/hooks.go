package sources

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/pane"
)

// hookNetwork is what stands in the place of the network for another program
// that is told what happens here.
const hookNetwork = "hook"

// ofHook shows a hook as what stands beside the accounts: well, waiting for the
// other side, or given up.
func ofHook(v desk.HookView) source {
	s, h := v.State, store.Health{Account: v.Name, State: store.HealthOK, Left: -1, LastOK: v.State.LastOK, LastEvent: v.State.LastOK}
	switch {
	case s.Parked > 0:
		h.State = store.HealthFailed
	case s.Fails > 0:
		h.State, h.NextTry = store.HealthWaiting, s.Wait
	}
	if h.Message = s.Error; h.Message == "" && s.Parked > 0 {
		h.Message = "it was not told everything"
	}
	if s.Queued > 0 && h.Message != "" {
		h.Message += fmt.Sprintf("; %d wait", s.Queued-s.Parked)
		if s.Parked > 0 {
			h.Message += fmt.Sprintf(", %d given up: R tells them again", s.Parked)
		}
	}
	a := store.Account{Name: v.Name, Network: hookNetwork, Server: v.URL, Can: []string{"be told of " + strings.Join(v.On, ", ")}}
	if v.Query != "" {
		a.Watch = []string{v.Query}
	}
	return source{Account: a, health: h}
}

// id tells an account from a hook of the same name.
func (s *source) id() string { return s.Network + "/" + s.Name }

// tellAgain lets what waits for a hook be told now.
func tellAgain(h *pane.Host, name string) tea.Cmd {
	return func() tea.Msg {
		n, err := h.Desk.Hooks.Retry(h.Context, name)
		told := pane.Notice{Text: fmt.Sprintf("telling %s again: %d wait", name, n), Level: pane.Done}
		if err != nil {
			told = pane.Notice{Text: err.Error(), Level: pane.Failure}
		}
		return pane.To{Pane: Scope, Msg: told}
	}
}

// pointAtLog says where there is more about a hook than here.
func pointAtLog(name string) tea.Cmd {
	told := pane.Notice{Text: "what it was told: earshot hooks log " + name}
	return pane.Send(pane.To{Pane: Scope, Msg: told})
}

// withHooks adds the hooks to the accounts.
func withHooks(ctx context.Context, d *desk.Desk, all []source) ([]source, error) {
	hooks, err := d.Hooks.List(ctx)
	for _, v := range hooks {
		all = append(all, ofHook(v))
	}
	return all, err
}
