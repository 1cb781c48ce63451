package merge

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/verb"
)

// Update takes a key or an act.
func (s *Screen) Update(msg tea.Msg) (bool, tea.Cmd) {
	s.told = told{}
	done, cmd := s.take(msg)
	s.gone = done
	return done, cmd
}

func (s *Screen) take(msg tea.Msg) (bool, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		if s.typing {
			s.field.Insert(msg.Content)
			return false, s.Read()
		}
	case tea.KeyPressMsg:
		if s.typing {
			if s.field.Key(msg) {
				return false, s.Read()
			}
			return false, nil
		}
		return s.key(keys.Letter(msg))
	case pane.Act:
		return s.act(msg)
	}
	return false, nil
}

// act moves, changes sides, and goes back one level: from the search, then from
// the screen.
func (s *Screen) act(a pane.Act) (bool, tea.Cmd) {
	switch a {
	case pane.Back:
		if s.typing {
			s.typing = false
			s.field.Set("")
			return false, s.Read()
		}
		return true, nil
	case pane.Accept:
		if s.typing {
			s.typing = false
			return false, nil
		}
		return s.key("y")
	case pane.Complete, pane.Earlier:
		s.right, s.typing, s.sure = !s.right, false, ""
	default:
		return false, s.turn(a)
	}
	return false, nil
}

func (s *Screen) turn(a pane.Act) tea.Cmd {
	if s.right {
		if a.Turn(&s.list) {
			return s.moved()
		}
		return nil
	}
	a.Turn(&s.members)
	return nil
}

func (s *Screen) key(name string) (bool, tea.Cmd) {
	switch name {
	case "j":
		return false, s.turn(pane.Next)
	case "k":
		return false, s.turn(pane.Previous)
	case "/":
		if s.who.err != nil {
			return false, s.refuse(s.who.err.Error())
		}
		s.right, s.typing = true, true
	case "y":
		return false, s.accept()
	case "n":
		return false, s.reject()
	case "u", "x":
		return false, s.split()
	case "z":
		return false, s.undo()
	case "q":
		return true, nil
	}
	return false, nil
}

// accept makes one person of the two; where something speaks against it, only
// when asked again.
func (s *Screen) accept() tea.Cmd {
	c, ok := s.chosen()
	switch {
	case s.who.err != nil:
		return s.refuse(s.who.err.Error())
	case !s.right:
		return s.refuse("tab goes to the candidates")
	case !ok:
		return s.refuse("there is nobody to merge with; / finds people")
	case s.other.unread() != "":
		return s.refuse(s.other.unread())
	case s.other.Identity.ID != c.ID:
		return nil // what would be one card is not shown yet
	}
	if against := s.against(); len(against) > 0 && s.sure != c.ID {
		s.sure = c.ID
		return nil
	}
	s.field.Set("")
	own, verb := c.pair.Own, s.h.Desk.People.Accept
	if own == "" {
		own, verb = s.identity, s.h.Desk.People.Merge
	}
	return s.do(func(ctx context.Context, by desk.By) (desk.Outcome, error) { return verb(ctx, by, own, c.ID) })
}

// reject says that they are different people.
func (s *Screen) reject() tea.Cmd {
	c, ok := s.chosen()
	switch {
	case s.who.err != nil:
		return s.refuse(s.who.err.Error())
	case !s.right:
		return s.refuse("tab goes to the candidates")
	case !ok:
		return s.refuse("there is nobody to tell apart from; / finds people")
	}
	own := c.pair.Own
	if own == "" {
		own = s.identity
	}
	s.sure = ""
	return s.do(func(ctx context.Context, by desk.By) (desk.Outcome, error) {
		return s.h.Desk.People.Reject(ctx, by, own, c.ID)
	})
}

// split takes the account under the cursor out of the person.
func (s *Screen) split() tea.Cmd {
	id, ok := s.members.Selected()
	switch {
	case s.who.err != nil:
		return s.refuse(s.who.err.Error())
	case s.right:
		return s.refuse("tab goes to the accounts of this person")
	case !ok || s.members.Len() < 2:
		return s.refuse("this person has one account; there is nothing to split")
	}
	return s.do(func(ctx context.Context, by desk.By) (desk.Outcome, error) { return s.h.Desk.People.Split(ctx, by, id) })
}

// undo takes back the last change, as the key does everywhere. Whoever has decided
// nothing here does not expect that it was something else: it is said.
func (s *Screen) undo() tea.Cmd {
	return s.do(func(ctx context.Context, by desk.By) (desk.Outcome, error) {
		r, err := s.h.Desk.History.Undo(ctx, by)
		if err != nil {
			return desk.Outcome{}, err
		}
		text := verb.Reverted(s.h, r)
		if !slices.Contains([]string{"merge", "accept", "reject", "unmerge", "split"}, r.Verb) {
			text += "; that was not about who is who"
		}
		return desk.Outcome{Title: text}, nil
	})
}

// told is what came of a key: the status line lies below the screen.
type told struct {
	text  string
	token theme.Token
}

// refuse says why a key does nothing.
func (s *Screen) refuse(why string) tea.Cmd {
	s.told = told{why, theme.Warn}
	return nil
}

// do calls a verb, and tells its outcome here and in the status line.
func (s *Screen) do(verb func(ctx context.Context, by desk.By) (desk.Outcome, error)) tea.Cmd {
	by, h, to := s.h.By(), s.h, s.to
	s.sure = ""
	return func() tea.Msg {
		out, err := verb(h.Context, by)
		if err != nil {
			return tea.BatchMsg{pane.Send(h.Fail(err)), pane.Send(pane.To{Pane: to, Msg: told{err.Error(), theme.Bad}})}
		}
		return tea.BatchMsg{
			pane.Send(pane.Notice{Text: out.Title, Level: pane.Done, Undo: out.Seq != 0}),
			pane.Send(pane.To{Pane: to, Msg: told{out.Title, theme.Good}}),
		}
	}
}

// against are the reasons why two cards may not be one, in plain words.
func (s *Screen) against() (out []string) {
	on := map[string]string{}
	for _, m := range s.who.Members {
		on[m.Network] = called(m)
	}
	for _, m := range s.other.Members {
		if mine, both := on[m.Network]; both && m.Network != "mail" && !strings.HasPrefix(m.ID, "row:") {
			out = append(out, "two accounts on "+m.Network+": "+mine+" and "+called(m))
		}
	}
	c, chosen := s.chosen()
	named := slices.ContainsFunc(c.pair.Evidence, func(e store.Evidence) bool { return e.Kind == "name" && e.Bits > 0 })
	mine, theirs := s.who.Identity.Author.Name, s.other.Identity.Author.Name
	if mine != "" && theirs != "" && !named && !strings.EqualFold(mine, theirs) {
		out = append(out, "the names differ: "+mine+" and "+theirs)
	}
	if chosen && c.pair.LooksLike {
		out = append(out, "one may be made to be taken for the other")
	}
	return out
}

// called is what an account is called in a row.
func called(m store.Identity) string {
	a := m.Author
	switch {
	case a.Handle != "":
		return "@" + a.Handle
	case a.Email != "":
		return a.Email
	case a.Name != "":
		return a.Name
	case m.Row != "":
		return m.Row
	}
	return m.ID
}
