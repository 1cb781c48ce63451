package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"earshot/scoring"
	"earshot/store"
	"earshot/store/clean"
)

// Teach is what people taught the judge: corrections of mentions (Triage.Mark)
// and of bare texts, in force at once and for everything that is judged from
// then on. What is open is judged anew in the background; see Run.
type Teach struct{ *core }

// Judge judges a text with everything that was taught.
func (t *Teach) Judge(in scoring.Input) scoring.Verdict { return t.judge.Judge(in) }

// Text teaches what a text means that is no mention. lang is a hint, "" = the
// judge finds out.
func (t *Teach) Text(ctx context.Context, by By, text, lang, label string) (Outcome, error) {
	label = strings.ToLower(strings.TrimSpace(label))
	text = strings.TrimSpace(clean.Text(text, maxBody))
	if err := CheckLabel(label); err != nil {
		return Outcome{}, err
	}
	if text == "" {
		return Outcome{}, &store.Invalid{Field: "text", Why: "there is no text to learn from"}
	}
	m := &store.Mention{Body: store.Body{Text: text, Lang: lang}}
	t.judgeMention(m, false, nil)
	c := store.Correction{Text: text, Lang: m.Body.Lang, Label: label, By: by.User, At: t.env.Now(), Was: judgedBefore(m, label)}
	out := Outcome{Changed: 1, Title: fmt.Sprintf("learnt that this is %s", label)}
	defer t.judge.learn()
	return t.noted(ctx, by, "learn", out, func(r *recorder) error { return t.keepCorrection(r, c) })
}

// noted does something that is about no mention in particular, as one entry of
// the journal.
func (t *Teach) noted(ctx context.Context, by By, verb string, out Outcome, do func(r *recorder) error) (Outcome, error) {
	err := t.store.Update(ctx, func(tx store.Tx) error {
		r := t.record(tx, by, verb)
		if err := do(r); err != nil {
			return err
		}
		var err error
		out.Seq, err = r.commit(out.Title)
		return err
	})
	if err != nil {
		return Outcome{}, err
	}
	return out, nil
}

// keepCorrection adds a correction to the log. Its id follows all others, also
// where the clock has been put back, because the log is learnt in the order of
// ids.
func (c *core) keepCorrection(r *recorder, x store.Correction) error {
	x.ID = c.env.ID()
	for last := range r.tx.Records(store.KindCorrections).ScanBack("", "") {
		if last >= x.ID {
			x.ID = idAfter(last)
		}
		break
	}
	return r.put(store.KindCorrections, x.ID, x)
}

// idAfter is an id that sorts behind another: the same with a number. An id from
// a file may end in anything; what is no number of ours gets one behind it.
func idAfter(last string) string {
	base, number, _ := strings.Cut(last, "+")
	n, err := strconv.Atoi(number)
	if next := fmt.Sprintf("%s+%09d", base, n+1); err == nil && next > last {
		return next
	}
	return last + "+000000001"
}

// judgedBefore is what the judge has said about what a label is about: a label,
// too; "" where a person had set it.
func judgedBefore(m *store.Mention, label string) string {
	about := aspects(label)
	for _, set := range m.Judgement.Taught {
		if slices.Contains(aspects(set), about[0]) {
			return ""
		}
	}
	switch about[0] {
	case "sentiment":
		return m.Judgement.Sentiment
	case "lead":
		if m.Judgement.Lead {
			return "lead"
		}
		return "not-lead"
	case "lang":
		return "lang:" + m.Body.Lang
	}
	return cmp.Or(m.Judgement.Intent, "other")
}

// List gives all corrections in the order in which they are in force.
func (t *Teach) List(ctx context.Context) ([]store.Correction, error) {
	var out []store.Correction
	err := t.store.View(ctx, func(tx store.Tx) error {
		out = nil
		for c, err := range store.Corrections(tx).All() {
			if err == nil { // one that cannot be read is for check to name
				out = append(out, c)
			}
		}
		return nil
	})
	return out, err
}

// Remove takes a correction out of the log, as if it had never been made: the
// judge forgets it, and its mention gets back what the judge had said.
func (t *Teach) Remove(ctx context.Context, by By, id string) (Outcome, error) {
	defer t.judge.relearn()
	return t.noted(ctx, by, "unlearn", Outcome{Changed: 1, Title: "took back one correction"}, func(r *recorder) error {
		c, err := store.Corrections(r.tx).Get(id)
		if errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("there is no correction %s; earshot learn --list shows them: %w", id, store.ErrNotFound)
		}
		if err != nil {
			return err
		}
		if err := r.put(store.KindCorrections, id, nil); err != nil || c.Doc == 0 {
			return err
		}
		m, err := r.tx.Mentions().Get(c.Doc)
		if err != nil {
			return ignoreMissing(err)
		}
		return t.unmark(r, m, c)
	})
}

// unmark takes the label of a correction from its mention, if it still stands.
func (t *Teach) unmark(r *recorder, m *store.Mention, c store.Correction) error {
	at := slices.Index(m.Judgement.Taught, c.Label)
	if at < 0 {
		return nil
	}
	vip, err := isVIP(r.tx, m)
	if err != nil {
		return err
	}
	lang := m.Body.Lang
	err = r.judgement(m, func(j *store.Judgement) {
		j.Taught = slices.Delete(slices.Clone(j.Taught), at, at+1)
		if change, err := marking(c.Was); err == nil {
			change(m)
		}
		j.Model = byNone // the next that judges says it all
		j.Priority = t.scale.fixed(m, vip)
	})
	if err != nil || m.Body.Lang == lang {
		return err
	}
	return r.note(store.ChangeLang, docID(m.Doc), lang, m.Body.Lang)
}

// CheckLabel tells whether a label can be taught; the error lists what can.
func CheckLabel(label string) error {
	_, err := marking(label)
	if err == nil && label == "vip" {
		err = &store.Invalid{Field: "label", Why: "vip says nothing of a text"}
	}
	return err
}

// Taken says what an import of corrections has done.
type Taken struct{ New, Known int }

// Import adds corrections that were made elsewhere, or came out of an export;
// one that is here already changes nothing. They teach, and no mention changes.
func (t *Teach) Import(ctx context.Context, by By, list []store.Correction) (Taken, Outcome, error) {
	var took Taken
	out := Outcome{Title: "learnt corrections from a file"}
	defer t.judge.relearn()
	out, err := t.noted(ctx, by, "learn", out, func(r *recorder) error {
		took = Taken{}
		for _, c := range list {
			_, err := store.Corrections(r.tx).Get(c.ID)
			if err == nil {
				took.Known++
				continue
			}
			if !errors.Is(err, store.ErrNotFound) {
				return err
			}
			if key, err := store.ParseKey(c.Mention); err == nil {
				if c.Doc, err = r.tx.Mentions().Find(key); ignoreMissing(err) != nil {
					return err
				}
			}
			if err := r.put(store.KindCorrections, c.ID, c); err != nil {
				return err
			}
			took.New++
		}
		return nil
	})
	return took, out, err
}
