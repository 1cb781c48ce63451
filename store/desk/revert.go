package desk

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"earshot/store"
)

// How changes of mentions and people are taken back: field by field, so that
// what somebody else changed meanwhile stays.

// mentionOf reads the mention of a change; nil if the network took it away, so
// that there is nothing to bring back.
func mentionOf(tx store.Tx, c store.Change) (*store.Mention, error) {
	doc, err := strconv.ParseUint(c.ID, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("%w: journal names mention %q", store.ErrDamaged, c.ID)
	}
	m, err := tx.Mentions().Get(store.Doc(doc))
	return m, ignoreMissing(err)
}

// sides decodes both sides of a change.
func sides[T any](c store.Change) (before, after T, err error) {
	return before, after, errors.Join(decodeSide(c.Before, &before), decodeSide(c.After, &after))
}

// decodeSide leaves v as it is where the record did not exist.
func decodeSide(raw []byte, v any) error {
	if raw == nil {
		return nil
	}
	return store.Decode(raw, v)
}

func (h *History) revertWork(r *recorder, c store.Change) error {
	m, err := mentionOf(r.tx, c)
	if err != nil || m == nil {
		return err
	}
	before, after, err := sides[store.Work](c)
	if err != nil {
		return err
	}
	if before.State == store.StateNew && after.State != store.StateNew {
		acted, err := othersActed(r, m.Doc)
		if err != nil {
			return err
		}
		if acted != "" { // it is not new to them
			before.State, before.Opened = store.StateOpen, after.Opened
		}
	}
	if err := r.keeps(m.Doc, movedOn(m.Work, before, after)); err != nil {
		return err
	}
	answered := m.Work.Answered
	if _, err = r.work(m, func(w *store.Work) { mergeWork(w, before, after) }); err != nil {
		return err
	}
	if err := moveResponse(r.tx, h.zone, m.Created, answered, m.Work.Answered); err != nil || m.Work.State != store.StateSnoozed {
		return err
	}
	// The job that would have woken it may have come and gone meanwhile.
	return h.wakeAt(r.tx, m.Work.Until, m.Doc)
}

// othersActed tells who else changed a mention after the entry that undo takes
// back; "" = nobody.
func othersActed(r *recorder, doc store.Doc) (string, error) {
	prefix := store.Number(uint64(doc))
	for key := range r.tx.Records(store.KindJournalDoc).Scan(prefix+"/"+store.Number(r.entry.Undoes+1), prefix+"0") {
		seq := key[len(prefix)+1:]
		who, known := r.foreign[seq]
		if !known { // one entry may be about very many mentions: read it once
			e, err := store.Journal(r.tx).Get(seq)
			if err != nil {
				return "", err
			}
			if e.By != r.entry.By && !e.Fixed {
				who = e.By
			}
			r.foreign[seq] = who
		}
		if who != "" {
			return who, nil
		}
	}
	return "", nil
}

// kept is what a step could not take back, because somebody changed it since.
type kept struct {
	docs map[store.Doc]struct{}
	by   map[string]struct{} // who did, as far as the journal knows
}

func (k *kept) add(other kept) {
	if len(other.docs) == 0 {
		return
	}
	if k.docs == nil {
		k.docs, k.by = map[store.Doc]struct{}{}, map[string]struct{}{}
	}
	maps.Copy(k.docs, other.docs)
	maps.Copy(k.by, other.by)
}

// keeps notes that a mention keeps something that somebody else changed since.
func (r *recorder) keeps(doc store.Doc, moved bool) error {
	if !moved {
		return nil
	}
	who, err := othersActed(r, doc)
	if err != nil {
		return err
	}
	one := kept{docs: map[store.Doc]struct{}{doc: {}}, by: map[string]struct{}{}}
	if who != "" {
		one.by[who] = struct{}{}
	}
	r.kept.add(one)
	return nil
}

// movedOn tells whether something that a change of Work was about has been
// changed since. That an act also opens what was new does not count.
func movedOn(now, before, after store.Work) bool {
	opened := before.State == store.StateNew && after.State == store.StateOpen
	state := before.State != after.State || !before.Until.Equal(after.Until) || !before.Closed.Equal(after.Closed)
	if state && !opened && (now.State != after.State || !now.Until.Equal(after.Until) || !now.Closed.Equal(after.Closed)) {
		return true
	}
	if before.Assignee != after.Assignee && now.Assignee != after.Assignee {
		return true
	}
	return listMoved(now.Tags, before.Tags, after.Tags)
}

// listMoved is movedOn for what a change put into a list or took out of it.
func listMoved(now, before, after []string) bool {
	for _, s := range slices.Concat(before, after) {
		if in := slices.Contains(after, s); in != slices.Contains(before, s) && in != slices.Contains(now, s) {
			return true
		}
	}
	return false
}

// judgedAnew is movedOn for a judgement.
func judgedAnew(now, before, after store.Judgement) bool {
	return before.Sentiment != after.Sentiment && now.Sentiment != after.Sentiment ||
		before.Intent != after.Intent && now.Intent != after.Intent ||
		before.Lead != after.Lead && now.Lead != after.Lead
}

