package desk

import (
	"fmt"
	"slices"
	"strconv"

	"earshot/store"
)

// How rules weigh mentions: "priority +20" in a rule is a part of the number by
// which mentions are ordered, told by its name and taken back with the rule's
// run. People do not weigh single mentions: they teach what one is, or assign it.

// mostWeight is how much one rule may add or take away: half of the number.
const mostWeight = 50

// weight reads what a rule adds.
func weight(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n == 0 || n > mostWeight || n < -mostWeight {
		return 0, fmt.Errorf("priority needs points from -%d to +%d, not %q: priority +20", mostWeight, mostWeight, text)
	}
	return n, nil
}

// weightStep lets a rule weigh a mention. Whatever the rule said of it before
// gives way, so that it never counts twice.
func weightStep(c *core, rule store.Rule, points int) step {
	raise := store.Raise{Rule: rule.Once(), Points: points}
	return step{
		alters: func(m *store.Mention) []string {
			if slices.Contains(m.Judgement.Raised, raise) {
				return nil
			}
			return []string{"priority"}
		},
		do: func(r *recorder, m *store.Mention) (bool, error) {
			vip, err := isVIP(r.tx, m)
			if err != nil {
				return false, err
			}
			return true, r.judgement(m, func(j *store.Judgement) {
				others := slices.DeleteFunc(slices.Clone(j.Raised), func(o store.Raise) bool { return o.Rule == raise.Rule })
				j.Raised = append(others, raise)
				j.Priority = c.scale.fixed(m, vip)
			})
		},
	}
}
