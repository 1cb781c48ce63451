package compose

import (
	"maps"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/ui/pane"
)

// editor is the writing under way. Its zero value is none.
type editor struct {
	h       *pane.Host
	draft   store.Draft    // the text of the version shown is in text
	about   *store.Mention // what is answered; nil for a post, or if it is gone
	all     []store.Account
	text    area
	version string            // the account whose version is shown; empty = the common text
	stash   map[string]string // versions that were joined to the common text again
	head    header
	open    holding
	pop     popup
	pending
	cursor *tea.Cursor
	sums   map[string]counted // lengths by account, while the text is the same
	notice string             // why things are as they are, until the next key
}

// pending is what of the writing is in the store already.
type pending struct {
	first time.Time // the oldest change that is not saved; zero = none
	last  time.Time // the newest
	kept  bool      // the draft is in the store
}

// holding is the draft being open here.
type holding struct {
	release func()
	other   bool // it is open on another screen as well, which came first
	copied  bool // this is a copy for that reason
}

// How long a change may wait for its save: from the last key, and from the
// first one for those who never stop.
// A crash or a cut line loses at most the last second.
const (
	saveAfter  = 600 * time.Millisecond
	saveAtMost = 900 * time.Millisecond
)

func newEditor(h *pane.Host, msg opened) editor {
	e := editor{h: h, about: msg.mention, all: msg.accounts, stash: map[string]string{}}
	if msg.draft != nil {
		e.draft, e.kept = *msg.draft, true
		e.draft.Message.Variants = maps.Clone(e.draft.Message.Variants)
	} else {
		e.draft, e.notice = begin(h, msg)
		if e.draft.Message.Text != "" {
			e.dirty()
		}
	}
	e.text.Set(e.draft.Message.Text)
	if at := e.draft.Cursor; at > 0 {
		e.text.GoTo(at - 1)
	}
	e.pop = popup{people: msg.people}
	e.hold()
	if len(e.draft.To) == 0 {
		e.head.part = partTo
	}
	return e
}

// name is what is being written.
func (e *editor) name() string {
	switch {
	case e.about != nil:
		return "reply to " + author(e.about.Author)
	case e.draft.About != 0:
		return "reply"
	}
	return "new post"
}

func author(a store.Author) string {
	for _, s := range []string{a.Name, a.Handle, a.Email, a.ID} {
		if s != "" {
			return s
		}
	}
	return "unknown"
}

// due is when the next save has to happen; zero = nothing is new.
func (e *pending) due() time.Time {
	if e.first.IsZero() {
		return time.Time{}
	}
	due := e.last.Add(saveAfter)
	if limit := e.first.Add(saveAtMost); limit.Before(due) {
		return limit
	}
	return due
}

// nextTick is when a relative time above the text moves on.
func (e *editor) nextTick() time.Time {
	if e.about == nil {
		return time.Time{}
	}
	now := e.h.Now()
	if now.Sub(e.about.Created) > time.Hour && now.Sub(e.about.Work.Answered) > time.Hour {
		return time.Time{}
	}
	return now.Truncate(time.Minute).Add(time.Minute)
}

// hold notes that the draft is open here.
func (e *editor) hold() {
	release, ok := e.h.Desk.Publish.HoldDraft(e.h.Context, e.draft.ID)
	e.open = holding{release: release, other: !ok}
}

// end lets the draft go.
func (h *holding) end() {
	if h.release != nil {
		h.release()
	}
}

// fork gives what is written here a draft of its own, because another screen
// writes the one it began as: neither can overwrite the other.
func (e *editor) fork() {
	e.open.end()
	e.draft.ID, e.kept = e.h.Env.ID(), false
	e.hold()
	e.open.copied = true
}

// elsewhere says that the draft is open on another screen too, "" = it is not.
func (h *holding) elsewhere() string {
	switch {
	case h.copied:
		return "this is a copy of its own; the draft goes on on the other screen"
	case !h.other:
		return ""
	}
	return "this draft is open on another screen too; what you write here becomes a copy"
}

