package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"earshot/scoring/trend"
	"earshot/store"
)

// every is how often counts are looked at.
const every = time.Minute

// Run looks once a minute until ctx ends, first at once. Trouble with one look is
// told and the next one is made all the same.
func (a *Alerts) Run(ctx context.Context, trouble func(error)) {
	for {
		if err := a.Look(ctx); err != nil && ctx.Err() == nil {
			trouble(err)
		}
		now := a.env.Now()
		timer := time.NewTimer(now.Truncate(every).Add(every).Sub(now))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}

// Look counts what subscriptions ask for and raises, grows and closes what comes
// of it. Where nothing has come since the last look and no wave is open, it costs
// a few records; else two counts a subscription, and once an hour eight more, from
// which it learns what is usual. See BenchmarkLook.
func (a *Alerts) Look(ctx context.Context) error {
	heard := a.look.heard.Swap(false)
	var todo []verdict
	var failed error // of single subscriptions: they must not stop the others
	err := a.store.View(ctx, func(tx store.Tx) error {
		todo, failed = nil, nil
		subs, err := store.SavedAlerts(tx)
		if err != nil || a.env.Now().Before(deafUntil(tx)) {
			return err
		}
		for _, s := range subs {
			v, err := a.judgeSub(ctx, tx, s, heard)
			if err != nil {
				failed = errors.Join(failed, fmt.Errorf("the alert %s: %w", s.Name, err))
			}
			if v != nil {
				todo = append(todo, *v)
			}
		}
		return nil
	})
	if err = errors.Join(err, failed, a.act(ctx, todo)); err != nil {
		a.look.heard.Store(true) // look again at the same
	}
	return errors.Join(err, stillness{a.ringer}.silences(ctx), dueness{a.ringer}.due(ctx), a.digest(ctx), endQuiet(ctx, a.core))
}

// verdict is what a look at a subscription has shown.
type verdict struct {
	sub    store.AlertSub
	event  trend.Event
	wave   trend.Wave
	alert  store.Alert // what is to be raised, or the figures that it has now
	before trend.Wave
}

// judgeSub looks at one subscription; nil = nothing has changed.
func (a *Alerts) judgeSub(ctx context.Context, tx store.Tx, s store.AlertSub, heard bool) (*verdict, error) {
	if s.When != store.AlertOver && s.When != store.AlertSpike {
		return nil, nil
	}
	now := a.env.Now()
	w, err := waveOf(tx, s.Name)
	if err != nil || !w.Open && (!heard || now.Before(s.Muted)) {
		return nil, err
	}
	v := &verdict{sub: s, wave: w, before: w}
	var usual trend.Forecast
	window := s.In
	if s.When == store.AlertOver {
		n, err := a.count(ctx, tx, s, now.Add(-s.In), now)
		if err != nil {
			return nil, err
		}
		v.event = v.wave.Over(now, s.In, n, s.Over)
	} else {
		list, err := a.readings(ctx, tx, s, now)
		if err != nil || list == nil {
			return nil, err
		}
		window = trend.Windows()[len(list)-1]
		usual = list[len(list)-1].Usual
		v.event = v.wave.Look(now, s.Over, list...)
	}
	if v.event == trend.Grew && now.Before(s.Muted) {
		v.event = trend.Nothing // who muted it does not want to hear of it again
	}
	if v.event == trend.Nothing && v.wave == v.before {
		return nil, nil
	}
	if v.event == trend.Began || v.event == trend.Grew {
		if v.alert, err = a.describe(ctx, tx, s, v.wave, window, usual); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// readings counts the windows of a spike; nil where there is no history yet.
func (a *Alerts) readings(ctx context.Context, tx store.Tx, s store.AlertSub, now time.Time) ([]trend.Reading, error) {
	base, hour, err := a.usual(ctx, tx, s, now)
	if err != nil || !base.Ready() {
		return nil, err
	}
	end := now.Sub(hour).Hours()
	var out []trend.Reading
	for _, window := range trend.Windows() {
		n, err := a.count(ctx, tx, s, now.Add(-window), now)
		if err != nil {
			return nil, err
		}
		out = append(out, trend.Reading{Count: n, Usual: base.Expect(end-window.Hours(), end)})
	}
	return out, nil
}

// act writes what a look has shown.
func (a *Alerts) act(ctx context.Context, todo []verdict) error {
	if len(todo) == 0 {
		return nil
	}
	return a.store.Update(ctx, func(tx store.Tx) error {
		for _, v := range todo {
			w, err := waveOf(tx, v.sub.Name)
			if err != nil {
				return err
			}
			if w != v.before {
				continue // another look was faster
			}
			if err := a.carry(tx, v); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c ringer) carry(tx store.Tx, v verdict) error {
	if err := putWave(tx, v.sub.Name, v.wave); err != nil {
		return err
	}
	group := v.sub.Name + "/wave"
	if v.event == trend.Began {
		_, err := c.newAlert(tx, v.alert, group)
		return err
	}
	raw, err := tx.Records(store.KindAlertOpen).Get(group)
	if err != nil {
		return ignoreMissing(err)
	}
	al, err := store.Alerts(tx).Get(string(raw))
	if err != nil {
		return ignoreMissing(err)
	}
	switch v.event {
	case trend.Grew:
		al.Title, al.Why, al.Docs, al.Count, al.Usual = v.alert.Title, v.alert.Why, v.alert.Docs, v.alert.Count, v.alert.Usual
		al.Query, al.Last = v.alert.Query, c.env.Now()
	case trend.Ended:
		al.Closed = c.env.Now()
	default:
		return nil
	}
	return c.putAlert(tx, al)
}

// closeWave ends the wave of a subscription that nobody will look at any more.
func (c ringer) closeWave(tx store.Tx, sub string) error {
	w, err := waveOf(tx, sub)
	if err != nil || !w.Open {
		return err
	}
	return c.carry(tx, verdict{sub: store.AlertSub{Name: sub}, event: trend.Ended})
}

func waveOf(tx store.Tx, sub string) (trend.Wave, error) {
	var w trend.Wave
	raw, err := tx.Records(store.KindAlertState).Get("wave/" + sub)
	if err != nil {
		return w, ignoreMissing(err)
	}
	return w, store.Decode(raw, &w)
}

func putWave(tx store.Tx, sub string, w trend.Wave) error {
	if w == (trend.Wave{}) {
		return tx.Records(store.KindAlertState).Delete("wave/" + sub)
	}
	raw, err := store.Encode(w)
	if err != nil {
		return err
	}
	return tx.Records(store.KindAlertState).Put("wave/"+sub, raw)
}
