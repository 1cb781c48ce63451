package identity_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"earshot/scoring/identity"
)

// TestWhoComesUpForWhom: two records of one person share a key in each of the
// ways in which they can be alike, and strangers share none.
func TestWhoComesUpForWhom(t *testing.T) {
	m := identity.NewMatcher(identity.NewWeights(1000), nil)
	type r = identity.Record
	for _, c := range []struct {
		why  string
		a, b r
		want bool
	}{
		{"one mailbox", r{Mail: "Tit+x@acme.example"}, r{Mail: "tit@acme.example"}, true},
		{"one phone", r{Phone: "89161234567"}, r{Phone: "+7 916 1234567"}, true},
		{"one page", r{Site: "https://www.x.example/"}, r{Site: "x.example"}, true},
		{"a link", r{Proofs: []string{"x.example/t"}}, r{Proofs: []string{"https://x.example/t/"}}, true},
		{"one handle", r{Handle: "@Shchekin"}, r{Handle: "shchekin@m.example"}, true},
		{"other figures", r{Handle: "shchekin77"}, r{Handle: "shchekin_1977"}, true},
		{"an address and a handle", r{Mail: "shchekin@acme.example"}, r{Handle: "shchekin"}, true},
		{"a name in two scripts", r{Name: "Тит Щёкин"}, r{Name: "Shchekin Tit"}, true},
		{"a form of the name", r{Name: "Саша Зандер"}, r{Name: "Александр Зандер"}, true},
		{"a handle that spells the name", r{Handle: "zander.tit"}, r{Name: "Tit Zander"}, true},
		{"an initial and the name", r{Handle: "tzander"}, r{Name: "Тит Зандер"}, true},
		{"the name and an initial", r{Handle: "zandert"}, r{Name: "Tit Zander"}, true},
		{"a picture with a bit changed", r{Avatar: "b855c31e109e6ad2"}, r{Avatar: "b855c31e109e6ad3"}, true},
		{"a column", r{Facts: facts("1971-06-24", "")}, r{Facts: facts("1971-06-24", "")}, true},
		{"a name in a script that we cannot read", r{Name: "王小明 李"}, r{Name: "王小明 李"}, true},
		{"strangers", r{Name: "Тит Щёкин", Handle: "shchekin", City: "Казань"}, r{Name: "Olga Zander", Handle: "ozander", City: "Казань"}, false},
		{"strangers whose names we cannot read", r{Name: "王小明 李", City: "Moscow"}, r{Name: "張偉 陳", City: "Moscow"}, false},
		{"a default picture", r{Avatar: "ffff000000000000"}, r{Avatar: "ffff000000000000"}, false},
		{"no picture", r{Name: "Тит Щёкин"}, r{Name: "Olga Zander"}, false},
		{"a city alone", r{City: "Казань"}, r{City: "Казань"}, false},
		{"nothing", r{}, r{}, false},
	} {
		c.a.ID, c.b.ID = "1", "2"
		if got := shareKey(m.Prepare(c.a), m.Prepare(c.b)); got != c.want {
			t.Errorf("%s: %v", c.why, got)
		}
	}
}

// TestKeysAreFewAndTellTheirWorth.
func TestKeysAreFewAndTellTheirWorth(t *testing.T) {
	m := town()
	r := identity.Record{ID: "1", Network: "vk", Name: "Анна Мария Зандер Щёкина", Handle: "anna.zander", Mail: "az@acme.example", Phone: "89161234567", City: "Казань", Site: "z.example", Avatar: "b855c31e109e6ad2"}
	for i := range 30 {
		r.Proofs = append(r.Proofs, fmt.Sprintf("x.example/%d", i))
		r.Facts = append(r.Facts, identity.Fact{Column: fmt.Sprint("c", i), Value: fmt.Sprint("value ", i)})
	}
	keys := identity.Keys(m.Prepare(r))
	if len(keys) != identity.MaxKeys {
		t.Errorf("%d keys", len(keys))
	}
	seen := map[uint64]bool{}
	for _, k := range keys {
		if seen[k.ID] || k.Weight <= 0 {
			t.Errorf("%+v", k)
		}
		seen[k.ID] = true
	}
	if !slices.Equal(keys, identity.Keys(m.Prepare(r))) {
		t.Error("the same record has other keys")
	}
}

// TestGroupsArePartsOfAll: whatever the edges, everybody is in one group, the
// order of the edges changes nothing, and without edges all are alone.
func TestGroupsArePartsOfAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 9).Draw(t, "n")
		known := map[[2]int]float64{}
		var edges []identity.Edge
		for a := range n {
			for b := a + 1; b < n; b++ {
				known[[2]int{a, b}] = float64(rapid.IntRange(-40, 40).Draw(t, "bits"))
				if rapid.Bool().Draw(t, "edge") {
					edges = append(edges, edge(a, b, known[[2]int{a, b}]))
				}
			}
		}
		bits := func(a, b int) float64 { return known[[2]int{min(a, b), max(a, b)}] }
		look := func(a, b int) identity.Likeness { return identity.Likeness{Bits: bits(a, b)} }
		groups := identity.Groups(n, edges, 2, look)
		seen := map[int]bool{}
		for _, g := range groups {
			if !slices.IsSorted(g) || len(g) == 0 {
				t.Fatalf("%v", groups)
			}
			for _, x := range g {
				if seen[x] {
					t.Fatalf("%d twice in %v", x, groups)
				}
				seen[x] = true
			}
			if len(g) == 2 && bits(g[0], g[1]) < 2 {
				t.Fatalf("%v are below the limit", g)
			}
		}
		if len(seen) != n {
			t.Fatalf("%v of %d", groups, n)
		}
		slices.Reverse(edges)
		if fmt.Sprint(identity.Groups(n, edges, 2, look)) != fmt.Sprint(groups) {
			t.Fatal("the order of the edges counts")
		}
		if len(identity.Groups(n, edges, 1000, look)) != n || len(identity.Groups(n, nil, -1000, look)) != n {
			t.Fatal("somebody was joined without reason")
		}
	})
}

// TestPartedBeforeTheyGrew: who was parted stays apart when their groups grow, by
// whatever way, and others join freely.
func TestPartedBeforeTheyGrew(t *testing.T) {
	var c identity.Clusters
	if c.Root(7) != 7 || !slices.Equal(c.Members(7), []int{7}) || c.Part(7, 7) {
		t.Error("somebody alone")
	}
	c.Part(1, 9)
	c.Part(9, 1)
	for _, e := range [][2]int{{1, 2}, {9, 8}, {2, 3}, {8, 10}} {
		if r := c.Join(e[0], e[1], true); r != identity.Allowed {
			t.Errorf("%v: %v", e, r)
		}
	}
	for _, a := range []int{1, 2, 3} {
		for _, b := range []int{8, 9, 10} {
			if r := c.Join(a, b, false); r != identity.Parted {
				t.Errorf("%d and %d: %v", a, b, r)
			}
		}
	}
	mine := c.Members(3)
	mine[0] = 99
	if !slices.Equal(c.Members(3), []int{1, 2, 3}) || c.Root(10) != 8 {
		t.Error("a list that was given away changed the group")
	}
}
