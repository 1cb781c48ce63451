package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"earshot/store"
	"earshot/store/clean"
)

const (
	// hookPatience is how long a notice is tried before it is given up.
	hookPatience = 24 * time.Hour
	// hookFirst and hookLongest bound the pauses between two tries; each is four
	// times the one before.
	hookFirst   = 5 * time.Second
	hookLongest = 4 * time.Hour
	// hookLogged is how many notices that were taken are remembered of a hook.
	hookLogged = 100
	// hookAhead is how many of those that wait are looked at for the next one.
	hookAhead = 256
	// hookLong is how long a hook fails before an alert says so.
	hookLong = time.Hour
)

// Parcel is a notice on its way, with all that is needed to deliver it.
type Parcel struct {
	Hook   store.Hook
	Secret string
	Notice store.Notice
}

// Next gives the notice of a hook that is to be delivered now; nil where none is,
// and then when the next one is due (zero = none waits).
func (h *Hooks) Next(ctx context.Context, name string) (p *Parcel, due time.Time, err error) {
	err = h.store.View(ctx, func(tx store.Tx) error {
		p, due = nil, time.Time{}
		hook, err := store.Hooks(tx).Get(name)
		if err != nil {
			return ignoreMissing(err)
		}
		if hook.Paused {
			return nil
		}
		state, err := stateOf(tx, name)
		if err != nil {
			return err
		}
		n, err := nextNotice(tx, name)
		if err != nil || n == nil {
			return err
		}
		if due = n.Due; due.Before(state.Wait) {
			due = state.Wait
		}
		if !due.After(h.env.Now()) {
			p = &Parcel{Hook: hook, Notice: *n}
		}
		return nil
	})
	if err != nil || p == nil {
		return nil, due, err
	}
	p.Secret, err = h.secret(p.Hook)
	return p, due, err
}

// Parcel makes one of a hook that a person tries out; it is not queued.
func (h *Hooks) Parcel(ctx context.Context, name string) (*Parcel, error) {
	var hook store.Hook
	err := h.store.View(ctx, func(tx store.Tx) (err error) {
		if err := h.has(tx, name); err != nil {
			return err
		}
		hook, err = store.Hooks(tx).Get(name)
		return err
	})
	if err != nil {
		return nil, err
	}
	now := h.env.Now()
	p := &Parcel{Hook: hook, Notice: store.Notice{ID: h.env.ID(), Hook: name, Event: store.HookTest, Made: now, Due: now}}
	if p.Notice.Body, err = noticeBody(p.Notice, nil); err != nil {
		return nil, err
	}
	p.Secret, err = h.secret(hook)
	return p, err
}

func (h *Hooks) secret(hook store.Hook) (string, error) {
	if h.vault == nil {
		return "", fmt.Errorf("the key that seals the secret of the hook %s is missing; give it another: earshot hooks change %s --new-secret", hook.Name, hook.Name)
	}
	all, err := h.vault.Open(hook.Sealed)
	return all[SecretOfHook], err
}

// nextNotice finds what is due first.
func nextNotice(tx store.Tx, name string) (*store.Notice, error) {
	var best *store.Notice
	looked := 0
	for n, err := range store.Notices(tx).Range(store.NoticeID(name, ""), name+"\x01") {
		if err != nil {
			return nil, err
		}
		if n.Parked {
			continue
		}
		if best == nil || n.Due.Before(best.Due) {
			best = &n
		}
		if looked++; looked >= hookAhead {
			break
		}
	}
	return best, nil
}

// Taken notes that the other side has a notice.
func (h *Hooks) Taken(ctx context.Context, n store.Notice, status int) error {
	return h.store.Update(ctx, func(tx store.Tx) error {
		state, err := stateOf(tx, n.Hook)
		if err != nil {
			return err
		}
		if _, err := store.Hooks(tx).Get(n.Hook); err != nil {
			return ignoreMissing(err) // removed meanwhile
		}
		key := store.NoticeID(n.Hook, n.ID)
		if _, err := store.Notices(tx).Get(key); err == nil {
			state.Queued--
		}
		done := n // an Update may run twice
		done.Attempts++
		done.Body, done.Error, done.Parked, done.Status, done.Last = nil, "", false, status, h.env.Now()
		state.Fails, state.Since, state.Wait, state.Error, state.LastOK = 0, time.Time{}, time.Time{}, "", h.env.Now()
		tx.Touch(store.TopicHooks, n.Hook)
		return errors.Join(store.Notices(tx).Delete(key), store.NoticeLog(tx).Put(key, done),
			store.HookStates(tx).Put(n.Hook, state), trimLog(tx, n.Hook))
	})
}

