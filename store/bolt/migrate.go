package bolt

import (
	"errors"
	"fmt"
	"strconv"

	bbolt "go.etcd.io/bbolt"

	"earshot/store"
	"earshot/store/index"
)

// step brings the file from the schema before to its own.
type step struct {
	schema int
	what   string // for the error message
	run    func(*bbolt.Tx) error
}

// migrations are the steps from schema 0, in order. A step is never changed
// once a release has it; testdata/store holds a file of every old schema.
//
//	0  docs and keys only: what the first importers wrote
//	1  indexes by time, thread, author, state and assignee; counts by state
//	   (what its step did the next one does anew)
//	2  mentions in parts, packed; short keys; short records
//	3  everybody of whom there is a record stands in the index of people, with
//	   what they are looked up by (what its step did the next one does anew)
//	4  so does what lists and profiles say of them: sex, year of birth, facts
func migrations() []step {
	return []step{{2, "packing the mentions", packAll}, {4, "filing the people", filePeople}}
}

// migrate brings the file up to date in one transaction: all of it or nothing.
func (s *Store) migrate(steps []step) error {
	newest := steps[len(steps)-1].schema
	var have int
	var err error
	broken := guard(func() {
		err = s.db.View(func(btx *bbolt.Tx) (err error) {
			have, err = schema(btx, newest)
			return err
		})
	})
	switch {
	case broken != nil || err != nil:
		return errors.Join(broken, plainError(err))
	case have > newest:
		return fmt.Errorf("%w: it has schema %d, this one knows up to %d: install the newer earshot", store.ErrNewer, have, newest)
	case have == newest:
		return nil
	case s.readOnly:
		return fmt.Errorf("the data were written by an older earshot (schema %d): open them once for writing", have)
	}
	broken = guard(func() {
		err = s.db.Update(func(btx *bbolt.Tx) error { return upgrade(btx, have, steps) })
	})
	return errors.Join(broken, plainError(err))
}

// unborn is the schema of a file without any bucket.
const unborn = -1

// newborn is the number of the last commit that bbolt itself makes in a new
// file. Whatever has a later one had a tree: a root page that lost its entries
// must not be taken for a new file and written over.
const newborn = 1

// schema reads the number of the schema.
func schema(btx *bbolt.Tx, newest int) (int, error) {
	b := bucket(btx, "earshot")
	if b == nil {
		if k, _ := btx.Cursor().First(); k == nil {
			if btx.ID() > newborn {
				return 0, fmt.Errorf("%w: it was written to before, and nothing is in it", store.ErrDamaged)
			}
			return unborn, nil
		}
		return 0, fmt.Errorf("%w: it is a database, but not one of earshot", store.ErrDamaged)
	}
	have, err := strconv.Atoi(string(b.Get([]byte("schema"))))
	if err != nil || have < 0 {
		return 0, fmt.Errorf("%w: the number of its schema is %q", store.ErrDamaged, b.Get([]byte("schema")))
	}
	if have == newest {
		for _, path := range tree() {
			if bucket(btx, path...) == nil {
				return 0, fmt.Errorf("%w: the bucket %q is missing", store.ErrDamaged, path)
			}
		}
	}
	return have, nil
}

// tree lists the buckets that every file of the newest schema has.
func tree() [][]string {
	list := [][]string{{"earshot"}, {"records"}, {"mentions"}, {"index"}, {"index", "persons"}}
	for _, name := range []string{"bodies", "work", "keys", "people", "authors"} {
		list = append(list, []string{"mentions", name})
	}
	for _, name := range []string{indexOfMentions, indexOfPeople} {
		list = append(list, []string{"index", name})
		for _, area := range index.Areas() {
			list = append(list, []string{"index", name, string(area)})
		}
	}
	return list
}

// upgrade runs the steps that are missing. A new file gets the newest tree at
// once.
func upgrade(btx *bbolt.Tx, have int, steps []step) error {
	if have == unborn {
		if err := plant(btx); err != nil {
			return err
		}
		steps = steps[len(steps)-1:]
	}
	for _, step := range steps {
		if step.schema <= have {
			continue
		}
		if have != unborn {
			if err := step.run(btx); err != nil {
				return fmt.Errorf("%s (schema %d), nothing was changed: %w", step.what, step.schema, err)
			}
		}
		if err := must(btx, "earshot").Put([]byte("schema"), []byte(strconv.Itoa(step.schema))); err != nil {
			return err
		}
	}
	return nil
}

// plant makes the buckets that are missing.
func plant(btx *bbolt.Tx) error {
	for _, path := range tree() {
		name := []byte(path[len(path)-1])
		var err error
		if len(path) == 1 {
			_, err = btx.CreateBucketIfNotExists(name)
		} else {
			_, err = must(btx, path[:len(path)-1]...).CreateBucketIfNotExists(name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
