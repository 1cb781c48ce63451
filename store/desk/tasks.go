package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"earshot/store"
	"earshot/store/clean"
)

// Tasks holds what we owe people: promises and things to do (M16, M53). A task
// hangs on an identity and belongs to the whole contact.
type Tasks struct{ *core }

// Promise is a task as it is asked for.
type Promise struct {
	Identity string    // to whom; empty = to the author of Doc
	Doc      store.Doc // about which mention, 0 = none
	Text     string
	Due      time.Time // zero = some day
}

// Owed is a task with the name of the person to whom it is owed.
type Owed struct {
	store.Task
	Name string
}

// longestTask is how long the text of a task may be, in bytes.
const longestTask = 1 << 10

// Add keeps a promise of the caller, who has to keep it.
func (t *Tasks) Add(ctx context.Context, by By, p Promise) (Outcome, error) {
	text := clean.Line(strings.TrimSpace(p.Text), longestTask)
	if text == "" {
		return Outcome{}, &store.Invalid{Field: "task", Why: "say what is to be done"}
	}
	due := p.Due
	if !due.IsZero() {
		due = store.Stamp(due)
	}
	out := Outcome{Changed: 1}
	err := t.store.Update(ctx, func(tx store.Tx) error {
		who, err := t.whom(tx, p)
		if err != nil {
			return err
		}
		r := t.record(tx, by, "task")
		r.about(p.Doc)
		task := store.Task{ID: t.env.ID(), Identity: who.ID, Doc: p.Doc, Text: text, Due: due, By: by.User, At: t.env.Now()}
		if err := r.put(store.KindTasks, task.ID, task); err != nil {
			return err
		}
		out.Title = fmt.Sprintf("promised to %s: %s%s", nameOf(who), text, t.when(due))
		out.Seq, err = r.commit(out.Title)
		return err
	})
	return out, err
}

// whom finds the identity to whom something is promised.
func (t *Tasks) whom(tx store.Tx, p Promise) (store.Identity, error) {
	identity := p.Identity
	if identity == "" && p.Doc != 0 {
		m, err := tx.Mentions().Get(p.Doc)
		if err != nil {
			return store.Identity{}, err
		}
		identity = m.Identity()
	}
	who, err := store.Identities(tx).Get(identity)
	if errors.Is(err, store.ErrNotFound) {
		return who, &store.Invalid{Field: "task", Why: "nobody is known here to whom something could be promised"}
	}
	return who, err
}

// when says when something is due, to stand behind what it is.
func (t *Tasks) when(due time.Time) string {
	if due.IsZero() {
		return ""
	}
	return ", by " + due.In(t.zone).Format("Mon 2 Jan 15:04")
}

// Done ticks a task off, or opens it again.
func (t *Tasks) Done(ctx context.Context, by By, id string, done bool) (Outcome, error) {
	var out Outcome
	err := t.store.Update(ctx, func(tx store.Tx) error {
		task, err := store.Tasks(tx).Get(id)
		if errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("there is no task %s: %w; earshot tasks lists them", id, store.ErrNotFound)
		}
		if err != nil {
			return err
		}
		if task.Open() != done {
			out = Outcome{Title: "nothing to change"}
			return nil
		}
		out = Outcome{Changed: 1, Title: "kept: " + task.Text}
		if task.Done = t.env.Now(); !done {
			task.Done, out.Title = time.Time{}, "open again: "+task.Text
		}
		r := t.record(tx, by, "task done")
		r.about(task.Doc)
		if err := r.put(store.KindTasks, id, task); err != nil {
			return err
		}
		out.Seq, err = r.commit(out.Title)
		return err
	})
	return out, err
}

// Open lists the open tasks of a user, "" = of everybody, the first due first,
// those without a time last.
func (t *Tasks) Open(ctx context.Context, user string) ([]Owed, error) {
	var out []Owed
	err := t.store.View(ctx, func(tx store.Tx) error {
		out = nil
		for task, err := range store.OpenTasks(tx) {
			if errors.Is(err, store.ErrNotFound) {
				continue // a repair took it: the others count
			}
			if err != nil {
				return err
			}
			if user != "" && task.By != user {
				continue
			}
			who, err := store.Identities(tx).Get(task.Identity)
			if ignoreMissing(err) != nil {
				return err
			}
			who.ID = task.Identity
			out = append(out, Owed{task, nameOf(who)})
		}
		return nil
	})
	return out, err
}

// Due gives the times at which the open tasks of a user are due, the first
// first; those without a time are left out.
func (t *Tasks) Due(ctx context.Context, user string) ([]time.Time, error) {
	var out []time.Time
	err := t.store.View(ctx, func(tx store.Tx) error {
		out = nil
		for task, err := range store.OpenTasks(tx) {
			if errors.Is(err, store.ErrNotFound) || err == nil && task.By != user {
				continue
			}
			if err != nil {
				return err
			}
			if task.Due.IsZero() {
				break // they stand behind all others
			}
			out = append(out, task.Due)
		}
		return nil
	})
	return out, err
}

// List gives the tasks of the person behind an identity: open ones first, in the
// order in which they are due, then those that were kept, the newest first.
func (t *Tasks) List(ctx context.Context, identity string) ([]store.Task, error) {
	var out []store.Task
	err := t.store.View(ctx, func(tx store.Tx) error {
		c, err := contactOf(tx, identity)
		if err != nil {
			return err
		}
		out, err = tasksOf(tx, c.Members)
		return err
	})
	return out, err
}

// tasksOf reads the tasks of identities in the order of List.
func tasksOf(tx store.Tx, members []string) (out []store.Task, err error) {
	for _, id := range members {
		for task, err := range store.TasksOf(tx, id) {
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err != nil {
				return nil, err
			}
			out = append(out, task)
		}
	}
	slices.SortFunc(out, func(a, b store.Task) int {
		switch {
		case a.Open() != b.Open():
			return map[bool]int{true: -1, false: 1}[a.Open()]
		case !a.Open():
			return cmp.Or(b.Done.Compare(a.Done), cmp.Compare(a.ID, b.ID))
		case a.Due.IsZero() != b.Due.IsZero():
			return map[bool]int{true: 1, false: -1}[a.Due.IsZero()]
		}
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

func restoreTask(tx store.Tx, id string, raw []byte) error {
	if raw == nil {
		return store.DropTask(tx, id)
	}
	var t store.Task
	if err := store.Decode(raw, &t); err != nil {
		return err
	}
	return store.PutTask(tx, t)
}

// nameOf is what a person is called: the name, else what there is.
func nameOf(p store.Identity) string {
	return cmp.Or(p.Author.Name, p.Author.Handle, p.Author.Email, p.ID)
}
