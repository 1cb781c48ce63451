package query

import (
	"slices"
	"strings"
	"sync"
)

// Kind says what sort of values a field takes.
type Kind string

// The kinds of fields.
const (
	// KindText is free text, matched by words.
	KindText Kind = "text"
	// KindKeyword is matched as a whole.
	KindKeyword Kind = "keyword"
	// KindNumber takes numbers such as 12, 0.5, 10k, 1.5m, with ranges and
	// comparisons.
	KindNumber Kind = "number"
	// KindDate takes days, times, weekdays and spans back from now.
	KindDate Kind = "date"
	// KindDuration takes spans such as 30min, 2h, 1w1d.
	KindDuration Kind = "duration"
	// KindHours takes hours of the day, 0 to 23.
	KindHours Kind = "hours"
	// KindWeekdays takes mon to sun.
	KindWeekdays Kind = "weekdays"
)

// FieldInfo describes one field, for evaluation, completion and help.
type FieldInfo struct {
	// Name is the canonical name.
	Name string
	// Aliases are other spellings that Parse accepts.
	Aliases []string
	// Kind is the sort of values.
	Kind Kind
	// Doc is one line of plain English.
	Doc string
	// Values are the known values; all of them unless Open.
	Values []ValueInfo
	// Open accepts values outside Values.
	Open bool
	// Flag marks is: and has:, whose values are separate yes/no facts.
	Flag bool
	// AnyOf lets two positive plain values in one AND mean OR.
	AnyOf bool
	// Sub allows a sub-query in braces.
	Sub bool
	// Sortable and Groupable allow the field in sort: and group:.
	Sortable, Groupable bool
}

// ValueInfo describes one known value of a field.
type ValueInfo struct {
	// KindText is the canonical spelling.
	Text string
	// Doc is a few words of plain English.
	Doc string
	// Aliases are other spellings that Parse accepts.
	Aliases []string
}

// Fields returns all fields in the order in which help shows them. The caller
// owns the result.
func Fields() []FieldInfo { return buildFields() }

// LookupField finds a field by its name or an alias, in any case.
func LookupField(name string) (FieldInfo, bool) {
	f := lookup(name)
	if f == nil {
		return FieldInfo{}, false
	}
	c := *f
	c.Aliases = slices.Clone(f.Aliases)
	c.Values = slices.Clone(f.Values)
	return c, true
}

// fieldIndex is the read-only table behind lookup.
type fieldIndex struct {
	list   []FieldInfo
	byName map[string]*FieldInfo
}

// sharedFields builds the table on first use, so that importing the package
// costs nothing. Nobody changes it afterwards.
var sharedFields = sync.OnceValue(func() *fieldIndex {
	x := &fieldIndex{list: buildFields(), byName: map[string]*FieldInfo{}}
	for i := range x.list {
		f := &x.list[i]
		x.byName[f.Name] = f
		for _, a := range f.Aliases {
			x.byName[a] = f
		}
	}
	return x
})

// lookup finds a field for reading only; nil when there is none.
func lookup(name string) *FieldInfo {
	return sharedFields().byName[strings.ToLower(name)]
}

// suggestField returns the canonical name of the field nearest to a name,
// among those that ok accepts.
func suggestField(name string, ok func(*FieldInfo) bool) string {
	x := sharedFields()
	var spellings []string
	for i := range x.list {
		if f := &x.list[i]; ok(f) {
			spellings = append(append(spellings, f.Name), f.Aliases...)
		}
	}
	if best := nearest(name, spellings); best != "" {
		return x.byName[best].Name
	}
	return ""
}

// canonical finds a known value by its text or an alias.
func (f *FieldInfo) canonical(text string) (string, bool) {
	text = strings.ToLower(text)
	for i := range f.Values {
		v := &f.Values[i]
		if v.Text == text || slices.Contains(v.Aliases, text) {
			return v.Text, true
		}
	}
	return "", false
}

// names lists the canonical values.
func (f *FieldInfo) names() []string {
	out := make([]string, 0, len(f.Values))
	for _, v := range f.Values {
		out = append(out, v.Text)
	}
	return out
}

// suggestValue returns the nearest value of the field; a value that belongs
// to another field is suggested with that field's name.
func (f *FieldInfo) suggestValue(text string) string {
	x := sharedFields()
	for i := range x.list {
		if other := &x.list[i]; !other.Open && other.Name != f.Name {
			if v, ok := other.canonical(text); ok {
				return other.Name + ":" + v
			}
		}
	}
	spellings := f.names()
	for _, v := range f.Values {
		spellings = append(spellings, v.Aliases...)
	}
	v, _ := f.canonical(nearest(text, spellings))
	return v
}

// free says that every text is a value and that the text is kept as typed.
func (f *FieldInfo) free() bool {
	return (f.Kind == KindText || f.Kind == KindKeyword) && len(f.Values) == 0
}

// wordy says that values may carry the marks "=" and "*".
func (f *FieldInfo) wordy() bool { return f.free() || f.Open }

// ordered says that the field takes comparisons.
func (f *FieldInfo) ordered() bool {
	return f.Kind == KindNumber || f.Kind == KindDate || f.Kind == KindDuration || f.Kind == KindHours
}

// ranged says that the field takes ranges.
func (f *FieldInfo) ranged() bool { return f.ordered() || f.Kind == KindWeekdays }
