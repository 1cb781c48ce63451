package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"earshot/store"
	"earshot/store/clean"
)

// Mark corrects the judgement of mentions and keeps the correction, from which
// a later model learns. Labels: negative neutral positive, any intent, lead,
// not-lead, irrelevant, lang:xx, and vip for the person behind.
func (t *Triage) Mark(ctx context.Context, by By, target Target, label string) (Outcome, error) {
	label = strings.ToLower(strings.TrimSpace(label))
	change, err := marking(label)
	if err != nil {
		return Outcome{}, err
	}
	var out Outcome
	err = t.store.Update(ctx, func(tx store.Tx) error {
		out = Outcome{}
		r := t.record(tx, by, "mark")
		err := t.each(tx, target, func(m *store.Mention) error {
			out.Changed++
			if label == "vip" {
				return t.vip(r, m)
			}
			return t.correct(r, by, m, label, change)
		})
		if err != nil {
			return err
		}
		out.Title = "marked " + Mentions(out.Changed) + " as " + label
		out.Seq, err = r.commit(out.Title)
		return err
	})
	return out, err
}

func (t *Triage) correct(r *recorder, by By, m *store.Mention, label string, change func(*store.Mention)) error {
	c := store.Correction{ID: t.env.ID(), Doc: m.Doc, Text: m.Body.Text, Label: label, By: by.User, At: t.env.Now()}
	if err := r.put(store.KindCorrections, c.ID, c); err != nil {
		return err
	}
	return r.judgement(m, func(j *store.Judgement) {
		change(m)
		if !slices.Contains(j.Taught, label) {
			j.Taught = append(slices.Clone(j.Taught), label)
		}
		j.Priority = priorityOf(m, false, t.env.Now())
	})
}

func (t *Triage) vip(r *recorder, m *store.Mention) error {
	id := m.Identity()
	p, err := store.Identities(r.tx).Get(id)
	if err != nil {
		return err
	}
	p.VIP = !p.VIP
	r.about(m.Doc)
	r.tx.Touch(store.TopicMentions, docID(m.Doc))
	return r.put(store.KindIdentities, id, p)
}

// marking gives what a label changes.
func marking(label string) (func(*store.Mention), error) {
	set := func(fn func(*store.Judgement)) func(*store.Mention) {
		return func(m *store.Mention) { fn(&m.Judgement) }
	}
	switch label {
	case "negative", "neutral", "positive":
		score := map[string]float64{"negative": -1, "positive": 1}[label]
		return set(func(j *store.Judgement) { j.Sentiment, j.Score, j.Confidence = label, score, 1 }), nil
	case "complaint", "concern", "need", "question", "insight", "praise", "idea", "spam", "other":
		return set(func(j *store.Judgement) { j.Intent = label }), nil
	case "irrelevant":
		return set(func(j *store.Judgement) { j.Intent, j.Lead = "other", false }), nil
	case "lead", "not-lead":
		return set(func(j *store.Judgement) { j.Lead = label == "lead" }), nil
	case "vip":
		return func(*store.Mention) {}, nil
	}
	if lang, ok := strings.CutPrefix(label, "lang:"); ok && len(lang) >= 2 && len(lang) <= 8 {
		lang = clean.Line(lang, 8)
		return func(m *store.Mention) { m.Body.Lang = lang }, nil
	}
	return nil, &store.Invalid{Field: "label", Why: fmt.Sprintf(
		"%q is no label; use negative, neutral, positive, an intent, lead, not-lead, irrelevant, lang:xx or vip", label)}
}
