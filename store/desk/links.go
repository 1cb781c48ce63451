package desk

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"

	"earshot/scoring/identity"
	"earshot/store"
)

// What joins and parts identities, and the contacts that follow from it. A
// contact is a connected component of active edges; whoever writes an edge or a
// parting through here has the contacts right afterwards. No contact holds two
// identities that are parted.

// byHand is the kind of an edge that a person made.
const byHand = "hand"

// maxLinked is the longest id, in bytes, that can be linked: two of them make a
// key.
const maxLinked = store.MaxKey/2 - 1

// pairIndex gives the index of what is kept of pairs, which has each pair the
// other way round.
func pairIndex(kind string) string {
	switch kind {
	case store.KindEdges:
		return store.KindEdgesOf
	case store.KindPartings:
		return store.KindPartingsOf
	case store.KindSuggestions:
		return store.KindSuggestionsOf
	}
	return ""
}

// putPair writes what is kept of a pair, and its index; nil deletes. It leaves
// the contacts alone.
func putPair(tx store.Tx, kind, id string, raw []byte) error {
	a, b := store.PairOf(id)
	tx.Touch(store.TopicPeople, a, b)
	turned := b + "\x00" + a
	if raw == nil {
		return errors.Join(tx.Records(kind).Delete(id), tx.Records(pairIndex(kind)).Delete(turned))
	}
	return errors.Join(tx.Records(kind).Put(id, raw), tx.Records(pairIndex(kind)).Put(turned, nil))
}

// pairsOf lists the keys of all pairs of a kind that an identity stands in, in
// the order of the other.
func pairsOf(tx store.Tx, kind, id string) []string {
	var others []string
	for _, k := range []string{kind, pairIndex(kind)} {
		for key := range tx.Records(k).Scan(id+"\x00", id+"\x01") {
			others = append(others, key[len(id)+1:])
		}
	}
	slices.Sort(others)
	for i, other := range others {
		others[i] = store.PairID(id, other)
	}
	return others
}

// otherOf gives the one of a pair that is not id.
func otherOf(pair, id string) string {
	a, b := store.PairOf(pair)
	if a == id {
		return b
	}
	return a
}

// edgesOf reads the edges of an identity that are in force.
func edgesOf(tx store.Tx, id string) ([]store.Edge, error) {
	var out []store.Edge
	for _, pair := range pairsOf(tx, store.KindEdges, id) {
		e, err := store.Edges(tx).Get(pair)
		if ignoreMissing(err) != nil {
			return nil, err
		}
		if err == nil && e.Active {
			out = append(out, e)
		}
	}
	return out, nil
}

