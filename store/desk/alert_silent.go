package desk

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"earshot/scoring/trend"
	"earshot/store"
	"earshot/store/query"
)

// silentState is where it is remembered which accounts are silent: the name of
// the subscription and of the account -> the id of the alert.
const silentState = "silent/"

// rhythms are the hourly counts of accounts, kept for the hour: what is usual is
// learnt from them at each look.
type rhythms struct {
	began time.Time // when this process began to look
	mu    sync.Mutex
	hour  time.Time
	of    map[string][]int
}

// hushed is an account that has fallen silent, or speaks again.
type hushed struct {
	key   string // in silentState
	alert store.Alert
	over  bool
}

// Silent gives the alerts of accounts that are silent for longer than usual now,
// by the names of the accounts.
func (a *Alerts) Silent(ctx context.Context) (map[string]store.Alert, error) {
	out := map[string]store.Alert{}
	err := a.store.View(ctx, func(tx store.Tx) error {
		clear(out)
		open, err := silentNow(tx)
		if err != nil {
			return err
		}
		for key, id := range open {
			al, err := store.Alerts(tx).Get(id)
			if ignoreMissing(err) != nil {
				return err
			}
			if _, account, ok := strings.Cut(key, "\x00"); ok && err == nil {
				out[account] = al
			}
		}
		return nil
	})
	return out, err
}

// silentNow are the silent accounts: key -> alert.
func silentNow(tx store.Tx) (map[string]string, error) {
	out := map[string]string{}
	for key, raw := range tx.Records(store.KindAlertState).Scan(silentState, silentState+"\xff") {
		out[strings.TrimPrefix(key, silentState)] = string(raw)
	}
	return out, nil
}

// stillness is what raises alerts of silence.
type stillness struct{ ringer }

