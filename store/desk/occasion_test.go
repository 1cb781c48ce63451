package desk_test

import (
	"slices"
	"testing"

	"earshot/scoring/intent"
	"earshot/store"
	"earshot/store/query"
)

// A brand joins a talk where somebody is hungry or moves house: such mentions
// are found, watched and tagged like any other.
func TestOccasionsAndReviewsAreKeptAndFound(t *testing.T) {
	w := newWorld(t)
	done(w.Monitors.Add(w.ctx, anna, store.Monitor{Name: "hungry people", Query: "occasion:hungry"}))(t)
	done(w.Rules.Add(w.ctx, anna, store.Rule{Name: "join in", Text: "when is:occasion do tag +talk"}))(t)
	hungry := w.says("1", "умираю с голоду")
	used := w.says("2", "Брал пылесос полгода назад: сосёт хорошо, но шумит. 4/5")
	plain := w.says("3", "The shop opens at nine")

	why := done(w.Lookup.Why(w.ctx, hungry))(t).Mention
	if !slices.Equal(why.Judgement.Occasions, []string{"hungry"}) || why.Judgement.Review {
		t.Errorf("hungry is %v, a review: %v", why.Judgement.Occasions, why.Judgement.Review)
	}
	if !slices.Equal(why.Judgement.Monitors, []string{"hungry people"}) || !slices.Equal(why.Work.Tags, []string{"talk"}) {
		t.Errorf("a monitor and a rule for occasions gave %v and %v", why.Judgement.Monitors, why.Work.Tags)
	}
	for q, want := range map[string][]store.Doc{
		"occasion:hungry": {hungry}, "is:occasion": {hungry}, "occasion:*": {hungry}, "is:review": {used}, "-is:occasion -is:review": {plain},
		"occasion:moving": nil,
	} {
		if got := w.find(q); !slices.Equal(got, want) {
			t.Errorf("%s finds %v, want %v", q, got, want)
		}
	}
}

// An edit is judged as what it says now.
func TestAnEditedMentionHasOtherOccasions(t *testing.T) {
	w := newWorld(t)
	w.says("1", "умираю с голоду")
	w.says("1", "уже поела, спасибо")
	if got := w.find("is:occasion"); len(got) != 0 {
		t.Errorf("still found: %v", got)
	}
}

// The query language knows just those occasions that the judge finds.
func TestQueriesNameTheOccasionsOfTheJudge(t *testing.T) {
	field, ok := query.LookupField("occasion")
	if !ok {
		t.Fatal("there is no such field")
	}
	var names []string
	for _, v := range field.Values {
		names = append(names, v.Text)
	}
	slices.Sort(names)
	if want := intent.Occasions(); !slices.Equal(names, want) {
		t.Errorf("queries know %v, the judge %v", names, want)
	}
}
