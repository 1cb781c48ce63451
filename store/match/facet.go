package match

import (
	"fmt"
	"time"

	"earshot/store"
)

// Facet gives what mentions are counted under. A mention has several values
// where it can (tags, monitors) and "" where it has none.
func Facet(by store.Facet, scope store.Scope) (func(*store.Mention) []string, error) {
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
