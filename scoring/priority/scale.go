package priority

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"earshot/scoring/intent"
)

// Weights are the most that each part can give. Together they are 100.
type Weights struct {
	Sentiment, Intent, Influence, Lead, VIP, Waiting, SLA int
}

// Scale is what a team has agreed on: how much the parts weigh, and within what
// time what is answered.
type Scale struct {
	Weights Weights
	// Targets are the times promised for a first answer: by intent, for leads
	// (LeadTarget) and for anything (AnyTarget). The shortest that holds counts;
	// without one nothing is ever overdue.
	Targets map[string]time.Duration
}

// Names of Targets beside the intents.
const (
	LeadTarget = "lead"
	AnyTarget  = "any"
)

// Default is the scale of a team that has agreed on nothing yet.
func Default() Scale {
	return Scale{
		Weights: Weights{Sentiment: 18, Intent: 20, Influence: 8, Lead: 7, VIP: 30, Waiting: 7, SLA: 10},
		Targets: map[string]time.Duration{
			LeadTarget: 30 * time.Minute, intent.Complaint: time.Hour, intent.Question: 4 * time.Hour, AnyTarget: 24 * time.Hour,
		},
	}
}

// named gives the weights by the names that settings use.
func (w *Weights) named() map[string]*int {
	return map[string]*int{
		"sentiment": &w.Sentiment, "intent": &w.Intent, "influence": &w.Influence, "lead": &w.Lead,
		"vip": &w.VIP, "waiting": &w.Waiting, "sla": &w.SLA,
	}
}

// WeightNames lists the names of weights, sorted.
func WeightNames() []string { return slices.Sorted(maps.Keys(new(Weights).named())) }

// TargetNames lists what an answer can be promised for, sorted.
func TargetNames() []string {
	names := []string{
		LeadTarget, AnyTarget, intent.Complaint, intent.Concern, intent.Need, intent.Question,
		intent.Insight, intent.Praise, intent.Idea, intent.Other,
	}
	slices.Sort(names)
	return names
}

// maxTarget is the longest time that can be promised, 90 days.
const maxTarget = 90 * 24 * time.Hour

// With gives the scale with weights and targets of one's own in the place of the
// usual ones; a target of 0 takes a promise away. The error says in plain words
// what is wrong.
func (s Scale) With(weights map[string]int, targets map[string]time.Duration) (Scale, error) {
	s.Targets = maps.Clone(s.Targets)
	slots := s.Weights.named()
	for _, name := range slices.Sorted(maps.Keys(weights)) {
		slot := slots[name]
		switch n := weights[name]; {
		case slot == nil:
			return s, fmt.Errorf("%q is no part of the priority; the parts are %s", name, strings.Join(WeightNames(), ", "))
		case n < 0 || n > 100:
			return s, fmt.Errorf("%s = %d: a part weighs 0 to 100", name, n)
		default:
			*slot = n
		}
	}
	sum := 0
	for _, slot := range slots {
		sum += *slot
	}
	if sum != 100 {
		return s, fmt.Errorf("the parts of the priority weigh %d together, and have to weigh 100; those not named weigh what they usually do: %s", sum, Default().Weights)
	}
	for _, name := range slices.Sorted(maps.Keys(targets)) {
		switch d := targets[name]; {
		case !slices.Contains(TargetNames(), name):
			return s, fmt.Errorf("nothing can be promised for %q; use %s", name, strings.Join(TargetNames(), ", "))
		case d < 0 || d > maxTarget || d > 0 && d < time.Minute:
			return s, fmt.Errorf("%s = %s: an answer can be promised within 1m to 90d; 0s = no promise", name, d)
		default:
			s.Targets[name] = d
		}
	}
	return s, nil
}

// String lists the weights.
func (w Weights) String() string {
	var list []string
	for _, name := range WeightNames() {
		list = append(list, fmt.Sprintf("%s = %d", name, *w.named()[name]))
	}
	return strings.Join(list, ", ")
}

// Fingerprint tells whether two scales give the same Fixed.
func (s Scale) Fingerprint() string { return "2 " + s.Weights.String() }
