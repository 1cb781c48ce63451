package desk

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"earshot/store"
	"earshot/store/exchange"
	"earshot/store/match"
	"earshot/store/query"
)

// maxQueued is how many notices wait for a hook at most; what comes then is not
// told, and the hook's own alert says so.
const maxQueued = 10_000

// announce writes down what the new mentions of a batch mean to hooks: leads,
// and mentions of a query. What raises no alert by itself tells no hook either.
func announce(a *arrival) error {
	if a.batch.Restore || a.batch.Backfill || len(a.fresh) == 0 {
		return nil
	}
	ears, err := hookEars(a.tx, a.core, store.HookLead, store.HookMention)
	if err != nil || len(ears) == 0 {
		return err
	}
	now := a.env.Now()
	for _, m := range a.fresh {
		if now.Sub(m.Created) > freshFor {
			continue
		}
		if m, err = asItIs(a, m); err != nil || m == nil {
			if err != nil {
				return err
			}
			continue
		}
		for _, e := range ears {
			event := ""
			switch {
			case m.Judgement.Lead && e.hook.Hears(store.HookLead):
				event = store.HookLead
			case e.hook.Hears(store.HookMention):
				event = store.HookMention
			}
			if err := e.tell(a.tx, a.core, event, m); err != nil {
				return err
			}
		}
	}
	return nil
}

// hookEar is a hook with its query made ready.
type hookEar struct {
	hook store.Hook
	test *match.Matcher // nil = every mention
}

// hookEars are the hooks that hear one of the events. There are few, and they
// are read with each batch.
func hookEars(tx store.Tx, c *core, events ...string) ([]hookEar, error) {
	var ears []hookEar
	for hook, err := range store.Hooks(tx).All() {
		if err != nil {
			return nil, err
		}
		hears := false
		for _, event := range events {
			hears = hears || hook.Hears(event)
		}
		if !hears {
			continue
		}
		e := hookEar{hook: hook}
		if hook.Query != "" {
			s := store.AlertSub{Query: hook.Query, By: hook.By}
			scope, err := ringer{c}.scopeOf(tx, s)
			if err != nil {
				return nil, err
			}
			if e.test, err = (ringer{c}).compile(s, scope); err != nil {
				continue // a query of another version; nothing may keep mentions from arriving
			}
		}
		ears = append(ears, e)
	}
	return ears, nil
}

// tell queues an event about a mention, if the hook's query matches it.
func (e hookEar) tell(tx store.Tx, c *core, event string, m *store.Mention) error {
	if event == "" {
		return nil
	}
	if e.test != nil {
		if hit, err := e.test.Match(tx, m); err != nil || !hit {
			return err
		}
	}
	line, err := exchange.Encode(m, exchange.Extra{})
	if err != nil {
		return err
	}
	return notify(tx, c, e.hook.Name, event, m.Doc, line)
}

// alertJSON is an alert as hooks are told of it.
type alertJSON struct {
	ID    string    `json:"id"`
	Name  string    `json:"name"`
	When  string    `json:"when"`
	Title string    `json:"title"`
	Why   string    `json:"why"`
	Query string    `json:"query"`
	Count int       `json:"count"`
	Usual float64   `json:"usual"`
	Began time.Time `json:"began"`
}

// alertExamples is how many mentions go with an alert.
const alertExamples = 5

// proclaim writes down what a new alert means to hooks. That a hook fails is told
// to none.
func proclaim(tx store.Tx, c *core, al store.Alert) error {
	if al.When == store.AlertHook {
		return nil
	}
	wave := al.When == store.AlertSpike || al.When == store.AlertOver
	var body []byte
	for hook, err := range store.Hooks(tx).All() {
		if err != nil {
			return err
		}
		event := ""
		switch {
		case wave && hook.Hears(store.HookSpike):
			event = store.HookSpike
		case hook.Hears(store.HookAlert):
			event = store.HookAlert
		default:
			continue
		}
		if body == nil {
			if body, err = alertBody(tx, al); err != nil {
				return err
			}
		}
		if err := notify(tx, c, hook.Name, event, 0, body); err != nil {
			return err
		}
	}
	return nil
}

func alertBody(tx store.Tx, al store.Alert) ([]byte, error) {
	out := struct {
		Alert    alertJSON         `json:"alert"`
		Mentions []json.RawMessage `json:"mentions"`
	}{
		alertJSON{al.ID, al.Sub, string(al.When), al.Title, al.Why, al.Query, al.Count, al.Usual, al.Began},
		[]json.RawMessage{},
	}
	for _, doc := range al.Docs[:min(len(al.Docs), alertExamples)] {
		m, err := tx.Mentions().Get(doc)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		line, err := exchange.Encode(m, exchange.Extra{})
		if err != nil {
			return nil, err
		}
		out.Mentions = append(out.Mentions, line)
	}
	return json.Marshal(out)
}

