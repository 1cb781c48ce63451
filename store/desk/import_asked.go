package desk

import (
	"bytes"
	"errors"
	"maps"
	"slices"

	"earshot/scoring/identity"
	"earshot/store"
)

// What an import of contacts made somebody ask about who is who, and stopped
// asking, goes back with the import.

// putSuggestion writes a suggestion, nil deletes, and notes what it was before,
// where somebody wants to know.
func (f *filer) putSuggestion(pair string, raw []byte) error {
	if _, noted := f.asked[pair]; f.asked != nil && !noted {
		before, err := f.tx.Records(store.KindSuggestions).Get(pair)
		if ignoreMissing(err) != nil {
			return err
		}
		f.asked[pair] = bytes.Clone(before)
	}
	return putPair(f.tx, store.KindSuggestions, pair, raw)
}

func (f *filer) unsuggest(pair string) error { return f.putSuggestion(pair, nil) }

// questions are the suggestions that are not what they were before the import.
func (f *listing) questions() (out []store.Change, err error) {
	for _, pair := range slices.Sorted(maps.Keys(f.who.asked)) {
		before := f.who.asked[pair]
		now, err := f.tx.Records(store.KindSuggestions).Get(pair)
		if ignoreMissing(err) != nil {
			return nil, err
		}
		if bytes.Equal(before, now) {
			continue
		}
		c := store.Change{Kind: store.ChangeAsked, ID: pair, Before: before, After: bytes.Clone(now)}
		if a, b := store.PairOf(pair); now != nil && (f.fresh[a] || f.fresh[b]) {
			var s store.Suggestion
			if err := store.Decode(now, &s); err != nil {
				return nil, err
			}
			if c.After, err = store.Encode(store.Suggestion{Bits: s.Bits, At: s.At}); err != nil {
				return nil, err
			}
		}
		out = append(out, c)
	}
	return out, nil
}

// revertAsked brings a suggestion back to what it was, unless it has been answered
// or weighed anew since.
func revertAsked(r *recorder, c store.Change) error {
	now, err := r.tx.Records(store.KindSuggestions).Get(c.ID)
	if ignoreMissing(err) != nil {
		return err
	}
	was, errWas := suggestionIn(c.Before)
	then, errThen := suggestionIn(c.After)
	is, errIs := suggestionIn(now)
	if err := errors.Join(errWas, errThen, errIs); err != nil {
		return err
	}
	if (now == nil) != (c.After == nil) || is.Bits != then.Bits || !is.At.Equal(then.At) {
		return nil
	}
	back := c.Before
	if open, err := askable(r.tx, was); err != nil || !open {
		if back = nil; err != nil {
			return err
		}
	}
	if back == nil && now == nil {
		return nil
	}
	r.entry.Changes = append(r.entry.Changes, store.Change{Kind: c.Kind, ID: c.ID, Before: bytes.Clone(now), After: back})
	return putPair(r.tx, store.KindSuggestions, c.ID, back)
}

func suggestionIn(raw []byte) (s store.Suggestion, err error) {
	return s, decodeSide(raw, &s)
}

// askable tells whether a suggestion can still be asked: both are known, and nobody
// has said who they are.
func askable(tx store.Tx, s store.Suggestion) (bool, error) {
	for _, id := range []string{s.A, s.B} {
		if _, err := tx.Records(store.KindIdentities).Get(id); err != nil {
			return false, ignoreMissing(err)
		}
	}
	may, err := mayJoin(tx, s.A, s.B, false)
	return may == identity.Allowed, err
}
