package desk

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"earshot/store"
	"earshot/store/clean"
	"earshot/store/match"
	"earshot/store/query"
)

// Hooks are other programs that are told what happens: a lead, a spike, a
// mention that waits for too long, any alert, any mention of a query.
//
// What is to be told is written down in the transaction in which it happens,
// and stays until the other side has taken it, see Next. So each is told at
// least once, whatever crashes; the id of a notice lets the other side drop a
// second telling.
type Hooks struct{ *core }

// SecretOfHook is the name of a hook's secret.
const SecretOfHook = "secret"

const (
	maxHooks   = 50
	maxHookURL = 2048
)

// HookView is a hook and how it goes with it.
type HookView struct {
	store.Hook
	State store.HookState
}

// List gives the hooks by name.
func (h *Hooks) List(ctx context.Context) ([]HookView, error) {
	var out []HookView
	err := h.store.View(ctx, func(tx store.Tx) error {
		out = nil
		for hook, err := range store.Hooks(tx).All() {
			if err != nil {
				return err
			}
			state, err := stateOf(tx, hook.Name)
			if err != nil {
				return err
			}
			out = append(out, HookView{hook, state})
		}
		return nil
	})
	return out, err
}

// Add makes a hook. The secret is sealed before it touches the disk. One of that name
// is not replaced: its secret would be lost, see Change.
func (h *Hooks) Add(ctx context.Context, by By, hook store.Hook, secret string) (Outcome, error) {
	hook.Name, hook.URL = strings.TrimSpace(hook.Name), strings.TrimSpace(hook.URL)
	hook.Query = strings.TrimSpace(clean.Line(hook.Query, 8<<10))
	hook.By, hook.Added = by.User, h.env.Now()
	if err := h.check(&hook); err != nil {
		return Outcome{}, err
	}
	var err error
	if hook.Sealed, err = h.seal(hook.Name, secret); err != nil {
		return Outcome{}, err
	}
	return h.change(ctx, by, func(tx store.Tx, r *recorder) (string, error) {
		all, err := store.Hooks(tx).List()
		if err != nil {
			return "", err
		}
		switch {
		case slices.ContainsFunc(all, func(o store.Hook) bool { return o.Name == hook.Name }):
			return "", &store.Invalid{Field: "hook", Why: fmt.Sprintf("there is a hook %s already; choose another name, or change that one", hook.Name)}
		case len(all) >= maxHooks:
			return "", &store.Invalid{Field: "hook", Why: fmt.Sprintf("there are %d hooks already; remove one first", len(all))}
		}
		return "hook " + hook.Name + ": " + strings.Join(hook.On, ", "), r.put(store.KindHooks, hook.Name, hook)
	})
}

// HookChange is what is to become of a hook; what is nil stays as it is.
type HookChange struct {
	URL, Query, Secret *string
	On                 []string
}

// Change makes a hook another; what waits for it goes to the new address. Its secret
// stays unless another is given, and then only that one counts.
func (h *Hooks) Change(ctx context.Context, by By, name string, ch HookChange) (Outcome, error) {
	var sealed []byte
	if ch.Secret != nil {
		var err error
		if sealed, err = h.seal(name, *ch.Secret); err != nil {
			return Outcome{}, err
		}
	}
	return h.change(ctx, by, func(tx store.Tx, r *recorder) (string, error) {
		if err := h.has(tx, name); err != nil {
			return "", err
		}
		hook, err := store.Hooks(tx).Get(name)
		if err != nil {
			return "", err
		}
		if ch.URL != nil {
			hook.URL = strings.TrimSpace(*ch.URL)
		}
		if ch.Query != nil {
			hook.Query, hook.By = strings.TrimSpace(clean.Line(*ch.Query, 8<<10)), by.User // @me is who says it
		}
		if ch.On != nil {
			hook.On = slices.Clone(ch.On)
		}
		if err := h.check(&hook); err != nil {
			return "", err
		}
		title := "changed the hook " + name + ": " + strings.Join(hook.On, ", ")
		if sealed != nil {
			hook.Sealed = sealed
			title += "; only the new secret counts now, undo brings the old one back"
		}
		// Whoever corrects an address wants to see now whether it is right.
		return title, errors.Join(forgive(tx, name), r.put(store.KindHooks, name, hook))
	})
}

