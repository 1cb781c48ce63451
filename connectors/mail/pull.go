package mail

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/store/desk"
)

// folder is what is known of one folder. Whoever reads it holds its lock, so
// that the stream and a reading never move its mark at the same time.
type folder struct {
	gate chan struct{} // holds one token while the folder is read; a lock that ends with its context
	name string
	ours bool // the Sent folder
	mark *mark
}

func newFolder(name string) *folder { return &folder{name: name, gate: make(chan struct{}, 1)} }

// enter waits until nobody else reads the folder; leave must follow.
func (f *folder) enter(ctx context.Context) error {
	select {
	case f.gate <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (f *folder) leave() { <-f.gate }

// stream is the name of its cursor.
func (f *folder) stream() string {
	if f.ours {
		return "sent\x1f" + f.name
	}
	return f.name
}

// mark is how far a folder has been read.
type mark struct {
	Validity uint32 `json:"validity"`
	Next     uint32 `json:"next"`             // the first UID not seen
	ModSeq   uint64 `json:"modseq,omitempty"` // 0 = the server has no CONDSTORE
	// Passed are UIDs that were passed over as drafts or as deleted. When their
	// flags change they are looked at again.
	Passed []uint32 `json:"passed,omitempty"`
	// Past is the first UID that is no history: what lies before it was there when
	// the folder was first read, however often that reading was interrupted.
	Past uint32 `json:"past,omitempty"`
	// Seen is when the folder was like this, in Unix seconds of our clock; 0 = written
	// by an earlier earshot.
	Seen int64 `json:"seen,omitempty"`
	// Since is set where UIDs began anew: of what lies before Past, that is news which
	// has arrived since then, in Unix seconds of the server's clock.
	Since int64 `json:"since,omitempty"`
}

const (
	chunk      = 50  // messages of a batch
	maxPassed  = 200 // of a mark
	maxWaiting = 100_000
	// clockSlack is how far a server's clock may be from ours, in seconds.
	clockSlack = 3600
)

func (m mark) equal(o *mark) bool {
	return o != nil && m.Validity == o.Validity && m.Next == o.Next && m.ModSeq == o.ModSeq && slices.Equal(m.Passed, o.Passed) && o.Seen != 0
}

// renumbered is the mark of a folder whose UIDs begin anew: only the time tells from
// now on what has been read.
func (m mark) renumbered(state *imap.SelectData) mark {
	fresh := mark{Validity: state.UIDValidity}
	if m.Seen == 0 {
		return fresh
	}
	fresh.Past, fresh.Seen, fresh.Since = uint32(state.UIDNext), m.Seen, m.Seen-clockSlack
	if m.Since != 0 && m.Next < m.Past { // twice, and the first time was never read to its end
		fresh.Since = min(fresh.Since, m.Since)
	}
	return fresh
}

// Pull reads what is new in every folder, and our own answers in the Sent folder.
func (c *Connector) Pull(ctx context.Context, at connectors.Cursors, emit connectors.Emit) error {
	s, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.inboxes(ctx, at, emit); err != nil {
		return err
	}
	name, err := s.sentFolder(ctx)
	if err != nil || name == "" || slices.Contains(c.folders(), name) {
		return err
	}
	f := c.folder(name)
	f.ours = true
	return s.pull(ctx, f, at, emit)
}

// inboxes reads every folder. One that is not there any more, because somebody has
// renamed it, does not stop the others: what the account lacks tells of it.
func (s *session) inboxes(ctx context.Context, at connectors.Cursors, emit connectors.Emit) error {
	var missing error
	lacks, there := map[string]string{}, 0
	for _, name := range s.folders() {
		err := s.pull(ctx, s.folder(name), at, emit)
		switch {
		case err == nil:
			there++
			lacks["mail of "+name] = ""
		case fault.Is(err, fault.Permanent):
			missing = err
			lacks["mail of "+name] = fault.Of(err).What + "; connect the account again with the folders that there are"
		default:
			return err
		}
	}
	if there == 0 {
		return missing
	}
	return s.tell(ctx, lacks, emit)
}

// tell hands on which folders are missing, where that is news.
func (c *Connector) tell(ctx context.Context, lacks map[string]string, emit connectors.Emit) error {
	c.mu.Lock()
	news := false
	for ability, why := range lacks {
		news = news || c.lacks[ability] != why
	}
	c.mu.Unlock()
	if !news {
		return nil
	}
	if err := emit(ctx, desk.Batch{Account: c.account.Name, Lacks: lacks}); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lacks = lacks
	return nil
}

// pull reads one folder from its stored mark on.
func (s *session) pull(ctx context.Context, f *folder, at connectors.Cursors, emit connectors.Emit) error {
	if err := f.enter(ctx); err != nil {
		return err
	}
	defer f.leave()
	f.mark = nil
	if stored := at(f.stream()); stored != nil {
		var m mark
		if json.Unmarshal(stored, &m) == nil { // else it is read anew; what is known stays known
			f.mark = &m
		}
	}
	return s.read(ctx, f, emit)
}

// read reads what is new in a folder whose lock is held, and moves its mark with
// every batch that was stored.
func (s *session) read(ctx context.Context, f *folder, emit connectors.Emit) error {
	looked := s.env.Now().Unix() // before: what arrives meanwhile must not count as seen
	state, err := s.examine(ctx, f.name)
	if err != nil {
		return err
	}
	r := &reading{session: s, folder: f, emit: emit, began: f.mark == nil}
	if f.mark != nil {
		r.at = *f.mark
	} else {
		r.at = mark{Validity: state.UIDValidity, Past: uint32(state.UIDNext)}
	}
	if r.at.Validity != state.UIDValidity {
		r.at = r.at.renumbered(state)
	}
	uids, err := r.wanted(ctx, state)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(uids, chunk) {
		if err := r.batch(ctx, some); err != nil {
			return err
		}
	}
	r.at.Next = max(r.at.Next, uint32(state.UIDNext), 1)
	r.at.ModSeq, r.at.Seen = state.HighestModSeq, looked
	if r.at.equal(f.mark) {
		return nil
	}
	return r.store(ctx, nil, r.began)
}

// reading is one reading of a folder.
type reading struct {
	*session
	*folder
	emit  connectors.Emit
	at    mark
	began bool // nothing of this folder has been read before
}

// wanted are the UIDs to read, in order.
func (r *reading) wanted(ctx context.Context, state *imap.SelectData) ([]imap.UID, error) {
	if r.at.Next == 0 {
		newest, err := r.newest(ctx, state)
		if err != nil || r.at.Since == 0 {
			return newest, err
		}
		missed, err := r.missed(ctx)
		both := append(newest, missed...)
		slices.Sort(both)
		return slices.Compact(both), err
	}
	again, err := r.again(ctx, state)
	if err != nil || state.UIDNext != 0 && uint32(state.UIDNext) == r.at.Next {
		return again, err
	}
	var set imap.UIDSet
	set.AddRange(imap.UID(r.at.Next), 0) // "next:*" gives the last one also where it lies before next
	found, err := r.search(ctx, &imap.SearchCriteria{UID: []imap.UIDSet{set}}, maxWaiting)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(uid imap.UID) bool { return uint32(uid) < r.at.Next })
	return append(again, found...), nil
}

// newest are as many of the newest messages as are read of a folder at first.
func (r *reading) newest(ctx context.Context, state *imap.SelectData) ([]imap.UID, error) {
	n := uint32(min(r.first(), maxWaiting))
	if state.NumMessages == 0 || n == 0 {
		return nil, nil
	}
	from := uint32(1)
	if state.NumMessages > n {
		from = state.NumMessages - n + 1
	}
	var seq imap.SeqSet
	seq.AddRange(from, state.NumMessages)
	return r.search(ctx, &imap.SearchCriteria{SeqNum: []imap.SeqSet{seq}}, maxWaiting)
}

// missed are those that may have arrived since the UIDs began anew. A search knows
// days only, of the server's zone, so a day more is looked at; batch looks closer.
func (r *reading) missed(ctx context.Context) ([]imap.UID, error) {
	day := time.Unix(r.at.Since, 0).UTC().AddDate(0, 0, -1)
	return r.search(ctx, &imap.SearchCriteria{Since: day}, maxWaiting)
}

// again are those of the passed-over messages whose flags have changed since.
func (r *reading) again(ctx context.Context, state *imap.SelectData) ([]imap.UID, error) {
	if len(r.at.Passed) == 0 || state.HighestModSeq != 0 && state.HighestModSeq == r.at.ModSeq {
		return nil, nil
	}
	var set imap.UIDSet
	for _, uid := range r.at.Passed {
		set.AddNum(imap.UID(uid))
	}
	what := &imap.FetchOptions{UID: true, Flags: true}
	if state.HighestModSeq != 0 && r.at.ModSeq != 0 {
		what.ChangedSince = r.at.ModSeq
	}
	found, err := r.fetch(ctx, set, what, 0)
	if err != nil {
		return nil, err
	}
	var out []imap.UID
	for _, m := range found {
		if !passed(m.Flags) && m.UID != 0 {
			out = append(out, m.UID)
			r.at.Passed = slices.DeleteFunc(r.at.Passed, func(uid uint32) bool { return uid == uint32(m.UID) })
		}
	}
	slices.Sort(out)
	return out, nil
}

// passed tells a message that is no mail: a draft, or one on its way out.
func passed(flags []imap.Flag) bool {
	return slices.Contains(flags, imap.FlagDraft) || slices.Contains(flags, imap.FlagDeleted)
}

// batch reads some messages and stores them, what is history apart from what is not.
func (r *reading) batch(ctx context.Context, uids []imap.UID) error {
	found, err := r.messages(ctx, uids)
	if err != nil {
		return err
	}
	var past, news []desk.Event
	for _, m := range found {
		old := r.history(m)
		switch {
		case old && r.at.Since != 0 && r.first() == 0: // nobody has asked for it
			continue
		case passed(m.flags):
			r.pass(m.uid)
			continue
		}
		switch e, ok := r.event(m); {
		case !ok:
		case old:
			past = append(past, e)
		default:
			news = append(news, e)
		}
	}
	r.at.Next = max(r.at.Next, uint32(uids[len(uids)-1])+1)
	if len(news) == 0 {
		return r.store(ctx, past, true)
	}
	if len(past) > 0 { // without the mark: should this be the end, it is read again
		if err := r.emit(ctx, desk.Batch{Account: r.account.Name, Events: past, Backfill: true}); err != nil {
			return err
		}
	}
	return r.store(ctx, news, false)
}

// history tells what was there before the account was, or was read under other UIDs.
func (r *reading) history(m *message) bool {
	since := r.at.Since != 0 && (m.arrived.IsZero() || m.arrived.Unix() >= r.at.Since)
	return r.began || uint32(m.uid) < r.at.Past && !since
}

func (r *reading) pass(uid imap.UID) {
	if !slices.Contains(r.at.Passed, uint32(uid)) {
		r.at.Passed = append(r.at.Passed, uint32(uid))
	}
	r.at.Passed = r.at.Passed[max(0, len(r.at.Passed)-maxPassed):]
}

// store hands a batch on with the mark behind it; past tells that it is history.
func (r *reading) store(ctx context.Context, events []desk.Event, past bool) error {
	now := r.at
	now.Passed = slices.Clone(r.at.Passed)
	cursor, err := json.Marshal(now)
	if err != nil {
		return fault.New(fault.Transient, "read mail", "the mark of a folder cannot be written")
	}
	b := desk.Batch{Account: r.account.Name, Events: events, Stream: r.stream(), Cursor: cursor, Backfill: past}
	if err := r.emit(ctx, b); err != nil {
		return err
	}
	r.mark = &now
	return nil
}

// now is our time, by which the date that a sender claims is judged.
func (r *reading) now() time.Time { return r.env.Now() }
