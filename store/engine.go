package store

import "slices"

// What every engine does alike, so that no two of them can disagree on it.

// MaxKey is the longest key of a record, in bytes.
const MaxKey = 16 << 10

// CheckRecordKey refuses a key that some engine could not hold.
func CheckRecordKey(key string) error {
	switch {
	case key == "":
		return &Invalid{Field: "key", Why: "a record needs a key"}
	case len(key) > MaxKey:
		return &Invalid{Field: "key", Why: "the key of a record is too long"}
	}
	return nil
}

// CheckMention refuses a mention that cannot be told from others.
func CheckMention(m *Mention) error {
	switch {
	case !ValidNetwork(m.Key.Network):
		return &Invalid{Field: "network", Why: "a network's name is 1 to 32 of a-z, 0-9, _ and -"}
	case m.Key.ID == "":
		return &Invalid{Field: "id", Why: "a mention needs the network's id"}
	}
	for field, value := range map[string]string{
		"id": m.Key.ID, "thread": m.Place.Thread, "author": m.Identity(), "assignee": m.Work.Assignee,
	} {
		if len(value) > MaxKey-64 {
			return &Invalid{Field: field, Why: "too long to be looked up by"}
		}
	}
	return nil
}

// Stamped is m with its times in the store's form and an empty state read as
// new; what it points to is shared with m.
func (m *Mention) Stamped() *Mention {
	c := *m
	c.Created, c.Edited, c.Arrived = Stamp(m.Created), Stamp(m.Edited), Stamp(m.Arrived)
	c.Work = m.Work.Stamped()
	return &c
}

// Stamped does the same for our side alone.
func (w Work) Stamped() Work {
	w.Until, w.Opened = Stamp(w.Until), Stamp(w.Opened)
	w.Answered, w.Closed = Stamp(w.Answered), Stamp(w.Closed)
	if w.State == "" {
		w.State = StateNew
	}
	return w
}

// CheckWork refuses what could not be looked up by.
func CheckWork(w Work) error {
	if len(w.Assignee) > MaxKey-64 {
		return &Invalid{Field: "assignee", Why: "too long to be looked up by"}
	}
	return nil
}

// Position is where m stands in the order of mentions.
func (m *Mention) Position() Position { return Position{m.Created, m.Doc} }

// Compare orders positions: by time, then by number.
func (p Position) Compare(o Position) int {
	if c := p.Created.Compare(o.Created); c != 0 {
		return c
	}
	switch {
	case p.Doc < o.Doc:
		return -1
	case p.Doc > o.Doc:
		return 1
	}
	return 0
}

// Touched gathers what a transaction touched, each id once, in order.
type Touched struct{ ids map[Topic]map[string]struct{} }

// Add notes ids of a topic; no ids at all still says that the topic changed.
func (t *Touched) Add(topic Topic, ids ...string) {
	if t.ids == nil {
		t.ids = map[Topic]map[string]struct{}{}
	}
	if t.ids[topic] == nil {
		t.ids[topic] = map[string]struct{}{}
	}
	for _, id := range ids {
		t.ids[topic][id] = struct{}{}
	}
}

// Merge adds all that o has.
func (t *Touched) Merge(o Touched) {
	for topic, ids := range o.ids {
		t.Add(topic)
		for id := range ids {
			t.ids[topic][id] = struct{}{}
		}
	}
}

// Publish tells the bus, once, and forgets.
func (t *Touched) Publish(bus *Bus) {
	if len(t.ids) == 0 {
		return
	}
	changes := make(map[Topic][]string, len(t.ids))
	for topic, ids := range t.ids {
		list := make([]string, 0, len(ids))
		for id := range ids {
			list = append(list, id)
		}
		slices.Sort(list)
		changes[topic] = list
	}
	t.ids = nil
	bus.Publish(changes)
}
