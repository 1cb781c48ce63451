package desk

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"earshot/store"
)

// recorder collects the changes of one verb inside its transaction and writes
// them as one journal entry.
type recorder struct {
	tx    store.Tx
	entry store.Entry
	docs  map[store.Doc]struct{}
	// foreign says who made a later entry, "" for the caller; see othersActed.
	foreign map[string]string
	kept    kept
	marked  int                 // people it has made VIPs, or no VIPs
	bulk    int                 // mentions it is about that shall not have it in their history
	taught  map[string]struct{} // texts of which a correction is kept
	sway    *sway               // nil as long as nothing it does moves influence
	core    *core
}

func (c *core) record(tx store.Tx, by By, verb string) *recorder {
	return &recorder{
		tx: tx, core: c,
		entry: store.Entry{At: c.env.Now(), By: by.User, Door: by.Door, Verb: verb, Group: by.Group},
		docs:  map[store.Doc]struct{}{}, foreign: map[string]string{}, taught: map[string]struct{}{},
	}
}

// work changes the Work of a mention; it reports whether anything changed.
func (r *recorder) work(m *store.Mention, change func(*store.Work)) (bool, error) {
	before := m.Work
	before.Tags = slices.Clone(before.Tags)
	change(&m.Work)
	if before.Equal(m.Work) {
		return false, nil
	}
	if err := r.note(store.ChangeWork, docID(m.Doc), before, m.Work); err != nil {
		return false, err
	}
	r.docs[m.Doc] = struct{}{}
	r.tx.Touch(store.TopicMentions, docID(m.Doc))
	return true, r.tx.Mentions().SetWork(m.Doc, m.Work)
}

// judgement changes the Judgement of a mention.
func (r *recorder) judgement(m *store.Mention, change func(*store.Judgement)) error {
	before := m.Judgement
	before.Taught = slices.Clone(before.Taught)
	change(&m.Judgement)
	if err := r.note(store.ChangeJudgement, docID(m.Doc), before, m.Judgement); err != nil {
		return err
	}
	r.docs[m.Doc] = struct{}{}
	r.tx.Touch(store.TopicMentions, docID(m.Doc))
	return r.tx.Mentions().Put(m)
}

func (r *recorder) note(kind, id string, before, after any) error {
	b, err := store.Encode(before)
	if err != nil {
		return err
	}
	a, err := store.Encode(after)
	if err != nil {
		return err
	}
	r.entry.Changes = append(r.entry.Changes, store.Change{Kind: kind, ID: id, Before: b, After: a})
	return nil
}

