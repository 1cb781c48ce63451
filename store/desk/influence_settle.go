package desk

import (
	"context"
	"errors"

	"earshot/scoring/influence"
	"earshot/store"
)

// How far somebody's word carries changes with every reshare, and for everybody who
// stands beside them. What queries ask (is:influencer) and what priorities are made
// of is therefore settled: it is written to the identities when it has moved by
// settleStep, from or to nothing, or into or out of the class, and then the open
// mentions of that person follow, as when somebody becomes a VIP. Only those are
// looked at whom a batch has changed; whom the others have overtaken meanwhile,
// Settle finds once a day.

// settleStep is by how many points of 100 the influence has to move: less is no
// point of a priority.
const settleStep = 10

// starFloor is what somebody counts at least of whom a person has said that they are
// an influencer: where that class begins.
const starFloor = 95

// reckoning settles how far people's words carry.
type reckoning struct{ *core }

// settled writes what flush has found to have moved. It has to come after the people
// of a batch are written; changed is whether any mention was.
func (s *sway) settled() (changed bool, err error) {
	list := s.unsettled
	s.unsettled = nil
	for _, p := range list {
		one, err := (reckoning{s.core}).settle(s.tx, p.name, &p.Person)
		if err != nil {
			return changed, err
		}
		changed = changed || one
	}
	return changed, nil
}

// settle brings what is kept with the identities of the person behind one of them up
// to their influence, and their open mentions up to that. alone is what is known of
// that identity where that is at hand.
func (c reckoning) settle(tx store.Tx, identity string, alone *influence.Person) (changed bool, err error) {
	people, score, star, err := c.reckoned(tx, identity, alone)
	if err != nil {
		return false, err
	}
	for _, p := range people {
		if moved := max(score-p.Influence, p.Influence-score); star == p.Influencer && moved < settleStep && (score > 0) == (p.Influence > 0) {
			continue
		}
		p.Influence, p.Influencer = score, star
		if err := store.Identities(tx).Put(p.ID, p); err != nil {
			return changed, err
		}
		if err := rerank(c.core, tx, &p); err != nil {
			return changed, err
		}
		tx.Touch(store.TopicPeople, p.ID)
		changed = true
	}
	if !changed {
		return false, nil
	}
	return true, c.scale.rescore(tx, identity, c.env.Now())
}

// reckoned gives the identities of a person, how far their word carries together,
// from 0 to 100, and whether they are an influencer.
func (c reckoning) reckoned(tx store.Tx, identity string, alone *influence.Person) (people []store.Identity, score int, star bool, err error) {
	contact, err := contactOf(tx, identity)
	if err != nil {
		return nil, 0, false, err
	}
	byHand := false
	for _, id := range contact.Members {
		p, err := store.Identities(tx).Get(id)
		if errors.Is(err, store.ErrNotFound) {
			continue // others told of them; they have said nothing
		}
		if err != nil {
			return nil, 0, false, err
		}
		p.ID = id
		byHand = byHand || p.Class == string(influence.Influencer)
		people = append(people, p)
	}
	if len(people) == 0 {
		return nil, 0, false, nil
	}
	if alone == nil || len(contact.Members) > 1 {
		joined, _, err := (&Influence{c.core}).joined(tx, contact.Members)
		if err != nil {
			return nil, 0, false, err
		}
		alone = &joined
	}
	err = c.ranks.look(tx, func(r *influence.Ranks) {
		score, star = int(r.Score(alone)), r.IsInfluencer(alone)
	})
	if byHand {
		score, star = max(score, starFloor), true
	}
	return people, score, star, err
}

// swayLot is how many people are settled in one transaction.
const swayLot = 100

// Settle brings what is kept of influencers up to date, and of those who are about
// to become one: those whom others have overtaken without their doing, or who have
// overtaken them. It reads the first in the order of influence and those who are in
// the class, one in twenty people, and writes whom it finds changed.
func (i *Influence) Settle(ctx context.Context) error {
	var stale []string
	err := i.store.View(ctx, func(tx store.Tx) (err error) {
		stale, err = i.stale(ctx, tx)
		return err
	})
	for len(stale) > 0 && err == nil {
		lot := stale[:min(swayLot, len(stale))]
		stale = stale[len(lot):]
		err = i.store.Update(ctx, func(tx store.Tx) error {
			for _, id := range lot {
				if _, err := (reckoning{i.core}).settle(tx, id, nil); err != nil {
					return err
				}
			}
			return nil
		})
		if err == nil && len(stale) > 0 && !store.Sleep(ctx, againPause) {
			err = ctx.Err()
		}
	}
	return err
}

// stale lists those whose class may be another than is kept.
func (i *Influence) stale(ctx context.Context, tx store.Tx) ([]string, error) {
	var all, out []string
	for p, err := range tx.People().Search(ctx, store.PeopleSearch{Expr: fieldExpr("is", string(influence.Influencer)), Scope: store.Scope{Now: i.env.Now()}}) {
		if err != nil {
			return nil, err
		}
		all = append(all, p.ID)
	}
	prefix := topicKey(0)
	for key := range tx.Records(store.KindInfluenceOrder).Scan(prefix, prefix+"g") {
		p := &swayed{}
		raw, err := tx.Records(store.KindInfluence).Get(key[len(prefix)+4:])
		if ignoreMissing(err) != nil {
			return nil, err
		}
		if err != nil || p.read(raw) != nil {
			continue
		}
		below := false
		if err := i.ranks.look(tx, func(r *influence.Ranks) { below = r.Score(&p.Person) < starFloor }); err != nil || below {
			if err != nil {
				return nil, err
			}
			break
		}
		all = append(all, p.name)
	}
	seen := map[string]bool{}
	for _, id := range all {
		if seen[id] {
			continue
		}
		seen[id] = true
		people, _, star, err := reckoning{i.core}.reckoned(tx, id, nil)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			if seen[p.ID] = true; p.Influencer != star {
				out = append(out, id)
				break
			}
		}
	}
	return out, nil
}
