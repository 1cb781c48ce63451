package listen

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/overlay"
	"earshot/ui/pane"
)

// shelf is what the lists of monitors and of rules have in common: an overlay
// over things with names, read from the desk.
type shelf[T any] struct {
	h     *pane.Host
	box   *pane.Mailbox
	title string
	name  func(T) string
	load  func(ctx context.Context) ([]T, error)
	// choose and key act on the thing under the cursor; they say whether the list
	// closes.
	choose func(T) (bool, tea.Cmd)
	key    func(name string) (bool, tea.Cmd)
	draw   func(width, height int) string
	all    []T
	list   overlay.List
	err    string
	open   bool
	got    bool // an answer has come
}

// shelved is a list as read.
type shelved[T any] struct {
	all []T
	err error
}

func (s *shelf[T]) read() tea.Cmd {
	load := s.load
	return s.box.Read(func(ctx context.Context) tea.Msg {
		all, err := load(ctx)
		return shelved[T]{all, err}
	})
}

func (s *shelf[T]) show() tea.Cmd {
	s.open, s.list.Told = true, pane.Notice{}
	return tea.Batch(s.read(), pane.Send(pane.Push{Overlay: s}))
}

func (s *shelf[T]) take(a shelved[T]) {
	s.got, s.err = true, ""
	if a.err != nil {
		s.err = a.err.Error()
		return
	}
	s.all = a.all
	names := make([]string, len(a.all))
	for i, one := range a.all {
		names[i] = s.name(one)
	}
	s.list.Set(names)
}

// Title names the list.
func (s *shelf[T]) Title() string { return s.title }

// Size is a dozen rows.
func (s *shelf[T]) Size(width, height int) (int, int) { return width, min(height, 14) }

// Cursor is never shown.
func (s *shelf[T]) Cursor() *tea.Cursor { return nil }

// View draws the list.
func (s *shelf[T]) View(width, height int) string { return s.draw(width, height) }

// at is the thing under the cursor.
func (s *shelf[T]) at() (one T, ok bool) {
	if i := s.list.At(); i >= 0 && i < len(s.all) {
		return s.all[i], true
	}
	return one, false
}

// Update takes a key or an act, and says whether the list closes.
func (s *shelf[T]) Update(msg tea.Msg) (closes bool, cmd tea.Cmd) {
	switch name := s.list.Steer(msg); name {
	case "":
	case "q":
		closes = true
	case "enter":
		if one, ok := s.at(); ok {
			closes, cmd = s.choose(one)
		}
	default:
		closes, cmd = s.key(name)
	}
	s.open = s.open && !closes
	return closes, cmd
}

// Point takes a click.
func (s *shelf[T]) Point(at pane.Pointer) tea.Cmd { return s.list.Point(at) }
