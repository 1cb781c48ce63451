package desk

import (
	"cmp"
	"strconv"
	"sync"
	"time"

	"earshot/scoring/dup"
	"earshot/scoring/text"
	"earshot/store"
)

// Near-duplicates: reposts, syndicated articles, the same text with a link more.
//
// A cluster is a head, the earliest arrived, and the mentions that say the same
// as the head (leader clustering, Hartigan 1975): every member can be explained
// by one comparison, and a long row of small changes cannot drift from one text
// to another. What has no head within reach stays alone and may become one. So
// the order of arrival decides who is head; where being alike is transitive
// among some mentions, it decides nothing else. Where it is not (b is like a
// and c, which are not alike), b goes to the more alike of the heads that are
// there when it comes, and a comes to stand with c only if b was there first.
//
// Two limits: a head answers for keepPrints arrivals after it, because its
// print has to be kept for that (see prints), and for reachOfHead of time on
// either side of it, because what is said again a season later is news. Time is
// that of the author, so mentions may arrive in any order.
//
// Never in a cluster: what we wrote, what was said to us alone (messages and
// mails: two customers with the same trouble want two answers), and what a
// person took out of one.
const (
	keepPrints  = 100_000
	reachOfHead = 30 * 24 * time.Hour
	maxLooks    = 8 // candidates that are read for one arrival
)

// prints are the prints of the heads and of the mentions that stand alone,
// newest keepPrints. They lie in the file in chunks, of which only the last
// one changes, at about 50 bytes each; the table that finds them is made when
// the first mention arrives and costs 8 MB. A transaction may fail or run
// twice: what is too much in the table is harmless, since all that is found is
// looked at again, and what was added with a change that failed is added anew.
type prints struct {
	mu     sync.Mutex
	reader *dup.Reader
	table  *dup.Table
	keep   int    // how many are kept
	known  uint64 // how many of all prints ever written the table has
}

func newPrints(words *text.Cutter) *prints {
	return &prints{reader: dup.ReaderWith(words), keep: keepPrints}
}

// read makes what a mention says ready to be compared.
func (p *prints) read(m *store.Mention) dup.Text { return p.reader.Read(m.Body.Title, m.Body.Text) }

// alike works on clusters within one transaction. flush must follow.
type alike struct {
	*core
	tx      store.Tx
	number  uint64 // of the last chunk
	tail    []byte // the last chunk
	began   bool
	changed bool
}

// begin brings the table up to what the file says.
func (a *alike) begin() error {
	if a.began {
		return nil
	}
	a.began = true
	p := a.prints
	p.mu.Lock()
	defer p.mu.Unlock()
	records := a.tx.Records(store.KindPrints)
	for key, raw := range records.ScanBack("", "") {
		n, err := strconv.ParseUint(key, 16, 64)
		if err != nil {
			return err
		}
		a.number, a.tail = n, raw
		break
	}
	if dup.ChunkLen(a.tail) == 0 {
		a.tail = nil // of other rules
	}
	written := a.number*dup.ChunkFull + uint64(dup.ChunkLen(a.tail))
	if p.table != nil && written <= p.known {
		p.known = written // the rest belonged to a change that failed
		return nil
	}
	from := store.Number(p.known / dup.ChunkFull)
	if p.table == nil {
		p.table, from = dup.NewTable(p.keep, int(min(written, uint64(p.keep)))), ""
	}
	p.known = written
	for _, raw := range records.Scan(from, "") {
		// A damaged chunk costs duplicates that are not noticed, no more.
		_ = dup.ReadChunk(raw, p.table.Add)
	}
	return nil
}

// remember lets a mention be found by those that come after it.
func (a *alike) remember(doc store.Doc, print dup.Print) error {
	if len(print) == 0 {
		return nil
	}
	if err := a.begin(); err != nil {
		return err
	}
	if dup.ChunkLen(a.tail) == dup.ChunkFull {
		if err := a.flush(); err != nil {
			return err
		}
		a.number, a.tail = a.number+1, nil
		if chunks := uint64(a.prints.keep/dup.ChunkFull + 1); a.number > chunks {
			if err := a.drop(a.number - chunks); err != nil {
				return err
			}
		}
	}
	a.tail, a.changed = dup.AppendChunk(a.tail, uint64(doc), print), true
	a.prints.mu.Lock()
	defer a.prints.mu.Unlock()
	a.prints.table.Add(uint64(doc), print)
	a.prints.known++
	return nil
}

