package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"earshot/store"
	"earshot/store/bolt"
	"earshot/store/desk"
	"earshot/store/vault"
)

// restoreWait is how long a restore waits for short commands that have the
// data; a screen does not go away by itself.
const restoreWait = 2 * time.Second

func restoreCommand(c *Call) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Put a backup in the place of the data",
		Long: `Put a backup in the place of the data. FILE is copied and checked whole before anything
is replaced; the data that were there are kept beside, under a dated name. The key that
seals tokens and passwords is not part of a backup: accounts whose secrets it does not
open are named, and have to be connected again. Answers and posts that were due since
the backup are looked up on their network before they are sent.`,
		Example: `  earshot restore ~/backups/earshot-2026-11-20.db`,
		Args:    cobra.ExactArgs(1),
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error { return restore(c, cmd.Context(), args[0]) }
	return cmd
}

func restore(c *Call, ctx context.Context, name string) error {
	bar := c.newProgress()
	defer bar.clear()
	env := store.RealEnv()
	found := &restoredData{call: c, name: filepath.Base(name), env: env}
	job := bolt.Restoring{
		From: c.Path(name), To: filepath.Join(c.DataDir(), dataFile), Now: env.Now().In(c.Zone()),
		Look:   func(st *bolt.Store) error { return found.look(ctx, st) },
		Copied: bar.bytes, Checked: bar.follow,
	}
	done, err := bolt.Restore(ctx, job)
	for deadline := time.Now().Add(restoreWait); errors.Is(err, store.ErrLocked) && time.Now().Before(deadline) && store.Sleep(ctx, 50*time.Millisecond); {
		done, err = bolt.Restore(ctx, job)
	}
	bar.clear()
	if err != nil {
		return badBackup(name, err)
	}
	if done.Aside != "" {
		c.say("the data that were here are kept in %s; remove that file when you no longer need it", done.Aside)
	}
	found.tell()
	_, err = fmt.Fprintf(c.Out, "restored: %d mentions\n", done.Mentions)
	return err
}

// badBackup says what to do when a backup cannot be restored. That a backup is
// damaged says nothing of the data, so the doctor is not called.
func badBackup(name string, err error) error {
	switch {
	case errors.Is(err, store.ErrLocked):
		return errors.New("another earshot has these data open: end it (q on its screen, ctrl+c for sync), then restore again; nothing was changed")
	case errors.Is(err, context.Canceled):
		return cut(err, "nothing was changed")
	case errors.Is(err, store.ErrDamaged):
		return fmt.Errorf("%v; take another backup", err)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no file %s", name)
	}
	return err
}

// restoredData looks at the data of a backup before they take their place.
type restoredData struct {
	call   *Call
	name   string
	env    store.Env
	locked []store.Account // the key does not open their secrets
	doubts int
}

func (r *restoredData) look(ctx context.Context, st store.Store) error {
	d := desk.New(st, r.env, desk.Options{Zone: r.call.Zone(), Vault: vault.At(r.call.KeyFile())})
	accounts, err := d.Setup.Accounts(ctx)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if _, err := d.Setup.Secrets(ctx, a.Name); err != nil {
			r.locked = append(r.locked, a)
		}
	}
	r.doubts, err = d.Care.Restored(ctx, r.call.by(), r.name)
	return err
}

func (r *restoredData) tell() {
	if r.doubts > 0 {
		r.call.say("%d posts were due since the backup was made; before one is sent, earshot looks whether it went out already (earshot posts lists them)", r.doubts)
	}
	if len(r.locked) == 0 {
		return
	}
	r.call.say("the key %s does not open the secrets of these accounts; put the right key there, or connect them again:", r.call.KeyFile())
	for _, a := range r.locked {
		words := []string{"  earshot connect", a.Network, "--name", a.Name}
		if a.Server != "" {
			words = append(words, "--server", a.Server)
		}
		r.call.say("%s", strings.Join(words, " "))
	}
}
