package desk

import (
	"context"
	"errors"
	"time"

	"earshot/store"
	"earshot/store/query"
)

// A VIP is a person: the mark stands with one identity, and all others of the same
// contact count, too (M19). Whatever joins or parts people moves the numbers of
// their open mentions.

// isVIP tells whether somebody marked the person behind a mention.
func isVIP(tx store.Tx, m *store.Mention) (bool, error) {
	return vipOf(tx, m.Identity())
}

// vipOf tells whether the person behind an identity is a VIP: a read for each
// identity that is alone, which nearly all are.
func vipOf(tx store.Tx, identity string) (bool, error) {
	if identity == "" {
		return false, nil
	}
	c, err := contactOf(tx, identity)
	if err != nil {
		return false, err
	}
	return anyVIP(tx, c.Members)
}

func anyVIP(tx store.Tx, members []string) (bool, error) {
	for _, id := range members {
		m, err := store.Identities(tx).Get(id)
		if err == nil && m.VIP {
			return true, nil
		}
		if ignoreMissing(err) != nil {
			return false, err
		}
	}
	return false, nil
}

// important tells whether somebody who says something is a VIP; that of their own
// account is at hand.
func important(a *arrival, p *store.Identity) (bool, error) {
	if p == nil || p.VIP {
		return p != nil, nil
	}
	if _, err := a.tx.Records(store.KindContactOf).Get(p.ID); err != nil {
		return false, ignoreMissing(err) // they stand alone
	}
	return vipOf(a.tx, p.ID)
}

// vip marks the person behind a mention, or takes the mark, from whichever of
// their identities has it; it reports whether anybody is behind it: our own words
// have nobody, nor has what came without a name.
func vip(r *recorder, c *core, m *store.Mention, on bool) (bool, error) {
	p, err := store.Identities(r.tx).Get(m.Identity())
	if err != nil {
		return false, ignoreMissing(err)
	}
	r.about(m.Doc)
	r.tx.Touch(store.TopicMentions, docID(m.Doc))
	contact, err := contactOf(r.tx, p.ID)
	if err != nil {
		return false, err
	}
	return true, r.markVIP(p.ID, contact, on)
}

// markVIP marks an identity, or takes the mark from all that are of its person.
// What they have said is ranked anew, and who poses as them is looked for.
func (r *recorder) markVIP(who string, c store.Contact, on bool) error {
	ids := []string{who}
	if !on {
		ids = c.Members
	}
	for _, id := range ids {
		one, err := store.Identities(r.tx).Get(id)
		if ignoreMissing(err) != nil {
			return err
		}
		if one.VIP = on; err == nil {
			if err := errors.Join(r.put(store.KindIdentities, id, one), rerank(r.core, r.tx, &one)); err != nil {
				return err
			}
		}
	}
	return errors.Join(r.core.scale.rescore(r.tx, who, r.core.env.Now()), r.guarded(who))
}

// guarded is the function, for so many people of one act as do not hold it up.
func (r *recorder) guarded(id string) error {
	if r.marked++; r.marked > mostMarked {
		return nil
	}
	return guarded(r.core, r.tx, id, nil)
}

// guarded looks for those who pose as somebody whose mark as a VIP has come, or
// forgets them where it has gone: not as long as another account of theirs has one.
func guarded(c *core, tx store.Tx, id string, asked map[string][]byte) error {
	contact, err := contactOf(tx, id)
	if err != nil {
		return err
	}
	if vip, err := anyVIP(tx, contact.Members); err != nil || !vip {
		return errors.Join(err, unseek(tx, contact.Members))
	}
	for _, id := range contact.Members {
		one, err := store.Identities(tx).Get(id)
		if ignoreMissing(err) != nil {
			return err
		}
		if err == nil {
			if _, err := seekPosers(c, tx, one, asked); err != nil {
				return err
			}
		}
	}
	return nil
}

// mostRescored is how many open mentions of an identity follow when the person
// becomes a VIP; what is older keeps its number until it is judged again.
const mostRescored = 500

// rescore brings the numbers of the open mentions of the person behind an identity
// up to whether they are a VIP, and how far their word carries.
func (s scale) rescore(tx store.Tx, identity string, now time.Time) error {
	c, err := contactOf(tx, identity)
	if err != nil {
		return err
	}
	vip, err := anyVIP(tx, c.Members)
	if err != nil {
		return err
	}
	if err := watchOver(tx, c.Members, vip); err != nil {
		return err
	}
	for _, id := range c.Members {
		if err := s.rescoreOne(tx, id, vip, now); err != nil {
			return err
		}
	}
	return nil
}

func (s scale) rescoreOne(tx store.Tx, identity string, vip bool, now time.Time) error {
	who, err := store.Identities(tx).Get(identity)
	if err != nil {
		return ignoreMissing(err)
	}
	open := query.And{List: []query.Expr{fieldExpr("is", "open"), IdentityExpr(identity)}}
	var list []*store.Mention
	for m, err := range tx.Mentions().Search(context.Background(), store.Search{Expr: open, Scope: store.Scope{Now: now}, Limit: mostRescored}) {
		if err != nil {
			return err
		}
		list = append(list, m)
	}
	for _, m := range list {
		if m.Identity() != identity {
			continue
		}
		was := m.Judgement.Influence
		m.Judgement.Influence = who.Influence
		if n := s.fixed(m, vip); n != m.Judgement.Priority || was != who.Influence {
			m.Judgement.Priority = n
			tx.Touch(store.TopicMentions, docID(m.Doc))
			if err := tx.Mentions().Put(m); err != nil {
				return err
			}
		}
	}
	return nil
}

// regrouped brings the numbers up where two people have become one, or one two, of
// whom one is a VIP or is reshared: of each person once, however many of their pairs
// were joined or parted.
func (c reckoning) regrouped(tx store.Tx, now time.Time, pairs ...string) error {
	var people []string
	watched := map[string]bool{} // by contact: a VIP is on one of the sides
	for _, pair := range pairs {
		a, b := store.PairOf(pair)
		x, errA := contactOf(tx, a)
		y, errB := contactOf(tx, b)
		one, errX := anyVIP(tx, x.Members)
		two, errY := anyVIP(tx, y.Members)
		if err := errors.Join(errA, errB, errX, errY); err != nil {
			return err
		}
		for _, id := range []string{x.ID, y.ID} {
			if _, known := watched[id]; !known {
				people = append(people, id)
			}
			watched[id] = watched[id] || one || two
		}
	}
	for _, id := range people {
		changed, err := c.settle(tx, id, nil)
		if err == nil && watched[id] && !changed { // else their mentions have followed already
			err = c.scale.rescore(tx, id, now)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// regrouped is that for all edges that a verb has made or switched off. An import
// has done it with each edge that it made, and its undo with each that it took.
func (r *recorder) regrouped() error {
	var pairs []string
	for _, c := range r.entry.Changes {
		if c.Kind == store.KindEdges || c.Kind == store.ChangeJoined && r.entry.Undoes != 0 && c.After != nil {
			pairs = append(pairs, c.ID)
		}
	}
	return reckoning{r.core}.regrouped(r.tx, r.entry.At, pairs...)
}
