package stream

import (
	"slices"
	"time"

	"earshot/store"
)

// nextAge is when the first relative time in sight moves on (in a minute while
// there are minutes, else at the next full hour of an age), or the first number.
func nextAge(p *Pane) (next time.Time) {
	now := p.h.Now()
	from, to := p.list.Window()
	for _, id := range p.list.IDs()[min(from, p.list.Len()):to] {
		m := p.rows[id]
		if m == nil {
			continue
		}
		if at := p.h.Grows(m); !at.IsZero() {
			// Many numbers grow within a minute: they are drawn at its end.
			if at = at.Truncate(time.Minute).Add(time.Minute); next.IsZero() || at.Before(next) {
				next = at
			}
		}
		age := now.Sub(m.Created)
		if age < time.Hour {
			at := now.Truncate(time.Minute).Add(time.Minute)
			if next.IsZero() || at.Before(next) {
				next = at
			}
			continue
		}
		if at := m.Created.Add(age.Truncate(time.Hour) + time.Hour); age < 24*time.Hour && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next
}

// arrived notes what has come since the last answer. What lies below all that
// was shown was only read further: a source that tells its history backwards
// gives the oldest mentions the greatest numbers.
func arrived(p *Pane, ids []store.Doc) {
	known := len(ids) - 1
	for known >= 0 && p.rows[ids[known]] == nil {
		known--
	}
	for _, id := range ids[:known+1] {
		if p.read.loaded && p.rows[id] == nil && id > p.show.newest {
			p.show.fresh[id] = true
		}
	}
	if len(ids) > 0 {
		p.show.newest = max(p.show.newest, slices.Max(ids))
		if p.prefs.reached(p.show.newest, p.h.Now()); !p.read.loaded && p.prefs.ready {
			p.prefs.until = max(p.prefs.until, p.show.newest)
		}
	}
}

// lost tells whether so much arrived that nothing from the cursor down is among
// what was read.
func lost(ids []store.Doc, at int, rows map[store.Doc]*store.Mention) bool {
	for _, id := range ids[min(at, len(ids)):] {
		if rows[id] != nil {
			return false
		}
	}
	return len(ids) > 0
}

// short tells whether so much arrived that what stands below the selection on the
// screen is no longer among what was read.
func short(p *Pane, ids []store.Doc) bool {
	id, _ := p.list.Selected()
	_, to := p.list.Window()
	i := slices.Index(ids, id)
	return i >= 0 && i+to-p.list.At() > len(ids)
}

// seen forgets the arrivals that are in sight or gone.
func seen(p *Pane) {
	from, to := p.list.Window()
	for _, id := range p.list.IDs()[min(from, p.list.Len()):to] {
		delete(p.show.fresh, id)
	}
	for id := range p.show.fresh {
		if p.rows[id] == nil {
			delete(p.show.fresh, id)
		}
	}
}

// above counts the arrivals above what is in sight.
func above(p *Pane) (n int) {
	if len(p.show.fresh) == 0 {
		return 0
	}
	from, _ := p.list.Window()
	for _, id := range p.list.IDs()[:min(from, p.list.Len())] {
		if p.show.fresh[id] {
			n++
		}
	}
	return n
}
