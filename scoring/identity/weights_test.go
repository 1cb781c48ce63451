package identity_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"earshot/scoring/identity"
)

// TestScoresHaveNoDirection: whatever two records hold, their bits are finite
// and the same in both orders, the evidence adds up to them, and a merge has a rule.
func TestScoresHaveNoDirection(t *testing.T) {
	m := town()
	value := rapid.SampledFrom([]string{
		"", "Иван Иванов", "ivan", "Ivan Ivanov", "И. Иванов", "ivan@mail.ru", "info@acme.example", "+7 916 1234567", "89161234567", "Moscow", "Москва",
		"https://ivan.example", "ffff000000000000", "b855c31e109e6ad2", "1971-06-24", "24.06.1971", "1971-24-06", "\u202eIvan", strings.Repeat("ж", 10000), "Ann-Marie O'Neill 3rd (x)", "\xff\xfe", "ивaн",
	})
	any := func(t *rapid.T, id string) identity.Record {
		v := func(what string) string { return value.Draw(t, id+what) }
		return identity.Record{
			ID: id, Network: v("net"), Name: v("name"), Handle: v("handle"), Mail: v("mail"), Phone: v("phone"), City: v("city"), Site: v("site"), Avatar: v("avatar"),
			Proofs: []string{v("proof")}, Facts: []identity.Fact{{Column: "dob", Value: v("dob")}, {Column: v("column"), Value: v("value")}},
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := m.Prepare(any(t, "a")), m.Prepare(any(t, "b"))
		x, y := m.Bits(a, b), m.Bits(b, a)
		if x != y || math.IsNaN(x) || math.IsInf(x, 0) {
			t.Fatalf("%v and %v", x, y)
		}
		sum, other := 0.0, m.Explain(b, a)
		for i, e := range m.Explain(a, b) {
			sum += e.Bits
			if e.Why == "" || len(e.A) > 1500 {
				t.Fatalf("%+v", e)
			}
			if !slices.ContainsFunc(other, func(o identity.Evidence) bool { return o.A == e.B && o.B == e.A && o.Kind == e.Kind }) {
				t.Fatalf("%d: %+v has no counterpart in %+v", i, e, other)
			}
		}
		nothing := m.Bits(m.Prepare(identity.Record{ID: "x"}), m.Prepare(identity.Record{ID: "y"}))
		if math.Abs(sum+nothing-x) > 1e-6 {
			t.Fatalf("evidence %v and prior %v are not %v", sum, nothing, x)
		}
		if d := m.Decide(a, b, identity.Standard()); d != m.Decide(b, a, identity.Standard()) || (d.Action == identity.Merge) != (d.Rule != "") {
			t.Fatalf("%+v", d)
		}
		if n := len(identity.Keys(a)); n > identity.MaxKeys {
			t.Fatalf("%d keys", n)
		}
	})
}

// TestLearningFindsWhichColumnTells: three columns tell people apart, one does not.
func TestLearningFindsWhichColumnTells(t *testing.T) {
	var records []identity.Record
	for i := range 600 {
		records = append(records, identity.Record{ID: fmt.Sprint(i), Facts: []identity.Fact{
			{Column: "number", Value: fmt.Sprintf("n%05d", i/2*37)},
			{Column: "code", Value: fmt.Sprintf("%x-%x", i/2*7919%1009, i/2*31)},
			{Column: "street", Value: fmt.Sprintf("%c%d street", 'a'+rune(i/2%23), i/2*53%101)},
			{Column: "place", Value: fmt.Sprintf("p%04d", i/2%97*13)},
		}})
	}
	counts := &identity.Counts{}
	for _, r := range records {
		counts.Add(r)
	}
	w := identity.NewWeights(len(records))
	m := identity.NewMatcher(w, counts)
	var list []*identity.Profile
	for _, r := range records {
		list = append(list, m.Prepare(r))
	}
	var candidates, strangers []identity.Pair
	for i := range list {
		candidates = append(candidates, identity.Pair{A: list[i], B: list[i^1]}, identity.Pair{A: list[i], B: list[(i+194)%600]})
		strangers = append(strangers, identity.Pair{A: list[i], B: list[(i*31+101)%600]})
	}
	w.Learn(strangers, candidates)
	same, other := m.Bits(list[0], list[1]), m.Bits(list[0], list[194])
	if same < 2 || other > -2 {
		t.Errorf("one person %.1f, two who share a place %.1f\n%s", same, other, w)
	}
}

// TestCountsForget what is taken out again.
func TestCountsForget(t *testing.T) {
	var c identity.Counts
	r := identity.Record{ID: "1", Name: "Ann Lee", Mail: "ann@lee.example", Avatar: "b855c31e109e6ad2"}
	c.Add(r)
	for _, key := range identity.Values(r) {
		if c.Count(key) != 1 {
			t.Error("a value was not counted once")
		}
	}
	c.Remove(r)
	c.Remove(r)
	for _, key := range identity.Values(r) {
		if c.Count(key) != 0 {
			t.Error("a value was not forgotten")
		}
	}
}

// TestThoseWatchedOverNeedHardEvidence: the same handle and name elsewhere are
// not enough for a VIP, one mailbox is.
func TestThoseWatchedOverNeedHardEvidence(t *testing.T) {
	m := town()
	guarded := identity.Standard()
	guarded.Guarded = true
	vip := m.Prepare(identity.Record{ID: "1", Network: "mastodon", Name: "Тит Щёкин", Handle: "shchekin_tit", Mail: "tit@acme.example"})
	other := m.Prepare(identity.Record{ID: "2", Network: "vk", Name: "Тит Щёкин", Handle: "shchekin_tit"})
	mailbox := m.Prepare(identity.Record{ID: "3", Network: "mail", Name: "Tit Shchekin", Mail: "tit@acme.example"})
	if d := m.Decide(vip, other, identity.Standard()); d.Action != identity.Merge {
		t.Errorf("not watched over: %+v", d)
	}
	if d := m.Decide(vip, other, guarded); d.Action != identity.Suggest {
		t.Errorf("watched over: %+v", d)
	}
	if d := m.Decide(vip, mailbox, guarded); d.Action != identity.Merge {
		t.Errorf("one mailbox: %+v", d)
	}
}

func TestActionsHaveNames(t *testing.T) {
	if identity.Merge.String() != "merge" || identity.Suggest.String() != "suggest" || identity.Ignore.String() != "ignore" {
		t.Error("names of actions")
	}
}
