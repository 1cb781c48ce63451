package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"earshot/store"
)

// ContactRow is one row of a file of contacts.
type ContactRow struct {
	Person store.Identity
	Beside []store.Identity // further identities of the same person, as the file says
}

// ContactBatch is some rows of one file.
type ContactBatch struct {
	Rows []ContactRow
	List string // the list they stand on; "" = none
	From string // the file, for people to read
	// Records tells that the rows are records about people, whose columns together
	// say who is who: they are filed now and compared by MatchRecords, once all
	// are in.
	Records bool
}

// ContactResult counts rows.
type ContactResult struct {
	New, Known, Changed int
	Refused             []RefusedRow
}

// RefusedRow says which row of a batch was not taken, and why.
type RefusedRow struct {
	Row int // of ContactBatch.Rows
	Why string
}

// Import files a batch of contacts in one Update, as one entry of the journal: give
// all batches of a file one By.Group, and one Undo takes it back. What is known stays, what a
// row says anew is taken over, what it does not say is kept: a list without
// phones takes nobody's phone away. A row whose id another list has given to
// somebody who is nothing like it is refused, because one of the two would be
// lost.
func (l *Lists) Import(ctx context.Context, by By, b ContactBatch) (ContactResult, error) {
	if b.List != "" {
		name, err := ListName(b.List)
		if err != nil {
			return ContactResult{}, err
		}
		b.List = name
	}
	return l.filing(ctx, by, b, func(f *listing, res *ContactResult) error {
		for i, row := range b.Rows {
			if err := f.row(i, row, res); err != nil {
				return err
			}
		}
		return f.lists()
	})
}

// filing files the rows of a batch in one Update, and finds out who they are.
func (l *Lists) filing(ctx context.Context, by By, b ContactBatch, rows func(*listing, *ContactResult) error) (ContactResult, error) {
	var res ContactResult
	err := l.store.Update(ctx, func(tx store.Tx) error {
		res = ContactResult{}
		who, err := newFiler(l.core, tx)
		if err != nil {
			return err
		}
		who.asked = map[string][]byte{}
		f := &listing{core: l.core, tx: tx, by: by, batch: b, who: who, rec: l.record(tx, by, "import"), fresh: map[string]bool{}}
		if err := rows(f, &res); err != nil {
			return err
		}
		if err := f.settle(); err != nil {
			return err
		}
		return f.enter()
	})
	return res, err
}

// listing is a batch on its way into the store.
type listing struct {
	*core
	tx    store.Tx
	by    By
	batch ContactBatch
	names []string // lists that were named
	who   *filer   // finds out who they are
	rec   *recorder
	fresh map[string]bool // who was not known before
	vips  []string        // who has become a VIP
}

// row files one row.
func (f *listing) row(i int, row ContactRow, res *ContactResult) error {
	all := append([]store.Identity{row.Person}, row.Beside...)
	was := make([]*store.Identity, len(all))
	for n, p := range all {
		if len(p.ID) > maxLinked {
			res.Refused = append(res.Refused, RefusedRow{i, "its id is too long"})
			return nil
		}
		old, err := store.Identities(f.tx).Get(p.ID)
		if ignoreMissing(err) != nil {
			return err
		}
		if err == nil {
			was[n] = &old
		}
		if err == nil && f.stranger(old, p) {
			res.Refused = append(res.Refused, RefusedRow{i, fmt.Sprintf("the id %s is that of %s on the list %s; give the rows other ids, or import them with --prefix", p.Row, called(old), strings.Join(old.Lists, ", "))})
			return nil
		}
	}
	changed := false
	for n, p := range all {
		did, err := f.identity(was[n], p)
		if err != nil {
			return err
		}
		changed = changed || did
	}
	for _, p := range row.Beside {
		did, err := f.join(row.Person.ID, p.ID)
		if err != nil {
			return err
		}
		changed = changed || did
	}
	switch {
	case was[0] == nil:
		res.New++
	case changed:
		res.Changed++
	default:
		res.Known++
	}
	return nil
}

// stranger tells whether a row of another list has the same id by chance.
func (f *listing) stranger(old, p store.Identity) bool {
	if p.Row == "" || len(old.Lists) == 0 || f.batch.List == "" || slices.Contains(old.Lists, f.batch.List) {
		return false
	}
	a, b := old.Author, p.Author
	for _, pair := range [][2]string{{a.Name, b.Name}, {a.Handle, b.Handle}, {a.Email, b.Email}, {old.Phone, p.Phone}, {a.URL, b.URL}} {
		if pair[0] != "" && strings.EqualFold(pair[0], pair[1]) {
			return false
		}
	}
	return true
}

// identity writes one identity; it reports whether that changed anything.
func (f *listing) identity(old *store.Identity, p store.Identity) (bool, error) {
	if f.batch.List != "" {
		p.Lists = union(p.Lists, []string{f.batch.List})
	}
	f.names = union(f.names, p.Lists)
	now, vip := p, p.VIP
	if old != nil {
		now, vip = grown(*old, p), p.VIP && !old.VIP && old.Mentions > 0
	}
	raw, err := store.Encode(now)
	if err != nil {
		return false, err
	}
	if old != nil {
		before, err := store.Encode(*old)
		if err != nil || string(before) == string(raw) {
			return false, err
		}
	}
	if err := f.who.enter(old, &now); err != nil {
		return false, err
	}
	if raw, err = store.Encode(now); err != nil { // it has its number now
		return false, err
	}
	f.tx.Touch(store.TopicPeople, now.ID)
	if err := f.imported(old, now); err != nil {
		return true, err
	}
	if now.VIP && (old == nil || !old.VIP) && len(f.vips) < mostMarked {
		f.vips = append(f.vips, now.ID)
	}
	err = putListed(f.tx, now.ID, raw)
	if err == nil && now.Class != "" && (old == nil || old.Class != now.Class) {
		_, err = reckoning{f.core}.settle(f.tx, now.ID, nil)
	}
	if err != nil || !vip {
		return true, err
	}
	return true, f.scale.rescore(f.tx, now.ID, f.env.Now())
}

