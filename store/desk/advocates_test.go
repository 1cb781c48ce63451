package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
)

func (w *world) advocacy(id string) desk.Advocacy {
	w.t.Helper()
	a, err := w.Advocates.Of(w.ctx, id)
	w.must(err)
	return a
}

// TestAnAdvocateIsWonStepByStep: the stages, what they were given, and all of it
// back by one key each.
func TestAnAdvocateIsWonStepByStep(t *testing.T) {
	w := clientele(t)
	out := done(w.Advocates.Stage(w.ctx, anna, "1", store.StageFound, " writes  of us\n"))(t)
	if out.Title != "Anna: found" || out.Seq == 0 {
		t.Errorf("%+v", out)
	}
	found := w.now
	w.now = w.now.Add(48 * time.Hour)
	out = done(w.Advocates.Stage(w.ctx, anna, "2", store.StageApproached, ""))(t)
	if out.Title != "Boris: approached, was found" {
		t.Error(out.Title)
	}
	a := w.advocacy("row:2")
	if a.Stage != store.StageApproached || a.Identity != "row:1" || !a.Since.Equal(found) || !a.At.Equal(w.now) || a.Note != "writes of us" || a.By != "anna" {
		t.Errorf("%+v", a.Advocate)
	}
	done(w.Advocates.Reward(w.ctx, anna, desk.Gift{Identity: "2", Kind: store.RewardGift, What: "a mug", Cost: 50_000, Currency: "rub"}))(t)
	done(w.Advocates.Reward(w.ctx, boris, desk.Gift{Identity: "1", Kind: store.RewardAccess, What: "the lab", At: w.now.Add(-time.Hour), Currency: "EUR"}))(t)
	a = w.advocacy("row:1")
	if len(a.Rewards) != 2 || a.Rewards[0].What != "a mug" || a.Rewards[1].By != "boris" || a.Rewards[1].Currency != "" {
		t.Errorf("%+v", a.Rewards)
	}
	if d := cmp.Diff([]desk.Money{{Currency: "RUB", Sum: 50_000}}, a.Spent()); d != "" {
		t.Error(d)
	}
	if out := done(w.Advocates.Stage(w.ctx, anna, "1", store.StageApproached, ""))(t); out.Seq != 0 || out.Title != "nothing to change" {
		t.Errorf("%+v", out)
	}
	done(w.Advocates.Stage(w.ctx, anna, "1", "", ""))(t)
	if a := w.advocacy("row:1"); a.Stage != "" || len(a.Rewards) != 2 {
		t.Errorf("%+v", a)
	}
	for _, want := range []string{"no advocate any more", "a mug", "approached", "found"} {
		if words := w.undone(); !strings.Contains(words, want) {
			t.Errorf("%q, want %q", words, want)
		}
	}
	if a := w.advocacy("row:1"); a.Stage != "" || len(a.Rewards) != 1 {
		t.Errorf("boris gave the other one: %+v", a)
	}
}

// TestWhatIsNoReward: the error says what to write.
func TestWhatIsNoReward(t *testing.T) {
	w := clientele(t)
	for _, c := range []struct {
		gift desk.Gift
		why  string
	}{
		{desk.Gift{Identity: "1", Kind: "money", What: "x"}, "information, status, access, gift"},
		{desk.Gift{Identity: "1", Kind: store.RewardGift, What: " \n"}, "say what was given"},
		{desk.Gift{Identity: "1", Kind: store.RewardGift, What: "x", Cost: -1}, "less than nothing"},
		{desk.Gift{Identity: "1", Kind: store.RewardGift, What: "x", Cost: 5}, "500 RUB"},
		{desk.Gift{Identity: "99", Kind: store.RewardGift, What: "x"}, "nobody is known"},
	} {
		if _, err := w.Advocates.Reward(w.ctx, anna, c.gift); err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%+v: %v", c.gift, err)
		}
	}
	if _, err := w.Advocates.Stage(w.ctx, anna, "1", "won", ""); err == nil || !strings.Contains(err.Error(), "found, approached, agreed, active, ended, or none") {
		t.Error(err)
	}
	if _, err := w.Advocates.TakeBack(w.ctx, anna, "r"); err == nil || !strings.Contains(err.Error(), "there is no reward r") {
		t.Error(err)
	}
}

