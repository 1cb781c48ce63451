package match

import (
	"context"
	"iter"
	"slices"

	"earshot/scoring/names"
	"earshot/store"
)

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
		firm := slices.IndexFunc(list, func(f found) bool { return f.rank > names.Beginning })
		if s.Enough > 0 && firm >= s.Enough {
			list = list[:firm]
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
