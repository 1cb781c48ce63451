package desk

import (
	"cmp"
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"earshot/scoring/text"
	"earshot/scoring/trend"
	"earshot/store"
	"earshot/store/match"
	"earshot/store/query"
)

// freshFor is how old a mention may be that still raises an alert by itself: after
// some days offline nobody wants to be told of each that came meanwhile.
const freshFor = 48 * time.Hour

// lookout is what alerts keep in memory. Losing it costs a few questions.
type lookout struct {
	words *text.Cutter
	heard atomic.Bool // mentions came or subscriptions changed since the last look
	mu    sync.Mutex
	ready *listeners
	// The baselines of the hour, by subscription; see usual.
	hour  time.Time
	base  map[string]*trend.Baseline
	quiet rhythms
	past  map[string]int // how often terms were said in the past, of this day; see pastOf
	day   string
}

func newLookout(words *text.Cutter, now time.Time) *lookout {
	a := &lookout{words: words, quiet: rhythms{began: now}}
	a.heard.Store(true)
	return a
}

// forget drops what is known of the past: history has come in.
func (l *lookout) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hour, l.base, l.day, l.past = time.Time{}, nil, "", nil
}

// listeners are the subscriptions that single mentions can raise, made ready.
type listeners struct {
	rev   string // of the subscriptions
	until time.Time
	vips  []vipEar
	every []store.AlertSub
	set   *match.Set // of their queries, in this order
}

// vipEar is a subscription to VIPs: to those mentions of theirs that its query
// matches.
type vipEar struct {
	sub  store.AlertSub
	test *match.Matcher
}

// compile makes the query of a subscription ready.
func (c ringer) compile(s store.AlertSub, scope store.Scope) (*match.Matcher, error) {
	q, err := query.Parse(s.Query)
	if err != nil {
		return nil, err
	}
	m, err := match.Compile(q.Expr, scope)
	if err != nil {
		return nil, err
	}
	return m.With(c.look.words), nil
}

// scopeOf is what the query of a subscription means: times in it are of now, @me is
// whoever made it, @brand what the monitors of brands are about.
func (c ringer) scopeOf(tx store.Tx, s store.AlertSub) (store.Scope, error) {
	e, err := c.listening(tx)
	if err != nil {
		return store.Scope{}, err
	}
	return c.scopeFor(s, e.brand), nil
}

func (c ringer) scopeFor(s store.AlertSub, brand []string) store.Scope {
	return store.Scope{Now: c.env.Now(), Zone: c.zone, Me: s.By, Brand: brand, Urgency: c.scale.grow}
}

// subsRev is the state of the subscriptions: the journal's last number when they
// were changed. It is read with every batch and must be cheap.
const subsRev = "rev"

// reviseAlerts says that the subscriptions are others from now on.
func reviseAlerts(tx store.Tx) error {
	n, err := tx.Records(store.KindAlertState).Next()
	if err != nil {
		return err
	}
	return tx.Records(store.KindAlertState).Put(subsRev, []byte(store.Number(n)))
}

// listeners gives the subscriptions of single mentions, compiled anew when they or
// the monitors have changed and every minute, because of times in their queries.
func (c ringer) listeners(tx store.Tx) (*listeners, error) {
	raw, err := tx.Records(store.KindAlertState).Get(subsRev)
	if ignoreMissing(err) != nil {
		return nil, err
	}
	e, err := c.listening(tx)
	if err != nil {
		return nil, err
	}
	now, rev := c.env.Now(), fmt.Sprint(e.revision, " ", string(raw))
	c.look.mu.Lock()
	defer c.look.mu.Unlock()
	if l := c.look.ready; l != nil && l.rev == rev && now.Before(l.until) {
		return l, nil
	}
	subs, err := store.SavedAlerts(tx)
	if err != nil {
		return nil, err
	}
	l := &listeners{rev: rev, until: now.Add(time.Minute)}
	var tests []*match.Matcher
	for _, s := range subs {
		if now.Before(s.Muted) {
			continue
		}
		if s.When != store.AlertVIP && s.When != store.AlertEvery {
			continue
		}
		test, err := c.compile(s, c.scopeFor(s, e.brand))
		switch {
		case err != nil: // checked when it was made; a newer earshot may have written it
		case s.When == store.AlertVIP:
			l.vips = append(l.vips, vipEar{s, test})
		default:
			l.every, tests = append(l.every, s), append(tests, test)
		}
	}
	l.set = match.NewSet(tests, c.look.words)
	c.look.ready = l
	return l, nil
}

