package desk

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"earshot/scoring/identity"
	"earshot/store"
)

// What follows from comparing an identity with its candidates.

// Suggestions that are kept of an identity: the strongest, and beside them those
// who look like somebody watched over.
const (
	mostSuggested = 3
	mostAlike     = 50
)

// partner is a candidate and what was decided about it.
type partner struct {
	*candidate
	identity.Decision
	contact string
	account string // by which a row of a file names the other, see sameAccount
	poses   bool   // one of both poses as the other, who is watched over
}

// match compares one identity with its candidates and notes what follows.
func (f *filer) match(m *identity.Matcher, a arriving) error {
	numbers, err := f.candidates(a)
	if err != nil {
		return err
	}
	posing, err := bodyguard{f}.posing(a.who)
	if err != nil {
		return err
	}
	for _, n := range posing {
		if !slices.Contains(numbers, n) {
			numbers = append(numbers, n)
		}
	}
	if !a.first { // else there is nothing to forget
		err = f.forgetSuggestions(a.who.ID)
	}
	if err != nil || len(numbers) == 0 {
		return err
	}
	me := &candidate{a.who, m.Ready(a.reading)}
	f.ready[a.who.Num] = me
	list, err := f.partners(m, me, numbers, posing)
	if err != nil {
		return err
	}
	asked := map[string]bool{}
	for _, p := range list {
		if p.Action == identity.Merge && p.account == "" && (poser(m, me, p, list) || undecided(p, list)) {
			p.Action = identity.Suggest
		}
		joined, err := f.join(m, me, p)
		if err != nil {
			return err
		}
		if joined || asked[p.contact] && !p.LooksLike { // of one contact, the one that is likest says enough
			continue
		}
		asked[p.contact] = true
		if err := f.suggest(m, me, p); err != nil {
			return err
		}
	}
	return nil
}

// partners decides about candidates; those that are ignored are left out, the
// strongest come first. As some of them, who are watched over, I seem to pose.
func (f *filer) partners(m *identity.Matcher, me *candidate, numbers, posing []uint64) ([]partner, error) {
	var list []partner
	for _, n := range numbers {
		c, err := f.candidate(m, n)
		if err != nil {
			return nil, err
		}
		if c == nil {
			continue
		}
		opt := identity.Standard()
		p := partner{candidate: c, poses: slices.Contains(posing, n) || me.who.VIP && poses(me.who, c.who)}
		opt.Guarded = me.who.VIP || c.who.VIP || p.poses
		p.Decision = m.Decide(me.profile, c.profile, opt)
		if p.poses && p.Action != identity.Merge {
			p.Action, p.LooksLike, p.Bits = identity.Suggest, true, m.Bits(me.profile, c.profile)
		}
		if p.Action == identity.Ignore {
			continue
		}
		if account := sameAccount(me.who, c.who); account != "" {
			p.Action, p.Rule, p.LooksLike, p.Bits, p.account = identity.Merge, byAccount, false, accountBits, account
		}
		p.LooksLike = p.LooksLike || opt.Guarded && p.Action == identity.Suggest && copied(me.who, c.who)
		contact, err := contactOf(f.tx, c.who.ID)
		if err != nil {
			return nil, err
		}
		if p.contact = contact.ID; p.Action == identity.Merge && !opt.Guarded && p.account == "" {
			if opt.Guarded, err = f.watched(contact, me.who.ID); err != nil {
				return nil, err
			}
			if opt.Guarded {
				p.Decision = m.Decide(me.profile, c.profile, opt)
			}
		}
		list = append(list, p)
	}
	slices.SortStableFunc(list, func(p, q partner) int { return cmp.Or(cmp.Compare(q.Bits, p.Bits), cmp.Compare(p.who.ID, q.who.ID)) })
	return list, nil
}

// copied tells whether the handle of one of two could be taken for the other's
// and is not the same. Among accounts of anybody that is how one person is called
// in two places; of somebody watched over, it is worth a look.
func copied(a, b store.Identity) bool {
	x, y := a.Author.Handle, b.Author.Handle
	return x != y && x != "" && y != "" && (identity.LooksLike(x, y) || identity.Skeleton(x) == identity.Skeleton(y))
}

// watched tells whether somebody watched over is in a contact, or in that of an
// identity: what is a VIP's is hung on one of their accounts only.
func (f *filer) watched(c store.Contact, id string) (bool, error) {
	other, err := contactOf(f.tx, id)
	if err != nil || len(c.Members)+len(other.Members) == 2 {
		return false, err
	}
	for _, member := range append(slices.Clone(c.Members), other.Members...) {
		one, err := store.Identities(f.tx).Get(member)
		if ignoreMissing(err) != nil {
			return false, err
		}
		if one.VIP {
			return true, nil
		}
	}
	return false, nil
}