// trimLog lets the oldest of what was taken go.
func trimLog(tx store.Tx, hook string) error {
	var old []string
	n := 0
	for key := range tx.Records(store.KindNoticeLog).ScanBack(store.NoticeID(hook, ""), hook+"\x01") {
		if n++; n > hookLogged {
			old = append(old, key)
		}
	}
	for _, key := range old {
		if err := store.NoticeLog(tx).Delete(key); err != nil {
			return err
		}
	}
	return nil
}

// Failure is why a notice was not taken.
type Failure struct {
	Status int           // of the answer; 0 = there was none
	Why    string        // plain words, without secrets
	After  time.Duration // that the other side asks us to wait; 0 = our own pause
	// Down says that the other side is not there at all, so that the hook's other
	// notices wait, too. Otherwise it is this one that it does not want.
	Down bool
	// Final says that trying again is useless.
	Final bool
}

// Refused notes that the other side did not take a notice: it is tried again
// after growing pauses for a day, then given up, and an alert tells of it.
func (h *Hooks) Refused(ctx context.Context, n store.Notice, f Failure) error {
	return h.store.Update(ctx, func(tx store.Tx) error {
		key, now := store.NoticeID(n.Hook, n.ID), h.env.Now()
		old, err := store.Notices(tx).Get(key)
		if err != nil {
			return ignoreMissing(err) // removed meanwhile
		}
		state, err := stateOf(tx, n.Hook)
		if err != nil {
			return err
		}
		n = old
		if n.Event == store.HookTest {
			return h.tried(tx, n, state, f)
		}
		n.Attempts++
		n.Last, n.Status, n.Error = now, f.Status, clean.Line(f.Why, 500)
		n.Due = now.Add(max(f.After, pause(n.Attempts)))
		if state.Fails++; state.Since.IsZero() {
			state.Since = now
		}
		state.Error = n.Error
		if f.Down {
			state.Wait = now.Add(max(f.After, pause(state.Fails)))
		}
		if f.Final || n.Due.Sub(n.Made) > hookPatience {
			n.Parked = true
			state.Parked++
		}
		tx.Touch(store.TopicHooks, n.Hook)
		if err := errors.Join(store.Notices(tx).Put(key, n), store.HookStates(tx).Put(n.Hook, state)); err != nil {
			return err
		}
		return h.worry(tx, n, state)
	})
}

// tried notes that a hook did not take what a person tried it out with: that is
// over, and stands in the log.
func (h *Hooks) tried(tx store.Tx, n store.Notice, state store.HookState, f Failure) error {
	n.Attempts++
	n.Body, n.Parked, n.Last, n.Status, n.Error = nil, true, h.env.Now(), f.Status, clean.Line(f.Why, 500)
	state.Queued--
	state.Error = n.Error
	if state.Fails++; state.Since.IsZero() {
		state.Since = n.Last
	}
	tx.Touch(store.TopicHooks, n.Hook)
	key := store.NoticeID(n.Hook, n.ID)
	return errors.Join(store.Notices(tx).Delete(key), store.NoticeLog(tx).Put(key, n), store.HookStates(tx).Put(n.Hook, state), trimLog(tx, n.Hook))
}

// worry raises an alert where a person has to do something.
func (h *Hooks) worry(tx store.Tx, n store.Notice, state store.HookState) error {
	switch {
	case n.Parked:
		return complain(tx, h.core, n.Hook, "given up: "+n.Error, n.Doc)
	case h.env.Now().Sub(state.Since) >= hookLong && state.Fails >= 3:
		return complain(tx, h.core, n.Hook, "for an hour: "+n.Error, n.Doc)
	}
	return nil
}

// pause is how long to wait after so many failures.
func pause(fails int) time.Duration {
	p := hookFirst
	for range fails - 1 {
		if p *= 4; p >= hookLongest {
			return hookLongest
		}
	}
	return p
}