// notify queues a notice: body is an object, to which what is common to all is
// added in front.
func notify(tx store.Tx, c *core, hook, event string, doc store.Doc, body []byte) error {
	state, err := stateOf(tx, hook)
	if err != nil {
		return err
	}
	if state.Queued >= maxQueued {
		return complain(tx, c, hook, "so much waits for it that the rest is not told", 0)
	}
	now := c.env.Now()
	n := store.Notice{ID: c.env.ID(), Hook: hook, Event: event, Doc: doc, Made: now, Due: now}
	if n.Body, err = noticeBody(n, body); err != nil {
		return err
	}
	state.Queued++
	tx.Touch(store.TopicHooks, hook)
	return errors.Join(store.Notices(tx).Put(store.NoticeID(hook, n.ID), n), store.HookStates(tx).Put(hook, state))
}

// noticeBody puts the event in front of what it is about.
func noticeBody(n store.Notice, body []byte) ([]byte, error) {
	head, err := json.Marshal(struct {
		Event    string    `json:"event"`
		Delivery string    `json:"delivery"`
		Hook     string    `json:"hook"`
		At       time.Time `json:"at"`
	}{n.Event, n.ID, n.Hook, n.Made})
	if err != nil {
		return nil, err
	}
	if len(body) <= len("{}") {
		return head, nil
	}
	return append(append(head[:len(head)-1], ','), body[1:]...), nil
}

// complain raises an alert about a hook; one a day, which grows.
func complain(tx store.Tx, c *core, hook, why string, doc store.Doc) error {
	r := ringer{c}
	al := store.Alert{
		Sub: "hook " + hook, When: store.AlertHook, Title: "the hook " + hook + " cannot be told", Count: 1, Began: c.env.Now(),
		Why: why + "; earshot hooks log " + hook + " says more",
	}
	if doc != 0 {
		al.Docs = []store.Doc{doc}
		al.Query = docsQuery(al)
	}
	group := "hook/" + hook
	if grown, err := r.grow(tx, al, group, alertGap); grown || err != nil {
		return err
	}
	return drop2(r.newAlert(tx, al, group))
}

// slaMark is what remembers up to when mentions were looked at that wait for too
// long.
const slaMark = "sla"

// Look tells hooks of the mentions whose answer has become overdue since the last
// look; what was overdue before the first look is told to none. Where no hook
// wants to know, it costs a read.
func (h *Hooks) Look(ctx context.Context) error {
	now := h.env.Now()
	var late []*store.Mention
	wanted := false
	err := h.store.View(ctx, func(tx store.Tx) error {
		late = nil
		ears, err := hookEars(tx, h.core, store.HookSLA)
		if wanted = len(ears) > 0; err != nil || !wanted {
			return err
		}
		late, err = h.overdue(ctx, tx, now)
		return err
	})
	if err != nil || !wanted {
		return err
	}
	return h.store.Update(ctx, func(tx store.Tx) error {
		since, err := lookedUntil(tx, now)
		if err != nil || !since.Before(now) && len(late) > 0 {
			return err // another look was faster
		}
		ears, err := hookEars(tx, h.core, store.HookSLA)
		if err != nil {
			return err
		}
		for _, m := range late {
			for _, e := range ears {
				if err := e.tell(tx, h.core, store.HookSLA, m); err != nil {
					return err
				}
			}
		}
		return tx.Records(store.KindHookMark).Put(slaMark, []byte(now.Format(time.RFC3339Nano)))
	})
}

// lookedUntil is the time of the last look; the first is now.
func lookedUntil(tx store.Tx, now time.Time) (time.Time, error) {
	raw, err := tx.Records(store.KindHookMark).Get(slaMark)
	if err != nil {
		return now, ignoreMissing(err)
	}
	at, err := time.Parse(time.RFC3339Nano, string(raw))
	if err != nil {
		return now, nil //nolint:nilerr // nobody can read it any more: begin anew
	}
	return at, nil
}

// overdue finds what has become overdue since the last look.
func (h *Hooks) overdue(ctx context.Context, tx store.Tx, now time.Time) (late []*store.Mention, err error) {
	since, err := lookedUntil(tx, now)
	if err != nil || !since.Before(now) {
		return nil, err
	}
	urgency := h.scale.grow
	var longest time.Duration
	if urgency != nil {
		for _, d := range urgency.Demands {
			longest = max(longest, d.Due)
		}
	}
	q, err := query.Parse("is:overdue")
	if err != nil {
		return nil, err
	}
	scope := store.Scope{Now: now, Zone: h.zone, Urgency: urgency}
	for m, err := range tx.Mentions().Search(ctx, store.Search{Expr: q.Expr, Scope: scope}) {
		if err != nil {
			return nil, err
		}
		if m.Created.Before(since.Add(-longest)) {
			break // the rest became so before the last look
		}
		if due := urgency.Due(m, now); !due.IsZero() && due.After(since) && !due.After(now) {
			late = append(late, m)
		}
	}
	return late, nil
}
