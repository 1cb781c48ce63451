package bolt

import (
	"context"
	"fmt"
	"time"

	"earshot/store"
	"earshot/store/index"
	"earshot/store/match"
)

// Tally counts all matches by facets, from the sets of the index.
func (c mentions) Tally(ctx context.Context, s store.Search, by ...store.By) ([]map[string]int, error) {
	if s.Scope.Now.IsZero() {
		s.Scope.Now = c.tx.store.env.Now()
	}
	if s.Scope.Zone == nil {
		s.Scope.Zone = time.UTC
	}
	for _, b := range by {
		if _, err := match.Facet(b.Facet, s.Scope); err != nil {
			return nil, err
		}
	}
	sel, err := c.choose(ctx, s)
	if err != nil {
		return nil, err
	}
	t := &tally{mentions: c, ctx: ctx, scope: s.Scope, sel: sel}
	out := make([]map[string]int, len(by))
	for i, b := range by {
		var counts map[string]int
		err := c.tx.read(func() error {
			counts, err = t.count(b)
			return indexError(err)
		})
		if err != nil {
			return nil, err
		}
		out[i] = b.Cut(counts)
	}
	return out, nil
}

// tally is one selection being counted.
type tally struct {
	mentions
	ctx   context.Context
	scope store.Scope
	sel   *index.Selection
}

// plainFields are the facets whose values stand in the index as they are.
func plainFields() map[store.Facet]index.Field {
	return map[store.Facet]index.Field{
		store.FacetNetwork: match.FieldNet, store.FacetAccount: match.FieldAccount, store.FacetKind: match.FieldKind,
		store.FacetSentiment: match.FieldSentiment, store.FacetIntent: match.FieldIntent, store.FacetLang: match.FieldLang,
		store.FacetAssignee: match.FieldAssignee, store.FacetTag: match.FieldTag, store.FacetMonitor: match.FieldMonitor,
		store.FacetCluster: match.FieldCluster,
	}
}

func (t *tally) count(b store.By) (map[string]int, error) {
	if f, ok := plainFields()[b.Facet]; ok {
		return t.values(t.sel, f), nil
	}
	switch b.Facet {
	case store.FacetDay:
		counts := map[string]int{}
		t.days(t.sel, "", counts)
		return counts, nil
	case store.FacetDayMood:
		return t.moods(), nil
	case store.FacetHour:
		counts := map[string]int{}
		t.sel.Hours(t.scope.Zone, func(at time.Time, n int) {
			counts[fmt.Sprintf("%d-%02d", (at.Weekday()+6)%7+1, at.Hour())] += n
		})
		return counts, nil
	case store.FacetState:
		return t.states()
	case store.FacetResponse:
		return t.responses(), nil
	case store.FacetCampaign:
		return t.campaigns()
	case store.FacetAuthor:
		return t.groups(b, t.sel.People(), (*store.Mention).Identity)
	case store.FacetThread:
		return t.groups(b, t.sel.ThreadGroups(), func(m *store.Mention) string { return m.Thread().String() })
	}
	return t.read(b.Facet, t.sel)
}

func (t *tally) values(sel *index.Selection, f index.Field) map[string]int {
	counts, none := sel.Values(f)
	if none > 0 {
		counts[""] += none
	}
	return counts
}

func (t *tally) days(sel *index.Selection, suffix string, counts map[string]int) {
	sel.Days(t.scope.Zone, func(day time.Time, n int) { counts[day.Format(time.DateOnly)+suffix] += n })
}

func (t *tally) moods() map[string]int {
	counts := map[string]int{}
	values, none := t.sel.Values(match.FieldSentiment)
	for value := range values {
		t.days(t.sel.Within(match.FieldSentiment, value), "/"+value, counts)
	}
	if none > 0 {
		t.days(t.sel.Without(match.FieldSentiment), "/", counts)
	}
	return counts
}

// states counts by state; a snooze that is over counts as open.
func (t *tally) states() (map[string]int, error) {
	counts := t.values(t.sel, match.FieldState)
	if counts[string(store.StateSnoozed)] == 0 {
		return counts, nil
	}
	for hour, n := range t.values(t.sel, match.FieldUntil) {
		woken := match.Woken(hour, t.scope.Now)
		if woken == index.Perhaps {
			states, err := t.read(store.FacetState, t.sel.Within(match.FieldUntil, hour))
			if err != nil {
				return nil, err
			}
			n, woken = states[string(store.StateOpen)], index.Yes
		}
		if woken == index.Yes && n > 0 {
			counts[string(store.StateOpen)] += n
			counts[string(store.StateSnoozed)] -= n
		}
	}
	if counts[string(store.StateSnoozed)] == 0 {
		delete(counts, string(store.StateSnoozed))
	}
	return counts, nil
}

// responses counts by the step of the first answer.
func (t *tally) responses() map[string]int {
	counts := map[string]int{}
	for took, n := range t.values(t.sel, match.FieldTook) {
		counts[match.ResponseStep(took)] += n
	}
	return counts
}

// campaigns reads only the mentions that a post of ours answers.
func (t *tally) campaigns() (map[string]int, error) {
	answered := t.sel.Among(match.Answered(t.tx))
	counts, err := t.read(store.FacetCampaign, answered)
	if rest := t.sel.Len() - answered.Len(); err == nil && rest > 0 {
		counts[""] += rest
	}
	return counts, err
}

// groups names the groups by one of their mentions each: all of them, or those
// that can be among the largest.
func (t *tally) groups(b store.By, groups map[uint64]index.Group, name func(*store.Mention) string) (map[string]int, error) {
	least := 0
	if b.Top > 0 && len(groups) > b.Top {
		sizes := map[string]int{}
		for key, g := range groups {
			if key != 0 {
				sizes[fmt.Sprint(key)] = g.N
			}
		}
		for _, n := range b.Cut(sizes) {
			if least == 0 || n < least {
				least = n
			}
		}
	}
	counts := map[string]int{}
	for key, g := range groups {
		if key == 0 {
			counts[""] += g.N
			continue
		}
		if g.N < least {
			continue
		}
		m, err := t.indexed(index.Hit{Num: g.Num, Time: g.Time})
		if err != nil {
			return nil, err
		}
		counts[name(m)] += g.N
	}
	return counts, t.ctx.Err()
}

// read counts by what only the mentions themselves can tell.
func (t *tally) read(by store.Facet, sel *index.Selection) (map[string]int, error) {
	values, err := match.Facet(by, t.scope)
	if err != nil {
		return nil, err
	}
	counts := map[string]int{}
	looked := 0
	sel.Each(func(h index.Hit) bool {
		if looked%store.Patience == 0 {
			if err = t.ctx.Err(); err != nil {
				return false
			}
		}
		looked++
		var m *store.Mention
		var list []string
		if m, err = t.indexed(h); err == nil {
			list, err = values(t.tx, m)
		}
		for _, v := range list {
			counts[v]++
		}
		return err == nil
	})
	return counts, err
}