// settle finds out who they are; records wait for MatchRecords.
func (f *listing) settle() error {
	if f.batch.Records {
		return f.who.fileOnly()
	}
	if err := f.who.settle(); err != nil {
		return err
	}
	for _, id := range f.vips {
		if err := guarded(f.core, f.tx, id, f.who.asked); err != nil {
			return err
		}
	}
	return nil
}

// fileOnly files what was entered, and compares nobody.
func (f *filer) fileOnly() error {
	for _, a := range f.queue {
		for _, k := range a.keys {
			f.keys.Add(k.ID, a.who.Num)
		}
	}
	f.queue = nil
	return errors.Join(f.err, f.keys.Flush(), f.values.Flush())
}

// grown is an identity with what a row says of it.
func grown(old, p store.Identity) store.Identity {
	now := old
	if old.Row != "" || old.Last.IsZero() { // else its network knows better
		a, b := &now.Author, p.Author
		a.ID, a.Handle, a.Name = cmp.Or(b.ID, a.ID), cmp.Or(b.Handle, a.Handle), cmp.Or(b.Name, a.Name)
		a.Email, a.URL, a.Bio = cmp.Or(b.Email, a.Email), cmp.Or(b.URL, a.URL), cmp.Or(b.Bio, a.Bio)
		a.Avatar, a.Location = cmp.Or(b.Avatar, a.Avatar), cmp.Or(b.Location, a.Location)
		a.Followers, a.Following, a.Posts = cmp.Or(b.Followers, a.Followers), cmp.Or(b.Following, a.Following), cmp.Or(b.Posts, a.Posts)
		a.Verified = a.Verified || b.Verified
	}
	now.Network, now.Phone, now.Class = cmp.Or(p.Network, old.Network), cmp.Or(p.Phone, old.Phone), cmp.Or(p.Class, old.Class)
	now.VIP = old.VIP || p.VIP
	now.Tags, now.Lists, now.Proofs = union(old.Tags, p.Tags), union(old.Lists, p.Lists), union(old.Proofs, p.Proofs)
	now.Facts = slices.Clone(old.Facts)
	for _, fact := range p.Facts {
		same := func(x store.Fact) bool { return x.Name == fact.Name && x.From == fact.From }
		equal := func(x store.Fact) bool { return same(x) && x.Value == fact.Value }
		at := slices.IndexFunc(now.Facts, same)
		switch {
		case slices.ContainsFunc(now.Facts, equal):
		case at < 0 || several(p.Facts, same):
			now.Facts = append(now.Facts, fact)
		default:
			now.Facts[at] = fact
		}
	}
	return now
}

// several tells whether a row says more than one thing under a name, as two
// companies.
func several(facts []store.Fact, same func(store.Fact) bool) bool {
	at := slices.IndexFunc(facts, same)
	return at >= 0 && slices.ContainsFunc(facts[at+1:], same)
}

// union joins two sorted lists of names; of equal sets it gives the first.
func union(a, b []string) []string {
	out := a
	for _, s := range b {
		if at, found := slices.BinarySearch(out, s); !found {
			out = slices.Insert(slices.Clone(out), at, s)
		}
	}
	return out
}

// byFile is the kind of an edge that a file of contacts says.
const byFile = "file"

// join joins two identities that a file says are one person, unless somebody
// here has parted them.
func (f *listing) join(a, b string) (bool, error) {
	if may, err := mayJoin(f.tx, a, b, false); err != nil || may != 0 {
		return false, err
	}
	pair := store.PairID(a, b)
	if old, err := store.Edges(f.tx).Get(pair); ignoreMissing(err) != nil || err == nil && !old.Active {
		return false, err // it has been taken back
	}
	why := "one contact in " + cmp.Or(f.batch.From, "a file")
	e := store.Edge{Kind: byFile, Bits: fileBits, By: f.by.User, At: f.env.Now(), Active: true, Evidence: []store.Evidence{{Kind: byFile, Bits: fileBits, Why: why}}}
	e.A, e.B = store.PairOf(pair)
	f.who.joined = append(f.who.joined, e)
	return true, errors.Join(joinPair(f.tx, e, f.who.unsuggest), reckoning{f.core}.regrouped(f.tx, e.At, pair))
}

// fileBits is what the word of an address book is worth.
const fileBits = 20

// lists makes records of the lists that were named.
func (f *listing) lists() error {
	for _, name := range f.names {
		if _, err := store.Lists(f.tx).Get(name); err == nil || ignoreMissing(err) != nil {
			if err != nil {
				return err
			}
			continue
		}
		if err := f.rec.put(store.KindLists, name, store.List{Name: name, From: f.batch.From, By: f.by.User, At: f.env.Now()}); err != nil {
			return err
		}
	}
	return nil
}

// Prefix puts a text before the ids of a row, for files that number their rows
// alike.
func (r *ContactRow) Prefix(text string) {
	for _, p := range append([]*store.Identity{&r.Person}, pointers(r.Beside)...) {
		if p.Row != "" {
			p.Row = text + p.Row
			p.ID = RowID(p.Row)
		}
	}
}

func pointers[T any](list []T) (out []*T) {
	for i := range list {
		out = append(out, &list[i])
	}
	return out
}
