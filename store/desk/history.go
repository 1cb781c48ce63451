package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"earshot/store"
)

// History is the journal: the audit trail and the undo stack.
type History struct{ *core }

// ErrNothing says that there is nothing to undo or redo.
var ErrNothing = errors.New("nothing to take back")

// Undo takes back the caller's last change; never an arrival and never
// another person's. The entry taken back is returned.
func (h *History) Undo(ctx context.Context, by By) (store.Entry, error) {
	return h.step(ctx, by, false)
}

// Redo does again what the caller's last Undo took back.
func (h *History) Redo(ctx context.Context, by By) (store.Entry, error) {
	return h.step(ctx, by, true)
}

func (h *History) step(ctx context.Context, by By, redo bool) (store.Entry, error) {
	var target store.Entry
	err := h.store.Update(ctx, func(tx store.Tx) error {
		var err error
		if target, err = h.target(tx, by.User, redo); err != nil {
			return err
		}
		verb, title := "undo", "took back: "+target.Title
		if redo {
			verb, title = "redo", "did again: "+target.Title
		}
		r := h.record(tx, by, verb)
		r.entry.Undoes, r.entry.Redo = target.Seq, redo
		changes := slices.Clone(target.Changes)
		if !redo {
			slices.Reverse(changes)
		}
		for _, c := range changes {
			if redo {
				c.Before, c.After = c.After, c.Before
			}
			if err := h.revert(r, c); err != nil {
				return err
			}
		}
		_, err = r.write(title)
		return err
	})
	return target, err
}

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
			continue
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
	}
	now, err := r.tx.Records(c.Kind).Get(c.ID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if !bytes.Equal(now, c.After) {
		return moved(c.Kind)
	}
	r.entry.Changes = append(r.entry.Changes, store.Change{Kind: c.Kind, ID: c.ID, Before: now, After: c.Before})
	return restore(r.tx, c.Kind, c.ID, c.Before)
}

// moved says in plain words why a record cannot be brought back.
func moved(kind string) error {
	if kind == store.KindJobs || kind == store.KindPosts {
		return &store.Conflict{By: "too late", What: "it has already left, or its state has changed since; see the outbox (g o)"}
	}
	return &store.Conflict{By: "too late", What: "it has been changed again since"}
}

func mentionOf(tx store.Tx, c store.Change) (*store.Mention, error) {
	doc, err := strconv.ParseUint(c.ID, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("%w: journal names mention %q", store.ErrDamaged, c.ID)
	}
	return tx.Mentions().Get(store.Doc(doc))
}

// revertWork takes back field by field: what somebody else changed since stays.
func (h *History) revertWork(r *recorder, c store.Change) error {
	m, err := mentionOf(r.tx, c)
	if errors.Is(err, store.ErrNotFound) {
		return nil // the network took the mention away: nothing to bring back
	}
	if err != nil {
		return err
	}
	var before, after store.Work
	if err := errors.Join(store.Decode(c.Before, &before), store.Decode(c.After, &after)); err != nil {
		return err
	}
	if _, err = r.work(m, func(w *store.Work) { mergeWork(w, before, after) }); err != nil || m.Work.State != store.StateSnoozed {
		return err
	}
	// The job that would have woken it may have come and gone meanwhile.
	return h.wakeAt(r.tx, m.Work.Until, m.Doc)
}

func mergeWork(now *store.Work, before, after store.Work) {
	if now.State == after.State {
		now.State = before.State
	}
	if now.Assignee == after.Assignee {
		now.Assignee = before.Assignee
	}
	if now.Until.Equal(after.Until) {
		now.Until = before.Until
	}
	if now.Closed.Equal(after.Closed) {
		now.Closed = before.Closed
	}
	if now.Opened.Equal(after.Opened) {
		now.Opened = before.Opened
	}
	now.Notes += before.Notes - after.Notes
	for _, tag := range after.Tags {
		if !slices.Contains(before.Tags, tag) {
			now.Tags = slices.DeleteFunc(slices.Clone(now.Tags), func(s string) bool { return s == tag })
		}
	}
	for _, tag := range before.Tags {
		if !slices.Contains(after.Tags, tag) && !slices.Contains(now.Tags, tag) {
			now.Tags = append(slices.Clone(now.Tags), tag)
			slices.Sort(now.Tags)
		}
	}
}

func (h *History) revertJudgement(r *recorder, c store.Change) error {
	m, err := mentionOf(r.tx, c)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	var before store.Judgement
	if err := store.Decode(c.Before, &before); err != nil {
		return err
	}
	return r.judgement(m, func(j *store.Judgement) { *j = before })
}

// Of lists what happened to a mention, oldest first.
func (h *History) Of(ctx context.Context, doc store.Doc) ([]store.Entry, error) {
	var out []store.Entry
	err := h.store.View(ctx, func(tx store.Tx) error {
		out = nil
		prefix := store.Number(uint64(doc)) + "/"
		for key := range tx.Records(store.KindJournalDoc).Scan(prefix, store.Number(uint64(doc))+"0") {
			e, err := store.Journal(tx).Get(key[len(prefix):])
			if err != nil {
				return err
			}
			out = append(out, e)
		}
		return nil
	})
	return out, err
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
