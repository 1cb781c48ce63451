package desk

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"earshot/store"
	"earshot/store/act"
	"earshot/store/clean"
)

// Triage holds the verbs on mentions.
type Triage struct{ *core }

// Target is what a verb works on: single mentions, or the whole discussions
// they stand in, to which state and assignee belong on the screen (M53).
//
// Alike widens them to all that say the same, which stand in one row of the
// screen: done on the row is done on all of them.
type Target struct {
	Docs     []store.Doc
	Alike    bool
	Dialogue bool
}

// On targets single mentions.
func On(docs ...store.Doc) Target { return Target{Docs: docs} }

// Around targets the discussions around the mentions.
func Around(docs ...store.Doc) Target { return Target{Docs: docs, Dialogue: true} }

// Outcome is what a verb did.
type Outcome struct {
	Seq     uint64 // journal entry; 0 = nothing had to change
	Changed int
	Title   string // plain words for the status line
	Stopped bool   // the context ended before all of it was done; what was done stays
	looked  int    // mentions gone through, where more are looked at than changed
}

// Look marks mentions as seen: new becomes open. It is no act of its own in
// the journal, because nobody wants to undo having looked.
func (t *Triage) Look(ctx context.Context, by By, target Target) error {
	// Everything that is opened is looked at, most of it not for the first time.
	fresh := false
	err := t.store.View(ctx, func(tx store.Tx) error {
		fresh = false
		return t.each(tx, target, func(m *store.Mention) error {
			fresh = fresh || m.Work.State == store.StateNew
			return nil
		})
	})
	if err != nil || !fresh {
		return err
	}
	return t.store.Update(ctx, func(tx store.Tx) error {
		return t.each(tx, target, func(m *store.Mention) error {
			if m.Work.State != store.StateNew {
				return nil
			}
			t.touchWork(&m.Work)
			tx.Touch(store.TopicMentions, docID(m.Doc))
			return tx.Mentions().SetWork(m.Doc, m.Work)
		})
	})
}

// working makes a deed of a verb on Work.
func working(verb, title, past, idle string, change func(*store.Work)) deed {
	each := func(r *recorder, m *store.Mention) (bool, error) { return r.work(m, change) }
	return deed{verb: verb, title: title, past: past, idle: idle, each: each, work: change}
}

// Done closes mentions.
func (t *Triage) Done(ctx context.Context, by By, target Target) (Outcome, error) {
	return t.run(ctx, by, target, t.closing())
}

func (t *Triage) closing() deed {
	return working("done", "closed %s", "closed", "closed already", func(w *store.Work) {
		if w.State == store.StateDone {
			return
		}
		t.touchWork(w)
		w.State, w.Closed, w.Until = store.StateDone, t.env.Now(), time.Time{}
	})
}

// Reopen opens closed or snoozed mentions again.
func (t *Triage) Reopen(ctx context.Context, by By, target Target) (Outcome, error) {
	return t.run(ctx, by, target, t.reopening())
}

func (t *Triage) reopening() deed {
	return working("reopen", "opened %s again", "opened again", "open already", func(w *store.Work) {
		t.touchWork(w)
		w.State, w.Closed, w.Until = store.StateOpen, time.Time{}, time.Time{}
	})
}

// Assign gives mentions to a user; an empty user gives them to nobody.
func (t *Triage) Assign(ctx context.Context, by By, target Target, user string) (Outcome, error) {
	return t.run(ctx, by, target, t.assigning(userName(by, user)))
}

func (t *Triage) assigning(user string) deed {
	title, idle := "assigned %s to "+escape(user), "assigned to "+user+" already"
	if user == "" {
		title, idle = "took %s from its assignee", "nobody has it"
	}
	return working("assign", title, "assigned", idle, func(w *store.Work) {
		t.touchWork(w)
		w.Assignee = user
	})
}

// userName brings a typed name to the form that is kept; "me" is the caller.
func userName(by By, user string) string {
	user = strings.TrimPrefix(clean.Line(strings.TrimSpace(user), 64), "@")
	if user == "me" {
		return by.User
	}
	return user
}

