package compose

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
)

// writing are the commands of the editor; text keys are no commands.
type writing struct{ *Pane }

func (p *writing) commands() []keys.Command {
	return slices.Concat(p.textCommands(), p.fileCommands(), p.cannedCommands(), p.promiseCommands())
}

// fileCommands are those of pictures and of the person's own editor.
func (p *writing) fileCommands() []keys.Command {
	local := p.on(func() string {
		if !p.h.Local {
			return "works only on the machine where earshot runs"
		}
		return ""
	})
	files := p.on(func() string {
		if len(p.ed.draft.Message.Media) == 0 {
			return "no file is attached"
		}
		return ""
	})
	return []keys.Command{
		{
			ID: "attach", Title: "Attach a file", Keys: []string{"ctrl+x a"}, Scope: keys.Compose, When: local,
			Doc: "Takes a path, with completion; a file dragged onto the terminal is recognised too.",
			Arg: &keys.Arg{
				Ask: "file", Hint: "~/pictures/shelf.jpg", Complete: func(typed string) []keys.Choice { return sheet{&p.ed}.paths(typed) },
				Check: func(typed string) string { return sheet{&p.ed}.unfit(full(typed), look(full(typed))) },
			}, Run: p.attach,
		},
		{
			ID: "describe", Title: "Describe the file", Keys: []string{"ctrl+x d"}, Scope: keys.Compose, When: files,
			Doc: "Says what is on a picture for those who cannot see it: the first that has no description, else the last.",
			Arg: &keys.Arg{Ask: "description", Hint: "what there is to see, for those who cannot; esc leaves it empty", Start: func() string {
				if media := p.ed.draft.Message.Media; len(media) > 0 {
					return media[undescribed(media)].Alt
				}
				return ""
			}}, Run: p.describe,
		},
		{ID: "unattach", Title: "Take a file out", Keys: []string{"ctrl+x r"}, Scope: keys.Compose, When: files, Arg: p.attachedArg(), Run: p.unattach},
		{
			ID: "file-first", Title: "File to the front", Keys: []string{"ctrl+x o"}, Scope: keys.Compose, When: files,
			Doc: "Puts a file in front of the others; networks show the first one largest.", Arg: p.attachedArg(), Run: p.first,
		},
		{
			ID: "editor", Title: "Own editor", Keys: []string{"ctrl+x e"}, Scope: keys.Compose, When: local,
			Doc: "Opens the text in $VISUAL or $EDITOR.", Run: p.outside,
		},
	}
}

// textCommands are those of the text, its header and its versions.
func (p *writing) textCommands() []keys.Command {
	return []keys.Command{
		{
			ID: "review", Title: "Review and send", Keys: []string{"ctrl+x ctrl+x"}, Scope: keys.Compose, Footer: 100, When: p.on(nil),
			Doc: "Shows what goes where before it leaves.", Run: func(string) tea.Cmd { return sender{p.Pane}.review() },
		},
		{
			ID: "field-next", Title: "Next field", Keys: []string{"tab"}, Scope: keys.Compose, Footer: 60, When: p.on(nil),
			Doc: "Goes from the text to accounts, warning, visibility, language and time, as far as the networks have them.", Run: p.part(1),
		},
		{ID: "field-previous", Title: "Previous field", Keys: []string{"shift+tab"}, Scope: keys.Compose, When: p.on(nil), Run: p.part(-1)},
		{
			ID: "cut-line", Title: "Cut the rest of the line", Keys: []string{"ctrl+k"}, Scope: keys.Compose, When: p.on(nil),
			Doc: "Cuts from the cursor to the end of the line; ctrl+y puts it back in. The palette is on alt+x meanwhile.",
			Run: func(string) tea.Cmd { return typist{p.Pane}.typed(tea.KeyPressMsg{Code: 'k', Mod: tea.ModCtrl}) },
		},
		{
			ID: "version-next", Title: "Next version", Keys: []string{"ctrl+x n"}, Scope: keys.Compose, When: p.on(p.several),
			Doc: "Shows what the next account gets.", Run: p.change(func() { p.ed.next() }),
		},
		{
			ID: "version-own", Title: "Own text, or the common one", Keys: []string{"ctrl+x g"}, Scope: keys.Compose, When: p.on(p.version),
			Doc: "Gives the account shown a text of its own; once more joins it to the common text again.", Run: p.change(func() { p.ed.detach() }),
		},
		{
			ID: "set-time", Title: "Schedule", Keys: []string{"ctrl+x s"}, Scope: keys.Compose, When: p.on(nil),
			Doc: "Gives the message a time; the review then schedules it.",
			Arg: &keys.Arg{Ask: "leaves", Hint: hint + "; now", Start: func() string { return p.ed.draft.At }, Check: p.checkNow, Complete: p.times}, Run: p.setTime,
		},
	}
}