func mergeWork(now *store.Work, before, after store.Work) {
	// The state and its times belong together.
	if now.State == after.State && now.Until.Equal(after.Until) && now.Closed.Equal(after.Closed) {
		now.State, now.Until, now.Closed = before.State, before.Until, before.Closed
	}
	if now.Answerer == after.Answerer && now.Answered.Equal(after.Answered) {
		now.Answerer, now.Answered = before.Answerer, before.Answered
	}
	if now.Assignee == after.Assignee {
		now.Assignee = before.Assignee
	}
	if now.Opened.Equal(after.Opened) {
		now.Opened = before.Opened
	}
	now.Notes = max(0, now.Notes+before.Notes-after.Notes)
	now.Tags = mergeList(now.Tags, before.Tags, after.Tags)
	slices.Sort(now.Tags)
}

// mergeList takes out what a change had added and brings back what it had
// taken out.
func mergeList[T comparable](now, before, after []T) []T {
	if slices.Equal(now, after) {
		return slices.Clone(before) // in its order, which matters to what was taught
	}
	out := slices.DeleteFunc(slices.Clone(now), func(s T) bool {
		return slices.Contains(after, s) && !slices.Contains(before, s)
	})
	for _, s := range before {
		if !slices.Contains(after, s) && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func (h *History) revertJudgement(r *recorder, c store.Change) error {
	m, err := mentionOf(r.tx, c)
	if err != nil || m == nil {
		return err
	}
	before, after, err := sides[store.Judgement](c)
	if err != nil {
		return err
	}
	vip, err := isVIP(r.tx, m)
	if err != nil {
		return err
	}
	if err := r.keeps(m.Doc, judgedAnew(m.Judgement, before, after)); err != nil {
		return err
	}
	return r.judgement(m, func(j *store.Judgement) {
		mergeJudgement(j, before, after)
		if j.Priority = before.Priority; !sameVerdict(*j, before) || j.Influence != before.Influence {
			j.Priority = h.scale.fixed(m, vip)
		}
	})
}

func mergeJudgement(now *store.Judgement, before, after store.Judgement) {
	if now.Sentiment == after.Sentiment && now.Score == after.Score && now.Confidence == after.Confidence {
		now.Sentiment, now.Score, now.Confidence = before.Sentiment, before.Score, before.Confidence
	}
	if now.Intent == after.Intent {
		now.Intent = before.Intent
	}
	if now.Lead == after.Lead {
		now.Lead = before.Lead
	}
	now.Raised = mergeList(now.Raised, before.Raised, after.Raised)
	if now.Review == after.Review {
		now.Review = before.Review
	}
	if slices.Equal(now.Occasions, after.Occasions) {
		now.Occasions = slices.Clone(before.Occasions)
	}
	if now.Model == after.Model {
		now.Model = before.Model
	}
	if slices.Equal(now.Why, after.Why) {
		now.Why = slices.Clone(before.Why)
	}
	now.Taught = mergeList(now.Taught, before.Taught, after.Taught)
}

// sameVerdict tells whether two judgements give the same priority.
func sameVerdict(a, b store.Judgement) bool {
	return a.Score == b.Score && a.Intent == b.Intent && a.Lead == b.Lead && slices.Equal(a.Raised, b.Raised)
}

func (h *History) revertLang(r *recorder, c store.Change) error {
	m, err := mentionOf(r.tx, c)
	if err != nil || m == nil {
		return err
	}
	before, after, err := sides[string](c)
	if err != nil || before == after {
		return err
	}
	if m.Body.Lang != after {
		return r.keeps(m.Doc, true)
	}
	m.Body.Lang = before
	if err := r.note(store.ChangeLang, c.ID, after, before); err != nil {
		return err
	}
	r.about(m.Doc)
	return r.tx.Mentions().Put(m)
}

// revertPerson takes back what was said about a person; what the networks told
// since stays.
func (h *History) revertPerson(r *recorder, c store.Change) error {
	now, err := store.Identities(r.tx).Get(c.ID)
	if err != nil {
		return ignoreMissing(err)
	}
	before, after, err := sides[store.Identity](c)
	if err != nil {
		return err
	}
	if now.VIP == after.VIP {
		now.VIP = before.VIP
	}
	if now.Class == after.Class {
		now.Class = before.Class
	}
	now.Tags = mergeList(now.Tags, before.Tags, after.Tags)
	now.Lists = mergeList(now.Lists, before.Lists, after.Lists)
	slices.Sort(now.Lists)
	err = errors.Join(r.put(store.KindIdentities, c.ID, now), rerank(h.core, r.tx, &now))
	if before.Class != after.Class && err == nil {
		_, err = reckoning{h.core}.settle(r.tx, c.ID, nil)
	}
	if err != nil || before.VIP == after.VIP {
		return err
	}
	return errors.Join(h.scale.rescore(r.tx, c.ID, h.env.Now()), guarded(h.core, r.tx, c.ID, nil))
}
