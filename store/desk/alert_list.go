package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"earshot/store"
)

// AlertRow is one row of a user's list: an alert, or what came in the quiet hours
// as one.
type AlertRow struct {
	store.Alert
	Unseen bool
	// Held are the alerts that came while it was quiet, the newest first; nil for a
	// single one.
	Held []store.Alert
}

// AlertList is what a user sees.
type AlertList struct {
	Rows    []AlertRow // newest first
	Unseen  int        // of all, not only of the rows
	Waiting int        // that came in the quiet hours that still last
	Until   time.Time  // when those end; zero = it is not quiet
	Quiet   store.Quiet
	// Newest is the newest alert that may ring, "" = none is unseen.
	Newest string
}

// mostUnseen is how far back is counted what is not seen.
const mostUnseen = 500

// List gives a user's newest alerts. What came in quiet hours is held until they
// end, and is one row then; VIPs break through unless the user says otherwise.
func (a *Alerts) List(ctx context.Context, user string, most int) (AlertList, error) {
	var out AlertList
	err := a.store.View(ctx, func(tx store.Tx) error {
		out = AlertList{}
		me, err := alertUser(tx, user)
		if err != nil {
			return err
		}
		out.Quiet = me.Quiet
		now := a.env.Now()
		quiet := quietOf(me.Quiet)
		out.Until = quiet.end(now)
		read := 0
		for al, err := range store.Alerts(tx).Back("", "") {
			if err != nil {
				return err
			}
			if read++; read > max(most, mostUnseen) {
				break
			}
			out.take(al, me, quiet, now, most)
		}
		for i := range out.Rows {
			if r := &out.Rows[i]; len(r.Held) > 0 {
				r.sum(a.zone)
			}
		}
		slices.SortStableFunc(out.Rows, func(x, y AlertRow) int { return y.At.Compare(x.At) }) // a summary is of when it became one
		return nil
	})
	return out, err
}

// take puts one alert into the list, the newest first.
func (l *AlertList) take(al store.Alert, me store.AlertUser, quiet quietHours, now time.Time, most int) {
	unseen := al.ID > me.Before
	if n, ok := me.Seen[al.ID]; ok {
		unseen = al.Count >= 2*n // seen, but twice as many since
	}
	row := AlertRow{Alert: al, Unseen: unseen}
	end := quiet.end(al.At)
	if (al.When == store.AlertVIP || al.When == store.AlertUndelivered) && !me.Quiet.All {
		end = time.Time{}
	}
	if end.After(now) {
		l.Waiting++
		return
	}
	if i := slices.IndexFunc(l.Rows, func(r AlertRow) bool { return len(r.Held) > 0 && r.At.Equal(end) }); i >= 0 {
		r := &l.Rows[i]
		if unseen && !r.Unseen {
			r.Unseen = true
			l.Unseen++
		}
		r.Held = append(r.Held, al)
		return
	}
	if unseen {
		l.Unseen++
		l.Newest = max(l.Newest, fmt.Sprint(al.ID, " ", al.Count))
	}
	if len(l.Rows) >= most {
		return
	}
	if !end.IsZero() {
		row.Held, row.At = []store.Alert{al}, end
	}
	l.Rows = append(l.Rows, row)
}

// sum makes one row of what was held; of a single one, itself.
func (r *AlertRow) sum(zone *time.Location) {
	if len(r.Held) == 1 {
		r.Alert, r.Held = r.Held[0], nil
		return
	}
	kinds := map[string]int{}
	var names, ids []string
	r.Count, r.Usual, r.Docs = 0, 0, nil
	for _, al := range r.Held {
		r.Count += al.Count
		if kinds[al.Sub]++; kinds[al.Sub] == 1 {
			names = append(names, al.Sub)
		}
		if al.Query != "" {
			ids = append(ids, "("+al.Query+")")
		}
		r.Docs = append(r.Docs, al.Docs...)
		if al.Began.Before(r.Began) {
			r.Began = al.Began
		}
	}
	var parts []string
	for _, n := range names {
		parts = append(parts, fmt.Sprintf("%d %s", kinds[n], n))
	}
	r.ID, r.When, r.Sub = r.Held[0].ID, "", ""
	r.Title = fmt.Sprintf("While it was quiet, until %s: %d alerts", r.At.In(zone).Format("15:04"), len(r.Held))
	r.Why = strings.Join(parts, ", ")
	r.Query = strings.Join(ids, " OR ")
	r.Closed = r.At
}