// TestTheListOfAdvocates: who is at work first; a reward alone is enough to be on
// it; a person of two accounts stands there once.
func TestTheListOfAdvocates(t *testing.T) {
	w := clientele(t)
	w.file("clients", "5 Dora")
	done(w.Advocates.Stage(w.ctx, anna, "3", store.StageEnded, ""))(t)
	done(w.Advocates.Stage(w.ctx, anna, "4", store.StageActive, ""))(t)
	done(w.Advocates.Stage(w.ctx, anna, "1", store.StageFound, ""))(t)
	done(w.Advocates.Reward(w.ctx, anna, desk.Gift{Identity: "2", Kind: store.RewardStatus, What: "a seat"}))(t)
	done(w.Advocates.Reward(w.ctx, anna, desk.Gift{Identity: "5", Kind: store.RewardInformation, What: "the kit"}))(t)
	list, err := w.Advocates.List(w.ctx)
	w.must(err)
	var got []string
	for _, row := range list {
		got = append(got, fmt.Sprintf("%s %s %d", row.Name(), row.Stage, len(row.Rewards)))
	}
	if want := []string{"Gleb active 0", "Anna found 1", "Dora  1", "Vera ended 0"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	p, err := w.Lookup.Person(w.ctx, "row:2", 5, store.Scope{Now: w.now})
	w.must(err)
	if p.Advocacy.Stage != store.StageFound || len(p.Advocacy.Rewards) != 1 {
		t.Errorf("the card: %+v", p.Advocacy)
	}
}

// TestAStrikenRewardComesBack: who is named by hand, and what was given by
// mistake.
func TestAStrikenRewardComesBack(t *testing.T) {
	w := clientele(t)
	done(w.Advocates.Reward(w.ctx, anna, desk.Gift{Identity: "1", Kind: store.RewardGift, What: "a mug"}))(t)
	id := w.advocacy("row:1").Rewards[0].ID
	if out := done(w.Advocates.TakeBack(w.ctx, anna, id))(t); out.Title != "struck out: a mug for Anna" {
		t.Error(out.Title)
	}
	if len(w.advocacy("row:1").Rewards) != 0 {
		t.Error("it is still there")
	}
	w.undone()
	if list := w.advocacy("row:1").Rewards; len(list) != 1 || list[0].ID != id {
		t.Errorf("%+v", list)
	}
}

// TestAnyHistoryOfAdvocatesGoesBack: whatever was done, undoing all of it leaves
// what there was, and doing it again what there had been.
func TestAnyHistoryOfAdvocatesGoesBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := clientele(t)
		state := func() []desk.AdvocateRow {
			list, err := w.Advocates.List(w.ctx)
			w.must(err)
			for i := range list {
				list[i].Found = desk.Found{Contact: list[i].Contact}
			}
			return list
		}
		states := []string{fmt.Sprintf("%+v", state())}
		for range rapid.IntRange(1, 12).Draw(rt, "acts") {
			w.now = w.now.Add(time.Minute)
			id := fmt.Sprint(rapid.IntRange(1, 4).Draw(rt, "who"))
			var out desk.Outcome
			var err error
			switch rapid.IntRange(0, 3).Draw(rt, "act") {
			case 0, 1:
				out, err = w.Advocates.Stage(w.ctx, anna, id, rapid.SampledFrom(append(store.Stages(), "")).Draw(rt, "stage"), rapid.SampledFrom([]string{"", "note"}).Draw(rt, "note"))
			case 2:
				out, err = w.Advocates.Reward(w.ctx, anna, desk.Gift{Identity: id, Kind: store.RewardGift, What: "x", Cost: 1, Currency: "RUB"})
			default:
				if list := w.advocacy("row:" + id).Rewards; len(list) > 0 {
					out, err = w.Advocates.TakeBack(w.ctx, anna, list[0].ID)
				}
			}
			w.must(err)
			if out.Seq != 0 {
				states = append(states, fmt.Sprintf("%+v", state()))
			}
		}
		for i := len(states) - 2; i >= 0; i-- {
			w.undone()
			if got := fmt.Sprintf("%+v", state()); got != states[i] {
				rt.Fatalf("after undo %s, want %s", got, states[i])
			}
		}
		for i := 1; i < len(states); i++ {
			if _, err := w.History.Redo(w.ctx, anna); err != nil {
				rt.Fatal(err)
			}
			if got := fmt.Sprintf("%+v", state()); got != states[i] {
				rt.Fatalf("after redo %s, want %s", got, states[i])
			}
		}
	})
}
