package desk_test

import (
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
	"earshot/store/query"
)

// writes lets somebody write from an account on vk.
func (w *world) writes(id, author string) store.Doc {
	w.t.Helper()
	res, err := w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{{Mention: &store.Mention{
		Key: store.Key{Network: "vk", ID: id}, Created: w.now.Add(-time.Minute), Author: store.Author{ID: author, Handle: "handle_of_" + author, Name: "Somebody"}, Body: store.Body{Text: "Где заказ " + id + "?"},
	}}}})
	w.must(err)
	return res.Docs[0]
}

func (w *world) howMany(text string) int {
	w.t.Helper()
	q, err := query.Parse(text)
	w.must(err)
	n, err := w.Lookup.Count(w.ctx, store.Search{Expr: q.Expr, Scope: store.Scope{Now: w.now}})
	w.must(err)
	return n
}

// TestAVIPIsAPerson: what is marked on one account counts for all of them: the
// numbers of what is open, is:vip, the alert when they write, the way back.
func TestAVIPIsAPerson(t *testing.T) {
	w := newWorld(t)
	here := w.hear("1")[0]
	there := w.writes("v1", "501")
	plainHere, plainThere := w.get(here).Judgement.Priority, w.get(there).Judgement.Priority
	done(w.Triage.Mark(w.ctx, anna, desk.On(here), "vip"))(t)
	if w.get(here).Judgement.Priority <= plainHere || w.get(there).Judgement.Priority != plainThere || w.howMany("is:vip") != 1 {
		t.Fatal("the mark on one account")
	}
	done(w.People.Merge(w.ctx, anna, "mastodon:77", "vk:501"))(t)
	vipThere := w.get(there).Judgement.Priority
	if vipThere <= plainThere || w.howMany("is:vip") != 2 || w.howMany("author:{is:vip}") != 2 || w.howMany("-is:vip") != 0 {
		t.Fatalf("merged: priority %d was %d, %d are of VIPs", vipThere, plainThere, w.howMany("is:vip"))
	}
	w.now = w.now.Add(time.Minute)
	next := w.writes("v2", "501")
	if w.get(next).Judgement.Priority < vipThere {
		t.Errorf("a new one has %d", w.get(next).Judgement.Priority)
	}
	if l := done(w.Alerts.List(w.ctx, "anna", 10))(t); !strings.Contains(titles(l), "VIP Somebody") {
		t.Errorf("alerts: %s", titles(l))
	}
	why, err := w.Lookup.Why(w.ctx, next)
	if err != nil || !why.VIP {
		t.Errorf("why: %+v %v", why.VIP, err)
	}
	// The mark is taken from the account that has it, wherever the key is pressed.
	done(w.Triage.Mark(w.ctx, anna, desk.On(there), "vip"))(t)
	if w.howMany("is:vip") != 0 || w.get(here).Judgement.Priority != plainHere || w.get(there).Judgement.Priority != plainThere {
		t.Error("the mark is gone for one account only")
	}
	w.undone()
	if w.howMany("is:vip") != 3 || w.get(there).Judgement.Priority != vipThere {
		t.Error("undo brings the VIP back for one account only")
	}
	done(w.People.Split(w.ctx, anna, "vk:501"))(t)
	if w.howMany("is:vip") != 1 || w.get(there).Judgement.Priority != plainThere {
		t.Errorf("parted: priority %d, want %d; %d are of VIPs", w.get(there).Judgement.Priority, plainThere, w.howMany("is:vip"))
	}
	w.undone()
	if w.howMany("is:vip") != 3 || w.get(there).Judgement.Priority != vipThere {
		t.Error("one person again, but not one VIP")
	}
}

// TestAPersonIsReckonedOnce for one change: whether two VIPs become one person, a VIP
// and somebody else, or both are influencers by hand, each of their open mentions is
// looked at once; and so when they are parted.
func TestAPersonIsReckonedOnce(t *testing.T) {
	for _, marks := range []struct {
		name       string
		vips       []string
		influencer bool
	}{
		{"one VIP", []string{"mastodon:77"}, false},
		{"two VIPs", []string{"mastodon:77", "vk:501"}, false},
		{"an influencer", nil, true},
		{"a VIP who is an influencer", []string{"vk:501"}, true},
	} {
		t.Run(marks.name, func(t *testing.T) {
			st := &reads{Store: mem.New()}
			w := newWorldOver(t, st)
			w.hear("1", "2", "3")
			w.writes("v1", "501")
			w.writes("v2", "501")
			for _, id := range marks.vips {
				done(w.People.VIP(w.ctx, anna, id, true))(t)
			}
			if marks.influencer {
				done(w.Influence.SetClass(w.ctx, anna, "influencer", "vk:501"))(t)
			}
			steps := []struct {
				name string
				do   func()
			}{
				{"merge", func() { done(w.People.Merge(w.ctx, anna, "mastodon:77", "vk:501"))(t) }},
				{"undo", func() { w.undone() }},
				{"redo", func() { done(w.History.Redo(w.ctx, anna))(t) }},
				{"split", func() { done(w.People.Split(w.ctx, anna, "vk:501"))(t) }},
			}
			for _, step := range steps {
				st.n = 0
				if step.do(); st.n > 5 {
					t.Errorf("%s reads %d mentions, 5 are open", step.name, st.n)
				}
			}
		})
	}
}

// TestUndoOfAnImportTakesTheVIPFromTheOther: a file that joins a VIP to somebody who
// writes moves what they have said, and so do undo and redo.
func TestUndoOfAnImportTakesTheVIPFromTheOther(t *testing.T) {
	w := newWorld(t)
	doc := w.writes("v1", "501")
	plain := w.get(doc).Judgement.Priority
	row := record("1", "Anna")
	row.VIP = true
	w.importing("clients", row)
	b := desk.ContactBatch{Rows: []desk.ContactRow{{Person: row, Beside: []store.Identity{{ID: "vk:501", Network: "vk", Author: store.Author{ID: "501"}}}}}, List: "clients", From: "book.vcf"}
	done(w.Lists.Import(w.ctx, anna, b))(t)
	vip := w.get(doc).Judgement.Priority
	if vip <= plain || w.howMany("is:vip") != 1 {
		t.Fatalf("joined by a file: priority %d, was %d", vip, plain)
	}
	w.undone()
	if got := w.get(doc).Judgement.Priority; got != plain || w.howMany("is:vip") != 0 {
		t.Errorf("undone: priority %d, want %d", got, plain)
	}
	done(w.History.Redo(w.ctx, anna))(t)
	if got := w.get(doc).Judgement.Priority; got != vip || w.howMany("is:vip") != 1 {
		t.Errorf("done again: priority %d, want %d", got, vip)
	}
}
