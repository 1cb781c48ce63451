package desk

import (
	"slices"
	"strconv"

	"earshot/scoring/dup"
	"earshot/store"
)

// enter takes a mention, which has its number, into the cluster of a head. The
// caller has set m.Place.Cluster, or does when it is back, and puts m.
func (a *alike) enter(head, m *store.Mention) error {
	if head.Place.Cluster == 0 {
		head.Place.Cluster = head.Doc
		if err := a.list(head.Doc, head.Doc); err != nil {
			return err
		}
		if err := a.tx.Mentions().Put(head); err != nil {
			return err
		}
	}
	m.Place.Cluster = head.Doc
	if err := a.list(head.Doc, m.Doc); err != nil || m.Doc > head.Doc {
		return err
	}
	return a.crown(head.Doc, m) // it arrived before the head: an edit, or an undo
}

// leave takes a mention out of its cluster. The caller puts or deletes it.
func (a *alike) leave(m *store.Mention) error {
	head := m.Place.Cluster
	if head == 0 {
		return nil
	}
	m.Place.Cluster = 0
	if err := a.strike(head, m.Doc); err != nil {
		return err
	}
	rest := membersOf(a.tx, head)
	switch {
	case len(rest) == 0 || len(rest) > 1 && m.Doc != head:
		return nil
	case len(rest) > 1:
		next, err := a.tx.Mentions().Get(rest[0])
		if err != nil {
			return err
		}
		if err := a.crown(head, next); err != nil {
			return err
		}
		return a.tx.Mentions().Put(next)
	}
	last, err := a.tx.Mentions().Get(rest[0])
	if err != nil {
		return err
	}
	last.Place.Cluster = 0
	if err := a.strike(head, last.Doc); err != nil {
		return err
	}
	if last.Doc != head {
		if err := a.remember(last.Doc, a.prints.read(last).Print()); err != nil {
			return err
		}
	}
	return a.tx.Mentions().Put(last)
}

// crown makes a member the head of a cluster. The caller puts it.
func (a *alike) crown(old store.Doc, head *store.Mention) error {
	for _, doc := range membersOf(a.tx, old) {
		if err := a.strike(old, doc); err != nil {
			return err
		}
		if err := a.list(head.Doc, doc); err != nil {
			return err
		}
		if doc == head.Doc {
			continue
		}
		m, err := a.tx.Mentions().Get(doc)
		if err != nil {
			return err
		}
		m.Place.Cluster = head.Doc
		if err := a.tx.Mentions().Put(m); err != nil {
			return err
		}
	}
	head.Place.Cluster = head.Doc
	return a.remember(head.Doc, a.prints.read(head).Print())
}

// reworded judges anew where a mention stands whose text was changed. A head
// that still says what it said keeps its cluster. The caller puts it.
func (a *alike) reworded(m *store.Mention, before dup.Text) error {
	said := a.prints.read(m)
	print := said.Print()
	if m.Place.Cluster != 0 {
		standard := before
		if m.Place.Cluster != m.Doc {
			head, err := a.tx.Mentions().Get(m.Place.Cluster)
			if err != nil {
				return err
			}
			standard = a.prints.read(head)
		}
		if dup.Compare(said, standard).Alike {
			if m.Place.Cluster != m.Doc {
				return nil
			}
			return a.remember(m.Doc, print)
		}
		if err := a.leave(m); err != nil {
			return err
		}
	}
	head, err := a.find(m, said, print)
	switch {
	case err != nil:
		return err
	case head != nil:
		return a.enter(head, m)
	}
	return a.remember(m.Doc, print)
}

// The list of a cluster: its members by number, in the order of arrival, and
// how many they are, because screens ask for that with every row.

func memberKey(head, doc store.Doc) string {
	return store.NoteID(head, strconv.FormatUint(uint64(doc), 36))
}

func (a *alike) list(head, doc store.Doc) error   { return a.count(head, doc, 1) }
func (a *alike) strike(head, doc store.Doc) error { return a.count(head, doc, -1) }

func (a *alike) count(head, doc store.Doc, by int) error {
	records, key := a.tx.Records(store.KindAlike), store.Number(uint64(head))
	n := sizeOf(a.tx, head) + by
	var err error
	if by > 0 {
		err = records.Put(memberKey(head, doc), nil)
	} else {
		err = records.Delete(memberKey(head, doc))
	}
	switch {
	case err != nil:
		return err
	case n == 0:
		return records.Delete(key)
	}
	return records.Put(key, strconv.AppendInt(nil, int64(n), 10))
}

// membersOf lists the mentions of a cluster, the earliest first.
func membersOf(tx store.Tx, head store.Doc) []store.Doc {
	var out []store.Doc
	prefix := store.Number(uint64(head))
	for key := range tx.Records(store.KindAlike).Scan(prefix+"/", prefix+"0") {
		if n, err := strconv.ParseUint(key[len(prefix)+1:], 36, 64); err == nil {
			out = append(out, store.Doc(n))
		}
	}
	slices.Sort(out)
	return out
}

// sizeOf is how many mentions a cluster has; 0 = there is none.
func sizeOf(tx store.Tx, head store.Doc) int {
	raw, err := tx.Records(store.KindAlike).Get(store.Number(uint64(head)))
	if err != nil {
		return 0
	}
	n, _ := strconv.Atoi(string(raw))
	return n
}
