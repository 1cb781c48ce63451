package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"earshot/store"
	"earshot/store/act"
	"earshot/store/match"
	"earshot/store/query"
)

// Segments are named queries on people (M22). Who is in one is reckoned when
// somebody looks: the index answers what a query of author:{...} asks, at the
// price of reading those who are found; nothing is kept that could be stale, and
// an arrival pays nothing.
type Segments struct{ *core }

// SegmentState is a segment with how many are in it.
type SegmentState struct {
	store.Segment
	People     int // contacts, each once
	Identities int // accounts, addresses, rows that bring them in
	Err        error
}

// List gives the segments by name, with how many people are in each; it reads
// everybody who is in one. A segment that cannot be read any more says why.
func (s *Segments) List(ctx context.Context, scope store.Scope) ([]SegmentState, error) {
	var out []SegmentState
	err := s.store.View(ctx, func(tx store.Tx) error {
		out = nil
		all, err := store.Segments(tx).List()
		if err != nil {
			return err
		}
		for _, one := range all {
			state := SegmentState{Segment: one}
			people := map[string]struct{}{}
			state.Err = inside(ctx, tx, one, scope, func(c store.Contact, _ *store.Identity) error {
				state.Identities++
				people[c.ID] = struct{}{}
				return nil
			})
			if ctx.Err() != nil {
				return ctx.Err()
			}
			state.People = len(people)
			out = append(out, state)
		}
		return nil
	})
	return out, err
}

