package desk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/query"
)

func TestTheReportCountsWholeDaysAndResponseTimes(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("1", "2", "3")
	done(w.reply(anna, docs[0]))(t)
	w.now = w.now.Add(27 * time.Minute) // the first was said 3 minutes before
	task := done(w.Outbox.Claim(w.ctx, "acme"))(t)
	w.must(w.Outbox.Delivered(w.ctx, task.Job, "900", "", w.now))
	r := done(w.Stats.Report(w.ctx, nil, 7, store.Scope{Now: w.now, Zone: time.UTC, Me: "anna"}))(t)
	if r.Total != 3 || len(r.Days) != 7 || r.Days[6].Total() != 3 || r.Days[6].Date != "2026-11-22" {
		t.Fatalf("total %d, days %+v", r.Total, r.Days)
	}
	if r.Answered != 1 || r.Response != 30*time.Minute || r.Within != [5]int{0, 1} || r.Days[6].Response != 30*time.Minute {
		t.Fatalf("answered %d, response %v, within %v", r.Answered, r.Response, r.Within)
	}
	if r.Hours[6][11] != 3 { // a Sunday, before noon
		t.Fatalf("hours %v", r.Hours)
	}
	if !r.Rolled || r.Names["mastodon:77"] != "Иван" || r.Half() != 1 {
		t.Fatalf("%+v", r)
	}
	if len(r.Authors) != 1 || r.Authors[0] != (desk.Count{Name: "mastodon:77", N: 3}) || r.Unhandled != 3 {
		t.Fatalf("authors %v, unhandled %d", r.Authors, r.Unhandled)
	}
}

// TestWeAreNoneOfTheAuthors: what we have answered is counted, and we are not named
// among those who talk of us.
func TestWeAreNoneOfTheAuthors(t *testing.T) {
	w := newWorld(t)
	w.hear("1", "2")
	w.must(w.Setup.Connect(w.ctx, anna, store.Account{Name: "ours", Network: "mastodon", RemoteID: "77"}, nil))
	if r := done(w.Stats.Report(w.ctx, nil, 7, store.Scope{Now: w.now, Zone: time.UTC}))(t); r.Total != 2 || len(r.Authors) != 0 {
		t.Errorf("%d in all, authors %v", r.Total, r.Authors)
	}
}

func TestTheCountersOfTheStatusLine(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("1", "2", "3")
	done(w.Triage.Assign(w.ctx, anna, desk.On(docs[0]), "me"))(t)
	done(w.Triage.Done(w.ctx, anna, desk.On(docs[1])))(t)
	done(w.Triage.Mark(w.ctx, anna, desk.On(docs[2]), "lead"))(t)
	c := done(w.Lookup.Counters(w.ctx, store.Scope{Now: w.now, Me: "anna"}))(t)
	if c.Open != 2 || c.Mine != 1 || c.Leads != 1 {
		t.Fatalf("%+v", c)
	}
}

func TestSortingAndGrouping(t *testing.T) {
	w := newWorld(t)
	w.hear("1", "2", "3")
	if got := w.find("* | sort:date limit:2"); len(got) != 2 || got[0] != 1 {
		t.Fatalf("sorted %v", got)
	}
	q := done(w.Lookup.Parse("*"))(t)
	groups := done(w.Lookup.Groups(w.ctx, q, store.Scope{Now: w.now}, "net"))(t)
	if len(groups) != 1 || groups[0] != (desk.Count{Name: "mastodon", N: 3}) {
		t.Fatalf("groups %v", groups)
	}
	if _, err := w.Lookup.Groups(w.ctx, q, store.Scope{Now: w.now}, "likes"); err == nil {
		t.Fatal("grouped by likes")
	}
}

func TestASortedQueryHoldsOnlyWhatItGives(t *testing.T) {
	w := newWorld(t)
	events := make([]desk.Event, 1500)
	for i := range events {
		events[i].Mention = &store.Mention{
			Key: store.Key{Network: "vk", ID: fmt.Sprint(i)}, Created: w.now.Add(-time.Duration(i) * time.Second),
			Author: store.Author{ID: "1", Followers: i * 7919 % 100}, Body: store.Body{Text: "x"}, Counts: store.Counts{Likes: i % 3},
		}
	}
	done(w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: events}))(t)
	all := w.find("* | sort:-followers,likes")
	if len(all) != len(events) {
		t.Fatalf("%d of %d", len(all), len(events))
	}
	for i := 1; i < len(all); i++ {
		a, b := w.get(all[i-1]), w.get(all[i])
		x, y := a.Author.Followers, b.Author.Followers
		if x < y || x == y && (a.Counts.Likes > b.Counts.Likes || a.Counts.Likes == b.Counts.Likes && a.Created.Before(b.Created)) {
			t.Fatalf("%d stands before %d", a.Doc, b.Doc)
		}
	}
	for _, limit := range []int{1, 7, 400} {
		got := w.find(fmt.Sprintf("* | sort:-followers,likes limit:%d", limit))
		if !slices.Equal(got, all[:limit]) {
			t.Errorf("the first %d are others than those of all", limit)
		}
	}
}

func TestASortedQueryCanBeStoppedAndTellsHowFarItIs(t *testing.T) {
	w := newWorld(t)
	w.hear("1", "2", "3")
	q := done(w.Lookup.Parse("* | sort:date"))(t)
	ctx, cancel := context.WithCancel(w.ctx)
	told := 0
	ctx = desk.Watch(ctx, func(int, int) { told++; cancel() })
	err := w.Lookup.Find(ctx, q, store.Scope{Now: w.now}, 0, func(*store.Mention) error { t.Error("given"); return nil })
	if told == 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("told %d, %v", told, err)
	}
	stop := errors.New("enough")
	err = w.Lookup.Find(w.ctx, q, store.Scope{Now: w.now}, 0, func(*store.Mention) error { return stop })
	if !errors.Is(err, stop) {
		t.Errorf("%v", err)
	}
	bad := q
	bad.Tail.Sort = []query.SortKey{{Field: "colour"}}
	if err = w.Lookup.Find(w.ctx, bad, store.Scope{Now: w.now}, 0, nil); err == nil {
		t.Error("sorted by colour")
	}
}

func TestAMentionIsNamedByNumberOrByNetwork(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	for _, id := range []string{"1", "mastodon:1"} {
		if got, err := w.Lookup.Resolve(w.ctx, id); err != nil || got != doc {
			t.Errorf("%s: %v, %v", id, got, err)
		}
	}
	for _, id := range []string{"2", "mastodon:9", "nonsense", ""} {
		if _, err := w.Lookup.Resolve(w.ctx, id); err == nil {
			t.Errorf("%q names a mention", id)
		}
	}
}
