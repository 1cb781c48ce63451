package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/bits"
	"strings"

	bbolt "go.etcd.io/bbolt"

	"earshot/store"
)

// maxProblems is how many problems a report lists.
const maxProblems = 100

// Report is what Check has found.
type Report struct {
	Mentions int
	Records  int
	Bytes    int64    // size of the file
	Problems []string // plain words; the first hundred
	More     int      // problems beyond those
	Torn     bool     // its own pages are broken: Rebuild cannot help, a backup can
}

// Clean tells whether nothing is wrong.
func (r *Report) Clean() bool { return len(r.Problems) == 0 }

// Check walks the whole file: every record can be read, every mention is found
// by its key and stands in the index just as it is written, the index holds
// nothing else, and bbolt finds its own pages in order. Writers wait during the last part.
// The error says that the check could not be made, not that it found
// something. progress may be nil.
func (s *Store) Check(ctx context.Context, progress func(done, total int)) (Report, error) {
	s.care.Lock()
	defer s.care.Unlock()
	return s.check(ctx, progress)
}

func (s *Store) check(ctx context.Context, progress func(done, total int)) (Report, error) {
	c := &checker{ctx: ctx, progress: progress}
	if c.progress == nil {
		c.progress = func(int, int) {}
	}
	err := s.View(ctx, func(port store.Tx) error {
		t, ok := port.(*tx)
		if !ok {
			return errOver
		}
		c.tx = t
		if err := c.pages(); err != nil || !c.Clean() {
			return err
		}
		for _, part := range []func() error{c.people, c.mentions, c.keys, c.index, c.persons, c.records, c.queues} {
			if err := t.read(part); err != nil && !c.damage(err) {
				return err
			}
		}
		return nil
	})
	if err != nil || !c.Clean() {
		return c.Report, err
	}
	return c.Report, s.checkPages(ctx, &c.Report)
}

// checkPages runs bbolt's own check. It looks at what writers change in
// memory, so they wait.
func (s *Store) checkPages(ctx context.Context, r *Report) error {
	w := &s.writer
	w.lock()
	defer w.unlock()
	if w.closed {
		return store.ErrClosed
	}
	s.finish()
	if heads(s.file, int64(s.db.Info().PageSize)) < 2 {
		r.add("one of the two heads of the file is broken: what was changed last may be missing")
	}
	var err error
	broken := guard(func() {
		err = s.db.View(func(btx *bbolt.Tx) error {
			for problem := range btx.Check() {
				r.add("%v", problem)
			}
			return ctx.Err()
		})
	})
	if broken != nil {
		r.add("%v", broken)
	}
	return plainError(err)
}

func (r *Report) add(format string, args ...any) {
	if len(r.Problems) == maxProblems {
		r.More++
		return
	}
	r.Problems = append(r.Problems, fmt.Sprintf(format, args...))
}

// checker walks one snapshot.
type checker struct {
	Report
	ctx      context.Context
	progress func(done, total int)
	tx       *tx
	found    int               // keys that lead to their mentions
	known    map[uint64]bool   // people
	names    map[uint64]string // identities of the authors of mentions
}

// damage takes an error that is a finding into the report.
func (c *checker) damage(err error) bool {
	if !errors.Is(err, store.ErrDamaged) {
		return false
	}
	c.add("%v", err)
	return true
}

// pages checks what everything else stands on.
func (c *checker) pages() error {
	v := &verifier{ctx: c.ctx, file: c.tx.store.file, size: int64(c.tx.store.db.Info().PageSize), seen: map[uint64]bool{}}
	var root uint64
	err := c.tx.read(func() error {
		c.Bytes = c.tx.btx.Size()
		v.pages = uint64(c.Bytes / v.size)
		root = uint64(c.tx.btx.Cursor().Bucket().Root())
		return nil
	})
	if err == nil {
		err = v.tree(root, nil, nil, 0)
	}
	if ctx := c.ctx.Err(); err == nil || ctx != nil {
		return ctx
	}
	c.Torn = true
	c.add("%v", err)
	return nil
}

