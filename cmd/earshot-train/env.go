package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// env is what a task may know: where examples lie, where weights go.
type env struct {
	data     string // folder of the public sets, "" where there is none
	testdata string // folder of our own
	out      string // the repository
	seed     uint64
	eval     bool   // make and write nothing
	misses   bool   // name what was taken for something else
	langs    string // languages whose sentiment is made anew, with commas; "" = all
	log      io.Writer
}

// say tells how far the work is.
func (e *env) say(format string, args ...any) { fmt.Fprintf(e.log, format+"\n", args...) }

// check looks for the folders before anything is made, which takes minutes.
func (e *env) check() error {
	if info, err := os.Stat(e.data); e.data != "" && (err != nil || !info.IsDir()) {
		return fmt.Errorf("--data %s: there is no such folder", e.data)
	}
	if info, err := os.Stat(filepath.Join(e.out, "scoring")); !e.eval && (err != nil || !info.IsDir()) {
		return fmt.Errorf("--out %s: there is no folder scoring in it; give the folder of the repository", e.out)
	}
	return nil
}

// row is a line of a set: label first, text last.
type row []string

func (r row) label() string { return r[0] }
func (r row) text() string  { return r[len(r)-1] }

// has tells whether the public sets are at hand.
func (e *env) has(name string) bool {
	_, err := e.find(name)
	return err == nil
}

// find gives the path of a file of the public sets. The folder may be the one
// above, which has them by subject.
func (e *env) find(name string) (string, error) {
	if e.data == "" {
		return "", fmt.Errorf("%s: give --data DIR", name)
	}
	for _, dir := range []string{e.data, filepath.Join(e.data, "sentiment"), filepath.Join(e.data, "identity")} {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("%s is not in %s", name, e.data)
}

// rows reads a file of the public sets, such as "ru_sentiment3_..._train.tsv".
func (e *env) rows(name string, columns int) ([]row, error) {
	path, err := e.find(name)
	if err != nil {
		return nil, err
	}
	return readRows(path, columns)
}

// ours reads a table of testdata, such as "intent/ru_bank.tsv". Where there is
// none it gives none: a family may be measured before its examples are written.
func (e *env) ours(name string, columns int) ([]row, error) {
	list, err := readRows(filepath.Join(e.testdata, name), columns)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return list, err
}

// oursLike gives the names of the tables of testdata that a pattern finds, in
// order, such as "intent/ru_*.tsv".
func (e *env) oursLike(pattern string) ([]string, error) {
	found, err := filepath.Glob(filepath.Join(e.testdata, pattern))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, path := range found {
		name, err := filepath.Rel(e.testdata, path)
		if err != nil {
			return nil, err
		}
		names = append(names, filepath.ToSlash(name))
	}
	return names, nil
}

// save writes weights to a path in the repository, such as
// "scoring/sentiment/ru.model", unless only measuring was asked for.
func (e *env) save(path string, weights []byte) error {
	if e.eval {
		return nil
	}
	e.say("  %s: %d bytes", path, len(weights))
	return os.WriteFile(filepath.Join(e.out, filepath.FromSlash(path)), weights, 0o644)
}

// readRows reads a table whose columns are parted by tabs. Empty lines and
// comments ("# ...") are passed over; a line with fewer columns is an error with its number.
func readRows(path string, columns int) ([]row, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var list []row
	number := 0
	for line := range strings.SplitSeq(string(data), "\n") {
		number++
		line = strings.TrimSuffix(line, "\r")
		if line == "" || strings.HasPrefix(line, "# ") {
			continue
		}
		cells := strings.SplitN(line, "\t", columns)
		if len(cells) < columns {
			return nil, fmt.Errorf("%s, line %d: %d columns, want %d", path, number, len(cells), columns)
		}
		list = append(list, cells)
	}
	return list, nil
}
