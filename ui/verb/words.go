package verb

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	words "earshot/store/act"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/pane"
)

// words are the verbs that take text: tags, note, hand over.
func (m *maker) words() []keys.Command {
	return []keys.Command{
		m.command(keys.Command{
			ID: "tag", Title: "Tag", Keys: []string{"t"}, Footer: 40,
			Doc: "Adds and removes tags: +vip -spam. A bare word is added.",
			Arg: &keys.Arg{Ask: "tags", Hint: "+vip -spam", Complete: m.tags, Check: checkTags},
		}, false,
			func(ctx context.Context, by desk.By, on desk.Target, arg string) (desk.Outcome, error) {
				add, remove := words.Signed(arg)
				return m.h.Desk.Triage.Tag(ctx, by, on, add, remove)
			}),
		m.line(),
		m.note(),
		m.handOver(),
		m.split(),
	}
}

// line does several verbs at once, in the words of rules.
func (m *maker) line() keys.Command {
	return m.command(keys.Command{
		ID: "do", Title: "Do several things", Keys: []string{"!"},
		Doc: "Several verbs at once, in the words of rules: tag +vip, assign anna, snooze 2h. One undo takes them back.",
		Arg: &keys.Arg{Ask: "do", Hint: "tag +vip, assign anna, snooze tomorrow 9:00; note call back", Check: checkLine, Complete: completeLine},
	}, false,
		func(ctx context.Context, by desk.By, on desk.Target, arg string) (desk.Outcome, error) {
			acts, err := words.Parse(arg)
			if err != nil {
				return desk.Outcome{}, err
			}
			return m.h.Desk.Triage.Acts(ctx, by, on, around(on), acts, m.h.Zone)
		})
}

func checkLine(typed string) string {
	if _, err := words.Parse(typed); err != nil {
		return err.Error()
	}
	return ""
}

// completeLine proposes verbs where one has to stand.
func completeLine(typed string) []keys.Choice {
	head, last := "", strings.TrimLeft(typed, " ")
	if i := strings.LastIndexAny(typed, ",;"); i >= 0 {
		head, last = typed[:i+1]+" ", strings.TrimLeft(typed[i+1:], " ")
	}
	var out []keys.Choice
	for _, v := range words.Verbs() {
		if strings.HasPrefix(v.Name, last) && v.Name != last && v.Name != "alert" && v.Name != "hook" {
			out = append(out, keys.Choice{Text: strings.TrimRight(head+v.Name+" ", " ") + map[bool]string{true: " "}[v.Arg != ""], Label: v.Name + " " + v.Arg, Doc: v.Doc})
		}
	}
	return out
}

func (m *maker) note() keys.Command {
	return keys.Command{
		ID: "note", Title: "Internal note", Keys: []string{"i"}, Scope: m.scope, When: m.alone,
		Doc: "Adds a remark that only the team sees.",
		Arg: &keys.Arg{Ask: "note", Hint: "only the team sees it"},
		Run: func(arg string) tea.Cmd {
			doc := m.t.Mention().Doc
			*m.t.Memory = Memory{id: "note", arg: arg}
			return m.h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) {
				return m.h.Desk.Triage.Note(ctx, by, doc, arg)
			})
		},
	}
}

// split works on the one mention shown, wherever it is shown: the point is to
// take it out of the others.
func (m *maker) split() keys.Command {
	return keys.Command{
		ID: "split", Title: "Split from duplicates", Keys: []string{"X"}, Scope: m.scope,
		Doc: "Takes the mention shown out of those that say the same, for good.",
		When: func() string {
			switch mention := m.t.Mention(); {
			case m.alone() != "":
				return m.alone()
			case mention.Place.Cluster == 0:
				return "no other mention says the same"
			}
			return ""
		},
		Run: func(string) tea.Cmd {
			doc := m.t.Mention().Doc
			return m.h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) {
				return m.h.Desk.Triage.Split(ctx, by, desk.On(doc))
			})
		},
	}
}

