package demo

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"earshot/connectors"
	"earshot/store"
	"earshot/store/desk"
)

const (
	batch = 100
	// offline is how far back a restart catches up with what was said while
	// nobody listened; older talk is skipped.
	offline = 6 * time.Hour
	// longest bounds a wait, for clocks that jump.
	longest = 30 * time.Second
)

// Pull emits what was said since the cursor, history first.
func (l *listener) Pull(ctx context.Context, at connectors.Cursors, emit connectors.Emit) error {
	if err := l.request(ctx); err != nil {
		return err
	}
	if err := l.faults.read(); err != nil {
		return err
	}
	if err := l.enter(ctx); err != nil {
		return err
	}
	defer l.leave()
	pos := l.position(at(""))
	for {
		n, err := l.push(ctx, emit, &pos, true)
		if err != nil || n == 0 {
			return err
		}
	}
}

// Stream emits what is said from now on. Until Pull has read the history it
// leaves the cursor alone, so that nothing is ever skipped.
func (l *listener) Stream(ctx context.Context, ready func(), emit connectors.Emit) error {
	if err := l.request(ctx); err != nil {
		return err
	}
	own := l.env.Now()
	if ready != nil {
		ready()
	}
	for {
		wait, err := l.hear(ctx, emit, &own)
		if err != nil {
			return err
		}
		timer := time.NewTimer(min(wait, longest))
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-l.wake:
			timer.Stop()
		case <-timer.C:
		}
	}
}

// hear emits what is there and says how long to wait for the next. own is the
// stream's own place, used until Pull has found the common one.
func (l *listener) hear(ctx context.Context, emit connectors.Emit, own *time.Time) (time.Duration, error) {
	if err := l.enter(ctx); err != nil {
		return 0, err
	}
	defer l.leave()
	l.mind.mu.Lock()
	pos := l.mind.pos
	l.mind.mu.Unlock()
	read := !pos.IsZero()
	if !read {
		pos = *own
	}
	for {
		n, err := l.push(ctx, emit, &pos, read)
		*own = pos
		if err != nil {
			return 0, err
		}
		if n == 0 {
			break
		}
		if err := l.faults.line(); err != nil {
			return 0, err
		}
	}
	return l.until(pos)
}

// enter waits for its turn to emit.
func (l *listener) enter(ctx context.Context) error {
	select {
	case l.gate <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *listener) leave() { <-l.gate }

// push emits one batch of what is due after pos and moves pos; 0 when nothing
// is. What was not stored stays due.
func (l *listener) push(ctx context.Context, emit connectors.Emit, pos *time.Time, save bool) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	now := l.env.Now()
	items, backfill, err := l.due(*pos, now)
	if err != nil {
		return 0, err
	}
	b := desk.Batch{Account: l.account, Backfill: backfill}
	for _, it := range items {
		m := copyOf(it.m)
		if backfill {
			// History is dated to whole minutes, so that in the first minute of
			// a demo every "16m" on the screen stays as it is.
			m.Created = m.Created.Truncate(time.Minute)
		}
		b.Events = append(b.Events, desk.Event{Mention: m})
	}
	next := *pos
	if len(items) > 0 {
		next = items[len(items)-1].m.Created
	}
	var answers []*store.Mention
	if !backfill {
		answers = l.answers(now)
		for _, m := range answers {
			b.Events = append(b.Events, desk.Event{Mention: copyOf(m)})
		}
		slices.SortStableFunc(b.Events, func(a, b desk.Event) int { return a.Mention.Created.Compare(b.Mention.Created) })
	}
	if save && len(items) > 0 {
		b.Cursor = l.cursor(next)
	}
	if len(b.Events) > 0 {
		if err := emit(ctx, b); err != nil {
			return 0, err
		}
	}
	l.mind.mu.Lock()
	defer l.mind.mu.Unlock()
	l.mind.said = append(l.mind.said, answers...)
	l.mind.waiting = slices.DeleteFunc(l.mind.waiting, func(m *store.Mention) bool { return slices.Contains(answers, m) })
	*pos = next
	if save {
		l.mind.pos = next
	}
	return len(b.Events), nil
}

// answers are those that have come by now.
func (l *listener) answers(now time.Time) []*store.Mention {
	l.mind.mu.Lock()
	defer l.mind.mu.Unlock()
	var out []*store.Mention
	for _, m := range l.mind.waiting {
		if !m.Created.After(now) {
			out = append(out, m)
		}
	}
	return out
}

