package desk

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"earshot/store"
	"earshot/store/clean"
	"earshot/store/query"
)

// Inbox turns what networks tell us into mentions.
type Inbox struct{ *core }

// Ingest stores a batch: cleaning and judging happen before the transaction,
// then one Update skips what is known, finds the discussion and the person,
// and moves the source's cursor. Speed matters here: everything a network says
// passes through.
func (in *Inbox) Ingest(ctx context.Context, b Batch) (Result, error) {
	events, refused := in.prepareAll(b)
	res := Result{Refused: refused}
	if len(events) == 0 && b.Cursor == nil {
		return res, nil
	}
	err := in.store.Update(ctx, func(tx store.Tx) error {
		res = Result{Refused: refused}
		for _, e := range events {
			if err := in.event(tx, b, e, &res); err != nil {
				return err
			}
		}
		if b.Cursor == nil {
			return nil
		}
		return store.Cursors(tx).Put(CursorID(b.Account, b.Stream), b.Cursor)
	})
	return res, err
}

// CursorID is the key of a source's cursor.
func CursorID(account, stream string) string {
	if stream == "" {
		return account
	}
	return account + "\x00" + stream
}

// Refused says why a mention cannot be stored. The rest of its batch is, and
// the cursor moves on: one bad mention must not stop a source for good.
type Refused struct {
	Key store.Key
	Why string
}

// Error names the mention and the reason.
func (r *Refused) Error() string { return fmt.Sprintf("mention %s refused: %s", r.Key, r.Why) }

// prepareAll cleans and judges the mentions of a batch and parts those that
// cannot be stored from the rest.
func (in *Inbox) prepareAll(b Batch) (events []Event, refused []*Refused) {
	for _, e := range b.Events {
		if e.Mention != nil {
			m := *e.Mention
			if err := in.prepare(&m, b); err != nil {
				refused = append(refused, err)
				continue
			}
			e.Mention = &m
		}
		events = append(events, e)
	}
	return events, refused
}

func (in *Inbox) prepare(m *store.Mention, b Batch) *Refused {
	cleanMention(m)
	switch {
	case !store.ValidNetwork(m.Key.Network):
		return &Refused{m.Key, "the network's name is not [a-z0-9_-]{1,32}"}
	case m.Key.ID == "":
		return &Refused{m.Key, "it has no id"}
	case m.Created.IsZero():
		return &Refused{m.Key, "it has no time"}
	case m.Body.Text == "" && m.Body.Title == "" && len(m.Body.Media) == 0:
		return &Refused{m.Key, "it has no text"}
	}
	if m.Account == "" {
		m.Account = b.Account
	}
	if m.Kind == "" {
		m.Kind = store.KindPost
	}
	if !b.Restore || m.Arrived.IsZero() {
		m.Arrived = in.env.Now()
	}
	in.judgeMention(m, b.Restore)
	return nil
}

func (in *Inbox) event(tx store.Tx, b Batch, e Event, res *Result) error {
	if e.Mention == nil {
		return in.remove(tx, e.Deleted, res)
	}
	fresh := *e.Mention // Update may run twice: never write into the batch
	doc, err := tx.Mentions().Find(fresh.Key)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return in.add(tx, b, e, &fresh, res)
	case err != nil:
		return err
	}
	old, err := tx.Mentions().Get(doc)
	if err != nil {
		return err
	}
	return in.edit(tx, old, &fresh, res)
}

func (in *Inbox) remove(tx store.Tx, key store.Key, res *Result) error {
	doc, err := tx.Mentions().Find(key)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	res.Deleted++
	tx.Touch(store.TopicMentions, docID(doc))
	return tx.Mentions().Delete(doc)
}

func (in *Inbox) add(tx store.Tx, b Batch, e Event, m *store.Mention, res *Result) error {
	if _, err := tx.Records(store.KindPostsSent).Get(m.Key.String()); err == nil {
		res.Known++ // our own answer, already in the dialogue as a post
		return nil
	}
	if !b.Restore {
		m.Work = store.Work{Tags: m.Work.Tags}
	}
	restored := m.Work.State != "" // our own export: its work is as it was
	if !restored {
		m.Work.State = store.StateNew
	}
	m.Work.Notes = len(e.Notes)
	if err := in.place(tx, m, restored); err != nil {
		return err
	}
	own, err := ownMention(tx, m)
	if err != nil {
		return err
	}
	if own && !restored {
		err = in.addOwn(tx, m)
	} else if !own {
		err = in.person(tx, m)
	}
	if err != nil {
		return err
	}
	if err := tx.Mentions().Put(m); err != nil {
		return err
	}
	res.New++
	res.Docs = append(res.Docs, m.Doc)
	tx.Touch(store.TopicMentions, docID(m.Doc))
	if b.Restore {
		if err := in.restoreTrail(tx, e, m); err != nil {
			return err
		}
	}
	return in.adopt(tx, m)
}

// restoreTrail brings back the notes and the history that an export holds.
func (in *Inbox) restoreTrail(tx store.Tx, e Event, m *store.Mention) error {
	if m.Work.State == store.StateSnoozed {
		if err := in.wakeAt(tx, m.Work.Until, m.Doc); err != nil {
			return err
		}
	}
	for _, n := range e.Notes {
		n.ID, n.Doc, n.Text = in.env.ID(), m.Doc, clean.Text(n.Text, maxBody)
		if err := store.Notes(tx).Put(store.NoteID(m.Doc, n.ID), n); err != nil {
			return err
		}
	}
	for _, old := range e.History {
		r := in.record(tx, By{User: clean.Line(old.By, maxLine), Door: "import"}, clean.Line(old.Verb, maxLine))
		r.entry.At, r.entry.Fixed = old.At, true
		r.about(m.Doc)
		if _, err := r.write(clean.Line(old.Title, maxLine)); err != nil {
			return err
		}
	}
	return nil
}

