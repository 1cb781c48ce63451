package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"earshot/store"
	"earshot/store/clean"
	"earshot/store/query"
)

// maxViewName is the longest name of a view, in bytes: it has to fit a tab.
const maxViewName = 48

// Views lists the saved views in their order. A workspace without any has the
// starter views.
func (s *Setup) Views(ctx context.Context) ([]store.View, error) {
	var out []store.View
	err := s.store.View(ctx, func(tx store.Tx) error {
		var err error
		out, err = store.SavedViews(tx)
		return err
	})
	return out, err
}

// ViewChange says what of a view is to change; nil leaves it as it is.
type ViewChange struct {
	Name, Letter, Query *string
	Place               *int // from 1, the first; beyond the last is the last
}

// AddView saves a view behind the others. Without a letter it gets the first
// free one of its name, if there is one. It is an *Invalid if the name or the
// letter is taken, or the query cannot be shown as a list.
func (s *Setup) AddView(ctx context.Context, by By, v store.View) (Outcome, error) {
	return viewList().change(ctx, s.core, by, "view", func(views []store.View) ([]store.View, string, error) {
		v = cleanView(v)
		if v.Letter == "" {
			v.Letter = freeLetter(views, v.Name)
		}
		if n := len(views); n > 0 {
			v.Order = views[n-1].Order + 1
		}
		title := "saved the view " + v.Name
		if v.Letter != "" {
			title += ": ' " + v.Letter + " shows it"
		}
		return append(views, v), title, CheckView(views, v)
	})
}

// ChangeView renames a view, gives it another letter, query or place; who names
// it by its name or its letter. Errors are those of AddView, or that there is
// none.
func (s *Setup) ChangeView(ctx context.Context, by By, who string, ch ViewChange) (Outcome, error) {
	return viewList().change(ctx, s.core, by, "view", func(views []store.View) ([]store.View, string, error) {
		at, err := FindView(views, who)
		if err != nil {
			return nil, "", err
		}
		v, old := views[at], views[at]
		v.Name, v.Letter, v.Query = given(ch.Name, v.Name), given(ch.Letter, v.Letter), given(ch.Query, v.Query)
		v = cleanView(v)
		others := slices.Delete(slices.Clone(views), at, at+1)
		if err := CheckView(others, v); err != nil {
			return nil, "", err
		}
		to := at
		if ch.Place != nil {
			to = max(0, min(*ch.Place-1, len(others)))
		}
		return slices.Insert(others, to, v), viewTitle(old, v, to != at, to+1), nil
	})
}

// RemoveView takes a view away. Without any, the starter views come back.
func (s *Setup) RemoveView(ctx context.Context, by By, who string) (Outcome, error) {
	return viewList().change(ctx, s.core, by, "view", func(views []store.View) ([]store.View, string, error) {
		at, err := FindView(views, who)
		if err != nil {
			return nil, "", err
		}
		return slices.Delete(slices.Clone(views), at, at+1), "removed the view " + views[at].Name, nil
	})
}

func viewTitle(old, v store.View, moved bool, place int) string {
	var parts []string
	if old.Name != v.Name {
		parts = append(parts, "is called "+v.Name)
	}
	if old.Letter != v.Letter {
		parts = append(parts, "has the letter "+cmp.Or(v.Letter, "none"))
	}
	if old.Query != v.Query {
		parts = append(parts, "shows "+cmp.Or(v.Query, "everything"))
	}
	if moved {
		parts = append(parts, fmt.Sprintf("is number %d", place))
	}
	return "the view " + old.Name + " " + strings.Join(parts, ", ")
}

func given(s *string, otherwise string) string {
	if s == nil {
		return otherwise
	}
	return *s
}

// FindView gives the place of a view by its name, in any case, or its letter.
func FindView(views []store.View, who string) (int, error) {
	at := slices.IndexFunc(views, func(v store.View) bool { return strings.EqualFold(v.Name, who) })
	if at < 0 {
		at = slices.IndexFunc(views, func(v store.View) bool { return who != "" && v.Letter == who })
	}
	if at < 0 {
		var names []string
		for _, v := range views {
			names = append(names, v.Name)
		}
		return 0, &store.Invalid{Field: "view", Why: fmt.Sprintf("there is no saved view %q; there are %s", who, strings.Join(names, ", "))}
	}
	return at, nil
}

