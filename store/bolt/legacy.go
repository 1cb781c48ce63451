package bolt

import (
	"encoding/json"
	"time"

	"earshot/store"
)

// The nouns as schemas 0 and 1 wrote them, in CBOR with the names of their
// fields. They stay as they are, whatever becomes of those in package store.
type (
	oldMention struct {
		Doc                      store.Doc
		Key                      store.Key
		Account, URL             string
		Kind                     store.Kind
		Created, Edited, Arrived time.Time
		Place                    store.Place
		Author                   oldAuthor
		Body                     store.Body
		Counts                   store.Counts
		Judgement                store.Judgement
		Work                     oldWork
		Extra                    map[string]json.RawMessage
	}
	oldAuthor struct {
		ID, Handle, Name, Email, URL, Bio, Avatar string
		Followers, Following, Posts               int
		Verified                                  bool
		Location                                  string
	}
	oldWork struct {
		State            store.State
		Assignee         string
		Until            time.Time
		Tags             []string
		Notes            int
		Opened, Answered time.Time
		Answerer         string
		Closed           time.Time
	}
	oldIdentity struct {
		ID, Network string
		Author      oldAuthor
		First, Last time.Time
		Mentions    int
		VIP         bool
		Tags        []string
	}
	oldEntry struct {
		Seq                   uint64
		At                    time.Time
		By, Door, Verb, Title string
		Changes               []oldChange
		Undoes                uint64
		Redo, Fixed           bool
	}
	oldChange struct {
		Kind, ID      string
		Before, After []byte
	}
)

func (m *oldMention) now() *store.Mention {
	return &store.Mention{
		Doc: m.Doc, Key: m.Key, Account: m.Account, URL: m.URL, Kind: m.Kind, Created: m.Created, Edited: m.Edited, Arrived: m.Arrived,
		Place: m.Place, Author: m.Author.now(), Body: m.Body, Counts: m.Counts, Judgement: m.Judgement, Work: m.Work.now(), Extra: m.Extra,
	}
}

func (a *oldAuthor) now() store.Author {
	return store.Author{
		ID: a.ID, Handle: a.Handle, Name: a.Name, Email: a.Email, URL: a.URL, Bio: a.Bio, Avatar: a.Avatar,
		Followers: a.Followers, Following: a.Following, Posts: a.Posts, Verified: a.Verified, Location: a.Location,
	}
}

func (w *oldWork) now() store.Work {
	return store.Work{
		State: w.State, Assignee: w.Assignee, Until: w.Until, Tags: w.Tags, Notes: w.Notes,
		Opened: w.Opened, Answered: w.Answered, Answerer: w.Answerer, Closed: w.Closed,
	}
}

func (p *oldIdentity) now() store.Identity {
	return store.Identity{
		ID: p.ID, Network: p.Network, Author: p.Author.now(), First: p.First, Last: p.Last, Mentions: p.Mentions, VIP: p.VIP, Tags: p.Tags,
	}
}

func (e *oldEntry) now() (store.Entry, error) {
	now := store.Entry{
		Seq: e.Seq, At: e.At, By: e.By, Door: e.Door, Verb: e.Verb, Title: e.Title, Undoes: e.Undoes, Redo: e.Redo, Fixed: e.Fixed,
	}
	for _, c := range e.Changes {
		change := store.Change{Kind: c.Kind, ID: c.ID}
		var err error
		if change.Before, err = shortened(c.Kind, c.Before); err == nil {
			change.After, err = shortened(c.Kind, c.After)
		}
		if err != nil {
			return now, err
		}
		now.Changes = append(now.Changes, change)
	}
	return now, nil
}

// shortened brings a record of schema 1, or a side of a change, to the form of
// schema 2. Kinds whose form is the same stay as they are.
func shortened(kind string, raw []byte) ([]byte, error) {
	if raw == nil {
		return nil, nil
	}
	switch kind {
	case store.KindIdentities:
		var p oldIdentity
		if err := store.Decode(raw, &p); err != nil {
			return nil, err
		}
		return store.Encode(p.now())
	case store.ChangeWork:
		var w oldWork
		if err := store.Decode(raw, &w); err != nil {
			return nil, err
		}
		return store.Encode(w.now())
	case store.KindJournal:
		var e oldEntry
		if err := store.Decode(raw, &e); err != nil {
			return nil, err
		}
		now, err := e.now()
		if err != nil {
			return nil, err
		}
		return store.Encode(now)
	}
	return raw, nil
}
