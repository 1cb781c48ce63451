package alerts

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store/desk"
	"earshot/store/when"
	"earshot/ui/keys"
	"earshot/ui/pane"
)

// Commands are the ways here from anywhere, the movements, and what is only here.
func (p *Pane) Commands() []keys.Command {
	list := pane.ListCommands(keys.Alerts, func() pane.Mover {
		if p.lists[p.show].Len() == 0 {
			return nil
		}
		return &p.lists[p.show]
	}, func() tea.Cmd {
		p.cache.Drop()
		return nil
	})
	a := acts{p}
	return slices.Concat(keys.Views.In(a.ways()...), list, a.looking(), a.seeing(), a.watching())
}

// acts are what the commands do.
type acts struct{ *Pane }

// ways are the commands that lead here.
func (p acts) ways() []keys.Command {
	to := func(show part) func(string) tea.Cmd {
		return func(string) tea.Cmd {
			if !p.here { // whoever comes begins with the newest, not where the last visit ended
				for i := range p.lists {
					p.lists[i].Top()
				}
			}
			return tea.Batch(p.turn(show), pane.Send(pane.Cover{Place: keys.Stream, By: keys.Alerts}), pane.Send(pane.Focus{Pane: keys.Stream}))
		}
	}
	return []keys.Command{
		{ID: "go-alerts", Title: "Go to the alerts", Keys: []string{"g n"}, Scope: keys.Global, Doc: "What was raised: spikes, VIPs, what you asked to be told.", Run: to(raised)},
		{ID: "go-trends", Title: "Go to the trends", Keys: []string{"g t"}, Scope: keys.Global, Doc: "What is talked about more than before.", Run: to(topics)},
		{
			ID: "alert-bell", Title: "Bell at alerts, on or off", Scope: keys.Global, Group: keys.General,
			Doc: "Rings the terminal's bell at new alerts; this is remembered.",
			Run: func(string) tea.Cmd { return p.bell.toggle(p.Pane) },
		},
		{
			ID: "quiet-hours", Title: "Quiet hours", Scope: keys.Global, Group: keys.General,
			Doc: "Holds alerts in these hours and tells them as one when they end; VIPs break through.",
			Arg: &keys.Arg{Ask: "quiet hours", Hint: "22:00-08:00, or off", Check: p.checkQuiet}, Run: p.quiet,
		},
	}
}

func (p acts) zone() string {
	if name := p.h.Zone.String(); name != "Local" {
		return name
	}
	return ""
}

func (p acts) checkQuiet(typed string) string {
	if _, err := desk.ParseQuiet(typed, ""); err != nil {
		return "use 22:00-08:00, or off"
	}
	return ""
}

func (p acts) quiet(arg string) tea.Cmd {
	zone, user := p.zone(), p.h.User
	return p.h.Do(func(ctx context.Context, _ desk.By) (desk.Outcome, error) {
		q, err := desk.ParseQuiet(arg, zone)
		if err != nil {
			return desk.Outcome{}, err
		}
		return p.h.Desk.Alerts.SetQuiet(ctx, user, q)
	})
}

// looking are the commands that change nothing.
func (p acts) looking() []keys.Command {
	step := func(by int) func(string) tea.Cmd {
		return func(string) tea.Cmd { return p.turn((p.show + part(by) + parts) % parts) }
	}
	return []keys.Command{
		{
			ID: "open", Title: "Show the mentions", Keys: []string{"enter"}, Scope: keys.Alerts, Footer: 100, When: p.openable,
			Doc: "Shows exactly these mentions in the stream; the alert is then seen.", Run: func(string) tea.Cmd { return p.open() },
		},
		{ID: "next-part", Title: "Alerts, trends, watched", Keys: []string{"l", "right"}, Scope: keys.Alerts, Footer: 90, Run: step(1)},
		{ID: "previous-part", Title: "The part before", Keys: []string{"h", "left"}, Scope: keys.Alerts, Run: step(-1)},
		{
			ID: "back", Title: "Back to the stream", Keys: []string{"esc", "q"}, Scope: keys.Alerts, Footer: 95,
			Run: func(string) tea.Cmd { return pane.Send(pane.Cover{Place: keys.Stream}) },
		},
		{
			ID: "post", Title: "Post about it", Keys: []string{"p"}, Scope: keys.Alerts, Footer: 60, When: func() string {
				if p.topic() == nil {
					return "no topic is selected; l goes to the trends"
				}
				return ""
			}, Doc: "Begins a post of your own with the words of the topic.",
			Run: func(string) tea.Cmd { return pane.Send(pane.Compose{Kind: pane.NewPost, Text: words(p.topic())}) },
		},
	}
}

// asked is the query behind what is selected.
func (p acts) asked() (string, bool) {
	switch {
	case p.alert() != nil:
		return p.alert().Query, true
	case p.topic() != nil:
		return p.topic().Query, true
	case p.show == watched && p.sub() != nil:
		return p.sub().Query, true
	}
	return "", false
}

func (p acts) openable() string {
	if _, ok := p.asked(); !ok {
		return "nothing is selected"
	}
	return ""
}

