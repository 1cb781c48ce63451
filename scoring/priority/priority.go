// Package priority tells which mention to answer first: a number from 0 to
// 100, as a sum of parts that can be shown and explained. A team weighs the
// parts and promises answers within times of its own (Scale).
//
// The number has a part that stays (Fixed: what was said, how, and by whom) and
// a part that grows while the author waits (Wait). The second depends on the
// time waited and the time promised alone and comes in whole points, so that an
// index can order mentions by today's number without reading one of them: Steps
// says when each point is added.
//
// # How the parts were weighed
//
// What is urgent (store.UrgentPriority, 45) has to be few enough to be worked off
// today: 5 to 10 of 100 that are open. With the usual weights these are, of 3,000
// of the corpus (store/corpustest, seed 7, waits spread over a day), 6.4 %, and of
// what is open in the demo (five seeds at three times of the day) 3 to 10 %, 6.5 on
// average. There a quarter of what is open are complaints, and before its team worked
// off what was urgent by the evening before, 11 to 18 % were. The first weights
// (20, 20, 15, 10, 10, 10, 15) gave 20 % of the corpus: every complaint and question
// that had missed its time counted, a third of them without a word of anger. Hence:
//
//   - A VIP weighs 30: their complaint is urgent from the first minute (20 + 30),
//     however it is put and however few follow them; their praise is not.
//   - Somebody else's complaint is urgent when it is overdue and more than
//     mildly unhappy; time alone makes nothing urgent.
//   - Leads and questions stay below it: they have views of their own, and with
//     overdue promises stand at its edge, a VIP's above.
//   - How far the author's word carries (package influence) lifts one complaint
//     above another. It makes nothing urgent by itself, and followers weigh
//     nothing: a large number of them tells little of who is reshared.
package priority

import (
	"fmt"
	"math"
	"sort"
	"time"

	"earshot/scoring/intent"
)

// Input is what the priority is made of.
type Input struct {
	Score     float64 // of sentiment, from -1 to 1
	Intent    string  // one of package intent
	Lead      bool    // could be answered with an offer now
	Influence float64 // how far the author's word carries, from 0 to 100
	VIP       bool    // somebody marked the author as important
	// Waits is whether the author waits for our first answer, and Waiting for how
	// long.
	Waits   bool
	Waiting time.Duration
	// Raised is what rules of the team add, in their order.
	Raised []Raise
}

// Raise is what a rule adds; less than 0 takes away.
type Raise struct {
	Rule   string
	Points int
}

// Part is one summand.
type Part struct {
	Name   string // sentiment, intent, influence, lead, vip, waiting, sla, spam; "rule NAME"
	Points int    // what it adds; only spam and rules take away
	Why    string // one sentence for the screen, without its point
}

const (
	// halfWait is the time after which waiting gives half of its points. The
	// points are max * w / (w + halfWait): early hours weigh most, and no wait
	// is so long that others cannot overtake it.
	halfWait = 4 * time.Hour
	// maxWait is from when on nobody waits longer: a hundred years.
	maxWait = 100 * 365 * 24 * time.Hour
)

// Of gives the priority and its parts. Parts without points are left out; the
// points of the others add up to the score.
func (s Scale) Of(in Input) (score int, parts []Part) {
	add := func(name string, points int, why string) {
		if points != 0 {
			score += points
			parts = append(parts, Part{name, points, why})
		}
	}
	p := s.weigh(in)
	add("sentiment", p.sentiment, fmt.Sprintf("the author sounds unhappy (%.2f of -1)", in.Score))
	add("intent", p.intent, "it is "+withArticle(in.Intent))
	add("influence", p.influence, fmt.Sprintf("the author's influence, last settled at %.0f of 100; followers weigh nothing", in.Influence))
	add("lead", p.lead, "it could be answered with an offer")
	add("vip", p.vip, "somebody marked the author as a VIP")
	for _, r := range in.Raised {
		points := s.within(score+r.Points) - score
		add("rule "+r.Rule, points, weighs(r.Points, points))
	}
	target := s.Target(in.Intent, in.Lead)
	waiting, sla := s.wait(target, in)
	add("waiting", waiting, "nobody has answered for "+span(in.Waiting))
	add("sla", sla, promised(target, in.Waiting))
	if in.Intent == intent.Spam {
		add("spam", -score, "spam comes last")
	}
	return score, parts
}

// Fixed is the part that stays. It must be fast: every mention gets it on its
// way in, and nobody reads the parts then.
func (s Scale) Fixed(in Input) int {
	if in.Intent == intent.Spam {
		return 0
	}
	p := s.weigh(in)
	n := p.sentiment + p.intent + p.influence + p.lead + p.vip
	for _, r := range in.Raised {
		n = s.within(n + r.Points)
	}
	return n
}

