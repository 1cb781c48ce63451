package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"earshot/scoring/influence"
	"earshot/scoring/names"
	"earshot/store"
	"earshot/store/query"
)

// Directory finds people: by what they are called, what they speak about, where
// they are, or a query on people.
type Directory struct{ *core }

// Ask is a question to the directory. All that it says has to hold.
type Ask struct {
	// Text is what was typed: names, handles, addresses, places, in any script,
	// the last word perhaps begun only; typing errors are forgiven.
	Text string
	// Topic is a query on mentions: who wrote what matches it.
	Topic string
	// Near is a place, as Text is typed, in Russian or English; see names.Places. It is
	// looked for in profiles.
	Near string
	// Query is a query on people: what author:{...} may hold.
	Query string
	Scope store.Scope
	Limit int // contacts at most; 0 = DefaultFound
}

// peopleAtOnce is how many people are read in one transaction by what goes over
// all of them: a long look never holds up the reuse of the file's pages.
const peopleAtOnce = 4096

// DefaultFound is how many contacts a look-up gives where nothing else is said.
const DefaultFound = 40

// Found is one contact that a look-up has found.
type Found struct {
	Contact  store.Contact
	Who      store.Identity // the identity that was met
	Networks []string       // of all identities, the one that was met first
	Place    string
	Why      string // what was met, in plain words
	Reach    int    // followers of all accounts together, some of whom are the same people
	Mentions int    // of all identities
	Spoke    int    // mentions about the topic, where there is one
	VIP      bool
	// Influence is 0..100; below 0 where nothing is known of it.
	Influence float64
	// Forgiven says that a typing error had to be forgiven.
	Forgiven bool
	// Met is the word that the first one of Text was met by, as it is written.
	Met string
	// Like is the word that an error was forgiven for, as it is written; empty if
	// there was none.
	Like string

	rank names.Rank
}

// Name is what to call somebody: name, handle, address, or the id.
func (f *Found) Name() string { return CallName(&f.Who) }

// CallName is what to call an identity: name, handle, address, or the id.
func CallName(p *store.Identity) string {
	return cmp.Or(p.Author.Name, p.Author.Handle, p.Author.Email, p.ID)
}

// ReadAsk reads the short forms of a question: "#topic" or "topic:WORDS" asks
// what people speak about, "near:PLACE" in front of it where they are.
func ReadAsk(text string) Ask {
	var a Ask
	text = strings.TrimSpace(text)
	if rest, ok := cutFold(text, "near:"); ok {
		a.Near, text, _ = strings.Cut(strings.TrimSpace(rest), " ")
		text = strings.TrimSpace(text)
	}
	if rest, ok := cutFold(text, "topic:"); ok {
		a.Topic = strings.TrimSpace(rest)
	} else if strings.HasPrefix(text, "#") {
		a.Topic = strings.TrimSpace(strings.TrimLeft(text, "#"))
	} else {
		a.Text = text
	}
	return a
}

func cutFold(s, prefix string) (string, bool) {
	if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return s[len(prefix):], true
	}
	return s, false
}

// Look finds contacts, best first: who is called just so, whose name begins so,
// who would be called so but for typing errors; in each the greatest influence
// first where it is known, then the greatest weight of followers and mentions. Of
// a topic those come first who spoke about it most. An empty question gives those
// with the greatest weight.
func (d *Directory) Look(ctx context.Context, a Ask) ([]Found, error) {
	limit := a.Limit
	if limit <= 0 {
		limit = DefaultFound
	}
	s, err := a.search(a.Near)
	if err != nil {
		return nil, err
	}
	var out []Found
	err = d.store.View(ctx, func(tx store.Tx) (err error) {
		if a.Topic != "" {
			out, err = d.speakers(ctx, tx, a, s, limit)
			return err
		}
		out, err = d.anywhere(ctx, tx, a, limit)
		return err
	})
	return out, err
}

// anywhere finds contacts by what they are called, and where they are by any name of
// that place.
func (d *Directory) anywhere(ctx context.Context, tx store.Tx, a Ask, limit int) (out []Found, err error) {
	all := spotsOf(a.Near)
	for _, near := range all {
		s, err := a.search(near.name)
		if err != nil {
			return nil, err
		}
		list, err := d.called(ctx, tx, a, near, s, limit)
		if err != nil || len(all) == 1 {
			return list, err
		}
		for _, f := range list {
			if !slices.ContainsFunc(out, func(g Found) bool { return g.Contact.ID == f.Contact.ID }) {
				out = append(out, f)
			}
		}
	}
	slices.SortStableFunc(out, bestFirst)
	return out[:min(limit, len(out))], nil
}

// bestFirst is the order of those who were found by what they are called.
func bestFirst(a, b Found) int { return cmp.Or(cmp.Compare(a.rank, b.rank), heavier(&a, &b)) }

// search is the question to the engine, with one name of the place.
func (a Ask) search(near string) (store.PeopleSearch, error) {
	s := store.PeopleSearch{Scope: a.Scope, Enough: enough}
	for _, w := range append(names.Query(a.Text), names.Query(near)...) {
		if !slices.Contains(s.Words, w) {
			s.Words = append(s.Words, w)
		}
	}
	if len(s.Words) > 1 {
		s.Enough = 1
	}
	q, err := query.Parse(strings.TrimSpace(a.Query))
	s.Expr = q.Expr
	return s, err
}

// enough is how many people found as typed make a look for typing errors needless;
// of several words one is enough: they have no error that anybody could see.
const enough = 8

