package desk

import (
	"context"
	"errors"
	"slices"

	"earshot/store"
	"earshot/store/filing"
)

// settleLot is how many identities are filed in one transaction where they have
// to be filed anew.
const settleLot = 500

// putPeople stores identities, new or changed, and finds out who they are. It is
// the one way by which others than Ingest write what an identity says of itself.
func putPeople(c *core, tx store.Tx, people ...store.Identity) error {
	f, err := newFiler(c, tx)
	if err != nil {
		return err
	}
	for i := range people {
		p := &people[i]
		var was *store.Identity
		old, err := store.Identities(tx).Get(p.ID)
		if ignoreMissing(err) != nil {
			return err
		}
		if err == nil {
			was, p.Num = &old, old.Num
		}
		if err := f.enter(was, p); err != nil {
			return err
		}
		tx.Touch(store.TopicPeople, p.ID)
		if err := store.Identities(tx).Put(p.ID, *p); err != nil {
			return err
		}
	}
	return f.settle()
}

// Settle finds out who those identities are that are not filed yet, because they
// are from an earlier earshot or because what was filed cannot be read. It works
// in batches and goes on where it was interrupted; where all are filed, it costs
// nothing. A Watch hears how many were looked at.
func (p *People) Settle(ctx context.Context) error {
	done := 0
	for more := true; more; {
		err := p.store.Update(ctx, func(tx store.Tx) (err error) {
			more, err = p.settleSome(tx, &done)
			return err
		})
		if err != nil {
			return err
		}
		Tell(ctx, done, 0)
	}
	return nil
}

// Refile lets Settle file everybody anew.
func (p *People) Refile(ctx context.Context) error {
	return p.store.Update(ctx, func(tx store.Tx) error {
		return tx.Records(store.KindMeta).Put(filingKey, []byte(filingVersion+"!"))
	})
}

// settleSome does a part of what Settle does; it reports whether more is to do.
func (p *People) settleSome(tx store.Tx, done *int) (bool, error) {
	f, err := newFiler(p.core, tx)
	if err != nil || f.state == "=" {
		return false, err
	}
	if f.state == "!" {
		a, errA := filing.Clear(tx.Records(store.KindFiled), settleLot)
		b, errB := filing.Clear(tx.Records(store.KindCounted), settleLot)
		if err := errors.Join(errA, errB, f.forgetLately()); err != nil || a || b {
			return true, err
		}
		return true, f.setState(">")
	}
	var lot []store.Identity
	next := "="
	for i, err := range store.Identities(tx).Range(f.state[1:], "") {
		if err != nil {
			return false, err
		}
		if len(lot) == settleLot {
			next = ">" + i.ID
			break
		}
		lot = append(lot, i)
	}
	if err := f.setState(next); err != nil {
		return false, err
	}
	for i := range lot {
		was := lot[i]
		was.Num = 0 // nothing is filed of it
		num := lot[i].Num
		if err := f.enter(&was, &lot[i]); err != nil {
			return false, err
		}
		if lot[i].Num != num {
			if err := store.Identities(tx).Put(lot[i].ID, lot[i]); err != nil {
				return false, err
			}
		}
	}
	*done += len(lot)
	return next != "=", f.settleAll()
}

// forgetPerson takes away what is kept of an identity beside itself: edges,
// partings, suggestions, what it is found by. The contact goes on without it.
func (f *filer) forgetPerson(i store.Identity) error {
	if err := (bodyguard{f}).renamed(&i, nil); err != nil {
		return err
	}
	if i.Num != 0 && f.has(i.ID) {
		f.take(i)
	}
	if i.Num != 0 {
		if err := f.tx.Records(store.KindIdentityNum).Delete(store.Number(i.Num)); err != nil {
			return err
		}
	}
	c, err := contactOf(f.tx, i.ID)
	if err != nil {
		return err
	}
	for _, kind := range []string{store.KindSuggestions, store.KindPartings, store.KindEdges} {
		for _, pair := range pairsOf(f.tx, kind, i.ID) {
			if err := putPair(f.tx, kind, pair, nil); err != nil {
				return err
			}
		}
	}
	members := slices.DeleteFunc(slices.Clone(c.Members), func(m string) bool { return m == i.ID })
	if err := regroup(f.tx, append(slices.Clone(members), i.ID)...); err != nil {
		return err
	}
	for n, m := range members { // they lose what whoever goes has brought them
		members[n] = store.PairID(i.ID, m)
	}
	return reckoning{f.core}.regrouped(f.tx, f.env.Now(), members...)
}

// linkedByHand tells whether a person has said who an identity is.
func linkedByHand(tx store.Tx, id string) (bool, error) {
	edges, err := edgesOf(tx, id)
	return slices.ContainsFunc(edges, func(e store.Edge) bool { return e.Kind == byHand }), err
}
