package bolt

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	bbolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"earshot/scoring/text"
	"earshot/store"
	"earshot/store/index"
)

// Options say how a file is opened; the zero value is right for the program.
type Options struct {
	// ReadOnly opens an existing file without changing it.
	ReadOnly bool
	// Timeout is how long to wait for another process to let go of the file;
	// 0 = 100 ms.
	Timeout time.Duration
	// NoSync leaves a crash of the machine the choice of what survives; for
	// tests and the throw-away demo.
	NoSync bool
	// Env gives the time where a search does not; its zero value is the real one.
	Env store.Env

	maxSize int         // tests only: where the disk is "full"
	sizes   index.Sizes // tests only: of the index of mentions, so that few of them are sealed and merged
}

const (
	defaultTimeout = 100 * time.Millisecond
	// mapped is how much address space is reserved at once. A file that grows
	// beyond what is mapped has to wait for all readers, so it should not.
	mapped = 1 << 30
	// growth is how much a file that grows gets at least.
	growth = 4 << 20
)

// Store is the engine. It implements store.Store.
type Store struct {
	path     string
	db       *bbolt.DB
	file     *os.File
	bus      *store.Bus
	env      store.Env
	readOnly bool
	writer   writer
	tails    atomic.Pointer[tails]
	words    func() *text.Cutter // the memory for words that all share
	sizes    index.Sizes         // of the index of mentions
	swap     sync.RWMutex        // guards db and file against Compact, which replaces them
	care     sync.Mutex          // one check, compaction or rebuilding at a time
	retired  sync.WaitGroup      // files that were replaced and still have readers
}

// Open opens the file at path, which is created if missing, together with its
// folder. store.ErrLocked means that another process has it, store.ErrNewer
// that a newer earshot wrote it, store.ErrDamaged that it is no database or a
// broken one; in all three cases the file is as it was before.
func Open(path string, opts Options) (*Store, error) {
	return open(path, opts, migrations())
}

func open(path string, opts Options, steps []step) (*Store, error) {
	if opts.Timeout == 0 {
		opts.Timeout = defaultTimeout
	}
	if opts.Env.Now == nil {
		opts.Env = store.RealEnv()
	}
	fresh, err := prepare(path, opts)
	if err != nil {
		return nil, err
	}
	s := &Store{words: sync.OnceValue(text.NewCutter), path: path, bus: store.NewBus(), env: opts.Env, readOnly: opts.ReadOnly, sizes: opts.sizes}
	if err := s.openFile(path, opts); err != nil {
		return nil, err
	}
	if err := s.ready(steps); err != nil {
		_ = s.shut() // the reason is err
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if !opts.ReadOnly {
		_ = os.Remove(path + compactSuffix) // of a compaction that was killed: the lock is ours, so nobody is at it
	}
	if fresh {
		syncFolder(filepath.Dir(path))
	}
	return s, nil
}

// prepare looks at the file before bbolt does and makes the folder.
func prepare(path string, opts Options) (fresh bool, err error) {
	info, err := os.Stat(path)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return false, fmt.Errorf("%w: %s is no regular file", store.ErrDamaged, path)
	case err == nil && info.Size() == 0 && opts.ReadOnly:
		return false, fmt.Errorf("%w: %s is empty", store.ErrDamaged, path)
	case err == nil:
		return false, nil
	case !errors.Is(err, fs.ErrNotExist) || opts.ReadOnly:
		return false, err
	}
	return true, os.MkdirAll(filepath.Dir(path), 0o700)
}

// fileOptions tells bbolt how to open a file; keep gets what it has opened.
func fileOptions(path string, opts Options, keep func(*os.File)) *bbolt.Options {
	// The list of free pages is written with every commit. bbolt's map of them
	// would have to be sorted for that each time, which cost a quarter of a
	// millisecond with the 35,000 free pages of a million mentions.
	o := &bbolt.Options{
		Timeout: opts.Timeout, ReadOnly: opts.ReadOnly, NoSync: opts.NoSync, NoGrowSync: opts.NoSync, FreelistType: bbolt.FreelistArrayType,
		PreLoadFreelist: true, MaxSize: opts.maxSize,
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			f, err := os.OpenFile(name, flag, mode)
			keep(f)
			return f, err
		},
	}
	if runtime.GOOS != "windows" && ^uint(0)>>32 != 0 { // where address space costs nothing
		o.InitialMmapSize = mapped
		if info, err := os.Stat(path); err == nil { // a long reader must not keep a large file from growing
			o.InitialMmapSize += int(info.Size())
		}
	}
	return o
}

