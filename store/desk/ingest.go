package desk

import (
	"context"
	"errors"
	"fmt"

	"earshot/store"
)

// Inbox turns what networks tell us into mentions.
type Inbox struct{ *core }

// Ingest stores a batch: cleaning and judging happen before the transaction,
// then one Update skips what is known, finds the discussion and the person,
// and moves the source's cursor. Speed matters here: everything a network says
// passes through.
func (in *Inbox) Ingest(ctx context.Context, b Batch) (Result, error) {
	e, err := in.ears(ctx)
	if err != nil {
		return Result{}, err
	}
	events, refused := in.prepareAll(b, e.catalog)
	res := Result{Refused: refused}
	if len(events) == 0 && b.Cursor == nil && len(b.Lacks) == 0 {
		return res, nil
	}
	err = in.store.Update(ctx, func(tx store.Tx) error {
		res = Result{Refused: refused}
		a := &arrival{core: in.core, tx: tx, batch: b, res: &res, like: &alike{core: in.core, tx: tx}, sway: newSway(in.core, tx)}
		if a.ears, err = in.listening(tx); err != nil {
			return err
		}
		if err := a.sway.begin(); err != nil {
			return err
		}
		for _, e := range events {
			if err := a.event(e); err != nil {
				return err
			}
		}
		if err := errors.Join(a.sway.flush(), a.writePeople(), a.sums.write(tx), a.like.flush(), carried(a), obey(ctx, a), attention{a}.alert(), announce(a)); err != nil {
			return err
		}
		return errors.Join(abilities(a), a.moveCursor())
	})
	_ = in.ranks.settle(err)
	if res.New > 0 && !in.look.heard.Load() {
		in.look.heard.Store(true)
	}
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
func (in *Inbox) prepareAll(b Batch, names *Catalog) (events []Event, refused []*Refused) {
	events = make([]Event, 0, len(b.Events))
	for _, e := range b.Events {
		if e.Mention != nil {
			m := *e.Mention
			if err := in.prepare(&m, b, names); err != nil {
				refused = append(refused, err)
				continue
			}
			e.Mention = &m
			if public(&m) {
				e.said = in.prints.read(&m)
			}
		}
		events = append(events, e)
	}
	return events, refused
}

func (in *Inbox) prepare(m *store.Mention, b Batch, names *Catalog) *Refused {
	if m.Account == "" {
		m.Account = b.Account
	}
	cleanMention(m)
	cleanOurs(m, b.Restore)
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
	if !b.Restore || m.Arrived.IsZero() {
		m.Arrived = in.env.Now()
	}
	in.judgeMention(m, b.Restore, names)
	return nil
}

// arrival is one batch on its way into the store, in one transaction. What it
// reads for more than one mention it keeps.
type arrival struct {
	*core
	tx     store.Tx
	batch  Batch
	res    *Result
	ours   map[string]ourselves // by account
	people map[string]*store.Identity
	was    map[string]store.Identity // people, as the store has them
	sums   sums
	heirs  map[store.Key]string // who has a discussion, of those asked about; see inherit
	like   *alike
	sway   *sway
	ears   *ears
	fresh  []*store.Mention // new ones of others, for rules and alerts
	edits  []edited         // known ones with another text, for rules
	moved  bool             // some of these have been changed since, by the batch itself
}

// ourselves is who we are on an account's network; both are empty if the
// account is not connected.
type ourselves struct{ network, id string }

func (a *arrival) event(e Event) error {
	if e.Mention == nil {
		return a.remove(e.Deleted)
	}
	fresh := *e.Mention // Update may run twice: never write into the batch
	if a.batch.Guest {
		if err := asGuest(a, &fresh); err != nil {
			return err
		}
	}
	doc, err := a.tx.Mentions().Find(fresh.Key)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return a.add(e, &fresh)
	case err != nil:
		return err
	}
	old, err := a.tx.Mentions().Get(doc)
	if err != nil {
		return err
	}
	if a.batch.Guest && !mayEdit(a, old, &fresh) {
		a.res.Known++
		return nil
	}
	a.moved = true
	return a.edit(old, &fresh)
}

