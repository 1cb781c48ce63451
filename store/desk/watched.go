package desk

import (
	"context"
	"errors"
	"slices"
	"strings"

	"earshot/scoring/identity"
	"earshot/scoring/names"
	"earshot/store"
	"earshot/store/query"
)

// Who poses as a VIP is found the other way round: VIPs are few, so what they are
// called stands in a small index of its own (KindWatched), and everybody who
// arrives is looked up there. That depends on no key that many namesakes share,
// and costs some microseconds where there are VIPs, next to nothing where there
// are none.

// watchedKey is the record of KindMeta that says that KindWatched is made.
const watchedKey = "watched"

// mostVictims is how many VIPs one account is compared with at most.
const mostVictims = 20

// bodyguard watches over VIPs for a filer.
type bodyguard struct{ *filer }

// watch makes the index where it is not made yet, and looks whether anybody is in
// it.
func (f bodyguard) watch() error {
	_, err := f.tx.Records(store.KindMeta).Get(watchedKey)
	if ignoreMissing(err) != nil {
		return err
	}
	if err != nil {
		if err := f.watchAll(); err != nil {
			return err
		}
	}
	for range f.tx.Records(store.KindWatched).Scan("", "") {
		f.guard = true
		break
	}
	return nil
}

// watchAll files all who are VIPs, of a workspace from before.
func (f bodyguard) watchAll() error {
	var vips []string
	for p, err := range f.tx.People().Search(context.Background(), store.PeopleSearch{Expr: query.Field{Name: "is", Value: query.One{Text: "vip"}}}) {
		if err != nil {
			return err
		}
		vips = append(vips, p.ID)
	}
	for _, id := range vips {
		c, err := contactOf(f.tx, id)
		if err != nil {
			return err
		}
		if err := watchOver(f.tx, c.Members, true); err != nil {
			return err
		}
	}
	return f.tx.Records(store.KindMeta).Put(watchedKey, []byte("1"))
}

// watchOver watches over all accounts of a contact, or no longer.
func watchOver(tx store.Tx, members []string, on bool) error {
	for _, id := range members {
		one, err := store.Identities(tx).Get(id)
		if ignoreMissing(err) != nil {
			return err
		}
		if err == nil {
			if err := watchOne(tx, one, on); err != nil {
				return err
			}
		}
	}
	return nil
}

func watchOne(tx store.Tx, one store.Identity, on bool) error {
	var all error
	for _, form := range identity.Forms(recordOf(one)) {
		key := form + "\x00" + one.ID
		if on {
			all = errors.Join(all, tx.Records(store.KindWatched).Put(key, nil))
		} else {
			all = errors.Join(all, tx.Records(store.KindWatched).Delete(key))
		}
	}
	return all
}

// renamed keeps the index in step with somebody who is new or has changed; now nil
// is for somebody who goes.
func (f bodyguard) renamed(was, now *store.Identity) error {
	if f.guard && was != nil && now != nil && was.VIP && now.VIP && was.Author == now.Author {
		return nil // as most of what VIPs say finds them
	}
	watched := now != nil && now.VIP
	if f.guard && was != nil && (now == nil || was.Author != now.Author) {
		for _, form := range identity.Forms(recordOf(*was)) {
			if _, err := f.tx.Records(store.KindWatched).Get(form + "\x00" + was.ID); err == nil {
				watched = now != nil
			} else if ignoreMissing(err) != nil {
				return err
			}
		}
		if err := watchOne(f.tx, *was, false); err != nil {
			return err
		}
	}
	if !watched {
		return nil
	}
	f.guard = true
	return watchOne(f.tx, *now, true)
}

// posing gives the numbers of those watched over as whom somebody seems to pose.
func (f bodyguard) posing(who store.Identity) ([]uint64, error) {
	if !f.guard {
		return nil, nil
	}
	var out []uint64
	seen := map[string]bool{who.ID: true}
	for _, form := range identity.Posing(recordOf(who)) {
		for key := range f.tx.Records(store.KindWatched).Scan(form+"\x00", form+"\x01") {
			id := key[len(form)+1:]
			if seen[id] || len(seen) > mostVictims {
				continue
			}
			seen[id] = true
			victim, err := store.Identities(f.tx).Get(id)
			if ignoreMissing(err) != nil {
				return nil, err
			}
			if err != nil || victim.Num == 0 || !poses(victim, who) {
				continue
			}
			if vip, err := vipOf(f.tx, id); err != nil {
				return nil, err
			} else if vip && !sameContact(f.tx, id, who.ID) {
				out = append(out, victim.Num)
			}
		}
	}
	return out, nil
}