// IDs are the alerts behind a row.
func (r AlertRow) IDs() []string {
	if len(r.Held) == 0 {
		return []string{r.ID}
	}
	var out []string
	for _, al := range r.Held {
		out = append(out, al.ID)
	}
	return out
}

// alertUser gives what a user has seen, with the quiet hours in force.
func alertUser(tx store.Tx, user string) (store.AlertUser, error) {
	me, err := store.AlertUsers(tx).Get("/" + user)
	if ignoreMissing(err) != nil {
		return me, err
	}
	me.User = user
	if !me.Quiet.Set {
		all, err := store.AlertUsers(tx).Get("/")
		if ignoreMissing(err) != nil {
			return me, err
		}
		me.Quiet = all.Quiet
		me.Quiet.Set = false
	}
	return me, nil
}

// changeUser changes what is kept of a user.
func (a *Alerts) changeUser(ctx context.Context, user string, fn func(store.Tx, *store.AlertUser) error) error {
	return a.store.Update(ctx, func(tx store.Tx) error {
		me, err := store.AlertUsers(tx).Get("/" + user)
		if ignoreMissing(err) != nil {
			return err
		}
		me.User = user
		if me.Seen == nil {
			me.Seen = map[string]int{}
		}
		if err := fn(tx, &me); err != nil {
			return err
		}
		tx.Touch(store.TopicAlerts, "/"+user)
		return store.AlertUsers(tx).Put("/"+user, me)
	})
}

// mostSeen bounds what is kept of a user; beyond it the oldest count as seen.
const mostSeen = 1000

// See marks alerts as seen by a user; none named = all of them.
func (a *Alerts) See(ctx context.Context, user string, ids ...string) (Outcome, error) {
	out := Outcome{Title: "all alerts are seen"}
	err := a.changeUser(ctx, user, func(tx store.Tx, me *store.AlertUser) error {
		out.Changed = 0
		read := 0
		if len(ids) == 0 {
			for al, err := range store.Alerts(tx).Back("", "") {
				if err != nil {
					return err
				}
				if read == 0 {
					me.Before, me.Seen = al.ID, map[string]int{}
					out.Changed = 1
				}
				if read++; read > mostUnseen {
					break
				}
				if al.Closed.IsZero() && a.env.Now().Sub(al.Last) <= alertGap { // it may grow
					me.Seen[al.ID] = al.Count
				}
			}
			return nil
		}
		for _, id := range ids {
			al, err := store.Alerts(tx).Get(id)
			if err != nil {
				return fmt.Errorf("there is no alert %s: %w", ShortID(id), store.ErrNotFound)
			}
			me.Seen[id] = al.Count
			out.Changed++
		}
		for len(me.Seen) > mostSeen {
			first := ""
			for id := range me.Seen {
				if first == "" || id < first {
					first = id
				}
			}
			me.Before = max(me.Before, first)
			delete(me.Seen, first)
		}
		out.Title = "seen"
		return nil
	})
	return out, err
}

// ShortID is the number of an alert as people read and type it.
func ShortID(id string) string { return cmp.Or(strings.TrimLeft(id, "0"), "0") }

// SetQuiet sets the quiet hours of a user, or with user "" those of everybody
// without their own.
func (a *Alerts) SetQuiet(ctx context.Context, user string, q store.Quiet) (Outcome, error) {
	err := a.changeUser(ctx, user, func(_ store.Tx, me *store.AlertUser) error {
		me.Quiet = q
		return nil
	})
	title := "quiet hours: " + QuietText(q)
	if q.From != q.To && !q.All {
		title += "; VIPs break through"
	}
	return Outcome{Changed: 1, Title: title}, err
}

// endQuiet says when somebody's quiet hours have ended since the last look, so
// that screens show what was held.
func endQuiet(ctx context.Context, a *core) error {
	now := a.env.Now()
	var ended bool
	var last time.Time
	err := a.store.View(ctx, func(tx store.Tx) error {
		ended = false
		raw, _ := tx.Records(store.KindAlertState).Get("quiet") // none yet: the first look
		last, _ = time.Parse(time.RFC3339Nano, string(raw))
		for u, err := range store.AlertUsers(tx).All() {
			if err != nil {
				return err
			}
			if end := quietOf(u.Quiet).ended(now); !end.IsZero() && last.Before(end) {
				ended = true
			}
		}
		return nil
	})
	if err != nil || !ended {
		return err
	}
	return a.store.Update(ctx, func(tx store.Tx) error {
		tx.Touch(store.TopicAlerts, "/")
		return tx.Records(store.KindAlertState).Put("quiet", []byte(now.UTC().Format(time.RFC3339Nano)))
	})
}
