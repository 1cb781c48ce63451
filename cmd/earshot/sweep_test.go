package main

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unsafe"

	bbolt "go.etcd.io/bbolt"
)

// The sweep damages a workspace in many places, one at a time, and lets the
// real program work on it: see TestDamageIsNoticedAndNothingIsMadeWorse.

// span is a piece of the file that holds one thing.
type span struct{ from, len int }

// spots tells where in a file what stands: each kind of key and value, the
// heads, and the pages.
func spots(t *testing.T, path string) map[string][]span {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	page, out := db.Info().PageSize, map[string][]span{}
	var end int
	put := func(what string, b []byte) {
		if len(b) == 0 {
			return
		}
		if at := int(uintptr(unsafe.Pointer(&b[0])) - db.Info().Data); at >= 0 && at < end { // else bbolt has made a copy
			out[what] = append(out[what], span{at, len(b)})
		}
	}
	var walk func(name string, b *bbolt.Bucket) error
	walk = func(name string, b *bbolt.Bucket) error {
		return b.ForEach(func(k, v []byte) error {
			if v == nil {
				put("name of a bucket", k)
				return walk(name+"/"+string(k), b.Bucket(k))
			}
			put(name+" key", k)
			put(name+" value", v)
			return nil
		})
	}
	err = db.View(func(tx *bbolt.Tx) error {
		end = int(tx.Size())
		err := tx.ForEach(func(k []byte, b *bbolt.Bucket) error {
			put("name of a bucket", k)
			return walk(string(k), b)
		})
		for id := 2; int64(id*page) < tx.Size(); id++ {
			info, pageErr := tx.Page(id)
			if pageErr != nil || info.Type == "free" {
				continue
			}
			out["header of a page"] = append(out["header of a page"], span{id * page, 16})
			if info.Type == "branch" || info.Type == "leaf" {
				out["table of a "+info.Type] = append(out["table of a "+info.Type], span{id*page + 16, 16 * max(1, info.Count)})
			}
			id += info.OverflowCount
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	out["head"] = []span{{16, 64}, {page + 16, 64}}
	return out
}

// harm is one damage.
type harm struct {
	what string
	at   int
	bit  byte
	cut  bool // the file ends here instead
}

func (h harm) String() string {
	if h.cut {
		return fmt.Sprintf("cut at %d", h.at)
	}
	return fmt.Sprintf("%s: byte %d, bit %d", h.what, h.at, h.bit)
}

func (h harm) of(good []byte) []byte {
	if h.cut {
		return good[:h.at]
	}
	b := bytes.Clone(good)
	b[h.at] ^= 1 << h.bit
	return b
}

// harms gives each kind of place its turn.
func harms(places map[string][]span, size, n int) (list []harm) {
	rng := rand.New(rand.NewPCG(31, 1))
	kinds := slices.Sorted(maps.Keys(places))
	rng.Shuffle(len(kinds), func(i, k int) { kinds[i], kinds[k] = kinds[k], kinds[i] })
	for i := range n {
		if k := i % (len(kinds) + 1); k < len(kinds) {
			of := places[kinds[k]]
			s := of[rng.IntN(len(of))]
			list = append(list, harm{what: kinds[k], at: s.from + rng.IntN(s.len), bit: byte(rng.IntN(8))})
		} else {
			list = append(list, harm{what: "cut", at: 1 + rng.IntN(size-1), cut: true})
		}
	}
	return list
}

// unsummed tells what has no checksum, so that another value in it may be read
// as if it were true: our work on a mention and the records, in CBOR. What of
// them stands in the index, too (state, tags, assignee) is still noticed.
func unsummed(what string) bool {
	return strings.HasPrefix(what, "records/") || strings.HasPrefix(what, "mentions/work")
}

// noted tells what must be noticed whatever happens to it.
func noted(what string) bool {
	for _, part := range []string{"mentions/bodies", "mentions/authors", "mentions/keys", "mentions/people", "index/mentions", "index/people", "head"} {
		if strings.HasPrefix(what, part) && what != "header of a page" {
			return true
		}
	}
	return false
}

// sweeper is a workspace whose file is damaged again and again.
type sweeper struct {
	*sandbox
	file      string
	questions [][]string
	answers   []string        // of the good file
	lines     map[string]bool // of its export
	tally     map[string]int
}

func newSweeper(t *testing.T, mentions int) *sweeper {
	s := &sweeper{sandbox: newSandbox(t), lines: map[string]bool{}, tally: map[string]int{}}
	s.file = filepath.Join(s.data, dataFile)
	s.try(jsonl("m", mentions), "import", "jsonl", "-")
	for i := 1; i < 40; i += 3 {
		s.run("tag", fmt.Sprint(i), "+vip", fmt.Sprintf("+t%d", i%5))
		s.run("assign", fmt.Sprint(i+1), "anna")
	}
	s.run("note", "7", "позвонить")
	s.run("done", "12")
	s.questions = [][]string{
		{"search", "холодильник is:new", "--limit", "60"},
		{"search", "*", "--group", "author"},
		{"search", "tag:vip OR assignee:anna", "--json"},
		{"search", "номер -is:done", "--count"},
		{"export", "mentions"},
	}
	for _, q := range s.questions {
		s.answers = append(s.answers, s.run(q...).out)
	}
	for line := range strings.Lines(s.answers[len(s.answers)-1]) {
		s.lines[line] = true
	}
	return s
}

// call makes a call that may fail, but not in any way.
func (s *sweeper) call(h harm, args ...string) result {
	r := s.try("", args...)
	crash := regexp.MustCompile(`goroutine \d+ \[|panic:|fatal error|SIGSEGV|SIGBUS|runtime error|DATA RACE`)
	if r.code != exitOK && r.code != exitError || crash.MatchString(r.err+r.out) {
		s.t.Errorf("%s: earshot %s: exit %d:\n%s", h, strings.Join(args, " "), r.code, shorten(r.err))
	}
	if r.code != exitOK && strings.TrimSpace(r.err) == "" {
		s.t.Errorf("%s: earshot %s fails without a word", h, strings.Join(args, " "))
	}
	return r
}

// suffer makes all calls on a damaged file.
func (s *sweeper) suffer(h harm, good []byte) {
	bad := h.of(good)
	if err := os.WriteFile(s.file, bad, 0o600); err != nil {
		s.t.Fatal(err)
	}
	wrong := ""
	for i, q := range s.questions {
		if r := s.call(h, q...); r.code == exitOK && r.out != s.answers[i] {
			wrong = strings.Join(q, " ")
		}
	}
	check := s.call(h, "check")
	clean := check.code == exitOK
	if r := s.call(h, "backup", "--force", s.path("b.db")); r.code != exitOK && strings.Contains(check.err, "make a backup") {
		s.t.Errorf("%s: check advises a backup, which fails: %s", h, r.err)
	}
	s.call(h, "doctor")
	if now, err := os.ReadFile(s.file); err != nil || !bytes.Equal(now, bad) {
		s.t.Errorf("%s: the file was changed: %v", h, err)
	}
	switch {
	case !clean:
		s.tally["noticed"]++
	case wrong != "" && unsummed(h.what):
		s.tally["without a checksum, not noticed"]++
	case wrong != "":
		s.t.Errorf("%s: check says clean, %s answers otherwise", h, wrong)
	case noted(h.what):
		s.t.Errorf("%s: not noticed", h)
	default:
		s.tally["without effect"]++
	}
	if !clean {
		s.mend(h, bad)
	}
}

// mend repairs: afterwards the file is sound and says nothing new, or it is as
// it was.
func (s *sweeper) mend(h harm, bad []byte) {
	if s.call(h, "check", "--repair").code != exitOK {
		if now, err := os.ReadFile(s.file); err != nil || !bytes.Equal(now, bad) {
			s.t.Errorf("%s: the repair failed and changed the file: %v", h, err)
		}
		s.tally["needs a backup"]++
		return
	}
	s.tally["mended"]++
	if r := s.call(h, "check"); r.code != exitOK {
		s.t.Errorf("%s: repaired and not clean: %s", h, shorten(r.out))
	}
	strange, kept := 0, 0
	all := s.call(h, "export", "mentions")
	if all.code != exitOK {
		s.t.Errorf("%s: repaired, and the export fails: %s", h, all.err)
	}
	for line := range strings.Lines(all.out) {
		if kept++; !s.lines[line] {
			strange++
		}
	}
	if kept < len(s.lines)-1 || strange > 0 && !unsummed(h.what) {
		s.tally["mended with a loss"]++
		s.t.Logf("%s: repaired, %d of %d mentions are left, %d of them changed", h, kept, len(s.lines), strange)
	}
}

// TestDamageIsNoticedAndNothingIsMadeWorse flips bits of every kind of thing
// in the file and cuts it: the program never crashes or hangs, never answers
// wrongly what check calls clean, and only --repair changes the file.
func TestDamageIsNoticedAndNothingIsMadeWorse(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts many processes")
	}
	n, mentions := 20, 700
	if long() {
		n, mentions = 300, 2000
	}
	s := newSweeper(t, mentions)
	good, err := os.ReadFile(s.file)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range harms(spots(t, s.file), len(good), n) {
		s.suffer(h, good)
	}
	t.Logf("%d damages: %v", n, s.tally)
	if s.tally["noticed"] < n/2 {
		t.Error("the damage was too mild to test anything")
	}
}
