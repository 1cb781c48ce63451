package desk

import (
	"context"

	"earshot/store"
)

// ranRule tells of an entry that stands for a run of a rule over history: the
// user of the rule and the group under which it acted.
func ranRule(e store.Entry) (user, group string, ok bool) {
	if len(e.Changes) != 1 || e.Changes[0].Kind != store.ChangeRun {
		return "", "", false
	}
	err := store.Decode(e.Changes[0].After, &group)
	return e.Changes[0].ID, group, err == nil
}

// ran takes back a run of a rule, or does it again: first all that the rule did
// under the group, then the entry that stands for it. What a stop leaves is done
// by the next step.
func (h *History) ran(ctx context.Context, w *walk, target store.Entry, user, group string) (Reversal, error) {
	rule := &walk{by: By{User: user, Door: w.by.Door}, redo: w.redo}
	var members []member
	err := h.store.View(ctx, func(tx store.Tx) error {
		members = ofGroup(tx, store.Entry{By: user, Group: group}, w.redo)
		return nil
	})
	if err != nil {
		return Reversal{Entry: target}, err
	}
	total, through := 0, 0
	for _, m := range members {
		total += m.count
	}
	for i, m := range members {
		if ctx.Err() != nil {
			return rule.result(target, len(members)-i), nil
		}
		if err := h.one(context.WithoutCancel(ctx), rule, m.seq); err != nil {
			return rule.result(target, len(members)-i), err
		}
		through += m.count
		Tell(ctx, through, total)
	}
	if _, err := h.single(context.WithoutCancel(ctx), w); err != nil {
		return Reversal{Entry: target}, err
	}
	return rule.result(target, 0), nil
}
