package demo

import (
	"sync"
	"time"

	"earshot/connectors/fault"
)

// faults are the simulated troubles, for demonstrations: every one of them
// happens at the same place in every run.
type faults struct {
	on    bool
	seed  uint64
	mu    sync.Mutex
	tries map[string]int // how often each thing was tried
}

func (f *faults) try(what string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tries[what]++
	return f.tries[what]
}

// read fails every fifteenth reading as a server that is being restarted.
func (f *faults) read() error {
	if !f.on || f.try("read")%15 != 0 {
		return nil
	}
	return fault.New(fault.Transient, "read mentions", "the server answered 503 (simulated); it is tried again")
}

// line cuts the stream after every fortieth batch.
func (f *faults) line() error {
	if !f.on || f.try("line")%40 != 0 {
		return nil
	}
	return fault.New(fault.Transient, "listen", "the line was cut (simulated); it is opened again")
}

// send fails a delivery before it stands, by its key: limited or cut on the
// first try, or refused for good.
func (f *faults) send(key string) error {
	if !f.on {
		return nil
	}
	first := f.try("send "+key) == 1
	switch h := mix(f.seed, hash(key)) % 16; {
	case h == 0:
		return fault.New(fault.Permanent, "send", "the network refused the text (422, simulated); change it and send again")
	case h == 1 && first:
		limited := fault.New(fault.Limited, "send", "too many requests (429, simulated); it is sent again in a moment")
		limited.RetryAfter, limited.Unsent = 20*time.Second, true
		return limited
	case h == 2 && first:
		return fault.New(fault.Transient, "send", "the server answered 503 (simulated); it is tried again")
	}
	return nil
}

// answer loses the network's answer to a delivery that stands: the case in
// which sending twice would be visible to everybody.
func (f *faults) answer(key string) error {
	if !f.on || mix(f.seed, hash(key))%16 != 3 || f.try("answer "+key) != 1 {
		return nil
	}
	return fault.New(fault.Transient, "send", "no answer in time (simulated); it is looked up before anything is sent again")
}