// silences raises and closes the alerts of accounts that are silent for longer
// than usual. It costs a record and one question to the index an account, eight
// more an hour.
func (c stillness) silences(ctx context.Context) error {
	var todo []hushed
	err := c.store.View(ctx, func(tx store.Tx) (err error) {
		todo, err = c.listen(ctx, tx)
		return err
	})
	if err != nil || len(todo) == 0 {
		return err
	}
	return c.store.Update(ctx, func(tx store.Tx) error {
		open, err := silentNow(tx)
		if err != nil {
			return err
		}
		for _, h := range todo {
			if id := open[h.key]; (id != "") == h.over {
				if err := c.hush(tx, h, id); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// hush writes down that an account is silent, or no longer.
func (c stillness) hush(tx store.Tx, h hushed, id string) error {
	records := tx.Records(store.KindAlertState)
	_, account, _ := strings.Cut(h.key, "\x00")
	tx.Touch(store.TopicHealth, account) // sources show it, too
	if !h.over {
		al, err := c.newAlert(tx, h.alert, h.alert.Group)
		if err != nil {
			return err
		}
		return records.Put(silentState+h.key, []byte(al.ID))
	}
	if err := records.Delete(silentState + h.key); err != nil {
		return err
	}
	al, err := store.Alerts(tx).Get(id)
	if err != nil {
		return ignoreMissing(err)
	}
	al.Closed = c.env.Now()
	return c.putAlert(tx, al)
}

// listen finds what has changed: who has fallen silent, who speaks again, and
// whose account or subscription is no more.
func (c stillness) listen(ctx context.Context, tx store.Tx) ([]hushed, error) {
	open, err := silentNow(tx)
	if err != nil {
		return nil, err
	}
	subs, err := store.SavedAlerts(tx)
	if err != nil {
		return nil, err
	}
	accounts, err := store.Accounts(tx).List()
	if err != nil {
		return nil, err
	}
	var todo []hushed
	asked := map[string]bool{}
	var failed error // of single subscriptions: they must not stop the others
	for _, s := range subs {
		if s.When != store.AlertSilent {
			continue
		}
		for _, acc := range accounts {
			key := s.Name + "\x00" + acc.Name
			asked[key] = true
			h, err := c.hear(ctx, tx, s, acc, open[key] != "")
			if err != nil {
				failed = errors.Join(failed, fmt.Errorf("the alert %s: %w", s.Name, err))
			}
			if h != nil {
				h.key = key
				todo = append(todo, *h)
			}
		}
	}
	for key := range open {
		if !asked[key] {
			todo = append(todo, hushed{key: key, over: true})
		}
	}
	return todo, failed
}

// hear judges one account; nil = nothing has changed.
func (c stillness) hear(ctx context.Context, tx store.Tx, s store.AlertSub, acc store.Account, open bool) (*hushed, error) {
	now := c.env.Now()
	h, err := store.Healths(tx).Get(acc.Name)
	if err != nil {
		return nil, ignoreMissing(err) // nobody reads it
	}
	of, err := about(s, acc.Name)
	if err != nil {
		return nil, err
	}
	last, err := c.newest(ctx, tx, of, now)
	if err != nil || last == nil {
		return nil, err
	}
	since := last.Created
	if open && since.After(c.raisedAt(tx, s.Name+"\x00"+acc.Name)) {
		return &hushed{over: true}, nil
	}
	if open || now.Before(s.Muted) || h.State == store.HealthIdle || !slices.Contains(acc.Can, AbilityRead) {
		return nil, nil
	}
	reads := h.State == store.HealthOK && h.LastOK.After(c.look.quiet.began)
	if !reads && since.Before(c.look.quiet.began) {
		since = c.look.quiet.began // nobody was there to hear it
	}
	hours, hour, err := c.rhythm(ctx, tx, of, now)
	if err != nil {
		return nil, err
	}
	judged := trend.Hush(hours, since.Sub(hour).Hours(), now.Sub(hour).Hours())
	if !judged.Unusual {
		return nil, nil
	}
	al := store.Alert{
		Sub: s.Name, When: s.When, Group: s.Name + "/silent/" + acc.Name, Query: of.Query, Docs: []store.Doc{last.Doc}, Count: 1,
		Usual: judged.Missed, Began: last.Created,
		Title: fmt.Sprintf("%s has been silent for %s; %.0f would be usual", acc.Name, longText(now.Sub(last.Created)), math.Round(judged.Missed)),
		Why:   whySilent(h, reads),
	}
	return &hushed{alert: al}, nil
}

// whySilent says what to do about it.
func whySilent(h store.Health, reads bool) string {
	switch {
	case reads:
		return "it is read without trouble, so look there: what is watched, what the token may see, whether anybody still writes"
	case h.Message != "":
		return h.Message
	}
	return "it has not been read since; g s tells how it is"
}

// about narrows a subscription to an account.
func about(s store.AlertSub, account string) (store.AlertSub, error) {
	q, err := query.Parse(s.Query)
	if err != nil {
		return s, err
	}
	var e query.Expr = query.Field{Name: "account", Value: query.One{Text: account}}
	if q.Expr != nil {
		e = query.And{List: []query.Expr{e, q.Expr}}
	}
	s.Name += "\x00" + account
	s.Query = query.Print(query.Query{Expr: e})
	return s, nil
}

// newest is the last mention of a subscription within the weeks that are looked
// at; nil = there is none.
func (c stillness) newest(ctx context.Context, tx store.Tx, s store.AlertSub, now time.Time) (*store.Mention, error) {
	search, err := c.between(tx, s, now.Add(-weeksBack*trend.Week*time.Hour), now.Add(time.Hour))
	if err != nil {
		return nil, err
	}
	search.Limit = 1
	for m, err := range tx.Mentions().Search(ctx, search) {
		return m, err
	}
	return nil, nil
}

// raisedAt is when the silence of a key was told.
func (c stillness) raisedAt(tx store.Tx, key string) time.Time {
	raw, err := tx.Records(store.KindAlertState).Get(silentState + key)
	if err != nil {
		return time.Time{}
	}
	al, err := store.Alerts(tx).Get(string(raw))
	if err != nil {
		return time.Time{}
	}
	return al.Began
}

// rhythm gives the hourly counts of a subscription up to the last full hour.
func (c stillness) rhythm(ctx context.Context, tx store.Tx, s store.AlertSub, now time.Time) ([]int, time.Time, error) {
	hour, key := now.Truncate(time.Hour), s.Name+"\x00"+s.Query
	r := &c.look.quiet
	r.mu.Lock()
	if !r.hour.Equal(hour) {
		r.hour, r.of = hour, map[string][]int{}
	}
	hours, known := r.of[key]
	r.mu.Unlock()
	if known {
		return hours, hour, nil
	}
	hours, err := c.hours(ctx, tx, s, hour)
	if err != nil {
		return nil, hour, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.hour.Equal(hour) {
		r.of[key] = hours
	}
	return hours, hour, nil
}
