package desk

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"earshot/store"
	"earshot/store/clean"
)

// What is told of a mention again and again must not grow without end, and has to
// come back from an export of it: what is beyond this is left out.
const (
	mostBesides  = 256
	besidesBytes = 64 << 10
)

// besides takes what else a network says of a mention that is known: where its
// files or its comments lie may be told only later. Fields of an object that the
// network is silent about now stay as they were. It tells whether anything is
// new; was is never written into.
func besides(was, now map[string]json.RawMessage) (map[string]json.RawMessage, bool) {
	out, changed, size := was, false, 0
	for name, old := range was {
		size += len(name) + len(old)
	}
	for _, name := range slices.Sorted(maps.Keys(now)) {
		old, known := was[name]
		together, new := joined(old, now[name])
		grows := len(together) - len(old)
		if !known {
			grows += len(name)
		}
		if !new || !known && len(out) >= mostBesides || grows > 0 && size+grows > besidesBytes {
			continue
		}
		size += grows
		if !changed {
			out, changed = maps.Clone(was), true
			if out == nil {
				out = map[string]json.RawMessage{}
			}
		}
		out[name] = together
	}
	return out, changed
}

// joined puts the fields of two objects together, the newer ones first; anything
// else is replaced.
func joined(was, now json.RawMessage) (json.RawMessage, bool) {
	if bytes.Equal(was, now) {
		return was, false
	}
	var a, b map[string]json.RawMessage
	if json.Unmarshal(was, &a) != nil || json.Unmarshal(now, &b) != nil || a == nil || b == nil {
		return now, !sameJSON(was, now)
	}
	new := false
	for name, v := range b {
		if old, ok := a[name]; !ok || !sameJSON(old, v) {
			a[name], new = v, true
		}
	}
	if !new {
		return was, false
	}
	raw, err := json.Marshal(a)
	return raw, err == nil
}

// sameJSON compares two values but for white space.
func sameJSON(a, b json.RawMessage) bool {
	if bytes.Equal(a, b) {
		return true
	}
	var x, y bytes.Buffer
	return json.Compact(&x, a) == nil && json.Compact(&y, b) == nil && bytes.Equal(x.Bytes(), y.Bytes())
}

// maxLacks caps the abilities that a network may take away one by one.
const maxLacks = 64

// abilities notes what the network has told of what its account can do, in the
// transaction of what else it told. Others see it at once.
func abilities(a *arrival) error {
	if len(a.batch.Lacks) == 0 {
		return nil
	}
	acc, err := store.Accounts(a.tx).Get(a.batch.Account)
	if err != nil {
		return ignoreMissing(err) // disconnected meanwhile
	}
	lacks, changed := maps.Clone(acc.Lacks), false
	if lacks == nil {
		lacks = map[string]string{}
	}
	for _, ability := range slices.Sorted(maps.Keys(a.batch.Lacks)) {
		why := a.batch.Lacks[ability]
		ability = clean.Line(strings.TrimSpace(ability), 256)
		why = clean.Line(why, maxLine)
		old, absent := lacks[ability]
		switch {
		case ability == "", why == "" && !absent, absent && why == old, !absent && len(lacks) >= maxLacks:
			continue
		case why == "":
			delete(lacks, ability)
		default:
			lacks[ability] = why
		}
		changed = true
	}
	if !changed {
		return nil
	}
	acc.Lacks = lacks
	a.tx.Touch(store.TopicAccounts, acc.Name)
	return store.Accounts(a.tx).Put(acc.Name, acc)
}
