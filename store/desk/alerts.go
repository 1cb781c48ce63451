package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"earshot/store"
	"earshot/store/clean"
	"earshot/store/query"
	"earshot/store/when"
)

// Alerts tells what is worth a look: each mention or too many of a query, more
// than usual of it, a VIP who speaks, topics that are new, an account that has
// fallen silent.
//
// What single mentions raise is raised in the transaction that stores them. What
// counts raise is found by Run, which looks once a minute, asks the index and
// never reads history. What was raised is a record; what is quiet, seen and held
// is a matter of who looks at the list, see List.
type Alerts struct{ ringer }

// ringer is what raises alerts.
type ringer struct{ *core }

// The bounds of subscriptions.
const (
	maxSubs  = 200
	maxOver  = 1_000_000
	longest  = 7 * 24 * time.Hour
	shortest = time.Minute
	hourly   = time.Hour
)

// Forever is until when what is muted for good is muted.
func Forever() time.Time { return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC) }

// Subs lists the subscriptions by name.
func (a *Alerts) Subs(ctx context.Context) ([]store.AlertSub, error) {
	var out []store.AlertSub
	err := a.store.View(ctx, func(tx store.Tx) (err error) {
		out, err = store.SavedAlerts(tx)
		return err
	})
	slices.SortFunc(out, func(x, y store.AlertSub) int { return strings.Compare(x.Name, y.Name) })
	return out, err
}

// Add makes a subscription. It is an *Invalid if the name is taken or the query
// cannot be read.
func (a *Alerts) Add(ctx context.Context, by By, s store.AlertSub) (Outcome, error) {
	return a.change(ctx, by, func(tx store.Tx, r *recorder) (string, error) {
		s := cleanSub(s)
		s.By, s.Added = by.User, a.env.Now()
		if old, err := a.find(tx, s.Name); err == nil {
			return "", &store.Invalid{Field: "name", Why: "there is an alert " + old.Name + " already; choose another name, or change that one"}
		}
		all, err := store.SavedAlerts(tx)
		if err != nil {
			return "", err
		}
		if len(all) >= maxSubs {
			return "", &store.Invalid{Field: "alert", Why: fmt.Sprintf("there are %d alerts already; remove one first", len(all))}
		}
		if err := a.check(s); err != nil {
			return "", err
		}
		return "alert " + s.Name + ": " + WhenText(s), r.put(store.KindAlertSubs, s.Name, s)
	})
}

// Change puts another subscription in the place of one, perhaps under another
// name. Errors are those of Add, or that there is none.
func (a *Alerts) Change(ctx context.Context, by By, name string, s store.AlertSub) (Outcome, error) {
	return a.change(ctx, by, func(tx store.Tx, r *recorder) (string, error) {
		old, err := a.find(tx, name)
		if err != nil {
			return "", err
		}
		s := cleanSub(s)
		s.By, s.Added = old.By, old.Added
		if s.Muted.IsZero() {
			s.Muted = old.Muted // Mute takes it back, not another wording
		}
		if other, err := a.find(tx, s.Name); err == nil && other.Name != old.Name {
			return "", &store.Invalid{Field: "name", Why: "there is an alert " + other.Name + " already; choose another name"}
		}
		if err := a.check(s); err != nil {
			return "", err
		}
		if s.Name != old.Name || s.Query != old.Query || s.When != old.When {
			if err := a.closeWave(tx, old.Name); err != nil {
				return "", err
			}
		}
		if s.Name != old.Name {
			if err := r.put(store.KindAlertSubs, old.Name, nil); err != nil {
				return "", err
			}
		}
		return "alert " + s.Name + ": " + WhenText(s), r.put(store.KindAlertSubs, s.Name, s)
	})
}

// Remove takes a subscription away; what it raised stays.
func (a *Alerts) Remove(ctx context.Context, by By, name string) (Outcome, error) {
	return a.change(ctx, by, func(tx store.Tx, r *recorder) (string, error) {
		old, err := a.find(tx, name)
		if err != nil {
			return "", err
		}
		if err := a.closeWave(tx, old.Name); err != nil {
			return "", err
		}
		return "removed the alert " + old.Name, r.put(store.KindAlertSubs, old.Name, nil)
	})
}

// Mute lets a subscription raise nothing until a time; zero ends that.
func (a *Alerts) Mute(ctx context.Context, by By, name string, until time.Time) (Outcome, error) {
	return a.change(ctx, by, func(tx store.Tx, r *recorder) (string, error) {
		s, err := a.find(tx, name)
		if err != nil {
			return "", err
		}
		if !until.IsZero() && !until.After(a.env.Now()) {
			return "", &store.Invalid{Field: "mute", Why: "the time has already passed; give one in the future"}
		}
		s.Muted = store.Stamp(until)
		title := "muted the alert " + s.Name
		switch {
		case until.IsZero():
			title = "the alert " + s.Name + " is no longer muted"
		case until.Before(Forever()):
			title += " until " + until.In(a.zone).Format("Mon 2 Jan 15:04")
		}
		return title, r.put(store.KindAlertSubs, s.Name, s)
	})
}

// change is the one loop behind the verbs on subscriptions.
func (a *Alerts) change(ctx context.Context, by By, fn func(store.Tx, *recorder) (string, error)) (Outcome, error) {
	var out Outcome
	err := a.store.Update(ctx, func(tx store.Tx) error {
		r := a.record(tx, by, "alert")
		if err := store.BeginAlerts(tx); err != nil {
			return err
		}
		title, err := fn(tx, r)
		if err != nil {
			return err
		}
		out = Outcome{Changed: len(r.entry.Changes), Title: title}
		out.Seq, err = r.commit(title)
		return err
	})
	a.look.heard.Store(true)
	return out, err
}

