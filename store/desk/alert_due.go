package desk

import (
	"context"
	"errors"
	"time"

	"earshot/store"
	"earshot/store/query"
)

// dueName is what raises the alerts of promises: no subscription that could be
// muted, because a promise that is forgotten is the worst of all.
const dueName = "Promise"

// dueFor is how long ago a promise may have come due to be worth an alert: what is
// older was late before anybody looked.
const dueFor = 7 * 24 * time.Hour

// dueness is what raises alerts of promises.
type dueness struct{ ringer }

// due raises an alert for each promise that has come due and is still open, once
// for each time that it is due. It reads the promises that are late, and writes
// only where one of them is new.
func (c dueness) due(ctx context.Context) error {
	var late []store.Task
	find := func(tx store.Tx) error {
		late = nil
		now := c.env.Now()
		for task, err := range store.OpenTasks(tx) {
			if errors.Is(err, store.ErrNotFound) {
				continue // a repair took it: the others count
			}
			if err != nil {
				return err
			}
			if task.Due.IsZero() || task.Due.After(now) {
				return nil // they stand in the order in which they are due
			}
			if now.Sub(task.Due) > dueFor {
				continue
			}
			_, err = tx.Records(store.KindAlertOpen).Get(dueGroup(task))
			if ignoreMissing(err) != nil {
				return err
			}
			if err != nil {
				late = append(late, task)
			}
		}
		return nil
	}
	if err := c.store.View(ctx, find); err != nil || len(late) == 0 {
		return err
	}
	return c.store.Update(ctx, func(tx store.Tx) error {
		if err := find(tx); err != nil {
			return err
		}
		for _, task := range late {
			if err := c.raiseDue(tx, task); err != nil {
				return err
			}
		}
		return nil
	})
}

func dueGroup(t store.Task) string { return dueName + "/due/" + t.ID + "/" + store.TimeKey(t.Due) }

// raiseDue raises the alert of one promise; it opens the mention about which it was
// given, else all that the person has said.
func (c dueness) raiseDue(tx store.Tx, t store.Task) error {
	who, err := store.Identities(tx).Get(t.Identity)
	if ignoreMissing(err) != nil {
		return err
	}
	who.ID = t.Identity
	al := store.Alert{
		Sub: dueName, When: store.AlertDue, Title: "due: " + t.Text, Why: "@" + t.By + " promised it to " + nameOf(who),
		Query: query.Print(query.Query{Expr: IdentityExpr(t.Identity)}), Count: 1, Began: t.Due,
	}
	if t.Doc != 0 {
		al.Docs = []store.Doc{t.Doc}
		al.Query = docsQuery(al)
	}
	return drop2(c.newAlert(tx, al, dueGroup(t)))
}
