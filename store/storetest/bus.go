package storetest

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"earshot/store"
)

func bus(t *testing.T, open Open) {
	t.Run("after the commit", func(t *testing.T) { busAfter(start(t, open)) })
	t.Run("not after a rollback", func(t *testing.T) { busRollback(start(t, open)) })
}

// heard gives what a subscriber was told, as "topic=id,id topic=all".
func heard(sub *store.Sub) string {
	changes := sub.Take()
	var out []string
	for _, topic := range slices.Sorted(maps.Keys(changes)) {
		c := changes[topic]
		ids := strings.Join(slices.Sorted(maps.Keys(c.IDs)), ",")
		if c.All {
			ids = "all"
		}
		out = append(out, string(topic)+"="+ids)
	}
	return strings.Join(out, " ")
}

func busAfter(s *suite) {
	sub := s.store.Bus().Subscribe()
	defer sub.Close()
	s.update(func(tx store.Tx) error {
		tx.Touch(store.TopicJobs, "1", "2")
		tx.Touch(store.TopicJobs, "2")
		tx.Touch(store.TopicViews)
		s.must(tx.Mentions().Put(mention(1)))
		s.must(tx.Mentions().Put(mention(2)))
		if got := heard(sub); got != "" {
			s.Errorf("heard %q before the commit", got)
		}
		return nil
	})
	select {
	case <-sub.Wake():
	default:
		s.Error("nobody was woken")
	}
	if got, want := heard(sub), "jobs=1,2 mentions=1,2 views="; got != want {
		s.Errorf("heard %q, want %q", got, want)
	}
	s.update(func(tx store.Tx) error { return tx.Mentions().Delete(2) })
	if got, want := heard(sub), "mentions=2"; got != want {
		s.Errorf("heard %q, want %q", got, want)
	}
	s.update(func(tx store.Tx) error { return tx.Mentions().Delete(77) })
	s.update(func(tx store.Tx) error { return put(tx, "a", "1") })
	if got := heard(sub); got != "" {
		s.Errorf("heard %q though nothing was touched", got)
	}
}

func busRollback(s *suite) {
	sub := s.store.Bus().Subscribe()
	defer sub.Close()
	err := s.store.Update(context.Background(), func(tx store.Tx) error {
		tx.Touch(store.TopicJobs, "1")
		s.must(tx.Mentions().Put(mention(1)))
		return errStop
	})
	s.wants(err, errStop)
	s.view(func(tx store.Tx) error { tx.Touch(store.TopicPosts, "1"); return nil })
	if got := heard(sub); got != "" {
		s.Errorf("heard %q after a rollback", got)
	}
}
