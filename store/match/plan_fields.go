package match

import (
	"strconv"
	"strings"
	"time"

	"earshot/scoring/text"
	"earshot/store"
	"earshot/store/index"
	"earshot/store/query"
)

// field plans one field with its value.
func (s seeker) field(f query.Field) (index.Node, bool, error) {
	if _, ok := f.Value.(query.Group); ok {
		return s.group(f)
	}
	switch f.Name {
	case "view":
		return s.anyView(f)
	case "segment":
		return segmentNode(s, f)
	}
	n, err := s.value(f)
	return n, false, err
}

// anyView plans view:a,b; the second is asked only when the first says no.
func (s seeker) anyView(f query.Field) (index.Node, bool, error) {
	items, _ := plainItems(f.Value)
	out := make([]index.Node, 0, len(items))
	failed := false
	for _, o := range items {
		n, fails, err := s.view(o.Text)
		if err != nil {
			return nil, false, err
		}
		if failed {
			n = index.Maybe{Node: n}
		}
		out, failed = append(out, n), failed || fails
	}
	return orOf(out...), failed, nil
}

// group plans field:(a OR "b c"), of which query.Expand leaves at most NEAR.
func (s seeker) group(f query.Field) (index.Node, bool, error) {
	x := query.Expand(f)
	left, ok := x.(query.Field)
	if !ok {
		return s.expr(x)
	}
	g, ok := left.Value.(query.Group)
	if !ok {
		return s.field(left)
	}
	near, ok := g.Expr.(query.Near)
	if !ok {
		return index.Unknown{}, false, nil
	}
	n, err := s.textNode(near, s.layers(f.Name))
	return s.source(f.Name, n), false, err
}

// layers are where the words of a field lie.
func (s seeker) layers(field string) layers {
	switch {
	case field == "geo" && s.person:
		return layers{placeLayer}
	case field == "geo":
		return layers{geoLayer}
	case field == "bio" && s.person:
		return layers{bioLayer}
	case field == "bio":
		return layers{biosLayer}
	case s.person:
		return layers{nameLayer}
	}
	return layers{namesLayer}
}

// source says whom to ask about the words of a field: the place of a mention
// is its own, all else is of people.
func (s seeker) source(field string, n index.Node) index.Node {
	if field == "geo" && !s.person {
		return n
	}
	return s.described(n)
}

// prose plans a field that is matched by words.
func (s seeker) prose(f query.Field) (index.Node, error) {
	items, ok := plainItems(f.Value)
	if !ok { // a regular expression: the index knows words only
		return index.Unknown{}, nil
	}
	in := s.layers(f.Name)
	var list []index.Node
	for _, o := range items {
		names, expanded := s.expandOne(o)
		word, form := o.Text, stems
		if !o.Quoted {
			word, form = marks(o.Text)
		}
		switch {
		case expanded:
			list = append(list, namesNode(names, in))
		case word == "" && !o.Quoted:
			list = append(list, in.any(func(l layer) index.Node { return l.term("y") }))
		default:
			list = append(list, finderNode(newFinder(word, form), in))
		}
	}
	return s.source(f.Name, orOf(list...)), nil
}

// value plans a field with a value that is no group.
func (s seeker) value(f query.Field) (index.Node, error) {
	if field, ok := numberFields(f.Name); ok {
		list, err := numberBounds(f, query.NumberRange)
		if field == FieldScore && s.scope.Urgency != nil {
			return pressing{s}.scored(list), err
		}
		if s.person {
			return followed(bucketNode(field, list)), err
		}
		return numberNode(field, list), err
	}
	switch f.Name {
	case "years":
		return agedNode(f, s.scope)
	case "date", "age", "hour", "dow", "wait":
		return s.when(f)
	case "is", "has", "id", "cluster":
		items, _ := plainItems(f.Value)
		list := make([]index.Node, len(items))
		for i, o := range items {
			n, err := s.item(f.Name, o.Text)
			if err != nil {
				return nil, err
			}
			list[i] = n
		}
		return orOf(list...), nil
	case "bio", "geo":
		return s.prose(f)
	case "author":
		words, err := s.prose(f)
		if err != nil {
			return nil, err
		}
		names, err := s.keywordNode(query.Field{Name: "from", Value: f.Value})
		return orOf(words, names), err
	}
	return s.keywordNode(f)
}

func (s seeker) item(field, value string) (index.Node, error) {
	switch field {
	case "is", "has":
		n := s.flag(field, strings.ToLower(value))
		if field != "is" || !strings.EqualFold(value, "vip") {
			return n, nil
		}
		x := query.Field{Name: "is", Value: query.One{Text: ownVIP}}
		others, err := others(s.world.Tx(), s.scope, x)
		if others = (index.Maybe{Node: others}); !s.person {
			others = byPerson(others)
		}
		return orOf(n, others), err
	case "id":
		return idNode(s.world, value)
	}
	n, err := idNode(s.world, value) // the head, see clusterIs
	if head, ok := n.(index.Nums); ok {
		n = orOf(n, equals(FieldCluster, strconv.FormatUint(head.Nums[0], 10)))
	}
	return n, err
}

// facetFields are the fields that are compared as a whole, and are facets.
func facetFields(name string) (index.Field, bool) {
	f, ok := map[string]index.Field{
		"net": FieldNet, "account": FieldAccount, "kind": FieldKind, "lang": FieldLang, "sent": FieldSentiment, "intent": FieldIntent,
		"assignee": FieldAssignee, "tag": FieldTag, "monitor": FieldMonitor, "occasion": FieldOccasion, "segment": FieldTag,
		"list": FieldList, "class": FieldClass, "sex": FieldSex,
	}[name]
	return f, ok
}

