package desk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"earshot/store"
	"earshot/store/clean"
)

// Setup holds accounts, their health and secrets, cursors and saved views.
type Setup struct{ *core }

// Connect adds an account or replaces one of the same name and network. Its
// secrets are sealed before they touch the disk.
func (s *Setup) Connect(ctx context.Context, by By, a store.Account, secrets map[string]string) error {
	if err := checkAccount(&a); err != nil {
		return err
	}
	if len(secrets) > 0 {
		if s.vault == nil {
			return errors.New("there is no key to seal the account's secrets with")
		}
		var err error
		if a.Sealed, err = s.vault.Seal(secrets); err != nil {
			return fmt.Errorf("seal the secrets of %s: %w", a.Name, err)
		}
	}
	a.Added = s.env.Now()
	return s.store.Update(ctx, func(tx store.Tx) error {
		old, err := store.Accounts(tx).Get(a.Name)
		if ignoreMissing(err) != nil {
			return err
		}
		if err == nil && old.Network != a.Network {
			return &store.Invalid{Field: "name", Why: fmt.Sprintf("%q is taken by a %s account; choose another with --name", a.Name, old.Network)}
		}
		if old.RemoteID != "" && (old.RemoteID != a.RemoteID || old.Server != a.Server) {
			// Somebody else there: how far we have read the one says nothing of the other.
			if err := dropCursors(tx, a.Name); err != nil {
				return err
			}
		}
		tx.Touch(store.TopicAccounts, a.Name)
		return store.Accounts(tx).Put(a.Name, a)
	})
}

func checkAccount(a *store.Account) error {
	a.Name = clean.Line(strings.TrimSpace(a.Name), 64)
	if a.Name == "" || strings.ContainsAny(a.Name, " ,:\x00/") {
		return &store.Invalid{Field: "name", Why: "an account needs a name without spaces, commas, colons and slashes"}
	}
	if !store.ValidNetwork(a.Network) {
		return &store.Invalid{Field: "network", Why: fmt.Sprintf("%q is no network", a.Network)}
	}
	a.Handle, a.Title = clean.Line(a.Handle, 256), clean.Line(a.Title, 256)
	for i, can := range a.Can {
		a.Can[i] = clean.Line(can, 256)
	}
	return nil
}

// Disconnect removes an account with its secrets, cursors and health. Its
// mentions stay; what was scheduled on it is stopped.
func (s *Setup) Disconnect(ctx context.Context, by By, name string) error {
	return s.store.Update(ctx, func(tx store.Tx) error {
		if _, err := store.Accounts(tx).Get(name); err != nil {
			return err
		}
		for job, err := range store.Jobs(tx).All() {
			if err != nil {
				return err
			}
			if job.Account != name {
				continue
			}
			if err := s.stopJob(tx, job); err != nil {
				return err
			}
		}
		if err := dropCursors(tx, name); err != nil {
			return err
		}
		tx.Touch(store.TopicAccounts, name)
		tx.Touch(store.TopicHealth, name)
		return errors.Join(store.Accounts(tx).Delete(name), store.Healths(tx).Delete(name), store.InsightsOf(tx).Delete(name))
	})
}

// dropCursors forgets how far an account's streams have been read.
func dropCursors(tx store.Tx, account string) error {
	var cursors []string
	for id := range tx.Records(store.KindCursors).Scan(account, account+"\x01") {
		cursors = append(cursors, id)
	}
	for _, id := range cursors {
		if err := store.Cursors(tx).Delete(id); err != nil {
			return err
		}
	}
	return nil
}

// stopJob ends a job whose account goes. What failed or is in doubt stays so,
// with its reason: a person still has to know.
func (c *core) stopJob(tx store.Tx, job store.Job) error {
	trying := job.State == store.JobTrying || job.State == store.JobQueued && job.Doubt
	err := (&Outbox{c}).deliver(tx, job, func(d *store.Delivery) {
		switch {
		case trying:
			d.State, d.Error = store.DeliveryUnsure, "the account was disconnected in the middle of sending; look there whether this arrived"
		case job.State == store.JobQueued:
			d.State, d.Error = store.DeliveryStopped, "the account was disconnected"
		}
	})
	if err != nil {
		return err
	}
	return store.DropJob(tx, job.ID)
}

// Accounts lists the accounts by name.
func (s *Setup) Accounts(ctx context.Context) ([]store.Account, error) {
	var out []store.Account
	err := s.store.View(ctx, func(tx store.Tx) (err error) {
		out, err = store.Accounts(tx).List()
		return err
	})
	return out, err
}

// Account reads one account.
func (s *Setup) Account(ctx context.Context, name string) (store.Account, error) {
	var a store.Account
	err := s.store.View(ctx, func(tx store.Tx) error {
		var err error
		a, err = store.Accounts(tx).Get(name)
		return err
	})
	return a, err
}