// seal seals the secret of a hook.
func (h *Hooks) seal(name, secret string) ([]byte, error) {
	if h.vault == nil {
		return nil, errors.New("there is no key to seal the hook's secret with")
	}
	sealed, err := h.vault.Seal(map[string]string{SecretOfHook: secret})
	if err != nil {
		return nil, fmt.Errorf("seal the secret of %s: %w", name, err)
	}
	return sealed, nil
}

// Remove takes a hook away, with all that waits for it.
func (h *Hooks) Remove(ctx context.Context, by By, name string) (Outcome, error) {
	return h.change(ctx, by, func(tx store.Tx, r *recorder) (string, error) {
		if err := h.has(tx, name); err != nil {
			return "", err
		}
		for _, kind := range []string{store.KindNotices, store.KindNoticeLog} {
			var keys []string
			for key := range tx.Records(kind).Scan(store.NoticeID(name, ""), name+"\x01") {
				keys = append(keys, key)
			}
			for _, key := range keys {
				if err := tx.Records(kind).Delete(key); err != nil {
					return "", err
				}
			}
		}
		if err := store.HookStates(tx).Delete(name); err != nil {
			return "", err
		}
		return "removed the hook " + name, r.put(store.KindHooks, name, nil)
	})
}

// Pause lets what happens wait for a hook, or lets it be told again.
func (h *Hooks) Pause(ctx context.Context, by By, name string, pause bool) (Outcome, error) {
	return h.change(ctx, by, func(tx store.Tx, r *recorder) (string, error) {
		if err := h.has(tx, name); err != nil {
			return "", err
		}
		hook, err := store.Hooks(tx).Get(name)
		if err != nil {
			return "", err
		}
		title := "paused the hook " + name + ": what happens waits for it"
		if !pause {
			title = "the hook " + name + " goes on"
		}
		if hook.Paused == pause {
			return title, nil
		}
		hook.Paused = pause
		return title, r.put(store.KindHooks, name, hook)
	})
}

// Try queues a notice by which a person tries the hook out. It is told once: if it
// is not taken, the log says why.
func (h *Hooks) Try(ctx context.Context, name string) error {
	return h.store.Update(ctx, func(tx store.Tx) error {
		if err := h.has(tx, name); err != nil {
			return err
		}
		hook, err := store.Hooks(tx).Get(name)
		switch {
		case err != nil:
			return err
		case hook.Paused:
			return &store.Invalid{Field: "hook", Why: fmt.Sprintf("the hook %s is paused; let it go on first", name)}
		}
		if err := forgive(tx, name); err != nil {
			return err
		}
		return notify(tx, h.core, name, store.HookTest, 0, nil)
	})
}

func (h *Hooks) change(ctx context.Context, by By, fn func(store.Tx, *recorder) (string, error)) (Outcome, error) {
	var out Outcome
	err := h.store.Update(ctx, func(tx store.Tx) error {
		r := h.record(tx, by, "hook")
		title, err := fn(tx, r)
		if err != nil {
			return err
		}
		out = Outcome{Changed: len(r.entry.Changes), Title: title}
		out.Seq, err = r.commit(title)
		return err
	})
	return out, err
}

// has is an *Invalid where there is no such hook.
func (h *Hooks) has(tx store.Tx, name string) error {
	_, err := store.Hooks(tx).Get(name)
	if errors.Is(err, store.ErrNotFound) {
		return &store.Invalid{Field: "hook", Why: fmt.Sprintf("there is no hook %q; earshot hooks lists them", name)}
	}
	return err
}