func poses(victim, other store.Identity) bool {
	return sameAccount(victim, other) == "" && identity.Poses(recordOf(victim), recordOf(other)) != ""
}

func sameContact(tx store.Tx, a, b string) bool {
	x, errX := contactOf(tx, a)
	y, errY := contactOf(tx, b)
	return errX == nil && errY == nil && x.ID == y.ID
}

// warns tells whether a suggestion of somebody warns of one who looks like a VIP:
// such stand beside the others.
func (f bodyguard) warns(who store.Identity, s store.Suggestion) (bool, error) {
	if !s.LooksLike || who.VIP {
		return s.LooksLike, nil
	}
	a, err := vipOf(f.tx, s.A)
	if a || err != nil {
		return a, err
	}
	return vipOf(f.tx, s.B)
}

// Those who look like somebody who becomes a VIP are here already. They are found
// as one would look them up: by name, and by the words and the whole of the handle.
const (
	mostSought = 300 // people who are looked at for one such question
	mostMarked = 50  // people of one act for whom it is asked
)

// seekPosers suggests those who pose as somebody who has become a VIP. It reports
// how many there are. asked is that of filer.
func seekPosers(c *core, tx store.Tx, vip store.Identity, asked map[string][]byte) (int, error) {
	f, err := newFiler(c, tx)
	if err != nil || vip.Num == 0 || !f.has(vip.ID) {
		return 0, err
	}
	f.asked = asked
	list, err := bodyguard{f}.lookAlikes(vip)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	defer func() { _ = f.fileOnly() }() // nothing is filed: it gives back what it has read
	f.kin.mu.Lock()
	defer f.kin.mu.Unlock()
	m, err := f.matcher()
	if err != nil {
		return 0, err
	}
	me, n := &candidate{vip, m.Sketch(recordOf(vip))}, 0
	for _, other := range list {
		pair := store.PairID(vip.ID, other.ID)
		if may, err := mayJoin(tx, vip.ID, other.ID, true); err != nil {
			return n, err
		} else if may == identity.Parted || may == identity.Together {
			continue
		}
		p := partner{candidate: &candidate{other, m.Sketch(recordOf(other))}, poses: true}
		opt := identity.Standard()
		opt.Guarded = true
		p.Decision = m.Decide(me.profile, p.profile, opt)
		if p.Action == identity.Merge { // one mailbox, say: they are met in the usual way
			continue
		}
		p.LooksLike, p.Bits = true, m.Bits(me.profile, p.profile)
		if err := errors.Join(f.unsuggest(pair), f.suggest(m, me, p)); err != nil {
			return n, err
		}
		n++
	}
	return n, f.err
}

// lookAlikes finds those who pose as somebody, by the look-up.
func (f bodyguard) lookAlikes(vip store.Identity) ([]store.Identity, error) {
	handle, _, _ := strings.Cut(strings.TrimPrefix(vip.Author.Handle, "@"), "@")
	whole := names.Handle(nil, handle)
	asks := [][]string{names.Query(vip.Author.Name), names.Query(handle), whole[:min(1, len(whole))]}
	var out []store.Identity
	seen := map[string]bool{vip.ID: true}
	for _, words := range asks {
		if len(words) == 0 {
			continue
		}
		for p, err := range f.tx.People().Search(context.Background(), store.PeopleSearch{Words: words, Limit: mostSought}) {
			if err != nil {
				return nil, err
			}
			if !seen[p.ID] && len(out) < mostAlike && p.Num != 0 && len(p.ID) <= maxLinked && poses(vip, *p) {
				out = append(out, *p)
			}
			seen[p.ID] = true
		}
	}
	slices.SortFunc(out, func(a, b store.Identity) int { return strings.Compare(a.ID, b.ID) })
	return out, nil
}

// unseek drops what was only asked because somebody was a VIP: they are no more.
func unseek(tx store.Tx, members []string) error {
	for _, id := range members {
		for _, pair := range pairsOf(tx, store.KindSuggestions, id) {
			s, err := store.Suggestions(tx).Get(pair)
			if ignoreMissing(err) != nil {
				return err
			}
			if err != nil || !s.LooksLike || s.Bits >= identity.Standard().Suggest {
				continue
			}
			other, err := vipOf(tx, otherOf(pair, id))
			if err != nil {
				return err
			}
			if !other {
				if err := putPair(tx, store.KindSuggestions, pair, nil); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