// shapes gives an empty value of each kind of record that is CBOR.
func shapes() map[string]func() any {
	return map[string]func() any{
		store.KindIdentities: func() any { return new(store.Identity) }, store.KindAccounts: func() any { return new(store.Account) },
		store.KindHealth: func() any { return new(store.Health) }, store.KindCursors: func() any { return new([]byte) },
		store.KindPosts: func() any { return new(store.Post) }, store.KindDrafts: func() any { return new(store.Draft) },
		store.KindJobs: func() any { return new(store.Job) }, store.KindNotes: func() any { return new(store.Note) },
		store.KindViews: func() any { return new(store.View) }, store.KindCorrections: func() any { return new(store.Correction) },
		store.KindJournal: func() any { return new(store.Entry) }, store.KindSums: func() any { return new(store.Sum) },
		store.KindPrefs: func() any { return new(store.Pref) }, store.KindCanned: func() any { return new(store.Canned) },
		store.KindMonitors: func() any { return new(store.Monitor) }, store.KindRules: func() any { return new(store.Rule) },
		store.KindAlertSubs: func() any { return new(store.AlertSub) }, store.KindAlerts: func() any { return new(store.Alert) },
		store.KindAlertUsers: func() any { return new(store.AlertUser) }, store.KindLists: func() any { return new(store.List) },
		store.KindEdges: func() any { return new(store.Edge) }, store.KindPartings: func() any { return new(store.Parting) },
		store.KindSuggestions: func() any { return new(store.Suggestion) }, store.KindContacts: func() any { return new(store.Contact) },
		store.KindVerdicts: func() any { return new(store.Verdict) },
		store.KindTasks:    func() any { return new(store.Task) }, store.KindOrders: func() any { return new(store.Order) },
		store.KindEnquiries: func() any { return new(store.Enquiry) }, store.KindSources: func() any { return new(store.SourceState) },
		store.KindUnsought: func() any { return new(store.Unsought) }, store.KindInsights: func() any { return new(store.Insights) },
		store.KindSegments: func() any { return new(store.Segment) }, store.KindAdvocates: func() any { return new(store.Advocate) },
		store.KindRewards: func() any { return new(store.Reward) }, store.KindInvitations: func() any { return new(store.Invitation) },
		store.KindApart: func() any { return new(store.Apart) },
		store.KindHooks: func() any { return new(store.Hook) }, store.KindNotices: func() any { return new(store.Notice) },
		store.KindNoticeLog: func() any { return new(store.Notice) }, store.KindHookState: func() any { return new(store.HookState) },
	}
}

// misspelt gives the kind of records whose name a single bit has changed into
// another. Kinds it does not know are left alone: a newer earshot may have them.
func misspelt(name string) string {
	for _, kind := range store.RecordKinds() {
		differ := 0
		for i := 0; len(kind) == len(name) && i < len(kind); i++ {
			differ += bits.OnesCount8(kind[i] ^ name[i])
		}
		if differ == 1 {
			return kind
		}
	}
	return ""
}

func (c *checker) records() error {
	kinds := must(c.tx.btx, "records")
	return kinds.ForEachBucket(func(name []byte) error {
		shape := shapes()[string(name)]
		if kind := misspelt(string(name)); kind != "" { // nobody would ever find them
			c.add("the records of the kind %s are called %q", kind, name)
		}
		cur := kinds.Bucket(name).Cursor()
		for k, v := cur.First(); k != nil; k, v = cur.Next() {
			c.Records++
			if shape == nil {
				continue
			}
			if err := store.Decode(v, shape()); err != nil {
				c.add("the record %q of %s cannot be read: %v", k, name, err)
			}
		}
		return c.ctx.Err()
	})
}

// queues checks the order of due times and the answers of mentions, which the
// store package and the desk keep as records.
func (c *checker) queues() error {
	kinds := must(c.tx.btx, "records")
	jobs, due := kinds.Bucket([]byte(store.KindJobs)), kinds.Bucket([]byte(store.KindJobsDue))
	queued := 0
	if jobs != nil {
		cur := jobs.Cursor()
		for k, v := cur.First(); k != nil; k, v = cur.Next() {
			var j store.Job
			if store.Decode(v, &j) != nil || j.State != store.JobQueued {
				continue
			}
			queued++
			if lookup(due, []byte(store.TimeKey(j.Due)+"/"+j.ID)) == nil {
				c.add("the job %q is queued and has no place in the queue", k)
			}
		}
	}
	if due != nil {
		if places := entriesOf(due); places > queued {
			c.add("the queue has %d places for %d jobs", places, queued)
		}
	}
	c.postsAbout(kinds)
	for _, kind := range pastKinds() {
		astray(kinds, kind, func(k []byte) { c.add("%s leads to the change %q, which is missing", kind, k) })
	}
	return nil
}

// pastKinds lists the kinds whose keys end in "/" and the number of a change.
func pastKinds() []string { return []string{store.KindJournalDoc, store.KindJournalUser} }

// astray tells the keys of a kind that lead to a change that is not there.
func astray(kinds *bbolt.Bucket, kind string, tell func(k []byte)) {
	from := kinds.Bucket([]byte(kind))
	if from == nil {
		return
	}
	journal := kinds.Bucket([]byte(store.KindJournal))
	cur := from.Cursor()
	for k, _ := cur.First(); k != nil; k, _ = cur.Next() {
		if lookup(journal, k[bytes.LastIndexByte(k, '/')+1:]) == nil {
			tell(k)
		}
	}
}

func (c *checker) postsAbout(kinds *bbolt.Bucket) {
	about := kinds.Bucket([]byte(store.KindPostsAbout))
	if about == nil {
		return
	}
	cur := about.Cursor()
	for k, _ := cur.First(); k != nil; k, _ = cur.Next() {
		_, id, _ := strings.Cut(string(bytes.Clone(k)), "/")
		if lookup(kinds.Bucket([]byte(store.KindPosts)), []byte(id)) == nil {
			c.add("mention %s is answered by the post %q, which is missing", k, id)
		}
	}
}