// Secrets opens the secrets of an account. They must never be shown or logged.
func (s *Setup) Secrets(ctx context.Context, name string) (map[string]string, error) {
	a, err := s.Account(ctx, name)
	if err != nil || len(a.Sealed) == 0 {
		return nil, err
	}
	if s.vault == nil {
		return nil, fmt.Errorf("the key that seals the secrets of %s is missing; connect the account again", name)
	}
	return s.vault.Open(a.Sealed)
}

// Renew keeps secrets that a network has given anew, a refreshed token say, among
// those of the account. The account stays what it is, so that nobody is told and
// its connector goes on. Where the account was connected anew since added,
// nothing happens: those secrets belong to another login.
func (s *Setup) Renew(ctx context.Context, name string, added time.Time, given map[string]string) error {
	if s.vault == nil {
		return errors.New("there is no key to seal the account's secrets with")
	}
	return s.store.Update(ctx, func(tx store.Tx) error {
		a, err := store.Accounts(tx).Get(name)
		if err != nil || !a.Added.Equal(added) {
			return ignoreMissing(err)
		}
		var secrets map[string]string
		if len(a.Sealed) > 0 {
			if secrets, err = s.vault.Open(a.Sealed); err != nil {
				return fmt.Errorf("open the secrets of %s: %w", name, err)
			}
		}
		if secrets == nil {
			secrets = map[string]string{}
		}
		maps.Copy(secrets, given)
		if a.Sealed, err = s.vault.Seal(secrets); err != nil {
			return fmt.Errorf("seal the secrets of %s: %w", name, err)
		}
		return store.Accounts(tx).Put(name, a)
	})
}

// ReadNow asks that an account be read now instead of at its next time. Whoever
// runs the accounts hears it; a limit of the network still holds.
func (s *Setup) ReadNow(ctx context.Context, name string) error {
	return s.store.View(ctx, func(tx store.Tx) error {
		if _, err := store.Accounts(tx).Get(name); err != nil {
			return err
		}
		s.store.Bus().Publish(map[store.Topic][]string{store.TopicRead: {name}})
		return nil
	})
}

// SetHealth notes how an account's connection is.
func (s *Setup) SetHealth(ctx context.Context, h store.Health) error {
	h.Message = clean.Line(h.Message, 1<<10)
	return s.store.Update(ctx, func(tx store.Tx) error {
		if _, err := store.Accounts(tx).Get(h.Account); err != nil {
			return ignoreMissing(err) // disconnected meanwhile
		}
		tx.Touch(store.TopicHealth, h.Account)
		return store.Healths(tx).Put(h.Account, h)
	})
}

// Health lists the last known health of all accounts, by name.
func (s *Setup) Health(ctx context.Context) ([]store.Health, error) {
	var out []store.Health
	err := s.store.View(ctx, func(tx store.Tx) error {
		out = nil
		for a, err := range store.Accounts(tx).All() {
			if err != nil {
				return err
			}
			h, err := healthOf(tx, a.Name)
			if err != nil {
				return err
			}
			out = append(out, h)
		}
		return nil
	})
	return out, err
}

// HealthOf is the last known health of an account; idle where nothing is known.
func (s *Setup) HealthOf(ctx context.Context, account string) (h store.Health, err error) {
	err = s.store.View(ctx, func(tx store.Tx) error {
		h, err = healthOf(tx, account)
		return err
	})
	return h, err
}

func healthOf(tx store.Tx, account string) (store.Health, error) {
	h, err := store.Healths(tx).Get(account)
	if errors.Is(err, store.ErrNotFound) {
		return store.Health{Account: account, State: store.HealthIdle, Left: -1}, nil
	}
	return h, err
}

// Cursor gives how far a stream of an account has been read; nil = not at all.
func (s *Setup) Cursor(ctx context.Context, account, stream string) ([]byte, error) {
	var cursor []byte
	err := s.store.View(ctx, func(tx store.Tx) error {
		var err error
		cursor, err = store.Cursors(tx).Get(CursorID(account, stream))
		return ignoreMissing(err)
	})
	return cursor, err
}

// Watch replaces what an account monitors: hashtags and searches.
func (s *Setup) Watch(ctx context.Context, by By, name string, watch []string) error {
	return s.store.Update(ctx, func(tx store.Tx) error {
		a, err := store.Accounts(tx).Get(name)
		if err != nil {
			return err
		}
		a.Watch = slices.Clone(watch)
		r := s.record(tx, by, "watch")
		if err := r.put(store.KindAccounts, name, a); err != nil {
			return err
		}
		_, err = r.commit("changed what " + name + " watches")
		return err
	})
}
