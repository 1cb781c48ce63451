package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

// summed is what is known of the person behind an identity.
func (w *world) summed(id string) desk.Sum {
	w.t.Helper()
	p, err := w.Lookup.Person(w.ctx, id, 1, store.Scope{})
	w.must(err)
	return p.Sum
}

// TestAPersonIsMarkedWithoutAMention: VIP and tags stand with the person, whichever
// account one looks at, and go back with one undo.
func TestAPersonIsMarkedWithoutAMention(t *testing.T) {
	w := newWorld(t)
	w.file("clients", "1 Anna anna@a.example")
	doc := w.spoke("mastodon", "a", store.Author{ID: "77", Handle: "anna", Name: "Anna"}, time.Hour, "neutral")
	w.joins("row:1", "mastodon:77")
	before := w.get(doc).Judgement.Priority
	if out := done(w.People.VIP(w.ctx, anna, "1", true))(t); out.Title != "Anna is a VIP" || out.Seq == 0 {
		t.Errorf("%+v", out)
	}
	if !w.summed("mastodon:77").VIP || w.get(doc).Judgement.Priority <= before {
		t.Error("the other account knows nothing of it")
	}
	if out := done(w.People.VIP(w.ctx, anna, "mastodon:77", true))(t); out.Title != "nothing to change" || out.Seq != 0 {
		t.Errorf("twice: %+v", out)
	}
	if out := done(w.People.VIP(w.ctx, anna, "mastodon:77", false))(t); out.Title != "Anna is no VIP any more" || w.summed("row:1").VIP {
		t.Errorf("%+v", out)
	}
	w.undone()
	if !w.summed("row:1").VIP {
		t.Error("not taken back")
	}
	w.undone()
	if w.summed("row:1").VIP || w.get(doc).Judgement.Priority != before {
		t.Error("not taken back")
	}
}

// TestAPersonIsTagged on one account, and untagged on all.
func TestAPersonIsTagged(t *testing.T) {
	w := newWorld(t)
	w.file("clients", "1 Anna anna@a.example", "2 Anya")
	w.joins("row:1", "row:2")
	if out := done(w.People.Tag(w.ctx, anna, "1", []string{"Press", "#vip"}, nil))(t); out.Title != "tagged Anna +press +vip" {
		t.Errorf("%+v", out)
	}
	done(w.People.Tag(w.ctx, anna, "2", []string{"press"}, nil))(t)
	if got := w.summed("row:2").Tags; !slices.Equal(got, []string{"press", "vip"}) {
		t.Errorf("%v", got)
	}
	done(w.People.Tag(w.ctx, anna, "2", nil, []string{"press"}))(t)
	if got := w.summed("row:1").Tags; !slices.Equal(got, []string{"vip"}) {
		t.Errorf("%v", got)
	}
	if out := done(w.People.Tag(w.ctx, anna, "2", nil, []string{"press"}))(t); out.Title != "nothing to change" {
		t.Errorf("%+v", out)
	}
	w.undone()
	if got := w.summed("row:1").Tags; !slices.Equal(got, []string{"press", "vip"}) {
		t.Errorf("undone: %v", got)
	}
	for text, tags := range map[string][]string{"at least one": nil, "tag": {"a b"}} {
		if _, err := w.People.Tag(w.ctx, anna, "1", tags, nil); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%v: %v", tags, err)
		}
	}
	if _, err := w.People.VIP(w.ctx, anna, "404", true); err == nil {
		t.Error("nobody is a VIP")
	}
}
