package match

import (
	"context"
	"iter"
	"slices"
	"strings"

	"earshot/scoring/names"
	"earshot/store"
)

// PeopleMatcher is a question to the people made ready. It may not be used by
// several goroutines.
type PeopleMatcher struct {
	*Matcher
	typed []*names.Typed
}

// CompilePeople makes a question ready; see Compile for its errors.
func CompilePeople(s store.PeopleSearch) (*PeopleMatcher, error) {
	x, err := compile(s.Expr, s.Scope, true)
	if err != nil {
		return nil, err
	}
	p := &PeopleMatcher{Matcher: x}
	for _, w := range s.Words {
		p.typed = append(p.typed, names.NewTyped(w))
	}
	return p, nil
}

// MatchPerson tells whether somebody answers the question, and how well the
// words are met.
func (x *PeopleMatcher) MatchPerson(tx store.Tx, p *store.Identity) (names.Rank, bool, error) {
	worst := names.Exact
	if len(x.typed) > 0 {
		called := Called(p)
		for _, t := range x.typed {
			best := names.Different
			for _, w := range called {
				best = min(best, t.Rank(w))
			}
			worst = max(worst, best)
		}
	}
	if worst == names.Different {
		return worst, false, nil
	}
	ok, err := x.Says(tx, p)
	return worst, ok, err
}

// Says tells whether somebody answers the question, whatever words were typed.
func (x *PeopleMatcher) Says(tx store.Tx, p *store.Identity) (bool, error) {
	m := &store.Mention{Key: store.Key{Network: networkOf(p.ID, p)}, Author: p.Author}
	e := &eval{tx: tx, m: m, tools: &x.tools, person: p, personSet: true}
	defer e.done()
	return x.pred(e)
}

// rowNetwork is what stands before the id of an imported row.
const rowNetwork = "row"

// networkOf gives the network of somebody: that of the id, but for imported rows,
// which say it themselves.
func networkOf(id string, now *store.Identity) string {
	network, _, _ := strings.Cut(id, ":")
	if network == rowNetwork && now != nil && now.Network != "" {
		return now.Network
	}
	return network
}

// Called lists the skeletons of all that somebody is called: the words of name,
// handle, e-mail address and place; of who has neither name nor handle nor
// address, of the id.
func Called(p *store.Identity) []string {
	a := &p.Author
	list := names.Words(nil, a.Name)
	list = names.Handle(list, a.Handle)
	list = names.Handle(list, a.Email)
	if len(list) == 0 {
		_, id, _ := strings.Cut(p.ID, ":")
		list = names.Handle(list, id)
	}
	list = names.Words(list, a.Location)
	slices.Sort(list)
	return slices.Compact(list)
}

// IsPerson tells whether a key of an identity is one: network:id.
func IsPerson(key string) bool {
	_, err := store.ParseKey(key)
	return err == nil
}

// found is somebody who matches.
type found struct {
	store.Identity
	rank names.Rank
}

// ScanPeople answers a question by looking at everybody: what an index has to
// agree with.
func ScanPeople(ctx context.Context, tx store.Tx, s store.PeopleSearch) iter.Seq2[*store.Identity, error] {
	return func(yield func(*store.Identity, error) bool) {
		list, err := everybody(ctx, tx, s)
		if err != nil {
			yield(nil, err)
			return
		}
		for i := range list {
			if i == s.Limit && i > 0 || !yield(&list[i].Identity, nil) {
				return
			}
		}
	}
}

func everybody(ctx context.Context, tx store.Tx, s store.PeopleSearch) (list []found, err error) {
	x, err := CompilePeople(s)
	if err != nil {
		return nil, err
	}
	n := 0
	for key, raw := range tx.Records(store.KindIdentities).Scan("", "") {
		if n++; n%store.Patience == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		var p store.Identity
		if !IsPerson(key) || store.Decode(raw, &p) != nil {
			continue
		}
		p.ID = key
		rank, ok, err := x.MatchPerson(tx, &p)
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, found{p, rank})
		}
	}
	slices.SortStableFunc(list, func(a, b found) int {
		if a.rank != b.rank {
			return int(a.rank) - int(b.rank)
		}
		return b.Weight() - a.Weight()
	})
	return list, ctx.Err()
}