// Snooze puts mentions away until a time in the future.
func (t *Triage) Snooze(ctx context.Context, by By, target Target, until time.Time) (Outcome, error) {
	d, err := t.snoozing(until)
	if err != nil {
		return Outcome{}, err
	}
	return t.run(ctx, by, target, d)
}

func (t *Triage) snoozing(until time.Time) (deed, error) {
	until = store.Stamp(until)
	if !until.After(t.env.Now()) {
		return deed{}, &store.Invalid{Field: "snooze", Why: "the time has already passed; give one in the future"}
	}
	title := "snoozed %s until " + until.In(t.zone).Format("Mon 2 Jan 15:04")
	d := working("snooze", title, "snoozed", "put away until then already", func(w *store.Work) {
		t.touchWork(w)
		w.State, w.Until, w.Closed = store.StateSnoozed, until, time.Time{}
	})
	d.then = func(tx store.Tx, docs []store.Doc) error { return t.wakeAt(tx, until, docs...) }
	return d, nil
}

// wakeAt queues the end of a snooze.
func (c *core) wakeAt(tx store.Tx, until time.Time, docs ...store.Doc) error {
	return store.PutJob(tx, store.Job{ID: c.env.ID(), Kind: store.JobWake, State: store.JobQueued, Docs: docs, Due: until})
}

// Tag adds and removes tags.
func (t *Triage) Tag(ctx context.Context, by By, target Target, add, remove []string) (Outcome, error) {
	d, err := t.tagging(add, remove)
	if err != nil {
		return Outcome{}, err
	}
	return t.run(ctx, by, target, d)
}

func (t *Triage) tagging(add, remove []string) (deed, error) {
	add, err := tagNames(add)
	if err != nil {
		return deed{}, err
	}
	if remove, err = tagNames(remove); err != nil {
		return deed{}, err
	}
	if len(add)+len(remove) == 0 {
		return deed{}, &store.Invalid{Field: "tag", Why: "name at least one tag: +vip adds, -spam removes"}
	}
	return working("tag", "tagged %s "+escape(act.Signs(add, remove)), "tagged", "tagged so already", func(w *store.Work) {
		tags := slices.Clone(w.Tags)
		tags = append(tags, add...)
		slices.Sort(tags)
		tags = slices.DeleteFunc(slices.Compact(tags), func(s string) bool { return slices.Contains(remove, s) })
		if slices.Equal(tags, w.Tags) {
			return
		}
		w.Tags = tags
		t.touchWork(w)
	}), nil
}

// Note adds an internal remark to a mention.
func (t *Triage) Note(ctx context.Context, by By, doc store.Doc, text string) (Outcome, error) {
	text = strings.TrimSpace(clean.Text(text, 16<<10))
	if text == "" {
		return Outcome{}, &store.Invalid{Field: "note", Why: "the note is empty"}
	}
	out := Outcome{Changed: 1, Title: "noted"}
	err := t.store.Update(ctx, func(tx store.Tx) error {
		m, err := tx.Mentions().Get(doc)
		if err != nil {
			return err
		}
		r := t.record(tx, by, "note")
		if err := t.addNote(r, m, by, text); err != nil {
			return err
		}
		out.Seq, err = r.commit(out.Title)
		return err
	})
	return out, err
}

// putNote writes a note on a mention, which does not count it yet.
func (c *core) putNote(r *recorder, m *store.Mention, by By, text string) error {
	n := store.Note{ID: c.env.ID(), Doc: m.Doc, By: by.User, At: c.env.Now(), Text: text}
	return r.put(store.KindNotes, store.NoteID(m.Doc, n.ID), n)
}

// addNote writes a note on a mention.
func (t *Triage) addNote(r *recorder, m *store.Mention, by By, text string) error {
	if err := t.putNote(r, m, by, text); err != nil {
		return err
	}
	_, err := r.work(m, func(w *store.Work) { t.touchWork(w); w.Notes++ })
	return err
}

