package desk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"earshot/store"
)

// Reversal is what an Undo took back or a Redo did again.
type Reversal struct {
	store.Entry          // what was taken back; of a group its newest entry
	Kept        int      // mentions that somebody changed since, and that stay as they are
	Others      []string // who changed those, as far as the journal knows, sorted
	Stopped     bool     // its context ended before everything was taken back
	Words       string   // plain words for the status line
	// Docs are the mentions that were changed again, in the order of the change;
	// nil where they are more than anybody would look at one by one.
	Docs []store.Doc
}

// Undo takes back the caller's last change, or all changes of its group (see
// By.Group); never an arrival and never another person's. What somebody else
// changed since stays and is told. A group is taken back entry by entry, each in
// a transaction of its own; Watch hears how many mentions are through, and when
// the context ends, the rest of the group is left to the next Undo.
func (h *History) Undo(ctx context.Context, by By) (Reversal, error) {
	return h.step(ctx, by, false)
}

// Redo does again what the caller's last Undo took back.
func (h *History) Redo(ctx context.Context, by By) (Reversal, error) {
	return h.step(ctx, by, true)
}

// What has become of an entry of a group. It is the value of its key under
// store.KindJournalUser, followed by a blank and how many mentions it is about.
const (
	stands = "stands" // also: done again
	undone = "undone"
	passed = "passed" // it could not be taken back
)

// groupKey is the prefix of a group's entries. Its sign sorts outside of the
// range of userKey, so that a walk through the entries does not meet it.
func groupKey(user, group string) string {
	return strings.TrimSuffix(userKey(user), "/") + "+" + group + "/"
}

func setStanding(tx store.Tx, e store.Entry, what string) error {
	if e.Group == "" {
		return nil
	}
	return tx.Records(store.KindJournalUser).Put(groupKey(e.By, e.Group)+store.Number(e.Seq), fmt.Appendf(nil, "%s %d", what, e.Count))
}

// member is an entry of a group.
type member struct {
	seq   string
	count int
}

// ofGroup lists the entries of a group that a step works on, in its order: undo
// begins with the newest.
func ofGroup(tx store.Tx, e store.Entry, redo bool) (members []member) {
	prefix := groupKey(e.By, e.Group)
	for key, value := range tx.Records(store.KindJournalUser).Scan(prefix, prefix[:len(prefix)-1]+"0") {
		what, count, _ := strings.Cut(string(value), " ")
		if what == wanted(redo) {
			n, _ := strconv.Atoi(count)
			members = append(members, member{key[len(prefix):], n})
		}
	}
	if !redo {
		slices.Reverse(members)
	}
	return members
}

// wanted is what must have become of an entry on which a step works.
func wanted(redo bool) string {
	if redo {
		return undone
	}
	return stands
}

// walk is a step over the entries of a group.
type walk struct {
	by     By
	redo   bool
	titles []store.Entry // without changes: what was taken back
	kept   kept
	late   *store.Conflict // why an entry could not be taken back
	failed int             // how many could not
	taught bool            // what the judge has learnt is not what the log says any more
}

func (h *History) step(ctx context.Context, by By, redo bool) (Reversal, error) {
	by.Group = "" // what takes back is found by what it takes back
	var target store.Entry
	var group []member
	total, through := 0, 0
	err := h.store.View(ctx, func(tx store.Tx) error {
		var err error
		if target, err = h.target(tx, by.User, redo); err == nil && target.Group != "" {
			group = ofGroup(tx, target, redo)
		}
		return err
	})
	if err != nil {
		return Reversal{Entry: target}, err
	}
	w := &walk{by: by, redo: redo}
	if rule, run, ok := ranRule(target); ok {
		return h.ran(ctx, w, target, rule, run)
	}
	defer func() {
		if w.taught {
			h.judge.relearn()
		}
	}()
	if group == nil {
		return h.single(ctx, w)
	}
	for _, m := range group {
		total += m.count
	}
	for i, m := range group {
		if ctx.Err() != nil {
			return w.result(target, len(group)-i), nil
		}
		if err := h.one(context.WithoutCancel(ctx), w, m.seq); err != nil {
			r := w.result(target, len(group)-i)
			return r, fmt.Errorf("%w; %s", err, r.Words)
		}
		through += m.count
		Tell(ctx, through, total)
	}
	if len(w.titles) == 0 && w.late != nil {
		return Reversal{Entry: target}, hinted(w.late, redo)
	}
	return w.result(target, 0), nil
}

// single takes back an entry that stands alone: finding it and taking it back is
// one transaction.
func (h *History) single(ctx context.Context, w *walk) (Reversal, error) {
	var target store.Entry
	err := h.store.Update(ctx, func(tx store.Tx) error {
		var err error
		if target, err = h.target(tx, w.by.User, w.redo); err != nil {
			return err
		}
		w.titles, w.kept = nil, kept{}
		return h.turn(tx, w, target)
	})
	var late *store.Conflict
	if errors.As(err, &late) && target.Seq != 0 && !w.redo {
		if err := h.passOver(ctx, w.by, target); err != nil {
			return Reversal{Entry: target}, err
		}
		return Reversal{Entry: target}, hinted(late, w.redo)
	}
	if err != nil {
		return Reversal{Entry: target}, err
	}
	return w.result(target, 0), nil
}

