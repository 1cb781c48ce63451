package compose

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store/clean"
	"earshot/store/when"
	"earshot/ui/keys"
	"earshot/ui/widget"
)

// part is what of the editor has the keys.
type part int

// The parts, in the order of tab.
const (
	partText part = iota
	partTo
	partWarning
	partVisibility
	partLang
	partWhen
	partCount
)

// header is the state of the lines above the text.
type header struct {
	part  part
	at    int          // the account under the cursor
	field widget.Field // warning, language or time being edited
	bad   string       // what is wrong with the field
}

// clock is how a time is kept in a draft: wall-clock time in the viewer's zone.
const clock = "2006-01-02 15:04"

// visibilities are the choices; empty is the network's default.
func visibilities() []string { return []string{"", "public", "unlisted", "followers", "direct"} }

// focus gives the keys to a part; what was typed into the one before is kept.
func (e *editor) focus(to part) {
	e.commit()
	e.head.part, e.head.bad = to, ""
	switch to {
	case partWarning:
		e.head.field.Set(e.draft.Message.Warning)
	case partLang:
		e.head.field.Set(e.draft.Message.Lang)
	case partWhen:
		e.head.field.Set(e.draft.At)
	}
}

// turnPart goes on to the next part that is there, or back to the one before.
func (e *editor) turnPart(step int) {
	to := e.head.part
	for {
		to = (to + part(step) + partCount) % partCount
		if e.shows(to) {
			e.focus(to)
			return
		}
	}
}

// header takes the keys of the lines above the text.
func (e *editor) header(k tea.KeyPressMsg) {
	switch k.String() {
	case "enter", "down":
		if e.head.part == partWhen || e.head.part == partTo && k.String() == "enter" {
			e.focus(partText)
			return
		}
		e.turnPart(1)
		return
	case "up":
		if e.head.part > partTo {
			e.turnPart(-1)
		}
		return
	}
	switch e.head.part {
	case partTo, partVisibility:
		if k.Text != "" && k.Text != " " {
			e.focus(partText) // who begins to write wants to write
			e.text.Key(k)
			e.dirty()
			return
		}
		e.choose(k)
	default:
		if e.head.field.Key(k) {
			e.head.bad = ""
			e.dirty()
		}
	}
}

// choose walks accounts and visibilities; space takes them.
func (e *editor) choose(k tea.KeyPressMsg) {
	step := map[string]int{"left": -1, "right": 1, "space": 1}[k.String()]
	if e.head.part == partVisibility {
		all := visibilities()
		at := slices.Index(all, e.draft.Message.Visibility) + step
		if to := all[(at+len(all))%len(all)]; to != e.draft.Message.Visibility {
			e.draft.Message.Visibility = to
			e.dirty()
		}
		return
	}
	names := e.options()
	if len(names) == 0 {
		return
	}
	if k.String() == "space" || k.Text == " " {
		e.toggle(names[min(e.head.at, len(names)-1)])
		return
	}
	e.head.at = (e.head.at + step + len(names)) % len(names)
}

// commit takes what stands in the field being edited. A time that cannot be
// read stays as it was typed, and the review says so.
func (e *editor) commit() {
	text := clean.Line(e.head.field.Text(), 1<<10)
	switch e.head.part {
	case partWarning:
		e.draft.Message.Warning = text
	case partLang:
		e.draft.Message.Lang = strings.ToLower(clean.Line(text, 16))
	case partWhen:
		e.setTime(text)
	}
}

// setTime gives the message its time; "" and "now" mean at once.
func (e *editor) setTime(text string) {
	if text == "now" {
		text = ""
	}
	if text != "" {
		if t, err := when.Parse(text, e.h.Now(), e.h.Zone); err == nil {
			text = t.In(e.h.Zone).Format(clock)
		}
	}
	if text != e.draft.At {
		e.draft.At = text
		e.dirty()
	}
}

// at is when the message is to leave; zero = at once.
func (e *editor) at() (time.Time, string) {
	if e.draft.At == "" {
		return time.Time{}, ""
	}
	t, err := when.Parse(e.draft.At, e.h.Now(), e.h.Zone)
	switch {
	case err != nil:
		return t, err.Error()
	case !t.After(e.h.Now()):
		return t, "the time " + e.draft.At + " has passed; give another (s), or none"
	}
	return t, ""
}

// checkTime says what is wrong with a time that somebody types.
func (p *Pane) checkTime(typed string) string {
	t, err := when.Parse(typed, p.h.Now(), p.h.Zone)
	switch {
	case err != nil:
		return err.Error()
	case !t.After(p.h.Now()):
		return "that has already passed; give a time in the future"
	}
	return ""
}

// times shows the moment that a typed time means; while nothing is typed, some
// that are often meant.
func (p *Pane) times(typed string) []keys.Choice {
	h := p.h
	moment := func(text string) (keys.Choice, bool) {
		t, err := when.Parse(text, h.Now(), h.Zone)
		if err != nil || !t.After(h.Now()) {
			return keys.Choice{}, false
		}
		return keys.Choice{Text: text, Doc: dueText(h, t) + ", in " + widget.Short(t.Sub(h.Now()))}, true
	}
	if strings.TrimSpace(typed) == "" {
		var out []keys.Choice
		for _, text := range []string{"in 1h", "18:00", "tomorrow 9:00", "mon 9:00"} {
			if c, ok := moment(text); ok {
				out = append(out, c)
			}
		}
		return out
	}
	if c, ok := moment(typed); ok {
		return []keys.Choice{c}
	}
	return nil
}

// ago writes how long something is past, for a sentence.
func ago(d time.Duration) string {
	if d < time.Minute {
		return "just now"
	}
	return widget.Short(d) + " ago"
}
