package welcome

import (
	"context"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/widget"
)

// Scope is the address of the talk.
const Scope keys.Scope = "welcome"

// Pane holds a talk. It has no place on the screen: what it says is an overlay.
type Pane struct {
	h     *pane.Host
	guide Guide
	look  *pane.Mailbox // is the workspace empty?
	work  *pane.Mailbox // what a step does
	fill  *pane.Mailbox // completion
	asked bool          // whether the workspace is empty has been asked
	talk  []*page       // the steps so far, the last is shown
	far   *atomic.Pointer[Progress]
	wide  int // when it was drawn last
	above int // lines that were above the edge then
}

// New makes the pane; without a guide nothing can be begun from here.
func New(h *pane.Host, g Guide) *Pane {
	return &Pane{h: h, guide: g, look: h.Mailbox(Scope), work: h.Mailbox(Scope), fill: h.Mailbox(Scope), far: &atomic.Pointer[Progress]{}}
}

// Scope is the pane's address.
func (p *Pane) Scope() keys.Scope { return Scope }

// Title names it.
func (p *Pane) Title() string { return "Welcome" }

// Captures is never true: the overlay has the keys.
func (p *Pane) Captures() bool { return false }

// View is never called: the talk has no place.
func (p *Pane) View(width, height int) string { return widget.Block(nil, width, height) }

// Cursor is never shown.
func (p *Pane) Cursor() *tea.Cursor { return nil }

// NextTick is when the progress has to be drawn anew.
func (p *Pane) NextTick() time.Time { return p.work.NextTick() }

// Commands begin a talk from anywhere.
func (p *Pane) Commands() []keys.Command {
	when := func() string {
		if p.guide == nil {
			return "this screen was opened without a way to add accounts; use earshot connect in a shell"
		}
		return ""
	}
	return []keys.Command{
		{
			ID: "welcome", Title: "Get started", Keys: []string{"g w"}, Scope: keys.Global, When: when,
			Doc: "Offers the demo, a first account, a file to bring in.",
			Run: func(string) tea.Cmd { return p.begin(p.first()) },
		},
		{
			ID: "connect", Title: "Connect an account", Scope: keys.Global, When: when,
			Doc: "Asks what is needed, checks it, and says what the account can do.",
			Run: func(string) tea.Cmd { return p.begin(p.guide.Connect("")) },
		},
		{
			ID: "hook-add", Title: "Add a hook", Scope: keys.Global, When: when,
			Doc: "Lets another program be told what happens here: leads, spikes, overdue answers.",
			Run: func(string) tea.Cmd { return p.begin(p.guide.Hook()) },
		},
		{
			ID: "import", Title: "Import a file", Scope: keys.Global, When: when,
			Doc: "Brings in mentions from JSON Lines, mailboxes, or a list of feeds.",
			Run: func(string) tea.Cmd { return p.begin(p.guide.Import()) },
		},
	}
}

// first is the page for those who have nothing yet.
func (p *Pane) first() *Step {
	return &Step{
		Title: "Welcome to earshot",
		Text:  []string{"Hear what people say about a brand, see who they are, answer. Three ways to begin:"},
		Choices: []Choice{
			{Key: "d", Title: "Try the demo", Doc: "a fictional brand; nothing is sent anywhere", Next: p.demo},
			{Key: "c", Title: "Connect an account", Doc: "listen and answer on a network of yours", Next: func() *Step { return p.guide.Connect("") }},
			{Key: "i", Title: "Import a file", Doc: "mentions, a mailbox, a list of feeds", Next: p.guide.Import},
			{Key: "l", Title: "Look around first", Doc: "g w brings this page back, ? lists the keys"},
		},
	}
}

// demo leaves for the demo, or says why it cannot.
func (p *Pane) demo() *Step {
	if reason := p.guide.Demo(); reason != "" {
		return &Step{Title: "The demo", Text: []string{reason}}
	}
	return &Step{Title: "The demo", Quit: true}
}

// Changed asks once, at the start, whether there is anything here.
func (p *Pane) Changed(pane.Changes) tea.Cmd {
	if p.asked || p.guide == nil || p.h.Desk == nil {
		return nil
	}
	p.asked = true
	d, scope := p.h.Desk, p.h.Scope()
	return p.look.Read(func(ctx context.Context) tea.Msg {
		accounts, err := d.Setup.Accounts(ctx)
		if err != nil || len(accounts) > 0 {
			return nil
		}
		n, err := d.Lookup.Count(ctx, store.Search{Scope: scope})
		return empty(err == nil && n == 0)
	})
}

// empty says that the workspace has neither account nor mention.
type empty bool

// went is what a step led to.
type went struct {
	step *Step
	err  error
}

// filled is what a completion found.
type filled struct {
	field string
	typed string
	found []string
}

// Update takes the answers of the background.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case empty:
		if msg {
			return p.begin(p.first())
		}
	case went:
		return p.arrived(msg)
	case filled:
		if pg := p.page(); pg != nil {
			pg.filled(msg)
		}
	}
	return nil
}

// begin starts a talk anew.
func (p *Pane) begin(s *Step) tea.Cmd {
	open := len(p.talk) > 0
	p.talk = nil
	cmd := p.show(s)
	if open {
		return cmd
	}
	return tea.Batch(pane.Send(pane.Push{Overlay: sheet{p}}), cmd)
}

// show adds a step to the talk.
func (p *Pane) show(s *Step) tea.Cmd {
	p.talk = append(p.talk, newPage(s))
	if s.Link != "" {
		return pane.Send(pane.Copy{Text: s.Link, What: "address"})
	}
	return nil
}

func (p *Pane) page() *page {
	if len(p.talk) == 0 {
		return nil
	}
	return p.talk[len(p.talk)-1]
}

// arrived goes on where a step has led to.
func (p *Pane) arrived(w went) tea.Cmd {
	pg := p.page()
	if pg == nil {
		return nil
	}
	switch {
	case w.err != nil:
		pg.err = w.err.Error()
	case w.step == nil:
		return p.close()
	default:
		return p.show(w.step)
	}
	return nil
}

// close ends the talk from behind: its overlay is taken away.
func (p *Pane) close() tea.Cmd {
	p.talk = nil
	return pane.Send(pane.Pop{})
}

// do carries out the step shown.
func (p *Pane) do() tea.Cmd {
	pg := p.page()
	if pg.err = pg.missing(); pg.err != "" {
		return nil
	}
	values, do, far := pg.values(), pg.step.Do, &atomic.Pointer[Progress]{}
	p.far = far
	return p.work.Read(func(ctx context.Context) tea.Msg {
		next, err := do(ctx, values, func(pr Progress) { far.Store(&pr) })
		return went{next, err}
	})
}
