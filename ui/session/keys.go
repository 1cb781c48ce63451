package session

import (
	"context"

	"earshot/store"
	"earshot/ui"
	"earshot/ui/keys"
	"earshot/ui/theme"
)

// Table is the table of all commands without a workspace: for printing keys and
// for checking a person's rebinding.
func Table(rebound map[string][]string) (*keys.Table, error) {
	h := NewHost(context.Background(), Options{Screen: Screen{Theme: string(theme.Mono)}})
	h.Env = store.RealEnv()
	m, err := New(h, ui.Options{Rebound: rebound}, nil)
	if err != nil {
		return nil, err
	}
	return m.Table(), nil
}
