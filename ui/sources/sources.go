// Package sources shows the accounts, and the hooks beside them: whether each hears and sends, since when it
// is silent, how far behind its network it is, what the network still lets it ask,
// and what it cannot do and why. It is a pane without a place on the screen, whose
// overlay stays true while it is open.
package sources

import (
	"context"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
	"earshot/ui/widget"
)

// Scope is the screen's address.
const Scope keys.Scope = "sources"

// source is an account with its health.
type source struct {
	store.Account
	health store.Health
	paused bool // a hook that is told nothing for now
	// counts is what the network counts of it.
	counts store.Insights
	// silent is the alert that it is silent for longer than usual; "" = it is not.
	silent store.Alert
}

// Pane holds the accounts.
type Pane struct {
	h    *pane.Host
	box  *pane.Mailbox
	all  []source
	list overlay.List
	err  string
	open bool
	got  bool // an answer has come
	// fresh is true until the sheet that was opened shows something.
	fresh bool
	// hooks is true when they are what is looked for.
	hooks bool
}

// New makes the screen.
func New(h *pane.Host) *Pane { return &Pane{h: h, box: h.Mailbox(Scope)} }

// Scope is its address.
func (p *Pane) Scope() keys.Scope { return Scope }

// Title names it.
func (p *Pane) Title() string { return "Sources" }

// Captures is never true: the overlay has the keys.
func (p *Pane) Captures() bool { return false }

// View is never called: it has no place.
func (p *Pane) View(width, height int) string { return widget.Block(nil, width, height) }

// Cursor is never shown.
func (p *Pane) Cursor() *tea.Cursor { return nil }

// Commands are those that open it.
func (p *Pane) Commands() []keys.Command {
	return keys.Views.In(keys.Command{
		ID: "hooks", Title: "Go to the hooks", Scope: keys.Global,
		Doc: "The other programs that are told what happens here: how it goes, what they were told; try one out, pause it, tell it again.",
		Run: func(string) tea.Cmd {
			p.open, p.fresh, p.hooks, p.list.Told = true, true, true, pane.Notice{}
			return tea.Batch(p.read(), pane.Send(pane.Push{Overlay: sheet{p}}))
		},
	}, keys.Command{
		ID: "go-sources", Title: "Go to the sources", Keys: []string{"g s"}, Scope: keys.Global,
		Doc: "The accounts and hooks: how each is, what it hears, what it may still ask, what it cannot do and why.",
		Run: func(string) tea.Cmd {
			p.open, p.fresh, p.hooks, p.list.Told = true, true, false, pane.Notice{}
			return tea.Batch(p.read(), pane.Send(pane.Push{Overlay: sheet{p}}))
		},
	})
}

// Changed reads anew what is in sight.
func (p *Pane) Changed(ch pane.Changes) tea.Cmd {
	if !p.open || !ch.Touch(store.TopicHealth, store.TopicAccounts, store.TopicHooks) {
		return nil
	}
	return p.read()
}

// NextTick is when a time on the sheet changes; zero = it is not in sight.
func (p *Pane) NextTick() time.Time {
	if !p.open {
		return time.Time{}
	}
	return pane.Sooner(p.box.NextTick(), p.h.Now().Add(time.Second))
}

// listed is the answer of a read.
type listed struct {
	all []source
	err error
}

func (p *Pane) read() tea.Cmd {
	h, desk, setup := p.h, p.h.Desk, p.h.Desk.Setup
	return p.box.Read(func(ctx context.Context) tea.Msg {
		accounts, err := setup.Accounts(ctx)
		if err != nil {
			return listed{err: err}
		}
		health, err := setup.Health(ctx)
		if err != nil {
			return listed{err: err}
		}
		silent, err := h.Desk.Alerts.Silent(ctx)
		if err != nil {
			return listed{err: err}
		}
		counts, err := setup.Insights(ctx)
		if err != nil {
			return listed{err: err}
		}
		of := map[string]store.Health{}
		for _, one := range health {
			of[one.Account] = one
		}
		all := make([]source, len(accounts))
		for i, a := range accounts {
			all[i] = source{Account: a, health: of[a.Name], counts: counts[a.Name], silent: silent[a.Name]}
		}
		all, err = withHooks(ctx, desk, all)
		return listed{all: all, err: err}
	})
}

// Update takes what was read, and what a key did.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case listed:
		p.got, p.err = true, ""
		if msg.err != nil {
			p.err = msg.err.Error()
			return nil
		}
		p.all = msg.all
		ids := make([]string, len(p.all))
		for i, s := range p.all {
			ids[i] = s.id()
		}
		p.list.Set(ids)
		if p.fresh {
			p.begin()
		}
	case pane.Notice:
		p.list.Told = msg
	}
	return nil
}

// begin puts the cursor on what is looked for, as soon as there is something.
func (p *Pane) begin() {
	sought := p.all
	if p.hooks {
		if i := slices.IndexFunc(p.all, func(s source) bool { return s.Network == hookNetwork }); i >= 0 {
			sought = p.all[i:]
		} else {
			p.list.Told = pane.Notice{Text: "no hook yet: :hook-add adds one, or in a shell: earshot hooks add"}
		}
	}
	if len(sought) > 0 {
		p.fresh = false
		p.list.Select(worst(sought))
	}
}

// worst is the account that a person looks for here: one that needs somebody,
// else one that waits, else one that is silent, else the first.
func worst(all []source) string {
	for _, state := range []store.HealthState{store.HealthFailed, store.HealthWaiting} {
		for _, s := range all {
			if s.health.State == state {
				return s.id()
			}
		}
	}
	for _, s := range all {
		if s.silent.ID != "" {
			return s.id()
		}
	}
	return all[0].id()
}

// at is the account under the cursor; nil = there is none.
func (p *Pane) at() *source {
	if i := p.list.At(); i >= 0 && i < len(p.all) {
		return &p.all[i]
	}
	return nil
}

// state says how an account is, with how it hears.
func state(h store.Health) string {
	text := pane.HealthWord(h.State)
	if h.State == store.HealthOK && h.Live {
		text += ", live"
	}
	return text
}

// left is what the network still lets us ask or post; "" = it does not say.
func left(n int, reset, now time.Time) string {
	switch {
	case n < 0:
		return ""
	case reset.After(now):
		return fmt.Sprintf("%d for %s", n, widget.Short(reset.Sub(now)))
	}
	return fmt.Sprint(n)
}

// behind is how old the newest mention was when it arrived; "" = nothing has.
func behind(h store.Health) string {
	if h.LastEvent.IsZero() {
		return ""
	}
	return widget.Short(h.Lag)
}
