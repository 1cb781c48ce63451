package match

import (
	"slices"
	"strings"
	"unicode/utf8"

	"earshot/scoring/names"
	"earshot/store"
	"earshot/store/index"
)

// PeopleMatcher is a question to the people made ready. It may not be used by
// several goroutines.
type PeopleMatcher struct {
	*Matcher
	typed []*names.Typed
}

// CompilePeople makes a question ready; see Compile for its errors.
func CompilePeople(s store.PeopleSearch) (*PeopleMatcher, error) {
	x, err := compile(s.Expr, s.Scope, true)
	if err != nil {
		return nil, err
	}
	p := &PeopleMatcher{Matcher: x}
	for _, w := range s.Words {
		p.typed = append(p.typed, names.NewTyped(w))
	}
	return p, nil
}

// MatchPerson tells whether somebody answers the question, and how well the
// words are met.
func (x *PeopleMatcher) MatchPerson(tx store.Tx, p *store.Identity) (names.Rank, bool, error) {
	worst, forgiven := names.Exact, 0
	if len(x.typed) > 0 {
		called := Called(p)
		for _, t := range x.typed {
			best := names.Different
			for _, w := range called {
				best = min(best, t.Rank(w))
			}
			worst = max(worst, best)
			if best > names.Beginning {
				forgiven++
			}
		}
	}
	if worst == names.Different || forgiven > 1 {
		return worst, false, nil
	}
	ok, err := x.Says(tx, p)
	return worst, ok, err
}

// Says tells whether somebody answers the question, whatever words were typed.
func (x *PeopleMatcher) Says(tx store.Tx, p *store.Identity) (bool, error) {
	return says(tx, &x.tools, x.pred, p)
}

// rowNetwork is what stands before the id of an imported row.
const rowNetwork = "row"

// networkOf gives the network of somebody: that of the id, but for imported rows,
// which say it themselves.
func networkOf(id string, now *store.Identity) string {
	network, _, _ := strings.Cut(id, ":")
	if network == rowNetwork && now != nil && now.Network != "" {
		return now.Network
	}
	return network
}

// Called lists the skeletons of all that somebody is called: the words of name,
// handle, e-mail address and place; of who has neither name nor handle nor
// address, of the id.
func Called(p *store.Identity) []string {
	a := &p.Author
	list := names.Words(nil, a.Name)
	list = names.Handle(list, a.Handle)
	list = names.Handle(list, a.Email)
	if len(list) == 0 {
		_, id, _ := strings.Cut(p.ID, ":")
		list = names.Handle(list, id)
	}
	list = names.Words(list, a.Location)
	slices.Sort(list)
	return slices.Compact(list)
}

// IsPerson tells whether a key of an identity is one: network:id.
func IsPerson(key string) bool {
	_, err := store.ParseKey(key)
	return err == nil
}

// lookup lays what somebody is looked up by.
func (w *writer) lookup(p *store.Identity) {
	w.add("k")
	for _, name := range Called(p) {
		w.add("s", name)
		for n := 1; n <= shortStart; n++ {
			w.add("S", name[:runesLong(name, n)])
		}
	}
}

// shortStart is how many letters of a beginning are a term.
const shortStart = 2

// runesLong is how many bytes the first n runes of a text have.
func runesLong(s string, n int) int {
	at := 0
	for ; n > 0 && at < len(s); n-- {
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	return at
}

// filed are the facets that only a record has.
func filed(p *store.Identity) []index.Facet {
	list := []index.Facet{{Field: FieldWeight, Value: WeightValue(p.Weight())}}
	for _, l := range p.Lists {
		list = append(list, index.Facet{Field: FieldList, Value: l})
	}
	if p.Class != "" {
		list = append(list, index.Facet{Field: FieldClass, Value: p.Class})
	}
	list = append(list, public(p)...)
	if p.Phone != "" {
		list = append(list, index.Facet{Field: FieldFlag, Value: "phone"})
	}
	return list
}

// WeightValue writes a weight as a value of FieldWeight.
func WeightValue(w int) string { return string([]byte{byte('0' + w/10), byte('0' + w%10)}) }

// PlanPeople tells what the question looks for in the index of people: the
// classes of names.Rank in turn, each with all that the ones before it find.
// Without words there is but one.
func (x *PeopleMatcher) PlanPeople(w World) ([]index.Node, error) {
	s := seeker{compiler: &compiler{scope: x.scope, person: true}, world: w}
	base, _, err := s.expr(x.expr)
	if err != nil {
		return nil, err
	}
	base = andOf(base, index.Term{Term: "k"})
	if len(x.typed) == 0 {
		return []index.Node{base}, nil
	}
	walks := make([]*index.Leaps, len(x.typed))
	forgives := false
	for i, t := range x.typed {
		walks[i] = &index.Leaps{Prefix: "s", Meet: meeting(t), Beyond: t.Beyond}
		forgives = forgives || t.Forgives()
	}
	var out []index.Node
	for rank := names.Exact; rank < names.Ranks; rank++ {
		if rank > names.Beginning && !forgives {
			break
		}
		out = append(out, andOf(base, x.met(walks, rank)))
	}
	return out, nil
}

// met finds whom all words meet with a rank, or a better one. One of the words
// may be forgiven: where nobody meets the others, its walk is not begun.
func (x *PeopleMatcher) met(walks []*index.Leaps, rank names.Rank) index.Node {
	with := func(forgiven int) index.Node {
		all := make([]index.Node, len(x.typed))
		for i, t := range x.typed {
			all[i] = typedNode(t, walks[i], min(rank, names.Beginning))
			if i == forgiven {
				all[i] = typedNode(t, walks[i], rank)
			}
		}
		return andOf(all...)
	}
	if rank <= names.Beginning {
		return with(-1)
	}
	list := make([]index.Node, len(x.typed))
	for i := range x.typed {
		list[i] = with(i)
	}
	return orOf(list...)
}

// typedNode finds whom a word meets with a rank, or a better one.
func typedNode(t *names.Typed, walk *index.Leaps, rank names.Rank) index.Node {
	if rank == names.Exact {
		return index.Term{Term: "s" + t.Word}
	}
	begun := index.Node(index.Terms{Prefix: "s" + t.Word})
	if utf8.RuneCountInString(t.Word) <= shortStart {
		begun = index.Term{Term: "S" + t.Word}
	}
	if rank == names.Beginning || !t.Forgives() {
		return begun
	}
	return orOf(begun, index.Leap{Leaps: walk, Start: rank == names.ForgivenStart})
}

// meeting asks a typed word in the terms of the index.
func meeting(t *names.Typed) func([]byte) (bool, bool, int) {
	return func(term []byte) (bool, bool, int) {
		rank, dead := t.Forgive(term)
		return rank == names.Forgiven, rank == names.ForgivenStart, dead
	}
}