// join makes an edge where the rules say so and no guard forbids it. It reports
// whether nothing is left to be asked: they are one person, or never will be.
func (f *filer) join(m *identity.Matcher, me *candidate, p partner) (bool, error) {
	may, err := mayJoin(f.tx, me.who.ID, p.who.ID, true)
	switch {
	case err != nil:
		return false, err
	case may == identity.Parted:
		return true, nil
	case p.Action != identity.Merge || may == identity.BothLarge:
		return may == identity.Together, nil
	}
	id := store.PairID(me.who.ID, p.who.ID)
	if _, err := store.Edges(f.tx).Get(id); err == nil || ignoreMissing(err) != nil {
		return true, ignoreMissing(err) // a person has touched it
	}
	if p.account == "" && may != identity.Together {
		if other, err := f.denied(m, me, p); err != nil || other {
			return false, err
		}
	}
	a, b := f.inOrder(me, p)
	e := store.Edge{
		A: a.who.ID, B: b.who.ID, Kind: p.Rule, Evidence: evidenceOf(m, a, b), Bits: p.Bits,
		By: Runner().User, At: f.env.Now(), Model: matchModel, Active: true,
	}
	if p.account != "" {
		why := store.Evidence{Kind: byAccount, Bits: accountBits, A: p.account, B: p.account, Why: "one account of " + a.who.Network + ", in a file and live"}
		e.Evidence = append([]store.Evidence{why}, e.Evidence...)
	}
	f.joined = append(f.joined, e)
	return true, errors.Join(joinPair(f.tx, e, f.unsuggest), reckoning{f.core}.regrouped(f.tx, e.At, id))
}

// joinPair makes an edge that no person made: it answers what was asked about the
// two contacts, which drop takes away, and is in no journal.
func joinPair(tx store.Tx, e store.Edge, drop func(pair string) error) error {
	raw, err := store.Encode(e)
	if err != nil {
		return err
	}
	return errors.Join(unask(tx, e.A, e.B, drop), putPair(tx, store.KindEdges, store.PairID(e.A, e.B), raw), unite(tx, e.A, e.B))
}

// unask drops the suggestions between the contacts of two identities, which become
// one.
func unask(tx store.Tx, a, b string, drop func(pair string) error) error {
	ca, errA := contactOf(tx, a)
	cb, errB := contactOf(tx, b)
	if err := errors.Join(errA, errB); err != nil {
		return err
	}
	for _, pair := range crossing(tx, store.KindSuggestions, ca, cb) {
		if err := drop(pair); err != nil {
			return err
		}
	}
	return nil
}

func (f *filer) inOrder(me *candidate, p partner) (a, b *candidate) {
	if a, b = me, p.candidate; b.who.ID < a.who.ID {
		a, b = b, a
	}
	return a, b
}

// evidenceOf explains a pair.
func evidenceOf(m *identity.Matcher, a, b *candidate) []store.Evidence {
	var out []store.Evidence
	for _, e := range m.Explain(a.profile, b.profile) {
		out = append(out, store.Evidence{Kind: string(e.Kind), Bits: e.Bits, A: e.A, B: e.B, Why: e.Why})
	}
	return out
}

// suggest keeps a pair for a person to look at, unless both have likelier ones.
func (f *filer) suggest(m *identity.Matcher, me *candidate, p partner) error {
	a, b := f.inOrder(me, p)
	s := store.Suggestion{A: a.who.ID, B: b.who.ID, Bits: p.Bits, LooksLike: p.LooksLike, At: f.env.Now()}
	for _, side := range []*candidate{a, b} {
		room, err := f.room(side.who, s, p.poses)
		if err != nil || !room {
			return err
		}
	}
	s.Evidence = evidenceOf(m, a, b)
	raw, err := store.Encode(s)
	if err != nil {
		return err
	}
	return f.putSuggestion(store.PairID(s.A, s.B), raw)
}

// room makes room for a suggestion among those of one of its sides: the weakest
// goes. It reports false where the new one is the weakest. Who looks like
// somebody watched over takes no room, on either side.
func (f *filer) room(who store.Identity, s store.Suggestion, poses bool) (bool, error) {
	most := mostSuggested
	if who.VIP && s.LooksLike || poses {
		most = mostAlike
	}
	var list []store.Suggestion
	for _, pair := range pairsOf(f.tx, store.KindSuggestions, who.ID) {
		old, err := store.Suggestions(f.tx).Get(pair)
		if err != nil {
			return false, err
		}
		apart, err := bodyguard{f}.warns(who, old)
		if err != nil {
			return false, err
		}
		if apart == (most == mostAlike) {
			list = append(list, old)
		}
	}
	if len(list) < most {
		return true, nil
	}
	list = strongest(list, 0)
	last := list[len(list)-1]
	if last.Bits >= s.Bits {
		return false, nil
	}
	return true, f.unsuggest(store.PairID(last.A, last.B))
}

// forgetSuggestions drops what was suggested for an identity as it was.
func (f *filer) forgetSuggestions(id string) error {
	for _, pair := range pairsOf(f.tx, store.KindSuggestions, id) {
		if err := f.unsuggest(pair); err != nil {
			return err
		}
	}
	return nil
}

// byAccount is the rule of a row of a file that names a live account: on one
// network there is one of that handle, so they are one identity written down twice.
const byAccount = "account"

// accountBits is what that is worth: as much as one mailbox.
const accountBits = 30

// sameAccount gives the handle by which a row of a file names the
// account that another identity is; "" = it does not.
func sameAccount(a, b store.Identity) string {
	if (a.Row == "") == (b.Row == "") || a.Network == "" || a.Network != b.Network || a.Network == "mail" {
		return ""
	}
	bare := func(s string) string { return strings.ToLower(strings.TrimPrefix(s, "@")) }
	if x := bare(a.Author.Handle); x != "" && x == bare(b.Author.Handle) {
		return a.Author.Handle
	}
	return ""
}