// one takes back one entry of a group, unless somebody with this name was
// faster. One that cannot be taken back does not stop the others.
func (h *History) one(ctx context.Context, w *walk, seq string) error {
	var target store.Entry
	titles, before := len(w.titles), w.kept
	err := h.store.Update(ctx, func(tx store.Tx) error {
		w.titles, w.kept = w.titles[:titles], kept{}
		w.kept.add(before)
		var err error
		if target, err = store.Journal(tx).Get(seq); err != nil {
			return err
		}
		now, err := tx.Records(store.KindJournalUser).Get(groupKey(target.By, target.Group) + seq)
		if what, _, _ := strings.Cut(string(now), " "); err != nil || what != wanted(w.redo) {
			return err
		}
		return h.turn(tx, w, target)
	})
	var late *store.Conflict
	if !errors.As(err, &late) {
		return err
	}
	w.titles, w.kept, w.late = w.titles[:titles], before, late
	w.failed++
	if w.redo {
		return nil
	}
	return h.passOver(ctx, w.by, target)
}

// turn takes back one entry, or does it again.
func (h *History) turn(tx store.Tx, w *walk, target store.Entry) error {
	verb, title, state := "undo", "took back: "+target.Title, undone
	if w.redo {
		verb, title, state = "redo", "did again: "+target.Title, stands
	}
	r := h.record(tx, w.by, verb)
	r.entry.Undoes, r.entry.Redo = target.Seq, w.redo
	changes := slices.Clone(target.Changes)
	if !w.redo {
		slices.Reverse(changes)
	}
	for _, c := range changes {
		if w.redo {
			c.Before, c.After = c.After, c.Before
		}
		w.taught = w.taught || c.Kind == store.KindCorrections || c.Kind == store.KindMonitors
		if err := h.revert(r, c); err != nil {
			return err
		}
	}
	if err := setStanding(tx, target, state); err != nil {
		return err
	}
	target.Changes = nil
	w.titles = append(w.titles, target)
	w.kept.add(r.kept)
	_, err := r.write(title)
	return err
}

// passOver notes that a change can no longer be taken back, so that the next
// undo goes on to the one before it.
func (h *History) passOver(ctx context.Context, by By, target store.Entry) error {
	return h.store.Update(ctx, func(tx store.Tx) error {
		if target.Group == "" {
			now, err := h.target(tx, by.User, false)
			if err != nil || now.Seq != target.Seq {
				return err // somebody with this name was faster
			}
		}
		r := h.record(tx, by, "undo")
		r.entry.Undoes, r.entry.Fixed = target.Seq, true
		if err := setStanding(tx, target, passed); err != nil {
			return err
		}
		_, err := r.write("could not take back: " + target.Title)
		return err
	})
}

// hinted is a conflict with what the next undo does.
func hinted(late *store.Conflict, redo bool) error {
	if redo {
		return late
	}
	return &store.Conflict{By: late.By, What: late.What + "; undo again takes back what you did before it"}
}

// touched are the mentions that a single entry of the journal changed.
func touched(e store.Entry) (docs []store.Doc) {
	if e.Group != "" || len(e.Changes) > manyChanges {
		return nil
	}
	for _, c := range e.Changes {
		if c.Kind != store.ChangeWork && c.Kind != store.ChangeJudgement && c.Kind != store.ChangeLang {
			continue
		}
		if n, err := strconv.ParseUint(c.ID, 10, 64); err == nil && !slices.Contains(docs, store.Doc(n)) {
			docs = append(docs, store.Doc(n))
		}
	}
	return docs
}

// result says what a step has done, with left entries of the group still to do.
func (w *walk) result(target store.Entry, left int) Reversal {
	docs := touched(target)
	target.Changes = nil
	r := Reversal{Entry: target, Docs: docs, Kept: len(w.kept.docs), Others: slices.Sorted(maps.Keys(w.kept.by)), Stopped: left > 0}
	r.Title = sumUp(w.titles, w.redo)
	did, again := "took back: ", "undo again takes back the rest"
	if w.redo {
		did, again = "did again: ", "redo again does the rest"
	}
	r.Words = did + r.Title
	if r.Title == "" {
		r.Words = strings.TrimSuffix(did, ": ") + " nothing"
	}
	if r.Kept > 0 {
		r.Words += "; " + keptWords(r.Kept, r.Others)
	}
	if w.failed > 0 {
		r.Words += fmt.Sprintf("; %d of %d steps stay: %s", w.failed, w.failed+len(w.titles), w.late.What)
	}
	if r.Stopped {
		r.Words = "stopped: " + r.Words + "; " + again
	}
	return r
}

// keptWords tells who keeps what a step was to take back.
func keptWords(n int, others []string) string {
	was, stay := "was", "stays"
	if n > 1 {
		was, stay = "were", "stay"
	}
	by := ""
	if len(others) > 0 {
		by = " by " + strings.Join(others, ", ")
	}
	return fmt.Sprintf("%s %s changed%s since and %s", Thousands(n), was, by, stay)
}

// sumUp says what several entries did as one: the same act on several lots of
// mentions is told once, with their sum.
func sumUp(entries []store.Entry, redo bool) string {
	const many = "\x00"
	var acts []string
	sums := map[string]int{}
	for _, e := range entries {
		act := strings.Replace(e.Title, Mentions(e.Count), many, 1)
		if _, known := sums[act]; !known {
			acts = append(acts, act)
		}
		sums[act] += e.Count
	}
	if !redo {
		slices.Reverse(acts) // in the order in which it was done
	}
	for i, act := range acts {
		acts[i] = strings.Replace(act, many, Mentions(sums[act]), 1)
	}
	return strings.Join(acts, ", ")
}
