package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"earshot/store"
)

// History is the journal: the audit trail and the undo stack.
type History struct{ *core }

// ErrNothing says that there is nothing to undo or redo.
var ErrNothing = errors.New("nothing to take back")

// target finds the entry that a step works on. Walking back, the newest word
// on an entry (taken back, or done again) decides; a change of one's own made
// after an undo ends what can be done again.
func (h *History) target(tx store.Tx, user string, redo bool) (store.Entry, error) {
	settled := map[uint64]bool{} // entry -> is it taken back now
	for e, err := range h.entries(tx, user) {
		if err != nil {
			return e, err
		}
		switch {
		case e.Fixed:
			if _, known := settled[e.Undoes]; !known && e.Undoes != 0 {
				settled[e.Undoes] = true // passed over
			}
		case e.Undoes == 0 && redo:
			return e, fmt.Errorf("%w: nothing was undone since your last change", ErrNothing)
		case e.Undoes == 0:
			if !settled[e.Seq] {
				return e, nil
			}
		default:
			if _, known := settled[e.Undoes]; known {
				continue
			}
			settled[e.Undoes] = !e.Redo
			if redo && !e.Redo {
				return store.Journal(tx).Get(store.Number(e.Undoes))
			}
		}
	}
	return store.Entry{}, fmt.Errorf("%w: you have changed nothing yet", ErrNothing)
}

// entries walks a user's journal from the newest.
func (h *History) entries(tx store.Tx, user string) func(func(store.Entry, error) bool) {
	prefix := userKey(user)
	return func(yield func(store.Entry, error) bool) {
		for key := range tx.Records(store.KindJournalUser).ScanBack(prefix, prefix[:len(prefix)-1]+"0") {
			e, err := store.Journal(tx).Get(key[len(prefix):])
			if !yield(e, err) {
				return
			}
		}
	}
}

// revert brings one record back to its state before the change.
func (h *History) revert(r *recorder, c store.Change) error {
	switch c.Kind {
	case store.ChangeWork:
		return h.revertWork(r, c)
	case store.ChangeJudgement:
		return h.revertJudgement(r, c)
	case store.ChangeLang:
		return h.revertLang(r, c)
	case store.KindIdentities:
		return h.revertPerson(r, c)
	case store.ChangeContact:
		return h.revertContact(r, c)
	case store.ChangeJoined:
		return revertJoined(r, c)
	case store.ChangeAsked:
		return revertAsked(r, c)
	case store.KindApart:
		return h.revertApart(r, c)
	case store.ChangeMonitors:
		return h.revertFound(r, c)
	case store.KindEdges, store.KindPartings, store.KindSuggestions, store.KindVerdicts:
		return h.revertLink(r, c)
	case store.ChangeRun: // what it stands for is taken back by step
		r.entry.Changes = append(r.entry.Changes, store.Change{Kind: c.Kind, ID: c.ID, Before: c.After, After: c.Before})
		return nil
	}
	now, err := r.tx.Records(c.Kind).Get(c.ID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	switch {
	case bytes.Equal(now, c.After):
	case c.Kind == store.KindDrafts || c.Kind == store.KindInvitations:
		return nil // somebody went on writing, or has sent it: what is newer stays
	default:
		return moved(c.Kind)
	}
	if err := h.mayQueue(r.tx, c); err != nil {
		return err
	}
	r.entry.Changes = append(r.entry.Changes, store.Change{Kind: c.Kind, ID: c.ID, Before: now, After: c.Before})
	return restore(r.tx, c.Kind, c.ID, c.Before)
}

// mayQueue refuses to bring back a send that would leave this very moment,
// without anybody having seen it in the hold window, or that nobody would send.
func (h *History) mayQueue(tx store.Tx, c store.Change) error {
	if c.Kind != store.KindJobs || c.Before == nil {
		return nil
	}
	var job store.Job
	if err := store.Decode(c.Before, &job); err != nil || job.Kind != store.JobSend || job.State != store.JobQueued {
		return err
	}
	if !job.Due.After(h.env.Now()) {
		return &store.Conflict{By: "too late", What: "the time to send it has passed; send it anew"}
	}
	if err := canSend(tx, job.Account); err != nil {
		return &store.Conflict{By: "too late", What: err.Error()}
	}
	return nil
}

// moved says in plain words why a record cannot be brought back.
func moved(kind string) error {
	if kind == store.KindJobs || kind == store.KindPosts {
		return &store.Conflict{By: "too late", What: "it has already left, or its state has changed since; see the outbox (g o)"}
	}
	return &store.Conflict{By: "too late", What: "it has been changed again since"}
}

// Of lists what happened to a mention, oldest first; see Past.Of.
func (h *History) Of(ctx context.Context, doc store.Doc) ([]store.Entry, error) {
	return h.Past().Of(ctx, doc)
}

// Past reads the history of many mentions, one after the other. An entry that
// changed many of them is read once: an export after a verb on a hundred
// thousand mentions would otherwise read all of it as many times.
type Past struct {
	*core
	large map[string]store.Entry // without their changes
}

// Past begins to read.
func (h *History) Past() *Past { return &Past{h.core, map[string]store.Entry{}} }

// manyChanges is from how many changes on an entry is kept in memory.
const manyChanges = 100

// Of lists what happened to a mention, oldest first; an entry of very many
// changes comes without them.
func (h *Past) Of(ctx context.Context, doc store.Doc) ([]store.Entry, error) {
	var out []store.Entry
	err := h.store.View(ctx, func(tx store.Tx) error {
		out = nil
		prefix := store.Number(uint64(doc)) + "/"
		for key := range tx.Records(store.KindJournalDoc).Scan(prefix, store.Number(uint64(doc))+"0") {
			e, err := h.entry(tx, key[len(prefix):])
			if err != nil {
				return err
			}
			out = append(out, e)
		}
		return nil
	})
	return out, err
}

func (h *Past) entry(tx store.Tx, seq string) (store.Entry, error) {
	if e, ok := h.large[seq]; ok {
		return e, nil
	}
	e, err := store.Journal(tx).Get(seq)
	if err == nil && len(e.Changes) > manyChanges {
		e.Changes = nil
		h.large[seq] = e
	}
	return e, err
}

// Last lists the newest n entries of everybody, newest first.
func (h *History) Last(ctx context.Context, n int) ([]store.Entry, error) {
	var out []store.Entry
	err := h.store.View(ctx, func(tx store.Tx) error {
		out = nil
		for e, err := range store.Journal(tx).Back("", "") {
			if err != nil {
				return err
			}
			if out = append(out, e); len(out) == n {
				return nil
			}
		}
		return nil
	})
	return out, err
}
