package connectortest

import (
	"context"
	"errors"
	"maps"
	"sync"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

// Inbox plays the desk for stories about one connector alone: it keeps what
// arrives, and the cursors. Its methods are safe for concurrent use; its fields are
// for when nothing is under way.
type Inbox struct {
	Cursors  map[string][]byte // by stream
	Mentions map[string]*store.Mention
	Order    []string // ids of Mentions, as they came
	Deleted  []string
	Batches  []desk.Batch
	Lacks    map[string]string // as an account would have them

	mu      sync.Mutex
	room    int // batches that still fit; < 0 = no end
	arrived chan desk.Event
}

// NewInbox makes an empty one.
func NewInbox() *Inbox {
	return &Inbox{
		Cursors: map[string][]byte{}, Mentions: map[string]*store.Mention{}, Lacks: map[string]string{}, room: -1, arrived: make(chan desk.Event, 10000),
	}
}

// ErrFull is what a full Inbox says.
var ErrFull = errors.New("the disk is full")

// Full leaves room for so many batches more; < 0 ends that.
func (in *Inbox) Full(room int) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.room = room
}

// At gives the cursor of a stream; it is a connectors.Cursors.
func (in *Inbox) At(stream string) []byte {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.Cursors[stream]
}

// Emit takes a batch; it is a connectors.Emit.
func (in *Inbox) Emit(_ context.Context, b desk.Batch) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.room == 0 {
		return ErrFull
	}
	in.room--
	in.Batches = append(in.Batches, b)
	for _, e := range b.Events {
		if m := e.Mention; m != nil {
			if in.Mentions[m.Key.ID] == nil {
				in.Order = append(in.Order, m.Key.ID)
			}
			in.Mentions[m.Key.ID] = m
		} else {
			in.Deleted = append(in.Deleted, e.Deleted.ID)
		}
		in.arrived <- e
	}
	maps.Copy(in.Lacks, b.Lacks)
	maps.DeleteFunc(in.Lacks, func(_, why string) bool { return why == "" })
	if b.Cursor != nil {
		in.Cursors[b.Stream] = b.Cursor
	}
	return nil
}

// Texts gives what has arrived, in order.
func (in *Inbox) Texts() []string {
	in.mu.Lock()
	defer in.mu.Unlock()
	var out []string
	for _, id := range in.Order {
		out = append(out, in.Mentions[id].Body.Text)
	}
	return out
}

// Get gives one that has arrived.
func (in *Inbox) Get(t testing.TB, id string) *store.Mention {
	t.Helper()
	in.mu.Lock()
	defer in.mu.Unlock()
	m := in.Mentions[id]
	if m == nil {
		t.Fatalf("mention %s has not arrived; there are %v", id, in.Order)
	}
	return m
}

// Next waits for the next event.
func (in *Inbox) Next(t testing.TB) desk.Event {
	t.Helper()
	select {
	case e := <-in.arrived:
		return e
	case <-time.After(20 * time.Second):
		t.Fatal("nothing arrived")
	}
	return desk.Event{}
}
