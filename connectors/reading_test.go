package connectors_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"earshot/connectors"
	"earshot/store"
	"earshot/store/desk"
)

// illegible is a store that cannot be read for a while.
type illegible struct {
	store.Store
	now atomic.Bool
}

func (i *illegible) View(ctx context.Context, fn func(store.Tx) error) error {
	if i.now.Load() {
		return errors.New("the disk cannot be read")
	}
	return i.Store.View(ctx, fn)
}

// TestACursorThatCannotBeReadIsNoBeginning: a connector that is told of no cursor
// begins anew, and would store one behind all that it has not read.
func TestACursorThatCannotBeReadIsNoBeginning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var disk *illegible
		acme := &network{pull: func(n int) ([]string, error) {
			disk.now.Store(n == 2)
			return []string{strings.Repeat("x", n)}, nil
		}}
		s := newStationOver(t, map[string]connectors.Connector{"acme": acme}, func(st store.Store) store.Store {
			disk = &illegible{Store: st}
			return disk
		})
		s.work(90 * time.Second)
		cursor, err := s.desk.Setup.Cursor(t.Context(), "acme", "")
		s.must(err)
		if string(cursor) != "+1+3" || s.count() != 2 {
			t.Errorf("the cursor is %q, %d mentions", cursor, s.count())
		}
	})
}

// patient notes how long each attempt has.
type patient struct {
	sender
	has []time.Duration
}

func (p *patient) Send(ctx context.Context, out connectors.Outgoing) (connectors.Receipt, error) {
	until, _ := ctx.Deadline()
	p.has = append(p.has, time.Until(until))
	return p.sender.Send(ctx, out)
}

// TestFilesHaveTimeToLeave: what takes long because it is large is not cut off in
// the middle, and again with each try.
func TestFilesHaveTimeToLeave(t *testing.T) {
	file := filepath.Join(t.TempDir(), "film.mp4")
	if err := os.WriteFile(file, []byte("film"), 0o600); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		n := &patient{sender: sender{&network{send: func(int, connectors.Outgoing) (connectors.Receipt, error) { return accept("1") }}}}
		s := newStation(t, map[string]connectors.Connector{"acme": n})
		s.post()
		s.work(time.Hour)
		_, err := s.desk.Publish.Send(t.Context(), desk.By{User: "anna"}, desk.Outgoing{
			Accounts: []string{"acme"}, Message: store.Message{Text: "look", Media: []store.Attachment{{Path: file}}},
		})
		s.must(err)
		s.work(time.Hour)
		if len(n.has) != 2 || n.has[0] > 2*time.Minute || n.has[1] < 10*time.Minute {
			t.Errorf("they had %v", n.has)
		}
	})
}
