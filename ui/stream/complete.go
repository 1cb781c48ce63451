package stream

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/query"
	"earshot/ui/pane"
	"earshot/ui/widget"
)

// proposing is what the query bar proposes, and what it needs for that.
type proposing struct {
	choices []query.Candidate
	at      int    // the chosen one
	base    string // what stood in the bar before tab began to go through them
	walks   bool
	box     *pane.Mailbox // people are looked for in the background
	asked   string        // whom people was looked for last
	people  []store.Identity
}

// mostPeople is how many people are proposed.
const mostPeople = 8

// peopleFound is the answer of a look for people.
type peopleFound struct {
	asked string
	list  []store.Identity
}

// propose finds what could stand at the cursor.
func (b *bar) propose() {
	p := &b.more
	if p.walks {
		return
	}
	p.at, p.choices = 0, query.CompleteWith(b.field.Text(), len([]rune(b.field.Before())), b.values)
	word := b.field.Before()
	word = word[strings.LastIndexAny(word, " (|{,-")+1:]
	if word == "" || len(p.choices) == 1 && p.choices[0].Text == word {
		p.choices = nil
	}
}

// values are the values in use of a field.
func (b *bar) values(field, typed string) []query.ValueInfo {
	names := b.h.Names
	list := func(doc string, values []string) (out []query.ValueInfo) {
		for _, v := range values {
			out = append(out, query.ValueInfo{Text: v, Doc: doc})
		}
		return out
	}
	switch field {
	case "tag":
		return list("a tag in use", names.Tags)
	case "account":
		return list("one of our accounts", names.Accounts)
	case "assignee":
		return list("a colleague", names.Users)
	case "lang":
		out := list("", names.Langs)
		for i := range out {
			out[i].Doc = widget.Language(out[i].Text) + ", in use"
		}
		return out
	case "monitor":
		return list("a monitor", names.Monitors)
	case "campaign":
		return list("a campaign", names.Campaigns)
	case "view":
		var out []query.ValueInfo
		for _, v := range views(b.h) {
			out = append(out, query.ValueInfo{Text: v.Name, Doc: v.Query})
		}
		return out
	case "from", "author":
		if typed != "" && b.more.asked == typed {
			return b.persons(typed)
		}
	}
	return nil
}

// persons are the people found, who fit what was typed in their own way.
func (b *bar) persons(typed string) (out []query.ValueInfo) {
	for _, p := range b.more.people {
		handle := p.Author.Handle
		if handle == "" {
			handle = p.Author.Email
		}
		if handle != "" {
			out = append(out, query.ValueInfo{Text: handle, Doc: p.Author.Name, Aliases: []string{strings.ToLower(typed)}})
		}
	}
	return out
}

// ask looks for people when somebody's name is being typed. The next key overtakes
// the look.
func (b *bar) ask() tea.Cmd {
	p := &b.more
	word := b.field.Before()
	word = word[strings.LastIndexAny(word, " (|{,-")+1:]
	field, typed, ok := strings.Cut(word, ":")
	if f, known := query.LookupField(field); !ok || len([]rune(typed)) < 2 || !known || f.Name != "from" && f.Name != "author" || p.walks {
		p.box.Forget()
		return nil
	}
	if p.asked == typed && !p.box.Busy() {
		return nil
	}
	lookup := b.h.Desk.Lookup
	return p.box.Read(func(ctx context.Context) tea.Msg {
		list, err := lookup.People(ctx, typed, mostPeople)
		if err != nil {
			return nil // without proposals one goes on typing
		}
		return peopleFound{typed, list}
	})
}

// told takes over what was read in the background.
func (b *bar) told(msg tea.Msg) {
	switch msg := msg.(type) {
	case pane.Recalled:
		b.history.Take(msg)
	case peopleFound:
		if b.more.asked, b.more.people = msg.asked, msg.list; b.open {
			b.propose()
		}
	}
}

// complete puts the next proposal into the bar, or the one before; it reports
// whether there was one. A single one is taken, and what can follow is proposed.
func (b *bar) complete(by int) bool {
	p := &b.more
	n := len(p.choices)
	switch {
	case n == 0:
		return false
	case !p.walks:
		p.base = b.field.Text()
		if p.walks = n > 1; by < 0 {
			p.at = n - 1
		}
	default:
		p.at = (p.at + by + n) % n
	}
	runes := []rune(p.base)
	c := p.choices[p.at]
	tail := " "
	if strings.HasSuffix(c.Text, ":") {
		tail = ""
	}
	b.field.Set(string(runes[:c.Start]) + c.Text + tail + string(runes[c.End:]))
	return true
}

// walked takes up and down: what was searched for before, by its beginning.
func (p *Pane) walked(step func(string) (string, bool)) tea.Cmd {
	text, ok := step(p.bar.field.Text())
	if !ok {
		return nil
	}
	p.bar.more.walks = false
	p.bar.field.Set(text)
	return p.live()
}
