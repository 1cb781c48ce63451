package desk

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"earshot/scoring/identity"
	"earshot/store"
	"earshot/store/filing"
)

// How identities are found to be one person as they arrive, in the transaction
// that stores them. Each is filed under its keys (store/filing); those that share
// enough of them are compared (scoring/identity), and what follows is an edge, a
// suggestion, or nothing.

// Versions of what is filed, and of the rules; see store.Edge.Model.
const (
	filingVersion = "4"
	// wholeLeaves is the version in which everybody stood in the leaves at once;
	// they are those of today.
	wholeLeaves = "3"
	matchModel  = 1
)

// filingKey is the record of KindMeta that says how far identities are filed:
// the version, and "=" where all are, ">" and an id where those below it are,
// "!" where nothing is and what was filed is to be cleared.
const filingKey = "filing"

// everybody is the term under which all who are filed are counted.
const everybody = 1 << 63

// filer files identities in one transaction: first enter for each that is new or
// was changed, then settle, which compares them. So all of a batch are counted
// before the first is judged by how rare its name is.
type filer struct {
	*core
	tx     store.Tx
	keys   *filing.File
	values *filing.File
	state  string // of filingKey, without the version
	ours   map[string]bool
	queue  []arriving
	joined []store.Edge      // edges that were made
	asked  map[string][]byte // pairs whose suggestion was touched, with what it was before; nil = nobody wants to know
	ready  map[uint64]*candidate
	weight map[uint64]float64 // of those who share keys with the one that is compared
	err    error              // why a count could not be read
	guard  bool               // somebody is watched over
}

// arriving is an identity that is to be compared.
type arriving struct {
	who     store.Identity
	reading identity.Reading
	keys    []identity.Key
	first   bool // nothing was known of it
}

// candidate is an identity that is ready for comparing.
type candidate struct {
	who     store.Identity
	profile *identity.Profile
}

// newFiler looks how far identities are filed. It must be made before the first
// identity of the transaction is written.
func newFiler(c *core, tx store.Tx) (*filer, error) {
	f := &filer{
		core: c, tx: tx, ready: map[uint64]*candidate{}, weight: map[uint64]float64{},
		keys:   filing.Numbers(tx.Records(store.KindFiled), identity.MaxFiled).Lately(tx.Records(store.KindFiledLately), &c.kin.filed),
		values: filing.Counts(tx.Records(store.KindCounted)).Lately(tx.Records(store.KindCountedLately), &c.kin.counted),
	}
	if err := (bodyguard{f}).watch(); err != nil {
		return nil, err
	}
	raw, err := tx.Records(store.KindMeta).Get(filingKey)
	if ignoreMissing(err) != nil {
		return nil, err
	}
	state, known := strings.CutPrefix(string(raw), filingVersion)
	if err == nil && known {
		f.state = state
		return f, nil
	}
	if state, known = strings.CutPrefix(string(raw), wholeLeaves); err == nil && known {
		return f, errors.Join(f.forgetLately(), f.setState(state))
	}
	f.state = "!"
	if err != nil { // nothing was ever filed; where there is nobody, there is nothing to make up for
		f.state = "="
		for range tx.Records(store.KindIdentities).Scan("", "") {
			f.state = "!"
			break
		}
	}
	return f, f.setState(f.state)
}

// forgetLately empties what was filed lately, where nothing of it counts.
func (f *filer) forgetLately() error {
	return errors.Join(filing.Forget(f.tx.Records(store.KindFiledLately)), filing.Forget(f.tx.Records(store.KindCountedLately)))
}

func (f *filer) setState(state string) error {
	f.state = state
	return f.tx.Records(store.KindMeta).Put(filingKey, []byte(filingVersion+state))
}

// has tells whether somebody of this id is filed, or is to be now. All others are
// met by People.Settle.
func (f *filer) has(id string) bool {
	return f.state == "=" || f.state != "" && f.state[0] == '>' && id < f.state[1:]
}

// enter counts an identity that is new or has changed, and gives it its number.
// It is to be stored after that. was is nil for a new one.
func (f *filer) enter(was, now *store.Identity) error {
	if err := (bodyguard{f}).renamed(was, now); err != nil {
		return err
	}
	if !f.has(now.ID) || len(now.ID) > maxLinked {
		return nil
	}
	if was != nil && was.Num != 0 && sameRecord(was, now) {
		return nil
	}
	if own, err := f.own(now.ID); own || err != nil {
		return err
	}
	if was != nil && was.Num != 0 {
		f.take(*was)
	}
	if now.Num == 0 {
		n, err := f.tx.Records(store.KindIdentityNum).Next()
		if err != nil {
			return err
		}
		now.Num = n
	}
	if err := f.tx.Records(store.KindIdentityNum).Put(store.Number(now.Num), []byte(now.ID)); err != nil {
		return err
	}
	a := arriving{who: *now, reading: identity.Read(recordOf(*now)), first: was == nil}
	a.keys = a.reading.Keys()
	for _, v := range a.reading.Values() {
		f.values.Add(v, 0)
	}
	f.values.Add(everybody, 0)
	f.queue = append(f.queue, a)
	return nil
}

// take takes what was filed of an identity away.
func (f *filer) take(was store.Identity) {
	r := identity.Read(recordOf(was))
	for _, k := range r.Keys() {
		f.keys.Remove(k.ID, was.Num)
	}
	for _, v := range r.Values() {
		f.values.Remove(v, 0)
	}
	f.values.Remove(everybody, 0)
	delete(f.ready, was.Num)
}