// drop deletes the chunks before one.
func (a *alike) drop(before uint64) error {
	var old []string
	for key := range a.tx.Records(store.KindPrints).Scan("", store.Number(before)) {
		old = append(old, key)
	}
	for _, key := range old {
		if err := a.tx.Records(store.KindPrints).Delete(key); err != nil {
			return err
		}
	}
	return nil
}

// flush writes the last chunk.
func (a *alike) flush() error {
	if !a.changed {
		return nil
	}
	a.changed = false
	return a.tx.Records(store.KindPrints).Put(store.Number(a.number), a.tail)
}

// find looks for the head whose cluster m belongs to; nil if none is alike.
func (a *alike) find(m *store.Mention, said dup.Text, print dup.Print) (*store.Mention, error) {
	if len(print) == 0 {
		return nil, nil
	}
	if err := a.begin(); err != nil {
		return nil, err
	}
	a.prints.mu.Lock()
	hits := a.prints.table.Find(print, maxLooks)
	a.prints.mu.Unlock()
	var best *store.Mention
	shared, seen := -1.0, map[store.Doc]bool{m.Doc: true}
	for _, hit := range hits {
		head, err := headOf(a.tx, store.Doc(hit.Doc))
		if err != nil {
			return nil, err
		}
		if head == nil || seen[head.Doc] {
			continue
		}
		seen[head.Doc] = true
		match := dup.Compare(said, a.prints.read(head))
		if !match.Alike || cmp.Or(cmp.Compare(match.Shared, shared), cmp.Compare(docOf(best), head.Doc)) <= 0 {
			continue
		}
		if ok, err := a.mayStand(m, head); err != nil {
			return nil, err
		} else if ok {
			best, shared = head, match.Shared
		}
	}
	return best, nil
}

func docOf(m *store.Mention) store.Doc {
	if m == nil {
		return 0
	}
	return m.Doc
}

// headOf gives the head of the cluster in which a mention stands, itself if it
// stands alone; nil if it is gone.
func headOf(tx store.Tx, doc store.Doc) (*store.Mention, error) {
	m, err := tx.Mentions().Get(doc)
	if err == nil && m.Place.Cluster != 0 && m.Place.Cluster != doc {
		m, err = tx.Mentions().Get(m.Place.Cluster)
	}
	if err != nil {
		return nil, ignoreMissing(err)
	}
	return m, nil
}

// public tells whether everybody could read a mention.
func public(m *store.Mention) bool { return m.Kind != store.KindMessage && m.Kind != store.KindMail }

// mayStand tells whether two mentions that say the same may stand together.
func (a *alike) mayStand(m, head *store.Mention) (bool, error) {
	if !public(m) || !public(head) || m.Created.Sub(head.Created).Abs() > reachOfHead {
		return false, nil
	}
	for _, each := range []*store.Mention{m, head} {
		if own, err := a.wrote(each); own || err != nil {
			return false, err
		}
		if apart, err := isApart(a.tx, each.Doc); apart || err != nil {
			return false, err
		}
	}
	return true, nil
}

// wrote tells whether one of our accounts wrote a mention.
func (a *alike) wrote(m *store.Mention) (bool, error) {
	account, err := store.Accounts(a.tx).Get(m.Account)
	if err != nil {
		return false, ignoreMissing(err)
	}
	return account.RemoteID != "" && account.RemoteID == m.Author.ID && account.Network == m.Key.Network, nil
}

func isApart(tx store.Tx, doc store.Doc) (bool, error) {
	if doc == 0 {
		return false, nil
	}
	_, err := tx.Records(store.KindApart).Get(store.Number(uint64(doc)))
	return err == nil, ignoreMissing(err)
}
