package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"earshot/scoring/intent"
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
	defer t.judge.learn() // also what a verb that was stopped has done
	d := deed{verb: "mark", title: "marked %s as " + escape(label), past: "marked"}
	d.each = func(r *recorder, m *store.Mention) (bool, error) {
		return true, t.correct(r, by, m, label, change)
	}
	if label == "vip" {
		on, err := t.makesVIP(ctx, target)
		if err != nil {
			return Outcome{}, err
		}
		d.each = func(r *recorder, m *store.Mention) (bool, error) { return vip(r, t.core, m, on) }
	}
	return t.run(ctx, by, target, d)
}

// correct puts a label in force on a mention and keeps the correction; of those
// that say the same, which are marked together, one teaches for all.
func (t *Triage) correct(r *recorder, by By, m *store.Mention, label string, change func(*store.Mention)) error {
	said := spoken(m.Body)
	if _, again := r.taught[said]; !again {
		r.taught[said] = struct{}{}
		c := store.Correction{
			Doc: m.Doc, Mention: m.Key.String(), Text: said, Lang: m.Body.Lang, Label: label,
			By: by.User, At: t.env.Now(), Was: judgedBefore(m, label),
		}
		if err := t.keepCorrection(r, c); err != nil {
			return err
		}
	}
	return t.judgeAnew(r, m, label, change)
}

// judgeAnew puts a label in force.
func (c *core) judgeAnew(r *recorder, m *store.Mention, label string, change func(*store.Mention)) error {
	vip, err := isVIP(r.tx, m)
	if err != nil {
		return err
	}
	lang := m.Body.Lang
	err = r.judgement(m, func(j *store.Judgement) {
		change(m)
		j.Taught = teach(j.Taught, label)
		j.Priority = c.scale.fixed(m, vip)
	})
	if err != nil || m.Body.Lang == lang {
		return err
	}
	return r.note(store.ChangeLang, docID(m.Doc), lang, m.Body.Lang)
}

// makesVIP tells whether marking these mentions makes VIPs of the people behind
// them: not if all are, then it takes the mark from them.
func (t *Triage) makesVIP(ctx context.Context, target Target) (bool, error) {
	known, all, seen := false, true, map[store.Doc]struct{}{}
	for part := range slices.Chunk(target.Docs, t.lot) {
		docs, err := t.widened(ctx, Target{Docs: part, Alike: target.Alike, Dialogue: target.Dialogue}, seen)
		if err != nil {
			return false, err
		}
		err = t.store.View(ctx, func(tx store.Tx) error {
			return t.each(tx, On(docs...), func(m *store.Mention) error {
				_, err := store.Identities(tx).Get(m.Identity())
				if err != nil {
					return ignoreMissing(err)
				}
				vip, err := isVIP(tx, m)
				known, all = true, all && vip
				return err
			})
		})
		if ignoreMissing(err) != nil {
			return false, err
		}
	}
	if !known {
		return false, &store.Invalid{Field: "vip", Why: "the network names no author here who could be marked"}
	}
	return !all, nil
}

// teach adds a label to those in force; it takes the place of what it
// contradicts. Spam is never a lead.
func teach(taught []string, label string) []string {
	about := aspects(label)
	kept := slices.DeleteFunc(slices.Clone(taught), func(old string) bool {
		if label == intent.Spam && old == intent.Lead || label == intent.Lead && old == intent.Spam {
			return true
		}
		return !slices.ContainsFunc(aspects(old), func(s string) bool { return !slices.Contains(about, s) })
	})
	return append(kept, label)
}

// aspects are the parts of a judgement that a label decides.
func aspects(label string) []string {
	switch label {
	case "negative", "neutral", "positive":
		return []string{"sentiment"}
	case "lead", "not-lead":
		return []string{"lead"}
	case "irrelevant":
		return []string{"intent", "lead"}
	}
	if strings.HasPrefix(label, "lang:") {
		return []string{"lang"}
	}
	return []string{"intent"}
}

// reteach puts what people taught in force again over a new judgement.
func reteach(m *store.Mention, taught []string) {
	for _, label := range taught {
		if change, err := marking(label); err == nil {
			change(m)
		}
	}
	m.Judgement.Taught = taught
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
	case "complaint", "concern", "need", "question", "insight", "praise", "idea", "other":
		return set(func(j *store.Judgement) { j.Intent = label }), nil
	case "spam":
		return set(func(j *store.Judgement) { j.Intent, j.Lead = label, false }), nil
	case "irrelevant":
		return set(func(j *store.Judgement) { j.Intent, j.Lead = "other", false }), nil
	case "not-lead":
		return set(func(j *store.Judgement) { j.Lead = false }), nil
	case "lead":
		return set(func(j *store.Judgement) {
			if j.Lead = true; j.Intent == intent.Spam {
				j.Intent = intent.Other // what it is instead, the judge says when it judges anew
			}
		}), nil
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
