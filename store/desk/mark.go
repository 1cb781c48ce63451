package desk

import (
	"context"
	"errors"
	"fmt"
	"maps"
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
		var people []*store.Mention
		err := t.each(tx, target, func(m *store.Mention) error {
			if label == "vip" {
				people = append(people, m)
				return nil
			}
			out.Changed++
			return t.correct(r, by, m, label, change)
		})
		if err == nil && label == "vip" {
			out.Changed, err = t.vip(r, people)
		}
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
	vip, err := isVIP(r.tx, m)
	if err != nil {
		return err
	}
	lang := m.Body.Lang
	err = r.judgement(m, func(j *store.Judgement) {
		change(m)
		j.Taught = teach(j.Taught, label)
		j.Priority = priorityOf(m, vip, t.env.Now())
	})
	if err != nil || m.Body.Lang == lang {
		return err
	}
	return r.note(store.ChangeLang, docID(m.Doc), lang, m.Body.Lang)
}

// vip marks the people behind mentions, or takes the mark from them if all have
// it; it gives the number of mentions whose people are known.
func (t *Triage) vip(r *recorder, mentions []*store.Mention) (int, error) {
	people := map[string]store.Identity{}
	known, all := 0, true
	for _, m := range mentions {
		p, err := store.Identities(r.tx).Get(m.Identity())
		if errors.Is(err, store.ErrNotFound) {
			continue // our own words, or nobody is named
		}
		if err != nil {
			return 0, err
		}
		known++
		all = all && p.VIP
		people[p.ID] = p
		r.about(m.Doc)
		r.tx.Touch(store.TopicMentions, docID(m.Doc))
	}
	if known == 0 {
		return 0, &store.Invalid{Field: "vip", Why: "the network names no author here who could be marked"}
	}
	for _, id := range slices.Sorted(maps.Keys(people)) {
		p := people[id]
		p.VIP = !all
		if err := r.put(store.KindIdentities, id, p); err != nil {
			return 0, err
		}
	}
	return known, nil
}

// isVIP tells whether somebody marked the person behind a mention.
func isVIP(tx store.Tx, m *store.Mention) (bool, error) {
	if m.Identity() == "" {
		return false, nil
	}
	p, err := store.Identities(tx).Get(m.Identity())
	return p.VIP, ignoreMissing(err)
}

// teach adds a label to those in force; it takes the place of what it
// contradicts.
func teach(taught []string, label string) []string {
	about := aspects(label)
	kept := slices.DeleteFunc(slices.Clone(taught), func(old string) bool {
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