// on is the reason of what needs the editor, and of more.
func (p *writing) on(more func() string) func() string {
	return func() string {
		switch {
		case p.screen != editing:
			return "nothing is being written (c, or r on a mention)"
		case more == nil:
			return ""
		}
		return more()
	}
}

func (p *writing) several() string {
	if len(p.ed.draft.To) < 2 {
		return "it goes to one account only; tab chooses more"
	}
	return ""
}

func (p *writing) version() string {
	if p.ed.version == "" {
		return "this is the common text; ctrl+x n shows what an account gets"
	}
	return ""
}

func (p *writing) change(fn func()) func(string) tea.Cmd {
	return func(string) tea.Cmd {
		fn()
		p.cache.Drop()
		return nil
	}
}

// part goes n parts on; where proposals are open, tab takes one.
func (p *writing) part(n int) func(string) tea.Cmd {
	return p.change(func() {
		if n > 0 && p.ed.pop.shown() && (typist{p.Pane}).pick("tab") {
			return
		}
		p.ed.pop.close()
		p.ed.turnPart(n)
	})
}

// checkNow takes "now" as well as a time to come.
func (p *writing) checkNow(typed string) string {
	if s := strings.TrimSpace(typed); s == "" || s == "now" {
		return ""
	}
	return p.checkTime(typed)
}

func (p *writing) setTime(arg string) tea.Cmd {
	p.ed.focus(partText)
	p.ed.setTime(strings.TrimSpace(arg))
	p.cache.Drop()
	return nil
}

// reading are the commands of review and preview, and the ways back.
type reading struct{ *Pane }

func (r *reading) commands() []keys.Command {
	p := r
	free := func() string {
		if p.rev.sending {
			return "it is being handed over"
		}
		return ""
	}
	return []keys.Command{
		{
			ID: "send", Title: "Send", Keys: []string{"y"}, Scope: keys.Compose, Footer: 100, When: r.on(func() string { return r.ready(false) }),
			Doc: "Hands the message over; it can be stopped while it is held.", Run: func(string) tea.Cmd { return sender{p.Pane}.send(false) },
		},
		{
			ID: "send-anyway", Title: "Send all the same", Keys: []string{"Y"}, Scope: keys.Compose, Footer: 95, When: r.on(r.again),
			Doc: "Answers although somebody was first.", Run: func(string) tea.Cmd { return sender{p.Pane}.send(true) },
		},
		{
			ID: "send-later", Title: "Schedule", Keys: []string{"s"}, Scope: keys.Compose, Footer: 90, When: r.on(func() string { return r.ready(true) }),
			Arg: &keys.Arg{Ask: "leaves", Hint: hint, Start: func() string { return p.ed.draft.At }, Check: p.checkTime, Complete: p.times}, Run: sender{p.Pane}.sendLater,
		},
		{
			ID: "preview", Title: "Preview", Keys: []string{"v", "ctrl+x v"}, Scope: keys.Compose, Footer: 80, When: r.shown,
			Doc: "Shows the message as a network gets it; once more shows the next.", Run: r.preview,
		},
		{ID: "keep", Title: "Keep the draft", Keys: []string{"p"}, Scope: keys.Compose, Footer: 70, When: r.on(free), Run: r.keep},
		{ID: "edit", Title: "Edit", Keys: []string{"e"}, Scope: keys.Compose, Footer: 75, When: r.on(free), Run: r.to(editing)},
		{
			ID: "discard", Title: "Discard", Keys: []string{"n"}, Scope: keys.Compose, Footer: 40, When: r.droppable,
			Doc: "Throws the draft away, after asking.", Run: r.discard,
		},
		{
			ID: "step-back", Title: "Back", Keys: []string{"esc"}, Scope: keys.Compose, Footer: 65, When: r.deeper,
			Doc: "Steps back one level; what was written is kept.", Run: r.back,
		},
	}
}