// put writes a record of a kind that restore knows; a nil value deletes it.
func (r *recorder) put(kind, id string, value any) error {
	before, err := r.tx.Records(kind).Get(id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	var after []byte
	if value != nil {
		if after, err = store.Encode(value); err != nil {
			return err
		}
	}
	if bytes.Equal(before, after) && (before == nil) == (after == nil) {
		return nil
	}
	r.entry.Changes = append(r.entry.Changes, store.Change{Kind: kind, ID: id, Before: before, After: after})
	return restore(r.tx, kind, id, after)
}

// about adds a mention to whose history the entry belongs.
func (r *recorder) about(doc store.Doc) {
	if doc != 0 {
		r.docs[doc] = struct{}{}
	}
}

// commit writes the entry; an entry without changes is not written.
func (r *recorder) commit(title string) (uint64, error) {
	if len(r.entry.Changes) == 0 {
		return 0, nil
	}
	return r.write(title)
}

func (r *recorder) write(title string) (uint64, error) {
	if r.sway != nil {
		if err := r.sway.flush(); err != nil {
			return 0, err
		}
		if _, err := r.sway.settled(); err != nil {
			return 0, err
		}
	}
	if err := r.regrouped(); err != nil {
		return 0, err
	}
	r.entry.Title, r.entry.Count = title, max(len(r.docs), r.bulk)
	seq, err := r.tx.Records(store.KindJournal).Next()
	if err != nil {
		return 0, err
	}
	r.entry.Seq = seq
	key := store.Number(seq)
	if err := store.Journal(r.tx).Put(key, r.entry); err != nil {
		return 0, err
	}
	if err := r.tx.Records(store.KindJournalUser).Put(userKey(r.entry.By)+key, nil); err != nil {
		return 0, err
	}
	if err := setStanding(r.tx, r.entry, stands); err != nil {
		return 0, err
	}
	for doc := range r.docs {
		if err := r.tx.Records(store.KindJournalDoc).Put(store.NoteID(doc, key), nil); err != nil {
			return 0, err
		}
	}
	r.tx.Touch(store.TopicJournal, key)
	return seq, nil
}

// userKey is the prefix of a user's journal; a user's name may hold anything,
// so it is quoted to end where it ends.
func userKey(user string) string { return strconv.Quote(user) + "/" }

// restore writes raw as the record of a kind, with everything that hangs on
// it: indexes and change topics. A nil raw deletes the record.
func restore(tx store.Tx, kind, id string, raw []byte) error {
	switch kind {
	case store.KindJobs:
		return restoreJob(tx, id, raw)
	case store.KindPosts:
		return restorePost(tx, id, raw)
	case store.KindNotes:
		return restoreNote(tx, id, raw)
	case store.KindEdges, store.KindPartings, store.KindSuggestions:
		return restorePair(tx, kind, id, raw)
	case store.KindTasks:
		return restoreTask(tx, id, raw)
	case store.KindRewards:
		return restoreReward(tx, id, raw)
	case store.KindInvitations:
		return restoreInvitation(tx, id, raw)
	case store.KindIdentities:
		tx.Touch(store.TopicPeople, id)
		return putListed(tx, id, raw)
	}
	topic, ok := map[string]store.Topic{
		store.KindLists: store.TopicPeople, store.KindSegments: store.TopicPeople, store.KindAdvocates: store.TopicPeople, store.KindUnsought: store.TopicPeople, store.KindAccounts: store.TopicAccounts,
		store.KindViews: store.TopicViews, store.KindDrafts: store.TopicDrafts,
		store.KindCanned: store.TopicCanned, store.KindMonitors: store.TopicMonitors, store.KindRules: store.TopicRules,
		store.KindAlertSubs: store.TopicAlerts, store.KindCorrections: store.TopicTaught, store.KindHooks: store.TopicHooks,
	}[kind]
	switch {
	case kind == store.KindAlertSubs:
		tx.Touch(topic, "/"+id)
		if err := reviseAlerts(tx); err != nil {
			return err
		}
	case kind == store.KindMonitors || kind == store.KindRules:
		tx.Touch(topic, id)
		if err := revise(tx); err != nil {
			return err
		}
	case ok:
		tx.Touch(topic, id)
	case kind != store.KindApart && kind != store.KindVerdicts: // it shows in the mention, or in the edge
		return fmt.Errorf("no way to restore records of kind %q", kind)
	}
	return putRaw(tx, kind, id, raw)
}

func putRaw(tx store.Tx, kind, id string, raw []byte) error {
	if raw == nil {
		return tx.Records(kind).Delete(id)
	}
	return tx.Records(kind).Put(id, raw)
}

func restoreJob(tx store.Tx, id string, raw []byte) error {
	if raw == nil {
		return store.DropJob(tx, id)
	}
	var j store.Job
	if err := store.Decode(raw, &j); err != nil {
		return err
	}
	return store.PutJob(tx, j)
}

func restorePost(tx store.Tx, id string, raw []byte) error {
	tx.Touch(store.TopicPosts, id)
	var p store.Post
	old, err := store.Posts(tx).Get(id)
	if err == nil && old.About != 0 {
		if err := tx.Records(store.KindPostsAbout).Delete(store.NoteID(old.About, id)); err != nil {
			return err
		}
	}
	if raw == nil {
		return tx.Records(store.KindPosts).Delete(id)
	}
	if err := store.Decode(raw, &p); err != nil {
		return err
	}
	if p.About != 0 {
		if err := tx.Records(store.KindPostsAbout).Put(store.NoteID(p.About, id), nil); err != nil {
			return err
		}
		tx.Touch(store.TopicMentions, docID(p.About))
	}
	return tx.Records(store.KindPosts).Put(id, raw)
}

func restoreNote(tx store.Tx, id string, raw []byte) error {
	tx.Touch(store.TopicNotes, id)
	prefix, _, _ := strings.Cut(id, "/")
	if doc, err := strconv.ParseUint(prefix, 16, 64); err == nil {
		tx.Touch(store.TopicMentions, docID(store.Doc(doc)))
	}
	return putRaw(tx, store.KindNotes, id, raw)
}

func docID(d store.Doc) string { return strconv.FormatUint(uint64(d), 10) }
