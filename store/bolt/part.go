package bolt

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// part is a file that is being written beside its place. It takes its place
// whole or not at all: a crash, a full disk or an interrupt leaves at most the
// part, under a name of its own, which the next attempt writes over.
type part struct {
	file  *os.File
	place string
}

// partSuffix marks a file that is not whole yet.
const partSuffix = ".part"

// errBusy says that another process writes the same part.
var errBusy = errors.New("another earshot is writing this very file: wait until it is done, or name another file")

// newPart begins a file that shall stand at place. Its lock keeps a second
// process from writing the same part.
func newPart(place string) (*part, error) {
	name := place + partSuffix
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the folder %s cannot be written to: %w", filepath.Dir(place), err)
	}
	if lockFile(f, true) != nil || moved(name, f) { // moved: the other has just put it in place
		return nil, errors.Join(fmt.Errorf("%s: %w", name, errBusy), f.Close())
	}
	if err := errors.Join(f.Truncate(0), f.Chmod(0o600)); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &part{f, place}, nil
}

// put moves the part to its place, durably. Unless replace is set, nothing
// that stands there is replaced, also what has come there meanwhile.
func (p *part) put(replace bool) error {
	if err := p.file.Sync(); err != nil {
		return errors.Join(err, p.drop())
	}
	var err error
	if replace {
		err = os.Rename(p.file.Name(), p.place)
	} else {
		err = moveNew(p.file.Name(), p.place)
	}
	if err != nil {
		return errors.Join(err, p.drop())
	}
	syncFolder(filepath.Dir(p.place))
	return p.file.Close()
}

// moveNew renames a file and never replaces one. A second name says at once
// whether the place is taken; some file systems know no second names.
func moveNew(from, to string) error {
	err := os.Link(from, to)
	switch {
	case err == nil:
		return os.Remove(from)
	case errors.Is(err, fs.ErrExist):
		return err
	}
	if _, err := os.Lstat(to); err == nil {
		return &fs.PathError{Op: "write", Path: to, Err: fs.ErrExist}
	}
	return os.Rename(from, to)
}

// drop takes the part away.
func (p *part) drop() error {
	return errors.Join(os.Remove(p.file.Name()), p.file.Close())
}

// stream copies through a function that sees every piece and may end it.
type stream struct {
	io.Writer
	done int
	each func(done int) error
}

// Write implements io.Writer.
func (s *stream) Write(b []byte) (int, error) {
	if err := s.each(s.done); err != nil {
		return 0, err
	}
	n, err := s.Writer.Write(b)
	s.done += n
	return n, err
}