// on is the reason of what needs the review, and of more.
func (r *reading) on(more func() string) func() string {
	return func() string {
		if r.screen != reviewing {
			return "there is no review (ctrl+x ctrl+x opens it from the editor)"
		}
		return more()
	}
}

// ready is the reason why the message cannot leave.
func (r *reading) ready(later bool) string {
	switch c := r.rev.conflict; {
	case r.rev.sending:
		return "it is being handed over"
	case c != nil:
		return c.Error() + "; Y sends all the same"
	}
	return reviewer{r.Pane}.blocked(later)
}

func (r *reading) again() string {
	switch {
	case r.rev.sending:
		return "it is being handed over"
	case r.rev.conflict == nil:
		return "nobody was first: y sends"
	}
	return reviewer{r.Pane}.blocked(false)
}

func (r *reading) shown() string {
	switch {
	case r.screen != editing && r.screen != reviewing && r.screen != previewing:
		return "nothing is being written (c, or r on a mention)"
	case len(r.ed.draft.To) == 0:
		return "nobody gets it yet"
	}
	return ""
}

func (r *reading) preview(string) tea.Cmd {
	if r.screen == previewing {
		r.rev.account++
	} else {
		r.rev.account = max(0, slices.Index(r.ed.draft.To, r.ed.version))
		r.rev.from = r.screen
	}
	r.ed.sync()
	r.screen, r.rev.scroll = previewing, scroll{}
	r.cache.Drop()
	return nil
}

func (r *reading) to(to screen) func(string) tea.Cmd {
	return func(string) tea.Cmd {
		r.screen = to
		r.cache.Drop()
		return nil
	}
}

// keep leaves the writing as a draft.
func (r *reading) keep(string) tea.Cmd {
	r.shelf.aim = "d" + r.ed.draft.ID
	cmd := r.leave()
	r.show(listing)
	return cmd
}

func (r *reading) droppable() string {
	if r.screen == reviewing {
		return ""
	}
	if why := (&desktop{r.Pane}).any(); why != "" {
		return why
	}
	if r.shelf.selected().draft == nil {
		return "this is no draft; x stops a post"
	}
	return ""
}

func (r *reading) discard(string) tea.Cmd {
	p := r
	yes := func() tea.Cmd { return sender{p.Pane}.drop() }
	if p.screen != reviewing {
		id := p.shelf.selected().draft.ID
		yes = func() tea.Cmd { return (&desktop{p.Pane}).discardDraft(id) }
	}
	return pane.Send(pane.Push{Overlay: overlay.NewConfirm(p.h, "Discard", "Throw this draft away?", yes)})
}

// deeper is the reason why there is nothing to step back from.
func (r *reading) deeper() string {
	if r.screen == listing {
		return "this is the overview"
	}
	return ""
}

// back steps back one level: preview, review, header, text, overview.
func (r *reading) back(string) tea.Cmd {
	p := r
	p.cache.Drop()
	switch {
	case p.screen == previewing:
		p.screen, p.rev.scroll = p.rev.from, scroll{}
	case p.screen == reviewing:
		p.screen = editing
	case p.screen == editing && p.ed.pop.open():
		p.ed.pop.close()
	case p.screen == editing && p.ed.head.part != partText:
		p.ed.focus(partText)
	case p.screen == editing:
		return r.keep("")
	default:
		p.show(listing)
	}
	return nil
}
