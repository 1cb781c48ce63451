package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"earshot/store"
	"earshot/store/clean"
)

// Advocates holds who speaks for us, from being found to being active (M21), and
// what people were given: information, status, access, gifts. Both hang on an
// identity and belong to the whole contact.
type Advocates struct{ *core }

// Advocacy is what a person is to us as an advocate.
type Advocacy struct {
	store.Advocate                // Stage "" = they are none
	Rewards        []store.Reward // the newest first; also of who is no advocate
}

// Spent adds up what the rewards cost, by currency, the largest first.
func (a Advocacy) Spent() []Money {
	sums := map[string]int64{}
	for _, r := range a.Rewards {
		if r.Cost != 0 {
			sums[r.Currency] += r.Cost
		}
	}
	var out []Money
	for currency, sum := range sums {
		out = append(out, Money{currency, sum})
	}
	slices.SortFunc(out, func(a, b Money) int {
		return cmp.Or(cmp.Compare(b.Sum, a.Sum), cmp.Compare(a.Currency, b.Currency))
	})
	return out
}

// Of gives the advocacy of the person behind an identity.
func (a *Advocates) Of(ctx context.Context, identity string) (Advocacy, error) {
	var out Advocacy
	err := a.store.View(ctx, func(tx store.Tx) error {
		c, err := contactOf(tx, identity)
		if err == nil {
			out, err = advocacyOf(tx, c.Members)
		}
		return err
	})
	return out, err
}

// advocacyOf reads that of identities; where several say a stage, as after a
// merge, the newest word counts.
func advocacyOf(tx store.Tx, members []string) (out Advocacy, err error) {
	for _, id := range members {
		one, err := store.Advocates(tx).Get(id)
		if ignoreMissing(err) != nil {
			return out, err
		}
		if err == nil && (out.Stage == "" || one.At.After(out.At)) {
			out.Advocate = one
		}
		for r, err := range store.RewardsOf(tx, id) {
			if errors.Is(err, store.ErrNotFound) {
				continue // a repair took it: the others count
			}
			if err != nil {
				return out, err
			}
			out.Rewards = append(out.Rewards, r)
		}
	}
	slices.SortFunc(out.Rewards, func(a, b store.Reward) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.ID, a.ID))
	})
	return out, nil
}

// longestNote is how long a remark on an advocate, or the name of a reward, may
// be, in bytes.
const longestNote = 1 << 10

// Stage says how far the person behind an identity has come; "" = they are no
// advocate. A note that is empty leaves the one there is.
func (a *Advocates) Stage(ctx context.Context, by By, identity string, stage store.Stage, note string) (Outcome, error) {
	if stage != "" && !slices.Contains(store.Stages(), stage) {
		return Outcome{}, &store.Invalid{Field: "advocate", Why: fmt.Sprintf("%q is no stage: use %s, or none", stage, join(store.Stages()))}
	}
	note = clean.Line(strings.TrimSpace(note), longestNote)
	return a.about(ctx, by, identity, "advocate", func(w *giving) (string, error) {
		now, who := w.now, nameOf(w.who)
		if stage == "" {
			return who + " is no advocate any more", w.dropAll()
		}
		if now.Stage == stage && (note == "" || note == now.Note) {
			return "nothing to change", nil
		}
		at := a.env.Now()
		one := store.Advocate{Identity: cmp.Or(now.Identity, w.who.ID), Stage: stage, By: by.User, At: at, Since: now.Since, Note: cmp.Or(note, now.Note)}
		if one.Since.IsZero() {
			one.Since = at
		}
		title := fmt.Sprintf("%s: %s", who, stage)
		if now.Stage != "" && now.Stage != stage {
			title = fmt.Sprintf("%s: %s, was %s", who, stage, now.Stage)
		}
		return title, w.put(store.KindAdvocates, one.Identity, one)
	})
}

// Gift is a reward as it is given.
type Gift struct {
	Identity string
	Kind     store.RewardKind
	What     string
	At       time.Time // zero = now
	Cost     int64     // in hundredths of Currency, 0 = not said
	Currency string
}

