package bolt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"earshot/store"
)

// Restoring is what Restore needs to know.
type Restoring struct {
	From string // the backup; it is only read
	To   string // the data file
	// Now names the file in which the old data are kept.
	Now time.Time
	// Look sees the data after they have been checked and before they take
	// their place, and may change them; an error ends it. It may be nil.
	Look func(*Store) error
	// Copied and Checked tell how far it is, in bytes and in mentions; both
	// may be nil.
	Copied, Checked func(done, total int)
}

// Restored is what Restore has put in place.
type Restored struct {
	Mentions int
	Aside    string // where the data that were there are kept; empty = there were none
}

// Restore replaces a data file by a backup. The backup is copied beside the
// data, brought to this schema, checked whole, and only then takes their place
// by renaming; the old file stays under a dated name. Until that moment any
// error, or a crash, leaves everything as it was. store.ErrLocked means that
// another process uses the data.
func Restore(ctx context.Context, r Restoring) (out Restored, err error) {
	source, err := openBackup(r)
	if err != nil {
		return Restored{}, err
	}
	defer source.Close()
	target, size, err := hold(r.To)
	if err != nil {
		return Restored{}, err
	}
	defer target.Close()
	defer func() {
		if err != nil && size == 0 {
			_ = os.Remove(r.To) // it only kept the place
		}
	}()
	p, err := copyBackup(ctx, source, r)
	if err != nil {
		return Restored{}, plainError(err)
	}
	out, err = inspect(ctx, p.file.Name(), r)
	if err != nil {
		return Restored{}, errors.Join(err, p.drop())
	}
	if size > 0 {
		if out.Aside, err = setAside(r.To, r.Now); err != nil {
			return Restored{}, errors.Join(fmt.Errorf("the present data cannot be kept aside, nothing was changed: %w", plainError(err)), p.drop())
		}
	}
	if err := p.put(true); err != nil {
		return Restored{}, plainError(err)
	}
	return out, nil
}

// openBackup opens the backup, which nobody may be writing to.
func openBackup(r Restoring) (*os.File, error) {
	f, err := os.Open(r.From)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	there, _ := os.Stat(r.To) // no data file yet is fine
	switch {
	case err != nil:
	case !info.Mode().IsRegular():
		err = &store.Invalid{Field: "restore", Why: r.From + " is no regular file; name a backup"}
	case info.Size() == 0: // an empty file opens as a new one
		err = fmt.Errorf("%w: %s is empty", store.ErrDamaged, r.From)
	case there != nil && os.SameFile(info, there):
		err = &store.Invalid{Field: "restore", Why: r.From + " is the data file itself; name a backup"}
	case lockFile(f, false) != nil:
		err = &store.Invalid{Field: "restore", Why: r.From + " is open in another earshot; make a copy of it with earshot backup, and restore that"}
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// hold takes the lock of the data file, so that nobody opens it meanwhile,
// whatever state it is in. Where there is none, an empty one keeps the place.
func hold(path string) (f *os.File, size int64, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, 0, err
	}
	if f, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	switch {
	case err != nil:
	case !info.Mode().IsRegular():
		err = fmt.Errorf("%s is no regular file; move it away", path)
	case lockFile(f, true) != nil, moved(path, f):
		err = fmt.Errorf("%s: %w", path, store.ErrLocked)
	}
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, info.Size(), nil
}

func copyBackup(ctx context.Context, source *os.File, r Restoring) (*part, error) {
	info, err := source.Stat()
	if err != nil {
		return nil, err
	}
	p, err := newPart(r.To)
	if err != nil {
		return nil, err
	}
	_, err = io.Copy(&stream{Writer: p.file, each: func(done int) error {
		if r.Copied != nil {
			r.Copied(done, int(info.Size()))
		}
		return ctx.Err()
	}}, source)
	if err == nil {
		err = p.file.Sync()
	}
	if err != nil {
		return nil, errors.Join(err, p.drop())
	}
	unlock(p.file) // bbolt takes the lock next
	return p, nil
}

// inspect opens the copy as a data file is opened, which brings it to this
// schema, and checks all of it.
func inspect(ctx context.Context, path string, r Restoring) (out Restored, err error) {
	s, err := Open(path, Options{})
	if err != nil {
		return out, fmt.Errorf("%s cannot be restored, nothing was changed: %w", r.From, err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	report, err := s.Check(ctx, r.Checked)
	switch {
	case err != nil:
		return out, fmt.Errorf("%s cannot be restored, nothing was changed: %w", r.From, err)
	case !report.Clean():
		return out, fmt.Errorf("%s is not sound and was not restored, nothing was changed: %w: %s (and %d more); take an older backup",
			r.From, store.ErrDamaged, report.Problems[0], len(report.Problems)-1+report.More)
	}
	out.Mentions = report.Mentions
	if r.Look != nil {
		err = r.Look(s)
	}
	return out, err
}

// setAside gives the present file a second, dated name. There is no moment
// without data under the first: a crash finds the old ones or the new ones.
func setAside(path string, now time.Time) (string, error) {
	for n := range 100 {
		name := fmt.Sprintf("%s.before-restore-%s", path, now.Format("2006-01-02-150405"))
		if n > 0 {
			name = fmt.Sprintf("%s-%d", name, n)
		}
		err := os.Link(path, name)
		switch {
		case err == nil:
			return name, nil
		case errors.Is(err, fs.ErrExist):
			continue
		}
		return name, duplicate(path, name) // no second names here: a copy
	}
	return "", errors.New("there are too many of its kind beside it")
}

// duplicate copies a file durably.
func duplicate(from, to string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	p, err := newPart(to)
	if err != nil {
		return err
	}
	if _, err := io.Copy(p.file, f); err != nil {
		return errors.Join(err, p.drop())
	}
	return p.put(false)
}
