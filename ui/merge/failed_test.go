package merge

import (
	"context"
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/theme"
)

// TestACandidateWhoCannotBeRead is told as such, whatever one presses; the next one is
// read again.
func TestACandidateWhoCannotBeRead(t *testing.T) {
	env := store.SeededEnv(1, store.RealEnv().Now())
	h := &pane.Host{Desk: desk.New(mem.New(), env, desk.Options{}), Env: env, Theme: theme.New(theme.Mono, false), Context: context.Background()}
	s := New(h, keys.Card, "vk:1")
	see := func(want ...string) {
		t.Helper()
		for _, width := range []int{100, 60} {
			text := s.View(width, 24)
			for _, words := range want {
				if !strings.Contains(text, words) {
					t.Errorf("at %d %q is missing:\n%s", width, words, text)
				}
			}
		}
	}
	two := []candidate{{Identity: store.Identity{ID: "vk:2"}}, {Identity: store.Identity{ID: "vk:3"}}}
	s.Take(reading{known: true, found: two})
	s.Take(preview{err: errors.New("the disk does not answer")})
	see("this person cannot be read: the disk does not")
	if cmd := s.accept(); cmd != nil || s.told.text == "" {
		t.Errorf("y says %q", s.told.text)
	}
	s.Update(tea.KeyPressMsg{Code: 'j', Text: "j"})
	if text := s.View(100, 24); strings.Contains(text, "cannot be read") || !strings.Contains(text, "reading") {
		t.Errorf("the next one is not read:\n%s", text)
	}
}