// open shows the mentions in the stream.
func (p acts) open() tea.Cmd {
	text, _ := p.asked()
	var seen tea.Cmd
	if a := p.alert(); a != nil && a.Unseen {
		seen = p.see(a.IDs()...)
	}
	return tea.Batch(
		pane.Send(pane.Filter{Query: text}), pane.Send(pane.Cover{Place: keys.Stream}), pane.Send(pane.Focus{Pane: keys.Stream}), seen)
}

// see marks alerts as seen without a word.
func (p acts) see(ids ...string) tea.Cmd {
	user := p.h.User
	return func() tea.Msg {
		_, err := p.h.Desk.Alerts.See(p.h.Context, user, ids...)
		return p.h.Fail(err)
	}
}

func (p acts) seeing() []keys.Command {
	return []keys.Command{
		{
			ID: "seen", Title: "Seen", Keys: []string{"e"}, Scope: keys.Alerts, Footer: 80, When: func() string {
				switch a := p.alert(); {
				case a == nil:
					return "no alert is selected"
				case !a.Unseen:
					return "you have seen it already"
				}
				return ""
			}, Doc: "Marks the alert as seen and goes to the next one.",
			Run: func(string) tea.Cmd {
				ids := p.alert().IDs()
				p.lists[raised].Move(1)
				p.cache.Drop()
				return p.see(ids...)
			},
		},
		{
			ID: "seen-all", Title: "All seen", Keys: []string{"E"}, Scope: keys.Alerts, Footer: 75, When: func() string {
				if p.data.list.Unseen == 0 {
					return "you have seen all of them"
				}
				return ""
			}, Run: func(string) tea.Cmd { return p.see() },
		},
	}
}

// watching are the commands that change what is watched.
func (p acts) watching() []keys.Command {
	some := func() string {
		if p.sub() == nil {
			return "nothing that is watched is selected; l goes there"
		}
		return ""
	}
	start := func() string {
		if s := p.sub(); s != nil {
			return desk.AlertText(*s)
		}
		return ""
	}
	return []keys.Command{
		{
			ID: "alert-add", Title: "Add an alert", Keys: []string{"a"}, Scope: keys.Alerts, Footer: 70,
			Doc: "Watches a query: every mention, more than so many in a time, or more than usual.",
			Arg: &keys.Arg{Ask: "alert", Hint: "spike as Refunds on refund OR возврат", Check: p.check}, Run: p.add,
		},
		{
			ID: "alert-change", Title: "Change this alert", Keys: []string{"i"}, Scope: keys.Alerts, When: some,
			Arg: &keys.Arg{Ask: "alert", Hint: desk.AlertForms, Start: start, Check: p.check}, Run: p.change,
		},
		{
			ID: "alert-remove", Title: "Remove this alert", Keys: []string{"d"}, Scope: keys.Alerts, When: some,
			Doc: "Watches it no longer; what was raised stays, z brings it back.",
			Run: func(string) tea.Cmd {
				name := p.sub().Name
				return p.h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) {
					return p.h.Desk.Alerts.Remove(ctx, by, name)
				})
			},
		},
		{
			ID: "alert-mute", Title: "Mute this kind until", Keys: []string{"s"}, Scope: keys.Alerts, Footer: 65, When: some,
			Doc: "Raises nothing of it until then; without a time until S ends that.",
			Arg: &keys.Arg{Ask: "mute until", Hint: "tomorrow 9:00, 2h; empty = for good", Optional: true, Check: p.checkTime}, Run: p.mute,
		},
		{
			ID: "alert-unmute", Title: "No longer mute", Keys: []string{"S"}, Scope: keys.Alerts, When: func() string {
				if s := p.sub(); s == nil || !p.h.Now().Before(s.Muted) {
					return "nothing that is muted is selected"
				}
				return ""
			}, Run: func(string) tea.Cmd { return p.silence(time.Time{}) },
		},
	}
}

// check tells what is wrong with what is typed, while it can still be mended.
func (p acts) check(typed string) string {
	s, err := desk.ParseAlert(typed)
	if err != nil {
		return desk.AlertForms
	}
	if err := p.h.Desk.Alerts.Check(s); err != nil {
		return err.Error()
	}
	return ""
}

func (p acts) add(arg string) tea.Cmd {
	return p.h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) {
		s, err := desk.ParseAlert(arg)
		if err != nil {
			return desk.Outcome{}, err
		}
		return p.h.Desk.Alerts.Add(ctx, by, s)
	})
}

func (p acts) change(arg string) tea.Cmd {
	name := p.sub().Name
	return p.h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) {
		s, err := desk.ParseAlert(arg)
		if err != nil {
			return desk.Outcome{}, err
		}
		return p.h.Desk.Alerts.Change(ctx, by, name, s)
	})
}

func (p acts) checkTime(typed string) string {
	if _, err := when.Parse(typed, p.h.Now(), p.h.Zone); typed != "" && err != nil {
		return err.Error()
	}
	return ""
}

func (p acts) mute(arg string) tea.Cmd {
	until := desk.Forever()
	if arg != "" {
		var err error
		if until, err = when.Parse(arg, p.h.Now(), p.h.Zone); err != nil {
			return pane.Send(p.h.Fail(err))
		}
	}
	return p.silence(until)
}

func (p acts) silence(until time.Time) tea.Cmd {
	name := p.sub().Name
	return p.h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) {
		return p.h.Desk.Alerts.Mute(ctx, by, name, until)
	})
}
