package bolt

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	bbolt "go.etcd.io/bbolt"

	"earshot/store"
)

// Backed is what a backup holds.
type Backed struct {
	Mentions int
	Bytes    int64
}

// Backup writes the data as they are now to a new file at path, while others
// go on writing: one read transaction is one consistent snapshot. The copy is
// made beside its place, read back page by page, and put in its place whole; a
// file that is there is replaced only if asked for. What an error leaves is
// what was there before. progress is in bytes and may be nil.
//
// Speed matters: it runs at the pace of the disk, and costs the writers
// nothing but the room of what they change meanwhile.
func (s *Store) Backup(ctx context.Context, path string, replace bool, progress func(done, total int)) (Backed, error) {
	if progress == nil {
		progress = func(int, int) {}
	}
	if err := mayHold(s, path, replace); err != nil {
		return Backed{}, err
	}
	p, err := newPart(path)
	if err != nil {
		return Backed{}, plainError(err)
	}
	var b Backed
	err = s.View(ctx, func(port store.Tx) error {
		t, ok := port.(*tx)
		if !ok {
			return errOver
		}
		if b.Mentions, err = t.Mentions().Count(ctx, store.Search{}); err != nil {
			return err
		}
		return t.read(func() error {
			b.Bytes, err = copyTx(ctx, p, t.btx, progress)
			return err
		})
	})
	if err != nil {
		return Backed{}, errors.Join(err, p.drop())
	}
	if err := p.put(replace); err != nil {
		return Backed{}, taken(path, plainError(err))
	}
	return b, nil
}

// mayHold refuses a place where a backup would do harm.
func mayHold(s *Store, path string, replace bool) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.IsDir():
		return &store.Invalid{Field: "backup", Why: path + " is a folder; name a file in it"}
	case !info.Mode().IsRegular():
		return &store.Invalid{Field: "backup", Why: path + " is no regular file; name another"}
	}
	s.swap.RLock()
	own, err := s.file.Stat()
	s.swap.RUnlock()
	if err != nil {
		return err
	}
	if os.SameFile(info, own) {
		return &store.Invalid{Field: "backup", Why: path + " is the data file itself; name another"}
	}
	if !replace {
		return taken(path, fs.ErrExist)
	}
	return nil
}

// taken says what to do about a file that is there already.
func taken(path string, err error) error {
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already and was left as it is; name another file, or replace it with --force: %w", path, fs.ErrExist)
	}
	return err
}

// copyTx writes a snapshot to a part and reads back what stands there.
func copyTx(ctx context.Context, p *part, btx *bbolt.Tx, progress func(done, total int)) (int64, error) {
	total := int(btx.Size())
	n, err := btx.WriteTo(&stream{Writer: p.file, each: func(done int) error {
		progress(done, total)
		return ctx.Err()
	}})
	if ctx.Err() != nil { // bbolt keeps only its text
		return n, ctx.Err()
	}
	if err != nil {
		return n, err
	}
	progress(total, total)
	return n, pagesOf(ctx, p.file, btx)
}