// find gives a subscription by its name, in any case.
func (a *Alerts) find(tx store.Tx, name string) (store.AlertSub, error) {
	all, err := store.SavedAlerts(tx)
	if err != nil {
		return store.AlertSub{}, err
	}
	var names []string
	for _, s := range all {
		if strings.EqualFold(s.Name, strings.TrimSpace(name)) {
			return s, nil
		}
		names = append(names, s.Name)
	}
	why := fmt.Sprintf("there is no alert %q; there are %s", name, strings.Join(names, ", "))
	if len(names) == 0 {
		why = fmt.Sprintf("there is no alert %q; earshot alerts add makes one", name)
	}
	return store.AlertSub{}, &store.Invalid{Field: "alert", Why: why}
}

func cleanSub(s store.AlertSub) store.AlertSub {
	s.Name = clean.Line(strings.TrimSpace(s.Name), maxViewName)
	s.Query = strings.TrimSpace(clean.Line(s.Query, 8<<10))
	if s.When == store.AlertOver && s.In == 0 {
		s.In = hourly
	}
	return s
}

// Check tells what is wrong with a subscription before it is added, so that
// nobody has to type it twice; nil = nothing, but that the name may be taken.
func (a *Alerts) Check(s store.AlertSub) error { return a.check(cleanSub(s)) }

// check tells what is wrong with a subscription.
func (a *Alerts) check(s store.AlertSub) error {
	switch {
	case s.Name == "" || strings.ContainsAny(s.Name, "'/"):
		return &store.Invalid{Field: "name", Why: "an alert needs a name, without the signs ' and / in it"}
	case s.When == store.AlertOver && (s.Over < 1 || s.Over > maxOver || s.In < shortest || s.In > longest):
		return &store.Invalid{Field: "alert", Why: "say how many in what time: over 10 in 1h, from 1m to 7d"}
	case s.When == store.AlertEvery && s.Query == "":
		return &store.Invalid{Field: "query", Why: "every mention there is would be an alert; give a query"}
	}
	q, err := query.Parse(s.Query)
	if err != nil {
		return fmt.Errorf("the query of the alert cannot be read: %w", err)
	}
	if !isEmptyTail(q.Tail) {
		return &store.Invalid{Field: "query", Why: "an alert counts mentions; leave out the part behind the |"}
	}
	_, err = a.compile(s, a.scopeFor(s, nil))
	return err
}

func isEmptyTail(t query.Tail) bool {
	return len(t.Sort) == 0 && t.Limit == 0 && t.Group == "" && !t.Count
}

// WhenText says when a subscription raises, as ParseWhen reads it.
func WhenText(s store.AlertSub) string {
	switch s.When {
	case store.AlertOver:
		return fmt.Sprintf("over %d in %s", s.Over, spanText(s.In))
	case store.AlertSpike:
		if s.Over > 0 {
			return fmt.Sprintf("spike of %d", s.Over)
		}
	case store.AlertTrend:
		if s.In == 0 {
			return "trend at once"
		}
	}
	return string(s.When)
}

func spanText(d time.Duration) string {
	switch {
	case d%(24*time.Hour) == 0:
		return fmt.Sprintf("%dd", d/(24*time.Hour))
	case d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	}
	return fmt.Sprintf("%dm", d/time.Minute)
}

// WhenForms is a sentence for errors and help.
const WhenForms = "say every, over 10 in 1h, spike, vip, silent, trend or trend at once"

// ParseWhen reads when a subscription raises: "every", "over 10 in 1h", "spike",
// "spike of 20", "vip", "trend", "trend at once".
func ParseWhen(text string) (store.AlertSub, error) {
	bad := &store.Invalid{Field: "when", Why: fmt.Sprintf("%q is no condition: %s", text, WhenForms)}
	words := strings.Fields(strings.ToLower(text))
	if len(words) == 0 {
		return store.AlertSub{}, bad
	}
	s := store.AlertSub{When: store.AlertWhen(words[0])}
	rest := words[1:]
	switch {
	case s.When == store.AlertEvery && len(rest) == 0, s.When == store.AlertSpike && len(rest) == 0, s.When == store.AlertVIP && len(rest) == 0,
		s.When == store.AlertSilent && len(rest) == 0:
		return s, nil
	case s.When == store.AlertTrend && len(rest) == 0:
		s.In = 24 * time.Hour
		return s, nil
	case s.When == store.AlertTrend && strings.Join(rest, " ") == "at once":
		return s, nil
	case s.When == store.AlertSpike && len(rest) == 2 && rest[0] == "of":
		n, err := strconv.Atoi(rest[1])
		if s.Over = n; err != nil || n < 1 || n > maxOver {
			return s, bad
		}
		return s, nil
	case s.When == store.AlertOver && len(rest) == 3 && rest[1] == "in":
		n, err := strconv.Atoi(rest[0])
		span, ok := parseSpan(rest[2])
		if s.Over, s.In = n, span; err != nil || !ok {
			return s, bad
		}
		return s, nil
	}
	return store.AlertSub{}, bad
}

// parseSpan reads 30m, 2h, 1d.
func parseSpan(text string) (time.Duration, bool) {
	base := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	at, err := when.Parse("+"+text, base, time.UTC)
	return at.Sub(base), err == nil && at.After(base)
}