// within keeps the part that stays in its bounds, whatever rules add: room is
// left for the part that grows, so that who waits longer always comes first.
func (s Scale) within(n int) int {
	return max(0, min(n, 100-s.Weights.Waiting-s.Weights.SLA))
}

// weighs tells what a rule wanted to add, and what that came to.
func weighs(wanted, points int) string {
	if wanted == points {
		return "what it finds weighs more or less, as the team says"
	}
	return fmt.Sprintf("it says %+d, which is more than there is room for", wanted)
}

// Wait is the part that grows: what a wait adds where an answer was promised
// within target, 0 = never. It is never less for a longer wait.
func (s Scale) Wait(target, waited time.Duration) int {
	waiting, sla := s.wait(target, Input{Waits: true, Waiting: waited})
	return waiting + sla
}

// Steps gives the times at which a wait has added its first point, its second
// and so on, to the microsecond.
func (s Scale) Steps(target time.Duration) []time.Duration {
	steps := make([]time.Duration, s.Wait(target, maxWait))
	for i := range steps {
		us := sort.Search(int(maxWait/time.Microsecond), func(us int) bool {
			return s.Wait(target, time.Duration(us)*time.Microsecond) > i
		})
		steps[i] = time.Duration(us) * time.Microsecond
	}
	return steps
}

// Target is the time within which a first answer was promised: the shortest of
// those that hold for a mention; 0 = none.
func (s Scale) Target(name string, lead bool) time.Duration {
	if name == intent.Spam {
		return 0
	}
	best := s.Targets[AnyTarget]
	names := []string{name}
	if lead {
		names = append(names, LeadTarget)
	}
	for _, n := range names {
		if d := s.Targets[n]; d > 0 && (best == 0 || d < best) {
			best = d
		}
	}
	return best
}

// points are the parts in numbers.
type points struct{ sentiment, intent, influence, lead, vip int }

func whole(points float64) int { return int(math.Round(points)) }

func (s Scale) weigh(in Input) points {
	w := s.Weights
	p := points{intent: whole(intentShare(in.Intent) * float64(w.Intent))}
	if in.Score < 0 { // false for NaN too
		p.sentiment = whole(float64(w.Sentiment) * min(1, -in.Score))
	}
	if in.Influence > 0 { // false for NaN too
		p.influence = whole(float64(w.Influence) * min(1, in.Influence/100))
	}
	if in.VIP {
		p.vip = w.VIP
	}
	if in.Lead {
		p.lead = w.Lead
	}
	return p
}

// wait gives the two parts that grow. That of a promise grows to its half until
// the answer is due, and is whole from then on.
func (s Scale) wait(target time.Duration, in Input) (waiting, sla int) {
	if !in.Waits || in.Intent == intent.Spam {
		return 0, 0
	}
	waited := min(max(0, in.Waiting), maxWait)
	hours := waited.Hours()
	waiting = whole(float64(s.Weights.Waiting) * hours / (hours + halfWait.Hours()))
	switch {
	case target <= 0:
	case waited > target:
		sla = s.Weights.SLA
	default:
		sla = whole(float64(s.Weights.SLA) / 2 * float64(waited) / float64(target))
	}
	return waiting, sla
}

// intentShare says how much an intent asks for an answer, of 1.
func intentShare(name string) float64 {
	switch name {
	case intent.Complaint:
		return 1
	case intent.Concern, intent.Question:
		return 0.7
	case intent.Need:
		return 0.6
	case intent.Idea:
		return 0.4
	case intent.Insight:
		return 0.3
	case intent.Praise:
		return 0.2
	}
	return 0
}

func withArticle(name string) string {
	switch name {
	case intent.Idea, intent.Insight:
		return "an " + name
	case intent.Praise:
		return name
	}
	return "a " + name
}

// promised tells how a wait stands to the time promised.
func promised(target, waited time.Duration) string {
	if waited > target {
		return fmt.Sprintf("an answer was due %s ago (promised within %s)", span(waited-target), span(target))
	}
	return fmt.Sprintf("an answer is due in %s (promised within %s)", span(target-waited), span(target))
}

// span writes a time in its largest unit: 45m, 7h, 3d.
func span(d time.Duration) string {
	switch {
	case d < time.Hour:
		return fmt.Sprintf("%dm", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh", int(d.Hours()))
	}
	return fmt.Sprintf("%dd", int(d.Hours()/24))
}