// unmet tells whether something was asked for that has no letter or digit: then
// nobody is called so.
func (a Ask) unmet() bool {
	blank := func(s string) bool { return strings.TrimSpace(s) != "" && len(names.Query(s)) == 0 }
	return blank(strings.TrimPrefix(strings.TrimSpace(a.Text), "@")) || blank(a.Near)
}

// called finds contacts by what they are called, at one name of a place.
func (d *Directory) called(ctx context.Context, tx store.Tx, a Ask, near spot, s store.PeopleSearch, limit int) (out []Found, err error) {
	if a.unmet() {
		return nil, ctx.Err()
	}
	seen, ties := map[string]bool{}, tieRoom
	typed := newTyped(a.Text)
	for p, err := range tx.People().Search(ctx, s) {
		if err != nil {
			return nil, err
		}
		f := Found{Who: *p}
		if !near.has(p) || !typed.met(&f) {
			continue
		}
		if len(out) >= limit && (ties == 0 || !out[limit-1].tied(&f)) {
			break
		}
		if len(out) >= limit {
			ties--
		}
		if f.Contact, err = contactOf(tx, p.ID); err != nil {
			return nil, err
		}
		if seen[f.Contact.ID] {
			continue
		}
		seen[f.Contact.ID] = true
		if err := d.complete(tx, &f); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	slices.SortStableFunc(out, bestFirst)
	return out[:min(limit, len(out))], nil
}

// tieRoom is how many more people than asked for are read where they weigh, in
// the coarse weight of the index, as much as the last: so the page has the
// heaviest of them, not the first of them. More would cost more than it tells.
const tieRoom = 80

// tied tells whether the index does not part two who were found.
func (f *Found) tied(g *Found) bool {
	return f.rank == g.rank && f.Who.Weight() == g.Who.Weight()
}

// heavier puts the greater influence first, then the greater weight. No influence
// known and none are alike.
func heavier(a, b *Found) int {
	return cmp.Or(cmp.Compare(max(0, b.Influence), max(0, a.Influence)), cmp.Compare(b.weight(), a.weight()))
}

// weight is that of all identities of a contact together, exactly: what
// Identity.Weight is the logarithm of.
func (f *Found) weight() float64 { return float64(f.Reach) + 10*float64(f.Mentions) }

// complete adds up the identities of a contact.
func (d *Directory) complete(tx store.Tx, f *Found) error {
	members := []store.Identity{f.Who}
	for _, id := range f.Contact.Members {
		if id == f.Who.ID {
			continue
		}
		m, err := store.Identities(tx).Get(id)
		if ignoreMissing(err) != nil {
			return err
		}
		if err == nil {
			members = append(members, m)
		}
	}
	sum := SumOf(members)
	f.Reach, f.Mentions, f.VIP = sum.Followers, sum.Mentions, sum.VIP
	for _, m := range members {
		network, _, _ := strings.Cut(m.ID, ":")
		if network = cmp.Or(m.Network, network); !slices.Contains(f.Networks, network) {
			f.Networks = append(f.Networks, network)
		}
		f.Place = cmp.Or(f.Place, PlaceOf(&m))
	}
	var err error
	f.Influence, err = d.influenceOf(tx, f.Contact.Members)
	return err
}

// influenceOf is how far the word of somebody carries, 0 to 100; -1 = not known.
// It reads one record an identity.
func (d *Directory) influenceOf(tx store.Tx, members []string) (float64, error) {
	joined, known, err := (&Influence{d.core}).joined(tx, members)
	if err != nil || !known {
		return -1, err
	}
	score := -1.0
	err = d.ranks.look(tx, func(r *influence.Ranks) { score = r.Score(&joined) })
	return score, err
}

// Each streams everybody who answers a query on people to fn, the weightiest
// first, each with the contact that they belong to. fn runs inside a read
// transaction: it must not call verbs.
func (d *Directory) Each(ctx context.Context, expr query.Expr, scope store.Scope, fn func(store.Contact, *store.Identity) error) error {
	return d.store.View(ctx, func(tx store.Tx) error {
		for p, err := range tx.People().Search(ctx, store.PeopleSearch{Expr: expr, Scope: scope}) {
			if err != nil {
				return err
			}
			c, err := contactOf(tx, p.ID)
			if err != nil {
				return err
			}
			if err := fn(c, p); err != nil {
				return err
			}
		}
		return nil
	})
}

// Count is how many identities answer a query on people.
func (d *Directory) Count(ctx context.Context, expr query.Expr, scope store.Scope) (n int, err error) {
	err = d.store.View(ctx, func(tx store.Tx) error {
		n, err = tx.People().Count(ctx, store.PeopleSearch{Expr: expr, Scope: scope})
		return err
	})
	return n, err
}

// People finds identities by what they are called, see Directory.Look: for
// proposals while somebody types. At most n.
func (l *Lookup) People(ctx context.Context, text string, n int) ([]store.Identity, error) {
	Tell(ctx, 0, 0)
	var out []store.Identity
	a := Ask{Text: text}
	if a.unmet() {
		return nil, ctx.Err()
	}
	s, err := a.search("")
	if err != nil {
		return nil, err
	}
	s.Limit, s.Enough = n, 1 // a proposal that was not typed is none beside one that was
	err = l.store.View(ctx, func(tx store.Tx) error {
		out = nil
		for p, err := range tx.People().Search(ctx, s) {
			if err != nil {
				return err
			}
			out = append(out, *p)
		}
		return nil
	})
	return out, err
}