// Reward writes down what the person behind an identity was given. They need be no
// advocate.
func (a *Advocates) Reward(ctx context.Context, by By, g Gift) (Outcome, error) {
	what := clean.Line(strings.TrimSpace(g.What), longestNote)
	currency := strings.ToUpper(strings.TrimSpace(g.Currency))
	switch {
	case !slices.Contains(store.RewardKinds(), g.Kind):
		return Outcome{}, &store.Invalid{Field: "reward", Why: fmt.Sprintf("%q is no kind of reward: use %s", g.Kind, join(store.RewardKinds()))}
	case what == "":
		return Outcome{}, &store.Invalid{Field: "reward", Why: "say what was given"}
	case g.Cost < 0:
		return Outcome{}, &store.Invalid{Field: "reward", Why: "a cost cannot be less than nothing"}
	case g.Cost > 0 && len(currency) != 3:
		return Outcome{}, &store.Invalid{Field: "reward", Why: "a cost needs a currency of three letters: 500 RUB"}
	}
	at := g.At
	if at.IsZero() {
		at = a.env.Now()
	}
	if g.Cost == 0 {
		currency = ""
	}
	return a.about(ctx, by, g.Identity, "reward", func(w *giving) (string, error) {
		r := store.Reward{ID: a.env.ID(), Identity: w.who.ID, Kind: g.Kind, What: what, By: by.User, At: store.Stamp(at), Cost: g.Cost, Currency: currency}
		return fmt.Sprintf("gave %s: %s (%s)", nameOf(w.who), what, g.Kind), w.put(store.KindRewards, r.ID, r)
	})
}

// TakeBack strikes out a reward that was written down by mistake.
func (a *Advocates) TakeBack(ctx context.Context, by By, id string) (Outcome, error) {
	var of store.Reward
	err := a.store.View(ctx, func(tx store.Tx) (err error) {
		of, err = store.Rewards(tx).Get(id)
		return err
	})
	if err != nil {
		return Outcome{}, fmt.Errorf("there is no reward %s: %w; earshot advocates --rewards lists them", id, err)
	}
	return a.about(ctx, by, of.Identity, "reward", func(w *giving) (string, error) {
		return fmt.Sprintf("struck out: %s for %s", of.What, nameOf(w.who)), w.put(store.KindRewards, id, nil)
	})
}

// giving is a verb about an advocate, in its transaction.
type giving struct {
	*recorder
	who     store.Identity
	members []string
	now     Advocacy
}

// about does a verb about the person behind an identity as one entry of the
// journal.
func (a *Advocates) about(ctx context.Context, by By, identity, verb string, do func(*giving) (string, error)) (Outcome, error) {
	var out Outcome
	err := a.store.Update(ctx, func(tx store.Tx) error {
		who, err := named(tx, identity)
		if err != nil {
			return err
		}
		c, err := contactOf(tx, who.ID)
		if err != nil {
			return err
		}
		w := &giving{recorder: a.record(tx, by, verb), who: who, members: c.Members}
		if w.now, err = advocacyOf(tx, c.Members); err != nil {
			return err
		}
		title, err := do(w)
		if err != nil {
			return err
		}
		if out = (Outcome{Changed: 1, Title: title}); len(w.entry.Changes) == 0 {
			out = Outcome{Title: "nothing to change"}
		}
		out.Seq, err = w.commit(title)
		return err
	})
	return out, err
}

// dropAll takes away what any identity of the person says of a stage.
func (w *giving) dropAll() error {
	for _, id := range w.members {
		if err := w.put(store.KindAdvocates, id, nil); err != nil {
			return err
		}
	}
	return nil
}

func join[T ~string](list []T) string {
	var out []string
	for _, s := range list {
		out = append(out, string(s))
	}
	return strings.Join(out, ", ")
}

func restoreReward(tx store.Tx, id string, raw []byte) error {
	if raw == nil {
		return store.DropReward(tx, id)
	}
	var r store.Reward
	if err := store.Decode(raw, &r); err != nil {
		return err
	}
	return store.PutReward(tx, r)
}

// noted tells whether something of ours hangs on an identity that has to outlive
// what its author said: a promise, a stage, a reward, an invitation.
func noted(tx store.Tx, identity string) (bool, error) {
	_, err := store.Advocates(tx).Get(identity)
	if ignoreMissing(err) != nil || err == nil {
		return err == nil, err
	}
	for range store.RewardsOf(tx, identity) {
		return true, nil
	}
	for range store.InvitationsOf(tx, identity) {
		return true, nil
	}
	for task, err := range store.TasksOf(tx, identity) {
		if err != nil || task.Open() {
			return true, ignoreMissing(err)
		}
	}
	return false, nil
}
