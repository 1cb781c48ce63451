package pane

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store/desk"
)

// What a history holds at most: texts, bytes of one, and bytes of all, which stays
// below what a desk.Pref can hold.
const (
	mostTyped   = 200
	longTyped   = 2 << 10
	mostHistory = 48 << 10
)

// History is what a person typed into one place before, kept from session to
// session: walked with up and down, by its beginning. It belongs to the Update
// loop; its reading and writing do not.
type History struct {
	host *Host
	name string
	list []string // the oldest first
	back int      // how far back the walk is; 0 = it has not begun
	stem string   // what was typed when it began
}

// Recalled is the answer of Recall: give it to Take.
type Recalled struct {
	name string
	list []string
}

// History makes the history of a place, empty until Recall has been answered.
func (h *Host) History(name string) *History {
	return &History{host: h, name: "history-" + name}
}

// Recall reads what was kept, as a command for the start.
func (y *History) Recall(box *Mailbox) tea.Cmd {
	if y.host.Desk == nil {
		return nil
	}
	name, prefs, user := y.name, y.host.Desk.Prefs, y.host.User
	return box.Read(func(ctx context.Context) tea.Msg {
		list, err := recall(ctx, prefs, user, name)
		if err != nil || len(list) == 0 {
			return nil // a history that cannot be read is an empty one
		}
		return Recalled{name, list}
	})
}

func recall(ctx context.Context, prefs *desk.Prefs, user, name string) ([]string, error) {
	data, err := prefs.Get(ctx, user, name)
	if err != nil || len(data) == 0 {
		return nil, err
	}
	var list []string
	return list, json.Unmarshal(data, &list)
}

// Take takes over what was read; it reports whether it was for this history.
func (y *History) Take(r Recalled) bool {
	if r.name != y.name {
		return false
	}
	for _, text := range y.list { // what was typed meanwhile
		r.list = behind(r.list, text)
	}
	y.list = r.list
	return true
}

// List is what was typed, the oldest first; the caller must not change it.
func (y *History) List() []string { return y.list }

// Add puts a text at the end, once; the command keeps it. Another screen of the
// same person loses nothing: what is kept is read again before.
func (y *History) Add(text string) tea.Cmd {
	y.back = 0
	if text = strings.TrimSpace(text); text == "" || len(text) > longTyped {
		return nil
	}
	y.list = behind(y.list, text)
	if y.host.Desk == nil {
		return nil
	}
	h, name, by := y.host, y.name, y.host.By()
	return func() tea.Msg {
		list, err := recall(h.Context, h.Desk.Prefs, by.User, name)
		if err != nil {
			list = nil // it cannot be read: begin anew
		}
		data, err := json.Marshal(behind(list, text))
		if err == nil {
			err = h.Desk.Prefs.Set(h.Context, by, name, data)
		}
		return h.Fail(err)
	}
}

// behind puts a text at the end of a list that holds it once, and cuts the list.
func behind(list []string, text string) []string {
	list = append(slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == text }), text)
	size := 0
	for i := len(list) - 1; i >= 0; i-- {
		if size += len(list[i]) + 3; size > mostHistory || len(list)-i > mostTyped {
			return list[i+1:]
		}
	}
	return list
}

// Back gives the text before that begins with what was typed when the walk began,
// in any case; false = there is none further back.
func (y *History) Back(typed string) (string, bool) {
	if y.back == 0 {
		y.stem = typed
	}
	return y.walk(1, typed)
}

// Forth goes the other way, at last to what was typed; false = the walk has not
// begun.
func (y *History) Forth(typed string) (string, bool) {
	if y.back == 0 {
		return "", false
	}
	if text, ok := y.walk(-1, typed); ok {
		return text, true
	}
	y.back = 0
	return y.stem, true
}

func (y *History) walk(by int, now string) (string, bool) {
	for back := y.back + by; back > 0 && back <= len(y.list); back += by {
		text := y.list[len(y.list)-back]
		if strings.HasPrefix(strings.ToLower(text), strings.ToLower(strings.TrimSpace(y.stem))) && text != strings.TrimSpace(now) {
			y.back = back
			return text, true
		}
	}
	return "", false
}

// Typed ends the walk: what stands in the field is the person's own again.
func (y *History) Typed() { y.back = 0 }