// moveCursor notes how far the source has been read, unless its account was
// disconnected meanwhile: a later account of that name starts afresh.
func (a *arrival) moveCursor() error {
	if a.batch.Cursor == nil {
		return nil
	}
	if _, err := store.Accounts(a.tx).Get(a.batch.Account); err != nil {
		return ignoreMissing(err)
	}
	return store.Cursors(a.tx).Put(CursorID(a.batch.Account, a.batch.Stream), a.batch.Cursor)
}

func (a *arrival) remove(key store.Key) error {
	doc, err := a.tx.Mentions().Find(key)
	if err != nil {
		return ignoreMissing(err)
	}
	m, err := a.tx.Mentions().Get(doc)
	if err != nil {
		return err
	}
	a.res.Deleted++
	a.moved = true
	// A page of the network that was read before the deletion may still be on
	// its way: what was taken back stays away.
	if err := a.tx.Records(store.KindGone).Put(key.String(), nil); err != nil {
		return err
	}
	return a.forget(m)
}

func (a *arrival) add(e Event, m *store.Mention) error {
	if _, err := a.tx.Records(store.KindPostsSent).Get(m.Key.String()); err == nil {
		a.res.Known++ // our own answer, already in the dialogue as a post
		return nil
	}
	if !a.batch.Restore {
		if _, err := a.tx.Records(store.KindGone).Get(m.Key.String()); err == nil {
			a.res.Known++
			return nil
		}
		m.Work = store.Work{Tags: m.Work.Tags}
	}
	restored := m.Work.State != "" // our own export: its work is as it was
	if !restored {
		m.Work.State = store.StateNew
		if e.Quiet {
			m.Work.State = store.StateDone
		}
	}
	m.Work.Notes = len(e.Notes)
	if err := a.place(m); err != nil {
		return err
	}
	followers, err := a.followers(m)
	if err != nil {
		return err
	}
	if err := a.whose(m, followers, restored); err != nil {
		return err
	}
	if err := a.keepAlike(e, m, restored); err != nil {
		return err
	}
	own, err := a.own(m)
	if err != nil {
		return err
	}
	if !own && !restored {
		a.fresh = append(a.fresh, m)
	}
	if err := a.sway.said(m, own); err != nil {
		return err
	}
	a.res.New++
	a.res.Docs = append(a.res.Docs, m.Doc)
	if a.batch.Restore {
		if err := a.restoreTrail(e, m); err != nil {
			return err
		}
	}
	for _, b := range e.Bounces {
		if err := bounced(a, b, m); err != nil {
			return err
		}
	}
	return a.adopt(m, followers)
}

// whose finds out who said it and whose work it is.
func (a *arrival) whose(m *store.Mention, followers []*store.Mention, restored bool) error {
	own, err := a.own(m)
	if own || restored || m.Place.Thread == m.Key.ID {
		delete(a.heirs, m.Thread()) // it joins its discussion without taking over its assignee
	}
	if err != nil {
		return err
	}
	a.heard(m, own, 1, m.Author.Followers)
	switch {
	case own && restored:
		return nil
	case own:
		return a.addOwn(m)
	}
	p, err := a.person(m)
	if err != nil {
		return err
	}
	if restored {
		return nil
	}
	vip, err := important(a, p)
	if err != nil {
		return err
	}
	if p != nil && p.Influence > 0 {
		m.Judgement.Influence = p.Influence
	}
	if vip || m.Judgement.Influence > 0 {
		m.Judgement.Priority = a.scale.fixed(m, vip)
	}
	if err := a.answeredBy(m, followers); err != nil || m.Place.Thread == m.Key.ID {
		return err
	}
	return a.inherit(m)
}
