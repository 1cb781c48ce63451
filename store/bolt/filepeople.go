package bolt

import (
	"bytes"
	"errors"

	bbolt "go.etcd.io/bbolt"

	"earshot/store"
	"earshot/store/match"
	"earshot/store/pack"
)

// filePeople is the step to schema 4: the index of people is built anew, from the
// records and from the descriptions that mentions carry. In schema 3 it did not
// know the facts of people; in 2 it knew the authors of mentions alone, and not by
// what they are looked up.
func filePeople(btx *bbolt.Tx) error {
	root := must(btx, "index")
	for _, name := range []string{indexOfPeople, "persons"} {
		if err := root.DeleteBucket([]byte(name)); err != nil {
			return err
		}
	}
	if err := plant(btx); err != nil {
		return err
	}
	s := openShelf(btx, new(tails))
	if err := fileRecords(btx, s); err != nil {
		return err
	}
	w := &walker{bucket: s.people} // the loop changes no key of it
	for k, v := w.start(nil); k != nil; k, v = w.start(k) {
		k = bytes.Clone(k)
		person, _, ok := number(v)
		network, id, known := pack.ReadKey(k)
		if !ok || !known || id == "" {
			continue
		}
		if s.index.touch(person, network+":"+id); len(s.index.waiting) >= filedAtOnce {
			if err := s.index.settle(s); err != nil {
				return err
			}
		}
	}
	return s.index.finish(s)
}

// filedAtOnce is how many people are held in memory while they are filed.
const filedAtOnce = 4096

// fileRecords gives everybody of whom there is a record a number, and a place in
// the index.
func fileRecords(btx *bbolt.Tx, s *shelf) error {
	records := bucket(btx, "records", store.KindIdentities)
	if records == nil {
		return nil
	}
	cur := records.Cursor()
	for k, _ := cur.First(); k != nil; k, _ = cur.Next() {
		identity := string(k)
		if !match.IsPerson(identity) {
			continue
		}
		person, err := s.numberOf(identity)
		s.index.touch(person, identity)
		if len(s.index.waiting) >= filedAtOnce {
			err = errors.Join(err, s.index.settle(s))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
