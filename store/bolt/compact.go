package bolt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	bbolt "go.etcd.io/bbolt"

	"earshot/store"
)

// compactSuffix marks the new file of a compaction, which is never opened for
// anything else: the next Open takes it away.
const compactSuffix = ".compact"

const (
	// rounds is how often a compaction catches up with what others have
	// written before it makes them wait.
	rounds = 4
	// fewChanges are caught up while writers wait: milliseconds.
	fewChanges = 2000
)

// Compacted is what a compaction did, in bytes of the file.
type Compacted struct{ Before, After int64 }

// Space is how much of the file is in use.
type Space struct {
	File int64 // size
	Free int64 // pages that hold nothing: what Compact gives back at least
}

// Space reads how much of the file is in use.
func (s *Store) Space(ctx context.Context) (Space, error) {
	w := &s.writer
	w.lock()
	defer w.unlock()
	if err := w.refuses(); err != nil {
		return Space{}, err
	}
	s.finish()
	var err error
	broken := guard(func() {
		var btx *bbolt.Tx
		if btx, err = s.db.Begin(true); err == nil { // bbolt counts when a writer ends
			err = btx.Rollback()
		}
	})
	if err := errors.Join(broken, plainError(err), ctx.Err()); err != nil {
		return Space{}, err
	}
	info, err := s.file.Stat()
	if err != nil {
		return Space{}, err
	}
	return Space{File: info.Size(), Free: int64(s.db.Stats().FreeAlloc)}, nil
}

// Compact merges what the indexes have in small segments (writers wait for that,
// less than a second), writes everything to a new file, page after page full, proves that
// it is the same and swaps it in by renaming. Others read and write meanwhile:
// what they change is caught up in rounds, and writers wait only for the last
// one, which compares all that has changed since the round before (a second
// for a million mentions if everything has, nothing if nobody wrote), and for
// the renaming. Readers never wait; those that are at it end on the old file.
// A crash or an error at any moment leaves the data as they were. It needs
// room for the new file beside the old one. progress is in bytes, nearly, and
// may be nil.
func (s *Store) Compact(ctx context.Context, progress func(done, total int)) (Compacted, error) {
	if s.readOnly {
		return Compacted{}, store.ErrReadOnly
	}
	space, err := s.Space(ctx)
	if err != nil {
		return Compacted{}, err
	}
	s.care.Lock()
	defer s.care.Unlock()
	if err := optimize(s); err != nil {
		return Compacted{}, err
	}
	fresh, err := beside(s, s.path+compactSuffix)
	if err != nil {
		return Compacted{}, err
	}
	c := &compactor{ctx: ctx, store: s, fresh: fresh, progress: progress, total: int(space.File - space.Free)}
	err = c.run()
	c.forget()
	if err != nil {
		return Compacted{}, errors.Join(plainError(err), fresh.drop())
	}
	info, err := s.file.Stat()
	if err != nil {
		return Compacted{}, err
	}
	return Compacted{Before: space.File, After: info.Size()}, nil
}

// optimize leaves as few segments of the indexes as possible: what small ones
// repeat, their words above all, stands once in a large one.
func optimize(s *Store) error {
	return s.alone(func(btx *bbolt.Tx) error {
		c := openCatalog(btx, &tails{words: s.words, sizes: s.sizes})
		return indexError(errors.Join(c.mentions.Optimize(), c.people.Optimize()))
	})
}

// pair is a database and its file.
type pair struct {
	db   *bbolt.DB
	file *os.File
}

// beside makes a new database that is as durable as ours only when asked.
func beside(s *Store, path string) (*pair, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	p := new(pair)
	o := fileOptions(s.path, Options{Timeout: defaultTimeout, NoSync: true, maxSize: s.db.MaxSize}, func(f *os.File) { p.file = f })
	var err error
	if broken := guard(func() { p.db, err = bbolt.Open(path, 0o600, o) }); broken != nil || err != nil {
		_ = os.Remove(path) // the reason is err
		return nil, errors.Join(broken, plainError(err))
	}
	p.db.AllocSize = snug
	return p, nil
}

// snug is by how much the new file grows while it is filled: it shall end
// where its content ends.
const snug = 64 << 10

// drop closes a database that nobody needs and takes its file away.
func (p *pair) drop() error {
	return errors.Join(os.Remove(p.file.Name()), p.close())
}

func (p *pair) close() error {
	var err error
	broken := guard(func() { err = p.db.Close() })
	return errors.Join(broken, err)
}

// compactor is one compaction.
type compactor struct {
	ctx      context.Context
	store    *Store
	fresh    *pair
	last     *bbolt.Tx // the snapshot that fresh is a copy of
	progress func(done, total int)
	total    int
}

func (c *compactor) run() error {
	for round := range rounds {
		n, err := c.follow()
		if err != nil {
			return err
		}
		if round > 0 && n <= fewChanges { // the first round fills, the second compares
			break
		}
	}
	if err := c.check(); err != nil {
		return err
	}
	return c.swap()
}

// snapshot begins a snapshot.
func snapshot(s *Store) (btx *bbolt.Tx, err error) {
	s.swap.RLock()
	defer s.swap.RUnlock()
	broken := guard(func() { btx, err = s.db.Begin(false) })
	return btx, errors.Join(broken, plainError(err))
}

// follow brings the new file up to a new snapshot of the old one.
func (c *compactor) follow() (changes int, err error) {
	btx, err := snapshot(c.store)
	if err != nil {
		return 0, err
	}
	m := &mirror{ctx: c.ctx, src: btx, last: c.last, dst: c.fresh.db, progress: c.progress, total: c.total}
	broken := guard(func() { err = m.run() })
	c.forget()
	c.last, c.progress = btx, nil // only the first round is worth a bar
	return m.changed, errors.Join(broken, err)
}

// forget lets go of the snapshot.
func (c *compactor) forget() {
	if c.last != nil {
		_ = guard(func() { _ = c.last.Rollback() }) // a view has nothing to lose
		c.last = nil
	}
}

// check reads the new file back, page by page. That its content is that of the
// old one has been compared in the second round, and is once more in the last.
func (c *compactor) check() error {
	if err := c.fresh.db.Sync(); err != nil {
		return err
	}
	var err error
	broken := guard(func() {
		err = c.fresh.db.View(func(btx *bbolt.Tx) error { return pagesOf(c.ctx, c.fresh.file, btx) })
	})
	return errors.Join(broken, err)
}

// swap puts the new file in the place of the old one while writers wait.
func (c *compactor) swap() error {
	s, w := c.store, &c.store.writer
	w.lock()
	defer w.unlock()
	if err := w.refuses(); err != nil {
		return err
	}
	s.finish()
	if _, err := c.follow(); err != nil {
		return err
	}
	c.forget()
	if err := c.fresh.db.Sync(); err != nil {
		return err
	}
	old := &pair{s.db, s.file}
	if moved(s.path, old.file) {
		return fmt.Errorf("%s was moved or replaced by something else meanwhile; nothing was changed", s.path)
	}
	if err := os.Rename(c.fresh.file.Name(), s.path); err != nil {
		return err
	}
	syncFolder(filepath.Dir(s.path)) // before anybody writes to the new file
	c.fresh.db.NoSync, c.fresh.db.NoGrowSync, c.fresh.db.AllocSize = old.db.NoSync, old.db.NoGrowSync, growth
	s.swap.Lock()
	s.db, s.file = c.fresh.db, c.fresh.file
	s.tails.Store(nil) // its transactions are counted anew
	s.swap.Unlock()
	s.retired.Go(func() { _ = old.close() }) // once its last reader is gone; all of it is in the new file
	return nil
}
