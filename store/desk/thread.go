package desk

import (
	"context"
	"errors"
	"iter"

	"earshot/store"
	"earshot/store/query"
)

// threadMentions walks a discussion, oldest first.
func threadMentions(tx store.Tx, thread store.Key) iter.Seq2[*store.Mention, error] {
	return tx.Mentions().Search(context.Background(), store.Search{Expr: ThreadExpr(thread), Oldest: true})
}

// ThreadExpr is the query for one discussion.
func ThreadExpr(thread store.Key) query.Expr { return fieldExpr("thread", thread.String()) }

func fieldExpr(name, value string) query.Expr {
	return query.Field{Name: name, Value: query.One{Text: value, Quoted: true}}
}

// place finds the discussion: the one the network names, else the parent's,
// else the parent is taken for its start.
func (a *arrival) place(m *store.Mention) error {
	if m.Place.Thread == "" && m.Place.Parent != "" {
		thread, parent, err := threadOf(a.tx, store.Key{Network: m.Key.Network, ID: m.Place.Parent})
		if err != nil {
			return err
		}
		m.Place.Thread, a.sway.parent = thread.ID, parent
	}
	if m.Place.Thread == "" {
		m.Place.Thread = m.Key.ID
	}
	if m.Place.Thread == m.Key.ID {
		return nil
	}
	_, err := a.tx.Mentions().Find(m.Thread())
	if errors.Is(err, store.ErrNotFound) {
		return a.tx.Records(store.KindAwaited).Put(m.Thread().String(), nil)
	}
	return err
}

// threadOf is the discussion in which something stands that was said on a
// network, by others or by us; what is not known starts one of its own. What others
// said is given, too.
func threadOf(tx store.Tx, key store.Key) (thread store.Key, m *store.Mention, err error) {
	doc, err := tx.Mentions().Find(key)
	if err == nil {
		if m, err = tx.Mentions().Get(doc); err != nil {
			return key, nil, err
		}
		return m.Thread(), m, nil
	}
	if !errors.Is(err, store.ErrNotFound) {
		return key, nil, err
	}
	post, err := sentPost(tx, key)
	if err != nil || post == nil {
		return key, nil, err
	}
	thread, err = sentThread(tx, *post, key)
	return thread, nil, err
}

// sentPost finds the post of ours that stands on a network under a key; nil if
// it is none of ours.
func sentPost(tx store.Tx, key store.Key) (*store.Post, error) {
	id, err := tx.Records(store.KindPostsSent).Get(key.String())
	if err != nil {
		return nil, ignoreMissing(err)
	}
	post, err := store.Posts(tx).Get(string(id))
	if err != nil {
		return nil, ignoreMissing(err)
	}
	return &post, nil
}

// sentThread is the discussion of something we sent: that of the mention it
// answers, which may have moved since; a post of its own starts one.
func sentThread(tx store.Tx, post store.Post, key store.Key) (store.Key, error) {
	thread := post.Thread
	if post.About != 0 {
		m, err := tx.Mentions().Get(post.About)
		if err == nil {
			thread = m.Thread()
		} else if !errors.Is(err, store.ErrNotFound) {
			return key, err
		}
	}
	if thread.ID == "" || thread.Network != key.Network {
		return key, nil // an answer on another network hangs on nothing there
	}
	return thread, nil
}

// moveThread makes one discussion a part of another.
func moveThread(tx store.Tx, from, to store.Key) error {
	if from == to {
		return nil
	}
	var moved []*store.Mention
	for m, err := range threadMentions(tx, from) {
		if err != nil {
			return err
		}
		moved = append(moved, m)
	}
	for _, m := range moved {
		m.Place.Thread = to.ID
		if err := tx.Mentions().Put(m); err != nil {
			return err
		}
	}
	return nil
}

// askedForAssignee is how many of the newest mentions of a discussion are asked
// whose it is: a post that everybody answers must not make every answer dearer.
const askedForAssignee = 50

// inherit gives a new mention to whoever has its discussion. A batch asks once
// for each: a page of comments is often one discussion. What it adds itself
// with that same assignee cannot change the answer; whatever else changes in a
// discussion drops it from heirs.
func (a *arrival) inherit(m *store.Mention) error {
	heir, asked := a.heirs[m.Thread()]
	if !asked {
		var err error
		if heir, err = a.heir(m.Thread()); err != nil {
			return err
		}
		if a.heirs == nil {
			a.heirs = map[store.Key]string{}
		}
		a.heirs[m.Thread()] = heir
	}
	if heir != "" {
		m.Work.Assignee = heir
	}
	return nil
}

// heir is who has a discussion, by the newest of its mentions that somebody
// has and that is not done; "" if nobody.
func (a *arrival) heir(thread store.Key) (string, error) {
	search := store.Search{Expr: ThreadExpr(thread), Limit: askedForAssignee}
	for other, err := range a.tx.Mentions().Search(context.Background(), search) {
		if err != nil {
			return "", err
		}
		if other.Work.Assignee != "" && other.Work.State != store.StateDone {
			return other.Work.Assignee, nil
		}
	}
	return "", nil
}

// followers are the mentions that came before m and took it for the start of
// their discussion.
// Those who have followers are noted when these arrive, because a search for
// every new mention would cost more than all the rest.
func (a *arrival) followers(m *store.Mention) ([]*store.Mention, error) {
	awaited := a.tx.Records(store.KindAwaited)
	if _, err := awaited.Get(m.Key.String()); err != nil {
		return nil, ignoreMissing(err)
	}
	if err := awaited.Delete(m.Key.String()); err != nil {
		return nil, err
	}
	var out []*store.Mention
	for other, err := range threadMentions(a.tx, m.Key) {
		if err != nil {
			return nil, err
		}
		out = append(out, other)
	}
	return out, nil
}

// adopt takes the followers into the discussion that m turned out to belong to.
func (a *arrival) adopt(m *store.Mention, followers []*store.Mention) error {
	if m.Place.Thread == m.Key.ID {
		return nil
	}
	for _, other := range followers {
		delete(a.heirs, m.Thread())
		delete(a.heirs, other.Thread())
		other.Place.Thread = m.Place.Thread
		if err := a.tx.Mentions().Put(other); err != nil {
			return err
		}
	}
	return nil
}
