// Package priority tells which mention to answer first: a number from 0 to
// 100, as a sum of parts that can be shown and explained.
//
// This is provisional: a later version lets a team weigh the parts. The parts
// stay, because nobody trusts an order that cannot say why.
package priority

import (
	"fmt"
	"math"
	"time"

	"earshot/scoring/intent"
)

// Input is what the priority is made of.
type Input struct {
	Score     float64       // of sentiment, from -1 to 1
	Intent    string        // one of package intent
	Lead      bool          // could be answered with an offer now
	Followers int           // of the author; less than one counts as none
	Waiting   time.Duration // since the author wrote and nobody answered; 0 when answered
	VIP       bool          // somebody marked the author as important
}

// Part is one summand.
type Part struct {
	Name   string // sentiment, intent, reach, waiting, vip, lead, spam
	Points int    // what it adds; only spam takes away
	Why    string // in a few words, for the screen
}

// The most that each part can give. Together they are 100.
const (
	maxSentiment = 20
	maxIntent    = 25
	maxReach     = 20
	maxWaiting   = 15
	maxVIP       = 10
	maxLead      = 10
)

const (
	// fullReach is the number of followers that gives all points for reach.
	// Points grow with the logarithm: from 100 to 1,000 counts as much as from
	// 1,000 to 10,000.
	fullReach = 100_000
	// halfWait is the time after which waiting gives half of its points. The
	// points are max * w / (w + halfWait): early hours weigh most, and no wait
	// is so long that others cannot overtake it.
	halfWait = 4 * time.Hour
)

// Of gives the priority and its parts. Parts without points are left out; the
// points of the others add up to the score.
func Of(in Input) (score int, parts []Part) {
	add := func(name string, points int, why string) {
		if points != 0 {
			score += points
			parts = append(parts, Part{name, points, why})
		}
	}
	p := weigh(in)
	add("sentiment", p.sentiment, fmt.Sprintf("sentiment %.2f", in.Score))
	add("intent", p.intent, in.Intent)
	add("reach", p.reach, fmt.Sprintf("%d followers", in.Followers))
	add("waiting", p.waiting, "waiting "+span(in.Waiting))
	add("vip", p.vip, "marked as VIP")
	add("lead", p.lead, "could be answered with an offer")
	add("spam", p.spam, "spam comes last")
	return score, parts
}

// Score is the priority alone. It must be fast: every mention gets one on its
// way in, and nobody reads the parts then.
func Score(in Input) int {
	p := weigh(in)
	return p.sum() + p.spam
}

// points are the parts in numbers.
type points struct{ sentiment, intent, reach, waiting, vip, lead, spam int }

func (p points) sum() int {
	return p.sentiment + p.intent + p.reach + p.waiting + p.vip + p.lead
}

func weigh(in Input) points {
	whole := func(points float64) int { return int(math.Round(points)) }
	p := points{intent: whole(intentPoints(in.Intent))}
	if in.Score < 0 { // false for NaN too
		p.sentiment = whole(maxSentiment * min(1, -in.Score))
	}
	followers := float64(max(0, in.Followers))
	p.reach = whole(maxReach * min(1, math.Log10(1+followers)/math.Log10(1+fullReach)))
	wait := max(0, in.Waiting.Hours())
	p.waiting = whole(maxWaiting * wait / (wait + halfWait.Hours()))
	if in.VIP {
		p.vip = maxVIP
	}
	if in.Lead {
		p.lead = maxLead
	}
	if in.Intent == intent.Spam {
		p.spam = -p.sum()
	}
	return p
}

// intentPoints says how much an intent asks for an answer.
func intentPoints(name string) float64 {
	switch name {
	case intent.Complaint:
		return maxIntent
	case intent.Concern, intent.Question:
		return 0.7 * maxIntent
	case intent.Need:
		return 0.6 * maxIntent
	case intent.Idea:
		return 0.4 * maxIntent
	case intent.Insight:
		return 0.3 * maxIntent
	case intent.Praise:
		return 0.2 * maxIntent
	}
	return 0
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
