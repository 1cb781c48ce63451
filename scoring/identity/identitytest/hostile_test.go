package identitytest_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"earshot/scoring/identity"
	"earshot/scoring/identity/identitytest"
)

// TestWhatIsSharedCopiedOrHandedOn: of people who do not exist, each rule alone is
// right where some of them are copied, share a mailbox or a number, or have what
// was another's. What cannot be told is how far a variant may be wrong: namesakes
// of one town who both took ivan.petrov, a couple of whom one gave no name.
func TestWhatIsSharedCopiedOrHandedOn(t *testing.T) {
	may := map[string]float64{"one mailbox a couple": 0.98, "namesakes in one town": 0.95, "handles taken over": 0.95}
	everybody := func(identitytest.Labelled) bool { return true }
	for i, v := range identitytest.Hostile() {
		t.Run(v.Name, func(t *testing.T) {
			c := rand.New(rand.NewPCG(uint64(i), 43))
			list := append(identitytest.People(500, 5), identitytest.Take(1000, identitytest.Crowd(6))...)
			for n := range list {
				if list[n].Impostor {
					list[n].Phone = "" // that of their victim is not to be seen
				}
				if n >= len(list)-1000 { // both number from 0
					list[n].ID, list[n].Person = "c"+list[n].ID, "c"+list[n].Person
				}
			}
			im := identitytest.Read(v.Make(c, slices.Clone(list)), identity.Standard(), false)
			groups := identitytest.Parts(im.Clusters(), len(im.Records))
			s := identitytest.Of(im.Records, groups, everybody)
			t.Logf("P %.4f R %.3f, %d impostors", s.Precision(), s.Recall(), identitytest.Impostors(im.Records, groups))
			least := may[v.Name]
			if least == 0 {
				least = 0.99
			}
			if s.Precision() < least || s.Recall() < 0.20 || identitytest.Impostors(im.Records, groups) > 0 {
				t.Error("less than is promised")
			}
			for _, r := range identitytest.ByRule(im) {
				if t.Logf("%s: %d right, %d wrong", r.Rule, r.Right, r.Wrong); t.Failed() {
					t.Log(r.Samples)
				}
			}
		})
	}
}

// TestRulesAreCountedAlone: right and wrong pairs of each rule, impostors among
// the wrong ones; two pictures of one impostor are one.
func TestRulesAreCountedAlone(t *testing.T) {
	at := func(person string, impostor bool) identitytest.Labelled {
		return identitytest.Labelled{Person: person, Impostor: impostor}
	}
	im := &identitytest.Import{Records: []identitytest.Labelled{at("1", false), at("1", false), at("2", true), at("2", true)}}
	for _, p := range [][2]int{{0, 1}, {1, 2}, {2, 3}} {
		im.Edges = append(im.Edges, identitytest.Edge{A: p[0], B: p[1], Decision: identity.Decision{Action: identity.Merge, Rule: "r"}})
	}
	im.Edges = append(im.Edges, identitytest.Edge{A: 0, B: 3, Decision: identity.Decision{Action: identity.Suggest}})
	got := identitytest.ByRule(im)
	if len(got) != 1 || got[0].Right != 2 || got[0].Wrong != 1 || got[0].Impostors != 1 || len(got[0].Samples) != 1 {
		t.Errorf("%+v", got)
	}
	if n := identitytest.Impostors(im.Records, [][]int{{2, 3}}); n != 0 {
		t.Errorf("%d impostors beside themselves", n)
	}
	if n := identitytest.Impostors(im.Records, [][]int{{0, 2, 3}}); n != 2 {
		t.Errorf("%d impostors", n)
	}
}