// componentOf walks the active edges from an identity: all that they join,
// sorted, and the edges by their keys.
func componentOf(tx store.Tx, id string) ([]string, map[string]store.Edge, error) {
	seen, edges := map[string]bool{id: true}, map[string]store.Edge{}
	for queue := []string{id}; len(queue) > 0; queue = queue[1:] {
		list, err := edgesOf(tx, queue[0])
		if err != nil {
			return nil, nil, err
		}
		for _, e := range list {
			edges[store.PairID(e.A, e.B)] = e
			for _, next := range []string{e.A, e.B} {
				if !seen[next] {
					seen[next] = true
					queue = append(queue, next)
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(seen)), edges, nil
}

// unite makes the contacts of two identities one, which a new edge joins: what
// regroup would find, without a walk over their edges.
func unite(tx store.Tx, a, b string) error {
	x, errA := contactOf(tx, a)
	y, errB := contactOf(tx, b)
	if err := errors.Join(errA, errB); err != nil || x.ID == y.ID {
		return err
	}
	for _, c := range []store.Contact{x, y} {
		if len(c.Members) > 1 {
			if err := store.Contacts(tx).Delete(c.ID); err != nil {
				return err
			}
		}
	}
	members := append(slices.Clone(x.Members), y.Members...)
	slices.Sort(members)
	return setContact(tx, slices.Compact(members))
}

// regroup brings the contacts of identities, and of all who stood or now stand
// with them, in step with the edges.
func regroup(tx store.Tx, ids ...string) error {
	todo := map[string]bool{}
	for _, id := range ids {
		c, err := contactOf(tx, id)
		if err != nil {
			return err
		}
		for _, m := range append(c.Members, id) {
			todo[m] = true
		}
	}
	var groups [][]string
	for _, id := range slices.Sorted(maps.Keys(todo)) {
		if !todo[id] {
			continue // in the component of another
		}
		members, _, err := componentOf(tx, id)
		if err != nil {
			return err
		}
		for _, m := range members {
			todo[m] = false
			old, err := tx.Records(store.KindContactOf).Get(m)
			if ignoreMissing(err) != nil {
				return err
			}
			if err == nil {
				if err := store.Contacts(tx).Delete(string(old)); err != nil {
					return err
				}
			}
		}
		groups = append(groups, members)
	}
	for _, members := range groups {
		if err := setContact(tx, members); err != nil {
			return err
		}
	}
	return nil
}

// setContact writes that these are one person.
func setContact(tx store.Tx, members []string) error {
	tx.Touch(store.TopicPeople, members...)
	if len(members) == 1 {
		return tx.Records(store.KindContactOf).Delete(members[0])
	}
	for _, m := range members {
		if err := tx.Records(store.KindContactOf).Put(m, []byte(members[0])); err != nil {
			return err
		}
	}
	return store.Contacts(tx).Put(members[0], store.Contact{ID: members[0], Members: members})
}

// restorePair writes a record of a pair as it was, with everything that hangs on
// it.
func restorePair(tx store.Tx, kind, id string, raw []byte) error {
	if err := putPair(tx, kind, id, raw); err != nil || kind != store.KindEdges {
		return err
	}
	a, b := store.PairOf(id)
	return regroup(tx, a, b)
}

// partedFrom gives those whom a person has parted from somebody of these.
func partedFrom(tx store.Tx, members []string) map[string]bool {
	out := map[string]bool{}
	for _, m := range members {
		for _, pair := range pairsOf(tx, store.KindPartings, m) {
			out[otherOf(pair, m)] = true
		}
	}
	return out
}

// mayJoin tells whether an edge may join the contacts of two identities; see
// identity.Clusters.
func mayJoin(tx store.Tx, a, b string, automatic bool) (identity.Refusal, error) {
	x, err := contactOf(tx, a)
	if err != nil {
		return identity.Parted, err
	}
	y, err := contactOf(tx, b)
	switch {
	case err != nil:
		return identity.Parted, err
	case x.ID == y.ID:
		return identity.Together, nil
	case automatic && len(x.Members) > 1 && len(y.Members) > 1:
		return identity.BothLarge, nil
	}
	if len(x.Members) > len(y.Members) {
		x, y = y, x
	}
	parted := partedFrom(tx, x.Members)
	if slices.ContainsFunc(y.Members, func(m string) bool { return parted[m] }) {
		return identity.Parted, nil
	}
	return identity.Allowed, nil
}

// crossing gives the pairs of a kind that have one side in each contact.
func crossing(tx store.Tx, kind string, a, b store.Contact) (pairs []string) {
	if len(a.Members) > len(b.Members) {
		a, b = b, a
	}
	for _, m := range a.Members {
		for _, pair := range pairsOf(tx, kind, m) {
			if _, in := slices.BinarySearch(b.Members, otherOf(pair, m)); in {
				pairs = append(pairs, pair)
			}
		}
	}
	return pairs
}

// weakest are the edges that must go so that none of the parted pairs are one
// person any more, by themselves or through others: the edges are taken the
// strongest first, those of a person before those of earshot, the older first.
func weakest(members []string, edges map[string]store.Edge, parted []string) []string {
	number := map[string]int{}
	for i, m := range members {
		number[m] = i
	}
	var c identity.Clusters
	for _, pair := range parted {
		a, b := store.PairOf(pair)
		c.Part(number[a], number[b])
	}
	order := slices.SortedFunc(maps.Keys(edges), func(p, q string) int {
		x, y := edges[p], edges[q]
		return cmp.Or(compareBool(y.Kind == byHand, x.Kind == byHand), cmp.Compare(y.Bits, x.Bits), x.At.Compare(y.At), strings.Compare(p, q))
	})
	var out []string
	for _, pair := range order {
		e := edges[pair]
		if c.Join(number[e.A], number[e.B], false) == identity.Parted {
			out = append(out, pair)
		}
	}
	return out
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
