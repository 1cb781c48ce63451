package index

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// small makes seals and merges happen all the time.
func small() Sizes { return Sizes{Fresh: 3, Small: 8, Window: 32} }

// world is an index and the napkin beside it.
type world struct {
	kv, peopleKV *box
	plain        *naive
	slots        map[uint64]uint64
	last         uint64
}

func newWorld() *world {
	return &world{newBox(), newBox(), &naive{map[uint64]Document{}, &naive{docs: map[uint64]Document{}}}, map[uint64]uint64{}, 0}
}

func (w *world) open() (*Index, *Index) { return Open(w.kv, small()), Open(w.peopleKV, small()) }

func document(t *rapid.T, num uint64) Document {
	d := Document{
		Num: num, Time: int64(rapid.IntRange(-5, 40).Draw(t, "hours")) * 900_000_000 * int64(rapid.SampledFrom([]int{1, 4}).Draw(t, "scale")),
		Person: rapid.Uint64Range(0, 5).Draw(t, "person"), Thread: rapid.Uint64Range(0, 9).Draw(t, "thread"),
	}
	d.Time += int64(rapid.SampledFrom([]int{0, 0, 0, 1, 1000}).Draw(t, "fraction"))
	d.Terms = rapid.SliceOfDistinct(rapid.SampledFrom(words()), rapid.ID[string]).Draw(t, "terms")
	slices.Sort(d.Terms)
	d.Facets = facets(t)
	return d
}

func facets(t *rapid.T) (list []Facet) {
	for field := range Field(3) {
		for _, v := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"", "a", "b", "в"}), 0, 2, rapid.ID[string]).Draw(t, "values") {
			list = append(list, Facet{field, v})
		}
	}
	slices.SortFunc(list, Facet.Compare)
	return list
}

func words() []string {
	return []string{"", "a", "ab", "abc", "b", "пицц\x00пицца", "пицц\x00пиццу", "печ\x00печь", strings.Repeat("z", 600), "\xff\xfe"}
}

func node(t *rapid.T, depth int) Node {
	kinds := 9
	if depth > 0 {
		kinds = 15
	}
	list := func() (out []Node) {
		for range rapid.IntRange(0, 3).Draw(t, "members") {
			out = append(out, node(t, depth-1))
		}
		return out
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return Unknown{}
	case 1:
		return All{}
	case 2:
		from := rapid.IntRange(-10, 50).Draw(t, "from")
		return Span{int64(from) * 1_800_000_000, int64(from+rapid.IntRange(0, 40).Draw(t, "length")) * 1_800_000_000}
	case 3:
		hour := rapid.IntRange(0, 23).Draw(t, "hour")
		zone := time.FixedZone("", rapid.SampledFrom([]int{0, 3600, 19800, -12600}).Draw(t, "zone"))
		return Clock{zone, func(at time.Time) bool { return at.Hour() <= hour }}
	case 4:
		return Nums{rapid.SliceOfN(rapid.Uint64Range(0, 60), 0, 4).Draw(t, "nums")}
	case 5:
		return Threads{rapid.SliceOfN(rapid.Uint64Range(1, 9), 0, 4).Draw(t, "threads")}
	case 6:
		value := rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "value")
		return Values{Field(rapid.IntRange(0, 3).Draw(t, "field")), func(v string) Answer {
			switch {
			case v == value:
				return Yes
			case v > value:
				return Perhaps
			}
			return No
		}}
	case 7:
		end := rapid.SampledFrom([]string{"", "a", "у", "z"}).Draw(t, "end")
		return Terms{rapid.SampledFrom([]string{"", "a", "ab", "пицц\x00", "q"}).Draw(t, "prefix"), func(s string) bool { return strings.HasSuffix(s, end) }}
	case 9:
		return And{list()}
	case 10:
		return Or{list()}
	case 11:
		return Not{node(t, depth-1)}
	case 12:
		return Maybe{node(t, depth-1)}
	case 13:
		return SameThread{node(t, depth-1)}
	case 14:
		return ByPerson{node(t, 0)}
	}
	return Term{rapid.SampledFrom(words()).Draw(t, "term")}
}

// TestTheIndexFindsWhatANapkinFinds does random things and compares all
// answers, through seals, merges, edits and removals.
func TestTheIndexFindsWhatANapkinFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		x, people := w.open()
		commit := func(t *rapid.T) {
			must(t, x.Maintain())
			must(t, people.Maintain())
			tail, other := x.Tail(), people.Tail()
			if x, people = w.open(); rapid.Bool().Draw(t, "resume") {
				x, people = x.Resume(tail), people.Resume(other)
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"add": func(t *rapid.T) {
				for range rapid.IntRange(1, 12).Draw(t, "documents") {
					w.last++
					w.put(t, x, document(t, w.last))
				}
			},
			"person": func(t *rapid.T) {
				d := document(t, rapid.Uint64Range(1, 5).Draw(t, "num"))
				d.Time, d.Person = int64(d.Num), 0
				if _, known := w.plain.people.docs[d.Num]; !known {
					_, err := people.Add(d)
					must(t, err)
					w.plain.people.docs[d.Num] = d
				}
			},
			"again": func(t *rapid.T) {
				if num := w.any(t); num != 0 {
					d := w.plain.docs[num]
					must(t, x.Remove(w.slots[num], num, d.Time))
					w.put(t, x, document(t, num))
				}
			},
			"remove": func(t *rapid.T) {
				if num := w.any(t); num != 0 {
					must(t, x.Remove(w.slots[num], num, w.plain.docs[num].Time))
					delete(w.plain.docs, num)
				}
			},
			"change": func(t *rapid.T) {
				if num := w.any(t); num != 0 {
					d := w.plain.docs[num]
					after := facets(t)
					drop, add := Difference(d.Facets, after)
					must(t, x.Change(w.slots[num], num, d.Time, drop, add))
					d.Facets = after
					w.plain.docs[num] = d
				}
			},
			"commit":   func(t *rapid.T) { commit(t) },
			"optimize": func(t *rapid.T) { must(t, x.Optimize()); must(t, people.Optimize()) },
			"":         func(t *rapid.T) { w.compare(t, x, people) },
		})
	})
}

