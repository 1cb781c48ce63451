package desk_test

import (
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
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
