package pack

import (
	"time"

	"earshot/store"
)

const workVersion = 1

// The optional parts of our side.
const (
	hasAssignee = 1 << iota
	hasUntil
	hasTags
	hasNotes
	hasOpened
	hasAnswered
	hasAnswerer
	hasClosed
)

// The codes of a state; a new one goes to the end.
const (
	stateNew = iota
	stateOpen
	stateSnoozed
	stateDone
	stateOther = 7 // a string follows
)

func stateCode(s store.State) byte {
	switch s {
	case store.StateNew:
		return stateNew
	case store.StateOpen:
		return stateOpen
	case store.StateSnoozed:
		return stateSnoozed
	case store.StateDone:
		return stateDone
	}
	return stateOther
}

// AppendWork adds our side of a mention: nothing at all while nobody has
// touched it, a few bytes where only the state changed.
func AppendWork(dst []byte, k *store.Work) []byte {
	flags := flag(k.Assignee != "", hasAssignee) | flag(!k.Until.IsZero(), hasUntil) | flag(k.Tags != nil, hasTags) |
		flag(k.Notes != 0, hasNotes) | flag(!k.Opened.IsZero(), hasOpened) | flag(!k.Answered.IsZero(), hasAnswered) |
		flag(k.Answerer != "", hasAnswerer) | flag(!k.Closed.IsZero(), hasClosed)
	if flags == 0 && k.State == store.StateNew {
		return dst
	}
	w := &writer{b: dst}
	w.b = append(w.b, workVersion<<3|stateCode(k.State), byte(flags))
	if stateCode(k.State) == stateOther {
		w.str(string(k.State))
	}
	if flags&hasAssignee != 0 {
		w.str(k.Assignee)
	}
	if flags&hasTags != 0 {
		w.uint(uint64(len(k.Tags)))
		for _, tag := range k.Tags {
			w.str(tag)
		}
	}
	if flags&hasNotes != 0 {
		w.int(int64(k.Notes))
	}
	if flags&hasAnswerer != 0 {
		w.str(k.Answerer)
	}
	last := time.UnixMicro(0) // each time is the difference from the one before it
	for i, t := range times(k) {
		if flags&timeFlags[i] != 0 {
			w.time(*t, last)
			last = *t
		}
	}
	return w.b
}

// timeFlags are the flags of times, in their order.
var timeFlags = [...]uint32{hasOpened, hasAnswered, hasClosed, hasUntil}

func times(k *store.Work) [4]*time.Time {
	return [...]*time.Time{&k.Opened, &k.Answered, &k.Closed, &k.Until}
}

// ReadWork reads our side of a mention into k.
func ReadWork(raw []byte, k *store.Work) error {
	*k = store.Work{State: store.StateNew}
	if len(raw) == 0 {
		return nil
	}
	r := &reader{s: string(raw)}
	first, flags := r.byte(), uint32(r.byte())
	if first>>3 != workVersion {
		r.bad = true
	}
	switch first & 7 {
	case stateNew:
	case stateOpen:
		k.State = store.StateOpen
	case stateSnoozed:
		k.State = store.StateSnoozed
	case stateDone:
		k.State = store.StateDone
	case stateOther:
		k.State = store.State(r.str())
	default:
		r.bad = true
	}
	if flags&hasAssignee != 0 {
		k.Assignee = r.str()
	}
	if flags&hasTags != 0 {
		k.Tags = list[string](r.count())
		for i := range k.Tags {
			k.Tags[i] = r.str()
		}
	}
	if flags&hasNotes != 0 {
		k.Notes = int(r.int())
	}
	if flags&hasAnswerer != 0 {
		k.Answerer = r.str()
	}
	last := time.UnixMicro(0)
	for i, t := range times(k) {
		if flags&timeFlags[i] != 0 {
			*t = r.time(last)
			last = *t
		}
	}
	return r.end("the work on a mention")
}
