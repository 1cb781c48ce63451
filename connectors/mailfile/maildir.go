package mailfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Maildir walks the messages in the folders cur and new of a maildir, by file
// name. tmp and sub-folders are not read, links that lead out of the folder are
// not followed. A file that cannot be accepted comes as an Item without a
// Mention and a *Refusal, and the reading goes on; any other error means that
// there is no maildir to read.
func Maildir(dir string, now time.Time) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		root, files, err := openMaildir(dir)
		if err != nil {
			yield(Item{}, err)
			return
		}
		defer func() { _ = root.Close() }() // nothing was written
		for i, name := range files {
			item, refusal := readFile(root, name, now)
			item.Number, item.Name, item.Flags = i+1, name, flagsOf(name)
			if refusal != nil {
				refusal.File, refusal.Number = name, i+1
				err = refusal
			}
			if !yield(item, err) {
				return
			}
			err = nil
		}
	}
}

// MaildirSize counts the files that Maildir would read and their bytes, for a
// progress bar.
func MaildirSize(dir string) (files int, size int64, err error) {
	root, names, err := openMaildir(dir)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = root.Close() }()
	for _, name := range names {
		if info, err := root.Stat(name); err == nil && info.Mode().IsRegular() {
			size += info.Size()
		}
	}
	return len(names), size, nil
}

// openMaildir lists the messages of a maildir. os.Root keeps links inside it.
func openMaildir(dir string) (*os.Root, []string, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("the maildir cannot be opened: %w", err)
	}
	var files []string
	found := false
	for _, folder := range []string{"cur", "new"} {
		entries, err := fs.ReadDir(root.FS(), folder)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			_ = root.Close()
			return nil, nil, fmt.Errorf("the maildir cannot be read: %w", err)
		}
		found = true
		for _, e := range entries {
			if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
				files = append(files, path.Join(folder, e.Name()))
			}
		}
	}
	if !found {
		_ = root.Close()
		return nil, nil, fmt.Errorf("%s is not a maildir: it has neither a folder cur nor a folder new", dir)
	}
	slices.SortStableFunc(files, func(a, b string) int { return strings.Compare(path.Base(a), path.Base(b)) })
	return root, files, nil
}

func readFile(root *os.Root, name string, now time.Time) (Item, *Refusal) {
	info, err := root.Stat(name)
	if err != nil {
		return Item{}, refuse("cannot be opened: %v", plainError(err))
	}
	if !info.Mode().IsRegular() {
		return Item{}, refuse("is not a file") // opening a pipe would wait for ever
	}
	f, err := root.Open(name)
	if err != nil {
		return Item{}, refuse("cannot be opened: %v", plainError(err))
	}
	defer func() { _ = f.Close() }()
	item := Item{Bytes: info.Size()}
	if info.Size() > MaxMessage {
		return item, refuse("is larger than %d bytes", MaxMessage)
	}
	raw, err := io.ReadAll(io.LimitReader(f, MaxMessage+1))
	if err != nil {
		return item, refuse("cannot be read: %v", plainError(err))
	}
	// Some programs keep the From_ line of the mbox they delivered from.
	env := envelope{delivered: deliveredAt(name)}
	if line, rest := cutLine(raw); strings.HasPrefix(string(line[:min(len(line), 5)]), "From ") {
		env, _ = fromLine(string(line[:min(len(line), 1000)]))
		raw = rest
	}
	var refusal *Refusal
	item.Mention, refusal = read(raw, env, now)
	return item, refusal
}

// plainError takes the path off a file error: the refusal names the file.
func plainError(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// flagsOf gives the letters behind ":2," in a file's name; some systems cannot
// write the colon.
func flagsOf(name string) string {
	for _, mark := range []string{":2,", "!2,", ";2,", "_2,"} {
		if _, flags, ok := strings.Cut(name, mark); ok {
			return flags
		}
	}
	return ""
}

// deliveredAt reads the seconds that begin a file's name.
func deliveredAt(name string) time.Time {
	digits, _, _ := strings.Cut(path.Base(name), ".")
	sec, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || sec <= 0 || len(digits) > 11 {
		return time.Time{}
	}
	return time.Unix(sec, 0)
}