// due lists at most a batch of what was said after pos, up to now. History and
// what is live never come in one batch.
func (l *listener) due(pos, now time.Time) (out []*item, backfill bool, err error) {
	w, err := l.world()
	if err != nil {
		return nil, false, err
	}
	if pos.Before(l.anchor) {
		past := l.past(w)
		i, _ := slices.BinarySearchFunc(past, pos.UnixMilli()+1, func(it *item, ms int64) int { return cmp.Compare(it.when, ms) })
		if i < len(past) {
			return past[i:min(i+batch, len(past))], true, nil
		}
	}
	for it := range l.coming(w, pos, now) {
		if it.when > now.UnixMilli() {
			break
		}
		if out = append(out, it); len(out) == batch {
			break
		}
	}
	return out, false, nil
}

// coming walks the live mentions after pos. It gives up where for a day nobody
// says anything on this network.
func (l *listener) coming(w *world, pos, now time.Time) func(func(*item) bool) {
	return func(yield func(*item) bool) {
		if w.rate == 0 {
			return
		}
		from := max(pos.UnixMilli(), w.at, now.Add(-offline).UnixMilli())
		for k := w.blockOf(from); w.start(k) <= max(from, now.UnixMilli())+day; k++ {
			for _, it := range l.block(w, k) {
				if it.when > from && !yield(it) {
					return
				}
			}
		}
	}
}

// until is how long it takes until something is due after pos.
func (l *listener) until(pos time.Time) (time.Duration, error) {
	w, err := l.world()
	if err != nil {
		return 0, err
	}
	now := l.env.Now()
	wait := longest
	for it := range l.coming(w, pos, now) {
		wait = it.m.Created.Sub(now)
		break
	}
	l.mind.mu.Lock()
	defer l.mind.mu.Unlock()
	for _, m := range l.mind.waiting {
		wait = min(wait, m.Created.Sub(now))
	}
	return max(0, wait), nil
}

// past is the history, made once.
func (l *listener) past(w *world) []*item {
	l.mind.mu.Lock()
	defer l.mind.mu.Unlock()
	if l.mind.past == nil {
		l.mind.past = w.past()
	}
	return l.mind.past
}

// block is a block of live mentions; a few are kept.
func (l *listener) block(w *world, k int64) []*item {
	l.mind.mu.Lock()
	defer l.mind.mu.Unlock()
	items, ok := l.mind.blocks[k]
	if !ok {
		if len(l.mind.blocks) >= 4 {
			clear(l.mind.blocks)
		}
		items = w.live(k)
		l.mind.blocks[k] = items
	}
	return items
}

// cursor writes a place: the world it belongs to and the time in milliseconds.
func (l *listener) cursor(pos time.Time) []byte {
	return fmt.Appendf(nil, "1 %d %d %d", l.faults.seed, l.anchor.UnixMilli(), pos.UnixMilli())
}

// position reads a place; one of another world is no place.
func (l *listener) position(raw []byte) time.Time {
	var seed uint64
	var at, ms int64
	_, err := fmt.Sscanf(string(raw), "1 %d %d %d", &seed, &at, &ms)
	if err != nil || seed != l.faults.seed || at != l.anchor.UnixMilli() {
		return time.Time{}
	}
	return atMS(ms)
}

// Thread gives the discussion around a mention, what we sent included.
func (l *listener) Thread(ctx context.Context, id string) ([]*store.Mention, error) {
	if err := l.request(ctx); err != nil {
		return nil, err
	}
	w, err := l.world()
	if err != nil {
		return nil, err
	}
	all := l.everything(w)
	thread := ""
	for _, m := range all {
		if m.Key.ID == id {
			thread = m.Place.Thread
		}
	}
	if thread == "" {
		return nil, gone("read discussion", id)
	}
	var out []*store.Mention
	for _, m := range all {
		if m.Place.Thread == thread {
			out = append(out, copyOf(m))
		}
	}
	slices.SortStableFunc(out, func(a, b *store.Mention) int { return a.Created.Compare(b.Created) })
	return out, nil
}

// everything is all that was said and can still be reached: the history, the
// last hours and what hangs on our own posts.
func (l *listener) everything(w *world) []*store.Mention {
	var all []*store.Mention
	for _, it := range l.past(w) {
		all = append(all, it.m)
	}
	now := l.env.Now()
	from := now.Add(-offline)
	if w.rate > 0 { // a busy world is searched less far back
		from = later(from, atMS(w.start(w.blockOf(now.UnixMilli())-12)))
	}
	for it := range l.coming(w, from, now) {
		if it.when > now.UnixMilli() {
			break
		}
		all = append(all, it.m)
	}
	l.mind.mu.Lock()
	defer l.mind.mu.Unlock()
	return append(all, l.mind.said...)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
