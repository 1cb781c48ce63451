package mastodon

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"net/url"
	"slices"
	"strconv"

	gomastodon "github.com/mattn/go-mastodon"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/store"
	"earshot/store/desk"
)

// newItem prints what may change in a mention, so that the same page read
// again and again costs nothing further.
func newItem(id string, m *store.Mention) item {
	it := item{id: id, event: m}
	if m == nil {
		return it
	}
	if m.Kind != store.KindShare {
		it.status = m.Key.ID
	}
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%q %q %v %v %q %q", m.Body.Text, m.Body.Warning, m.Edited.UnixMicro(), m.Counts, m.Author.Name, m.Body.Media) // a hash takes everything
	it.print = h.Sum64()
	return it
}

func before(a, b item) int { return gomastodon.ID(a.id).Compare(gomastodon.ID(b.id)) }

// newer tells whether an id comes after the cursor.
func newer(id, cursor string) bool {
	return cursor == empty || gomastodon.ID(id).Compare(gomastodon.ID(cursor)) > 0
}

// ask reads a page. Where a page is too long for us, because strangers put too
// much into their posts, it is read in smaller pieces: one huge post must not
// keep all others away.
func (f feed) ask(ctx context.Context, q url.Values) ([]item, error) {
	for {
		q.Set("limit", strconv.Itoa(*f.size))
		page, err := f.page(ctx, q)
		if err == nil || !httpx.IsTooLong(err) || *f.size == 1 {
			return page, err
		}
		*f.size /= 6 // 40, 6, 1
	}
}

// follow reads one feed. The newest page is read each time: usually it reaches
// back to the cursor, and it shows edits, new counts, and posts that came late
// with an older id. Only behind a gap are more pages read.
func (p pull) follow(ctx context.Context, f feed, at connectors.Cursors, emit connectors.Emit) error {
	raw, size := at(f.stream), pageSize
	f.size = &size
	newest, err := f.ask(ctx, url.Values{})
	if err != nil {
		return err
	}
	cursor := top(newest, string(raw))
	if raw == nil {
		err = emit(ctx, p.batch(f, newest, nil, cmp.Or(cursor, empty), true))
	} else if old := string(raw); reaches(newest, old) {
		err = p.refresh(ctx, f, newest, old, cursor, emit)
	} else {
		err = p.catchUp(ctx, f, newest, old, emit)
	}
	if err != nil {
		return err
	}
	p.remember(f, newest)
	return nil
}

// reaches tells whether nothing can lie between a page and the cursor.
func reaches(page []item, cursor string) bool {
	return len(page) == 0 || slices.ContainsFunc(page, func(it item) bool { return !newer(it.id, cursor) })
}

// top gives the highest id of a page, or the cursor if that is higher.
func top(page []item, cursor string) string {
	for _, it := range page {
		if cursor == "" || newer(it.id, cursor) {
			cursor = it.id
		}
	}
	return cursor
}

// refresh emits what is new or changed on the newest page, and what vanished
// from it.
func (p pull) refresh(ctx context.Context, f feed, page []item, old, cursor string, emit connectors.Emit) error {
	known := p.known(f)
	gone, err := p.vanished(ctx, known, page)
	if err != nil {
		return err
	}
	var fresh []item
	for _, it := range page {
		if was, ok := known[it.id]; !ok || was.print != it.print {
			fresh = append(fresh, it)
		}
	}
	b := p.batch(f, fresh, gone, cursor, false)
	if len(b.Events) == 0 && cursor == old {
		return nil
	}
	return emit(ctx, b)
}

// vanished asks after statuses that stood on the page last time and do not
// now, though older ones still do: deleted, or only hidden from the list.
func (p pull) vanished(ctx context.Context, known memory, page []item) ([]store.Key, error) {
	if len(page) == 0 {
		return nil, nil
	}
	oldest := slices.MinFunc(page, before)
	now := make(map[string]bool, len(page))
	for _, it := range page {
		now[it.id] = true
	}
	var gone []store.Key
	asked := 0
	for _, it := range known {
		if it.status == "" || now[it.id] || before(it, oldest) < 0 || asked == maxGone {
			continue
		}
		asked++
		resp, err := p.do(ctx, request{op: "look after a post", path: "/api/v1/statuses/" + it.status}, nil)
		switch {
		case notThere(resp):
			gone = append(gone, store.Key{Network: Network, ID: it.status})
		case err != nil && !fault.Is(err, fault.Permanent):
			return nil, err
		}
	}
	return gone, nil
}

