package mail

import (
	"context"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/store"
)

var _ connectors.Threader = (*Connector)(nil)

const (
	threadMessages = 50 // of one folder, the newest
	threadIDs      = 20 // whose messages are looked for
	maxMessageID   = 500
)

// Thread finds the discussion that a mail belongs to, wherever it lies: in the
// folders that are read, the Sent folder, the archive, the folder of all mail. What
// programs and lists have written is no part of it. It costs a line, and two
// searches a folder.
func (c *Connector) Thread(ctx context.Context, id string) ([]*store.Mention, error) {
	if id == "" || len(id) > maxMessageID || !isASCII(id) || strings.ContainsAny(id, " \r\n<>\x00") {
		return nil, nil // no server could find it
	}
	s, err := c.open(ctx)
	if err != nil {
		return nil, err
	}
	d := &digging{session: s, found: map[string]*store.Mention{}}
	defer func() { d.session.close() }()
	if err := d.places(ctx); err != nil {
		return nil, err
	}
	// First itself and what answers it; then all around the first of the discussion.
	if err := d.dig(ctx, []string{id}); err != nil {
		return nil, err
	}
	if around := d.around(id); len(around) > 0 {
		if err := d.dig(ctx, around); err != nil {
			return nil, err
		}
	}
	out := make([]*store.Mention, 0, len(d.found))
	for _, m := range d.found {
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b *store.Mention) int {
		if n := a.Created.Compare(b.Created); n != 0 {
			return n
		}
		return strings.Compare(a.Key.ID, b.Key.ID)
	})
	return out, nil
}

// digging looks for a discussion in all folders.
type digging struct {
	*session
	folders []*folder
	found   map[string]*store.Mention // by id
}

// places are the folders to look in. They are our own: the marks of the others stay as
// they are.
func (d *digging) places(ctx context.Context) error {
	names, sent, err := d.session.places(ctx)
	for _, name := range names {
		f := newFolder(name)
		f.ours = name == sent
		d.folders = append(d.folders, f)
	}
	return err
}

// dig reads the messages of some ids and those that refer to them.
func (d *digging) dig(ctx context.Context, ids []string) error {
	for _, f := range d.folders {
		state, err := d.examine(ctx, f.name)
		if fault.Is(err, fault.Permanent) {
			continue // somebody has renamed it; the rest of the discussion is elsewhere
		} else if err != nil {
			return err
		}
		uids, err := d.search(ctx, mentioning(ids), threadMessages)
		if err != nil {
			return err
		}
		if len(uids) == 0 {
			continue
		}
		r := &reading{session: d.session, folder: f, at: mark{Validity: state.UIDValidity}}
		all, err := r.messages(ctx, uids)
		if err != nil {
			return err
		}
		for _, m := range all {
			if e, ok := r.event(m); ok && !passed(m.flags) && !e.Quiet && d.found[e.Mention.Key.ID] == nil {
				d.found[e.Mention.Key.ID] = e.Mention
			}
		}
	}
	return nil
}

// around are the ids that the mail of an id refers to, the first of the discussion
// in front.
func (d *digging) around(id string) []string {
	m := d.found[id]
	if m == nil {
		return nil
	}
	ids := recall(m, extraReferences)
	if m.Place.Parent != "" {
		ids = append(ids, m.Place.Parent)
	}
	ids = slices.DeleteFunc(ids, func(ref string) bool {
		return ref == id || len(ref) > maxMessageID || !isASCII(ref) || strings.ContainsAny(ref, " \r\n<>\x00")
	})
	return ids[:min(len(ids), threadIDs)]
}

// mentioning finds messages that have one of the ids, or refer to the first of them.
func mentioning(ids []string) *imap.SearchCriteria {
	field := func(name, id string) imap.SearchCriteria {
		return imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: name, Value: "<" + id + ">"}}} // a search is for a part
	}
	all := field("References", ids[0])
	or := func(one imap.SearchCriteria) {
		all = imap.SearchCriteria{Or: [][2]imap.SearchCriteria{{all, one}}}
	}
	or(field("In-Reply-To", ids[0]))
	for _, id := range ids {
		or(field("Message-ID", id))
	}
	return &all
}