// inside walks the identities that bring people into a segment.
func inside(ctx context.Context, tx store.Tx, one store.Segment, scope store.Scope, fn func(store.Contact, *store.Identity) error) error {
	x, err := match.SegmentExpr(one.Query)
	if err != nil {
		return err
	}
	for p, err := range tx.People().Search(ctx, store.PeopleSearch{Expr: x, Scope: scope}) {
		if err != nil {
			return err
		}
		c, err := contactOf(tx, p.ID)
		if err == nil {
			err = fn(c, p)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Of names the segments that a person is in, given by any of their identities.
func (s *Segments) Of(ctx context.Context, identity string, scope store.Scope) ([]string, error) {
	var out []string
	err := s.store.View(ctx, func(tx store.Tx) error {
		c, err := contactOf(tx, identity)
		if err != nil {
			return err
		}
		var members []store.Identity
		for _, id := range c.Members {
			m, err := store.Identities(tx).Get(id)
			if ignoreMissing(err) != nil {
				return err
			}
			if err == nil {
				members = append(members, m)
			}
		}
		out, err = segmentsOf(tx, members, scope)
		return err
	})
	return out, err
}

// segmentsOf names the segments that any of some identities brings into; one that
// cannot be read has nobody in it.
func segmentsOf(tx store.Tx, members []store.Identity, scope store.Scope) (out []string, err error) {
	all, err := store.Segments(tx).List()
	if err != nil {
		return nil, err
	}
	for _, one := range all {
		x, err := match.SegmentExpr(one.Query)
		if err != nil {
			continue
		}
		ask, err := match.CompilePeople(store.PeopleSearch{Expr: x, Scope: scope})
		if err != nil {
			continue
		}
		for i := range members {
			if ok, err := ask.Says(tx, &members[i]); err != nil {
				return nil, err
			} else if ok {
				out = append(out, one.Name)
				break
			}
		}
	}
	return out, nil
}

// Get finds a segment by its name, in any case.
func (s *Segments) Get(ctx context.Context, name string) (store.Segment, error) {
	var found store.Segment
	err := s.store.View(ctx, func(tx store.Tx) (err error) {
		found, err = segmentOf(tx, name)
		return err
	})
	return found, err
}

func segmentOf(tx store.Tx, name string) (store.Segment, error) {
	all, err := store.Segments(tx).List()
	if err != nil {
		return store.Segment{}, err
	}
	var names []string
	for _, one := range all {
		if strings.EqualFold(one.Name, strings.TrimSpace(name)) {
			return one, nil
		}
		names = append(names, one.Name)
	}
	return store.Segment{}, noSuch("segment", name, names)
}

// Add makes a segment. A query that cannot be read is a *query.Error, one that
// asks for anything but people an *Invalid.
func (s *Segments) Add(ctx context.Context, by By, name, text string) (Outcome, error) {
	name, text, err := checkSegment(name, text)
	if err != nil {
		return Outcome{}, err
	}
	return s.change(ctx, by, func(tx store.Tx, r *recorder) (string, error) {
		if err := free(tx, name, ""); err != nil {
			return "", err
		}
		one := store.Segment{Name: name, Query: text, By: by.User, At: s.env.Now()}
		return fmt.Sprintf("made the segment %s; segment:%s finds what its people say", name, quoted(name)), r.put(store.KindSegments, name, one)
	})
}

// Change gives a segment another query.
func (s *Segments) Change(ctx context.Context, by By, name, text string) (Outcome, error) {
	_, text, err := checkSegment("x", text)
	if err != nil {
		return Outcome{}, err
	}
	return s.change(ctx, by, func(tx store.Tx, r *recorder) (string, error) {
		one, err := segmentOf(tx, name)
		if err != nil {
			return "", err
		}
		one.Query = text
		return "the segment " + one.Name + " is " + text, r.put(store.KindSegments, one.Name, one)
	})
}

// Rename gives a segment another name. Queries that name the old one find nobody
// any more.
func (s *Segments) Rename(ctx context.Context, by By, old, name string) (Outcome, error) {
	name, _, err := checkSegment(name, "*")
	if err != nil {
		return Outcome{}, err
	}
	return s.change(ctx, by, func(tx store.Tx, r *recorder) (string, error) {
		one, err := segmentOf(tx, old)
		if err != nil {
			return "", err
		}
		if err := free(tx, name, one.Name); err != nil {
			return "", err
		}
		was := one.Name
		if one.Name = name; was == name {
			return "", nil
		}
		if err := r.put(store.KindSegments, was, nil); err != nil {
			return "", err
		}
		return "the segment " + was + " is called " + name, r.put(store.KindSegments, name, one)
	})
}

// Remove takes a segment away; the people stay.
func (s *Segments) Remove(ctx context.Context, by By, name string) (Outcome, error) {
	return s.change(ctx, by, func(tx store.Tx, r *recorder) (string, error) {
		one, err := segmentOf(tx, name)
		if err != nil {
			return "", err
		}
		return "removed the segment " + one.Name, r.put(store.KindSegments, one.Name, nil)
	})
}

// change does a verb on the segments as one entry of the journal.
func (s *Segments) change(ctx context.Context, by By, do func(store.Tx, *recorder) (string, error)) (Outcome, error) {
	var out Outcome
	err := s.store.Update(ctx, func(tx store.Tx) error {
		r := s.record(tx, by, "segment")
		title, err := do(tx, r)
		if err != nil {
			return err
		}
		if out = (Outcome{Changed: 1, Title: title}); len(r.entry.Changes) == 0 {
			out = Outcome{Title: "nothing to change"}
		}
		out.Seq, err = r.commit(title)
		return err
	})
	return out, err
}

// free tells whether no other segment has a name.
func free(tx store.Tx, name, but string) error {
	one, err := segmentOf(tx, name)
	if err == nil && one.Name != but {
		return &store.Invalid{Field: "segment", Why: fmt.Sprintf("there is a segment %s already; choose another name, or change that one", one.Name)}
	}
	return nil
}

// CheckSegment says what is wrong with the query of a segment while it is typed;
// "" = nothing.
func CheckSegment(text string) string {
	if _, _, err := checkSegment("x", text); err != nil {
		return err.Error()
	}
	return ""
}

func checkSegment(name, text string) (string, string, error) {
	name, why := act.Name(name)
	if why != "" {
		return "", "", &store.Invalid{Field: "segment", Why: why}
	}
	q, err := query.Parse(text)
	switch {
	case err != nil:
		return "", "", err
	case q.Expr == nil:
		return "", "", &store.Invalid{Field: "segment", Why: "say who is in it: a query on people, such as followers:>1k geo:kazan"}
	case len(q.Tail.Sort) > 0 || q.Tail.Limit > 0 || q.Tail.Group != "" || q.Tail.Count:
		return "", "", &store.Invalid{Field: "segment", Why: "a segment takes no order, limit or group; leave out what stands behind |"}
	}
	asks := false
	visit(q.Expr, func(part query.Expr) {
		f, ok := part.(query.Field)
		asks = asks || ok && f.Name == "segment"
	})
	if asks {
		return "", "", &store.Invalid{Field: "segment", Why: "a segment cannot ask for a segment; tag: asks for a tag of the person, (...) OR (...) joins what two of them say"}
	}
	_, err = match.CompilePeople(store.PeopleSearch{Expr: q.Expr})
	return name, query.Print(query.Query{Expr: q.Expr}), err
}

// quoted writes a name as a query takes it.
func quoted(name string) string {
	if slices.ContainsFunc([]rune(name), func(r rune) bool { return r == ' ' }) {
		return `"` + name + `"`
	}
	return name
}

// Members lists the people of a segment, each once, the weightiest identity first;
// at most n (0 = all).
func (s *Segments) Members(ctx context.Context, name string, scope store.Scope, n int) ([]Found, error) {
	var out []Found
	err := s.store.View(ctx, func(tx store.Tx) error {
		out = nil
		one, err := segmentOf(tx, name)
		if err != nil {
			return err
		}
		seen := map[string]bool{}
		err = inside(ctx, tx, one, scope, func(c store.Contact, p *store.Identity) error {
			if seen[c.ID] {
				return nil
			}
			if n > 0 && len(out) >= n {
				return errEnough
			}
			seen[c.ID] = true
			f := Found{Who: *p, Contact: c, Why: "in " + one.Name}
			err := (&Directory{s.core}).complete(tx, &f)
			out = append(out, f)
			return err
		})
		if errors.Is(err, errEnough) {
			return nil
		}
		return err
	})
	return out, err
}

// errEnough ends a walk that has found enough.
var errEnough = errors.New("enough")