// known and remember keep the newest page of each feed.
func (p pull) known(f feed) memory {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen[f.stream]
}

func (p pull) remember(f feed, page []item) {
	m := make(memory, len(page))
	for _, it := range page {
		m[it.id] = item{id: it.id, status: it.status, print: it.print}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seen[f.stream] = m
}

// batch puts items, oldest first, and deletions into a batch.
func (p pull) batch(f feed, items []item, gone []store.Key, cursor string, backfill bool) desk.Batch {
	b := desk.Batch{Account: p.Connector.account.Name, Stream: f.stream, Cursor: []byte(cursor), Backfill: backfill}
	sorted := slices.Clone(items)
	slices.SortStableFunc(sorted, before)
	for _, it := range sorted {
		if it.event != nil {
			b.Events = append(b.Events, desk.Event{Mention: it.event})
		}
	}
	for _, k := range gone {
		b.Events = append(b.Events, desk.Event{Deleted: k})
	}
	return b
}

// catchUp reads what lies between the cursor and the newest page.
func (p pull) catchUp(ctx context.Context, f feed, newest []item, cursor string, emit connectors.Emit) error {
	if f.offset || cursor == empty {
		return p.backward(ctx, f, newest, cursor, emit)
	}
	goal := top(newest, cursor)
	for n := 0; n < maxPages && newer(goal, cursor); n++ {
		page, err := f.ask(ctx, url.Values{"min_id": {cursor}})
		if err != nil {
			return err
		}
		if len(page) == 0 {
			return nil
		}
		next := top(page, cursor)
		// A server that takes min_id for since_id, or for nothing, gives the
		// newest page: then only going back from it leaves no gap.
		if next == cursor || n == 0 && len(page) == len(newest) && page[0].id == newest[0].id {
			return p.backward(ctx, f, newest, cursor, emit)
		}
		if err := emit(ctx, p.batch(f, page, nil, next, false)); err != nil {
			return err
		}
		cursor = next
	}
	return nil
}

// backward goes from the newest page back to the cursor and then emits what it
// found, oldest first, a page at a time.
func (p pull) backward(ctx context.Context, f feed, newest []item, cursor string, emit connectors.Emit) error {
	found := map[string]item{}
	page := newest
	step := f.pager()
	for range maxPages {
		fresh := 0
		for _, it := range page {
			if _, ok := found[it.id]; !ok && newer(it.id, cursor) {
				found[it.id] = it
				fresh++
			}
		}
		if fresh == 0 || cursor != empty && reaches(page, cursor) {
			break
		}
		next, err := step(ctx, page)
		if err != nil {
			return err
		}
		page = next
	}
	all := make([]item, 0, len(found))
	for _, it := range found {
		all = append(all, it)
	}
	slices.SortFunc(all, before)
	for part := range slices.Chunk(all, pageSize) {
		if err := emit(ctx, p.batch(f, part, nil, top(part, cursor), false)); err != nil {
			return err
		}
	}
	return nil
}

// pager gives the function that reads the page before the last one: by max_id,
// or for a search by offset as long as the server takes one.
func (f feed) pager() func(ctx context.Context, last []item) ([]item, error) {
	offset, byOffset := 0, f.offset
	return func(ctx context.Context, last []item) ([]item, error) {
		if byOffset {
			offset += len(last)
			page, err := f.ask(ctx, url.Values{"offset": {strconv.Itoa(offset)}})
			if err == nil && len(page) > 0 || err != nil && !fault.Is(err, fault.Permanent) {
				return page, err
			}
			byOffset = false
		}
		oldest := slices.MinFunc(last, before)
		page, err := f.ask(ctx, url.Values{"max_id": {oldest.id}})
		if f.offset && err != nil && fault.Is(err, fault.Permanent) {
			return nil, nil // the search ends here
		}
		return page, errors.Join(err)
	}
}
