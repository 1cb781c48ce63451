package desk

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"

	"earshot/scoring"
	"earshot/store"
)

// school is the judge and what the team has taught it. What is in force is
// always what the log of corrections says, in the order of their ids: after a
// commit the new ones are read from it, so that a transaction that failed
// teaches nothing. The log is first read when something is judged: that takes a
// quarter of a second for a thousand corrections, and no screen waits for it.
// What the monitors call things teaches nothing; where they change these names,
// all is learnt anew by the next who judges.
//
// Nothing may be judged inside a transaction: reading the log is one.
type school struct {
	store   store.Store
	judge   scoring.Judge
	learner scoring.Learner // nil = the judge learns nothing
	ask     func(store.Tx) (*Catalog, error)
	names   atomic.Pointer[Catalog] // what ask gave last

	mu    sync.Mutex // of what follows, and of who teaches
	last  string     // id of the newest correction that was learnt
	count int        // how many were
	ready atomic.Bool
	mark  hallmark
	// stirred tells that something was taught or taken back.
	stirred chan struct{}
}

// newSchool makes a school that asks for the names that the monitors listen for.
func newSchool(st store.Store, judge scoring.Judge, ask func(store.Tx) (*Catalog, error)) *school {
	s := &school{store: st, judge: judge, ask: ask, stirred: make(chan struct{}, 1)}
	s.learner, _ = judge.(scoring.Learner)
	return s
}

// Judge judges with everything that was taught. It must be fast: every mention
// passes here on its way in.
func (s *school) Judge(in scoring.Input) scoring.Verdict {
	s.attend()
	name := s.model(in.Catalog) // before: what is learnt meanwhile must not have its name
	v := s.judge.Judge(in)
	v.Model = name
	return v
}

// attend reads the log if nobody has yet. Where it cannot be read, the judge
// goes on with what it knows, and the next one tries again.
func (s *school) attend() {
	if s.learner == nil || s.ready.Load() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ready.Load() {
		s.reread()
	}
}

// learn brings the judge up to the end of the log, before the verb returns that
// has added to it.
func (s *school) learn() {
	s.stir()
	if s.learner == nil || !s.ready.Load() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	log, last, _, err := s.read(s.last)
	if err != nil {
		s.ready.Store(false)
	}
	if !s.ready.Load() {
		return // the next who judges reads all of it
	}
	for _, c := range log {
		s.learner.Learn(c)
	}
	s.last, s.count = last, s.count+len(log)
	s.mark.learnt(s.count, log)
}

// relearn builds everything anew, because something was taken out of the log or
// put between others.
func (s *school) relearn() {
	s.stir()
	if s.learner == nil || !s.ready.Load() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reread()
}

func (s *school) reread() {
	log, last, names, err := s.read("")
	if err == nil {
		s.learner.Relearn(log)
		s.last, s.count = last, len(log)
		s.mark.forget()
		s.mark.learnt(s.count, log)
	}
	s.ready.Store(err == nil)
	if err == nil && s.names.Load() != names { // they have changed meanwhile
		s.ready.Store(false)
	}
}

// rename tells what the monitors listen for now; the same names are the same
// pointer. It may be called inside a transaction.
func (s *school) rename(names *Catalog) {
	if old := s.names.Swap(names); old != nil && old != names {
		s.ready.Store(false)
		s.stir()
	}
}

// read gives the corrections behind an id, the id of the last, and the names
// that they say nothing about. One that cannot be read is passed over: check
// names it.
func (s *school) read(behind string) (log []scoring.Correction, last string, names *Catalog, err error) {
	err = s.store.View(context.Background(), func(tx store.Tx) (err error) {
		log, last = nil, behind
		if names, err = s.ask(tx); err != nil {
			return err
		}
		from := ""
		if behind != "" {
			from = behind + "\x00"
		}
		for id, raw := range tx.Records(store.KindCorrections).Scan(from, "") {
			last = id
			var c store.Correction
			if store.Decode(raw, &c) == nil {
				log = append(log, scoring.Correction{Text: c.Text, Lang: c.Lang, Label: c.Label, Catalog: names})
			}
		}
		return nil
	})
	return log, last, names, err
}

func (s *school) stir() {
	select {
	case s.stirred <- struct{}{}:
	default:
	}
}

// state names what is in force: the same name, the same judge.
func (s *school) state() string {
	s.attend()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.count == 0 {
		return ""
	}
	state := s.last + "/" + strconv.Itoa(s.count)
	if sum := sumOf(s.names.Load()); sum != 0 {
		state += "/" + strconv.FormatUint(sum, 36)
	}
	return state
}