func (m *maker) handOver() keys.Command {
	return keys.Command{
		ID: "hand-over", Title: "Hand over", Keys: []string{"F"}, Scope: m.scope, When: m.alone,
		Doc: "Assigns the dialogue to a colleague and leaves a note: anna please call back.",
		Arg: &keys.Arg{Ask: "hand over to", Hint: "name and a note: anna please call back", Complete: m.users},
		Run: func(arg string) tea.Cmd {
			doc := m.t.Mention().Doc
			user, text, _ := strings.Cut(strings.TrimSpace(arg), " ")
			return m.h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) {
				return m.h.Desk.Triage.HandOver(ctx, by, doc, user, text)
			})
		},
	}
}

// marks are the corrections: m and a letter.
func (m *maker) marks() []keys.Command {
	list := []struct{ key, label, title string }{
		{"+", "positive", "Mark as positive"},
		{"-", "negative", "Mark as negative"},
		{"0", "neutral", "Mark as neutral"},
		{"l", "lead", "Mark as lead"},
		{"L", "not-lead", "Mark as no lead"},
		{"q", "question", "Mark as question"},
		{"c", "complaint", "Mark as complaint"},
		{"o", "concern", "Mark as concern"},
		{"n", "need", "Mark as need"},
		{"h", "insight", "Mark as insight"},
		{"p", "praise", "Mark as praise"},
		{"i", "irrelevant", "Mark as irrelevant"},
		{"s", "spam", "Mark as spam"},
		{"v", "vip", "VIP on or off"},
	}
	var out []keys.Command
	for _, l := range list {
		c := keys.Command{ID: "mark-" + l.label, Title: l.title, Keys: []string{"m " + l.key}, Doc: "Teaches the model."}
		if l.label == "vip" {
			c.Doc = "Says that the person behind is a VIP, or no longer is."
		}
		out = append(out, m.command(c, false,
			func(ctx context.Context, by desk.By, on desk.Target, _ string) (desk.Outcome, error) {
				return m.h.Desk.Triage.Mark(ctx, by, on, l.label)
			}))
	}
	return out
}

// writing asks the composer.
func (m *maker) writing() []keys.Command {
	ask := func(id, title, key, doc string, footer int, kind pane.Writing) keys.Command {
		return keys.Command{
			ID: id, Title: title, Keys: []string{key}, Scope: m.scope, Doc: doc, Footer: footer, When: m.alone,
			Run: func(string) tea.Cmd {
				return pane.Send(pane.Compose{Kind: kind, Doc: m.t.Mention().Doc})
			},
		}
	}
	return []keys.Command{
		ask("reply", "Reply", "r", "Answers where it was said.", 90, pane.Reply),
		ask("reply-elsewhere", "Reply on another channel", "R", "Answers the same person on another channel.", 0, pane.Other),
	}
}

func checkTags(typed string) string {
	add, remove := words.Signed(typed)
	if slices.Contains(append(add, remove...), "") {
		return "a sign needs a tag behind it: +vip -spam"
	}
	if len(add)+len(remove) == 0 {
		return "name at least one tag: +vip adds, -spam removes"
	}
	return ""
}

// tags completes the last word with tags in use and those of the selection.
func (m *maker) tags(typed string) []keys.Choice {
	head, last := typed, ""
	if i := strings.LastIndexAny(typed, " ,"); i >= 0 {
		head, last = typed[:i+1], typed[i+1:]
	} else {
		head, last = "", typed
	}
	sign, word := "+", strings.TrimLeft(last, "+-")
	if strings.HasPrefix(last, "-") {
		sign = "-"
	}
	var out []keys.Choice
	names := m.h.Names.Tags
	if sign == "-" && m.t.Mention() != nil {
		names = m.t.Mention().Work.Tags
	}
	have, gone := words.Signed(head)
	for _, name := range names {
		if strings.HasPrefix(name, word) && name != word && !slices.Contains(have, name) && !slices.Contains(gone, name) {
			out = append(out, keys.Choice{Text: head + sign + name + " ", Label: sign + name})
		}
	}
	return out
}

// users completes a colleague's name.
func (m *maker) users(typed string) []keys.Choice {
	var out []keys.Choice
	for _, name := range append([]string{m.h.User}, m.h.Names.Users...) {
		known := slices.ContainsFunc(out, func(c keys.Choice) bool { return c.Text == name })
		if name != "" && !known && strings.HasPrefix(strings.ToLower(name), strings.ToLower(typed)) {
			c := keys.Choice{Text: name}
			if name == m.h.User {
				c.Doc = "you"
			}
			out = append(out, c)
		}
	}
	return out
}
