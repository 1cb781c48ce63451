package connectors

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"earshot/connectors/fault"
	"earshot/store"
	"earshot/store/clean"
)

// Attacher fetches what hangs on a mention (store.Media.Attached). Nothing of it
// comes over the line before somebody asks.
type Attacher interface {
	// Attachments gives the files of a mention, in the order in which it lists
	// them.
	Attachments(ctx context.Context, m *store.Mention) ([]File, error)
}

// Picker is an Attacher of a network that gives each file by itself, so that no
// more than one of them is in memory at a time.
type Picker interface {
	// Attachment gives the n-th file of a mention, counted from 0 in the order in
	// which it lists them.
	Attachment(ctx context.Context, m *store.Mention, n int) (File, error)
}

// File is a file with its contents. The name is a stranger's: see SaveFile.
type File struct {
	Name    string
	Content []byte
}

// fetchTimeout bounds the fetching of attachments.
const fetchTimeout = 15 * time.Minute

// Save fetches the files of a mention from its network and puts them into a
// folder: the n-th, counted from 1, or all where n is 0. It gives their paths.
func (r *Runner) Save(ctx context.Context, m *store.Mention, n int, folder string) ([]string, error) {
	listed := 0
	for _, x := range m.Body.Media {
		if _, ok := x.Attached(); ok {
			listed++
		}
	}
	switch {
	case listed == 0:
		return nil, errors.New("no file hangs on this message")
	case n < 0 || n > listed:
		return nil, fmt.Errorf("there is no file %d; %d hang on this message", n, listed)
	}
	if about, err := os.Stat(folder); err != nil || !about.IsDir() {
		return nil, fmt.Errorf("there is no folder %s", clean.Line(folder, 300))
	}
	a, err := r.desk.Setup.Account(ctx, m.Account)
	if err != nil {
		return nil, fmt.Errorf("the account %q, through which this came, is not connected", clean.Line(m.Account, 64))
	}
	c, err := r.Open(ctx, a)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	switch from := c.(type) {
	case Picker:
		return pick(ctx, from, m, n, listed, folder)
	case Attacher:
		files, err := from.Attachments(ctx, m)
		if err != nil {
			return nil, err
		}
		if n > len(files) {
			return nil, errors.New("the message has changed since; sync, and look again")
		}
		if n > 0 {
			files = files[n-1 : n]
		}
		return saveFiles(folder, files)
	}
	return nil, fault.New(fault.Permanent, "", "files of %s cannot be fetched", a.Network)
}

// pick fetches and saves one file after the other. Of several, one that cannot
// be had does not hold back the others: it is an error beside their paths.
func pick(ctx context.Context, from Picker, m *store.Mention, n, listed int, folder string) (paths []string, err error) {
	first, last := 0, listed
	if n > 0 {
		first, last = n-1, n
	}
	for i := first; i < last && ctx.Err() == nil; i++ {
		f, bad := from.Attachment(ctx, m, i)
		if bad != nil {
			err = errors.Join(err, bad)
			continue
		}
		path, bad := SaveFile(folder, f)
		if bad != nil {
			return paths, errors.Join(err, bad) // the disk will not take the next one either
		}
		paths = append(paths, path)
	}
	if err != nil && len(paths) > 0 {
		return paths, fmt.Errorf("%d of %d files were saved; %w", len(paths), last-first, err)
	}
	return paths, errors.Join(err, ctx.Err())
}

func saveFiles(folder string, files []File) (paths []string, err error) {
	for _, f := range files {
		path, err := SaveFile(folder, f)
		if err != nil {
			return paths, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// maxTries is how many names are tried where files of the same name lie already.
const maxTries = 1000

// SaveFile writes a file into a folder under a safe name and never over another:
// "bill.pdf", then "bill (2).pdf". It gives the path.
func SaveFile(folder string, f File) (string, error) {
	name := SafeName(f.Name)
	ending := filepath.Ext(name)
	for try := 1; try <= maxTries; try++ {
		path := filepath.Join(folder, name)
		if try > 1 {
			path = filepath.Join(folder, fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(name, ending), try, ending))
		}
		out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) // what strangers send is nobody else's business
		if errors.Is(err, os.ErrExist) {
			continue
		}
		if err != nil {
			return "", fmt.Errorf("%s cannot be written: %w", path, err)
		}
		_, err = out.Write(f.Content)
		if err = errors.Join(err, out.Close()); err != nil {
			_ = os.Remove(path) // half a file would be taken for the whole
			return "", fmt.Errorf("%s cannot be written: %w", path, err)
		}
		return path, nil
	}
	return "", fmt.Errorf("%d files are called %s already", maxTries, name)
}

// SafeName makes a name for a file of what a stranger calls it: no folders, no
// controls, nothing hidden, nothing that Windows reserves, and no more than file
// systems take.
func SafeName(name string) string {
	name = clean.Line(name, 64<<10)
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`<>:"|?*`, r) || r == utf8.RuneError {
			return '_'
		}
		return r
	}, name)
	name = strings.TrimRight(strings.TrimLeft(strings.TrimSpace(name), ".- "), ". ")
	const longest = 200
	if ending := filepath.Ext(name); len(name) > longest {
		if len(ending) > 16 {
			ending = ""
		}
		cut := longest - len(ending)
		for cut > 0 && !utf8.RuneStart(name[cut]) {
			cut--
		}
		name = name[:cut] + ending
	}
	stem, _, _ := strings.Cut(strings.ToUpper(name), ".")
	reserved := []string{"CON", "PRN", "AUX", "NUL"}
	if slices.Contains(reserved, stem) || len(stem) == 4 && (strings.HasPrefix(stem, "COM") || strings.HasPrefix(stem, "LPT")) {
		name = "_" + name
	}
	if name == "" {
		return "file"
	}
	return name
}
