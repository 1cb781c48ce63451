package telegram

import (
	"context"
	"encoding/json"
	"maps"
	"net/url"
	"strconv"
	"strings"
	"time"

	"earshot/connectors"
	"earshot/connectors/httpx"
	"earshot/store/desk"
)

const readOp = "read messages"

const (
	// pageSize is the most updates that one call gives.
	pageSize = 100
	// grace is how much longer than Telegram's own wait we wait for an answer.
	grace = 15 * time.Second
)

// wanted are the kinds of updates that we ask for.
const wanted = `["message","edited_message","channel_post","edited_channel_post","my_chat_member",` +
	`"business_connection","business_message","edited_business_message","deleted_business_messages"]`

// Pull reads everything that waits. While a stream stands it reads, and Pull
// has nothing to do: a second call would take the first one's answer away.
func (c *Connector) Pull(ctx context.Context, at connectors.Cursors, emit connectors.Emit) error {
	if c.live.Load() {
		return nil
	}
	if err := c.take(ctx); err != nil {
		return err
	}
	defer c.pass()
	if c.live.Load() {
		return nil
	}
	cursor := at("")
	c.next.Store(offset(cursor))
	c.album.unpack(cursor)
	if err := c.drain(ctx, emit, cursor == nil); err != nil {
		return err
	}
	if cursor == nil && c.next.Load() == 0 {
		// From here on all is news.
		if err := emit(ctx, desk.Batch{Cursor: []byte("0")}); err != nil {
			return err
		}
	}
	c.start.Do(func() { close(c.begun) })
	return nil
}

// drain reads until nothing more waits. The last call, which finds nothing,
// tells Telegram that all before has been stored.
func (c *Connector) drain(ctx context.Context, emit connectors.Emit, first bool) error {
	for {
		n, err := c.page(ctx, 0, emit, first)
		if err != nil || n == 0 {
			return err
		}
	}
}

// offset reads a cursor.
func offset(cursor []byte) int64 {
	number, _, _ := strings.Cut(string(cursor), " ")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// Stream waits for what is said. It begins once Pull has found out how far we
// have read.
func (c *Connector) Stream(ctx context.Context, ready func(), emit connectors.Emit) error {
	select {
	case <-c.begun:
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := c.stand(ctx, emit); err != nil {
		return err
	}
	defer c.live.Store(false)
	ready()
	for rest := (connectors.Unheld{}); ; {
		began := time.Now()
		n, err := c.page(ctx, c.poll, emit, false)
		if err != nil {
			return err
		}
		rest.Rest(ctx, began, n > 0)
	}
}

// stand makes the first call of a stream, with no wait: a line that does not
// stand must not look as if it did.
func (c *Connector) stand(ctx context.Context, emit connectors.Emit) error {
	if err := c.take(ctx); err != nil {
		return err
	}
	defer c.pass()
	if err := c.drain(ctx, emit, false); err != nil {
		return err
	}
	c.live.Store(true)
	return nil
}

// page reads one page of updates, stores it, and says how many there were.
func (c *Connector) page(ctx context.Context, wait time.Duration, emit connectors.Emit, first bool) (int, error) {
	q := url.Values{"limit": {strconv.Itoa(pageSize)}, "timeout": {strconv.Itoa(int(wait.Seconds()))}, "allowed_updates": {wanted}}
	next := c.next.Load()
	if next > 0 {
		q.Set("offset", id(next))
	}
	if wait > 0 {
		ctx = httpx.WithTimeout(ctx, wait+grace)
	}
	var raw []json.RawMessage
	if err := c.get(ctx, readOp, "getUpdates", q, &raw); err != nil || len(raw) == 0 {
		return 0, err
	}
	b := desk.Batch{Backfill: first}
	// After a week of silence Telegram chooses its next number anew, and then gives
	// all it has to whoever asks for one that is still far ahead: what counts is
	// the last number of this page, also where it lies before the offset.
	seen := int64(0)
	c.album.warm = nil
	for _, one := range raw {
		n, err := c.update(one, &b)
		if err != nil {
			return 0, c.alien(readOp, err)
		}
		seen = max(seen, n+1)
	}
	if seen == next || seen <= 1 {
		return 0, c.alien(readOp, nil) // the same again, for ever; or no numbers at all
	}
	b.Cursor = c.album.pack(seen)
	if err := emit(ctx, b); err != nil {
		return 0, err
	}
	c.next.Store(seen)
	return len(raw), nil
}

// add puts an event into a batch; an album that has grown takes the place of
// what it was, which is no edit.
func add(all []desk.Event, e desk.Event) []desk.Event {
	for i, old := range all {
		if old.Mention != nil && old.Mention.Key == e.Mention.Key && len(old.Mention.Body.Media) < len(e.Mention.Body.Media) && e.Mention.Edited.IsZero() {
			all[i] = e
			return all
		}
	}
	return append(all, e)
}

// update reads one update into a batch. Only its number is indispensable: a
// message of a form that we do not know must not stop those behind it.
func (c *Connector) update(raw json.RawMessage, b *desk.Batch) (number int64, err error) {
	var u update
	if err := json.Unmarshal(raw, &u); err != nil {
		var head struct {
			ID int64 `json:"update_id"`
		}
		if bad := json.Unmarshal(raw, &head); bad != nil || head.ID <= 0 {
			return 0, err
		}
		c.log.Warn("a message of Telegram cannot be read", "update", head.ID, "error", err)
		return head.ID, nil
	}
	for _, m := range []*message{u.Message, u.Edited, u.Post, u.EditedPost, u.Business, u.EditedBiz} {
		if m == nil {
			continue
		}
		if said := c.album.join(c.mention(m), m); said != nil {
			b.Events = add(b.Events, desk.Event{Mention: said})
		}
	}
	if u.Removed != nil {
		b.Events = append(b.Events, u.Removed.events(c)...)
	}
	if b.Lacks == nil {
		b.Lacks = map[string]string{}
	}
	if u.Member != nil {
		maps.Copy(b.Lacks, u.Member.lacks(c.account.Settings[SettingChat]))
	}
	if u.Connected != nil {
		maps.Copy(b.Lacks, u.Connected.lacks())
	}
	return u.ID, nil
}
