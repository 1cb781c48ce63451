package webhook

import (
	"context"
	"encoding/binary"
	"sync"
	"time"
)

// replays remembers the requests of an account that were taken and whose window is
// still open: the same request once more, by a sender that did not hear the answer
// or by somebody who has listened in, does nothing again. It is stored as the
// account's cursor, in the transaction that stores what the request brought, so it
// outlives us.
type replays struct {
	sync.Mutex           // held while a request of the account is stored
	added      time.Time // when the account was connected of which it was read; zero = never
	known      []taken   // oldest first
}

// taken is a request that was taken.
type taken struct {
	sum      uint64 // the beginning of its signature, which nobody else can make
	at       uint32 // when it was signed, in Unix seconds
	mentions uint16
}

const (
	takenSize = 8 + 4 + 2
	// maxReplays is how many requests of an account are remembered; a busy one makes
	// so many within the window of ten minutes, which touches eleven by the clock.
	maxReplays = (2*int(Window/time.Minute) + 1) * PerMinute
	// cursorOf is the name of the stream that the memory is kept under.
	cursorOf = "requests"
)

// newTaken describes a request by its signature.
func newTaken(mac []byte, signedAt int64, mentions int) taken {
	return taken{binary.BigEndian.Uint64(mac), uint32(signedAt), uint16(min(mentions, 1<<16-1))} //nolint:gosec // until 2106
}

// load reads what is remembered, once for each time that the account is connected.
func (r *replays) load(added time.Time, read func() ([]byte, error)) error {
	if !r.added.IsZero() && r.added.Equal(added) {
		return nil
	}
	raw, err := read()
	if err != nil {
		return err
	}
	for r.known = nil; len(raw) >= takenSize; raw = raw[takenSize:] {
		r.known = append(r.known, taken{binary.BigEndian.Uint64(raw), binary.BigEndian.Uint32(raw[8:]), binary.BigEndian.Uint16(raw[12:])})
	}
	r.added = added
	return nil
}

// find tells whether a request was taken before.
func (r *replays) find(one taken) (taken, bool) {
	for _, k := range r.known {
		if k.sum == one.sum && k.at == one.at {
			return k, true
		}
	}
	return taken{}, false
}

// left is how long a request could still be sent again; below zero = no more.
func (k taken) left(now time.Time) time.Duration {
	return Window - now.Sub(time.Unix(int64(k.at), 0))
}

// full tells how long to wait until there is room for one more; 0 = there is.
// Whatever could be sent again is kept, for what was forgotten would be taken
// twice: after restarts there may be more of it than the budgets allow.
func (r *replays) full(now time.Time) time.Duration {
	if len(r.known) < maxReplays {
		return 0
	}
	wait := 2 * Window
	for _, k := range r.known {
		if wait = min(wait, k.left(now)); wait < 0 {
			return 0
		}
	}
	return max(wait, time.Second)
}

// with gives the memory with one more, without those that are too old to be taken
// in any case; keep it once it is stored.
func (r *replays) with(one taken, now time.Time) ([]taken, []byte) {
	list := make([]taken, 0, len(r.known)+1)
	for _, k := range r.known {
		if k.left(now) >= 0 {
			list = append(list, k)
		}
	}
	list = append(list, one)
	raw := make([]byte, 0, takenSize*len(list))
	for _, k := range list {
		raw = binary.BigEndian.AppendUint64(raw, k.sum)
		raw = binary.BigEndian.AppendUint32(raw, k.at)
		raw = binary.BigEndian.AppendUint16(raw, k.mentions)
	}
	return list, raw
}

// memory gives what is remembered of an account's requests; its lock is held, so that
// they are stored one after the other. One that was disconnected and connected anew
// begins afresh; one that got another secret does not, and requests signed with both
// may be under way.
func (in *Intake) memory(ctx context.Context, name string, added time.Time) (*replays, error) {
	found, _ := in.replays.LoadOrStore(name, &replays{})
	r := found.(*replays)
	r.Lock()
	err := r.load(added, func() ([]byte, error) { return in.desk.Setup.Cursor(ctx, name, cursorOf) })
	if err != nil {
		r.Unlock()
		return nil, err
	}
	return r, nil
}