func must(t interface {
	Helper()
	Fatalf(string, ...any)
}, err error,
) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v", err)
	}
}

func (w *world) any(t *rapid.T) uint64 {
	var nums []uint64
	for num := range w.plain.docs {
		nums = append(nums, num)
	}
	if len(nums) == 0 {
		return 0
	}
	slices.Sort(nums)
	return rapid.SampledFrom(nums).Draw(t, "which")
}

func (w *world) put(t *rapid.T, x *Index, d Document) {
	slot, err := x.Add(d)
	must(t, err)
	w.slots[d.Num], w.plain.docs[d.Num] = slot, d
}

func (w *world) compare(t *rapid.T, x, people *Index) {
	n := node(t, 2)
	want := w.plain.find(n)
	oldest := rapid.Bool().Draw(t, "oldest")
	if !oldest {
		slices.Reverse(want)
	}
	var after *Position
	if len(want) > 0 && rapid.Bool().Draw(t, "paging") {
		at := rapid.IntRange(0, len(want)-1).Draw(t, "after")
		after = &Position{want[at].Time, want[at].Num}
		want = want[at+1:]
	}
	walk, err := x.Walk(context.Background(), Query{Node: n, People: people, Oldest: oldest, After: after})
	must(t, err)
	var got []Hit
	unsure := 0
	for _, h := range want {
		if !h.Sure {
			unsure++
		}
	}
	if rapid.Bool().Draw(t, "ask for the unsure") {
		if n, err := walk.Unsure(); err != nil || n != unsure {
			t.Fatalf("%#v: %d are unsure, want %d (%v)", n, n, unsure, err)
		}
	}
	for {
		h, ok, err := walk.Next()
		must(t, err)
		if !ok {
			break
		}
		got = append(got, h)
	}
	if d := cmp.Diff(want, got); d != "" && len(want)+len(got) > 0 {
		t.Fatalf("%#v: hits (-want +got)\n%s", n, d)
	}
	w.counts(t, x, people, n)
	for _, problem := range w.check(t, x) {
		t.Fatalf("check: %s", problem)
	}
}

func (w *world) check(t *rapid.T, x *Index) (problems []string) {
	live, err := x.Check(context.Background(), func(num uint64) (Document, uint64, error) {
		return w.plain.docs[num], w.slots[num], nil
	}, func(p string) { problems = append(problems, p) })
	must(t, err)
	if live != len(w.plain.docs) {
		problems = append(problems, fmt.Sprintf("%d documents, want %d", live, len(w.plain.docs)))
	}
	return problems
}

func (w *world) counts(t *rapid.T, x, people *Index, n Node) {
	ask := func(h Hit) (bool, error) { return h.Num%2 == 0, nil }
	sel, err := x.Select(context.Background(), Query{Node: n, People: people}, ask, nil)
	must(t, err)
	values, persons, days, total, none := map[string]int{}, map[uint64]int{}, map[string]int{}, 0, 0
	for _, h := range w.plain.find(n) {
		if !h.Sure && h.Num%2 != 0 {
			continue
		}
		d := w.plain.docs[h.Num]
		total++
		persons[d.Person]++
		days[time.UnixMicro(d.Time).In(zone()).Format(time.DateOnly)]++
		list := factsOf(d.Facets, 1)
		for _, f := range list {
			values[f.Value]++
		}
		if len(list) == 0 {
			none++
		}
	}
	gotValues, gotNone := sel.Values(1)
	gotDays := map[string]int{}
	sel.Days(zone(), func(day time.Time, n int) { gotDays[day.Format(time.DateOnly)] += n })
	gotPersons := map[uint64]int{}
	for person, g := range sel.People() {
		if gotPersons[person] = g.N; person != 0 && w.plain.docs[g.Num].Person != person {
			t.Fatalf("document %d is not of person %d", g.Num, person)
		}
	}
	want, got := fmt.Sprint(total, values, none, persons, days), fmt.Sprint(sel.Len(), gotValues, gotNone, gotPersons, gotDays)
	if want != got {
		t.Fatalf("%#v: counts\nwant %s\ngot  %s", n, want, got)
	}
}

func zone() *time.Location { return time.FixedZone("", 5*3600+1800) }