// ownMention tells whether one of our accounts wrote it.
func ownMention(tx store.Tx, m *store.Mention) (bool, error) {
	a, err := store.Accounts(tx).Get(m.Account)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil && a.RemoteID != "" && a.Network == m.Key.Network && a.RemoteID == m.Author.ID, err
}

// addOwn stores what we wrote elsewhere, on the network's own page: nobody has
// to handle it, and the mention that it answers counts as answered.
func (in *Inbox) addOwn(tx store.Tx, m *store.Mention) error {
	m.Work.State = store.StateDone
	if m.Place.Parent == "" {
		return nil
	}
	doc, err := tx.Mentions().Find(store.Key{Network: m.Key.Network, ID: m.Place.Parent})
	if err != nil {
		return ignoreMissing(err)
	}
	parent, err := tx.Mentions().Get(doc)
	if err != nil || !parent.Work.Answered.IsZero() {
		return err
	}
	parent.Work.Answered, parent.Work.Answerer = m.Created, m.Account
	tx.Touch(store.TopicMentions, docID(doc))
	return tx.Mentions().Put(parent)
}

// place finds the discussion: the one the network names, else the parent's,
// else the parent is taken for its start. A new mention in an assigned
// discussion belongs to the same assignee, unless it was given to nobody.
func (in *Inbox) place(tx store.Tx, m *store.Mention, restored bool) error {
	if m.Place.Thread == "" && m.Place.Parent != "" {
		m.Place.Thread = m.Place.Parent
		doc, err := tx.Mentions().Find(store.Key{Network: m.Key.Network, ID: m.Place.Parent})
		if err == nil {
			parent, err := tx.Mentions().Get(doc)
			if err != nil {
				return err
			}
			m.Place.Thread = parent.Thread().ID
		} else if !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	if m.Place.Thread == "" {
		m.Place.Thread = m.Key.ID
	}
	if m.Place.Thread == m.Key.ID || m.Work.Assignee != "" || restored {
		return nil
	}
	for other, err := range threadMentions(tx, m.Thread()) {
		if err != nil {
			return err
		}
		if other.Work.Assignee != "" && other.Work.State != store.StateDone {
			m.Work.Assignee = other.Work.Assignee
		}
	}
	return nil
}

// adopt moves the mentions that took m for the start of their discussion into
// the discussion that m turned out to belong to.
func (in *Inbox) adopt(tx store.Tx, m *store.Mention) error {
	if m.Place.Thread == m.Key.ID {
		return nil
	}
	var moved []*store.Mention
	for child, err := range threadMentions(tx, m.Key) {
		if err != nil {
			return err
		}
		moved = append(moved, child)
	}
	for _, child := range moved {
		child.Place.Thread = m.Place.Thread
		if err := tx.Mentions().Put(child); err != nil {
			return err
		}
		tx.Touch(store.TopicMentions, docID(child.Doc))
	}
	return nil
}

// threadMentions walks a discussion, oldest first.
func threadMentions(tx store.Tx, thread store.Key) iter.Seq2[*store.Mention, error] {
	return tx.Mentions().Search(context.Background(), store.Search{Expr: ThreadExpr(thread), Oldest: true})
}

// ThreadExpr is the query for one discussion.
func ThreadExpr(thread store.Key) query.Expr { return fieldExpr("thread", thread.String()) }

func fieldExpr(name, value string) query.Expr {
	return query.Field{Name: name, Value: query.One{Text: value, Quoted: true}}
}

func (in *Inbox) edit(tx store.Tx, old, fresh *store.Mention, res *Result) error {
	same := old.Body.Text == fresh.Body.Text && old.Body.Title == fresh.Body.Title &&
		old.Body.Warning == fresh.Body.Warning && slices.Equal(old.Body.Media, fresh.Body.Media)
	if same && old.Counts == fresh.Counts {
		res.Known++
		return nil
	}
	old.Counts = fresh.Counts
	if same {
		res.Known++
	} else {
		res.Edited++
		taught := old.Judgement
		old.Body, old.Edited = fresh.Body, fresh.Edited
		if old.Edited.IsZero() {
			old.Edited = in.env.Now()
		}
		if len(taught.Taught) == 0 {
			old.Judgement = fresh.Judgement
		}
	}
	tx.Touch(store.TopicMentions, docID(old.Doc))
	return tx.Mentions().Put(old)
}

// person keeps the newest description of whoever is behind a mention.
func (in *Inbox) person(tx store.Tx, m *store.Mention) error {
	id := m.Identity()
	if id == "" {
		return nil
	}
	p, err := store.Identities(tx).Get(id)
	if errors.Is(err, store.ErrNotFound) {
		p = store.Identity{ID: id, Network: m.Key.Network, First: m.Created}
	} else if err != nil {
		return err
	}
	if !m.Created.Before(p.Last) {
		p.Author, p.Last = m.Author, m.Created
	}
	p.First = earliest(p.First, m.Created)
	p.Mentions++
	tx.Touch(store.TopicPeople, id)
	return store.Identities(tx).Put(id, p)
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func ignoreMissing(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}