// settle compares all that were entered, files them, and writes. Where what was
// filed cannot be read, it is left to People.Settle to file everybody anew: no
// mention waits for that.
func (f *filer) settle() error {
	err := f.settleAll()
	if errors.Is(err, store.ErrDamaged) {
		return f.setState("!")
	}
	return err
}

func (f *filer) settleAll() error {
	if len(f.queue) == 0 {
		return errors.Join(f.keys.Flush(), f.values.Flush())
	}
	f.kin.mu.Lock()
	defer f.kin.mu.Unlock()
	m, err := f.matcher()
	if err != nil {
		return err
	}
	for _, a := range f.queue {
		if err := f.match(m, a); err != nil {
			return err
		}
		for _, k := range a.keys {
			f.keys.Add(k.ID, a.who.Num)
		}
	}
	f.queue = nil
	return errors.Join(f.err, f.keys.Flush(), f.values.Flush())
}

// matcher gives the weights in force with what is counted here. The lock of kin
// must be held.
func (f *filer) matcher() (*identity.Matcher, error) {
	w, err := f.kin.learnt(f.tx)
	if err != nil {
		return nil, err
	}
	n, err := f.values.Count(everybody)
	w.Size = coarse(n)
	return identity.NewMatcher(w, f), err
}

// coarse rounds a number up to two binary digits, so that the same history gives the
// same decisions however it is cut into batches, nearly always.
func coarse(n int) int {
	step := 1
	for n/step >= 4 {
		step *= 2
	}
	return (n + step - 1) / step * step
}

// Count tells how many have a value.
func (f *filer) Count(key uint64) int {
	n, err := f.values.Count(key)
	if err != nil && f.err == nil {
		f.err = err
	}
	return n
}

// own tells whether an identity is an account of ours.
func (f *filer) own(id string) (bool, error) {
	if f.ours == nil {
		var err error
		if f.ours, err = ownIdentities(f.tx); err != nil {
			return false, err
		}
	}
	return f.ours[id], nil
}

// ownIdentities are the accounts of ours, as identities.
func ownIdentities(tx store.Tx) (map[string]bool, error) {
	out := map[string]bool{}
	for a, err := range store.Accounts(tx).All() {
		if err != nil {
			return nil, err
		}
		if a.RemoteID != "" {
			out[a.Network+":"+a.RemoteID] = true
		}
	}
	return out, nil
}

// candidates gives the numbers of those who share enough keys, the heaviest
// first.
func (f *filer) candidates(a arriving) ([]uint64, error) {
	clear(f.weight)
	weight := f.weight
	for _, k := range a.keys {
		list, err := f.keys.Find(k.ID)
		if err != nil {
			return nil, err
		}
		for _, n := range list {
			weight[n] += k.Weight
		}
	}
	delete(weight, a.who.Num)
	var out []uint64
	for n, w := range weight {
		if w >= identity.Enough {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(p, q uint64) int { return cmp.Or(cmp.Compare(weight[q], weight[p]), cmp.Compare(p, q)) })
	return out[:min(len(out), identity.Candidates)], nil
}

// candidate makes somebody who is filed ready for comparing; nil where nobody is
// left of that number.
func (f *filer) candidate(m *identity.Matcher, n uint64) (*candidate, error) {
	if c := f.ready[n]; c != nil {
		return c, nil
	}
	id, err := f.tx.Records(store.KindIdentityNum).Get(store.Number(n))
	if err != nil {
		return nil, ignoreMissing(err)
	}
	who, err := store.Identities(f.tx).Get(string(id))
	if err != nil {
		return nil, ignoreMissing(err)
	}
	c := &candidate{who, m.Sketch(recordOf(who))}
	f.ready[n] = c
	return c, nil
}

// recordOf is an identity as scoring/identity compares it. The address of a
// profile on its own network is no site of its owner.
func recordOf(i store.Identity) identity.Record {
	r := identity.Record{
		ID: i.ID, Network: i.Network, Name: i.Author.Name, Handle: i.Author.Handle, Mail: i.Author.Email, Phone: i.Phone,
		City: i.Author.Location, Avatar: i.Author.Avatar, Proofs: i.Proofs,
	}
	if local, _, _ := strings.Cut(r.Handle, "@"); i.Row != "" || local == "" || !strings.Contains(strings.ToLower(i.Author.URL), strings.ToLower(local)) {
		r.Site = i.Author.URL
	}
	if r.Mail == "" && i.Network == "mail" {
		_, r.Mail, _ = strings.Cut(i.ID, ":")
	}
	for _, f := range i.Facts {
		switch {
		case strings.HasPrefix(f.From, "import"): // a column of a list; what was looked up says nothing as a column
			r.Facts = append(r.Facts, identity.Fact{Column: f.Name, Value: f.Value})
		case f.Name == FactPicture:
			r.Avatar = f.Value
		}
	}
	return r
}

// sameRecord tells whether two versions of an identity are compared alike.
func sameRecord(a, b *store.Identity) bool {
	if a.Author == b.Author && a.Phone == b.Phone && slices.Equal(a.Facts, b.Facts) && slices.Equal(a.Proofs, b.Proofs) && a.Row == b.Row {
		return true
	}
	x, y := recordOf(*a), recordOf(*b)
	equal := slices.Equal(x.Proofs, y.Proofs) && slices.Equal(x.Facts, y.Facts)
	x.Proofs, x.Facts, y.Proofs, y.Facts = nil, nil, nil, nil
	return equal && x.Name == y.Name && x.Handle == y.Handle && x.Mail == y.Mail && x.Phone == y.Phone && x.City == y.City &&
		x.Site == y.Site && x.Avatar == y.Avatar && x.Network == y.Network
}
