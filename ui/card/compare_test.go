package card_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/pane"
	"earshot/ui/panetest"
)

// contest is a card with ivan of three accounts on it, and somebody to compare
// him with.
func contest(t *testing.T, w, h int) *scene {
	t.Helper()
	stage := company(t, panetest.Options{Width: w, Height: h})
	owe(t, stage)
	stage.Hear(stage.Said("401", 2*time.Hour, mia(), "positive", "quiet"))
	order{stage, t}.put("o1", 4999000, "RUB", "fridge N5", 3)
	_, err := stage.Desk.Triage.Mark(context.Background(), anna, desk.On(1), "vip")
	panetest.Must(t, err)
	return seat(stage, "mastodon:77")
}

// both holds ivan and compares mia with him.
func (s *scene) both() {
	s.T.Helper()
	s.Press("C")
	s.Noticed("Иван Петров is held; the same key on another person")
	s.pick(7, "mastodon:12")
	s.Press("C")
	s.See("-- Compare")
	s.Noticed("nobody is held any more")
}

// line gives the row of the frame that begins with a label.
func (s *scene) line(label string) string {
	s.T.Helper()
	_, shown, _ := strings.Cut(s.Frame(), "-- Compare")
	for _, row := range strings.Split(shown, "\n") {
		if rest, ok := strings.CutPrefix(row, " "+label); ok {
			return strings.Join(strings.Fields(rest), " ")
		}
	}
	s.T.Fatalf("there is no row %q:\n%s", label, shown)
	return ""
}

// TestTwoPeopleSideBySide: everything that is counted of both, in one row each.
func TestTwoPeopleSideBySide(t *testing.T) {
	s := contest(t, 118, 36)
	s.both()
	for label, want := range map[string]string{
		"          Иван": "Петров Mia Laurent", "Accounts": "mastodon @ivan@m.example mastodon @mia", "Influence": "0 of 100 0 of 100", "Rests on": "none of 4 posts reshared yet none of 1 post reshared yet", "Followers": "2.2k 52k", "Mentions": "4, 4 open 1, 1 open",
		"Mood": "▼ 2 · 1 ▲ 1 ▼ 0 · 0 ▲ 1", "First": "21 Sep 20 Nov", "Last": "20 Nov 20 Nov", "Marks": "VIP, customer", "Owed": "3 promises", "Orders": "1 order, 49,990 RUB",
	} {
		if got := s.line(label); got != want {
			t.Errorf("%s: %q, not %q", label, got, want)
		}
	}
	s.Golden("card-compare")
	s.Press("esc")
	s.Not("-- Compare")
}

// TestComparingBeginsAnew: after a comparison nobody is held, and nobody is
// compared with themselves.
func TestComparingBeginsAnew(t *testing.T) {
	s := contest(t, 118, 36)
	s.Press("C", "C")
	s.Noticed("Иван Петров is held")
	s.Not("-- Compare")
	s.pick(7, "mastodon:12")
	s.Press("C", "q", "C")
	s.Noticed("Mia Laurent is held")
	s.Not("-- Compare")
}

// TestAComparisonFitsAnySize: what does not fit is scrolled to.
func TestAComparisonFitsAnySize(t *testing.T) {
	for _, size := range [][2]int{{200, 60}, {80, 24}, {38, 9}, {20, 4}} {
		s := contest(t, size[0], size[1])
		s.both()
		if size[1] < 10 {
			s.See("j more")
		}
		s.Press("down", "up", "j", "j", "k")
		for range 40 {
			s.Press("j")
		}
		if s.Not("j more"); size[0] > 30 {
			s.See("Orders    1 order, 49")
		}
		for range 60 {
			s.Press("k")
		}
		s.See("Ива")
		s.Press("enter")
		s.Not("-- Compare")
	}
}

// TestWhoIsGoneCannotBeCompared: the notice says so, nothing opens.
func TestWhoIsGoneCannotBeCompared(t *testing.T) {
	s := contest(t, 118, 36)
	s.pick(7, "mastodon:12")
	s.Press("C")
	panetest.Must(t, s.Store.Update(context.Background(), func(tx store.Tx) error { return store.Identities(tx).Delete("mastodon:12") }))
	s.pick(1, "mastodon:77")
	s.Press("C")
	s.Noticed("one of the two is not known any more")
	s.Not("-- Compare")
}

// TestManyAccountsAreCutInAComparison: five in sight, the others counted.
func TestManyAccountsAreCutInAComparison(t *testing.T) {
	s := contest(t, 118, 36)
	for i := range 9 {
		a := store.Author{ID: fmt.Sprint(700 + i), Handle: fmt.Sprint("another", i)}
		s.Hear(s.Said(fmt.Sprint(700+i), 40*24*time.Hour, a, "neutral", "x"))
		_, err := s.Desk.People.Merge(context.Background(), boris, "mastodon:77", fmt.Sprint("mastodon:", 700+i))
		panetest.Must(t, err)
	}
	s.both()
	s.See("and 7 more")
	if n := strings.Count(s.Frame(), "@another"); n > 5 {
		t.Errorf("%d accounts:\n%s", n, s.Frame())
	}
}

// TestTheLookUpAsksForAComparison: the card shows two whom somebody else has chosen,
// and says so where one of them is not known any more.
func TestTheLookUpAsksForAComparison(t *testing.T) {
	s := seat(company(t, panetest.Options{Width: 118, Height: 36}), "mastodon:77")
	s.Send(pane.Compare{One: "mastodon:9", Other: "mastodon:10"})
	s.See("-- Compare", "Ивaн Пeтpoв", "I. Petrov")
	s.Press("esc")
	s.Send(pane.Compare{One: "mastodon:9", Other: "mastodon:404"})
	s.Noticed("not known any more")
}
