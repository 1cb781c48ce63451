package desk

import (
	"slices"
	"strings"

	"earshot/store"
)

// hands tells what people have decided about mentions by hand, from the journal:
// a rule leaves that alone. It belongs to one transaction.
type hands struct {
	tx store.Tx
	// large are the entries about many mentions, by mention: each is read once.
	large map[string]pastEntry
}

// pastEntry is an entry of the journal with its changes by what they are about.
type pastEntry struct {
	store.Entry
	about map[string][]store.Change
}

func (c *core) hands(tx store.Tx) *hands { return &hands{tx: tx, large: map[string]pastEntry{}} }

// of tells of each aspect of a mention whether a rule is free to change it. The
// journal is read once, and only if somebody asks.
func (h *hands) of(m *store.Mention) func(aspect string) (bool, error) {
	var said map[string]bool // aspect -> the last word is a person's
	return func(aspect string) (bool, error) {
		if said == nil {
			var err error
			if said, err = h.read(m); err != nil {
				return false, err
			}
		}
		byHand, known := said[aspect]
		if !known && aspect == "assignee" {
			return m.Work.Assignee == "", nil // else it is the assignee of its discussion
		}
		return !byHand, nil
	}
}

// read goes through the history of a mention, leaving out what was taken back.
func (h *hands) read(m *store.Mention) (map[string]bool, error) {
	said := map[string]bool{}
	prefix := store.Number(uint64(m.Doc))
	var list []pastEntry
	undone := reversals{}
	for key := range h.tx.Records(store.KindJournalDoc).Scan(prefix+"/", prefix+"0") {
		e, err := h.entry(key[len(prefix)+1:])
		if err != nil {
			return nil, err
		}
		undone.note(e.Entry)
		list = append(list, e)
	}
	for _, e := range list {
		if e.Undoes != 0 || e.Fixed || undone[e.Seq] {
			continue
		}
		person := !strings.HasPrefix(e.By, store.RuleUser("")) && e.By != Runner().User
		for _, c := range e.about[docID(m.Doc)] {
			about, err := decided(c)
			if err != nil {
				return nil, err
			}
			for _, aspect := range about {
				said[aspect] = person || said[aspect] && aspect != "assignee"
			}
		}
	}
	return said, nil
}

func (h *hands) entry(seq string) (pastEntry, error) {
	if e, ok := h.large[seq]; ok {
		return e, nil
	}
	e, err := store.Journal(h.tx).Get(seq)
	if err != nil {
		return pastEntry{}, err
	}
	p := pastEntry{Entry: e, about: make(map[string][]store.Change, len(e.Changes))}
	for _, c := range e.Changes {
		p.about[c.ID] = append(p.about[c.ID], c)
	}
	if p.Changes = nil; len(p.about) > 1 {
		h.large[seq] = p
	}
	return p, nil
}

// decided names what a change decides.
func decided(c store.Change) ([]string, error) {
	switch c.Kind {
	case store.ChangeWork:
		before, after, err := sides[store.Work](c)
		return differences(before, after), err
	case store.ChangeLang:
		return []string{"lang"}, nil
	case store.ChangeJudgement:
		before, after, err := sides[store.Judgement](c)
		var out []string
		for _, label := range after.Taught {
			if !slices.Contains(before.Taught, label) {
				out = append(out, aspects(label)...)
			}
		}
		return out, err
	}
	return nil, nil
}
