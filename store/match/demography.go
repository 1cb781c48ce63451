package match

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"earshot/scoring/text"
	"earshot/store"
	"earshot/store/index"
	"earshot/store/query"
)

// What profiles and lists say of people beside names and addresses: sex:, years:
// and fact:.

// public are the facets of it. Of a fact the name alone is one: values may be as
// many as there are people.
func public(p *store.Identity) (list []index.Facet) {
	if sex := store.Sex(p.Facts); sex != "" {
		list = append(list, index.Facet{Field: FieldSex, Value: sex})
	}
	if b, ok := store.BirthOf(p.Facts); ok && b.Year != 0 {
		list = append(list, index.Facet{Field: FieldBorn, Value: strconv.Itoa(b.Year)})
	}
	for _, f := range p.Facts {
		one := index.Facet{Field: FieldFact, Value: f.Name}
		if f.Name != "" && len(f.Name) <= longest && !slices.Contains(list, one) {
			list = append(list, one)
		}
	}
	return list
}

// told lists the facts as fact: compares them: company and company=Acme. What
// the index cannot hold is not asked for either.
func told(p *store.Identity) (list []string) {
	for _, f := range p.Facts {
		if f.Name != "" && len(f.Name) <= longest {
			list = append(list, f.Name, f.Name+"="+f.Value)
		}
	}
	return list
}

// factNode plans fact:, see told: a name is enough to tell, of a value it says
// who has to be asked.
func factNode(list []want) index.Node {
	return index.Values{Field: FieldFact, Test: func(name string) index.Answer {
		answer := index.No
		for _, w := range list {
			switch {
			case w.holds("fact", name):
				return index.Yes
			case w.how == pattern || strings.HasPrefix(text.Fold(w.text), text.Fold(name)):
				answer = index.Perhaps
			}
		}
		return answer
	}}
}

// aged compiles years:, the age on the day of the question.
func aged(f query.Field, scope store.Scope) (pred, error) {
	list, err := numberBounds(f, query.NumberRange)
	now := today(scope)
	return func(e *eval) (bool, error) {
		id, err := e.identity()
		if id == nil || err != nil {
			return false, err
		}
		b, _ := store.BirthOf(id.Facts)
		years, ok := b.Age(now)
		return ok && within(list, years), nil
	}, err
}

// today is now where the viewer is.
func today(scope store.Scope) time.Time {
	if scope.Zone == nil {
		return scope.Now
	}
	return scope.Now.In(scope.Zone)
}

func within(list []bounds, years int) bool {
	x := float64(years)
	return slices.ContainsFunc(list, func(b bounds) bool { return b.low <= x && x <= b.high })
}

// agedNode plans years: by the year of birth. Who has a birthday in the year is
// one of two ages.
func agedNode(f query.Field, scope store.Scope) (index.Node, error) {
	list, err := numberBounds(f, query.NumberRange)
	this := today(scope).Year()
	return index.Values{Field: FieldBorn, Test: func(year string) index.Answer {
		born, err := strconv.Atoi(year)
		if years := this - born; err == nil && (within(list, years) || within(list, years-1)) {
			return index.Perhaps
		}
		return index.No
	}}, err
}
