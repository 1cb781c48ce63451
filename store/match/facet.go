package match

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"earshot/store"
)

// Values gives what a mention is counted under: several values where it can
// have several (tags, monitors, campaigns), "" where it has none.
type Values func(tx store.Tx, m *store.Mention) ([]string, error)

// Facet gives the values of a facet as a viewer sees them. An unknown facet is
// an error of kind *store.Invalid.
func Facet(by store.Facet, scope store.Scope) (Values, error) {
	if by == store.FacetCampaign {
		return func(tx store.Tx, m *store.Mention) ([]string, error) {
			names, err := campaigns(&eval{tx: tx, m: m})
			slices.Sort(names)
			names = slices.DeleteFunc(slices.Compact(names), func(s string) bool { return s == "" })
			return orNone(names), err
		}, nil
	}
	values, err := ofMention(by, scope)
	if err != nil {
		return nil, err
	}
	return func(_ store.Tx, m *store.Mention) ([]string, error) { return values(m), nil }, nil
}

// ofMention gives the facets that the mention itself holds.
func ofMention(by store.Facet, scope store.Scope) (func(*store.Mention) []string, error) {
	zone := scope.Zone
	if zone == nil {
		zone = time.UTC
	}
	one := func(f func(*store.Mention) string) (func(*store.Mention) []string, error) {
		return func(m *store.Mention) []string { return []string{f(m)} }, nil
	}
	day := func(m *store.Mention) string { return m.Created.In(zone).Format(time.DateOnly) }
	switch by {
	case store.FacetDay:
		return one(day)
	case store.FacetHour:
		return one(func(m *store.Mention) string {
			t := m.Created.In(zone)
			return fmt.Sprintf("%d-%02d", (t.Weekday()+6)%7+1, t.Hour())
		})
	case store.FacetDayMood:
		return one(func(m *store.Mention) string { return day(m) + "/" + m.Judgement.Sentiment })
	case store.FacetTag:
		return func(m *store.Mention) []string { return orNone(m.Work.Tags) }, nil
	case store.FacetMonitor:
		return func(m *store.Mention) []string { return orNone(m.Judgement.Monitors) }, nil
	}
	if f, ok := plainFacets(scope)[by]; ok {
		return one(f)
	}
	return nil, invalid("", "mentions cannot be counted by %q", by)
}

func plainFacets(scope store.Scope) map[store.Facet]func(*store.Mention) string {
	return map[store.Facet]func(*store.Mention) string{
		store.FacetNetwork:   func(m *store.Mention) string { return m.Key.Network },
		store.FacetAccount:   func(m *store.Mention) string { return m.Account },
		store.FacetSentiment: func(m *store.Mention) string { return m.Judgement.Sentiment },
		store.FacetIntent:    func(m *store.Mention) string { return m.Judgement.Intent },
		store.FacetLang:      func(m *store.Mention) string { return m.Body.Lang },
		store.FacetAssignee:  func(m *store.Mention) string { return m.Work.Assignee },
		store.FacetAuthor:    (*store.Mention).Identity,
		store.FacetKind:      func(m *store.Mention) string { return string(m.Kind) },
		store.FacetThread:    func(m *store.Mention) string { return m.Thread().String() },
		store.FacetResponse: func(m *store.Mention) string {
			if m.Work.Answered.IsZero() {
				return ""
			}
			return strconv.Itoa(store.ResponseStep(m.Work.Answered.Sub(m.Created)))
		},
		store.FacetCluster: func(m *store.Mention) string {
			if m.Place.Cluster == 0 {
				return ""
			}
			return strconv.FormatUint(uint64(m.Place.Cluster), 10)
		},
		store.FacetState: func(m *store.Mention) string {
			if !scope.Now.IsZero() && woken(m, scope.Now) {
				return string(store.StateOpen) // as is:open sees it
			}
			return string(m.Work.State)
		},
	}
}

func orNone(list []string) []string {
	if len(list) == 0 {
		return []string{""}
	}
	return list
}

// Tally counts mentions by several facets at once.
type Tally struct {
	by     []store.By
	values []Values
	counts []map[string]int
}

// NewTally makes ready to count; an unknown facet is an error of kind
// *store.Invalid.
func NewTally(scope store.Scope, by ...store.By) (*Tally, error) {
	t := &Tally{by: by}
	for _, b := range by {
		values, err := Facet(b.Facet, scope)
		if err != nil {
			return nil, err
		}
		t.values = append(t.values, values)
		t.counts = append(t.counts, map[string]int{})
	}
	return t, nil
}

// Add counts one mention.
func (t *Tally) Add(tx store.Tx, m *store.Mention) error {
	for i, values := range t.values {
		list, err := values(tx, m)
		if err != nil {
			return err
		}
		for _, v := range list {
			t.counts[i][v]++
		}
	}
	return nil
}

// Counts gives the counts by each facet, cut as asked.
func (t *Tally) Counts() []map[string]int {
	out := make([]map[string]int, len(t.counts))
	for i, counts := range t.counts {
		out[i] = t.by[i].Cut(counts)
	}
	return out
}
