package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"earshot/store"
)

func transactions(t *testing.T, open Open) {
	t.Run("an error rolls back", func(t *testing.T) { rollsBack(start(t, open)) })
	t.Run("a panic rolls back and goes on", func(t *testing.T) { panics(start(t, open)) })
	t.Run("a view is a snapshot", func(t *testing.T) { snapshot(start(t, open)) })
	t.Run("updates run alone", func(t *testing.T) { runAlone(start(t, open)) })
	t.Run("one fails among many", func(t *testing.T) { oneFails(start(t, open)) })
	t.Run("cancelled", func(t *testing.T) { cancelled(start(t, open)) })
	t.Run("over and closed", func(t *testing.T) { closed(start(t, open)) })
}

// errStop is what a closure of the contract fails with.
var errStop = errors.New("stop")

func put(tx store.Tx, key, value string) error { return tx.Records(kind).Put(key, []byte(value)) }

// get reads a record as text, "" if there is none.
func get(tx store.Tx, key string) string {
	v, err := tx.Records(kind).Get(key)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err.Error()
	}
	return string(v)
}

func rollsBack(s *suite) {
	s.update(func(tx store.Tx) error { return put(tx, "a", "before") })
	m := mention(1)
	err := s.store.Update(context.Background(), func(tx store.Tx) error {
		s.must(put(tx, "a", "after"))
		s.must(put(tx, "b", "new"))
		s.must(tx.Mentions().Put(m))
		if got := get(tx, "a"); got != "after" {
			s.Errorf("an update does not see its own change: %q", got)
		}
		if _, err := tx.Records(kind).Next(); err != nil {
			return err
		}
		return errStop
	})
	s.wants(err, errStop)
	if m.Doc != 0 {
		s.Errorf("the number %d was not taken back", m.Doc)
	}
	s.view(func(tx store.Tx) error {
		if a, b := get(tx, "a"), get(tx, "b"); a != "before" || b != "" {
			s.Errorf("after the rollback: a=%q b=%q", a, b)
		}
		_, err := tx.Mentions().Find(m.Key)
		s.wants(err, store.ErrNotFound)
		n, err := tx.Mentions().Count(context.Background(), store.Search{})
		s.must(err)
		if n != 0 {
			s.Errorf("%d mentions survived", n)
		}
		return nil
	})
	s.wants(s.store.View(context.Background(), func(store.Tx) error { return errStop }), errStop)
}

func panics(s *suite) {
	for name, run := range map[string]func(context.Context, func(store.Tx) error) error{
		"Update": s.store.Update, "View": s.store.View,
	} {
		func() {
			defer func() {
				if got := recover(); got != "boom" {
					s.Errorf("%s: recovered %v", name, got)
				}
			}()
			_ = run(context.Background(), func(tx store.Tx) error {
				_ = put(tx, "a", "never")
				panic("boom")
			})
		}()
	}
	s.update(func(tx store.Tx) error {
		if got := get(tx, "a"); got != "" {
			s.Errorf("a panic left %q behind", got)
		}
		return nil
	})
}

func snapshot(s *suite) {
	s.update(func(tx store.Tx) error { return put(tx, "a", "1") })
	began, changed, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		err := s.store.View(context.Background(), func(tx store.Tx) error {
			close(began)
			<-changed
			if a, b := get(tx, "a"), get(tx, "b"); a != "1" || b != "" {
				return fmt.Errorf("a view saw a=%q b=%q", a, b)
			}
			n, err := tx.Mentions().Count(context.Background(), store.Search{})
			if n != 0 || err != nil {
				return fmt.Errorf("a view counted %d, %w", n, err)
			}
			return nil
		})
		if err != nil {
			s.Error(err)
		}
	}()
	<-began
	s.update(func(tx store.Tx) error {
		s.must(put(tx, "a", "2"))
		s.must(put(tx, "b", "2"))
		return tx.Mentions().Put(mention(1))
	})
	close(changed)
	<-done
}

func runAlone(s *suite) {
	const workers, rounds = 8, 25
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := range rounds {
				err := s.store.Update(context.Background(), func(tx store.Tx) error {
					n := len(get(tx, "count"))
					m := mention(w*rounds + i)
					if err := tx.Mentions().Put(m); err != nil {
						return err
					}
					return tx.Records(kind).Put("count", make([]byte, n+1))
				})
				if err != nil {
					s.Error(err)
				}
			}
		})
	}
	wg.Wait()
	s.view(func(tx store.Tx) error {
		if n := len(get(tx, "count")); n != workers*rounds {
			s.Errorf("%d of %d changes are there", n, workers*rounds)
		}
		n, err := tx.Mentions().Count(context.Background(), store.Search{})
		s.must(err)
		if n != workers*rounds {
			s.Errorf("%d of %d mentions are there", n, workers*rounds)
		}
		return nil
	})
}

// oneFails runs many updates at once, of which some fail: each must get its
// own answer and no other's change be lost or doubled.
func oneFails(s *suite) {
	const workers = 24
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			m := mention(w)
			err := s.store.Update(context.Background(), func(tx store.Tx) error {
				if err := tx.Mentions().Put(m); err != nil {
					return err
				}
				if w%3 == 0 {
					return fmt.Errorf("%d: %w", w, errStop)
				}
				return nil
			})
			switch {
			case w%3 == 0 && (!errors.Is(err, errStop) || m.Doc != 0):
				s.Errorf("worker %d: got %v and number %d", w, err, m.Doc)
			case w%3 != 0 && (err != nil || m.Doc == 0):
				s.Errorf("worker %d: got %v and number %d", w, err, m.Doc)
			}
		})
	}
	wg.Wait()
	s.view(func(tx store.Tx) error {
		for w := range workers {
			_, err := tx.Mentions().Find(mention(w).Key)
			if got := err == nil; got != (w%3 != 0) {
				s.Errorf("mention %d: %v", w, err)
			}
		}
		return nil
	})
}

func cancelled(s *suite) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	ran := func(store.Tx) error { s.Error("it ran"); return nil }
	s.wants(s.store.View(ctx, ran), context.Canceled)
	s.wants(s.store.Update(ctx, ran), context.Canceled)
}

func closed(s *suite) {
	var kept store.Tx
	s.update(func(tx store.Tx) error { kept = tx; return put(tx, "a", "1") })
	if _, err := kept.Records(kind).Get("a"); err == nil {
		s.Error("a transaction that is over still reads")
	}
	if kept.Records(kind).Put("a", nil) == nil || kept.Mentions().Put(mention(1)) == nil {
		s.Error("a transaction that is over still writes")
	}
	for range kept.Records(kind).Scan("", "") {
		s.Error("a transaction that is over still walks")
	}
	s.must(s.store.Close())
	nothing := func(store.Tx) error { return nil }
	s.wants(s.store.View(context.Background(), nothing), store.ErrClosed)
	s.wants(s.store.Update(context.Background(), nothing), store.ErrClosed)
}