// keywordNode plans a field whose values are compared as a whole.
func (s seeker) keywordNode(f query.Field) (index.Node, error) {
	list, err := s.wants(f)
	if err != nil {
		return nil, err
	}
	switch f.Name {
	case "from":
		if s.person {
			return s.described(nameNode(list, "m", "F")), nil
		}
		return s.described(nameNode(list, "n", "f")), nil
	case "thread":
		return threadsNode(s.world, list)
	case "site":
		if s.person {
			return settled(siteNode(list), "u"), nil
		}
		return siteNode(list), nil
	case "campaign":
		return answersNode(s.world), nil
	case "fact":
		return factNode(list), nil
	case "url":
		if s.person {
			return index.Unknown{}, nil
		}
		return urlNode(list), nil
	}
	field, ok := facetFields(f.Name)
	if !ok {
		return index.Unknown{}, nil
	}
	holds := wanted(list, f.Name)
	n := index.Node(index.Values{Field: field, Test: yes(holds)})
	several := field == FieldTag || field == FieldMonitor || field == FieldOccasion || field == FieldList || field == FieldSex
	if !several && holds("") {
		n = orOf(n, without(field))
	}
	if f.Name == "segment" && !s.person {
		n = byPerson(n)
	}
	return n, nil
}

// yes is a test that the index need not doubt.
func yes(holds func(string) bool) func(string) index.Answer {
	return func(v string) index.Answer {
		if holds(v) {
			return index.Yes
		}
		return index.No
	}
}

// without matches what has no value of a field.
func without(f index.Field) index.Node {
	return index.Not{Node: index.Values{Field: f, Test: yes(func(string) bool { return true })}}
}

// equals matches what has just this value of a field.
func equals(f index.Field, values ...string) index.Node {
	return index.Values{Field: f, Test: yes(func(v string) bool {
		for _, w := range values {
			if v == w {
				return true
			}
		}
		return false
	})}
}

// nameNode plans names of people, see handles; lower and folded are the terms
// they lie under.
func nameNode(list []want, lower, folded string) index.Node {
	out := []index.Node{index.Maybe{Node: index.Term{Term: "x"}}}
	for _, w := range list {
		switch w.how {
		case whole:
			if name := strings.ToLower(canonical("from", w.text)); name != "" {
				out = append(out, index.Term{Term: lower + name})
			}
		case pattern:
			out = append(out, index.Unknown{})
		case verbatim:
			if w.text == "" {
				out = append(out, index.Unknown{})
				continue
			}
			out = append(out, foldedNames(lower, lower+w.text, w), index.Term{Term: folded + w.text})
		case start:
			out = append(out, foldedNames(lower, lower+w.text, w), index.Terms{Prefix: folded + w.text})
		}
	}
	return orOf(out...)
}

// foldedNames looks among names in lower case for what is asked of them
// folded.
func foldedNames(lower, prefix string, w want) index.Node {
	return index.Terms{Prefix: prefix, Test: func(term string) bool { return w.holds("from", term[len(lower):]) }}
}

// siteNode plans hosts, and what lies below them.
func siteNode(list []want) index.Node {
	odd := index.Term{Term: "H"} // a host that the index knows folded, or not at all
	out := []index.Node{index.Maybe{Node: odd}}
	for _, w := range list {
		test := func(term string) bool { return w.holds("site", turn(term[1:])) }
		switch w.how {
		case whole:
			host := "h" + turn(text.Fold(w.text))
			out = append(out, index.Terms{Prefix: host + "."}, index.Term{Term: host})
		case verbatim:
			out = append(out, index.Term{Term: "h" + turn(w.text)})
		case start:
			out = append(out, index.Terms{Prefix: "h", Test: test})
		case pattern:
			out = append(out, andOf(index.Terms{Prefix: "h", Test: test}, index.Not{Node: odd}))
		}
	}
	return orOf(out...)
}

// urlNode plans pieces of addresses. One that holds a whole host, between //
// and /, is looked for on that host; addresses in which something else may
// stand so have to be asked.
func urlNode(list []want) index.Node {
	var out []index.Node
	for _, w := range list {
		_, rest, ok := strings.Cut(text.Fold(w.text), "//")
		host, _, ended := strings.Cut(rest, "/")
		if w.how == pattern || !ok || !ended || host == "" || strings.ContainsAny(host, ":@%?#[] ") || len(host) > longest {
			return index.Unknown{}
		}
		out = append(out, index.Maybe{Node: orOf(index.Term{Term: "h" + turn(host)}, index.Term{Term: "H"}, index.Term{Term: "U"})})
	}
	return orOf(out...)
}

// when plans the fields of time.
func (s seeker) when(f query.Field) (index.Node, error) {
	zone := s.scope.Zone
	switch f.Name {
	case "wait":
		list, err := numberBounds(f, lengthRange)
		return s.waits(list), err
	case "hour":
		set, err := query.HourSet(f.Value)
		return index.Clock{Zone: zone, Test: func(t time.Time) bool { return set[t.In(zone).Hour()] }}, err
	case "dow":
		set, err := query.WeekdaySet(f.Value)
		return index.Clock{Zone: zone, Test: func(t time.Time) bool { return set[t.In(zone).Weekday()] }}, err
	}
	list, err := clock{s.compiler}.stretches(f)
	out := make([]index.Node, len(list))
	for i, x := range list {
		out[i] = x.span()
	}
	return orOf(out...), err
}

// stateNode is what stands in one of some states.
func stateNode(states ...store.State) index.Node {
	names := make([]string, len(states))
	for i, s := range states {
		names[i] = string(s)
	}
	return equals(FieldState, names...)
}