// check tells what is wrong with a hook.
func (h *Hooks) check(hook *store.Hook) error {
	if !regexp.MustCompile(`^[\pL\pN._-]{1,64}$`).MatchString(hook.Name) {
		return &store.Invalid{Field: "name", Why: "a hook needs a name of letters, digits, points, _ and -"}
	}
	u, err := url.Parse(hook.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || len(hook.URL) > maxHookURL || u.User != nil {
		return &store.Invalid{Field: "url", Why: "the address of a hook looks like https://crm.example/earshot, without a name and password in it"}
	}
	if len(hook.On) == 0 {
		return &store.Invalid{Field: "on", Why: "say what it shall be told: " + strings.Join(store.HookEvents(), ", ")}
	}
	for _, event := range hook.On {
		if !slices.Contains(store.HookEvents(), event) {
			return &store.Invalid{Field: "on", Why: fmt.Sprintf("%q is no event; there are %s", event, strings.Join(store.HookEvents(), ", "))}
		}
	}
	slices.Sort(hook.On)
	hook.On = slices.Compact(hook.On)
	q, err := query.Parse(hook.Query)
	if err != nil {
		return fmt.Errorf("the query of the hook cannot be read: %w", err)
	}
	if !isEmptyTail(q.Tail) {
		return &store.Invalid{Field: "query", Why: "a hook looks at single mentions; leave out the part behind the |"}
	}
	_, err = match.Compile(q.Expr, store.Scope{Now: h.env.Now(), Me: hook.By})
	return err
}

func stateOf(tx store.Tx, name string) (store.HookState, error) {
	s, err := store.HookStates(tx).Get(name)
	if errors.Is(err, store.ErrNotFound) {
		return store.HookState{Hook: name}, nil
	}
	return s, err
}

// Log gives what a hook was told, the newest first: what waits, what was given
// up, what was taken.
func (h *Hooks) Log(ctx context.Context, name string, most int) ([]store.Notice, error) {
	var out []store.Notice
	err := h.store.View(ctx, func(tx store.Tx) error {
		out = nil
		if err := h.has(tx, name); err != nil {
			return err
		}
		for _, table := range []store.Table[store.Notice]{store.Notices(tx), store.NoticeLog(tx)} {
			n := 0
			for notice, err := range table.Back(store.NoticeID(name, ""), name+"\x01") {
				if err != nil {
					return err
				}
				if n++; n > most {
					break
				}
				notice.Body = nil
				out = append(out, notice)
			}
		}
		slices.SortStableFunc(out, func(a, b store.Notice) int { return strings.Compare(b.ID, a.ID) })
		out = out[:min(len(out), most)]
		return nil
	})
	return out, err
}

// Retry lets what was given up be tried again, and what waits at once.
func (h *Hooks) Retry(ctx context.Context, name string) (int, error) {
	n := 0
	err := h.store.Update(ctx, func(tx store.Tx) error {
		n = 0
		if err := h.has(tx, name); err != nil {
			return err
		}
		for _, key := range noticeKeys(tx, name) {
			notice, err := store.Notices(tx).Get(key)
			if err != nil {
				return err
			}
			notice.Due, notice.Parked, notice.Attempts, notice.Made = h.env.Now(), false, 0, h.env.Now()
			if err := store.Notices(tx).Put(key, notice); err != nil {
				return err
			}
			n++
		}
		s, err := stateOf(tx, name)
		if err != nil {
			return err
		}
		s.Parked = 0
		if err := store.HookStates(tx).Put(name, s); err != nil {
			return err
		}
		return forgive(tx, name)
	})
	return n, err
}

// noticeKeys are the keys of what waits for a hook.
func noticeKeys(tx store.Tx, name string) (keys []string) {
	for key := range tx.Records(store.KindNotices).Scan(store.NoticeID(name, ""), name+"\x01") {
		keys = append(keys, key)
	}
	return keys
}

// forgive forgets the failures of a hook.
func forgive(tx store.Tx, name string) error {
	s, err := stateOf(tx, name)
	if err != nil {
		return err
	}
	s.Fails, s.Since, s.Wait, s.Error = 0, time.Time{}, time.Time{}, ""
	tx.Touch(store.TopicHooks, name)
	return store.HookStates(tx).Put(name, s)
}