func cleanView(v store.View) store.View {
	v.Name = clean.Line(strings.TrimSpace(v.Name), maxViewName)
	v.Query = strings.TrimSpace(clean.Line(v.Query, 8<<10))
	v.Letter = strings.TrimSpace(v.Letter)
	return v
}

// CheckView tells what is wrong with a view beside others, and what to do; nil
// = nothing.
func CheckView(others []store.View, v store.View) error {
	switch {
	case v.Name == "" || strings.Contains(v.Name, "'"):
		return &store.Invalid{Field: "view", Why: "a view needs a name, without the sign ' in it"}
	case v.Letter != "" && (utf8.RuneCountInString(v.Letter) != 1 || !unicode.In([]rune(v.Letter)[0], unicode.L, unicode.Nd)):
		return &store.Invalid{Field: "view", Why: fmt.Sprintf("%q is no letter of a view; give one letter or digit", v.Letter)}
	}
	for _, o := range others {
		if strings.EqualFold(o.Name, v.Name) {
			return &store.Invalid{Field: "view", Why: fmt.Sprintf("there is a view %s already; choose another name, or change that one", o.Name)}
		}
		if v.Letter != "" && o.Letter == v.Letter {
			why := fmt.Sprintf("the letter %s belongs to %s", v.Letter, o.Name)
			if free := freeLetter(others, v.Name); free != "" {
				why += "; " + free + " is free"
			}
			return &store.Invalid{Field: "view", Why: why}
		}
	}
	q, err := query.Parse(v.Query)
	if err != nil {
		return fmt.Errorf("the query of the view cannot be read: %w", err)
	}
	if q.Tail.Group != "" || q.Tail.Count {
		return &store.Invalid{Field: "view", Why: "a view shows mentions, not groups or a count; leave out that part behind the |"}
	}
	return nil
}

// freeLetter is the first letter of a name that no view has, else the first of
// the alphabet; "" if all are taken.
func freeLetter(views []store.View, name string) string {
	for _, r := range strings.ToLower(name) + "abcdefghijklmnopqrstuvwxyz" {
		free := !slices.ContainsFunc(views, func(v store.View) bool { return v.Letter == string(r) })
		if free && unicode.IsLetter(r) {
			return string(r)
		}
	}
	return ""
}

// viewList are the saved views as the list that people keep.
func viewList() ordered[store.View] {
	return ordered[store.View]{
		kind: store.KindViews, read: store.SavedViews, start: startViews,
		name: func(v *store.View) string { return v.Name }, place: func(v *store.View) *int { return &v.Order },
	}
}

// startViews writes the starter views into a workspace without any.
func startViews(tx store.Tx, views []store.View) error {
	for range tx.Records(store.KindViews).Scan("", "") {
		return nil
	}
	for _, v := range views {
		tx.Touch(store.TopicViews, v.Name)
		if err := store.Views(tx).Put(v.Name, v); err != nil {
			return err
		}
	}
	return nil
}

// ViewCount is how many mentions a view shows.
type ViewCount struct {
	Total int
	New   int // of those, nobody has seen
	Err   error
}

// ViewCounts counts the mentions of views, in their order. One whose query
// cannot be answered has its error in its place and stops none of the others.
// Every count comes from the index.
func (s *Setup) ViewCounts(ctx context.Context, views []store.View, scope store.Scope) ([]ViewCount, error) {
	out := make([]ViewCount, len(views))
	err := s.store.View(ctx, func(tx store.Tx) error {
		for i, v := range views {
			out[i] = countView(ctx, tx, v, scope)
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		return nil
	})
	return out, err
}

func countView(ctx context.Context, tx store.Tx, v store.View, scope store.Scope) (c ViewCount) {
	q, err := query.Parse(v.Query)
	if err != nil {
		return ViewCount{Err: err}
	}
	states, err := tx.Mentions().Tally(ctx, store.Search{Expr: q.Expr, Scope: scope}, store.By{Facet: store.FacetState})
	if err != nil {
		return ViewCount{Err: err}
	}
	for state, n := range states[0] {
		c.Total += n
		if state == string(store.StateNew) {
			c.New = n
		}
	}
	return c
}
