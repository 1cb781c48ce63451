package desk

import (
	"cmp"
	"context"
	"slices"

	"earshot/scoring/identity"
	"earshot/store"
)

// Records about people, such as rows of a register, are compared all with all
// that share a key once they are in: the weights of their columns are learnt from
// them first (EM, see package identity), and groups are joined by the mean of
// their pairs. That is a matter of seconds for some thousands, and holds no
// transaction open.

// byColumns is the kind of an edge that the columns of records make together.
const byColumns = "records"

// registry is records on their way to groups.
type registry struct {
	ids      []string
	profiles []*identity.Profile
	matcher  *identity.Matcher
	weights  *identity.Weights
	filed    map[uint64][]int32
}

// MatchRecords finds out which of these identities, given by their ids, are one
// person, by all of their columns together, and joins them. It gives the number
// of people who have several records. What a person has parted stays apart. A
// Watch hears how many groups are written.
func (l *Lists) MatchRecords(ctx context.Context, by By, ids []string) (int, error) {
	records, err := l.records(ctx, ids)
	if err != nil || len(records) < 2 {
		return 0, err
	}
	r := newRegistry(records)
	groups, err := r.groups(ctx)
	if err != nil {
		return 0, err
	}
	groups = slices.DeleteFunc(groups, func(g []int) bool { return len(g) < 2 })
	done := 0
	for lot := range slices.Chunk(groups, 100) {
		var edges []store.Edge
		for _, g := range lot {
			edges = append(edges, r.tree(g)...)
		}
		err := l.store.Update(ctx, func(tx store.Tx) error {
			for _, e := range edges {
				if err := l.joinRecords(tx, by, e); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return done, err
		}
		done += len(lot)
		Tell(ctx, done, len(groups))
	}
	return done, nil
}

// records reads identities as records that have their columns in one order,
// because a column is known by its place.
func (l *Lists) records(ctx context.Context, ids []string) ([]identity.Record, error) {
	var out []identity.Record
	var columns []string
	for part := range slices.Chunk(ids, peopleAtOnce) {
		err := l.store.View(ctx, func(tx store.Tx) error {
			for _, id := range part {
				p, err := store.Identities(tx).Get(id)
				if ignoreMissing(err) != nil {
					return err
				}
				if err != nil {
					continue
				}
				rec := recordOf(p)
				misspelt(&rec)
				for _, f := range rec.Facts {
					if !slices.Contains(columns, f.Column) {
						columns = append(columns, f.Column)
					}
				}
				out = append(out, rec)
			}
			return ctx.Err()
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(columns)
	for i := range out {
		out[i].Facts, out[i].Network = inColumns(out[i].Facts, columns), "" // a register is no network on which one person has one account
	}
	identity.Arrange(out)
	again := identity.Repeated(out)
	for i := range out {
		out[i].Facts = slices.DeleteFunc(out[i].Facts, func(f identity.Fact) bool { return slices.Contains(again, f.Column) })
	}
	return out, nil
}

// inColumns gives facts in the order of these columns, the first of each; what is
// not said is empty.
func inColumns(facts []identity.Fact, columns []string) []identity.Fact {
	out := make([]identity.Fact, len(columns))
	for n, name := range columns {
		out[n].Column = name
	}
	for _, f := range facts {
		if at := slices.Index(columns, f.Column); out[at].Value == "" {
			out[at].Value = f.Value
		}
	}
	return out
}

// misspelt takes what was no address of its field's form, and so became a fact,
// for an address again: a slip in it is evidence, a column of slips is none.
func misspelt(r *identity.Record) {
	r.Facts = slices.DeleteFunc(r.Facts, func(f identity.Fact) bool {
		switch f.Column {
		case "email":
			r.Mail = cmp.Or(r.Mail, f.Value)
		case "phone":
			r.Phone = cmp.Or(r.Phone, f.Value)
		case "url", "avatar", "followers", "class":
		default:
			return false
		}
		return true
	})
}

// newRegistry counts, prepares and files records.
func newRegistry(records []identity.Record) *registry {
	r := &registry{weights: identity.NewWeights(len(records)), filed: map[uint64][]int32{}}
	counts := &identity.Counts{}
	for _, rec := range records {
		counts.Add(rec)
	}
	r.matcher = identity.NewMatcher(r.weights, counts)
	for i, rec := range records {
		p := r.matcher.Prepare(rec)
		r.ids, r.profiles = append(r.ids, rec.ID), append(r.profiles, p)
		for _, k := range identity.Keys(p) {
			if list := r.filed[k.ID]; len(list) <= identity.MaxFiled {
				r.filed[k.ID] = append(list, int32(i))
			}
		}
	}
	return r
}

// candidates gives who shares keys with a record, the heaviest first.
func (r *registry) candidates(i int) []int32 {
	weight := map[int32]float64{}
	for _, k := range identity.Keys(r.profiles[i]) {
		list := r.filed[k.ID]
		if len(list) > identity.MaxFiled {
			continue
		}
		for _, n := range list {
			weight[n] += k.Weight
		}
	}
	delete(weight, int32(i))
	var out []int32
	for n := range weight {
		out = append(out, n)
	}
	slices.SortFunc(out, func(a, b int32) int { return cmp.Or(cmp.Compare(weight[b], weight[a]), cmp.Compare(a, b)) })
	return out[:min(len(out), identity.Candidates)]
}

// Records that are learnt from: enough for any weight, few enough to be quick.
const (
	mostLearnt    = 100_000
	mostStrangers = 20_000
)

// groups learns the weights and gives who is one person.
func (r *registry) groups(ctx context.Context) ([][]int, error) {
	var pairs [][2]int
	seen := map[[2]int]bool{}
	for i := range r.profiles {
		if i%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for _, j := range r.candidates(i) {
			if p := [2]int{min(i, int(j)), max(i, int(j))}; !seen[p] {
				seen[p] = true
				pairs = append(pairs, p)
			}
		}
	}
	r.learn(pairs)
	opt := identity.Rows()
	var edges []identity.Edge
	for _, p := range pairs {
		if l := r.look(p[0], p[1]); l.Bits >= opt.Suggest {
			edges = append(edges, identity.Edge{A: p[0], B: p[1], Likeness: l})
		}
	}
	return identity.Groups(len(r.profiles), edges, opt.Merge, r.look), ctx.Err()
}

func (r *registry) look(a, b int) identity.Likeness {
	return r.matcher.Look(r.profiles[a], r.profiles[b])
}

// learn fits the weights to the records.
func (r *registry) learn(pairs [][2]int) {
	pair := func(a, b int) identity.Pair { return identity.Pair{A: r.profiles[a], B: r.profiles[b]} }
	var candidates, strangers []identity.Pair
	for _, p := range pairs[:min(len(pairs), mostLearnt)] {
		candidates = append(candidates, pair(p[0], p[1]))
	}
	n := len(r.profiles)
	for i := range mostStrangers { // spread by primes: nearly all of them have nothing to do with each other
		if a, b := (i*7919+13)%n, (i*104729+i/n*31+7)%n; a != b {
			strangers = append(strangers, pair(a, b))
		}
	}
	r.weights.Learn(strangers, candidates)
}

// tree joins a group by its strongest pairs: each record to one before it.
func (r *registry) tree(group []int) (edges []store.Edge) {
	for n, b := range group[1:] {
		best, most := group[0], r.look(group[0], b).Bits
		for _, a := range group[1 : n+1] {
			if x := r.look(a, b).Bits; x > most {
				best, most = a, x
			}
		}
		e := store.Edge{Kind: byColumns, Bits: most, Model: matchModel, Active: true}
		e.A, e.B = store.PairOf(store.PairID(r.ids[best], r.ids[b]))
		for _, x := range r.matcher.Explain(r.profiles[best], r.profiles[b]) {
			e.Evidence = append(e.Evidence, store.Evidence{Kind: string(x.Kind), Bits: x.Bits, A: x.A, B: x.B, Why: x.Why})
		}
		edges = append(edges, e)
	}
	return edges
}

// joinRecords writes an edge, unless a person has said otherwise.
func (l *Lists) joinRecords(tx store.Tx, by By, e store.Edge) error {
	if may, err := mayJoin(tx, e.A, e.B, false); err != nil || may != identity.Allowed {
		return err
	}
	pair := store.PairID(e.A, e.B)
	if old, err := store.Edges(tx).Get(pair); ignoreMissing(err) != nil || err == nil && !old.Active {
		return err
	}
	e.By, e.At = by.User, l.env.Now()
	return joinPair(tx, e, func(pair string) error { return putPair(tx, store.KindSuggestions, pair, nil) })
}
