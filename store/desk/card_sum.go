package desk

import (
	"cmp"
	"slices"

	"earshot/store"
)

// How the identities of one person are added up.

// SumOf adds the identities of one person up.
func SumOf(members []store.Identity) (s Sum) {
	for _, m := range members {
		if s.First.IsZero() || !m.First.IsZero() && m.First.Before(s.First) {
			s.First = m.First
		}
		if m.Last.After(s.Last) {
			s.Last = m.Last
		}
		s.Mentions += m.Mentions
		s.Followers += m.Author.Followers
		s.VIP = s.VIP || m.VIP
		s.Class = cmp.Or(s.Class, m.Class)
		s.Tags, s.Lists = append(s.Tags, m.Tags...), append(s.Lists, m.Lists...)
		s.know(m)
	}
	slices.Sort(s.Tags)
	slices.Sort(s.Lists)
	s.Tags, s.Lists = slices.Compact(s.Tags), slices.Compact(s.Lists)
	return s
}

// know adds what one identity says; what another has said in the same words is
// told once, with both.
func (s *Sum) know(m store.Identity) {
	add := func(name, value, from string) {
		if value == "" {
			return
		}
		i := slices.IndexFunc(s.Facts, func(k Saying) bool { return k.Name == name && k.Value == value && k.From == from })
		if i < 0 {
			s.Facts = append(s.Facts, Saying{Name: name, Value: value, From: from})
			i = len(s.Facts) - 1
		}
		s.Facts[i].Says = append(s.Facts[i].Says, m.ID)
	}
	a := m.Author
	add("name", a.Name, "")
	if a.Handle != "" {
		add("handle", "@"+a.Handle, "")
	}
	add("e-mail", a.Email, "")
	add("phone", m.Phone, "")
	add("place", a.Location, "")
	add("site", a.URL, "")
	add("about", a.Bio, "")
	for _, f := range m.Facts {
		name := f.Name
		if tellsPlace(name) {
			name = "place"
		}
		add(name, f.Value, f.From)
	}
	for _, list := range m.Lists {
		add("list", list, "")
	}
	for _, proof := range m.Proofs {
		add("confirmed by", proof, "")
	}
}

// lastOrders is how many orders a card shows.
const lastOrders = 3

// boughtBy adds up what identities ordered.
func boughtBy(tx store.Tx, members []string) (b Bought, err error) {
	sums := map[string]int64{}
	for _, id := range members {
		n := 0
		for o, err := range store.OrdersOf(tx, id) {
			if err != nil {
				return b, err
			}
			b.Count++
			sums[o.Currency] += o.Sum
			if n++; n <= lastOrders {
				b.Last = append(b.Last, o)
			}
		}
	}
	slices.SortStableFunc(b.Last, func(x, y store.Order) int { return cmp.Or(y.At.Compare(x.At), cmp.Compare(x.ID, y.ID)) })
	b.Last = b.Last[:min(len(b.Last), lastOrders)]
	for currency, sum := range sums {
		b.Sums = append(b.Sums, Money{currency, sum})
	}
	slices.SortFunc(b.Sums, func(x, y Money) int { return cmp.Or(cmp.Compare(y.Sum, x.Sum), cmp.Compare(x.Currency, y.Currency)) })
	return b, nil
}

// waiting reads the pairs with one of the members that nobody has decided, one
// for each other person, the surest.
func waiting(tx store.Tx, members []string) ([]Likeness, error) {
	best := map[string]Likeness{} // by the other contact
	for _, own := range members {
		for _, pair := range pairsOf(tx, store.KindSuggestions, own) {
			other := otherOf(pair, own)
			s, err := store.Suggestions(tx).Get(pair)
			if ignoreMissing(err) != nil {
				return nil, err
			}
			if err != nil || slices.Contains(members, other) {
				continue
			}
			c, err := contactOf(tx, other)
			if err != nil {
				return nil, err
			}
			if have, ok := best[c.ID]; ok && have.Bits >= s.Bits {
				continue
			}
			if best[c.ID], err = likeness(tx, s, own, c); err != nil {
				return nil, err
			}
		}
	}
	out := make([]Likeness, 0, len(best))
	for _, l := range best {
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b Likeness) int {
		return cmp.Or(cmp.Compare(b.Bits, a.Bits), cmp.Compare(a.Other.ID, b.Other.ID))
	})
	return out, nil
}

// likeness reads what the card tells of a pair; c is the contact of the other.
func likeness(tx store.Tx, s store.Suggestion, own string, c store.Contact) (Likeness, error) {
	l := Likeness{Suggestion: s, Own: own}
	other := otherOf(store.PairID(s.A, s.B), own)
	var err error
	if l.Other, err = store.Identities(tx).Get(other); ignoreMissing(err) != nil {
		return l, err
	}
	l.Other.ID = other
	l.VIP, err = anyVIP(tx, c.Members)
	return l, err
}

// likenesses reads the pairs that wait for somebody, and the VIPs that the members
// look like and were told apart from, one for each.
func likenesses(tx store.Tx, members []string) (open, told []Likeness, err error) {
	if open, err = waiting(tx, members); err != nil {
		return nil, nil, err
	}
	seen := map[string]bool{}
	for _, own := range members {
		for _, pair := range pairsOf(tx, store.KindPartings, own) {
			p, err := store.Partings(tx).Get(pair)
			if ignoreMissing(err) != nil {
				return nil, nil, err
			}
			c, err := contactOf(tx, otherOf(pair, own))
			if err != nil {
				return nil, nil, err
			}
			if !p.LooksLike || seen[c.ID] {
				continue
			}
			l, err := likeness(tx, store.Suggestion{A: p.A, B: p.B, LooksLike: true, At: p.At}, own, c)
			if err != nil {
				return nil, nil, err
			}
			if l.Impostor() {
				seen[c.ID] = true
				told = append(told, l)
			}
		}
	}
	return open, told, nil
}