// attention is a batch on its way in, listened to.
type attention struct{ *arrival }

// alert raises what the new mentions of a batch are worth by themselves. History
// that is read backwards, what we wrote, and what is older than two days raise
// nothing. With the starters it costs under a microsecond a mention.
func (a attention) alert() error {
	if a.res.New > 0 && (a.batch.Restore || a.batch.Backfill) {
		a.look.forget()
	}
	if a.batch.Restore || len(a.fresh) == 0 {
		return nil
	}
	if a.batch.Backfill {
		return a.deafen()
	}
	l, err := ringer{a.core}.listeners(a.tx)
	if err != nil || len(l.vips)+len(l.every) == 0 {
		return err
	}
	now := a.env.Now()
	for _, m := range a.fresh {
		if now.Sub(m.Created) > freshFor || m.Work.State == store.StateDone { // a program speaks, see Event.Quiet
			continue
		}
		if err := a.listen(l, m); err != nil {
			return err
		}
	}
	return nil
}

func (a attention) listen(l *listeners, m *store.Mention) error {
	vip, err := important(a.arrival, a.people[m.Identity()])
	if err != nil {
		return err
	}
	if vip {
		if err := a.herald(l, m); err != nil {
			return err
		}
	}
	hits, err := l.set.Match(a.tx, m, nil)
	if err != nil {
		return err
	}
	for _, i := range hits {
		if err := (ringer{a.core}).raiseMention(a.tx, l.every[i], l.every[i].Name, "", m); err != nil {
			return err
		}
	}
	return nil
}

// herald raises what a VIP says.
func (a attention) herald(l *listeners, m *store.Mention) error {
	for _, v := range l.vips {
		met, err := v.test.Match(a.tx, m)
		if err != nil {
			return err
		}
		if !met {
			continue
		}
		title := "VIP " + cmp.Or(m.Author.Name, callOf(m.Author))
		if err := (ringer{a.core}).raiseMention(a.tx, v.sub, title, "", m); err != nil {
			return err
		}
	}
	return nil
}

// deafen keeps history of the last hour from being taken for a wave.
func (a attention) deafen() error {
	longest := trend.Windows()[len(trend.Windows())-1]
	was := deafUntil(a.tx) // history is read backwards: the next batch is older
	until := was
	for _, m := range a.fresh {
		if t := m.Created.Add(longest); t.After(a.env.Now()) && t.After(until) {
			until = t
		}
	}
	if until.Equal(was) {
		return nil
	}
	until = store.Stamp(until)
	return a.tx.Records(store.KindAlertState).Put("deaf", []byte(until.Format(time.RFC3339Nano)))
}

// deafUntil is when counts may be trusted again, because history of just now would be
// taken for a wave until then; zero = nothing is in their way.
func deafUntil(tx store.Tx) time.Time {
	raw, err := tx.Records(store.KindAlertState).Get("deaf")
	if err != nil {
		return time.Time{}
	}
	until, _ := time.Parse(time.RFC3339Nano, string(raw)) // what cannot be read keeps nothing silent
	return until
}

// between is a search for what a subscription matches between two moments.
func (c ringer) between(tx store.Tx, s store.AlertSub, from, to time.Time) (store.Search, error) {
	q, err := query.Parse(s.Query)
	if err != nil {
		return store.Search{}, err
	}
	scope, err := c.scopeOf(tx, s)
	return store.Search{Expr: within(q.Expr, from, to), Scope: scope}, err
}

// within narrows a query to from <= made < to.
func within(expr query.Expr, from, to time.Time) query.Expr {
	dates := query.Field{Name: "date", Value: query.Range{
		From: from.UTC().Format(time.RFC3339Nano), To: to.Add(-time.Microsecond).UTC().Format(time.RFC3339Nano),
	}}
	if expr == nil {
		return dates
	}
	return query.And{List: []query.Expr{expr, dates}}
}

// count asks the index how many a subscription matches between two moments.
func (c ringer) count(ctx context.Context, tx store.Tx, s store.AlertSub, from, to time.Time) (int, error) {
	search, err := c.between(tx, s, from, to)
	if err != nil {
		return 0, err
	}
	return tx.Mentions().Count(ctx, search)
}