// openFile lets bbolt open, lock and map the file.
func (s *Store) openFile(path string, opts Options) error {
	o := fileOptions(path, opts, func(f *os.File) { s.file = f })
	var err error
	if broken := guard(func() { s.db, err = bbolt.Open(path, 0o600, o) }); broken != nil {
		_ = s.abandon()
		return fmt.Errorf("%s: %w", path, broken)
	}
	var system *fs.PathError
	var number syscall.Errno
	switch {
	case err == nil && moved(path, s.file):
		// Its owner has replaced the file while we waited for the lock of the
		// old one: what is at path belongs to somebody else.
		return fmt.Errorf("%s: %w", path, errors.Join(store.ErrLocked, s.db.Close()))
	case err == nil:
		s.db.AllocSize = growth
		return nil
	case errors.Is(err, berrors.ErrTimeout):
		return fmt.Errorf("%s: %w", path, store.ErrLocked)
	case errors.As(err, &system), errors.As(err, &number), full(err):
		return plainError(err)
	}
	return fmt.Errorf("%s: %w: %w", path, store.ErrDamaged, err)
}

// ready checks what bbolt does not and brings the schema up to date.
func (s *Store) ready(steps []step) error {
	info, err := s.file.Stat()
	if err != nil {
		return err
	}
	broken := guard(func() {
		var btx *bbolt.Tx
		if btx, err = s.db.Begin(false); err != nil {
			return
		}
		defer func() { _ = btx.Rollback() }()
		if info.Size() < btx.Size() {
			err = fmt.Errorf("%w: it has %d bytes and should have %d", store.ErrDamaged, info.Size(), btx.Size())
		}
	})
	if err := errors.Join(broken, err); err != nil {
		return err
	}
	return s.migrate(steps)
}

// syncFolder makes a new file's name durable. Not every system can, and the
// file itself is safe by then, so an error does not matter.
func syncFolder(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

// moved tells whether the name of an open file belongs to another one by now.
func moved(path string, f *os.File) bool {
	there, err := os.Stat(path)
	if err != nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	here, err := f.Stat()
	return err == nil && !os.SameFile(there, here)
}

// Bus tells what changed.
func (s *Store) Bus() *store.Bus { return s.bus }

// Close waits for running transactions and releases the file. Closing again
// does nothing.
func (s *Store) Close() error {
	w := &s.writer
	w.lock()
	defer w.unlock()
	if w.closed {
		return nil
	}
	w.closed = true
	s.finish()
	defer s.retired.Wait()
	return s.shut()
}

// shut closes the file.
func (s *Store) shut() error {
	if s.writer.stuck != nil { // bbolt's own lock is lost with the transaction
		return s.abandon()
	}
	var err error
	if broken := guard(func() { err = s.db.Close() }); broken != nil {
		return errors.Join(broken, s.abandon())
	}
	return err
}

// abandon closes a file that bbolt has given up in the middle of something.
func (s *Store) abandon() error {
	if s.file == nil {
		return nil
	}
	unlock(s.file)
	return s.file.Close()
}

// writer is who may write, one after the other.
type writer struct {
	mu      sync.Mutex
	count   sync.Mutex
	waiting int    // calls that want mu; guarded by count
	batch   *batch // transaction that is open for the next call to join
	closed  bool
	stuck   error // a transaction that could be neither committed nor undone
}

func (w *writer) lock() {
	w.count.Lock()
	w.waiting++
	w.count.Unlock()
	w.mu.Lock()
	w.count.Lock()
	w.waiting--
	w.count.Unlock()
}

func (w *writer) unlock() { w.mu.Unlock() }

// refuses says why nothing can be written any more; nil if it can.
func (w *writer) refuses() error {
	if w.closed {
		return store.ErrClosed
	}
	return w.stuck
}

// last tells whether nobody waits for the writer.
func (w *writer) last() bool {
	w.count.Lock()
	defer w.count.Unlock()
	return w.waiting == 0
}
