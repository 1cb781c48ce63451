package desk_test

import (
	"testing"
	"time"

	"earshot/store"
)

// TestWhatANetworkCountsOfUs: it is kept by the day, makes sense whatever was said,
// is added up, and goes with its account.
func TestWhatANetworkCountsOfUs(t *testing.T) {
	w := newWorld(t)
	w.must(w.Setup.Connect(w.ctx, anna, store.Account{Name: "shop", Network: "vk"}, nil))
	sub := w.Bus().Subscribe(store.TopicHealth)
	defer sub.Close()
	begin := w.now.Truncate(24 * time.Hour)
	day := func(ago, visitors int) store.InsightDay {
		from := begin.AddDate(0, 0, -ago)
		return store.InsightDay{From: from, To: from.Add(24 * time.Hour), Visitors: visitors, Views: 2, Reach: 3, ReachFollowers: 1, Likes: 4, Comments: 5, Shares: 6, Joined: 7, Left: -8}
	}
	days := []store.InsightDay{day(1, 40), day(3, 10), day(2, 20), day(2, 99)}
	odd := day(5, 1)
	odd.To = odd.From
	days = append(days, odd, store.InsightDay{From: begin, To: begin.AddDate(0, 1, 0)}, day(-40, 1))
	w.must(w.Setup.SetInsights(w.ctx, store.Insights{Account: "shop", At: w.now, Days: days}))
	if changed := sub.Take(); !changed[store.TopicHealth].Has("shop") {
		t.Errorf("nobody was told: %v", changed)
	}
	in := done(w.Setup.Insights(w.ctx))(t)["shop"]
	if len(in.Days) != 3 || !in.Days[0].From.Equal(begin.AddDate(0, 0, -3)) || !in.End().Equal(begin) || !in.At.Equal(w.now) {
		t.Fatalf("%+v", in)
	}
	sum := in.Over(begin.AddDate(0, 0, -2), begin)
	want := store.InsightDay{From: begin.AddDate(0, 0, -2), To: begin, Visitors: 60, Views: 4, Reach: 6, ReachFollowers: 2, Likes: 8, Comments: 10, Shares: 12, Joined: 14}
	if sum != want {
		t.Errorf("%+v, want %+v", sum, want)
	}
	if empty := in.Over(begin, begin); empty != (store.InsightDay{}) || !(store.Insights{}).End().IsZero() {
		t.Errorf("%+v", empty)
	}
	many := store.Insights{Account: "shop", At: w.now}
	for i := range 200 {
		many.Days = append(many.Days, day(i, 1<<60))
	}
	w.must(w.Setup.SetInsights(w.ctx, many))
	if in := done(w.Setup.Insights(w.ctx))(t)["shop"]; len(in.Days) != 62 || !in.End().Equal(begin.AddDate(0, 0, 1)) || in.Days[0].Visitors != 1<<40 {
		t.Errorf("%d days, to %v, %d", len(in.Days), in.End(), in.Days[0].Visitors)
	}
	w.must(w.Setup.Disconnect(w.ctx, anna, "shop"))
	w.must(w.Setup.SetInsights(w.ctx, many))
	if all := done(w.Setup.Insights(w.ctx))(t); len(all) != 0 {
		t.Errorf("%v", all)
	}
}