// HandOver gives the dialogue around a mention to a colleague and leaves a note
// on the mention, as one step; without a text it only assigns.
func (t *Triage) HandOver(ctx context.Context, by By, doc store.Doc, user, text string) (Outcome, error) {
	text = strings.TrimSpace(clean.Text(text, 16<<10))
	user = userName(by, user)
	if user == "" {
		return Outcome{}, &store.Invalid{Field: "hand over", Why: "name a colleague"}
	}
	if text == "" {
		return t.Assign(ctx, by, Around(doc), user)
	}
	var out Outcome
	err := t.store.Update(ctx, func(tx store.Tx) error {
		out = Outcome{Title: "handed over to " + user + " with a note"}
		r := t.record(tx, by, "hand over")
		err := t.each(tx, Around(doc), func(m *store.Mention) error {
			out.Changed++
			if _, err := r.work(m, func(w *store.Work) { t.touchWork(w); w.Assignee = user }); err != nil || m.Doc != doc {
				return err
			}
			return t.addNote(r, m, by, text)
		})
		if err != nil {
			return err
		}
		out.Seq, err = r.commit(out.Title)
		return err
	})
	return out, err
}

// touchWork is what any act does besides its own change: a new mention is open
// once somebody acts.
func (t *Triage) touchWork(w *store.Work) {
	if w.State == store.StateNew {
		w.State = store.StateOpen
	}
	if w.Opened.IsZero() {
		w.Opened = t.env.Now()
	}
}

func (t *Triage) each(tx store.Tx, target Target, fn func(*store.Mention) error) error {
	docs, err := wide(tx, target)
	if err != nil {
		return err
	}
	var missing error
	met := false
	for _, doc := range docs {
		m, err := tx.Mentions().Get(doc)
		if errors.Is(err, store.ErrNotFound) {
			missing = err // its author took it back: that must not stop the others
			continue
		}
		if err != nil {
			return err
		}
		met = true
		if err := fn(m); err != nil {
			return err
		}
	}
	if met {
		return nil
	}
	return missing
}

// alikeDocs widens mentions to all that say the same, without doubles.
func alikeDocs(tx store.Tx, docs []store.Doc) ([]store.Doc, error) {
	seen := map[store.Doc]bool{}
	var all []store.Doc
	add := func(more ...store.Doc) {
		for _, doc := range more {
			if !seen[doc] {
				seen[doc], all = true, append(all, doc)
			}
		}
	}
	for _, doc := range docs {
		m, err := tx.Mentions().Get(doc)
		if ignoreMissing(err) != nil {
			return nil, err
		}
		if err == nil && m.Place.Cluster != 0 {
			add(membersOf(tx, m.Place.Cluster)...)
		} else {
			add(doc) // one that is gone is for each to tell
		}
	}
	return all, nil
}

// dialogueDocs widens mentions to their discussions, without doubles.
func dialogueDocs(tx store.Tx, docs []store.Doc) ([]store.Doc, error) {
	seen := map[store.Key]bool{}
	var all []store.Doc
	for _, doc := range docs {
		m, err := tx.Mentions().Get(doc)
		if errors.Is(err, store.ErrNotFound) {
			all = append(all, doc) // for each to decide
			continue
		}
		if err != nil {
			return nil, err
		}
		if seen[m.Thread()] {
			continue
		}
		seen[m.Thread()] = true
		for other, err := range threadMentions(tx, m.Thread()) {
			if err != nil {
				return nil, err
			}
			all = append(all, other.Doc)
		}
	}
	return all, nil
}

// Mentions gives a number of mentions in words.
func Mentions(n int) string {
	if n == 1 {
		return "1 mention"
	}
	return Thousands(n) + " mentions"
}

// Thousands gives a number with a comma before every three digits: 12,000.
func Thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// escape makes outside text safe inside a format string.
func escape(s string) string { return strings.ReplaceAll(s, "%", "%%") }

// tagNames brings tags to the form they are kept in; see act.Tag.
func tagNames(tags []string) ([]string, error) {
	names, err := act.Tags(tags)
	if err != nil {
		return nil, &store.Invalid{Field: "tag", Why: err.Error()}
	}
	return names, nil
}