// dirty notes that something is new.
func (e *editor) dirty() {
	if e.open.other {
		e.fork()
	}
	e.last = e.h.Now()
	if e.first.IsZero() {
		e.first = e.last
	}
}

func (e *pending) clean() { e.first, e.last = time.Time{}, time.Time{} }

// blank tells whether there is nothing worth keeping.
func (e *editor) blank() bool {
	e.sync()
	m := e.draft.Message
	for _, v := range m.Variants {
		if strings.TrimSpace(v) != "" {
			return false
		}
	}
	return strings.TrimSpace(m.Text) == "" && len(m.Media) == 0
}

// sync writes the text area back into the draft.
func (e *editor) sync() {
	if e.h == nil {
		return
	}
	if _, own := e.draft.Message.Variants[e.version]; own {
		e.draft.Message.Variants[e.version] = e.text.Text()
		return
	}
	e.draft.Message.Text = e.text.Text()
}

// snapshot is the draft as it stands, for others to keep.
func (e *editor) snapshot() store.Draft {
	e.sync()
	e.commit()
	if e.version == "" {
		e.draft.Cursor = e.text.Place() + 1
	}
	d := e.draft
	d.To = slices.Clone(d.To)
	d.Message.Media = slices.Clone(d.Message.Media)
	d.Message.Variants = maps.Clone(d.Message.Variants)
	return d
}

// options are the accounts that can be chosen: those that can send, and those
// chosen before that no longer can.
func (e *editor) options() []string {
	var out []string
	for _, a := range able(e.all) {
		out = append(out, a.Name)
	}
	for _, name := range e.draft.To {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// account finds an account by name; the zero one if it is gone.
func (e *editor) account(name string) store.Account {
	for _, a := range e.all {
		if a.Name == name {
			return a
		}
	}
	return store.Account{Name: name}
}

// toggle adds an account to those the message goes to, or takes it away.
func (e *editor) toggle(name string) {
	if i := slices.Index(e.draft.To, name); i >= 0 {
		e.draft.To = slices.Delete(slices.Clone(e.draft.To), i, i+1)
	} else {
		e.draft.To = append(slices.Clone(e.draft.To), name)
		slices.Sort(e.draft.To)
	}
	if e.version == name && !slices.Contains(e.draft.To, name) {
		e.turn("")
	}
	e.dirty()
}

// turn shows the version of an account, or the common text.
func (e *editor) turn(version string) {
	e.sync()
	if e.version == "" {
		e.draft.Cursor = e.text.Place() + 1
	}
	e.version = version
	e.text.Set(e.draft.Message.TextFor(version))
	if at := e.draft.Cursor; version == "" && at > 0 {
		e.text.GoTo(at - 1)
	}
}

// next shows the next version: the common text, then each account's.
func (e *editor) next() {
	all := append([]string{""}, e.draft.To...)
	e.turn(all[(slices.Index(all, e.version)+1)%len(all)])
}

// own tells whether the version shown is a text of its own.
func (e *editor) own() bool {
	_, own := e.draft.Message.Variants[e.version]
	return own
}

// detach gives the account shown a text of its own, or joins it to the common
// one again; its text is remembered then.
func (e *editor) detach() {
	e.sync()
	if e.own() {
		e.stash[e.version] = e.text.Text()
		delete(e.draft.Message.Variants, e.version)
		if len(e.draft.Message.Variants) == 0 {
			e.draft.Message.Variants = nil
		}
	} else {
		if e.draft.Message.Variants == nil {
			e.draft.Message.Variants = map[string]string{}
		}
		text, ok := e.stash[e.version]
		if !ok {
			text = e.draft.Message.Text
		}
		e.draft.Message.Variants[e.version] = text
	}
	e.text.Set(e.draft.Message.TextFor(e.version))
	e.dirty()
}

// answered tells that somebody else has answered already, "" = nobody has.
func (e *editor) answered() string {
	if e.about == nil || e.about.Work.Answered.IsZero() || e.about.Work.Answerer == e.h.User {
		return ""
	}
	return e.about.Work.Answerer + " answered this " + ago(e.h.Now().Sub(e.about.Work.Answered))
}
