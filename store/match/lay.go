package match

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"earshot/scoring/text"
	"earshot/store"
	"earshot/store/index"
)

// Beside its layers a mention, or a person, is found by:
//
//	h labels    a host, backwards: com.example.news
//	H           a host that is too long, or not written in lower case
//	U           an address in which the host is not all that follows a //
//	z           a mention of nobody: there is no person to be asked
//	n name      of people: Names and network:id, in lower case; of all versions
//	f name      a name that is folded otherwise
//	m, F        the same of the current description
//	x           a name that is too long for a term
//	v           versions differ: the mention's own description has to be asked
//	u           so does the current one, for there is no record
//	k           of people: there is a record
//	s skeleton  of people with a record: what they are looked up by, see Called
//	S letters   the first one, or two, of such a skeleton: short beginnings have
//	            more terms than one can look through while somebody types
const longest = 256 // bytes of a name or host

// Document is what the index keeps of a mention; person is the engine's number
// of m.Identity(), 0 for nobody. It runs for every mention that comes in: give
// it a Cutter.
func Document(m *store.Mention, person uint64) index.Document {
	return DocumentBy(nil, m, person)
}

// DocumentBy is Document with a Cutter that remembers words.
func DocumentBy(cutter *text.Cutter, m *store.Mention, person uint64) index.Document {
	w := &writer{
		cutter: cutter,
		tokens: make([]text.Token, 0, 4+len(m.Body.Text)/10),
		bytes:  make([]byte, 0, 256+6*len(m.Body.Text)),
		ends:   make([]int, 0, 16+len(m.Body.Text)/3),
	}
	w.text(bodyLayer, m.Body.Title, m.Body.Text, m.Body.Warning)
	linked := w.linked
	if g := m.Body.Geo; g != nil {
		w.text(geoLayer, g.Country, g.Place)
	}
	w.text(geoLayer, m.Author.Location)
	w.host(m.URL)
	for _, l := range m.Body.Links {
		w.host(l)
	}
	if m.Identity() == "" {
		w.add("z")
	}
	return index.Document{
		Num: uint64(m.Doc), Time: m.Created.UnixMicro(), Person: person, Thread: threadNumber(m.Thread().String()),
		Terms: w.terms(), Facets: facets(m, linked),
	}
}

// SameTerms tells cheaply whether two states of a mention are sure to differ
// in nothing but their Facets.
func SameTerms(a, b *store.Mention) bool {
	place := func(m *store.Mention) (g store.Geo) {
		if m.Body.Geo != nil {
			g.Country, g.Place = m.Body.Geo.Country, m.Body.Geo.Place
		}
		return g
	}
	return a.Doc == b.Doc && a.Created.Equal(b.Created) && a.Key == b.Key && a.Place.Thread == b.Place.Thread && a.Identity() == b.Identity() &&
		a.Body.Title == b.Body.Title && a.Body.Text == b.Body.Text && a.Body.Warning == b.Body.Warning &&
		place(a) == place(b) && a.Author.Location == b.Author.Location && a.URL == b.URL && slices.Equal(a.Body.Links, b.Body.Links)
}

// threadNumber is the FNV-1a hash (Fowler, Noll, Vo; 64 bits) of a thread's
// name, never 0. Two of a hundred million threads share one with a chance of
// one to four thousand.
func threadNumber(name string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	return max(h, 1)
}

// host lays the host of an address.
func (w *writer) host(address string) {
	if address == "" {
		return
	}
	u, err := url.Parse(address)
	if err != nil {
		w.add("U")
		return
	}
	if simple := u.Host != "" && u.User == nil && u.Port() == "" && strings.Count(address, "//") == 1; !simple && strings.Contains(address, "//") {
		w.add("U")
	}
	host := u.Hostname()
	folded := text.Fold(host)
	switch {
	case host == "":
		return
	case len(folded) > longest:
		w.add("H")
		return
	case host != folded:
		w.add("H")
	}
	w.add("h")
	w.turned(folded)
}

// turned appends the labels of a host to the last term, backwards.
func (w *writer) turned(host string) {
	w.bytes = append(w.bytes, turn(host)...)
	w.ends[len(w.ends)-1] = len(w.bytes)
}

// turn writes the labels of a host backwards; twice, it is the host again.
func turn(host string) string {
	if strings.IndexByte(host, '.') < 0 {
		return host
	}
	labels := strings.Split(host, ".")
	slices.Reverse(labels)
	return strings.Join(labels, ".")
}

// Described is one description of a person, as some mention carries it.
type Described struct {
	Network string
	Author  store.Author
}

// Person is the document of the index of people: of one Identity, whose number
// is num. versions are all descriptions that its stored mentions carry, now is
// its record, with its key as ID, nil if there is none.
func Person(num uint64, versions []Described, now *store.Identity) index.Document {
	w := &writer{}
	versions = distinct(versions)
	for _, v := range versions {
		w.text(namesLayer, v.Author.Name, v.Author.Handle)
		w.text(biosLayer, v.Author.Bio)
		w.names("n", "f", v)
	}
	if len(versions) > 1 {
		w.add("v")
	}
	current := versions
	if now != nil {
		current = []Described{{networkOf(now.ID, now), now.Author}}
	}
	if len(current) > 1 {
		w.add("u")
	}
	d := index.Document{Num: num}
	for _, v := range current {
		w.linked = false
		w.text(nameLayer, v.Author.Name, v.Author.Handle)
		w.linked = false
		w.text(bioLayer, v.Author.Bio)
		linked := w.linked || v.Author.URL != ""
		w.text(placeLayer, v.Author.Location)
		w.host(v.Author.URL)
		w.names("m", "F", v)
		d.Facets = append(d.Facets, personFacets(v, linked)...)
	}
	if now != nil {
		w.lookup(now)
		d.Facets = append(d.Facets, filed(now)...)
		d.Facets = append(d.Facets, index.Facet{Field: FieldFollowers, Value: bucket(FieldFollowers, float64(now.Author.Followers))})
		for _, t := range now.Tags {
			d.Facets = append(d.Facets, index.Facet{Field: FieldTag, Value: t})
		}
		if now.VIP {
			d.Facets = append(d.Facets, index.Facet{Field: FieldFlag, Value: "vip"})
		}
		if carries(now) {
			d.Facets = append(d.Facets, index.Facet{Field: FieldFlag, Value: "influencer"})
		}
	}
	d.Terms, d.Facets = w.terms(), sortFacets(d.Facets)
	return d
}

// distinct drops repetitions of what the index looks at.
func distinct(list []Described) []Described {
	var out []Described
	for _, v := range list {
		v.Author.Avatar, v.Author.Followers, v.Author.Following, v.Author.Posts, v.Author.Verified = "", 0, 0, 0, false
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// names lays the ways to name a person.
func (w *writer) names(lower, folded string, v Described) {
	for _, name := range handles(&store.Mention{Key: store.Key{Network: v.Network}, Author: v.Author}) {
		low, fold := strings.ToLower(name), text.Fold(name)
		if len(low) > longest || len(fold) > longest {
			w.add("x")
			continue
		}
		w.add(lower, low)
		if fold != low {
			w.add(folded, fold)
		}
	}
}

// after rounds up to the store's microseconds: created >= t exactly when
// created, in microseconds, >= after(t), since what is stored has no less.
func after(t time.Time) int64 {
	us := t.UnixMicro()
	if time.UnixMicro(us).Before(t) {
		us++
	}
	return us
}
